//! Containers as the engine describes them, read with our own types: Podman writes states that bollard's do not know.

use std::collections::HashMap;
use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::Request;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::connect::Connection;
use super::{SHORT, errors, names, raw};
use crate::{EngineError, Result};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Summary {
    pub id: String,
    /// Seconds since 1970.
    pub created: i64,
    #[serde(default)]
    pub state: String,
    pub labels: Option<HashMap<String, String>>,
    pub network_settings: Option<NetworkSettings>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Container {
    pub created: String,
    pub state: State,
    pub config: Config,
    pub host_config: HostConfig,
    pub network_settings: NetworkSettings,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct State {
    pub status: String,
    #[serde(default, rename = "OOMKilled")]
    pub oom_killed: bool,
    #[serde(default)]
    pub exit_code: i64,
    #[serde(default)]
    pub started_at: String,
    #[serde(default)]
    pub finished_at: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Config {
    pub labels: Option<HashMap<String, String>>,
    #[serde(default)]
    pub tty: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct HostConfig {
    pub init: Option<bool>,
    #[serde(default)]
    pub restart_policy: RestartPolicy,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RestartPolicy {
    pub name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct NetworkSettings {
    pub ports: Option<HashMap<String, Option<Vec<Binding>>>>,
    pub networks: Option<HashMap<String, Endpoint>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Binding {
    pub host_port: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Endpoint {
    #[serde(rename = "IPAddress")]
    pub address: String,
}

/// All of this installation, whatever their state; of one unit if it is given.
pub async fn list(connection: &Connection, installation: &str, unit: Option<&str>) -> Result<Vec<Summary>> {
    let mut filters = names::only_ours(installation);
    if let Some(unit) = unit {
        filters.entry("label".into()).or_default().push(format!("{}={unit}", names::UNIT));
    }
    let filters = serde_json::to_string(&filters).map_err(|problem| EngineError::Other(problem.to_string()))?;
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("all", "1").append_pair("filters", &filters).finish();
    get(connection, &format!("/containers/json?{query}"), SHORT).await
}

/// None when there is no such container, for example because it was removed just now. The engine answers only when it
/// has ended what it is doing with that container.
pub async fn inspect(connection: &Connection, container: &str, limit: Duration) -> Result<Option<Container>> {
    match get(connection, &format!("/containers/{container}/json"), limit).await {
        Ok(found) => Ok(Some(found)),
        Err(EngineError::NotFound) => Ok(None),
        Err(problem) => Err(problem),
    }
}

async fn get<T: DeserializeOwned>(connection: &Connection, path: &str, limit: Duration) -> Result<T> {
    let request = Request::get(path).body(Full::default()).map_err(|problem| EngineError::Other(problem.to_string()))?;
    let answer = raw::send(&connection.endpoint, request, limit).await?;
    let body = tokio::time::timeout(limit, answer.into_body().collect()).await;
    let body = body.map_err(|_| EngineError::Unreachable(format!("no whole answer within {} s", limit.as_secs())))?;
    let body = body.map_err(|problem| EngineError::Unreachable(errors::with_causes(&problem)))?.to_bytes();
    serde_json::from_slice(&body).map_err(|problem| EngineError::Other(format!("the engine's answer to {path} is unknown: {problem}")))
}
