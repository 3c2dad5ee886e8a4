//! What a workload may use and what it may become, as it is seen from inside.

use std::os::unix::fs::PermissionsExt;

use primehub_engine::{Engine, EngineError, Mount, Privileges, WorkloadSpec};

use crate::subjects::Subject;

/// The two kinds of control groups have their figures at different places.
const FIGURES: &str = "
    show() { name=$1; shift; for file in $@; do [ -e $file ] && echo $name $(cat $file) && return; done; }
    show memory /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes
    show swap /sys/fs/cgroup/memory.swap.max /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes
    show pids /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max
    show cpu /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu/cpu.cfs_quota_us
    echo files $(ulimit -n)
    echo shm $(df -k /dev/shm | awk 'NR == 2 { print $2 }')
    echo oom $(cat /proc/self/oom_score_adj)";

fn figure(output: &str, name: &str) -> String {
    let line = output.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no {name} in {output}"));
    line.split_whitespace().next().unwrap_or_default().to_owned()
}

pub async fn limits_are_seen_from_inside(subject: &Subject) {
    let output = subject.output_of(&subject.task("limits", FIGURES, "")).await;
    let memory = (64 * 1024 * 1024).to_string();
    assert_eq!(figure(&output, "memory "), memory);
    // Version 1 counts memory and swap together, version 2 swap alone; a kernel may count neither.
    assert!(!output.contains("swap ") || [memory, "0".into()].contains(&figure(&output, "swap ")), "{output}");
    assert_eq!(figure(&output, "pids "), "64");
    assert_eq!(figure(&output, "cpu "), "50000");
    assert_eq!(figure(&output, "files "), "1024");
    assert_eq!(figure(&output, "shm "), (16 * 1024).to_string());
    assert_eq!(figure(&output, "oom "), "300");
}

pub async fn more_cpus_than_the_machine_has_are_cut(subject: &Subject) {
    let mut spec = subject.sleeper("wide");
    spec.limits.cpu_milli = 4_000_000;
    spec.limits.open_files = u64::MAX;
    subject.engine.apply(&spec).await.unwrap();
}

pub async fn gpus_that_the_engine_does_not_have_are_refused(subject: &Subject) {
    if subject.engine.capacity().await.unwrap()[0].gpus > 0 {
        eprintln!("skipped: this machine has GPUs");
        return;
    }
    let mut spec = subject.sleeper("gpu");
    spec.limits.gpus = 1;
    let refused = subject.engine.apply(&spec).await;
    assert!(matches!(refused, Err(EngineError::Refused(_))), "{refused:?}");
    assert_eq!(subject.engine.list().await.unwrap(), []);
}

pub async fn mounts_are_writable_only_when_asked(subject: &Subject) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let mount = |target: &str, writable| Mount { source: folder.path().into(), target: target.into(), writable };
    let script = "echo hello > /rw/file; cat /ro/file; echo no > /ro/other || echo refused";
    let mut spec = subject.task("mounts", script, "");
    spec.mounts = vec![mount("/rw", true), mount("/ro", false)];
    let output = subject.output_of(&spec).await;
    assert!(output.contains("hello") && output.contains("refused"), "{output}");
    assert_eq!(std::fs::read_to_string(folder.path().join("file")).unwrap(), "hello\n");
    assert!(!folder.path().join("other").exists());
}

pub async fn a_mount_whose_source_is_missing_is_refused(subject: &Subject) {
    let mut spec = subject.task("lost-mount", "true", "");
    spec.mounts = vec![Mount { source: "/nowhere/at/all".into(), target: "/data".into(), writable: true }];
    let Err(EngineError::Refused(message)) = subject.engine.apply(&spec).await else { panic!("it was not refused") };
    assert!(message.contains("/nowhere/at/all"), "{message}");
    assert_eq!(subject.engine.list().await.unwrap(), []);
}

pub async fn the_organisations_certificates_are_found(subject: &Subject) {
    let bundle = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(bundle.path(), "certificates of the organisation\n").unwrap();
    std::fs::set_permissions(bundle.path(), std::fs::Permissions::from_mode(0o644)).unwrap();
    let engine = subject.other(|options| options.ca_bundle = Some(bundle.path().into())).await;
    let mut spec = subject.task("certificates", "cat $SSL_CERT_FILE; echo pip $PIP_CERT", "");
    spec.env.push(("PIP_CERT".into(), "/own".into()));
    engine.apply(&spec).await.unwrap();
    let lines = async || {
        let follow = primehub_engine::LogOptions { follow: true, ..Default::default() };
        crate::reading::collect(engine.logs(&spec.unit, follow).await.unwrap()).await
    };
    let output: String = lines().await.iter().map(|line| String::from_utf8_lossy(&line.bytes).into_owned()).collect();
    engine.purge().await.unwrap();
    assert_eq!(output, "certificates of the organisation\npip /own\n");
}

fn as_user(subject: &Subject, unit: &str, privileges: Privileges) -> WorkloadSpec {
    let script = "cat /proc/self/status; echo before $(id -u); echo after $(/bin/su root -c 'id -u' 2>&1)";
    WorkloadSpec { privileges, user: Some("1000:1000".into()), ..subject.task(unit, script, "") }
}

fn capabilities(output: &str) -> u64 {
    u64::from_str_radix(&figure(output, "CapBnd:"), 16).unwrap()
}

pub async fn with_sudo_a_process_may_become_root_with_few_capabilities(subject: &Subject) {
    let output = subject.output_of(&as_user(subject, "sudo", Privileges::Sudo)).await;
    assert!(output.contains("before 1000\nafter 0\n"), "{output}");
    assert_eq!(figure(&output, "NoNewPrivs:"), "0");
    let has = |number: u32| capabilities(&output) & (1 << number) != 0;
    let (setuid, net_admin, net_raw, sys_admin, mknod) = (7, 12, 13, 21, 27);
    assert!(has(setuid) && ![net_admin, net_raw, sys_admin, mknod].into_iter().any(has), "{output}");
}

pub async fn without_privileges_nobody_becomes_root(subject: &Subject) {
    let output = subject.output_of(&as_user(subject, "plain", Privileges::None)).await;
    assert!(output.contains("before 1000\n") && !output.contains("after 0"), "{output}");
    assert_eq!(figure(&output, "NoNewPrivs:"), "1");
    assert_eq!(capabilities(&output), 0);
}
