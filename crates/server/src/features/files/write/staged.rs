//! Where is a file while it arrives? Aside, where no workload and no page sees it. Left alone it is removed again.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::sync::Arc;

use crate::features::files::beneath::{Folder, Meta, hand_over};
use crate::ids;

pub struct Staged {
    folder: Arc<Folder>,
    name: OsString,
    pub file: Arc<File>,
    kept: bool,
}

impl Staged {
    /// For an upload in one request.
    pub fn new(folder: Arc<Folder>) -> io::Result<Self> {
        let name = OsString::from(ids::short("part"));
        let file = Arc::new(folder.create(&name)?);
        Ok(Self { folder, name, file, kept: false })
    }

    /// For an upload in several requests: the file stays between them.
    pub fn resumed(folder: Arc<Folder>, name: &OsStr) -> io::Result<Self> {
        let file = Arc::new(folder.reopen(name)?);
        Ok(Self { folder, name: name.to_owned(), file, kept: true })
    }

    /// Hands the file over to the group and waits until all of it is on the disk.
    pub fn complete(&self, owner: &Meta) -> io::Result<()> {
        hand_over(&self.file, owner)?;
        self.file.sync_data()
    }

    /// In one step, so that whoever reads sees the old file or the new one.
    pub fn put_in_place(mut self, folder: &Folder, name: &OsStr, replace: bool) -> io::Result<()> {
        self.folder.rename(&self.name, folder, name, replace)?;
        self.kept = true;
        folder.sync()
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.kept {
            // What cannot be removed now is found by the sweep.
            let _ = self.folder.remove_file(&self.name);
        }
    }
}
