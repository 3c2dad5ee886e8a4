//! The SQL of the operator's tools: whole tables for backups, counts and sizes for the overview.

use futures_util::{Stream, StreamExt};
use serde_json::{Value, json};
use sqlx::any::{AnyRow, AnyTypeInfoKind};
use sqlx::{Any, AnyPool, AssertSqlSafe, Column, Row, Transaction, TypeInfo, ValueRef};

use crate::db::{Db, Kind, Tx};
use crate::error::{Error, Result};

/// What only makes sense for minutes, or would let people in who were shut out after the backup.
const NOT_KEPT: [&str; 3] = ["sessions", "one_time_codes", "_sqlx_migrations"];

/// A look at the database at one moment, however long it takes to read it all.
pub async fn snapshot(db: &Db) -> Result<Transaction<'static, Any>> {
    Ok(match db.kind {
        Kind::Sqlite => db.read().begin_with("begin deferred").await?,
        Kind::Postgres => db.read().begin_with("begin isolation level repeatable read read only").await?,
    })
}

/// Version of the tables, 0 in an empty database.
pub async fn schema_version(db: &Db) -> Result<i64> {
    let table = match db.kind {
        Kind::Sqlite => "select name from sqlite_master where type = 'table' and name = '_sqlx_migrations'",
        Kind::Postgres => {
            "select table_name::text from information_schema.tables where table_schema = current_schema() and table_name = '_sqlx_migrations'"
        }
    };
    let exists: Option<String> = sqlx::query_scalar(table).fetch_optional(db.read()).await?;
    if exists.is_none() {
        return Ok(0);
    }
    Ok(sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations").fetch_one(db.read()).await?)
}

/// All tables that are kept, each behind those that it refers to.
pub async fn tables(tx: &mut Tx, kind: Kind) -> Result<Vec<String>> {
    let (names, references) = match kind {
        Kind::Sqlite => (
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name",
            "select m.name, f.\"table\" from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table'",
        ),
        Kind::Postgres => (
            "select table_name::text from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1",
            "select c.conrelid::regclass::text, c.confrelid::regclass::text from pg_constraint c join pg_namespace n on n.oid = c.connamespace \
             where c.contype = 'f' and n.nspname = current_schema()",
        ),
    };
    let names: Vec<String> = sqlx::query_scalar(names).fetch_all(&mut **tx).await?;
    let references: Vec<(String, String)> = sqlx::query_as(references).fetch_all(&mut **tx).await?;
    let names = names.into_iter().filter(|name| !NOT_KEPT.contains(&name.as_str())).collect();
    in_order(names, &references)
}

fn in_order(mut waiting: Vec<String>, references: &[(String, String)]) -> Result<Vec<String>> {
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let waits = |name: &String| references.iter().any(|(from, to)| from == name && to != name && waiting.contains(to));
        let (later, next): (Vec<String>, Vec<String>) = waiting.iter().cloned().partition(waits);
        if next.is_empty() {
            return Err(Error::internal(format!("the tables {} refer to each other in a circle", later.join(", "))));
        }
        ordered.extend(next);
        waiting = later;
    }
    Ok(ordered)
}

pub async fn columns(tx: &mut Tx, kind: Kind, table: &str) -> Result<Vec<String>> {
    let text = match kind {
        Kind::Sqlite => "select name from pragma_table_info($1) order by cid",
        Kind::Postgres => {
            "select column_name::text from information_schema.columns where table_schema = current_schema() and table_name = $1 \
             order by ordinal_position"
        }
    };
    Ok(sqlx::query_scalar(text).bind(table).fetch_all(&mut **tx).await?)
}

/// The rows as JSON, in the order of the columns.
pub fn rows<'a>(tx: &'a mut Tx, table: &str, columns: &[String]) -> impl Stream<Item = Result<Vec<Value>>> + 'a {
    let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    let text = format!("select {} from {}", columns.join(", "), quoted(table));
    sqlx::query(AssertSqlSafe(text)).fetch(&mut **tx).map(|row| json_row(&row?))
}

fn json_row(row: &AnyRow) -> Result<Vec<Value>> {
    row.columns().iter().map(|column| json_value(row, column.ordinal())).collect()
}

