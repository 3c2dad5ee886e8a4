//! Does a job write more into its working directory than it may? Looked at now and then, as the disk is everybody's.

use std::path::PathBuf;
use std::time::Duration;

use super::model::{Phase, Stop};
use super::{spec, store, watch};
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::files::beneath::Folder;
use crate::features::files::walk;

const EVERY: Duration = Duration::from_secs(30);

pub async fn run(app: SharedApp) {
    if app.config.jobs.work_gib == 0 {
        return;
    }
    let mut took = Duration::ZERO;
    loop {
        // Huge folders must not keep the disk busy with being measured.
        app.clock.sleep(EVERY.max(20 * took)).await;
        let began = app.clock.micros();
        if let Err(error) = round(&app).await {
            error.log();
        }
        took = Duration::from_micros((app.clock.micros() - began).unsigned_abs());
    }
}

/// One folder after the other.
async fn round(app: &SharedApp) -> Result<()> {
    let limit = app.config.jobs.work_gib;
    for live in store::live(app.db.read()).await?.into_iter().filter(|live| live.phase == Phase::Running.text()) {
        match bytes(spec::work_folder(app, &live.id)).await {
            Ok(bytes) if bytes > limit << 30 => {
                let message = format!("It wrote more than {limit} GiB into its working directory and was stopped.");
                watch::stop(app, (&live.id, &live.group_id), Stop::WorkFull, &message).await?;
            }
            Ok(_) => {}
            // Most likely it ended meanwhile.
            Err(error) => tracing::debug!(job = live.id, "its working directory cannot be measured: {}", error.sentence()),
        }
    }
    Ok(())
}

async fn bytes(folder: PathBuf) -> Result<u64> {
    let measured = tokio::task::spawn_blocking(move || walk::bytes(&Folder::open(&folder)?));
    Ok(measured.await.map_err(Error::internal)??)
}
