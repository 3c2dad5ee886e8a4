//! What groups and people use now, as GraphQL fields of `Group` and `User`.

use async_graphql::Object;

pub struct GroupUse {
    pub group_id: String,
}

#[Object]
impl GroupUse {
    async fn placeholder_use(&self) -> &str {
        &self.group_id
    }
}

pub struct UserUse {
    pub user_id: String,
}

#[Object]
impl UserUse {
    async fn usage_placeholder(&self) -> &str {
        &self.user_id
    }
}

pub struct MemberUse {
    pub group_id: String,
    pub user_id: String,
}

#[Object]
impl MemberUse {
    async fn placeholder_use(&self) -> String {
        format!("{} {}", self.group_id, self.user_id)
    }
}
