//! What do people read when a start fails? One sentence, a cause code and what to do next, from what the engine said.

use primehub_engine::{EngineError, Exit};

use super::model::Failure;

/// The exit code of the launch script in an image without Jupyter.
const NO_JUPYTER: i64 = 78;

fn failure(code: &str, message: impl Into<String>, next_step: &str) -> Failure {
    Failure { message: message.into(), code: code.into(), next_step: next_step.into(), detail: None, last_lines: Vec::new() }
}

pub fn of_engine(error: &EngineError) -> Failure {
    let mut found = match error {
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
        EngineError::Refused(_) => failure(
            "ENGINE_REFUSED",
            "The container engine could not start this image.",
            "Choose another image, or show the cause to an administrator.",
        ),
        EngineError::NotFound | EngineError::Unsupported(_) | EngineError::Other(_) => failure(
            "ENGINE_FAILED",
            "The container engine reported a failure.",
            "Try again. If it happens again, show the cause to an administrator.",
        ),
    };
    found.detail = Some(crate::error::shorten_to(&error.to_string(), 600));
    found
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
    if exit.out_of_memory {
        return out_of_memory();
    }
    let in_vain = if started_again { ", and starting it again did not help" } else { "" };
    failure(
        "EXITED",
        format!("It ended unexpectedly (exit code {}){in_vain}.", exit.code),
        "Look at the last lines of its log, then start it again.",
    )
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
