//! What belongs to a group is seen and changed by its members only, whoever else asks and by whatever id.

use serde_json::json;

use super::{ann, cancel, create, rerun, submit, until, wish};
use crate::harness::{Quotas, TestApp};

#[tokio::test]
async fn jobs_of_other_groups_are_refused_also_to_administrators() {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let (eve, root) = (t.person("eve").await, t.root().await);
    t.group("others", Quotas::default(), &[&eve]).await;
    let id = submit(&t, &ann, &group, "run").await;
    until(&t, &ann, &id, "Running").await;
    for person in [&eve, &root] {
        let read = t.ask(person, "query($id: ID!) { phJob(where: {id: $id}) { command } }", json!({ "id": id })).await;
        assert_eq!(read.code(), "NOT_AUTH");
        assert_eq!(rerun(&t, person, &id).await.code(), "NOT_AUTH");
        assert_eq!(cancel(&t, person, &id).await.code(), "NOT_AUTH");
        assert_eq!(create(&t, person, wish(&group, "run")).await.code(), "NOT_AUTH");
        let query =
            "query($g: [String]) { phJobsConnection(where: {groupId_in: $g}) { totalCount edges { cursor } countByPhase { count } } }";
        for groups in [json!([group]), json!([]), json!(null)] {
            let list = t.ask(person, query, json!({ "g": groups })).await;
            assert_eq!(list.data()["phJobsConnection"]["totalCount"], 0);
        }
        let (status, _) = t.get(Some(person), &format!("/api/logs/namespaces/x/phjobs/{id}")).await;
        assert_eq!(status, 403);
        assert_eq!(
            t.ask(person, "query($id: ID!) { jobOptions(groupId: $id) { timezone } }", json!({ "id": group })).await.code(),
            "NOT_AUTH"
        );
    }
    assert_eq!(until(&t, &ann, &id, "Running").await["phase"], "Running");
}

#[tokio::test]
async fn a_missing_job_is_not_found_in_the_words_that_the_sdk_knows() {
    let t = TestApp::new().await;
    let (ann, _) = ann(&t).await;
    let answer = t.ask(&ann, "{ phJob(where: {id: \"job-x\"}) { id } }", json!({})).await;
    assert_eq!((answer.code(), answer.message()), ("RESOURCE_NOT_FOUND", "phjobs.primehub.io \"job-x\" not found"));
    for answer in [rerun(&t, &ann, "job-x").await, cancel(&t, &ann, "job-x").await] {
        assert_eq!(answer.message(), "phjobs.primehub.io \"job-x\" not found");
    }
    let answer = t.ask(&ann, "mutation { runPhSchedule(where: {id: \"recurrence-x\"}) { job { id } } }", json!({})).await;
    assert_eq!(answer.message(), "phschedules.primehub.io \"recurrence-x\" not found");
}
