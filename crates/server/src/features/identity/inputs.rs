//! What do clients send about people and groups? Input types of the API; `MaybeUndefined` where "absent" keeps a value and null clears it.

use async_graphql::{ID, InputObject, Json, MaybeUndefined};
use serde_json::Value;

#[derive(InputObject)]
pub struct UserWhereInput {
    pub id: Option<ID>,
    #[graphql(name = "username_contains")]
    pub username_contains: Option<String>,
    #[graphql(name = "email_contains")]
    pub email_contains: Option<String>,
    pub search: Option<String>,
    pub enabled: Option<bool>,
    pub is_admin: Option<bool>,
}

#[derive(InputObject)]
pub struct UserWhereUniqueInput {
    pub id: ID,
}

#[derive(InputObject)]
pub struct UsersOrderBy {
    pub field: Option<String>,
    pub direction: Option<String>,
}

#[derive(InputObject)]
pub struct ResetActionInput {
    pub set: Option<Vec<Option<String>>>,
}

#[derive(InputObject)]
pub struct UserCreateInput {
    pub username: String,
    pub email: MaybeUndefined<String>,
    pub first_name: MaybeUndefined<String>,
    pub last_name: MaybeUndefined<String>,
    pub totp: Option<bool>,
    pub is_admin: Option<bool>,
    pub enabled: Option<bool>,
    pub created_timestamp: Option<f64>,
    pub volume_capacity: MaybeUndefined<i64>,
    pub federated: Option<bool>,
    pub groups: Option<GroupCreateManyInput>,
    pub send_email: Option<bool>,
    pub reset_actions: Option<ResetActionInput>,
    pub expires_in: Option<i64>,
}

#[derive(InputObject, Default)]
pub struct UserUpdateInput {
    pub username: Option<String>,
    pub email: MaybeUndefined<String>,
    pub first_name: MaybeUndefined<String>,
    pub last_name: MaybeUndefined<String>,
    pub totp: Option<bool>,
    pub is_admin: Option<bool>,
    pub enabled: Option<bool>,
    pub enable_invite_users: Option<bool>,
    pub created_timestamp: Option<f64>,
    pub volume_capacity: MaybeUndefined<i64>,
    pub federated: Option<bool>,
    pub groups: Option<GroupUpdateManyInput>,
    pub predefined_envs: MaybeUndefined<String>,
}

#[derive(InputObject)]
pub struct UserCreateManyInput {
    pub create: Option<Vec<UserCreateInput>>,
    pub connect: Option<Vec<UserWhereUniqueInput>>,
}

#[derive(InputObject)]
pub struct UserUpdateManyInput {
    pub create: Option<Vec<UserCreateInput>>,
    pub connect: Option<Vec<UserWhereUniqueInput>>,
    pub disconnect: Option<Vec<UserWhereUniqueInput>>,
    pub delete: Option<Vec<UserWhereUniqueInput>>,
}

#[derive(InputObject)]
pub struct GroupWhereInput {
    pub id: Option<ID>,
    #[graphql(name = "name_contains")]
    pub name_contains: Option<String>,
    #[graphql(name = "displayName_contains")]
    pub display_name_contains: Option<String>,
    pub search: Option<String>,
}

#[derive(InputObject)]
pub struct GroupWhereUniqueInput {
    pub id: ID,
}

#[derive(InputObject)]
pub struct GroupOrderByInput {
    pub name: Option<String>,
    pub display_name: Option<String>,
    pub shared_volume_capacity: Option<String>,
    pub quota_cpu: Option<String>,
    pub quota_gpu: Option<String>,
    pub quota_memory: Option<String>,
    pub project_quota_cpu: Option<String>,
    pub project_quota_gpu: Option<String>,
    pub project_quota_memory: Option<String>,
}

#[derive(InputObject)]
pub struct GroupCreateInput {
    pub name: String,
    pub display_name: MaybeUndefined<String>,
    pub quota_cpu: MaybeUndefined<f64>,
    pub quota_gpu: MaybeUndefined<i64>,
    pub quota_memory: MaybeUndefined<f64>,
    pub user_volume_capacity: MaybeUndefined<i64>,
    pub project_quota_cpu: MaybeUndefined<f64>,
    pub project_quota_gpu: MaybeUndefined<i64>,
    pub project_quota_memory: MaybeUndefined<f64>,
    pub users: Option<UserCreateManyInput>,
    pub writable: Option<bool>,
    pub enabled_shared_volume: Option<bool>,
    pub shared_volume_capacity: MaybeUndefined<i64>,
    pub home_symlink: Option<bool>,
    pub launch_group_only: Option<bool>,
    pub datasets: Option<DatasetPlaceHolder>,
    pub images: Option<ImagePlaceHolder>,
    pub instance_types: Option<InstancePlaceHolder>,
    pub enabled_deployment: Option<bool>,
    pub max_deploy: MaybeUndefined<i64>,
    pub job_default_active_deadline_seconds: MaybeUndefined<i64>,
    pub admins: MaybeUndefined<String>,
}

