//! GraphQL of groups.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::{actions, list};
use crate::amounts;
use crate::auth::{actor, app};
use crate::error::Error;
use crate::features::identity::inputs::{GroupCreateInput, GroupOrderByInput, GroupUpdateInput, GroupWhereInput, GroupWhereUniqueInput};
use crate::features::identity::load::{AdminsOf, GroupsOf, MemberCountOf, MembersOf, loader};
use crate::features::identity::model::{self, EVERYONE};
use crate::features::identity::people::store::Member;
use crate::features::identity::store as people;
use crate::graphql::{Group, GroupMember, User};
use crate::paging::{Cut, PageInfo};

pub struct GroupCore(model::Group);

impl From<model::Group> for GroupCore {
    fn from(group: model::Group) -> Self {
        Self(group)
    }
}

/// How the caller stands to a group.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Standing {
    Stranger,
    Member,
    GroupAdmin,
}

impl GroupCore {
    async fn standing(&self, ctx: &Context<'_>) -> Result<Standing> {
        let mine = loader(ctx).load_one(GroupsOf(actor(ctx)?.id.clone())).await?.unwrap_or_default();
        Ok(match mine.iter().find(|(group, _)| group.id == self.0.id) {
            None => Standing::Stranger,
            Some((_, true)) => Standing::GroupAdmin,
            Some(_) => Standing::Member,
        })
    }

    /// Who belongs to a group is shown to its members and to administrators. Of `everyone` only to the latter, since it is everybody.
    async fn shows_members(&self, ctx: &Context<'_>) -> Result<bool> {
        if actor(ctx)?.is_admin {
            return Ok(true);
        }
        Ok(self.0.id != EVERYONE && self.standing(ctx).await? >= Standing::Member)
    }
}

#[Object]
impl GroupCore {
    async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn display_name(&self) -> Option<&str> {
        self.0.display_name.as_deref()
    }

    /// User names of the group's administrators, separated by commas.
    async fn admins(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        if !self.shows_members(ctx).await? {
            return Ok(None);
        }
        Ok(Some(loader(ctx).load_one(AdminsOf(self.0.id.clone())).await?.unwrap_or_default().join(",")))
    }

    async fn quota_cpu(&self) -> Option<f64> {
        self.0.quota_cpu.map(amounts::cores)
    }

    async fn quota_gpu(&self) -> Option<i64> {
        self.0.quota_gpu
    }

    async fn quota_memory(&self) -> Option<f64> {
        self.0.quota_memory.map(amounts::gib)
    }

    async fn user_volume_capacity(&self) -> Option<i64> {
        self.0.user_volume_capacity
    }

    async fn project_quota_cpu(&self) -> Option<f64> {
        self.0.project_quota_cpu.map(amounts::cores)
    }

    async fn project_quota_gpu(&self) -> Option<i64> {
        self.0.project_quota_gpu
    }

    async fn project_quota_memory(&self) -> Option<f64> {
        self.0.project_quota_memory.map(amounts::gib)
    }

    /// Null for people outside the group.
    async fn users(&self, ctx: &Context<'_>) -> Result<Option<Vec<Option<User>>>> {
        if !self.shows_members(ctx).await? {
            return Ok(None);
        }
        let members = loader(ctx).load_one(MembersOf(self.0.id.clone())).await?.unwrap_or_default();
        Ok(Some(members.into_iter().map(|member| Some(User::from(member))).collect()))
    }

    async fn member_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(loader(ctx).load_one(MemberCountOf(self.0.id.clone())).await?.unwrap_or_default())
    }

    /// Belongs to volumes, which are not groups; clients of the original ask for it here, too.
    async fn writable(&self) -> Option<bool> {
        None
    }

    async fn enabled_shared_volume(&self) -> Option<bool> {
        Some(self.0.enabled_shared_volume == 1)
    }

    async fn shared_volume_capacity(&self) -> Option<i64> {
        self.0.shared_volume_capacity
    }

    async fn home_symlink(&self) -> Option<bool> {
        Some(self.0.home_symlink == 1)
    }

    async fn launch_group_only(&self) -> Option<bool> {
        Some(self.0.launch_group_only == 1)
    }

    async fn enabled_deployment(&self) -> Option<bool> {
        Some(self.0.enabled_deployment == 1)
    }

    async fn max_deploy(&self) -> Option<i64> {
        self.0.max_deploy
    }

    /// Nothing is deployed as long as there are no deployments.
    async fn deployments_usage(&self) -> Option<i64> {
        Some(0)
    }

    async fn job_default_active_deadline_seconds(&self) -> Option<i64> {
        self.0.job_deadline_seconds
    }

    /// Null for people outside the group: the variables may hold passwords of the store.
    async fn mlflow(&self, ctx: &Context<'_>) -> Result<Option<MLflowSetting>> {
        if !self.shows_members(ctx).await? {
            return Ok(None);
        }
        Ok(Some(MLflowSetting {
            tracking_uri: self.0.tracking_uri.clone(),
            ui_url: self.0.ui_url.clone(),
            tracking_envs: Some(EnvVar::list(self.0.tracking_envs.as_deref())),
            artifact_envs: Some(EnvVar::list(self.0.artifact_envs.as_deref())),
        }))
    }

    /// True when the caller is an administrator of this group.
    async fn is_group_admin(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.standing(ctx).await? == Standing::GroupAdmin)
    }

    async fn members(
        &self,
        ctx: &Context<'_>,
        search: Option<String>,
        page: Option<i32>,
        page_size: Option<i32>,
    ) -> Result<GroupMemberConnection> {
        if !self.shows_members(ctx).await? {
            return Err(Error::not_allowed("Not Authorised! Only members and administrators see who belongs to a group.").into());
        }
        let found = list::members(app(ctx), &self.0.id, search, page, page_size).await?;
        let group_id = &self.0.id;
        let member = |row: Member| {
            let user_id = row.user.id.clone();
            GroupMember::new(group_id, &user_id, MemberCore { is_group_admin: row.member_is_admin == 1, user: row.user })
        };
        Ok(GroupMemberConnection { nodes: found.rows.into_iter().map(member).collect(), total_count: found.total })
    }
}

