//! May somebody try a password now? Each account and each address has some free wrong ones; then every further one doubles the wait.

use std::net::IpAddr;

use super::super::rules;
use super::store;
use crate::app::SharedApp;
use crate::config::Passwords;
use crate::db::Tx;
use crate::error::{Error, Result};

const SECOND: i64 = 1_000_000;
/// Wrong passwords are forgotten when none came for this long.
const REMEMBERED: i64 = 24 * 3600 * SECOND;

pub fn of_account(username: &str) -> String {
    format!("user:{}", username.to_lowercase())
}

/// Whoever has an IPv6 address usually has its whole /64 network.
fn of_address(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(ip)) if ip.to_ipv4_mapped().is_none() => {
            let [a, b, c, d, ..] = ip.segments();
            format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => format!("address:{address}"),
    }
}

/// Counts the attempt as a wrong one before the password is looked at, so that many at once cannot slip through together.
/// Refused ones count neither way.
pub async fn take(app: &SharedApp, username: &str, address: &str) -> Result<()> {
    let now = app.clock.micros();
    let limits = &app.config.passwords;
    let mut subjects = vec![(of_address(address), limits.free_attempts_per_address)];
    // Names that no account can have would only fill the table.
    if rules::username(&username.to_lowercase()).is_ok() {
        subjects.push((of_account(username), limits.free_attempts));
    }
    let mut tx = app.db.begin().await?;
    store::forget_attempts_before(&mut tx, now - REMEMBERED).await?;
    for (subject, free) in &subjects {
        app.db.lock(&mut tx, subject).await?;
        let (failures, locked_until) = store::attempts(&mut tx, subject).await?.unwrap_or_default();
        if locked_until > now {
            return Err(wait(locked_until - now));
        }
        let failures = failures + 1;
        store::save_attempts(&mut tx, subject, failures, now, now + wait_after(limits, failures - free)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The password was right: the account starts anew, and the address gets this attempt back.
pub async fn give_back(tx: &mut Tx, username: &str, address: &str) -> Result<()> {
    store::forget_attempts(tx, &of_account(username)).await?;
    store::give_back_attempt(tx, &of_address(address)).await
}

/// Microseconds to wait after this many wrong passwords beyond the free ones.
fn wait_after(limits: &Passwords, beyond: i64) -> i64 {
    if beyond < 0 {
        return 0;
    }
    let doubled = limits.first_wait_seconds.saturating_mul(1i64 << beyond.min(30));
    doubled.min(limits.longest_wait_seconds) * SECOND
}

fn wait(micros: i64) -> Error {
    let seconds = (micros + SECOND - 1) / SECOND;
    Error::Wait { message: format!("Too many wrong passwords. Try again in {seconds} s."), seconds }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_longest() {
        let limits =
            Passwords { min_length: 10, free_attempts: 5, free_attempts_per_address: 20, first_wait_seconds: 5, longest_wait_seconds: 900 };
        let seconds: Vec<i64> = [-1, 0, 1, 2, 7, 8, 400].iter().map(|beyond| wait_after(&limits, *beyond) / SECOND).collect();
        assert_eq!(seconds, [0, 5, 10, 20, 640, 900, 900]);
    }

    #[test]
    fn neighbours_in_an_ipv6_network_count_together() {
        assert_eq!(of_address("2001:db8::1"), of_address("2001:db8::ffff"));
        assert_ne!(of_address("10.0.0.1"), of_address("10.0.0.2"));
    }
}
