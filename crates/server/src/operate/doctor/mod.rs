//! Is this machine fit to run PrimeHub? Each check is one line: how it stands, and what to do when it does not stand well.

mod folder;
mod names;
mod services;

use super::Level;
use crate::clock::Clock;
use crate::config::Config;

#[derive(Clone, Debug)]
pub struct Check {
    pub name: &'static str,
    pub level: Level,
    pub detail: String,
    /// Empty when nothing has to be done.
    pub next_step: String,
}

impl Check {
    fn ok(name: &'static str, detail: impl Into<String>) -> Self {
        Self { name, level: Level::Ok, detail: detail.into(), next_step: String::new() }
    }

    fn warn(name: &'static str, detail: impl Into<String>, next_step: impl Into<String>) -> Self {
        Self { name, level: Level::Warn, detail: detail.into(), next_step: next_step.into() }
    }

    fn bad(name: &'static str, detail: impl Into<String>, next_step: impl Into<String>) -> Self {
        Self { name, level: Level::Bad, detail: detail.into(), next_step: next_step.into() }
    }
}

/// Changes nothing, whatever it finds.
pub async fn examine(config: &Config, clock: &Clock) -> Vec<Check> {
    let mut found = vec![folder::data(config)];
    found.extend(folder::disk(config));
    found.extend(folder::key(config));
    found.extend(services::engine(config, clock).await);
    found.extend(services::database(config, clock).await);
    found.push(services::clock_year(clock));
    found.push(services::open_files(config));
    found.push(names::workloads(config).await);
    found.push(names::port(config).await);
    found
}

pub fn is_bad(found: &[Check]) -> bool {
    found.iter().any(|check| check.level == Level::Bad)
}

pub fn report(found: &[Check]) -> String {
    let width = found.iter().map(|check| check.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for check in found {
        text.push_str(&format!("{:<5} {:<width$}  {}\n", check.level.text(), check.name, check.detail));
        if !check.next_step.is_empty() {
            text.push_str(&format!("{:<5} {:<width$}  -> {}\n", "", "", check.next_step));
        }
    }
    let count = |level: Level| found.iter().filter(|check| check.level == level).count();
    let closing = match (count(Level::Bad), count(Level::Warn)) {
        (0, 0) => "Everything is well.".to_owned(),
        (0, warnings) => format!("PrimeHub can run; {warnings} of {} checks deserve attention.", found.len()),
        (bad, _) => format!("{bad} of {} checks are bad; do what is said there first.", found.len()),
    };
    text + &closing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_to_do_below_what_is_wrong() {
        let found = [Check::ok("disk", "12.0 GiB of 20.0 GiB free"), Check::bad("engine", "does not answer", "Start Docker.")];
        let text = report(&found);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "ok    disk    12.0 GiB of 20.0 GiB free");
        assert_eq!(lines[2].trim(), "-> Start Docker.");
        assert_eq!(lines[3], "1 of 2 checks are bad; do what is said there first.");
        assert!(is_bad(&found) && !is_bad(&found[..1]));
    }
}
