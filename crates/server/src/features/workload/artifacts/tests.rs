//! Artifacts are copied whole or not at all, and nothing outside the work folder is ever read.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;

use super::*;

const ROOMY: Limits = Limits { bytes: 10_000_000, files: 1000 };

struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir_all(world.work()).unwrap();
        std::fs::create_dir_all(world.shared()).unwrap();
        std::fs::write(world.folder.path().join("secret"), "of somebody else").unwrap();
        world
    }

    fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    fn shared(&self) -> PathBuf {
        self.folder.path().join("shared")
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.work().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn result(&self, path: &str) -> PathBuf {
        self.shared().join(FOLDER).join("job-1").join(path)
    }

    fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.result(path)).ok()
    }

    fn source(&self) -> Source {
        let meta = std::fs::metadata(self.work()).unwrap();
        Source { job: "job-1".into(), work: self.work(), seen_as: "/home/jovyan".into(), owner: (meta.uid(), meta.gid()) }
    }

    fn collect(&self, limits: Limits) -> Collected {
        collect_now(&self.shared(), &self.source(), limits, Some(5_000_000)).unwrap_or_else(|error| panic!("{error:?}"))
    }
}

fn reasons(collected: &Collected) -> Vec<(&str, &str)> {
    collected.left_out.iter().map(|left| (left.path.as_str(), left.reason.as_str())).collect()
}

#[test]
fn a_tree_is_copied_with_names_of_every_kind() {
    let world = World::new();
    let long = "n".repeat(255);
    world.write("artifacts/model.bin", "weights");
    world.write(&format!("artifacts/plots/with space+/{long}"), "long");
    world.write("artifacts/数据/😀.txt", "text");
    let strange = OsStr::from_bytes(b"not \xff utf-8");
    std::fs::write(world.work().join("artifacts").join(strange), "bytes").unwrap();
    std::fs::set_permissions(world.work().join("artifacts/model.bin"), std::fs::Permissions::from_mode(0o4755)).unwrap();
    let collected = world.collect(ROOMY);
    assert_eq!((collected.files, collected.bytes, collected.left_out_count), (4, 20, 0));
    assert_eq!(world.read("model.bin").unwrap(), "weights");
    assert_eq!(world.read(&format!("plots/with space+/{long}")).unwrap(), "long");
    assert_eq!(world.read("数据/😀.txt").unwrap(), "text");
    assert!(world.result("").join(strange).exists());
    assert_eq!(std::fs::metadata(world.result("model.bin")).unwrap().mode() & 0o7777, 0o777, "no bits that raise rights");
    assert_eq!(world.read(".metadata/expiredAt").unwrap(), "5");
    let listed = list::list_now(&world.shared(), "job-1", 10).unwrap();
    let listed: Vec<(&str, u64)> = listed.iter().map(|item| (item.name.as_str(), item.size)).collect();
    assert_eq!(listed.len(), 4);
    assert!(listed.contains(&("model.bin", 7)) && listed.contains(&("数据/😀.txt", 4)), "{listed:?}");
    assert_eq!(list::list_now(&world.shared(), "job-1", 2).unwrap().len(), 2);
}

