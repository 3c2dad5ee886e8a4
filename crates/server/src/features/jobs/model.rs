//! What is a job? Its row, its phases and reasons, and the rules for what people may enter.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::error::{Error, Result};
use crate::features::workload::model::{Amounts, Failure};

pub const KIND: &str = "job";
pub const MOST_COMMAND_BYTES: usize = 64 * 1024;
const LONGEST_NAME: usize = 200;
/// 999 days, the most that the form takes.
const LONGEST_DEADLINE: i64 = 999 * 86_400;
pub const PRIORITIES: std::ops::RangeInclusive<i64> = -100..=100;

/// What people see. The words are the original's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    Pending,
    Preparing,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

pub const PHASES: [Phase; 6] = [Phase::Pending, Phase::Preparing, Phase::Running, Phase::Succeeded, Phase::Failed, Phase::Cancelled];

impl Phase {
    pub fn text(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Preparing => "Preparing",
            Self::Running => "Running",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
        }
    }

    pub fn parse(text: &str) -> Self {
        PHASES.into_iter().find(|phase| phase.text() == text).unwrap_or(Self::Pending)
    }

    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

/// Why it is in its phase. The words are the original's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    OverQuota,
    PodPending,
    PodRunning,
    PodSucceeded,
    PodFailed,
    PodUnknown,
    PodCreationFailed,
    Cancelled,
    OverRequeueLimit,
    OverActivateDeadline,
}

impl Reason {
    pub fn text(self) -> &'static str {
        match self {
            Self::OverQuota => "OverQuota",
            Self::PodPending => "PodPending",
            Self::PodRunning => "PodRunning",
            Self::PodSucceeded => "PodSucceeded",
            Self::PodFailed => "PodFailed",
            Self::PodUnknown => "PodUnknown",
            Self::PodCreationFailed => "PodCreationFailed",
            Self::Cancelled => "Cancelled",
            Self::OverRequeueLimit => "OverRequeueLimit",
            Self::OverActivateDeadline => "OverActivateDeadline",
        }
    }
}

/// Why PrimeHub itself ends the current start of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    Cancel,
    Deadline,
    Requeue,
    /// The quota was lowered below what the job needs alone.
    OverQuota,
    /// Its working directory grew past the limit.
    WorkFull,
}

impl Stop {
    pub fn text(self) -> &'static str {
        match self {
            Self::Cancel => "cancelled",
            Self::Deadline => "deadline",
            Self::Requeue => "requeue",
            Self::OverQuota => "over-quota",
            Self::WorkFull => "work-full",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Cancel, Self::Deadline, Self::Requeue, Self::OverQuota, Self::WorkFull].into_iter().find(|stop| stop.text() == text)
    }
}

/// Times are 0 until they come.
#[derive(Clone, Debug, FromRow)]
pub struct Job {
    pub id: String,
    pub name: String,
    pub group_id: String,
    pub user_id: String,
    pub user_name: String,
    pub command: String,
    pub image: String,
    pub instance_type: String,
    pub instance_label: String,
    pub cpu: i64,
    pub memory: i64,
    pub gpu: i64,
    pub deadline_seconds: i64,
    pub priority: i64,
    pub schedule_id: String,
    pub schedule_name: String,
    pub created_at: i64,
    pub started_at: i64,
    pub finished_at: i64,
    pub phase: String,
    pub reason: String,
    pub message: String,
    pub exit_code: Option<i64>,
    pub failure: Option<String>,
    pub requeues: i64,
    pub ending: String,
    pub ended_by: String,
    pub artifacts: Option<String>,
    pub artifact_tries: i64,
    pub settled: i64,
}

impl Job {
    /// As it was last written down; while the job lives, its unit knows better.
    pub fn phase(&self) -> Phase {
        Phase::parse(&self.phase)
    }

    pub fn stop(&self) -> Option<Stop> {
        Stop::parse(&self.ending)
    }

    pub fn amounts(&self) -> Amounts {
        Amounts { cpu: self.cpu, memory: self.memory, gpu: self.gpu }
    }

    pub fn failure(&self) -> Option<Failure> {
        serde_json::from_str(self.failure.as_deref()?).ok()
    }

