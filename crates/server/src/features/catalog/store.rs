//! The SQL of bindings: which group may use which instance type or image.

use sqlx::{Any, AnyPool, Executor};

use crate::db::Tx;
use crate::error::Result;
use crate::features::identity::model::{EVERYONE, Group};

pub async fn groups_of(db: &AnyPool, kind: &str, object: &str) -> Result<Vec<Group>> {
    let groups = sqlx::query_as(
        "select g.* from bindings b join groups g on g.id = b.group_id where b.kind = $1 and b.object_id = $2 order by lower(g.name), g.id",
    )
    .bind(kind)
    .bind(object)
    .fetch_all(db)
    .await?;
    Ok(groups)
}

/// Those of the object's groups that this person belongs to.
pub async fn groups_of_seen_by(db: &AnyPool, kind: &str, object: &str, user: &str) -> Result<Vec<Group>> {
    let groups = sqlx::query_as(
        "select g.* from bindings b join groups g on g.id = b.group_id join memberships m on m.group_id = g.id and m.user_id = $3 \
         where b.kind = $1 and b.object_id = $2 order by lower(g.name), g.id",
    )
    .bind(kind)
    .bind(object)
    .bind(user)
    .fetch_all(db)
    .await?;
    Ok(groups)
}

pub async fn group_ids_of(tx: &mut Tx, kind: &str, object: &str) -> Result<Vec<String>> {
    let ids = sqlx::query_scalar("select group_id from bindings where kind = $1 and object_id = $2")
        .bind(kind)
        .bind(object)
        .fetch_all(&mut **tx)
        .await?;
    Ok(ids)
}

pub async fn is_bound<'e, E: Executor<'e, Database = Any>>(db: E, kind: &str, object: &str, group: &str) -> Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("select 1 from bindings where kind = $1 and object_id = $2 and group_id = $3")
        .bind(kind)
        .bind(object)
        .bind(group)
        .fetch_optional(db)
        .await?;
    Ok(found.is_some())
}

/// Binding again is fine. False when there is no such group.
pub async fn bind(tx: &mut Tx, kind: &str, object: &str, group: &str) -> Result<bool> {
    let known: Option<i64> =
        sqlx::query_scalar("select 1 from groups where id = $1 and id <> $2").bind(group).bind(EVERYONE).fetch_optional(&mut **tx).await?;
    if known.is_none() {
        return Ok(false);
    }
    sqlx::query("insert into bindings (kind, object_id, group_id) values ($1, $2, $3) on conflict do nothing")
        .bind(kind)
        .bind(object)
        .bind(group)
        .execute(&mut **tx)
        .await?;
    Ok(true)
}

pub async fn unbind(tx: &mut Tx, kind: &str, object: &str, group: &str) -> Result<()> {
    sqlx::query("delete from bindings where kind = $1 and object_id = $2 and group_id = $3")
        .bind(kind)
        .bind(object)
        .bind(group)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub async fn unbind_all(tx: &mut Tx, kind: &str, object: &str) -> Result<()> {
    sqlx::query("delete from bindings where kind = $1 and object_id = $2").bind(kind).bind(object).execute(&mut **tx).await?;
    Ok(())
}
