//! How is a folder removed that strangers filled and may still change? Through handles, one name at a time, never through a symbolic
//! link, and however deep it is: the standard library's own removal keeps a handle and a piece of the stack for every level.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, ResolveFlags, openat2, renameat, statat, unlinkat};

use super::beneath::Folder;

pub const NO_LINKS: ResolveFlags = ResolveFlags::BENEATH.union(ResolveFlags::NO_SYMLINKS).union(ResolveFlags::NO_XDEV);

/// By its place on the machine, which is ours up to the last name. What is gone already stays so.
pub fn remove_at(place: &Path) -> io::Result<()> {
    let (Some(parent), Some(name)) = (place.parent(), place.file_name()) else { return Ok(()) };
    match Folder::open(parent) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        parent => remove(parent?, name),
    }
}

pub fn open_folder(parent: impl AsFd, name: &OsStr) -> rustix::io::Result<OwnedFd> {
    openat2(parent, name, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty(), NO_LINKS)
}

/// At most so many names, and whether there are more.
pub fn names(folder: impl AsFd, most: usize) -> io::Result<(Vec<OsString>, bool)> {
    let mut names = Vec::new();
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        if name == b"." || name == b".." {
            continue;
        }
        if names.len() == most {
            return Ok((names, true));
        }
        names.push(OsString::from_vec(name.to_vec()));
    }
    Ok((names, false))
}

/// Removes a file, a link or a whole tree. Folders inside folders are moved up first, so that no depth is too deep.
pub fn remove(parent: impl AsFd, name: &OsStr) -> io::Result<()> {
    const MANY: usize = 1000;
    let meta = match statat(&parent, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(rustix::io::Errno::NOENT) => return Ok(()),
        other => other?,
    };
    if FileType::from_raw_mode(meta.st_mode) != FileType::Directory {
        return Ok(unlinkat(&parent, name, AtFlags::empty())?);
    }
    let top = open_folder(&parent, name)?;
    let mut moved = 0u64;
    loop {
        let (entries, _) = names(&top, MANY)?;
        if entries.is_empty() {
            return Ok(unlinkat(&parent, name, AtFlags::REMOVEDIR)?);
        }
        for entry in entries {
            if unlinkat(&top, &entry, AtFlags::empty()).is_ok() {
                continue;
            }
            let folder = open_folder(&top, &entry)?;
            rustix::fs::fchmod(&folder, Mode::from_raw_mode(0o700))?;
            loop {
                let (inner, _) = names(&folder, MANY)?;
                if inner.is_empty() {
                    break;
                }
                for child in inner {
                    if unlinkat(&folder, &child, AtFlags::empty()).is_err() {
                        moved += 1;
                        renameat(&folder, &child, &top, free_name(moved).as_os_str())?;
                    }
                }
            }
            unlinkat(&top, &entry, AtFlags::REMOVEDIR)?;
        }
    }
}

/// A name that nobody can foresee, so that nothing stands there already.
fn free_name(number: u64) -> OsString {
    OsStr::from_bytes(format!(".removing-{number}-{}", uuid::Uuid::new_v4()).as_bytes()).to_owned()
}
