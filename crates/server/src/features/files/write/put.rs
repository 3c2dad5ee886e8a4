//! What may a new file replace, and what does it cost? Checks the place and the quota, writes down who did it, and puts it there.

use std::ffi::{OsStr, OsString};

use serde_json::json;

use super::conflict::{self, FileConflict, Target};
use super::staged::Staged;
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::db::Tx;
use crate::error::Result;
use crate::features::files::beneath::{Folder, Kind};
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::files::quota::{self, Change};
use crate::features::files::walk::Sum;
use crate::features::files::{faults, place};
use crate::features::identity;
use crate::features::identity::model::Audit;

/// Where a file is going to be, found before it arrives and once more when it is complete.
pub struct Spot {
    pub path: FilePath,
    folder: Folder,
    name: OsString,
    /// What the file there counts, which goes.
    replaces: Change,
    replace: bool,
}

/// Where the file goes. Makes missing folders. A folder is never replaced by a file.
pub async fn spot(place: &Place, path: &FilePath, conflict: FileConflict) -> Result<Spot> {
    path.split()?;
    path.require_readable()?;
    let (place, path) = (place.clone(), path.clone());
    place::on_disk(move || {
        let (parent, name) = path.split()?;
        let folder = place.root.ensure_folder(&parent).map_err(|error| faults::explained(error, &parent))?;
        found(folder, &parent, name, conflict)
    })
    .await
}

/// The same before the bytes come, without making anything: what the group's use would change by, less the file itself.
pub async fn expected(place: &Place, path: &FilePath, conflict: FileConflict) -> Result<Change> {
    path.split()?;
    path.require_readable()?;
    let (place, path) = (place.clone(), path.clone());
    place::on_disk(move || {
        let (parent, name) = path.split()?;
        match place.root.folder(&parent) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Change { bytes: 0, files: 1 }),
            Err(error) => Err(faults::explained(error, &parent)),
            Ok(folder) => Ok(found(folder, &parent, name, conflict)?.change(0)),
        }
    })
    .await
}

fn found(folder: Folder, parent: &FilePath, name: &OsStr, conflict: FileConflict) -> Result<Spot> {
    let path = parent.join(name);
    let explained = |error| faults::explained(error, &path);
    match conflict::target(&folder, name, conflict).map_err(explained)? {
        Target::Free(name) => Ok(Spot { path: parent.join(&name), folder, name, replaces: Change::default(), replace: false }),
        Target::Taken(_, Kind::Folder) => Err(faults::is_folder(&path)),
        Target::Taken(name, _) => {
            let old = folder.look_at_child(&name).map_err(explained)?;
            Ok(Spot { replaces: Change::gone(&Sum::of(&old)), folder, name, replace: true, path })
        }
        Target::Skipped => Err(faults::exists(&path)),
    }
}

/// The rows of a file that arrives: it counts from now on, and is written down.
pub async fn account(app: &SharedApp, tx: &mut Tx, actor: &Actor, place: &Place, spot: &Spot, bytes: u64) -> Result<()> {
    quota::charge(app, tx, &place.group, spot.change(bytes)).await?;
    let path = spot.path.shown();
    let entry = Audit::of("upload", "file", &path, &path).in_group(&place.group).with(json!({ "bytes": bytes, "replaced": spot.replace }));
    identity::audit(app, tx, actor, entry).await
}

impl Spot {
    /// What the group's use changes by when a file of this size comes here.
    pub fn change(&self, bytes: u64) -> Change {
        Change { bytes: bytes as i64 + self.replaces.bytes, files: 1 + self.replaces.files }
    }
}

/// The last step of every upload: the file is complete and accounted for.
pub async fn put(app: &SharedApp, place: &Place, staged: Staged, spot: Spot) -> Result<FilePath> {
    let path = spot.path.clone();
    let parent = path.parent();
    place.with(&path, move |_, _| staged.put_in_place(&spot.folder, &spot.name, spot.replace)).await?;
    place.tell(app, &parent);
    Ok(path)
}
