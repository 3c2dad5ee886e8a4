//! The SQL of passwords, wrong attempts, new sessions and one-time codes.

use sqlx::{AnyPool, FromRow};

use crate::db::Tx;
use crate::error::Result;
use crate::ids;

#[derive(FromRow)]
pub struct Credentials {
    pub id: String,
    pub username: String,
    pub password_hash: Option<String>,
    pub enabled: i64,
}

pub struct NewSession<'a> {
    pub id: &'a str,
    pub user_id: &'a str,
    pub secret: &'a str,
    pub now: i64,
    pub expires_at: i64,
    pub address: &'a str,
    pub user_agent: &'a str,
}

/// A code that is good for one exchange; only its fingerprint is stored.
pub struct NewCode<'a> {
    pub code: &'a str,
    pub purpose: &'a str,
    pub user_id: Option<&'a str>,
    pub session_id: Option<&'a str>,
    pub expires_at: i64,
}

pub async fn credentials(db: &AnyPool, username: &str) -> Result<Option<Credentials>> {
    Ok(sqlx::query_as("select id, username, password_hash, enabled from users where username_key = $1")
        .bind(username.to_lowercase())
        .fetch_optional(db)
        .await?)
}

pub async fn password_hash(db: &AnyPool, user_id: &str) -> Result<Option<String>> {
    let found: Option<(Option<String>,)> =
        sqlx::query_as("select password_hash from users where id = $1").bind(user_id).fetch_optional(db).await?;
    Ok(found.and_then(|row| row.0))
}

pub async fn set_password(tx: &mut Tx, user_id: &str, hash: &str, must_change: bool) -> Result<()> {
    sqlx::query("update users set password_hash = $1, must_change_password = $2 where id = $3")
        .bind(hash)
        .bind(must_change as i64)
        .bind(user_id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn insert_session(tx: &mut Tx, new: NewSession<'_>) -> Result<()> {
    sqlx::query(
        "insert into sessions (id, user_id, token_hash, created_at, last_seen_at, expires_at, address, user_agent) \
         values ($1, $2, $3, $4, $4, $5, $6, $7)",
    )
    .bind(new.id)
    .bind(new.user_id)
    .bind(ids::fingerprint(new.secret))
    .bind(new.now)
    .bind(new.expires_at)
    .bind(new.address)
    .bind(new.user_agent)
    .execute(&mut **tx)
    .await?;
    sqlx::query("update users set last_seen_at = $1 where id = $2").bind(new.now).bind(new.user_id).execute(&mut **tx).await?;
    Ok(())
}

/// Ends the sessions of a person, less the one to keep. Answers how many there were.
pub async fn end_sessions(tx: &mut Tx, user_id: &str, keep: Option<&str>) -> Result<u64> {
    let done = sqlx::query("delete from sessions where user_id = $1 and id <> $2")
        .bind(user_id)
        .bind(keep.unwrap_or_default())
        .execute(&mut **tx)
        .await?;
    sqlx::query("delete from one_time_codes where user_id = $1 and (session_id is null or session_id <> $2)")
        .bind(user_id)
        .bind(keep.unwrap_or_default())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected())
}

pub async fn end_session(tx: &mut Tx, id: &str) -> Result<bool> {
    sqlx::query("delete from one_time_codes where session_id = $1").bind(id).execute(&mut **tx).await?;
    let done = sqlx::query("delete from sessions where id = $1").bind(id).execute(&mut **tx).await?;
    Ok(done.rows_affected() == 1)
}

/// Sessions that ended by themselves leave rows behind.
pub async fn forget_ended_sessions(tx: &mut Tx, now: i64, idle_before: i64) -> Result<()> {
    sqlx::query("delete from sessions where expires_at <= $1 or last_seen_at <= $2").bind(now).bind(idle_before).execute(&mut **tx).await?;
    sqlx::query("delete from one_time_codes where expires_at <= $1").bind(now).execute(&mut **tx).await?;
    Ok(())
}

/// Wrong passwords so far, and until when the subject is locked.
pub async fn attempts(tx: &mut Tx, subject: &str) -> Result<Option<(i64, i64)>> {
    Ok(sqlx::query_as("select failures, locked_until from sign_in_failures where subject = $1")
        .bind(subject)
        .fetch_optional(&mut **tx)
        .await?)
}

pub async fn save_attempts(tx: &mut Tx, subject: &str, failures: i64, now: i64, locked_until: i64) -> Result<()> {
    sqlx::query(
        "insert into sign_in_failures (subject, failures, last_at, locked_until) values ($1, $2, $3, $4) on conflict (subject) do update \
         set failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until",
    )
    .bind(subject)
    .bind(failures)
    .bind(now)
    .bind(locked_until)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn forget_attempts(tx: &mut Tx, subject: &str) -> Result<()> {
    sqlx::query("delete from sign_in_failures where subject = $1").bind(subject).execute(&mut **tx).await?;
    Ok(())
}

pub async fn give_back_attempt(tx: &mut Tx, subject: &str) -> Result<()> {
    sqlx::query("update sign_in_failures set failures = failures - 1, locked_until = 0 where subject = $1 and failures > 0")
        .bind(subject)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn forget_attempts_before(tx: &mut Tx, time: i64) -> Result<()> {
    sqlx::query("delete from sign_in_failures where last_at < $1").bind(time).execute(&mut **tx).await?;
    Ok(())
}

pub async fn insert_code(tx: &mut Tx, new: NewCode<'_>) -> Result<()> {
    sqlx::query("insert into one_time_codes (code_hash, purpose, user_id, session_id, expires_at) values ($1, $2, $3, $4, $5)")
        .bind(ids::fingerprint(new.code))
        .bind(new.purpose)
        .bind(new.user_id)
        .bind(new.session_id)
        .bind(new.expires_at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn is_code_good(db: &AnyPool, code: &str, purpose: &str, now: i64) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from one_time_codes where code_hash = $1 and purpose = $2 and expires_at > $3")
        .bind(ids::fingerprint(code))
        .bind(purpose)
        .bind(now)
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
}

/// Takes the code away; only one of several at once gets it. Answers whose it is, and from which session.
pub async fn use_code(tx: &mut Tx, code: &str, purpose: &str, now: i64) -> Result<Option<(Option<String>, Option<String>)>> {
    Ok(sqlx::query_as("delete from one_time_codes where code_hash = $1 and purpose = $2 and expires_at > $3 returning user_id, session_id")
        .bind(ids::fingerprint(code))
        .bind(purpose)
        .bind(now)
        .fetch_optional(&mut **tx)
        .await?)
}

pub async fn forget_codes(tx: &mut Tx, purpose: &str) -> Result<()> {
    sqlx::query("delete from one_time_codes where purpose = $1").bind(purpose).execute(&mut **tx).await?;
    Ok(())
}
