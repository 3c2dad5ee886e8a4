//! Does the source keep the rules of the house that no compiler checks? Plain text search, so that a reader can foresee the answer.

use std::path::{Path, PathBuf};

/// Slices from lower to higher. A slice may mention those in lines above its own, so kinds of workloads do not know each other.
const SLICES: &[&[&str]] =
    &[&["identity"], &["settings"], &["files"], &["workload"], &["catalog"], &["notebooks", "jobs", "apps", "deployments"], &["usage"]];
const RUST_LINES: usize = 800;
const UI_LINES: usize = 500;
/// Shorter files of the UI explain themselves.
const UI_LINES_WITHOUT_COMMENT: usize = 20;

#[derive(Debug, PartialEq)]
struct Finding {
    line: usize,
    text: String,
    is_warning: bool,
}

pub fn run(root: &Path) -> Result<String, String> {
    let mut files = Vec::new();
    for folder in ["crates", "ui/src"] {
        collect(&root.join(folder), &mut files);
    }
    if files.is_empty() {
        return Err(format!("tidy: no file below {} was found", root.display()));
    }
    files.sort();
    let (mut problems, mut warnings) = (0, 0);
    for file in &files {
        let path = file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(file).map_err(|error| format!("{path} cannot be read: {error}"))?;
        for finding in check(&path, &text) {
            let mark = if finding.is_warning { "warning: " } else { "" };
            eprintln!("{path}:{}: {mark}{}", finding.line, finding.text);
            *(if finding.is_warning { &mut warnings } else { &mut problems }) += 1;
        }
    }
    let summary = format!("tidy: {} files, {problems} problems, {warnings} warnings", files.len());
    if problems == 0 { Ok(summary) } else { Err(summary) }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", "node_modules", "generated"].contains(&name.as_str()) {
                collect(&path, files);
            }
        } else if [".rs", ".ts", ".tsx", ".css"].iter().any(|ending| name.ends_with(ending)) {
            files.push(path);
        }
    }
}

fn check(path: &str, text: &str) -> Vec<Finding> {
    if path.ends_with(".rs") { check_rust(path, text) } else { check_ui(path, text) }
}

fn check_rust(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !text.starts_with("//!") {
        findings.push(problem(1, "a Rust file opens with `//!` and the question that it answers".into()));
    }
    if text.lines().count() > RUST_LINES {
        findings.push(warning(RUST_LINES + 1, format!("the file is longer than {RUST_LINES} lines; split it by question")));
    }
    for (number, line) in code(text) {
        if line.contains(concat!("#[", "allow(")) || line.contains(concat!("#![", "allow(")) {
            findings.push(problem(number, "write #[expect(lint, reason = \"...\")] instead of allow".into()));
        }
    }
    if let Some(server) = path.strip_prefix("crates/server/src/") {
        // Tests may reach for the database, the clock and the environment.
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code(product) {
            findings.extend(check_server_line(server, line).into_iter().map(|text| problem(number, text)));
        }
    }
    findings
}

/// Lines with their numbers, without those that are comments as a whole.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn check_server_line(path: &str, line: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let name = path.rsplit('/').next().unwrap_or(path);
    let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
    if let Some(slice) = path.strip_prefix("features/").and_then(|rest| rest.split(['/', '.']).next()) {
        findings
            .extend(forbidden_slice(slice, line).map(|other| format!("the slice {slice} must not know {other}, which is not below it")));
    }
    if !["store.rs", "db.rs"].contains(&name)
        && (has(&["sqlx::query", "\"select ", "\"insert into ", "\"delete from "])
            || (line.contains("\"update ") && line.contains(" set ")))
    {
        findings.push("SQL belongs into a store.rs".into());
    }
    let may_call_engine = path.starts_with("features/workload/") || ["app.rs", "config.rs", "main.rs"].contains(&path);
    // `config.engine.socket` is a setting, not a call.
    let calls_engine = line.match_indices(".engine.").any(|(position, _)| !line[..position].ends_with("config"));
    if !may_call_engine && (calls_engine || line.contains("primehub_engine::")) {
        findings.push("only the workload slice talks to the engine".into());
    }
    if path != "config.rs" && has(&["std::env", "env::var"]) {
        findings.push("only config.rs reads the environment".into());
    }
    if path != "clock.rs" && has(&["Utc::now", "Local::now", "SystemTime::now", "Instant::now"]) {
        findings.push("the time comes from the clock of the App".into());
    }
    findings
}

/// The first slice mentioned in the line that this slice may not know.
fn forbidden_slice(slice: &str, line: &str) -> Option<&'static str> {
    let level = SLICES.iter().position(|names| names.contains(&slice))?;
    let mentioned = mentioned_slices(line);
    SLICES[level..].iter().flat_map(|names| names.iter().copied()).find(|other| *other != slice && mentioned.contains(other))
}

/// Names that follow `features::` or `super::super::`, one or a braced list of them.
fn mentioned_slices(line: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for start in ["features::", "super::super::"] {
        for (position, _) in line.match_indices(start) {
            let rest = &line[position + start.len()..];
            match rest.strip_prefix('{') {
                Some(list) => names.extend(list.split([',', '}']).map(|item| first_word(item.trim_start()))),
                None => names.push(first_word(rest)),
            }
        }
    }
    names
}

fn first_word(text: &str) -> &str {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len());
    &text[..end]
}

