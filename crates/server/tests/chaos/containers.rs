//! What exists at the engine, asked past the server: Docker by its own client, the fake engine by its file.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Answers on Jupyter's port and is there at once.
pub const IMAGE: &str = "localhost/primehub-test/answers:1";

/// One container: which start of which unit it is, and what tells it from one made anew.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Container {
    pub unit: String,
    pub generation: i64,
    pub identity: String,
}

pub fn of_fake(data: &Path) -> Vec<Container> {
    let Ok(text) = std::fs::read(data.join("fake-engine.json")) else { return Vec::new() };
    let world: Value = serde_json::from_slice(&text).unwrap();
    let mut found: Vec<Container> = world["workloads"].as_array().unwrap().iter().map(of_workload).collect();
    found.sort();
    found
}

fn of_workload(workload: &Value) -> Container {
    let unit = &workload["spec"]["unit"];
    Container {
        unit: unit["unit"].as_str().unwrap().to_owned(),
        generation: unit["generation"].as_i64().unwrap(),
        identity: format!("{} {}", workload["created_at"], workload["started_at"]),
    }
}

/// How often the fake engine created each unit.
pub fn creates(data: &Path, unit: &str) -> i64 {
    let world: Value = serde_json::from_slice(&std::fs::read(data.join("fake-engine.json")).unwrap()).unwrap();
    world["creates"][unit].as_i64().unwrap_or(0)
}

/// Which Docker: empty for the machine's own, or the address of another.
pub type Host = str;

pub fn of_docker(host: &Host, installation: &str) -> Vec<Container> {
    let ids = docker(host, &["ps", "-aq", "--no-trunc", "--filter", &format!("label=io.primehub.installation={installation}")]);
    let mut found = Vec::new();
    for id in ids.split_whitespace() {
        let format =
            "{{index .Config.Labels \"io.primehub.unit\"}} {{index .Config.Labels \"io.primehub.generation\"}} {{.State.StartedAt}}";
        // It may be gone since it was listed.
        let Some(text) = try_docker(host, &["inspect", "--format", format, id]) else { continue };
        let words: Vec<&str> = text.split_whitespace().collect();
        found.push(Container { unit: words[0].into(), generation: words[1].parse().unwrap(), identity: format!("{id} {}", words[2]) });
    }
    found.sort();
    found
}

/// Makes the image from Debian's static busybox, without any registry.
pub fn ensure_image(host: &Host) {
    if try_docker(host, &["image", "inspect", IMAGE]).is_some() {
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let bin = root.path().join("bin");
    let local = root.path().join("usr/local/bin");
    for folder in [&bin, &local, &root.path().join("tmp"), &root.path().join("etc")] {
        std::fs::create_dir_all(folder).unwrap();
    }
    std::fs::copy("/bin/busybox", bin.join("busybox")).expect("the package busybox-static is needed for these tests");
    for name in ["sh", "mkdir", "httpd", "sleep"] {
        std::os::unix::fs::symlink("busybox", bin.join(name)).unwrap();
    }
    let script = local.join("start-primehub-notebook");
    std::fs::write(&script, "#!/bin/sh\necho up\nmkdir -p /tmp/www/api\nexec httpd -f -p 8888 -h /tmp/www\n").unwrap();
    std::fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let archive = root.path().join("image.tar");
    let packed =
        Command::new("tar").arg("-C").arg(root.path()).arg("-cf").arg(&archive).args(["bin", "usr", "tmp", "etc"]).status().unwrap();
    assert!(packed.success());
    docker(host, &["import", archive.to_str().unwrap(), IMAGE]);
}

/// Removes what a test left behind, also one that failed.
pub fn purge(host: &Host, installation: &str) {
    let label = format!("label=io.primehub.installation={installation}");
    for id in docker(host, &["ps", "-aq", "--filter", &label]).split_whitespace() {
        try_docker(host, &["rm", "-f", id]);
    }
    for id in docker(host, &["network", "ls", "-q", "--filter", &label]).split_whitespace() {
        try_docker(host, &["network", "rm", id]);
    }
}

pub fn docker(host: &Host, arguments: &[&str]) -> String {
    try_docker(host, arguments).unwrap_or_else(|| panic!("docker {arguments:?} failed"))
}

fn try_docker(host: &Host, arguments: &[&str]) -> Option<String> {
    let output = Command::new("docker").env("DOCKER_HOST", host).args(arguments).output().unwrap();
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
