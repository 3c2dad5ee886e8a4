//! Can a recurring job run as it stands? Asked when it is saved, before each run, and regularly, so that what was broken repairs itself.

use std::time::Duration;

use super::model::Schedule;
use super::{KIND, store};
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::catalog::choice;
use crate::features::identity::model::{Group, User};
use crate::features::{identity, settings};

const EVERY: Duration = Duration::from_secs(60);

/// In whose name and in which group it runs; or what is missing, as a sentence.
pub async fn ready(app: &SharedApp, schedule: &Schedule) -> Result<Result<(User, Group), String>> {
    if let Err(problem) = schedule.rule(&settings::timezone(app).await?) {
        return Ok(Err(problem.text));
    }
    let who = &schedule.user_name;
    let user = identity::store::user(app.db.read(), &schedule.user_id).await?;
    let Some(user) = user else { return Ok(Err(format!("User not found: the account of {who} was deleted."))) };
    if user.enabled == 0 {
        return Ok(Err(format!("The account of {who} is disabled.")));
    }
    let group = identity::store::group(app.db.read(), &schedule.group_id).await?;
    let Some(group) = group else { return Ok(Err("Group not found: it was deleted.".into())) };
    if !identity::is_member(app, &user.id, &group.id).await? {
        return Ok(Err(format!("Group not found: {who} is no longer a member of {}.", group.label())));
    }
    match choice::chosen(app, &group, &schedule.instance_type, &schedule.image).await {
        Ok(_) => Ok(Ok((user, group))),
        Err(Error::Invalid { message, .. }) => Ok(Err(message)),
        Err(error) => Err(error),
    }
}

pub async fn run(app: SharedApp) {
    loop {
        if let Err(error) = round(&app).await {
            error.log();
        }
        app.clock.sleep(EVERY).await;
    }
}

pub async fn round(app: &SharedApp) -> Result<()> {
    for schedule in store::all(app.db.read()).await? {
        if let Err(error) = look_at(app, &schedule).await {
            error.log();
        }
    }
    Ok(())
}

/// Also follows a change of the system's time zone. What is due is left to the loop that starts it.
async fn look_at(app: &SharedApp, seen: &Schedule) -> Result<()> {
    let now = app.clock.micros();
    let problem = ready(app, seen).await?.err().unwrap_or_default();
    let is_due = seen.next_at > 0 && seen.next_at <= now && problem.is_empty();
    if is_due {
        return Ok(());
    }
    let rule = seen.rule(&settings::timezone(app).await?).ok().flatten();
    let next = Schedule { problem: problem.clone(), ..seen.clone() }.next(rule.as_ref(), now);
    if (problem.as_str(), next) != (seen.problem.as_str(), seen.next_at) {
        set(app, seen, &problem, next).await?;
    }
    Ok(())
}

/// Writes what was found out.
pub async fn set(app: &SharedApp, seen: &Schedule, problem: &str, next: i64) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let changed = store::set_found(&mut tx, seen, problem, next).await?;
    tx.commit().await?;
    if changed {
        app.events.changed(KIND, &seen.id, Some(&seen.group_id));
    }
    Ok(())
}
