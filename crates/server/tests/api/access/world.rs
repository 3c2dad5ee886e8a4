//! What the rows of the tables act upon: two groups, a notebook, a job, a recurring job, files, an image, a secret, and one person of
//! each kind with a browser.

use serde_json::json;

use crate::harness::{Person, Quotas, TestApp};
use crate::identity::{Browser, PASSWORD, browser_of, set_password};

/// The order of the letters of an outcome.
pub const ROLES: [&str; 5] = ["nobody", "stranger", "member", "chief", "root"];

pub struct World {
    pub t: TestApp,
    people: Vec<Option<Person>>,
    ids: Vec<(&'static str, String)>,
}

impl World {
    pub async fn new() -> Self {
        let t = TestApp::with(|config| config.server.metrics_token = "of Prometheus".into()).await;
        let (root, stranger, member, chief) =
            (t.root().await, t.person("stranger").await, t.person("member").await, t.person("chief").await);
        let lab = t.group("lab", Quotas::default(), &[&member, &chief]).await;
        let ops = t.group("ops", Quotas::default(), &[&stranger]).await;
        t.make_group_admin(&lab, &chief).await;
        for id in [&root.id, &stranger.id, &member.id, &chief.id] {
            set_password(&t, id).await;
        }
        let settings = json!({ "instanceType": "cpu-1", "image": "base-notebook" }).to_string();
        let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
        sqlx::query(
            "insert into notebooks (id, name, name_key, group_id, user_id, settings, created_at, started_at) values ('nb-1', 'mine', 'mine', $1, $2, $3, 0, 1)",
        )
        .bind(&lab)
        .bind(&member.id)
        .bind(settings)
        .execute(&mut *tx)
        .await
        .unwrap();
        sqlx::query("insert into share_links (hash, group_id, path, created_by, user_id, created_at) values ('public', $1, '/n.ipynb', 'member', $2, 0)")
            .bind(&lab)
            .bind(&member.id)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        for (path, content) in [("x.txt", "x"), ("n.ipynb", "{}"), ("datasets/set/.dataset", "{}")] {
            let path = t.app.data("files/groups/lab").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        add_jobs(&t, &member, &lab).await;
        for mutation in [
            "createImage(data: {name: \"lab-image\", url: \"registry.example/lab\", groupName: \"lab\"}) { id }",
            "createSecret(data: {name: \"key\", type: opaque, secret: \"hidden\"}) { id }",
        ] {
            t.ask(&root, &format!("mutation {{ {mutation} }}"), json!({})).await.data();
        }
        let ids = vec![
            ("{lab}", lab),
            ("{ops}", ops),
            ("{stranger}", stranger.id.clone()),
            ("{member}", member.id.clone()),
            ("{root}", root.id.clone()),
        ];
        Self { t, people: vec![None, Some(stranger), Some(member), Some(chief), Some(root)], ids }
    }

    pub async fn browser(&self, role: usize) -> Browser {
        match &self.people[role] {
            Some(person) => browser_of(&self.t, person).await,
            None => Browser::new(),
        }
    }

    /// The document with ids in place of words in braces. `{me}`, `{token}` and `{session}` are the caller's own.
    pub async fn filled(&self, text: &str, role: usize) -> String {
        let job = "displayName: \"new\", instanceType: \"cpu-1\", image: \"base-notebook\", command: \"true\"";
        let mut text = text.replace("{PASSWORD}", PASSWORD).replace("{job}", job);
        for (word, id) in &self.ids {
            text = text.replace(word, id);
        }
        let Some(person) = &self.people[role] else { return text };
        if text.contains("{session}") {
            // Another session of the caller, to be ended by this one.
            let other = self.browser(role).await;
            drop(other);
            let id: String = sqlx::query_scalar("select id from sessions where user_id = $1 limit 1")
                .bind(&person.id)
                .fetch_one(self.t.db())
                .await
                .unwrap();
            text = text.replace("{session}", &id);
        }
        let token: String =
            sqlx::query_scalar("select id from api_tokens where user_id = $1").bind(&person.id).fetch_one(self.t.db()).await.unwrap();
        text.replace("{token}", &token).replace("{me}", &person.id)
    }

    pub async fn audit_rows(&self) -> i64 {
        crate::identity::count(&self.t, "select count(*) from audit").await
    }
}

/// A job that waits, a recurring one, and a message, all of this person.
async fn add_jobs(t: &TestApp, person: &Person, group: &str) {
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    let inserts = [
        "insert into jobs (id, name, name_key, group_id, user_id, user_name, command, image, instance_type, instance_label, cpu, memory, gpu, \
         deadline_seconds, priority, schedule_id, schedule_name, created_at, phase, reason, message) values ('job-1', 'mine', 'mine', $1, $2, \
         'member', 'true', 'base-notebook', 'cpu-1', 'cpu-1', 1000, 1024, 0, 0, 0, '', '', 1, 'Pending', 'OverQuota', '')",
        "insert into units (id, kind, name, group_id, user_id, instance_type, generation, desired, state, holds, cpu, memory, gpu, request_cpu, \
         request_memory, priority, spec, queued_at, state_since) values ('job-1', 'job', 'mine', $1, $2, 'cpu-1', 1, 'run', 'queued', 0, \
         99000000, 1024, 0, 99000000, 1024, 0, '{}', 1, 1)",
        "insert into schedules (id, name, name_key, group_id, user_id, user_name, command, image, instance_type, priority, recurrence, cron, \
         timezone, paused, created_at, updated_at) values ('recurrence-1', 'mine', 'mine', $1, $2, 'member', 'true', 'base-notebook', 'cpu-1', \
         0, 'inactive', '', '', 0, 1, 1)",
        "insert into notifications (id, group_id, user_id, source, at, level, title) values ('n-1', $1, $2, 'test', 1, 'info', 'hello')",
    ];
    for sql in inserts {
        sqlx::query(sql).bind(group).bind(&person.id).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}
