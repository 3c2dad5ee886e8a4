//! The SQL of the queue: who waits, and what counts against quotas and machine.

use std::collections::HashMap;

use sqlx::{AnyConnection, AnyPool, FromRow};

use super::{GroupPicture, Waiting};
use crate::db::Tx;
use crate::error::Result;
use crate::features::identity::model::Quota;
use crate::features::workload::model::Amounts;

macro_rules! waiting {
    ($tail:literal) => {
        concat!(
            "select id, kind, name, group_id, user_id, generation, holds, cpu, memory, gpu, request_cpu, request_memory, queued_at \
             from units where state = 'queued' and desired = 'run'",
            $tail
        )
    };
}

/// The whole queue in its order.
pub async fn queue(db: &AnyPool) -> Result<Vec<Waiting>> {
    Ok(sqlx::query_as(waiting!(" order by priority desc, queued_at, id")).fetch_all(db).await?)
}

pub async fn queue_of(db: &AnyPool, group_id: &str) -> Result<Vec<Waiting>> {
    Ok(sqlx::query_as(waiting!(" and group_id = $1 order by priority desc, queued_at, id")).bind(group_id).fetch_all(db).await?)
}

/// Those that need more alone than their quota allows by now, so that waiting does not help them.
pub async fn impossible(db: &AnyPool, kind: &str) -> Result<Vec<String>> {
    let sql = "select u.id from units u join groups g on g.id = u.group_id where u.kind = $1 and u.state = 'queued' and u.desired = 'run' and u.holds = 0 and \
        (u.cpu > 0 and (u.cpu > g.quota_cpu or u.cpu > g.project_quota_cpu) \
        or u.memory > 0 and (u.memory > g.quota_memory or u.memory > g.project_quota_memory) \
        or u.gpu > 0 and (u.gpu > g.quota_gpu or u.gpu > g.project_quota_gpu))";
    Ok(sqlx::query_scalar(sql).bind(kind).fetch_all(db).await?)
}

/// How many wait in a group.
pub async fn length(db: &AnyPool, group_id: &str) -> Result<i64> {
    Ok(sqlx::query_scalar("select count(*) from units where state = 'queued' and desired = 'run' and group_id = $1")
        .bind(group_id)
        .fetch_one(db)
        .await?)
}

#[derive(FromRow)]
struct QuotasOfGroup {
    id: String,
    quota_cpu: Option<i64>,
    quota_memory: Option<i64>,
    quota_gpu: Option<i64>,
    project_quota_cpu: Option<i64>,
    project_quota_memory: Option<i64>,
    project_quota_gpu: Option<i64>,
}

#[derive(FromRow)]
struct Held {
    group_id: String,
    user_id: String,
    cpu: i64,
    memory: i64,
    gpu: i64,
}

/// Quotas of the groups in which somebody waits, and what they use.
pub async fn groups(db: &mut AnyConnection) -> Result<HashMap<String, GroupPicture>> {
    let quotas: Vec<QuotasOfGroup> = sqlx::query_as(
        "select id, quota_cpu, quota_memory, quota_gpu, project_quota_cpu, project_quota_memory, project_quota_gpu from groups \
         where id in (select distinct group_id from units where state = 'queued' and desired = 'run')",
    )
    .fetch_all(&mut *db)
    .await?;
    let mut groups: HashMap<String, GroupPicture> = quotas.into_iter().map(|row| (row.id.clone(), row.into())).collect();
    let held: Vec<Held> = sqlx::query_as(
        "select group_id, user_id, cast(sum(cpu) as bigint) as cpu, cast(sum(memory) as bigint) as memory, cast(sum(gpu) as bigint) as gpu \
         from units where holds = 1 group by group_id, user_id",
    )
    .fetch_all(&mut *db)
    .await?;
    for row in held {
        let Some(group) = groups.get_mut(&row.group_id) else { continue };
        let amounts = Amounts { cpu: row.cpu, memory: row.memory, gpu: row.gpu };
        group.used = group.used.plus(amounts);
        group.used_by_user.insert(row.user_id, amounts);
    }
    Ok(groups)
}

impl From<QuotasOfGroup> for GroupPicture {
    fn from(row: QuotasOfGroup) -> Self {
        Self {
            user_quota: Quota { cpu: row.quota_cpu, memory: row.quota_memory, gpu: row.quota_gpu },
            group_quota: Quota { cpu: row.project_quota_cpu, memory: row.project_quota_memory, gpu: row.project_quota_gpu },
            ..Default::default()
        }
    }
}

/// The queue lets these go: their amounts count from now on. Those that were cancelled meanwhile are not among the answer.
pub async fn admit(tx: &mut Tx, ids: &[&str], now: i64) -> Result<Vec<String>> {
    const AT_ONCE: usize = 200;
    let mut admitted = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        let places: Vec<String> = (0..some.len()).map(|number| format!("${}", number + 2)).collect();
        let sql = format!(
            "update units set state = 'starting', holds = 1, reason = null, state_since = $1, revision = revision + 1 \
             where state = 'queued' and desired = 'run' and id in ({}) returning id",
            places.join(", ")
        );
        let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(now);
        for id in some {
            query = query.bind(*id);
        }
        let rows: Vec<String> = query.fetch_all(&mut **tx).await?;
        admitted.extend(rows);
    }
    Ok(admitted)
}
