//! Which files have a path that begins like this? The listing of an object store, which the SDK is written for: with `recursive` the
//! prefix is plain text that may end in the middle of a name, without it the prefix is a folder.

use std::io;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;

use crate::error::Result;
use crate::features::files::beneath::{Folder, Kind};
use crate::features::files::name;
use crate::features::files::path::FilePath;
use crate::features::files::walk::walk;

pub struct Key {
    /// Relative to the prefix; of a folder with a slash at the end.
    pub name: String,
    pub size: u64,
    /// None for folders.
    pub modified: Option<i64>,
}

/// A prefix cut behind its last slash.
pub struct Prefix {
    folder: FilePath,
    beginning: Vec<u8>,
}

impl Prefix {
    pub fn recursive(text: &str) -> Result<Self> {
        let text = text.trim_start_matches('/');
        let (folder, beginning) = text.rsplit_once('/').unwrap_or(("", text));
        let beginning = name::meant(beginning).as_bytes().to_vec();
        Ok(Self { folder: FilePath::parse(folder)?, beginning })
    }

    pub fn folder(text: &str) -> Result<Self> {
        Ok(Self { folder: FilePath::parse(text)?, beginning: Vec::new() })
    }
}

/// What is right in the folder, folders as one item each.
pub fn children(root: &Folder, prefix: &Prefix, limit: usize) -> io::Result<Vec<Key>> {
    let folder = match root.folder(&prefix.folder) {
        Ok(folder) => folder,
        Err(error) if is_nothing(&error) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = folder.entries()?;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    let mut keys = Vec::new();
    for listed in found {
        if keys.len() == limit {
            break;
        }
        let path = prefix.folder.join(&listed.name);
        // What leads out or is no file cannot be fetched, so it is not offered.
        let Ok(meta) = root.look(&path) else { continue };
        let name = name::shown(&listed.name);
        match meta.kind {
            Kind::File => keys.push(Key { name, size: meta.size, modified: Some(meta.modified_micros()) }),
            Kind::Folder => keys.push(Key { name: name + "/", size: 0, modified: None }),
            _ => {}
        }
    }
    Ok(keys)
}

/// Every file whose key begins with the prefix, in ascending order, so that an exact hit comes first.
pub fn below(root: &Folder, prefix: &Prefix, limit: usize) -> io::Result<Vec<Key>> {
    let mut keys = Vec::new();
    if limit == 0 {
        return Ok(keys);
    }
    let cut = prefix.beginning.len();
    let walked = walk(root, &prefix.folder, &prefix.beginning, |found| {
        if found.meta.kind != Kind::File {
            return Ok(ControlFlow::Continue(()));
        }
        let relative = found.path.below(&prefix.folder).unwrap_or_default().relative();
        let rest = relative.as_bytes().get(cut..).unwrap_or_default();
        keys.push(Key {
            name: name::shown(std::ffi::OsStr::from_bytes(rest)),
            size: found.meta.size,
            modified: Some(found.meta.modified_micros()),
        });
        Ok(if keys.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    });
    match walked {
        Err(error) if is_nothing(&error) => Ok(Vec::new()),
        Err(error) => Err(error),
        Ok(()) => Ok(keys),
    }
}

/// A prefix that names nothing has no keys, which is no error.
fn is_nothing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}
