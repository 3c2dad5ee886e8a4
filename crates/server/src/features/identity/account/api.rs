//! GraphQL of one's own account.

use async_graphql::{Context, ID, MaybeUndefined, Object, Result, SimpleObject};

use super::super::inputs::EnvVarInput;
use super::super::people::api::UserActionResponse;
use super::super::store as people;
use super::store::{SessionRow, TokenRow};
use super::{profile, sessions, tokens};
use crate::auth::{actor, actor_before_password_change, app};
use crate::clock::rfc3339;
use crate::graphql::User;

#[derive(SimpleObject)]
pub struct Session {
    id: ID,
    current: bool,
    created_at: String,
    last_seen_at: String,
    expires_at: String,
    address: String,
    user_agent: String,
}

impl Session {
    fn new(row: SessionRow, current: Option<&str>, idle_limit: i64) -> Self {
        Self {
            current: current == Some(row.id.as_str()),
            id: ID(row.id),
            created_at: rfc3339(row.created_at),
            last_seen_at: rfc3339(row.last_seen_at),
            expires_at: rfc3339(row.expires_at.min(row.last_seen_at + idle_limit)),
            address: row.address,
            user_agent: row.user_agent,
        }
    }
}

#[derive(SimpleObject)]
pub struct ApiToken {
    id: ID,
    name: String,
    created_at: String,
    last_used_at: Option<String>,
    expires_at: Option<String>,
    /// The first characters, to tell tokens apart.
    hint: String,
}

impl From<TokenRow> for ApiToken {
    fn from(row: TokenRow) -> Self {
        Self {
            id: ID(row.id),
            name: row.name,
            created_at: rfc3339(row.created_at),
            last_used_at: row.last_used_at.map(rfc3339),
            expires_at: row.expires_at.map(rfc3339),
            hint: row.hint,
        }
    }
}

#[derive(SimpleObject)]
pub struct CreatedApiToken {
    token: ApiToken,
    /// Shown once.
    plain_text: String,
}

#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// Answers also while the password has to be changed.
    async fn me(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        let id = &actor_before_password_change(ctx)?.id;
        Ok(people::user(app(ctx).db.read(), id).await?.map(User::from))
    }

    async fn my_sessions(&self, ctx: &Context<'_>) -> Result<Vec<Session>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let rows = sessions::mine(app, actor).await?;
        let idle_limit = sessions::idle_limit(app);
        Ok(rows.into_iter().map(|row| Session::new(row, actor.session(), idle_limit)).collect())
    }

    async fn my_api_tokens(&self, ctx: &Context<'_>) -> Result<Vec<ApiToken>> {
        Ok(tokens::mine(app(ctx), actor(ctx)?).await?.into_iter().map(ApiToken::from).collect())
    }
}

#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    async fn update_profile(
        &self,
        ctx: &Context<'_>,
        email: MaybeUndefined<String>,
        first_name: MaybeUndefined<String>,
        last_name: MaybeUndefined<String>,
        theme: MaybeUndefined<String>,
    ) -> Result<User> {
        let change = profile::ProfileChange { email, first_name, last_name, theme };
        Ok(profile::update(app(ctx), actor(ctx)?, change).await?.into())
    }

    async fn change_password(&self, ctx: &Context<'_>, current: String, new: String) -> Result<User> {
        Ok(profile::change_password(app(ctx), actor_before_password_change(ctx)?, &current, &new).await?.into())
    }

    /// Signs one of the caller's own sessions out.
    async fn revoke_session(&self, ctx: &Context<'_>, id: ID) -> Result<ID> {
        sessions::revoke(app(ctx), actor(ctx)?, &id).await?;
        Ok(id)
    }

    async fn revoke_other_sessions(&self, ctx: &Context<'_>) -> Result<u64> {
        Ok(sessions::revoke_others(app(ctx), actor(ctx)?).await?)
    }

    async fn create_api_token(&self, ctx: &Context<'_>, name: String, expires_in_days: Option<i64>) -> Result<CreatedApiToken> {
        let (token, plain_text) = tokens::create(app(ctx), actor(ctx)?, &name, expires_in_days).await?;
        Ok(CreatedApiToken { token: token.into(), plain_text })
    }

    async fn delete_api_token(&self, ctx: &Context<'_>, id: ID) -> Result<ID> {
        tokens::delete(app(ctx), actor(ctx)?, &id).await?;
        Ok(id)
    }

    /// Deletes all API tokens of a user (own ones, or any as administrator).
    async fn revoke_api_token(&self, ctx: &Context<'_>, user_id: Option<String>) -> Result<Option<UserActionResponse>> {
        let user = tokens::revoke_all(app(ctx), actor(ctx)?, user_id.as_deref()).await?;
        Ok(Some(UserActionResponse { id: Some(user.id) }))
    }

    async fn set_predefined_envs(&self, ctx: &Context<'_>, env: Vec<EnvVarInput>) -> Result<User> {
        Ok(profile::set_envs(app(ctx), actor(ctx)?, env).await?.into())
    }
}
