//! Which chores does the repository have? `cargo xtask tidy` checks its rules, `cargo xtask schema [--check]` keeps the schema file.

mod schema;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    // The manifest of this crate is two folders below the root.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
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
