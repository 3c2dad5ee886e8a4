//! What may members do with data sets? Everything: they are files of the group.

use std::ffi::OsStr;
use std::ops::ControlFlow;

use super::model::{self, About};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::clock::rfc3339;
use crate::error::{Error, Result};
use crate::features::files::beneath::Kind;
use crate::features::files::change::sessions::{self, Item};
use crate::features::files::change::store::Session;
use crate::features::files::list::folder::HIDDEN;
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::files::trash;
use crate::features::files::walk::walk;
use crate::features::identity;
use crate::features::identity::model::Audit;

pub struct Dataset {
    pub id: String,
    pub about: About,
    /// Bytes without what it keeps about itself. None in lists.
    pub size: Option<u64>,
}

/// All of the group. A folder that is none, or cannot be read, is passed over.
pub async fn list(place: &Place) -> Result<Vec<Dataset>> {
    place
        .with(&model::all(), |place, all| {
            let folder = match place.root.folder(all) {
                Ok(folder) => folder,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
                Err(error) => return Err(error),
            };
            let mut found = Vec::new();
            for entry in folder.entries()? {
                let Some(id) = entry.name.to_str().filter(|id| model::folder_of(id).is_ok()) else { continue };
                if let Some(about) = model::read(&place.root, &all.join(&entry.name))? {
                    found.push(Dataset { id: id.to_owned(), about, size: None });
                }
            }
            Ok(found)
        })
        .await
}

pub async fn get(place: &Place, id: &str) -> Result<Dataset> {
    let folder = model::folder_of(id)?;
    let found = place
        .with(&folder, |place, folder| {
            let Some(about) = model::read(&place.root, folder)? else { return Ok(None) };
            let own = folder.join(OsStr::new(HIDDEN));
            let mut size = 0;
            walk(&place.root, folder, b"", |found| {
                if found.meta.kind == Kind::File && *found.path != own {
                    size += found.meta.size;
                }
                Ok(ControlFlow::Continue(()))
            })?;
            Ok(Some((about, size)))
        })
        .await?;
    let (about, size) = found.ok_or_else(|| missing(id))?;
    Ok(Dataset { id: id.to_owned(), about, size: Some(size) })
}

/// A folder that is there already becomes a data set with what is in it.
pub async fn create(app: &SharedApp, actor: &Actor, place: &Place, id: &str, tags: &[Option<String>]) -> Result<Dataset> {
    let folder = model::folder_of(id)?;
    let now = rfc3339(app.clock.micros());
    let about = About { created_by: actor.username.clone(), created_at: now.clone(), updated_at: now, tags: model::tags(tags)? };
    let content = about.clone();
    let is_new = place
        .with(&folder, move |place, folder| {
            if model::read(&place.root, folder)?.is_some() {
                return Ok(false);
            }
            model::write(&place.root, &place.staging, folder, &content)?;
            Ok(true)
        })
        .await?;
    if !is_new {
        let message = format!("Resource already exist: there is a dataset \"{id}\" in this group.");
        return Err(Error::Conflict { code: "RESOURCE_CONFLICT", field: "id", message });
    }
    note(app, actor, place, "create", id).await?;
    place.tell(app, &model::all());
    get(place, id).await
}

/// None keeps the tags.
pub async fn update(app: &SharedApp, actor: &Actor, place: &Place, id: &str, tags: Option<&[Option<String>]>) -> Result<Dataset> {
    let mut dataset = get(place, id).await?;
    if let Some(tags) = tags {
        dataset.about.tags = model::tags(tags)?;
    }
    dataset.about.updated_at = rfc3339(app.clock.micros());
    rewrite(place, id, dataset.about.clone()).await?;
    note(app, actor, place, "update", id).await?;
    Ok(dataset)
}

pub async fn delete(app: &SharedApp, actor: &Actor, place: &Place, id: &str) -> Result<Dataset> {
    let dataset = get(place, id).await?;
    trash::actions::put(app, actor, place, &model::folder_of(id)?).await?;
    app.events.changed("dataset", id, Some(&place.group.id));
    Ok(dataset)
}

/// Copies what is in a folder of the shared files, over what has the same name in the data set.
pub async fn add(app: &SharedApp, actor: &Actor, place: &Place, id: &str, from: &FilePath, names: &[String]) -> Result<Session> {
    let mut dataset = get(place, id).await?;
    let folder = model::folder_of(id)?;
    let mut items = Vec::new();
    for name in names.iter().map(|name| name.trim_matches('/')) {
        let path = from.join_shown(name)?;
        if name == HIDDEN {
            return Err(Error::invalid("items", "What a dataset keeps about itself cannot be copied."));
        }
        items.push(Item { to: folder.append(&FilePath::parse(name)?), from: path });
    }
    let session = sessions::start(app, actor, place, items).await?;
    dataset.about.updated_at = rfc3339(app.clock.micros());
    rewrite(place, id, dataset.about).await?;
    app.events.changed("dataset", id, Some(&place.group.id));
    Ok(session)
}

async fn rewrite(place: &Place, id: &str, about: About) -> Result<()> {
    place.with(&model::folder_of(id)?, move |place, folder| model::write(&place.root, &place.staging, folder, &about)).await
}

async fn note(app: &SharedApp, actor: &Actor, place: &Place, action: &'static str, id: &str) -> Result<()> {
    let mut tx = app.db.begin().await?;
    identity::audit(app, &mut tx, actor, Audit::of(action, "dataset", id, id).in_group(&place.group)).await?;
    tx.commit().await?;
    app.events.changed("dataset", id, Some(&place.group.id));
    Ok(())
}

fn missing(id: &str) -> Error {
    Error::NotFound(format!("failed to get dataset: there is no dataset \"{id}\" in this group."))
}
