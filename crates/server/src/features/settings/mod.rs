//! What administrators change while the server runs: the organisation's name, time zone, sudo in notebooks.

pub mod actions;
pub mod api;
pub mod model;
pub mod store;

use crate::app::SharedApp;
use crate::db::Tx;
use crate::error::Result;
use model::Settings;

/// At the first start the time zone is that of the machine.
pub async fn seed(app: &SharedApp) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let now = app.clock.micros();
    if first_time(&mut tx, "seeded_settings", now).await? {
        let zone = iana_time_zone::get_timezone().ok().filter(|zone| model::timezone(zone).is_ok());
        if let Some(zone) = zone {
            store::set(&mut tx, model::TIMEZONE, &zone, now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// True once in the life of an installation for each mark; for what is set up at the first start and never again.
pub async fn first_time(tx: &mut Tx, mark: &str, now: i64) -> Result<bool> {
    store::mark_once(tx, mark, now).await
}

pub async fn current(app: &SharedApp) -> Result<Settings> {
    Ok(Settings::read(&store::all(app.db.read()).await?))
}

/// Whether people may become root inside their own workloads.
pub async fn grant_sudo(app: &SharedApp) -> Result<bool> {
    Ok(current(app).await?.grant_sudo)
}

/// The time zone of schedules and of `TZ` in workloads.
pub async fn timezone(app: &SharedApp) -> Result<String> {
    Ok(current(app).await?.timezone)
}

pub async fn org_name(app: &SharedApp) -> Result<String> {
    Ok(current(app).await?.org_name)
}

/// GB of a personal volume, for people without a capacity of their own.
pub async fn default_volume_capacity(app: &SharedApp) -> Result<i64> {
    Ok(current(app).await?.default_volume_capacity)
}
