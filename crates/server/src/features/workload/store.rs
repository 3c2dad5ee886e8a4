//! The SQL of units, their starts and their events.

use sqlx::{Any, AnyPool, Executor, FromRow};

use super::model::{Amounts, Failure, Launch, Stages, StartRequest, State, Unit, UnitEvent};
use super::quota;
use crate::db::Tx;
use crate::error::Result;

/// One name for all admissions: two transactions that reserve quota wait for each other.
pub const ADMISSION: &str = "admission";

pub async fn unit<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<Unit>> {
    Ok(sqlx::query_as("select * from units where id = $1").bind(id).fetch_optional(db).await?)
}

/// What the engine may have something of: everything past the queue, and what is to leave it.
pub async fn started_units(db: &AnyPool) -> Result<Vec<Unit>> {
    Ok(sqlx::query_as(
        "select * from units where state in ('starting', 'running', 'stopping') or (state = 'queued' and desired = 'stop') \
         order by priority desc, queued_at, id",
    )
    .fetch_all(db)
    .await?)
}

/// What runs, and the start it runs in.
pub async fn running_units(db: &AnyPool) -> Result<Vec<(String, i64)>> {
    Ok(sqlx::query_as("select id, generation from units where state = 'running'").fetch_all(db).await?)
}

/// What counts against the quotas of a group now.
pub async fn holding_units<'e, E: Executor<'e, Database = Any>>(db: E, group_id: &str) -> Result<Vec<Unit>> {
    Ok(sqlx::query_as("select * from units where group_id = $1 and holds = 1 order by kind, name").bind(group_id).fetch_all(db).await?)
}

#[derive(FromRow)]
struct Sums {
    cpu: i64,
    memory: i64,
    gpu: i64,
}

impl From<Sums> for Amounts {
    fn from(sums: Sums) -> Self {
        Self { cpu: sums.cpu, memory: sums.memory, gpu: sums.gpu }
    }
}

macro_rules! sums {
    ($tail:literal) => {
        concat!(
            "select cast(coalesce(sum(cpu), 0) as bigint) as cpu, cast(coalesce(sum(memory), 0) as bigint) as memory, \
             cast(coalesce(sum(gpu), 0) as bigint) as gpu from units where ",
            $tail
        )
    };
}

pub async fn used_by_group<'e, E: Executor<'e, Database = Any>>(db: E, group_id: &str) -> Result<Amounts> {
    let sums: Sums = sqlx::query_as(sums!("group_id = $1 and holds = 1")).bind(group_id).fetch_one(db).await?;
    Ok(sums.into())
}

pub async fn used_by_user<'e, E: Executor<'e, Database = Any>>(db: E, group_id: &str, user_id: &str) -> Result<Amounts> {
    let sums: Sums =
        sqlx::query_as(sums!("group_id = $1 and user_id = $2 and holds = 1")).bind(group_id).bind(user_id).fetch_one(db).await?;
    Ok(sums.into())
}

pub async fn used_by_person<'e, E: Executor<'e, Database = Any>>(db: E, user_id: &str) -> Result<Amounts> {
    let sums: Sums = sqlx::query_as(sums!("user_id = $1 and holds = 1")).bind(user_id).fetch_one(db).await?;
    Ok(sums.into())
}

/// What is promised on the machines: requests, not limits, of everything past the queue.
pub async fn placed<'e, E: Executor<'e, Database = Any>>(db: E) -> Result<Amounts> {
    let sums: Sums = sqlx::query_as(
        "select cast(coalesce(sum(request_cpu), 0) as bigint) as cpu, cast(coalesce(sum(request_memory), 0) as bigint) as memory, \
         cast(coalesce(sum(gpu), 0) as bigint) as gpu from units where state in ('starting', 'running', 'stopping')",
    )
    .fetch_one(db)
    .await?;
    Ok(sums.into())
}

#[derive(FromRow)]
struct UserOfQuota {
    id: String,
    kind: String,
    name: String,
    username: Option<String>,
    user_id: String,
    cpu: i64,
    memory: i64,
    gpu: i64,
}

/// Who holds quota in this group, the largest first, for the text of a refusal.
pub async fn holders<'e, E: Executor<'e, Database = Any>>(db: E, group_id: &str) -> Result<Vec<(String, quota::User)>> {
    let rows: Vec<UserOfQuota> = sqlx::query_as(
        "select n.id, n.kind, n.name, u.username, n.user_id, n.cpu, n.memory, n.gpu from units n left join users u on u.id = n.user_id \
         where n.group_id = $1 and n.holds = 1 order by n.cpu desc, n.memory desc limit 50",
    )
    .bind(group_id)
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let user = quota::User {
                id: row.id,
                kind: row.kind,
                name: row.name,
                user_name: row.username.unwrap_or_else(|| "a deleted user".into()),
                cpu: quota::cores(row.cpu),
                memory: quota::gib(row.memory),
                gpu: row.gpu as f64,
            };
            (row.user_id, user)
        })
        .collect())
}

