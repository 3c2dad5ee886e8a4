//! A job from its creation to its end, what it is given, and what is refused at once.

use std::path::PathBuf;

use serde_json::json;

use super::{ann, create, id_of, read, rerun, submit, until, wish};
use crate::harness::{Quotas, TestApp};

#[tokio::test]
async fn a_job_goes_through_its_phases_and_succeeds() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "log:computing,exit:0:2").await;
    assert!(id.starts_with("job-202603020900-") && id.len() == "job-202603020900-123456".len(), "{id}");
    let running = until(&t, &ann, &id, "Running").await;
    assert_eq!((running["reason"].as_str(), running["exitCode"].is_null()), (Some("PodRunning"), true));
    assert_eq!(running["instanceType"]["id"], "cpu-1");
    let ended = until(&t, &ann, &id, "Succeeded").await;
    assert_eq!((ended["reason"].as_str(), ended["message"].as_str()), (Some("PodSucceeded"), Some("Job completed")));
    assert_eq!(ended["exitCode"], 0);
    assert!(ended["durationSeconds"].as_i64().unwrap() >= 2, "{ended}");
    assert_eq!(t.engine.creates(&id), 1);
    assert!(t.engine.snapshot().is_empty());
    let (_, log) = t.get(Some(&ann), &format!("/api/logs/namespaces/hub/phjobs/{id}?tailLines=10&follow=false")).await;
    assert!(log.contains("computing"), "{log}");
    assert_eq!(ended["hasLog"], true);
}

#[tokio::test]
async fn the_command_reaches_the_container_as_it_was_typed() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let start = "echo 'a \"b\" $HOME `id` \\n'\n影像 😀\ttab\r\n# fake: run\n";
    let command = format!("{start}{}", "#".repeat(64 * 1024 - start.len()));
    let mut data = wish(&group, "run");
    data["command"] = json!(command);
    let id = id_of(&create(&t, &ann, data).await, "createPhJob");
    until(&t, &ann, &id, "Running").await;
    let spec: String = sqlx::query_scalar("select spec from units where id = $1").bind(&id).fetch_one(t.db()).await.unwrap();
    let spec: serde_json::Value = serde_json::from_str(&spec).unwrap();
    assert_eq!(spec["workload"]["command"], json!([command]));
    assert_eq!(spec["workload"]["working_dir"], "/home/jovyan");
    let targets: Vec<&str> = spec["workload"]["mounts"].as_array().unwrap().iter().map(|mount| mount["target"].as_str().unwrap()).collect();
    assert_eq!(targets, ["/home/jovyan", "/home/jovyan/home", "/phfs"]);
    let env = spec["workload"]["env"].to_string();
    for name in
        ["PHJOB_NAME", "PRIMEHUB_USER", "PRIMEHUB_GROUP", "GROUP_ID", "GROUP_NAME", "JUPYTERHUB_USER", "INSTANCE_TYPE", "IMAGE_NAME", "TZ"]
    {
        assert!(env.contains(&format!("[\"{name}\",")), "{name} is missing");
    }
}

/// As `make run` writes it.
#[tokio::test]
async fn a_relative_data_folder_reaches_the_engine_as_a_whole_path() {
    let t = TestApp::with(|config| {
        let here = std::env::current_dir().unwrap();
        let up: PathBuf = here.components().skip(1).map(|_| "..").collect();
        config.data = up.join(config.data.strip_prefix("/").unwrap());
    })
    .await;
    let (ann, group) = ann(&t).await;
    let id = submit(&t, &ann, &group, "run").await;
    let spec: String = sqlx::query_scalar("select spec from units where id = $1").bind(&id).fetch_one(t.db()).await.unwrap();
    let spec: serde_json::Value = serde_json::from_str(&spec).unwrap();
    for mount in spec["workload"]["mounts"].as_array().unwrap() {
        assert!(mount["source"].as_str().unwrap().starts_with(t.data.path().to_str().unwrap()), "{mount}");
    }
}

