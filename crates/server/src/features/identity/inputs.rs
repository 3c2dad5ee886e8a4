//! Stand-in.

use async_graphql::{ID, InputObject};

#[derive(InputObject)]
pub struct GroupWhereUniqueInput {
    pub id: ID,
}

#[derive(InputObject)]
pub struct GroupCreateInput {
    pub name: String,
}

#[derive(InputObject)]
pub struct GroupCreateManyInput {
    pub create: Option<Vec<GroupCreateInput>>,
    pub connect: Option<Vec<GroupWhereUniqueInput>>,
}

#[derive(InputObject)]
pub struct GroupUpdateManyInput {
    pub create: Option<Vec<GroupCreateInput>>,
    pub connect: Option<Vec<GroupWhereUniqueInput>>,
    pub disconnect: Option<Vec<GroupWhereUniqueInput>>,
    pub delete: Option<Vec<GroupWhereUniqueInput>>,
}
