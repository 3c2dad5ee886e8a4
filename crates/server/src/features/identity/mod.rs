//! People, groups, sessions, tokens and the audit: who somebody is and what belongs to them.
//! The lowest slice; every other one asks it who the actor is and which groups are theirs.

pub mod account;
pub mod api;
pub mod audit;
pub mod door;
pub mod groups;
pub mod http;
pub mod inputs;
pub mod load;
pub mod model;
pub mod notices;
pub mod pages;
pub mod people;
pub mod rules;
pub mod store;

use std::sync::atomic::Ordering;

pub use account::sessions::{actor_of_session, actor_of_session_id, as_of_now, is_still_good, note_use};
pub use account::tokens::actor_of_token;
pub use door::password::reset_by_operator as reset_password_by_operator;
pub use door::set_up::setup_link;

use crate::app::SharedApp;
use crate::auth::{Actor, Via};
use crate::db::Tx;
use crate::error::{Error, Result};
use model::{Audit, Group, User};

/// Makes the group `everyone` at the first start.
pub async fn seed(app: &SharedApp) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::ensure_everyone(&mut tx, app.clock.micros()).await?;
    tx.commit().await?;
    Ok(())
}

/// True once an administrator exists. The last one can never go, so the answer is asked for only until it is yes.
pub async fn is_set_up(app: &SharedApp) -> Result<bool> {
    if app.set_up.load(Ordering::Relaxed) {
        return Ok(true);
    }
    let done = store::has_administrator(app.db.read()).await?;
    app.set_up.fetch_or(done, Ordering::Relaxed);
    Ok(done)
}

fn actor_of_user(user: User, via: Via, address: &str) -> Actor {
    Actor {
        is_admin: user.is_admin == 1,
        must_change_password: user.must_change_password == 1,
        id: user.id,
        username: user.username,
        via,
        address: address.to_owned(),
    }
}

pub async fn is_member(app: &SharedApp, user_id: &str, group_id: &str) -> Result<bool> {
    store::is_member(app.db.read(), user_id, group_id).await
}

/// The person's groups, without `everyone`, by name.
pub async fn groups_of(app: &SharedApp, user_id: &str) -> Result<Vec<Group>> {
    let rows = groups::store::groups_of_users(app.db.read(), &[user_id.to_owned()]).await?;
    Ok(rows.into_iter().map(|row| row.group).filter(|group| group.id != model::EVERYONE).collect())
}

/// The group, if the actor belongs to it. Administrators who are no members are refused too, as everywhere inside groups.
pub async fn require_member(app: &SharedApp, actor: &Actor, group_id: &str) -> Result<Group> {
    let group = store::group(app.db.read(), group_id).await?;
    match group {
        Some(group) if group.name != model::EVERYONE && store::is_member(app.db.read(), &actor.id, group_id).await? => Ok(group),
        _ => Err(Error::not_allowed(
            "user not auth: you are not a member of this group. Ask an administrator or the group's admin to add you.",
        )),
    }
}

/// Every change of an object is written down in the transaction that makes it.
pub async fn audit(app: &SharedApp, tx: &mut Tx, actor: &Actor, entry: Audit<'_>) -> Result<()> {
    store::insert_audit(tx, &crate::ids::sortable(&app.clock), app.clock.micros(), actor, entry, "ok").await
}

/// Tells open pages and connections that something about these people changed: their groups, rights, sessions or tokens.
fn tell_people(app: &SharedApp, users: &[String]) {
    for user in users {
        app.events.changed("user", user, None);
    }
    app.workloads.wake();
}
