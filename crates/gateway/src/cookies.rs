//! Which cookies pass between browser and workload, and which one opens the door?
//!
//! The portal's cookies and our own never reach a workload, and a workload can set neither.

use std::borrow::Cow;

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

use crate::config::GatewayConfig;
use crate::route::{Address, By};

/// The name, with its prefix, of the cookie that opens this workload.
pub(crate) fn name<'a>(config: &'a GatewayConfig, address: &Address) -> Cow<'a, str> {
    let prefix = if config.secure { "__Host-" } else { "" };
    let base = &config.workload_cookie;
    match address.by {
        By::Host if !config.secure => Cow::Borrowed(base),
        By::Host => Cow::Owned(format!("{prefix}{base}")),
        // All workloads share the portal's host here, so each needs a cookie of its own.
        By::Path => Cow::Owned(format!("{prefix}{base}-{}", address.workload)),
    }
}

pub(crate) struct SentTwice;

/// The value of the cookie with this name. Two of them mean that somebody who may set cookies for
/// a wider domain has put one beside ours.
pub(crate) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, SentTwice> {
    let mut found = None;
    for line in headers.get_all(COOKIE) {
        let Ok(line) = line.to_str() else { continue };
        for (key, value) in line.split(';').filter_map(|pair| pair.split_once('=')) {
            if key.trim() != name {
                continue;
            }
            if found.replace(value.trim()).is_some() {
                return Err(SentTwice);
            }
        }
    }
    Ok(found)
}

/// Takes the platform's cookies out of a request.
pub(crate) fn strip_from_request(headers: &mut HeaderMap, config: &GatewayConfig) {
    if !headers.contains_key(COOKIE) {
        return;
    }
    let mut kept: Vec<u8> = Vec::new();
    for line in headers.get_all(COOKIE) {
        for pair in line.as_bytes().split(|byte| *byte == b';') {
            let pair = pair.trim_ascii();
            let key = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
            if pair.is_empty() || is_ours(key, config) {
                continue;
            }
            if !kept.is_empty() {
                kept.extend_from_slice(b"; ");
            }
            kept.extend_from_slice(pair);
        }
    }
    headers.remove(COOKIE);
    if kept.is_empty() {
        return;
    }
    if let Ok(line) = HeaderValue::from_bytes(&kept) {
        headers.insert(COOKIE, line);
    }
}

/// Takes out of a workload's answer each cookie that is named like ours, and confines the others
/// to the workload's host, or to its path in path mode.
pub(crate) fn confine_in_response(headers: &mut HeaderMap, config: &GatewayConfig, address: &Address) {
    if !headers.contains_key(SET_COOKIE) {
        return;
    }
    let path = match address.by {
        By::Host => None,
        By::Path => Some(address.prefix() + "/"),
    };
    let confined: Vec<HeaderValue> =
        headers.get_all(SET_COOKIE).iter().filter_map(|line| confined(line.as_bytes(), config, path.as_deref())).collect();
    headers.remove(SET_COOKIE);
    for line in confined {
        headers.append(SET_COOKIE, line);
    }
}

fn confined(line: &[u8], config: &GatewayConfig, path: Option<&str>) -> Option<HeaderValue> {
    let mut parts = line.split(|byte| *byte == b';');
    let pair = parts.next()?.trim_ascii();
    let equals = memchr::memchr(b'=', pair)?;
    let key = pair[..equals].trim_ascii();
    // A cookie without a name is sent back as its bare value, which may read `name=value` of ours.
    if key.is_empty() || is_ours(key, config) {
        return None;
    }
    let mut kept = pair.to_vec();
    for part in parts {
        let part = part.trim_ascii();
        let attribute = part.split(|byte| *byte == b'=').next()?.trim_ascii();
        let widens = attribute.eq_ignore_ascii_case(b"domain") || (path.is_some() && attribute.eq_ignore_ascii_case(b"path"));
        if !widens {
            kept.extend_from_slice(b"; ");
            kept.extend_from_slice(part);
        }
    }
    if let Some(path) = path {
        kept.extend_from_slice(b"; Path=");
        kept.extend_from_slice(path.as_bytes());
    }
    HeaderValue::from_bytes(&kept).ok()
}

fn is_ours(key: &[u8], config: &GatewayConfig) -> bool {
    let key = key.trim_ascii().to_ascii_lowercase();
    let bare = key.strip_prefix(b"__host-").or_else(|| key.strip_prefix(b"__secure-")).unwrap_or(&key);
    let opens_workload = bare.strip_prefix(config.workload_cookie.as_bytes()).is_some_and(|rest| rest.is_empty() || rest[0] == b'-');
    opens_workload || config.portal_cookies.iter().any(|name| bare == name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(cookie).unwrap())])
    }

    fn set(line: &str, by: By) -> Option<String> {
        let mut headers = HeaderMap::from_iter([(SET_COOKIE, HeaderValue::from_str(line).unwrap())]);
        let workload = "nb".to_owned();
        let address = Address { workload, by };
        confine_in_response(&mut headers, &GatewayConfig::default(), &address);
        let line = headers.get(SET_COOKIE)?;
        Some(line.to_str().unwrap().to_owned())
    }

    #[test]
    fn only_the_workloads_own_cookies_reach_it() {
        let mut headers =
            asked("_xsrf=1; primehub-workload=s;primehub=p; __Host-PrimeHub-Session=x; __Secure-primehub-workload-nb=q; a=\"b\"");
        strip_from_request(&mut headers, &GatewayConfig::default());
        assert_eq!(headers[COOKIE], "_xsrf=1; a=\"b\"");
        let mut headers = asked("primehub=p");
        strip_from_request(&mut headers, &GatewayConfig::default());
        assert!(headers.is_empty());
    }

    #[test]
    fn a_cookie_that_is_sent_twice_is_noticed_over_lines_too() {
        let mut headers = asked("n=1; m=2");
        assert_eq!(value(&headers, "n").ok(), Some(Some("1")));
        headers.append(COOKIE, HeaderValue::from_static("n=3"));
        assert!(value(&headers, "n").is_err());
        assert_eq!(value(&headers, "m").ok(), Some(Some("2")));
    }

    #[test]
    fn a_workload_cannot_set_our_cookies_or_wide_ones() {
        assert_eq!(set("primehub-workload=x; Path=/", By::Host), None);
        assert_eq!(set("__Host-primehub=x", By::Host), None);
        assert_eq!(set("=primehub-workload=x", By::Host), None);
        assert_eq!(set("primehub-workload", By::Host), None);
        let plain = set("a=b; Domain=.localhost; Path=/; HttpOnly", By::Host);
        assert_eq!(plain.as_deref(), Some("a=b; Path=/; HttpOnly"));
        let shared = set("a=b; domain = localhost; path=/; Secure", By::Path);
        assert_eq!(shared.as_deref(), Some("a=b; Secure; Path=/w/nb/"));
    }
}
