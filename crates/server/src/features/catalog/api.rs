//! GraphQL of instance types, images and secrets.

use async_graphql::Object;

#[derive(Default)]
pub struct CatalogQuery;

#[Object]
impl CatalogQuery {
    async fn placeholder_catalog(&self) -> bool {
        true
    }
}

#[derive(Default)]
pub struct CatalogMutation;

#[Object]
impl CatalogMutation {
    async fn placeholder_catalog(&self) -> bool {
        true
    }
}

pub struct GroupCatalog {
    pub group_id: String,
    /// With the global objects merged in.
    pub effective: bool,
}

#[Object]
impl GroupCatalog {
    async fn placeholder_catalog(&self) -> &str {
        &self.group_id
    }
}
