//! Who of the waiting may start now? Pure arithmetic over the queue in its order: the higher priority first, then who waits longest.

pub mod line;
pub mod store;

use std::collections::HashMap;

use sqlx::FromRow;

use super::model::Amounts;
use super::quota::{self, Violation, Whose};
use crate::features::identity::model::Quota;

/// A waiting unit as the queue sees it, without the description of what is to run.
#[derive(Clone, Debug, FromRow)]
pub struct Waiting {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub group_id: String,
    pub user_id: String,
    pub generation: i64,
    pub holds: i64,
    pub cpu: i64,
    pub memory: i64,
    pub gpu: i64,
    pub request_cpu: i64,
    pub request_memory: i64,
    pub queued_at: i64,
}

impl Waiting {
    fn amounts(&self) -> Amounts {
        Amounts { cpu: self.cpu, memory: self.memory, gpu: self.gpu }
    }

    fn requested(&self) -> Amounts {
        Amounts { cpu: self.request_cpu, memory: self.request_memory, gpu: self.gpu }
    }
}

/// What the decisions of one pass depend on.
#[derive(Clone, Default)]
pub struct Picture {
    /// Quotas and present use, per group.
    pub groups: HashMap<String, GroupPicture>,
    /// What the machines still hold; None where the engine places workloads itself.
    pub free: Option<Amounts>,
    pub now: i64,
    /// After this many microseconds nothing younger of the same group may pass one that waits.
    pub patience: i64,
}

#[derive(Clone, Default)]
pub struct GroupPicture {
    pub user_quota: Quota,
    pub group_quota: Quota,
    pub used: Amounts,
    pub used_by_user: HashMap<String, Amounts>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Start,
    Wait(Cause),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// The first limit that it would break, its user's before its group's.
    Quota(Violation),
    /// What is free on the machine for it.
    Room(Amounts),
    /// It fits, but the one at this place of the queue has waited so long that it goes first.
    Behind(usize),
}

/// What the units further ahead in the queue take from those behind them.
#[derive(Default)]
struct Ahead<'a> {
    /// Per group the first that has lost its patience.
    starving: HashMap<&'a str, usize>,
    /// What the first of those needs of the machine. Kept free from everybody who did not get a promise of quota before.
    kept: Option<(usize, Amounts)>,
}

/// What does not fit is passed by younger ones that do, until its patience is over. A person over the own quota blocks nobody else.
pub fn decide(queue: &[Waiting], picture: &mut Picture) -> Vec<Verdict> {
    let mut ahead = Ahead::default();
    let mut verdicts = Vec::with_capacity(queue.len());
    for (place, unit) in queue.iter().enumerate() {
        let verdict = decide_one(unit, picture, &ahead);
        match &verdict {
            Verdict::Start => take(unit, picture),
            Verdict::Wait(cause) => {
                if picture.now - unit.queued_at >= picture.patience {
                    lose_patience(place, unit, cause, &mut ahead);
                }
            }
        }
        verdicts.push(verdict);
    }
    verdicts
}

fn decide_one(unit: &Waiting, picture: &Picture, ahead: &Ahead) -> Verdict {
    // What already holds its quota was checked when it was asked for.
    if unit.holds == 0
        && let Some(group) = picture.groups.get(&unit.group_id)
    {
        let mine = group.used_by_user.get(&unit.user_id).copied().unwrap_or_default();
        if let Some(first) = quota::violation(unit.amounts(), (group.user_quota, mine), (group.group_quota, group.used)) {
            return Verdict::Wait(Cause::Quota(first));
        }
    }
    if let Some(first) = ahead.starving.get(unit.group_id.as_str()) {
        return Verdict::Wait(Cause::Behind(*first));
    }
    let Some(free) = picture.free else { return Verdict::Start };
    if !unit.requested().fits(free) {
        return Verdict::Wait(Cause::Room(free));
    }
    match ahead.kept {
        Some((first, kept)) if unit.holds == 0 && !unit.requested().fits(free.minus(kept).or_nothing()) => {
            Verdict::Wait(Cause::Behind(first))
        }
        _ => Verdict::Start,
    }
}

fn take(unit: &Waiting, picture: &mut Picture) {
    if unit.holds == 0
        && let Some(group) = picture.groups.get_mut(&unit.group_id)
    {
        group.used = group.used.plus(unit.amounts());
        let mine = group.used_by_user.entry(unit.user_id.clone()).or_default();
        *mine = mine.plus(unit.amounts());
    }
    picture.free = picture.free.map(|free| free.minus(unit.requested()));
}

fn lose_patience<'a>(place: usize, unit: &'a Waiting, cause: &Cause, ahead: &mut Ahead<'a>) {
    match cause {
        // Nobody else can help it.
        Cause::Quota(violation) if violation.whose == Whose::User => return,
        Cause::Quota(_) | Cause::Behind(_) => {}
        Cause::Room(_) => {
            ahead.kept.get_or_insert((place, unit.requested()));
        }
    }
    ahead.starving.entry(&unit.group_id).or_insert(place);
}

#[cfg(test)]
mod tests;
