//! The SQL of settings: one row a key.

use sqlx::AnyPool;

use crate::error::Result;

pub async fn get(db: &AnyPool, key: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("select value from settings where key = $1").bind(key).fetch_optional(db).await?)
}
