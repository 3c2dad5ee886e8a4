//! What administrators change while the server runs: the organisation's name, time zone, sudo in notebooks.

pub mod api;
pub mod store;

use crate::app::SharedApp;
use crate::error::Result;

pub async fn seed(_app: &SharedApp) -> Result<()> {
    Ok(())
}

/// Whether people may become root inside their own workloads.
pub async fn grant_sudo(app: &SharedApp) -> Result<bool> {
    Ok(store::get(app.db.read(), "grant_sudo").await?.is_none_or(|value| value == "true"))
}

/// The time zone of schedules and of `TZ` in workloads.
pub async fn timezone(app: &SharedApp) -> Result<String> {
    Ok(store::get(app.db.read(), "timezone").await?.unwrap_or_else(|| "Etc/UTC".into()))
}
