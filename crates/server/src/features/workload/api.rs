//! GraphQL of what runs: use and quotas of groups and people, starts with their stages, events and metrics.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};

use super::history::{self, Point, Range};
use super::model::{self, Amounts, StageName, StageState, State, Unit};
use super::queue::line;
use super::{quota, store};
use crate::app::SharedApp;
use crate::auth::{actor, app};
use crate::clock::rfc3339;
use crate::features::identity;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "NotebookPhase", rename_items = "PascalCase")]
pub enum Phase {
    Stopped,
    Queued,
    Starting,
    Running,
    Stopping,
    Failed,
}

impl Phase {
    /// What people see, from what is true. A start that failed is shown as failed while its container is still being removed.
    pub fn of(unit: Option<&Unit>) -> Self {
        let Some(unit) = unit else { return Self::Stopped };
        let failed = unit.outcome.as_deref() == Some("failed");
        match unit.state() {
            State::Queued if unit.wants_to_run() => Self::Queued,
            State::Starting if unit.wants_to_run() => Self::Starting,
            State::Running if unit.wants_to_run() => Self::Running,
            State::Gone if !failed => Self::Stopped,
            _ if failed => Self::Failed,
            _ => Self::Stopping,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "WorkloadKind", rename_items = "lowercase")]
pub enum Kind {
    Notebook,
    Job,
    Deployment,
    App,
    Build,
}

impl Kind {
    fn parse(text: &str) -> Self {
        match text {
            "job" => Self::Job,
            "deployment" => Self::Deployment,
            "app" => Self::App,
            "build" => Self::Build,
            _ => Self::Notebook,
        }
    }
}

/// Amounts in cores, GiB and pieces.
#[derive(SimpleObject)]
pub struct ResourceAmount {
    pub cpu: f64,
    pub memory: f64,
    pub gpu: f64,
}

impl From<Amounts> for ResourceAmount {
    fn from(amounts: Amounts) -> Self {
        Self { cpu: quota::cores(amounts.cpu), memory: quota::gib(amounts.memory), gpu: amounts.gpu as f64 }
    }
}

/// limit null means no limit, 0 means none allowed.
#[derive(SimpleObject)]
pub struct QuotaLine {
    pub used: f64,
    pub limit: Option<f64>,
}

#[derive(SimpleObject)]
pub struct QuotaUsage {
    pub cpu: QuotaLine,
    pub memory: QuotaLine,
    pub gpu: QuotaLine,
}

impl QuotaUsage {
    pub fn of(limit: identity::model::Quota, used: Amounts) -> Self {
        Self {
            cpu: QuotaLine { used: quota::cores(used.cpu), limit: limit.cpu.map(quota::cores) },
            memory: QuotaLine { used: quota::gib(used.memory), limit: limit.memory.map(quota::gib) },
            gpu: QuotaLine { used: used.gpu as f64, limit: limit.gpu.map(|gpus| gpus as f64) },
        }
    }
}

#[derive(SimpleObject)]
struct KindUsage {
    kind: Kind,
    cpu: f64,
    memory: f64,
    gpu: f64,
}

#[derive(SimpleObject)]
struct Workload {
    id: ID,
    kind: Kind,
    name: String,
    user_name: String,
    instance_type: String,
    cpu: f64,
    memory: f64,
    gpu: f64,
    phase: Phase,
    since: String,
}

#[derive(SimpleObject)]
struct ResourceStatus {
    group_id: Option<String>,
    cpu_usage: Option<String>,
    mem_usage: Option<String>,
    gpu_usage: Option<String>,
}

/// The part of `Group` that this slice knows.
pub struct GroupUse {
    pub group_id: String,
}

#[Object]
impl GroupUse {
    /// The original's numbers as text; memory in GiB.
    async fn resource_status(&self, ctx: &Context<'_>) -> Result<Option<ResourceStatus>> {
        let used = store::used_by_group(app(ctx).db.read(), &self.group_id).await?;
        Ok(Some(ResourceStatus {
            group_id: Some(self.group_id.clone()),
            cpu_usage: Some(quota::cores(used.cpu).to_string()),
            mem_usage: Some(quota::gib(used.memory).to_string()),
            gpu_usage: Some(used.gpu.to_string()),
        }))
    }

    /// What is used and allowed now, of the caller within the group. Units: cores, GiB, pieces.
    async fn user_quota(&self, ctx: &Context<'_>) -> Result<QuotaUsage> {
        let app = app(ctx);
        let used = store::used_by_user(app.db.read(), &self.group_id, &actor(ctx)?.id).await?;
        Ok(QuotaUsage::of(self.row(app).await?.map(|group| group.user_quota()).unwrap_or_default(), used))
    }

    /// What is used and allowed now, of the whole group.
    async fn group_quota(&self, ctx: &Context<'_>) -> Result<QuotaUsage> {
        let app = app(ctx);
        let used = store::used_by_group(app.db.read(), &self.group_id).await?;
        Ok(QuotaUsage::of(self.row(app).await?.map(|group| group.group_quota()).unwrap_or_default(), used))
    }

