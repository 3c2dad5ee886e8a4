//! What may a notebook be called, how many may there be, which settings are taken?

use serde_json::json;

use super::{START, read, start, start_again, start_with, started, stop, until_phase};
use crate::harness::{Answer, Person, Quotas, TestApp};

async fn start_named(t: &TestApp, person: &Person, group: &str, name: &str) -> Answer {
    t.ask(person, START, json!({ "data": { "groupId": group, "name": name, "instanceType": "cpu-1", "image": "base-notebook" } })).await
}

async fn rename(t: &TestApp, person: &Person, id: &str, name: &str) -> Answer {
    t.ask(person, "mutation($id: ID!, $name: String!) { renameNotebook(id: $id, name: $name) { name } }", json!({ "id": id, "name": name }))
        .await
}

#[tokio::test]
async fn names_are_the_persons_own_and_differ_in_more_than_case() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann, &bob]).await;
    let first = started(&start_named(&t, &ann, &group, "Training").await);
    started(&start_named(&t, &bob, &group, "training").await);
    let refused = start_named(&t, &ann, &group, "tRAINING").await;
    assert_eq!((refused.code(), refused.error()["extensions"]["field"].as_str()), ("RESOURCE_CONFLICT", Some("name")));
    for bad in ["", " ", "a/b", "<script>", "x\ny", &"字".repeat(64)] {
        assert_eq!(start_named(&t, &ann, &group, bad).await.code(), "REQUEST_BODY_INVALID", "{bad:?}");
    }
    let second = started(&start_named(&t, &ann, &group, "影像 2.1_b").await);
    assert_eq!(rename(&t, &ann, &second, "TRAINING").await.code(), "RESOURCE_CONFLICT");
    assert_eq!(rename(&t, &ann, &first, "TRAINING").await.data()["renameNotebook"]["name"], "TRAINING");
}

#[tokio::test]
async fn a_name_that_is_not_given_is_found_also_when_many_start_at_once() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let starts = (0..5).map(|_| start(&t, &ann, &group, "base-notebook"));
    let mut names: Vec<String> = Vec::new();
    for answer in futures_util::future::join_all(starts).await {
        names.push(answer.data()["startNotebook"]["name"].as_str().unwrap().to_owned());
    }
    names.sort();
    assert_eq!(names, ["notebook", "notebook-2", "notebook-3", "notebook-4", "notebook-5"]);
}

#[tokio::test]
async fn one_more_than_the_most_is_refused_also_when_all_start_at_once() {
    let t = TestApp::with(|config| config.notebooks.max_per_user = 3).await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let starts = (0..8).map(|_| start(&t, &ann, &group, "base-notebook"));
    let answers = futures_util::future::join_all(starts).await;
    let (good, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.0.get("errors").is_none());
    assert_eq!((good.len(), refused.len()), (3, 5));
    for answer in refused {
        assert_eq!(answer.code(), "EXCEED_QUOTA");
        assert!(answer.message().contains("3 is the most"), "{}", answer.message());
    }
}

#[tokio::test]
async fn a_notebook_that_is_deleted_while_it_is_started_again_does_not_run_on_unseen() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    for _ in 0..10 {
        let id = started(&start(&t, &ann, &group, "base-notebook").await);
        until_phase(&t, &ann, &id, "Running").await;
        stop(&t, &ann, &id).await.data();
        until_phase(&t, &ann, &id, "Stopped").await;
        let delete = t.ask(&ann, "mutation($id: ID!) { deleteNotebook(id: $id) }", json!({ "id": id }));
        let (deleted, again) = tokio::join!(delete, start_again(&t, &ann, &id));
        let exists = !read(&t, &ann, &id).await.is_null();
        let state: String = sqlx::query_scalar("select state from units where id = $1").bind(&id).fetch_one(t.db()).await.unwrap();
        assert!(exists || state == "gone", "deleted: {}, started: {}, state {state}", deleted.0, again.0);
        if exists {
            stop(&t, &ann, &id).await.data();
            until_phase(&t, &ann, &id, "Stopped").await;
            t.ask(&ann, "mutation($id: ID!) { deleteNotebook(id: $id) }", json!({ "id": id })).await.data();
        }
    }
}

#[tokio::test]
async fn variables_that_the_server_sets_are_refused_and_the_others_arrive() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    for (name, value) in
        [("JUPYTER_TOKEN", "x"), ("LD_PRELOAD", "/x.so"), ("1A", "x"), ("A B", "x"), ("", "x"), ("A=B", "x"), ("BIG", &"x".repeat(40_000))]
    {
        let data =
            json!({ "groupId": group, "instanceType": "cpu-1", "image": "base-notebook", "env": [{ "name": name, "value": value }] });
        let refused = t.ask(&ann, START, json!({ "data": data })).await;
        assert_eq!(refused.code(), "REQUEST_BODY_INVALID", "{name}");
        assert!(refused.error()["extensions"]["field"].as_str().unwrap().starts_with("env.0."), "{}", refused.0);
    }
    assert_eq!(t.engine.snapshot().len(), 0);
    let id = start_with(&t, &ann, &group, "run").await;
    until_phase(&t, &ann, &id, "Running").await;
    let spec = spec(&t, &id).await;
    let env = spec["workload"]["env"].as_array().unwrap();
    let value = |name: &str| env.iter().rev().find(|pair| pair[0] == name).map(|pair| pair[1].clone());
    assert_eq!(value("PRIMEHUB_FAKE"), Some(json!("run")));
    assert_eq!(value("GROUP_NAME"), Some(json!("research")));
    assert_eq!(value("JUPYTER_TOKEN"), None, "the secret must not stand in the database");
}

#[tokio::test]
async fn safe_mode_mounts_the_home_one_level_below_and_is_remembered() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    let id = started(&start(&t, &ann, &group, "base-notebook").await);
    let home = |spec: &serde_json::Value| {
        let mounts = spec["workload"]["mounts"].as_array().unwrap().clone();
        let mount = mounts.into_iter().find(|mount| mount["source"].as_str().unwrap().contains("/homes/")).unwrap();
        mount["target"].as_str().unwrap().to_owned()
    };
    assert_eq!(home(&spec(&t, &id).await), "/home/jovyan");
    until_phase(&t, &ann, &id, "Running").await;
    stop(&t, &ann, &id).await.data();
    until_phase(&t, &ann, &id, "Stopped").await;
    t.ask(&ann, START, json!({ "data": { "id": id, "safeMode": true } })).await.data();
    assert_eq!(home(&spec(&t, &id).await), "/home/jovyan/user");
    let running = until_phase(&t, &ann, &id, "Running").await;
    assert_eq!(running["settings"]["safeMode"], true);
}

#[tokio::test]
async fn a_link_that_somebody_planted_in_place_of_a_home_is_not_mounted() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas::default(), &[&ann]).await;
    std::fs::create_dir_all(t.data.path().join("homes")).unwrap();
    std::os::unix::fs::symlink("/etc", t.data.path().join("homes").join(&ann.id)).unwrap();
    let id = started(&start(&t, &ann, &group, "base-notebook").await);
    let failed = until_phase(&t, &ann, &id, "Failed").await;
    assert_eq!(failed["launch"]["failure"]["code"], "FOLDER_FAILED");
    assert_eq!(t.engine.creates(&id), 0);
}

async fn spec(t: &TestApp, id: &str) -> serde_json::Value {
    let text: String = sqlx::query_scalar("select spec from units where id = $1").bind(id).fetch_one(t.db()).await.unwrap();
    serde_json::from_str(&text).unwrap()
}
