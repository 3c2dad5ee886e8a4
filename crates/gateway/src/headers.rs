//! Which headers pass between client and workload, and which does the gateway set itself?

use http::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, EXPECT, HOST, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING,
    UPGRADE,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::config::GatewayConfig;
use crate::cookies;
use crate::door::{Grant, PathPrefix};
use crate::route::{Address, By};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const X_FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");
const X_REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");
const ALT_SVC: HeaderName = HeaderName::from_static("alt-svc");
const SERVICE_WORKER_ALLOWED: HeaderName = HeaderName::from_static("service-worker-allowed");
const WARNING: HeaderName = HeaderName::from_static("x-primehub-warning");
const HOP_BY_HOP: [HeaderName; 10] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    EXPECT,
];

/// `Connection: host` and the like would take away what says where a request goes or ends.
pub(crate) struct NamesFraming;

pub(crate) fn connection_names_framing(headers: &HeaderMap) -> bool {
    let framing = [HOST, CONTENT_LENGTH, TRANSFER_ENCODING];
    named_by_connection(headers).any(|name| framing.contains(&name))
}

/// Headers that only concern one hop, also those that `Connection` names.
pub(crate) fn remove_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = named_by_connection(headers).collect();
    remove_where(headers, |name| HOP_BY_HOP.contains(name) || named.contains(name));
}

/// One look at the headers that are there is cheaper than a search for each that may be.
fn remove_where(headers: &mut HeaderMap, is_unwanted: impl Fn(&HeaderName) -> bool) {
    let unwanted: Vec<HeaderName> = headers.keys().filter(|name| is_unwanted(name)).cloned().collect();
    for name in unwanted {
        headers.remove(name);
    }
}

fn named_by_connection(headers: &HeaderMap) -> impl Iterator<Item = HeaderName> {
    headers
        .get_all(CONNECTION)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
        .filter(|name| !name.eq_ignore_ascii_case(b"close"))
        .filter(|name| !name.eq_ignore_ascii_case(b"keep-alive"))
        .filter_map(|name| HeaderName::from_bytes(name).ok())
}

/// Headers by which clients could pretend to be somebody, or somewhere, else.
pub(crate) fn remove_pretended(headers: &mut HeaderMap) {
    remove_where(headers, |name| is_pretended(name.as_str()));
}

fn is_pretended(name: &str) -> bool {
    // CGI-like servers read `X_Forwarded_For` and `X-Forwarded-For` as the same variable.
    if name.contains('_') {
        return is_pretended(&name.replace('_', "-"));
    }
    let Some(rest) = name.strip_prefix("x-") else {
        return name == "forwarded";
    };
    let begins = |word: &str| rest.strip_prefix(word).is_some_and(|tail| tail.is_empty() || tail.starts_with('-'));
    begins("forwarded") || begins("user") || begins("remote") || begins("original") || rest == "real-ip"
}

pub(crate) struct Passing<'a> {
    pub config: &'a GatewayConfig,
    pub grant: &'a Grant,
    pub address: &'a Address,
    /// The client's address as text.
    pub client: &'a HeaderValue,
    pub token_opened_the_door: bool,
}

impl Passing<'_> {
    /// Turns the headers of a client's request into those which the workload gets.
    pub fn to_workload(&self, headers: &mut HeaderMap) -> Result<(), NamesFraming> {
        if connection_names_framing(headers) {
            return Err(NamesFraming);
        }
        remove_hop_by_hop(headers);
        remove_pretended(headers);
        cookies::strip_from_request(headers, self.config);
        if self.token_opened_the_door {
            headers.remove(AUTHORIZATION);
        }
        let scheme = if self.config.secure { "https" } else { "http" };
        headers.insert(X_FORWARDED_FOR, self.client.clone());
        headers.insert(X_REAL_IP, self.client.clone());
        headers.insert(X_FORWARDED_PROTO, HeaderValue::from_static(scheme));
        if let Some(host) = headers.get(HOST).cloned() {
            headers.insert(X_FORWARDED_HOST, host);
        }
        let is_stripped = self.grant.path_prefix == PathPrefix::Strip;
        if self.address.by == By::Path && is_stripped {
            // An address is made of letters, digits and dashes, so this cannot fail.
            if let Ok(prefix) = HeaderValue::try_from(self.address.prefix()) {
                headers.insert(X_FORWARDED_PREFIX, prefix);
            }
        }
        for (name, value) in &self.grant.inject {
            headers.insert(name, value.clone());
        }
        Ok(())
    }

    /// Turns the headers of a workload's answer into those which the client gets.
    pub fn to_client(&self, headers: &mut HeaderMap) {
        remove_hop_by_hop(headers);
        headers.remove(ALT_SVC);
        cookies::confine_in_response(headers, self.config, self.address);
        mark_shared_origin(headers, self.address);
    }
}

/// In path mode a workload's pages share an origin with the portal, which is a risk.
pub(crate) fn mark_shared_origin(headers: &mut HeaderMap, address: &Address) {
    if address.by == By::Host {
        return;
    }
    headers.insert(WARNING, HeaderValue::from_static("shared-origin"));
    // Without this header a service worker stays below the path of its script.
    headers.remove(SERVICE_WORKER_ALLOWED);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pretended_names_are_known_in_every_spelling() {
        for name in [
            "x-forwarded-for",
            "x_forwarded_proto",
            "x-forwarded-anything",
            "forwarded",
            "x-real-ip",
            "x-real_ip",
            "x-user",
            "x-user-id",
            "x-remote-user",
            "x_remote_user",
            "x-original-url",
        ] {
            assert!(is_pretended(name), "{name}");
        }
        for name in ["x-xsrftoken", "x-users", "x-request-id", "accept", "x"] {
            assert!(!is_pretended(name), "{name}");
        }
    }
}
