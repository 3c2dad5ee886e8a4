//! What is tidied up without being asked.

use std::time::{Duration, SystemTime};

use serde_json::json;

use super::Lab;
use crate::harness::{Quotas, eventually};

#[tokio::test]
async fn what_killed_uploads_left_aside_goes_after_a_day() {
    let lab = Lab::new().await;
    lab.upload("/x", "1").await;
    let aside = lab.t.app.data("files/uploads").join(&lab.group);
    std::fs::write(aside.join("part-left"), "x").unwrap();
    lab.sweep().await;
    assert_eq!(lab.unfinished(), 1, "it may still be written");
    // The clock of the test stands in another year than the disk's, so it is moved to a day after the file.
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let behind = since_1970.as_micros() as i64 - lab.t.clock.micros();
    lab.t.clock.advance(Duration::from_micros(behind.max(0) as u64) + Duration::from_secs(25 * 3600));
    lab.sweep().await;
    assert_eq!(lab.unfinished(), 0);
    assert_eq!(lab.read("x"), b"1");
}

#[tokio::test]
async fn a_new_group_does_not_find_the_files_of_a_deleted_one_of_its_name() {
    let lab = Lab::new().await;
    lab.upload("/secret.txt", "x").await;
    let stop = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(primehub_server::features::files::sweep::run(lab.t.app.clone(), stop.clone()));
    // It listens once it has swept.
    eventually("it was measured", async || {
        let measured: i64 = sqlx::query_scalar("select count(*) from file_usage").fetch_one(lab.t.db()).await.unwrap();
        measured >= 2
    })
    .await;
    let root = lab.t.root().await;
    lab.t.ask(&root, "mutation($g: ID!) { deleteGroup(where: {id: $g}) { id } }", json!({ "g": lab.group })).await.data();
    eventually("the files are set aside", async || !lab.disk("").exists()).await;
    lab.t.group("lab", Quotas::default(), &[&lab.ann]).await;
    assert!(lab.names("/").await.is_empty());
    let aside = lab.t.app.data("files/deleted");
    assert_eq!(std::fs::read_dir(&aside).unwrap().count(), 1);
    stop.cancel();
    running.await.unwrap();
    lab.t.clock.advance(Duration::from_secs(8 * 86_400));
    lab.sweep().await;
    assert_eq!(std::fs::read_dir(&aside).unwrap().count(), 0);
}
