//! Which chores does the repository have? `cargo xtask tidy` checks its rules, `cargo xtask schema [--check]` keeps the schema file.

mod schema;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(root) = root() else {
        eprintln!("There is no Cargo.lock here or in a folder above; run this inside the repository.");
        return ExitCode::FAILURE;
    };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["tidy"] => tidy::run(&root),
        ["schema"] => schema::write(&root),
        ["schema", "--check"] => schema::check(&root),
        _ => Err("Usage: cargo xtask tidy | schema | schema --check".into()),
    };
    match result {
        Ok(message) => {
            println!("{message}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Where it is run, and not where it was compiled: a cached binary may come from a copy that is gone.
fn root() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().find(|folder| folder.join("Cargo.lock").exists()).map(PathBuf::from)
}
