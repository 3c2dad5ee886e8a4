//! Who uses the data folder? Servers share it, and a restore needs it for itself. The operating system lets go of the lock when a process dies.

use std::fs::File;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use crate::error::{Error, Result};

/// Held for as long as a server runs.
pub fn shared(data: &Path) -> Result<File> {
    take(
        data,
        FlockOperation::NonBlockingLockShared,
        "A restore is going on in this data folder. Start the server again when it is finished.",
    )
}

/// Fails while a server runs.
pub fn alone(data: &Path) -> Result<File> {
    take(data, FlockOperation::NonBlockingLockExclusive, "A server runs with this data folder. Stop it first.")
}

fn take(data: &Path, operation: FlockOperation, message: &str) -> Result<File> {
    std::fs::create_dir_all(data)?;
    let file = File::options().create(true).truncate(false).write(true).open(data.join("server.lock"))?;
    match flock(&file, operation) {
        Ok(()) => Ok(file),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(Error::WrongState { code: "DATA_FOLDER_IN_USE", message: message.into() }),
        Err(error) => Err(Error::internal(format!("the data folder {} cannot be locked: {error}", data.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_share_the_folder_and_a_restore_waits_for_all_to_go() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (shared(folder.path()).unwrap(), shared(folder.path()).unwrap());
        drop(one);
        assert!(alone(folder.path()).is_err());
        drop(two);
        let restore = alone(folder.path()).unwrap();
        assert!(shared(folder.path()).is_err());
        drop(restore);
    }
}
