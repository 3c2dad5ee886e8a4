//! What can be started in a group right now, and if not, why? Everything the launch form shows before the choice.

use async_graphql::SimpleObject;

use super::actions;
use super::api::{EnvVar, NotebookSettings};
use super::model::Notebook;
use super::{spec, store};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::Result;
use crate::features::catalog::model::InstanceType;
use crate::features::identity::model::Group;
use crate::features::workload::api::QuotaUsage;
use crate::features::workload::images::ImageState;
use crate::features::workload::model::Amounts;
use crate::features::workload::quota::{self, Violation};
use crate::features::{catalog, identity, workload};

#[derive(SimpleObject)]
pub struct InstanceTypeOption {
    pub instance_type: catalog::InstanceTypeObject,
    pub fits: bool,
    /// Why it cannot be chosen now.
    pub reason: Option<String>,
    /// True when it can never fit the quota.
    pub never: bool,
}

#[derive(SimpleObject)]
pub struct ImageOption {
    pub image: catalog::ImageObject,
    pub owner: String,
    pub selectable: bool,
    pub reason: Option<String>,
}

#[derive(SimpleObject)]
pub struct MountedFolder {
    pub path: String,
    pub title: String,
    pub detail: String,
    pub writable: bool,
}

#[derive(SimpleObject)]
pub struct LaunchOptions {
    pub instance_types: Vec<InstanceTypeOption>,
    pub images: Vec<ImageOption>,
    pub user_quota: QuotaUsage,
    pub group_quota: QuotaUsage,
    pub mounts: Vec<MountedFolder>,
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
    let used = workload::store::used_by_group(app.db.read(), &group.id).await?;
    let mine = workload::store::used_by_user(app.db.read(), &group.id, &owner_id).await?;
    let capacity = app.workloads.capacity_for_admission(app).await;
    let existing = store::of_person(app.db.read(), &group.id, &owner_id).await?;
    let last = notebook.as_ref().or(existing.first()).map(Notebook::settings).filter(|settings| !settings.image.is_empty());

    let mut types = catalog::instance_types_for(app.db.read(), &group.id).await?;
    // The smallest first, as people look for the smallest that is enough.
    types.sort_by_key(|kind| (kind.gpu_limit, kind.cpu_limit, kind.memory_limit));
    let images = catalog::images_for(app.db.read(), &group).await?;
    let has_gpus = types.iter().any(|kind| kind.gpu_limit > 0);
    let estimate = match last.as_ref().and_then(|last| images.iter().find(|image| image.id == last.image)) {
        Some(image) => workload::api::estimate(app, image.reference(0).unwrap_or_default()).await?,
        None => None,
    };
    let mut image_options = Vec::new();
    for image in images {
        image_options.push(image_option(app, &group, image, has_gpus).await);
    }
    let env = match (&last, notebook_id) {
        (Some(last), _) => last.env.clone(),
        (None, _) => predefined(app, &owner_id).await?,
    };
    Ok(LaunchOptions {
        instance_types: types.into_iter().map(|kind| type_option(kind, &group, mine, used, capacity)).collect(),
        images: image_options,
        user_quota: QuotaUsage::of(group.user_quota(), mine),
        group_quota: QuotaUsage::of(group.group_quota(), used),
        mounts: mounts(app, &owner_id, &group).await?,
        env: env.into_iter().map(EnvVar::from).collect(),
        last: last.map(NotebookSettings::from),
        suggested_name: actions::suggested_name(&existing),
        notebook_count: existing.len() as i64,
        max_notebooks: app.config.notebooks.max_per_user,
        estimate_seconds: estimate,
    })
}

fn type_option(kind: InstanceType, group: &Group, mine: Amounts, used: Amounts, capacity: Option<Amounts>) -> InstanceTypeOption {
    let asked = Amounts { cpu: kind.cpu_limit, memory: kind.memory_limit, gpu: kind.gpu_limit };
    let placed = Amounts {
        cpu: kind.cpu_request.unwrap_or(kind.cpu_limit),
        memory: kind.memory_request.unwrap_or(kind.memory_limit),
        gpu: kind.gpu_limit,
    };
    let found = quota::violations(asked, (group.user_quota(), mine), (group.group_quota(), used));
    let too_large = capacity.is_some_and(|total| !placed.fits(total));
    let reason = match found.first() {
        Some(first) => Some(first.sentence(group.label())),
        None if too_large => {
            let total = capacity.unwrap_or_default();
            Some(format!("No machine is large enough: it needs {}, and {} is offered.", quota::describe(placed), quota::describe(total)))
        }
        None => None,
    };
    InstanceTypeOption {
        instance_type: catalog::InstanceTypeObject(kind),
        fits: reason.is_none(),
        never: too_large || found.iter().any(Violation::is_for_ever),
        reason,
    }
}

async fn image_option(app: &SharedApp, group: &Group, image: catalog::model::Image, has_gpus: bool) -> ImageOption {
    let owner = if image.group_name.is_some() { group.label().to_owned() } else { "PrimeHub".to_owned() };
    let reason = match image.reference(0).or(image.reference(1)) {
        None => Some("Not ready: it has no address yet.".to_owned()),
        Some(reference) => {
            let readiness = app.workloads.image_readiness(app, reference).await;
            match readiness.state {
                ImageState::Failed => Some(readiness.message.unwrap_or_else(|| "It cannot be pulled.".into())),
                _ if image.kind == "gpu" && !has_gpus => Some("It needs a GPU, and no instance type of this group has one.".into()),
                _ => None,
            }
        }
    };
    ImageOption { image: catalog::ImageObject(image), owner, selectable: reason.is_none(), reason }
}

async fn mounts(app: &SharedApp, owner_id: &str, group: &Group) -> Result<Vec<MountedFolder>> {
    let folders = spec::folders(app, owner_id, group, false).await?;
    Ok(folders
        .into_iter()
        .map(|folder| MountedFolder { path: folder.path, title: folder.title, detail: folder.detail, writable: true })
        .collect())
}

async fn predefined(app: &SharedApp, user_id: &str) -> Result<Vec<super::model::EnvVar>> {
    let user = identity::store::user(app.db.read(), user_id).await?;
    let text = user.and_then(|user| user.predefined_envs).unwrap_or_default();
    Ok(serde_json::from_str(&text).unwrap_or_default())
}
