//! Whose session is it, is it still good, and how does it end?

use super::super::door::store as door;
use super::super::model::Audit;
use super::super::{actor_of_user, audit, store as people, tell_people};
use super::store::{self, Owner, SessionRow};
use crate::app::SharedApp;
use crate::auth::{Actor, Via};
use crate::error::{Error, Result};

/// How often the time of the last use is written: exact enough for people, and reading stays reading.
const TOUCH_EVERY: i64 = 60 * 1_000_000;

pub async fn actor_of_session(app: &SharedApp, cookie: &str, address: &str) -> Result<Actor> {
    let now = app.clock.micros();
    let owner = store::owner_of_session(app.db.read(), cookie, now, now - idle_limit(app)).await?.ok_or(Error::NotSignedIn)?;
    let via = Via::Session(owner.credential_id.clone());
    Ok(used(app, owner, via, address).await)
}

/// For a session that is known by its id, as the gateway's cookie names it. None when it is over, or the password has to be changed first.
pub async fn actor_of_session_id(app: &SharedApp, id: &str, address: &str) -> Result<Option<Actor>> {
    let now = app.clock.micros();
    let owner = store::owner_of_session_id(app.db.read(), id, now, now - idle_limit(app)).await?;
    let Some(owner) = owner.filter(|owner| owner.user.must_change_password == 0) else { return Ok(None) };
    Ok(Some(used(app, owner, Via::Session(id.to_owned()), address).await))
}

/// Somebody works through the gateway, which is use of the session too.
pub async fn note_use(app: &SharedApp, actor: &Actor) -> Result<()> {
    touch(app, &actor.via, &actor.id, app.clock.micros()).await
}

/// The actor, after a note that the credential was used.
pub(super) async fn used(app: &SharedApp, owner: Owner, via: Via, address: &str) -> Actor {
    let now = app.clock.micros();
    if owner.used_at.is_none_or(|then| now - then >= TOUCH_EVERY)
        && let Err(error) = touch(app, &via, &owner.user.id, now).await
    {
        // The request itself may still be answered.
        tracing::warn!("cannot note the use of a session or token: {}", error.message());
    }
    actor_of_user(owner.user, via, address)
}

async fn touch(app: &SharedApp, via: &Via, user_id: &str, now: i64) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::touch(&mut tx, via, user_id, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether the session or token of a long-lived stream still holds.
pub async fn is_still_good(app: &SharedApp, actor: &Actor) -> Result<bool> {
    let now = app.clock.micros();
    store::is_credential_good(app.db.read(), &actor.via, now, now - idle_limit(app)).await
}

/// The actor of a long-lived stream with the rights of today; None once the session or token is over. Does not count as a use.
pub async fn as_of_now(app: &SharedApp, actor: &Actor) -> Result<Option<Actor>> {
    if !is_still_good(app, actor).await? {
        return Ok(None);
    }
    let user = people::user(app.db.read(), &actor.id).await?;
    Ok(user.map(|user| actor_of_user(user, actor.via.clone(), &actor.address)))
}

/// Microseconds without a request after which a session ends.
pub fn idle_limit(app: &SharedApp) -> i64 {
    app.config.sessions.idle_minutes * 60 * 1_000_000
}

/// Microseconds after which a session ends in any case.
pub fn absolute_limit(app: &SharedApp) -> i64 {
    app.config.sessions.absolute_hours * 3600 * 1_000_000
}

pub async fn mine(app: &SharedApp, actor: &Actor) -> Result<Vec<SessionRow>> {
    let now = app.clock.micros();
    store::sessions(app.db.read(), &actor.id, now, now - idle_limit(app)).await
}

pub async fn revoke(app: &SharedApp, actor: &Actor, id: &str) -> Result<()> {
    actor.require_session()?;
    let mut tx = app.db.begin().await?;
    if !store::is_session_of(&mut tx, id, &actor.id).await? {
        return Err(Error::NotFound("There is no such session of yours. It may have ended already.".into()));
    }
    door::end_session(&mut tx, id).await?;
    audit(app, &mut tx, actor, Audit::of("revoke", "session", id, &actor.username)).await?;
    tx.commit().await?;
    tell_people(app, std::slice::from_ref(&actor.id));
    Ok(())
}

/// Answers how many ended.
pub async fn revoke_others(app: &SharedApp, actor: &Actor) -> Result<u64> {
    let current = actor.require_session()?;
    let mut tx = app.db.begin().await?;
    let ended = door::end_sessions(&mut tx, &actor.id, Some(current)).await?;
    let entry = Audit::of("revoke", "session", current, &actor.username).with(serde_json::json!({ "others": ended }));
    audit(app, &mut tx, actor, entry).await?;
    tx.commit().await?;
    tell_people(app, std::slice::from_ref(&actor.id));
    Ok(ended)
}
