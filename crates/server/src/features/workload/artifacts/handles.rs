//! How is a folder touched that strangers may change at the same time? Only through handles, one name at a time, and never through
//! a symbolic link.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, ResolveFlags, mkdirat, openat2, renameat, statat, unlinkat};

const NO_LINKS: ResolveFlags = ResolveFlags::BENEATH.union(ResolveFlags::NO_SYMLINKS).union(ResolveFlags::NO_XDEV);

/// A folder whose path is ours.
pub fn open_trusted(path: &Path) -> io::Result<OwnedFd> {
    Ok(rustix::fs::open(path, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?)
}

pub fn open_folder(parent: &OwnedFd, name: &OsStr) -> rustix::io::Result<OwnedFd> {
    openat2(parent, name, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty(), NO_LINKS)
}

/// The thing itself without opening it: a pipe does not block and a device does nothing.
pub fn look_at(parent: &OwnedFd, name: &OsStr) -> rustix::io::Result<OwnedFd> {
    openat2(parent, name, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty(), NO_LINKS)
}

/// Makes the folder if it is missing. None when something else stands in its place.
pub fn ensure_folder(parent: &OwnedFd, name: &OsStr, owner: (u32, u32)) -> io::Result<Option<OwnedFd>> {
    match mkdirat(parent, name, Mode::from_raw_mode(0o700)) {
        Ok(()) => give_to(&open_folder(parent, name)?, owner, 0o2777)?,
        Err(rustix::io::Errno::EXIST) => {}
        Err(error) => return Err(error.into()),
    }
    match open_folder(parent, name) {
        Ok(folder) => Ok(Some(folder)),
        Err(rustix::io::Errno::NOTDIR | rustix::io::Errno::LOOP | rustix::io::Errno::XDEV) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Without root everything belongs to the server's own user, and workloads run as that.
pub fn give_to(file: &OwnedFd, (uid, gid): (u32, u32), mode: u32) -> io::Result<()> {
    match std::os::unix::fs::fchown(file, Some(uid), Some(gid)) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && !rustix::process::geteuid().is_root() => {}
        other => other?,
    }
    // After the owner, since a change of owner takes bits away.
    Ok(rustix::fs::fchmod(file, Mode::from_raw_mode(mode))?)
}

/// At most so many names, and whether there are more.
pub fn names(folder: &OwnedFd, most: usize) -> io::Result<(Vec<OsString>, bool)> {
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
pub fn remove(parent: &OwnedFd, name: &OsStr) -> io::Result<()> {
    const MANY: usize = 1000;
    let meta = match statat(parent, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(rustix::io::Errno::NOENT) => return Ok(()),
        other => other?,
    };
    if FileType::from_raw_mode(meta.st_mode) != FileType::Directory {
        return Ok(unlinkat(parent, name, AtFlags::empty())?);
    }
    let top = open_folder(parent, name)?;
    let mut moved = 0u64;
    loop {
        let (entries, _) = names(&top, MANY)?;
        if entries.is_empty() {
            return Ok(unlinkat(parent, name, AtFlags::REMOVEDIR)?);
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
