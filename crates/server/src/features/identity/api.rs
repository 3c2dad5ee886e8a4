//! GraphQL of people, groups, sessions, tokens and the audit.

use async_graphql::{Context, ID, Object, Result};

use super::{model, store};
use crate::auth::{actor, app};
use crate::graphql::User;

#[derive(Default)]
pub struct IdentityQuery;

#[Object]
impl IdentityQuery {
    async fn me(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        let app = app(ctx);
        Ok(store::user(app.db.read(), &actor(ctx)?.id).await?.map(User::from))
    }
}

#[derive(Default)]
pub struct IdentityMutation;

#[Object]
impl IdentityMutation {
    async fn revoke_session(&self, id: ID) -> Result<ID> {
        Ok(id)
    }
}

pub struct GroupCore(model::Group);

impl From<model::Group> for GroupCore {
    fn from(group: model::Group) -> Self {
        Self(group)
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
}

pub struct UserCore(model::User);

impl From<model::User> for UserCore {
    fn from(user: model::User) -> Self {
        Self(user)
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
}
