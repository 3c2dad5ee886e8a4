//! Quotas hold at every moment, however many start and stop at once and through however many servers.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;

use crate::harness::{Person, Quotas, TestApp, eventually};
use crate::notebooks::{START, instance_type, stop};

const STARTERS: usize = 64;
const USER_CPU: i64 = 3000;
const GROUP_CPU: i64 = 5000;
const GROUP_MEMORY: i64 = 6 * 1024;

/// The greatest sums over people and groups that hold quota right now.
async fn most_held(t: &TestApp) -> (i64, i64, i64) {
    let by_user: Option<i64> = sqlx::query_scalar(
        "select cast(max(cpu) as bigint) from (select sum(cpu) as cpu from units where holds = 1 group by group_id, user_id) as sums",
    )
    .fetch_one(t.db())
    .await
    .unwrap();
    let by_group: (Option<i64>, Option<i64>) = sqlx::query_as(
        "select cast(max(cpu) as bigint), cast(max(memory) as bigint) from \
         (select sum(cpu) as cpu, sum(memory) as memory from units where holds = 1 group by group_id) as sums",
    )
    .fetch_one(t.db())
    .await
    .unwrap();
    (by_user.unwrap_or(0), by_group.0.unwrap_or(0), by_group.1.unwrap_or(0))
}

async fn require_within(t: &TestApp) {
    let (user, cpu, memory) = most_held(t).await;
    assert!(user <= USER_CPU && cpu <= GROUP_CPU && memory <= GROUP_MEMORY, "one person holds {user}, one group {cpu} and {memory} MiB");
}

