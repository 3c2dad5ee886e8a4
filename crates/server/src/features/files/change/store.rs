//! The SQL of copies in the background.

use sqlx::{AnyPool, FromRow};

use crate::db::Tx;
use crate::error::Result;

pub const RUNNING: &str = "running";
pub const COMPLETED: &str = "completed";
pub const FAILED: &str = "failed";

#[derive(Clone, Debug, FromRow)]
pub struct Session {
    pub id: String,
    pub user_id: String,
    pub status: String,
    /// Percent.
    pub progress: i64,
    pub fail_reason: Option<String>,
    /// The last sign of life.
    pub updated_at: i64,
}

pub async fn insert(tx: &mut Tx, session: &Session) -> Result<()> {
    sqlx::query("insert into copy_sessions (id, user_id, status, progress, fail_reason, updated_at) values ($1, $2, $3, $4, $5, $6)")
        .bind(&session.id)
        .bind(&session.user_id)
        .bind(&session.status)
        .bind(session.progress)
        .bind(&session.fail_reason)
        .bind(session.updated_at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn update(tx: &mut Tx, session: &Session) -> Result<()> {
    sqlx::query("update copy_sessions set status = $1, progress = $2, fail_reason = $3, updated_at = $4 where id = $5")
        .bind(&session.status)
        .bind(session.progress)
        .bind(&session.fail_reason)
        .bind(session.updated_at)
        .bind(&session.id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn get(db: &AnyPool, id: &str) -> Result<Option<Session>> {
    Ok(sqlx::query_as("select id, user_id, status, progress, fail_reason, updated_at from copy_sessions where id = $1")
        .bind(id)
        .fetch_optional(db)
        .await?)
}

pub async fn delete_before(tx: &mut Tx, time: i64) -> Result<()> {
    sqlx::query("delete from copy_sessions where updated_at < $1").bind(time).execute(&mut **tx).await?;
    Ok(())
}
