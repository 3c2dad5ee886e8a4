//! The one route that hands out a file without a sign-in.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

use super::store;
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::files::read::http::FileQuery;
use crate::features::files::read::send::{self, Asked};
use crate::features::identity;
use crate::http::Routes;

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

pub fn routes() -> Routes {
    Routes::default().get("/api/share/{hash}", shared)
}

async fn shared(
    State(app): State<SharedApp>,
    Path(hash): Path<String>,
    Query(query): Query<FileQuery>,
    headers: HeaderMap,
) -> Result<Response> {
    let link = store::by_hash(app.db.read(), &hash, app.clock.micros()).await?.ok_or_else(not_shared)?;
    if !app.config.files.share_links {
        return Err(not_shared());
    }
    let group = identity::store::group(app.db.read(), &link.group_id).await?.ok_or_else(not_shared)?;
    let path = FilePath::parse(&link.path)?;
    let place = Place::open(&app, group).await?;
    let (file, meta) = place.with(&path, |place, path| place.root.file(path)).await.map_err(|_| not_shared())?;
    let mut response = send::answer(file, &meta, &path, &Asked { headers: &headers, download: query.is_download() });
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    out.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    out.insert(ROBOTS, HeaderValue::from_static("noindex"));
    Ok(response)
}

/// The same answer whatever the reason is.
fn not_shared() -> Error {
    Error::NotFound("This file is not shared, or no longer, or was deleted.".into())
}
