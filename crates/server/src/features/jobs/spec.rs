//! What exactly does a job run? Turns the person's wish into the description the spine hands to the engine, and says where its files are.

use std::path::PathBuf;

use super::model::{Job, KIND, Wish};
use crate::app::{App, SharedApp};
use crate::error::Result;
use crate::features::catalog::choice;
use crate::features::catalog::model::{Image, InstanceType};
use crate::features::identity::model::{Group, User};
use crate::features::workload::folders::{self, GID, MountedFolder, UID};
use crate::features::workload::model::{StartRequest, UnitSpec};
use crate::features::workload::{Privileges, Role, UnitRef, WorkloadSpec};
use crate::features::{files, settings};

/// Works in any image with a shell.
const LAUNCH: &str = include_str!("launch.sh");
/// Where the command starts, and where it leaves the folder `artifacts`.
pub const WORKING_DIR: &str = "/home/jovyan";

/// The working directory of a job on this machine. Workloads cannot reach its parent.
pub fn work_folder(app: &App, id: &str) -> PathBuf {
    app.data("jobs").join(id)
}

/// The folders of a job of this person in this group, without its own working directory.
pub async fn folders(app: &SharedApp, user_id: &str, group: &Group) -> Result<Vec<MountedFolder>> {
    let place = format!("{WORKING_DIR}/home");
    let detail = "The home of whoever submits the job, the same as in notebooks.";
    let mut found = vec![MountedFolder::own(&place, "Your home", detail, files::home(app, user_id), 0o700)];
    found.extend(folders::of_group(app, user_id, group).await?);
    Ok(found)
}

pub struct Ingredients<'a> {
    pub job: &'a Job,
    pub wish: &'a Wish,
    pub owner: &'a User,
    pub group: &'a Group,
    pub instance_type: &'a InstanceType,
    pub image: &'a Image,
    pub reference: &'a str,
    pub pull_auth: Option<String>,
}

pub async fn request(app: &SharedApp, from: Ingredients<'_>) -> Result<StartRequest> {
    let kind = from.instance_type;
    let requested = choice::requested(kind);
    let work = MountedFolder::own(WORKING_DIR, "Working directory", "", work_folder(app, &from.job.id), 0o700);
    // The place of the mount within it would otherwise be made by the engine, as root.
    let place_of_home = MountedFolder::own("", "", "", work.source.join("home"), 0o700);
    let mounted = folders(app, &from.owner.id, from.group).await?;
    let sudo = settings::grant_sudo(app).await?;
    let workload = WorkloadSpec {
        unit: UnitRef { unit: from.job.id.clone(), generation: 0 },
        kind: KIND.into(),
        name: from.job.name.clone(),
        role: Role::Task,
        image: from.reference.to_owned(),
        entrypoint: Some(["sh", "-c", LAUNCH, "primehub-job"].map(String::from).to_vec()),
        command: Some(vec![from.wish.command.clone()]),
        env: environment(app, &from, sudo).await?,
        working_dir: Some(WORKING_DIR.into()),
        // As root the script prepares the user and then becomes it; without privileges it has to be that user from the start.
        user: Some(if sudo { "0:0".into() } else { format!("{UID}:{GID}") }),
        mounts: std::iter::once(&work).chain(&mounted).map(MountedFolder::mount).collect(),
        limits: choice::limits(app, kind),
        network: from.group.id.clone(),
        ports: Vec::new(),
        privileges: if sudo { Privileges::Sudo } else { Privileges::None },
        requests: Some(crate::features::workload::Limits { cpu_milli: requested.cpu, memory_mib: requested.memory, ..Default::default() }),
        node_selector: choice::node_selector(kind)?,
        tolerations: serde_json::from_str(&kind.tolerations)?,
        labels: vec![
            ("io.primehub.user".into(), from.owner.username.clone()),
            ("io.primehub.group".into(), from.group.name.clone()),
            ("io.primehub.usage".into(), usage_annotation(&from)),
        ],
    };
    Ok(StartRequest {
        id: from.job.id.clone(),
        kind: KIND,
        name: from.job.name.clone(),
        group_id: from.group.id.clone(),
        user_id: from.owner.id.clone(),
        instance_type: kind.id.clone(),
        amounts: choice::amounts(kind),
        requested,
        priority: from.wish.priority,
        spec: UnitSpec {
            workload,
            readiness: None,
            restarts: false,
            secret_env: None,
            pull_auth: from.pull_auth,
            folders: [work, place_of_home].into_iter().chain(mounted).map(|folder| folder.folder).collect(),
        },
    })
}

fn usage_annotation(from: &Ingredients<'_>) -> String {
    serde_json::json!({
        "component": KIND,
        "component_name": from.job.id,
        "group": from.group.name,
        "user": from.owner.username,
        "instance_type": from.instance_type.id,
    })
    .to_string()
}

async fn environment(app: &SharedApp, from: &Ingredients<'_>, sudo: bool) -> Result<Vec<(String, String)>> {
    let (group, settings) = (from.group, &app.config.workload);
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let volume = if group.enabled_shared_volume == 1 { format!("/project/{}", group.path_key) } else { String::new() };
    // What the group's administrators set first, so that none of it replaces what the server says.
    let mut env = group.mlflow();
    let own = [
        ("TZ", settings::timezone(app).await?),
        ("GROUP_ID", group.id.clone()),
        ("GROUP_NAME", group.name.clone()),
        ("INSTANCE_TYPE", from.instance_type.id.clone()),
        ("IMAGE_NAME", from.image.id.clone()),
        ("JUPYTERHUB_USER", from.owner.username.clone()),
        ("PRIMEHUB_USER", from.owner.username.clone()),
        ("PRIMEHUB_GROUP", group.name.clone()),
        ("PRIMEHUB_GROUP_VOLUME_PATH", volume),
        ("PRIMEHUB_PHFS_PATH", "/phfs".into()),
        ("PRIMEHUB_HOME_SYMLINK", yes_no(group.home_symlink == 1)),
        ("PRIMEHUB_DOMAIN", app.config.public_url()),
        ("PHJOB_NAME", from.job.id.clone()),
        ("PHJOB_ARTIFACT_ENABLED", "true".into()),
        ("PHJOB_ARTIFACT_LIMIT_SIZE_MB", settings.artifact_mib.to_string()),
        ("PHJOB_ARTIFACT_LIMIT_FILES", settings.artifact_files.to_string()),
        ("PHJOB_ARTIFACT_RETENTION_SECONDS", (settings.artifact_days * 86_400).to_string()),
        ("GRANT_SUDO", yes_no(sudo)),
        ("NB_USER", "jovyan".into()),
        ("NB_UID", UID.to_string()),
        ("NB_GID", GID.to_string()),
        // Otherwise Python keeps back what it prints until there are 8 KiB of it, and nobody can follow the log.
        ("PYTHONUNBUFFERED", "1".into()),
    ];
    env.extend(own.into_iter().map(|(name, value)| (name.to_owned(), value)));
    if from.instance_type.gpu_limit == 0 {
        env.push(("NVIDIA_VISIBLE_DEVICES".into(), "none".into()));
    }
    Ok(env)
}
