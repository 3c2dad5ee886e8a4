//! Folders of people and groups below the data folder: homes, group volumes and shared files.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::app::App;
use crate::features::identity::model::Group;

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
