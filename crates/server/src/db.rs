//! Where are rows kept? One SQL text for SQLite and PostgreSQL through sqlx's `Any` driver:
//! a single writer with `BEGIN IMMEDIATE` and separate readers on SQLite, one pool on PostgreSQL.

use std::path::Path;
use std::str::FromStr;
use std::sync::Once;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::{Any, AnyPool, Executor, Transaction};

use crate::error::Result;

pub type Tx = Transaction<'static, Any>;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");
static DRIVERS: Once = Once::new();

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

#[derive(Clone)]
pub struct Db {
    pub kind: Kind,
    write: AnyPool,
    read: AnyPool,
}

impl Db {
    /// `url` is `sqlite` (a file in the data folder), `sqlite:<path>` or `postgres://...`.
    pub async fn connect(url: &str, data: &Path, connections: u32) -> Result<Self> {
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        if url.starts_with("postgres") {
            let pool = pool(connections).connect_with(AnyConnectOptions::from_str(url)?).await?;
            return Ok(Self { kind: Kind::Postgres, write: pool.clone(), read: pool });
        }
        let file = match url.strip_prefix("sqlite:") {
            Some(path) => path.to_owned(),
            None => data.join("primehub.db").display().to_string(),
        };
        let options = AnyConnectOptions::from_str(&format!("sqlite://{file}?mode=rwc"))?;
        let write = pool(1).after_connect(|c, _| Box::pin(async move { prepare(c).await })).connect_with(options.clone()).await?;
        let read = pool(connections).after_connect(|c, _| Box::pin(async move { prepare(c).await })).connect_with(options).await?;
        Ok(Self { kind: Kind::Sqlite, write, read })
    }

    /// Brings the tables to this version. Safe to run from several servers at once.
    pub async fn migrate(&self) -> Result<()> {
        MIGRATIONS.run(&self.write).await.map_err(|error| crate::error::Error::internal(format!("migration: {error}")))
    }

    /// Brings the tables to an older version than this one, into which a backup is read.
    pub async fn migrate_to(&self, version: i64) -> Result<()> {
        MIGRATIONS.run_to(version, &self.write).await.map_err(|error| crate::error::Error::internal(format!("migration: {error}")))
    }

    /// For reading. Sees what was committed.
    pub fn read(&self) -> &AnyPool {
        &self.read
    }

    /// Starts a transaction that may write. Keep it short and never wait for anything but the database inside.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self.kind {
            Kind::Sqlite => self.write.begin_with("BEGIN IMMEDIATE").await?,
            Kind::Postgres => self.write.begin().await?,
        })
    }

    /// Makes transactions that name the same thing wait for each other. SQLite has one writer anyway.
    pub async fn lock(&self, tx: &mut Tx, name: &str) -> Result<()> {
        if self.kind == Kind::Postgres {
            sqlx::query("select pg_advisory_xact_lock(hashtext($1)::bigint)::text").bind(name).execute(&mut **tx).await?;
        }
        Ok(())
    }

    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

/// The version of the tables that this program works with.
pub fn newest_schema() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}

fn pool(connections: u32) -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(connections).acquire_timeout(Duration::from_secs(10))
}

async fn prepare(connection: &mut sqlx::AnyConnection) -> sqlx::Result<()> {
    for pragma in [
        "pragma journal_mode = wal",
        "pragma synchronous = full",
        "pragma foreign_keys = on",
        "pragma busy_timeout = 10000",
        "pragma temp_store = memory",
        "pragma cache_size = -8000",
    ] {
        connection.execute(pragma).await?;
    }
    Ok(())
}

/// A substring pattern for `like ... escape '\'`, with the reader's own wildcards taken literally.
pub fn contains(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}
