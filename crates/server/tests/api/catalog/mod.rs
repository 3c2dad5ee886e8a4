//! Tests of instance types, images and secrets.

mod create;
mod delete;
mod list;
mod pull;
mod read;
mod seed;
mod update;

use serde_json::{Value, json};

use crate::harness::{Person, TestApp};

pub async fn create_instance_type(t: &TestApp, root: &Person, data: Value) -> crate::harness::Answer {
    let query = "mutation($data: InstanceTypeCreateInput!) { createInstanceType(data: $data) { id name displayName description cpuLimit memoryLimit \
                 gpuLimit gpuResourceName cpuRequest memoryRequest global groups { id } tolerations { operator key value effect } nodeSelector spec } }";
    t.ask(root, query, json!({ "data": data })).await
}

pub async fn create_image(t: &TestApp, person: &Person, data: Value) -> crate::harness::Answer {
    let query = "mutation($data: ImageCreateInput!) { createImage(data: $data) { id name displayName description type url urlForGpu groupName global \
                 groups { id } useImagePullSecret isReady imageSpec { baseImage } jobStatus { phase } logEndpoint spec } }";
    t.ask(person, query, json!({ "data": data })).await
}

pub async fn create_secret(t: &TestApp, root: &Person, data: Value) -> crate::harness::Answer {
    let query = "mutation($data: SecretCreateInput!) { createSecret(data: $data) { id type name secret registryHost username password } }";
    t.ask(root, query, json!({ "data": data })).await
}

pub fn login(name: &str) -> Value {
    json!({ "name": name, "type": "kubernetes", "registryHost": "registry.example.org", "username": "ann", "password": "opensesame" })
}

/// How often this action on this object stands in the audit.
pub async fn audited(t: &TestApp, action: &str, id: &str) -> i64 {
    let count = sqlx::query_scalar("select count(*) from audit where action = $1 and object_id = $2").bind(action).bind(id);
    count.fetch_one(t.db()).await.unwrap()
}
