//! Which address has a file? `/api/files/groups/<group>/<path>`, where slashes may be percent-encoded, too, as the original's page sends them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::error::{Error, Result};
use crate::features::files::path::FilePath;
use crate::features::identity::model::Group;

/// What stays as it is in a segment of an address.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub fn address(group: &Group, path: &FilePath) -> String {
    format!("/api/files/groups/{}{}", group.path_key, encoded(path))
}

/// `/a%20b/c`
pub fn encoded(path: &FilePath) -> String {
    let shown = path.shown();
    shown.trim_start_matches('/').split('/').map(|name| format!("/{}", utf8_percent_encode(name, SEGMENT))).collect()
}

/// The group as it stands in addresses and the path, out of what follows the route's own beginning. Decoded once.
pub fn meant(rest: &str) -> Result<(String, FilePath)> {
    let bytes: Vec<u8> = percent_decode_str(rest).collect();
    let nowhere = || Error::NotFound("There is nothing at this address. Files are at /api/files/groups/<group>/<path>.".into());
    let below = bytes.strip_prefix(b"groups/").ok_or_else(nowhere)?;
    let end = below.iter().position(|byte| *byte == b'/').unwrap_or(below.len());
    let group = std::str::from_utf8(&below[..end]).map_err(|_| nowhere())?;
    Ok((group.to_owned(), FilePath::of_bytes(&below[end..])?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_decoded_once() {
        for rest in ["groups/lab/a%20b/c+d", "groups%2Flab%2Fa%20b%2Fc+d"] {
            let (group, path) = meant(rest).unwrap();
            assert_eq!((group.as_str(), path.shown().as_str()), ("lab", "/a b/c+d"));
        }
        assert_eq!(meant("groups/lab/%252e%252e/a").unwrap().1.shown(), "/%2e%2e/a");
        assert_eq!(meant("groups/lab/caf%E9").unwrap().1.shown(), "/caf\\xE9");
        assert_eq!(meant("groups/lab/caf\\xE9").unwrap().1.shown(), "/caf\\xE9");
    }

    #[test]
    fn addresses_that_lead_upwards_or_elsewhere_are_refused() {
        for rest in
            ["groups/lab/../ops/a", "groups/lab/%2e%2e/a", "groups/lab/a%00b", "lab/a", "", "groups/lab/%2E/a", "groups%2Flab%2F..%2Fops"]
        {
            assert!(meant(rest).is_err(), "{rest}");
        }
    }

    #[test]
    fn what_is_encoded_is_understood_again() {
        let path = FilePath::parse("/ü b/#?%41+&=\"'<>/日本/caf\\xE9").unwrap();
        assert_eq!(meant(&format!("groups/lab{}", encoded(&path))).unwrap().1, path);
    }
}
