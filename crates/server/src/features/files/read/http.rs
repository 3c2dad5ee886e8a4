//! The routes that read: a file's bytes and the beginning for a preview.

use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::send::{self, Asked};
use super::{address, preview};
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::http::{Routes, Signed};

pub fn routes() -> Routes {
    Routes::default().get("/api/files/{*key}", file).get("/console/files/{*key}", file).get("/api/preview/{*key}", begin)
}

#[derive(Deserialize, Default)]
pub struct FileQuery {
    download: Option<String>,
}

impl FileQuery {
    pub fn is_download(&self) -> bool {
        matches!(self.download.as_deref(), Some("1" | "true"))
    }
}

async fn file(
    State(app): State<SharedApp>,
    Signed(actor): Signed,
    Query(query): Query<FileQuery>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response> {
    let (group, path) = address::meant(rest_of(&uri)?)?;
    let place = Place::at(&app, &actor, &group).await?;
    let (file, meta) = place.with(&path, |place, path| place.root.file(path)).await.map_err(of_folder)?;
    Ok(send::answer(file, &meta, &path, &Asked { headers: &headers, download: query.is_download() }))
}

async fn begin(State(app): State<SharedApp>, Signed(actor): Signed, uri: Uri) -> Result<Response> {
    let (group, path) = address::meant(rest_of(&uri)?)?;
    let place = Place::at(&app, &actor, &group).await?;
    let url = address::address(&place.group, &path);
    let beginning = place
        .with(&path, move |place, path: &FilePath| {
            let (file, meta) = place.root.file(path)?;
            preview::of(file, &meta, path, url)
        })
        .await
        .map_err(of_folder)?;
    Ok(([(header::CACHE_CONTROL, "private, no-cache")], Json(beginning)).into_response())
}

/// A folder has no bytes: as in an object store, there is nothing with this key.
fn of_folder(error: Error) -> Error {
    match error {
        Error::WrongState { code: "IS_A_FOLDER" | "NOT_A_FOLDER", message } => Error::NotFound(message),
        other => other,
    }
}

/// What follows the route's own part, still encoded: the router decodes too much.
pub fn rest_of(uri: &Uri) -> Result<&str> {
    let path = uri.path();
    ["/api/files/", "/console/files/", "/api/preview/"]
        .iter()
        .find_map(|start| path.strip_prefix(start))
        .ok_or_else(|| Error::NotFound("There is nothing at this address.".into()))
}
