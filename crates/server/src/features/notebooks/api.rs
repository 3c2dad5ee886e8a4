//! GraphQL of notebooks.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::actions::{self, StartWish};
use super::model::{self, KeepAlive, Notebook as Row};
use super::options::{LaunchOptions, launch_options};
use super::{idle, store, watch};
use crate::auth::{actor, app};
use crate::clock::rfc3339;
use crate::features::catalog;
use crate::features::identity;
pub use crate::features::identity::api::EnvVar;
use crate::features::identity::inputs::EnvVarInput;
use crate::features::workload::api::{Launch, Metrics, MetricsRange, Phase, WorkloadEvent, events_of, metrics_of};
use crate::features::workload::queue::line;
use crate::features::workload::{self, model::State};
use crate::graphql::Group;

const MOST_ROWS: i64 = 100;

impl From<model::EnvVar> for EnvVar {
    fn from(variable: model::EnvVar) -> Self {
        Self { name: Some(variable.name), value: Some(variable.value) }
    }
}

#[derive(SimpleObject)]
pub struct NotebookSettings {
    instance_type: String,
    image: String,
    safe_mode: bool,
    env: Vec<EnvVar>,
}

impl From<model::Settings> for NotebookSettings {
    fn from(settings: model::Settings) -> Self {
        Self {
            instance_type: settings.instance_type,
            image: settings.image,
            safe_mode: settings.safe_mode,
            env: settings.env.into_iter().map(EnvVar::from).collect(),
        }
    }
}

#[derive(SimpleObject)]
struct Idleness {
    kept_alive_by: Vec<KeepAlive>,
    idle_since: Option<String>,
    /// When it is stopped unless it is used; null while something keeps it alive or when culling is off.
    stops_at: Option<String>,
    /// True from the moment the warning is given.
    warning: bool,
    extended_until: Option<String>,
}

pub struct Notebook {
    row: Row,
    unit: Option<workload::model::Unit>,
    /// The current start, or the last one.
    launch: Option<workload::model::Launch>,
}

impl Notebook {
    async fn of(app: &crate::app::SharedApp, row: Row) -> crate::error::Result<Self> {
        let (unit, launch) = workload::store::unit_and_launch(app.db.read(), &row.id).await?.unzip();
        Ok(Self { row, unit, launch: launch.flatten() })
    }

    fn is_running(&self) -> bool {
        self.unit.as_ref().is_some_and(|unit| unit.state() == State::Running && unit.wants_to_run())
    }
}

#[Object]
impl Notebook {
    async fn id(&self) -> ID {
        ID(self.row.id.clone())
    }

    async fn name(&self) -> &str {
        &self.row.name
    }

    async fn group_id(&self) -> ID {
        ID(self.row.group_id.clone())
    }

    async fn group(&self, ctx: &Context<'_>) -> Result<Group> {
        let group = identity::store::group(app(ctx).db.read(), &self.row.group_id).await?;
        let group = group.ok_or_else(|| crate::error::Error::NotFound("The group of this notebook was deleted.".into()))?;
        Ok(Group::from(group))
    }

    async fn user_id(&self) -> ID {
        ID(self.row.user_id.clone())
    }

    async fn user_name(&self, ctx: &Context<'_>) -> Result<String> {
        let user = identity::store::user(app(ctx).db.read(), &self.row.user_id).await?;
        Ok(user.map_or_else(|| "deleted user".into(), |user| user.username))
    }

    async fn phase(&self) -> Phase {
        Phase::of(self.unit.as_ref())
    }

    /// Why it waits, stopped or failed, as a sentence.
    async fn reason(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let engine = app(ctx).workloads.engine_state.known();
        if let (Some(since), true) = (engine.away_since, self.unit.as_ref().is_some_and(|unit| unit.state() != State::Gone)) {
            let since = crate::clock::from_micros(since).format("%H:%M UTC");
            return Ok(Some(format!("The container engine does not answer since {since}. What runs may go on; PrimeHub keeps trying.")));
        }
        match &self.unit {
            Some(unit) => Ok(line::reason_of(app(ctx), unit).await?),
            None => Ok(None),
        }
    }

    async fn settings(&self) -> NotebookSettings {
        self.row.settings().into()
    }

    /// As it is now; null when an administrator deleted it.
    async fn instance_type(&self, ctx: &Context<'_>) -> Result<Option<catalog::InstanceTypeObject>> {
        Ok(catalog::instance_type(app(ctx).db.read(), &self.row.settings().instance_type).await?.map(catalog::InstanceTypeObject))
    }

