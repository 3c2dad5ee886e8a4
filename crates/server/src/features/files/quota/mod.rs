//! How much do a group's shared files hold, and how much may they? Measured on the disk, since workloads write there past the server, and kept
//! up to date by what goes through the server. The trash does not count; what is being uploaded does.

pub mod api;
pub mod measure;
pub mod store;

use serde_json::json;

use super::place::Place;
use super::walk::Sum;
use crate::app::SharedApp;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::features::identity::model::Group;

const GIB: i64 = 1 << 30;

/// By how much something changes what a group holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub bytes: i64,
    pub files: i64,
}

impl Change {
    pub fn come(sum: &Sum) -> Self {
        Self { bytes: sum.bytes as i64, files: sum.files as i64 }
    }

    pub fn gone(sum: &Sum) -> Self {
        Self { bytes: -(sum.bytes as i64), files: -(sum.files as i64) }
    }
}

/// None is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    pub bytes: Option<i64>,
    pub files: Option<i64>,
}

/// What a group may hold: its own limits, or the configuration's.
pub fn limits(app: &SharedApp, row: Option<store::Quota>) -> Limits {
    let usual = &app.config.files;
    let or_none = |number: i64| Some(number).filter(|number| *number > 0);
    match row {
        Some(own) => Limits { bytes: own.bytes, files: own.files },
        None => Limits { bytes: or_none(usual.quota_gib).map(|gib| gib.saturating_mul(GIB)), files: or_none(usual.quota_files) },
    }
}

/// How much may still come into the shared files of a group.
pub struct Room {
    pub bytes: u64,
    limits: Limits,
    used: Change,
    disk: u64,
}

/// As far as it is known now; `charge` decides when the file is complete.
pub async fn room(app: &SharedApp, place: &Place, change: &Change) -> Result<Room> {
    measure::ensure(app, place).await?;
    let (db, id) = (app.db.read(), &place.group.id);
    let used = together(store::usage(db, id).await?, store::promised(db, id).await?);
    let limits = limits(app, store::quota(db, id).await?);
    if let Some(most) = limits.files
        && change.files > 0
        && used.files + change.files > most
    {
        return Err(too_many_files(used.files, most));
    }
    let keep = app.config.files.keep_free_mib << 20;
    let free = place.with(&super::path::FilePath::root(), |place, _| place.root.free_bytes()).await?;
    let disk = free.saturating_sub(keep);
    let by_quota = limits.bytes.map_or(u64::MAX, |most| (most - used.bytes - change.bytes).max(0) as u64);
    Ok(Room { bytes: by_quota.min(disk), limits, used, disk })
}

impl Room {
    pub fn require(&self, bytes: u64) -> Result<()> {
        if bytes <= self.bytes { Ok(()) } else { Err(self.refusal_of(Some(bytes as i64))) }
    }

    pub fn refusal(&self) -> Error {
        self.refusal_of(None)
    }

    fn refusal_of(&self, asked: Option<i64>) -> Error {
        match self.limits.bytes {
            Some(most) if self.bytes < self.disk => too_many_bytes(self.used.bytes, asked, most),
            _ => super::faults::disk_full(),
        }
    }
}

/// Counts a change, or refuses it with the limit's name. Whatever makes the files smaller is always allowed.
pub async fn charge(app: &SharedApp, tx: &mut Tx, group: &Group, change: Change) -> Result<()> {
    require(app, tx, group, change).await?;
    store::add(tx, &group.id, change).await
}

/// Compares under a lock, so that two who ask at once do not get the same room.
pub async fn require(app: &SharedApp, tx: &mut Tx, group: &Group, change: Change) -> Result<()> {
    app.db.lock(tx, &format!("files {}", group.id)).await?;
    let promised = store::promised(&mut **tx, &group.id).await?;
    let used = together(store::usage(&mut **tx, &group.id).await?, promised);
    let limits = limits(app, store::quota(&mut **tx, &group.id).await?);
    if let Some(most) = limits.bytes
        && change.bytes > 0
        && used.bytes + change.bytes > most
    {
        return Err(too_many_bytes(used.bytes, Some(change.bytes), most));
    }
    if let Some(most) = limits.files
        && change.files > 0
        && used.files + change.files > most
    {
        return Err(too_many_files(used.files, most));
    }
    Ok(())
}

/// What is there and what is promised to uploads.
fn together(held: Option<store::Usage>, promised: Change) -> Change {
    let held = held.map(|row| Change { bytes: row.bytes, files: row.files }).unwrap_or_default();
    Change { bytes: held.bytes + promised.bytes, files: held.files + promised.files }
}

fn too_many_bytes(used: i64, asked: Option<i64>, most: i64) -> Error {
    let more = asked.map_or("This is more than is left.".to_owned(), |asked| format!("This needs {} more.", amount(asked)));
    let message = format!(
        "The shared files of this group hold {} of {}. {more} Delete what is no longer needed, or ask an administrator for more room.",
        amount(used),
        amount(most)
    );
    let limits = json!([{ "limit": "filesBytes", "used": used, "asked": asked, "most": most }]);
    Error::Quota { message, field: None, detail: limits }
}

fn too_many_files(used: i64, most: i64) -> Error {
    let message = format!(
        "The shared files of this group hold {used} of {most} files. Delete what is no longer needed, pack many small files into one, or \
         ask an administrator for more room."
    );
    Error::Quota { message, field: None, detail: json!([{ "limit": "filesCount", "used": used, "asked": 1, "most": most }]) }
}

/// Decimal, as files are shown everywhere.
fn amount(bytes: i64) -> String {
    let mut shown = bytes.max(0) as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if shown < 1000.0 {
            return if unit == "B" { format!("{shown} B") } else { format!("{shown:.1} {unit}") };
        }
        shown /= 1000.0;
    }
    format!("{shown:.1} TB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_with_one_decimal() {
        assert_eq!(
            [amount(0), amount(999), amount(1000), amount(2_500_000), amount(1 << 40)],
            ["0 B", "999 B", "1.0 kB", "2.5 MB", "1.1 TB"]
        );
    }
}
