//! Who asks? Turns the cookie or the bearer token of a request into an `Actor`, and refuses state changes from foreign pages.

use async_graphql::Context;
use axum::http::{HeaderMap, Method, header};

use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::identity;

/// The cookie's name on https: browsers keep a `__Host-` cookie to this host and to TLS.
const SECURE_COOKIE: &str = "__Host-primehub";
const PLAIN_COOKIE: &str = "primehub";

#[derive(Clone, Debug)]
pub struct Actor {
    pub id: String,
    pub username: String,
    pub is_admin: bool,
    /// Until a new password is set, nothing else is answered.
    pub must_change_password: bool,
    pub via: Via,
    /// Where the request came from, for the audit.
    pub address: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    Session(String),
    Token(String),
    /// The server itself or its command line.
    System,
}

impl Actor {
    /// For what the server does by itself, for example stopping an idle notebook.
    pub fn system() -> Self {
        Self {
            id: String::new(),
            username: "primehub".into(),
            is_admin: true,
            must_change_password: false,
            via: Via::System,
            address: "local".into(),
        }
    }

    pub fn require_admin(&self) -> Result<()> {
        if self.is_admin {
            return Ok(());
        }
        Err(Error::not_allowed("Not Authorised! Only administrators may do this."))
    }

    /// Passwords, sessions and tokens are managed by the person, so that a token that leaks cannot make itself at home.
    pub fn require_session(&self) -> Result<&str> {
        self.session().ok_or_else(|| Error::not_allowed("An API token cannot do this. Sign in with your password in a browser."))
    }

    pub fn session(&self) -> Option<&str> {
        match &self.via {
            Via::Session(id) => Some(id),
            _ => None,
        }
    }
}

/// Where the request came from; the gateway puts it into the request's extensions.
#[derive(Clone, Debug)]
pub struct Peer(pub String);

/// The actor of a GraphQL operation.
pub fn actor<'a>(ctx: &'a Context<'_>) -> Result<&'a Actor> {
    let actor = actor_before_password_change(ctx)?;
    if actor.must_change_password {
        return Err(Error::PasswordChangeNeeded);
    }
    Ok(actor)
}

/// For the two things that a person with a temporary password may do: ask who he is, and change it.
pub fn actor_before_password_change<'a>(ctx: &'a Context<'_>) -> Result<&'a Actor> {
    ctx.data_opt::<Actor>().ok_or(Error::NotSignedIn)
}

pub fn app<'a>(ctx: &'a Context<'_>) -> &'a SharedApp {
    // The schema is only ever built with the app in its data.
    ctx.data::<SharedApp>().expect("the schema holds the app")
}

/// Who asks. A bearer token wins over the cookie. A credential that is given but not good is an error, not "nobody", and so is one
/// whose owner has to change the password first.
pub async fn identify(app: &SharedApp, method: &Method, headers: &HeaderMap, peer: &str) -> Result<Option<Actor>> {
    let actor = identify_before_password_change(app, method, headers, peer).await?;
    if actor.as_ref().is_some_and(|actor| actor.must_change_password) {
        return Err(Error::PasswordChangeNeeded);
    }
    Ok(actor)
}

pub async fn identify_before_password_change(app: &SharedApp, method: &Method, headers: &HeaderMap, peer: &str) -> Result<Option<Actor>> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer ").or_else(|| text.strip_prefix("bearer ")));
        let Some(token) = token else { return Err(Error::NotSignedIn) };
        return identity::actor_of_token(app, token.trim(), peer).await.map(Some);
    }
    let Some(cookie) = session_cookie(app, headers)? else { return Ok(None) };
    if is_state_changing(method) || headers.contains_key(header::UPGRADE) {
        require_own_page(app, headers)?;
    }
    identity::actor_of_session(app, &cookie, peer).await.map(Some)
}

pub fn cookie_name(app: &SharedApp) -> &'static str {
    if app.config.is_https() { SECURE_COOKIE } else { PLAIN_COOKIE }
}

/// The session's cookie. Sent twice, one of them may have been planted by a neighbour host, so neither is believed.
fn session_cookie(app: &SharedApp, headers: &HeaderMap) -> Result<Option<String>> {
    let name = cookie_name(app);
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned());
    let first = found.next();
    if found.next().is_some() {
        return Err(Error::Malformed {
            code: "COOKIE_TWICE",
            message: "The session cookie was sent twice. Close other PrimeHub pages, delete this site's cookies and sign in again.".into(),
        });
    }
    Ok(first.filter(|value| !value.is_empty()))
}

fn is_state_changing(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Browsers say from where a request was made. Only pages of the portal's own origin may change state with its cookie, whatever the
/// mode of the request is. Programs that are no browsers send neither header.
pub fn require_own_page(app: &SharedApp, headers: &HeaderMap) -> Result<()> {
    let allowed = is_own_origin(app, headers) && is_own_site(headers);
    if allowed { Ok(()) } else { Err(Error::not_allowed("This request was made by a page of another site and was refused.")) }
}

fn is_own_origin(app: &SharedApp, headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    if origins.next().is_some() {
        return false;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let by_plain_name = !app.config.is_https() && origin.strip_prefix("http://") == Some(host);
    origin == app.config.public_url() || by_plain_name || origin.strip_prefix("https://") == Some(host)
}

fn is_own_site(headers: &HeaderMap) -> bool {
    headers.get_all("sec-fetch-site").iter().all(|site| site == "same-origin" || site == "none")
}
