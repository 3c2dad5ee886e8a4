//! Secrets: logins of registries and keys of repositories. Sealed at rest, and never shown again.

pub mod actions;
pub mod api;
pub mod input;
pub mod store;

use crate::features::workload::RegistryAuth;

use crate::app::SharedApp;
use crate::error::Result;
use crate::features::catalog::model::Image;
use crate::seal;

/// One text, for example the key of a Git repository.
pub const OPAQUE: &str = "opaque";
/// A login at a registry. The name is the original's.
pub const KUBERNETES: &str = "kubernetes";

/// The login for pulling this reference of the image. None when the image names no secret, or when the reference is in another
/// registry than the one that the login is for: a login is never sent anywhere else.
pub async fn pull_auth(app: &SharedApp, image: &Image, reference: &str) -> Result<Option<RegistryAuth>> {
    let Some(id) = &image.pull_secret else { return Ok(None) };
    let secret = store::get(app.db.read(), id).await?.filter(|secret| secret.kind == KUBERNETES);
    let Some(secret) = secret else { return Ok(None) };
    let host = registry_host(secret.registry_host.as_deref().unwrap_or_default());
    if host != registry_of(reference) {
        return Ok(None);
    }
    let password = seal::open(&app.key, &secret.sealed)?;
    Ok(Some(RegistryAuth { registry: host, username: secret.username.unwrap_or_default(), password }))
}

/// The host of a registry however it was typed: with a scheme, with a path, by one of the names of Docker Hub.
fn registry_host(typed: &str) -> String {
    let host = typed.trim().trim_start_matches("https://").trim_start_matches("http://");
    let host = host.split('/').next().unwrap_or_default().to_lowercase();
    match host.as_str() {
        "index.docker.io" | "registry-1.docker.io" | "registry.hub.docker.com" | "hub.docker.com" => "docker.io".into(),
        _ => host,
    }
}

/// The first part of a reference is a registry if it looks like a host; otherwise the image is on Docker Hub.
fn registry_of(reference: &str) -> String {
    match reference.split_once('/') {
        Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => registry_host(first),
        _ => "docker.io".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries_are_compared_by_host_however_they_are_written() {
        assert_eq!(registry_host("https://index.docker.io/v1/"), registry_of("team/notebook"));
        assert_eq!(registry_host("https://Registry.example.org/"), registry_of("registry.example.org/team/notebook:1"));
        assert_eq!(registry_host("localhost:5000"), registry_of("localhost:5000/a"));
        assert_eq!(registry_of("localhost/a"), "localhost");
        assert_ne!(registry_host("registry.example.org"), registry_of("registry.example.org.attacker.net/a"));
    }
}
