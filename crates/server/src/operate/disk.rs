//! How full is the disk of the data folder? Space and inodes: a file system without free inodes refuses new files as one without space does.

use std::path::Path;

use super::Level;
use crate::error::{Error, Result};

const GIB: u64 = 1 << 30;

#[derive(Clone, Copy, Debug)]
pub struct Disk {
    pub total: u64,
    pub free: u64,
    /// 0 where the file system does not count them.
    pub inodes: u64,
    pub free_inodes: u64,
}

impl Disk {
    pub fn of(folder: &Path) -> Result<Self> {
        let stat = rustix::fs::statvfs(folder).map_err(|error| Error::internal(format!("the disk of {}: {error}", folder.display())))?;
        Ok(Self {
            total: stat.f_blocks * stat.f_frsize,
            free: stat.f_bavail * stat.f_frsize,
            inodes: stat.f_files,
            free_inodes: stat.f_favail,
        })
    }

    pub fn used(&self) -> u64 {
        self.total - self.free.min(self.total)
    }

    /// Bad when the database may soon be unable to write, warn while there is time to do something.
    pub fn level(&self) -> Level {
        let is_below = |free: u64, total: u64, percent: u64| total > 0 && free < total / 100 * percent;
        if self.free < GIB / 2 || is_below(self.free_inodes, self.inodes, 1) {
            return Level::Bad;
        }
        if self.free < 5 * GIB || is_below(self.free, self.total, 5) || is_below(self.free_inodes, self.inodes, 5) {
            return Level::Warn;
        }
        Level::Ok
    }

    pub fn detail(&self) -> String {
        let gib = |bytes: u64| format!("{:.1} GiB", bytes as f64 / GIB as f64);
        let space = format!("{} of {} free", gib(self.free), gib(self.total));
        if self.inodes == 0 {
            return space;
        }
        format!("{space}, {} % of the inodes free", self.free_inodes * 100 / self.inodes)
    }
}

pub const NEXT_STEP: &str =
    "Delete files that nobody needs, remove unused images from the engine, or move the data folder to a larger disk.";

#[cfg(test)]
mod tests {
    use super::*;

    fn disk(free: u64, free_inodes: u64) -> Level {
        Disk { total: 100 * GIB, free, inodes: 1_000_000, free_inodes }.level()
    }

    #[test]
    fn little_space_and_few_inodes_are_both_told() {
        assert_eq!(disk(50 * GIB, 900_000), Level::Ok);
        assert_eq!(disk(4 * GIB, 900_000), Level::Warn);
        assert_eq!(disk(GIB / 4, 900_000), Level::Bad);
        assert_eq!(disk(50 * GIB, 30_000), Level::Warn);
        assert_eq!(disk(50 * GIB, 100), Level::Bad);
        assert_eq!(Disk { total: 100 * GIB, free: 50 * GIB, inodes: 0, free_inodes: 0 }.level(), Level::Ok);
    }
}
