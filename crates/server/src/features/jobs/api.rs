//! GraphQL of one job: everything that its page shows.

use std::collections::HashMap;

use async_graphql::{Context, ID, Json, Object, Result, SimpleObject};
use serde_json::Value;

use super::actions;
use super::artifacts::PhJobArtifact;
use super::connection::{self, PhJobConnection};
use super::input::{PhJobCreateInput, PhJobOrderByInput, PhJobWhereInput, PhJobWhereUniqueInput};
use super::model::{Job, Phase};
use super::options::{self, JobOptions};
use super::phase::{self, Shown};
use crate::app::SharedApp;
use crate::auth::{actor, app};
use crate::clock::rfc3339;
use crate::features::catalog::model::InstanceType;
use crate::features::catalog::{self, ImageObject, InstanceTypeObject};
use crate::features::workload::api::{Failure, Launch, Metrics, MetricsRange, QueuePlace, WorkloadEvent, events_of, metrics_of};
use crate::features::workload::model::Unit;
use crate::features::workload::queue::line::{self, Place};
use crate::features::workload::{UnitRef, history, logs};
use crate::features::{identity, workload};
use crate::graphql::Group;
use crate::paging::Cut;

pub struct PhJob {
    row: Job,
    unit: Option<Unit>,
    shown: Shown,
    place: Option<Place>,
}

impl PhJob {
    pub async fn of(app: &SharedApp, row: Job) -> crate::error::Result<Self> {
        let mut found = Self::of_all(app, vec![row]).await?;
        // One row in, one out.
        Ok(found.remove(0))
    }

    /// The queue is looked at once for each group, however many of its jobs wait.
    pub async fn of_all(app: &SharedApp, rows: Vec<Job>) -> crate::error::Result<Vec<Self>> {
        let mut places: HashMap<String, HashMap<String, Place>> = HashMap::new();
        let mut found = Vec::new();
        for mut row in rows {
            let unit = if row.settled == 1 { None } else { workload::store::unit(app.db.read(), &row.id).await? };
            let mut shown = phase::shown(&row, unit.as_ref());
            if let (Phase::Running, Some(unit), 0) = (shown.phase, &unit, row.started_at) {
                // The loop that writes it down has not come round yet.
                row.started_at = unit.state_since;
            }
            let mut place = None;
            if shown.phase == Phase::Pending {
                if !places.contains_key(&row.group_id) {
                    places.insert(row.group_id.clone(), line::of_group(app, &row.group_id).await?);
                }
                place = places.get(&row.group_id).and_then(|group| group.get(&row.id)).cloned();
            }
            if let Some(place) = &place {
                let again = if row.requeues > 0 { format!("{} ", row.message) } else { String::new() };
                shown.message = format!("{again}{}", place.sentence());
            }
            found.push(Self { row, unit, shown, place });
        }
        Ok(found)
    }

    pub fn id(&self) -> &str {
        &self.row.id
    }

    fn artifacts(&self, now: i64) -> PhJobArtifact {
        PhJobArtifact::of(&self.row, self.shown.phase.is_final() || self.has_stopped(), now)
    }

    /// Its process has ended, although the job is not closed yet.
    fn has_stopped(&self) -> bool {
        self.row.started_at > 0 && self.unit.as_ref().is_some_and(|unit| !unit.wants_to_run())
    }

    async fn current_unit(&self, app: &SharedApp) -> crate::error::Result<Option<Unit>> {
        match &self.unit {
            Some(unit) => Ok(Some(unit.clone())),
            None => workload::store::unit(app.db.read(), &self.row.id).await,
        }
    }

    async fn last_launch(&self, app: &SharedApp) -> crate::error::Result<Option<workload::model::Launch>> {
        workload::store::last_launch(app.db.read(), &self.row.id).await
    }
}

#[Object]
impl PhJob {
    #[graphql(name = "id")]
    async fn graphql_id(&self) -> ID {
        ID(self.row.id.clone())
    }

    async fn display_name(&self) -> Option<&str> {
        Some(&self.row.name)
    }

    async fn cancel(&self) -> Option<bool> {
        Some(self.shown.phase == Phase::Cancelled)
    }

    async fn command(&self) -> Option<&str> {
        Some(&self.row.command)
    }

    async fn group_id(&self) -> Option<&str> {
        Some(&self.row.group_id)
    }

