//! New folders, and moving: the file system does it in one step, then it is written down, and public links follow.

use serde_json::json;

use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::files::beneath::Meta;
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::files::trash::actions::make_room;
use crate::features::files::write::conflict::FileConflict;
use crate::features::files::{faults, share};
use crate::features::identity;
use crate::features::identity::model::Audit;

pub async fn create_folder(app: &SharedApp, actor: &Actor, place: &Place, path: &FilePath) -> Result<Meta> {
    path.split()?;
    path.require_readable()?;
    let meta = place
        .with(path, |place, path| {
            let parent = place.root.ensure_folder(&path.parent())?;
            parent.make_folder(path.name().unwrap_or_default(), &place.root.meta()?)?;
            place.root.look(path)
        })
        .await?;
    let shown = path.shown();
    let mut tx = app.db.begin().await?;
    identity::audit(app, &mut tx, actor, Audit::of("create", "folder", &shown, &shown).in_group(&place.group)).await?;
    tx.commit().await?;
    place.tell(app, &path.parent());
    Ok(meta)
}

/// Answers where it is now; None when it was skipped. Nothing is lost: what is replaced goes into the trash.
pub async fn relocate(
    app: &SharedApp,
    actor: &Actor,
    place: &Place,
    from: &FilePath,
    to: &FilePath,
    conflict: FileConflict,
) -> Result<Option<FilePath>> {
    from.split()?;
    to.split()?;
    to.require_readable()?;
    if from == to {
        return Ok(Some(to.clone()));
    }
    if to.starts_with(from) {
        return Err(Error::invalid("to", "A folder cannot be moved into itself."));
    }
    if from.starts_with(to) {
        return Err(faults::exists(to));
    }
    place.with(from, |place, from| place.root.look_at_itself(from)).await?;
    let Some(to) = make_room(app, actor, place, to, conflict).await? else { return Ok(None) };
    let target = to.clone();
    place
        .with(from, move |place, from| {
            let source = place.root.folder(&from.parent())?;
            let folder = place.root.folder(&target.parent())?;
            source.rename(from.name().unwrap_or_default(), &folder, target.name().unwrap_or_default(), false)
        })
        .await?;
    let (old, new) = (from.shown(), to.shown());
    let mut tx = app.db.begin().await?;
    share::store::move_below(&mut tx, &place.group.id, &old, &new).await?;
    let entry = Audit::of("move", "file", &new, &new).in_group(&place.group).with(json!({ "from": old }));
    identity::audit(app, &mut tx, actor, entry).await?;
    tx.commit().await?;
    place.tell(app, &from.parent());
    place.tell(app, &to.parent());
    Ok(Some(to))
}
