//! What may an administrator do with secrets?

use super::input::{SecretCreateInput, SecretType, SecretUpdateInput};
use super::store;
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::catalog::model::Secret;
use crate::features::catalog::{images, rules};
use crate::features::identity;
use crate::features::identity::model::Audit;

const SECRET: &str = "secret";

pub async fn create(app: &SharedApp, actor: &Actor, data: SecretCreateInput) -> Result<Secret> {
    actor.require_admin()?;
    rules::name(&data.name)?;
    let kind = data.r#type.ok_or_else(|| Error::invalid("type", "Say the type of the secret: opaque or kubernetes."))?;
    let mut row = Secret {
        id: kind.id(&data.name),
        kind: kind.kind().into(),
        name: data.name,
        display_name: None,
        registry_host: None,
        username: None,
        sealed: String::new(),
        created_at: app.clock.micros(),
    };
    data.fields.write_into(&app.key, &mut row)?;
    let mut tx = app.db.begin().await?;
    if !store::insert(&mut tx, &row).await? {
        return Err(Error::Conflict {
            code: "RESOURCE_CONFLICT",
            field: "name",
            message: format!("A secret named \"{}\" exists already. Choose another name.", row.name),
        });
    }
    identity::audit(app, &mut tx, actor, Audit::of("create", SECRET, &row.id, &row.name)).await?;
    tx.commit().await?;
    app.events.changed(SECRET, &row.id, None);
    Ok(row)
}

pub async fn update(app: &SharedApp, actor: &Actor, id: &str, data: SecretUpdateInput) -> Result<Secret> {
    actor.require_admin()?;
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, "catalog").await?;
    let mut row = store::get(&mut *tx, id).await?.ok_or_else(|| not_found(id))?;
    if data.r#type.is_some_and(|kind| kind != SecretType::of(&row)) {
        return Err(Error::invalid("type", "The type of a secret cannot be changed. Create another secret."));
    }
    data.fields.write_into(&app.key, &mut row)?;
    store::update(&mut tx, &row).await?;
    identity::audit(app, &mut tx, actor, Audit::of("update", SECRET, id, &row.name)).await?;
    tx.commit().await?;
    app.events.changed(SECRET, &row.id, None);
    Ok(row)
}

pub async fn delete(app: &SharedApp, actor: &Actor, id: &str) -> Result<Secret> {
    actor.require_admin()?;
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, "catalog").await?;
    let row = store::get(&mut *tx, id).await?.ok_or_else(|| not_found(id))?;
    let users = images::store::with_pull_secret(&mut tx, id).await?;
    if !users.is_empty() {
        return Err(Error::WrongState {
            code: "RESOURCE_IN_USE",
            message: format!("Images are pulled with this secret: {}. Give them another one first.", users.join(", ")),
        });
    }
    store::delete(&mut tx, id).await?;
    identity::audit(app, &mut tx, actor, Audit::of("delete", SECRET, id, &row.name)).await?;
    tx.commit().await?;
    app.events.changed(SECRET, &row.id, None);
    Ok(row)
}

pub fn not_found(id: &str) -> Error {
    Error::resource_not_found("secrets", id)
}
