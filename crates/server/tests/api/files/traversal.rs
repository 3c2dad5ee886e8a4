//! Ways out of the folder that people try, and what they plant in it from inside a notebook.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::{Method, StatusCode};
use primehub_server::features::files::beneath::Folder;
use primehub_server::features::files::path::FilePath;
use serde_json::json;

use super::Lab;

/// Outside of the group's folder are a file of another group and one of the installation.
async fn with_secrets() -> Lab {
    let lab = Lab::new().await;
    std::fs::write(lab.t.app.data("files/groups/ops/secret.txt"), "of others").unwrap();
    std::fs::write(lab.t.app.data("outside.txt"), "of the installation").unwrap();
    lab
}

async fn gives_nothing(lab: &Lab, path: &str) {
    let reply = lab.get(path).await;
    assert!(!reply.status.is_success(), "{path}: {}", reply.status);
    assert!(!reply.text().contains("of others") && !reply.text().contains("of the installation"), "{path}");
    assert!(!reply.text().contains("root:"), "{path}");
}

#[tokio::test]
async fn addresses_that_lead_out_give_nothing_and_write_nothing() {
    let lab = with_secrets().await;
    let paths = [
        "../ops/secret.txt",
        "a/../../ops/secret.txt",
        "%2e%2e/ops/secret.txt",
        "..%2fops%2fsecret.txt",
        "%2e%2e%2f%2e%2e%2f%2e%2e%2foutside.txt",
        "%252e%252e/ops/secret.txt",
        "%252e%252e%252fops%252fsecret.txt",
        "..%5cops%5csecret.txt",
        "..\\x2fops",
        "\\x2e\\x2e/ops/secret.txt",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "a%00b",
        "%00",
        "./../ops/secret.txt",
        "....//ops/secret.txt",
        "..;/ops/secret.txt",
    ];
    for path in paths {
        for key in [
            format!("/api/files/groups/lab/{path}"),
            format!("/api/files/groups%2flab%2f{path}"),
            format!("/api/preview/groups/lab/{path}"),
        ] {
            gives_nothing(&lab, &key).await;
        }
    }
    for path in paths {
        let before = std::fs::read_dir(lab.t.app.data("files/groups/ops")).unwrap().count();
        lab.send(Method::POST, &format!("/api/files/groups/lab/{path}"), &[], "evil").await;
        assert_eq!(std::fs::read(lab.t.app.data("files/groups/ops/secret.txt")).unwrap(), b"of others", "{path}");
        assert_eq!(std::fs::read_dir(lab.t.app.data("files/groups/ops")).unwrap().count(), before, "{path}");
        assert_eq!(std::fs::read(lab.t.app.data("outside.txt")).unwrap(), b"of the installation", "{path}");
    }
}

#[tokio::test]
async fn paths_of_the_api_that_lead_out_are_refused() {
    let lab = with_secrets().await;
    lab.write("mine", "x");
    for path in ["../ops", "/../ops/secret.txt", "a/../../ops", "\\x2e\\x2e/ops", "mine/../../ops", "a\u{0}b"] {
        let path = json!(path);
        for call in [
            format!("trashFiles(groupName: \"lab\", paths: [{path}])"),
            format!("createFolder(groupName: \"lab\", path: {path}) {{ path }}"),
            format!("renameFile(groupName: \"lab\", path: \"mine\", name: {path}) {{ path }}"),
            format!("moveFiles(groupName: \"lab\", paths: [\"mine\"], to: {path})"),
            format!("moveFiles(groupName: \"lab\", paths: [{path}], to: \"/\")"),
            format!("copyFiles(groupName: \"lab\", paths: [{path}], to: \"/\") {{ sessionId }}"),
            format!("deleteFiles(where: {{groupName: \"lab\", phfsPrefix: {path}}}, options: {{recursive: true}})"),
            format!("createDatasetV2(data: {{groupName: \"lab\", id: {path}}}) {{ id }}"),
        ] {
            let code = lab.change(&call).await.code().to_owned();
            assert!(["REQUEST_BODY_INVALID", "GRAPHQL_PARSE_FAILED"].contains(&code.as_str()), "{call}: {code}");
        }
    }
    assert_eq!(lab.read("mine"), b"x");
    assert!(lab.t.app.data("files/groups/ops/secret.txt").exists());
}

