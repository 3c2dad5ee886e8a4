//! GraphQL of what a group's shared files hold and may hold.

use async_graphql::{Context, MaybeUndefined, Object, Result, SimpleObject};
use serde_json::json;

use super::{Limits, limits, measure, store};
use crate::app::SharedApp;
use crate::auth::{actor, app};
use crate::clock::rfc3339;
use crate::error::Error;
use crate::features::files::place::Place;
use crate::features::files::trash;
use crate::features::identity;
use crate::features::identity::model::{Audit, EVERYONE, Group};

const MOST: f64 = 1e15;

#[derive(SimpleObject)]
pub struct FilesUsage {
    bytes: f64,
    files: f64,
    /// Not counted against the quota.
    trash_bytes: f64,
    trash_files: f64,
    /// Promised to unfinished uploads; counted.
    uploading_bytes: f64,
    quota_bytes: Option<f64>,
    quota_files: Option<f64>,
    measured_at: Option<String>,
    trash_days: i64,
}

impl FilesUsage {
    async fn of(app: &SharedApp, group_id: &str) -> Result<Self, Error> {
        let usage = store::usage(app.db.read(), group_id).await?;
        let own = store::quota(app.db.read(), group_id).await?;
        let trash = trash::store::sum(app.db.read(), group_id).await?;
        let promised = store::promised(app.db.read(), group_id).await?;
        let limits = limits(app, own);
        Ok(Self {
            bytes: usage.as_ref().map_or(0.0, |row| row.bytes as f64),
            files: usage.as_ref().map_or(0.0, |row| row.files as f64),
            trash_bytes: trash.bytes as f64,
            trash_files: trash.files as f64,
            uploading_bytes: promised.bytes as f64,
            quota_bytes: limits.bytes.map(|number| number as f64),
            quota_files: limits.files.map(|number| number as f64),
            measured_at: usage.map(|row| rfc3339(row.measured_at)),
            trash_days: app.config.files.trash_days,
        })
    }
}

#[derive(Default)]
pub struct QuotaQuery;

#[Object]
impl QuotaQuery {
    async fn files_usage(&self, ctx: &Context<'_>, group_name: String) -> Result<FilesUsage> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let place = Place::of(app, actor, &group_name).await?;
        measure::ensure(app, &place).await?;
        Ok(FilesUsage::of(app, &place.group.id).await?)
    }
}

#[derive(Default)]
pub struct QuotaMutation;

#[Object]
impl QuotaMutation {
    /// For administrators. Null takes a limit away, absent keeps it.
    async fn set_files_quota(
        &self,
        ctx: &Context<'_>,
        group_name: String,
        quota_bytes: MaybeUndefined<f64>,
        quota_files: MaybeUndefined<f64>,
    ) -> Result<FilesUsage> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        actor.require_admin()?;
        let group = identity::store::group_named(app.db.read(), &group_name).await?.filter(|group| group.id != EVERYONE);
        let group: Group = group.ok_or_else(|| Error::resource_not_found("groups", &group_name))?;
        let mut tx = app.db.begin().await?;
        let before = limits(app, store::quota(&mut *tx, &group.id).await?);
        let after =
            Limits { bytes: changed("quotaBytes", before.bytes, quota_bytes)?, files: changed("quotaFiles", before.files, quota_files)? };
        store::set_quota(&mut tx, &group.id, after).await?;
        let detail = json!({ "quotaBytes": after.bytes, "quotaFiles": after.files });
        identity::audit(app, &mut tx, actor, Audit::of("update", "files quota", &group.id, &group.name).in_group(&group).with(detail))
            .await?;
        tx.commit().await?;
        app.events.changed("files", "usage", Some(&group.id));
        Ok(FilesUsage::of(app, &group.id).await?)
    }
}

fn changed(field: &str, before: Option<i64>, given: MaybeUndefined<f64>) -> Result<Option<i64>, Error> {
    match given {
        MaybeUndefined::Undefined => Ok(before),
        MaybeUndefined::Null => Ok(None),
        MaybeUndefined::Value(number) if (0.0..=MOST).contains(&number) => Ok(Some(number as i64)),
        MaybeUndefined::Value(number) => Err(Error::invalid(field, format!("{field} is {number}; 0 to {MOST} are allowed."))),
    }
}
