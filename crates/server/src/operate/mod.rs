//! What the operator needs beside the product itself: backups, a look at the machine's health, metrics. No slice of the product knows it.

pub mod archive;
pub mod backup;
pub mod disk;
pub mod doctor;
pub mod health;
pub mod lock;
pub mod logging;
pub mod metrics;
pub mod overview;
pub mod parts;
pub mod restore;
pub mod store;
pub mod usage;

use std::sync::{Arc, OnceLock};

use primehub_gateway::GatewayStats;
use tokio_util::sync::CancellationToken;

use crate::app::SharedApp;

/// What a running server remembers about how it does.
#[derive(Default)]
pub struct Operations {
    pub metrics: metrics::Metrics,
    pub usage: usage::Usage,
    /// Set once the gateway serves.
    pub gateway: OnceLock<Arc<GatewayStats>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Ok,
    Warn,
    Bad,
}

impl Level {
    pub fn text(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// Everything that goes on beside the answering of requests, until `stop`.
pub async fn run(app: SharedApp, stop: CancellationToken) {
    let listening = async {
        if let Err(error) = metrics::listen(&app, stop.clone()).await {
            tracing::error!("{}", error.sentence());
        }
    };
    tokio::join!(listening, usage::run(app.clone(), stop.clone()));
}
