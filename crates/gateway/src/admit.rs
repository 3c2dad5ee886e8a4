//! Who is at the door of a workload, and does the doorkeeper let them in?

use std::sync::Arc;

use http::header::{AUTHORIZATION, HOST};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use tokio_util::task::AbortOnDropHandle;

use crate::connection::Worker;
use crate::cookies;
use crate::door::{Admission, Credential, Grant, Knock, Refusal};
use crate::origin;
use crate::pages::{self, Message, Reader, Reply};
use crate::route::{Address, By, without_port};
use crate::stats::count;

pub(crate) struct Admitted {
    pub grant: Arc<Grant>,
    pub token_opened_the_door: bool,
}

pub(crate) async fn admit(worker: &Worker, head: &Parts, address: &Address, is_websocket: bool) -> Result<Admitted, Box<Reply>> {
    let headers = &head.headers;
    let name = cookies::name(&worker.config, address);
    let Ok(cookie) = cookies::value(headers, &name) else {
        count(&worker.stats.bad_requests);
        return Err(Box::new(pages::bad_request(
            "The request carries the cookie of this workload twice, so one of them was put there \
             by somebody else. Clear the cookies of this site and sign in again.",
        )));
    };
    let ask = |credential| {
        worker.doorkeeper.admit(&Knock {
            workload: &address.workload,
            credential,
            method: &head.method,
            path: head.uri.path(),
            is_websocket,
        })
    };
    if let Some(token) = token(headers) {
        let mut admission = ask(Credential::Token(token));
        if matches!(admission, Admission::NeedsLookup) {
            Box::pin(introduce(worker, address, token)).await;
            admission = ask(Credential::Token(token));
        }
        // A token which is none of ours may be the app's own; then the cookie decides.
        if !matches!(admission, Admission::NeedsLookup | Admission::NeedsSignIn) {
            return settle(worker, head, address, admission, true);
        }
    }
    let Some(cookie) = cookie else {
        return settle(worker, head, address, ask(Credential::Nobody), false);
    };
    let mut admission = ask(Credential::Cookie(cookie));
    if matches!(admission, Admission::NeedsLookup) {
        introduce(worker, address, cookie).await;
        admission = ask(Credential::Cookie(cookie));
    }
    let is_let_in = matches!(admission, Admission::Pass(_));
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let is_own = origin::is_own(&head.method, headers, host.unwrap_or_default(), worker.config.secure);
    if is_let_in && !is_own {
        let refusal = Refusal {
            status: StatusCode::FORBIDDEN,
            title: "Refused".to_owned(),
            message: "This request comes from a page of another site, so it may not use your \
                      sign-in. Programs should send an API token instead."
                .to_owned(),
        };
        return settle(worker, head, address, Admission::Refused(refusal), false);
    }
    settle(worker, head, address, admission, false)
}

/// `Authorization: Bearer …`, or `token …` as Jupyter's clients write it.
fn token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let is_known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token");
    is_known.then_some(token.trim())
}

async fn introduce(worker: &Worker, address: &Address, token: &str) {
    let doorkeeper = Arc::clone(&worker.doorkeeper);
    let (workload, token) = (address.workload.clone(), token.to_owned());
    let asked = worker.runtime.spawn(async move { doorkeeper.introduce(&workload, &token).await });
    if let Err(error) = AbortOnDropHandle::new(asked).await {
        tracing::error!(%error, "looking up an API token broke off");
    }
}

fn settle(
    worker: &Worker,
    head: &Parts,
    address: &Address,
    admission: Admission,
    token_opened_the_door: bool,
) -> Result<Admitted, Box<Reply>> {
    let admission = match admission {
        Admission::Pass(grant) if !grant.ended.is_cancelled() => {
            return Ok(Admitted { grant, token_opened_the_door });
        }
        Admission::Pass(_) => Admission::NeedsSignIn,
        other => other,
    };
    count(&worker.stats.refused);
    Err(Box::new(refusal(worker, head, address, &admission)))
}

fn refusal(worker: &Worker, head: &Parts, address: &Address, admission: &Admission) -> Reply {
    let reader = Reader::of(&head.method, &head.headers);
    let portal = portal_url(worker, head, address);
    let home = Some((portal.as_str(), "Back to PrimeHub"));
    let say = |status, code, title, text: &str| {
        let link = home;
        pages::message(reader, &Message { status, code, title, text, link })
    };
    match admission {
        Admission::NotRunning { message } => say(StatusCode::SERVICE_UNAVAILABLE, "NOT_RUNNING", "Not running", message),
        Admission::Refused(refusal) => say(refusal.status, "REFUSED", &refusal.title, &refusal.message),
        Admission::Unknown => not_found(reader, &portal),
        Admission::Pass(_) | Admission::NeedsSignIn | Admission::NeedsLookup => {
            if reader == Reader::Person {
                return sign_in(&portal, head, address);
            }
            say(
                StatusCode::UNAUTHORIZED,
                "NOT_AUTH",
                "Sign in",
                "Sign in at the portal and open this workload there, or send an API token which \
                 may enter it.",
            )
        }
    }
}

pub(crate) fn not_found(reader: Reader, portal: &str) -> Reply {
    pages::message(
        reader,
        &Message {
            status: StatusCode::NOT_FOUND,
            code: "NOT_FOUND",
            title: "Not found",
            text: "There is nothing at this address. It may have been deleted.",
            link: Some((portal, "Back to PrimeHub")),
        },
    )
}

fn sign_in(portal: &str, head: &Parts, address: &Address) -> Reply {
    let here = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let next = form_urlencoded::byte_serialize(here.as_bytes()).collect::<String>();
    let portal = portal.trim_end_matches('/');
    let to = format!("{portal}/open/{}?next={next}", address.workload);
    pages::redirect(StatusCode::FOUND, &to)
}

/// The portal as this visitor reaches it.
pub(crate) fn portal_url(worker: &Worker, head: &Parts, address: &Address) -> String {
    if address.by == By::Path {
        return "/".to_owned();
    }
    if let Some(url) = &worker.config.portal_url {
        return url.clone();
    }
    let scheme = if worker.config.secure { "https" } else { "http" };
    let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    let port = host.map_or("", |host| &host[without_port(host).len()..]);
    format!("{scheme}://{}{port}/", worker.config.workload_domain)
}
