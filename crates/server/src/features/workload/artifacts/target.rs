//! Where do artifacts go? Into a folder aside first, which is moved to its place when it is complete.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{Mode, OFlags, mkdirat, openat, renameat, syncfs};

use super::{Collected, FOLDER, METADATA, handles};

pub const ASIDE: &str = ".collecting-";

pub struct Target {
    /// The folder of all jobs' artifacts.
    all: OwnedFd,
    pub aside: OwnedFd,
    aside_name: OsString,
    job: OsString,
    owner: (u32, u32),
}

/// An empty folder aside; what a killed server left there is removed. None when there is no place for artifacts.
pub fn open(shared: &Path, job: &str, owner: (u32, u32)) -> io::Result<Option<Target>> {
    let shared = handles::open_trusted(shared)?;
    let Some(all) = handles::ensure_folder(&shared, OsStr::new(FOLDER), owner)? else { return Ok(None) };
    let aside_name = OsString::from(format!("{ASIDE}{job}"));
    handles::remove(&all, &aside_name)?;
    mkdirat(&all, &aside_name, Mode::from_raw_mode(0o700))?;
    let aside = handles::open_folder(&all, &aside_name)?;
    Ok(Some(Target { all, aside, aside_name, job: job.into(), owner }))
}

impl Target {
    pub fn discard(self) -> io::Result<()> {
        handles::remove(&self.all, &self.aside_name)
    }

    /// From here on people see it. What the job itself put into this place stays, unless it has the same name.
    pub fn publish(self, collected: &Collected) -> io::Result<()> {
        self.write_metadata(collected)?;
        handles::give_to(&self.aside, self.owner, 0o2777)?;
        syncfs(&self.aside)?;
        let place = match handles::open_folder(&self.all, &self.job) {
            Ok(place) => place,
            Err(_) => {
                handles::remove(&self.all, &self.job)?;
                renameat(&self.all, &self.aside_name, &self.all, &self.job)?;
                return Ok(rustix::fs::fsync(&self.all)?);
            }
        };
        loop {
            let (names, more) = handles::names(&self.aside, 1000)?;
            for name in names {
                handles::remove(&place, &name)?;
                renameat(&self.aside, &name, &place, &name)?;
            }
            if !more {
                break;
            }
        }
        rustix::fs::fsync(&place)?;
        self.discard()
    }

    fn write_metadata(&self, collected: &Collected) -> io::Result<()> {
        mkdirat(&self.aside, METADATA, Mode::from_raw_mode(0o700))?;
        let folder = handles::open_folder(&self.aside, OsStr::new(METADATA))?;
        self.write(&folder, "artifacts.json", &serde_json::to_string(collected)?)?;
        if let Some(at) = collected.expires_at {
            self.write(&folder, "expiredAt", &(at / 1_000_000).to_string())?;
        }
        handles::give_to(&folder, self.owner, 0o2777)
    }

    fn write(&self, folder: &OwnedFd, name: &str, text: &str) -> io::Result<()> {
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut file = std::fs::File::from(openat(folder, name, flags, Mode::from_raw_mode(0o600))?);
        file.write_all(text.as_bytes())?;
        handles::give_to(&OwnedFd::from(file), self.owner, 0o666)
    }
}
