//! Which texts are good names, labels and image references? Rules that hold for several kinds of objects and need no database.

use std::sync::LazyLock;

use regex::Regex;

use crate::error::{Error, Result, shorten};

pub const LONGEST_NAME: usize = 63;
const LONGEST_DISPLAY_NAME: usize = 200;
const LONGEST_DESCRIPTION: usize = 4000;
const LONGEST_REFERENCE: usize = 512;

// The patterns are part of the program and the tests below use each of them.
static NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"));
static LABEL: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?$"));
/// The grammar of image references: optional registry, path, optional tag, optional digest.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::[0-9]+)?/)?",
        r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*",
        r"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?",
        r"(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$"
    ))
});

fn pattern(text: &str) -> Regex {
    // Only called with the patterns above.
    Regex::new(text).expect("a pattern of the program is valid")
}

/// The name of an instance type, image or secret, which is its id and part of names in the engine.
pub fn name(text: &str) -> Result<()> {
    if text.len() <= LONGEST_NAME && NAME.is_match(text) {
        return Ok(());
    }
    Err(Error::invalid(
        "name",
        format!(
            "\"{}\" cannot be a name. A name has up to {LONGEST_NAME} lower-case letters, digits, \"-\" and \".\", and begins and ends with a letter or digit.",
            shorten(text)
        ),
    ))
}

/// Trimmed; empty is none.
pub fn display_name(text: Option<String>) -> Result<Option<String>> {
    line("displayName", "display name", text, LONGEST_DISPLAY_NAME)
}

pub fn description(text: Option<String>) -> Result<Option<String>> {
    bounded("description", "description", text, LONGEST_DESCRIPTION)
}

/// One line of text, trimmed; empty is none.
pub fn line(field: &str, title: &str, text: Option<String>, longest: usize) -> Result<Option<String>> {
    let text = bounded(field, title, text, longest)?;
    if text.as_deref().is_some_and(|text| text.chars().any(char::is_control)) {
        return Err(Error::invalid(field, format!("The {title} cannot have line breaks or control characters.")));
    }
    Ok(text)
}

fn bounded(field: &str, title: &str, text: Option<String>, longest: usize) -> Result<Option<String>> {
    let Some(text) = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) else { return Ok(None) };
    let length = text.chars().count();
    if length > longest {
        return Err(Error::invalid(field, format!("The {title} has {length} characters; at most {longest} are allowed.")));
    }
    if text.contains('\0') {
        return Err(Error::invalid(field, format!("The {title} cannot have control characters.")));
    }
    Ok(Some(text))
}

/// A key or value of a node's label or taint.
pub fn is_label(text: &str) -> bool {
    text.len() <= LONGEST_NAME && LABEL.is_match(text)
}

pub fn image_reference(field: &str, text: &str) -> Result<()> {
    let refused = |reason: String| Err(Error::invalid(field, reason));
    if text.len() > LONGEST_REFERENCE {
        return refused(format!("The image reference has {} characters; at most {LONGEST_REFERENCE} are allowed.", text.len()));
    }
    if text.contains("://") {
        return refused(format!(
            "\"{}\" begins with a scheme. Give the image as registry/path:tag, without http:// or https://.",
            shorten(text)
        ));
    }
    if text.contains(char::is_whitespace) {
        return refused("The image reference has spaces in it. Give the image as registry/path:tag.".into());
    }
    if !REFERENCE.is_match(text) {
        return refused(format!(
            "\"{}\" is not an image reference. Give the image as registry/path:tag, with lower-case letters in the path.",
            shorten(text)
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_kubernetes_objects() {
        for good in ["a", "cpu-1", "a.b-c.d", &"x".repeat(63)] {
            assert!(name(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a b", "a_b", "映像", "a..b", "a/b", &"x".repeat(64), &"x".repeat(10_000)] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn references_follow_the_grammar_of_registries() {
        for good in [
            "ubuntu",
            "primehub/base-notebook:latest",
            "localhost:5000/a/b",
            "127.0.0.1:15000/a:1",
            "[::1]:5000/a",
            "gcr.io/project/image@sha256:0123456789abcdef0123456789abcdef",
            "Registry.Example.ORG/a__b/c--d:V1.0_x",
        ] {
            assert!(image_reference("url", good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "https://example.org/a",
            "a b",
            "A/B",
            "a:",
            "a:b:c",
            "a@sha256:12",
            "/a",
            "a//b",
            "a/../b",
            "a;rm",
            "映像",
            &"a".repeat(600),
        ] {
            assert!(image_reference("url", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn empty_texts_are_none_and_long_ones_are_refused() {
        assert!(matches!(display_name(Some("  ".into())), Ok(None)));
        assert!(display_name(Some("x".repeat(10_000))).is_err());
        assert!(display_name(Some("a\nb".into())).is_err());
        assert!(matches!(description(Some("two\nlines".into())), Ok(Some(_))));
    }
}
