//! What can administrators set? The settings with their defaults, and the rules that need no database.

use std::collections::HashMap;

use async_graphql::{InputObject, SimpleObject};
use chrono::{DateTime, Offset, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, shorten};

pub const ORG_NAME: &str = "org_name";
pub const ORG_LOGO: &str = "org_logo";
pub const VOLUME_CAPACITY: &str = "default_user_volume_capacity";
pub const TIMEZONE: &str = "timezone";
pub const GRANT_SUDO: &str = "grant_sudo";

const LONGEST_ORG_NAME: usize = 100;
/// Logos may be small pictures as `data:` addresses; they are sent with every page.
const LONGEST_LOGO: usize = 256 * 1024;
const LARGEST_VOLUME: i64 = 1_000_000;

#[derive(Clone, Debug)]
pub struct Settings {
    pub org_name: String,
    pub org_logo: Option<Logo>,
    /// GB of a personal volume.
    pub default_volume_capacity: i64,
    pub timezone: String,
    pub grant_sudo: bool,
}

impl Settings {
    /// Rows of the settings table; what is missing has its default.
    pub fn read(rows: &HashMap<String, String>) -> Self {
        let text = |key: &str| rows.get(key).cloned();
        Self {
            org_name: text(ORG_NAME).unwrap_or_else(|| "PrimeHub".into()),
            org_logo: text(ORG_LOGO).and_then(|json| serde_json::from_str(&json).ok()),
            default_volume_capacity: text(VOLUME_CAPACITY).and_then(|number| number.parse().ok()).unwrap_or(20),
            timezone: text(TIMEZONE).unwrap_or_else(|| "Etc/UTC".into()),
            grant_sudo: text(GRANT_SUDO).is_none_or(|value| value == "true"),
        }
    }
}

/// A picture. The name of the type is the original's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[graphql(name = "CannerImage", input_name = "CannerImageInput")]
pub struct Logo {
    pub content_type: Option<String>,
    pub name: Option<String>,
    pub size: Option<i64>,
    pub url: Option<String>,
}

impl Logo {
    /// None when there is no address, which takes the logo away.
    pub fn checked(self) -> Result<Option<Self>> {
        let refused = |message: String| Err(Error::invalid("org.logo.url", message));
        let Some(url) = self.url.as_deref().map(str::trim).filter(|url| !url.is_empty()) else { return Ok(None) };
        if url.len() > LONGEST_LOGO {
            return refused(format!("The logo is too large: {} KiB; at most {} KiB are kept.", url.len() / 1024, LONGEST_LOGO / 1024));
        }
        let pictures = ["data:image/png;base64,", "data:image/jpeg;base64,"];
        let is_picture = pictures.iter().any(|start| url.starts_with(start));
        let is_address = ["https://", "http://", "/"].iter().any(|start| url.starts_with(start)) && !url.contains(char::is_whitespace);
        if !is_picture && !is_address {
            return refused("The logo has to be an http(s) address, or a PNG or JPEG picture as a data: address.".into());
        }
        Ok(Some(Self { url: Some(url.to_owned()), ..self }))
    }
}

pub fn org_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::invalid("org.name", "The name of the organisation cannot be empty."));
    }
    if name.chars().count() > LONGEST_ORG_NAME {
        return Err(Error::invalid("org.name", format!("The name of the organisation can have at most {LONGEST_ORG_NAME} characters.")));
    }
    Ok(name.to_owned())
}

pub fn volume_capacity(gigabytes: i64) -> Result<i64> {
    if (1..=LARGEST_VOLUME).contains(&gigabytes) {
        return Ok(gigabytes);
    }
    Err(Error::invalid(
        "defaultUserVolumeCapacity",
        format!("The default user volume capacity is {gigabytes} GB; 1 to {LARGEST_VOLUME} GB are allowed."),
    ))
}

pub fn timezone(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| {
        Error::invalid("timezone.name", format!("\"{}\" is not a time zone. Use a name like Europe/Berlin or Etc/UTC.", shorten(name)))
    })
}

/// Hours east of Greenwich at this moment.
pub fn offset_hours(zone: Tz, now: DateTime<Utc>) -> f64 {
    f64::from(now.with_timezone(&zone).offset().fix().local_minus_utc()) / 3600.0
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn logo(url: &str) -> Logo {
        Logo { content_type: None, name: None, size: None, url: Some(url.into()) }
    }

    #[test]
    fn an_empty_address_takes_the_logo_away() {
        assert!(matches!(logo("  ").checked(), Ok(None)));
    }

    #[test]
    fn addresses_that_run_code_are_no_logos() {
        for url in ["javascript:alert(1)", "data:image/svg+xml;base64,AAAA", "data:text/html,x", "file:///etc/passwd", "https://a b"] {
            assert!(logo(url).checked().is_err(), "{url}");
        }
        assert!(matches!(logo("https://example.org/logo.png").checked(), Ok(Some(_))));
    }

    #[test]
    fn the_offset_follows_summer_time() {
        let zone = timezone("Europe/Berlin").unwrap();
        let at = |month| Utc.with_ymd_and_hms(2026, month, 1, 12, 0, 0).unwrap();
        assert_eq!((offset_hours(zone, at(1)), offset_hours(zone, at(7))), (1.0, 2.0));
    }
}
