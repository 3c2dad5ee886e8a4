//! What can be started in a group right now, and if not, why? Everything the launch form shows before the choice.

use async_graphql::SimpleObject;

use super::actions;
use super::api::{EnvVar, NotebookSettings};
use super::model::Notebook;
use super::{spec, store};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::Result;
use crate::features::catalog::options::{self, ImageOption, InstanceTypeOption};
use crate::features::workload::api::QuotaUsage;
use crate::features::workload::folders::{MountedFolder, ShownFolder};
use crate::features::{identity, workload};

#[derive(SimpleObject)]
pub struct LaunchOptions {
    pub instance_types: Vec<InstanceTypeOption>,
    pub images: Vec<ImageOption>,
    pub user_quota: QuotaUsage,
    pub group_quota: QuotaUsage,
    pub mounts: Vec<ShownFolder>,
    pub env: Vec<EnvVar>,
    /// The settings of the last start in this group.
    pub last: Option<NotebookSettings>,
    pub suggested_name: String,
    pub notebook_count: i64,
    pub max_notebooks: i64,
    pub estimate_seconds: Option<f64>,
}

pub async fn launch_options(app: &SharedApp, actor: &Actor, group_id: &str, notebook_id: Option<&str>) -> Result<LaunchOptions> {
    let notebook = match notebook_id {
        Some(id) => Some(actions::own(app, actor, id).await?),
        None => None,
    };
    let owner_id = notebook.as_ref().map_or(&actor.id, |notebook| &notebook.user_id).clone();
    let group = if owner_id == actor.id {
        identity::require_member(app, actor, group_id).await?
    } else {
        let missing = || crate::error::Error::NotFound("The group of this notebook was deleted.".into());
        identity::store::group(app.db.read(), group_id).await?.ok_or_else(missing)?
    };
    let used = options::Use {
        mine: workload::store::used_by_user(app.db.read(), &group.id, &owner_id).await?,
        group: workload::store::used_by_group(app.db.read(), &group.id).await?,
        capacity: app.workloads.capacity_for_admission(app).await,
    };
    let existing = store::of_person(app.db.read(), &group.id, &owner_id).await?;
    let last = notebook.as_ref().or(existing.first()).map(Notebook::settings).filter(|settings| !settings.image.is_empty());

    let types = options::instance_types(app, &group, &used).await?;
    let has_gpus = types.iter().any(|option| option.instance_type.0.gpu_limit > 0);
    let images = options::images(app, &group, has_gpus).await?;
    let estimate = match last.as_ref().and_then(|last| images.iter().find(|option| option.image.0.id == last.image)) {
        Some(option) => workload::api::estimate(app, option.image.0.reference(0).unwrap_or_default()).await?,
        None => None,
    };
    let env = match (&last, notebook_id) {
        (Some(last), _) => last.env.clone(),
        (None, _) => predefined(app, &owner_id).await?,
    };
    Ok(LaunchOptions {
        instance_types: types,
        images,
        user_quota: QuotaUsage::of(group.user_quota(), used.mine),
        group_quota: QuotaUsage::of(group.group_quota(), used.group),
        mounts: spec::folders(app, &owner_id, &group, false).await?.into_iter().map(MountedFolder::shown).collect(),
        env: env.into_iter().map(EnvVar::from).collect(),
        last: last.map(NotebookSettings::from),
        suggested_name: actions::suggested_name(&existing),
        notebook_count: existing.len() as i64,
        max_notebooks: app.config.notebooks.max_per_user,
        estimate_seconds: estimate,
    })
}

async fn predefined(app: &SharedApp, user_id: &str) -> Result<Vec<super::model::EnvVar>> {
    let user = identity::store::user(app.db.read(), user_id).await?;
    let text = user.and_then(|user| user.predefined_envs).unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}