#[test]
fn no_folder_an_empty_one_and_a_file_are_told_apart() {
    let world = World::new();
    assert!(world.collect(ROOMY).problem.unwrap().contains("made no folder"));
    std::fs::create_dir(world.work().join("artifacts")).unwrap();
    assert!(world.collect(ROOMY).problem.unwrap().contains("is empty"));
    std::fs::remove_dir(world.work().join("artifacts")).unwrap();
    world.write("artifacts", "a file");
    assert!(world.collect(ROOMY).problem.unwrap().contains("is a file"));
    let left: Vec<_> = std::fs::read_dir(world.shared().join(FOLDER)).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn artifacts_may_be_a_link_to_another_place_of_the_work_folder() {
    for target in ["out/run-1", "/home/jovyan/out/run-1", "./out/../out/run-1"] {
        let world = World::new();
        world.write("out/run-1/model.bin", "weights");
        symlink("model.bin", world.work().join("out/run-1/latest")).unwrap();
        symlink(target, world.work().join("artifacts")).unwrap();
        assert_eq!(world.collect(ROOMY).files, 2, "{target}");
        assert_eq!(world.read("latest").unwrap(), "weights");
    }
}

#[test]
fn a_link_that_leads_out_reads_nothing() {
    for target in ["..", "../shared", "/etc", "/proc/self/root/etc", "/home/jovyan/../../etc", "artifacts"] {
        let world = World::new();
        symlink(target, world.work().join("artifacts")).unwrap();
        let collected = world.collect(ROOMY);
        assert!(collected.problem.as_deref().is_some_and(|problem| problem.contains("leads out")), "{target}: {collected:?}");
    }
}

#[test]
fn what_is_no_plain_file_of_the_work_folder_is_left_out_with_its_reason() {
    let world = World::new();
    world.write("artifacts/good", "good");
    world.write("model", "weights");
    let artifacts = world.work().join("artifacts");
    for (name, target) in [
        ("absolute", "/etc/passwd".to_owned()),
        ("dotted", "../../secret".to_owned()),
        ("magic", "/proc/self/environ".to_owned()),
        ("own", "../model".to_owned()),
        ("seen", "/home/jovyan/model".to_owned()),
        ("nothing", "missing".to_owned()),
        ("folder", "..".to_owned()),
        ("itself", "itself".to_owned()),
    ] {
        symlink(target, artifacts.join(name)).unwrap();
    }
    std::fs::hard_link(world.folder.path().join("secret"), artifacts.join("hard")).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, artifacts.join("pipe"), rustix::fs::FileType::Fifo, rustix::fs::Mode::from_raw_mode(0o600), 0)
        .unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(artifacts.join("socket")).unwrap();
    world.write("artifacts/.metadata/expiredAt", "1");
    let collected = world.collect(ROOMY);
    let left = reasons(&collected);
    for (path, reason) in [
        ("absolute", "leads out"),
        ("dotted", "leads out"),
        ("magic", "leads out"),
        ("nothing", "link to nothing"),
        ("folder", "link to a folder"),
        ("itself", "leads out"),
        ("hard", "hard link"),
        ("pipe", "pipe"),
        ("socket", "socket"),
        (".metadata", "belongs to PrimeHub"),
    ] {
        assert!(left.iter().any(|(left, why)| *left == path && why.contains(reason)), "{path}: {left:?}");
    }
    assert_eq!(collected.files, 3, "{left:?}");
    assert_eq!(world.read("own").unwrap(), "weights");
    assert_eq!(world.read("seen").unwrap(), "weights");
    assert_eq!(world.read(".metadata/expiredAt").unwrap(), "5");
}

#[test]
fn a_device_is_not_opened() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let world = World::new();
    std::fs::create_dir(world.work().join("artifacts")).unwrap();
    let place = world.work().join("artifacts/zero");
    let zero = rustix::fs::makedev(1, 5);
    rustix::fs::mknodat(rustix::fs::CWD, &place, rustix::fs::FileType::CharacterDevice, rustix::fs::Mode::from_raw_mode(0o666), zero)
        .unwrap();
    let collected = world.collect(ROOMY);
    assert_eq!(reasons(&collected), [("zero", "It is a device.")]);
}

#[test]
fn limits_leave_out_what_is_over_and_take_the_rest() {
    let world = World::new();
    world.write("artifacts/a", "12345");
    world.write("artifacts/b", &"x".repeat(100));
    world.write("artifacts/c", "123");
    world.write("artifacts/d", "4");
    let sparse = std::fs::File::create(world.work().join("artifacts/sparse")).unwrap();
    sparse.set_len(1 << 40).unwrap();
    let collected = world.collect(Limits { bytes: 50, files: 2 });
    assert_eq!((collected.files, collected.bytes), (2, 8));
    let left: Vec<&str> = reasons(&collected).into_iter().map(|(path, _)| path).collect();
    assert_eq!(left, ["b", "d", "sparse"]);
    assert!(world.read(".metadata/artifacts.json").unwrap().contains("\"b\""));
}

