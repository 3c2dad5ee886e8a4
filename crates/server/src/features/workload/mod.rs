//! The spine of everything that runs: units, the queue, quotas, starts with their stages, logs. The only slice that talks to the engine.

pub mod api;

use std::sync::Arc;

use primehub_engine::Engine;

pub struct Workloads {
    engine: Arc<dyn Engine>,
}

impl Workloads {
    pub fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine }
    }

    /// Looks at what is wanted and what runs as soon as possible.
    pub fn wake(&self) {}
}