#[derive(InputObject, Default)]
pub struct GroupUpdateInput {
    pub name: Option<String>,
    pub display_name: MaybeUndefined<String>,
    pub quota_cpu: MaybeUndefined<f64>,
    pub quota_gpu: MaybeUndefined<i64>,
    pub user_volume_capacity: MaybeUndefined<i64>,
    pub quota_memory: MaybeUndefined<f64>,
    pub project_quota_cpu: MaybeUndefined<f64>,
    pub project_quota_gpu: MaybeUndefined<i64>,
    pub project_quota_memory: MaybeUndefined<f64>,
    pub users: Option<UserUpdateManyInput>,
    pub writable: Option<bool>,
    pub enabled_shared_volume: Option<bool>,
    pub shared_volume_capacity: MaybeUndefined<i64>,
    pub home_symlink: Option<bool>,
    pub launch_group_only: Option<bool>,
    pub datasets: Option<DatasetPlaceHolder>,
    pub images: Option<ImagePlaceHolder>,
    pub instance_types: Option<InstancePlaceHolder>,
    pub enabled_deployment: Option<bool>,
    pub max_deploy: MaybeUndefined<i64>,
    pub job_default_active_deadline_seconds: MaybeUndefined<i64>,
    pub admins: MaybeUndefined<String>,
    pub tracking_uri: MaybeUndefined<String>,
    pub ui_url: MaybeUndefined<String>,
    pub tracking_envs: MaybeUndefined<Json<Value>>,
    pub artifact_envs: MaybeUndefined<Json<Value>>,
}

/// A new group is an empty one that is changed at once, so that one set of rules serves both.
impl From<GroupCreateInput> for GroupUpdateInput {
    fn from(given: GroupCreateInput) -> Self {
        Self {
            display_name: given.display_name,
            quota_cpu: given.quota_cpu,
            quota_gpu: given.quota_gpu,
            user_volume_capacity: given.user_volume_capacity,
            quota_memory: given.quota_memory,
            project_quota_cpu: given.project_quota_cpu,
            project_quota_gpu: given.project_quota_gpu,
            project_quota_memory: given.project_quota_memory,
            users: given.users.map(|users| UserUpdateManyInput {
                create: users.create,
                connect: users.connect,
                disconnect: None,
                delete: None,
            }),
            enabled_shared_volume: given.enabled_shared_volume,
            shared_volume_capacity: given.shared_volume_capacity,
            home_symlink: given.home_symlink,
            launch_group_only: given.launch_group_only,
            enabled_deployment: given.enabled_deployment,
            max_deploy: given.max_deploy,
            job_default_active_deadline_seconds: given.job_default_active_deadline_seconds,
            admins: given.admins,
            ..Self::default()
        }
    }
}

#[derive(InputObject)]
pub struct GroupCreateManyInput {
    pub create: Option<Vec<GroupCreateInput>>,
    pub connect: Option<Vec<GroupWhereUniqueInput>>,
}

#[derive(InputObject)]
pub struct GroupUpdateManyInput {
    pub create: Option<Vec<GroupCreateInput>>,
    pub connect: Option<Vec<GroupWhereUniqueInput>>,
    pub disconnect: Option<Vec<GroupWhereUniqueInput>>,
    pub delete: Option<Vec<GroupWhereUniqueInput>>,
}

impl From<GroupCreateManyInput> for GroupUpdateManyInput {
    fn from(given: GroupCreateManyInput) -> Self {
        Self { create: given.create, connect: given.connect, disconnect: None, delete: None }
    }
}

/// Clients of the original send these along; what a group may use is set on the instance type, image or volume.
#[derive(InputObject)]
pub struct DatasetPlaceHolder {
    pub set: Option<Vec<Option<String>>>,
}

#[derive(InputObject)]
pub struct ImagePlaceHolder {
    pub set: Option<Vec<Option<String>>>,
}

#[derive(InputObject)]
pub struct InstancePlaceHolder {
    pub set: Option<Vec<Option<String>>>,
}

#[derive(InputObject)]
pub struct EnvVarInput {
    pub name: String,
    pub value: String,
}

#[derive(InputObject, Default)]
pub struct AuditWhere {
    pub search: Option<String>,
    pub actor: Option<String>,
    pub action: Option<String>,
    pub object_kind: Option<String>,
    pub object_id: Option<String>,
    pub result: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
}
