//! The route of the SDK's upload: the raw body of one request becomes the file, and replaces what has the name.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::conflict::FileConflict;
use super::put;
use super::receive::{Receiver, receive};
use super::staged::Staged;
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::Result;
use crate::features::files::path::FilePath;
use crate::features::files::place::{Place, to_the_end};
use crate::features::files::quota;
use crate::features::files::read::{address, http::rest_of};
use crate::http::{Routes, Signed};

pub fn routes() -> Routes {
    Routes::default().post("/api/files/{*key}", upload)
}

async fn upload(State(app): State<SharedApp>, Signed(actor): Signed, uri: Uri, headers: HeaderMap, body: Body) -> Result<Response> {
    let (group, path) = address::meant(rest_of(&uri)?)?;
    let place = Place::at(&app, &actor, &group).await?;
    let expected = put::expected(&place, &path, FileConflict::Replace).await?;
    let room = quota::room(&app, &place, &expected).await?;
    room.require(declared(&headers).unwrap_or(0))?;
    let staged = place.with(&FilePath::root(), |place, _| Staged::new(place.staging.clone())).await?;
    let receiver = Receiver {
        file: staged.file.clone(),
        room: room.bytes,
        too_much: room.refusal(),
        checksum: None,
        cancel: CancellationToken::new(),
    };
    let received = receive(&app, body, receiver).await?;
    if let Some(error) = received.broken {
        return Err(error);
    }
    let path = to_the_end(async move { finish(&app, &actor, &place, &path, staged, received.bytes).await }).await?;
    Ok(Json(json!({ "success": true, "path": path.shown(), "size": received.bytes })).into_response())
}

/// All bytes are there.
async fn finish(app: &SharedApp, actor: &Actor, place: &Place, path: &FilePath, staged: Staged, bytes: u64) -> Result<FilePath> {
    let staged = place
        .with(path, |place, _| {
            staged.complete(&place.root.meta()?)?;
            Ok(staged)
        })
        .await?;
    let spot = put::spot(place, path, FileConflict::Replace).await?;
    let mut tx = app.db.begin().await?;
    put::account(app, &mut tx, actor, place, &spot, bytes).await?;
    tx.commit().await?;
    put::put(app, place, staged, spot).await
}

fn declared(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
