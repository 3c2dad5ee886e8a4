//! The SQL of people, groups, sessions, tokens and the audit.

use sqlx::{Any, AnyPool, Executor};

use super::model::{Audit, EVERYONE, Group, User};
use crate::auth::{Actor, Via};
use crate::db::Tx;
use crate::error::Result;
use crate::ids;

macro_rules! user_columns {
    () => {
        "u.id, u.username, u.email, u.first_name, u.last_name, u.must_change_password, u.enabled, u.is_admin, u.enable_invite_users, \
         u.volume_capacity, u.predefined_envs, u.theme, u.created_at, u.last_seen_at"
    };
}

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

pub async fn has_administrator(db: &AnyPool) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from users where is_admin = 1 limit 1").fetch_optional(db).await?;
    Ok(found.is_some())
}

pub async fn user_of_session(db: &AnyPool, cookie: &str, now: i64) -> Result<Option<(String, User)>> {
    let session: Option<(String, String)> =
        sqlx::query_as("select s.id, s.user_id from sessions s join users u on u.id = s.user_id where s.token_hash = $1 and s.expires_at > $2 and u.enabled = 1")
            .bind(ids::fingerprint(cookie))
            .bind(now)
            .fetch_optional(db)
            .await?;
    let Some((id, user_id)) = session else { return Ok(None) };
    Ok(user(db, &user_id).await?.map(|user| (id, user)))
}

pub async fn user_of_session_id(db: &AnyPool, id: &str, now: i64) -> Result<Option<User>> {
    Ok(sqlx::query_as(concat!(
        "select ",
        user_columns!(),
        " from users u join sessions s on s.user_id = u.id where s.id = $1 and s.expires_at > $2 and u.enabled = 1"
    ))
    .bind(id)
    .bind(now)
    .fetch_optional(db)
    .await?)
}

pub async fn groups_of(db: &AnyPool, user_id: &str) -> Result<Vec<Group>> {
    let sql = "select g.* from groups g join memberships m on m.group_id = g.id where m.user_id = $1 and g.name <> $2 order by g.path_key";
    Ok(sqlx::query_as(sql).bind(user_id).bind(EVERYONE).fetch_all(db).await?)
}

pub async fn user_of_token(db: &AnyPool, token: &str, now: i64) -> Result<Option<(String, User)>> {
    let found: Option<(String, String)> = sqlx::query_as(
        "select t.id, t.user_id from api_tokens t join users u on u.id = t.user_id \
         where t.token_hash = $1 and (t.expires_at is null or t.expires_at > $2) and u.enabled = 1",
    )
    .bind(ids::fingerprint(token))
    .bind(now)
    .fetch_optional(db)
    .await?;
    let Some((id, user_id)) = found else { return Ok(None) };
    Ok(user(db, &user_id).await?.map(|user| (id, user)))
}

pub async fn is_credential_good(db: &AnyPool, via: &Via, now: i64) -> Result<bool> {
    let found: Option<i64> = match via {
        Via::System => Some(1),
        Via::Session(id) => {
            sqlx::query_scalar("select 1 from sessions s join users u on u.id = s.user_id where s.id = $1 and s.expires_at > $2 and u.enabled = 1")
                .bind(id)
                .bind(now)
                .fetch_optional(db)
                .await?
        }
        Via::Token(id) => {
            sqlx::query_scalar(
                "select 1 from api_tokens t join users u on u.id = t.user_id where t.id = $1 and (t.expires_at is null or t.expires_at > $2) and u.enabled = 1",
            )
            .bind(id)
            .bind(now)
            .fetch_optional(db)
            .await?
        }
    };
    Ok(found.is_some())
}

pub async fn user<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<User>> {
    Ok(sqlx::query_as(concat!("select ", user_columns!(), " from users u where u.id = $1")).bind(id).fetch_optional(db).await?)
}

pub async fn group<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<Group>> {
    Ok(sqlx::query_as("select * from groups where id = $1").bind(id).fetch_optional(db).await?)
}

pub async fn is_member<'e, E: Executor<'e, Database = Any>>(db: E, user_id: &str, group_id: &str) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from memberships where user_id = $1 and group_id = $2")
        .bind(user_id)
        .bind(group_id)
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
}

pub async fn group_named<'e, E: Executor<'e, Database = Any>>(db: E, name: &str) -> Result<Option<Group>> {
    Ok(sqlx::query_as("select * from groups where name = $1").bind(name).fetch_optional(db).await?)
}

pub async fn is_group_admin<'e, E: Executor<'e, Database = Any>>(db: E, user_id: &str, group_id: &str) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from memberships where user_id = $1 and group_id = $2 and is_admin = 1")
        .bind(user_id)
        .bind(group_id)
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
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
