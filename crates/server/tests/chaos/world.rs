//! Notebooks on a server that is killed while they start, stop and restart, and what has to be true after each kill.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::containers::{self, Container, Host};
use crate::server::{Row, Site};

pub const START: &str = "mutation($data: NotebookStartInput!) { startNotebook(data: $data) { id } }";
pub const NOTEBOOKS: usize = 3;

#[derive(Clone, PartialEq)]
pub enum Engine {
    Fake,
    /// The machine's own.
    Docker,
    /// Another one, by its address.
    DockerAt(String),
}

impl Engine {
    pub fn host(&self) -> &Host {
        if let Self::DockerAt(host) = self { host } else { "" }
    }
}

/// Numbers that are the same in every run, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

pub struct Chaos {
    pub site: Site,
    engine: Engine,
    dice: Dice,
    notebooks: Vec<String>,
    /// Actions that the server confirmed before it was killed.
    pub promises: u64,
}

impl Chaos {
    pub async fn new(engine: Engine, seed: u64) -> Self {
        let kind = ("PRIMEHUB_ENGINE__KIND", if engine == Engine::Fake { "fake" } else { "docker" }.to_owned());
        let mut settings = vec![kind];
        if let Engine::DockerAt(host) = &engine {
            settings.push(("PRIMEHUB_ENGINE__SOCKET", host.trim_start_matches("unix://").to_owned()));
            settings.push(("PRIMEHUB_ENGINE__NETWORKS", "10.214.0.0/16".to_owned()));
        }
        let (site, group) = Site::new(settings).await;
        let image = json!({ "name": "answers", "url": containers::IMAGE, "type": "both", "global": true });
        site.ask("mutation($data: ImageCreateInput!) { createImage(data: $data) { id } }", json!({ "data": image })).await.unwrap();
        let size = json!({ "name": "tiny", "cpuLimit": 0.1, "memoryLimit": 0.1, "gpuLimit": 0, "global": true });
        site.ask("mutation($data: InstanceTypeCreateInput!) { createInstanceType(data: $data) { id } }", json!({ "data": size }))
            .await
            .unwrap();
        let mut notebooks = Vec::new();
        for number in 0..NOTEBOOKS {
            // The creation and the first answer of a fake container take a while, so that kills fall between them.
            let env = json!([{ "name": "PRIMEHUB_FAKE", "value": "create:0.15,ready:0.15,tick:0.05" }]);
            let data = json!({ "groupId": group, "name": format!("nb-{number}"), "instanceType": "tiny", "image": "answers", "env": env });
            let answer = site.ask(START, json!({ "data": data })).await.unwrap();
            notebooks.push(answer["startNotebook"]["id"].as_str().unwrap().to_owned());
        }
        Self { site, engine, dice: Dice(seed), notebooks, promises: 0 }
    }

    pub fn containers(&self) -> Vec<Container> {
        match self.engine {
            Engine::Fake => containers::of_fake(&self.site.data()),
            _ => containers::of_docker(self.engine.host(), &self.site.installation()),
        }
    }

    /// Does something to a notebook; true when the server said that it is done.
    async fn act(&self, id: &str, row: &Row, choice: u64) -> Option<&'static str> {
        let (query, variables, wish): (&str, Value, &str) = match (row.desired.as_str(), choice) {
            (_, 0) => return None,
            ("run", 1 | 2) => ("mutation($id: ID!) { stopNotebook(id: $id) { id } }", json!({ "id": id }), "stop"),
            ("run", _) => ("mutation($id: ID!) { restartNotebook(id: $id) { id } }", json!({ "id": id }), "run"),
            _ => (START, json!({ "data": { "id": id } }), "run"),
        };
        self.site.ask(query, variables).await.ok().map(|_| wish)
    }

    /// Nothing is on its way any more, and the engine has exactly what the rows say.
    pub async fn settled(&self) -> Vec<Row> {
        let began = Instant::now();
        loop {
            let (rows, seen) = (self.site.rows().await, self.containers());
            let at_rest =
                rows.iter().all(|row| (row.state == "running" && row.desired == "run") || (row.state == "gone" && row.holds == 0));
            let mut wanted: Vec<(&str, i64)> =
                rows.iter().filter(|row| row.state == "running").map(|row| (row.id.as_str(), row.generation)).collect();
            wanted.sort();
            let there: Vec<(&str, i64)> = seen.iter().map(|container| (container.unit.as_str(), container.generation)).collect();
            if at_rest && wanted == there {
                return rows;
            }
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "not settled: rows {rows:#?}\ncontainers {seen:#?}\nin {}:\n{}",
                self.site.folder().display(),
                self.site.last_errors()
            );
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Acts on the notebooks, kills the server at a random moment of that, starts the next one, and checks what it makes of it.
    pub async fn round(&mut self, number: u64) {
        let before = self.settled().await;
        let ran: HashMap<String, Container> = self.containers().into_iter().map(|container| (container.unit.clone(), container)).collect();
        let choices: Vec<u64> = self.notebooks.iter().map(|_| self.dice.roll(4)).collect();
        let moment = Duration::from_millis(self.dice.roll(if self.engine == Engine::Fake { 600 } else { 2500 }));
        let actions = self.notebooks.iter().zip(&choices).map(async |(id, choice)| {
            let row = before.iter().find(|row| row.id == *id).unwrap();
            self.act(id, row, *choice).await
        });
        let acting = futures_util::future::join_all(actions);
        let acted = tokio::join!(acting, tokio::time::sleep(moment)).0;
        self.site.kill();
        self.site.start().await;
        let after = self.settled().await;
        let there = self.containers();
        for ((id, choice), acted) in self.notebooks.iter().zip(&choices).zip(acted) {
            let row = after.iter().find(|row| row.id == *id).unwrap();
            if let Some(wish) = acted {
                self.promises += 1;
                assert_eq!(row.desired, wish, "round {number}: {id} was promised to {wish}");
            }
            if *choice == 0 {
                let now = there.iter().find(|container| container.unit == *id);
                assert_eq!(now, ran.get(id), "round {number}: nobody touched {id}");
            }
            if self.engine == Engine::Fake {
                let creates = containers::creates(&self.site.data(), id);
                assert!(creates <= row.generation, "round {number}: {id} was created {creates} times in {} starts", row.generation);
            }
        }
    }
}

/// Clears away after a test, however it ended. The server goes first, or it would start again what disappears.
impl Drop for Chaos {
    fn drop(&mut self) {
        self.site.kill();
        if self.engine != Engine::Fake {
            containers::purge(self.engine.host(), &self.site.installation());
        }
    }
}
