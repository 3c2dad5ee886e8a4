//! Can this process answer people? `/readyz`, for whatever distributes requests to servers.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;

use super::store;
use crate::app::SharedApp;

/// Without the database nothing works. Without the engine people still sign in, read and are told what is wrong.
pub async fn ready(State(app): State<SharedApp>) -> impl IntoResponse {
    let database = store::ping(app.db.read()).await.is_ok();
    let engine = app.workloads.engine_state.known().away_since.is_none();
    let word = |works: bool| if works { "ok" } else { "away" };
    let status = if database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": database, "database": word(database), "engine": word(engine) })))
}
