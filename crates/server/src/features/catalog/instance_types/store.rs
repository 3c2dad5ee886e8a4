//! The SQL of instance types.

use sqlx::{Any, AnyPool, AssertSqlSafe, Executor};

use crate::db::{Tx, contains};
use crate::error::Result;
use crate::features::catalog::bindings::INSTANCE_TYPE;
use crate::features::catalog::model::InstanceType;

/// Empty texts do not filter.
#[derive(Default)]
pub struct Filter {
    pub id: String,
    pub search: String,
    pub name_contains: String,
    pub display_name_contains: String,
}

#[derive(Clone, Copy)]
pub enum Order {
    Name,
    DisplayName,
    Description,
    Cpu,
    Memory,
    Gpu,
}

const MATCHES: &str = "($1 = '' or id = $1) \
     and ($2 = '' or lower(id) like lower($3) escape '\\' or lower(coalesce(display_name, '')) like lower($3) escape '\\' \
          or lower(coalesce(description, '')) like lower($3) escape '\\') \
     and ($4 = '' or replace(id, $4, '') <> id) \
     and ($5 = '' or replace(coalesce(display_name, id), $5, '') <> coalesce(display_name, id))";

/// The rows of one page, and how many there are on all pages.
pub async fn list(
    db: &AnyPool,
    filter: &Filter,
    order: Order,
    descending: bool,
    limit: i64,
    offset: i64,
) -> Result<(Vec<InstanceType>, i64)> {
    let by = match order {
        Order::Name => "id",
        Order::DisplayName => "lower(coalesce(display_name, id))",
        Order::Description => "lower(coalesce(description, ''))",
        Order::Cpu => "cpu_limit",
        Order::Memory => "memory_limit",
        Order::Gpu => "gpu_limit",
    };
    let direction = if descending { "desc" } else { "asc" };
    let rows = sqlx::query_as(AssertSqlSafe(format!(
        "select * from instance_types where {MATCHES} order by {by} {direction}, id limit $6 offset $7"
    )))
    .bind(&filter.id)
    .bind(&filter.search)
    .bind(contains(&filter.search))
    .bind(&filter.name_contains)
    .bind(&filter.display_name_contains)
    .bind(limit)
    .bind(offset)
    .fetch_all(db)
    .await?;
    let total = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from instance_types where {MATCHES}")))
        .bind(&filter.id)
        .bind(&filter.search)
        .bind(contains(&filter.search))
        .bind(&filter.name_contains)
        .bind(&filter.display_name_contains)
        .fetch_one(db)
        .await?;
    Ok((rows, total))
}

pub async fn get<'e, E: Executor<'e, Database = Any>>(db: E, id: &str) -> Result<Option<InstanceType>> {
    Ok(sqlx::query_as("select * from instance_types where id = $1").bind(id).fetch_optional(db).await?)
}

/// What a group has; `global` adds what everyone has.
pub async fn of_group(db: &AnyPool, group: &str, global: bool) -> Result<Vec<InstanceType>> {
    let rows = sqlx::query_as(
        "select t.* from instance_types t where (t.is_global = 1 and $3 = 1) \
         or exists (select 1 from bindings b where b.kind = $1 and b.object_id = t.id and b.group_id = $2) \
         order by lower(coalesce(t.display_name, t.id)), t.id",
    )
    .bind(INSTANCE_TYPE)
    .bind(group)
    .bind(i64::from(global))
    .fetch_all(db)
    .await?;
    Ok(rows)
}

/// False when the name is taken.
pub async fn insert(tx: &mut Tx, row: &InstanceType) -> Result<bool> {
    let done = sqlx::query(
        "insert into instance_types (id, display_name, description, cpu_limit, memory_limit, gpu_limit, gpu_resource, cpu_request, \
         memory_request, tolerations, node_selector, is_global, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         on conflict do nothing",
    )
    .bind(&row.id)
    .bind(&row.display_name)
    .bind(&row.description)
    .bind(row.cpu_limit)
    .bind(row.memory_limit)
    .bind(row.gpu_limit)
    .bind(&row.gpu_resource)
    .bind(row.cpu_request)
    .bind(row.memory_request)
    .bind(&row.tolerations)
    .bind(&row.node_selector)
    .bind(row.is_global)
    .bind(row.created_at)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn update(tx: &mut Tx, row: &InstanceType) -> Result<()> {
    sqlx::query(
        "update instance_types set display_name = $2, description = $3, cpu_limit = $4, memory_limit = $5, gpu_limit = $6, gpu_resource = $7, \
         cpu_request = $8, memory_request = $9, tolerations = $10, node_selector = $11, is_global = $12 where id = $1",
    )
    .bind(&row.id)
    .bind(&row.display_name)
    .bind(&row.description)
    .bind(row.cpu_limit)
    .bind(row.memory_limit)
    .bind(row.gpu_limit)
    .bind(&row.gpu_resource)
    .bind(row.cpu_request)
    .bind(row.memory_request)
    .bind(&row.tolerations)
    .bind(&row.node_selector)
    .bind(row.is_global)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("delete from instance_types where id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}
