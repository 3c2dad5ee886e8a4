//! The SQL of the trash.

use sqlx::{AnyPool, FromRow};

use crate::db::{Filter, Tx};
use crate::error::Result;
use crate::features::files::walk::Sum;

#[derive(Clone, Debug, FromRow)]
pub struct Trashed {
    pub id: String,
    pub group_id: String,
    pub path: String,
    pub is_folder: i64,
    pub bytes: i64,
    pub files: i64,
    pub deleted_by: String,
    pub deleted_at: i64,
}

const COLUMNS: &str = "select t.id, t.group_id, t.path, t.is_folder, t.bytes, t.files, t.deleted_by, t.deleted_at from file_trash t";

pub async fn insert(tx: &mut Tx, row: &Trashed) -> Result<()> {
    sqlx::query(
        "insert into file_trash (id, group_id, path, is_folder, bytes, files, deleted_by, deleted_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&row.id)
    .bind(&row.group_id)
    .bind(&row.path)
    .bind(row.is_folder)
    .bind(row.bytes)
    .bind(row.files)
    .bind(&row.deleted_by)
    .bind(row.deleted_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("delete from file_trash where id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}

pub fn of_group(group_id: &str) -> Filter {
    let mut filter = Filter::default();
    filter.text("t.group_id = ?", group_id);
    filter
}

pub async fn count(db: &AnyPool, filter: &Filter) -> Result<i64> {
    Ok(filter.count("file_trash t").fetch_one(db).await?)
}

pub async fn page(db: &AnyPool, filter: &Filter, part: (i64, i64)) -> Result<Vec<Trashed>> {
    Ok(filter.page(COLUMNS, "t.deleted_at desc, t.id desc", part).fetch_all(db).await?)
}

pub async fn all(db: &AnyPool, filter: &Filter) -> Result<Vec<Trashed>> {
    Ok(filter.rows(COLUMNS, "order by t.deleted_at, t.id").fetch_all(db).await?)
}

pub async fn deleted_before(db: &AnyPool, time: i64) -> Result<Vec<Trashed>> {
    let mut filter = Filter::default();
    filter.number("t.deleted_at <= ?", time);
    all(db, &filter).await
}

pub async fn sum(db: &AnyPool, group_id: &str) -> Result<Sum> {
    let (bytes, files): (i64, i64) = sqlx::query_as(
        "select cast(coalesce(sum(bytes), 0) as bigint), cast(coalesce(sum(files), 0) as bigint) from file_trash where group_id = $1",
    )
    .bind(group_id)
    .fetch_one(db)
    .await?;
    Ok(Sum { bytes: bytes as u64, files: files as u64 })
}
