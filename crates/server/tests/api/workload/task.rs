//! A task runs to its exit code; what it printed and how it ended are kept. Jobs will be made of this.

use primehub_engine::{Limits, Privileges, Role, UnitRef, WorkloadSpec};
use primehub_server::features::identity;
use primehub_server::features::workload::model::{Amounts, StartRequest, UnitSpec};
use primehub_server::features::workload::{actions, logs, store};

use super::{ann, column};
use crate::harness::{Person, Quotas, TestApp, eventually};

const CORE: Amounts = Amounts { cpu: 1000, memory: 1024, gpu: 0 };

pub fn request(id: &str, person: &Person, group: &str, words: &str, priority: i64) -> StartRequest {
    let workload = WorkloadSpec {
        unit: UnitRef { unit: id.into(), generation: 0 },
        kind: "test".into(),
        name: id.into(),
        role: Role::Task,
        image: "fake/task".into(),
        entrypoint: None,
        command: Some(vec!["true".into()]),
        env: vec![("PRIMEHUB_FAKE".into(), words.into())],
        working_dir: None,
        user: None,
        mounts: Vec::new(),
        limits: Limits { cpu_milli: CORE.cpu, memory_mib: CORE.memory, ..Default::default() },
        network: group.into(),
        ports: Vec::new(),
        privileges: Privileges::None,
        requests: None,
        node_selector: Vec::new(),
        tolerations: Vec::new(),
        labels: Vec::new(),
    };
    StartRequest {
        id: id.into(),
        kind: "test",
        name: id.into(),
        group_id: group.into(),
        user_id: person.id.clone(),
        instance_type: "cpu-1".into(),
        amounts: CORE,
        requested: CORE,
        priority,
        spec: UnitSpec { workload, readiness: None, restarts: false, secret_env: None, pull_auth: None, folders: Vec::new() },
    }
}

pub async fn submit(t: &TestApp, request: &StartRequest) {
    let group = identity::store::group(t.db(), &request.group_id).await.unwrap_or_else(|error| panic!("{error:?}")).unwrap();
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    actions::request_start(&t.app, &mut tx, &group, request, false, "test").await.unwrap_or_else(|error| panic!("{error:?}"));
    tx.commit().await.unwrap();
    actions::committed(&t.app, &request.id);
}

pub async fn until_over(t: &TestApp, id: &str) -> (String, Option<String>) {
    eventually(&format!("{id} is over"), async || {
        t.clock.advance(std::time::Duration::from_millis(200));
        let state: String = sqlx::query_scalar("select state from units where id = $1").bind(id).fetch_one(t.db()).await.unwrap();
        state == "gone"
    })
    .await;
    let unit = store::unit(t.db(), id).await.unwrap_or_else(|error| panic!("{error:?}")).unwrap();
    (unit.outcome.unwrap_or_default(), unit.reason)
}

#[tokio::test]
async fn a_task_that_ends_well_has_succeeded_and_its_log_is_kept() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    submit(&t, &request("task-good", &ann, &group, "log:computing,exit:0:2", 0)).await;
    assert_eq!(until_over(&t, "task-good").await, ("succeeded".into(), Some("Completed.".into())));
    assert!(t.engine.snapshot().is_empty());
    let lines = logs::last_lines(&t.app, &UnitRef { unit: "task-good".into(), generation: 1 }, 20);
    assert!(lines.contains(&"computing".to_owned()), "{lines:?}");
    assert_eq!(t.engine.creates("task-good"), 1);
}

#[tokio::test]
async fn a_task_that_fails_says_its_exit_code_and_is_not_repeated() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    submit(&t, &request("task-bad", &ann, &group, "err:it broke,exit:3:1", 0)).await;
    let (outcome, reason) = until_over(&t, "task-bad").await;
    assert_eq!(outcome, "failed");
    assert!(reason.clone().unwrap().contains("exit code 3") && !reason.unwrap().contains("again"), "nothing was started again");
    let launch = store::last_launch(t.db(), "task-bad").await.unwrap_or_else(|error| panic!("{error:?}")).unwrap();
    assert!(launch.failure().unwrap().last_lines.contains(&"it broke".to_owned()));
    assert_eq!(t.engine.creates("task-bad"), 1);
    assert_eq!(column(&t, "task-bad", "holds").await, 0);
}

#[tokio::test]
async fn a_task_that_is_over_before_anybody_looked_has_still_its_outcome() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    for (id, words, expected) in
        [("quick-good", "exit:0", "succeeded"), ("quick-bad", "exit:7", "failed"), ("quick-oom", "oom:0", "failed")]
    {
        submit(&t, &request(id, &ann, &group, words, 0)).await;
        assert_eq!(until_over(&t, id).await.0, expected, "{id}");
    }
}

#[tokio::test]
async fn a_task_that_ended_while_no_server_was_there_has_its_outcome() {
    for (words, expected) in [("exit:0:5", "succeeded"), ("exit:4:5", "failed")] {
        let t = TestApp::new().await;
        let (ann, group) = ann(&t).await;
        submit(&t, &request("alone", &ann, &group, words, 0)).await;
        eventually("it runs", async || !t.engine.running().is_empty()).await;
        eventually("the row says so", async || column(&t, "alone", "case when state = 'running' then 1 else 0 end").await == 1).await;
        let dead = t.kill().await;
        dead.clock.advance(std::time::Duration::from_secs(60));
        let t = dead.start_again().await;
        assert_eq!(until_over(&t, "alone").await.0, expected);
        assert_eq!(t.engine.creates("alone"), 1);
    }
}

#[tokio::test]
async fn tasks_over_the_quota_wait_their_turn_by_priority_then_by_time() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas { user_cpu: Some(1.0), ..Default::default() }, &[&ann]).await;
    for (id, priority) in [("first", 0), ("second", 0), ("third", 0), ("urgent", 5)] {
        submit(&t, &request(id, &ann, &group, "run", priority)).await;
        t.clock.advance(std::time::Duration::from_millis(10));
        if id == "first" {
            eventually("the first runs", async || !t.engine.running().is_empty()).await;
        }
    }
    for id in ["first", "urgent", "second", "third"] {
        eventually(&format!("{id} runs alone"), async || {
            let running = t.engine.running();
            running.len() == 1 && running[0].unit == id && column(&t, id, "case when state = 'running' then 1 else 0 end").await == 1
        })
        .await;
        t.engine.exit(id, 0).unwrap();
    }
    until_over(&t, "third").await;
}
