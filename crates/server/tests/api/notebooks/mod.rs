//! Tests of notebooks on the fake engine.

mod idle;
mod logs;
mod rights;
mod rules;
mod start;

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Answer, Person, TestApp, eventually};

pub const START: &str = "mutation($data: NotebookStartInput!) { startNotebook(data: $data) { id name phase } }";
const READ: &str = "query($id: ID!) { notebook(id: $id) { id name phase reason openUrl settings { instanceType image safeMode env { name value } } \
    idleness { warning stopsAt keptAliveBy { kind text } } events { level code text } \
    launch { generation readyAt endedAt queuePosition stages { name state detail } failure { code message nextStep lastLines } } } }";

pub async fn start(t: &TestApp, person: &Person, group: &str, image: &str) -> Answer {
    t.ask(person, START, json!({ "data": { "groupId": group, "instanceType": "cpu-1", "image": image } })).await
}

/// A notebook whose container does what these words of the fake engine say.
pub async fn start_with(t: &TestApp, person: &Person, group: &str, words: &str) -> String {
    let env = json!([{ "name": "PRIMEHUB_FAKE", "value": words }]);
    started(
        &t.ask(person, START, json!({ "data": { "groupId": group, "instanceType": "cpu-1", "image": "base-notebook", "env": env } })).await,
    )
}

pub async fn start_again(t: &TestApp, person: &Person, id: &str) -> Answer {
    t.ask(person, START, json!({ "data": { "id": id } })).await
}

pub async fn stop(t: &TestApp, person: &Person, id: &str) -> Answer {
    t.ask(person, "mutation($id: ID!) { stopNotebook(id: $id) { id } }", json!({ "id": id })).await
}

pub async fn restart(t: &TestApp, person: &Person, id: &str) -> Answer {
    t.ask(person, "mutation($id: ID!) { restartNotebook(id: $id) { id } }", json!({ "id": id })).await
}

pub async fn read(t: &TestApp, person: &Person, id: &str) -> Value {
    t.ask(person, READ, json!({ "id": id })).await.data()["notebook"].clone()
}

pub async fn until_phase(t: &TestApp, person: &Person, id: &str, phase: &str) -> Value {
    eventually(&format!("{id} is {phase}"), async || read(t, person, id).await["phase"] == phase).await;
    read(t, person, id).await
}

/// As `until_phase`, for what also needs time to pass: the clock goes on a second with every look.
pub async fn in_time(t: &TestApp, person: &Person, id: &str, phase: &str) -> Value {
    eventually(&format!("{id} is {phase} in time"), async || {
        t.clock.advance(Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(20)).await;
        read(t, person, id).await["phase"] == phase
    })
    .await;
    read(t, person, id).await
}

/// An image of everyone with this reference.
pub async fn image(t: &TestApp, name: &str, url: &str) {
    let root = t.root().await;
    let data = json!({ "name": name, "url": url, "type": "both", "global": true });
    t.ask(&root, "mutation($data: ImageCreateInput!) { createImage(data: $data) { id } }", json!({ "data": data })).await.data();
}

/// An instance type of everyone.
pub async fn instance_type(t: &TestApp, name: &str, cores: f64, gib: f64) {
    let root = t.root().await;
    let data = json!({ "name": name, "cpuLimit": cores, "memoryLimit": gib, "gpuLimit": 0, "global": true });
    t.ask(&root, "mutation($data: InstanceTypeCreateInput!) { createInstanceType(data: $data) { id } }", json!({ "data": data }))
        .await
        .data();
}

pub fn started(answer: &Answer) -> String {
    answer.data()["startNotebook"]["id"].as_str().unwrap().to_owned()
}

/// Nothing of the unit is at the engine, and nothing of it counts.
pub async fn nothing_is_left(t: &TestApp, id: &str) {
    eventually(&format!("nothing of {id} is left"), async || {
        let holds: i64 = sqlx::query_scalar("select holds from units where id = $1").bind(id).fetch_one(t.db()).await.unwrap();
        holds == 0 && !t.engine.snapshot().iter().any(|seen| seen.unit.unit == id)
    })
    .await;
}
