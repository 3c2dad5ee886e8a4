//! Recurring jobs: made, changed, run now, paused, skipped, broken and repaired.

use std::time::Duration;

use serde_json::{Value, json};

use super::{ann, id_of, read, until, wish};
use crate::harness::{Answer, Person, Quotas, TestApp, eventually};

pub const CREATE: &str = "mutation($data: PhScheduleCreateInput!) { createPhSchedule(data: $data) { id } }";
const READ: &str = "query($id: ID!) { phSchedule(where: {id: $id}) { id displayName command invalid message paused nextRunTime nextRunTimes userName \
    activeDeadlineSeconds priority instanceType { id } instanceTypeName recurrence { type cron timezone systemTimezone } runCount \
    lastRun { outcome } runs { plannedAt at outcome trigger reason by job { id phase schedule scheduleName } } } }";
const UPDATE: &str = "mutation($id: ID!, $data: PhScheduleUpdateInput!) { updatePhSchedule(where: {id: $id}, data: $data) { id } }";

pub fn recurring(group: &str, words: &str, recurrence: Value) -> Value {
    let mut data = wish(group, words);
    data["recurrence"] = recurrence;
    data
}

pub async fn schedule(t: &TestApp, person: &Person, group: &str, words: &str, recurrence: Value) -> String {
    id_of(&t.ask(person, CREATE, json!({ "data": recurring(group, words, recurrence) })).await, "createPhSchedule")
}

pub async fn look(t: &TestApp, person: &Person, id: &str) -> Value {
    t.ask(person, READ, json!({ "id": id })).await.data()["phSchedule"].clone()
}

pub async fn update(t: &TestApp, person: &Person, id: &str, data: Value) -> Answer {
    t.ask(person, UPDATE, json!({ "id": id, "data": data })).await
}

async fn run_now(t: &TestApp, person: &Person, id: &str) -> Answer {
    t.ask(person, "mutation($id: ID!) { runPhSchedule(where: {id: $id}) { job { id } } }", json!({ "id": id })).await
}

/// So many runs are listed; the loop wakes by itself when the clock moves.
pub async fn until_runs(t: &TestApp, person: &Person, id: &str, count: i64) -> Value {
    eventually(&format!("{id} has {count} runs"), async || {
        t.clock.advance(Duration::from_millis(10));
        tokio::time::sleep(Duration::from_millis(5)).await;
        look(t, person, id).await["runCount"] == count
    })
    .await;
    look(t, person, id).await
}

#[tokio::test]
async fn a_recurring_job_starts_at_its_time_in_its_creators_name() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = schedule(&t, &ann, &group, "exit:0", json!({ "type": "daily", "timezone": "Etc/UTC" })).await;
    assert!(id.starts_with("recurrence-") && id.len() == "recurrence-123456".len());
    let before = look(&t, &ann, &id).await;
    assert_eq!(before["nextRunTime"], "2026-03-03T04:00:00.000Z");
    assert_eq!(before["nextRunTimes"].as_array().unwrap().len(), 5);
    assert_eq!(before["nextRunTimes"][4], "2026-03-07T04:00:00.000Z");
    assert_eq!((before["recurrence"]["cron"].as_str(), before["invalid"].as_bool()), (Some("0 4 * * *"), Some(false)));
    t.clock.advance(Duration::from_secs(19 * 3600 - 1));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(look(&t, &ann, &id).await["runCount"], 0);
    t.clock.advance(Duration::from_secs(5));
    let after = until_runs(&t, &ann, &id, 1).await;
    let run = &after["runs"][0];
    assert_eq!((run["outcome"].as_str(), run["trigger"].as_str()), (Some("started"), Some("time")));
    assert_eq!(run["plannedAt"], "2026-03-03T04:00:00.000Z");
    assert_eq!((run["job"]["schedule"].as_str(), run["job"]["scheduleName"].as_str()), (Some(id.as_str()), Some("train")));
    assert_eq!(after["nextRunTime"], "2026-03-04T04:00:00.000Z");
    let job = until(&t, &ann, run["job"]["id"].as_str().unwrap(), "Succeeded").await;
    assert_eq!(job["userName"], "ann");
}