#[tokio::test]
async fn links_that_lead_out_are_shown_and_deleted_but_never_followed() {
    let lab = with_secrets().await;
    symlink("/etc/passwd", lab.disk("absolute")).unwrap();
    symlink("../ops/secret.txt", lab.disk("relative.txt")).unwrap();
    symlink("../ops", lab.disk("folder")).unwrap();
    symlink("/proc/self/root", lab.disk("magic")).unwrap();
    symlink("circle", lab.disk("circle")).unwrap();
    let names = ["absolute", "circle", "folder", "magic", "relative.txt"];
    let folder = lab.list("/").await;
    for (node, name) in folder["nodes"].as_array().unwrap().iter().zip(names) {
        assert_eq!((&node["name"], &node["kind"]), (&json!(name), &json!("LINK")));
    }
    for path in ["absolute", "relative.txt", "folder/secret.txt", "magic/etc/passwd", "circle", "circle/x"] {
        gives_nothing(&lab, &format!("/api/files/groups/lab/{path}")).await;
        gives_nothing(&lab, &format!("/api/zip?group=lab&path=/&name={}", path.split('/').next().unwrap())).await;
    }
    assert_eq!(lab.upload("/folder/evil.txt", "x").await.status, StatusCode::NOT_FOUND);
    assert!(!lab.t.app.data("files/groups/ops/evil.txt").exists());
    // A file takes the place of the link itself.
    assert_eq!(lab.upload("/relative.txt", "mine").await.status, StatusCode::OK);
    assert_eq!(std::fs::read(lab.t.app.data("files/groups/ops/secret.txt")).unwrap(), b"of others");
    assert_eq!(
        lab.change("trashFiles(groupName: \"lab\", paths: [\"absolute\", \"folder\", \"magic\", \"circle\"])").await.data()["trashFiles"],
        4
    );
    assert_eq!(lab.names("/").await, ["relative.txt"]);
    assert!(lab.t.app.data("files/groups/ops/secret.txt").exists());
    lab.change("emptyTrash(groupName: \"lab\")").await.data();
    assert!(lab.t.app.data("files/groups/ops/secret.txt").exists());
    assert!(std::path::Path::new("/etc/passwd").exists());
}

#[tokio::test]
async fn links_that_stay_inside_are_followed() {
    let lab = Lab::new().await;
    lab.write("data/v2/x.csv", "1");
    symlink("v2", lab.disk("data/latest")).unwrap();
    symlink("data/latest/x.csv", lab.disk("x.csv")).unwrap();
    assert_eq!(lab.get("/api/files/groups/lab/data/latest/x.csv").await.text(), "1");
    assert_eq!(lab.get("/api/files/groups/lab/x.csv").await.text(), "1");
    let nodes = lab.list("/data").await["nodes"].clone();
    assert!(nodes.as_array().unwrap().iter().all(|node| node["kind"] == "FOLDER"));
    assert_eq!(lab.upload("/data/latest/y.csv", "2").await.status, StatusCode::OK);
    assert_eq!(lab.read("data/v2/y.csv"), b"2");
    // Deleting the link leaves what it leads to.
    lab.change("trashFiles(groupName: \"lab\", paths: [\"/data/latest\"])").await.data();
    assert_eq!(lab.names("/data").await, ["v2"]);
}

#[tokio::test]
async fn a_link_that_is_swapped_while_it_is_read_never_leads_out() {
    let lab = with_secrets().await;
    lab.write("inside/secret.txt", "of ours");
    let stop = Arc::new(AtomicBool::new(false));
    let swapping = std::thread::spawn({
        let (stop, folder) = (stop.clone(), lab.disk(""));
        move || {
            let mut inside = false;
            while !stop.load(Ordering::Relaxed) {
                inside = !inside;
                let _ = std::fs::remove_file(folder.join("new"));
                symlink(if inside { "inside" } else { "../ops" }, folder.join("new")).unwrap();
                std::fs::rename(folder.join("new"), folder.join("door")).unwrap();
            }
        }
    });
    let root = Folder::open(&lab.disk("")).unwrap();
    let path = FilePath::parse("door/secret.txt").unwrap();
    let mut ours = 0;
    for _ in 0..20_000 {
        let Ok((mut file, _)) = root.file(&path) else { continue };
        let mut text = String::new();
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        assert_eq!(text, "of ours");
        ours += 1;
    }
    stop.store(true, Ordering::Relaxed);
    swapping.join().unwrap();
    assert!(ours > 0, "the door was never open, so this shows nothing");
}