fn check_ui(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let lines = text.lines().count();
    let opening = text.trim_start();
    // A style sheet is explained by the component beside it.
    if lines > UI_LINES_WITHOUT_COMMENT && !path.ends_with(".css") && !opening.starts_with("//") && !opening.starts_with("/*") {
        findings.push(problem(1, "a file of the UI opens with a comment that says which question it answers".into()));
    }
    if lines > UI_LINES {
        findings.push(warning(UI_LINES + 1, format!("the file is longer than {UI_LINES} lines; split it by question")));
    }
    if !path.ends_with("theme.ts") {
        let coloured = code(text).filter(|(_, line)| has_hex_colour(line));
        findings.extend(coloured.map(|(number, _)| problem(number, "colours are defined in theme.ts only".into())));
    }
    findings
}

fn has_hex_colour(line: &str) -> bool {
    line.match_indices('#').any(|(position, _)| {
        let rest = &line[position + 1..];
        let digits = rest.find(|letter: char| !letter.is_ascii_hexdigit()).unwrap_or(rest.len());
        let ends = !rest[digits..].starts_with(|letter: char| letter.is_alphanumeric() || ['_', '-'].contains(&letter));
        let begins = !line[..position].ends_with(|letter: char| letter.is_alphanumeric() || letter == '&');
        [3, 4, 6, 8].contains(&digits) && begins && ends
    })
}

fn problem(line: usize, text: String) -> Finding {
    Finding { line, text, is_warning: false }
}

fn warning(line: usize, text: String) -> Finding {
    Finding { line, text, is_warning: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(path: &str, line: &str) -> usize {
        check(&format!("crates/server/src/{path}"), &format!("//! Doc.\n{line}\n")).len()
    }

    #[test]
    fn a_slice_knows_only_slices_below_it() {
        assert_eq!(server("features/catalog/actions.rs", "use crate::features::identity;"), 0);
        assert_eq!(server("features/catalog/actions.rs", "use crate::features::catalog::model;"), 0);
        assert_eq!(server("features/identity/actions.rs", "use crate::features::catalog;"), 1);
        assert_eq!(server("features/identity/actions.rs", "use super::super::workload::Unit;"), 1);
        assert_eq!(server("features/identity/actions.rs", "use crate::features::{settings, identity};"), 1);
        assert_eq!(server("features/settings.rs", "use crate::features::usage;"), 1);
    }

    #[test]
    fn kinds_of_workloads_do_not_know_each_other() {
        assert_eq!(server("features/jobs/api.rs", "crate::features::notebooks::start()"), 1);
        assert_eq!(server("features/notebooks/api.rs", "crate::features::jobs::start()"), 1);
        assert_eq!(server("features/jobs/api.rs", "crate::features::notebooks_of_a_longer_name()"), 0);
    }

    #[test]
    fn sql_is_in_stores_only() {
        for line in ["sqlx::query(text)", "let text = \"select id from users\";", "\"update users set name = ?\""] {
            assert_eq!(server("features/identity/api.rs", line), 1, "{line}");
            assert_eq!(server("features/identity/store.rs", line), 0, "{line}");
        }
        assert_eq!(server("features/identity/api.rs", "\"update the browser\""), 0);
    }

    #[test]
    fn the_engine_the_environment_and_the_time_each_have_one_door() {
        assert_eq!(server("features/catalog/actions.rs", "app.engine.health().await"), 1);
        assert_eq!(server("features/workload/act.rs", "app.engine.health().await"), 0);
        assert_eq!(server("ui.rs", "app.config.engine.kind"), 0);
        assert_eq!(server("ui.rs", "std::env::var(\"HOME\")"), 1);
        assert_eq!(server("ui.rs", "env!(\"CARGO_PKG_VERSION\")"), 0);
        assert_eq!(server("config.rs", "std::env::vars()"), 0);
        assert_eq!(server("events.rs", "Utc::now()"), 1);
        assert_eq!(server("clock.rs", "Utc::now()"), 0);
    }

    #[test]
    fn tests_and_comments_are_left_alone() {
        assert_eq!(server("events.rs", "// not Utc::now()"), 0);
        assert_eq!(server("events.rs", "#[cfg(test)]\nmod tests {\nUtc::now()"), 0);
    }

    #[test]
    fn every_file_opens_with_its_question() {
        assert_eq!(check("crates/engine/src/lib.rs", "use std::fmt;\n").len(), 1);
        let long = "const a = 1;\n".repeat(21);
        assert_eq!(check("ui/src/home.tsx", &long).len(), 1);
        assert_eq!(check("ui/src/home.tsx", &format!("// What is it?\n{long}")), []);
        assert_eq!(check("ui/src/home.tsx", "const a = 1;\n"), []);
    }

    #[test]
    fn colours_are_in_the_theme_only() {
        assert_eq!(check("ui/src/home.tsx", "color: '#1f6feb'\n").len(), 1);
        assert_eq!(check("ui/src/theme.ts", "color: '#1f6feb'\n"), []);
        assert_eq!(check("ui/src/home.tsx", "href='#feature' id='#12' text='&#123;' color='a#fff'\n"), []);
    }

    #[test]
    fn long_files_are_warned_about_and_allow_is_refused() {
        let long = format!("//! Doc.\n{}", "fn a() {}\n".repeat(RUST_LINES));
        assert!(check("crates/engine/src/lib.rs", &long).iter().all(|finding| finding.is_warning));
        assert_eq!(check("crates/engine/src/lib.rs", concat!("//! Doc.\n#[", "allow(dead_code)]\n")).len(), 1);
    }
}
