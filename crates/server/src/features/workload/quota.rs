//! May this much more be used? Pure arithmetic over quotas, and the sentences that refuse.

use serde::Serialize;
use serde_json::json;

use super::model::Amounts;
use crate::error::{Error, Result};
use crate::features::identity::model::{Group, Quota};

/// One thing that uses quota now, as the refusal names it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub id: String,
    pub kind: String,
    pub name: String,
    pub user_name: String,
    pub cpu: f64,
    pub memory: f64,
    pub gpu: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    User,
    Group,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    Cpu,
    Gpu,
    Memory,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub whose: Whose,
    pub resource: Resource,
    pub limit: i64,
    pub used: i64,
    pub requested: i64,
}

/// Every limit that `asked` would break; the user's before the group's. Nothing asked of a resource breaks nothing.
pub fn violations(asked: Amounts, user: (Quota, Amounts), group: (Quota, Amounts)) -> Vec<Violation> {
    broken(asked, user, group).collect()
}

/// The first of them, for who has thousands to ask about.
pub fn violation(asked: Amounts, user: (Quota, Amounts), group: (Quota, Amounts)) -> Option<Violation> {
    broken(asked, user, group).next()
}

fn broken(asked: Amounts, user: (Quota, Amounts), group: (Quota, Amounts)) -> impl Iterator<Item = Violation> {
    [(Whose::User, user), (Whose::Group, group)].into_iter().flat_map(move |(whose, (quota, used))| {
        let resources = [
            (Resource::Cpu, quota.cpu, used.cpu, asked.cpu),
            (Resource::Gpu, quota.gpu, used.gpu, asked.gpu),
            (Resource::Memory, quota.memory, used.memory, asked.memory),
        ];
        resources.into_iter().filter_map(move |(resource, limit, used, requested)| {
            let limit = limit.filter(|limit| requested > 0 && used + requested > *limit)?;
            Some(Violation { whose, resource, limit, used, requested })
        })
    })
}

/// Refuses what can never run here, whatever else runs: it asks for more than a quota allows to anybody, or than a machine has.
/// `machine` is None where the engine places workloads itself or has not said what it has.
pub fn require_possible(group: &Group, asked: Amounts, requested: Amounts, machine: Option<Amounts>) -> Result<()> {
    let nothing = Amounts::default();
    let found = violations(asked, (group.user_quota(), nothing), (group.group_quota(), nothing));
    if !found.is_empty() {
        return Err(refusal(group.label(), &found, &[], &[]));
    }
    require_machine(requested, machine)
}

/// Refuses what is larger than the machine.
pub fn require_machine(requested: Amounts, machine: Option<Amounts>) -> Result<()> {
    let Some(total) = machine.filter(|total| !requested.fits(*total)) else { return Ok(()) };
    Err(Error::Quota {
        message: format!(
            "No machine is large enough: it needs {}, and the machine offers {} to workloads. Choose a smaller instance type.",
            describe(requested),
            describe(total)
        ),
        field: Some("instanceType"),
        detail: json!([]),
    })
}

impl Violation {
    /// True when it would not fit even if nothing else ran.
    pub fn is_for_ever(&self) -> bool {
        self.requested > self.limit
    }

    /// `Needs 6 CPU; 4 of 6 CPU are free for you.` One of a list, before anybody chose.
    pub fn note(&self) -> String {
        let needed = self.resource.amount(self.requested);
        let whom = match self.whose {
            Whose::User => "for you",
            Whose::Group => "in this group",
        };
        if self.limit == 0 {
            return format!("Needs {needed}; no {} is allowed {whom}.", self.resource.noun());
        }
        let limit = self.resource.amount(self.limit);
        if self.is_for_ever() {
            return format!("Needs {needed}; at most {limit} are allowed {whom}.");
        }
        let free = self.resource.number((self.limit - self.used).max(0));
        format!("Needs {needed}; {free} of {limit} are free {whom}.")
    }

    /// `It needs 4 CPU, and you may use 2 CPU in group Research, of which 1 is in use.`
    pub fn sentence(&self, group: &str) -> String {
        let needed = self.resource.amount(self.requested);
        if self.limit == 0 {
            return match self.whose {
                Whose::User => format!("It needs {needed}, and you may use no {} in group {group}.", self.resource.noun()),
                Whose::Group => format!("It needs {needed}, and group {group} may use no {}.", self.resource.noun()),
            };
        }
        let limit = self.resource.amount(self.limit);
        let used = self.resource.amount(self.used);
        match self.whose {
            Whose::User => format!("It needs {needed}. You may use {limit} in group {group} and use {used} now."),
            Whose::Group => format!("It needs {needed}. Group {group} may use {limit} and uses {used} now."),
        }
    }
}

impl Resource {
    fn noun(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::Gpu => "GPU",
            Self::Memory => "memory",
        }
    }

    /// `0.5 CPU`, `8 GiB`, `1 GPU`, never rounded.
    pub fn amount(self, value: i64) -> String {
        match self {
            Self::Cpu => format!("{} CPU", cores(value)),
            Self::Gpu => format!("{value} GPU"),
            // What a machine has is no round number, and nobody reads its tenth decimal.
            Self::Memory => format!("{} GiB", (gib(value) * 1000.0).round() / 1000.0),
        }
    }

    pub fn number(self, value: i64) -> f64 {
        match self {
            Self::Cpu => cores(value),
            Self::Gpu => value as f64,
            Self::Memory => gib(value),
        }
    }
}

pub fn cores(milli: i64) -> f64 {
    milli as f64 / 1000.0
}

pub fn gib(mib: i64) -> f64 {
    mib as f64 / 1024.0
}

