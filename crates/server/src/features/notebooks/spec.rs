//! What exactly is started? Turns a notebook's settings into the description the spine hands to the engine:
//! environment, mounts, limits, command.

use crate::features::workload::{Limits, Mount, Privileges, Role, UnitRef, WorkloadSpec};

use super::model::{KIND, Notebook, PORT, Settings};
use crate::app::SharedApp;
use crate::error::Result;
use crate::features::catalog::model::{Image, InstanceType};
use crate::features::identity::model::{Group, User};
use crate::features::workload::model::{Amounts, Folder, Readiness, StartRequest, UnitSpec};
use crate::features::{files, identity, settings};

/// Works in any image with a shell: finds JupyterLab, prepares the user, links the folders.
const LAUNCH: &str = include_str!("../../../../../images/base-notebook/launch.sh");

const UID: u32 = 1000;
const GID: u32 = 100;

/// A folder that the container sees.
pub struct MountedFolder {
    pub path: String,
    pub title: String,
    pub detail: String,
    pub source: std::path::PathBuf,
    pub folder: Folder,
}

/// The folders of a notebook of this person, started in this group.
pub async fn folders(app: &SharedApp, user_id: &str, group: &Group, safe_mode: bool) -> Result<Vec<MountedFolder>> {
    let own = |path: std::path::PathBuf, mode: u32| Folder { path, uid: UID, gid: GID, mode };
    let mut found = Vec::new();
    let home = files::home(app, user_id);
    found.push(MountedFolder {
        path: if safe_mode { "/home/jovyan/user".into() } else { "/home/jovyan".into() },
        title: "Your home".into(),
        detail: "The same in all your notebooks and groups.".into(),
        folder: own(home.clone(), 0o700),
        source: home,
    });
    for (shared, launched_here) in groups_with_volume(app, user_id, group).await? {
        let source = files::group_volume(app, &shared);
        found.push(MountedFolder {
            path: format!("/project/{}", shared.path_key),
            title: format!("Volume of {}", shared.label()),
            detail: if launched_here { "Shared by the members of this group.".into() } else { "From another of your groups.".into() },
            folder: own(source.clone(), 0o2770),
            source,
        });
    }
    let shared = files::shared_files(app, group);
    found.push(MountedFolder {
        path: "/phfs".into(),
        title: "Shared files".into(),
        detail: "The group's files, also on the Shared files page.".into(),
        folder: own(shared.clone(), 0o2770),
        source: shared,
    });
    Ok(found)
}

/// The launch group's volume, and those of other groups that are not bound to a launch in them.
async fn groups_with_volume(app: &SharedApp, user_id: &str, launch: &Group) -> Result<Vec<(Group, bool)>> {
    let groups = identity::groups_of(app, user_id).await?;
    Ok(groups
        .into_iter()
        .filter(|group| group.enabled_shared_volume == 1 && (group.id == launch.id || group.launch_group_only == 0))
        .map(|group| {
            let here = group.id == launch.id;
            (group, here)
        })
        .collect())
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
    let amounts = Amounts { cpu: kind.cpu_limit, memory: kind.memory_limit, gpu: kind.gpu_limit };
    let requested = Amounts {
        cpu: kind.cpu_request.unwrap_or(kind.cpu_limit),
        memory: kind.memory_request.unwrap_or(kind.memory_limit),
        gpu: kind.gpu_limit,
    };
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
        mounts: mounted.iter().map(|folder| Mount { source: folder.source.clone(), target: folder.path.clone(), writable: true }).collect(),
        limits: Limits {
            cpu_milli: amounts.cpu,
            memory_mib: amounts.memory,
            gpus: amounts.gpu,
            gpu_resource: kind.gpu_resource.clone(),
            shm_mib: (amounts.memory * app.config.workload.shm_percent / 100).max(64),
            pids: app.config.workload.max_processes,
            open_files: app.config.workload.max_open_files,
        },
        network: from.group.id.clone(),
        ports: vec![PORT],
        privileges: if sudo { Privileges::Sudo } else { Privileges::None },
        requests: Some(Limits { cpu_milli: requested.cpu, memory_mib: requested.memory, ..Default::default() }),
        node_selector: node_selector(kind)?,
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

fn node_selector(kind: &InstanceType) -> Result<Vec<(String, String)>> {
    let map: std::collections::BTreeMap<String, String> = serde_json::from_str(&kind.node_selector)?;
    Ok(map.into_iter().collect())
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
    for (name, value) in mlflow(group) {
        env.push((name, value));
    }
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

/// The group's MLflow, where one is set.
fn mlflow(group: &Group) -> Vec<(String, String)> {
    let mut env = Vec::new();
    if let Some(uri) = group.tracking_uri.as_deref().filter(|uri| !uri.is_empty()) {
        env.push(("MLFLOW_TRACKING_URI".to_owned(), uri.to_owned()));
    }
    if let Some(uri) = group.ui_url.as_deref().filter(|uri| !uri.is_empty()) {
        env.push(("MLFLOW_UI_URL".to_owned(), uri.to_owned()));
    }
    for list in [&group.tracking_envs, &group.artifact_envs].into_iter().flatten() {
        let variables: Vec<super::model::EnvVar> = serde_json::from_str(list).unwrap_or_default();
        env.extend(variables.into_iter().map(|variable| (variable.name, variable.value)));
    }
    env
}
