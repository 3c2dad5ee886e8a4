//! The SQL of uploads in several requests.

use sqlx::{Any, AnyPool, Executor, FromRow};

use crate::db::Tx;
use crate::error::Result;

/// It takes bytes.
pub const OPEN: &str = "open";
/// All bytes came and are accounted for; the file may still have to be put in place.
pub const COMPLETE: &str = "complete";
/// The file is in its place. Kept until it expires, for clients that missed the last answer.
pub const DONE: &str = "done";

#[derive(Clone, Debug, FromRow)]
pub struct Upload {
    pub id: String,
    pub group_id: String,
    pub user_id: String,
    pub path: String,
    pub length: i64,
    pub conflict: String,
    pub metadata: String,
    pub state: String,
    /// Where a part with a check sum began that is not known to have arrived well.
    pub unsure_from: Option<i64>,
    pub expires_at: i64,
}

pub async fn insert(tx: &mut Tx, upload: &Upload, now: i64) -> Result<()> {
    sqlx::query(
        "insert into uploads (id, group_id, user_id, path, length, conflict, metadata, state, unsure_from, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&upload.id)
    .bind(&upload.group_id)
    .bind(&upload.user_id)
    .bind(&upload.path)
    .bind(upload.length)
    .bind(&upload.conflict)
    .bind(&upload.metadata)
    .bind(&upload.state)
    .bind(upload.unsure_from)
    .bind(now)
    .bind(upload.expires_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn get<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<Upload>> {
    Ok(sqlx::query_as(
        "select id, group_id, user_id, path, length, conflict, metadata, state, unsure_from, expires_at from uploads where id = $1",
    )
    .bind(id)
    .fetch_optional(db)
    .await?)
}

pub async fn set_unsure(tx: &mut Tx, id: &str, from: Option<i64>) -> Result<()> {
    sqlx::query("update uploads set unsure_from = $1 where id = $2").bind(from).bind(id).execute(&mut **tx).await?;
    Ok(())
}

pub async fn set_expiry(tx: &mut Tx, id: &str, expires_at: i64) -> Result<()> {
    sqlx::query("update uploads set expires_at = $1 where id = $2").bind(expires_at).bind(id).execute(&mut **tx).await?;
    Ok(())
}

/// False when it was no longer in the first state: somebody else was quicker.
pub async fn step(tx: &mut Tx, id: &str, from: &str, to: &str, path: &str) -> Result<bool> {
    let done = sqlx::query("update uploads set state = $1, path = $2 where id = $3 and state = $4")
        .bind(to)
        .bind(path)
        .bind(id)
        .bind(from)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("delete from uploads where id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}

pub async fn expired(db: &AnyPool, now: i64) -> Result<Vec<Upload>> {
    Ok(sqlx::query_as(
        "select id, group_id, user_id, path, length, conflict, metadata, state, unsure_from, expires_at from uploads where expires_at <= $1",
    )
    .bind(now)
    .fetch_all(db)
    .await?)
}

pub async fn ids_of_group(db: &AnyPool, group_id: &str) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("select id from uploads where group_id = $1").bind(group_id).fetch_all(db).await?)
}
