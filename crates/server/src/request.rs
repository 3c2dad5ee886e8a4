//! Which request is being answered? A task-local carries its id into errors and logs without passing it everywhere.

use std::future::Future;

tokio::task_local! {
    static ID: String;
}

/// The id of the request that this task answers, or `none` in background work.
pub fn id() -> String {
    ID.try_with(Clone::clone).unwrap_or_else(|_| "none".to_owned())
}

pub async fn scope<F: Future>(id: String, work: F) -> F::Output {
    ID.scope(id, work).await
}
