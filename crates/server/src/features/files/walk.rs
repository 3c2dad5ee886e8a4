//! What is below a folder? A walk in the order of keys, as an object store has them: a folder's key ends in a slash. Links to folders
//! are not followed, so that there are no circles; links to files that stay inside count as files.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;

use super::beneath::{Folder, Kind, Listed, Meta};
use super::path::FilePath;

/// Deeper folders are left out: nothing in the API could name what is in them.
const DEEPEST: usize = 200;

pub struct Found<'a> {
    /// From the root on.
    pub path: &'a FilePath,
    /// Of what a link leads to; the link itself where it leads nowhere.
    pub meta: Meta,
}

struct Level {
    folder: Folder,
    path: FilePath,
    /// The next one is at the end.
    left: Vec<Listed>,
}

/// Visits everything below `start` whose name there begins with `beginning`, folders before what is in them, until `visit` breaks.
/// What vanishes meanwhile is passed over.
pub fn walk(
    root: &Folder,
    start: &FilePath,
    beginning: &[u8],
    mut visit: impl FnMut(Found<'_>) -> io::Result<ControlFlow<()>>,
) -> io::Result<()> {
    let mut levels = vec![Level::enter(root.folder(start)?, start.clone(), beginning)?];
    loop {
        let is_deepest = levels.len() >= DEEPEST;
        let Some(level) = levels.last_mut() else { return Ok(()) };
        let Some(entry) = level.left.pop() else {
            levels.pop();
            continue;
        };
        let path = level.path.join(&entry.name);
        let Some(meta) = meta_of(root, &level.folder, &path, &entry)? else { continue };
        let deeper = if meta.kind == Kind::Folder && !is_deepest { level_below(level, &path, &entry.name)? } else { None };
        if visit(Found { path: &path, meta })?.is_break() {
            return Ok(());
        }
        levels.extend(deeper);
    }
}

impl Level {
    fn enter(folder: Folder, path: FilePath, beginning: &[u8]) -> io::Result<Self> {
        let mut left: Vec<Listed> =
            folder.entries()?.into_iter().filter(|entry| key_of(&folder, entry).as_bytes().starts_with(beginning)).collect();
        left.sort_by_cached_key(|entry| std::cmp::Reverse(key_of(&folder, entry)));
        Ok(Self { folder, path, left })
    }
}

fn level_below(level: &Level, path: &FilePath, name: &OsStr) -> io::Result<Option<Level>> {
    let entered = level.folder.child(name).and_then(|folder| Level::enter(folder, path.clone(), b""));
    match entered {
        Ok(below) => Ok(Some(below)),
        Err(error) if is_passing(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Sorting by it gives the order of whole keys.
fn key_of(folder: &Folder, entry: &Listed) -> OsString {
    let mut key = entry.name.clone();
    if kind_of(folder, entry) == Some(Kind::Folder) {
        key.push("/");
    }
    key
}

pub fn kind_of(folder: &Folder, entry: &Listed) -> Option<Kind> {
    entry.kind.or_else(|| folder.look_at_child(&entry.name).ok().map(|meta| meta.kind))
}

fn meta_of(root: &Folder, folder: &Folder, path: &FilePath, entry: &Listed) -> io::Result<Option<Meta>> {
    let meta = match folder.look_at_child(&entry.name) {
        Ok(meta) => meta,
        Err(error) if is_passing(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    if meta.kind != Kind::Link {
        return Ok(Some(meta));
    }
    // A link to a folder stays a link here.
    Ok(Some(root.look(path).ok().filter(|target| target.kind == Kind::File).unwrap_or(meta)))
}

/// Gone or replaced since it was listed.
fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) || error.raw_os_error() == Some(LOOP)
}

/// ELOOP: a link stands where a folder was.
const LOOP: i32 = rustix::io::Errno::LOOP.raw_os_error();

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub bytes: u64,
    pub files: u64,
}

/// Bytes and files at the path, a file or a folder with all that is in it.
pub fn sum(root: &Folder, path: &FilePath) -> io::Result<Sum> {
    let meta = root.look_at_itself(path)?;
    if meta.kind != Kind::Folder {
        return Ok(Sum::of(&meta));
    }
    let mut sum = Sum::default();
    walk(root, path, b"", |found| {
        if found.meta.kind != Kind::Folder {
            let own = Sum::of(&found.meta);
            sum.bytes += own.bytes;
            sum.files += own.files;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(sum)
}

/// Bytes in a folder and all below it. What has several names counts once.
pub fn bytes(root: &Folder) -> io::Result<u64> {
    let (mut bytes, mut seen) = (0, HashSet::new());
    walk(root, &FilePath::root(), b"", |found| {
        if found.meta.kind == Kind::File && seen.insert(found.meta.inode) {
            bytes += found.meta.size;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(bytes)
}

impl Sum {
    pub fn of(meta: &Meta) -> Self {
        Self { bytes: if meta.kind == Kind::File { meta.size } else { 0 }, files: 1 }
    }
}
