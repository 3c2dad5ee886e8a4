//! What does the gateway say when it answers itself? A small page to people, JSON to programs.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use http_body_util::Full;

use crate::body::ReplyBody;

pub(crate) type Reply = Response<ReplyBody>;

/// Who reads the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Person,
    Program,
}

impl Reader {
    pub fn of(method: &Method, headers: &HeaderMap) -> Reader {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let navigates = match text("sec-fetch-mode") {
            Some(mode) => mode == "navigate",
            None => text("accept").is_some_and(|accept| accept.contains("text/html")),
        };
        match navigates && [Method::GET, Method::HEAD].contains(method) {
            true => Reader::Person,
            false => Reader::Program,
        }
    }
}

pub(crate) struct Message<'a> {
    pub status: StatusCode,
    /// For programs, such as `NOT_AUTH`.
    pub code: &'a str,
    pub title: &'a str,
    pub text: &'a str,
    /// Where a person goes from here.
    pub link: Option<(&'a str, &'a str)>,
}

pub(crate) fn message(reader: Reader, message: &Message<'_>) -> Reply {
    match reader {
        Reader::Person => page(message),
        Reader::Program => json(message),
    }
}

/// A request that could be read in two ways; the connection cannot be trusted any further.
pub(crate) fn bad_request(text: &str) -> Reply {
    let mut reply = json(&Message { status: StatusCode::BAD_REQUEST, code: "BAD_REQUEST", title: "Bad request", text, link: None });
    close(&mut reply);
    reply
}

pub(crate) fn close(reply: &mut Reply) {
    reply.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
}

pub(crate) fn redirect(status: StatusCode, to: &str) -> Reply {
    let Ok(location) = HeaderValue::try_from(to) else {
        return bad_request("The address to go to cannot be written in a header.");
    };
    let mut reply = reply(status, "text/plain; charset=utf-8", String::new());
    reply.headers_mut().insert(LOCATION, location);
    reply
}

fn json(message: &Message<'_>) -> Reply {
    let body = serde_json::json!({ "code": message.code, "message": message.text });
    reply(message.status, "application/json", body.to_string())
}

fn page(message: &Message<'_>) -> Reply {
    let title = escaped(message.title);
    let text = escaped(message.text);
    let link =
        message.link.map_or(String::new(), |(address, words)| format!("<p><a href=\"{}\">{}</a></p>", escaped(address), escaped(words)));
    let body = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>\
         :root{{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}}\
         main{{max-width:36rem;margin:15vh auto;padding:0 1.5rem}}h1{{font-size:1.5rem}}\
         </style></head><body><main><h1>{title}</h1><p>{text}</p>{link}</main></body></html>"
    );
    let mut reply = reply(message.status, "text/html; charset=utf-8", body);
    reply.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'"));
    reply
}

fn reply(status: StatusCode, kind: &'static str, body: String) -> Reply {
    let mut reply = Response::new(ReplyBody::Page(Full::new(Bytes::from(body))));
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    reply
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
