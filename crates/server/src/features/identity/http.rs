//! The REST routes of signing in and out, the set-up, and the command line's token exchange.

use axum::Router;

use crate::app::SharedApp;

pub fn routes() -> Router<SharedApp> {
    Router::new()
}
