//! How does the queue move? A look at it without a lock decides who may start; only then the lock is taken, and what was decided is
//! decided again for those few with what holds now.

use std::collections::HashSet;

use super::queue::{self, Picture, Verdict, Waiting};
use super::store;
use crate::app::SharedApp;
use crate::error::Result;

/// Lets as many start as fit. Returns the units that were let go.
pub async fn run_queue(app: &SharedApp) -> Result<Vec<Waiting>> {
    let queue = queue::store::queue(app.db.read()).await?;
    if queue.is_empty() {
        return Ok(Vec::new());
    }
    let Some(picture) = look(app).await? else { return Ok(Vec::new()) };
    let candidates = fitting(queue, picture);
    if candidates.is_empty() {
        return Ok(candidates);
    }
    let capacity = app.workloads.capacity_for_admission(app).await;
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, store::ADMISSION).await?;
    let free = match capacity {
        Some(total) => Some(total.minus(store::placed(&mut *tx).await?)),
        None => None,
    };
    // Nobody waits for another among those who fit, so whoever is left out now is looked at again with the whole queue.
    let picture = Picture { groups: queue::store::groups(&mut tx).await?, free, patience: i64::MAX, ..picture_without_groups(app) };
    let mut started = fitting(candidates, picture);
    let ids: Vec<&str> = started.iter().map(|unit| unit.id.as_str()).collect();
    let admitted = queue::store::admit(&mut tx, &ids, app.clock.micros()).await?;
    tx.commit().await?;
    let admitted: HashSet<String> = admitted.into_iter().collect();
    started.retain(|unit| admitted.contains(&unit.id));
    for unit in &started {
        app.events.changed(&unit.kind, &unit.id, Some(&unit.group_id));
    }
    Ok(started)
}

/// What the decisions depend on now. None while it is unknown how large the machine is: letting everybody go could overload it.
pub async fn look(app: &SharedApp) -> Result<Option<Picture>> {
    let capacity = app.workloads.capacity_for_admission(app).await;
    if app.workloads.is_room_unknown(capacity) {
        return Ok(None);
    }
    let mut connection = app.db.read().acquire().await?;
    let free = match capacity {
        Some(total) => Some(total.minus(store::placed(&mut *connection).await?)),
        None => None,
    };
    Ok(Some(Picture { groups: queue::store::groups(&mut connection).await?, free, ..picture_without_groups(app) }))
}

fn picture_without_groups(app: &SharedApp) -> Picture {
    let patience = app.config.workload.starvation_minutes.saturating_mul(60_000_000);
    Picture { now: app.clock.micros(), patience, ..Default::default() }
}

fn fitting(queue: Vec<Waiting>, mut picture: Picture) -> Vec<Waiting> {
    let verdicts = queue::decide(&queue, &mut picture);
    queue.into_iter().zip(verdicts).filter(|(_, verdict)| *verdict == Verdict::Start).map(|(unit, _)| unit).collect()
}
