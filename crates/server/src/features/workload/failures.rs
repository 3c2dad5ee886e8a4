//! What do people read when a start fails? One sentence, a cause code and what to do next, from what the engine said.

use primehub_engine::{EngineError, Exit};

use super::model::Failure;

/// The exit code of the launch script in an image without Jupyter.
const NO_JUPYTER: i64 = 78;

fn failure(code: &str, message: impl Into<String>, next_step: &str) -> Failure {
    Failure {
        message: message.into(),
        code: code.into(),
        next_step: next_step.into(),
        detail: None,
        exit_code: None,
        last_lines: Vec::new(),
    }
}

/// The engine's own words are for the log; people read what they mean.
pub fn of_engine(error: &EngineError) -> Failure {
    match error {
        EngineError::ImageMissing { image, .. } => failure(
            "IMAGE_NOT_FOUND",
            format!("The image {image} does not exist on this machine or in its registry."),
            "Choose another image, or ask an administrator to correct the image's address.",
        ),
        EngineError::ImageDenied { image, .. } => failure(
            "IMAGE_PULL_DENIED",
            format!("The registry refused access to the image {image}."),
            "Ask an administrator to renew the pull secret of this image, or choose another image.",
        ),
        EngineError::RegistryUnreachable { image, .. } => failure(
            "REGISTRY_UNREACHABLE",
            format!("The registry of the image {image} does not answer, and the image is not on this machine."),
            "Try again later, or choose an image that is on the machine. An administrator can check the registry's address and the network.",
        ),
        EngineError::NoSpace(_) => failure(
            "NO_SPACE",
            "The machine has no disk space left.",
            "Ask an administrator to free space, for example by removing unused images.",
        ),
        EngineError::Unreachable(_) => failure(
            "ENGINE_DOWN",
            "The container engine did not answer during the whole start.",
            "Try again later. An administrator sees the state of the engine on the overview page.",
        ),
        EngineError::Refused(words) => refused(words),
        EngineError::NotFound | EngineError::Unsupported(_) | EngineError::Other(_) => failure(
            "ENGINE_FAILED",
            "The container engine reported a failure.",
            "Try again. If it happens again, ask an administrator to look into the server's log.",
        ),
    }
}

/// What lies in the image or in the machine, so that trying again does not help.
fn refused(words: &str) -> Failure {
    let words = words.to_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(phrase));
    if says(&["could not select device driver", "unresolvable cdi devices", "nvidia-container", "hands out no gpus"]) {
        return failure(
            "NO_GPU_DRIVER",
            "The machine cannot give a GPU to containers.",
            "Choose an instance type without GPU, or ask an administrator to install the GPU driver of the container engine.",
        );
    }
    if says(&["exec format error"]) {
        return failure(
            "WRONG_ARCHITECTURE",
            "The image was made for another kind of processor.",
            "Choose another image, or ask an administrator for a build of this one for this machine.",
        );
    }
    if says(&["executable file not found", "no such file or directory"]) && says(&["exec"]) {
        return failure(
            "PROGRAM_MISSING",
            "The image has no program to start: PrimeHub needs a shell (sh) in it.",
            "Choose another image, or ask an administrator to add a shell to this one.",
        );
    }
    if says(&["unable to find user", "no matching entries in passwd"]) {
        return failure(
            "USER_MISSING",
            "The image has no user of the name that is to start it.",
            "Choose another image, or ask an administrator to correct this one.",
        );
    }
    if says(&["mount", "bind source path", "to mount does not exist"]) {
        return failure(
            "FOLDER_FAILED",
            "A folder that belongs to it cannot be given to the container.",
            "Try again. If it happens again, ask an administrator to look into the server's log; the disk may be full or read-only.",
        );
    }
    if says(&["permission denied", "operation not permitted"]) {
        return failure(
            "NOT_PERMITTED",
            "The machine does not permit to start this image.",
            "Choose another image, or ask an administrator to look into the server's log.",
        );
    }
    failure(
        "ENGINE_REFUSED",
        "The container engine could not start this image.",
        "Choose another image, or ask an administrator to look into the server's log.",
    )
}

pub fn folder_failed() -> Failure {
    failure(
        "FOLDER_FAILED",
        "A folder that it needs cannot be prepared.",
        "Ask an administrator to look into the server's log; the disk may be full or read-only.",
    )
}

/// The container ended before it answered.
pub fn exited_while_starting(exit: &Exit, image: &str) -> Failure {
    if exit.out_of_memory {
        return out_of_memory();
    }
    if exit.code == NO_JUPYTER {
        return failure(
            "NO_JUPYTER",
            format!("The image {image} has no JupyterLab."),
            "Choose an image with JupyterLab, or ask an administrator to install it in this image.",
        );
    }
    failure(
        "EXITED_AT_ONCE",
        format!("The notebook ended by itself during the start (exit code {}).", exit.code),
        "Look at the last lines of its log. Safe mode starts without your own settings, in case one of them is broken.",
    )
}

pub fn exited(exit: &Exit, started_again: bool) -> Failure {
    let in_vain = if started_again { ", and starting it again did not help" } else { "" };
    let ended = failure(
        "EXITED",
        format!("It ended unexpectedly (exit code {}){in_vain}.", exit.code),
        "Look at the last lines of its log, then start it again.",
    );
    let found = if exit.out_of_memory { out_of_memory() } else { ended };
    Failure { exit_code: Some(exit.code), ..found }
}

pub fn out_of_memory() -> Failure {
    failure(
        "OUT_OF_MEMORY",
        "It needed more memory than its instance type has and was stopped by the system.",
        "Choose an instance type with more memory, or load less data at once.",
    )
}

pub fn lost() -> Failure {
    failure(
        "CONTAINER_LOST",
        "Its container disappeared without PrimeHub removing it.",
        "Start it again; your files are kept. An administrator may have removed the container by hand.",
    )
}

pub fn start_timeout(seconds: u64) -> Failure {
    failure(
        "START_TIMEOUT",
        format!("It did not answer within {} of the creation of its container.", minutes(seconds)),
        "Look at the last lines of its log. Safe mode starts without your own settings, in case one of them hangs.",
    )
}

fn minutes(seconds: u64) -> String {
    if seconds.is_multiple_of(60) { format!("{} min", seconds / 60) } else { format!("{seconds} s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_what_the_engines_words_mean_and_never_the_words() {
        let said = [
            ("OCI runtime create failed: runc: exec: \"sh\": executable file not found in $PATH: unknown", "PROGRAM_MISSING"),
            ("could not select device driver \"\" with capabilities: [[gpu]]", "NO_GPU_DRIVER"),
            ("standard_init_linux.go:228: exec user process caused: exec format error", "WRONG_ARCHITECTURE"),
            ("unable to find user jovyan: no matching entries in passwd file", "USER_MISSING"),
            ("invalid mount config for type \"bind\": bind source path does not exist: /srv/x", "FOLDER_FAILED"),
            ("OCI runtime create failed: something nobody has seen before", "ENGINE_REFUSED"),
        ];
        for (words, code) in said {
            let failure = of_engine(&EngineError::Refused(words.into()));
            assert_eq!(failure.code, code, "{words}");
            let shown = format!("{} {} {:?}", failure.message, failure.next_step, failure.detail);
            assert!(!shown.contains("OCI") && !shown.contains("/srv") && failure.next_step.ends_with('.'), "{shown}");
        }
    }
}
