//! The SQL of groups and memberships.

use sqlx::{AnyPool, FromRow};

use super::super::model::Group;
use crate::db::Filter;
use crate::db::Tx;
use crate::error::{Error, Result};

#[derive(FromRow)]
pub struct GroupOfUser {
    pub user_id: String,
    pub member_is_admin: i64,
    #[sqlx(flatten)]
    pub group: Group,
}

/// What goes with a group, for the question before it is deleted.
pub struct Belongings {
    pub members: i64,
    pub notebooks: i64,
    pub running: i64,
}

pub async fn page(db: &AnyPool, filter: &Filter, order: &'static str, part: (i64, i64)) -> Result<Vec<Group>> {
    Ok(filter.page("select g.* from groups g", order, part).fetch_all(db).await?)
}

pub async fn count(db: &AnyPool, filter: &Filter) -> Result<i64> {
    Ok(filter.count("groups g").fetch_one(db).await?)
}

pub async fn groups_of_users(db: &AnyPool, users: &[String]) -> Result<Vec<GroupOfUser>> {
    let mut filter = Filter::default();
    filter.one_of("m.user_id", users);
    let rows = filter.rows(
        "select m.user_id, m.is_admin as member_is_admin, g.* from memberships m join groups g on g.id = m.group_id",
        "order by g.path_key",
    );
    Ok(rows.fetch_all(db).await?)
}

pub async fn member_counts(db: &AnyPool, groups: &[String]) -> Result<Vec<(String, i64)>> {
    let mut filter = Filter::default();
    filter.one_of("group_id", groups);
    Ok(filter.rows("select group_id, count(*) from memberships", "group by group_id").fetch_all(db).await?)
}

pub async fn insert(tx: &mut Tx, id: &str, name: &str, path_key: &str, now: i64) -> Result<()> {
    let done = sqlx::query("insert into groups (id, name, path_key, created_at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(name)
        .bind(path_key)
        .bind(now)
        .execute(&mut **tx)
        .await;
    match done {
        Ok(_) => Ok(()),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Err(Error::Conflict {
            code: "GROUP_CONFLICT_NAME",
            field: "name",
            message: "Group exists with same name. Names that differ only in capitals, \"_\" or \"-\" count as the same.".into(),
        }),
        Err(error) => Err(error.into()),
    }
}

pub async fn update(tx: &mut Tx, group: &Group) -> Result<()> {
    sqlx::query(
        "update groups set display_name = $1, quota_cpu = $2, quota_memory = $3, quota_gpu = $4, project_quota_cpu = $5, \
         project_quota_memory = $6, project_quota_gpu = $7, user_volume_capacity = $8, enabled_shared_volume = $9, \
         shared_volume_capacity = $10, home_symlink = $11, launch_group_only = $12, enabled_deployment = $13, max_deploy = $14, \
         job_deadline_seconds = $15, tracking_uri = $16, ui_url = $17, tracking_envs = $18, artifact_envs = $19 where id = $20",
    )
    .bind(&group.display_name)
    .bind(group.quota_cpu)
    .bind(group.quota_memory)
    .bind(group.quota_gpu)
    .bind(group.project_quota_cpu)
    .bind(group.project_quota_memory)
    .bind(group.project_quota_gpu)
    .bind(group.user_volume_capacity)
    .bind(group.enabled_shared_volume)
    .bind(group.shared_volume_capacity)
    .bind(group.home_symlink)
    .bind(group.launch_group_only)
    .bind(group.enabled_deployment)
    .bind(group.max_deploy)
    .bind(group.job_deadline_seconds)
    .bind(&group.tracking_uri)
    .bind(&group.ui_url)
    .bind(&group.tracking_envs)
    .bind(&group.artifact_envs)
    .bind(&group.id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("delete from groups where id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}

pub async fn belongings(db: &AnyPool, id: &str) -> Result<Belongings> {
    let (members, notebooks, running): (i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from memberships where group_id = $1), (select count(*) from notebooks where group_id = $1), \
         (select count(*) from units where group_id = $1 and holds = 1)",
    )
    .bind(id)
    .fetch_one(db)
    .await?;
    Ok(Belongings { members, notebooks, running })
}

/// Ids, names and administrator flags of the members.
pub async fn members(tx: &mut Tx, group_id: &str) -> Result<Vec<(String, String, i64)>> {
    Ok(sqlx::query_as("select u.id, u.username, m.is_admin from memberships m join users u on u.id = m.user_id where m.group_id = $1 order by u.username_key")
        .bind(group_id)
        .fetch_all(&mut **tx)
        .await?)
}

pub async fn set_group_admin(tx: &mut Tx, group_id: &str, user_id: &str, is_admin: bool) -> Result<()> {
    sqlx::query("update memberships set is_admin = $1 where group_id = $2 and user_id = $3")
        .bind(is_admin as i64)
        .bind(group_id)
        .bind(user_id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