    /// As it is now; null when an administrator deleted it.
    async fn image(&self, ctx: &Context<'_>) -> Result<Option<catalog::ImageObject>> {
        Ok(catalog::image(app(ctx).db.read(), &self.row.settings().image).await?.map(catalog::ImageObject))
    }

    async fn created_at(&self) -> String {
        rfc3339(self.row.created_at)
    }

    async fn started_at(&self) -> Option<String> {
        self.launch.as_ref().and_then(|launch| launch.ready_at).map(rfc3339)
    }

    async fn stopped_at(&self) -> Option<String> {
        self.unit.as_ref().filter(|unit| unit.state() == State::Gone).map(|unit| rfc3339(unit.state_since))
    }

    async fn last_activity_at(&self) -> Option<String> {
        self.row.last_activity_at.map(rfc3339)
    }

    /// The current start, or the last one.
    async fn launch(&self) -> Option<Launch> {
        self.launch.clone().map(Launch)
    }

    async fn idleness(&self, ctx: &Context<'_>) -> Option<Idleness> {
        if !self.is_running() {
            return None;
        }
        let app = app(ctx);
        let kept_alive_by = self.row.keep_alive();
        let alive = !kept_alive_by.is_empty() || self.row.idle_since.is_none();
        let last = self.row.last_activity_at.unwrap_or(self.row.created_at);
        let verdict = idle::judge(alive, last, self.row.extended_until, watch::rules(app), app.clock.micros());
        let (stops_at, warning) = match verdict {
            idle::Verdict::Idle { stops_at, warn } => (Some(stops_at), warn),
            _ => (None, false),
        };
        Some(Idleness {
            kept_alive_by,
            idle_since: self.row.idle_since.map(rfc3339),
            stops_at: stops_at.map(rfc3339),
            warning,
            extended_until: self.row.extended_until.filter(|until| *until > app.clock.micros()).map(rfc3339),
        })
    }

    /// Address that opens JupyterLab; null unless running.
    async fn open_url(&self) -> Option<String> {
        self.is_running().then(|| format!("/open/{}", self.row.id))
    }

    async fn connections(&self, ctx: &Context<'_>) -> i64 {
        let activity = app(ctx).door.activity(&self.row.id);
        activity.map_or(0, |activity| activity.open_connections.load(std::sync::atomic::Ordering::Relaxed) as i64)
    }

    async fn events(&self, ctx: &Context<'_>) -> Result<Vec<WorkloadEvent>> {
        Ok(events_of(app(ctx), &self.row.id).await?)
    }

    /// Kept after the end.
    async fn metrics(&self, ctx: &Context<'_>, range: Option<MetricsRange>) -> Result<Metrics> {
        Ok(metrics_of(app(ctx), self.unit.as_ref(), range.unwrap_or(MetricsRange::Hour)).await?)
    }

    async fn log_endpoint(&self, ctx: &Context<'_>) -> String {
        format!("{}/api/logs/notebooks/{}", app(ctx).config.public_url(), self.row.id)
    }
}

#[derive(InputObject, Default)]
pub struct NotebookWhere {
    group_id: Option<ID>,
    search: Option<String>,
    phase: Option<Phase>,
    mine: Option<bool>,
    user_id: Option<ID>,
}

#[derive(SimpleObject)]
struct PhaseCount {
    phase: Phase,
    count: i64,
}

#[derive(SimpleObject)]
struct NotebookConnection {
    nodes: Vec<Notebook>,
    total_count: i64,
    count_by_phase: Vec<PhaseCount>,
}

/// id: start an existing notebook again, with other settings when they are given. Without id: a new one in groupId.
#[derive(InputObject)]
pub struct NotebookStartInput {
    id: Option<ID>,
    group_id: Option<ID>,
    name: Option<String>,
    instance_type: Option<String>,
    image: Option<String>,
    safe_mode: Option<bool>,
    env: Option<Vec<EnvVarInput>>,
}

#[derive(Default)]
pub struct NotebookQuery;

