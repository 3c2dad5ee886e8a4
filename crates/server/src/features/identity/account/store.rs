//! The SQL of sessions and API tokens.

use sqlx::{AnyPool, FromRow};

use super::super::model::User;
use super::super::store::user_columns;
use crate::auth::Via;
use crate::db::Tx;
use crate::error::Result;
use crate::ids;

/// The owner of a credential, with when it was used last.
#[derive(FromRow)]
pub struct Owner {
    pub credential_id: String,
    pub used_at: Option<i64>,
    #[sqlx(flatten)]
    pub user: User,
}

#[derive(Clone, FromRow)]
pub struct SessionRow {
    pub id: String,
    pub created_at: i64,
    pub last_seen_at: i64,
    pub expires_at: i64,
    pub address: String,
    pub user_agent: String,
}

#[derive(Clone, FromRow)]
pub struct TokenRow {
    pub id: String,
    pub name: String,
    pub hint: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    pub expires_at: Option<i64>,
}

pub async fn owner_of_session(db: &AnyPool, secret: &str, now: i64, idle_before: i64) -> Result<Option<Owner>> {
    Ok(sqlx::query_as(concat!(
        "select s.id as credential_id, s.last_seen_at as used_at, ",
        user_columns!(),
        " from sessions s join users u on u.id = s.user_id \
         where s.token_hash = $1 and s.expires_at > $2 and s.last_seen_at > $3 and u.enabled = 1"
    ))
    .bind(ids::fingerprint(secret))
    .bind(now)
    .bind(idle_before)
    .fetch_optional(db)
    .await?)
}

pub async fn owner_of_session_id(db: &AnyPool, id: &str, now: i64, idle_before: i64) -> Result<Option<Owner>> {
    Ok(sqlx::query_as(concat!(
        "select s.id as credential_id, s.last_seen_at as used_at, ",
        user_columns!(),
        " from sessions s join users u on u.id = s.user_id \
         where s.id = $1 and s.expires_at > $2 and s.last_seen_at > $3 and u.enabled = 1"
    ))
    .bind(id)
    .bind(now)
    .bind(idle_before)
    .fetch_optional(db)
    .await?)
}

pub async fn owner_of_token(db: &AnyPool, token: &str, now: i64) -> Result<Option<Owner>> {
    Ok(sqlx::query_as(concat!(
        "select t.id as credential_id, t.last_used_at as used_at, ",
        user_columns!(),
        " from api_tokens t join users u on u.id = t.user_id \
         where t.token_hash = $1 and (t.expires_at is null or t.expires_at > $2) and u.enabled = 1"
    ))
    .bind(ids::fingerprint(token))
    .bind(now)
    .fetch_optional(db)
    .await?)
}

pub async fn is_credential_good(db: &AnyPool, via: &Via, now: i64, idle_before: i64) -> Result<bool> {
    let found: Option<i64> = match via {
        Via::System => Some(1),
        Via::Session(id) => {
            sqlx::query_scalar(
                "select 1 from sessions s join users u on u.id = s.user_id \
                 where s.id = $1 and s.expires_at > $2 and s.last_seen_at > $3 and u.enabled = 1",
            )
            .bind(id)
            .bind(now)
            .bind(idle_before)
            .fetch_optional(db)
            .await?
        }
        Via::Token(id) => {
            sqlx::query_scalar(
                "select 1 from api_tokens t join users u on u.id = t.user_id \
                 where t.id = $1 and (t.expires_at is null or t.expires_at > $2) and u.enabled = 1",
            )
            .bind(id)
            .bind(now)
            .fetch_optional(db)
            .await?
        }
    };
    Ok(found.is_some())
}

pub async fn touch(tx: &mut Tx, via: &Via, user_id: &str, now: i64) -> Result<()> {
    match via {
        Via::System => {}
        Via::Session(id) => {
            sqlx::query("update sessions set last_seen_at = $1 where id = $2 and last_seen_at < $1")
                .bind(now)
                .bind(id)
                .execute(&mut **tx)
                .await?;
        }
        Via::Token(id) => {
            sqlx::query("update api_tokens set last_used_at = $1 where id = $2").bind(now).bind(id).execute(&mut **tx).await?;
        }
    }
    sqlx::query("update users set last_seen_at = $1 where id = $2").bind(now).bind(user_id).execute(&mut **tx).await?;
    Ok(())
}

pub async fn sessions(db: &AnyPool, user_id: &str, now: i64, idle_before: i64) -> Result<Vec<SessionRow>> {
    Ok(sqlx::query_as(
        "select id, created_at, last_seen_at, expires_at, address, user_agent from sessions \
         where user_id = $1 and expires_at > $2 and last_seen_at > $3 order by last_seen_at desc, id desc",
    )
    .bind(user_id)
    .bind(now)
    .bind(idle_before)
    .fetch_all(db)
    .await?)
}

pub async fn is_session_of(tx: &mut Tx, id: &str, user_id: &str) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from sessions where id = $1 and user_id = $2")
        .bind(id)
        .bind(user_id)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(found.is_some())
}

pub async fn tokens(db: &AnyPool, user_id: &str) -> Result<Vec<TokenRow>> {
    Ok(sqlx::query_as(
        "select id, name, hint, created_at, last_used_at, expires_at from api_tokens where user_id = $1 order by created_at desc, id desc",
    )
    .bind(user_id)
    .fetch_all(db)
    .await?)
}

pub async fn insert_token(tx: &mut Tx, user_id: &str, token: &TokenRow, plain: &str) -> Result<()> {
    sqlx::query("insert into api_tokens (id, user_id, name, token_hash, hint, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(&token.id)
        .bind(user_id)
        .bind(&token.name)
        .bind(ids::fingerprint(plain))
        .bind(&token.hint)
        .bind(token.created_at)
        .bind(token.expires_at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn count_tokens(tx: &mut Tx, user_id: &str) -> Result<i64> {
    Ok(sqlx::query_scalar("select count(*) from api_tokens where user_id = $1").bind(user_id).fetch_one(&mut **tx).await?)
}

/// The name of the token that went; None when there was none of this person.
pub async fn delete_token(tx: &mut Tx, id: &str, user_id: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("delete from api_tokens where id = $1 and user_id = $2 returning name")
        .bind(id)
        .bind(user_id)
        .fetch_optional(&mut **tx)
        .await?)
}

pub async fn delete_tokens(tx: &mut Tx, user_id: &str) -> Result<u64> {
    Ok(sqlx::query("delete from api_tokens where user_id = $1").bind(user_id).execute(&mut **tx).await?.rows_affected())
}
