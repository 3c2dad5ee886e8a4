//! What are people, groups and their quotas? Rows as they are stored, and the rules that need no database.

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

/// The group whose objects are global. Everybody is a member, nobody can launch in it, and no list shows it.
pub const EVERYONE: &str = "everyone";

#[derive(Clone, Debug, FromRow)]
pub struct User {
    pub id: String,
    pub username: String,
    pub email: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub must_change_password: i64,
    pub enabled: i64,
    pub is_admin: i64,
    pub enable_invite_users: i64,
    pub volume_capacity: Option<i64>,
    pub predefined_envs: Option<String>,
    pub theme: Option<String>,
    pub created_at: i64,
    pub last_seen_at: Option<i64>,
}

impl User {
    /// First and last name, or the user name where neither is known.
    pub fn label(&self) -> String {
        let names = [self.first_name.as_deref(), self.last_name.as_deref()];
        let full = names.into_iter().flatten().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ");
        if full.is_empty() { self.username.clone() } else { full }
    }
}

#[derive(Clone, Debug, Default, FromRow)]
pub struct Group {
    pub id: String,
    pub name: String,
    /// `lower(name)` with `_` turned into `-`: in paths, and what makes names unique.
    pub path_key: String,
    pub display_name: Option<String>,
    pub quota_cpu: Option<i64>,
    pub quota_memory: Option<i64>,
    pub quota_gpu: Option<i64>,
    pub project_quota_cpu: Option<i64>,
    pub project_quota_memory: Option<i64>,
    pub project_quota_gpu: Option<i64>,
    pub user_volume_capacity: Option<i64>,
    pub enabled_shared_volume: i64,
    pub shared_volume_capacity: Option<i64>,
    pub home_symlink: i64,
    pub launch_group_only: i64,
    pub enabled_deployment: i64,
    pub max_deploy: Option<i64>,
    pub job_deadline_seconds: Option<i64>,
    pub tracking_uri: Option<String>,
    pub ui_url: Option<String>,
    pub tracking_envs: Option<String>,
    pub artifact_envs: Option<String>,
    pub created_at: i64,
}

impl Group {
    pub fn label(&self) -> &str {
        self.display_name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&self.name)
    }

    /// What one member may use at once.
    pub fn user_quota(&self) -> Quota {
        Quota { cpu: self.quota_cpu, memory: self.quota_memory, gpu: self.quota_gpu }
    }

    /// What all members together may use at once.
    pub fn group_quota(&self) -> Quota {
        Quota { cpu: self.project_quota_cpu, memory: self.project_quota_memory, gpu: self.project_quota_gpu }
    }

    /// The variables of the group's MLflow, where one is set.
    pub fn mlflow(&self) -> Vec<(String, String)> {
        #[derive(Deserialize)]
        struct Variable {
            name: String,
            value: String,
        }
        let mut env = Vec::new();
        let addresses = [("MLFLOW_TRACKING_URI", &self.tracking_uri), ("MLFLOW_UI_URL", &self.ui_url)];
        for (name, uri) in addresses {
            env.extend(uri.clone().filter(|uri| !uri.is_empty()).map(|uri| (name.to_owned(), uri)));
        }
        for list in [&self.tracking_envs, &self.artifact_envs].into_iter().flatten() {
            let variables: Vec<Variable> = serde_json::from_str(list).unwrap_or_default();
            env.extend(variables.into_iter().map(|variable| (variable.name, variable.value)));
        }
        env
    }
}

/// Limits in thousandths of a core, MiB and pieces. None is no limit, 0 is none allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    pub cpu: Option<i64>,
    pub memory: Option<i64>,
    pub gpu: Option<i64>,
}

/// An entry of the audit table; who and from where comes from the actor.
#[derive(Clone, Debug)]
pub struct Audit<'a> {
    pub action: &'static str,
    pub object_kind: &'static str,
    pub object_id: Option<&'a str>,
    pub object_name: Option<&'a str>,
    pub group: Option<(&'a str, &'a str)>,
    /// Names of changed fields and other facts. Never a secret.
    pub detail: Option<serde_json::Value>,
}

impl<'a> Audit<'a> {
    pub fn of(action: &'static str, object_kind: &'static str, object_id: &'a str, object_name: &'a str) -> Self {
        Self { action, object_kind, object_id: Some(object_id), object_name: Some(object_name), group: None, detail: None }
    }

    pub fn in_group(mut self, group: &'a Group) -> Self {
        self.group = Some((&group.id, &group.name));
        self
    }

    pub fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = Some(detail);
        self
    }
}
