//! The first administrator: a link that is good once, printed by the server at its start, and what it leads to.

use std::sync::atomic::Ordering;

use super::super::model::Audit;
use super::super::people::store::{self as accounts, NewUser};
use super::super::{audit, rules, store as people};
use super::password;
use super::sign_in::{Client, SignedIn, open_session};
use super::store::{self, NewCode};
use crate::app::SharedApp;
use crate::auth::{Actor, Via};
use crate::error::{Error, Result};
use crate::features::identity::is_set_up;
use crate::ids;

const PURPOSE: &str = "set-up";
const GOOD_FOR: i64 = 7 * 24 * 3600 * 1_000_000;

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirstAdministrator {
    pub token: String,
    pub username: String,
    pub password: String,
    pub email: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
}

/// A new link, which makes older ones worthless; None once an administrator exists.
pub async fn setup_link(app: &SharedApp) -> Result<Option<String>> {
    if is_set_up(app).await? {
        return Ok(None);
    }
    let token = ids::secret("");
    let mut tx = app.db.begin().await?;
    store::forget_codes(&mut tx, PURPOSE).await?;
    let code = NewCode { code: &token, purpose: PURPOSE, user_id: None, session_id: None, expires_at: app.clock.micros() + GOOD_FOR };
    store::insert_code(&mut tx, code).await?;
    tx.commit().await?;
    // Behind "#", so that no server or proxy ever sees the token in an address.
    Ok(Some(format!("{}/setup#token={token}", app.config.public_url())))
}

pub async fn create_administrator(app: &SharedApp, given: FirstAdministrator, client: &Client) -> Result<SignedIn> {
    if is_set_up(app).await? {
        return Err(already_done());
    }
    if !store::is_code_good(app.db.read(), &given.token, PURPOSE, app.clock.micros()).await? {
        return Err(wrong_token());
    }
    rules::username(&given.username)?;
    let email = given.email.as_deref().map(rules::email).transpose()?.flatten();
    let first_name = given.first_name.as_deref().map(|name| rules::line("firstName", name, rules::LONGEST_NAME)).transpose()?.flatten();
    let last_name = given.last_name.as_deref().map(|name| rules::line("lastName", name, rules::LONGEST_NAME)).transpose()?.flatten();
    password::check(app, "password", &given.password, &given.username)?;
    let hash = password::hash(&given.password).await?;

    let now = app.clock.micros();
    let id = ids::sortable(&app.clock);
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, "administrators").await?;
    if people::has_administrator(&mut *tx).await? {
        return Err(already_done());
    }
    store::use_code(&mut tx, &given.token, PURPOSE, now).await?.ok_or_else(wrong_token)?;
    accounts::insert(&mut tx, NewUser { id: &id, username: &given.username, password_hash: Some(&hash), created_at: now }).await?;
    let made = people::user(&mut *tx, &id).await?.ok_or_else(|| Error::internal("the new administrator is gone"))?;
    let user = super::super::model::User { email, first_name, last_name, is_admin: 1, ..made };
    accounts::update(&mut tx, &user).await?;
    people::add_member(&mut tx, super::super::model::EVERYONE, &id, now).await?;
    let actor =
        Actor { address: client.address.clone(), username: user.username.clone(), id: id.clone(), via: Via::System, ..Actor::system() };
    audit(app, &mut tx, &actor, Audit::of("set-up", "user", &id, &user.username)).await?;
    let secret = open_session(app, &mut tx, &user, client, "sign-in").await?;
    tx.commit().await?;
    app.set_up.store(true, Ordering::Relaxed);
    Ok(SignedIn { secret, user })
}

fn already_done() -> Error {
    Error::WrongState { code: "ALREADY_SET_UP", message: "An administrator exists already. Sign in with that account.".into() }
}

fn wrong_token() -> Error {
    Error::not_allowed("This set-up link is not good any more. Restart the server; it prints a new one.")
}
