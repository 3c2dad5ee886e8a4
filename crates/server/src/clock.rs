//! What time is it? Everything that depends on time asks the clock of the `App`, so that tests move it by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

#[derive(Clone)]
pub struct Clock(Hands);

#[derive(Clone)]
enum Hands {
    System,
    Manual(Arc<Manual>),
}

struct Manual {
    micros: AtomicI64,
    moved: Notify,
}

impl Clock {
    pub fn system() -> Self {
        Self(Hands::System)
    }

    /// A clock that stands still until `advance` is called.
    pub fn manual(start: DateTime<Utc>) -> Self {
        Self(Hands::Manual(Arc::new(Manual { micros: AtomicI64::new(start.timestamp_micros()), moved: Notify::new() })))
    }

    pub fn now(&self) -> DateTime<Utc> {
        from_micros(self.micros())
    }

    /// Microseconds since 1970, the form in which times are stored.
    pub fn micros(&self) -> i64 {
        match &self.0 {
            Hands::System => Utc::now().timestamp_micros(),
            Hands::Manual(manual) => manual.micros.load(Ordering::SeqCst),
        }
    }

    /// Waits until this much time has passed on this clock.
    pub async fn sleep(&self, duration: Duration) {
        let manual = match &self.0 {
            Hands::System => return tokio::time::sleep(duration).await,
            Hands::Manual(manual) => manual,
        };
        let until = self.micros() + duration.as_micros() as i64;
        loop {
            let moved = manual.moved.notified();
            tokio::pin!(moved);
            moved.as_mut().enable();
            if self.micros() >= until {
                return;
            }
            moved.await;
        }
    }

    /// Moves a manual clock. The system clock cannot be moved.
    pub fn advance(&self, duration: Duration) {
        let Hands::Manual(manual) = &self.0 else { return };
        manual.micros.fetch_add(duration.as_micros() as i64, Ordering::SeqCst);
        manual.moved.notify_waiters();
    }
}

/// Times of a year beyond what can be shown become 1970 rather than an error: they only come from a damaged row.
pub fn from_micros(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

/// The form in which times leave the API.
pub fn rfc3339(micros: i64) -> String {
    from_micros(micros).to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_clock_is_moved_past_its_time() {
        let clock = Clock::manual(from_micros(0));
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.sleep(Duration::from_secs(10)).await;
                clock.micros()
            }
        });
        tokio::task::yield_now().await;
        clock.advance(Duration::from_secs(4));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(Duration::from_secs(6));
        assert_eq!(sleeper.await.unwrap(), 10_000_000);
    }
}
