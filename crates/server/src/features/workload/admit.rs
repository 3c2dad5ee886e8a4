//! Who of the waiting may start now? One pass over the queue: pure arithmetic first, then the transaction that applies it.

use std::collections::HashMap;

use super::model::{Amounts, Unit};
use super::quota::{self, Violation};
use super::store;
use crate::app::SharedApp;
use crate::error::Result;
use crate::features::identity::model::Quota;
use crate::features::identity::{self};

/// What the decisions of one pass depend on.
#[derive(Default)]
pub struct Picture {
    /// Quotas and present use, per group.
    pub groups: HashMap<String, GroupPicture>,
    /// What the machines still hold; None where the engine places workloads itself.
    pub free: Option<Amounts>,
}

#[derive(Default, Clone)]
pub struct GroupPicture {
    pub label: String,
    pub user_quota: Quota,
    pub group_quota: Quota,
    pub used: Amounts,
    pub used_by_user: HashMap<String, Amounts>,
}

#[derive(Debug, PartialEq)]
pub enum Verdict {
    Start,
    Wait(String),
}

/// The queue comes in its order. A person over the own quota blocks nobody else; a group's head that does not fit the group's quota
/// lets nobody of that group pass; what does not fit the machine waits without holding up smaller ones.
pub fn decide(queue: &[Unit], picture: &mut Picture) -> Vec<Verdict> {
    let mut blocked: HashMap<String, usize> = HashMap::new();
    let mut verdicts = Vec::with_capacity(queue.len());
    for unit in queue {
        let verdict = decide_one(unit, picture, &mut blocked);
        if verdict == Verdict::Start {
            let group = picture.groups.entry(unit.group_id.clone()).or_default();
            if unit.holds == 0 {
                group.used = group.used.plus(unit.amounts());
                let mine = group.used_by_user.entry(unit.user_id.clone()).or_default();
                *mine = mine.plus(unit.amounts());
            }
            picture.free = picture.free.map(|free| free.minus(unit.requested()));
        }
        verdicts.push(verdict);
    }
    verdicts
}

fn decide_one(unit: &Unit, picture: &Picture, blocked: &mut HashMap<String, usize>) -> Verdict {
    if let Some(ahead) = blocked.get_mut(&unit.group_id) {
        *ahead += 1;
        return Verdict::Wait(format!("{} ahead of it in the queue of the group.", *ahead - 1));
    }
    // What already holds its quota was checked when it was asked for.
    if unit.holds == 0
        && let Some(group) = picture.groups.get(&unit.group_id)
    {
        let mine = group.used_by_user.get(&unit.user_id).copied().unwrap_or_default();
        let found = quota::violations(unit.amounts(), (group.user_quota, mine), (group.group_quota, group.used));
        if let Some(first) = found.first() {
            if first.whose == quota::Whose::Group {
                blocked.insert(unit.group_id.clone(), 1);
            }
            return Verdict::Wait(waiting_for(first, &group.label));
        }
    }
    match picture.free {
        Some(free) if !unit.requested().fits(free) => Verdict::Wait(format!(
            "Waiting for room on the machine: it needs {}, free are {}.",
            quota::describe(unit.requested()),
            describe_free(free)
        )),
        _ => Verdict::Start,
    }
}

fn waiting_for(violation: &Violation, group: &str) -> String {
    format!("Waiting for quota. {}", violation.sentence(group))
}

fn describe_free(free: Amounts) -> String {
    quota::describe(Amounts { cpu: free.cpu.max(0), memory: free.memory.max(0), gpu: free.gpu.max(0) })
}

