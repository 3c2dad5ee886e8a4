//! Which folders of a group does a workload see? The volumes of the person's groups and the group's shared files, and whose they are inside.

use std::path::PathBuf;

use async_graphql::SimpleObject;

use super::Mount;
use super::model::Folder;
use crate::app::SharedApp;
use crate::error::Result;
use crate::features::identity::model::Group;
use crate::features::{files, identity};

/// The person inside every workload, so that files made in one can be changed in another.
pub const UID: u32 = 1000;
pub const GID: u32 = 100;

/// A folder as launch forms show it.
#[derive(SimpleObject)]
#[graphql(name = "MountedFolder")]
pub struct ShownFolder {
    pub path: String,
    pub title: String,
    pub detail: String,
    pub writable: bool,
}

/// A folder that the container sees.
pub struct MountedFolder {
    pub path: String,
    pub title: String,
    pub detail: String,
    pub source: PathBuf,
    pub folder: Folder,
}

impl MountedFolder {
    /// `mode` is that of a folder that does not exist yet.
    pub fn own(path: &str, title: &str, detail: &str, source: PathBuf, mode: u32) -> Self {
        let folder = Folder { path: source.clone(), uid: UID, gid: GID, mode };
        Self { path: path.into(), title: title.into(), detail: detail.into(), source, folder }
    }

    pub fn mount(&self) -> Mount {
        Mount { source: self.source.clone(), target: self.path.clone(), writable: true }
    }

    pub fn shown(self) -> ShownFolder {
        ShownFolder { path: self.path, title: self.title, detail: self.detail, writable: true }
    }
}

/// What everything started in this group by this person sees, beside folders of its own.
pub async fn of_group(app: &SharedApp, user_id: &str, group: &Group) -> Result<Vec<MountedFolder>> {
    let mut found = Vec::new();
    for (shared, launched_here) in groups_with_volume(app, user_id, group).await? {
        found.push(MountedFolder::own(
            &format!("/project/{}", shared.path_key),
            &format!("Volume of {}", shared.label()),
            if launched_here { "Shared by the members of this group." } else { "From another of your groups." },
            files::group_volume(app, &shared),
            0o2770,
        ));
    }
    let detail = "The group's files, also on the Shared files page.";
    found.push(MountedFolder::own("/phfs", "Shared files", detail, files::shared_files(app, group), 0o2770));
    Ok(found)
}

/// The launch group's volume, and those of other groups that are not bound to a launch in them.
async fn groups_with_volume(app: &SharedApp, user_id: &str, launch: &Group) -> Result<Vec<(Group, bool)>> {
    let groups = identity::groups_of(app, user_id).await?;
    Ok(groups
        .into_iter()
        .filter(|group| group.enabled_shared_volume == 1 && (group.id == launch.id || group.launch_group_only == 0))
        .map(|group| {
            let here = group.id == launch.id;
            (group, here)
        })
        .collect())
}
