//! Signing in on a workload's own host: a one-time code becomes a cookie there, and the browser is
//! sent on to a path of the same host.

use std::sync::Arc;

use http::header::{HeaderValue, SET_COOKIE};
use http::request::Parts;
use http::{Method, StatusCode};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use tokio_util::task::AbortOnDropHandle;

use crate::admit::{not_found, portal_url};
use crate::connection::Worker;
use crate::cookies;
use crate::door::{Redeemed, Refusal};
use crate::pages::{self, Message, Reader, Reply};
use crate::route::Address;
use crate::stats::count;

const UNWRITABLE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>');

/// Answers a path below `/_primehub/`; `path` is without the prefix of path mode.
pub(crate) async fn answer(worker: &Worker, head: &Parts, address: &Address, path: &str) -> Reply {
    let reader = Reader::of(&head.method, &head.headers);
    let portal = portal_url(worker, head, address);
    if path != "/_primehub/enter" || head.method != Method::GET {
        return not_found(reader, &portal);
    }
    let query = head.uri.query().unwrap_or_default();
    let parameter = |name: &str| form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let code = parameter("code").unwrap_or_default();
    match redeem(worker, address, code).await {
        Ok(redeemed) => {
            let next = redeemed.next.clone().or_else(|| parameter("next"));
            let next = next.unwrap_or_default();
            welcome(worker, address, &redeemed, &safe_next(&next, &address.prefix()))
        }
        Err(refusal) => {
            count(&worker.stats.refused);
            pages::message(
                reader,
                &Message {
                    status: refusal.status,
                    code: "REFUSED",
                    title: &refusal.title,
                    text: &refusal.message,
                    link: Some((&portal, "Back to PrimeHub")),
                },
            )
        }
    }
}

async fn redeem(worker: &Worker, address: &Address, code: String) -> Result<Redeemed, Refusal> {
    let doorkeeper = Arc::clone(&worker.doorkeeper);
    let workload = address.workload.clone();
    let redeeming = worker.runtime.spawn(async move { doorkeeper.redeem(&workload, &code).await });
    AbortOnDropHandle::new(redeeming).await.unwrap_or_else(|error| {
        tracing::error!(%error, "redeeming a code broke off");
        Err(Refusal {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            title: "Sign-in failed".to_owned(),
            message: "The server could not check the code. Open the workload again from the \
                          portal."
                .to_owned(),
        })
    })
}

fn welcome(worker: &Worker, address: &Address, redeemed: &Redeemed, next: &str) -> Reply {
    let name = cookies::name(&worker.config, address);
    let value = &redeemed.cookie;
    let age = redeemed.max_age.map_or(String::new(), |age| format!("; Max-Age={}", age.as_secs()));
    let secure = if worker.config.secure { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}");
    let Ok(cookie) = HeaderValue::try_from(cookie) else {
        tracing::error!("the doorkeeper's cookie cannot be written in a header");
        return pages::bad_request("The sign-in could not be written into a cookie.");
    };
    let mut reply = pages::redirect(StatusCode::FOUND, next);
    reply.headers_mut().insert(SET_COOKIE, cookie);
    reply
}

/// A path of the same host below `prefix`; its start, if the wanted one might lead elsewhere.
fn safe_next(wanted: &str, prefix: &str) -> String {
    let home = format!("{prefix}/");
    let decoded = percent_decode_str(wanted).decode_utf8_lossy();
    let is_safe = [wanted, decoded.as_ref()].into_iter().all(|path| {
        path.starts_with(&home)
            && !path[prefix.len()..].starts_with("//")
            && !path.contains('\\')
            && !path.chars().any(char::is_control)
            && !path.split(['/', '?', '#']).any(|part| part == "..")
    });
    if !is_safe {
        return home;
    }
    utf8_percent_encode(wanted, UNWRITABLE).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_leads_to_a_path_of_the_same_host() {
        for (wanted, leads) in [
            ("/lab", "/lab"),
            ("/lab/tree/a b.ipynb?x=1#y", "/lab/tree/a%20b.ipynb?x=1#y"),
            ("/lab/tree/日.ipynb", "/lab/tree/%E6%97%A5.ipynb"),
            ("/files/%E6%97%A5", "/files/%E6%97%A5"),
            ("/@scope/x", "/@scope/x"),
        ] {
            assert_eq!(safe_next(wanted, ""), leads);
        }
    }

    #[test]
    fn next_never_leads_elsewhere() {
        for wanted in [
            "",
            "lab",
            "//evil.example",
            "///evil",
            "/\\evil",
            "\\\\evil",
            "/%2fevil",
            "%2f%2fevil",
            "/%2Fevil",
            "/%5cevil",
            "@evil",
            "http://evil",
            "https:evil",
            "javascript:alert(1)",
            "/\t/evil",
            "\t//evil",
            " //evil",
            "/\n/evil",
            "/\r\nSet-Cookie: a=b",
            "/\0",
            "/%09/evil",
            "/%0d%0aX: y",
            "/lab\u{7f}",
            "/..//evil",
            "/a/../..//evil",
            "/%2e%2e//evil",
        ] {
            assert_eq!(safe_next(wanted, ""), "/", "{wanted:?}");
        }
        for wanted in ["/", "/w/b/", "/w/ab", "/w/a", "/w/a//evil", "/w/a/../b/"] {
            assert_eq!(safe_next(wanted, "/w/a"), "/w/a/", "{wanted:?}");
        }
    }
}
