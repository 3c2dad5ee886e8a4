//! Jobs: commands that run to their end in a group, now or again and again, and what remains of them.

pub mod actions;
pub mod api;
pub mod artifacts;
mod connection;
mod end;
pub mod http;
mod input;
pub mod model;
mod options;
mod phase;
pub mod schedules;
mod spec;
mod store;
mod sweep;
pub mod watch;
mod work_limit;

use crate::app::SharedApp;

/// Everything that jobs need beside the answering of requests.
pub async fn run(app: SharedApp) {
    tokio::join!(watch::run(app.clone()), schedules::fire::run(app.clone()), sweep::run(app.clone()), work_limit::run(app));
}
