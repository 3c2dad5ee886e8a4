//! What may members do with the trash? Put in, take out again.

use std::ffi::{OsStr, OsString};

use serde_json::json;

use super::store::{self, Trashed};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::files::beneath::Kind;
use crate::features::files::path::FilePath;
use crate::features::files::place::{self, Place};
use crate::features::files::quota::{self, Change, measure};
use crate::features::files::remove::remove_at;
use crate::features::files::walk::{self, Sum};
use crate::features::files::write::conflict::{self, FileConflict, Target};
use crate::features::files::{faults, share};
use crate::features::identity;
use crate::features::identity::model::Audit;
use crate::ids;

/// Answers how many files that were.
pub async fn put(app: &SharedApp, actor: &Actor, place: &Place, path: &FilePath) -> Result<u64> {
    path.split()?;
    let (sum, is_folder) = place
        .with(path, |place, path| {
            let is_folder = place.root.look_at_itself(path)?.kind == Kind::Folder;
            Ok((walk::sum(&place.root, path)?, is_folder))
        })
        .await?;
    let row = Trashed {
        id: ids::sortable(&app.clock),
        group_id: place.group.id.clone(),
        path: path.shown(),
        is_folder: is_folder.into(),
        bytes: sum.bytes as i64,
        files: sum.files as i64,
        deleted_by: actor.username.clone(),
        deleted_at: app.clock.micros(),
    };
    let mut tx = app.db.begin().await?;
    store::insert(&mut tx, &row).await?;
    quota::store::add(&mut tx, &place.group.id, Change::gone(&sum)).await?;
    share::store::delete_below(&mut tx, &place.group.id, &row.path).await?;
    let entry = Audit::of("delete", "file", &row.path, &row.path).in_group(&place.group);
    identity::audit(app, &mut tx, actor, entry.with(json!({ "files": sum.files, "bytes": sum.bytes }))).await?;
    tx.commit().await?;
    let id = OsString::from(&row.id);
    let moved = place
        .with(path, move |place, path| {
            let parent = place.root.folder(&path.parent())?;
            parent.rename(path.name().unwrap_or_default(), &place.trash, &id, false)
        })
        .await;
    if let Err(error) = moved {
        // Somebody else was quicker: then nothing of this is in the trash.
        let mut tx = app.db.begin().await?;
        store::delete(&mut tx, &row.id).await?;
        quota::store::add(&mut tx, &place.group.id, Change::come(&sum)).await?;
        tx.commit().await?;
        return Err(error);
    }
    tell(app, place, &path.parent());
    Ok(sum.files)
}

/// Back to where it was, with the folders that are missing on the way. None when it was skipped.
pub async fn restore(app: &SharedApp, actor: &Actor, place: &Place, row: &Trashed, conflict: FileConflict) -> Result<Option<FilePath>> {
    let path = FilePath::parse(&row.path)?;
    measure::ensure(app, place).await?;
    let change = Change { bytes: row.bytes, files: row.files };
    let mut tx = app.db.begin().await?;
    quota::require(app, &mut tx, &place.group, change).await?;
    drop(tx);
    let Some(path) = make_room(app, actor, place, &path, conflict).await? else { return Ok(None) };
    let id = OsString::from(&row.id);
    place
        .with(&path, move |place, path| {
            let parent = place.root.ensure_folder(&path.parent())?;
            place.trash.rename(&id, &parent, path.name().unwrap_or_default(), false)
        })
        .await?;
    let mut tx = app.db.begin().await?;
    store::delete(&mut tx, &row.id).await?;
    quota::store::add(&mut tx, &place.group.id, change).await?;
    let shown = path.shown();
    identity::audit(app, &mut tx, actor, Audit::of("restore", "file", &shown, &shown).in_group(&place.group)).await?;
    tx.commit().await?;
    tell(app, place, &path.parent());
    Ok(Some(path))
}

/// The path under which something may come: its own, or one with a number. What is replaced goes into the trash. None: it is skipped.
pub async fn make_room(app: &SharedApp, actor: &Actor, place: &Place, path: &FilePath, conflict: FileConflict) -> Result<Option<FilePath>> {
    let found = place
        .with(path, move |place, path| match place.root.folder(&path.parent()) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Target::Free(path.name().unwrap_or_default().to_owned())),
            Err(error) => Err(error),
            Ok(folder) => conflict::target(&folder, path.name().unwrap_or_default(), conflict),
        })
        .await?;
    match found {
        Target::Free(name) => Ok(Some(path.parent().join(&name))),
        Target::Skipped => Ok(None),
        Target::Taken(..) => {
            Box::pin(put(app, actor, place, path)).await?;
            Ok(Some(path.clone()))
        }
    }
}

/// For ever.
pub async fn destroy(app: &SharedApp, place: &Place, row: &Trashed) -> Result<()> {
    remove(app, &place.group.id, &row.id).await?;
    let mut tx = app.db.begin().await?;
    store::delete(&mut tx, &row.id).await?;
    Ok(tx.commit().await?)
}

/// Removes the content of an entry, whatever it is.
pub async fn remove(app: &SharedApp, group_id: &str, id: &str) -> Result<()> {
    let content = place::trash_of(app, group_id).join(OsStr::new(id));
    place::on_disk(move || remove_at(&content).map_err(|error| faults::explained(error, &FilePath::root()))).await
}

/// The entries with these ids, all of which have to be in the trash of this group.
pub async fn chosen(app: &SharedApp, place: &Place, ids: &[String]) -> Result<Vec<Trashed>> {
    let mut filter = store::of_group(&place.group.id);
    filter.one_of("t.id", ids);
    let rows = store::all(app.db.read(), &filter).await?;
    match ids.iter().find(|id| !rows.iter().any(|row| row.id == **id)) {
        None => Ok(rows),
        Some(_) => Err(Error::NotFound("This is no longer in the trash.".into())),
    }
}

pub fn sum_of(rows: &[Trashed]) -> Sum {
    Sum { bytes: rows.iter().map(|row| row.bytes as u64).sum(), files: rows.iter().map(|row| row.files as u64).sum() }
}

pub fn tell(app: &SharedApp, place: &Place, folder: &FilePath) {
    place.tell(app, folder);
    app.events.changed("files", "trash", Some(&place.group.id));
}
