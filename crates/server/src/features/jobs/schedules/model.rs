//! What is a recurring job? Its row, the row of one run, and the words for what became of it.

use async_graphql::Enum;
use sqlx::FromRow;

use super::times::{Problem, Recurrence, Rule};
use crate::features::jobs::model::Wish;

#[derive(Clone, Debug, FromRow)]
pub struct Schedule {
    pub id: String,
    pub name: String,
    pub group_id: String,
    /// In whose name it runs.
    pub user_id: String,
    pub user_name: String,
    pub command: String,
    pub image: String,
    pub instance_type: String,
    pub deadline_seconds: Option<i64>,
    pub priority: i64,
    pub recurrence: String,
    pub cron: String,
    /// Empty follows the system.
    pub timezone: String,
    pub paused: i64,
    pub created_at: i64,
    pub updated_at: i64,
    /// 0: none.
    pub next_at: i64,
    /// Why it is invalid; empty when it is not.
    pub problem: String,
}

impl Schedule {
    pub fn recurrence(&self) -> Recurrence {
        Recurrence::parse(&self.recurrence).unwrap_or(Recurrence::Inactive)
    }

    pub fn zone<'a>(&'a self, of_system: &'a str) -> &'a str {
        if self.timezone.is_empty() { of_system } else { &self.timezone }
    }

    pub fn rule(&self, zone_of_system: &str) -> Result<Option<Rule>, Problem> {
        Rule::read(self.recurrence(), &self.cron, self.zone(zone_of_system))
    }

    pub fn wish(&self) -> Wish {
        Wish {
            name: self.name.clone(),
            instance_type: self.instance_type.clone(),
            image: self.image.clone(),
            command: self.command.clone(),
            deadline_seconds: self.deadline_seconds,
            priority: self.priority,
        }
    }

    /// When it runs next, from what is true now.
    pub fn next(&self, rule: Option<&Rule>, now: i64) -> i64 {
        if self.paused == 1 || !self.problem.is_empty() {
            return 0;
        }
        rule.and_then(|rule| rule.next(now)).unwrap_or(0)
    }
}

/// What became of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "PhScheduleOutcome", rename_items = "lowercase")]
pub enum Outcome {
    Started,
    /// The one before still ran.
    Skipped,
    /// No server ran at that time.
    Missed,
    /// Something stood against it, for example a quota.
    Refused,
}

/// Why it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(name = "PhScheduleTrigger", rename_items = "snake_case")]
pub enum Trigger {
    Time,
    /// Afterwards, for one that was missed.
    MadeUp,
    /// Somebody ran it now.
    Hand,
}

impl Outcome {
    pub fn text(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Skipped => "skipped",
            Self::Missed => "missed",
            Self::Refused => "refused",
        }
    }

    pub fn parse(text: &str) -> Self {
        let all = [Self::Started, Self::Skipped, Self::Missed, Self::Refused];
        all.into_iter().find(|outcome| outcome.text() == text).unwrap_or(Self::Started)
    }
}

impl Trigger {
    pub fn text(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::MadeUp => "made_up",
            Self::Hand => "hand",
        }
    }

    pub fn parse(text: &str) -> Self {
        [Self::Time, Self::MadeUp, Self::Hand].into_iter().find(|trigger| trigger.text() == text).unwrap_or(Self::Time)
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Run {
    pub id: String,
    pub schedule_id: String,
    pub planned_at: i64,
    pub at: i64,
    pub outcome: String,
    pub began: String,
    pub reason: Option<String>,
    pub by_name: Option<String>,
    pub job_id: Option<String>,
}
