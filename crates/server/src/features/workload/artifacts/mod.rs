//! What remains of a job's files? Copies the folder `artifacts` of its work folder into `jobArtifacts/<job>` of the group's shared
//! files, and removes it when its time is over.

mod copy;
mod expiry;
mod handles;
mod list;
mod target;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::files;
use crate::features::identity::model::Group;

pub use expiry::remove_expired;
pub use list::{Item, list};

/// The folder of the shared files that holds the artifacts of all jobs of a group.
pub const FOLDER: &str = "jobArtifacts";
/// What PrimeHub itself writes beside the artifacts of a job. Lists of files leave it out.
pub const METADATA: &str = ".metadata";

/// Whose artifacts, where they lie and whose they become.
#[derive(Clone, Debug)]
pub struct Source {
    pub job: String,
    /// The work folder on this machine, and where the job saw it, for links that it made with their whole path.
    pub work: PathBuf,
    pub seen_as: PathBuf,
    pub owner: (u32, u32),
}

/// What was collected and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Collected {
    pub files: u64,
    pub bytes: u64,
    /// Why there is nothing, as a sentence.
    pub problem: Option<String>,
    /// The first of those that were left out; `left_out_count` counts all that were seen.
    pub left_out: Vec<LeftOut>,
    pub left_out_count: u64,
    /// True when there were so many entries that the rest was not even looked at.
    pub unseen: bool,
    /// When they are removed, in microseconds since 1970; None keeps them.
    pub expires_at: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeftOut {
    pub path: String,
    pub reason: String,
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    bytes: u64,
    files: u64,
}

impl Collected {
    fn nothing(problem: &str) -> Self {
        Self { problem: Some(problem.to_owned()), ..Default::default() }
    }

    /// `12 files, 3.4 MB`, and how much was left out.
    pub fn sentence(&self) -> String {
        if let Some(problem) = &self.problem {
            return problem.clone();
        }
        let files = if self.files == 1 { "1 file".to_owned() } else { format!("{} files", self.files) };
        let mut text = format!("Artifacts: {files}, {:.1} MB.", self.bytes as f64 / 1e6);
        if self.left_out_count > 0 {
            let more = if self.unseen { "More than " } else { "" };
            text.push_str(&format!(" {more}{} left out.", self.left_out_count));
        }
        text
    }
}

/// Safe to repeat: what an earlier call has copied is replaced. The job's container must have ended. An error means that the machine
/// could not do it, for example because its disk is full, and that it may be tried again.
pub async fn collect(app: &SharedApp, group: &Group, source: Source) -> Result<Collected> {
    let settings = &app.config.workload;
    let limits = Limits { bytes: settings.artifact_mib * 1024 * 1024, files: settings.artifact_files };
    let days = settings.artifact_days;
    let expires_at = (days > 0).then(|| app.clock.micros() + days * 86_400_000_000);
    let shared = files::shared_files(app, group);
    let work = move || collect_now(&shared, &source, limits, expires_at);
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// Removes a folder that strangers filled, however deep it is. What is gone already stays so.
pub async fn remove_folder(folder: PathBuf) -> Result<()> {
    Ok(tokio::task::spawn_blocking(move || files::remove::remove_at(&folder)).await.map_err(Error::internal)??)
}

fn collect_now(shared: &Path, source: &Source, limits: Limits, expires_at: Option<i64>) -> Result<Collected> {
    files::ensure_folder(shared, source.owner.0, source.owner.1, 0o2770)?;
    let found = match copy::find(source)? {
        copy::Found::Nothing(problem) => return Ok(Collected::nothing(problem)),
        copy::Found::Folder(found) => found,
    };
    let Some(target) = target::open(shared, &source.job, source.owner)? else {
        return Ok(Collected::nothing(
            "The shared files hold something named jobArtifacts that is no folder. Rename it and run the job again.",
        ));
    };
    let mut collected = copy::copy(source, found, &target.aside, limits)?;
    collected.expires_at = expires_at;
    if collected.files == 0 && collected.left_out_count == 0 {
        target.discard()?;
        return Ok(Collected::nothing("The folder artifacts is empty."));
    }
    target.publish(&collected)?;
    Ok(collected)
}

#[cfg(test)]
mod tests;
