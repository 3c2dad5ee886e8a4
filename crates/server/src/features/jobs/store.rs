//! The SQL of jobs.

use sqlx::{Any, AnyPool, Executor, FromRow};

use super::model::{Job, Stop, Verdict};
use crate::db::{Filter, Tx};
use crate::error::Result;
use crate::paging;

const COLUMNS: &str = "j.id, j.name, j.group_id, j.user_id, coalesce(u.username, j.user_name) as user_name, j.command, j.image, j.instance_type, \
    j.instance_label, j.cpu, j.memory, j.gpu, j.deadline_seconds, j.priority, j.schedule_id, coalesce(s.name, j.schedule_name) as schedule_name, \
    j.created_at, j.started_at, j.finished_at, j.phase, j.reason, j.message, j.exit_code, j.failure, j.requeues, j.ending, j.ended_by, \
    j.artifacts, j.artifact_tries, j.settled";
const JOINS: &str = "left join users u on u.id = j.user_id left join schedules s on s.id = j.schedule_id";

pub async fn job<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<Job>> {
    let sql = sqlx::AssertSqlSafe(format!("select {COLUMNS} from jobs j {JOINS} where j.id = $1"));
    Ok(sqlx::query_as(sql).bind(id).fetch_optional(db).await?)
}

/// By which column a list is ordered, and whether the other way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Created,
    Name,
    Schedule,
    User,
    Group,
    Phase,
    InstanceType,
    Started,
    Finished,
    Duration,
}

impl Order {
    fn column(self) -> &'static str {
        match self {
            Self::Created => "j.created_at",
            Self::Name => "j.name_key",
            Self::Schedule => "j.schedule_name",
            Self::User => "j.user_name",
            Self::Group => "j.group_id",
            Self::Phase => "j.phase",
            Self::InstanceType => "j.instance_type",
            Self::Started => "j.started_at",
            Self::Finished => "j.finished_at",
            Self::Duration => "j.run_micros",
        }
    }
}

/// A page in the second half is picked from the end, so that not everything before it is read.
pub async fn page_and_total(
    db: &AnyPool,
    wanted: &Filter,
    order: Order,
    descending: bool,
    (limit, offset): (i64, i64),
) -> Result<(Vec<Job>, i64)> {
    if offset == 0 {
        let rows = page(db, wanted, order, descending, (limit, 0)).await?;
        let total = paging::total(rows.len(), (limit, 0), count(db, wanted)).await?;
        return Ok((rows, total));
    }
    let total = count(db, wanted).await?;
    let before_the_end = total - offset;
    if before_the_end <= 0 {
        return Ok((Vec::new(), total));
    }
    if offset < total / 2 {
        return Ok((page(db, wanted, order, descending, (limit, offset)).await?, total));
    }
    let taken = limit.min(before_the_end);
    let mut rows = page(db, wanted, order, !descending, (taken, before_the_end - taken)).await?;
    rows.reverse();
    Ok((rows, total))
}

/// Ids are picked first, from an index alone, so that rows that are passed over are not read.
async fn page(db: &AnyPool, wanted: &Filter, order: Order, descending: bool, (limit, offset): (i64, i64)) -> Result<Vec<Job>> {
    let way = if descending { "desc" } else { "asc" };
    let by = format!("order by {} {way}, j.id {way}", order.column());
    let tail = format!("{by} limit {limit} offset {offset}) select {COLUMNS} from picked join jobs j on j.id = picked.id {JOINS} {by}");
    Ok(wanted.rows("with picked as (select j.id from jobs j", &tail).fetch_all(db).await?)
}

async fn count(db: &AnyPool, wanted: &Filter) -> Result<i64> {
    Ok(wanted.count("jobs j").fetch_one(db).await?)
}

pub async fn count_by_phase(db: &AnyPool, wanted: &Filter) -> Result<Vec<(String, i64)>> {
    Ok(wanted.rows("select j.phase, cast(count(*) as bigint) from jobs j", "group by j.phase order by j.phase").fetch_all(db).await?)
}

