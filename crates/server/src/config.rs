//! What did the operator configure? Defaults compiled in, overridden by a file, then by `PRIMEHUB_*` variables.
//! A key that does not exist is an error that names it and the nearest one that does.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

pub const DEFAULTS: &str = include_str!("../config.default.toml");
const PREFIX: &str = "PRIMEHUB_";
const MASK: &str = "******";

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Config {
    pub data: PathBuf,
    pub server: Server,
    pub database: Database,
    pub log: Log,
    pub engine: Engine,
    pub workload: Workload,
    pub notebooks: Notebooks,
    pub files: Files,
    pub jobs: Jobs,
    pub sessions: Sessions,
    pub passwords: Passwords,
    pub mail: Mail,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Server {
    pub listen: SocketAddr,
    pub public_url: String,
    pub workload_domain: String,
    pub path_mode: bool,
    pub gateway_threads: usize,
    pub trusted_proxies: Vec<IpAddr>,
    pub allow_remote_setup: bool,
    pub metrics_listen: String,
    pub metrics_token: String,
    pub stop_grace_seconds: u64,
    pub max_body_kib: usize,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Database {
    pub url: String,
    pub connections: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Log {
    pub level: String,
    pub format: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Engine {
    pub kind: String,
    pub socket: String,
    pub addresses: String,
    pub networks: String,
    pub reserve_cpu: i64,
    pub reserve_memory: i64,
    pub overcommit_cpu: i64,
    pub overcommit_memory: i64,
    pub ca_bundle: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Workload {
    pub start_timeout_seconds: u64,
    pub stop_grace_seconds: u64,
    pub max_processes: i64,
    pub max_open_files: u64,
    pub shm_percent: i64,
    pub log_mib: u64,
    pub keep_days: i64,
    pub resync_seconds: u64,
    pub sample_seconds: u64,
    pub starvation_minutes: i64,
    pub artifact_mib: u64,
    pub artifact_files: u64,
    pub artifact_days: i64,
    pub keep_containers_hours: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Notebooks {
    pub max_per_user: i64,
    pub idle_minutes: i64,
    pub idle_warning_minutes: i64,
    pub idle_cpu: i64,
    pub max_extend_minutes: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Files {
    pub quota_gib: i64,
    pub quota_files: i64,
    pub trash_days: i64,
    pub keep_free_mib: u64,
    pub measure_minutes: u64,
    pub upload_keep_hours: u64,
    pub upload_idle_seconds: u64,
    pub zip_streams: usize,
    pub share_links: bool,
    pub share_max_days: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Jobs {
    pub default_deadline_seconds: i64,
    pub start_timeout_seconds: i64,
    pub most_requeues: i64,
    pub work_gib: u64,
    pub keep_days: i64,
    pub keep_records: i64,
    pub make_up_missed_runs: bool,
    pub late_seconds: i64,
    pub keep_runs: i64,
    pub keep_notification_days: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Sessions {
    pub idle_minutes: i64,
    pub absolute_hours: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Passwords {
    pub min_length: usize,
    pub free_attempts: i64,
    pub free_attempts_per_address: i64,
    pub first_wait_seconds: i64,
    pub longest_wait_seconds: i64,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub security: String,
    pub username: String,
    pub password: String,
    pub from: String,
    pub retry_seconds: u64,
}

#[derive(Debug, thiserror::Error, PartialEq)]
pub enum ConfigError {
    #[error("cannot read the configuration file {path}: {reason}")]
    Unreadable { path: String, reason: String },
    #[error("the configuration file {path} is not valid TOML: {reason}")]
    NotToml { path: String, reason: String },
    #[error("unknown configuration key \"{key}\" in {origin}{}", nearest.as_ref().map(|n| format!("; did you mean \"{n}\"?")).unwrap_or_default())]
    UnknownKey { key: String, origin: String, nearest: Option<String> },
    #[error("wrong value of a configuration key: {0}")]
    WrongValue(String),
}

impl Config {
    /// Reads the file (the given one must exist, the usual one may be absent) and the process environment.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let variables = std::env::vars().filter(|(name, _)| name.starts_with(PREFIX) && !name.starts_with("PRIMEHUB_TEST_"));
        Self::assemble(file, variables)
    }

    pub fn assemble(file: Option<&Path>, variables: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let mut table = defaults();
        let known = keys(&table, "");
        let path = file.map(Path::to_owned).or_else(|| Some(PathBuf::from("primehub.toml")).filter(|path| path.exists()));
        if let Some(path) = path {
            let origin = path.display().to_string();
            let text = std::fs::read_to_string(&path)
                .map_err(|error| ConfigError::Unreadable { path: origin.clone(), reason: error.to_string() })?;
            let given: Table =
                text.parse().map_err(|error: toml::de::Error| ConfigError::NotToml { path: origin.clone(), reason: error.to_string() })?;
            for key in keys(&given, "") {
                require_known(&key, &known, &origin)?;
            }
            merge(&mut table, given);
        }
        for (name, value) in variables {
            let key = name[PREFIX.len()..].to_lowercase().replace("__", ".");
            require_known(&key, &known, &format!("the environment variable {name}"))?;
            set(&mut table, &key, &value)?;
        }
        let config: Config = table.try_into().map_err(|error: toml::de::Error| ConfigError::WrongValue(error.to_string()))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |text: String| Err(ConfigError::WrongValue(text));
        if !["docker", "fake"].contains(&self.engine.kind.as_str()) {
            return wrong(format!("engine.kind is \"{}\"; allowed are docker and fake", self.engine.kind));
        }
        if !["auto", "container", "loopback"].contains(&self.engine.addresses.as_str()) {
            return wrong(format!("engine.addresses is \"{}\"; allowed are auto, container and loopback", self.engine.addresses));
        }
        if !["text", "json"].contains(&self.log.format.as_str()) {
            return wrong(format!("log.format is \"{}\"; allowed are text and json", self.log.format));
        }
        let metrics = &self.server.metrics_listen;
        if !metrics.is_empty() && metrics.parse::<SocketAddr>().is_err() {
            return wrong(format!("server.metrics_listen is \"{metrics}\"; write an address and a port, for example 127.0.0.1:9100"));
        }
        if !["none", "starttls", "tls"].contains(&self.mail.security.as_str()) {
            return wrong(format!("mail.security is \"{}\"; allowed are none, starttls and tls", self.mail.security));
        }
        if !self.mail.host.is_empty() && self.mail.from.is_empty() {
            return wrong("mail.host is set and mail.from is not; write the address that e-mails come from".into());
        }
        if self.database.connections == 0 {
            return wrong("database.connections has to be at least 1".into());
        }
        Ok(())
    }

    /// The values in force as a configuration file, without the secrets among them.
    pub fn shown(&self) -> String {
        let mut shown = self.clone();
        shown.database.url = without_password(&self.database.url);
        if !shown.server.metrics_token.is_empty() {
            shown.server.metrics_token = MASK.into();
        }
        if !shown.mail.password.is_empty() {
            shown.mail.password = MASK.into();
        }
        // Made of tables, texts and numbers that were read from TOML.
        toml::to_string_pretty(&shown).expect("a configuration can be written as TOML")
    }

    /// The address people type, without a trailing slash.
    pub fn public_url(&self) -> String {
        if !self.server.public_url.is_empty() {
            return self.server.public_url.trim_end_matches('/').to_owned();
        }
        let listen = self.server.listen;
        match listen.ip() {
            ip if ip.is_loopback() || ip.is_unspecified() => format!("http://localhost:{}", listen.port()),
            ip => format!("http://{}", SocketAddr::new(ip, listen.port())),
        }
    }

    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }
}

/// `postgres://ann:secret@host/name` with the password masked.
fn without_password(url: &str) -> String {
    let masked = || {
        let (scheme, rest) = url.split_once("://")?;
        let (login, host) = rest.rsplit_once('@')?;
        let (user, _) = login.split_once(':')?;
        Some(format!("{scheme}://{user}:{MASK}@{host}"))
    };
    masked().unwrap_or_else(|| url.to_owned())
}

fn defaults() -> Table {
    // The text is part of the program and every test parses it.
    DEFAULTS.parse().expect("the compiled-in defaults are valid TOML")
}

fn keys(table: &Table, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in table {
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            Value::Table(inner) => found.extend(keys(inner, &path)),
            _ => found.push(path),
        }
    }
    found
}

fn require_known(key: &str, known: &[String], origin: &str) -> Result<(), ConfigError> {
    if known.iter().any(|candidate| candidate == key) {
        return Ok(());
    }
    let nearest = known
        .iter()
        .map(|candidate| (strsim::jaro_winkler(candidate, key), candidate))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.clone());
    Err(ConfigError::UnknownKey { key: key.to_owned(), origin: origin.to_owned(), nearest })
}

fn merge(table: &mut Table, given: Table) {
    for (name, value) in given {
        match (table.get_mut(&name), value) {
            (Some(Value::Table(old)), Value::Table(new)) => merge(old, new),
            (_, value) => {
                table.insert(name, value);
            }
        }
    }
}

/// A variable is text; it becomes what the default of its key is.
fn set(table: &mut Table, key: &str, text: &str) -> Result<(), ConfigError> {
    let wrong = |wanted: &str| ConfigError::WrongValue(format!("{key} is \"{text}\", which is not {wanted}"));
    let (section, name) = key.split_once('.').map_or((None, key), |(section, name)| (Some(section), name));
    let table = match section {
        None => table,
        Some(section) => match table.get_mut(section) {
            Some(Value::Table(inner)) => inner,
            _ => return Err(wrong("a known key")),
        },
    };
    let value = match table.get(name) {
        Some(Value::Boolean(_)) => Value::Boolean(text.parse().map_err(|_| wrong("true or false"))?),
        Some(Value::Integer(_)) => Value::Integer(text.parse().map_err(|_| wrong("a whole number"))?),
        Some(Value::Array(_)) => {
            Value::Array(text.split(',').filter(|part| !part.trim().is_empty()).map(|part| Value::String(part.trim().to_owned())).collect())
        }
        _ => Value::String(text.to_owned()),
    };
    table.insert(name.to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::assemble(None, variables.iter().map(|(name, value)| (name.to_string(), value.to_string())))
    }

    #[test]
    fn the_defaults_are_a_complete_configuration() {
        let config = with(&[]).unwrap();
        assert_eq!(config.public_url(), "http://localhost:8080");
    }

    #[test]
    fn a_variable_overrides_and_takes_the_type_of_the_default() {
        let config = with(&[("PRIMEHUB_NOTEBOOKS__MAX_PER_USER", "2"), ("PRIMEHUB_SERVER__TRUSTED_PROXIES", "10.0.0.1, ::1")]).unwrap();
        assert_eq!(config.notebooks.max_per_user, 2);
        assert_eq!(config.server.trusted_proxies.len(), 2);
    }

    #[test]
    fn an_unknown_key_is_named_with_the_nearest_one() {
        let error = with(&[("PRIMEHUB_NOTEBOOKS__IDLE_MINUTE", "2")]).unwrap_err().to_string();
        assert!(error.contains("notebooks.idle_minute\"") && error.contains("did you mean \"notebooks.idle_minutes\""), "{error}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_says_what_is_wanted() {
        let error = with(&[("PRIMEHUB_SERVER__PATH_MODE", "perhaps")]).unwrap_err().to_string();
        assert!(error.contains("server.path_mode") && error.contains("true or false"), "{error}");
    }

    #[test]
    fn what_is_shown_can_be_read_again_and_holds_no_secret() {
        let config = with(&[
            ("PRIMEHUB_DATABASE__URL", "postgres://ann:p@ss@db/primehub"),
            ("PRIMEHUB_SERVER__METRICS_TOKEN", "geheim"),
            ("PRIMEHUB_MAIL__PASSWORD", "geheim"),
        ])
        .unwrap();
        let shown = config.shown();
        assert!(shown.contains("postgres://ann:******@db/primehub") && !shown.contains("geheim"), "{shown}");
        assert!(shown.parse::<Table>().unwrap().try_into::<Config>().is_ok());
    }

    #[test]
    fn every_default_key_has_a_comment() {
        let lines: Vec<&str> = DEFAULTS.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            if line.contains(" = ") && !line.starts_with('#') {
                let above = lines[..number].iter().rev().find(|other| !other.contains(" = ") || other.starts_with('#'));
                assert!(above.is_some_and(|other| other.starts_with('#')), "{line}");
            }
        }
    }
}
