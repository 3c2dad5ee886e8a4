//! The command line: `primehub-server serve` and what an operator needs beside it.
//! It ends with 0 when all went well, 1 when something failed or a check found something bad, 2 for wrong usage or configuration.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use primehub_engine::fake::FakeEngine;
use primehub_server::app::App;
use primehub_server::clock::Clock;
use primehub_server::config::{Config, ConfigError, DEFAULTS};
use primehub_server::db::Db;
use primehub_server::error::{Error, Result};
use primehub_server::features::identity;
use primehub_server::operate::{backup, doctor, logging, restore};
use primehub_server::{graphql, serve};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "primehub-server", version, about = "PrimeHub: JupyterLab, jobs and apps for groups of data scientists")]
struct Cli {
    #[command(flatten)]
    given: Given,
    #[command(subcommand)]
    command: Command,
}

/// What overrides the configuration.
#[derive(Args)]
struct Given {
    /// Configuration file [default: primehub.toml in this folder, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder in which everything of the installation lives
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// What runs the workloads: docker (Docker Engine or Podman) or fake (nothing really runs)
    #[arg(long, global = true, value_name = "KIND", value_parser = ["docker", "fake"])]
    engine: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server until it is asked to stop; workloads go on running afterwards
    Serve,
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Bring the tables of the database to this version
    Migrate,
    /// Copy the database and the installation's key into one file; the server may go on running
    #[command(after_help = "People's files are not part of it: copy the folders below the data folder with any tool for files. \
                            The file holds the key that opens stored secrets, so keep it where only administrators can read it.")]
    Backup { file: PathBuf },
    /// Bring a backup back, into an empty database
    #[command(
        after_help = "Stop the server first. People's files are not part of a backup; put them back below the data folder by yourself. \
                            Everybody has to sign in again, and API tokens are as they were at the time of the backup."
    )]
    Restore {
        file: PathBuf,
        /// Throw away what is in the database and in this installation's key
        #[arg(long)]
        replace: bool,
    },
    /// Care for accounts when nobody can sign in
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Check the machine and say what to do about what is wrong
    Doctor,
    /// Print the GraphQL schema
    Schema,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Say whether the configuration can be used
    Check,
    /// Print the values in force, without secrets
    Print {
        /// Print every key with its default and what it means instead
        #[arg(long)]
        defaults: bool,
    },
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Set a new password for a user, end his sessions and print the password
    ResetPassword {
        user: String,
        /// Read the password from the standard input instead of making one up
        #[arg(long)]
        stdin: bool,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.command, Command::Schema) {
        return say(&graphql::sdl());
    }
    if matches!(cli.command, Command::Config(ConfigCommand::Print { defaults: true })) {
        return say(DEFAULTS);
    }
    let config = match load(cli.given) {
        Ok(config) => config,
        Err(error) => return complain(2, &error.to_string()),
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return complain(1, &format!("The server cannot start its threads: {error}.")),
    };
    match runtime.block_on(run(cli.command, config)) {
        Ok(code) => code,
        Err(error @ Error::Invalid { .. }) => complain(2, &error.sentence()),
        Err(error) => complain(1, &error.sentence()),
    }
}

fn load(given: Given) -> Result<Config, ConfigError> {
    let mut config = Config::load(given.config.as_deref())?;
    if let Some(data) = given.data {
        config.data = data;
    }
    if let Some(engine) = given.engine {
        config.engine.kind = engine;
    }
    Ok(config)
}

async fn run(command: Command, config: Config) -> Result<ExitCode> {
    match command {
        Command::Serve => {
            logging::start(&config.log)?;
            serve::run(config).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Config(ConfigCommand::Check) => Ok(say("The configuration can be used.")),
        Command::Config(ConfigCommand::Print { .. }) => Ok(say(&config.shown())),
        Command::Migrate => {
            std::fs::create_dir_all(&config.data)?;
            let db = connect(&config).await?;
            db.migrate().await?;
            db.close().await;
            Ok(say("The tables are up to date."))
        }
        Command::Backup { file } => {
            require_installation(&config)?;
            let db = connect(&config).await?;
            let copied = backup::write(&config, &db, &Clock::system(), &file).await?;
            db.close().await;
            Ok(say(&format!(
                "{} rows of {} tables and the key of the installation are in {}. Keep it where only administrators can read it. \
                 People's files are not in it; copy the data folder for those.",
                copied.rows,
                copied.tables,
                file.display()
            )))
        }
        Command::Restore { file, replace } => {
            let restored = restore::read(&config, &file, replace).await?;
            Ok(say(&format!(
                "{} rows are back as they were on {}. People's files are not part of a backup. Start the server now.",
                restored.rows, restored.created
            )))
        }
        Command::Admin(AdminCommand::ResetPassword { user, stdin }) => reset_password(config, &user, stdin).await,
        Command::Doctor => {
            let found = doctor::examine(&config, &Clock::system()).await;
            say(&doctor::report(&found));
            Ok(if doctor::is_bad(&found) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        // Answered before the configuration is read.
        Command::Schema => Ok(ExitCode::SUCCESS),
    }
}

async fn connect(config: &Config) -> Result<Db> {
    Db::connect(&config.database.url, &config.data, config.database.connections).await
}

/// Opening a database would make one.
fn require_installation(config: &Config) -> Result<()> {
    if config.data.join("secret.key").exists() {
        return Ok(());
    }
    Err(Error::NotFound(format!(
        "There is no installation in {}. Give its data folder with --data, or start the server once.",
        config.data.display()
    )))
}

/// Works while the server runs, and while it cannot.
async fn reset_password(config: Config, user: &str, stdin: bool) -> Result<ExitCode> {
    require_installation(&config)?;
    let given = if stdin { Some(std::io::read_to_string(std::io::stdin())?.trim_end_matches(['\r', '\n']).to_owned()) } else { None };
    let was_given = given.is_some();
    let clock = Clock::system();
    let now = clock.clone();
    // Nothing is asked of an engine, and the real one may be away.
    let app = App::build(config, clock, Arc::new(FakeEngine::new(Arc::new(move || now.now())))).await?;
    let password = identity::reset_password_by_operator(&app, user, given).await?;
    app.db.close().await;
    let told = if was_given { String::new() } else { format!(" The new password is: {password}\n") };
    Ok(say(&format!("{told}{user} has to choose another password at the next sign-in, and was signed out everywhere.")))
}

/// A closed pipe behind us is no failure.
fn say(text: &str) -> ExitCode {
    let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
    ExitCode::SUCCESS
}

fn complain(code: u8, text: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "primehub-server: {}", text.trim_end());
    ExitCode::from(code)
}
