//! The SQL of notebooks.

use sqlx::{Any, AnyPool, Executor};

use super::model::{KeepAlive, Notebook};
use crate::db::{self, Tx};
use crate::error::Result;

macro_rules! columns {
    () => {
        "b.id, b.name, b.group_id, b.user_id, b.settings, b.created_at, b.last_activity_at, b.idle_since, b.extended_until, b.keep_alive, b.warned"
    };
}

pub async fn notebook<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<Notebook>> {
    Ok(sqlx::query_as(concat!("select ", columns!(), " from notebooks b where b.id = $1")).bind(id).fetch_optional(db).await?)
}

/// The person's notebooks in a group, those started last first.
pub async fn of_person<'e, E: Executor<'e, Database = Any>>(db: E, group_id: &str, user_id: &str) -> Result<Vec<Notebook>> {
    let sql = concat!(
        "select ",
        columns!(),
        " from notebooks b where b.group_id = $1 and b.user_id = $2 order by coalesce(b.started_at, b.created_at) desc"
    );
    Ok(sqlx::query_as(sql).bind(group_id).bind(user_id).fetch_all(db).await?)
}

/// The one notebook that `/api/logs/jupyterhub` means: the person's last started one.
pub async fn latest_of(db: &AnyPool, user_id: &str) -> Result<Option<Notebook>> {
    let sql = concat!(
        "select ",
        columns!(),
        " from notebooks b where b.user_id = $1 and b.started_at is not null order by b.started_at desc limit 1"
    );
    Ok(sqlx::query_as(sql).bind(user_id).fetch_optional(db).await?)
}

pub async fn running(db: &AnyPool) -> Result<Vec<Notebook>> {
    let sql =
        concat!("select ", columns!(), " from notebooks b join units n on n.id = b.id where n.state = 'running' and n.desired = 'run'");
    Ok(sqlx::query_as(sql).fetch_all(db).await?)
}

#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// None for administrators, who see everybody's.
    pub user_id: Option<String>,
    pub group_id: Option<String>,
    pub search: Option<String>,
    /// The word of the phase, as people see it.
    pub phase: Option<&'static str>,
    pub order: Order,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Started,
    Name,
    User,
    Group,
    Activity,
}

/// The phase that people see, in SQL; the same rule as `workload::api::Phase::of`.
const PHASE: &str = "case when n.id is null then 'Stopped' when n.state = 'queued' and n.desired = 'run' then 'Queued' \
    when n.state = 'starting' and n.desired = 'run' then 'Starting' when n.state = 'running' and n.desired = 'run' then 'Running' \
    when n.outcome = 'failed' then 'Failed' when n.state = 'gone' then 'Stopped' else 'Stopping' end";

const FROM: &str = "from notebooks b left join units n on n.id = b.id join users u on u.id = b.user_id join groups g on g.id = b.group_id \
    where ($1 = '' or b.user_id = $1) and ($2 = '' or b.group_id = $2) \
    and ($3 = '' or lower(b.name) like $3 escape '\\' or u.username_key like $3 escape '\\' or b.id = $4)";

pub async fn page(db: &AnyPool, wanted: &Wanted, limit: i64, offset: i64) -> Result<Vec<Notebook>> {
    let order = match wanted.order {
        Order::Started => "case when n.state is null or n.state = 'gone' then 1 else 0 end, coalesce(b.started_at, b.created_at) desc",
        Order::Name => "b.name_key",
        Order::User => "u.username_key, b.name_key",
        Order::Group => "g.path_key, b.name_key",
        Order::Activity => "coalesce(b.last_activity_at, 0) desc",
    };
    let sql = format!("select {} {FROM} and ($5 = '' or {PHASE} = $5) order by {order}, b.id limit $6 offset $7", columns!());
    let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(text(&wanted.user_id)).bind(text(&wanted.group_id));
    let query = query.bind(pattern(wanted)).bind(text(&wanted.search)).bind(wanted.phase.unwrap_or_default()).bind(limit).bind(offset);
    Ok(query.fetch_all(db).await?)
}

pub async fn count_by_phase(db: &AnyPool, wanted: &Wanted) -> Result<Vec<(String, i64)>> {
    let sql = format!("select phase, cast(count(*) as bigint) from (select {PHASE} as phase {FROM}) as counted group by phase");
    let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(text(&wanted.user_id)).bind(text(&wanted.group_id));
    Ok(query.bind(pattern(wanted)).bind(text(&wanted.search)).fetch_all(db).await?)
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}

fn pattern(wanted: &Wanted) -> String {
    wanted.search.as_deref().filter(|search| !search.is_empty()).map(|search| db::contains(&search.to_lowercase())).unwrap_or_default()
}

pub async fn insert(tx: &mut Tx, notebook: &Notebook, name_key: &str) -> Result<()> {
    sqlx::query("insert into notebooks (id, name, name_key, group_id, user_id, settings, created_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&notebook.id)
        .bind(&notebook.name)
        .bind(name_key)
        .bind(&notebook.group_id)
        .bind(&notebook.user_id)
        .bind(&notebook.settings)
        .bind(notebook.created_at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Remembers the settings and forgets what was known about the last run's idleness.
pub async fn starting(tx: &mut Tx, id: &str, settings: &str, now: i64) -> Result<()> {
    sqlx::query(
        "update notebooks set settings = $1, started_at = $2, last_activity_at = $2, idle_since = null, extended_until = null, keep_alive = null, warned = 0 where id = $3",
    )
    .bind(settings)
    .bind(now)
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn rename(tx: &mut Tx, id: &str, name: &str, name_key: &str) -> Result<()> {
    sqlx::query("update notebooks set name = $1, name_key = $2 where id = $3")
        .bind(name)
        .bind(name_key)
        .bind(id)
        .execute(&mut **tx)
        .await?;
    sqlx::query("update units set name = $1 where id = $2").bind(name).bind(id).execute(&mut **tx).await?;
    Ok(())
}

pub async fn extend(tx: &mut Tx, id: &str, until: i64) -> Result<()> {
    sqlx::query("update notebooks set extended_until = $1, warned = 0 where id = $2").bind(until).bind(id).execute(&mut **tx).await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("delete from notebooks where id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}

pub struct Signs<'a> {
    pub keep_alive: &'a [KeepAlive],
    pub last_activity_at: i64,
    pub idle_since: Option<i64>,
    pub warned: bool,
}

pub async fn save_signs(tx: &mut Tx, id: &str, signs: Signs<'_>) -> Result<()> {
    sqlx::query("update notebooks set keep_alive = $1, last_activity_at = $2, idle_since = $3, warned = $4 where id = $5")
        .bind(serde_json::to_string(signs.keep_alive)?)
        .bind(signs.last_activity_at)
        .bind(signs.idle_since)
        .bind(signs.warned as i64)
        .bind(id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
