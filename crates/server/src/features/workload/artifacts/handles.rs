//! How is a folder touched that strangers may change at the same time? Only through handles, one name at a time, and never through
//! a symbolic link.

use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{Mode, OFlags, mkdirat, openat2};

use crate::features::files::remove::NO_LINKS;
pub use crate::features::files::remove::{names, open_folder, remove};

/// A folder whose path is ours.
pub fn open_trusted(path: &Path) -> io::Result<OwnedFd> {
    Ok(rustix::fs::open(path, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?)
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