/// Puts a unit into the queue under a new generation. It holds its quota from now on when `holds` says so.
pub async fn enqueue(tx: &mut Tx, request: &StartRequest, generation: i64, holds: bool, now: i64) -> Result<()> {
    sqlx::query(
        "insert into units (id, kind, name, group_id, user_id, instance_type, generation, desired, state, holds, cpu, memory, gpu, request_cpu, \
         request_memory, priority, spec, queued_at, state_since) values ($1, $2, $3, $4, $5, $6, $7, 'run', 'queued', $8, $9, $10, $11, $12, $13, $14, $15, $16, $16) \
         on conflict (id) do update set name = excluded.name, group_id = excluded.group_id, user_id = excluded.user_id, \
         instance_type = excluded.instance_type, generation = excluded.generation, desired = 'run', state = 'queued', holds = excluded.holds, \
         cpu = excluded.cpu, memory = excluded.memory, gpu = excluded.gpu, request_cpu = excluded.request_cpu, \
         request_memory = excluded.request_memory, priority = excluded.priority, spec = excluded.spec, reason = null, outcome = null, \
         queued_at = excluded.queued_at, state_since = excluded.state_since, restarts = 0, revision = units.revision + 1",
    )
    .bind(&request.id)
    .bind(request.kind)
    .bind(&request.name)
    .bind(&request.group_id)
    .bind(&request.user_id)
    .bind(&request.instance_type)
    .bind(generation)
    .bind(holds as i64)
    .bind(request.amounts.cpu)
    .bind(request.amounts.memory)
    .bind(request.amounts.gpu)
    .bind(request.requested.cpu)
    .bind(request.requested.memory)
    .bind(request.priority)
    .bind(serde_json::to_string(&request.spec)?)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a new start is a start of.
pub struct NewLaunch<'a> {
    pub unit: &'a str,
    pub generation: i64,
    pub kind: &'a str,
    pub image: &'a str,
    pub instance_type: &'a str,
}

