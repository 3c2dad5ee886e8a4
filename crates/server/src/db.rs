//! Where are rows kept? One SQL text for SQLite and PostgreSQL through sqlx's `Any` driver:
//! a single writer with `BEGIN IMMEDIATE` and separate readers on SQLite, one pool on PostgreSQL.

use std::path::Path;
use std::str::FromStr;
use std::sync::Once;
use std::time::Duration;

use sqlx::any::{AnyArguments, AnyConnectOptions, AnyPoolOptions, AnyRow};
use sqlx::migrate::Migrator;
use sqlx::postgres::PgListener;
use sqlx::query::{QueryAs, QueryScalar};
use sqlx::{Any, AnyPool, Arguments, AssertSqlSafe, Executor, FromRow, Transaction};

use crate::error::Result;

pub type Tx = Transaction<'static, Any>;

const LONGEST_SEARCH: usize = 5_000;
const READERS_WAIT: Duration = Duration::from_secs(30);
/// With SQLite all writers stand in one line, which is long when many start at once on a slow disk; it always moves.
const WRITERS_WAIT: Duration = Duration::from_secs(60);

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
    /// Where messages of other server processes are listened for; empty with SQLite.
    url: String,
}

impl Db {
    /// `url` is `sqlite` (a file in the data folder), `sqlite:<path>` or `postgres://...`.
    pub async fn connect(url: &str, data: &Path, connections: u32) -> Result<Self> {
        DRIVERS.call_once(sqlx::any::install_default_drivers);
        if url.starts_with("postgres") {
            let pool = pool(connections, READERS_WAIT).connect_with(AnyConnectOptions::from_str(url)?).await?;
            return Ok(Self { kind: Kind::Postgres, write: pool.clone(), read: pool, url: url.to_owned() });
        }
        let file = match url.strip_prefix("sqlite:") {
            Some(path) => path.to_owned(),
            None => data.join("primehub.db").display().to_string(),
        };
        let options = AnyConnectOptions::from_str(&format!("sqlite://{file}?mode=rwc"))?;
        // One connection is a fair queue: whoever asks first writes first.
        let write =
            pool(1, WRITERS_WAIT).after_connect(|c, _| Box::pin(async move { prepare(c).await })).connect_with(options.clone()).await?;
        let read =
            pool(connections, READERS_WAIT).after_connect(|c, _| Box::pin(async move { prepare(c).await })).connect_with(options).await?;
        Ok(Self { kind: Kind::Sqlite, write, read, url: String::new() })
    }

    /// Brings the tables to this version. Safe to run from several servers at once.
    pub async fn migrate(&self) -> Result<()> {
        MIGRATIONS.run(&self.write).await.map_err(|error| crate::error::Error::internal(format!("migration: {error}")))?;
        if self.kind == Kind::Postgres
            && let Err(error) = self.index_pieces_of_text().await
        {
            tracing::info!("searching in long lists is slower without PostgreSQL's extension pg_trgm: {}", error.sentence());
        }
        Ok(())
    }

