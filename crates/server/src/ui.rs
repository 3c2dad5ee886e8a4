//! The web UI inside the binary: hashed assets for ever, the page itself never cached and with a fresh nonce.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::ids;

#[derive(RustEmbed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Assets;

/// Any path that is no asset shows the application, which knows its own addresses.
pub fn serve(uri: &Uri, headers: &HeaderMap, frame_sources: &str) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.is_empty() || path == "index.html" {
        return page(frame_sources);
    }
    if let Some(response) = asset(path, headers) {
        return response;
    }
    if path.starts_with("assets/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    page(frame_sources)
}

/// Whether a file of the UI is at this path. Hashed assets count without looking, so that an old page gets a plain 404.
pub fn is_asset(path: &str) -> bool {
    let path = path.trim_start_matches('/');
    path.starts_with("assets/") || (path != "index.html" && Assets::get(path).is_some())
}

fn asset(path: &str, headers: &HeaderMap) -> Option<Response> {
    let accepts_brotli = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(|text| text.contains("br"));
    let plain = Assets::get(path)?;
    let compressed = if accepts_brotli { Assets::get(&format!("{path}.br")) } else { None };
    let encoded = compressed.is_some();
    let file = compressed.unwrap_or(plain);
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let out = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(kind.as_ref()) {
        out.insert(header::CONTENT_TYPE, kind);
    }
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if encoded {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    Some(response)
}

fn page(frame_sources: &str) -> Response {
    let Some(file) = Assets::get("index.html") else {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "This server was built without its web pages. Run `make run`, or `npm run build` in ui/ before building the server.",
        )
            .into_response();
    };
    let nonce = ids::secret("");
    let html = String::from_utf8_lossy(&file.data).replace("__CSP_NONCE__", &nonce);
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         frame-src {frame_sources}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = Response::new(Body::from(html));
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        out.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
