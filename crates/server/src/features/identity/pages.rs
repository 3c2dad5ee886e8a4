//! The few pages that the server draws itself, because they are needed where the application is not: without scripts, strict to the browser.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::ids;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:0;padding:24px;color-scheme:light dark;background:Canvas;color:CanvasText}\
main{max-width:480px;margin:8vh auto}h1{font-size:20px;font-weight:600}button{font:inherit;padding:8px 16px;cursor:pointer}\
code{display:block;padding:12px;border:1px solid GrayText;border-radius:6px;user-select:all;overflow-wrap:anywhere}";

/// For browsers that come before an administrator exists.
pub fn set_up_needed() -> Response {
    page(
        StatusCode::SERVICE_UNAVAILABLE,
        "PrimeHub is not set up yet",
        "<p>The server printed a one-time link when it started. Open that link and create the administrator; then this page works.</p>\
         <p>If the link is lost, restart the server: it prints a new one.</p>",
    )
}

/// Before a code is made, the person sees for which account.
pub fn ask_for_code(username: &str) -> Response {
    let name = escaped(username);
    page(
        StatusCode::OK,
        "Token for the command line",
        &format!(
            "<p>You are signed in as <strong>{name}</strong>. The PrimeHub command line asks for a token of this account. \
             Go on only if you started it yourself.</p>\
             <form method=\"post\" action=\"/cli-login\"><button type=\"submit\">Create token for the command line</button></form>"
        ),
    )
}

pub fn code(username: &str, code: &str) -> Response {
    let (name, code) = (escaped(username), escaped(code));
    page(
        StatusCode::OK,
        "Your authorization code",
        &format!(
            "<p>Copy this code for <strong>{name}</strong> and paste it into the command line. It works once, within ten minutes.</p>\
             <code id=\"code\">{code}</code><p>The token it is exchanged for is listed among your API tokens, where you can delete it.</p>"
        ),
    )
}

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let nonce = ids::secret("");
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · PrimeHub</title><style nonce=\"{nonce}\">{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    );
    let policy = format!("default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    let mut response = (status, html).into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        out.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_choose_never_becomes_markup() {
        assert_eq!(escaped("<a href='x'>&\"</a>"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;");
    }
}
