//! GraphQL of the audit: who did what, to which object, from where.

use async_graphql::{Context, ID, Json, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, NaiveTime};
use serde_json::Value;

use super::store::{self, Entry};
use crate::auth::{actor, app};
use crate::clock::rfc3339;
use crate::db::Filter;
use crate::error::Error;
use crate::features::identity::inputs::AuditWhere;
use crate::features::identity::rules;
use crate::paging::Cut;

#[derive(SimpleObject)]
pub struct AuditEntry {
    id: ID,
    at: String,
    actor_name: String,
    action: String,
    object_kind: String,
    object_id: Option<String>,
    object_name: Option<String>,
    group_name: Option<String>,
    address: String,
    /// ok or refused
    result: String,
    detail: Option<Json<Value>>,
}

impl From<Entry> for AuditEntry {
    fn from(entry: Entry) -> Self {
        Self {
            id: ID(entry.id),
            at: rfc3339(entry.at),
            actor_name: entry.actor_name,
            action: entry.action,
            object_kind: entry.object_kind,
            object_id: entry.object_id,
            object_name: entry.object_name,
            group_name: entry.group_name,
            address: entry.address,
            result: entry.result,
            detail: entry.detail.and_then(|text| serde_json::from_str(&text).ok()).map(Json),
        }
    }
}

#[derive(SimpleObject)]
pub struct AuditConnection {
    nodes: Vec<AuditEntry>,
    total_count: i64,
    /// All actions that were ever written, for the filter.
    actions: Vec<String>,
}

#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Newest first.
    async fn audit_connection(
        &self,
        ctx: &Context<'_>,
        r#where: Option<AuditWhere>,
        page: Option<i32>,
        page_size: Option<i32>,
    ) -> Result<AuditConnection> {
        let app = app(ctx);
        actor(ctx)?.require_admin()?;
        let cut = Cut::new(page.or(Some(1)), page_size, None, None, None, None)?;
        let filter = filter(r#where.unwrap_or_default())?;
        let total_count = store::count(app.db.read(), &filter).await?;
        let rows = store::page(app.db.read(), &filter, cut.limit_and_offset()).await?;
        let actions = store::actions(app.db.read()).await?;
        Ok(AuditConnection { nodes: rows.into_iter().map(AuditEntry::from).collect(), total_count, actions })
    }
}

fn filter(given: AuditWhere) -> Result<Filter, Error> {
    let mut filter = Filter::default();
    let search = rules::search("where.search", given.search)?;
    let by = rules::search("where.actor", given.actor)?;
    filter.search(
        &["a.actor_name", "a.action", "a.object_kind", "a.object_id", "a.object_name", "a.group_name", "a.address"],
        search.as_deref(),
    );
    filter.search(&["a.actor_name"], by.as_deref());
    for (condition, value) in [
        ("a.action = ?", given.action),
        ("a.object_kind = ?", given.object_kind),
        ("a.object_id = ?", given.object_id),
        ("a.result = ?", given.result),
    ] {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            filter.text(condition, value);
        }
    }
    if let Some(from) = given.from.filter(|text| !text.is_empty()) {
        filter.number("a.at >= ?", moment("where.from", &from, NaiveTime::MIN)?);
    }
    if let Some(to) = given.to.filter(|text| !text.is_empty()) {
        // A day alone means its end.
        let end = NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap_or(NaiveTime::MIN);
        filter.number("a.at <= ?", moment("where.to", &to, end)?);
    }
    Ok(filter)
}

fn moment(field: &str, text: &str, time_of_day: NaiveTime) -> Result<i64, Error> {
    if let Ok(exact) = DateTime::parse_from_rfc3339(text) {
        return Ok(exact.timestamp_micros());
    }
    match text.parse::<NaiveDate>() {
        Ok(day) => Ok(day.and_time(time_of_day).and_utc().timestamp_micros()),
        Err(_) => Err(Error::invalid(
            field,
            format!("{} is neither a day like 2026-03-02 nor a time like 2026-03-02T09:00:00Z.", rules::quoted(text)),
        )),
    }
}
