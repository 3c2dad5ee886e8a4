//! GraphQL of accounts.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::{actions, list};
use crate::auth::{actor, app};
use crate::clock::rfc3339;
use crate::error::Error;
use crate::features::identity::door::password;
use crate::features::identity::inputs::{UserCreateInput, UserUpdateInput, UserWhereInput, UserWhereUniqueInput, UsersOrderBy};
use crate::features::identity::load::{GroupsOf, TokenCountOf, loader};
use crate::features::identity::model::{self, EVERYONE};
use crate::features::identity::store as people;
use crate::graphql::{Group, User};
use crate::paging::PageInfo;

pub struct UserCore(model::User);

impl From<model::User> for UserCore {
    fn from(user: model::User) -> Self {
        Self(user)
    }
}

impl UserCore {
    /// Most of an account is shown to its owner and to administrators only.
    fn is_open(&self, ctx: &Context<'_>) -> bool {
        ctx.data_opt::<crate::auth::Actor>().is_some_and(|actor| actor.is_admin || actor.id == self.0.id)
    }

    async fn shares_a_group(&self, ctx: &Context<'_>) -> Result<bool> {
        let loader = loader(ctx);
        let mine = loader.load_one(GroupsOf(actor(ctx)?.id.clone())).await?.unwrap_or_default();
        let theirs = loader.load_one(GroupsOf(self.0.id.clone())).await?.unwrap_or_default();
        let shared = |group: &model::Group| group.id != EVERYONE && mine.iter().any(|(own, _)| own.id == group.id);
        Ok(theirs.iter().any(|(group, _)| shared(group)))
    }

    async fn groups_of(&self, ctx: &Context<'_>) -> Result<Option<Vec<model::Group>>> {
        if !self.is_open(ctx) {
            return Ok(None);
        }
        let rows = loader(ctx).load_one(GroupsOf(self.0.id.clone())).await?.unwrap_or_default();
        Ok(Some(rows.into_iter().map(|(group, _)| group).collect()))
    }
}

#[Object]
impl UserCore {
    async fn id(&self) -> ID {
        ID(self.0.id.clone())
    }

    async fn username(&self) -> &str {
        &self.0.username
    }

    /// Shown to administrators and to people of a common group.
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        if self.is_open(ctx) || self.shares_a_group(ctx).await? {
            return Ok(self.0.email.as_deref());
        }
        Ok(None)
    }

    async fn first_name(&self) -> Option<&str> {
        self.0.first_name.as_deref()
    }

    async fn last_name(&self) -> Option<&str> {
        self.0.last_name.as_deref()
    }

    /// One-time passwords are not offered by local accounts.
    async fn totp(&self, ctx: &Context<'_>) -> Option<bool> {
        self.is_open(ctx).then_some(false)
    }

    async fn is_admin(&self, ctx: &Context<'_>) -> Option<bool> {
        self.is_open(ctx).then_some(self.0.is_admin == 1)
    }

    async fn enabled(&self, ctx: &Context<'_>) -> Option<bool> {
        self.is_open(ctx).then_some(self.0.enabled == 1)
    }

    async fn enable_invite_users(&self, ctx: &Context<'_>) -> Option<bool> {
        self.is_open(ctx).then_some(self.0.enable_invite_users == 1)
    }

    /// Milliseconds since 1970.
    async fn created_timestamp(&self, ctx: &Context<'_>) -> Option<f64> {
        self.is_open(ctx).then_some((self.0.created_at / 1000) as f64)
    }

    async fn last_seen_at(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.last_seen_at.filter(|_| self.is_open(ctx)).map(rfc3339)
    }

    async fn volume_capacity(&self, ctx: &Context<'_>) -> Option<i64> {
        self.0.volume_capacity.filter(|_| self.is_open(ctx))
    }

    async fn federated(&self, ctx: &Context<'_>) -> Option<bool> {
        self.is_open(ctx).then_some(false)
    }

    async fn must_change_password(&self, ctx: &Context<'_>) -> Option<bool> {
        self.is_open(ctx).then_some(self.0.must_change_password == 1)
    }

    /// With the group `everyone`, without what it brings.
    async fn groups(&self, ctx: &Context<'_>) -> Result<Option<Vec<Option<Group>>>> {
        let groups = self.groups_of(ctx).await?;
        Ok(groups.map(|groups| groups.into_iter().map(|group| Some(Group::from(group))).collect()))
    }

    /// Without the group `everyone`, with what it brings.
    async fn effective_groups(&self, ctx: &Context<'_>) -> Result<Option<Vec<Option<Group>>>> {
        let groups = self.groups_of(ctx).await?;
        let named = |groups: Vec<model::Group>| groups.into_iter().filter(|group| group.id != EVERYONE);
        Ok(groups.map(|groups| named(groups).map(|group| Some(Group::effective(group))).collect()))
    }

    async fn api_token_count(&self, ctx: &Context<'_>) -> Result<Option<i64>> {
        if !self.is_open(ctx) {
            return Ok(None);
        }
        Ok(Some(loader(ctx).load_one(TokenCountOf(self.0.id.clone())).await?.unwrap_or_default()))
    }

    /// May hold passwords of other systems, so only the person sees them.
    async fn predefined_envs(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let is_own = actor(ctx)?.id == self.0.id;
        Ok(self.0.predefined_envs.as_deref().filter(|_| is_own))
    }

    /// light, dark or system; null before a choice.
    async fn theme(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.theme.as_deref().filter(|_| self.is_open(ctx))
    }
}

