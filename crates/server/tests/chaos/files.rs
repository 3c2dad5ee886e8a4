//! The server is killed while files go in and out: an old file is never torn, what is complete stays, what was begun goes on or is gone.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::server::Site;

const SIZE: usize = 24 << 20;

async fn site() -> (Site, PathBuf) {
    let (site, _) = Site::new(vec![("PRIMEHUB_ENGINE__KIND", "fake".into())]).await;
    let query = "mutation { createFolder(groupName: \"research\", path: \"/made\") { path } }";
    site.ask(query, json!({})).await.unwrap();
    let folder = site.data().join("files/groups/research");
    (site, folder)
}

/// Different for each round, so that a mixture of two would be seen.
fn content(round: u8) -> Vec<u8> {
    (0..SIZE).map(|at| (at as u32).wrapping_mul(2_654_435_761).to_le_bytes()[3] ^ round).collect()
}

/// Aside, in the folder of unfinished uploads.
fn unfinished(site: &Site) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for group in std::fs::read_dir(site.data().join("files/uploads")).into_iter().flatten().flatten() {
        found.extend(std::fs::read_dir(group.path()).unwrap().flatten().map(|entry| entry.path()));
    }
    found
}

/// Or until the upload has ended.
async fn until_some_came(site: &Site, bytes: u64, upload: &tokio::task::JoinHandle<bool>) {
    let began = Instant::now();
    while !upload.is_finished() && !unfinished(site).iter().any(|path| std::fs::metadata(path).is_ok_and(|meta| meta.len() >= bytes)) {
        assert!(began.elapsed() < Duration::from_secs(30), "nothing comes");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn a_file_that_is_replaced_while_the_server_is_killed_is_the_old_one_or_the_new_one() {
    let (mut site, folder) = site().await;
    let mut now = content(0);
    std::fs::write(folder.join("x"), &now).unwrap();
    for round in 1..=8u8 {
        let new = content(round);
        let upload = tokio::spawn(site.post("/api/files/groups/research/x", new.clone()));
        // Some rounds end in the middle, some about when the file is put in place.
        until_some_came(&site, (SIZE as u64 / 8) * u64::from(round), &upload).await;
        site.kill();
        let answered = upload.await.unwrap();
        let seen = std::fs::read(folder.join("x")).unwrap();
        assert!(seen == now || seen == new, "round {round}: the file is torn");
        assert!(!answered || seen == new, "round {round}: what was said to be there is not");
        now = seen;
        site.start().await;
    }
}

#[tokio::test]
async fn a_zip_that_is_cut_off_by_a_kill_is_not_taken_for_a_whole_one() {
    let (mut site, folder) = site().await;
    for number in 0..6 {
        std::fs::write(folder.join(format!("made/{number}")), content(number)).unwrap();
    }
    let mut zip = site.get("/api/zip?group=research&path=/made").await;
    zip.chunk().await.unwrap();
    site.kill();
    let ended = loop {
        match zip.chunk().await {
            Ok(Some(_)) => continue,
            other => break other.map(|_| ()),
        }
    };
    assert!(ended.is_err(), "the client has to see that the end is missing");
    site.start().await;
    let whole = site.get("/api/zip?group=research&path=/made").await.bytes().await.unwrap();
    assert!(whole.len() > 6 * SIZE);
    assert!(unfinished(&site).is_empty(), "no copy was made anywhere");
}

#[tokio::test]
async fn what_is_deleted_and_restored_around_kills_is_never_lost() {
    let (mut site, folder) = site().await;
    for round in 0..10u64 {
        std::fs::create_dir_all(folder.join("made/deep")).unwrap();
        std::fs::write(folder.join("made/deep/x"), round.to_string()).unwrap();
        let delete = tokio::spawn(site.asking("mutation { trashFiles(groupName: \"research\", paths: [\"/made/deep\"]) }", json!({})));
        tokio::time::sleep(Duration::from_millis(round * 2)).await;
        site.kill();
        let answered = delete.await.unwrap().is_ok();
        site.start().await;
        let trash = site.ask("{ fileTrash(groupName: \"research\") { nodes { id } } }", json!({})).await.unwrap();
        let entries = trash["fileTrash"]["nodes"].as_array().unwrap().clone();
        if folder.join("made/deep").exists() {
            assert!(!answered, "round {round}: it was said to be deleted");
            // A row without content may be left; it cannot be restored over what is there.
            std::fs::remove_dir_all(folder.join("made/deep")).unwrap();
            site.ask("mutation { emptyTrash(groupName: \"research\") }", json!({})).await.unwrap();
            continue;
        }
        assert_eq!(entries.len(), 1, "round {round}: what was deleted can be restored");
        let restore = "mutation($i: [ID!]!) { restoreFiles(groupName: \"research\", ids: $i) }";
        site.ask(restore, json!({ "i": [entries[0]["id"]] })).await.unwrap();
        assert_eq!(std::fs::read_to_string(folder.join("made/deep/x")).unwrap(), round.to_string());
    }
}
