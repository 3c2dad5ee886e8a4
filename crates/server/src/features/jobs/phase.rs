//! In which phase is a job, and how did it end? Pure functions from the job's row, its unit and the last start.

use super::model::{Job, Phase, Reason, Stop, Verdict};
use crate::features::workload::model::{Failure, Launch, State, Unit};

/// Phase, reason and message as people see them.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub phase: Phase,
    pub reason: String,
    pub message: String,
}

/// What is written down counts once it is final; before that the unit knows.
pub fn shown(job: &Job, unit: Option<&Unit>) -> Shown {
    let (Some(unit), false) = (unit, job.phase().is_final()) else {
        return Shown { phase: job.phase(), reason: job.reason.clone(), message: job.message.clone() };
    };
    let say = |phase: Phase, reason: Reason, message: &str| Shown { phase, reason: reason.text().into(), message: message.into() };
    if job.stop() == Some(Stop::Requeue) {
        return say(Phase::Pending, Reason::OverQuota, &job.message);
    }
    match unit.state() {
        State::Queued if unit.wants_to_run() => {
            let why = unit.reason.as_deref().unwrap_or("Waiting in the queue.");
            let message = if job.requeues > 0 { format!("{} {why}", job.message) } else { why.to_owned() };
            say(Phase::Pending, Reason::OverQuota, &message)
        }
        State::Starting if unit.wants_to_run() => say(Phase::Preparing, Reason::PodPending, "Its container is being prepared."),
        State::Running if unit.wants_to_run() => say(Phase::Running, Reason::PodRunning, "Running."),
        _ if job.started_at > 0 => say(Phase::Running, Reason::PodRunning, "The command has ended; its artifacts are being collected."),
        _ => say(Phase::Preparing, Reason::PodPending, "The start has ended; the job is being closed."),
    }
}

/// What follows from the end of a start.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    Closed(Verdict),
    /// Back into the queue, with the sentence that says why.
    Again(String),
}

/// How a job ended whose unit is gone.
pub fn end(job: &Job, unit: &Unit, launch: Option<&Launch>, last_lines: Vec<String>, most_requeues: i64) -> End {
    let failure = launch.and_then(Launch::failure);
    let ran = launch.is_some_and(|launch| launch.ready_at.is_some());
    // Nothing of the job happened yet, and it is not its fault.
    let engine_down = failure.as_ref().filter(|failure| !ran && failure.code == "ENGINE_DOWN");
    let again = match job.stop() {
        Some(Stop::Cancel) => return End::Closed(cancelled(&job.message)),
        Some(Stop::Deadline) => return End::Closed(over_deadline(job, last_lines)),
        Some(Stop::OverQuota) => return End::Closed(over_quota(&job.message)),
        Some(Stop::WorkFull) => return End::Closed(work_full(&job.message, last_lines)),
        Some(Stop::Requeue) => Some(job.message.clone()),
        None => engine_down.map(|failure| back_to_pending(&failure.message)),
    };
    match again {
        Some(why) if job.requeues < most_requeues => return End::Again(why),
        Some(why) => return End::Closed(over_requeue_limit(job, &why)),
        None => {}
    }
    End::Closed(match (unit.outcome.as_deref(), failure) {
        (Some("succeeded"), _) => Verdict {
            phase: Phase::Succeeded,
            reason: Reason::PodSucceeded,
            message: "Job completed".into(),
            exit_code: Some(0),
            failure: None,
        },
        (Some("failed"), Some(failure)) => failed(failure, ran),
        (Some("failed"), None) => failed(unexplained(unit), ran),
        // Stopped, but not by anybody who acts on jobs: the account, the membership or the group is gone.
        _ => cancelled(unit.reason.as_deref().unwrap_or("It was stopped.")),
    })
}

pub fn back_to_pending(why: &str) -> String {
    format!("Back to pending due to: {why}")
}

/// The unit of a job is never missing; if it is, somebody changed the database.
pub fn lost() -> Verdict {
    let message = "PrimeHub has no record of its start.".to_owned();
    Verdict { phase: Phase::Failed, reason: Reason::PodUnknown, message, exit_code: None, failure: None }
}

fn cancelled(message: &str) -> Verdict {
    Verdict { phase: Phase::Cancelled, reason: Reason::Cancelled, message: message.into(), exit_code: None, failure: None }
}

