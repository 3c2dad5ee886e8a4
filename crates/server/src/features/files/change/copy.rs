//! How is a tree copied? File by file, each written aside and put in place when it is complete. Also for what does not lie in shared files,
//! such as what a job left behind.

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use rustix::io::Errno;

use crate::features::files::beneath::{Folder, Kind};
use crate::features::files::path::FilePath;
use crate::features::files::walk::walk;
use crate::features::files::write::staged::Staged;

const PIECE: usize = 8 * 1024 * 1024;

/// Where copies go.
pub struct Into<'a> {
    pub root: &'a Folder,
    pub staging: &'a Arc<Folder>,
}

/// What was copied, and what was not and why.
#[derive(Debug, Default)]
pub struct Copied {
    pub files: u64,
    pub bytes: u64,
    pub left_out: Vec<(String, &'static str)>,
}

/// Copies a file or a folder to the path, over files that have the same names. `go_on` is told the bytes of each piece and may end it.
pub fn copy(
    from: &Folder,
    source: &FilePath,
    into: &Into<'_>,
    target: &FilePath,
    mut go_on: impl FnMut(u64) -> ControlFlow<()>,
) -> io::Result<Copied> {
    let mut copied = Copied::default();
    if from.look(source)?.kind != Kind::Folder {
        // Whether it was ended or not, nothing comes after it.
        let _ended = copy_file(from, source, into, target, &mut copied, &mut go_on)?;
        return Ok(copied);
    }
    into.root.ensure_folder(target)?;
    walk(from, source, b"", |found| {
        let below = found.path.below(source).unwrap_or_default();
        let target = target.append(&below);
        match found.meta.kind {
            Kind::Folder => {
                into.root.ensure_folder(&target)?;
                Ok(ControlFlow::Continue(()))
            }
            Kind::File => copy_file(from, found.path, into, &target, &mut copied, &mut go_on),
            Kind::Link => {
                copied.left_out.push((below.shown(), "it is a link that leads to a folder or out of the folder"));
                Ok(ControlFlow::Continue(()))
            }
            Kind::Other => {
                copied.left_out.push((below.shown(), "it is no file"));
                Ok(ControlFlow::Continue(()))
            }
        }
    })?;
    Ok(copied)
}

fn copy_file(
    from: &Folder,
    source: &FilePath,
    into: &Into<'_>,
    target: &FilePath,
    copied: &mut Copied,
    go_on: &mut impl FnMut(u64) -> ControlFlow<()>,
) -> io::Result<ControlFlow<()>> {
    let (file, meta) = match from.file(source) {
        // Gone since it was seen.
        Err(error) if error.kind() == io::ErrorKind::NotFound && copied.files > 0 => return Ok(ControlFlow::Continue(())),
        other => other?,
    };
    let staged = Staged::new(into.staging.clone())?;
    if pour(&file, &staged.file, meta.size, go_on)?.is_break() {
        return Ok(ControlFlow::Break(()));
    }
    staged.complete(&into.root.meta()?)?;
    let folder = into.root.ensure_folder(&target.parent())?;
    staged.put_in_place(&folder, target.name().unwrap_or_default(), true)?;
    copied.files += 1;
    copied.bytes += meta.size;
    Ok(ControlFlow::Continue(()))
}

/// In the kernel where the file systems can, else through memory.
fn pour(from: &File, to: &File, size: u64, go_on: &mut impl FnMut(u64) -> ControlFlow<()>) -> io::Result<ControlFlow<()>> {
    let mut left = size;
    let mut in_kernel = true;
    let mut buffer = Vec::new();
    while left > 0 {
        let wanted = left.min(PIECE as u64) as usize;
        let moved = if in_kernel {
            match rustix::fs::copy_file_range(from, None, to, None, wanted) {
                Ok(moved) => moved as u64,
                Err(Errno::XDEV | Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP | Errno::PERM) => {
                    in_kernel = false;
                    continue;
                }
                Err(error) => return Err(error.into()),
            }
        } else {
            buffer.clear();
            from.take(wanted as u64).read_to_end(&mut buffer)?;
            (&*to).write_all(&buffer)?;
            buffer.len() as u64
        };
        // It became shorter meanwhile.
        if moved == 0 {
            break;
        }
        left -= moved;
        if go_on(moved).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}