/// Always the same sequence for the same seed, so that a failure can be repeated.
fn pick(seed: usize, starter: usize, of: usize) -> usize {
    let mut x = (seed * 7919 + starter * 104_729 + 12_345) as u64;
    for _ in 0..3 {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    (x % of as u64) as usize
}

async fn round(servers: &[&TestApp], people: &[Person], groups: &[String], seed: usize) -> (usize, usize) {
    let (accepted, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let over = AtomicBool::new(false);
    let starts = (0..STARTERS).map(|starter| {
        let t = servers[starter % servers.len()];
        let person = &people[pick(seed, starter, people.len())];
        let group = &groups[pick(seed + 1, starter, groups.len())];
        let size = ["half", "one", "two"][pick(seed + 2, starter, 3)];
        let stops = pick(seed + 3, starter, 3) == 0;
        let (accepted, refused) = (&accepted, &refused);
        async move {
            let wish = json!({ "data": { "groupId": group, "instanceType": size, "image": "base-notebook" } });
            let answer = t.ask(person, START, wish).await;
            if answer.0.get("errors").is_some() {
                assert_eq!(answer.code(), "EXCEED_QUOTA", "{}", answer.0);
                assert!(!answer.error()["extensions"]["limits"].as_array().unwrap().is_empty(), "{}", answer.0);
                refused.fetch_add(1, Ordering::Relaxed);
                return;
            }
            accepted.fetch_add(1, Ordering::Relaxed);
            if stops {
                stop(t, person, answer.data()["startNotebook"]["id"].as_str().unwrap()).await.data();
            }
        }
    });
    let sampling = async {
        while !over.load(Ordering::Relaxed) {
            require_within(servers[0]).await;
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    let starting = async {
        futures_util::future::join_all(starts).await;
        over.store(true, Ordering::Relaxed);
    };
    tokio::join!(starting, sampling);
    require_within(servers[0]).await;
    (accepted.into_inner(), refused.into_inner())
}

async fn people_and_groups(t: &TestApp) -> (Vec<Person>, Vec<String>) {
    let mut people = Vec::new();
    for number in 0..6 {
        people.push(t.person(&format!("person{number}")).await);
    }
    let members: Vec<&Person> = people.iter().collect();
    let mut groups = Vec::new();
    for number in 0..3 {
        let quotas = Quotas { user_cpu: Some(3.0), group_cpu: Some(5.0), group_memory: Some(6.0), ..Default::default() };
        groups.push(t.group(&format!("group{number}"), quotas, &members).await);
    }
    for (name, cores) in [("half", 0.5), ("one", 1.0), ("two", 2.0)] {
        instance_type(t, name, cores, 1.0).await;
    }
    (people, groups)
}

async fn stop_all(t: &TestApp, people: &[Person]) {
    let units: Vec<(String, String)> =
        sqlx::query_as("select id, user_id from units where desired = 'run'").fetch_all(t.db()).await.unwrap();
    for (id, user) in units {
        let owner = people.iter().find(|person| person.id == user).unwrap();
        stop(t, owner, &id).await.data();
    }
    eventually("everything is stopped", async || most_held(t).await == (0, 0, 0)).await;
    assert!(t.engine.snapshot().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_starters_at_once_never_exceed_a_quota() {
    let t = TestApp::with(|config| config.notebooks.max_per_user = 1000).await;
    let (people, groups) = people_and_groups(&t).await;
    for seed in [1, 20, 300] {
        let (accepted, refused) = round(&[&t], &people, &groups, seed).await;
        assert!(accepted >= 9 && refused >= 9, "{accepted} accepted, {refused} refused: this seed tests nothing");
        stop_all(&t, &people).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_on_one_database_share_one_quota() {
    let t = TestApp::with(|config| config.notebooks.max_per_user = 1000).await;
    let other = t.second_server().await;
    let (people, groups) = people_and_groups(&t).await;
    let (accepted, refused) = round(&[&t, &other], &people, &groups, 4000).await;
    assert!(accepted >= 9 && refused >= 9, "{accepted} accepted, {refused} refused: this seed tests nothing");
    eventually("all that is wanted runs once", async || {
        let wanted: i64 = sqlx::query_scalar("select count(*) from units where desired = 'run'").fetch_one(t.db()).await.unwrap();
        let running: i64 = sqlx::query_scalar("select count(*) from units where state = 'running'").fetch_one(t.db()).await.unwrap();
        wanted == running && t.engine.snapshot().len() as i64 == running
    })
    .await;
    let twice: Vec<String> = t.engine.snapshot().into_iter().map(|seen| seen.unit.unit).filter(|id| t.engine.creates(id) > 1).collect();
    assert!(twice.is_empty(), "created more than once: {twice:?}");
    stop_all(&t, &people).await;
}

#[tokio::test]
async fn starting_the_same_notebook_many_times_at_once_starts_it_once() {
    let t = TestApp::new().await;
    let (ann, group) = super::ann(&t).await;
    let id = crate::notebooks::started(&crate::notebooks::start(&t, &ann, &group, "base-notebook").await);
    crate::notebooks::until_phase(&t, &ann, &id, "Running").await;
    stop(&t, &ann, &id).await.data();
    crate::notebooks::until_phase(&t, &ann, &id, "Stopped").await;
    let clicks = (0..10).map(|_| crate::notebooks::start_again(&t, &ann, &id));
    let answers = futures_util::future::join_all(clicks).await;
    assert_eq!(answers.iter().filter(|answer| answer.0.get("errors").is_none()).count(), 1);
    assert!(answers.iter().filter(|answer| answer.0.get("errors").is_some()).all(|answer| answer.code() == "ALREADY_RUNNING"));
    crate::notebooks::until_phase(&t, &ann, &id, "Running").await;
    assert_eq!(t.engine.creates(&id), 2);
}

#[tokio::test]
async fn a_restart_keeps_the_quota_although_somebody_waits_for_it() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let group = t.group("research", Quotas { group_cpu: Some(1.0), ..Default::default() }, &[&ann, &bob]).await;
    instance_type(&t, "one", 1.0, 1.0).await;
    let wish = json!({ "data": { "groupId": group, "instanceType": "one", "image": "base-notebook" } });
    let id = crate::notebooks::started(&t.ask(&ann, START, wish.clone()).await);
    crate::notebooks::until_phase(&t, &ann, &id, "Running").await;
    t.engine.hang_next(primehub_engine::fake::Call::Apply, primehub_engine::fake::Moment::Before);
    crate::notebooks::restart(&t, &ann, &id).await.data();
    crate::notebooks::until_phase(&t, &ann, &id, "Starting").await;
    assert_eq!(super::column(&t, &id, "holds").await, 1);
    assert_eq!(t.ask(&bob, START, wish).await.code(), "EXCEED_QUOTA");
}
