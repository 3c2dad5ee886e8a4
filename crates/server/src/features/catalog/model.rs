//! What is an instance type, and what is an image? Rows as they are stored.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// Amounts in thousandths of a core, MiB and pieces.
#[derive(Clone, Debug, FromRow)]
pub struct InstanceType {
    pub id: String,
    pub display_name: Option<String>,
    pub description: Option<String>,
    pub cpu_limit: i64,
    pub memory_limit: i64,
    pub gpu_limit: i64,
    pub gpu_resource: Option<String>,
    pub cpu_request: Option<i64>,
    pub memory_request: Option<i64>,
    /// JSON: a list of tolerations.
    pub tolerations: String,
    /// JSON: a map of labels.
    pub node_selector: String,
    pub is_global: i64,
    pub created_at: i64,
}

impl InstanceType {
    pub fn label(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.id)
    }

    /// A damaged row has none rather than breaking every list.
    pub fn tolerations(&self) -> Vec<Toleration> {
        serde_json::from_str(&self.tolerations).unwrap_or_default()
    }

    /// Labels in the order in which they were given.
    pub fn node_selector(&self) -> serde_json::Map<String, serde_json::Value> {
        serde_json::from_str(&self.node_selector).unwrap_or_default()
    }
}

/// Which taints of nodes a workload puts up with. No effect means every effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "Toleration", input_name = "TolerationInput")]
pub struct Toleration {
    pub operator: String,
    pub key: Option<String>,
    pub value: Option<String>,
    pub effect: Option<String>,
}

/// `kind` is cpu, gpu or both. An image with a `group_name` belongs to that group alone and is cared for by its admins.
#[derive(Clone, Debug, FromRow)]
pub struct Image {
    pub id: String,
    pub display_name: Option<String>,
    pub description: Option<String>,
    pub kind: String,
    pub url: Option<String>,
    pub url_for_gpu: Option<String>,
    pub pull_secret: Option<String>,
    pub group_id: Option<String>,
    pub group_name: Option<String>,
    pub is_global: i64,
    pub created_at: i64,
}

impl Image {
    pub fn label(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.id)
    }

    /// The reference that is pulled for an instance type with or without GPUs.
    pub fn reference(&self, gpus: i64) -> Option<&str> {
        let gpu = self.url_for_gpu.as_deref().filter(|url| gpus > 0 && !url.is_empty());
        gpu.or(self.url.as_deref()).filter(|url| !url.is_empty())
    }
}

/// `kind` is opaque or kubernetes. The value is sealed and never leaves the server again.
#[derive(Clone, Debug, FromRow)]
pub struct Secret {
    pub id: String,
    pub name: String,
    pub kind: String,
    pub display_name: Option<String>,
    pub registry_host: Option<String>,
    pub username: Option<String>,
    pub sealed: String,
    pub created_at: i64,
}
