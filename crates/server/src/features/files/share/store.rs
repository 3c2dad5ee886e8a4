//! The SQL of public links.

use sqlx::{AnyPool, FromRow};

use crate::db::{Filter, Tx};
use crate::error::Result;

#[derive(Clone, Debug, FromRow)]
pub struct Link {
    pub hash: String,
    pub group_id: String,
    pub path: String,
    pub created_by: String,
    pub user_id: String,
    pub created_at: i64,
    pub expires_at: Option<i64>,
}

const COLUMNS: &str = "select s.hash, s.group_id, s.path, s.created_by, s.user_id, s.created_at, s.expires_at from share_links s";

fn valid(now: i64) -> Filter {
    let mut filter = Filter::default();
    filter.number("(s.expires_at is null or s.expires_at > ?)", now);
    filter
}

pub async fn by_hash(db: &AnyPool, hash: &str, now: i64) -> Result<Option<Link>> {
    let mut filter = valid(now);
    filter.text("s.hash = ?", hash);
    Ok(filter.rows(COLUMNS, "").fetch_optional(db).await?)
}

pub async fn at(db: &AnyPool, group_id: &str, path: &str, now: i64) -> Result<Option<Link>> {
    let mut filter = valid(now);
    filter.text("s.group_id = ?", group_id).text("s.path = ?", path);
    Ok(filter.rows(COLUMNS, "").fetch_optional(db).await?)
}

pub async fn in_group(db: &AnyPool, group_id: &str, now: i64) -> Result<Vec<Link>> {
    let mut filter = valid(now);
    filter.text("s.group_id = ?", group_id);
    Ok(filter.rows(COLUMNS, "").fetch_all(db).await?)
}

pub async fn of_person(db: &AnyPool, user_id: &str, now: i64) -> Result<Vec<Link>> {
    let mut filter = valid(now);
    filter.text("s.user_id = ?", user_id);
    Ok(filter.rows(COLUMNS, "order by s.created_at desc, s.hash").fetch_all(db).await?)
}

pub async fn insert(tx: &mut Tx, link: &Link) -> Result<()> {
    sqlx::query(
        "insert into share_links (hash, group_id, path, created_by, user_id, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&link.hash)
    .bind(&link.group_id)
    .bind(&link.path)
    .bind(&link.created_by)
    .bind(&link.user_id)
    .bind(link.created_at)
    .bind(link.expires_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn set_expiry(tx: &mut Tx, hash: &str, expires_at: Option<i64>) -> Result<()> {
    sqlx::query("update share_links set expires_at = $1 where hash = $2").bind(expires_at).bind(hash).execute(&mut **tx).await?;
    Ok(())
}

/// The link of this path, also one that has expired.
pub async fn delete(tx: &mut Tx, group_id: &str, path: &str) -> Result<bool> {
    let done =
        sqlx::query("delete from share_links where group_id = $1 and path = $2").bind(group_id).bind(path).execute(&mut **tx).await?;
    Ok(done.rows_affected() > 0)
}

/// Links of the path and of everything below it.
pub async fn delete_below(tx: &mut Tx, group_id: &str, path: &str) -> Result<()> {
    sqlx::query("delete from share_links where group_id = $1 and (path = $2 or substr(path, 1, cast($3 as integer)) = $4)")
        .bind(group_id)
        .bind(path)
        .bind(path.chars().count() as i64 + 1)
        .bind(format!("{path}/"))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Links follow what is moved.
pub async fn move_below(tx: &mut Tx, group_id: &str, from: &str, to: &str) -> Result<()> {
    let length = from.chars().count() as i64;
    sqlx::query(
        "update share_links set path = $1 || substr(path, cast($2 as integer)) where group_id = $3 \
         and (path = $4 or substr(path, 1, cast($5 as integer)) = $6)",
    )
    .bind(to)
    .bind(length + 1)
    .bind(group_id)
    .bind(from)
    .bind(length + 1)
    .bind(format!("{from}/"))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn delete_expired(tx: &mut Tx, now: i64) -> Result<()> {
    sqlx::query("delete from share_links where expires_at <= $1").bind(now).execute(&mut **tx).await?;
    Ok(())
}
