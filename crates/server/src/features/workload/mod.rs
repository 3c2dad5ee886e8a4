//! The spine of everything that runs: units, the queue, quotas, starts with their stages, logs. The only slice that talks to the engine.

pub mod api;
pub mod images;

use std::sync::Arc;

use primehub_engine::{Engine, RegistryAuth};

use crate::app::SharedApp;

pub struct Workloads {
    engine: Arc<dyn Engine>,
    pub engine_state: EngineState,
}

impl Workloads {
    pub fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine, engine_state: EngineState }
    }

    fn engine(&self) -> &dyn Engine {
        self.engine.as_ref()
    }

    pub async fn image_readiness(&self, _app: &SharedApp, reference: &str) -> images::ImageReadiness {
        images::readiness(self.engine.as_ref(), reference).await
    }

    pub fn pull_in_background(&self, _app: &SharedApp, _reference: &str, _auth: Option<RegistryAuth>) {}
}

pub struct EngineState;

impl EngineState {
    pub async fn machines(&self, app: &SharedApp) -> Option<Vec<primehub_engine::Machine>> {
        app.workloads.engine().capacity().await.ok()
    }
}
