//! Every route of the portal on one page, and what surrounds them: request ids, security headers, the set-up gate.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequestParts, MatchedPath, Request, State};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use axum::{Extension, Json, Router};

use crate::app::SharedApp;
use crate::auth::{self, Actor, Peer};
use crate::error::Error;
use crate::features::{files, identity, jobs, notebooks, settings};
use crate::{events, graphql, ids, operate, request, ui};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Routes together with a list of them, by which a test knows that none is missing from the table of who may do what.
#[derive(Default)]
pub struct Routes {
    router: Router<SharedApp>,
    listed: Vec<(Method, &'static str)>,
}

impl Routes {
    /// Answers HEAD, too.
    pub fn get<H: Handler<T, SharedApp>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::GET, path, get(handler))
    }

    pub fn post<H: Handler<T, SharedApp>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::POST, path, post(handler))
    }

    pub fn add(mut self, method: Method, path: &'static str, handler: MethodRouter<SharedApp>) -> Self {
        self.router = self.router.route(path, handler);
        self.listed.push((method, path));
        self
    }

    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.listed.extend(other.listed);
        self
    }

    pub fn listed(&self) -> &[(Method, &'static str)] {
        &self.listed
    }
}

pub fn routes() -> Routes {
    Routes::default()
        .post("/api/graphql", graphql::answer)
        .get("/api/events", events::stream_events)
        .get("/api/auth/state", auth_state)
        .merge(identity::http::routes())
        .merge(files::http::routes())
        .merge(notebooks::http::routes())
        .merge(jobs::http::routes())
        .get("/healthz", async || "ok\n")
        .get("/api/health", async || "ok\n")
        .get("/readyz", operate::health::ready)
        .get("/metrics", operate::metrics::answer)
}

pub fn router(app: SharedApp) -> Router {
    let limit = app.config.server.max_body_kib * 1024;
    routes()
        .router
        .fallback(page)
        .layer(DefaultBodyLimit::max(limit))
        .layer(Extension(graphql::schema(app.clone())))
        .layer(from_fn_with_state(app.clone(), set_up_gate))
        .layer(from_fn_with_state(app.clone(), surround))
        .with_state(app)
}

/// What pages ask before anything else, with the organisation's name for the sign-in page.
async fn auth_state(
    State(app): State<SharedApp>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Error> {
    let mut state = identity::http::state(&app, &headers, &peer.0).await?;
    state["orgName"] = settings::org_name(&app).await?.into();
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(state)))
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
async fn surround(State(app): State<SharedApp>, mut incoming: Request<Body>, next: Next) -> Response {
    let id = ids::short("r");
    if incoming.extensions().get::<Peer>().is_none() {
        incoming.extensions_mut().insert(Peer("unknown".into()));
    }
    let method = incoming.method().clone();
    let path = incoming.uri().path().to_owned();
    let route = incoming.extensions().get::<MatchedPath>().map_or("page", MatchedPath::as_str).to_owned();
    let began = app.clock.micros();
    let answer = async { explained(&app, next.run(incoming).await) };
    let mut response = request::scope(id.clone(), answer).await;
    let seconds = (app.clock.micros() - began) as f64 / 1e6;
    app.operations.metrics.answered(&route, &method, response.status(), seconds);
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

/// The router and its extractors refuse some requests with plain text or nothing; clients expect JSON.
fn explained(app: &SharedApp, response: Response) -> Response {
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    if is_json {
        return response;
    }
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge(app.config.server.max_body_kib).into_response(),
        StatusCode::METHOD_NOT_ALLOWED => {
            let message = "This address does not answer to this method.".into();
            let mut refusal = Error::Malformed { code: "METHOD_NOT_ALLOWED", message }.into_response();
            *refusal.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            if let Some(allowed) = response.headers().get(header::ALLOW) {
                refusal.headers_mut().insert(header::ALLOW, allowed.clone());
            }
            refusal
        }
        _ => response,
    }
}

/// Until an administrator exists, only the set-up itself, health and the pages that show it answer.
async fn set_up_gate(State(app): State<SharedApp>, incoming: Request<Body>, next: Next) -> Response {
    let path = incoming.uri().path();
    let open = ["/api/auth/state", "/api/auth/setup", "/healthz", "/readyz", "/metrics", "/api/health", "/setup"].contains(&path)
        || ui::is_asset(path);
    if open {
        return next.run(incoming).await;
    }
    match identity::is_set_up(&app).await {
        Ok(true) => next.run(incoming).await,
        Ok(false) if path == "/api/graphql" => graphql::failed(Error::SetupNeeded),
        Ok(false) if wants_page(incoming.headers()) => identity::pages::set_up_needed(),
        Ok(false) => Error::SetupNeeded.into_response(),
        Err(error) => error.into_response(),
    }
}

fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|kinds| kinds.contains("text/html"))
}