/// `8 CPU, 48 GiB, 1 GPU`
pub fn describe(amounts: Amounts) -> String {
    let mut text = format!("{}, {}", Resource::Cpu.amount(amounts.cpu), Resource::Memory.amount(amounts.memory));
    if amounts.gpu > 0 {
        text.push_str(&format!(", {}", Resource::Gpu.amount(amounts.gpu)));
    }
    text
}

/// Every limit that is over, in one text.
pub fn notes(found: &[Violation]) -> String {
    found.iter().map(Violation::note).collect::<Vec<_>>().join(" ")
}

/// The refusal names the first limit, whose it is, how much is used and by what, then the others; the detail lists all of them.
pub fn refusal(group: &str, found: &[Violation], by_user: &[User], by_group: &[User]) -> Error {
    let users_of = |whose: Whose| if whose == Whose::User { by_user } else { by_group };
    let mut message = String::new();
    if let Some(first) = found.first() {
        message = found.iter().map(|violation| violation.sentence(group)).collect::<Vec<_>>().join(" ");
        let names: Vec<String> =
            users_of(first.whose).iter().take(3).map(|user| format!("{} {} of {}", user.kind, user.name, user.user_name)).collect();
        if !names.is_empty() {
            message.push_str(&format!(" In use by: {}.", names.join(", ")));
        }
        message.push_str(match (first.is_for_ever(), first.whose) {
            (true, _) => " Choose a smaller instance type, or ask an administrator for a higher quota.",
            (false, Whose::User) => " Stop something of yours, or choose a smaller instance type.",
            (false, Whose::Group) => " Choose a smaller instance type, or ask the others of the group to stop something.",
        });
    }
    let limits: Vec<_> = found
        .iter()
        .map(|violation| {
            json!({
                "whose": if violation.whose == Whose::User { "user" } else { "group" },
                "resource": match violation.resource { Resource::Cpu => "cpu", Resource::Gpu => "gpu", Resource::Memory => "memory" },
                "limit": violation.resource.number(violation.limit),
                "used": violation.resource.number(violation.used),
                "requested": violation.resource.number(violation.requested),
                "by": users_of(violation.whose),
            })
        })
        .collect();
    Error::Quota { message, field: Some("instanceType"), detail: json!(limits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: (Quota, Amounts) = (Quota { cpu: None, memory: None, gpu: None }, Amounts { cpu: 0, memory: 0, gpu: 0 });

    fn quota(cpu: i64) -> Quota {
        Quota { cpu: Some(cpu), ..Default::default() }
    }

    fn cpu(value: i64) -> Amounts {
        Amounts { cpu: value, ..Default::default() }
    }

    #[test]
    fn amounts_are_told_in_numbers_that_people_read() {
        assert_eq!(describe(Amounts { cpu: 500, memory: 23_593, gpu: 1 }), "0.5 CPU, 23.04 GiB, 1 GPU");
        assert_eq!(Resource::Memory.amount(512), "0.5 GiB");
    }

    #[test]
    fn exactly_the_quota_is_allowed_and_one_more_is_not() {
        assert!(violations(cpu(1000), (quota(2000), cpu(1000)), FREE).is_empty());
        assert_eq!(violations(cpu(1001), (quota(2000), cpu(1000)), FREE).len(), 1);
    }

    #[test]
    fn no_quota_is_unlimited_and_zero_is_none() {
        assert!(violations(cpu(1_000_000), FREE, FREE).is_empty());
        assert!(violations(cpu(1), (quota(0), cpu(0)), FREE)[0].is_for_ever());
    }

    #[test]
    fn a_resource_that_is_not_asked_for_is_not_refused_even_when_over() {
        let no_gpu = Quota { gpu: Some(0), ..Default::default() };
        assert!(violations(cpu(1), (no_gpu, Amounts { gpu: 2, ..Default::default() }), FREE).is_empty());
    }

    #[test]
    fn the_user_limit_is_named_before_the_group_limit() {
        let found = violations(cpu(4000), (quota(1000), cpu(0)), (quota(2000), cpu(0)));
        assert_eq!(found.iter().map(|violation| violation.whose).collect::<Vec<_>>(), [Whose::User, Whose::Group]);
    }

    #[test]
    fn every_limit_that_is_over_is_named() {
        let asked = Amounts { cpu: 6000, memory: 1024, gpu: 2 };
        let used = Amounts { cpu: 2000, memory: 0, gpu: 0 };
        let group = Quota { cpu: Some(3000), memory: Some(512), gpu: Some(0) };
        let found = violations(asked, (quota(6000), used), (group, used));
        assert_eq!(
            notes(&found),
            "Needs 6 CPU; 4 of 6 CPU are free for you. Needs 6 CPU; at most 3 CPU are allowed in this group. \
             Needs 2 GPU; no GPU is allowed in this group. Needs 1 GiB; at most 0.5 GiB are allowed in this group."
        );
        let refused = refusal("research", &found, &[], &[]).message();
        assert!(refused.contains("You may use 6 CPU") && refused.contains("group research may use no GPU"), "{refused}");
    }

    #[test]
    fn what_can_never_run_is_refused_whatever_is_free_now() {
        let group = Group { project_quota_cpu: Some(3000), ..Group::default() };
        assert!(require_possible(&group, cpu(3000), cpu(3000), Some(cpu(3000))).is_ok());
        assert!(require_possible(&group, cpu(3001), cpu(3001), None).unwrap_err().message().contains("may use 3 CPU"));
        assert!(
            require_possible(&group, cpu(2000), cpu(2000), Some(cpu(1000))).unwrap_err().message().contains("No machine is large enough")
        );
    }

    #[test]
    fn amounts_are_never_rounded() {
        assert_eq!(Resource::Cpu.amount(500), "0.5 CPU");
        assert_eq!(Resource::Memory.amount(1536), "1.5 GiB");
    }
}