    /// The group's use split by kind of workload.
    async fn usage_by_kind(&self, ctx: &Context<'_>) -> Result<Vec<KindUsage>> {
        let units = store::holding_units(app(ctx).db.read(), &self.group_id).await?;
        let mut sums: Vec<(Kind, Amounts)> = Vec::new();
        for unit in units {
            let kind = Kind::parse(&unit.kind);
            match sums.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, sum)) => *sum = sum.plus(unit.amounts()),
                None => sums.push((kind, unit.amounts())),
            }
        }
        Ok(sums
            .into_iter()
            .map(|(kind, sum)| KindUsage { kind, cpu: quota::cores(sum.cpu), memory: quota::gib(sum.memory), gpu: sum.gpu as f64 })
            .collect())
    }

    /// Everything of the group that uses quota now.
    async fn workloads(&self, ctx: &Context<'_>) -> Result<Vec<Workload>> {
        let app = app(ctx);
        let mut found = Vec::new();
        for unit in store::holding_units(app.db.read(), &self.group_id).await? {
            let owner = identity::store::user(app.db.read(), &unit.user_id).await?;
            let phase = Phase::of(Some(&unit));
            let amounts = ResourceAmount::from(unit.amounts());
            found.push(Workload {
                id: ID(unit.id),
                kind: Kind::parse(&unit.kind),
                name: unit.name,
                user_name: owner.map_or_else(|| "deleted user".into(), |owner| owner.username),
                instance_type: unit.instance_type,
                cpu: amounts.cpu,
                memory: amounts.memory,
                gpu: amounts.gpu,
                phase,
                since: rfc3339(unit.state_since),
            });
        }
        Ok(found)
    }
}

impl GroupUse {
    async fn row(&self, app: &SharedApp) -> crate::error::Result<Option<identity::model::Group>> {
        identity::store::group(app.db.read(), &self.group_id).await
    }
}

/// The part of `User` that this slice knows.
pub struct UserUse {
    pub user_id: String,
}

#[Object]
impl UserUse {
    /// What runs for this person now, over all groups.
    async fn usage(&self, ctx: &Context<'_>) -> Result<ResourceAmount> {
        Ok(store::used_by_person(app(ctx).db.read(), &self.user_id).await?.into())
    }
}

/// The part of `GroupMember` that this slice knows.
pub struct MemberUse {
    pub group_id: String,
    pub user_id: String,
}

#[Object]
impl MemberUse {
    /// What runs for this member in the group now.
    async fn usage(&self, ctx: &Context<'_>) -> Result<ResourceAmount> {
        Ok(store::used_by_user(app(ctx).db.read(), &self.group_id, &self.user_id).await?.into())
    }
}

/// A sentence, a cause code and what to do next.
#[derive(SimpleObject)]
pub struct Failure {
    message: String,
    code: String,
    next_step: String,
    detail: Option<String>,
    last_lines: Vec<String>,
}

impl From<model::Failure> for Failure {
    fn from(failure: model::Failure) -> Self {
        Self {
            message: failure.message,
            code: failure.code,
            next_step: failure.next_step,
            detail: failure.detail,
            last_lines: failure.last_lines,
        }
    }
}

#[derive(SimpleObject)]
struct Stage {
    name: StageName,
    state: StageState,
    started_at: Option<String>,
    finished_at: Option<String>,
    percent: Option<f64>,
    done_bytes: Option<f64>,
    total_bytes: Option<f64>,
    /// What is true at this stage, e.g. `Quota reserved: 8 CPU, 48 GiB`.
    detail: Option<String>,
    /// Seconds this stage took in similar starts; null when there were none.
    estimate_seconds: Option<f64>,
}

/// One start of a unit.
pub struct Launch(pub model::Launch);

#[Object]
impl Launch {
    async fn id(&self) -> ID {
        ID(format!("{}-{}", self.0.unit_id, self.0.generation))
    }

    async fn generation(&self) -> i64 {
        self.0.generation
    }

    async fn requested_at(&self) -> String {
        rfc3339(self.0.requested_at)
    }

    async fn ready_at(&self) -> Option<String> {
        self.0.ready_at.map(rfc3339)
    }

    async fn ended_at(&self) -> Option<String> {
        self.0.ended_at.map(rfc3339)
    }

    async fn stages(&self, ctx: &Context<'_>) -> Result<Vec<Stage>> {
        let earlier = store::ready_launches(app(ctx).db.read(), &self.0.image).await?;
        let stages = self.0.stages().0.into_iter().map(|stage| Stage {
            estimate_seconds: median(earlier.iter().filter_map(|launch| launch.stages().seconds(stage.name)).collect()),
            name: stage.name,
            state: stage.state,
            started_at: stage.started_at.map(rfc3339),
            finished_at: stage.finished_at.map(rfc3339),
            percent: percent(stage.done_bytes, stage.total_bytes),
            done_bytes: stage.done_bytes.map(|bytes| bytes as f64),
            total_bytes: stage.total_bytes.map(|bytes| bytes as f64),
            detail: stage.detail,
        });
        Ok(stages.collect())
    }

