//! How containers, networks and bridges are named and labelled, and which names from outside are safe to pass on.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::{EngineError, Result, UnitRef, WorkloadSpec};

pub const INSTALLATION: &str = "io.primehub.installation";
pub const UNIT: &str = "io.primehub.unit";
pub const GENERATION: &str = "io.primehub.generation";
pub const KIND: &str = "io.primehub.kind";
pub const NAME: &str = "io.primehub.name";
pub const NETWORK: &str = "io.primehub.network";

pub fn check_installation(name: &str) -> Result<()> {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if !name.is_empty() && name.len() <= 32 && name.chars().all(plain) {
        return Ok(());
    }
    Err(EngineError::Refused(format!("the installation's name {name:?} must have 1 to 32 small letters, digits or '-'")))
}

/// Image names become a part of the engine's paths, so nothing passes that could lead to another path.
pub fn check_image(image: &str) -> Result<()> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._:/@-".contains(letter);
    let begins_well = image.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    if begins_well && image.len() <= 1024 && image.chars().all(plain) && !image.contains("..") && !image.contains("//") {
        return Ok(());
    }
    let detail = "this is not the name of an image, which looks like registry.example.com/team/image:tag".to_owned();
    Err(EngineError::ImageMissing { image: image.chars().take(200).collect(), detail })
}

pub fn container(installation: &str, unit: &UnitRef) -> String {
    format!("primehub-{installation}-{}-{}", plain(&unit.unit, 120), unit.generation)
}

pub fn network(installation: &str, key: &str) -> String {
    format!("primehub-{installation}-{}-{}", plain(key, 60), hash(&[installation, key], 4))
}

/// With this begin all bridges of all installations.
pub const BRIDGES: &str = "ph-";

/// Those of one installation begin with `bridge_prefix`; 15 letters are the most that the kernel takes.
pub fn bridge(installation: &str, key: &str) -> String {
    format!("{}{}", bridge_prefix(installation), hash(&[installation, key], 4))
}

pub fn bridge_prefix(installation: &str) -> String {
    format!("{BRIDGES}{}", hash(&[installation], 2))
}

pub fn hash(parts: &[&str], bytes: usize) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(bytes).map(|byte| format!("{byte:02x}")).collect()
}

/// Keeps what engines allow in names; other letters become `-`.
pub fn plain(text: &str, longest: usize) -> String {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    text.chars().take(longest).map(|letter| if allowed(letter) { letter } else { '-' }).collect()
}

pub fn labels(installation: &str, spec: &WorkloadSpec) -> HashMap<String, String> {
    let mut labels: HashMap<String, String> = spec.labels.iter().cloned().collect();
    labels.extend([
        (INSTALLATION.into(), installation.into()),
        (UNIT.into(), spec.unit.unit.clone()),
        (GENERATION.into(), spec.unit.generation.to_string()),
        (KIND.into(), spec.kind.clone()),
        (NAME.into(), spec.name.clone()),
    ]);
    labels
}

pub fn unit_of(labels: &HashMap<String, String>) -> Option<UnitRef> {
    let generation = labels.get(GENERATION)?.parse().ok()?;
    Some(UnitRef { unit: labels.get(UNIT)?.clone(), generation })
}

pub fn only_ours(installation: &str) -> HashMap<String, Vec<String>> {
    HashMap::from([("label".to_owned(), vec![format!("{INSTALLATION}={installation}")])])
}