#[Object]
impl NotebookQuery {
    async fn notebook(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Notebook>> {
        let app = app(ctx);
        match actions::own(app, actor(ctx)?, &id).await {
            Ok(row) => Ok(Some(Notebook::of(app, row).await?)),
            Err(crate::error::Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// One's own notebooks; administrators see everybody's unless they ask for their own.
    async fn notebooks_connection(
        &self,
        ctx: &Context<'_>,
        r#where: Option<NotebookWhere>,
        page: Option<i64>,
        page_size: Option<i64>,
        order_by: Option<String>,
    ) -> Result<NotebookConnection> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let filter = r#where.unwrap_or_default();
        let only_mine = !actor.is_admin || filter.mine == Some(true);
        let mut wanted = store::Wanted {
            user_id: if only_mine { Some(actor.id.clone()) } else { filter.user_id.map(|id| id.0) },
            group_id: filter.group_id.map(|id| id.0),
            search: filter.search.map(|search| search.trim().to_owned()),
            phase: None,
            order: match order_by.as_deref() {
                Some("name") => store::Order::Name,
                Some("user") => store::Order::User,
                Some("group") => store::Order::Group,
                Some("activity") => store::Order::Activity,
                _ => store::Order::Started,
            },
        };
        let counts: Vec<PhaseCount> = store::count_by_phase(app.db.read(), &wanted)
            .await?
            .into_iter()
            .filter_map(|(word, count)| Some(PhaseCount { phase: phase_of(&word)?, count }))
            .collect();
        wanted.phase = filter.phase.map(word_of);
        let total_count =
            counts.iter().filter(|entry| filter.phase.is_none_or(|phase| phase == entry.phase)).map(|entry| entry.count).sum();
        let size = page_size.unwrap_or(10).clamp(1, MOST_ROWS);
        let offset = (page.unwrap_or(1).max(1) - 1).saturating_mul(size);
        let mut nodes = Vec::new();
        for row in store::page(app.db.read(), &wanted, size, offset).await? {
            nodes.push(Notebook::of(app, row).await?);
        }
        Ok(NotebookConnection { nodes, total_count, count_by_phase: counts })
    }

    async fn launch_options(&self, ctx: &Context<'_>, group_id: ID, notebook_id: Option<ID>) -> Result<LaunchOptions> {
        Ok(launch_options(app(ctx), actor(ctx)?, &group_id, notebook_id.as_ref().map(|id| id.as_str())).await?)
    }
}

const PHASES: [(Phase, &str); 6] = [
    (Phase::Stopped, "Stopped"),
    (Phase::Queued, "Queued"),
    (Phase::Starting, "Starting"),
    (Phase::Running, "Running"),
    (Phase::Stopping, "Stopping"),
    (Phase::Failed, "Failed"),
];

fn phase_of(word: &str) -> Option<Phase> {
    PHASES.iter().find(|(_, known)| *known == word).map(|(phase, _)| *phase)
}

fn word_of(phase: Phase) -> &'static str {
    PHASES.iter().find(|(known, _)| *known == phase).map_or("", |(_, word)| word)
}

#[derive(Default)]
pub struct NotebookMutation;

#[Object]
impl NotebookMutation {
    async fn start_notebook(&self, ctx: &Context<'_>, data: NotebookStartInput) -> Result<Notebook> {
        let env =
            data.env.map(|env| env.into_iter().map(|variable| model::EnvVar { name: variable.name, value: variable.value }).collect());
        let wish = StartWish {
            id: data.id.map(|id| id.0),
            group_id: data.group_id.map(|id| id.0),
            name: data.name,
            instance_type: data.instance_type,
            image: data.image,
            safe_mode: data.safe_mode,
            env,
        };
        let app = app(ctx);
        Ok(Notebook::of(app, actions::start(app, actor(ctx)?, wish).await?).await?)
    }

    /// Stops a notebook, or cancels its start at any stage.
    async fn stop_notebook(&self, ctx: &Context<'_>, id: ID) -> Result<Notebook> {
        let app = app(ctx);
        Ok(Notebook::of(app, actions::stop(app, actor(ctx)?, &id).await?).await?)
    }

    async fn restart_notebook(&self, ctx: &Context<'_>, id: ID) -> Result<Notebook> {
        let app = app(ctx);
        Ok(Notebook::of(app, actions::restart(app, actor(ctx)?, &id).await?).await?)
    }

    async fn rename_notebook(&self, ctx: &Context<'_>, id: ID, name: String) -> Result<Notebook> {
        let app = app(ctx);
        Ok(Notebook::of(app, actions::rename(app, actor(ctx)?, &id, &name).await?).await?)
    }

    /// Puts the idle stop off.
    async fn extend_notebook(&self, ctx: &Context<'_>, id: ID, minutes: i64) -> Result<Notebook> {
        let app = app(ctx);
        Ok(Notebook::of(app, actions::extend(app, actor(ctx)?, &id, minutes).await?).await?)
    }

    /// Forgets a stopped notebook; files stay.
    async fn delete_notebook(&self, ctx: &Context<'_>, id: ID) -> Result<ID> {
        actions::delete(app(ctx), actor(ctx)?, &id).await?;
        Ok(id)
    }
}
