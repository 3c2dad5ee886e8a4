//! What may an administrator do with instance types?

use serde_json::json;

use super::input::{self, InstanceTypeCreateInput, InstanceTypeUpdateInput};
use super::store;
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::catalog::bindings::{GroupChange, INSTANCE_TYPE, Reach};
use crate::features::catalog::model::InstanceType;
use crate::features::catalog::{rules, store as bindings};
use crate::features::identity;
use crate::features::identity::model::Audit;

pub async fn create(app: &SharedApp, actor: &Actor, data: InstanceTypeCreateInput) -> Result<InstanceType> {
    actor.require_admin()?;
    rules::name(&data.name)?;
    let mut row = input::blank(data.name, app.clock.micros());
    data.fields.write_into(&mut row)?;
    let groups = GroupChange::at_creation(data.groups)?;
    if groups.global == Some(true) {
        row.is_global = 1;
    }
    let mut tx = app.db.begin().await?;
    if !store::insert(&mut tx, &row).await? {
        return Err(Error::Conflict {
            code: "RESOURCE_CONFLICT",
            field: "name",
            message: format!("An instance type named \"{}\" exists already. Choose another name.", row.id),
        });
    }
    groups.apply(&mut tx, INSTANCE_TYPE, &row.id).await?;
    let mut reach = Reach::default();
    reach.add(&mut tx, INSTANCE_TYPE, &row.id, row.is_global).await?;
    identity::audit(app, &mut tx, actor, Audit::of("create", INSTANCE_TYPE, &row.id, row.label()).with(facts(&row))).await?;
    tx.commit().await?;
    reach.announce(app, INSTANCE_TYPE, &row.id);
    Ok(row)
}

pub async fn update(app: &SharedApp, actor: &Actor, id: &str, data: InstanceTypeUpdateInput) -> Result<InstanceType> {
    actor.require_admin()?;
    if data.name.as_deref().is_some_and(|name| name != id) {
        return Err(Error::invalid("name", "The name of an instance type cannot be changed; its display name can."));
    }
    let groups = GroupChange::at_update(data.groups)?;
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, "catalog").await?;
    let mut row = store::get(&mut *tx, id).await?.ok_or_else(|| not_found(id))?;
    let mut reach = Reach::default();
    reach.add(&mut tx, INSTANCE_TYPE, id, row.is_global).await?;
    data.fields.write_into(&mut row)?;
    if let Some(global) = groups.global {
        row.is_global = i64::from(global);
    }
    store::update(&mut tx, &row).await?;
    groups.apply(&mut tx, INSTANCE_TYPE, id).await?;
    reach.add(&mut tx, INSTANCE_TYPE, id, row.is_global).await?;
    identity::audit(app, &mut tx, actor, Audit::of("update", INSTANCE_TYPE, id, row.label()).with(facts(&row))).await?;
    tx.commit().await?;
    reach.announce(app, INSTANCE_TYPE, id);
    Ok(row)
}

/// What runs with it goes on; its amounts were copied at the start.
pub async fn delete(app: &SharedApp, actor: &Actor, id: &str) -> Result<InstanceType> {
    actor.require_admin()?;
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, "catalog").await?;
    let row = store::get(&mut *tx, id).await?.ok_or_else(|| not_found(id))?;
    let mut reach = Reach::default();
    reach.add(&mut tx, INSTANCE_TYPE, id, row.is_global).await?;
    bindings::unbind_all(&mut tx, INSTANCE_TYPE, id).await?;
    store::delete(&mut tx, id).await?;
    identity::audit(app, &mut tx, actor, Audit::of("delete", INSTANCE_TYPE, id, row.label())).await?;
    tx.commit().await?;
    reach.announce(app, INSTANCE_TYPE, id);
    Ok(row)
}

pub fn not_found(id: &str) -> Error {
    Error::resource_not_found("instancetypes", id)
}

fn facts(row: &InstanceType) -> serde_json::Value {
    json!({ "cpu": row.cpu_limit, "memory": row.memory_limit, "gpu": row.gpu_limit, "global": row.is_global == 1 })
}