pub fn over_quota(message: &str) -> Verdict {
    Verdict { phase: Phase::Failed, reason: Reason::OverQuota, message: message.into(), exit_code: None, failure: None }
}

fn over_deadline(job: &Job, last_lines: Vec<String>) -> Verdict {
    let limit = duration(job.deadline_seconds);
    let message = format!("It ran longer than its time-out of {limit} and was stopped.");
    let failure = Failure {
        message: message.clone(),
        code: "TIMED_OUT".into(),
        next_step: "Run it again with a longer time-out, or let it save its progress and go on from there.".into(),
        detail: None,
        exit_code: None,
        last_lines,
    };
    Verdict { phase: Phase::Failed, reason: Reason::OverActivateDeadline, message, exit_code: None, failure: Some(failure) }
}

fn work_full(message: &str, last_lines: Vec<String>) -> Verdict {
    let failure = Failure {
        message: message.into(),
        code: "WORK_FULL".into(),
        next_step: "Write what is large to the group's volume or to /phfs, which have room of their own.".into(),
        detail: None,
        exit_code: None,
        last_lines,
    };
    Verdict { phase: Phase::Failed, reason: Reason::PodFailed, message: message.into(), exit_code: None, failure: Some(failure) }
}

fn over_requeue_limit(job: &Job, why: &str) -> Verdict {
    let message = format!("Its start was given up {} times. {why}", job.requeues + 1);
    let failure = Failure {
        message: message.clone(),
        code: "OVER_REQUEUE_LIMIT".into(),
        next_step: "Run it again later. If it happens again, show this to an administrator.".into(),
        detail: None,
        exit_code: None,
        last_lines: Vec::new(),
    };
    Verdict { phase: Phase::Failed, reason: Reason::OverRequeueLimit, message, exit_code: None, failure: Some(failure) }
}

fn failed(mut failure: Failure, ran: bool) -> Verdict {
    let reason = match (ran, failure.code.as_str()) {
        (_, "CONTAINER_LOST") => Reason::PodUnknown,
        (true, _) => Reason::PodFailed,
        (false, _) => Reason::PodCreationFailed,
    };
    let last = failure.last_lines.iter().rev().find(|line| !line.trim().is_empty());
    let message = match (failure.code.as_str(), failure.exit_code) {
        ("EXITED", Some(code)) => {
            failure.message = format!("The command ended with exit code {code}.");
            failure.next_step = "Look at the last lines of its log.".into();
            let why = last.map(|line| format!(": {}", crate::error::shorten_to(line.trim(), 200))).unwrap_or_default();
            format!("Job failed due to exit code {code}{why}")
        }
        ("OUT_OF_MEMORY", _) => {
            failure.next_step = "Run it on an instance type with more memory, or let it load less data at once.".into();
            format!("Job failed due to lack of memory: {}", failure.message)
        }
        _ => failure.message.clone(),
    };
    Verdict { phase: Phase::Failed, reason, message, exit_code: failure.exit_code, failure: Some(failure) }
}

fn unexplained(unit: &Unit) -> Failure {
    Failure {
        message: unit.reason.clone().unwrap_or_else(|| "It ended for an unknown reason.".into()),
        code: "UNKNOWN".into(),
        next_step: "Look at its log, then run it again.".into(),
        detail: None,
        exit_code: None,
        last_lines: Vec::new(),
    }
}

/// `90 s`, `5 min`, `24 h`, `3 days`: the largest unit in which it is a whole number.
pub fn duration(seconds: i64) -> String {
    match seconds {
        _ if seconds >= 2 * 86_400 && seconds % 86_400 == 0 => format!("{} days", seconds / 86_400),
        _ if seconds >= 3600 && seconds % 3600 == 0 => format!("{} h", seconds / 3600),
        _ if seconds >= 60 && seconds % 60 == 0 => format!("{} min", seconds / 60),
        _ => format!("{seconds} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_their_largest_whole_unit() {
        for (seconds, text) in [(1, "1 s"), (90, "90 s"), (300, "5 min"), (86_400, "24 h"), (3 * 86_400, "3 days"), (100_000, "100000 s")] {
            assert_eq!(duration(seconds), text);
        }
    }
}
