//! The table of GraphQL: each query and mutation with a document and its outcomes.

use std::collections::BTreeSet;

use futures_util::StreamExt;
use serde_json::{Value, json};

use super::Outcomes;
use super::world::{ROLES, World};
use crate::harness::Answer;

type Row = (&'static str, Outcomes, &'static str);

#[rustfmt::skip]
const QUERIES: &[Row] = &[
    ("me", "-++++", "{ me { id } }"),
    ("user", "--+++", "{ user(where: {id: \"{member}\"}) { id } }"),
    ("users", "----+", "{ users { id } }"),
    ("usersConnection", "----+", "{ usersConnection { edges { node { id } } } }"),
    ("group", "--+++", "{ group(where: {id: \"{lab}\"}) { id } }"),
    ("groups", "----+", "{ groups { id } }"),
    ("groupsConnection", "----+", "{ groupsConnection { edges { node { id } } } }"),
    ("groupResourcesToBeDeleted", "----+", "{ groupResourcesToBeDeleted(where: {id: \"{lab}\"}) { members } }"),
    ("instanceType", "----+", "{ instanceType(where: {id: \"cpu-1\"}) { id } }"),
    ("instanceTypes", "----+", "{ instanceTypes { id } }"),
    ("instanceTypesConnection", "----+", "{ instanceTypesConnection { edges { node { id } } } }"),
    ("image", "-0+++", "{ image(where: {id: \"lab-image\"}) { id } }"),
    ("images", "-0+++", "{ images(where: {id: \"lab-image\"}) { id } }"),
    ("imagesConnection", "-0+++", "{ imagesConnection(where: {id: \"lab-image\"}) { edges { node { id } } } }"),
    ("secret", "-++++", "{ secret(where: {id: \"gitsync-secret-key\"}) { id } }"),
    ("secrets", "-++++", "{ secrets { id } }"),
    ("secretsConnection", "----+", "{ secretsConnection { edges { node { id } } } }"),
    ("system", "----+", "{ system { grantSudo } }"),
    ("timezone", "-++++", "{ timezone { name } }"),
    ("systemOverview", "----+", "{ systemOverview { version } }"),
    ("auditConnection", "----+", "{ auditConnection { nodes { id } } }"),
    ("mySessions", "-++++", "{ mySessions { id } }"),
    ("myApiTokens", "-++++", "{ myApiTokens { id } }"),
    ("notebook", "-0+0+", "{ notebook(id: \"nb-1\") { id } }"),
    ("notebooksConnection", "-0+0+", "{ notebooksConnection { nodes { id } } }"),
    ("folder", "--++-", "{ folder(groupName: \"lab\", path: \"/\") { nodes { name } } }"),
    ("fileEntry", "--++-", "{ fileEntry(groupName: \"lab\", path: \"x.txt\") { name } }"),
    ("existingFiles", "--++-", "{ existingFiles(groupName: \"lab\", paths: [\"x.txt\"]) }"),
    ("filesUsage", "--++-", "{ filesUsage(groupName: \"lab\") { bytes } }"),
    ("fileTrash", "--++-", "{ fileTrash(groupName: \"lab\") { totalCount } }"),
    // The member's own.
    ("myShareLinks", "-0+00", "{ myShareLinks { hash } }"),
    ("files", "--++-", "{ files(where: {groupName: \"lab\", phfsPrefix: \"/\"}) { items { name } } }"),
    ("sharedFile", "--++-", "{ sharedFile(where: {groupName: \"lab\", phfsPath: \"/n.ipynb\"}) { hash } }"),
    ("datasetV2", "--++-", "{ datasetV2(where: {groupName: \"lab\", id: \"set\"}) { id } }"),
    ("datasetV2Connection", "--++-", "{ datasetV2Connection(where: {groupName: \"lab\"}) { edges { node { id } } } }"),
    ("phJob", "--++-", "{ phJob(where: {id: \"job-1\"}) { id } }"),
    ("phJobs", "-0++0", "{ phJobs { id } }"),
    ("phJobsConnection", "-0++0", "{ phJobsConnection { edges { node { id } } } }"),
    ("jobOptions", "--++-", "{ jobOptions(groupId: \"{lab}\") { timezone } }"),
    ("phSchedule", "--++-", "{ phSchedule(where: {id: \"recurrence-1\"}) { id } }"),
    ("phSchedules", "-0++0", "{ phSchedules { id } }"),
    ("phSchedulesConnection", "-0++0", "{ phSchedulesConnection { edges { node { id } } } }"),
    ("recurrencePreview", "-++++", "{ recurrencePreview(recurrence: {type: \"daily\"}) { timezone } }"),
    // The member's own; the others have none.
    ("notifications", "-0+00", "{ notifications { nodes { id } } }"),
    ("launchOptions", "--++-", "{ launchOptions(groupId: \"{lab}\") { suggestedName } }"),
];

