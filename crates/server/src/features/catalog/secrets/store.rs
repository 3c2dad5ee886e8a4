//! The SQL of secrets.

use sqlx::{Any, AnyPool, Executor};

use crate::db::{Tx, contains};
use crate::error::Result;
use crate::features::catalog::model::Secret;

/// Empty texts do not filter.
#[derive(Default)]
pub struct Filter {
    pub id: String,
    pub kind: String,
    pub search: String,
}

#[derive(Clone, Copy)]
pub enum Order {
    Name,
    DisplayName,
}

macro_rules! matches {
    () => {
        "($1 = '' or id = $1) and ($2 = '' or kind = $2) \
         and ($3 = '' or lower(name) like lower($4) escape '\\' or lower(coalesce(display_name, '')) like lower($4) escape '\\')"
    };
}

/// The rows of one page, and how many there are on all pages.
pub async fn list(db: &AnyPool, filter: &Filter, order: Order, descending: bool, limit: i64, offset: i64) -> Result<(Vec<Secret>, i64)> {
    let text = match (order, descending) {
        (Order::Name, false) => concat!("select * from secrets where ", matches!(), " order by name, id limit $5 offset $6"),
        (Order::Name, true) => concat!("select * from secrets where ", matches!(), " order by name desc, id limit $5 offset $6"),
        (Order::DisplayName, false) => {
            concat!("select * from secrets where ", matches!(), " order by lower(coalesce(display_name, name)), id limit $5 offset $6")
        }
        (Order::DisplayName, true) => {
            concat!("select * from secrets where ", matches!(), " order by lower(coalesce(display_name, name)) desc, id limit $5 offset $6")
        }
    };
    let rows = sqlx::query_as(text)
        .bind(&filter.id)
        .bind(&filter.kind)
        .bind(&filter.search)
        .bind(contains(&filter.search))
        .bind(limit)
        .bind(offset)
        .fetch_all(db)
        .await?;
    let total = sqlx::query_scalar(concat!("select count(*) from secrets where ", matches!()))
        .bind(&filter.id)
        .bind(&filter.kind)
        .bind(&filter.search)
        .bind(contains(&filter.search))
        .fetch_one(db)
        .await?;
    Ok((rows, total))
}

pub async fn get<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<Secret>> {
    Ok(sqlx::query_as("select * from secrets where id = $1").bind(id).fetch_optional(db).await?)
}

/// False when the name is taken.
pub async fn insert(tx: &mut Tx, row: &Secret) -> Result<bool> {
    let done = sqlx::query(
        "insert into secrets (id, name, kind, display_name, registry_host, username, sealed, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
    )
    .bind(&row.id)
    .bind(&row.name)
    .bind(&row.kind)
    .bind(&row.display_name)
    .bind(&row.registry_host)
    .bind(&row.username)
    .bind(&row.sealed)
    .bind(row.created_at)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn update(tx: &mut Tx, row: &Secret) -> Result<()> {
    sqlx::query("update secrets set display_name = $2, registry_host = $3, username = $4, sealed = $5 where id = $1")
        .bind(&row.id)
        .bind(&row.display_name)
        .bind(&row.registry_host)
        .bind(&row.username)
        .bind(&row.sealed)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("delete from secrets where id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}
