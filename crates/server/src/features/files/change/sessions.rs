//! How far is a copy? It runs in the background; a row says how it is, with a sign of life, so that one whose server died is told from one
//! that runs.

use std::ops::ControlFlow;
use std::time::Duration;

use serde_json::json;
use tokio::sync::watch;

use super::copy::{Into, copy};
use super::store::{self, COMPLETED, FAILED, RUNNING, Session};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::files::faults;
use crate::features::files::path::FilePath;
use crate::features::files::place::{self, Place};
use crate::features::files::quota::{self, Change, measure};
use crate::features::files::walk::{self, Sum};
use crate::features::identity;
use crate::features::identity::model::Audit;
use crate::ids;

const BEAT: Duration = Duration::from_secs(5);
/// Without a sign of life for this long, the server that copied is gone.
const DEAD_AFTER: Duration = Duration::from_secs(60);
const STOPPED: &str = "The server was stopped while it copied. Copy again; what is there already is complete.";

/// One thing to be copied.
pub struct Item {
    pub from: FilePath,
    pub to: FilePath,
}

pub async fn start(app: &SharedApp, actor: &Actor, place: &Place, items: Vec<Item>) -> Result<Session> {
    if items.iter().any(|item| item.to.starts_with(&item.from)) {
        return Err(Error::invalid("to", "A folder cannot be copied into itself."));
    }
    measure::ensure(app, place).await?;
    let mut total = Sum::default();
    for item in &items {
        let sum = place.with(&item.from, |place, path| walk::sum(&place.root, path)).await?;
        total = Sum { bytes: total.bytes + sum.bytes, files: total.files + sum.files };
    }
    let session = Session {
        id: ids::secret("copy-"),
        user_id: actor.id.clone(),
        status: RUNNING.into(),
        progress: 0,
        fail_reason: None,
        updated_at: app.clock.micros(),
    };
    let mut tx = app.db.begin().await?;
    quota::require(app, &mut tx, &place.group, Change::come(&total)).await?;
    for item in &items {
        let to = item.to.shown();
        let entry = Audit::of("copy", "file", &to, &to).in_group(&place.group).with(json!({ "from": item.from.shown() }));
        identity::audit(app, &mut tx, actor, entry).await?;
    }
    store::insert(&mut tx, &session).await?;
    tx.commit().await?;
    tokio::spawn(run(app.clone(), place.clone(), session.clone(), items, total));
    Ok(session)
}

async fn run(app: SharedApp, place: Place, mut session: Session, items: Vec<Item>, total: Sum) {
    let (told, heard) = watch::channel(0u64);
    let folders: Vec<FilePath> = items.iter().map(|item| item.to.parent()).collect();
    let work = tokio::spawn(copy_all(app.clone(), place.clone(), items, told));
    follow(&app, &mut session, heard, total).await;
    let outcome = work.await.unwrap_or_else(|error| Err(Error::internal(format!("copying broke off: {error}"))));
    match outcome {
        Ok(()) => (session.status, session.progress) = (COMPLETED.into(), 100),
        Err(error) => {
            error.log();
            (session.status, session.fail_reason) = (FAILED.into(), Some(error.message()));
        }
    }
    save(&app, &mut session).await;
    for folder in folders {
        place.tell(&app, &folder);
    }
}

/// Writes down how far it is, until the sender is gone.
async fn follow(app: &SharedApp, session: &mut Session, mut heard: watch::Receiver<u64>, total: Sum) {
    loop {
        let is_over = tokio::select! {
            changed = heard.changed() => changed.is_err(),
            () = app.clock.sleep(BEAT) => false,
        };
        let done = *heard.borrow();
        let percent = (done * 100).checked_div(total.bytes).unwrap_or(0).min(99) as i64;
        let is_beat_due = app.clock.micros() - session.updated_at >= BEAT.as_micros() as i64;
        if percent > session.progress || is_beat_due {
            session.progress = percent;
            save(app, session).await;
        }
        if is_over {
            return;
        }
    }
}

async fn save(app: &SharedApp, session: &mut Session) {
    session.updated_at = app.clock.micros();
    let written = async {
        let mut tx = app.db.begin().await?;
        store::update(&mut tx, session).await?;
        Ok::<_, Error>(tx.commit().await?)
    };
    if let Err(error) = written.await {
        error.log();
    }
}

async fn copy_all(app: SharedApp, place: Place, items: Vec<Item>, told: watch::Sender<u64>) -> Result<()> {
    let stopping = app.events.closed();
    let files = place.clone();
    let copied = place::on_disk(move || {
        let mut sum = Sum::default();
        for item in &items {
            let into = Into { root: &files.root, staging: &files.staging };
            let copied = copy(&files.root, &item.from, &into, &item.to, |bytes| {
                told.send_modify(|done| *done += bytes);
                if stopping.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            let copied = copied.map_err(|error| faults::explained(error, &item.from))?;
            if stopping.is_cancelled() {
                return Err(Error::WrongState { code: "STOPPED", message: STOPPED.into() });
            }
            sum = Sum { bytes: sum.bytes + copied.bytes, files: sum.files + copied.files };
        }
        Ok(sum)
    })
    .await?;
    let mut tx = app.db.begin().await?;
    quota::store::add(&mut tx, &place.group.id, Change::come(&copied)).await?;
    Ok(tx.commit().await?)
}

/// For the person who began it.
pub async fn status(app: &SharedApp, actor: &Actor, id: &str) -> Result<Session> {
    let session = store::get(app.db.read(), id).await?.filter(|session| session.user_id == actor.id);
    let mut session = session.ok_or_else(|| Error::NotFound("There is no such copy of yours.".into()))?;
    if session.status == RUNNING && session.updated_at < app.clock.micros() - DEAD_AFTER.as_micros() as i64 {
        (session.status, session.fail_reason) = (FAILED.into(), Some(STOPPED.into()));
    }
    Ok(session)
}
