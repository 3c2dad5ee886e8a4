//! What is a notebook? A named JupyterLab of one person in one group, with the settings of its last start.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::error::{Error, Result};

pub const KIND: &str = "notebook";
/// The port JupyterLab listens on inside its container.
pub const PORT: u16 = 8888;

#[derive(Clone, Debug, FromRow)]
pub struct Notebook {
    pub id: String,
    pub name: String,
    pub group_id: String,
    pub user_id: String,
    pub settings: String,
    pub created_at: i64,
    /// The last sign of life: kernel, terminal, open page, CPU.
    pub last_activity_at: Option<i64>,
    pub idle_since: Option<i64>,
    pub extended_until: Option<i64>,
    /// JSON: what keeps it alive now.
    pub keep_alive: Option<String>,
    pub warned: i64,
}

impl Notebook {
    pub fn settings(&self) -> Settings {
        serde_json::from_str(&self.settings).unwrap_or_default()
    }

    pub fn keep_alive(&self) -> Vec<KeepAlive> {
        self.keep_alive.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

/// Remembered, so that starting again is one click.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    pub instance_type: String,
    pub image: String,
    #[serde(default)]
    pub safe_mode: bool,
    #[serde(default)]
    pub env: Vec<EnvVar>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvVar {
    pub name: String,
    pub value: String,
}

/// A sign of life, e.g. kind `kernel`, text `kernel busy in train.ipynb`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, async_graphql::SimpleObject)]
pub struct KeepAlive {
    pub kind: String,
    pub text: String,
}

const LONGEST_NAME: usize = 63;
const MOST_ENV: usize = 100;
const LONGEST_VALUE: usize = 32 * 1024;

/// Letters of any language, digits, spaces, dashes, dots and underscores.
pub fn check_name(name: &str) -> Result<String> {
    let name = name.trim();
    let rule = "Use letters of any language, digits, spaces, dashes, dots and underscores, up to 63 characters.";
    if name.is_empty() {
        return Err(Error::invalid("name", "Give the notebook a name."));
    }
    let good = name.chars().all(|c| c.is_alphanumeric() || " -_.".contains(c)) && name.chars().count() <= LONGEST_NAME;
    if !good {
        return Err(Error::invalid("name", rule));
    }
    Ok(name.to_owned())
}

/// Names that differ only in case are the same name.
pub fn name_key(name: &str) -> String {
    name.to_lowercase()
}

static ENV_NAME: LazyLock<Regex> = LazyLock::new(|| {
    // A constant pattern; a test compiles it.
    Regex::new("^[-._a-zA-Z][-._a-zA-Z0-9]*$").expect("the pattern is valid")
});

/// What the server and the image need for themselves.
const RESERVED: &[&str] =
    &["JUPYTER_TOKEN", "PRIMEHUB_BASE_URL", "NB_UID", "NB_GID", "NB_USER", "GRANT_SUDO", "PRIMEHUB_SAFE_MODE_ENABLED", "LD_PRELOAD"];

/// Rows without name and value are dropped; the last of two with the same name counts.
pub fn check_env(env: Vec<EnvVar>) -> Result<Vec<EnvVar>> {
    let mut good: Vec<EnvVar> = Vec::new();
    for (index, variable) in env.into_iter().enumerate() {
        let name = variable.name.trim().to_owned();
        if name.is_empty() && variable.value.is_empty() {
            continue;
        }
        let field = format!("env.{index}.name");
        if !ENV_NAME.is_match(&name) || name.len() > 200 {
            return Err(Error::invalid(field, "Use letters, digits, dashes, dots and underscores; the first character is no digit."));
        }
        if RESERVED.contains(&name.as_str()) {
            return Err(Error::invalid(field, format!("{name} is set by PrimeHub and cannot be changed here.")));
        }
        if variable.value.len() > LONGEST_VALUE || variable.value.contains('\0') {
            return Err(Error::invalid(format!("env.{index}.value"), "At most 32 KiB of text, without NUL characters."));
        }
        good.retain(|other| other.name != name);
        good.push(EnvVar { name, value: variable.value });
    }
    if good.len() > MOST_ENV {
        return Err(Error::invalid("env", format!("At most {MOST_ENV} variables.")));
    }
    Ok(good)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str, value: &str) -> EnvVar {
        EnvVar { name: name.into(), value: value.into() }
    }

    #[test]
    fn names_may_be_of_any_language_but_not_markup() {
        assert!(check_name("影像標註檢查").is_ok());
        assert_eq!(check_name("  my notebook 2.1 ").unwrap(), "my notebook 2.1");
        for bad in ["", "   ", "<b>", "a/b", "a\nb", &"x".repeat(64)] {
            assert!(check_name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn variables_follow_the_rule_and_empty_rows_are_dropped() {
        let checked = check_env(vec![variable("", ""), variable("A.b-c", "1"), variable("A.b-c", "2")]).unwrap();
        assert_eq!(checked, [variable("A.b-c", "2")]);
        assert!(check_env(vec![variable("1A", "x")]).is_err());
        assert!(check_env(vec![variable("JUPYTER_TOKEN", "x")]).is_err());
    }
}
