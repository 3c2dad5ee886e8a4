//! How much is really on the disk? Every group's shared files are added up now and then.

use std::time::Duration;

use super::store;
use crate::app::SharedApp;
use crate::error::Result;
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::files::walk;
use crate::features::identity;

/// Measures a group that never was, before anything is compared with its limits.
pub async fn ensure(app: &SharedApp, place: &Place) -> Result<()> {
    match store::usage(app.db.read(), &place.group.id).await? {
        Some(_) => Ok(()),
        None => measure(app, place).await,
    }
}

pub async fn measure(app: &SharedApp, place: &Place) -> Result<()> {
    let sum = place.with(&FilePath::root(), |place, path| walk::sum(&place.root, path)).await?;
    let mut tx = app.db.begin().await?;
    store::set_usage(&mut tx, &place.group.id, sum.bytes as i64, sum.files as i64, app.clock.micros()).await?;
    tx.commit().await?;
    app.events.changed("files", "usage", Some(&place.group.id));
    Ok(())
}

/// Those groups whose measurement is old, one after the other.
pub async fn measure_all(app: &SharedApp) -> Result<()> {
    let age = Duration::from_secs(app.config.files.measure_minutes * 60).as_micros() as i64;
    for id in store::unmeasured_since(app.db.read(), app.clock.micros() - age).await? {
        let Some(group) = identity::store::group(app.db.read(), &id).await? else { continue };
        let measured = async { measure(app, &Place::open(app, group).await?).await };
        if let Err(error) = measured.await {
            tracing::warn!("the shared files of a group cannot be measured: {}", error.sentence());
        }
    }
    Ok(())
}
