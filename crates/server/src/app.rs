//! What does the running server consist of? Built once at the start, from top to bottom, and shared by everything.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use primehub_engine::Engine;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, Kind};
use crate::error::{Error, Result};
use crate::events::Events;
use crate::features::files::Files;
use crate::features::workload::Workloads;
use crate::features::workload::door::Door;
use crate::ids;
use crate::operate::Operations;

pub type SharedApp = Arc<App>;

pub struct App {
    pub config: Config,
    pub clock: Clock,
    pub db: Db,
    /// Tells pages which object changed.
    pub events: Events,
    /// The spine of everything that runs; the only part that talks to the engine.
    pub workloads: Workloads,
    /// Who may enter what runs; the gateway asks it.
    pub door: Door,
    /// Uploads and zips that go on.
    pub files: Files,
    /// Metrics and what else tells how the server does.
    pub operations: Operations,
    /// Names this installation in the engine's labels.
    pub installation: String,
    /// Key of this installation, kept outside the database.
    pub key: [u8; 32],
    /// Tells server processes that share a database apart.
    pub replica: String,
    pub started_at: i64,
    /// Remembers that an administrator exists, which never becomes untrue again.
    pub set_up: AtomicBool,
}

impl App {
    /// Opens the data folder and the database and brings the tables up to date. Nothing runs yet.
    pub async fn build(mut config: Config, clock: Clock, engine: Arc<dyn Engine>) -> Result<SharedApp> {
        // The engine takes only whole paths, and people write short ones.
        config.data = prepare_data_folder(&config)?;
        let installation = installation(&config)?;
        let key = read_or_make_key(&config.data)?;
        let db = Db::connect(&config.database.url, &config.data, config.database.connections).await?;
        db.migrate().await?;
        let app = Arc::new(Self {
            workloads: Workloads::new(engine),
            door: Door::default(),
            events: Events::new(db.kind == Kind::Postgres),
            files: Files::new(config.files.zip_streams),
            operations: Operations::default(),
            started_at: clock.micros(),
            replica: ids::short("replica"),
            set_up: AtomicBool::new(false),
            config,
            clock,
            db,
            installation,
            key,
        });
        crate::features::settings::seed(&app).await?;
        crate::features::identity::seed(&app).await?;
        crate::features::catalog::seed(&app).await?;
        Ok(app)
    }

    pub fn data(&self, below: &str) -> PathBuf {
        self.config.data.join(below)
    }

    /// A secret that needs no storing: the same for the same words, unguessable without the key of the installation.
    pub fn derived_secret(&self, words: &str) -> String {
        ids::fingerprint(&format!("{}:{words}", hex::encode(self.key)))
    }
}

fn prepare_data_folder(config: &Config) -> Result<PathBuf> {
    std::fs::create_dir_all(&config.data)
        .map_err(|error| Error::internal(format!("the data folder {} cannot be made: {error}", config.data.display())))?;
    Ok(config.data.canonicalize()?)
}

/// The id of the installation is in the data folder, so that a second one on the same machine never touches our containers.
pub fn installation(config: &Config) -> Result<String> {
    let data = prepare_data_folder(config)?;
    let file = data.join("installation-id");
    if let Ok(id) = std::fs::read_to_string(&file) {
        return Ok(id.trim().to_owned());
    }
    let id = ids::short("ph");
    std::fs::write(&file, &id)?;
    Ok(id)
}

fn read_or_make_key(data: &std::path::Path) -> Result<[u8; 32]> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let file = data.join("secret.key");
    if !file.exists() {
        let mut made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file)?;
        made.write_all(ids::fingerprint(&ids::secret("")).as_bytes())?;
        made.sync_all()?;
    }
    let text = std::fs::read_to_string(&file)?;
    let bytes = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or_else(|| Error::internal(format!("{} does not hold a key of 64 hexadecimal digits", file.display())))
}
