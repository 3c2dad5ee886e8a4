//! The list of jobs: filtered, ordered and cut by the database.

use serde_json::{Value, json};

use super::{create, id_of, submit, until, wish};
use crate::harness::{Person, Quotas, TestApp};
use crate::identity::count;

async fn names(t: &TestApp, person: &Person, arguments: &str) -> Vec<String> {
    let arguments = if arguments.is_empty() { "first: 100" } else { arguments };
    let query = format!("{{ phJobsConnection({arguments}) {{ edges {{ node {{ displayName }} }} }} }}");
    let answer = t.ask(person, &query, json!({})).await;
    let edges = answer.data()["phJobsConnection"]["edges"].as_array().unwrap().clone();
    edges.iter().map(|edge| edge["node"]["displayName"].as_str().unwrap().to_owned()).collect()
}

async fn named(t: &TestApp, person: &Person, group: &str, name: &str, words: &str) -> String {
    let mut data = wish(group, words);
    data["displayName"] = json!(name);
    t.clock.advance(std::time::Duration::from_millis(10));
    id_of(&create(t, person, data).await, "createPhJob")
}

#[tokio::test]
async fn jobs_are_found_by_name_id_person_phase_and_group() {
    let t = TestApp::new().await;
    let (ann, bob) = (t.person("ann").await, t.person("bob").await);
    let lab = t.group("lab", Quotas { group_cpu: Some(8.0), ..Default::default() }, &[&ann, &bob]).await;
    let other = t.group("other", Quotas::default(), &[&ann]).await;
    let ended = named(&t, &ann, &lab, "Train 50%", "exit:0").await;
    until(&t, &ann, &ended, "Succeeded").await;
    let running = named(&t, &bob, &lab, "export_影像", "run").await;
    until(&t, &ann, &running, "Running").await;
    let _waiting = named(&t, &bob, &lab, "eval", "run").await;
    named(&t, &ann, &other, "elsewhere", "run").await;

    let lab_only = format!("groupId_in: [\"{lab}\"]");
    assert_eq!(names(&t, &ann, &format!("where: {{{lab_only}}}")).await, ["eval", "export_影像", "Train 50%"]);
    assert_eq!(names(&t, &ann, "").await.len(), 4, "all groups of hers");
    assert_eq!(names(&t, &bob, "").await.len(), 3);
    for (search, found) in [
        ("TRAIN", vec!["Train 50%"]),
        ("0%", vec!["Train 50%"]),
        ("%", vec!["Train 50%"]),
        ("影像", vec!["export_影像"]),
        ("t_", vec!["export_影像"]),
        ("nothing", vec![]),
    ] {
        assert_eq!(names(&t, &ann, &format!("where: {{{lab_only}, search: \"{search}\"}}")).await, found, "{search}");
    }
    assert_eq!(names(&t, &ann, &format!("where: {{search: \"{}\"}}", &ended[4..])).await, ["Train 50%"]);
    assert_eq!(names(&t, &ann, &format!("where: {{{lab_only}, mine: true}}")).await, ["Train 50%"]);
    assert_eq!(names(&t, &ann, &format!("where: {{{lab_only}, phase_in: [\"Pending\", \"Succeeded\"]}}")).await, ["eval", "Train 50%"]);
    assert_eq!(names(&t, &ann, &format!("where: {{id: \"{running}\"}}")).await, ["export_影像"]);
    assert_eq!(names(&t, &ann, "where: {createdAfter: \"2030-01-01T00:00:00Z\"}").await, Vec::<String>::new());
}