#[tokio::test]
async fn pipes_and_devices_are_shown_and_deleted_but_never_opened() {
    let lab = Lab::new().await;
    assert!(Command::new("mkfifo").arg(lab.disk("pipe")).status().unwrap().success());
    // Only root may make one; without it the pipe alone has to do.
    let has_device = Command::new("mknod").arg(lab.disk("zero")).args(["c", "1", "5"]).status().unwrap().success();
    let names = if has_device { vec!["pipe", "zero"] } else { vec!["pipe"] };
    let nodes = lab.list("/").await["nodes"].clone();
    for (node, name) in nodes.as_array().unwrap().iter().zip(&names) {
        assert_eq!((&node["name"], &node["kind"]), (&json!(name), &json!("OTHER")));
        let reply = tokio::time::timeout(std::time::Duration::from_secs(20), lab.get(&format!("/api/files/groups/lab/{name}"))).await;
        assert_eq!(reply.expect("opening it would wait for ever").status, StatusCode::NOT_FOUND);
    }
    let archive = lab.get("/api/zip?group=lab&path=/").await;
    assert_eq!(archive.status, StatusCode::OK);
    let paths = json!(names);
    lab.change(&format!("trashFiles(groupName: \"lab\", paths: {paths})")).await.data();
    assert!(lab.names("/").await.is_empty());
    lab.change("emptyTrash(groupName: \"lab\")").await.data();
}

#[tokio::test]
async fn replacing_one_name_of_a_hard_link_leaves_the_other() {
    let lab = Lab::new().await;
    lab.write("one", "both");
    std::fs::hard_link(lab.disk("one"), lab.disk("two")).unwrap();
    lab.upload("/one", "new").await;
    assert_eq!((lab.read("one"), lab.read("two")), (b"new".to_vec(), b"both".to_vec()));
}

#[tokio::test]
async fn names_of_the_greatest_length_work_and_longer_ones_are_refused() {
    let lab = Lab::new().await;
    let longest = "n".repeat(255);
    assert_eq!(lab.upload(&format!("/{longest}"), "x").await.status, StatusCode::OK);
    assert_eq!(lab.get(&format!("/api/files/groups/lab/{longest}")).await.text(), "x");
    assert_eq!(lab.names("/").await, [longest.as_str()]);
    let reply = lab.upload(&format!("/{longest}n"), "x").await;
    assert_eq!((reply.status, reply.json()["field"].clone()), (StatusCode::BAD_REQUEST, json!("path")));
    let deep = "d/".repeat(3000);
    assert_eq!(lab.upload(&format!("/{deep}x"), "x").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn names_that_are_no_text_are_shown_escaped_and_can_be_fetched_and_deleted() {
    let lab = Lab::new().await;
    let name = OsStr::from_bytes(b"caf\xe9.txt");
    std::fs::write(lab.disk("").join(name), "bytes").unwrap();
    lab.write("back\\slash", "x");
    let node = lab.list("/").await["nodes"][1].clone();
    assert_eq!(node["name"], "caf\\xE9.txt");
    assert_eq!(lab.get(node["url"].as_str().unwrap()).await.text(), "bytes");
    assert_eq!(lab.get("/api/files/groups/lab/caf%E9.txt").await.text(), "bytes");
    assert_eq!(lab.get("/api/files/groups/lab/back%5Cslash").await.text(), "x");
    lab.change(&format!("trashFiles(groupName: \"lab\", paths: [{}])", node["path"])).await.data();
    assert!(!lab.disk("").join(name).exists());
    let renamed = lab.change("renameFile(groupName: \"lab\", path: \"back\\\\slash\", name: \"plain\") { path }").await;
    assert_eq!(renamed.data()["renameFile"]["path"], "/plain");
}
