//! The route that sends many files as one zip.

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use futures_util::stream;

use super::{pipe, write};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::files::read::send;
use crate::http::{Routes, Signed};

const MOST_NAMES: usize = 20_000;

pub fn routes() -> Routes {
    Routes::default().get("/api/zip", by_address).post("/api/zip", by_form)
}

/// `group`, the folder `path`, and any number of `name`; without names the whole folder.
#[derive(Default)]
struct Wish {
    group: String,
    path: String,
    names: Vec<String>,
}

impl Wish {
    fn read(text: &[u8]) -> Result<Self> {
        let mut wish = Self::default();
        for (key, value) in form_urlencoded::parse(text) {
            match &*key {
                "group" => wish.group = value.into_owned(),
                "path" => wish.path = value.into_owned(),
                "name" => wish.names.push(value.into_owned()),
                _ => {}
            }
        }
        if wish.names.len() > MOST_NAMES {
            return Err(Error::invalid("name", format!("At most {MOST_NAMES} names are taken; choose the folder instead.")));
        }
        Ok(wish)
    }
}

async fn by_address(State(app): State<SharedApp>, Signed(actor): Signed, RawQuery(query): RawQuery) -> Result<Response> {
    zipped(&app, &actor, Wish::read(query.unwrap_or_default().as_bytes())?).await
}

/// For selections that are too long for an address.
async fn by_form(State(app): State<SharedApp>, Signed(actor): Signed, headers: HeaderMap, body: Bytes) -> Result<Response> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Error::Malformed { code: "NO_FORM", message: "Send group, path and name as a form.".into() });
    }
    zipped(&app, &actor, Wish::read(&body)?).await
}

async fn zipped(app: &SharedApp, actor: &Actor, wish: Wish) -> Result<Response> {
    let folder = FilePath::parse(&wish.path)?;
    let paths = match wish.names.is_empty() {
        true => vec![folder.clone()],
        false => wish.names.iter().map(|name| folder.join_shown(name)).collect::<Result<_>>()?,
    };
    let place = Place::of(app, actor, &wish.group).await?;
    let slot = app.files.zip_permit()?;
    // Said before the first byte, since nothing can be said after it.
    for path in &paths {
        place.with(path, |place, path| place.root.look(path)).await?;
    }
    let name = match paths.as_slice() {
        [only] if !only.is_root() => only.shown_name(),
        _ if !folder.is_root() => folder.shown_name(),
        _ => place.group.path_key.clone(),
    };
    let (pipe, reader, pieces) = pipe::pipe();
    let root = place.root.clone();
    std::thread::Builder::new()
        .name("zip".into())
        .spawn(move || {
            write::write(&root, &folder, &paths, pipe, &reader);
            drop(slot);
        })
        .map_err(|error| Error::internal(format!("no thread for a zip: {error}")))?;
    let body = stream::unfold(pieces, |mut pieces| async move { pieces.recv().await.map(|piece| (piece, pieces)) });
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    send::make_harmless(headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&send::disposition(true, &format!("{name}.zip"))) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

pub fn busy() -> Error {
    let message = "Many zips are being made at the moment. Try again in a minute.";
    Error::Wait { message: message.into(), seconds: 60 }
}
