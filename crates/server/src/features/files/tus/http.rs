//! The routes of uploads in several requests.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing;

use super::actions::{self, Open, Outcome};
use super::checksum::Checksum;
use super::headers::{self as tus, put, put_path, refused};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::Result;
use crate::features::files::path::FilePath;
use crate::features::files::place::to_the_end;
use crate::http::{Routes, Signed};

pub fn routes() -> Routes {
    Routes::default()
        .add(Method::OPTIONS, "/api/uploads", routing::options(abilities))
        .post("/api/uploads", create)
        .add(Method::HEAD, "/api/uploads/{id}", routing::head(state))
        .add(Method::PATCH, "/api/uploads/{id}", routing::patch(part))
        .add(Method::DELETE, "/api/uploads/{id}", routing::delete(end))
}

async fn abilities(Signed(_): Signed) -> Response {
    tus::abilities()
}

async fn create(State(app): State<SharedApp>, Signed(actor): Signed, headers: HeaderMap, body: Body) -> Result<Response> {
    if let Some(refusal) = tus::version_refusal(&headers) {
        return Ok(refusal);
    }
    let length = tus::number(&headers, &tus::LENGTH)?;
    let metadata = headers.get(tus::METADATA).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let wish = tus::wish(&metadata)?;
    let has_part = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == tus::BODY_TYPE);
    let checksum = tus::checksum(&headers)?;
    let open = actions::begin(&app, &actor, wish, length, &metadata).await?;
    let location = format!("/api/uploads/{}", open.row.id);
    let expires_at = open.row.expires_at;
    // An empty file is complete at once.
    let outcome = if has_part || length == 0 {
        let body = if has_part { body } else { Body::empty() };
        receive(app, actor, open, 0, checksum, body).await?
    } else {
        Outcome::At { offset: 0, path: None, expires_at }
    };
    let mut response = answer_of(outcome, StatusCode::CREATED);
    put(&mut response, header::LOCATION, &location);
    Ok(response)
}

async fn state(State(app): State<SharedApp>, Signed(actor): Signed, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    if let Some(refusal) = tus::version_refusal(&headers) {
        return Ok(refusal);
    }
    let Some(open) = actions::open(&app, &actor, &id).await? else { return Ok(expired()) };
    to_the_end(async move {
        let _turn = app.files.turns.take(&id).await;
        let open = reread(&app, &actor, open).await?;
        let offset = actions::offset(&app, &actor, &open).await?;
        let path = finished_path(&app, &open, offset).await?;
        let mut response = answer_of(Outcome::At { offset, path, expires_at: open.row.expires_at }, StatusCode::OK);
        put(&mut response, tus::LENGTH, &open.row.length.to_string());
        put(&mut response, tus::METADATA, &open.row.metadata);
        Ok(response)
    })
    .await
}

async fn part(
    State(app): State<SharedApp>,
    Signed(actor): Signed,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response> {
    if let Some(refusal) = tus::version_refusal(&headers) {
        return Ok(refusal);
    }
    if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != tus::BODY_TYPE) {
        let message = "Parts of an upload are sent as application/offset+octet-stream.";
        return Ok(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "TUS_CONTENT_TYPE", message));
    }
    let at = tus::number(&headers, &tus::OFFSET)?;
    let checksum = tus::checksum(&headers)?;
    let Some(open) = actions::open(&app, &actor, &id).await? else { return Ok(expired()) };
    Ok(answer_of(receive(app, actor, open, at, checksum, body).await?, StatusCode::NO_CONTENT))
}

async fn end(State(app): State<SharedApp>, Signed(actor): Signed, Path(id): Path<String>, headers: HeaderMap) -> Result<Response> {
    if let Some(refusal) = tus::version_refusal(&headers) {
        return Ok(refusal);
    }
    let Some(open) = actions::open(&app, &actor, &id).await? else { return Ok(expired()) };
    to_the_end(async move {
        let _turn = app.files.turns.take(&id).await;
        let open = reread(&app, &actor, open).await?;
        actions::end(&app, &actor, &open).await?;
        Ok(tus::marked(StatusCode::NO_CONTENT.into_response()))
    })
    .await
}

/// In a task of its own: a client that is gone must not stop it between two steps, and what came until then is kept.
async fn receive(app: SharedApp, actor: Actor, open: Open, at: i64, checksum: Option<Checksum>, body: Body) -> Result<Outcome> {
    to_the_end(async move {
        let turn = app.files.turns.take(&open.row.id).await;
        let open = reread(&app, &actor, open).await?;
        actions::go_on(&app, &actor, &open, &turn, at, checksum, body).await
    })
    .await
}

/// The request before this one may have changed it while this one waited for its turn.
async fn reread(app: &SharedApp, actor: &Actor, open: Open) -> Result<Open> {
    match actions::open(app, actor, &open.row.id).await? {
        Some(now) => Ok(now),
        None => Ok(open),
    }
}

async fn finished_path(app: &SharedApp, open: &Open, offset: i64) -> Result<Option<FilePath>> {
    if offset < open.row.length {
        return Ok(None);
    }
    let now = super::store::get(app.db.read(), &open.row.id).await?;
    now.map(|row| FilePath::parse(&row.path)).transpose()
}

fn answer_of(outcome: Outcome, done: StatusCode) -> Response {
    match outcome {
        Outcome::At { offset, path, expires_at } => {
            let mut response = tus::marked(done.into_response());
            put(&mut response, tus::OFFSET, &offset.to_string());
            put(&mut response, tus::EXPIRES, &httpdate::fmt_http_date(crate::clock::from_micros(expires_at).into()));
            if let Some(path) = path {
                put_path(&mut response, &path);
            }
            response
        }
        Outcome::WrongOffset(offset) => {
            let message = format!("The next part has to begin at byte {offset}.");
            let mut response = refused(StatusCode::CONFLICT, "UPLOAD_OFFSET", &message);
            put(&mut response, tus::OFFSET, &offset.to_string());
            response
        }
        Outcome::ChecksumDiffers => {
            let message = "The check sum of this part differs from what came, so it was thrown away. Send it again.";
            refused(StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST), "CHECKSUM_MISMATCH", message)
        }
        Outcome::Busy => refused(StatusCode::LOCKED, "UPLOAD_BUSY", "Another request writes this upload. Try again in a moment."),
    }
}

fn expired() -> Response {
    refused(StatusCode::GONE, "UPLOAD_EXPIRED", "This upload was left alone for too long and is gone. Begin it anew.")
}
