//! The REST route of jobs: their logs, at the address that the original gives them.

use axum::extract::{Path, Query, State};
use axum::response::Response;

use super::actions;
use crate::app::SharedApp;
use crate::error::Result;
use crate::features::workload::logs::{LogQuery, answer};
use crate::http::{Routes, Signed};

pub fn routes() -> Routes {
    Routes::default().get("/api/logs/namespaces/{namespace}/phjobs/{id}", log)
}

async fn log(
    State(app): State<SharedApp>,
    Signed(actor): Signed,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<LogQuery>,
) -> Result<Response> {
    let job = actions::seen(&app, &actor, &id).await?;
    answer(&app, &job.id, query).await
}
