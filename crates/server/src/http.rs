//! Every route of the portal on one page, and what surrounds them: request ids, security headers, the set-up gate.

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, http::HeaderMap};

use crate::app::SharedApp;
use crate::auth::{self, Actor, Peer};
use crate::error::Error;
use crate::features::{identity, notebooks};
use crate::{events, graphql, ids, request, ui};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub fn router(app: SharedApp) -> Router {
    let limit = app.config.server.max_body_kib * 1024;
    Router::new()
        .route("/api/graphql", post(graphql::answer))
        .route("/api/events", get(events::stream_events))
        .merge(identity::http::routes())
        .merge(notebooks::http::routes())
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/api/health", get(|| async { "ok\n" }))
        .fallback(page)
        .layer(DefaultBodyLimit::max(limit))
        .layer(Extension(graphql::schema(app.clone())))
        .layer(from_fn_with_state(app.clone(), set_up_gate))
        .layer(from_fn_with_state(app.clone(), surround))
        .with_state(app)
}

/// The signed-in person of a REST route.
pub struct Signed(pub Actor);

impl FromRequestParts<SharedApp> for Signed {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, Error> {
        let peer = peer_of(parts);
        let actor = auth::identify(app, &parts.method, &parts.headers, &peer).await?;
        actor.map(Self).ok_or(Error::NotSignedIn)
    }
}

pub fn peer_of(parts: &Parts) -> String {
    parts.extensions.get::<Peer>().map(|peer| peer.0.clone()).unwrap_or_else(|| "unknown".into())
}

async fn page(State(app): State<SharedApp>, uri: Uri, headers: HeaderMap) -> Response {
    if uri.path().starts_with("/api/") {
        return Error::NotFound("There is nothing at this address.".into()).into_response();
    }
    let mut response = ui::serve(&uri, &headers, "'none'");
    if app.config.is_https() {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// Gives every request an id and every answer the headers that browsers need to be strict.
async fn surround(State(_app): State<SharedApp>, mut incoming: Request<Body>, next: Next) -> Response {
    let id = ids::short("r");
    if incoming.extensions().get::<Peer>().is_none() {
        incoming.extensions_mut().insert(Peer("unknown".into()));
    }
    let method = incoming.method().clone();
    let path = incoming.uri().path().to_owned();
    let mut response = request::scope(id.clone(), next.run(incoming)).await;
    tracing::debug!(request = id, %method, path, status = response.status().as_u16(), "answered");
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
        );
    }
    response
}

/// Until an administrator exists, only the set-up itself, health and the pages that show it answer.
async fn set_up_gate(State(app): State<SharedApp>, incoming: Request<Body>, next: Next) -> Response {
    let path = incoming.uri().path();
    let open = path.starts_with("/api/auth/") || path == "/healthz" || path == "/api/health" || path == "/setup" || ui_asset(path);
    if open || identity::is_set_up(&app).await.unwrap_or(false) {
        return next.run(incoming).await;
    }
    Error::SetupNeeded.into_response()
}

fn ui_asset(path: &str) -> bool {
    path.starts_with("/assets/") || (path.rsplit('/').next().is_some_and(|name| name.contains('.')) && !path.starts_with("/api/"))
}
