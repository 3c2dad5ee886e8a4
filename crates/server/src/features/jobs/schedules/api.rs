//! GraphQL of recurring jobs.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::input::{
    PhScheduleCreateInput, PhScheduleOrderByInput, PhScheduleUpdateInput, PhScheduleWhereInput, PhScheduleWhereUniqueInput, RecurrenceInput,
};
use super::model::{Outcome, Run, Schedule, Trigger};
use super::times::{Recurrence as Kind, Rule};
use super::{actions, store};
use crate::app::SharedApp;
use crate::auth::{Actor, actor, app};
use crate::clock::rfc3339;
use crate::db::Filter;
use crate::features::catalog::{self, ImageObject, InstanceTypeObject};
use crate::features::jobs::api::PhJob;
use crate::features::jobs::connection::own_groups;
use crate::features::jobs::store as job_store;
use crate::features::{identity, settings};
use crate::graphql::Group;
use crate::paging::{Cut, Page, PageInfo};

/// How many of the next times are told.
const NEXT: usize = 5;
const MOST_RUNS: i64 = 100;

pub struct PhSchedule {
    row: Schedule,
    zone: String,
    rule: Option<Rule>,
}

impl PhSchedule {
    async fn of(app: &SharedApp, row: Schedule) -> crate::error::Result<Self> {
        let system = settings::timezone(app).await?;
        Ok(Self::in_zone(row, &system))
    }

    fn in_zone(row: Schedule, system: &str) -> Self {
        let zone = row.zone(system).to_owned();
        let rule = row.rule(system).ok().flatten();
        Self { row, zone, rule }
    }
}

#[derive(SimpleObject)]
struct Recurrence {
    /// inactive, daily, weekly, monthly, custom
    r#type: Option<String>,
    cron: Option<String>,
    timezone: Option<String>,
    /// True when it follows the system's time zone.
    system_timezone: Option<bool>,
}

struct PhScheduleRun(Run);

#[Object]
impl PhScheduleRun {
    async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    async fn planned_at(&self) -> String {
        rfc3339(self.0.planned_at)
    }

    async fn at(&self) -> String {
        rfc3339(self.0.at)
    }

    async fn outcome(&self) -> Outcome {
        Outcome::parse(&self.0.outcome)
    }

    async fn trigger(&self) -> Trigger {
        Trigger::parse(&self.0.began)
    }

    /// Why nothing was started.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// Who ran it by hand.
    async fn by(&self) -> Option<&str> {
        self.0.by_name.as_deref()
    }

    /// Null when nothing was started, or when the job's record was removed.
    async fn job(&self, ctx: &Context<'_>) -> Result<Option<PhJob>> {
        let app = app(ctx);
        let Some(id) = &self.0.job_id else { return Ok(None) };
        match job_store::job(app.db.read(), id).await? {
            Some(row) => Ok(Some(PhJob::of(app, row).await?)),
            None => Ok(None),
        }
    }
}

#[Object]
impl PhSchedule {
    async fn id(&self) -> ID {
        ID(self.row.id.clone())
    }

    async fn display_name(&self) -> Option<&str> {
        Some(&self.row.name)
    }

