//! Which of the causes of `EngineError` an answer of Docker or Podman means, by its status and its words.

use bollard::errors::Error;

use crate::EngineError;

pub fn from_bollard(error: Error) -> EngineError {
    match error {
        Error::DockerResponseServerError { status_code, message } => from_answer(status_code, &message),
        Error::DockerStreamError { error } => from_answer(500, &error),
        Error::RequestTimeoutError => EngineError::Unreachable("no answer in time".into()),
        Error::SocketNotFoundError(_) => EngineError::Unreachable("there is no such socket".into()),
        Error::HyperLegacyError { err } => EngineError::Unreachable(with_causes(&err)),
        Error::HyperResponseError { err } => EngineError::Unreachable(with_causes(&err)),
        Error::IOError { err } => EngineError::Unreachable(with_causes(&err)),
        other => EngineError::Other(with_causes(&other)),
    }
}

pub fn from_answer(status: u16, message: &str) -> EngineError {
    let message = message.trim();
    if is_full(message) {
        return EngineError::NoSpace(message.into());
    }
    if status == 404 && says(message, &["no such container", "no container with name or id"]) {
        return EngineError::NotFound;
    }
    if status == 400 {
        return EngineError::Refused(message.into());
    }
    EngineError::Other(message.into())
}

/// What failed when a container was started. Causes that lie in the workload itself will not go away by trying again.
pub fn while_starting(error: Error) -> EngineError {
    let error = from_bollard(error);
    let EngineError::Other(message) = &error else {
        return error;
    };
    let own_fault = [
        "executable file not found",
        "no such file or directory",
        "permission denied",
        "oci runtime",
        "not a directory",
        "exec format error",
        "could not select device driver",
        "unresolvable cdi devices",
        "invalid mount",
        "unable to find user",
        "invalid argument",
        "operation not permitted",
    ];
    match says(message, &own_fault) {
        true => EngineError::Refused(message.clone()),
        false => error,
    }
}

/// Why an image could not be had from its registry.
pub fn while_pulling(image: &str, status: u16, message: &str) -> EngineError {
    let (image, detail) = (image.to_owned(), message.trim().to_owned());
    if is_full(&detail) {
        return EngineError::NoSpace(detail);
    }
    let unreachable = [
        "no such host",
        "connection refused",
        "i/o timeout",
        "timeout exceeded",
        "handshake timeout",
        "deadline exceeded",
        "network is unreachable",
        "no route to host",
        "dial tcp",
        "server gave http response to https client",
        "x509:",
        "certificate",
        "connection reset",
        "service unavailable",
        "bad gateway",
        "toomanyrequests",
        "temporary failure in name resolution",
        "server misbehaving",
    ];
    if says(&detail, &unreachable) || detail.ends_with("EOF") {
        return EngineError::RegistryUnreachable { image, detail };
    }
    let denied = ["denied", "unauthorized", "authentication required", "no basic auth", "forbidden", "invalid username/password"];
    if says(&detail, &denied) {
        return EngineError::ImageDenied { image, detail };
    }
    let missing = ["manifest unknown", "not found", "no such image", "name unknown", "invalid reference format", "does not exist"];
    if status == 404 || says(&detail, &missing) {
        return EngineError::ImageMissing { image, detail };
    }
    EngineError::Other(detail)
}

fn is_full(message: &str) -> bool {
    says(message, &["no space left on device", "disk quota exceeded"])
}

pub fn says(message: &str, phrases: &[&str]) -> bool {
    let message = message.to_lowercase();
    phrases.iter().any(|phrase| message.contains(phrase))
}

/// Hyper's errors hide the reason in their sources.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pulling(message: &str) -> &'static str {
        match while_pulling("team/image:1", 500, message) {
            EngineError::ImageMissing { .. } => "missing",
            EngineError::ImageDenied { .. } => "denied",
            EngineError::RegistryUnreachable { .. } => "unreachable",
            EngineError::NoSpace(_) => "full",
            _ => "other",
        }
    }

    #[test]
    fn the_words_of_docker_and_podman_tell_why_a_pull_failed() {
        let said = [
            ("manifest for team/image:1 not found: manifest unknown: manifest unknown", "missing"),
            ("initializing source docker://localhost:1/a:1: reading manifest 1 in localhost:1/a: manifest unknown", "missing"),
            ("pull access denied for team/image, repository does not exist or may require 'docker login'", "denied"),
            ("Get \"https://registry.example.com/v2/\": unauthorized: authentication required", "denied"),
            ("unable to retrieve auth token: invalid username/password: unauthorized", "denied"),
            ("Get \"https://nowhere.example/v2/\": dial tcp: lookup nowhere.example: no such host", "unreachable"),
            ("Get \"https://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused", "unreachable"),
            ("Get \"https://registry-1.docker.io/v2/\": EOF", "unreachable"),
            ("failed to register layer: write /usr/lib/x.so: no space left on device", "full"),
            ("something nobody has seen before", "other"),
        ];
        for (message, wanted) in said {
            assert_eq!(pulling(message), wanted, "{message}");
        }
    }
}
