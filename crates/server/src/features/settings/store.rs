//! The SQL of settings: one row a key.

use sqlx::{Any, AnyPool, Executor};

use crate::db::Tx;
use crate::error::Result;

pub async fn get<'e, E: Executor<'e, Database = Any>>(db: E, key: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("select value from settings where key = $1").bind(key).fetch_optional(db).await?)
}

pub async fn all(db: &AnyPool) -> Result<std::collections::HashMap<String, String>> {
    let rows: Vec<(String, String)> = sqlx::query_as("select key, value from settings").fetch_all(db).await?;
    Ok(rows.into_iter().collect())
}

pub async fn set(tx: &mut Tx, key: &str, value: &str, now: i64) -> Result<()> {
    sqlx::query(
        "insert into settings (key, value, updated_at) values ($1, $2, $3) \
         on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at",
    )
    .bind(key)
    .bind(value)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// True for the one caller that sets a mark that was not there yet.
pub async fn mark_once(tx: &mut Tx, key: &str, now: i64) -> Result<bool> {
    let done = sqlx::query("insert into settings (key, value, updated_at) values ($1, 'done', $2) on conflict do nothing")
        .bind(key)
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn remove(tx: &mut Tx, key: &str) -> Result<()> {
    sqlx::query("delete from settings where key = $1").bind(key).execute(&mut **tx).await?;
    Ok(())
}
