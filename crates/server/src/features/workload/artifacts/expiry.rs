//! Which artifacts are over their time? Looked at every hour; what is over is removed.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{FileType, Mode, OFlags, ResolveFlags, fstat, openat2};

use super::target::ASIDE;
use super::{FOLDER, METADATA, handles};
use crate::app::SharedApp;
use crate::error::{Error, Result};

/// A collection that was begun so long ago is none any more.
const FORGOTTEN_SECONDS: i64 = 86_400;

/// In the shared files of all groups, also of those that were deleted.
pub async fn remove_expired(app: &SharedApp) -> Result<u64> {
    let (all, now) = (app.data("files").join("groups"), app.clock.micros() / 1_000_000);
    let work = move || -> io::Result<u64> {
        let Ok(groups) = std::fs::read_dir(&all) else { return Ok(0) };
        let mut removed = 0;
        for group in groups.flatten() {
            removed += remove_expired_below(&group.path(), now)?;
        }
        Ok(removed)
    };
    Ok(tokio::task::spawn_blocking(work).await.map_err(Error::internal)??)
}

pub fn remove_expired_below(shared: &Path, now: i64) -> io::Result<u64> {
    let shared = handles::open_trusted(shared)?;
    let Ok(all) = handles::open_folder(&shared, OsStr::new(FOLDER)) else { return Ok(0) };
    let (names, _) = handles::names(&all, usize::MAX)?;
    let mut removed = 0;
    for name in names.into_iter().filter(|name| is_over(&all, name, now)) {
        handles::remove(&all, &name)?;
        removed += 1;
    }
    Ok(removed)
}

fn is_over(all: &OwnedFd, name: &OsString, now: i64) -> bool {
    let Ok(job) = handles::open_folder(all, name) else { return false };
    if name.as_bytes().starts_with(ASIDE.as_bytes()) {
        return fstat(&job).is_ok_and(|meta| now - meta.st_mtime > FORGOTTEN_SECONDS);
    }
    expiry(&job).is_some_and(|at| at <= now)
}

/// People can write this file too, so it is read like one of theirs.
fn expiry(job: &OwnedFd) -> Option<i64> {
    let path = Path::new(METADATA).join("expiredAt");
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
    let file = openat2(job, &path, OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty(), resolve).ok()?;
    if FileType::from_raw_mode(fstat(&file).ok()?.st_mode) != FileType::RegularFile {
        return None;
    }
    let mut text = String::new();
    std::fs::File::from(file).take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
