//! What may people change about themselves? Name, address, theme, environment variables, password.

use async_graphql::MaybeUndefined;
use serde_json::json;

use super::super::door::store as door;
use super::super::door::{attempts, password};
use super::super::inputs::EnvVarInput;
use super::super::model::{Audit, User};
use super::super::people::{actions, store as accounts};
use super::super::{audit, rules, store as people, tell_people};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};

const THEMES: [&str; 3] = ["light", "dark", "system"];
const MOST_ENVS: usize = 200;
const LONGEST_ENV: usize = 16 * 1024;

/// Absent fields keep their value, empty ones and null clear it.
pub struct ProfileChange {
    pub email: MaybeUndefined<String>,
    pub first_name: MaybeUndefined<String>,
    pub last_name: MaybeUndefined<String>,
    pub theme: MaybeUndefined<String>,
}

pub async fn update(app: &SharedApp, actor: &Actor, change: ProfileChange) -> Result<User> {
    let theme = match change.theme {
        MaybeUndefined::Value(theme) if !THEMES.contains(&theme.as_str()) => {
            return Err(Error::invalid("theme", format!("theme is {}; light, dark and system are allowed.", rules::quoted(&theme))));
        }
        theme => theme,
    };
    let mut tx = app.db.begin().await?;
    let mut user = actions::locked(app, &mut tx, &actor.id).await?.ok_or(Error::NotSignedIn)?;
    let mut changed = actions::change_names(&mut user, change.email, change.first_name, change.last_name)?;
    let new = match theme {
        MaybeUndefined::Undefined => user.theme.clone(),
        theme => theme.take(),
    };
    if new != user.theme {
        user.theme = new;
        changed.push("theme");
    }
    accounts::update(&mut tx, &user).await?;
    audit(app, &mut tx, actor, Audit::of("update", "user", &user.id, &user.username).with(json!({ "fields": changed }))).await?;
    tx.commit().await?;
    app.events.changed("user", &user.id, None);
    Ok(user)
}

/// Ends all other sessions of the person. Wrong present passwords count like wrong ones at sign-in.
pub async fn change_password(app: &SharedApp, actor: &Actor, current: &str, new: &str) -> Result<User> {
    let session = actor.require_session()?;
    password::check_size("current", current)?;
    password::check(app, "new", new, &actor.username)?;
    attempts::take(app, &actor.username, &actor.address).await?;
    let stored = door::password_hash(app.db.read(), &actor.id).await?;
    if !password::matches(stored, current).await? {
        return Err(Error::invalid("current", "This is not your present password."));
    }
    if current == new {
        return Err(Error::invalid("new", "The new password is the present one. Choose another one."));
    }
    let hash = password::hash(new).await?;
    let mut tx = app.db.begin().await?;
    attempts::give_back(&mut tx, &actor.username, &actor.address).await?;
    door::set_password(&mut tx, &actor.id, &hash, false).await?;
    let ended = door::end_sessions(&mut tx, &actor.id, Some(session)).await?;
    let entry = Audit::of("change-password", "user", &actor.id, &actor.username).with(json!({ "endedSessions": ended }));
    audit(app, &mut tx, actor, entry).await?;
    let user = people::user(&mut *tx, &actor.id).await?.ok_or(Error::NotSignedIn)?;
    tx.commit().await?;
    tell_people(app, std::slice::from_ref(&actor.id));
    Ok(user)
}

/// Replaces the variables that are put into the person's workloads. Rows without a name or a value are left out.
pub async fn set_envs(app: &SharedApp, actor: &Actor, env: Vec<EnvVarInput>) -> Result<User> {
    let rows = checked_envs(env)?;
    let mut tx = app.db.begin().await?;
    let mut user = actions::locked(app, &mut tx, &actor.id).await?.ok_or(Error::NotSignedIn)?;
    user.predefined_envs = Some(serde_json::to_string(&rows)?).filter(|_| !rows.is_empty());
    accounts::update(&mut tx, &user).await?;
    let entry = Audit::of("update", "user", &user.id, &user.username).with(json!({ "fields": ["predefinedEnvs"] }));
    audit(app, &mut tx, actor, entry).await?;
    tx.commit().await?;
    app.events.changed("user", &user.id, None);
    Ok(user)
}

fn checked_envs(env: Vec<EnvVarInput>) -> Result<Vec<serde_json::Value>> {
    let filled: Vec<EnvVarInput> = env.into_iter().filter(|row| !row.name.is_empty() && !row.value.is_empty()).collect();
    if filled.len() > MOST_ENVS {
        return Err(Error::invalid("env", format!("At most {MOST_ENVS} environment variables can be kept.")));
    }
    for (place, row) in filled.iter().enumerate() {
        let mut letters = row.name.chars();
        let starts_well = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || "-._".contains(first));
        if !starts_well || !letters.all(|letter| letter.is_ascii_alphanumeric() || "-._".contains(letter)) {
            let message = format!(
                "{} cannot be the name of an environment variable: letters A to Z, digits, \"-\", \".\" and \"_\" are allowed, and no digit at the start.",
                rules::quoted(&row.name)
            );
            return Err(Error::invalid(format!("env.{place}.name"), message));
        }
        if row.name.len() > rules::LONGEST_NAME || row.value.len() > LONGEST_ENV {
            let message = format!("A name can have at most {} bytes and a value at most {LONGEST_ENV}.", rules::LONGEST_NAME);
            return Err(Error::invalid(format!("env.{place}.value"), message));
        }
    }
    Ok(filled.into_iter().map(|row| json!({ "name": row.name, "value": row.value })).collect())
}
