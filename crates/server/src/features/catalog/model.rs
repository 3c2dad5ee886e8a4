//! What is an instance type, and what is an image? Rows as they are stored, and the rules that need no database.

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

/// `kind` is cpu, gpu or both.
#[derive(Clone, Debug, FromRow)]
pub struct Image {
    pub id: String,
    pub display_name: Option<String>,
    pub description: Option<String>,
    pub kind: String,
    pub url: Option<String>,
    pub url_for_gpu: Option<String>,
    pub pull_secret: Option<String>,
    pub group_name: Option<String>,
    pub is_global: i64,
    pub created_at: i64,
}

impl Image {
    /// The reference that is pulled for an instance type with or without GPUs.
    pub fn reference(&self, gpus: i64) -> Option<&str> {
        let gpu = self.url_for_gpu.as_deref().filter(|url| gpus > 0 && !url.is_empty());
        gpu.or(self.url.as_deref()).filter(|url| !url.is_empty())
    }
}
