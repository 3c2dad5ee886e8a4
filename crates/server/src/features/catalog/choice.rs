//! What does a choice of instance type and image mean for a workload? Whether the two may be chosen together in a group, and the
//! amounts, limits and login that follow.

use super::model::{Image, InstanceType};
use crate::app::SharedApp;
use crate::error::{Error, Result, shorten};
use crate::features::identity::model::Group;
use crate::features::workload::Limits;
use crate::features::workload::model::Amounts;

/// Both have to be granted to the group, or to everyone, and to go together.
pub async fn chosen(app: &SharedApp, group: &Group, instance_type: &str, image: &str) -> Result<(InstanceType, Image)> {
    let types = super::instance_types_for(app.db.read(), &group.id).await?;
    let found_type = types.into_iter().find(|kind| kind.id == instance_type).ok_or_else(|| {
        let name = shorten(instance_type);
        Error::invalid(
            "instanceType",
            format!("Group {} has no instance type {name}. It may have been deleted; choose another one.", group.label()),
        )
    })?;
    let images = super::images_for(app.db.read(), group).await?;
    let found_image = images.into_iter().find(|known| known.id == image).ok_or_else(|| {
        let name = shorten(image);
        Error::invalid("image", format!("Group {} has no image {name}. It may have been deleted; choose another one.", group.label()))
    })?;
    if let Some(reason) = mismatch(&found_type, &found_image) {
        return Err(Error::invalid("image", reason));
    }
    Ok((found_type, found_image))
}

/// Why this image cannot run on this instance type, if it cannot.
pub fn mismatch(instance_type: &InstanceType, image: &Image) -> Option<String> {
    if image.kind == "gpu" && instance_type.gpu_limit == 0 {
        return Some("This image needs a GPU; choose an instance type with one.".into());
    }
    if image.reference(instance_type.gpu_limit).is_none() {
        return Some("This image has no address yet. An administrator has to complete it.".into());
    }
    None
}

/// The login for the pull, as it may stand in the unit's row.
pub async fn sealed_login(app: &SharedApp, image: &Image, reference: &str) -> Result<Option<String>> {
    let Some(auth) = super::pull_auth(app, image, reference).await? else { return Ok(None) };
    let text = serde_json::to_string(&(auth.registry, auth.username, auth.password))?;
    Ok(Some(crate::seal::seal(&app.key, &text)?))
}

/// What counts against quotas.
pub fn amounts(kind: &InstanceType) -> Amounts {
    Amounts { cpu: kind.cpu_limit, memory: kind.memory_limit, gpu: kind.gpu_limit }
}

/// What is taken from the machine.
pub fn requested(kind: &InstanceType) -> Amounts {
    Amounts {
        cpu: kind.cpu_request.unwrap_or(kind.cpu_limit),
        memory: kind.memory_request.unwrap_or(kind.memory_limit),
        gpu: kind.gpu_limit,
    }
}

pub fn limits(app: &SharedApp, kind: &InstanceType) -> Limits {
    let settings = &app.config.workload;
    Limits {
        cpu_milli: kind.cpu_limit,
        memory_mib: kind.memory_limit,
        gpus: kind.gpu_limit,
        gpu_resource: kind.gpu_resource.clone(),
        shm_mib: (kind.memory_limit * settings.shm_percent / 100).max(64),
        pids: settings.max_processes,
        open_files: settings.max_open_files,
    }
}

pub fn node_selector(kind: &InstanceType) -> Result<Vec<(String, String)>> {
    let map: std::collections::BTreeMap<String, String> = serde_json::from_str(&kind.node_selector)?;
    Ok(map.into_iter().collect())
}
