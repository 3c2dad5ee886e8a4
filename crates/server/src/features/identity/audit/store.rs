//! The SQL of reading the audit.

use sqlx::{AnyPool, FromRow};

use crate::db::Filter;
use crate::error::Result;

#[derive(FromRow)]
pub struct Entry {
    pub id: String,
    pub at: i64,
    pub actor_name: String,
    pub action: String,
    pub object_kind: String,
    pub object_id: Option<String>,
    pub object_name: Option<String>,
    pub group_name: Option<String>,
    pub address: String,
    pub result: String,
    pub detail: Option<String>,
}

pub async fn page(db: &AnyPool, filter: &Filter, part: (i64, i64)) -> Result<Vec<Entry>> {
    let columns = "select a.id, a.at, a.actor_name, a.action, a.object_kind, a.object_id, a.object_name, a.group_name, a.address, a.result, a.detail \
                   from audit a";
    Ok(filter.page(columns, "a.at desc, a.id desc", part).fetch_all(db).await?)
}

pub async fn count(db: &AnyPool, filter: &Filter) -> Result<i64> {
    Ok(filter.count("audit a").fetch_one(db).await?)
}

pub async fn actions(db: &AnyPool) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("select distinct action from audit order by action").fetch_all(db).await?)
}