#[tokio::test]
async fn the_timeout_is_the_jobs_own_or_the_groups_or_the_systems() {
    let t = TestApp::with(|config| config.jobs.default_deadline_seconds = 7200).await;
    let (ann, group) = ann(&t).await;
    let timeout = async |data: serde_json::Value| {
        let id = id_of(&create(&t, &ann, data).await, "createPhJob");
        read(&t, &ann, &id).await["activeDeadlineSeconds"].as_i64().unwrap()
    };
    let own = |seconds: i64| {
        let mut data = wish(&group, "run");
        data["activeDeadlineSeconds"] = json!(seconds);
        data
    };
    assert_eq!(timeout(wish(&group, "run")).await, 7200);
    assert_eq!(timeout(own(30)).await, 30);
    assert_eq!(timeout(own(0)).await, 0);
    let root = t.root().await;
    let query = "mutation($id: ID!) { updateGroup(where: {id: $id}, data: {jobDefaultActiveDeadlineSeconds: 600}) { id } }";
    t.ask(&root, query, json!({ "id": group })).await.data();
    assert_eq!(timeout(wish(&group, "run")).await, 600);
}

#[tokio::test]
async fn what_can_never_fit_is_refused_at_once_with_the_limits_name() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    for (name, quotas, words) in [
        ("one", Quotas { user_cpu: Some(0.5), ..Default::default() }, "you may use 0.5 CPU"),
        ("two", Quotas { group_cpu: Some(0.5), ..Default::default() }, "may use 0.5 CPU"),
        ("three", Quotas { user_memory: Some(0.5), ..Default::default() }, "0.5 GiB"),
        ("four", Quotas { group_memory: Some(0.5), ..Default::default() }, "0.5 GiB"),
    ] {
        let group = t.group(name, quotas, &[&ann]).await;
        let answer = create(&t, &ann, wish(&group, "run")).await;
        assert_eq!(answer.code(), "EXCEED_QUOTA");
        assert_eq!(answer.error()["extensions"]["field"], "instanceType");
        assert!(answer.message().to_lowercase().contains(&words.to_lowercase()), "{name}: {}", answer.message());
    }
    crate::notebooks::instance_type(&t, "huge", 1000.0, 1.0).await;
    let group = t.group("five", Quotas::default(), &[&ann]).await;
    let mut data = wish(&group, "run");
    data["instanceType"] = json!("huge");
    let answer = create(&t, &ann, data).await;
    assert_eq!(answer.code(), "EXCEED_QUOTA");
    assert!(answer.message().contains("No machine is large enough"), "{}", answer.message());
    let rows: i64 = sqlx::query_scalar("select count(*) from jobs").fetch_one(t.db()).await.unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test]
async fn a_rerun_is_the_same_job_again_with_its_timeout_in_the_callers_name() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas::default(), &[&ann, &bob]).await;
    let mut data = wish(&group, "exit:0");
    data["activeDeadlineSeconds"] = json!(90);
    data["priority"] = json!(-3);
    let id = id_of(&create(&t, &ann, data).await, "createPhJob");
    until(&t, &ann, &id, "Succeeded").await;
    let again = id_of(&rerun(&t, &bob, &id).await, "rerunPhJob");
    assert_ne!(again, id);
    let job = until(&t, &bob, &again, "Succeeded").await;
    assert_eq!((job["displayName"].as_str(), job["userName"].as_str()), (Some("train"), Some("bob")));
    assert_eq!((job["activeDeadlineSeconds"].as_i64(), job["priority"].as_i64()), (Some(90), Some(-3)));
    assert!(job["schedule"].is_null());
}

#[tokio::test]
async fn the_form_shows_what_fits_and_what_the_defaults_are() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let group = t.group("research", Quotas { user_cpu: Some(8.0), ..Default::default() }, &[&ann]).await;
    let query = "query($id: ID!) { jobOptions(groupId: $id) { instanceTypes { instanceType { id } fits never reason } images { image { id } selectable } \
        mounts { path } defaultDeadlineSeconds timezone timezones queueLength maxCommandBytes maxPriority artifactLimitMb userQuota { cpu { limit } } } }";
    let options = t.ask(&ann, query, json!({ "id": group })).await.data()["jobOptions"].clone();
    let fits: Vec<bool> = options["instanceTypes"].as_array().unwrap().iter().map(|option| option["fits"].as_bool().unwrap()).collect();
    assert!(fits.contains(&true) && fits.contains(&false), "{options}");
    assert_eq!((options["defaultDeadlineSeconds"].as_i64(), options["maxCommandBytes"].as_i64()), (Some(86_400), Some(65_536)));
    assert_eq!((options["maxPriority"].as_i64(), options["queueLength"].as_i64()), (Some(0), Some(0)));
    assert!(options["timezones"].as_array().unwrap().iter().any(|zone| zone == "Europe/Berlin"));
}
