//! The command line, as the operator types it.

use std::path::Path;
use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::harness::{TestApp, own_database};

struct Ended {
    code: i32,
    out: String,
    err: String,
}

/// Runs the program with this data folder and an empty environment. The server of the test goes on meanwhile: were it stopped in the
/// middle of a write, the program would wait for the database in vain.
async fn run(data: &Path, database: &str, arguments: &[&str], input: &str) -> Ended {
    let mut child = Command::new(env!("CARGO_BIN_EXE_primehub-server"))
        .args(arguments)
        .env_clear()
        .env("PRIMEHUB_DATA", data)
        .env("PRIMEHUB_DATABASE__URL", database)
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes()).await;
    let output = child.wait_with_output().await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[tokio::test]
async fn a_wrong_configuration_ends_with_2_and_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("primehub.toml");
    std::fs::write(&file, "[server]\nlisten_on = 1\n").unwrap();
    let ended = run(folder.path(), "sqlite", &["config", "check", "--config", file.to_str().unwrap()], "").await;
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("server.listen_on") && ended.err.contains("did you mean \"server.listen\""), "{}", ended.err);
    assert_eq!(ended.err.trim().lines().count(), 1);
    assert_eq!(run(folder.path(), "sqlite", &["no-such-command"], "").await.code, 2);
    assert_eq!(run(folder.path(), "sqlite", &["config", "check"], "").await.code, 0);
}

#[tokio::test]
async fn config_print_shows_the_values_in_force_without_passwords() {
    let folder = tempfile::tempdir().unwrap();
    let ended = run(folder.path(), "postgres://ann:geheim@db/primehub", &["config", "print", "--data", "/srv/primehub"], "").await;
    assert_eq!(ended.code, 0);
    assert!(ended.out.contains("data = \"/srv/primehub\"") && ended.out.contains("postgres://ann:******@db/primehub"), "{}", ended.out);
    let defaults = run(folder.path(), "sqlite", &["config", "print", "--defaults"], "").await;
    assert!(defaults.out.contains("# Address of the portal"));
}

#[tokio::test]
async fn version_and_schema_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    let version = run(folder.path(), "sqlite", &["--version"], "").await;
    assert_eq!(version.out.trim(), format!("primehub-server {}", env!("CARGO_PKG_VERSION")));
    let schema = run(folder.path(), "sqlite", &["schema"], "").await;
    assert!(schema.out.contains("type SystemOverview {"));
}

#[tokio::test]
async fn a_backup_by_one_command_is_restored_by_another() {
    let t = TestApp::new().await;
    let file = t.data.path().join("b.primehub");
    let path = file.to_str().unwrap();
    let ended = run(t.data.path(), &t.app.config.database.url, &["backup", path], "").await;
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert!(ended.out.contains("files are not in it"), "{}", ended.out);
    let elsewhere = tempfile::tempdir().unwrap();
    let database = own_database().await;
    assert_eq!(run(elsewhere.path(), &database, &["restore", path], "").await.code, 0);
    let again = run(elsewhere.path(), &database, &["restore", path], "").await;
    assert_eq!(again.code, 1);
    assert!(again.err.contains("--replace"), "{}", again.err);
    assert_eq!(run(elsewhere.path(), &database, &["restore", path, "--replace"], "").await.code, 0);
    let nowhere = tempfile::tempdir().unwrap();
    let missing = run(nowhere.path(), "sqlite", &["backup", path], "").await;
    assert_eq!((missing.code, std::fs::read_dir(nowhere.path()).unwrap().count()), (1, 0), "{}", missing.err);
}

#[tokio::test]
async fn a_forgotten_password_is_reset_beside_the_running_server() {
    let t = TestApp::new().await;
    let url = &t.app.config.database.url;
    let ended = run(t.data.path(), url, &["admin", "reset-password", "root"], "").await;
    assert_eq!((ended.code, ended.err.as_str()), (0, ""));
    assert!(ended.out.contains("The new password is: "), "{}", ended.out);
    let given = run(t.data.path(), url, &["admin", "reset-password", "root", "--stdin"], "correct horse battery\n").await;
    assert_eq!((given.code, given.out.contains("horse")), (0, false), "{}", given.err);
    let flags: (i64, i64) =
        sqlx::query_as("select must_change_password, case when password_hash is null then 0 else 1 end from users where username = 'root'")
            .fetch_one(t.db())
            .await
            .unwrap();
    assert_eq!(flags, (1, 1));
    let nobody = run(t.data.path(), url, &["admin", "reset-password", "nobody"], "").await;
    assert_eq!((nobody.code, nobody.err.contains("no user")), (1, true), "{}", nobody.err);
}

#[tokio::test]
async fn the_doctor_ends_with_1_when_something_is_bad() {
    let t = TestApp::new().await;
    let url = &t.app.config.database.url;
    // A port of our own, so that nothing else is on it.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let config = t.data.path().join("doctor.toml");
    std::fs::write(&config, format!("[server]\nlisten = \"{free}\"\n")).unwrap();
    let arguments = ["doctor", "--engine", "fake", "--config", config.to_str().unwrap()];
    let well = run(t.data.path(), url, &arguments, "").await;
    assert_eq!(well.code, 0, "{}", well.out);
    assert!(well.out.contains("data folder") && well.out.contains("is readable by its owner only"), "{}", well.out);
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(t.data.path().join("secret.key"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let ill = run(t.data.path(), url, &arguments, "").await;
    assert_eq!(ill.code, 1);
    assert!(ill.out.contains("-> Run: chmod 600"), "{}", ill.out);
}

#[tokio::test]
async fn tables_are_brought_up_to_date_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let database = own_database().await;
    let data = folder.path().join("data");
    assert_eq!(run(&data, &database, &["migrate"], "").await.code, 0);
    let db = primehub_server::db::Db::connect(&database, &data, 1).await.unwrap();
    let users: i64 = sqlx::query_scalar("select count(*) from users").fetch_one(db.read()).await.unwrap();
    assert_eq!(users, 0);
}
