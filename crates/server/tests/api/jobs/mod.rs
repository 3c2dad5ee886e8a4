//! Tests of jobs and recurring jobs on the fake engine.

mod artifacts;
mod bad_input;
mod cancel;
mod crash;
mod create;
mod endings;
mod list;
mod notices;
mod queue;
mod retention;
mod rights;
mod schedule_times;
mod schedules;
mod timeouts;
mod two_servers;

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Answer, Person, Quotas, TestApp, eventually};

pub const CREATE: &str = "mutation($data: PhJobCreateInput!) { createPhJob(data: $data) { id phase } }";
const READ: &str = "query($id: ID!) { phJob(where: { id: $id }) { id displayName phase reason message summary exitCode requeues cancelledBy \
    startTime finishTime durationSeconds activeDeadlineSeconds deadlineAt priority userName schedule hasLog \
    instanceType { id displayName cpuLimit memoryLimit } queue { position length reason usedBy { name } } \
    failure { code message nextStep lastLines } events { code text } launch { generation } \
    artifact { state message totalCount totalBytes items { name size } leftOut { name reason } expiresAt } } }";

/// A person in a group of her own.
pub async fn ann(t: &TestApp) -> (Person, String) {
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    (ann, group)
}

/// What a job needs, with a command that does on the fake engine what these words say.
pub fn wish(group: &str, words: &str) -> Value {
    json!({ "displayName": "train", "groupId": group, "instanceType": "cpu-1", "image": "base-notebook", "command": format!("echo $HOME\n# fake: {words}") })
}

pub async fn create(t: &TestApp, person: &Person, data: Value) -> Answer {
    t.ask(person, CREATE, json!({ "data": data })).await
}

pub fn id_of(answer: &Answer, field: &str) -> String {
    answer.data()[field]["id"].as_str().unwrap().to_owned()
}

pub async fn submit(t: &TestApp, person: &Person, group: &str, words: &str) -> String {
    id_of(&create(t, person, wish(group, words)).await, "createPhJob")
}

pub async fn read(t: &TestApp, person: &Person, id: &str) -> Value {
    t.ask(person, READ, json!({ "id": id })).await.data()["phJob"].clone()
}

/// Until it is in this phase; a moment passes with every look.
pub async fn until(t: &TestApp, person: &Person, id: &str, phase: &str) -> Value {
    eventually(&format!("{id} is {phase}"), async || {
        t.clock.advance(Duration::from_millis(100));
        tokio::time::sleep(Duration::from_millis(5)).await;
        read(t, person, id).await["phase"] == phase
    })
    .await;
    read(t, person, id).await
}

/// Until nothing remains to be done for it.
pub async fn until_closed(t: &TestApp, id: &str) {
    eventually(&format!("{id} is closed"), async || {
        t.clock.advance(Duration::from_millis(100));
        tokio::time::sleep(Duration::from_millis(5)).await;
        job_column(t, id, "settled").await == 1
    })
    .await;
}

pub async fn job_column(t: &TestApp, id: &str, column: &'static str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("select {column} from jobs where id = $1"));
    sqlx::query_scalar(sql).bind(id).fetch_one(t.db()).await.unwrap()
}

pub async fn cancel(t: &TestApp, person: &Person, id: &str) -> Answer {
    t.ask(person, "mutation($id: ID!) { cancelPhJob(where: { id: $id }) { id } }", json!({ "id": id })).await
}

pub async fn rerun(t: &TestApp, person: &Person, id: &str) -> Answer {
    t.ask(person, "mutation($id: ID!) { rerunPhJob(where: { id: $id }) { id } }", json!({ "id": id })).await
}
