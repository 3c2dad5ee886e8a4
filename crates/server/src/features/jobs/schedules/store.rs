//! The SQL of recurring jobs and their runs.

use sqlx::{Any, AnyPool, Executor};

use super::model::{Run, Schedule, Trigger};
use crate::db::{Filter, Tx};
use crate::error::Result;

const COLUMNS: &str = "c.id, c.name, c.group_id, c.user_id, coalesce(u.username, c.user_name) as user_name, c.command, c.image, c.instance_type, \
    c.deadline_seconds, c.priority, c.recurrence, c.cron, c.timezone, c.paused, c.created_at, c.updated_at, c.next_at, c.problem";
const FROM: &str = "schedules c left join users u on u.id = c.user_id join groups g on g.id = c.group_id";

pub async fn schedule<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<Schedule>> {
    let sql = sqlx::AssertSqlSafe(format!("select {COLUMNS} from {FROM} where c.id = $1"));
    Ok(sqlx::query_as(sql).bind(id).fetch_optional(db).await?)
}

pub async fn all(db: &AnyPool) -> Result<Vec<Schedule>> {
    let sql = sqlx::AssertSqlSafe(format!("select {COLUMNS} from {FROM} order by c.id"));
    Ok(sqlx::query_as(sql).fetch_all(db).await?)
}

/// Those whose time has come, the longest waiting first.
pub async fn due(db: &AnyPool, now: i64) -> Result<Vec<Schedule>> {
    let sql = sqlx::AssertSqlSafe(format!("select {COLUMNS} from {FROM} where c.next_at > 0 and c.next_at <= $1 order by c.next_at, c.id"));
    Ok(sqlx::query_as(sql).bind(now).fetch_all(db).await?)
}

/// By which column a list is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Created,
    Name,
    Group,
    User,
    Next,
}

pub async fn page(db: &AnyPool, wanted: &Filter, order: Order, descending: bool, (limit, offset): (i64, i64)) -> Result<Vec<Schedule>> {
    let column = match order {
        Order::Created => "c.created_at",
        Order::Name => "c.name_key",
        Order::Group => "g.path_key",
        Order::User => "c.user_name",
        Order::Next => "c.next_at",
    };
    let way = if descending { "desc" } else { "asc" };
    let tail = format!("order by {column} {way}, c.id {way} limit {limit} offset {offset}");
    Ok(wanted.rows(&format!("select {COLUMNS} from {FROM}"), &tail).fetch_all(db).await?)
}

pub async fn count(db: &AnyPool, wanted: &Filter) -> Result<i64> {
    Ok(wanted.count("schedules c").fetch_one(db).await?)
}

/// Makes it, or changes all of it but when it was made.
pub async fn save(tx: &mut Tx, schedule: &Schedule, name_key: &str) -> Result<()> {
    sqlx::query(
        "insert into schedules (id, name, name_key, group_id, user_id, user_name, command, image, instance_type, deadline_seconds, priority, \
         recurrence, cron, timezone, paused, created_at, updated_at, next_at, problem) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
         on conflict (id) do update set name = excluded.name, name_key = excluded.name_key, group_id = excluded.group_id, \
         user_id = excluded.user_id, user_name = excluded.user_name, command = excluded.command, image = excluded.image, \
         instance_type = excluded.instance_type, deadline_seconds = excluded.deadline_seconds, priority = excluded.priority, \
         recurrence = excluded.recurrence, cron = excluded.cron, timezone = excluded.timezone, paused = excluded.paused, \
         updated_at = excluded.updated_at, next_at = excluded.next_at, problem = excluded.problem",
    )
    .bind(&schedule.id)
    .bind(&schedule.name)
    .bind(name_key)
    .bind(&schedule.group_id)
    .bind(&schedule.user_id)
    .bind(&schedule.user_name)
    .bind(&schedule.command)
    .bind(&schedule.image)
    .bind(&schedule.instance_type)
    .bind(schedule.deadline_seconds)
    .bind(schedule.priority)
    .bind(&schedule.recurrence)
    .bind(&schedule.cron)
    .bind(&schedule.timezone)
    .bind(schedule.paused)
    .bind(schedule.created_at)
    .bind(schedule.updated_at)
    .bind(schedule.next_at)
    .bind(&schedule.problem)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What the regular look found out. False when it was changed or run meanwhile.
pub async fn set_found(tx: &mut Tx, seen: &Schedule, problem: &str, next_at: i64) -> Result<bool> {
    let changed = sqlx::query("update schedules set problem = $1, next_at = $2 where id = $3 and next_at = $4 and updated_at = $5")
        .bind(problem)
        .bind(next_at)
        .bind(&seen.id)
        .bind(seen.next_at)
        .bind(seen.updated_at)
        .execute(&mut **tx)
        .await?;
    Ok(changed.rows_affected() == 1)
}

/// True for the one server that moves the schedule on: the run is its to start.
pub async fn claim(tx: &mut Tx, seen: &Schedule, next_at: i64) -> Result<bool> {
    let changed = sqlx::query("update schedules set next_at = $1 where id = $2 and next_at = $3 and updated_at = $4 and paused = 0")
        .bind(next_at)
        .bind(&seen.id)
        .bind(seen.next_at)
        .bind(seen.updated_at)
        .execute(&mut **tx)
        .await?;
    Ok(changed.rows_affected() == 1)
}

pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    // Jobs keep the name of what started them.
    sqlx::query("update jobs set schedule_name = (select name from schedules where id = $1) where schedule_id = $1")
        .bind(id)
        .execute(&mut **tx)
        .await?;
    sqlx::query("delete from schedules where id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}

/// The planned time of a run is part of its key, so that no run of it is written twice. What is run by hand has a key of its own.
pub async fn insert_run(tx: &mut Tx, run: &Run) -> Result<()> {
    let by_hand = run.began == Trigger::Hand.text();
    let key = if by_hand { run.id.clone() } else { format!("{}:{}", run.schedule_id, run.planned_at) };
    sqlx::query(
        "insert into schedule_runs (id, fire_key, schedule_id, planned_at, at, outcome, began, reason, by_name, job_id) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(&run.id)
    .bind(key)
    .bind(&run.schedule_id)
    .bind(run.planned_at)
    .bind(run.at)
    .bind(&run.outcome)
    .bind(&run.began)
    .bind(&run.reason)
    .bind(&run.by_name)
    .bind(&run.job_id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The newest first.
pub async fn runs(db: &AnyPool, schedule_id: &str, most: i64) -> Result<Vec<Run>> {
    Ok(sqlx::query_as(
        "select id, schedule_id, planned_at, at, outcome, began, reason, by_name, job_id from schedule_runs where schedule_id = $1 \
         order by at desc, id desc limit $2",
    )
    .bind(schedule_id)
    .bind(most)
    .fetch_all(db)
    .await?)
}

pub async fn run_count(db: &AnyPool, schedule_id: &str) -> Result<i64> {
    Ok(sqlx::query_scalar("select cast(count(*) as bigint) from schedule_runs where schedule_id = $1")
        .bind(schedule_id)
        .fetch_one(db)
        .await?)
}

/// Keeps the newest runs of each.
pub async fn forget_runs(tx: &mut Tx, most: i64) -> Result<()> {
    sqlx::query(
        "delete from schedule_runs where id in (select id from (select id, row_number() over (partition by schedule_id order by at desc, id desc) as place \
         from schedule_runs) as numbered where place > $1)",
    )
    .bind(most)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
