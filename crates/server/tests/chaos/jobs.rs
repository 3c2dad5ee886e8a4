//! Jobs on a server that is killed again and again: each that was promised runs exactly once, counted by what it leaves itself.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::AnyPool;

use crate::containers;
use crate::kills::has_docker;
use crate::server::Site;
use crate::world::Engine;

const SUBMIT: &str = "mutation($data: PhJobCreateInput!) { createPhJob(data: $data) { id } }";
const REPEAT: &str = "mutation($data: PhScheduleCreateInput!) { createPhSchedule(data: $data) { id } }";

/// A job as its row has it when no server runs.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Row {
    id: String,
    phase: String,
    settled: i64,
    mailed: i64,
    schedule_id: String,
    told: i64,
}

struct Jobs {
    site: Site,
    engine: Engine,
    group: String,
    promised: Vec<String>,
}

impl Jobs {
    async fn new(engine: Engine) -> Self {
        sqlx::any::install_default_drivers();
        let kind = if engine == Engine::Fake { "fake" } else { "docker" };
        let (site, group) = Site::new(vec![("PRIMEHUB_ENGINE__KIND", kind.to_owned())]).await;
        let image = json!({ "name": "shell", "url": containers::IMAGE, "type": "both", "global": true });
        site.ask("mutation($data: ImageCreateInput!) { createImage(data: $data) { id } }", json!({ "data": image })).await.unwrap();
        let size = json!({ "name": "tiny", "cpuLimit": 0.1, "memoryLimit": 0.1, "gpuLimit": 0, "global": true });
        let query = "mutation($data: InstanceTypeCreateInput!) { createInstanceType(data: $data) { id } }";
        site.ask(query, json!({ "data": size })).await.unwrap();
        Self { site, engine, group, promised: Vec::new() }
    }

    /// What every job does: it appends its name to a file that all share, works a little, and leaves an artifact.
    fn wish(&self) -> Value {
        let command =
            "echo $PHJOB_NAME >> /phfs/lines\nsleep 0.4\nmkdir -p artifacts\necho $PHJOB_NAME > artifacts/name\n# fake:exit:0:0.4";
        json!({ "displayName": "line", "groupId": self.group, "instanceType": "tiny", "image": "shell", "command": command })
    }

    async fn submit(&mut self, count: usize) {
        for _ in 0..count {
            if let Ok(answer) = self.site.ask(SUBMIT, json!({ "data": self.wish() })).await {
                self.promised.push(answer["createPhJob"]["id"].as_str().unwrap().to_owned());
            }
        }
    }

    /// Straight from the file.
    async fn rows(&self) -> Vec<Row> {
        let pool = AnyPool::connect(&format!("sqlite://{}?mode=rw", self.site.data().join("primehub.db").display())).await.unwrap();
        let sql = "select j.id, j.phase, j.settled, j.mailed, j.schedule_id, \
                   (select count(*) from notifications n where n.source = 'job:' || j.id) as told from jobs j order by j.id";
        let rows = sqlx::query_as(sql).fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let pool = AnyPool::connect(&format!("sqlite://{}?mode=rw", self.site.data().join("primehub.db").display())).await.unwrap();
        let count = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
        pool.close().await;
        count
    }