#[tokio::test]
async fn every_column_orders_both_ways() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let lab = t.group("lab", Quotas::default(), &[&ann]).await;
    for (name, words) in [("b", "exit:0:3"), ("A", "exit:1"), ("c", "run")] {
        let id = named(&t, &ann, &lab, name, words).await;
        until(
            &t,
            &ann,
            &id,
            if words == "run" {
                "Running"
            } else if words == "exit:1" {
                "Failed"
            } else {
                "Succeeded"
            },
        )
        .await;
    }
    for column in
        ["displayName", "schedule", "createTime", "userName", "groupName", "phase", "instanceType", "startTime", "finishTime", "duration"]
    {
        let up = names(&t, &ann, &format!("orderBy: {{{column}: \"asc\"}}")).await;
        let mut down = names(&t, &ann, &format!("orderBy: {{{column}: \"DESC\"}}")).await;
        down.reverse();
        assert_eq!(up, down, "{column}");
    }
    assert_eq!(names(&t, &ann, "orderBy: {displayName: \"asc\"}").await, ["A", "b", "c"]);
    assert_eq!(names(&t, &ann, "orderBy: {phase: \"asc\"}").await, ["A", "c", "b"]);
    assert_eq!(names(&t, &ann, "orderBy: {duration: \"desc\"}").await[0], "b");
}

#[tokio::test]
async fn pages_and_cursors_cut_the_list_and_a_page_behind_the_last_is_empty() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let lab = t.group("lab", Quotas { group_cpu: Some(8.0), ..Default::default() }, &[&ann]).await;
    for number in 0..12 {
        named(&t, &ann, &lab, &format!("job {number:02}"), "run").await;
    }
    let query = "query($p: Int) { phJobsConnection(page: $p) { totalCount pageInfo { currentPage totalPage hasNextPage } edges { cursor node { id } } \
        countByPhase { phase count } } }";
    let page = async |number: i64| -> Value { t.ask(&ann, query, json!({ "p": number })).await.data()["phJobsConnection"].clone() };
    let second = page(2).await;
    assert_eq!((second["edges"].as_array().unwrap().len(), second["pageInfo"]["totalPage"].as_i64()), (2, Some(2)));
    assert_eq!(second["totalCount"], 12);
    assert_eq!(page(3).await["edges"].as_array().unwrap().len(), 0);
    assert_eq!(page(1).await["edges"].as_array().unwrap().len(), 10);
    let counts: i64 = second["countByPhase"].as_array().unwrap().iter().map(|entry| entry["count"].as_i64().unwrap()).sum();
    assert_eq!(counts, 12);
    assert_eq!(names(&t, &ann, "first: 3, orderBy: {displayName: \"asc\"}").await, ["job 00", "job 01", "job 02"]);
    assert_eq!(t.ask(&ann, "{ phJobs { id } }", json!({})).await.data()["phJobs"].as_array().unwrap().len(), 12);
    // Pages in the second half are read from the end.
    let mut walked = Vec::new();
    for number in 1..=6 {
        let page = names(&t, &ann, &format!("page: {number}, pageSize: 3, orderBy: {{displayName: \"desc\"}}")).await;
        assert_eq!(page.len(), if number <= 4 { 3 } else { 0 });
        walked.extend(page);
    }
    let all: Vec<String> = (0..12).rev().map(|number| format!("job {number:02}")).collect();
    assert_eq!(walked, all);
}

#[tokio::test]
async fn every_order_of_a_large_list_is_read_from_an_index() {
    let t = TestApp::new().await;
    let ann = t.person("ann").await;
    let lab = t.group("lab", Quotas::default(), &[&ann]).await;
    submit(&t, &ann, &lab, "run").await;
    if t.app.db.kind != primehub_server::db::Kind::Sqlite {
        assert_eq!(count(&t, "select count(*) from pg_indexes where indexname in ('jobs_by_pieces', 'users_by_pieces')").await, 2);
        return;
    }
    for column in
        ["created_at", "name_key", "user_name", "phase", "schedule_name", "instance_type", "started_at", "finished_at", "run_micros"]
    {
        let sql = format!(
            "explain query plan select j.id from jobs j where j.group_id in ($1) order by j.{column} desc, j.id desc limit 10 offset 90000"
        );
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(&lab).fetch_all(t.db()).await.unwrap();
        let text: Vec<&str> = plan.iter().map(|row| row.3.as_str()).collect();
        assert!(text.iter().any(|step| step.contains("USING COVERING INDEX")), "{column}: {text:?}");
        assert!(!text.iter().any(|step| step.contains("TEMP B-TREE")), "{column}: {text:?}");
    }
}
