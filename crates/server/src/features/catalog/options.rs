//! What can be chosen in a group right now, and if not, why? The instance types and images as launch forms show them.

use async_graphql::SimpleObject;

use super::choice;
use super::model::{Image, InstanceType};
use super::{ImageObject, InstanceTypeObject};
use crate::app::SharedApp;
use crate::error::Result;
use crate::features::identity::model::Group;
use crate::features::workload::images::ImageState;
use crate::features::workload::model::Amounts;
use crate::features::workload::quota::{self, Violation};

#[derive(SimpleObject)]
pub struct InstanceTypeOption {
    pub instance_type: InstanceTypeObject,
    pub fits: bool,
    /// Why it cannot be chosen now.
    pub reason: Option<String>,
    /// True when it can never fit the quota.
    pub never: bool,
}

#[derive(SimpleObject)]
pub struct ImageOption {
    pub image: ImageObject,
    pub owner: String,
    pub selectable: bool,
    pub reason: Option<String>,
}

/// What is used now, against which the instance types are held.
pub struct Use {
    pub mine: Amounts,
    pub group: Amounts,
    pub capacity: Option<Amounts>,
}

/// The instance types of a group, the smallest first, as people look for the smallest that is enough.
pub async fn instance_types(app: &SharedApp, group: &Group, used: &Use) -> Result<Vec<InstanceTypeOption>> {
    let mut types = super::instance_types_for(app.db.read(), &group.id).await?;
    types.sort_by_key(|kind| (kind.gpu_limit, kind.cpu_limit, kind.memory_limit));
    Ok(types.into_iter().map(|kind| type_option(kind, group, used)).collect())
}

/// The images of a group; `has_gpus` is whether any of its instance types has one.
pub async fn images(app: &SharedApp, group: &Group, has_gpus: bool) -> Result<Vec<ImageOption>> {
    let mut options = Vec::new();
    for image in super::images_for(app.db.read(), group).await? {
        options.push(image_option(app, group, image, has_gpus).await);
    }
    Ok(options)
}

fn type_option(kind: InstanceType, group: &Group, used: &Use) -> InstanceTypeOption {
    let (asked, placed) = (choice::amounts(&kind), choice::requested(&kind));
    let found = quota::violations(asked, (group.user_quota(), used.mine), (group.group_quota(), used.group));
    let too_large = used.capacity.is_some_and(|total| !placed.fits(total));
    let mut reasons = vec![quota::notes(&found)];
    if too_large {
        let total = used.capacity.unwrap_or_default();
        reasons.push(format!(
            "No machine is large enough: it needs {}, and {} is offered.",
            quota::describe(placed),
            quota::describe(total)
        ));
    }
    reasons.retain(|reason| !reason.is_empty());
    let reason = (!reasons.is_empty()).then(|| reasons.join(" "));
    InstanceTypeOption {
        instance_type: InstanceTypeObject(kind),
        fits: reason.is_none(),
        never: too_large || found.iter().any(Violation::is_for_ever),
        reason,
    }
}

async fn image_option(app: &SharedApp, group: &Group, image: Image, has_gpus: bool) -> ImageOption {
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
    ImageOption { image: ImageObject(image), owner, selectable: reason.is_none(), reason }
}