#[derive(SimpleObject)]
pub struct UserEdge {
    pub node: User,
    pub cursor: String,
}

#[derive(SimpleObject)]
pub struct UserConnection {
    pub page_info: PageInfo,
    pub edges: Vec<Option<UserEdge>>,
    pub total_count: i64,
}

#[derive(SimpleObject)]
pub struct UserActionResponse {
    pub id: Option<String>,
}

#[derive(Default)]
pub struct PeopleQuery;

#[Object]
impl PeopleQuery {
    /// Oneself, or anybody for administrators. Admins of a group may look people up by id, to add them.
    async fn user(&self, ctx: &Context<'_>, r#where: UserWhereUniqueInput) -> Result<Option<User>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let id = r#where.id.as_str();
        let allowed = actor.is_admin || actor.id == id || people::is_admin_of_any_group(app.db.read(), &actor.id).await?;
        if !allowed {
            return Err(Error::not_allowed("Not Authorised! Only administrators may look at other people's accounts.").into());
        }
        Ok(people::user(app.db.read(), id).await?.map(User::from))
    }

    /// A page of people; 10 without `first`.
    #[expect(clippy::too_many_arguments, reason = "the arguments are the contract's")]
    async fn users(
        &self,
        ctx: &Context<'_>,
        r#where: Option<UserWhereInput>,
        before: Option<String>,
        after: Option<String>,
        page: Option<i32>,
        first: Option<i32>,
        last: Option<i32>,
        user_order_by: Option<UsersOrderBy>,
    ) -> Result<Vec<Option<User>>> {
        actor(ctx)?.require_admin()?;
        let part = list::Part::new(page, first, last, after, before)?;
        let found = list::users(app(ctx), r#where, part, user_order_by).await?;
        Ok(found.rows.into_iter().map(|user| Some(User::from(user))).collect())
    }

    /// `after` and `before` are numbers of pages from 0 on, as text; `page` counts from 1.
    #[expect(clippy::too_many_arguments, reason = "the arguments are the contract's")]
    async fn users_connection(
        &self,
        ctx: &Context<'_>,
        r#where: Option<UserWhereInput>,
        before: Option<String>,
        after: Option<String>,
        page: Option<i32>,
        first: Option<i32>,
        last: Option<i32>,
        user_order_by: Option<UsersOrderBy>,
    ) -> Result<UserConnection> {
        actor(ctx)?.require_admin()?;
        let part = list::Part::new(page, first, last, after, before)?;
        let found = list::users(app(ctx), r#where, part, user_order_by).await?;
        let edge = |user: model::User| Some(UserEdge { cursor: user.id.clone(), node: user.into() });
        Ok(UserConnection { page_info: found.info, edges: found.rows.into_iter().map(edge).collect(), total_count: found.total })
    }
}

#[derive(Default)]
pub struct PeopleMutation;

#[Object]
impl PeopleMutation {
    async fn create_user(&self, ctx: &Context<'_>, data: UserCreateInput) -> Result<User> {
        Ok(actions::create(app(ctx), actor(ctx)?, data).await?.into())
    }

    async fn update_user(&self, ctx: &Context<'_>, data: UserUpdateInput, r#where: UserWhereUniqueInput) -> Result<Option<User>> {
        Ok(Some(actions::update(app(ctx), actor(ctx)?, &r#where.id, data).await?.into()))
    }

    async fn delete_user(&self, ctx: &Context<'_>, r#where: UserWhereUniqueInput) -> Result<Option<User>> {
        Ok(Some(actions::delete(app(ctx), actor(ctx)?, &r#where.id).await?.into()))
    }

    async fn reset_password(
        &self,
        ctx: &Context<'_>,
        id: Option<String>,
        password: Option<String>,
        temporary: Option<bool>,
    ) -> Result<Option<UserActionResponse>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        actor.require_admin()?;
        let id = id.ok_or_else(|| Error::invalid("id", "id has to name the user whose password is set."))?;
        let password = password.ok_or_else(|| Error::invalid("password", "password has to be given."))?;
        let user = password::reset(app, actor, &id, &password, temporary.unwrap_or(false)).await?;
        Ok(Some(UserActionResponse { id: Some(user.id) }))
    }
}