#[tokio::test]
async fn a_run_is_skipped_while_the_one_before_has_not_ended() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = schedule(&t, &ann, &group, "run", json!({ "type": "custom", "cron": "0 * * * *", "timezone": "Etc/UTC" })).await;
    t.clock.advance(Duration::from_secs(3600));
    let first = until_runs(&t, &ann, &id, 1).await["runs"][0]["job"]["id"].as_str().unwrap().to_owned();
    until(&t, &ann, &first, "Running").await;
    t.clock.advance(Duration::from_secs(3600));
    let runs = until_runs(&t, &ann, &id, 2).await["runs"].clone();
    assert_eq!(runs[0]["outcome"], "skipped");
    assert!(runs[0]["reason"].as_str().unwrap().contains(&first) && runs[0]["job"].is_null(), "{runs}");
    t.engine.exit(&first, 0).unwrap();
    until(&t, &ann, &first, "Succeeded").await;
    t.clock.advance(Duration::from_secs(3600));
    assert_eq!(until_runs(&t, &ann, &id, 3).await["runs"][0]["outcome"], "started");
}

#[tokio::test]
async fn run_now_is_in_the_callers_name_has_no_schedule_and_skips_nothing() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann, &bob]).await;
    let mut data = recurring(&group, "run", json!({ "type": "on-demand" }));
    data["activeDeadlineSeconds"] = json!(77);
    let id = id_of(&t.ask(&ann, CREATE, json!({ "data": data })).await, "createPhSchedule");
    let found = look(&t, &ann, &id).await;
    assert_eq!((found["recurrence"]["type"].as_str(), found["nextRunTime"].is_null()), (Some("inactive"), true));
    assert!(found["message"].as_str().unwrap().contains("inactive"));
    for _ in 0..2 {
        let answer = run_now(&t, &bob, &id).await;
        let job = read(&t, &bob, answer.data()["runPhSchedule"]["job"]["id"].as_str().unwrap()).await;
        assert_eq!(
            (job["userName"].as_str(), job["schedule"].is_null(), job["activeDeadlineSeconds"].as_i64()),
            (Some("bob"), true, Some(77))
        );
    }
    let runs = look(&t, &ann, &id).await["runs"].clone();
    assert_eq!((runs[0]["trigger"].as_str(), runs[0]["by"].as_str(), runs.as_array().unwrap().len()), (Some("hand"), Some("bob"), 2));
}

#[tokio::test]
async fn a_paused_one_does_not_run_until_it_goes_on() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = schedule(&t, &ann, &group, "exit:0", json!({ "type": "custom", "cron": "0 * * * *", "timezone": "Etc/UTC" })).await;
    update(&t, &ann, &id, json!({ "paused": true })).await.data();
    let paused = look(&t, &ann, &id).await;
    assert_eq!(
        (paused["paused"].as_bool(), paused["nextRunTime"].is_null(), paused["message"].as_str()),
        (Some(true), true, Some("It is paused."))
    );
    t.clock.advance(Duration::from_secs(5 * 3600));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(look(&t, &ann, &id).await["runCount"], 0);
    update(&t, &ann, &id, json!({ "paused": false })).await.data();
    assert_eq!(look(&t, &ann, &id).await["runCount"], 0, "nothing is made up for a pause");
    t.clock.advance(Duration::from_secs(3600));
    assert_eq!(until_runs(&t, &ann, &id, 1).await["runs"][0]["outcome"], "started");
}

