//! Which workload, if any, is a request addressed to?

use http::header::HOST;
use http::{HeaderMap, Uri};

/// Below this path, on a workload's host, the gateway itself answers.
pub(crate) const RESERVED: &str = "/_primehub/";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Destination {
    Portal,
    Workload(Address),
    /// A host below the workload domain, or a path below `/w/`, that can be no workload's.
    NoWorkload,
}

#[derive(Debug, PartialEq, Eq, Clone)]
pub(crate) struct Address {
    pub workload: String,
    pub by: By,
}

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum By {
    /// `<id>.<domain>`
    Host,
    /// `/w/<id>/` on the portal's host
    Path,
}

impl Address {
    /// What stands before the workload's own paths.
    pub fn prefix(&self) -> String {
        match self.by {
            By::Host => String::new(),
            By::Path => format!("/w/{}", self.workload),
        }
    }
}

/// The one host that the request names; a sentence if it names none, two, or nonsense.
pub(crate) fn host<'a>(headers: &'a HeaderMap, uri: &Uri) -> Result<&'a str, &'static str> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next().ok_or("The request names no host.")?;
    if hosts.next().is_some() {
        return Err("The request names two hosts.");
    }
    let host = host.to_str().ok().filter(|host| is_host(host)).ok_or("The request names a host that cannot exist.")?;
    if uri.authority().is_some_and(|authority| authority.as_str() != host) {
        return Err("The address of the request and its Host header differ.");
    }
    let scheme_is_http = uri.scheme_str().is_none_or(|scheme| scheme == "http" || scheme == "https");
    if !uri.path().starts_with('/') || !scheme_is_http {
        return Err("The address of the request is not a path.");
    }
    Ok(host)
}

fn is_host(host: &str) -> bool {
    let name = without_port(host);
    !name.is_empty()
        && !name.ends_with('.')
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']'))
}

pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

pub(crate) fn destination(host: &str, path: &str, domain: &str, path_mode: bool) -> Destination {
    let name = without_port(host);
    if let Some(label) = label_below(name, domain) {
        return workload(label, By::Host);
    }
    match path.strip_prefix("/w/") {
        Some(rest) if path_mode => {
            let id = rest.split('/').next().unwrap_or_default();
            // Paths keep their case, so only one spelling of the prefix can be cut off again.
            match id.bytes().any(|byte| byte.is_ascii_uppercase()) {
                true => Destination::NoWorkload,
                false => workload(id, By::Path),
            }
        }
        _ => Destination::Portal,
    }
}

/// `abc` of `abc.localhost`, in any case of letters.
fn label_below<'a>(name: &'a str, domain: &str) -> Option<&'a str> {
    let cut = name.len().checked_sub(domain.len() + 1)?;
    let (label, rest) = name.split_at_checked(cut)?;
    (rest.starts_with('.') && rest[1..].eq_ignore_ascii_case(domain)).then_some(label)
}

fn workload(id: &str, by: By) -> Destination {
    let is_label = (1..=63).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_label {
        return Destination::NoWorkload;
    }
    Destination::Workload(Address { workload: id.to_ascii_lowercase(), by })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(host: &str, path: &str) -> Destination {
        destination(host, path, "localhost", true)
    }

    fn found(id: &str, by: By) -> Destination {
        let workload = id.to_owned();
        Destination::Workload(Address { workload, by })
    }

    #[test]
    fn hosts_and_paths_lead_to_the_portal_or_to_a_workload() {
        assert_eq!(at("localhost:80", "/"), Destination::Portal);
        assert_eq!(at("[::1]:80", "/w"), Destination::Portal);
        assert_eq!(at("evil-localhost", "/"), Destination::Portal);
        assert_eq!(at("NB-1.LocalHost:8080", "/"), found("nb-1", By::Host));
        assert_eq!(at("nb-1.localhost", "/w/nb-2/"), found("nb-1", By::Host));
        assert_eq!(at("127.0.0.1:80", "/w/nb-2"), found("nb-2", By::Path));
        for (host, path) in [
            ("a.b.localhost", "/"),
            (".localhost", "/"),
            ("a_b.localhost", "/"),
            ("localhost", "/w//x"),
            ("localhost", "/w/NB/x"),
            ("localhost", "/w/%61/x"),
            ("localhost", "/w/../x"),
        ] {
            assert_eq!(at(host, path), Destination::NoWorkload, "{host}{path}");
        }
    }

    #[test]
    fn path_mode_can_be_turned_off() {
        let to = destination("localhost", "/w/a/", "localhost", false);
        assert_eq!(to, Destination::Portal);
    }
}
