//! What may an administrator do with the settings?

use async_graphql::{InputObject, MaybeUndefined};
use serde_json::json;

use super::model::{self, Logo, Settings};
use super::store;
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::identity;
use crate::features::identity::model::Audit;

#[derive(InputObject)]
pub struct SystemUpdateInput {
    org: MaybeUndefined<OrgUpdateInput>,
    default_user_volume_capacity: MaybeUndefined<i64>,
    timezone: MaybeUndefined<TimezoneInput>,
    grant_sudo: MaybeUndefined<bool>,
}

#[derive(InputObject)]
pub struct OrgUpdateInput {
    name: MaybeUndefined<String>,
    logo: MaybeUndefined<Logo>,
}

/// The offset follows from the name; clients of the original send it along.
#[derive(InputObject)]
pub struct TimezoneInput {
    name: String,
    offset: Option<f64>,
}

/// What is absent stays. Null takes the logo away and sets everything else back to its default.
pub async fn update(app: &SharedApp, actor: &Actor, data: SystemUpdateInput) -> Result<Settings> {
    actor.require_admin()?;
    let changes = changes(data)?;
    if changes.is_empty() {
        return super::current(app).await;
    }
    let now = app.clock.micros();
    let mut tx = app.db.begin().await?;
    for (key, value) in &changes {
        match value {
            Some(value) => store::set(&mut tx, key, value, now).await?,
            None => store::remove(&mut tx, key).await?,
        }
    }
    let fields: Vec<&str> = changes.iter().map(|(key, _)| *key).collect();
    let entry = Audit::of("update", "system", "system", "System settings").with(json!({ "fields": fields }));
    identity::audit(app, &mut tx, actor, entry).await?;
    tx.commit().await?;
    app.events.changed("system", "system", None);
    super::current(app).await
}

/// Keys with their new values; None is the default.
fn changes(data: SystemUpdateInput) -> Result<Vec<(&'static str, Option<String>)>> {
    let mut changes = Vec::new();
    match data.org {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => return Err(Error::invalid("org", "org cannot be null; give its name or its logo.")),
        MaybeUndefined::Value(org) => {
            match org.name {
                MaybeUndefined::Undefined => {}
                MaybeUndefined::Null => changes.push((model::ORG_NAME, None)),
                MaybeUndefined::Value(name) => changes.push((model::ORG_NAME, Some(model::org_name(&name)?))),
            }
            match org.logo {
                MaybeUndefined::Undefined => {}
                MaybeUndefined::Null => changes.push((model::ORG_LOGO, None)),
                MaybeUndefined::Value(logo) => {
                    let logo = logo.checked()?.map(|logo| serde_json::to_string(&logo)).transpose()?;
                    changes.push((model::ORG_LOGO, logo));
                }
            }
        }
    }
    match data.default_user_volume_capacity {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => changes.push((model::VOLUME_CAPACITY, None)),
        MaybeUndefined::Value(gigabytes) => changes.push((model::VOLUME_CAPACITY, Some(model::volume_capacity(gigabytes)?.to_string()))),
    }
    match data.timezone {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => changes.push((model::TIMEZONE, None)),
        MaybeUndefined::Value(zone) => changes.push((model::TIMEZONE, Some(model::timezone(&zone.name)?.name().to_owned()))),
    }
    match data.grant_sudo {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => changes.push((model::GRANT_SUDO, None)),
        MaybeUndefined::Value(granted) => changes.push((model::GRANT_SUDO, Some(granted.to_string()))),
    }
    Ok(changes)
}