/// Lets as many start as fit. Returns the units that were let go.
pub async fn run_queue(app: &SharedApp) -> Result<Vec<Unit>> {
    // Looked at first, so that a pass with nothing to admit does not stand in the way of those who ask for a start.
    if !store::is_somebody_waiting(app.db.read()).await? {
        return Ok(Vec::new());
    }
    let capacity = app.workloads.capacity_for_admission(app).await;
    if app.workloads.is_room_unknown(capacity) {
        // Letting everybody go could overload the machine as soon as the engine is back.
        return Ok(Vec::new());
    }
    let mut tx = app.db.begin().await?;
    app.db.lock(&mut tx, store::ADMISSION).await?;
    let queue = store::queued_units(&mut tx).await?;
    if queue.is_empty() {
        return Ok(Vec::new());
    }
    let mut picture = Picture::default();
    if let Some(total) = capacity {
        picture.free = Some(total.minus(store::placed(&mut *tx).await?));
    }
    for unit in &queue {
        if picture.groups.contains_key(&unit.group_id) {
            continue;
        }
        let Some(group) = identity::store::group(&mut *tx, &unit.group_id).await? else { continue };
        let mut entry = GroupPicture {
            label: group.label().to_owned(),
            user_quota: group.user_quota(),
            group_quota: group.group_quota(),
            ..Default::default()
        };
        for holder in store::holding_units(&mut *tx, &unit.group_id).await? {
            entry.used = entry.used.plus(holder.amounts());
            let mine = entry.used_by_user.entry(holder.user_id.clone()).or_default();
            *mine = mine.plus(holder.amounts());
        }
        picture.groups.insert(unit.group_id.clone(), entry);
    }
    let verdicts = decide(&queue, &mut picture);
    let now = app.clock.micros();
    let mut started = Vec::new();
    for (unit, verdict) in queue.into_iter().zip(verdicts) {
        match verdict {
            Verdict::Start if store::admit(&mut tx, &unit.id, unit.generation, now).await? => started.push(unit),
            Verdict::Start => {}
            Verdict::Wait(reason) if unit.reason.as_deref() != Some(&reason) => store::set_queue_reason(&mut tx, &unit.id, &reason).await?,
            Verdict::Wait(_) => {}
        }
    }
    tx.commit().await?;
    for unit in &started {
        app.events.changed(&unit.kind, &unit.id, Some(&unit.group_id));
    }
    Ok(started)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(number: i64, group: i64, cpu: i64) -> Unit {
        Unit {
            id: format!("u{number:05}"),
            kind: "job".into(),
            name: "n".into(),
            group_id: format!("g{group}"),
            user_id: format!("p{}", number % 200),
            instance_type: "cpu-1".into(),
            generation: 1,
            desired: "run".into(),
            state: "queued".into(),
            holds: 0,
            cpu,
            memory: 1024,
            gpu: 0,
            request_cpu: cpu,
            request_memory: 1024,
            priority: 0,
            spec: "{}".into(),
            reason: None,
            outcome: None,
            queued_at: number,
            state_since: 0,
            restarts: 0,
            revision: 0,
            lease_owner: None,
            lease_until: 0,
        }
    }

    fn cores(milli: i64) -> Quota {
        Quota { cpu: Some(milli), ..Default::default() }
    }

    #[test]
    fn a_group_over_its_quota_blocks_no_other_and_nobody_of_it_passes_its_head() {
        let queue = [waiting(0, 0, 3000), waiting(1, 0, 500), waiting(2, 1, 500)];
        let mut picture = Picture::default();
        for group in ["g0", "g1"] {
            picture.groups.insert(group.into(), GroupPicture { group_quota: cores(2000), ..Default::default() });
        }
        let verdicts = decide(&queue, &mut picture);
        assert!(matches!(verdicts[0], Verdict::Wait(_)));
        assert_eq!(verdicts[1], Verdict::Wait("1 ahead of it in the queue of the group.".into()));
        assert_eq!(verdicts[2], Verdict::Start);
    }

    #[test]
    fn a_person_over_the_own_quota_blocks_nobody_else() {
        let queue = [waiting(0, 0, 3000), waiting(1, 0, 500)];
        let mut picture = Picture::default();
        picture.groups.insert("g0".into(), GroupPicture { user_quota: cores(2000), ..Default::default() });
        let verdicts = decide(&queue, &mut picture);
        assert!(matches!(verdicts[0], Verdict::Wait(_)));
        assert_eq!(verdicts[1], Verdict::Start);
    }

    proptest::proptest! {
        #[test]
        fn no_pass_lets_more_go_than_quotas_and_machine_hold(
            sizes in proptest::collection::vec((0i64..5, 1i64..4000), 0..200),
            user in 0i64..8000, group in 0i64..12_000, machine in 0i64..40_000,
        ) {
            let queue: Vec<Unit> = sizes.iter().enumerate().map(|(number, (group, cpu))| waiting(number as i64, *group, *cpu)).collect();
            let free = Amounts { cpu: machine, memory: i64::MAX / 2, gpu: 0 };
            let mut picture = Picture { free: Some(free), ..Default::default() };
            for number in 0..5 {
                let quotas = GroupPicture { user_quota: cores(user), group_quota: cores(group), ..Default::default() };
                picture.groups.insert(format!("g{number}"), quotas);
            }
            let verdicts = decide(&queue, &mut picture);
            let mut sums: HashMap<String, i64> = HashMap::new();
            for (unit, _) in queue.iter().zip(&verdicts).filter(|(_, verdict)| **verdict == Verdict::Start) {
                for key in [format!("{} {}", unit.group_id, unit.user_id), unit.group_id.clone(), "machine".into()] {
                    *sums.entry(key).or_default() += unit.cpu;
                }
            }
            for (key, sum) in sums {
                let limit = if key == "machine" { machine } else if key.contains(' ') { user } else { group };
                proptest::prop_assert!(sum <= limit, "{key}: {sum} of {limit}");
            }
        }
    }

    #[test]
    fn fifteen_thousand_waiting_units_are_decided_at_more_than_a_thousand_a_second() {
        let queue: Vec<Unit> = (0..15_000).map(|number| waiting(number, number % 30, 500)).collect();
        let mut picture = Picture { free: Some(Amounts { cpu: 400_000, memory: 1 << 40, gpu: 0 }), ..Default::default() };
        for number in 0..30 {
            let quotas = GroupPicture { user_quota: cores(20_000), group_quota: cores(100_000), ..Default::default() };
            picture.groups.insert(format!("g{number}"), quotas);
        }
        let began = std::time::Instant::now();
        let verdicts = decide(&queue, &mut picture);
        assert_eq!(verdicts.iter().filter(|verdict| **verdict == Verdict::Start).count(), 800);
        assert!(began.elapsed().as_secs_f64() < 15.0, "{:?} for {} decisions", began.elapsed(), verdicts.len());
    }
}