pub async fn insert_launch(tx: &mut Tx, launch: NewLaunch<'_>, stages: &Stages, now: i64) -> Result<()> {
    sqlx::query(
        "insert into launches (unit_id, generation, kind, image, instance_type, requested_at, stages) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(launch.unit)
    .bind(launch.generation)
    .bind(launch.kind)
    .bind(launch.image)
    .bind(launch.instance_type)
    .bind(now)
    .bind(serde_json::to_string(stages)?)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Moves a unit on, if it still is what the caller saw: this generation, in this state. False means somebody was faster.
pub async fn transition(tx: &mut Tx, unit: &Unit, to: State, reason: Option<&str>, now: i64) -> Result<bool> {
    let changed = sqlx::query(
        "update units set state = $1, reason = $2, state_since = $3, revision = revision + 1 where id = $4 and generation = $5 and state = $6",
    )
    .bind(to.text())
    .bind(reason)
    .bind(now)
    .bind(&unit.id)
    .bind(unit.generation)
    .bind(&unit.state)
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Ready: only if it is still wanted, so that a stop that came meanwhile wins.
pub async fn set_running(tx: &mut Tx, id: &str, generation: i64, now: i64) -> Result<bool> {
    let changed = sqlx::query(
        "update units set state = 'running', reason = null, state_since = $1, revision = revision + 1 \
         where id = $2 and generation = $3 and state = 'starting' and desired = 'run'",
    )
    .bind(now)
    .bind(id)
    .bind(generation)
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

pub async fn want_stop(tx: &mut Tx, id: &str, reason: &str, outcome: &str) -> Result<bool> {
    let changed = sqlx::query(
        "update units set desired = 'stop', reason = $1, outcome = $2, revision = revision + 1 where id = $3 and desired = 'run' and state <> 'gone'",
    )
    .bind(reason)
    .bind(outcome)
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Nothing of it is left at the engine; its quota is free again.
pub async fn set_gone(tx: &mut Tx, id: &str, generation: i64, now: i64) -> Result<bool> {
    let changed = sqlx::query(
        "update units set state = 'gone', desired = 'stop', holds = 0, state_since = $1, revision = revision + 1 \
         where id = $2 and generation = $3 and state <> 'gone'",
    )
    .bind(now)
    .bind(id)
    .bind(generation)
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// A service that crashed starts again under a new generation, without passing the queue.
pub async fn set_restarting(tx: &mut Tx, unit: &Unit, crashes: i64, now: i64) -> Result<bool> {
    let changed = sqlx::query(
        "update units set state = 'starting', generation = generation + 1, restarts = $4, state_since = $1, revision = revision + 1 \
         where id = $2 and generation = $3 and state = 'running' and desired = 'run'",
    )
    .bind(now)
    .bind(&unit.id)
    .bind(unit.generation)
    .bind(crashes)
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// A server process works on a unit alone. False when another holds the lease.
pub async fn lease(tx: &mut Tx, id: &str, replica: &str, now: i64, until: i64) -> Result<bool> {
    let changed =
        sqlx::query("update units set lease_owner = $1, lease_until = $2 where id = $3 and (lease_owner is null or lease_owner = $1 or lease_until < $4)")
            .bind(replica)
            .bind(until)
            .bind(id)
            .bind(now)
            .execute(&mut **tx)
            .await?;
    Ok(changed.rows_affected() == 1)
}

pub async fn release(tx: &mut Tx, id: &str, replica: &str) -> Result<()> {
    sqlx::query("update units set lease_owner = null, lease_until = 0 where id = $1 and lease_owner = $2")
        .bind(id)
        .bind(replica)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Gives back what this process works on, or what any does.
pub async fn release_all(tx: &mut Tx, replica: Option<&str>) -> Result<()> {
    sqlx::query("update units set lease_owner = null, lease_until = 0 where lease_owner is not null and ($1 = '' or lease_owner = $1)")
        .bind(replica.unwrap_or_default())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn launch<'e, E: Executor<'e, Database = Any>>(db: E, unit: &str, generation: i64) -> Result<Option<Launch>> {
    Ok(sqlx::query_as("select unit_id, generation, image, instance_type, requested_at, ready_at, ended_at, stages, failure from launches where unit_id = $1 and generation = $2")
        .bind(unit)
        .bind(generation)
        .fetch_optional(db)
        .await?)
}

pub async fn last_launch<'e, E: Executor<'e, Database = Any>>(db: E, unit: &str) -> Result<Option<Launch>> {
    Ok(sqlx::query_as("select unit_id, generation, image, instance_type, requested_at, ready_at, ended_at, stages, failure from launches where unit_id = $1 order by generation desc limit 1")
        .bind(unit)
        .fetch_optional(db)
        .await?)
}

#[derive(FromRow)]
struct Both {
    #[sqlx(flatten)]
    unit: Unit,
    launch_image: Option<String>,
    launch_instance_type: Option<String>,
    launch_requested_at: Option<i64>,
    launch_ready_at: Option<i64>,
    launch_ended_at: Option<i64>,
    launch_stages: Option<String>,
    launch_failure: Option<String>,
}

/// A unit with its current or last start, as both were at one moment.
pub async fn unit_and_launch(db: &AnyPool, id: &str) -> Result<Option<(Unit, Option<Launch>)>> {
    let both: Option<Both> = sqlx::query_as(
        "select n.*, l.image as launch_image, l.instance_type as launch_instance_type, l.requested_at as launch_requested_at, \
         l.ready_at as launch_ready_at, l.ended_at as launch_ended_at, l.stages as launch_stages, l.failure as launch_failure \
         from units n left join launches l on l.unit_id = n.id and l.generation = n.generation where n.id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?;
    Ok(both.map(|both| {
        let launch = || {
            Some(Launch {
                unit_id: both.unit.id.clone(),
                generation: both.unit.generation,
                image: both.launch_image?,
                instance_type: both.launch_instance_type?,
                requested_at: both.launch_requested_at?,
                ready_at: both.launch_ready_at,
                ended_at: both.launch_ended_at,
                stages: both.launch_stages?,
                failure: both.launch_failure,
            })
        };
        let launch = launch();
        (both.unit, launch)
    }))
}

/// Recent successful starts of this image, for estimates.
pub async fn ready_launches(db: &AnyPool, image: &str) -> Result<Vec<Launch>> {
    Ok(sqlx::query_as("select unit_id, generation, image, instance_type, requested_at, ready_at, ended_at, stages, failure from launches where image = $1 and ready_at is not null order by ready_at desc limit 7")
        .bind(image)
        .fetch_all(db)
        .await?)
}

pub async fn failed_launches(db: &AnyPool, since: i64) -> Result<Vec<(Launch, String)>> {
    let launches: Vec<Launch> = sqlx::query_as("select unit_id, generation, image, instance_type, requested_at, ready_at, ended_at, stages, failure from launches where failure is not null and ended_at > $1 order by ended_at desc limit 50")
        .bind(since)
        .fetch_all(db)
        .await?;
    let mut named = Vec::new();
    for launch in launches {
        let name: Option<String> =
            sqlx::query_scalar("select name from units where id = $1").bind(&launch.unit_id).fetch_optional(db).await?;
        named.push((launch, name.unwrap_or_default()));
    }
    Ok(named)
}

pub async fn save_stages(tx: &mut Tx, unit: &str, generation: i64, stages: &Stages) -> Result<()> {
    sqlx::query("update launches set stages = $1 where unit_id = $2 and generation = $3")
        .bind(serde_json::to_string(stages)?)
        .bind(unit)
        .bind(generation)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn launch_ready(tx: &mut Tx, unit: &str, generation: i64, now: i64) -> Result<()> {
    sqlx::query("update launches set ready_at = $1 where unit_id = $2 and generation = $3")
        .bind(now)
        .bind(unit)
        .bind(generation)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn launch_ended(tx: &mut Tx, unit: &str, generation: i64, now: i64, failure: Option<&Failure>) -> Result<()> {
    let failure = failure.map(serde_json::to_string).transpose()?;
    sqlx::query(
        "update launches set ended_at = coalesce(ended_at, $1), failure = coalesce($2, failure) where unit_id = $3 and generation = $4",
    )
    .bind(now)
    .bind(failure)
    .bind(unit)
    .bind(generation)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn insert_event(tx: &mut Tx, id: &str, unit: &str, now: i64, level: &str, code: &str, text: &str) -> Result<()> {
    sqlx::query("insert into unit_events (id, unit_id, at, level, code, text) values ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(unit)
        .bind(now)
        .bind(level)
        .bind(code)
        .bind(text)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn events(db: &AnyPool, unit: &str) -> Result<Vec<UnitEvent>> {
    Ok(sqlx::query_as("select id, at, level, code, text from unit_events where unit_id = $1 order by at desc, id desc limit 200")
        .bind(unit)
        .fetch_all(db)
        .await?)
}

/// Running units whose person, group or membership is gone or switched off: nobody may use them any more.
pub async fn abandoned(db: &AnyPool) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query_as(
        "select n.id, case when u.id is null then 'The account of the owner was deleted.' when u.enabled = 0 then 'The account of the owner was disabled.' \
         when g.id is null then 'The group was deleted.' else 'The owner is no longer a member of the group.' end as why \
         from units n left join users u on u.id = n.user_id left join groups g on g.id = n.group_id \
         left join memberships m on m.group_id = n.group_id and m.user_id = n.user_id \
         where n.state in ('queued', 'starting', 'running', 'stopping') and n.desired = 'run' and (u.id is null or u.enabled = 0 or g.id is null or m.user_id is null)",
    )
    .fetch_all(db)
    .await?)
}

/// Forgets starts and events that ended before this moment, but never the last start of a unit.
pub async fn forget_before(tx: &mut Tx, before: i64) -> Result<()> {
    sqlx::query("delete from unit_events where at < $1").bind(before).execute(&mut **tx).await?;
    sqlx::query(
        "delete from launches where ended_at < $1 and generation < (select u.generation from units u where u.id = launches.unit_id)",
    )
    .bind(before)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Everything about a unit that is gone, when the kind's own record goes.
pub async fn forget_unit(tx: &mut Tx, id: &str) -> Result<()> {
    for sql in [
        "delete from unit_events where unit_id = $1",
        "delete from launches where unit_id = $1",
        "delete from units where id = $1 and state = 'gone'",
    ] {
        sqlx::query(sql).bind(id).execute(&mut **tx).await?;
    }
    Ok(())
}

pub async fn count_by_state(db: &AnyPool) -> Result<Vec<(String, i64)>> {
    Ok(sqlx::query_as("select state, cast(count(*) as bigint) as n from units where state <> 'gone' group by state").fetch_all(db).await?)
}

pub async fn set_outcome(tx: &mut Tx, id: &str, outcome: &str) -> Result<()> {
    sqlx::query("update units set outcome = $1, desired = 'stop' where id = $2").bind(outcome).bind(id).execute(&mut **tx).await?;
    Ok(())
}

pub async fn insert_code(tx: &mut Tx, hash: &str, user: &str, session: &str, unit: &str, expires_at: i64) -> Result<()> {
    sqlx::query(
        "insert into one_time_codes (code_hash, purpose, user_id, session_id, subject, expires_at) values ($1, 'enter', $2, $3, $4, $5)",
    )
    .bind(hash)
    .bind(user)
    .bind(session)
    .bind(unit)
    .bind(expires_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The session of a code that is still good for this unit. It is used up by asking.
pub async fn take_code(tx: &mut Tx, hash: &str, unit: &str, now: i64) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(
        "delete from one_time_codes where code_hash = $1 and purpose = 'enter' and subject = $2 and expires_at > $3 returning session_id",
    )
    .bind(hash)
    .bind(unit)
    .bind(now)
    .fetch_optional(&mut **tx)
    .await?)
}
