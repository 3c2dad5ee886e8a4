//! How does the server write its log? To the standard error output, as text for people or as JSON for machines.

use tracing_subscriber::EnvFilter;

use crate::config::Log;
use crate::error::{Error, Result};

/// Call once, before anything is worth logging.
pub fn start(log: &Log) -> Result<()> {
    let filter = EnvFilter::try_new(&log.level).map_err(|error| {
        Error::invalid("log.level", format!("log.level is \"{}\", which is neither a level nor a filter: {error}", log.level))
    })?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match log.format.as_str() {
        "json" => lines.json().flatten_event(true).try_init(),
        _ => lines.with_ansi(false).with_target(false).try_init(),
    };
    started.map_err(|error| Error::internal(format!("logging: {error}")))
}