    async fn all_closed(&self) -> Vec<Row> {
        let began = Instant::now();
        loop {
            let rows = self.rows().await;
            if rows.iter().all(|row| row.settled == 1 && row.mailed == 1) {
                return rows;
            }
            assert!(began.elapsed() < Duration::from_secs(120), "not closed: {rows:#?}\n{}", self.site.last_errors());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn shared(&self) -> std::path::PathBuf {
        self.site.data().join("files/groups/research")
    }

    /// Every promised job is there, each job ran once, was told once, and left its artifact.
    async fn check(&self) {
        let rows = self.all_closed().await;
        let ran = self.runs(&rows);
        for id in &self.promised {
            assert!(rows.iter().any(|row| row.id == *id), "{id} was promised");
        }
        for row in &rows {
            assert_eq!((row.phase.as_str(), row.told), ("Succeeded", 1), "{row:?}\n{}", self.site.last_errors());
            assert_eq!(ran.get(&row.id), Some(&1), "{} ran once: {ran:#?}", row.id);
            if self.engine != Engine::Fake {
                let artifact = self.shared().join("jobArtifacts").join(&row.id).join("name");
                assert_eq!(std::fs::read_to_string(artifact).unwrap().trim(), row.id);
            }
        }
        assert_eq!(left_behind(&self.site.data()), Vec::<String>::new());
    }

    fn runs(&self, rows: &[Row]) -> HashMap<String, i64> {
        if self.engine == Engine::Fake {
            return rows.iter().map(|row| (row.id.clone(), containers::creates(&self.site.data(), &row.id))).collect();
        }
        let mut counted = HashMap::new();
        for line in std::fs::read_to_string(self.shared().join("lines")).unwrap_or_default().lines() {
            *counted.entry(line.to_owned()).or_default() += 1;
        }
        counted
    }

    async fn kill_and_start(&mut self) {
        self.site.kill();
        self.site.start().await;
    }
}

/// Work folders of jobs that are over, as far as the server that just started has not swept them yet.
fn left_behind(data: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(data.join("jobs")) else { return Vec::new() };
    entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.site.kill();
        if self.engine != Engine::Fake {
            containers::purge(self.engine.host(), &self.site.installation());
        }
    }
}

/// Kills at moments that are spread over queue, start, run, collection and closing of a handful of jobs.
async fn each_job_runs_once(engine: Engine, step: u64) {
    let mut jobs = Jobs::new(engine).await;
    for round in 0..6 {
        jobs.submit(4).await;
        tokio::time::sleep(Duration::from_millis(round * step)).await;
        jobs.kill_and_start().await;
    }
    jobs.all_closed().await;
    // The last sweep of work folders is that of a start.
    jobs.kill_and_start().await;
    let began = Instant::now();
    while !left_behind(&jobs.site.data()).is_empty() && began.elapsed() < Duration::from_secs(20) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(jobs.promised.len() >= 20, "only {} jobs were promised", jobs.promised.len());
    jobs.check().await;
}

#[tokio::test]
async fn each_job_runs_once_whenever_the_server_is_killed_with_the_fake_engine() {
    each_job_runs_once(Engine::Fake, 130).await;
}

#[tokio::test]
async fn each_job_runs_once_whenever_the_server_is_killed_with_docker() {
    if !has_docker() {
        return;
    }
    containers::ensure_image("");
    each_job_runs_once(Engine::Docker, 450).await;
}

/// The server dies again and again around the full minute at which recurring jobs are due.
#[tokio::test]
async fn each_run_of_a_recurring_job_starts_once_whenever_the_server_is_killed() {
    let mut jobs = Jobs::new(Engine::Fake).await;
    for _ in 0..5 {
        let mut data = jobs.wish();
        data["recurrence"] = json!({ "type": "custom", "cron": "* * * * *" });
        jobs.site.ask(REPEAT, json!({ "data": data })).await.unwrap();
    }
    let second = chrono::Utc::now().timestamp().rem_euclid(60) as u64;
    tokio::time::sleep(Duration::from_secs(59 - second.min(59))).await;
    let began = Instant::now();
    for pause in (0..).map(|round| 150 + 130 * (round % 7)) {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        jobs.kill_and_start().await;
        let started = jobs.count("select count(*) from schedule_runs").await;
        if started >= 5 && began.elapsed() > Duration::from_secs(5) {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "only {started} runs: {}", jobs.site.last_errors());
    }
    let rows = jobs.all_closed().await;
    let runs = jobs.count("select count(*) from schedule_runs where outcome = 'started'").await;
    assert_eq!(rows.iter().filter(|row| !row.schedule_id.is_empty()).count() as i64, runs);
    let doubled = "select count(*) from (select schedule_id, planned_at from schedule_runs group by schedule_id, planned_at having count(*) > 1) as d";
    assert_eq!(jobs.count(doubled).await, 0);
    for row in &rows {
        assert_eq!(containers::creates(&jobs.site.data(), &row.id), 1, "{row:?}");
    }
}
