//! The SQL of what groups hold and may hold.

use sqlx::{Any, AnyPool, Executor, FromRow};

use super::{Change, Limits};
use crate::db::Tx;
use crate::error::Result;

#[derive(Clone, Debug, FromRow)]
pub struct Usage {
    pub bytes: i64,
    pub files: i64,
    pub measured_at: i64,
}

#[derive(Clone, Debug, FromRow)]
pub struct Quota {
    pub bytes: Option<i64>,
    pub files: Option<i64>,
}

pub async fn usage<'e, E: Executor<'e, Database = Any>>(db: E, group_id: &str) -> Result<Option<Usage>> {
    Ok(sqlx::query_as("select bytes, files, measured_at from file_usage where group_id = $1").bind(group_id).fetch_optional(db).await?)
}

pub async fn quota<'e, E: Executor<'e, Database = Any>>(db: E, group_id: &str) -> Result<Option<Quota>> {
    Ok(sqlx::query_as("select bytes, files from file_quotas where group_id = $1").bind(group_id).fetch_optional(db).await?)
}

pub async fn set_quota(tx: &mut Tx, group_id: &str, limits: Limits) -> Result<()> {
    sqlx::query(
        "insert into file_quotas (group_id, bytes, files) values ($1, $2, $3) \
         on conflict (group_id) do update set bytes = excluded.bytes, files = excluded.files",
    )
    .bind(group_id)
    .bind(limits.bytes)
    .bind(limits.files)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What was measured replaces what was known.
pub async fn set_usage(tx: &mut Tx, group_id: &str, bytes: i64, files: i64, now: i64) -> Result<()> {
    sqlx::query(
        "insert into file_usage (group_id, bytes, files, measured_at) values ($1, $2, $3, $4) \
         on conflict (group_id) do update set bytes = excluded.bytes, files = excluded.files, measured_at = excluded.measured_at",
    )
    .bind(group_id)
    .bind(bytes)
    .bind(files)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn add(tx: &mut Tx, group_id: &str, change: Change) -> Result<()> {
    sqlx::query(
        "update file_usage set bytes = case when bytes + $1 < 0 then 0 else bytes + $1 end, \
         files = case when files + $2 < 0 then 0 else files + $2 end where group_id = $3",
    )
    .bind(change.bytes)
    .bind(change.files)
    .bind(group_id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Room that unfinished uploads have reserved.
pub async fn promised<'e, E: Executor<'e, Database = Any>>(db: E, group_id: &str) -> Result<Change> {
    let (bytes, files): (i64, i64) =
        sqlx::query_as("select cast(coalesce(sum(length), 0) as bigint), count(*) from uploads where group_id = $1 and state = 'open'")
            .bind(group_id)
            .fetch_one(db)
            .await?;
    Ok(Change { bytes, files })
}

/// Groups that were not measured since this time, the longest ago first.
pub async fn unmeasured_since(db: &AnyPool, time: i64) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(
        "select g.id from groups g left join file_usage u on u.group_id = g.id \
         where g.id <> 'everyone' and coalesce(u.measured_at, 0) < $1 order by coalesce(u.measured_at, 0), g.id",
    )
    .bind(time)
    .fetch_all(db)
    .await?)
}
