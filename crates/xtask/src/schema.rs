//! Is `schema.graphql` what the server serves? Writes it from the server's `schema` command, or compares the two.

use std::path::Path;
use std::process::Command;

const FILE: &str = "schema.graphql";

pub fn write(root: &Path) -> Result<String, String> {
    let schema = served(root)?;
    std::fs::write(root.join(FILE), schema).map_err(|error| format!("{FILE} cannot be written: {error}"))?;
    Ok(format!("{FILE} is written."))
}

pub fn check(root: &Path) -> Result<String, String> {
    let kept = std::fs::read_to_string(root.join(FILE)).map_err(|error| format!("{FILE} cannot be read: {error}"))?;
    match first_difference(&kept, &served(root)?) {
        None => Ok(format!("{FILE} agrees with the server.")),
        Some(line) => Err(format!("{FILE}:{line}: differs from what the server serves; run `cargo xtask schema`.")),
    }
}

fn served(root: &Path) -> Result<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "primehub-server", "--", "schema"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("`primehub-server schema` failed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|_| "`primehub-server schema` printed something that is not UTF-8.".into())
}

/// The number of the first line that is not the same in both.
fn first_difference(kept: &str, served: &str) -> Option<usize> {
    if kept == served {
        return None;
    }
    let same = kept.lines().zip(served.lines()).take_while(|(left, right)| left == right).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_differing_line_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\nb\n", "a\n"), Some(2));
    }
}
