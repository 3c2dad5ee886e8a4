//! May this much more be used? Pure arithmetic over quotas, and the sentences that refuse.

use serde::Serialize;
use serde_json::json;

use super::model::Amounts;
use crate::error::Error;
use crate::features::identity::model::Quota;

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
    let mut found = Vec::new();
    for (whose, (quota, used)) in [(Whose::User, user), (Whose::Group, group)] {
        for resource in [Resource::Cpu, Resource::Gpu, Resource::Memory] {
            let (limit, used, requested) = match resource {
                Resource::Cpu => (quota.cpu, used.cpu, asked.cpu),
                Resource::Gpu => (quota.gpu, used.gpu, asked.gpu),
                Resource::Memory => (quota.memory, used.memory, asked.memory),
            };
            let Some(limit) = limit else { continue };
            if requested > 0 && used + requested > limit {
                found.push(Violation { whose, resource, limit, used, requested });
            }
        }
    }
    found
}

impl Violation {
    /// True when it would not fit even if nothing else ran.
    pub fn is_for_ever(&self) -> bool {
        self.requested > self.limit
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
            Self::Memory => format!("{} GiB", gib(value)),
        }
    }

    fn number(self, value: i64) -> f64 {
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

/// The refusal names the first limit, whose it is, how much is used and by what; the detail lists all of them.
pub fn refusal(group: &str, found: &[Violation], by_user: &[User], by_group: &[User]) -> Error {
    let users_of = |whose: Whose| if whose == Whose::User { by_user } else { by_group };
    let mut message = String::new();
    if let Some(first) = found.first() {
        message = first.sentence(group);
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
    fn amounts_are_never_rounded() {
        assert_eq!(Resource::Cpu.amount(500), "0.5 CPU");
        assert_eq!(Resource::Memory.amount(1536), "1.5 GiB");
    }
}
