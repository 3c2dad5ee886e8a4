//! What exactly is started? Turns a notebook's settings into the description the spine hands to the engine:
//! environment, mounts, limits, command.

use crate::features::workload::folders::{self, GID, MountedFolder, UID};
use crate::features::workload::{Limits, Privileges, Role, UnitRef, WorkloadSpec};

use super::model::{KIND, Notebook, PORT, Settings};
use crate::app::SharedApp;
use crate::error::Result;
use crate::features::catalog::choice;
use crate::features::catalog::model::{Image, InstanceType};
use crate::features::identity::model::{Group, User};
use crate::features::workload::model::{Readiness, StartRequest, UnitSpec};
use crate::features::{files, settings};

/// Works in any image with a shell: finds JupyterLab, prepares the user, links the folders.
const LAUNCH: &str = include_str!("../../../../../images/base-notebook/launch.sh");

/// The folders of a notebook of this person, started in this group.
pub async fn folders(app: &SharedApp, user_id: &str, group: &Group, safe_mode: bool) -> Result<Vec<MountedFolder>> {
    let place = if safe_mode { "/home/jovyan/user" } else { "/home/jovyan" };
    let detail = "The same in all your notebooks and groups.";
    let mut found = vec![MountedFolder::own(place, "Your home", detail, files::home(app, user_id), 0o700)];
    found.extend(folders::of_group(app, user_id, group).await?);
    Ok(found)
}

pub struct Ingredients<'a> {
    pub notebook: &'a Notebook,
    pub settings: &'a Settings,
    pub owner: &'a User,
    pub group: &'a Group,
    pub instance_type: &'a InstanceType,
    pub image: &'a Image,
    pub reference: &'a str,
    pub pull_auth: Option<String>,
}

pub async fn request(app: &SharedApp, from: Ingredients<'_>) -> Result<StartRequest> {
    let kind = from.instance_type;
    let (amounts, requested) = (choice::amounts(kind), choice::requested(kind));
    let mounted = folders(app, &from.owner.id, from.group, from.settings.safe_mode).await?;
    let sudo = settings::grant_sudo(app).await?;
    let workload = WorkloadSpec {
        unit: UnitRef { unit: from.notebook.id.clone(), generation: 0 },
        kind: KIND.into(),
        name: from.notebook.name.clone(),
        role: Role::Service { restarts: false },
        image: from.reference.to_owned(),
        entrypoint: Some(vec!["sh".into(), "-c".into(), LAUNCH.into(), "primehub-launch".into()]),
        command: Some(Vec::new()),
        env: environment(app, &from, sudo).await?,
        working_dir: None,
        // As root the script prepares the user and then becomes it; without privileges it has to be that user from the start.
        user: Some(if sudo { "0:0".into() } else { format!("{UID}:{GID}") }),
        mounts: mounted.iter().map(MountedFolder::mount).collect(),
        limits: choice::limits(app, kind),
        network: from.group.id.clone(),
        ports: vec![PORT],
        privileges: if sudo { Privileges::Sudo } else { Privileges::None },
        requests: Some(Limits { cpu_milli: requested.cpu, memory_mib: requested.memory, ..Default::default() }),
        node_selector: choice::node_selector(kind)?,
        tolerations: serde_json::from_str(&kind.tolerations)?,
        labels: vec![
            ("io.primehub.user".into(), from.owner.username.clone()),
            ("io.primehub.group".into(), from.group.name.clone()),
            ("io.primehub.usage".into(), usage_annotation(&from)),
        ],
    };
    Ok(StartRequest {
        id: from.notebook.id.clone(),
        kind: KIND,
        name: from.notebook.name.clone(),
        group_id: from.group.id.clone(),
        user_id: from.owner.id.clone(),
        instance_type: kind.id.clone(),
        amounts,
        requested,
        priority: 0,
        spec: UnitSpec {
            workload,
            readiness: Some(Readiness { port: PORT, path: format!("{}api", base_url(app, &from.notebook.id)) }),
            restarts: true,
            secret_env: Some("JUPYTER_TOKEN".into()),
            pull_auth: from.pull_auth,
            folders: mounted.into_iter().map(|folder| folder.folder).collect(),
        },
    })
}

/// `/` on a host name of its own, `/w/<id>/` where workloads share the portal's.
pub fn base_url(app: &SharedApp, id: &str) -> String {
    if app.config.server.path_mode { format!("/w/{id}/") } else { "/".into() }
}

fn usage_annotation(from: &Ingredients<'_>) -> String {
    serde_json::json!({
        "component": KIND,
        "component_name": from.notebook.id,
        "group": from.group.name,
        "user": from.owner.username,
        "instance_type": from.instance_type.id,
    })
    .to_string()
}

async fn environment(app: &SharedApp, from: &Ingredients<'_>, sudo: bool) -> Result<Vec<(String, String)>> {
    let group = from.group;
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let volume = format!("/project/{}", group.path_key);
    // The person's own first, so that none of them replaces what the server says.
    let mut env: Vec<(String, String)> = from.settings.env.iter().map(|variable| (variable.name.clone(), variable.value.clone())).collect();
    env.extend(group.mlflow());
    let own = [
        ("TZ", settings::timezone(app).await?),
        ("GROUP_ID", group.id.clone()),
        ("GROUP_NAME", group.name.clone()),
        ("INSTANCE_TYPE", from.instance_type.id.clone()),
        ("IMAGE_NAME", from.image.id.clone()),
        ("JUPYTERHUB_USER", from.owner.username.clone()),
        ("GRANT_SUDO", yes_no(sudo)),
        ("CHOWN_EXTRA", String::new()),
        // Images of the docker-stacks kind would print the whole launch script into the log.
        ("JUPYTER_DOCKER_STACKS_QUIET", "1".into()),
        ("NB_USER", "jovyan".into()),
        ("NB_UID", UID.to_string()),
        ("NB_GID", GID.to_string()),
        ("PRIMEHUB_SAFE_MODE_ENABLED", from.settings.safe_mode.to_string()),
        ("PRIMEHUB_HOME_SYMLINK", yes_no(group.home_symlink == 1)),
        ("PRIMEHUB_GROUP_VOLUME_PATH", if group.enabled_shared_volume == 1 { volume } else { String::new() }),
        ("PRIMEHUB_PHFS_PATH", "/phfs".into()),
        ("PRIMEHUB_DOMAIN", app.config.public_url()),
        ("PRIMEHUB_BASE_URL", base_url(app, &from.notebook.id)),
    ];
    env.extend(own.into_iter().map(|(name, value)| (name.to_owned(), value)));
    if from.instance_type.gpu_limit == 0 {
        env.push(("NVIDIA_VISIBLE_DEVICES".into(), "none".into()));
    }
    Ok(env)
}