    async fn group_name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(identity::store::group(app(ctx).db.read(), &self.row.group_id).await?.map(|group| group.name))
    }

    async fn group(&self, ctx: &Context<'_>) -> Result<Option<Group>> {
        Ok(identity::store::group(app(ctx).db.read(), &self.row.group_id).await?.map(Group::from))
    }

    /// The id of the image.
    async fn image(&self) -> Option<&str> {
        Some(&self.row.image)
    }

    /// As it is now; null when it was deleted.
    async fn image_detail(&self, ctx: &Context<'_>) -> Result<Option<ImageObject>> {
        Ok(catalog::image(app(ctx).db.read(), &self.row.image).await?.map(ImageObject))
    }

    /// As it was when the job was created.
    async fn instance_type(&self) -> Option<InstanceTypeObject> {
        Some(InstanceTypeObject(InstanceType {
            id: self.row.instance_type.clone(),
            display_name: Some(self.row.instance_label.clone()),
            description: None,
            cpu_limit: self.row.cpu,
            memory_limit: self.row.memory,
            gpu_limit: self.row.gpu,
            gpu_resource: None,
            cpu_request: None,
            memory_request: None,
            tolerations: "[]".into(),
            node_selector: "{}".into(),
            is_global: 0,
            created_at: 0,
        }))
    }

    async fn user_id(&self) -> Option<&str> {
        Some(&self.row.user_id)
    }

    async fn user_name(&self) -> Option<&str> {
        Some(&self.row.user_name)
    }

    async fn phase(&self) -> Option<&'static str> {
        Some(self.shown.phase.text())
    }

    async fn reason(&self) -> Option<&str> {
        Some(&self.shown.reason)
    }

    async fn message(&self) -> Option<&str> {
        Some(&self.shown.message)
    }

    /// The one fact that matters now.
    async fn summary(&self, ctx: &Context<'_>) -> String {
        match self.shown.phase {
            Phase::Succeeded => self.artifacts(app(ctx).clock.micros()).headline().unwrap_or_else(|| self.shown.message.clone()),
            Phase::Running if !self.row.schedule_id.is_empty() && !self.has_stopped() => "Started by a recurring job.".into(),
            _ => self.shown.message.clone(),
        }
    }

    /// The id of the recurring job that started it in time.
    async fn schedule(&self) -> Option<&str> {
        Some(self.row.schedule_id.as_str()).filter(|id| !id.is_empty())
    }

    async fn schedule_name(&self) -> Option<&str> {
        Some(self.row.schedule_name.as_str()).filter(|name| !name.is_empty())
    }

    async fn create_time(&self) -> Option<String> {
        Some(rfc3339(self.row.created_at))
    }

    async fn start_time(&self) -> Option<String> {
        time(self.row.started_at)
    }

    async fn finish_time(&self) -> Option<String> {
        time(self.row.finished_at)
    }

    async fn queued_seconds(&self) -> Option<i64> {
        (self.row.started_at > 0).then(|| seconds(self.row.started_at - self.row.created_at))
    }

    async fn duration_seconds(&self, ctx: &Context<'_>) -> Option<i64> {
        let end = if self.row.finished_at > 0 { self.row.finished_at } else { app(ctx).clock.micros() };
        (self.row.started_at > 0).then(|| seconds(end - self.row.started_at))
    }

    /// Seconds; 0 is without end. The defaults of the group and the system are in it already.
    async fn active_deadline_seconds(&self) -> Option<i64> {
        Some(self.row.deadline_seconds)
    }

    /// When its time-out ends it; null unless it runs with one.
    async fn deadline_at(&self) -> Option<String> {
        self.row.deadline_at().filter(|_| self.shown.phase == Phase::Running).map(rfc3339)
    }

    async fn priority(&self) -> i64 {
        self.row.priority
    }

    async fn exit_code(&self) -> Option<i64> {
        self.row.exit_code
    }

    /// How often a start was given up and put back into the queue.
    async fn requeues(&self) -> i64 {
        self.row.requeues
    }

    async fn cancelled_by(&self) -> Option<&str> {
        Some(self.row.ended_by.as_str()).filter(|by| !by.is_empty())
    }

    /// Why it failed, with what to do and the last lines of the log.
    async fn failure(&self) -> Option<Failure> {
        self.row.failure().map(Failure::from)
    }

    /// While it waits.
    async fn queue(&self) -> Option<QueuePlace> {
        self.place.clone().map(QueuePlace::from)
    }

    /// The current start, or the last one.
    async fn launch(&self, ctx: &Context<'_>) -> Result<Option<Launch>> {
        Ok(self.last_launch(app(ctx)).await?.map(Launch))
    }

    async fn events(&self, ctx: &Context<'_>) -> Result<Vec<WorkloadEvent>> {
        Ok(events_of(app(ctx), &self.row.id).await?)
    }

    /// Kept after the end.
    async fn metrics(&self, ctx: &Context<'_>, range: Option<MetricsRange>) -> Result<Metrics> {
        let unit = self.current_unit(app(ctx)).await?;
        Ok(metrics_of(app(ctx), unit.as_ref(), range.unwrap_or_default()).await?)
    }

    /// In the original's shape.
    async fn monitoring(&self, ctx: &Context<'_>) -> Result<Option<Json<Value>>> {
        let app = app(ctx);
        match self.current_unit(app).await? {
            Some(unit) => Ok(Some(Json(history::original(app, &unit).await?))),
            None => Ok(None),
        }
    }

    async fn artifact(&self, ctx: &Context<'_>) -> Option<PhJobArtifact> {
        Some(self.artifacts(app(ctx).clock.micros()))
    }

    async fn log_endpoint(&self, ctx: &Context<'_>) -> Option<String> {
        Some(format!("{}/api/logs/namespaces/primehub/phjobs/{}", app(ctx).config.public_url(), self.row.id))
    }

    /// Whether the log can still be read.
    async fn has_log(&self, ctx: &Context<'_>) -> Result<bool> {
        let app = app(ctx);
        let Some(launch) = self.last_launch(app).await? else { return Ok(false) };
        Ok(logs::exists(app, &UnitRef { unit: launch.unit_id, generation: launch.generation }))
    }
}