    /// With its extension for it PostgreSQL finds a piece of text anywhere in a column without reading all rows. Not every server has
    /// the extension, and everything works without it, which is why this is no migration.
    async fn index_pieces_of_text(&self) -> Result<()> {
        let mut tx = self.begin().await?;
        self.lock(&mut tx, "index_pieces_of_text").await?;
        for command in [
            "create extension if not exists pg_trgm",
            "create index if not exists users_by_pieces on users using gin (search_key gin_trgm_ops)",
            "create index if not exists jobs_by_pieces on jobs using gin (search_key gin_trgm_ops)",
        ] {
            tx.execute(command).await?;
        }
        Ok(tx.commit().await?)
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

    /// Tells the other server processes on this database something short.
    pub async fn tell(&self, channel: &str, message: &str) -> Result<()> {
        sqlx::query("select pg_notify($1, $2)::text").bind(channel).bind(message).execute(&self.write).await?;
        Ok(())
    }

    /// What they tell. The connection is one of its own.
    pub async fn listen(&self, channel: &str) -> Result<PgListener> {
        let mut listener = PgListener::connect(&self.url).await?;
        listener.listen(channel).await?;
        Ok(listener)
    }

    /// What PostgreSQL does by itself a minute after many rows have come, and SQLite only when asked: without it the database does not
    /// know how many rows it has, and chooses slow ways to them.
    pub async fn tidy(&self) -> Result<()> {
        let command = if self.kind == Kind::Postgres { "vacuum analyze" } else { "pragma optimize = 0x10002" };
        self.write.execute(command).await?;
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

fn pool(connections: u32, patience: Duration) -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(connections).acquire_timeout(patience)
}

async fn prepare(connection: &mut sqlx::AnyConnection) -> sqlx::Result<()> {
    for pragma in [
        // First, since switching the journal already has to wait for another process that writes.
        "pragma busy_timeout = 30000",
        "pragma journal_mode = wal",
        "pragma synchronous = full",
        "pragma foreign_keys = on",
        "pragma temp_store = memory",
        "pragma cache_size = -8000",
    ] {
        connection.execute(pragma).await?;
    }
    Ok(())
}

/// A substring pattern for `like ... escape '\'`, with the reader's own wildcards taken literally. SQLite refuses patterns of more than
/// 50,000 bytes, and nothing that is searched is nearly as long, so the end of an endless text is left off.
pub fn contains(text: &str) -> String {
    let start: String = text.chars().take(LONGEST_SEARCH).collect();
    format!("%{}%", start.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// The conditions of a list when they vary: pieces of fixed text with numbered placeholders; values are always bound.
#[derive(Clone, Default)]
pub struct Filter {
    conditions: Vec<String>,
    values: Vec<Bound>,
}

#[derive(Clone)]
enum Bound {
    Text(String),
    Number(i64),
}

impl Filter {
    /// Each `?` of the condition is replaced by a placeholder of this value.
    pub fn text(&mut self, condition: &'static str, value: impl Into<String>) -> &mut Self {
        self.push(condition, Bound::Text(value.into()))
    }

    pub fn number(&mut self, condition: &'static str, value: i64) -> &mut Self {
        self.push(condition, Bound::Number(value))
    }

    pub fn fixed(&mut self, condition: &'static str) -> &mut Self {
        self.conditions.push(condition.to_owned());
        self
    }

    /// Any of the columns holds the text, in capitals or not. Both sides are lowered by the database, which knows its own alphabet.
    pub fn search(&mut self, columns: &[&'static str], text: Option<&str>) -> &mut Self {
        let Some(text) = text else { return self };
        let place = self.place(Bound::Text(contains(text)));
        let tests: Vec<String> = columns.iter().map(|column| format!("lower({column}) like lower({place}) escape '\\'")).collect();
        self.conditions.push(format!("({})", tests.join(" or ")));
        self
    }

    /// The same in a column that the program lowered already, which needs no work for each row.
    pub fn search_key(&mut self, column: &'static str, text: Option<&str>) -> &mut Self {
        let Some(text) = text else { return self };
        let place = self.place(Bound::Text(contains(&text.to_lowercase())));
        self.conditions.push(format!("{column} like {place} escape '\\'"));
        self
    }

    /// The column is one of these; nothing is found for none.
    pub fn one_of(&mut self, column: &'static str, values: &[String]) -> &mut Self {
        if values.is_empty() {
            return self.fixed("1 = 0");
        }
        let places: Vec<String> = values.iter().map(|value| self.place(Bound::Text(value.clone()))).collect();
        self.conditions.push(format!("{column} in ({})", places.join(", ")));
        self
    }

    fn push(&mut self, condition: &'static str, value: Bound) -> &mut Self {
        let place = self.place(value);
        self.conditions.push(condition.replace('?', &place));
        self
    }

    fn place(&mut self, value: Bound) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn sql(&self, before: &str, after: &str) -> AssertSqlSafe<String> {
        let conditions = if self.conditions.is_empty() { "1 = 1".to_owned() } else { self.conditions.join(" and ") };
        AssertSqlSafe(format!("{before} where {conditions} {after}"))
    }

    fn arguments(&self) -> AnyArguments {
        let mut arguments = AnyArguments::default();
        for value in &self.values {
            let added = match value {
                Bound::Text(text) => arguments.add(text.clone()),
                Bound::Number(number) => arguments.add(*number),
            };
            // Adding to `Any` only collects the values.
            added.expect("texts and numbers can always be bound");
        }
        arguments
    }

    pub fn rows<O: for<'r> FromRow<'r, AnyRow>>(&self, before: &str, after: &str) -> QueryAs<'static, Any, O, AnyArguments> {
        sqlx::query_as_with(self.sql(before, after), self.arguments())
    }

    pub fn count(&self, from: &str) -> QueryScalar<'static, Any, i64, AnyArguments> {
        sqlx::query_scalar_with(self.sql(&format!("select count(*) from {from}"), ""), self.arguments())
    }

    /// The part of the list that starts after `offset` rows.
    pub fn page<O: for<'r> FromRow<'r, AnyRow>>(
        &self,
        before: &str,
        order: &'static str,
        (limit, offset): (i64, i64),
    ) -> QueryAs<'static, Any, O, AnyArguments> {
        self.rows(before, &format!("order by {order} limit {limit} offset {offset}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_through() {
        let mut filter = Filter::default();
        filter.number("enabled = ?", 1).search(&["a", "b"], Some("50%")).text("id = ?", "x");
        assert_eq!(
            filter.sql("select 1 from t", "").0,
            "select 1 from t where enabled = $1 and (lower(a) like lower($2) escape '\\' or lower(b) like lower($2) escape '\\') and id = $3 "
        );
    }

    #[test]
    fn a_list_without_conditions_is_everything_and_one_of_none_is_nothing() {
        assert_eq!(Filter::default().sql("select 1 from t", "").0, "select 1 from t where 1 = 1 ");
        assert!(Filter::default().one_of("id", &[]).sql("", "").0.contains("1 = 0"));
    }
}
