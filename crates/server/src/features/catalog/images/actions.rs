//! What may administrators and the admins of groups do with images?

use async_graphql::MaybeUndefined;
use serde_json::json;

use super::input::{self, ImageCreateInput, ImageUpdateInput};
use super::{access, store};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::db::Tx;
use crate::error::{Error, Result, shorten};
use crate::features::catalog::bindings::{GroupChange, IMAGE, Reach};
use crate::features::catalog::model::Image;
use crate::features::catalog::{rules, secrets, store as bindings};
use crate::features::identity;
use crate::features::identity::model::{Audit, Group};

pub async fn create(app: &SharedApp, actor: &Actor, data: ImageCreateInput) -> Result<Image> {
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, "catalog").await?;
    let owner = access::owner(&mut tx, actor, data.group_name.as_deref()).await?;
    rules::name(&data.name)?;
    if data.image_spec.is_some() {
        let message = "This release does not build images. Give the reference of an image that exists as url instead of imageSpec.";
        return Err(Error::invalid("imageSpec", message));
    }
    let mut row = input::blank(data.name, app.clock.micros());
    data.fields.write_into(&mut row)?;
    let groups = GroupChange::at_creation(data.groups)?;
    row.is_global = groups.global.map_or(row.is_global, i64::from);
    if let Some(group) = &owner {
        give_to(group, &mut row, &groups)?;
    }
    require_pull_secret(&mut tx, &row).await?;
    if !store::insert(&mut tx, &row).await? {
        return Err(Error::Conflict {
            code: "RESOURCE_CONFLICT",
            field: "name",
            message: format!("An image named \"{}\" exists already. Choose another name.", row.id),
        });
    }
    bind(&mut tx, &row, &groups).await?;
    finish(app, tx, actor, "create", &row, Reach::default()).await?;
    Ok(row)
}

pub async fn update(app: &SharedApp, actor: &Actor, id: &str, data: ImageUpdateInput) -> Result<Image> {
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, "catalog").await?;
    let mut row = visible(&mut tx, actor, id).await?;
    access::require_keeper(&mut tx, actor, &row).await?;
    if data.name.as_deref().is_some_and(|name| name != id) {
        return Err(Error::invalid("name", "The name of an image cannot be changed; its display name can."));
    }
    let mut reach = Reach::default();
    reach.add(&mut tx, IMAGE, id, row.is_global).await?;
    data.fields.write_into(&mut row)?;
    let groups = GroupChange::at_update(data.groups)?;
    row.is_global = groups.global.map_or(row.is_global, i64::from);
    match move_to(&mut tx, actor, &row, data.group_name).await? {
        Some(Some(group)) => {
            bindings::unbind_all(&mut tx, IMAGE, id).await?;
            give_to(&group, &mut row, &groups)?;
        }
        Some(None) => (row.group_id, row.group_name) = (None, None),
        None => {
            if let Some(group) = &row.group_id
                && let Some(group) = identity::store::group(&mut *tx, group).await?
            {
                give_to(&group, &mut row, &groups)?;
            }
        }
    }
    require_pull_secret(&mut tx, &row).await?;
    store::update(&mut tx, &row).await?;
    bind(&mut tx, &row, &groups).await?;
    finish(app, tx, actor, "update", &row, reach).await?;
    Ok(row)
}

/// What runs with it goes on.
pub async fn delete(app: &SharedApp, actor: &Actor, id: &str) -> Result<Image> {
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, "catalog").await?;
    let row = visible(&mut tx, actor, id).await?;
    access::require_keeper(&mut tx, actor, &row).await?;
    let mut reach = Reach::default();
    reach.add(&mut tx, IMAGE, id, row.is_global).await?;
    bindings::unbind_all(&mut tx, IMAGE, id).await?;
    store::delete(&mut tx, id).await?;
    finish(app, tx, actor, "delete", &row, reach).await?;
    Ok(row)
}

