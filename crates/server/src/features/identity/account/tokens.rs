//! API tokens: several for each person, shown once, kept as fingerprints. A token can do all that its owner can, less managing
//! passwords, sessions and tokens.

use serde_json::json;

use super::super::model::{Audit, User};
use super::super::{audit, rules, store as people, tell_people};
use super::sessions;
use super::store::{self, TokenRow};
use crate::app::SharedApp;
use crate::auth::{Actor, Via};
use crate::error::{Error, Result};
use crate::ids;

const PREFIX: &str = "pht_";
const HINT_LENGTH: usize = 8;
const MOST_TOKENS: i64 = 100;
const LONGEST_LIFE_DAYS: i64 = 3650;
const DAY: i64 = 24 * 3600 * 1_000_000;

/// Tokens rest while their owner has to change the password.
pub async fn actor_of_token(app: &SharedApp, token: &str, address: &str) -> Result<Actor> {
    let owner = store::owner_of_token(app.db.read(), token, app.clock.micros()).await?.ok_or(Error::NotSignedIn)?;
    if owner.user.must_change_password == 1 {
        return Err(Error::PasswordChangeNeeded);
    }
    let via = Via::Token(owner.credential_id.clone());
    Ok(sessions::used(app, owner, via, address).await)
}

pub async fn mine(app: &SharedApp, actor: &Actor) -> Result<Vec<TokenRow>> {
    store::tokens(app.db.read(), &actor.id).await
}

/// The token and its text, which is nowhere kept.
pub async fn create(app: &SharedApp, actor: &Actor, name: &str, days: Option<i64>) -> Result<(TokenRow, String)> {
    actor.require_session()?;
    let name = rules::required_line("name", name, rules::LONGEST_NAME)?;
    let days = days.map(|days| rules::whole("expiresInDays", days, 1, LONGEST_LIFE_DAYS)).transpose()?;
    let now = app.clock.micros();
    let plain = ids::secret(PREFIX);
    let token = TokenRow {
        id: ids::sortable(&app.clock),
        name,
        hint: plain[..HINT_LENGTH].to_owned(),
        created_at: now,
        last_used_at: None,
        expires_at: days.map(|days| now + days * DAY),
    };
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, &format!("tokens of {}", actor.id)).await?;
    if store::count_tokens(&mut tx, &actor.id).await? >= MOST_TOKENS {
        return Err(Error::invalid("name", format!("You have {MOST_TOKENS} API tokens already. Delete one that is not used any more.")));
    }
    store::insert_token(&mut tx, &actor.id, &token, &plain).await?;
    let entry = Audit::of("create", "apiToken", &token.id, &token.name).with(json!({ "expiresInDays": days }));
    audit(app, &mut tx, actor, entry).await?;
    tx.commit().await?;
    app.events.changed("user", &actor.id, None);
    Ok((token, plain))
}

pub async fn delete(app: &SharedApp, actor: &Actor, id: &str) -> Result<()> {
    actor.require_session()?;
    let mut tx = app.db.begin().await?;
    let name = store::delete_token(&mut tx, id, &actor.id).await?;
    let name = name.ok_or_else(|| Error::NotFound("There is no such API token of yours. It may be deleted already.".into()))?;
    audit(app, &mut tx, actor, Audit::of("delete", "apiToken", id, &name)).await?;
    tx.commit().await?;
    tell_people(app, std::slice::from_ref(&actor.id));
    Ok(())
}

/// All tokens of a person: one's own, or anybody's for an administrator.
pub async fn revoke_all(app: &SharedApp, actor: &Actor, user_id: Option<&str>) -> Result<User> {
    let user_id = user_id.unwrap_or(&actor.id);
    if user_id == actor.id {
        actor.require_session()?;
    } else {
        actor.require_admin()?;
    }
    let user = people::user(app.db.read(), user_id).await?.ok_or_else(|| Error::resource_not_found("users", user_id))?;
    let mut tx = app.db.begin().await?;
    let deleted = store::delete_tokens(&mut tx, user_id).await?;
    let entry = Audit::of("revoke", "apiToken", user_id, &user.username).with(json!({ "deleted": deleted }));
    audit(app, &mut tx, actor, entry).await?;
    tx.commit().await?;
    tell_people(app, std::slice::from_ref(&user.id));
    Ok(user)
}