#[rustfmt::skip]
const MUTATIONS: &[Row] = &[
    ("createUser", "----+", "createUser(data: {username: \"new\"}) { id }"),
    ("updateUser", "----+", "updateUser(where: {id: \"{member}\"}, data: {firstName: \"New\"}) { id }"),
    ("deleteUser", "----+", "deleteUser(where: {id: \"{member}\"}) { id }"),
    ("resetPassword", "----+", "resetPassword(id: \"{member}\", password: \"{PASSWORD}\") { id }"),
    ("createGroup", "----+", "createGroup(data: {name: \"new\"}) { id }"),
    ("updateGroup", "---++", "updateGroup(where: {id: \"{lab}\"}, data: {jobDefaultActiveDeadlineSeconds: 60}) { id }"),
    ("deleteGroup", "----+", "deleteGroup(where: {id: \"{lab}\"}) { id }"),
    ("createInstanceType", "----+", "createInstanceType(data: {name: \"new\", cpuLimit: 1, memoryLimit: 1}) { id }"),
    ("updateInstanceType", "----+", "updateInstanceType(where: {id: \"cpu-1\"}, data: {description: \"New\"}) { id }"),
    ("deleteInstanceType", "----+", "deleteInstanceType(where: {id: \"cpu-1\"}) { id }"),
    ("createImage", "---++", "createImage(data: {name: \"new\", url: \"registry.example/new\", groupName: \"lab\"}) { id }"),
    ("updateImage", "-n-++", "updateImage(where: {id: \"lab-image\"}, data: {description: \"New\"}) { id }"),
    ("deleteImage", "-n-++", "deleteImage(where: {id: \"lab-image\"}) { id }"),
    ("pullImage", "----+", "pullImage(where: {id: \"lab-image\"}) { id }"),
    ("createSecret", "----+", "createSecret(data: {name: \"new\", type: opaque, secret: \"x\"}) { id }"),
    ("updateSecret", "----+", "updateSecret(where: {id: \"gitsync-secret-key\"}, data: {displayName: \"New\"}) { id }"),
    ("deleteSecret", "----+", "deleteSecret(where: {id: \"gitsync-secret-key\"}) { id }"),
    ("updateSystem", "----+", "updateSystem(data: {grantSudo: false}) { grantSudo }"),
    ("updateProfile", "-++++", "updateProfile(firstName: \"New\") { id }"),
    ("changePassword", "-++++", "changePassword(current: \"{PASSWORD}\", new: \"quite another password\") { id }"),
    ("revokeSession", "-++++", "revokeSession(id: \"{session}\")"),
    ("revokeOtherSessions", "-++++", "revokeOtherSessions"),
    ("createApiToken", "-++++", "createApiToken(name: \"new\") { token { id } }"),
    ("deleteApiToken", "-++++", "deleteApiToken(id: \"{token}\")"),
    ("revokeApiToken", "--+-+", "revokeApiToken(userId: \"{member}\") { id }"),
    ("setPredefinedEnvs", "-++++", "setPredefinedEnvs(env: []) { id }"),
    ("startNotebook", "-n+n+", "startNotebook(data: {id: \"nb-1\"}) { id }"),
    ("stopNotebook", "-n+n+", "stopNotebook(id: \"nb-1\") { id }"),
    ("restartNotebook", "-nwnw", "restartNotebook(id: \"nb-1\") { id }"),
    ("renameNotebook", "-n+n+", "renameNotebook(id: \"nb-1\", name: \"new\") { id }"),
    ("extendNotebook", "-nwnw", "extendNotebook(id: \"nb-1\", minutes: 5) { id }"),
    ("deleteNotebook", "-n+n+", "deleteNotebook(id: \"nb-1\")"),
    ("createFolder", "--++-", "createFolder(groupName: \"lab\", path: \"new\") { path }"),
    ("renameFile", "--++-", "renameFile(groupName: \"lab\", path: \"x.txt\", name: \"y.txt\") { path }"),
    ("moveFiles", "--++-", "moveFiles(groupName: \"lab\", paths: [\"x.txt\"], to: \"/datasets\")"),
    ("copyFiles", "--++-", "copyFiles(groupName: \"lab\", paths: [\"x.txt\"], to: \"/datasets\") { sessionId }"),
    ("trashFiles", "--++-", "trashFiles(groupName: \"lab\", paths: [\"x.txt\"])"),
    // Nothing is in the trash yet.
    ("restoreFiles", "--nn-", "restoreFiles(groupName: \"lab\", ids: [\"nothing\"])"),
    ("emptyTrash", "--++-", "emptyTrash(groupName: \"lab\")"),
    ("setFilesQuota", "----+", "setFilesQuota(groupName: \"lab\", quotaBytes: 5) { quotaBytes }"),
    ("deleteFiles", "--++-", "deleteFiles(where: {groupName: \"lab\", phfsPrefix: \"x.txt\"})"),
    ("shareFile", "--++-", "shareFile(where: {groupName: \"lab\", phfsPath: \"/n.ipynb\"}) { hash }"),
    ("unshareFile", "--++-", "unshareFile(where: {groupName: \"lab\", phfsPath: \"/n.ipynb\"}) { shared }"),
    ("createDatasetV2", "--++-", "createDatasetV2(data: {groupName: \"lab\", id: \"new\"}) { id }"),
    ("updateDatasetV2", "--++-", "updateDatasetV2(where: {groupName: \"lab\", id: \"set\"}, data: {tags: [\"new\"]}) { id }"),
    ("deleteDatasetV2", "--++-", "deleteDatasetV2(where: {groupName: \"lab\", id: \"set\"}) { id }"),
    ("copyFilesToDatasetV2", "--++-", "copyFilesToDatasetV2(where: {groupName: \"lab\", id: \"set\"}, path: \"/\", items: [\"x.txt\"]) { sessionId }"),
    ("createPhJob", "--++-", "createPhJob(data: {groupId: \"{lab}\", {job}}) { id }"),
    ("rerunPhJob", "--++-", "rerunPhJob(where: {id: \"job-1\"}) { id }"),
    ("cancelPhJob", "--++-", "cancelPhJob(where: {id: \"job-1\"}) { id }"),
    ("createPhSchedule", "--++-", "createPhSchedule(data: {groupId: \"{lab}\", {job}}) { id }"),
    ("updatePhSchedule", "--++-", "updatePhSchedule(where: {id: \"recurrence-1\"}, data: {paused: true}) { id }"),
    ("runPhSchedule", "--++-", "runPhSchedule(where: {id: \"recurrence-1\"}) { job { id } }"),
    ("deletePhSchedule", "--++-", "deletePhSchedule(where: {id: \"recurrence-1\"}) { id }"),
    ("readNotifications", "-++++", "readNotifications"),
];

