//! Which path inside the shared files is meant? Names between slashes, none of which leads upwards; where it leads is for `beneath.rs`.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use super::name;
use crate::error::{Error, Result, shorten};

const LONGEST_PATH: usize = 4000;
const LONGEST_NAME: usize = 255;

/// Empty is the root of the shared files.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath(Vec<OsString>);

impl FilePath {
    pub fn root() -> Self {
        Self::default()
    }

    /// A path of the API: slashes at both ends and doubled ones do not matter.
    pub fn parse(text: &str) -> Result<Self> {
        Self::of_names(text.split('/').map(name::meant))
    }

    /// A path of an address, decoded once. A client may name bytes that are no UTF-8 as such.
    pub fn of_bytes(bytes: &[u8]) -> Result<Self> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::parse(text),
            Err(_) => Self::of_names(bytes.split(|byte| *byte == b'/').map(|name| OsString::from_vec(name.to_vec()))),
        }
    }

    fn of_names(names: impl Iterator<Item = OsString>) -> Result<Self> {
        let names: Vec<OsString> = names.filter(|name| !name.is_empty()).collect();
        for name in &names {
            check(name)?;
        }
        if names.iter().map(|name| name.len() + 1).sum::<usize>() > LONGEST_PATH {
            return Err(refused(format!("The path is too long; at most {LONGEST_PATH} bytes are allowed.")));
        }
        Ok(Self(names))
    }

    /// One name in this folder.
    pub fn join_shown(&self, shown: &str) -> Result<Self> {
        let name = name::meant(shown);
        if name.is_empty() {
            return Err(refused("The name is empty.".into()));
        }
        check(&name)?;
        Ok(self.join(&name))
    }

    pub fn join(&self, name: &OsStr) -> Self {
        let mut names = self.0.clone();
        names.push(name.to_owned());
        Self(names)
    }

    /// This path followed by the other one.
    pub fn append(&self, below: &Self) -> Self {
        Self(self.0.iter().chain(&below.0).cloned().collect())
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    pub fn names(&self) -> &[OsString] {
        &self.0
    }

    pub fn name(&self) -> Option<&OsStr> {
        self.0.last().map(OsString::as_os_str)
    }

    pub fn parent(&self) -> Self {
        Self(self.0[..self.0.len().saturating_sub(1)].to_vec())
    }

    /// The folder and the name in it; refused for the root, which has neither.
    pub fn split(&self) -> Result<(Self, &OsStr)> {
        match self.name() {
            Some(name) => Ok((self.parent(), name)),
            None => Err(refused("The folder of the shared files itself cannot be named here.".into())),
        }
    }

    pub fn starts_with(&self, folder: &Self) -> bool {
        self.0.starts_with(&folder.0)
    }

    /// What stays of the path below the folder.
    pub fn below(&self, folder: &Self) -> Option<Self> {
        self.0.strip_prefix(folder.0.as_slice()).map(|rest| Self(rest.to_vec()))
    }

    /// For the system, relative to the root; `.` is the root itself.
    pub fn relative(&self) -> OsString {
        if self.is_root() {
            return OsString::from(".");
        }
        self.0.join(OsStr::new("/"))
    }

    /// `/projects/a b.csv`
    pub fn shown(&self) -> String {
        if self.is_root() {
            return "/".into();
        }
        self.0.iter().map(|part| format!("/{}", name::shown(part))).collect()
    }

    /// The last name as it is shown; `/` for the root.
    pub fn shown_name(&self) -> String {
        self.name().map_or_else(|| "/".into(), name::shown)
    }

    /// Names that are made here can be typed and read everywhere. What was made elsewhere may have others.
    pub fn require_readable(&self) -> Result<()> {
        let Some(name) = self.name() else { return Ok(()) };
        let readable = std::str::from_utf8(name.as_bytes()).is_ok_and(|text| !text.chars().any(char::is_control));
        if readable {
            Ok(())
        } else {
            Err(refused("A name cannot hold line breaks or other control characters, and has to be UTF-8.".into()))
        }
    }
}

fn check(name: &OsStr) -> Result<()> {
    let bytes = name.as_bytes();
    if bytes == b"." || bytes == b".." || bytes.contains(&b'/') {
        return Err(refused("A path cannot hold \".\" or \"..\".".into()));
    }
    if bytes.contains(&0) {
        return Err(refused("A path cannot hold the character NUL.".into()));
    }
    if bytes.len() > LONGEST_NAME {
        let text = shorten(&name::shown(name));
        return Err(refused(format!("The name \"{text}\" is too long: {} bytes; a name can have at most {LONGEST_NAME}.", bytes.len())));
    }
    Ok(())
}

fn refused(message: String) -> Error {
    Error::invalid("path", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_at_the_ends_and_doubled_ones_do_not_matter() {
        for text in ["a/b c", "/a/b c", "/a//b c/", "//a/b c"] {
            assert_eq!(FilePath::parse(text).unwrap().shown(), "/a/b c");
        }
        assert_eq!(FilePath::parse("/").unwrap().relative(), ".");
    }

    #[test]
    fn nothing_leads_upwards() {
        for text in ["..", "../x", "a/../b", "/..", "a/.", "./a", "a\0b", "\\x2e\\x2e/a", "\\x2E", "a\\x2fb", &"n".repeat(256)] {
            assert!(FilePath::parse(text).is_err(), "{text:?}");
        }
        for text in ["...", "..a", "a..", "..\\..\\a", "%2e%2e", &"n".repeat(255)] {
            assert!(FilePath::parse(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn a_neighbour_with_the_same_beginning_is_not_below() {
        let config = FilePath::parse("/config").unwrap();
        assert!(FilePath::parse("/config/a").unwrap().starts_with(&config));
        assert!(!FilePath::parse("/config2/a").unwrap().starts_with(&config));
    }
}
