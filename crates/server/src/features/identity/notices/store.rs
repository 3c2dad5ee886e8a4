//! The SQL of messages to people.

use sqlx::{AnyPool, FromRow};

use super::Notice;
use crate::db::Tx;
use crate::error::Result;

#[derive(FromRow)]
pub struct Row {
    pub id: String,
    pub at: i64,
    pub level: String,
    pub title: String,
    pub text: Option<String>,
    pub link: Option<String>,
    pub group_id: Option<String>,
    pub read_at: Option<i64>,
}

/// Nobody is told who is gone, and nothing twice.
pub async fn insert(tx: &mut Tx, id: &str, now: i64, notice: &Notice<'_>) -> Result<()> {
    sqlx::query(
        "insert into notifications (id, user_id, source, at, level, title, text, link, group_id) \
         select $1, u.id, $3, $4, $5, $6, $7, $8, $9 from users u where u.id = $2 on conflict do nothing",
    )
    .bind(id)
    .bind(notice.user_id)
    .bind(notice.source)
    .bind(now)
    .bind(notice.level)
    .bind(notice.title)
    .bind(notice.text)
    .bind(notice.link)
    .bind(notice.group_id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn newest(db: &AnyPool, user_id: &str, most: i64) -> Result<Vec<Row>> {
    Ok(sqlx::query_as(
        "select id, at, level, title, text, link, group_id, read_at from notifications where user_id = $1 order by at desc, id desc limit $2",
    )
    .bind(user_id)
    .bind(most)
    .fetch_all(db)
    .await?)
}

pub async fn unread(db: &AnyPool, user_id: &str) -> Result<i64> {
    Ok(sqlx::query_scalar("select cast(count(*) as bigint) from notifications where user_id = $1 and read_at is null")
        .bind(user_id)
        .fetch_one(db)
        .await?)
}

/// All of the person's, or one of them.
pub async fn mark_read(tx: &mut Tx, user_id: &str, id: Option<&str>, now: i64) -> Result<()> {
    sqlx::query("update notifications set read_at = $1 where user_id = $2 and read_at is null and ($3 = '' or id = $3)")
        .bind(now)
        .bind(user_id)
        .bind(id.unwrap_or_default())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn forget_before(tx: &mut Tx, before: i64) -> Result<()> {
    sqlx::query("delete from notifications where at < $1").bind(before).execute(&mut **tx).await?;
    Ok(())
}
