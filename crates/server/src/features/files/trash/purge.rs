//! What in the trash is over? What is too old, what a group with a quota has too much of, and what a crash left behind.

use std::collections::HashSet;
use std::time::Duration;

use super::actions;
use super::store;
use crate::app::SharedApp;
use crate::error::Result;
use crate::features::files::beneath::Folder;
use crate::features::files::place;
use crate::features::files::quota;

/// Rows are written a moment before their content comes.
const JUST_NOW: Duration = Duration::from_secs(600);

pub async fn purge(app: &SharedApp) -> Result<()> {
    let keep = Duration::from_secs(app.config.files.trash_days as u64 * 86_400).as_micros() as i64;
    for row in store::deleted_before(app.db.read(), app.clock.micros() - keep).await? {
        actions::remove(app, &row.group_id, &row.id).await?;
        let mut tx = app.db.begin().await?;
        store::delete(&mut tx, &row.id).await?;
        tx.commit().await?;
        app.events.changed("files", "trash", Some(&row.group_id));
    }
    for group in groups_with_trash(app).await? {
        shrink(app, &group).await?;
        put_right(app, &group, keep).await?;
    }
    Ok(())
}

/// The trash of a group holds at most as much as its files may, the newest.
async fn shrink(app: &SharedApp, group: &str) -> Result<()> {
    let Some(most) = quota::limits(app, quota::store::quota(app.db.read(), group).await?).bytes else { return Ok(()) };
    let rows = store::all(app.db.read(), &store::of_group(group)).await?;
    let mut held: i64 = rows.iter().map(|row| row.bytes).sum();
    for row in rows {
        if held <= most {
            break;
        }
        held -= row.bytes;
        actions::remove(app, group, &row.id).await?;
        let mut tx = app.db.begin().await?;
        store::delete(&mut tx, &row.id).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Rows whose content never came go; content whose row is missing goes when it is as old as what is purged.
async fn put_right(app: &SharedApp, group: &str, keep: i64) -> Result<()> {
    let now = app.clock.micros();
    let folder = place::trash_of(app, group);
    let content = place::on_disk(move || {
        let folder = Folder::open(&folder)?;
        let mut found = Vec::new();
        for entry in folder.entries()? {
            let touched = folder.look_at_child(&entry.name)?.touched;
            found.push((entry.name.to_string_lossy().into_owned(), touched));
        }
        Ok(found)
    })
    .await?;
    let rows = store::all(app.db.read(), &store::of_group(group)).await?;
    let names: HashSet<&str> = content.iter().map(|(name, _)| name.as_str()).collect();
    let just_now = now - JUST_NOW.as_micros() as i64;
    for row in rows.iter().filter(|row| row.deleted_at < just_now && !names.contains(row.id.as_str())) {
        let mut tx = app.db.begin().await?;
        store::delete(&mut tx, &row.id).await?;
        tx.commit().await?;
    }
    let known: HashSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    for (name, touched) in &content {
        if !known.contains(name.as_str()) && *touched < now - keep {
            actions::remove(app, group, name).await?;
        }
    }
    Ok(())
}

/// Groups that ever deleted something, also those that are gone.
async fn groups_with_trash(app: &SharedApp) -> Result<Vec<String>> {
    let folder = app.data("files").join("trash");
    let found = place::on_disk(move || match Folder::open(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error.into()),
        Ok(folder) => Ok(folder.entries()?.into_iter().map(|entry| entry.name.to_string_lossy().into_owned()).collect()),
    });
    found.await
}
