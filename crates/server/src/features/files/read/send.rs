//! What does the answer to a request for a file look like? Its headers: parts, what has not changed, and what keeps a browser from
//! running it.

use std::fs::File;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{body, kinds};
use crate::features::files::beneath::Meta;
use crate::features::files::path::FilePath;

/// Whatever the file is, it runs nothing, loads nothing and is no page of ours.
const HARMLESS: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'; frame-ancestors 'self'; sandbox";
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

pub struct Asked<'a> {
    pub headers: &'a HeaderMap,
    /// Saved, even if it could be shown.
    pub download: bool,
}

pub fn answer(file: File, meta: &Meta, path: &FilePath, asked: &Asked<'_>) -> Response {
    let tag = tag(meta);
    let modified = UNIX_EPOCH + Duration::from_micros(meta.modified_micros().max(0) as u64);
    if is_unchanged(asked.headers, &tag, modified) {
        return with_headers(StatusCode::NOT_MODIFIED, Body::empty(), &tag, modified);
    }
    let (start, length, status) = match part(asked.headers, &tag, modified, meta.size) {
        Part::All => (0, meta.size, StatusCode::OK),
        Part::Of(start, length) => (start, length, StatusCode::PARTIAL_CONTENT),
        Part::None => {
            let mut refusal = with_headers(StatusCode::RANGE_NOT_SATISFIABLE, Body::empty(), &tag, modified);
            put(refusal.headers_mut(), header::CONTENT_RANGE, &format!("bytes */{}", meta.size));
            return refusal;
        }
    };
    let mut response = with_headers(status, body::of_file(file, start, length), &tag, modified);
    let headers = response.headers_mut();
    let content = kinds::of(path.name().unwrap_or_default());
    put(headers, header::CONTENT_TYPE, &content.media_type);
    put(headers, header::CONTENT_LENGTH, &length.to_string());
    put(headers, header::ACCEPT_RANGES, "bytes");
    if status == StatusCode::PARTIAL_CONTENT {
        put(headers, header::CONTENT_RANGE, &format!("bytes {start}-{}/{}", start + length - 1, meta.size));
    }
    let saved = asked.download || !content.inline;
    put(headers, header::CONTENT_DISPOSITION, &disposition(saved, &path.shown_name()));
    response
}

/// `attachment` with the name in both forms that browsers know.
pub fn disposition(saved: bool, name: &str) -> String {
    let kind = if saved { "attachment" } else { "inline" };
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_graphic() && !"\"\\%".contains(letter) || letter == ' ' { letter } else { '_' })
        .collect();
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, NON_ALPHANUMERIC))
}

/// For every answer with bytes of a file in it.
pub fn make_harmless(headers: &mut HeaderMap) {
    put(headers, header::CONTENT_SECURITY_POLICY, HARMLESS);
    put(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(headers, RESOURCE_POLICY, "same-origin");
}

fn with_headers(status: StatusCode, body: Body, tag: &str, modified: SystemTime) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    put(headers, header::ETAG, tag);
    put(headers, header::LAST_MODIFIED, &httpdate::fmt_http_date(modified));
    put(headers, header::CACHE_CONTROL, "private, no-cache");
    make_harmless(headers);
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Changes whenever the content does, also within a second and when a file is replaced by one of the same size.
fn tag(meta: &Meta) -> String {
    format!("\"{:x}-{:x}-{:x}\"", meta.inode, meta.size, meta.modified)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn is_unchanged(headers: &HeaderMap, tag: &str, modified: SystemTime) -> bool {
    if let Some(known) = text(headers, &header::IF_NONE_MATCH) {
        return known.split(',').map(|known| known.trim().trim_start_matches("W/")).any(|known| known == tag || known == "*");
    }
    let since = text(headers, &header::IF_MODIFIED_SINCE).and_then(|since| httpdate::parse_http_date(since).ok());
    // The header knows whole seconds only.
    since.is_some_and(|since| modified < since + Duration::from_secs(1))
}

enum Part {
    All,
    Of(u64, u64),
    None,
}

/// One part is served; several at once, and what is not understood, are answered with the whole.
fn part(headers: &HeaderMap, tag: &str, modified: SystemTime, size: u64) -> Part {
    let Some(range) = text(headers, &header::RANGE) else { return Part::All };
    if let Some(condition) = text(headers, &header::IF_RANGE) {
        let same_time =
            httpdate::parse_http_date(condition).is_ok_and(|time| httpdate::fmt_http_date(time) == httpdate::fmt_http_date(modified));
        if condition != tag && !same_time {
            return Part::All;
        }
    }
    let Ok(parsed) = http_range_header::parse_range_header(range) else { return Part::All };
    if parsed.len() != 1 {
        return Part::All;
    }
    match parsed.validate(size) {
        Ok(ranges) => ranges.first().map_or(Part::None, |range| Part::Of(*range.start(), range.end() - range.start() + 1)),
        Err(_) => Part::None,
    }
}