    /// When its time-out ends it, once it runs.
    pub fn deadline_at(&self) -> Option<i64> {
        (self.deadline_seconds > 0 && self.started_at > 0).then(|| self.started_at + self.deadline_seconds * 1_000_000)
    }
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub phase: Phase,
    pub reason: Reason,
    pub message: String,
    pub exit_code: Option<i64>,
    pub failure: Option<Failure>,
}

/// What people enter for a job, now or for each run of a recurring one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    pub name: String,
    pub instance_type: String,
    pub image: String,
    pub command: String,
    /// None is the default of the group or the system, 0 is without end.
    pub deadline_seconds: Option<i64>,
    pub priority: i64,
}

impl Wish {
    /// Checked field by field, in the order of the form. `may_raise` is whether the person may go before others.
    pub fn checked(mut self, may_raise: bool) -> Result<Self> {
        if self.instance_type.is_empty() {
            return Err(Error::invalid("instanceType", "Choose an instance type."));
        }
        if self.image.is_empty() {
            return Err(Error::invalid("image", "Choose an image."));
        }
        self.name = checked_name(&self.name)?;
        if self.command.trim().is_empty() {
            return Err(Error::invalid("command", "Enter the command that the job runs."));
        }
        if self.command.len() > MOST_COMMAND_BYTES {
            let size = self.command.len().div_ceil(1024);
            let most = MOST_COMMAND_BYTES / 1024;
            return Err(Error::invalid(
                "command",
                format!("The command has {size} KiB, and {most} KiB are the most. Put it into a script in the shared files and run that."),
            ));
        }
        if let Some(seconds) = self.deadline_seconds
            && !(0..=LONGEST_DEADLINE).contains(&seconds)
        {
            return Err(Error::invalid("activeDeadlineSeconds", "Between 0 (no time-out) and 999 days."));
        }
        let (least, most) = (PRIORITIES.start(), PRIORITIES.end());
        if !PRIORITIES.contains(&self.priority) {
            return Err(Error::invalid("priority", format!("Between {least} and {most}.")));
        }
        if self.priority > 0 && !may_raise {
            let message = format!("Only administrators of the group may let jobs go before others. You may choose {least} to 0.");
            return Err(Error::invalid("priority", message));
        }
        Ok(self)
    }
}

fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::invalid("displayName", "Give the job a name."));
    }
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Error::invalid("displayName", format!("At most {LONGEST_NAME} characters, on one line.")));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish() -> Wish {
        Wish {
            name: " train ".into(),
            instance_type: "cpu-1".into(),
            image: "base".into(),
            command: "echo $HOME\n".into(),
            deadline_seconds: None,
            priority: 0,
        }
    }

    #[test]
    fn the_command_stays_as_it_was_typed_and_the_name_is_trimmed() {
        let checked = wish().checked(false).unwrap();
        assert_eq!((checked.name.as_str(), checked.command.as_str()), ("train", "echo $HOME\n"));
    }

    #[test]
    fn each_field_has_its_rule() {
        let bad = [
            ("instanceType", Wish { instance_type: String::new(), ..wish() }),
            ("image", Wish { image: String::new(), ..wish() }),
            ("displayName", Wish { name: " \t".into(), ..wish() }),
            ("displayName", Wish { name: "a\nb".into(), ..wish() }),
            ("displayName", Wish { name: "n".repeat(201), ..wish() }),
            ("command", Wish { command: " \n".into(), ..wish() }),
            ("command", Wish { command: "x".repeat(MOST_COMMAND_BYTES + 1), ..wish() }),
            ("activeDeadlineSeconds", Wish { deadline_seconds: Some(-1), ..wish() }),
            ("activeDeadlineSeconds", Wish { deadline_seconds: Some(LONGEST_DEADLINE + 1), ..wish() }),
            ("priority", Wish { priority: 101, ..wish() }),
            ("priority", Wish { priority: 1, ..wish() }),
        ];
        for (field, wish) in bad {
            let error = wish.clone().checked(false).unwrap_err();
            assert_eq!(error.detail()["field"], field, "{wish:?}");
        }
        assert!(Wish { command: "x".repeat(MOST_COMMAND_BYTES), deadline_seconds: Some(0), ..wish() }.checked(false).is_ok());
        assert!(Wish { priority: 100, ..wish() }.checked(true).is_ok());
    }
}