#[test]
fn more_files_than_anybody_can_look_at_end_soon() {
    let world = World::new();
    for number in 0..12_000 {
        world.write(&format!("artifacts/{}/{number}", number % 3), "");
    }
    let collected = world.collect(Limits { bytes: 10, files: 5 });
    assert_eq!(collected.files, 5);
    assert!(collected.unseen && collected.left_out.len() == 100, "{}", collected.left_out.len());
    assert!(collected.sentence().starts_with("Artifacts: 5 files, 0.0 MB. More than "), "{}", collected.sentence());
}

#[test]
fn folders_in_folders_without_end_are_left_out_and_can_be_removed() {
    let world = World::new();
    std::fs::create_dir(world.work().join("artifacts")).unwrap();
    let mut folder = handles::open_trusted(&world.work().join("artifacts")).unwrap();
    for _ in 0..3000 {
        rustix::fs::mkdirat(&folder, "d", rustix::fs::Mode::from_raw_mode(0o700)).unwrap();
        folder = handles::open_folder(&folder, OsStr::new("d")).unwrap();
    }
    let collected = world.collect(ROOMY);
    assert!(collected.left_out[0].reason.contains("deeper than"));
    let work = handles::open_trusted(&world.work()).unwrap();
    handles::remove(&work, OsStr::new("artifacts")).unwrap();
    assert!(!world.work().join("artifacts").exists());
}

#[test]
fn a_repeated_collection_replaces_its_own_and_keeps_what_the_job_put_there() {
    let world = World::new();
    world.write("artifacts/model/a", "old");
    world.write("artifacts/model/gone", "old");
    world.collect(ROOMY);
    std::fs::write(world.result("by-hand"), "kept").unwrap();
    std::fs::remove_file(world.work().join("artifacts/model/gone")).unwrap();
    world.write("artifacts/model/a", "new");
    // What a server leaves that was killed in the middle.
    let aside = world.shared().join(FOLDER).join(".collecting-job-1");
    std::fs::create_dir_all(aside.join("half")).unwrap();
    std::fs::write(aside.join("half/file"), "torn").unwrap();
    assert_eq!(world.collect(ROOMY).files, 1);
    assert_eq!(world.read("model/a").unwrap(), "new");
    assert_eq!(world.read("by-hand").unwrap(), "kept");
    assert!(world.read("model/gone").is_none() && world.read("half/file").is_none());
    assert!(!aside.exists());
}

#[test]
fn links_in_the_shared_files_lead_nothing_out() {
    let world = World::new();
    world.write("artifacts/model", "weights");
    let outside = world.folder.path().join("outside");
    std::fs::create_dir(&outside).unwrap();
    symlink(&outside, world.shared().join(FOLDER)).unwrap();
    assert!(world.collect(ROOMY).problem.unwrap().contains("jobArtifacts"));
    std::fs::remove_file(world.shared().join(FOLDER)).unwrap();
    std::fs::create_dir(world.shared().join(FOLDER)).unwrap();
    symlink(&outside, world.shared().join(FOLDER).join("job-1")).unwrap();
    symlink(&outside, world.shared().join(FOLDER).join(".collecting-job-1")).unwrap();
    assert_eq!(world.collect(ROOMY).files, 1);
    assert!(std::fs::read_dir(&outside).unwrap().next().is_none());
    assert_eq!(world.read("model").unwrap(), "weights");
}

#[test]
fn only_artifacts_over_their_time_are_removed() {
    let world = World::new();
    world.write("artifacts/model", "weights");
    world.collect(ROOMY);
    assert_eq!(expiry::remove_expired_below(&world.shared(), 4).unwrap(), 0);
    assert!(world.read("model").is_some());
    assert_eq!(expiry::remove_expired_below(&world.shared(), 5).unwrap(), 1);
    assert!(!world.result("").exists());
}
