//! People, groups, sessions, tokens and the audit: who somebody is and what belongs to them.
//! The lowest slice; every other one asks it who the actor is and which groups are theirs.

pub mod api;
pub mod http;
pub mod inputs;
pub mod model;
pub mod store;

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

pub async fn setup_link(_app: &SharedApp) -> Result<Option<String>> {
    Ok(None)
}

/// True once an administrator exists.
pub async fn is_set_up(app: &SharedApp) -> Result<bool> {
    store::has_administrator(app.db.read()).await
}

pub async fn actor_of_session(app: &SharedApp, cookie: &str, address: &str) -> Result<Actor> {
    let (session, user) = store::user_of_session(app.db.read(), cookie, app.clock.micros()).await?.ok_or(Error::NotSignedIn)?;
    Ok(actor(user, Via::Session(session), address))
}

/// For a session that is known by its id, as the gateway's cookie names it. None when it is over.
pub async fn actor_of_session_id(app: &SharedApp, id: &str, address: &str) -> Result<Option<Actor>> {
    let user = store::user_of_session_id(app.db.read(), id, app.clock.micros()).await?;
    Ok(user.map(|user| actor(user, Via::Session(id.to_owned()), address)))
}

pub async fn actor_of_token(app: &SharedApp, token: &str, address: &str) -> Result<Actor> {
    let (id, user) = store::user_of_token(app.db.read(), token, app.clock.micros()).await?.ok_or(Error::NotSignedIn)?;
    Ok(actor(user, Via::Token(id), address))
}

fn actor(user: User, via: Via, address: &str) -> Actor {
    Actor { id: user.id, username: user.username, is_admin: user.is_admin == 1, via, address: address.to_owned() }
}

/// Whether the session or token of a long-lived stream still holds.
pub async fn is_still_good(app: &SharedApp, actor: &Actor) -> Result<bool> {
    store::is_credential_good(app.db.read(), &actor.via, app.clock.micros()).await
}

pub async fn is_member(app: &SharedApp, user_id: &str, group_id: &str) -> Result<bool> {
    store::is_member(app.db.read(), user_id, group_id).await
}

/// The person's groups, without `everyone`, by name.
pub async fn groups_of(app: &SharedApp, user_id: &str) -> Result<Vec<Group>> {
    store::groups_of(app.db.read(), user_id).await
}

/// The group, if the actor belongs to it. Administrators who are no members are refused too, as everywhere inside groups.
pub async fn require_member(app: &SharedApp, actor: &Actor, group_id: &str) -> Result<Group> {
    let group = store::group(app.db.read(), group_id).await?;
    match group {
        Some(group) if group.name != model::EVERYONE && store::is_member(app.db.read(), &actor.id, group_id).await? => Ok(group),
        _ => Err(Error::not_allowed("user not auth: you are not a member of this group. Ask an administrator or the group's admin to add you.")),
    }
}

/// Every change of an object is written down in the transaction that makes it.
pub async fn audit(app: &SharedApp, tx: &mut Tx, actor: &Actor, entry: Audit<'_>) -> Result<()> {
    store::insert_audit(tx, &crate::ids::sortable(&app.clock), app.clock.micros(), actor, entry, "ok").await
}
