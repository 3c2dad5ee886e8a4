//! What has to be tidied up now and then? Uploads that nobody went on with, what is too long in the trash, old links and copies, what crashes
//! and deleted groups left behind, and measuring anew.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::beneath::Folder;
use super::place::{self, staging_of};
use super::remove::remove_at;
use super::{change, quota, share, trash, tus};
use crate::app::SharedApp;
use crate::error::Result;
use crate::events::News;
use crate::features::identity;

const EVERY: Duration = Duration::from_secs(600);
const DAY: Duration = Duration::from_secs(86_400);

/// Until `stop`. A group that is deleted is tidied up after at once, so that a new one of its name does not find its files.
pub async fn run(app: SharedApp, stop: CancellationToken) {
    let mut changes = app.events.subscribe();
    loop {
        if let Err(error) = sweep(&app).await {
            error.log();
        }
        let mut due = std::pin::pin!(app.clock.sleep(EVERY));
        loop {
            let group_changed = tokio::select! {
                () = stop.cancelled() => return,
                () = &mut due => break,
                change = changes.recv() => match change {
                    Ok(News::Changed(change)) => change.kind == "group",
                    Ok(News::Missed) | Err(RecvError::Lagged(_)) => true,
                    Err(RecvError::Closed) => return,
                },
            };
            if group_changed && let Err(error) = set_aside_deleted_groups(&app).await {
                error.log();
            }
        }
    }
}

/// Everything once.
pub async fn sweep(app: &SharedApp) -> Result<()> {
    let now = app.clock.micros();
    set_aside_deleted_groups(app).await?;
    end_old_uploads(app, now).await?;
    trash::purge::purge(app).await?;
    let mut tx = app.db.begin().await?;
    share::store::delete_expired(&mut tx, now).await?;
    change::store::delete_before(&mut tx, now - DAY.as_micros() as i64).await?;
    tx.commit().await?;
    quota::measure::measure_all(app).await
}

async fn end_old_uploads(app: &SharedApp, now: i64) -> Result<()> {
    for upload in tus::store::expired(app.db.read(), now).await? {
        let file = staging_of(app, &upload.group_id).join(&upload.id);
        place::on_disk(move || remove_if_there(std::fs::remove_file(file))).await?;
        let mut tx = app.db.begin().await?;
        tus::store::delete(&mut tx, &upload.id).await?;
        tx.commit().await?;
    }
    for group in names_in(app, "uploads").await? {
        let known: HashSet<String> = tus::store::ids_of_group(app.db.read(), &group).await?.into_iter().collect();
        let folder = staging_of(app, &group);
        let oldest = now - Duration::from_secs(app.config.files.upload_keep_hours * 3600).as_micros() as i64;
        place::on_disk(move || {
            let folder = Folder::open(&folder)?;
            for entry in folder.entries()? {
                let is_known = entry.name.to_str().is_some_and(|name| known.contains(name));
                if !is_known && folder.look_at_child(&entry.name)?.touched < oldest {
                    remove_if_there(folder.remove_file(&entry.name))?;
                }
            }
            Ok(())
        })
        .await?;
    }
    Ok(())
}

/// The files of a group that is gone are kept as long as what is in the trash.
async fn set_aside_deleted_groups(app: &SharedApp) -> Result<()> {
    let keep = Duration::from_secs(app.config.files.trash_days as u64 * 86_400).as_micros() as i64;
    for name in names_in(app, "groups").await? {
        if identity::store::group_at(app.db.read(), &name).await?.is_some() {
            continue;
        }
        let from = app.data("files").join("groups").join(&name);
        let aside = app.data("files").join("deleted");
        let to = aside.join(format!("{name}-{}", app.clock.micros()));
        place::on_disk(move || {
            std::fs::create_dir_all(&aside)?;
            remove_if_there(std::fs::rename(from, to))
        })
        .await?;
        tracing::info!(
            "the shared files of the deleted group {name} are kept below files/deleted for {} days",
            app.config.files.trash_days
        );
    }
    let oldest = app.clock.micros() - keep;
    for name in names_in(app, "deleted").await? {
        let since = name.rsplit_once('-').and_then(|(_, micros)| micros.parse::<i64>().ok());
        if since.is_some_and(|since| since < oldest) {
            let old = app.data("files").join("deleted").join(&name);
            place::on_disk(move || Ok(remove_at(&old)?)).await?;
        }
    }
    Ok(())
}

async fn names_in(app: &SharedApp, below: &str) -> Result<Vec<String>> {
    let folder = app.data("files").join(OsStr::new(below));
    place::on_disk(move || match Folder::open(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error.into()),
        Ok(folder) => Ok(folder.entries()?.into_iter().filter_map(|entry| entry.name.into_string().ok()).collect()),
    })
    .await
}

fn remove_if_there(removed: std::io::Result<()>) -> Result<()> {
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
