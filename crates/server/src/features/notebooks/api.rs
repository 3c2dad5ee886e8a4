//! GraphQL of notebooks.

use async_graphql::Object;

#[derive(Default)]
pub struct NotebookQuery;

#[Object]
impl NotebookQuery {
    async fn placeholder_notebook(&self) -> bool {
        true
    }
}

#[derive(Default)]
pub struct NotebookMutation;

#[Object]
impl NotebookMutation {
    async fn placeholder_notebook(&self) -> bool {
        true
    }
}
