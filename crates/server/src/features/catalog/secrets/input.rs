//! What is said about a secret when it is created or changed, and which of it is allowed?

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};

use super::{KUBERNETES, OPAQUE};
use crate::error::{Error, Result};
use crate::features::catalog::model::Secret;
use crate::features::catalog::rules;
use crate::seal;

/// Shown instead of a value; sent back it means "as it was".
pub const MASK: &str = "******";
const LONGEST_VALUE: usize = 64 * 1024;
const LONGEST_LINE: usize = 255;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(rename_items = "lowercase")]
pub enum SecretType {
    Opaque,
    Kubernetes,
}

impl SecretType {
    pub fn kind(self) -> &'static str {
        match self {
            Self::Opaque => OPAQUE,
            Self::Kubernetes => KUBERNETES,
        }
    }

    pub fn of(row: &Secret) -> Self {
        if row.kind == KUBERNETES { Self::Kubernetes } else { Self::Opaque }
    }

    /// The id under which images refer to it.
    pub fn id(self, name: &str) -> String {
        match self {
            Self::Opaque => format!("gitsync-secret-{name}"),
            Self::Kubernetes => format!("image-{name}"),
        }
    }
}

#[derive(InputObject)]
pub struct SecretWhereUniqueInput {
    pub id: ID,
}

#[derive(Default, InputObject)]
pub struct SecretWhereInput {
    pub id: Option<ID>,
    pub if_docker_config_json: Option<bool>,
    pub search: Option<String>,
}

#[derive(Default, InputObject)]
pub struct SecretOrderByInput {
    pub name: Option<String>,
    pub display_name: Option<String>,
}

#[derive(InputObject)]
pub struct SecretCreateInput {
    pub name: String,
    pub r#type: Option<SecretType>,
    #[graphql(flatten)]
    pub fields: SecretFields,
}

#[derive(InputObject)]
pub struct SecretUpdateInput {
    pub r#type: Option<SecretType>,
    #[graphql(flatten)]
    pub fields: SecretFields,
}

/// What is absent keeps its value; of these only the display name can be cleared.
#[derive(Default, InputObject)]
pub struct SecretFields {
    pub display_name: MaybeUndefined<String>,
    pub secret: Option<String>,
    pub registry_host: Option<String>,
    pub username: Option<String>,
    pub password: Option<String>,
}

impl SecretFields {
    /// Writes what was said into the row and checks the whole of it. A new row has an empty `sealed`.
    pub fn write_into(self, key: &[u8; 32], row: &mut Secret) -> Result<()> {
        if !self.display_name.is_undefined() {
            row.display_name = rules::display_name(self.display_name.take())?;
        }
        let is_login = row.kind == KUBERNETES;
        let (field, value) = if is_login { ("password", self.password) } else { ("secret", self.secret) };
        if is_login {
            write_line("registryHost", "registry host", self.registry_host, &mut row.registry_host)?;
            write_line("username", "user name", self.username, &mut row.username)?;
        }
        if let Some(value) = value.filter(|value| value != MASK) {
            if value.is_empty() {
                return Err(Error::invalid(field, format!("The {field} cannot be empty.")));
            }
            if value.len() > LONGEST_VALUE {
                return Err(Error::invalid(field, format!("The {field} is longer than {} KiB.", LONGEST_VALUE / 1024)));
            }
            row.sealed = seal::seal(key, &value)?;
        }
        if row.sealed.is_empty() {
            return Err(Error::invalid(field, format!("The {field} is missing.")));
        }
        Ok(())
    }
}

fn write_line(field: &'static str, title: &str, given: Option<String>, into: &mut Option<String>) -> Result<()> {
    if given.is_some() {
        *into = rules::line(field, title, given, LONGEST_LINE)?;
    }
    if into.is_none() {
        return Err(Error::invalid(field, format!("The {title} is missing.")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn row(kind: SecretType) -> Secret {
        Secret {
            id: kind.id("s"),
            name: "s".into(),
            kind: kind.kind().into(),
            display_name: None,
            registry_host: None,
            username: None,
            sealed: String::new(),
            created_at: 0,
        }
    }

    #[test]
    fn the_mask_keeps_the_value() {
        let mut row = row(SecretType::Opaque);
        let set = |value: &str| SecretFields { secret: Some(value.into()), ..Default::default() };
        assert!(set(MASK).write_into(&KEY, &mut row).is_err(), "there is nothing to keep yet");
        assert!(set("first").write_into(&KEY, &mut row).is_ok());
        assert!(set(MASK).write_into(&KEY, &mut row).is_ok());
        assert_eq!(seal::open(&KEY, &row.sealed).ok().as_deref(), Some("first"));
    }

    #[test]
    fn a_login_needs_all_three_parts() {
        let all = || SecretFields {
            registry_host: Some("r.example.org".into()),
            username: Some("ann".into()),
            password: Some("p".into()),
            ..Default::default()
        };
        assert!(all().write_into(&KEY, &mut row(SecretType::Kubernetes)).is_ok());
        for without in [
            SecretFields { registry_host: None, ..all() },
            SecretFields { username: Some(" ".into()), ..all() },
            SecretFields { password: None, ..all() },
        ] {
            assert!(without.write_into(&KEY, &mut row(SecretType::Kubernetes)).is_err());
        }
    }
}
