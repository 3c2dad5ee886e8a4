//! Which artifacts of a job are there now? Read from the shared files, where people may have added and removed some.

use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{AtFlags, FileType, statat};

use super::{FOLDER, METADATA, handles};
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::files;
use crate::features::identity::model::Group;

const DEEPEST: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The path below the job's folder.
    pub name: String,
    pub size: u64,
    /// In microseconds since 1970.
    pub modified_at: i64,
}

/// At most as many as a job may leave behind, sorted by name.
pub async fn list(app: &SharedApp, group: &Group, job: &str) -> Result<Vec<Item>> {
    let (shared, job) = (files::shared_files(app, group), job.to_owned());
    let most = app.config.workload.artifact_files as usize;
    Ok(tokio::task::spawn_blocking(move || list_now(&shared, &job, most)).await.map_err(Error::internal)??)
}

pub fn list_now(shared: &Path, job: &str, most: usize) -> io::Result<Vec<Item>> {
    let open = || {
        handles::open_folder(&handles::open_folder(&handles::open_trusted(shared).ok()?, OsStr::new(FOLDER)).ok()?, OsStr::new(job)).ok()
    };
    let Some(folder) = open() else { return Ok(Vec::new()) };
    let mut items = Vec::new();
    add(&folder, Path::new(""), most, 0, &mut items)?;
    items.sort_by(|one: &Item, other| one.name.cmp(&other.name));
    Ok(items)
}

fn add(folder: &OwnedFd, path: &Path, most: usize, depth: usize, items: &mut Vec<Item>) -> io::Result<()> {
    // One more than wanted, for the folder that belongs to PrimeHub.
    let (names, _) = handles::names(folder, most + 1)?;
    for name in names {
        let path = path.join(&name);
        if items.len() == most || path == Path::new(METADATA) {
            continue;
        }
        // It may have been removed meanwhile.
        let Ok(meta) = statat(folder, &name, AtFlags::SYMLINK_NOFOLLOW) else { continue };
        match FileType::from_raw_mode(meta.st_mode) {
            FileType::RegularFile => items.push(Item {
                name: path.to_string_lossy().into_owned(),
                size: meta.st_size.max(0) as u64,
                modified_at: meta.st_mtime * 1_000_000,
            }),
            FileType::Directory if depth < DEEPEST => {
                if let Ok(inner) = handles::open_folder(folder, &name) {
                    add(&inner, &path, most, depth + 1, items)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}
