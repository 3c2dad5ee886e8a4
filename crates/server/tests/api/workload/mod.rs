//! Tests of the spine: quotas under pressure, several servers, crashes at every edge, an engine that comes and goes.

mod abandoned;
mod away;
mod cancel;
mod crash;
mod drain;
mod endings;
mod enter;
mod line;
mod logs;
mod metrics;
mod queue;
mod quota;
mod task;
mod two_servers;

use serde_json::json;

use crate::harness::{Person, Quotas, TestApp};
use crate::notebooks::{start_with, until_phase};

/// A person in a group of her own.
pub async fn ann(t: &TestApp) -> (Person, String) {
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    (ann, group)
}

/// A notebook of hers that runs.
pub async fn running(t: &TestApp) -> (Person, String) {
    let (ann, group) = ann(t).await;
    let id = start_with(t, &ann, &group, "run").await;
    until_phase(t, &ann, &id, "Running").await;
    (ann, id)
}

pub async fn column(t: &TestApp, id: &str, column: &'static str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("select {column} from units where id = $1"));
    sqlx::query_scalar(sql).bind(id).fetch_one(t.db()).await.unwrap()
}

/// What the engine has is what the rows say, each once.
pub async fn the_engine_has_what_the_rows_say(t: &TestApp) {
    crate::harness::eventually("engine and rows agree", async || {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("select id, generation from units where state = 'running'").fetch_all(t.db()).await.unwrap();
        let mut rows: Vec<(String, i64)> = rows.into_iter().collect();
        let mut seen: Vec<(String, i64)> = t.engine.snapshot().into_iter().map(|seen| (seen.unit.unit, seen.unit.generation)).collect();
        rows.sort();
        seen.sort();
        rows == seen
    })
    .await;
}

/// Runs in this start. Asked of one row, since a page reads several one after the other.
pub async fn until_runs_in(t: &TestApp, id: &str, generation: i64) {
    crate::harness::eventually(&format!("{id} runs in start {generation}"), async || {
        column(t, id, "case when state = 'running' then generation else 0 end").await == generation
    })
    .await;
}

/// The events of a unit by their codes, the oldest first.
pub async fn events(t: &TestApp, id: &str) -> Vec<String> {
    sqlx::query_scalar("select code from unit_events where unit_id = $1 order by at, id").bind(id).fetch_all(t.db()).await.unwrap()
}

pub async fn update_user(t: &TestApp, id: &str, data: serde_json::Value) {
    let root = t.root().await;
    let query = "mutation($data: UserUpdateInput!, $id: ID!) { updateUser(data: $data, where: { id: $id }) { id } }";
    t.ask(&root, query, json!({ "data": data, "id": id })).await.data();
}

pub async fn remove_from_group(t: &TestApp, user: &str, group: &str) {
    update_user(t, user, json!({ "groups": { "disconnect": [{ "id": group }] } })).await;
}
