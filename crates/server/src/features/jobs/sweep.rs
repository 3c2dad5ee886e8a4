//! What is thrown away when its time is over? Records of ended jobs, runs of recurring ones, messages in the bell, and work folders that a
//! server that died left behind.

use std::time::Duration;

use super::{artifacts, schedules, store};
use crate::app::SharedApp;
use crate::error::Result;
use crate::features::identity::notices;
use crate::features::workload;

const EVERY: Duration = Duration::from_secs(600);
const DAY: i64 = 86_400_000_000;

pub async fn run(app: SharedApp) {
    loop {
        if let Err(error) = round(&app).await {
            error.log();
        }
        app.clock.sleep(EVERY).await;
    }
}

pub async fn round(app: &SharedApp) -> Result<()> {
    let (settings, now) = (&app.config.jobs, app.clock.micros());
    let before = if settings.keep_days > 0 { now - settings.keep_days * DAY } else { 0 };
    let mut over = store::to_forget(app.db.read(), before, settings.keep_records).await?;
    over.extend(store::orphans(app.db.read()).await?);
    for id in over {
        let mut tx = app.db.begin().await?;
        store::delete(&mut tx, &id).await?;
        workload::store::forget_unit(&mut tx, &id).await?;
        tx.commit().await?;
    }
    let mut tx = app.db.begin().await?;
    notices::store::forget_before(&mut tx, now - settings.keep_notification_days * DAY).await?;
    schedules::store::forget_runs(&mut tx, settings.keep_runs).await?;
    tx.commit().await?;
    remove_left_folders(app).await
}

/// A job is written down before its folder is made, so a folder without a job that lives is left over.
async fn remove_left_folders(app: &SharedApp) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(app.data("jobs")) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_needed = match name.to_str() {
            Some(id) => store::is_unsettled(app.db.read(), id).await?,
            None => false,
        };
        if !is_needed {
            artifacts::remove_work_folder(entry.path()).await?;
        }
    }
    Ok(())
}
