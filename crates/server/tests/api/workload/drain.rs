//! A long queue of many groups is let through to its end, by one server and by two, and no quota is exceeded at any moment.

use primehub_server::features::workload::{actions, admit};

use super::task::request;
use crate::harness::{Quotas, TestApp};

const GROUPS: usize = 6;
const JOBS: usize = 120;

fn quota(group: usize) -> i64 {
    [20, 40, 60][group % 3]
}

/// As many jobs of 1, 5 and 20 cores in the ratio 7:2:1, on a machine that holds two thirds of what the quotas allow.
async fn filled() -> TestApp {
    let t = TestApp::with(|config| config.engine.overcommit_cpu = 250).await;
    // Only the test moves the queue.
    let t = t.kill().await.start_again_without_loops().await;
    let ann = t.person("ann").await;
    for group in 0..GROUPS {
        let quotas = Quotas { group_cpu: Some(quota(group) as f64), ..Default::default() };
        let id = t.group(&format!("group{group}"), quotas, &[&ann]).await;
        let group =
            primehub_server::features::identity::store::group(t.db(), &id).await.unwrap_or_else(|error| panic!("{error:?}")).unwrap();
        let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
        for job in 0..JOBS / GROUPS {
            let mut request = request(&format!("{}-{job}", group.name), &ann, &id, "run", 0);
            let cores = [1, 5, 1, 1, 20, 1, 1, 5, 1, 1][job % 10];
            request.amounts.cpu = cores * 1000;
            request.requested = request.amounts;
            actions::request_start(&t.app, &mut tx, &group, &request, false, "test").await.unwrap_or_else(|error| panic!("{error:?}"));
        }
        tx.commit().await.unwrap();
    }
    t
}

async fn within_limits(t: &TestApp) {
    let held: Vec<(String, i64)> = sqlx::query_as(
        "select g.name, cast(sum(n.cpu) as bigint) from units n join groups g on g.id = n.group_id where n.holds = 1 group by g.name",
    )
    .fetch_all(t.db())
    .await
    .unwrap();
    for (group, cpu) in &held {
        let number: usize = group.trim_start_matches("group").parse().unwrap();
        assert!(*cpu <= quota(number) * 1000, "{group} uses {cpu}");
    }
    assert!(held.iter().map(|(_, cpu)| cpu).sum::<i64>() <= 160_000, "more than the machine: {held:?}");
}

/// Ends what runs, as if each job took as long as a pass.
async fn end_all(t: &TestApp) {
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    sqlx::query("update units set state = 'gone', desired = 'stop', holds = 0 where state = 'starting'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn gone(t: &TestApp) -> usize {
    let gone: i64 = sqlx::query_scalar("select count(*) from units where state = 'gone'").fetch_one(t.db()).await.unwrap();
    gone as usize
}

#[tokio::test]
async fn everything_gets_its_turn_within_the_limits() {
    let t = filled().await;
    let mut passes = 0;
    while gone(&t).await < JOBS {
        let started = admit::run_queue(&t.app).await.unwrap_or_else(|error| panic!("{error:?}"));
        assert!(!started.is_empty(), "nothing moves although everything fits");
        within_limits(&t).await;
        end_all(&t).await;
        passes += 1;
    }
    assert!(passes < JOBS / 2, "{passes} passes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_servers_that_decide_at_once_exceed_nothing_and_start_nothing_twice() {
    let t = filled().await;
    let other = t.second_server_without_loops().await;
    let mut started = Vec::new();
    while gone(&t).await < JOBS {
        let (one, two) = tokio::join!(admit::run_queue(&t.app), admit::run_queue(&other.app));
        for pass in [one, two] {
            started.extend(pass.unwrap_or_else(|error| panic!("{error:?}")).into_iter().map(|unit| unit.id));
        }
        within_limits(&t).await;
        end_all(&t).await;
    }
    let all = started.len();
    started.sort();
    started.dedup();
    assert_eq!((all, started.len()), (JOBS, JOBS));
}
