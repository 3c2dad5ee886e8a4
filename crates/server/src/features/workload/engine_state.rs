//! Does the engine answer, since when not, and what do its machines hold? Looked at every few seconds and remembered.

use parking_lot::Mutex;
use primehub_engine::{Health, Machine};

use crate::app::SharedApp;

/// An exit this close to a time without engine is taken for the engine's doing.
const AROUND: i64 = 30_000_000;

#[derive(Default)]
pub struct EngineState(Mutex<Known>);

#[derive(Clone, Default)]
pub struct Known {
    pub health: Option<Health>,
    pub latency_micros: i64,
    pub checked_at: i64,
    pub away_since: Option<i64>,
    pub away_reason: Option<String>,
    /// The last moment at which the engine was seen to be away.
    pub last_away: Option<i64>,
    machines: Vec<Machine>,
    machines_at: i64,
}

impl EngineState {
    pub fn known(&self) -> Known {
        self.0.lock().clone()
    }

    pub fn answered(&self, app: &SharedApp) {
        let came_back = {
            let mut known = self.0.lock();
            known.away_reason = None;
            known.away_since.take().is_some()
        };
        if came_back {
            tracing::info!("the container engine answers again");
            app.workloads.wake();
            app.events.changed("system", "engine", None);
        }
    }

    pub fn is_away(&self, app: &SharedApp, reason: String) {
        let now = app.clock.micros();
        let was_there = {
            let mut known = self.0.lock();
            let was_there = known.away_since.is_none();
            known.away_since.get_or_insert(now);
            known.away_reason = Some(reason.clone());
            known.last_away = Some(now);
            was_there
        };
        if was_there {
            tracing::warn!("the container engine does not answer: {reason}");
            app.events.changed("system", "engine", None);
        }
    }

    /// Whether the engine was away around this moment, or at any time in the last half minute when no moment is known.
    pub fn was_away_around(&self, at: Option<i64>, now: i64) -> bool {
        let last = self.0.lock().last_away;
        last.is_some_and(|last| (at.unwrap_or(now) - last).abs() < AROUND || now - last < AROUND)
    }

    pub async fn check(&self, app: &SharedApp) {
        let began = app.clock.micros();
        match app.workloads.engine().health().await {
            Ok(health) => {
                let now = app.clock.micros();
                {
                    let mut known = self.0.lock();
                    known.health = Some(health);
                    known.latency_micros = now - began;
                    known.checked_at = now;
                }
                self.answered(app);
            }
            Err(error) => self.is_away(app, error.to_string()),
        }
    }

    /// The machines as last seen; None when the engine never answered.
    pub async fn machines(&self, app: &SharedApp) -> Option<Vec<Machine>> {
        const FRESH: i64 = 30_000_000;
        let now = app.clock.micros();
        let known = self.known();
        if !known.machines.is_empty() && now - known.machines_at < FRESH {
            return Some(known.machines);
        }
        if let Ok(machines) = app.workloads.engine().capacity().await {
            let mut known = self.0.lock();
            known.machines = machines.clone();
            known.machines_at = now;
            return Some(machines);
        }
        Some(known.machines).filter(|machines| !machines.is_empty())
    }
}