pub async fn insert(tx: &mut Tx, job: &Job, name_key: &str) -> Result<()> {
    sqlx::query(
        "insert into jobs (id, name, name_key, search_key, group_id, user_id, user_name, command, image, instance_type, instance_label, cpu, memory, gpu, \
         deadline_seconds, priority, schedule_id, schedule_name, created_at, phase, reason, message) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
    )
    .bind(&job.id)
    .bind(&job.name)
    .bind(name_key)
    .bind(format!("{name_key} {}", job.id))
    .bind(&job.group_id)
    .bind(&job.user_id)
    .bind(&job.user_name)
    .bind(&job.command)
    .bind(&job.image)
    .bind(&job.instance_type)
    .bind(&job.instance_label)
    .bind(job.cpu)
    .bind(job.memory)
    .bind(job.gpu)
    .bind(job.deadline_seconds)
    .bind(job.priority)
    .bind(&job.schedule_id)
    .bind(&job.schedule_name)
    .bind(job.created_at)
    .bind(&job.phase)
    .bind(&job.reason)
    .bind(&job.message)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What the loop has to look at: a job with where its unit and its start are.
#[derive(Clone, Debug, FromRow)]
pub struct Live {
    pub id: String,
    pub group_id: String,
    pub phase: String,
    pub deadline_seconds: i64,
    pub started_at: i64,
    /// None when the unit is missing.
    pub state: Option<String>,
    pub desired: Option<String>,
    pub state_since: Option<i64>,
    pub ready_at: Option<i64>,
    pub stages: Option<String>,
}

/// Everything that is not closed, less what waits in the queue and is known to.
pub async fn live(db: &AnyPool) -> Result<Vec<Live>> {
    Ok(sqlx::query_as(
        "select j.id, j.group_id, j.phase, j.deadline_seconds, j.started_at, n.state, n.desired, n.state_since, l.ready_at, \
         case when n.state = 'starting' then l.stages end as stages \
         from jobs j left join units n on n.id = j.id left join launches l on l.unit_id = n.id and l.generation = n.generation \
         where j.settled = 0 and not (j.phase = 'Pending' and coalesce(n.state, '') = 'queued' and n.desired = 'run') order by j.id",
    )
    .fetch_all(db)
    .await?)
}

/// The row follows the unit, unless it has come to its end meanwhile.
pub async fn follow(tx: &mut Tx, id: &str, phase: &str, reason: &str, message: &str, started_at: i64) -> Result<bool> {
    let changed = sqlx::query(
        "update jobs set phase = $1, reason = $2, message = case when $1 = 'Pending' then message else $3 end, \
         started_at = case when started_at = 0 then $4 else started_at end \
         where id = $5 and settled = 0 and phase in ('Pending', 'Preparing', 'Running')",
    )
    .bind(phase)
    .bind(reason)
    .bind(message)
    .bind(started_at)
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Notes why PrimeHub ends the current start. False when it ends already for another reason.
pub async fn set_ending(tx: &mut Tx, id: &str, stop: Stop, message: &str, by: &str) -> Result<bool> {
    let changed = sqlx::query("update jobs set ending = $1, message = $2, ended_by = $3 where id = $4 and ending = '' and settled = 0")
        .bind(stop.text())
        .bind(message)
        .bind(by)
        .bind(id)
        .execute(&mut **tx)
        .await?;
    Ok(changed.rows_affected() == 1)
}

/// Cancelled is shown at once, before the container is gone. A start that is just given up may be cancelled, too.
pub async fn set_cancelled(tx: &mut Tx, id: &str, message: &str, by: &str, now: i64) -> Result<()> {
    sqlx::query(
        "update jobs set ending = 'cancelled', phase = 'Cancelled', reason = 'Cancelled', message = $1, ended_by = $2, finished_at = $3, \
         run_micros = case when started_at > 0 then $3 - started_at else 0 end where id = $4 and settled = 0",
    )
    .bind(message)
    .bind(by)
    .bind(now)
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Back in the queue. False when it was cancelled meanwhile.
pub async fn set_requeued(tx: &mut Tx, id: &str, message: &str) -> Result<bool> {
    let changed = sqlx::query(
        "update jobs set ending = '', requeues = requeues + 1, phase = 'Pending', reason = 'OverQuota', message = $1, started_at = 0 \
         where id = $2 and ending in ('', 'requeue') and settled = 0",
    )
    .bind(message)
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

pub async fn artifacts_failed(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("update jobs set artifact_tries = artifact_tries + 1 where id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}

/// The times of a run as far as they are known when it is closed.
pub struct Times {
    pub started_at: i64,
    pub finished_at: i64,
}

/// The end of the job's story. False when another process wrote it.
pub async fn settle(tx: &mut Tx, id: &str, verdict: &Verdict, times: &Times, artifacts: &str) -> Result<bool> {
    let failure = verdict.failure.as_ref().map(serde_json::to_string).transpose()?;
    let run = if times.started_at > 0 { (times.finished_at - times.started_at).max(0) } else { 0 };
    let changed = sqlx::query(
        "update jobs set settled = 1, phase = $1, reason = $2, message = $3, exit_code = $4, failure = $5, started_at = $6, finished_at = $7, \
         run_micros = $8, artifacts = $9 where id = $10 and settled = 0",
    )
    .bind(verdict.phase.text())
    .bind(verdict.reason.text())
    .bind(&verdict.message)
    .bind(verdict.exit_code)
    .bind(failure)
    .bind(times.started_at)
    .bind(times.finished_at)
    .bind(run)
    .bind(artifacts)
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// True for the one who asks first: an e-mail goes out once.
pub async fn claim_mail(tx: &mut Tx, id: &str) -> Result<bool> {
    let changed =
        sqlx::query("update jobs set mailed = 1 where id = $1 and mailed = 0 and settled = 1").bind(id).execute(&mut **tx).await?;
    Ok(changed.rows_affected() == 1)
}

/// Closed, but nobody has handed their e-mail over; a server died in between.
pub async fn unmailed(db: &AnyPool) -> Result<Vec<Job>> {
    let sql = sqlx::AssertSqlSafe(format!("select {COLUMNS} from jobs j {JOINS} where j.settled = 1 and j.mailed = 0"));
    Ok(sqlx::query_as(sql).fetch_all(db).await?)
}

pub async fn is_unsettled(db: &AnyPool, id: &str) -> Result<bool> {
    let found: Option<String> = sqlx::query_scalar("select id from jobs where id = $1 and settled = 0").bind(id).fetch_optional(db).await?;
    Ok(found.is_some())
}

/// Records whose time is over, and those beyond the most that are kept, the oldest first. 0 keeps all.
pub async fn to_forget(db: &AnyPool, before: i64, most: i64) -> Result<Vec<String>> {
    let mut ids: Vec<String> =
        sqlx::query_scalar("select id from jobs where settled = 1 and mailed = 1 and finished_at < $1 order by finished_at limit 1000")
            .bind(before)
            .fetch_all(db)
            .await?;
    if most > 0 {
        let more: Vec<String> = sqlx::query_scalar(
            "select id from jobs where settled = 1 and mailed = 1 order by finished_at desc, id desc limit 1000 offset $1",
        )
        .bind(most)
        .fetch_all(db)
        .await?;
        ids.extend(more);
    }
    ids.sort();
    ids.dedup();
    Ok(ids)
}

pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("delete from jobs where id = $1 and settled = 1").bind(id).execute(&mut **tx).await?;
    Ok(())
}

/// Units of jobs whose record went with their group.
pub async fn orphans(db: &AnyPool) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(
        "select n.id from units n left join jobs j on j.id = n.id where n.kind = 'job' and n.state = 'gone' and j.id is null limit 1000",
    )
    .fetch_all(db)
    .await?)
}

/// The newest job that this recurring job started in time and that has not ended.
pub async fn unfinished_of_schedule(tx: &mut Tx, schedule: &str) -> Result<Option<(String, i64)>> {
    Ok(sqlx::query_as(
        "select id, created_at from jobs where schedule_id = $1 and phase in ('Pending', 'Preparing', 'Running') order by created_at desc limit 1",
    )
    .bind(schedule)
    .fetch_optional(&mut **tx)
    .await?)
}