fn names(rows: &[Row]) -> BTreeSet<String> {
    rows.iter().map(|row| row.0.to_owned()).collect()
}

#[tokio::test]
async fn every_field_of_the_api_has_a_row() {
    let world = World::new().await;
    let answer = world
        .browser(4)
        .await
        .ask(&world.t, "{ __schema { queryType { fields { name } } mutationType { fields { name } } } }", json!({}))
        .await;
    let fields = |kind: &str| -> BTreeSet<String> {
        let fields = answer.data()["__schema"][kind]["fields"].as_array().unwrap().clone();
        fields.iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(QUERIES), fields("queryType"));
    assert_eq!(names(MUTATIONS), fields("mutationType"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn queries_answer_whom_they_should() {
    let world = World::new().await;
    let before = world.audit_rows().await;
    for (name, outcomes, document) in QUERIES {
        for (role, wanted) in outcomes.chars().enumerate() {
            let document = world.filled(document, role).await;
            let answer = world.browser(role).await.ask(&world.t, &document, json!({})).await;
            assert_eq!(outcome(&answer), wanted, "{name} as {}: {}", ROLES[role], answer.0);
        }
    }
    assert_eq!(world.audit_rows().await, before, "a query changes nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mutations_are_done_for_whom_they_should() {
    futures_util::stream::iter(MUTATIONS).for_each_concurrent(4, |row| try_mutation(*row)).await;
}

/// Refused ones leave the world as it was, so only after one that was done is a new world needed.
async fn try_mutation((name, outcomes, document): Row) {
    let mut world = World::new().await;
    for (role, wanted) in outcomes.chars().enumerate() {
        let before = world.audit_rows().await;
        let document = format!("mutation {{ {} }}", world.filled(document, role).await);
        let answer = world.browser(role).await.ask(&world.t, &document, json!({})).await;
        assert_eq!(outcome(&answer), wanted, "{name} as {}: {}", ROLES[role], answer.0);
        if wanted == '+' {
            world = World::new().await;
        } else {
            assert_eq!(world.audit_rows().await, before, "{name} as {} is refused and changes nothing", ROLES[role]);
        }
    }
}

/// The letter of an answer.
fn outcome(answer: &Answer) -> char {
    if answer.0.get("errors").is_some() {
        return match answer.code() {
            "NOT_AUTH" => '-',
            "RESOURCE_NOT_FOUND" => 'n',
            "NOT_RUNNING" => 'w',
            _ => '?',
        };
    }
    let (_, value) = answer.data().as_object().unwrap().iter().next().unwrap();
    if holds_something(value) { '+' } else { '0' }
}

/// Lists are looked into: no edges and no nodes are nothing.
fn holds_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => ["edges", "nodes"].iter().all(|list| members.get(*list).is_none_or(holds_something)),
        _ => true,
    }
}
