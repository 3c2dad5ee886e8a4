//! What do the headers of the protocol say? Reading and writing them; what is wrong with them is an answer of the protocol's own kind.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use super::checksum::{self, Checksum};
use crate::error::{Error, Result};
use crate::features::files::path::FilePath;
use crate::features::files::read::address::encoded;
use crate::features::files::write::conflict::FileConflict;

pub const VERSION: &str = "1.0.0";
const EXTENSIONS: &str = "creation,creation-with-upload,termination,checksum,expiration";
const LONGEST_METADATA: usize = 16 * 1024;
pub const BODY_TYPE: &str = "application/offset+octet-stream";

pub const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
/// Ours: where the file is in the end.
pub const PATH: HeaderName = HeaderName::from_static("upload-path");

/// What the client wants to upload.
pub struct Wish {
    pub group: String,
    pub path: FilePath,
    pub conflict: FileConflict,
}

/// `path bGFi,group ...`: words with values in base64.
pub fn wish(metadata: &str) -> Result<Wish> {
    if metadata.len() > LONGEST_METADATA {
        return Err(wrong("Upload-Metadata is too long."));
    }
    let value = |wanted: &str| -> Result<Option<String>> {
        let pairs = metadata.split(',').map(|pair| pair.trim().split_once(' ').unwrap_or((pair.trim(), "")));
        let Some((_, coded)) = pairs.into_iter().find(|(key, _)| *key == wanted) else { return Ok(None) };
        let bytes =
            STANDARD.decode(coded.trim()).map_err(|_| wrong(&format!("The value of {wanted} in Upload-Metadata is not base64.")))?;
        String::from_utf8(bytes).map(Some).map_err(|_| wrong(&format!("The value of {wanted} in Upload-Metadata is not UTF-8.")))
    };
    let needed = |key: &str, value: Option<String>| value.ok_or_else(|| wrong(&format!("Upload-Metadata has to hold \"{key}\".")));
    let conflict = match value("conflict")? {
        None => FileConflict::Refuse,
        Some(word) => FileConflict::deserialize(serde_json::Value::String(word))
            .map_err(|_| wrong("\"conflict\" in Upload-Metadata has to be refuse, replace or keep_both."))?,
    };
    Ok(Wish { group: needed("group", value("group")?)?, path: FilePath::parse(&needed("path", value("path")?)?)?, conflict })
}

pub fn number(headers: &HeaderMap, name: &HeaderName) -> Result<i64> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    let number = text.and_then(|text| text.parse().ok()).filter(|number: &i64| *number >= 0);
    number.ok_or_else(|| wrong(&format!("The header {name} has to be a whole number that is not negative.")))
}

/// The check sum of the part, where one is sent along.
pub fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>> {
    let Some(value) = headers.get(CHECKSUM) else { return Ok(None) };
    let read = value.to_str().ok().and_then(Checksum::read);
    read.map(Some).ok_or_else(|| wrong("The header Upload-Checksum has to hold sha1 or sha256 and the sum in base64."))
}

fn wrong(message: &str) -> Error {
    Error::Malformed { code: "TUS_HEADER", message: message.into() }
}

/// The answer to a client that does not speak this version of the protocol.
pub fn version_refusal(headers: &HeaderMap) -> Option<Response> {
    if headers.get(RESUMABLE).is_some_and(|version| version == VERSION) {
        return None;
    }
    let message = "This server speaks version 1.0.0 of tus. Send the header Tus-Resumable: 1.0.0.";
    let mut response = refused(StatusCode::PRECONDITION_FAILED, "TUS_VERSION", message);
    response.headers_mut().insert("tus-version", HeaderValue::from_static(VERSION));
    Some(response)
}

/// A refusal with a status that only this protocol knows.
pub fn refused(status: StatusCode, code: &str, message: &str) -> Response {
    marked((status, Json(json!({ "code": code, "requestId": crate::request::id(), "message": message }))).into_response())
}

/// What the server can do.
pub fn abilities() -> Response {
    let mut response = marked(StatusCode::NO_CONTENT.into_response());
    for (name, value) in [("tus-version", VERSION), ("tus-extension", EXTENSIONS), ("tus-checksum-algorithm", checksum::ALGORITHMS)] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

pub fn marked(mut response: Response) -> Response {
    response.headers_mut().insert(RESUMABLE, HeaderValue::from_static(VERSION));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub fn put(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

pub fn put_path(response: &mut Response, path: &FilePath) {
    put(response, PATH, &encoded(path));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(text: &str) -> String {
        STANDARD.encode(text)
    }

    #[test]
    fn metadata_says_where_the_file_goes() {
        let text = format!(
            "filename {}, group {},path {},conflict {},empty",
            coded("x"),
            coded("Lab_A"),
            coded("/a b/日本.csv"),
            coded("keep_both")
        );
        let wish = wish(&text).unwrap();
        assert_eq!((wish.group.as_str(), wish.path.shown().as_str(), wish.conflict), ("Lab_A", "/a b/日本.csv", FileConflict::KeepBoth));
    }

    #[test]
    fn metadata_that_is_incomplete_or_wrong_is_refused() {
        for text in ["", "group", &format!("group {}", coded("lab")), &format!("group {},path ***", coded("lab"))] {
            assert!(wish(text).is_err(), "{text}");
        }
        let upwards = format!("group {},path {}", coded("lab"), coded("../x"));
        assert!(wish(&upwards).is_err());
    }
}