    async fn recurrence(&self) -> Option<Recurrence> {
        Some(Recurrence {
            r#type: Some(self.row.recurrence.clone()),
            cron: Some(self.row.cron.clone()),
            timezone: Some(self.zone.clone()),
            system_timezone: Some(self.row.timezone.is_empty()),
        })
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

    async fn image_detail(&self, ctx: &Context<'_>) -> Result<Option<ImageObject>> {
        Ok(catalog::image(app(ctx).db.read(), &self.row.image).await?.map(ImageObject))
    }

    /// Null when it was deleted.
    async fn instance_type(&self, ctx: &Context<'_>) -> Result<Option<InstanceTypeObject>> {
        Ok(catalog::instance_type(app(ctx).db.read(), &self.row.instance_type).await?.map(InstanceTypeObject))
    }

    /// Also when it was deleted.
    async fn instance_type_name(&self) -> &str {
        &self.row.instance_type
    }

    async fn user_id(&self) -> Option<&str> {
        Some(&self.row.user_id)
    }

    /// In whose name it runs.
    async fn user_name(&self) -> Option<&str> {
        Some(&self.row.user_name)
    }

    async fn create_time(&self) -> Option<String> {
        Some(rfc3339(self.row.created_at))
    }

    async fn update_time(&self) -> Option<String> {
        Some(rfc3339(self.row.updated_at))
    }

    /// Null when it runs on demand, is paused or is invalid.
    async fn next_run_time(&self) -> Option<String> {
        (self.row.next_at > 0).then(|| rfc3339(self.row.next_at))
    }

    async fn next_run_times(&self) -> Vec<String> {
        let (Some(rule), true) = (&self.rule, self.row.next_at > 0) else { return Vec::new() };
        let later = rule.upcoming(self.row.next_at, NEXT - 1);
        std::iter::once(self.row.next_at).chain(later).map(rfc3339).collect()
    }

    async fn invalid(&self) -> Option<bool> {
        Some(!self.row.problem.is_empty())
    }

    /// Why it does not run by itself.
    async fn message(&self) -> Option<String> {
        Some(match (&self.row, self.row.recurrence()) {
            (row, _) if !row.problem.is_empty() => row.problem.clone(),
            (_, Kind::Inactive) => "It is inactive and runs on demand.".into(),
            (row, _) if row.paused == 1 => "It is paused.".into(),
            _ => String::new(),
        })
    }

    /// Null follows the default of the group or the system; 0 is without end.
    async fn active_deadline_seconds(&self) -> Option<i64> {
        self.row.deadline_seconds
    }

    async fn priority(&self) -> i64 {
        self.row.priority
    }

    async fn paused(&self) -> bool {
        self.row.paused == 1
    }

    async fn last_run(&self, ctx: &Context<'_>) -> Result<Option<PhScheduleRun>> {
        let runs = store::runs(app(ctx).db.read(), &self.row.id, 1).await?;
        Ok(runs.into_iter().next().map(PhScheduleRun))
    }

    /// The newest first, also those that were skipped.
    async fn runs(&self, ctx: &Context<'_>, first: Option<i64>) -> Result<Vec<PhScheduleRun>> {
        let runs = store::runs(app(ctx).db.read(), &self.row.id, first.unwrap_or(20).clamp(0, MOST_RUNS)).await?;
        Ok(runs.into_iter().map(PhScheduleRun).collect())
    }

    async fn run_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(store::run_count(app(ctx).db.read(), &self.row.id).await?)
    }
}

#[derive(SimpleObject)]
struct PhScheduleEdge {
    node: PhSchedule,
    cursor: String,
}

#[derive(SimpleObject)]
struct PhScheduleConnection {
    page_info: PageInfo,
    edges: Vec<Option<PhScheduleEdge>>,
    total_count: i64,
}

#[derive(SimpleObject)]
struct PhScheduleDeleteResponse {
    id: ID,
}

#[derive(SimpleObject)]
struct PhScheduleRunResponse {
    job: Option<PhJob>,
}

/// The times of a recurrence, for the form while it is typed.
#[derive(SimpleObject)]
struct RecurrencePreview {
    /// Null when it is good.
    problem: Option<String>,
    /// recurrence.type, recurrence.cron or recurrence.timezone
    field: Option<String>,
    cron: Option<String>,
    timezone: String,
    next_run_times: Vec<String>,
}

async fn list(
    app: &SharedApp,
    actor: &Actor,
    wanted: Option<PhScheduleWhereInput>,
    order: Option<PhScheduleOrderByInput>,
    cut: Cut,
) -> crate::error::Result<Page<Schedule>> {
    let wanted = wanted.unwrap_or_default();
    let (order, descending) = order.unwrap_or_default().order()?;
    let mut filter = Filter::default();
    filter.one_of("c.group_id", &own_groups(app, actor, wanted.group_id_in).await?);
    if wanted.mine == Some(true) {
        filter.text("c.user_id = ?", &actor.id);
    }
    if let Some(id) = wanted.id {
        filter.text("c.id = ?", id.0);
    }
    let typed = |text: Option<String>| text.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty());
    filter.search(&["c.name_key"], typed(wanted.display_name_contains).as_deref());
    filter.search(&["c.name_key", "c.id"], typed(wanted.search).as_deref());
    let total = store::count(app.db.read(), &filter).await?;
    let rows = store::page(app.db.read(), &filter, order, descending, cut.limit_and_offset()).await?;
    Ok(cut.apply(rows, total, |row| &row.id))
}

#[derive(Default)]
pub struct ScheduleQuery;

