//! Which names, addresses and texts are accepted? Pure checks whose messages say what is allowed.

use std::sync::LazyLock;

use regex::Regex;

use crate::error::{Error, Result, shorten};

const LONGEST_USERNAME: usize = 64;
const LONGEST_GROUP_NAME: usize = 63;
const LONGEST_EMAIL: usize = 254;
pub const LONGEST_NAME: usize = 100;
pub const LONGEST_TEXT: usize = 4000;
const LONGEST_SEARCH: usize = 200;

static USERNAME: LazyLock<Regex> = LazyLock::new(|| pattern("^[a-z0-9][-a-z0-9_.@]*$"));
static GROUP_NAME: LazyLock<Regex> = LazyLock::new(|| pattern("^[A-Za-z0-9][-A-Za-z0-9_]*[A-Za-z0-9]$"));
static EMAIL: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)*$"#));

fn pattern(text: &str) -> Regex {
    // The patterns are constants of this file and every test run compiles them.
    Regex::new(text).expect("a valid pattern")
}

pub fn username(name: &str) -> Result<()> {
    if name.chars().count() > LONGEST_USERNAME {
        return Err(Error::invalid("username", format!("A user name can have at most {LONGEST_USERNAME} characters.")));
    }
    if USERNAME.is_match(name) {
        return Ok(());
    }
    Err(Error::invalid(
        "username",
        "A user name consists of lower-case letters a to z, digits, \"-\", \"_\", \".\" and \"@\", and begins with a letter or a digit.",
    ))
}

pub fn group_name(name: &str) -> Result<()> {
    if name.chars().count() > LONGEST_GROUP_NAME {
        return Err(Error::invalid("name", format!("The name of a group can have at most {LONGEST_GROUP_NAME} characters.")));
    }
    if GROUP_NAME.is_match(name) {
        return Ok(());
    }
    Err(Error::invalid(
        "name",
        "The name of a group has at least two characters: letters A to Z, digits, \"-\" and \"_\"; it begins and ends with a letter or a digit. \
         The display name may hold anything.",
    ))
}

/// The form in which a group's name stands in paths, and by which names are told apart.
pub fn path_key(group_name: &str) -> String {
    group_name.to_lowercase().replace('_', "-")
}

/// None for an empty address, which means "no address".
pub fn email(address: &str) -> Result<Option<String>> {
    let address = address.trim();
    if address.is_empty() {
        return Ok(None);
    }
    if address.chars().count() > LONGEST_EMAIL || address.chars().any(char::is_control) || !EMAIL.is_match(address) {
        return Err(Error::invalid("email", "This is not an e-mail address. It has to look like name@example.org."));
    }
    Ok(Some(address.to_owned()))
}

/// Free text on one line, for example a display name. None for empty text.
pub fn line(field: &str, text: &str, longest: usize) -> Result<Option<String>> {
    if text.chars().count() > longest {
        return Err(Error::invalid(field, format!("{field} can have at most {longest} characters.")));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(field, format!("{field} cannot hold line breaks or control characters.")));
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

pub fn required_line(field: &str, text: &str, longest: usize) -> Result<String> {
    let text = line(field, text.trim(), longest)?;
    text.ok_or_else(|| Error::invalid(field, format!("{field} cannot be empty.")))
}

/// The text that a list is searched for; None for "everything".
pub fn search(field: &str, text: Option<String>) -> Result<Option<String>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > LONGEST_SEARCH {
        return Err(Error::invalid(field, format!("A search can have at most {LONGEST_SEARCH} characters.")));
    }
    Ok(Some(text))
}

pub fn whole(field: &str, number: i64, least: i64, most: i64) -> Result<i64> {
    if (least..=most).contains(&number) {
        return Ok(number);
    }
    Err(Error::invalid(field, format!("{field} is {number}; {least} to {most} are allowed.")))
}

/// A comma separated list of user names as the SDK sends it, which begins with a comma after the first addition.
pub fn names_of_list(text: &str) -> Vec<String> {
    text.split(',').map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect()
}

/// User text inside a message.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", shorten(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_follow_the_rule_of_the_sdk() {
        for good in ["ann", "a", "0", "ann.lee@example.org", "a-b_c"] {
            assert!(username(good).is_ok(), "{good}");
        }
        for bad in ["", "Ann", "-a", "a b", "анна", "山田", "a/b", "a\n", &"a".repeat(65)] {
            assert!(username(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn group_names_have_two_characters_and_plain_ends() {
        for good in ["ab", "Team_A", "vision-lab", "a__b"] {
            assert!(group_name(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "-ab", "ab-", "ab_", "a b", "グループ", "a/b", "ab\n", &"a".repeat(64)] {
            assert!(group_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_that_differ_in_case_or_underscore_share_a_path() {
        assert_eq!(path_key("Team_A"), path_key("team-a"));
    }

    #[test]
    fn addresses_need_both_sides_of_the_at_sign() {
        assert_eq!(email(" ann@example.org ").ok(), Some(Some("ann@example.org".into())));
        assert_eq!(email("").ok(), Some(None));
        for bad in ["ann", "@b", "a@", "a@b@c", "a b@c.org", "a@b..c", "<a@b.org>"] {
            assert!(email(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_list_of_names_may_hold_empty_elements() {
        assert_eq!(names_of_list(",ann,, Bob "), ["ann", "bob"]);
        assert!(names_of_list("").is_empty());
    }
}
