//! Do the engine, the database and the machine's own clock and limits answer as they should?

use std::time::Duration;

use rustix::process::{Resource, getrlimit};

use super::Check;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{self, Db};
use crate::error::Error;
use crate::features::workload::{self, Workloads};
use crate::operate::{parts, store};

const PATIENCE: Duration = Duration::from_secs(10);
/// Sessions and leases are told apart by seconds.
const CLOCKS_APART_WARN: i64 = 2_000_000;
const CLOCKS_APART_BAD: i64 = 30_000_000;
const FEW_FILES: u64 = 4096;

pub async fn engine(config: &Config, clock: &Clock) -> Vec<Check> {
    let asked = async {
        let engine = workload::connect::engine(config, clock).await?;
        Workloads::new(engine).health().await
    };
    let health = match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(health)) => health,
        Ok(Err(error)) => return vec![Check::bad("engine", error.sentence(), ENGINE_STEP)],
        Err(_) => return vec![Check::bad("engine", format!("did not answer within {} s", PATIENCE.as_secs()), ENGINE_STEP)],
    };
    let mut found = vec![Check::ok("engine", health.version)];
    if health.live_restore == Some(false) {
        found.push(Check::warn("live-restore", parts::LIVE_RESTORE, parts::LIVE_RESTORE_STEP));
    }
    found.extend(health.warnings.into_iter().map(|text| Check::warn("engine", text, "See the operator's guide on preparing a machine.")));
    found
}

const ENGINE_STEP: &str = "Start Docker or Podman, check that this user may use its socket, or set engine.socket.";

/// Nothing is made: a database that is not there yet is fine.
pub async fn database(config: &Config, clock: &Clock) -> Vec<Check> {
    let is_sqlite = config.database.url == "sqlite";
    if is_sqlite && !config.data.join("primehub.db").exists() {
        return vec![Check::ok("database", "will be made at the first start")];
    }
    let asked = async {
        let db = Db::connect(&config.database.url, &config.data, 1).await?;
        let found = (store::version(&db).await?, store::schema_version(&db).await?, store::clock_micros(&db).await?);
        db.close().await;
        Ok::<_, Error>(found)
    };
    let next_step = "Check database.url, that the database runs, and that it lets this user in.";
    let (version, schema, their_clock) = match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => return vec![Check::bad("database", error.sentence(), next_step)],
        Err(_) => return vec![Check::bad("database", format!("did not answer within {} s", PATIENCE.as_secs()), next_step)],
    };
    let mut found = vec![tables(version, schema)];
    found.extend(their_clock.map(|theirs| clocks(clock.micros(), theirs)));
    found
}

fn tables(version: String, schema: i64) -> Check {
    let newest = db::newest_schema();
    match schema {
        0 => Check::ok("database", format!("{version}, empty; tables are made at the first start")),
        schema if schema > newest => Check::bad(
            "database",
            format!("{version}, with tables of a newer PrimeHub"),
            "Run the newer version, or restore a backup of this one into an empty database.",
        ),
        schema if schema < newest => Check::ok("database", format!("{version}, tables are brought up to date at the next start")),
        _ => Check::ok("database", version),
    }
}

fn clocks(own: i64, theirs: i64) -> Check {
    let apart = (own - theirs).abs();
    let detail = format!("this machine and the database are {:.1} s apart", apart as f64 / 1e6);
    match apart {
        apart if apart > CLOCKS_APART_BAD => Check::bad("clock", detail, CLOCK_STEP),
        apart if apart > CLOCKS_APART_WARN => Check::warn("clock", detail, CLOCK_STEP),
        _ => Check::ok("clock", detail),
    }
}

const CLOCK_STEP: &str = "Keep the clocks right with NTP, for example with chrony or systemd-timesyncd.";

/// A machine without a battery wakes up in 1970, and every certificate and session is wrong then.
pub fn clock_year(clock: &Clock) -> Check {
    let now = clock.now();
    let year = now.format("%Y").to_string().parse().unwrap_or(0);
    if (2024..2100).contains(&year) {
        return Check::ok("time", now.format("%Y-%m-%d %H:%M:%S UTC").to_string());
    }
    Check::bad("time", format!("the clock says that it is the year {year}"), CLOCK_STEP)
}

pub fn open_files(config: &Config) -> Check {
    let limit = getrlimit(Resource::Nofile);
    let (soft, hard) = (limit.current.unwrap_or(u64::MAX), limit.maximum.unwrap_or(u64::MAX));
    if soft < FEW_FILES {
        return Check::warn(
            "open files",
            format!("the server may open {soft} files at once; each open page and notebook takes some"),
            "Raise the limit, for example with LimitNOFILE=65535 in the service's unit or ulimit -n.",
        );
    }
    let wanted = config.workload.max_open_files;
    if hard < wanted {
        return Check::warn(
            "open files",
            format!("workloads get {hard} instead of the {wanted} of workload.max_open_files, since nobody may give more than he has"),
            "Raise the hard limit of the server, or lower workload.max_open_files.",
        );
    }
    Check::ok("open files", format!("up to {soft}"))
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;
    use crate::operate::Level;

    #[test]
    fn clocks_that_are_apart_are_told_by_how_much() {
        assert_eq!(clocks(0, 1_000_000).level, Level::Ok);
        assert_eq!(clocks(10_000_000, 0).level, Level::Warn);
        assert_eq!(clocks(0, 3_600_000_000).level, Level::Bad);
    }

    #[test]
    fn a_clock_without_a_date_is_bad() {
        assert_eq!(clock_year(&Clock::manual(Utc.with_ymd_and_hms(1970, 1, 1, 0, 0, 9).unwrap())).level, Level::Bad);
        assert_eq!(clock_year(&Clock::manual(Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap())).level, Level::Ok);
    }

    #[test]
    fn tables_of_a_newer_version_are_bad() {
        assert_eq!(tables("SQLite".into(), db::newest_schema() + 1).level, Level::Bad);
        assert_eq!(tables("SQLite".into(), db::newest_schema()).level, Level::Ok);
    }
}