    async fn failure(&self) -> Option<Failure> {
        self.0.failure().map(Failure::from)
    }

    /// Seconds until ready in similar starts; null when there were none.
    async fn estimate_seconds(&self, ctx: &Context<'_>) -> Result<Option<f64>> {
        Ok(estimate(app(ctx), &self.0.image).await?)
    }

    /// The place among all that wait in the group, from 1; null when it does not wait.
    async fn queue_position(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        let app = app(ctx);
        let unit = store::unit(app.db.read(), &self.0.unit_id).await?;
        let Some(unit) = unit.filter(|unit| unit.generation == self.0.generation) else { return Ok(None) };
        Ok(line::of_unit(app, &unit).await?.map(|place| place.position))
    }
}

/// One thing that uses quota now.
#[derive(SimpleObject)]
pub struct QuotaUser {
    id: ID,
    kind: Kind,
    name: String,
    user_name: String,
    cpu: f64,
    memory: f64,
    gpu: f64,
}

/// Where it is in the line of its group and what it waits for.
#[derive(SimpleObject)]
pub struct QueuePlace {
    /// From 1.
    position: i64,
    /// How many wait in the group.
    length: i64,
    reason: String,
    /// Who uses what it waits for, the largest first.
    used_by: Vec<QuotaUser>,
}

impl From<line::Place> for QueuePlace {
    fn from(place: line::Place) -> Self {
        let used_by = place.used_by.into_iter().map(|user| QuotaUser {
            id: ID(user.id),
            kind: Kind::parse(&user.kind),
            name: user.name,
            user_name: user.user_name,
            cpu: user.cpu,
            memory: user.memory,
            gpu: user.gpu,
        });
        Self { position: place.position, length: place.length, reason: place.reason, used_by: used_by.collect() }
    }
}

/// How long recent starts of this image took from the click until ready.
pub async fn estimate(app: &SharedApp, image: &str) -> crate::error::Result<Option<f64>> {
    let earlier = store::ready_launches(app.db.read(), image).await?;
    Ok(median(earlier.iter().filter_map(|launch| Some((launch.ready_at? - launch.requested_at) as f64 / 1e6)).collect()))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

fn percent(done: Option<u64>, total: Option<u64>) -> Option<f64> {
    let total = total.filter(|total| *total > 0)?;
    Some((done? as f64 / total as f64 * 100.0).min(100.0))
}

#[derive(SimpleObject)]
pub struct WorkloadEvent {
    id: ID,
    at: String,
    level: String,
    code: String,
    text: String,
}

pub async fn events_of(app: &SharedApp, unit: &str) -> crate::error::Result<Vec<WorkloadEvent>> {
    let rows = store::events(app.db.read(), unit).await?;
    Ok(rows
        .into_iter()
        .map(|row| WorkloadEvent { id: ID(row.id), at: rfc3339(row.at), level: row.level, code: row.code, text: row.text })
        .collect())
}

/// How far back metrics reach: 15 minutes in steps of 10 seconds, 1 hour of 30 seconds, 3 hours of 2 minutes, 4 weeks of 5 minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[graphql(name = "MetricsRange", rename_items = "snake_case")]
pub enum MetricsRange {
    #[default]
    QuarterHour,
    Hour,
    ThreeHours,
    Lifetime,
}

impl MetricsRange {
    pub fn range(self) -> Range {
        match self {
            Self::QuarterHour => history::QUARTER_HOUR,
            Self::Hour => history::HOUR,
            Self::ThreeHours => history::THREE_HOURS,
            Self::Lifetime => history::LIFETIME,
        }
    }
}

/// The average of one interval, which begins at this time.
#[derive(SimpleObject)]
struct MetricPoint {
    at: String,
    cpu: f64,
    memory: f64,
    /// One for each GPU; empty when it has none.
    gpus: Vec<GpuPoint>,
}

#[derive(SimpleObject)]
struct GpuPoint {
    index: i64,
    /// Percent.
    util: f64,
    memory: f64,
}

#[derive(SimpleObject)]
pub struct Metrics {
    points: Vec<MetricPoint>,
    cpu_limit: f64,
    memory_limit: f64,
    interval_seconds: f64,
}

/// Up to now for what runs, up to the end for what has ended.
pub async fn metrics_of(app: &SharedApp, unit: Option<&Unit>, range: MetricsRange) -> crate::error::Result<Metrics> {
    let limits = unit.map(Unit::amounts).unwrap_or_default();
    let range = range.range();
    let points = match unit {
        Some(unit) => history::read(app, unit, range).await?,
        None => Vec::new(),
    };
    Ok(Metrics {
        points: points.into_iter().map(MetricPoint::from).collect(),
        cpu_limit: quota::cores(limits.cpu),
        memory_limit: quota::gib(limits.memory),
        interval_seconds: range.step_seconds as f64,
    })
}

impl From<Point> for MetricPoint {
    fn from(point: Point) -> Self {
        Self { at: rfc3339(point.at), cpu: quota::cores(point.cpu_milli), memory: quota::gib(point.memory_mib), gpus: Vec::new() }
    }
}