fn json_value(row: &AnyRow, at: usize) -> Result<Value> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    Ok(match raw.type_info().kind() {
        AnyTypeInfoKind::BigInt | AnyTypeInfoKind::Integer | AnyTypeInfoKind::SmallInt => json!(row.try_get::<i64, _>(at)?),
        AnyTypeInfoKind::Double | AnyTypeInfoKind::Real => json!(row.try_get::<f64, _>(at)?),
        AnyTypeInfoKind::Text => json!(row.try_get::<String, _>(at)?),
        _ => return Err(Error::internal(format!("a backup cannot hold values of the type {}", raw.type_info().name()))),
    })
}

/// Nulls are written into the text, since a bound null would need the type of its column.
pub async fn insert(tx: &mut Tx, table: &str, columns: &[String], values: &[Value]) -> Result<()> {
    let mut places = Vec::with_capacity(values.len());
    let mut bound = 0;
    for value in values {
        places.push(if value.is_null() {
            "null".to_owned()
        } else {
            bound += 1;
            format!("${bound}")
        });
    }
    let names: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    let text = format!("insert into {} ({}) values ({})", quoted(table), names.join(", "), places.join(", "));
    let mut query = sqlx::query(AssertSqlSafe(text));
    for value in values {
        query = match value {
            Value::Null => query,
            Value::String(text) => query.bind(text),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => query.bind(whole),
                None => query.bind(number.as_f64()),
            },
            _ => return Err(Error::internal(format!("a row of {table} holds something that is neither text nor number"))),
        };
    }
    query.execute(&mut **tx).await?;
    Ok(())
}

pub async fn has_rows(tx: &mut Tx, table: &str) -> Result<bool> {
    let text = format!("select cast(1 as bigint) from {} limit 1", quoted(table));
    let found: Option<i64> = sqlx::query_scalar(AssertSqlSafe(text)).fetch_optional(&mut **tx).await?;
    Ok(found.is_some())
}

pub async fn clear(tx: &mut Tx, table: &str) -> Result<()> {
    sqlx::query(AssertSqlSafe(format!("delete from {}", quoted(table)))).execute(&mut **tx).await?;
    Ok(())
}

/// Names come from the database itself or were compared with it; quoted all the same.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Answers when the database does.
pub async fn ping(db: &AnyPool) -> Result<()> {
    sqlx::query("select 1").execute(db).await?;
    Ok(())
}

pub async fn size_bytes(db: &Db) -> Result<i64> {
    let text = match db.kind {
        Kind::Sqlite => "select page_count * page_size from pragma_page_count(), pragma_page_size()",
        Kind::Postgres => "select pg_database_size(current_database())",
    };
    Ok(sqlx::query_scalar(text).fetch_one(db.read()).await?)
}

/// For example `SQLite 3.50.2` or `PostgreSQL 15.14`.
pub async fn version(db: &Db) -> Result<String> {
    let text = match db.kind {
        Kind::Sqlite => "select 'SQLite ' || sqlite_version()",
        Kind::Postgres => "select 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1)",
    };
    Ok(sqlx::query_scalar(text).fetch_one(db.read()).await?)
}

/// Microseconds since 1970 on the clock of the database's machine; SQLite has none of its own.
pub async fn clock_micros(db: &Db) -> Result<Option<i64>> {
    if db.kind == Kind::Sqlite {
        return Ok(None);
    }
    let text = "select cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)";
    Ok(Some(sqlx::query_scalar(text).fetch_one(db.read()).await?))
}

#[derive(sqlx::FromRow)]
pub struct Counts {
    pub users: i64,
    pub groups: i64,
    pub queued: i64,
    pub running: i64,
    pub queued_since: Option<i64>,
}

pub async fn counts(db: &AnyPool) -> Result<Counts> {
    let text = "select (select count(*) from users) as users, (select count(*) from groups where id <> 'everyone') as groups, \
                (select count(*) from units where state = 'queued') as queued, \
                (select count(*) from units where state in ('starting', 'running', 'stopping')) as running, \
                (select min(queued_at) from units where state = 'queued') as queued_since";
    Ok(sqlx::query_as(text).fetch_one(db).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.to_string()).collect()
    }

    #[test]
    fn tables_come_behind_those_they_refer_to() {
        let references = [("a".into(), "c".into()), ("c".into(), "b".into()), ("b".into(), "b".into()), ("b".into(), "elsewhere".into())];
        assert_eq!(in_order(names(&["a", "b", "c"]), &references).unwrap(), names(&["b", "c", "a"]));
        assert!(in_order(names(&["a", "b"]), &[("a".into(), "b".into()), ("b".into(), "a".into())]).is_err());
    }
}
