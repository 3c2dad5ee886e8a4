//! GraphQL of the system's settings.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use super::actions::{self, SystemUpdateInput};
use super::model::{Logo, Settings, offset_hours, timezone};
use crate::auth::{actor, app};

#[derive(SimpleObject)]
pub struct Org {
    name: Option<String>,
    logo: Option<Logo>,
}

#[derive(SimpleObject)]
pub struct Timezone {
    name: String,
    offset: f64,
}

#[derive(SimpleObject)]
pub struct System {
    org: Option<Org>,
    default_user_volume_capacity: Option<i64>,
    timezone: Option<Timezone>,
    grant_sudo: bool,
}

impl System {
    fn of(settings: Settings, now: DateTime<Utc>) -> Self {
        Self {
            timezone: Some(Timezone::of(&settings, now)),
            org: Some(Org { name: Some(settings.org_name), logo: settings.org_logo }),
            default_user_volume_capacity: Some(settings.default_volume_capacity),
            grant_sudo: settings.grant_sudo,
        }
    }
}

impl Timezone {
    fn of(settings: &Settings, now: DateTime<Utc>) -> Self {
        // A zone that a newer time zone database no longer knows counts as UTC rather than breaking every page.
        let zone = timezone(&settings.timezone).unwrap_or(chrono_tz::Etc::UTC);
        Self { name: settings.timezone.clone(), offset: offset_hours(zone, now) }
    }
}

#[derive(Default)]
pub struct SettingsQuery;

#[Object]
impl SettingsQuery {
    async fn system(&self, ctx: &Context<'_>) -> Result<Option<System>> {
        let app = app(ctx);
        actor(ctx)?.require_admin()?;
        Ok(Some(System::of(super::current(app).await?, app.clock.now())))
    }

    async fn timezone(&self, ctx: &Context<'_>) -> Result<Timezone> {
        let app = app(ctx);
        actor(ctx)?;
        Ok(Timezone::of(&super::current(app).await?, app.clock.now()))
    }
}

#[derive(Default)]
pub struct SettingsMutation;

#[Object]
impl SettingsMutation {
    async fn update_system(&self, ctx: &Context<'_>, data: SystemUpdateInput) -> Result<Option<System>> {
        let app = app(ctx);
        let settings = actions::update(app, actor(ctx)?, data).await?;
        Ok(Some(System::of(settings, app.clock.now())))
    }
}