#[tokio::test]
async fn an_update_changes_what_is_given_and_keeps_the_rest() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann, &bob]).await;
    let id = schedule(&t, &ann, &group, "run", json!({ "type": "weekly", "timezone": "Asia/Taipei" })).await;
    update(&t, &bob, &id, json!({ "displayName": "nightly", "groupId": group, "activeDeadlineSeconds": 60 })).await.data();
    let found = look(&t, &ann, &id).await;
    assert_eq!(
        (found["displayName"].as_str(), found["activeDeadlineSeconds"].as_i64(), found["userName"].as_str()),
        (Some("nightly"), Some(60), Some("ann"))
    );
    assert_eq!((found["recurrence"]["type"].as_str(), found["recurrence"]["timezone"].as_str()), (Some("weekly"), Some("Asia/Taipei")));
    update(&t, &ann, &id, json!({ "activeDeadlineSeconds": null })).await.data();
    assert!(look(&t, &ann, &id).await["activeDeadlineSeconds"].is_null());
    update(&t, &bob, &id, json!({ "command": "cat ~/home/secret" })).await.data();
    assert_eq!(look(&t, &ann, &id).await["userName"], "bob", "whoever changes the command runs it, and not in another's home");
    assert_eq!(update(&t, &ann, &id, json!({ "image": "no-such-image" })).await.error()["extensions"]["field"], "image");
}

#[tokio::test]
async fn what_no_longer_exists_makes_it_invalid_with_the_reason_and_its_return_repairs_it() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann, &bob]).await;
    crate::notebooks::image(&t, "fleeting", "fake/run").await;
    let mut data = recurring(&group, "run", json!({ "type": "daily" }));
    data["image"] = json!("fleeting");
    let id = id_of(&t.ask(&ann, CREATE, json!({ "data": data })).await, "createPhSchedule");
    let root = t.root().await;
    t.ask(&root, "mutation { deleteImage(where: {id: \"fleeting\"}) { id } }", json!({})).await.data();
    let is = async |invalid: bool| {
        eventually("the look has come round", async || {
            t.clock.advance(Duration::from_secs(30));
            tokio::time::sleep(Duration::from_millis(5)).await;
            look(&t, &bob, &id).await["invalid"] == invalid
        })
        .await;
        look(&t, &bob, &id).await
    };
    let broken = is(true).await;
    assert!(broken["message"].as_str().unwrap().contains("fleeting") && broken["nextRunTime"].is_null(), "{broken}");
    assert_eq!(run_now(&t, &ann, &id).await.code(), "SCHEDULE_INVALID");
    crate::notebooks::image(&t, "fleeting", "fake/run").await;
    assert!(!is(false).await["nextRunTime"].is_null());
    crate::workload::remove_from_group(&t, &ann.id, &group).await;
    assert!(is(true).await["message"].as_str().unwrap().contains("no longer a member"));
}

#[tokio::test]
async fn it_follows_the_systems_time_zone_unless_it_has_its_own() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let root = t.root().await;
    let set = async |zone: &str| {
        let query = "mutation($z: String!) { updateSystem(data: {timezone: {name: $z}}) { grantSudo } }";
        t.ask(&root, query, json!({ "z": zone })).await.data();
    };
    set("Etc/UTC").await;
    let of_system = schedule(&t, &ann, &group, "run", json!({ "type": "daily" })).await;
    let own = schedule(&t, &ann, &group, "run", json!({ "type": "daily", "timezone": "America/New_York" })).await;
    assert_eq!(look(&t, &ann, &of_system).await["nextRunTime"], "2026-03-03T04:00:00.000Z");
    assert_eq!(look(&t, &ann, &own).await["nextRunTime"], "2026-03-03T09:00:00.000Z");
    set("Asia/Taipei").await;
    eventually("the change is followed", async || {
        t.clock.advance(Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(5)).await;
        look(&t, &ann, &of_system).await["nextRunTime"] == "2026-03-02T20:00:00.000Z"
    })
    .await;
    assert_eq!(look(&t, &ann, &own).await["nextRunTime"], "2026-03-03T09:00:00.000Z");
    assert_eq!(look(&t, &ann, &of_system).await["recurrence"]["systemTimezone"], true);
}

