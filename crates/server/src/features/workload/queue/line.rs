//! Where in line is it, and what does it wait for? Computed when somebody asks, from the rows as they are then.

use std::collections::HashMap;

use super::{Cause, Verdict, Waiting, decide};
use crate::app::SharedApp;
use crate::error::Result;
use crate::features::identity;
use crate::features::workload::model::{Amounts, State, Unit};
use crate::features::workload::quota::{self, Resource, User, Violation, Whose};
use crate::features::workload::{admit, store};

/// How many of those that use what is waited for are named in the sentence, and how many are listed.
const NAMED: usize = 3;
const LISTED: usize = 10;

#[derive(Clone, Debug)]
pub struct Place {
    /// From 1, among all that wait in the group.
    pub position: i64,
    pub length: i64,
    /// `group research uses 3.5 of 4 CPU; notebook of ann, job train-7`
    pub reason: String,
    /// Who uses what it waits for, the largest first.
    pub used_by: Vec<User>,
}

impl Place {
    /// `3rd in line: group research uses 3.5 of 4 CPU; notebook of ann, job train-7`
    pub fn sentence(&self) -> String {
        format!("{} in line: {}", ordinal(self.position), self.reason)
    }
}

/// The places of everything that waits in a group, by unit.
pub async fn of_group(app: &SharedApp, group_id: &str) -> Result<HashMap<String, Place>> {
    let queue = super::store::queue_of(app.db.read(), group_id).await?;
    let group = identity::store::group(app.db.read(), group_id).await?;
    let (Some(group), false) = (group, queue.is_empty()) else { return Ok(HashMap::new()) };
    let holders = store::holders(app.db.read(), group_id).await?;
    let Some(mut picture) = admit::look(app).await? else {
        let reason = "the container engine has not said yet what the machine has";
        return Ok(places(&queue, |_| (reason.to_owned(), Vec::new())));
    };
    let verdicts = decide(&queue, &mut picture);
    let minutes = app.config.workload.starvation_minutes;
    Ok(places(&queue, |place| {
        let unit = &queue[place];
        match &verdicts[place] {
            Verdict::Start => ("it starts as soon as there is room on the machine".to_owned(), Vec::new()),
            Verdict::Wait(Cause::Behind(first)) => {
                let first = &queue[*first];
                (format!("{} {} has waited for more than {minutes} min and goes first", first.kind, first.name), Vec::new())
            }
            Verdict::Wait(Cause::Room(free)) => (room(unit, *free), Vec::new()),
            Verdict::Wait(Cause::Quota(violation)) => over_quota(violation, unit, group.label(), &holders),
        }
    }))
}

/// None for what does not wait in the queue.
pub async fn of_unit(app: &SharedApp, unit: &Unit) -> Result<Option<Place>> {
    if unit.state() != State::Queued || !unit.wants_to_run() {
        return Ok(None);
    }
    Ok(of_group(app, &unit.group_id).await?.remove(&unit.id))
}

/// The sentence for a unit that waits in the queue; for any other the one that was written down.
pub async fn reason_of(app: &SharedApp, unit: &Unit) -> Result<Option<String>> {
    Ok(match of_unit(app, unit).await? {
        Some(place) => Some(place.sentence()),
        None => unit.reason.clone(),
    })
}

fn places(queue: &[Waiting], mut explain: impl FnMut(usize) -> (String, Vec<User>)) -> HashMap<String, Place> {
    let numbered = queue.iter().enumerate().map(|(place, unit)| {
        let (reason, used_by) = explain(place);
        (unit.id.clone(), Place { position: place as i64 + 1, length: queue.len() as i64, reason, used_by })
    });
    numbered.collect()
}

fn room(unit: &Waiting, free: Amounts) -> String {
    // Free GPUs say nothing to who needs none.
    let free = Amounts { gpu: if unit.gpu > 0 { free.gpu } else { 0 }, ..free };
    format!(
        "waiting for room on the machine: it needs {}, free are {}",
        quota::describe(unit.requested()),
        quota::describe(free.or_nothing())
    )
}

fn over_quota(violation: &Violation, unit: &Waiting, group: &str, holders: &[(String, User)]) -> (String, Vec<User>) {
    let counts = |user: &User| match violation.resource {
        Resource::Cpu => user.cpu,
        Resource::Gpu => user.gpu,
        Resource::Memory => user.memory,
    };
    let mut used_by: Vec<User> = holders
        .iter()
        .filter(|(owner, user)| (violation.whose == Whose::Group || *owner == unit.user_id) && counts(user) > 0.0)
        .map(|(_, user)| user.clone())
        .collect();
    used_by.sort_by(|one, other| counts(other).total_cmp(&counts(one)));
    let used = violation.resource.number(violation.used);
    let limit = violation.resource.amount(violation.limit);
    let mut reason = match violation.whose {
        Whose::Group => format!("group {group} uses {used} of {limit}"),
        Whose::User => match used_by.first() {
            Some(user) => format!("{} uses {used} of {limit} in group {group}", user.user_name),
            None => format!("its owner uses {used} of {limit} in group {group}"),
        },
    };
    let names: Vec<String> = used_by.iter().take(NAMED).map(name).collect();
    if !names.is_empty() {
        reason.push_str(&format!("; {}", names.join(", ")));
    }
    if used_by.len() > NAMED {
        reason.push_str(&format!(" and {} more", used_by.len() - NAMED));
    }
    used_by.truncate(LISTED);
    (reason, used_by)
}

/// Notebooks are known by their owner, everything else by its name.
fn name(user: &User) -> String {
    if user.kind == "notebook" { format!("notebook of {}", user.user_name) } else { format!("{} {}", user.kind, user.name) }
}

fn ordinal(number: i64) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_people_say_them() {
        let said: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 112].into_iter().map(ordinal).collect();
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "103rd", "112th"]);
    }
}
