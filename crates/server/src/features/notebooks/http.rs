//! The REST routes of notebooks: logs, terminal, opening JupyterLab.

use axum::Router;

use crate::app::SharedApp;

pub fn routes() -> Router<SharedApp> {
    Router::new()
}
