//! What happens when something has the name already? Refused unless the person decided otherwise.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use async_graphql::Enum;
use rustix::io::Errno;
use serde::{Deserialize, Serialize};

use crate::features::files::beneath::{Folder, Kind};

const MOST_COPIES: usize = 10_000;
const LONGEST_NAME: usize = 255;

#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileConflict {
    #[default]
    Refuse,
    Replace,
    /// `name (2).ext`
    KeepBoth,
    Skip,
}

/// What is to be done with one name.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// Nothing has this name.
    Free(OsString),
    /// A file or a folder has it, and gives way.
    Taken(OsString, Kind),
    Skipped,
}

pub fn target(folder: &Folder, name: &OsStr, conflict: FileConflict) -> io::Result<Target> {
    let kind = match folder.look_at_child(name) {
        Ok(meta) => meta.kind,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Target::Free(name.to_owned())),
        Err(error) => return Err(error),
    };
    match conflict {
        FileConflict::Refuse => Err(Errno::EXIST.into()),
        FileConflict::Replace => Ok(Target::Taken(name.to_owned(), kind)),
        FileConflict::Skip => Ok(Target::Skipped),
        FileConflict::KeepBoth => {
            let free = (2..MOST_COPIES).map(|number| numbered(name, number)).find(|name| folder.look_at_child(name).is_err());
            free.map(Target::Free).ok_or_else(|| Errno::EXIST.into())
        }
    }
}

/// `a.tar.gz` becomes `a.tar (2).gz`; a name that begins with its only dot has no ending.
fn numbered(name: &OsStr, number: usize) -> OsString {
    let bytes = name.as_bytes();
    let dot = bytes.iter().rposition(|byte| *byte == b'.').filter(|dot| *dot > 0).unwrap_or(bytes.len());
    let (stem, ending) = bytes.split_at(dot);
    let mark = format!(" ({number})");
    let room = LONGEST_NAME.saturating_sub(ending.len() + mark.len());
    let mut cut = stem.len().min(room);
    while cut > 0 && cut < stem.len() && stem[cut] & 0xC0 == 0x80 {
        cut -= 1;
    }
    OsString::from_vec([&stem[..cut], mark.as_bytes(), ending].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_get_a_number_before_the_ending() {
        let numbered = |name: &str| numbered(OsStr::new(name), 2).into_string().unwrap();
        assert_eq!(numbered("a.csv"), "a (2).csv");
        assert_eq!(numbered("folder"), "folder (2)");
        assert_eq!(numbered(".env"), ".env (2)");
        let long = "日".repeat(85);
        assert_eq!(numbered(&long), format!("{} (2)", "日".repeat(83)));
    }
}
