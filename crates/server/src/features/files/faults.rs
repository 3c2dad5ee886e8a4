//! What does an error of the file system mean to the person who asked? Which path, what is wrong, what to do.

use std::io;

use rustix::io::Errno;

use super::path::FilePath;
use crate::error::{Error, shorten_to};

pub fn explained(error: io::Error, path: &FilePath) -> Error {
    let shown = shorten_to(&path.shown(), 200);
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::NOENT) => nothing_at(path),
        Some(Errno::NOTDIR) => {
            Error::WrongState { code: "NOT_A_FOLDER", message: format!("\"{shown}\" is not a folder, or lies below a file.") }
        }
        Some(Errno::ISDIR) => is_folder(path),
        Some(Errno::EXIST | Errno::NOTEMPTY) => exists(path),
        Some(Errno::XDEV | Errno::LOOP) => Error::NotFound(format!(
            "\"{shown}\" goes through a link that leads out of the shared files or in a circle. Such links are not followed."
        )),
        Some(Errno::NXIO) => Error::NotFound(format!("\"{shown}\" is a pipe, a socket or a device and no file. It can only be deleted.")),
        Some(Errno::NAMETOOLONG) => Error::invalid("path", format!("The path \"{shown}\" is too long for the server's disk.")),
        Some(Errno::NOSPC | Errno::DQUOT) => disk_full(),
        Some(Errno::INVAL) => Error::invalid("path", format!("This is not possible with \"{shown}\": a folder cannot be put into itself.")),
        _ => Error::internal(format!("shared files, {shown}: {error}")),
    }
}

pub fn nothing_at(path: &FilePath) -> Error {
    Error::NotFound(format!("There is nothing at \"{}\" in the shared files.", shorten_to(&path.shown(), 200)))
}

pub fn is_folder(path: &FilePath) -> Error {
    let shown = shorten_to(&path.shown(), 200);
    Error::WrongState { code: "IS_A_FOLDER", message: format!("\"{shown}\" is a folder and not a file.") }
}

pub fn exists(path: &FilePath) -> Error {
    let message = format!("\"{}\" exists already. Replace it, keep both, or choose another name.", shorten_to(&path.shown(), 200));
    Error::Conflict { code: "FILE_EXISTS", field: "path", message }
}

pub fn disk_full() -> Error {
    let message = "The disk of the shared files is full. Delete what is no longer needed and empty the trash, or ask an administrator.";
    Error::Unavailable { code: "DISK_FULL", message: message.into() }
}
