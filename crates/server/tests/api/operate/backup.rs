//! Backing a running server up, and getting it back elsewhere.

use std::path::{Path, PathBuf};

use primehub_server::config::Config;
use primehub_server::db::Db;
use primehub_server::error::Error;
use primehub_server::operate::{backup, lock, restore};
use serde_json::json;
use sqlx::AnyPool;

use crate::catalog::{create_secret, login};
use crate::harness::{Quotas, TestApp, own_database};

/// A folder and a database that nothing is in yet.
async fn fresh() -> (tempfile::TempDir, Config) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::assemble(None, std::iter::empty()).unwrap();
    config.data = folder.path().join("data");
    config.database.url = own_database().await;
    (folder, config)
}

async fn backed_up(t: &TestApp, folder: &Path) -> PathBuf {
    let file = folder.join("primehub.backup");
    backup::write(&t.app.config, &t.app.db, &t.clock, &file).await.unwrap();
    file
}

async fn open(config: &Config) -> Db {
    Db::connect(&config.database.url, &config.data, 2).await.unwrap()
}

async fn number(db: &AnyPool, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(db).await.unwrap()
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().message()
}

#[tokio::test]
async fn a_backup_brings_everything_back_into_a_fresh_folder() {
    let t = TestApp::new().await;
    let root = t.root().await;
    let ann = t.person("ann").await;
    let quotas = Quotas { user_cpu: Some(0.5), group_memory: Some(7.5), group_gpu: Some(0), ..Default::default() };
    let group = t.group("Forschung-日本", quotas, &[&ann]).await;
    create_secret(&t, &root, login("harbor")).await.data();
    let (folder, config) = fresh().await;
    let file = backed_up(&t, folder.path()).await;
    let restored = restore::read(&config, &file, false).await.unwrap();
    assert!(restored.rows > 5);
    let db = open(&config).await;
    type Stored = (String, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    let stored: Stored =
        sqlx::query_as("select name, quota_cpu, quota_memory, project_quota_memory, project_quota_gpu from groups where id = $1")
            .bind(&group)
            .fetch_one(db.read())
            .await
            .unwrap();
    assert_eq!(stored, ("Forschung-日本".into(), Some(500), None, Some(7680), Some(0)));
    for count in
        ["select count(*) from users", "select count(*) from memberships", "select count(*) from audit", "select count(*) from images"]
    {
        assert_eq!(number(db.read(), count).await, number(t.db(), count).await, "{count}");
    }
    for name in ["secret.key", "installation-id"] {
        let (before, after) = (std::fs::read_to_string(t.data.path().join(name)), std::fs::read_to_string(config.data.join(name)));
        assert_eq!(before.unwrap().trim(), after.unwrap().trim(), "{name}");
    }
}

#[tokio::test]
async fn a_restored_server_starts_and_knows_its_people_and_secrets() {
    let t = TestApp::new().await;
    let root = t.root().await;
    create_secret(&t, &root, login("harbor")).await.data();
    let (folder, config) = fresh().await;
    let file = backed_up(&t, folder.path()).await;
    restore::read(&config, &file, false).await.unwrap();
    let later = TestApp::on(config, folder).await;
    let answer = later.ask(&root, "{ me { username } secrets { id } images { id } }", json!({})).await;
    let expected = json!({ "me": { "username": "root" }, "secrets": [{ "id": "image-harbor" }], "images": [{ "id": "base-notebook" }] });
    assert_eq!(answer.data(), &expected);
    let sealed: String = sqlx::query_scalar("select sealed from secrets").fetch_one(later.db()).await.unwrap();
    assert_eq!(primehub_server::seal::open(&later.app.key, &sealed).unwrap(), "opensesame");
}

#[tokio::test]
async fn a_backup_is_of_one_moment_although_people_go_on_writing() {
    let t = TestApp::new().await;
    let (stop, mut stopped) = tokio::sync::watch::channel(false);
    let writer = {
        let db = t.app.db.clone();
        tokio::spawn(async move {
            let mut written = 0;
            while !*stopped.borrow_and_update() {
                // Both rows or none: a backup that holds one of them was not taken at one moment.
                let mut tx = db.begin().await.unwrap();
                for table in [
                    "insert into settings (key, value, updated_at) values ($1, 'x', 0)",
                    "insert into sign_in_failures (subject, failures, last_at, locked_until) values ($1, 0, 0, 0)",
                ] {
                    sqlx::query(table).bind(format!("pair-{written}")).execute(&mut *tx).await.unwrap();
                }
                tx.commit().await.unwrap();
                written += 1;
            }
            written
        })
    };
    let (folder, mut config) = fresh().await;
    for round in 0..5 {
        let file = backed_up(&t, folder.path()).await;
        config.data = folder.path().join(format!("data-{round}"));
        config.database.url = own_database().await;
        restore::read(&config, &file, false).await.unwrap();
        let db = open(&config).await;
        let settings = number(db.read(), "select count(*) from settings where key like 'pair-%'").await;
        assert_eq!(settings, number(db.read(), "select count(*) from sign_in_failures").await);
    }
    stop.send(true).unwrap();
    assert!(writer.await.unwrap() > 0, "nobody wrote meanwhile");
}

#[tokio::test]
async fn a_database_with_content_is_only_replaced_on_request() {
    let t = TestApp::new().await;
    let other = TestApp::new().await;
    other.person("eve").await;
    let folder = tempfile::tempdir().unwrap();
    let file = backed_up(&t, folder.path()).await;
    let count = "select count(*) from users where username = 'eve'";
    let refused = refusal(restore::read(&other.app.config, &file, false).await);
    assert!(refused.contains("another installation"), "{refused}");
    std::fs::copy(t.data.path().join("secret.key"), other.data.path().join("secret.key")).unwrap();
    std::fs::copy(t.data.path().join("installation-id"), other.data.path().join("installation-id")).unwrap();
    let refused = refusal(restore::read(&other.app.config, &file, false).await);
    assert!(refused.contains("not empty") && refused.contains("--replace"), "{refused}");
    assert_eq!(number(other.db(), count).await, 1);
    restore::read(&other.app.config, &file, true).await.unwrap();
    assert_eq!(number(other.db(), count).await, 0);
}

#[tokio::test]
async fn damaged_and_foreign_files_are_refused_and_touch_nothing() {
    let t = TestApp::new().await;
    let (folder, config) = fresh().await;
    let file = backed_up(&t, folder.path()).await;
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert!(refusal(restore::read(&config, &file, false).await).contains("not complete"));
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    std::fs::write(&file, &changed).unwrap();
    let message = refusal(restore::read(&config, &file, false).await);
    assert!(message.contains("damaged") || message.contains("not complete"), "{message}");
    std::fs::write(&file, "hello").unwrap();
    assert!(refusal(restore::read(&config, &file, false).await).contains("is not a backup of PrimeHub"));
    assert!(refusal(restore::read(&config, &folder.path().join("absent"), false).await).contains("cannot be read"));
    assert!(!config.data.exists(), "not even the folder was made");
}

#[tokio::test]
async fn nothing_is_restored_under_a_running_server() {
    let t = TestApp::new().await;
    let (folder, config) = fresh().await;
    let file = backed_up(&t, folder.path()).await;
    std::fs::create_dir_all(&config.data).unwrap();
    let _running = lock::shared(&config.data).unwrap();
    assert!(refusal(restore::read(&config, &file, false).await).contains("Stop it first"));
}

#[tokio::test]
async fn an_unfinished_backup_leaves_the_last_good_one_alone() {
    let t = TestApp::new().await;
    let (folder, config) = fresh().await;
    let file = backed_up(&t, folder.path()).await;
    let before = std::fs::read(&file).unwrap();
    std::fs::remove_file(t.data.path().join("secret.key")).unwrap();
    assert!(backup::write(&t.app.config, &t.app.db, &t.clock, &file).await.is_err());
    assert_eq!(std::fs::read(&file).unwrap(), before);
    restore::read(&config, &file, false).await.unwrap();
}

#[tokio::test]
async fn a_backup_of_sqlite_is_restored_into_postgresql_and_back() {
    let elsewhere = own_database().await;
    if !elsewhere.starts_with("postgres") {
        return;
    }
    let t = TestApp::with(|config| config.database.url = "sqlite".into()).await;
    t.person("ann").await;
    let folder = tempfile::tempdir().unwrap();
    let file = backed_up(&t, folder.path()).await;
    let (_one, mut config) = fresh().await;
    config.database.url = elsewhere;
    restore::read(&config, &file, false).await.unwrap();
    let db = open(&config).await;
    let again = folder.path().join("again.backup");
    backup::write(&config, &db, &t.clock, &again).await.unwrap();
    let (_two, mut back) = fresh().await;
    back.database.url = "sqlite".into();
    restore::read(&back, &again, false).await.unwrap();
    let users = "select count(*) from users where username in ('root', 'ann')";
    assert_eq!(number(open(&back).await.read(), users).await, 2);
}
