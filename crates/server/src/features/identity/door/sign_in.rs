//! Signing in and out: from a user name and a password to a session with its cookie.

use axum::http::{HeaderMap, HeaderValue, header};

use super::super::model::{Audit, User};
use super::super::{account, actor_of_user, audit, store as people, tell_people};
use super::store::{self, NewSession};
use super::{attempts, password};
use crate::app::SharedApp;
use crate::auth::{self, Actor, Via};
use crate::db::Tx;
use crate::error::{Error, Result, shorten};
use crate::ids;

const LONGEST_USER_AGENT: usize = 200;

/// The secret of the new session, for the cookie, and whose it is.
pub struct SignedIn {
    pub secret: String,
    pub user: User,
}

/// Where a session is opened from.
pub struct Client {
    pub address: String,
    pub user_agent: String,
}

impl Client {
    pub fn new(address: &str, headers: &HeaderMap) -> Self {
        let agent = headers.get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default();
        let readable = agent.chars().filter(|letter| !letter.is_control()).take(LONGEST_USER_AGENT).collect();
        Self { address: address.to_owned(), user_agent: readable }
    }
}

pub async fn sign_in(app: &SharedApp, username: &str, password: &str, client: &Client) -> Result<SignedIn> {
    let username = username.trim();
    password::check_size("password", password)?;
    let found = store::credentials(app.db.read(), username).await?;
    attempts::take(app, username, &client.address).await?;
    let stored = found.as_ref().and_then(|found| found.password_hash.clone());
    if !password::matches(stored, password).await? {
        refused(app, found.as_ref().map(|found| found.id.as_str()), username, client).await?;
        return Err(Error::WrongPassword);
    }
    let found = found.ok_or(Error::WrongPassword)?;
    if found.enabled == 0 {
        refused(app, Some(&found.id), username, client).await?;
        return Err(Error::not_allowed("This account is disabled. Ask an administrator."));
    }
    let mut tx = app.db.begin().await?;
    attempts::give_back(&mut tx, &found.username, &client.address).await?;
    // Read again, since the account may have been disabled while the password was looked at.
    let user = people::user(&mut *tx, &found.id).await?.filter(|user| user.enabled == 1).ok_or(Error::WrongPassword)?;
    let secret = open_session(app, &mut tx, &user, client, "sign-in").await?;
    tx.commit().await?;
    Ok(SignedIn { secret, user })
}

/// A new session in the transaction that makes or checks its owner.
pub async fn open_session(app: &SharedApp, tx: &mut Tx, user: &User, client: &Client, action: &'static str) -> Result<String> {
    let now = app.clock.micros();
    let secret = ids::secret("");
    let id = ids::sortable(&app.clock);
    store::forget_ended_sessions(tx, now, now - account::sessions::idle_limit(app)).await?;
    let new = NewSession {
        id: &id,
        user_id: &user.id,
        secret: &secret,
        now,
        expires_at: now + account::sessions::absolute_limit(app),
        address: &client.address,
        user_agent: &client.user_agent,
    };
    store::insert_session(tx, new).await?;
    let actor = actor_of_user(user.clone(), Via::Session(id), &client.address);
    audit(app, tx, &actor, Audit::of(action, "user", &user.id, &user.username)).await?;
    Ok(secret)
}

pub async fn sign_out(app: &SharedApp, actor: &Actor) -> Result<()> {
    let session = actor.require_session()?;
    let mut tx = app.db.begin().await?;
    store::end_session(&mut tx, session).await?;
    audit(app, &mut tx, actor, Audit::of("sign-out", "user", &actor.id, &actor.username)).await?;
    tx.commit().await?;
    tell_people(app, std::slice::from_ref(&actor.id));
    Ok(())
}

/// People sometimes type their password into the field of the name, so an unknown name is written down cut short.
async fn refused(app: &SharedApp, user_id: Option<&str>, username: &str, client: &Client) -> Result<()> {
    let known = user_id.is_some();
    let name = if known { username.to_lowercase() } else { username.chars().take(3).chain("...".chars()).collect() };
    let name = shorten(&name);
    let actor = Actor {
        id: user_id.unwrap_or_default().to_owned(),
        username: name.clone(),
        is_admin: false,
        must_change_password: false,
        via: Via::System,
        address: client.address.clone(),
    };
    let entry = Audit { object_id: user_id, ..Audit::of("sign-in", "user", "", &name) };
    let mut tx = app.db.begin().await?;
    people::insert_audit(&mut tx, &ids::sortable(&app.clock), app.clock.micros(), &actor, entry, "refused").await?;
    Ok(tx.commit().await?)
}

pub fn cookie(app: &SharedApp, secret: &str) -> Result<HeaderValue> {
    let seconds = account::sessions::absolute_limit(app) / 1_000_000;
    with_attributes(app, secret, seconds)
}

pub fn no_cookie(app: &SharedApp) -> Result<HeaderValue> {
    with_attributes(app, "", 0)
}

fn with_attributes(app: &SharedApp, value: &str, seconds: i64) -> Result<HeaderValue> {
    let secure = if app.config.is_https() { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", auth::cookie_name(app));
    HeaderValue::from_str(&text).map_err(Error::internal)
}
