//! What does the form for jobs show before anything is chosen? What fits, what is mounted, and what the defaults are.

use async_graphql::SimpleObject;

use super::actions;
use super::model::{MOST_COMMAND_BYTES, PRIORITIES};
use super::spec;
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::Result;
use crate::features::catalog::options::{self, ImageOption, InstanceTypeOption};
use crate::features::workload::api::QuotaUsage;
use crate::features::workload::folders::{MountedFolder, ShownFolder};
use crate::features::workload::queue;
use crate::features::{identity, settings, workload};

#[derive(SimpleObject)]
pub struct JobOptions {
    instance_types: Vec<InstanceTypeOption>,
    images: Vec<ImageOption>,
    user_quota: QuotaUsage,
    group_quota: QuotaUsage,
    mounts: Vec<ShownFolder>,
    /// What no time-out of its own means in this group; 0 is without end.
    default_deadline_seconds: i64,
    /// The system's.
    timezone: String,
    timezones: Vec<&'static str>,
    /// How many wait in the group.
    queue_length: i64,
    max_command_bytes: i64,
    /// The highest that the caller may give.
    max_priority: i64,
    artifact_limit_mb: i64,
    artifact_limit_files: i64,
    artifact_retention_seconds: i64,
}

pub async fn job_options(app: &SharedApp, actor: &Actor, group_id: &str) -> Result<JobOptions> {
    let group = identity::require_member(app, actor, group_id).await?;
    let used = options::Use {
        mine: workload::store::used_by_user(app.db.read(), &group.id, &actor.id).await?,
        group: workload::store::used_by_group(app.db.read(), &group.id).await?,
        capacity: app.workloads.capacity_for_admission(app).await,
    };
    let instance_types = options::instance_types(app, &group, &used).await?;
    let has_gpus = instance_types.iter().any(|option| option.instance_type.0.gpu_limit > 0);
    let settings = &app.config.workload;
    Ok(JobOptions {
        images: options::images(app, &group, has_gpus).await?,
        user_quota: QuotaUsage::of(group.user_quota(), used.mine),
        group_quota: QuotaUsage::of(group.group_quota(), used.group),
        mounts: spec::folders(app, &actor.id, &group).await?.into_iter().map(MountedFolder::shown).collect(),
        default_deadline_seconds: group.job_deadline_seconds.unwrap_or(app.config.jobs.default_deadline_seconds),
        timezone: settings::timezone(app).await?,
        timezones: chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect(),
        queue_length: queue::store::length(app.db.read(), &group.id).await?,
        max_command_bytes: MOST_COMMAND_BYTES as i64,
        max_priority: if actions::may_raise(app, actor, &group).await? { *PRIORITIES.end() } else { 0 },
        artifact_limit_mb: settings.artifact_mib as i64,
        artifact_limit_files: settings.artifact_files as i64,
        artifact_retention_seconds: settings.artifact_days * 86_400,
        instance_types,
    })
}
