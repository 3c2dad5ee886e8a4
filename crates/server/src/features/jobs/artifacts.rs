//! What is left of a job's files? Has its artifacts collected once its container is gone, and tells people about them.

use std::path::PathBuf;

use async_graphql::{Context, Enum, Object, Result as GraphResult, SimpleObject};
use serde::{Deserialize, Serialize};

use super::model::Job;
use super::spec;
use crate::app::SharedApp;
use crate::auth::app;
use crate::clock::rfc3339;
use crate::error::Result;
use crate::features::identity;
use crate::features::identity::model::Group;
use crate::features::workload::artifacts::{self, Collected, FOLDER, Source};
use crate::features::workload::folders::{GID, UID};

/// What is written into the job's row when it is closed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    failed: bool,
    collected: Collected,
}

impl Kept {
    /// The machine could not copy them, again and again.
    pub fn failed() -> Self {
        Self { failed: true, collected: Collected::default() }
    }
}

/// Safe to repeat. A job whose group is gone leaves nothing.
pub async fn collect(app: &SharedApp, job: &Job, group: Option<&Group>) -> Result<Kept> {
    let Some(group) = group else { return Ok(Kept { failed: false, collected: Collected::default() }) };
    let source =
        Source { job: job.id.clone(), work: spec::work_folder(app, &job.id), seen_as: spec::WORKING_DIR.into(), owner: (UID, GID) };
    let collected = artifacts::collect(app, group, source).await?;
    Ok(Kept { failed: false, collected })
}

pub async fn remove_work_folder(folder: PathBuf) -> Result<()> {
    artifacts::remove_folder(folder).await
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "PhJobArtifactState", rename_items = "lowercase")]
pub enum State {
    None,
    Collecting,
    Ready,
    Expired,
    Failed,
}

#[derive(SimpleObject)]
#[graphql(name = "PhJobArtifactItem")]
pub struct Item {
    name: Option<String>,
    size: Option<i64>,
    last_modified: Option<String>,
}

#[derive(SimpleObject)]
#[graphql(name = "PhJobArtifactLeftOut")]
pub struct LeftOut {
    name: String,
    reason: String,
}

pub struct PhJobArtifact {
    job_id: String,
    group_id: String,
    has_ended: bool,
    is_closed: bool,
    kept: Option<Kept>,
    now: i64,
}

impl PhJobArtifact {
    /// `has_ended`: people see it as ended, although it may not be closed yet.
    pub fn of(job: &Job, has_ended: bool, now: i64) -> Self {
        let kept = job.artifacts.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Self { job_id: job.id.clone(), group_id: job.group_id.clone(), has_ended, is_closed: job.settled == 1, kept, now }
    }

    fn collected(&self) -> Option<&Collected> {
        self.kept.as_ref().map(|kept| &kept.collected)
    }

    fn now_is(&self) -> State {
        match &self.kept {
            _ if !self.is_closed && self.has_ended => State::Collecting,
            None => State::None,
            Some(kept) if kept.failed => State::Failed,
            Some(kept) if kept.collected.files == 0 => State::None,
            Some(kept) if kept.collected.expires_at.is_some_and(|at| at <= self.now) => State::Expired,
            Some(_) => State::Ready,
        }
    }

    /// `2 artifacts, 1.1 MB`; None when there are none.
    pub fn headline(&self) -> Option<String> {
        let collected = self.collected().filter(|_| self.now_is() == State::Ready)?;
        let noun = if collected.files == 1 { "artifact" } else { "artifacts" };
        Some(format!("{} {noun}, {:.1} MB", collected.files, collected.bytes as f64 / 1e6))
    }
}

#[Object]
impl PhJobArtifact {
    /// Within the group's shared files.
    async fn prefix(&self) -> Option<String> {
        Some(format!("{FOLDER}/{}", self.job_id))
    }

    async fn items(&self, ctx: &Context<'_>) -> GraphResult<Option<Vec<Item>>> {
        let app = app(ctx);
        let group = identity::store::group(app.db.read(), &self.group_id).await?;
        let (Some(group), State::Ready) = (group, self.now_is()) else { return Ok(Some(Vec::new())) };
        let found = artifacts::list(app, &group, &self.job_id).await?;
        let items = found.into_iter().map(|item| Item {
            name: Some(item.name),
            size: Some(item.size as i64),
            last_modified: Some(rfc3339(item.modified_at)),
        });
        Ok(Some(items.collect()))
    }

    async fn state(&self) -> State {
        self.now_is()
    }

    /// What happened, and which limit was in the way.
    async fn message(&self) -> String {
        match (self.now_is(), self.collected()) {
            (State::Collecting, _) => "The artifacts are being collected.".into(),
            (State::Expired, _) => "The artifacts were removed when their time was over.".into(),
            (State::Failed, _) => "The artifacts could not be copied. An administrator finds the cause in the server's log.".into(),
            (_, Some(collected)) => collected.sentence(),
            (_, None) => "What the job leaves in its folder artifacts is collected when it has ended.".into(),
        }
    }

    async fn left_out(&self) -> Vec<LeftOut> {
        let left_out = self.collected().map(|collected| collected.left_out.clone()).unwrap_or_default();
        left_out.into_iter().map(|left| LeftOut { name: left.path, reason: left.reason }).collect()
    }

    async fn total_count(&self) -> i64 {
        self.collected().map_or(0, |collected| collected.files as i64)
    }

    async fn total_bytes(&self) -> f64 {
        self.collected().map_or(0.0, |collected| collected.bytes as f64)
    }

    async fn expires_at(&self) -> Option<String> {
        self.collected().and_then(|collected| collected.expires_at).map(rfc3339)
    }
}
