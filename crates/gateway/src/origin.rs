//! Does a request that a cookie vouches for come from the workload's own pages?

use http::header::{ORIGIN, UPGRADE};
use http::{HeaderMap, Method};

/// Browsers attach the cookie to whatever any page makes them send, so a page of another origin
/// could act in the visitor's name. Reads from other origins are refused as well, unless the
/// visitor navigates there: siblings below one domain count as the same site for `SameSite`.
pub(crate) fn is_own(method: &Method, headers: &HeaderMap, host: &str, secure: bool) -> bool {
    let site = text(headers, "sec-fetch-site");
    let origin = headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or(""));
    let is_read = [Method::GET, Method::HEAD, Method::OPTIONS].contains(method) && !headers.contains_key(UPGRADE);
    if is_read {
        let is_foreign = matches!(site, Some("cross-site" | "same-site"));
        return !is_foreign || is_navigation(headers);
    }
    if !matches!(site, None | Some("same-origin" | "none")) {
        return false;
    }
    match origin {
        Some(origin) => is_origin_of(origin, host, secure),
        // A browser that sends neither cannot be told from a forged form.
        None => site == Some("same-origin"),
    }
}

fn is_navigation(headers: &HeaderMap) -> bool {
    let embeds = matches!(text(headers, "sec-fetch-dest"), Some("object" | "embed"));
    text(headers, "sec-fetch-mode") == Some("navigate") && !embeds
}

fn is_origin_of(origin: &str, host: &str, secure: bool) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else {
        return false;
    };
    let default_port = match scheme {
        "https" => ":443",
        "http" if !secure => ":80",
        _ => return false,
    };
    let bare = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.strip_suffix(default_port).map(str::to_owned).unwrap_or(name)
    };
    bare(authority) == bare(host)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(method: Method, headers: &[(&'static str, &str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        is_own(&method, &headers, "nb.localhost:80", false)
    }

    #[test]
    fn changes_need_the_same_origin() {
        let own = ("origin", "http://nb.localhost");
        assert!(asks(Method::POST, &[own]));
        assert!(asks(Method::POST, &[own, ("sec-fetch-site", "same-origin")]));
        assert!(asks(Method::DELETE, &[("sec-fetch-site", "same-origin")]));
        assert!(!asks(Method::POST, &[]));
        assert!(!asks(Method::POST, &[own, ("sec-fetch-site", "cross-site")]));
        assert!(!asks(Method::PUT, &[own, ("sec-fetch-site", "same-site")]));
        for origin in [
            "null",
            "",
            "http://localhost",
            "http://nb2.localhost",
            "http://nb.localhost:81",
            "http://nb.localhost.evil",
            "http://evil/nb.localhost",
            "ftp://nb.localhost",
        ] {
            assert!(!asks(Method::PATCH, &[("origin", origin)]), "{origin}");
            let socket = [("upgrade", "websocket"), ("origin", origin)];
            assert!(!asks(Method::GET, &socket), "{origin}");
        }
    }

    #[test]
    fn a_sibling_may_link_here_but_not_read_from_here() {
        let site = ("sec-fetch-site", "same-site");
        assert!(asks(Method::GET, &[]));
        assert!(asks(Method::GET, &[site, ("sec-fetch-mode", "navigate")]));
        assert!(!asks(Method::GET, &[site, ("sec-fetch-mode", "no-cors")]));
        let embedded = [site, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "embed")];
        assert!(!asks(Method::GET, &embedded));
    }

    #[test]
    fn behind_tls_the_origin_must_be_https() {
        assert!(is_origin_of("https://nb.example.org", "nb.example.org", true));
        assert!(!is_origin_of("http://nb.example.org", "nb.example.org", true));
    }
}