fn time(at: i64) -> Option<String> {
    (at > 0).then(|| rfc3339(at))
}

fn seconds(micros: i64) -> i64 {
    micros.max(0) / 1_000_000
}

#[derive(SimpleObject)]
struct PhJobCancelResponse {
    id: ID,
}

#[derive(Default)]
pub struct JobQuery;

#[Object]
impl JobQuery {
    async fn ph_job(&self, ctx: &Context<'_>, r#where: PhJobWhereUniqueInput) -> Result<PhJob> {
        let app = app(ctx);
        Ok(PhJob::of(app, actions::seen(app, actor(ctx)?, &r#where.id).await?).await?)
    }

    #[expect(clippy::too_many_arguments, reason = "the original's API")]
    async fn ph_jobs(
        &self,
        ctx: &Context<'_>,
        r#where: Option<PhJobWhereInput>,
        page: Option<i32>,
        page_size: Option<i32>,
        order_by: Option<PhJobOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<Vec<Option<PhJob>>> {
        let cut = Cut::new(page, page_size, before, after, first, last)?;
        let found = connection::list(app(ctx), actor(ctx)?, r#where, order_by, cut).await?;
        Ok(found.into_rows().into_iter().map(Some).collect())
    }

    /// Jobs of the caller's groups.
    #[expect(clippy::too_many_arguments, reason = "the original's API")]
    async fn ph_jobs_connection(
        &self,
        ctx: &Context<'_>,
        r#where: Option<PhJobWhereInput>,
        page: Option<i32>,
        page_size: Option<i32>,
        order_by: Option<PhJobOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<PhJobConnection> {
        let cut = Cut::new(page, page_size, before, after, first, last)?;
        Ok(connection::list(app(ctx), actor(ctx)?, r#where, order_by, cut).await?)
    }

    /// What the form for jobs shows before the choice.
    async fn job_options(&self, ctx: &Context<'_>, group_id: ID) -> Result<JobOptions> {
        Ok(options::job_options(app(ctx), actor(ctx)?, &group_id).await?)
    }
}

#[derive(Default)]
pub struct JobMutation;

#[Object]
impl JobMutation {
    async fn create_ph_job(&self, ctx: &Context<'_>, data: PhJobCreateInput) -> Result<PhJob> {
        let app = app(ctx);
        let (group, wish) = data.wish()?;
        Ok(PhJob::of(app, actions::create(app, actor(ctx)?, &group, wish).await?).await?)
    }

    /// A new job of the caller with the same settings.
    async fn rerun_ph_job(&self, ctx: &Context<'_>, r#where: PhJobWhereUniqueInput) -> Result<PhJob> {
        let app = app(ctx);
        Ok(PhJob::of(app, actions::rerun(app, actor(ctx)?, &r#where.id).await?).await?)
    }

    async fn cancel_ph_job(&self, ctx: &Context<'_>, r#where: PhJobWhereUniqueInput) -> Result<PhJobCancelResponse> {
        actions::cancel(app(ctx), actor(ctx)?, &r#where.id).await?;
        Ok(PhJobCancelResponse { id: r#where.id })
    }
}