/// Asks the engine to fetch what the image refers to, in the background.
pub async fn pull(app: &SharedApp, actor: &Actor, id: &str) -> Result<Image> {
    actor.require_admin()?;
    let row = store::get(app.db.read(), id).await?.ok_or_else(|| not_found(id))?;
    let mut tx = app.db.begin().await?;
    identity::audit(app, &mut tx, actor, Audit::of("pull", IMAGE, id, row.label())).await?;
    tx.commit().await?;
    let mut references: Vec<&str> = [row.reference(0), row.reference(1)].into_iter().flatten().collect();
    references.dedup();
    for reference in references {
        let auth = secrets::pull_auth(app, &row, reference).await?;
        app.workloads.pull_in_background(app, reference, auth);
    }
    Ok(row)
}

pub fn not_found(id: &str) -> Error {
    Error::resource_not_found("images", id)
}

/// The image, unless this person cannot even see it.
async fn visible(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Image> {
    let row = store::get(&mut **tx, id).await?.ok_or_else(|| not_found(id))?;
    if actor.is_admin || store::is_usable_by(&mut **tx, id, &actor.id).await? {
        return Ok(row);
    }
    Err(not_found(id))
}

/// An image of a group is for this group alone.
fn give_to(group: &Group, row: &mut Image, groups: &GroupChange) -> Result<()> {
    if row.is_global == 1 {
        return Err(Error::invalid("global", format!("The image belongs to the group {}; it cannot be global.", group.name)));
    }
    if groups.connect.iter().any(|id| *id != group.id) {
        return Err(Error::invalid(
            "groups",
            format!("The image belongs to the group {}; it cannot be given to other groups.", group.name),
        ));
    }
    row.group_id = Some(group.id.clone());
    row.group_name = Some(group.name.clone());
    Ok(())
}

/// Whether the image changes hands: to a group, or (`Some(None)`) to the whole system. Only administrators may do that.
async fn move_to(tx: &mut Tx, actor: &Actor, row: &Image, name: MaybeUndefined<String>) -> Result<Option<Option<Group>>> {
    if name.is_undefined() {
        return Ok(None);
    }
    let name = name.take().filter(|name| !name.is_empty());
    if name == row.group_name {
        return Ok(None);
    }
    if !actor.is_admin {
        return Err(Error::not_allowed("Not authorise: only administrators may move an image to another group."));
    }
    access::owner(tx, actor, name.as_deref()).await.map(Some)
}

/// The group that an image belongs to stays bound to it, whatever is disconnected.
async fn bind(tx: &mut Tx, row: &Image, groups: &GroupChange) -> Result<()> {
    groups.apply(tx, IMAGE, &row.id).await?;
    if let Some(group) = &row.group_id {
        bindings::bind(tx, IMAGE, &row.id, group).await?;
    }
    Ok(())
}

async fn require_pull_secret(tx: &mut Tx, row: &Image) -> Result<()> {
    let Some(id) = &row.pull_secret else { return Ok(()) };
    let refused = |message: String| Err(Error::invalid("useImagePullSecret", message));
    match secrets::store::get(&mut **tx, id).await? {
        None => refused(format!("There is no secret \"{}\". Choose one of type Image Pull.", shorten(id))),
        Some(secret) if secret.kind != secrets::KUBERNETES => {
            refused(format!("The secret \"{}\" is not of type Image Pull; images cannot be pulled with it.", shorten(id)))
        }
        Some(_) => Ok(()),
    }
}

async fn finish(app: &SharedApp, mut tx: Tx, actor: &Actor, action: &'static str, row: &Image, mut reach: Reach) -> Result<()> {
    reach.add(&mut tx, IMAGE, &row.id, row.is_global).await?;
    let facts = json!({ "url": row.url, "urlForGpu": row.url_for_gpu, "global": row.is_global == 1 });
    let mut entry = Audit::of(action, IMAGE, &row.id, row.label()).with(facts);
    entry.group = row.group_id.as_deref().zip(row.group_name.as_deref());
    identity::audit(app, &mut tx, actor, entry).await?;
    tx.commit().await?;
    reach.announce(app, IMAGE, &row.id);
    Ok(())
}