#[tokio::test]
async fn what_can_never_fit_is_refused_when_saved_and_listed_when_its_time_comes() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let recurrence = json!({ "type": "custom", "cron": "0 * * * *", "timezone": "Etc/UTC" });
    let id = schedule(&t, &ann, &group, "run", recurrence.clone()).await;
    let root = t.root().await;
    let query = "mutation($id: ID!) { updateGroup(where: {id: $id}, data: {projectQuotaCpu: 0.5}) { id } }";
    t.ask(&root, query, json!({ "id": group })).await.data();
    let refused = t.ask(&ann, CREATE, json!({ "data": recurring(&group, "run", recurrence) })).await;
    assert_eq!(refused.code(), "EXCEED_QUOTA");
    t.clock.advance(Duration::from_secs(3600));
    let run = until_runs(&t, &ann, &id, 1).await["runs"][0].clone();
    assert_eq!(run["outcome"], "refused");
    assert!(run["reason"].as_str().unwrap().contains("0.5 CPU"), "{run}");
}

#[tokio::test]
async fn deleting_it_leaves_its_jobs() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = schedule(&t, &ann, &group, "run", json!({ "type": "custom", "cron": "0 * * * *", "timezone": "Etc/UTC" })).await;
    t.clock.advance(Duration::from_secs(3600));
    let job = until_runs(&t, &ann, &id, 1).await["runs"][0]["job"]["id"].as_str().unwrap().to_owned();
    t.ask(&ann, "mutation($id: ID!) { deletePhSchedule(where: {id: $id}) { id } }", json!({ "id": id })).await.data();
    let gone = t.ask(&ann, READ, json!({ "id": id })).await;
    assert_eq!(gone.message(), format!("phschedules.primehub.io \"{id}\" not found"));
    until(&t, &ann, &job, "Running").await;
}

#[tokio::test]
async fn the_list_is_searched_ordered_and_cut() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann, &bob]).await;
    for (person, name, kind) in [(&ann, "Nightly", "daily"), (&bob, "weekly report", "weekly"), (&ann, "ad hoc", "inactive")] {
        let mut data = recurring(&group, "run", json!({ "type": kind }));
        data["displayName"] = json!(name);
        t.ask(person, CREATE, json!({ "data": data })).await.data();
        t.clock.advance(Duration::from_millis(10));
    }
    let names = async |arguments: &str| -> Vec<String> {
        let query = format!("{{ phSchedulesConnection({arguments}) {{ totalCount edges {{ node {{ displayName }} }} }} }}");
        let answer = t.ask(&ann, &query, json!({})).await;
        let edges = answer.data()["phSchedulesConnection"]["edges"].as_array().unwrap().clone();
        edges.iter().map(|edge| edge["node"]["displayName"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("page: 1").await, ["ad hoc", "weekly report", "Nightly"]);
    assert_eq!(names("page: 2").await, Vec::<String>::new());
    assert_eq!(names("where: {mine: true}").await, ["ad hoc", "Nightly"]);
    assert_eq!(names("where: {search: \"NIGHT\"}").await, ["Nightly"]);
    assert_eq!(names("orderBy: {displayName: \"asc\"}").await, ["ad hoc", "Nightly", "weekly report"]);
    assert_eq!(names("orderBy: {nextRunTime: \"desc\"}, first: 1").await, ["weekly report"]);
    let preview = "{ recurrencePreview(recurrence: {type: \"custom\", cron: \" 30  2 * * 1-5 \", timezone: \"Europe/Berlin\"}) { problem cron nextRunTimes } }";
    let preview = t.ask(&ann, preview, json!({})).await.data()["recurrencePreview"].clone();
    assert_eq!((preview["problem"].is_null(), preview["cron"].as_str()), (true, Some("30 2 * * 1-5")));
    assert_eq!(preview["nextRunTimes"][0], "2026-03-03T01:30:00.000Z");
}
