//! The SQL of accounts.

use sqlx::{Any, AnyPool, Executor, FromRow};

use super::super::model::User;
use super::super::store::user_columns;
use crate::db::Filter;
use crate::db::Tx;
use crate::error::{Error, Result};

pub struct NewUser<'a> {
    pub id: &'a str,
    pub username: &'a str,
    pub password_hash: Option<&'a str>,
    pub created_at: i64,
}

#[derive(FromRow)]
pub struct Member {
    pub group_id: String,
    pub member_is_admin: i64,
    #[sqlx(flatten)]
    pub user: User,
}

/// Ids are picked first, in the usual order from an index alone, so that a page far behind does not read all rows before it.
pub async fn page(db: &AnyPool, filter: &Filter, order: &'static str, (limit, offset): (i64, i64)) -> Result<Vec<User>> {
    let columns = user_columns!();
    let by = format!("order by {order}");
    let tail = format!("{by} limit {limit} offset {offset}) select {columns} from picked join users u on u.id = picked.id {by}");
    Ok(filter.rows("with picked as (select u.id from users u", &tail).fetch_all(db).await?)
}

pub async fn count(db: &AnyPool, filter: &Filter) -> Result<i64> {
    Ok(filter.count("users u").fetch_one(db).await?)
}

pub async fn insert(tx: &mut Tx, new: NewUser<'_>) -> Result<()> {
    let done = sqlx::query(
        "insert into users (id, username, username_key, search_key, password_hash, created_at) values ($1, $2, $3, $3, $4, $5)",
    )
    .bind(new.id)
    .bind(new.username)
    .bind(new.username.to_lowercase())
    .bind(new.password_hash)
    .bind(new.created_at)
    .execute(&mut **tx)
    .await;
    refuse_twins(done, "USER_CONFLICT_USERNAME", "username", "User exists with same username. Choose another one.")
}

/// Everything but the name, the password and what follows from it.
pub async fn update(tx: &mut Tx, user: &User) -> Result<()> {
    let done = sqlx::query(
        "update users set email = $1, email_key = $2, first_name = $3, last_name = $4, enabled = $5, is_admin = $6, enable_invite_users = $7, \
         volume_capacity = $8, predefined_envs = $9, theme = $10, search_key = $11 where id = $12",
    )
    .bind(&user.email)
    .bind(user.email.as_deref().map(str::to_lowercase))
    .bind(&user.first_name)
    .bind(&user.last_name)
    .bind(user.enabled)
    .bind(user.is_admin)
    .bind(user.enable_invite_users)
    .bind(user.volume_capacity)
    .bind(&user.predefined_envs)
    .bind(&user.theme)
    .bind(search_key(user))
    .bind(&user.id)
    .execute(&mut **tx)
    .await;
    refuse_twins(done, "USER_CONFLICT_EMAIL", "email", "User exists with same email. Choose another address.")
}

fn search_key(user: &User) -> String {
    let parts = [Some(&user.username), user.email.as_ref(), user.first_name.as_ref(), user.last_name.as_ref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    parts.join(" ").to_lowercase()
}

fn refuse_twins(done: sqlx::Result<sqlx::any::AnyQueryResult>, code: &'static str, field: &'static str, message: &str) -> Result<()> {
    match done {
        Ok(_) => Ok(()),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Err(Error::Conflict { code, field, message: message.into() }),
        Err(error) => Err(error.into()),
    }
}

pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("delete from one_time_codes where user_id = $1").bind(id).execute(&mut **tx).await?;
    sqlx::query("delete from users where id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}

pub async fn other_enabled_administrators<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<i64> {
    Ok(sqlx::query_scalar("select count(*) from users where is_admin = 1 and enabled = 1 and id <> $1").bind(id).fetch_one(db).await?)
}

pub async fn members_of_groups(db: &AnyPool, groups: &[String]) -> Result<Vec<Member>> {
    let mut filter = Filter::default();
    filter.one_of("m.group_id", groups);
    let rows = filter.rows(
        concat!(
            "select m.group_id, m.is_admin as member_is_admin, ",
            user_columns!(),
            " from memberships m join users u on u.id = m.user_id"
        ),
        "order by u.username_key",
    );
    Ok(rows.fetch_all(db).await?)
}

/// The group and the user name of each.
pub async fn admins_of_groups(db: &AnyPool, groups: &[String]) -> Result<Vec<(String, String)>> {
    let mut filter = Filter::default();
    filter.fixed("m.is_admin = 1").one_of("m.group_id", groups);
    let rows = filter.rows("select m.group_id, u.username from memberships m join users u on u.id = m.user_id", "order by u.username_key");
    Ok(rows.fetch_all(db).await?)
}

pub async fn members_page(db: &AnyPool, filter: &Filter, part: (i64, i64)) -> Result<Vec<Member>> {
    let from = concat!(
        "select m.group_id, m.is_admin as member_is_admin, ",
        user_columns!(),
        " from memberships m join users u on u.id = m.user_id"
    );
    Ok(filter.page(from, "u.username_key", part).fetch_all(db).await?)
}

pub async fn count_members(db: &AnyPool, filter: &Filter) -> Result<i64> {
    Ok(filter.count("memberships m join users u on u.id = m.user_id").fetch_one(db).await?)
}

pub async fn token_counts(db: &AnyPool, users: &[String], now: i64) -> Result<Vec<(String, i64)>> {
    let mut filter = Filter::default();
    filter.one_of("user_id", users).number("(expires_at is null or expires_at > ?)", now);
    Ok(filter.rows("select user_id, count(*) from api_tokens", "group by user_id").fetch_all(db).await?)
}
