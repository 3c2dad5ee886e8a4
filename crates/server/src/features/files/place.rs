//! Where are the shared files of a group, and who may go there? The folder that workloads see at `/phfs`, and beside it two that they
//! never see: what was deleted, and what is still being uploaded. All three are on one file system, so that moving is renaming.

use std::path::PathBuf;
use std::sync::Arc;

use super::beneath::Folder;
use super::path::FilePath;
use super::{ensure_folder, faults, shared_files};
use crate::app::{App, SharedApp};
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::identity;
use crate::features::identity::model::Group;

/// Whom the folder belongs to: the user and group of notebooks and jobs.
pub const UID: u32 = 1000;
pub const GID: u32 = 100;
pub const MODE: u32 = 0o2770;

/// Messages between server processes are short.
const LONGEST_TOLD: usize = 120;

/// The shared files of a group, opened for somebody who may use them.
#[derive(Clone)]
pub struct Place {
    pub group: Group,
    pub root: Arc<Folder>,
    pub trash: Arc<Folder>,
    pub staging: Arc<Folder>,
}

impl Place {
    /// For members of the group, who name it by its name.
    pub async fn of(app: &SharedApp, actor: &Actor, group_name: &str) -> Result<Self> {
        let group = identity::store::group_named(app.db.read(), group_name).await?;
        Self::for_member(app, actor, group).await
    }

    /// For members of the group, who name it as it stands in addresses.
    pub async fn at(app: &SharedApp, actor: &Actor, path_key: &str) -> Result<Self> {
        let group = identity::store::group_at(app.db.read(), path_key).await?;
        Self::for_member(app, actor, group).await
    }

    /// A group that does not exist looks like one of others.
    async fn for_member(app: &SharedApp, actor: &Actor, group: Option<Group>) -> Result<Self> {
        let id = group.map(|group| group.id).unwrap_or_default();
        Self::open(app, identity::require_member(app, actor, &id).await?).await
    }

    /// For the server itself.
    pub async fn open(app: &SharedApp, group: Group) -> Result<Self> {
        let (root, trash, staging) = (shared_files(app, &group), trash_of(app, &group.id), staging_of(app, &group.id));
        on_disk(move || {
            ensure_folder(&root, UID, GID, MODE)?;
            for own in [&trash, &staging] {
                let server = rustix::process::geteuid().as_raw();
                ensure_folder(own, server, rustix::process::getegid().as_raw(), 0o700)?;
            }
            let opened = |path: &PathBuf| Folder::open(path).map(Arc::new);
            Ok(Self { group, root: opened(&root)?, trash: opened(&trash)?, staging: opened(&staging)? })
        })
        .await
    }

    /// Does something with these files, away from the threads that answer requests. What fails is explained for the path.
    pub async fn with<T: Send + 'static>(
        &self,
        path: &FilePath,
        work: impl FnOnce(&Self, &FilePath) -> std::io::Result<T> + Send + 'static,
    ) -> Result<T> {
        let (place, path) = (self.clone(), path.clone());
        on_disk(move || work(&place, &path).map_err(|error| faults::explained(error, &path))).await
    }

    /// Tells open pages that something in this folder changed. A path that is too long for a message is "some folder".
    pub fn tell(&self, app: &App, folder: &FilePath) {
        let shown = folder.shown();
        let told = if shown.len() <= LONGEST_TOLD { shown.as_str() } else { "*" };
        app.events.changed("files", told, Some(&self.group.id));
    }
}

pub fn trash_of(app: &App, group_id: &str) -> PathBuf {
    app.data("files").join("trash").join(group_id)
}

pub fn staging_of(app: &App, group_id: &str) -> PathBuf {
    app.data("files").join("uploads").join(group_id)
}

/// Work that waits for the disk.
pub async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::internal(format!("work on files broke off: {error}")))?
}

/// Work that goes on when the client is gone, so that it never stops between two steps.
pub async fn to_the_end<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    let id = crate::request::id();
    tokio::spawn(crate::request::scope(id, work)).await.map_err(|error| Error::internal(format!("work on files broke off: {error}")))?
}
