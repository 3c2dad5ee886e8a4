//! The SQL that every part of this slice and the slices above need: one person, one group, membership, and writing the audit.

use sqlx::{Any, AnyPool, Executor};

use super::model::{Audit, EVERYONE, Group, User};
use crate::auth::Actor;
use crate::db::Tx;
use crate::error::Result;

macro_rules! user_columns {
    () => {
        "u.id, u.username, u.email, u.first_name, u.last_name, u.must_change_password, u.enabled, u.is_admin, u.enable_invite_users, \
         u.volume_capacity, u.predefined_envs, u.theme, u.created_at, u.last_seen_at"
    };
}
pub(super) use user_columns;

pub async fn ensure_everyone(tx: &mut Tx, now: i64) -> Result<()> {
    sqlx::query(
        "insert into groups (id, name, path_key, display_name, quota_cpu, quota_memory, quota_gpu, project_quota_cpu, project_quota_memory, \
         project_quota_gpu, created_at) values ($1, $1, $1, 'Global', 0, 0, 0, 0, 0, 0, $2) on conflict do nothing",
    )
    .bind(EVERYONE)
    .bind(now)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn has_administrator<'e, E: Executor<'e, Database = Any>>(db: E) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from users where is_admin = 1 limit 1").fetch_optional(db).await?;
    Ok(found.is_some())
}

pub async fn user<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<User>> {
    Ok(sqlx::query_as(concat!("select ", user_columns!(), " from users u where u.id = $1")).bind(id).fetch_optional(db).await?)
}

pub async fn user_by_name<'e, E: Executor<'e, Database = Any>>(db: E, username: &str) -> Result<Option<User>> {
    Ok(sqlx::query_as(concat!("select ", user_columns!(), " from users u where u.username_key = $1"))
        .bind(username.to_lowercase())
        .fetch_optional(db)
        .await?)
}

pub async fn group<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<Group>> {
    Ok(sqlx::query_as("select * from groups where id = $1").bind(id).fetch_optional(db).await?)
}

pub async fn group_named<'e, E: Executor<'e, Database = Any>>(db: E, name: &str) -> Result<Option<Group>> {
    Ok(sqlx::query_as("select * from groups where name = $1").bind(name).fetch_optional(db).await?)
}

/// The group whose name stands in paths like this.
pub async fn group_at<'e, E: Executor<'e, Database = Any>>(db: E, path_key: &str) -> Result<Option<Group>> {
    Ok(sqlx::query_as("select * from groups where path_key = $1").bind(path_key).fetch_optional(db).await?)
}

pub async fn is_member<'e, E: Executor<'e, Database = Any>>(db: E, user_id: &str, group_id: &str) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from memberships where user_id = $1 and group_id = $2")
        .bind(user_id)
        .bind(group_id)
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
}

pub async fn is_group_admin<'e, E: Executor<'e, Database = Any>>(db: E, user_id: &str, group_id: &str) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from memberships where user_id = $1 and group_id = $2 and is_admin = 1")
        .bind(user_id)
        .bind(group_id)
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
}

pub async fn is_admin_of_any_group(db: &AnyPool, user_id: &str) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from memberships where user_id = $1 and is_admin = 1 limit 1")
        .bind(user_id)
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
}

/// Idempotent: who is a member already stays what he is.
pub async fn add_member(tx: &mut Tx, group_id: &str, user_id: &str, now: i64) -> Result<bool> {
    let done =
        sqlx::query("insert into memberships (group_id, user_id, is_admin, created_at) values ($1, $2, 0, $3) on conflict do nothing")
            .bind(group_id)
            .bind(user_id)
            .bind(now)
            .execute(&mut **tx)
            .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn remove_member(tx: &mut Tx, group_id: &str, user_id: &str) -> Result<bool> {
    let done =
        sqlx::query("delete from memberships where group_id = $1 and user_id = $2").bind(group_id).bind(user_id).execute(&mut **tx).await?;
    Ok(done.rows_affected() == 1)
}

pub async fn insert_audit(tx: &mut Tx, id: &str, now: i64, actor: &Actor, entry: Audit<'_>, result: &str) -> Result<()> {
    sqlx::query(
        "insert into audit (id, at, actor_id, actor_name, action, object_kind, object_id, object_name, group_id, group_name, address, result, detail) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(id)
    .bind(now)
    .bind((!actor.id.is_empty()).then_some(actor.id.as_str()))
    .bind(&actor.username)
    .bind(entry.action)
    .bind(entry.object_kind)
    .bind(entry.object_id)
    .bind(entry.object_name)
    .bind(entry.group.map(|group| group.0))
    .bind(entry.group.map(|group| group.1))
    .bind(&actor.address)
    .bind(result)
    .bind(entry.detail.map(|detail| detail.to_string()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}
