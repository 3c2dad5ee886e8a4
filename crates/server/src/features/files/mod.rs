//! Folders of people and groups below the data folder: homes, group volumes, and shared files with all that can be done with them.

pub mod api;
pub mod beneath;
pub mod change;
pub mod datasets;
pub mod faults;
pub mod http;
pub mod list;
pub mod name;
pub mod path;
pub mod place;
pub mod quota;
pub mod read;
pub mod remove;
pub mod share;
pub mod sweep;
pub mod trash;
pub mod tus;
pub mod walk;
pub mod write;
pub mod zip;

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::app::App;
use crate::error::Result;
use crate::features::identity::model::Group;

/// What goes on with files in this process.
pub struct Files {
    /// Which request writes which upload.
    pub turns: tus::Turns,
    zips: Arc<Semaphore>,
}

impl Files {
    pub fn new(zip_streams: usize) -> Self {
        Self { turns: tus::Turns::default(), zips: Arc::new(Semaphore::new(zip_streams)) }
    }

    /// Leave to make one more zip.
    pub fn zip_permit(&self) -> Result<OwnedSemaphorePermit> {
        self.zips.clone().try_acquire_owned().map_err(|_| zip::http::busy())
    }
}

/// The home of a person, the same in every group.
pub fn home(app: &App, user_id: &str) -> PathBuf {
    app.data("homes").join(user_id)
}

/// The folder that the members of a group share, at `/project/<group>`.
pub fn group_volume(app: &App, group: &Group) -> PathBuf {
    app.data("volumes").join("groups").join(&group.id)
}

/// The shared files of a group, at `/phfs`.
pub fn shared_files(app: &App, group: &Group) -> PathBuf {
    app.data("files").join("groups").join(&group.path_key)
}

/// Makes a folder with this owner and mode. What exists keeps its mode; a foreign owner is corrected, the content is not touched.
/// A symbolic link in its place is refused: a workload could have planted it to get another folder mounted.
pub fn ensure_folder(path: &Path, uid: u32, gid: u32, mode: u32) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let made = match std::fs::create_dir(path) {
        Ok(()) => true,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => false,
        Err(error) => return Err(error),
    };
    let meta = std::fs::symlink_metadata(path)?;
    if !meta.is_dir() {
        return Err(std::io::Error::other("something that is no folder stands in its place"));
    }
    if made {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?;
    }
    if (meta.uid(), meta.gid()) != (uid, gid) {
        match std::os::unix::fs::lchown(path, Some(uid), Some(gid)) {
            // Without root the folder belongs to the server's own user, and workloads run as that.
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied && !rustix::process::geteuid().is_root() => {}
            other => other?,
        }
    }
    Ok(())
}
