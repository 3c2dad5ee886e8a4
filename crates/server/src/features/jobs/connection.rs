//! Which jobs are listed? The filter in SQL, the page, and the counts when somebody asks for them.

use async_graphql::{Context, Object, Result as GraphResult, SimpleObject};

use super::api::PhJob;
use super::input::{PhJobOrderByInput, PhJobWhereInput};
use super::model::PHASES;
use super::store;
use crate::app::SharedApp;
use crate::auth::{Actor, app};
use crate::db::Filter;
use crate::error::{Error, Result};
use crate::features::identity;
use crate::paging::{Cut, Page, PageInfo};

pub struct PhJobConnection {
    page: Page<PhJob>,
    without_phase: Filter,
}

impl PhJobConnection {
    pub fn into_rows(self) -> Vec<PhJob> {
        self.page.rows
    }
}

#[derive(SimpleObject)]
struct PhJobEdge<'a> {
    node: &'a PhJob,
    cursor: &'a str,
}

#[derive(SimpleObject)]
struct PhJobPhaseCount {
    phase: String,
    count: i64,
}

#[Object]
impl PhJobConnection {
    async fn page_info(&self) -> PageInfo {
        self.page.info.clone()
    }

    async fn edges(&self) -> Vec<Option<PhJobEdge<'_>>> {
        self.page.rows.iter().map(|node| Some(PhJobEdge { node, cursor: node.id() })).collect()
    }

    async fn total_count(&self) -> i64 {
        self.page.total
    }

    /// Of the same filter without the phase.
    async fn count_by_phase(&self, ctx: &Context<'_>) -> GraphResult<Vec<PhJobPhaseCount>> {
        let counted = store::count_by_phase(app(ctx).db.read(), &self.without_phase).await?;
        Ok(counted.into_iter().map(|(phase, count)| PhJobPhaseCount { phase, count }).collect())
    }
}

pub async fn list(
    app: &SharedApp,
    actor: &Actor,
    wanted: Option<PhJobWhereInput>,
    order: Option<PhJobOrderByInput>,
    cut: Cut,
) -> Result<PhJobConnection> {
    let wanted = wanted.unwrap_or_default();
    let (order, descending) = order.unwrap_or_default().order()?;
    let phases = checked_phases(wanted.phase_in.clone())?;
    let without_phase = filter(app, actor, wanted).await?;
    let mut chosen = without_phase.clone();
    if let Some(phases) = phases {
        chosen.one_of("j.phase", &phases);
    }
    let (rows, total) = store::page_and_total(app.db.read(), &chosen, order, descending, cut.limit_and_offset()).await?;
    let page = cut.apply(PhJob::of_all(app, rows).await?, total, PhJob::id);
    Ok(PhJobConnection { page, without_phase })
}

/// Nobody sees jobs of groups that are not his, not even an administrator.
async fn filter(app: &SharedApp, actor: &Actor, wanted: PhJobWhereInput) -> Result<Filter> {
    let mut filter = Filter::default();
    filter.one_of("j.group_id", &own_groups(app, actor, wanted.group_id_in).await?);
    if wanted.mine == Some(true) {
        filter.text("j.user_id = ?", &actor.id);
    }
    if let Some(id) = wanted.id {
        filter.text("j.id = ?", id.0);
    }
    if let Some(schedule) = wanted.schedule {
        filter.text("j.schedule_id = ?", schedule.0);
    }
    if let Some(after) = wanted.created_after.filter(|text| !text.is_empty()) {
        let time = chrono::DateTime::parse_from_rfc3339(&after);
        let time = time.map_err(|_| Error::invalid("createdAfter", "Write the time as 2026-11-23T14:20:00Z."))?;
        filter.number("j.created_at >= ?", time.timestamp_micros());
    }
    let typed = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    filter.search_key("j.name_key", typed(wanted.display_name_contains).as_deref());
    filter.search_key("j.search_key", typed(wanted.search).as_deref());
    Ok(filter)
}

/// The caller's groups, cut down to those that are asked for.
pub async fn own_groups(app: &SharedApp, actor: &Actor, asked: Option<Vec<Option<String>>>) -> Result<Vec<String>> {
    let own = identity::groups_of(app, &actor.id).await?.into_iter().map(|group| group.id);
    let asked: Vec<String> = asked.unwrap_or_default().into_iter().flatten().collect();
    Ok(own.filter(|id| asked.is_empty() || asked.contains(id)).collect())
}

fn checked_phases(asked: Option<Vec<String>>) -> Result<Option<Vec<String>>> {
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else { return Ok(None) };
    let unknown = asked.iter().find(|text| !PHASES.iter().any(|phase| phase.text() == text.as_str()));
    match unknown {
        Some(text) => Err(Error::invalid("phase_in", format!("There is no phase {}.", crate::error::shorten(text)))),
        None => Ok(Some(asked)),
    }
}
