//! The REST routes of the door: set-up, signing in and out, and the command line's exchange of a code for a token.

use axum::Extension;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::model::{EVERYONE, User};
use super::super::{is_set_up, pages, store as people};
use super::cli;
use super::set_up::{FirstAdministrator, create_administrator};
use super::sign_in::{self, Client, SignedIn};
use crate::app::SharedApp;
use crate::auth::{self, Peer};
use crate::error::{Error, Result};
use crate::http::{Routes, Signed};

type Body = std::result::Result<Bytes, BytesRejection>;

pub fn routes() -> Routes {
    Routes::default()
        .post("/api/auth/setup", set_up)
        .post("/api/auth/sign-in", sign_in)
        .post("/api/auth/sign-out", sign_out)
        .get("/cli-login", ask_for_code)
        .post("/cli-login", show_code)
        .get("/oidc/auth-flow/request", to_code_page)
        .get("/console/oidc/auth-flow/request", to_code_page)
        .post("/oidc/auth-flow/exchange", exchange)
        .post("/console/oidc/auth-flow/exchange", exchange)
}

/// What pages ask before anything else. A session that has ended is simply nobody.
pub async fn state(app: &SharedApp, headers: &HeaderMap, address: &str) -> Result<Value> {
    let actor = match auth::identify_before_password_change(app, &Method::GET, headers, address).await {
        Err(Error::NotSignedIn) => None,
        other => other?,
    };
    let user = match &actor {
        Some(actor) => people::user(app.db.read(), &actor.id).await?,
        None => None,
    };
    let mut state = json!({
        "setupNeeded": !is_set_up(app).await?,
        "signedIn": user.is_some(),
        "version": env!("CARGO_PKG_VERSION"),
        "pathMode": app.config.server.path_mode,
        "everyoneGroupId": EVERYONE,
    });
    if let Some(user) = user {
        state["user"] = described(&user);
    }
    Ok(state)
}

fn described(user: &User) -> Value {
    json!({
        "id": user.id,
        "username": user.username,
        "isAdmin": user.is_admin == 1,
        "displayName": user.label(),
        "mustChangePassword": user.must_change_password == 1,
    })
}

async fn set_up(State(app): State<SharedApp>, Extension(peer): Extension<Peer>, headers: HeaderMap, body: Body) -> Result<Response> {
    auth::require_own_page(&app, &headers)?;
    let given: FirstAdministrator = read_json(&app, &headers, body)?;
    answer(&app, create_administrator(&app, given, &Client::new(&peer.0, &headers)).await?)
}

#[derive(Deserialize)]
struct Credentials {
    username: String,
    password: String,
}

/// Checked like a request with a cookie, so that no other site can sign somebody in to an account that is not theirs.
async fn sign_in(State(app): State<SharedApp>, Extension(peer): Extension<Peer>, headers: HeaderMap, body: Body) -> Result<Response> {
    auth::require_own_page(&app, &headers)?;
    let given: Credentials = read_json(&app, &headers, body)?;
    answer(&app, sign_in::sign_in(&app, &given.username, &given.password, &Client::new(&peer.0, &headers)).await?)
}

fn answer(app: &SharedApp, signed_in: SignedIn) -> Result<Response> {
    let mut response = Json(json!({ "user": described(&signed_in.user) })).into_response();
    response.headers_mut().insert(header::SET_COOKIE, sign_in::cookie(app, &signed_in.secret)?);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Clears the cookie also when the session has ended already.
async fn sign_out(State(app): State<SharedApp>, Extension(peer): Extension<Peer>, headers: HeaderMap) -> Result<Response> {
    auth::require_own_page(&app, &headers)?;
    match auth::identify_before_password_change(&app, &Method::POST, &headers, &peer.0).await {
        Ok(Some(actor)) => sign_in::sign_out(&app, &actor).await?,
        Ok(None) | Err(Error::NotSignedIn) => {}
        Err(error) => return Err(error),
    }
    let mut response = Json(json!({})).into_response();
    response.headers_mut().insert(header::SET_COOKIE, sign_in::no_cookie(&app)?);
    Ok(response)
}

/// The command line looks for exactly this status.
async fn to_code_page() -> Response {
    (StatusCode::FOUND, [(header::LOCATION, "/cli-login")]).into_response()
}

async fn ask_for_code(signed: Result<Signed>) -> Result<Response> {
    match signed {
        Ok(Signed(actor)) => Ok(pages::ask_for_code(&actor.username)),
        Err(Error::NotSignedIn | Error::PasswordChangeNeeded) => {
            Ok((StatusCode::FOUND, [(header::LOCATION, "/sign-in?next=/cli-login")]).into_response())
        }
        Err(error) => Err(error),
    }
}

async fn show_code(State(app): State<SharedApp>, headers: HeaderMap, Signed(actor): Signed) -> Result<Response> {
    auth::require_own_page(&app, &headers)?;
    Ok(pages::code(&actor.username, &cli::new_code(&app, &actor).await?))
}

/// The command line takes the body "Bad Request" for a wrong code and everything else for its configuration file.
async fn exchange(State(app): State<SharedApp>, Extension(peer): Extension<Peer>, body: Body) -> Result<Response> {
    let body = body.map_err(|refused| unreadable(&app, &refused))?;
    let code = form_urlencoded::parse(&body).find(|(name, _)| name == "code").map(|(_, code)| code.into_owned()).unwrap_or_default();
    let Some(token) = cli::exchange(&app, &code, &peer.0).await? else {
        return Ok((StatusCode::BAD_REQUEST, "Bad Request").into_response());
    };
    let config = json!({ "api-token": token, "endpoint": format!("{}/api/graphql", app.config.public_url()) });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(config)).into_response())
}

/// Browsers cannot be made to send this content type to another site without asking it first.
fn read_json<T: DeserializeOwned>(app: &SharedApp, headers: &HeaderMap, body: Body) -> Result<T> {
    let body = body.map_err(|refused| unreadable(app, &refused))?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/json") {
        return Err(Error::Malformed { code: "REQUEST_BODY_INVALID", message: "Send the request as application/json.".into() });
    }
    let value: Value = serde_json::from_slice(&body).map_err(not_understood)?;
    if crate::graphql::value_holds_nul(&value) {
        return Err(Error::Malformed { code: "REQUEST_BODY_INVALID", message: "Texts cannot hold the character NUL (\\u0000).".into() });
    }
    serde_json::from_value(value).map_err(not_understood)
}

/// The message of serde may repeat what was sent, so only the place is told.
fn not_understood(error: serde_json::Error) -> Error {
    let place = if error.is_data() { error.to_string().split(':').next().unwrap_or_default().to_owned() } else { error.to_string() };
    Error::Malformed {
        code: "REQUEST_BODY_INVALID",
        message: format!("The request is not the JSON object that is expected here: {place}."),
    }
}

fn unreadable(app: &SharedApp, refused: &BytesRejection) -> Error {
    if refused.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Error::TooLarge(app.config.server.max_body_kib);
    }
    Error::Malformed { code: "REQUEST_BODY_INVALID", message: "The body of the request could not be read.".into() }
}