#[Object]
impl ScheduleQuery {
    async fn ph_schedule(&self, ctx: &Context<'_>, r#where: PhScheduleWhereUniqueInput) -> Result<PhSchedule> {
        let app = app(ctx);
        Ok(PhSchedule::of(app, actions::seen(app, actor(ctx)?, &r#where.id).await?).await?)
    }

    #[expect(clippy::too_many_arguments, reason = "the original's API")]
    async fn ph_schedules(
        &self,
        ctx: &Context<'_>,
        r#where: Option<PhScheduleWhereInput>,
        page: Option<i32>,
        page_size: Option<i32>,
        order_by: Option<PhScheduleOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<Vec<Option<PhSchedule>>> {
        let app = app(ctx);
        let cut = Cut::new(page, page_size, before, after, first, last)?;
        let page = list(app, actor(ctx)?, r#where, order_by, cut).await?;
        let system = settings::timezone(app).await?;
        Ok(page.rows.into_iter().map(|row| Some(PhSchedule::in_zone(row, &system))).collect())
    }

    /// Recurring jobs of the caller's groups.
    #[expect(clippy::too_many_arguments, reason = "the original's API")]
    async fn ph_schedules_connection(
        &self,
        ctx: &Context<'_>,
        r#where: Option<PhScheduleWhereInput>,
        page: Option<i32>,
        page_size: Option<i32>,
        order_by: Option<PhScheduleOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<PhScheduleConnection> {
        let app = app(ctx);
        let cut = Cut::new(page, page_size, before, after, first, last)?;
        let page = list(app, actor(ctx)?, r#where, order_by, cut).await?;
        let system = settings::timezone(app).await?;
        let edges = page.rows.into_iter().map(|row| {
            let cursor = row.id.clone();
            Some(PhScheduleEdge { node: PhSchedule::in_zone(row, &system), cursor })
        });
        Ok(PhScheduleConnection { edges: edges.collect(), page_info: page.info, total_count: page.total })
    }

    /// What is wrong with a recurrence is an answer here and no error.
    async fn recurrence_preview(&self, ctx: &Context<'_>, recurrence: RecurrenceInput) -> Result<RecurrencePreview> {
        let (app, _) = (app(ctx), actor(ctx)?);
        let system = settings::timezone(app).await?;
        let repeat = recurrence.repeat();
        let zone = repeat.timezone.clone().filter(|zone| !zone.trim().is_empty()).unwrap_or(system);
        let mut preview =
            RecurrencePreview { problem: None, field: None, cron: repeat.cron.clone(), timezone: zone.clone(), next_run_times: Vec::new() };
        match actions::read_repeat(&repeat, &zone) {
            Err(problem) => {
                preview.problem = Some(problem.text);
                preview.field = Some(problem.field.into());
            }
            Ok((cron, rule)) => {
                preview.cron = Some(cron);
                let times = rule.map(|rule| rule.upcoming(app.clock.micros(), NEXT)).unwrap_or_default();
                preview.next_run_times = times.into_iter().map(rfc3339).collect();
            }
        }
        Ok(preview)
    }
}

#[derive(Default)]
pub struct ScheduleMutation;

#[Object]
impl ScheduleMutation {
    async fn create_ph_schedule(&self, ctx: &Context<'_>, data: PhScheduleCreateInput) -> Result<PhSchedule> {
        let app = app(ctx);
        let (group, change) = data.change()?;
        Ok(PhSchedule::of(app, actions::create(app, actor(ctx)?, &group, change).await?).await?)
    }

    async fn update_ph_schedule(
        &self,
        ctx: &Context<'_>,
        r#where: PhScheduleWhereUniqueInput,
        data: PhScheduleUpdateInput,
    ) -> Result<PhSchedule> {
        let app = app(ctx);
        Ok(PhSchedule::of(app, actions::update(app, actor(ctx)?, &r#where.id, data.change()).await?).await?)
    }

    async fn delete_ph_schedule(&self, ctx: &Context<'_>, r#where: PhScheduleWhereUniqueInput) -> Result<PhScheduleDeleteResponse> {
        actions::delete(app(ctx), actor(ctx)?, &r#where.id).await?;
        Ok(PhScheduleDeleteResponse { id: r#where.id })
    }

    /// Now, in the caller's name.
    async fn run_ph_schedule(&self, ctx: &Context<'_>, r#where: PhScheduleWhereUniqueInput) -> Result<PhScheduleRunResponse> {
        let app = app(ctx);
        let job = actions::run_now(app, actor(ctx)?, &r#where.id).await?;
        Ok(PhScheduleRunResponse { job: Some(PhJob::of(app, job).await?) })
    }
}