pub struct MemberCore {
    user: model::User,
    is_group_admin: bool,
}

#[Object]
impl MemberCore {
    async fn user(&self) -> User {
        self.user.clone().into()
    }

    async fn is_group_admin(&self) -> bool {
        self.is_group_admin
    }
}

#[derive(SimpleObject)]
pub struct GroupMemberConnection {
    nodes: Vec<GroupMember>,
    total_count: i64,
}

#[derive(SimpleObject)]
pub struct GroupEdge {
    node: Group,
    cursor: String,
}

#[derive(SimpleObject)]
pub struct GroupConnection {
    page_info: PageInfo,
    edges: Vec<Option<GroupEdge>>,
    total_count: i64,
}

#[derive(SimpleObject)]
#[graphql(name = "MLflowSetting")]
pub struct MLflowSetting {
    tracking_uri: Option<String>,
    ui_url: Option<String>,
    tracking_envs: Option<Vec<Option<EnvVar>>>,
    artifact_envs: Option<Vec<Option<EnvVar>>>,
}

#[derive(SimpleObject, serde::Deserialize)]
pub struct EnvVar {
    pub name: Option<String>,
    pub value: Option<String>,
}

impl EnvVar {
    /// Variables that are kept as JSON text.
    pub fn list(json: Option<&str>) -> Vec<Option<Self>> {
        json.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

#[derive(SimpleObject, Default)]
pub struct GroupResourcesToBeDeleted {
    apps: Option<i64>,
    datasets: Option<i64>,
    shared_files: Option<i64>,
    jobs: Option<i64>,
    schedules: Option<i64>,
    deployments: Option<i64>,
    notebooks: Option<i64>,
    members: Option<i64>,
    running_workloads: Option<i64>,
    shared_files_bytes: Option<f64>,
}

#[derive(Default)]
pub struct GroupQuery;

#[Object]
impl GroupQuery {
    /// For administrators, and for members of the group.
    async fn group(&self, ctx: &Context<'_>, r#where: GroupWhereUniqueInput) -> Result<Option<Group>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let id = r#where.id.as_str();
        if !actor.is_admin && !people::is_member(app.db.read(), &actor.id, id).await? {
            return Err(Error::not_allowed("user not auth: only members and administrators may look at a group.").into());
        }
        Ok(people::group(app.db.read(), id).await?.map(Group::from))
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments are the contract's")]
    async fn groups(
        &self,
        ctx: &Context<'_>,
        r#where: Option<GroupWhereInput>,
        page: Option<i32>,
        order_by: Option<GroupOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<Vec<Option<Group>>> {
        actor(ctx)?.require_admin()?;
        let cut = Cut::new(page, None, before, after, first, last)?;
        let found = list::groups(app(ctx), r#where, cut, order_by).await?;
        Ok(found.rows.into_iter().map(|group| Some(Group::from(group))).collect())
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments are the contract's")]
    async fn groups_connection(
        &self,
        ctx: &Context<'_>,
        r#where: Option<GroupWhereInput>,
        page: Option<i32>,
        page_size: Option<i32>,
        order_by: Option<GroupOrderByInput>,
        before: Option<String>,
        after: Option<String>,
        first: Option<i32>,
        last: Option<i32>,
    ) -> Result<GroupConnection> {
        actor(ctx)?.require_admin()?;
        let cut = Cut::new(page, page_size, before, after, first, last)?;
        let found = list::groups(app(ctx), r#where, cut, order_by).await?;
        let edge = |group: model::Group| Some(GroupEdge { cursor: group.id.clone(), node: group.into() });
        Ok(GroupConnection { page_info: found.info, edges: found.rows.into_iter().map(edge).collect(), total_count: found.total })
    }

    /// What goes with the group, to be shown before it is deleted. Kinds that this server does not have are 0; null is not counted.
    async fn group_resources_to_be_deleted(
        &self,
        ctx: &Context<'_>,
        r#where: GroupWhereUniqueInput,
    ) -> Result<Option<GroupResourcesToBeDeleted>> {
        let found = actions::belongings(app(ctx), actor(ctx)?, &r#where.id).await?;
        Ok(Some(GroupResourcesToBeDeleted {
            apps: Some(0),
            datasets: Some(0),
            jobs: Some(0),
            schedules: Some(0),
            deployments: Some(0),
            notebooks: Some(found.notebooks),
            members: Some(found.members),
            running_workloads: Some(found.running),
            ..Default::default()
        }))
    }
}

#[derive(Default)]
pub struct GroupMutation;

#[Object]
impl GroupMutation {
    async fn create_group(&self, ctx: &Context<'_>, data: GroupCreateInput) -> Result<Group> {
        Ok(actions::create(app(ctx), actor(ctx)?, data).await?.into())
    }

    async fn update_group(&self, ctx: &Context<'_>, data: GroupUpdateInput, r#where: GroupWhereUniqueInput) -> Result<Option<Group>> {
        Ok(Some(actions::update(app(ctx), actor(ctx)?, &r#where.id, data).await?.into()))
    }

    async fn delete_group(&self, ctx: &Context<'_>, r#where: GroupWhereUniqueInput) -> Result<Option<Group>> {
        Ok(Some(actions::delete(app(ctx), actor(ctx)?, &r#where.id).await?.into()))
    }
}
