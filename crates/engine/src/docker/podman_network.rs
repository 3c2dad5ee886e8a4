//! How Podman creates a group's network: by its own interface, as its copy of Docker's ignores the bridge's name.

use std::collections::HashMap;

use http_body_util::Full;
use hyper::Request;
use serde_json::json;

use super::connect::Connection;
use super::network::GroupNetwork;
use super::{LONG, raw};
use crate::{EngineError, Result};

pub async fn create(connection: &Connection, network: &GroupNetwork, labels: &HashMap<String, String>, subnet: &str) -> Result<()> {
    let body = json!({
        "name": network.name,
        "driver": "bridge",
        "network_interface": network.bridge,
        "subnets": [{ "subnet": subnet }],
        "dns_enabled": true,
        "labels": labels,
        // Docker keeps its networks apart by itself.
        "options": { "isolate": "true" },
    });
    let request = Request::post("/v4.0.0/libpod/networks/create").body(Full::new(body.to_string().into()));
    let request = request.map_err(|problem| EngineError::Other(problem.to_string()))?;
    raw::send(&connection.endpoint, request, LONG).await?;
    Ok(())
}
