//! How is a file opened without ever leaving its folder? Everything goes through a handle of the folder and `openat2`, which resolves the
//! whole path inside it: links that people plant are followed only where they stay inside, also while they are swapped.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, Gid, Mode, OFlags, RenameFlags, ResolveFlags, Stat, Uid};
use rustix::io::Errno;

use super::path::FilePath;

const INSIDE: ResolveFlags = ResolveFlags::BENEATH.union(ResolveFlags::NO_MAGICLINKS);
/// The kernel gives up when something on the way is renamed at the same moment.
const TRIES: usize = 64;

/// What the server writes can be changed by every container that the folder is mounted into, whatever user the image has.
const FILE_MODE: Mode = Mode::from_raw_mode(0o666);
const FOLDER_MODE: Mode = Mode::from_raw_mode(0o2777);

/// An open folder. Paths given to it never lead out of it.
#[derive(Debug)]
pub struct Folder(OwnedFd);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    Link,
    /// Pipes, sockets, devices: never opened.
    Other,
}

#[derive(Clone, Copy, Debug)]
pub struct Meta {
    pub kind: Kind,
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: i128,
    /// When it was last renamed or changed otherwise, in microseconds since 1970.
    pub touched: i64,
    pub inode: u64,
    pub uid: u32,
    pub gid: u32,
}

/// A name in a folder. `kind` is None on file systems that do not say it.
#[derive(Clone, Debug)]
pub struct Listed {
    pub name: OsString,
    pub kind: Option<Kind>,
}

impl Folder {
    /// A folder of our own, by its place on the machine.
    pub fn open(place: &Path) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(Self(rustix::fs::open(place, flags, Mode::empty())?))
    }

    pub fn folder(&self, path: &FilePath) -> io::Result<Self> {
        Ok(Self(self.resolve(path, OFlags::RDONLY | OFlags::DIRECTORY)?))
    }

    /// A folder right in this one, not through a link.
    pub fn child(&self, name: &OsStr) -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(Self(rustix::fs::openat(&self.0, name, flags, Mode::empty())?))
    }

    /// A regular file for reading. It is looked at before it is opened, since opening a pipe waits and opening a device acts.
    pub fn file(&self, path: &FilePath) -> io::Result<(File, Meta)> {
        let found = self.resolve(path, OFlags::PATH)?;
        let meta = Meta::of(&rustix::fs::fstat(&found)?);
        match meta.kind {
            Kind::File => {}
            Kind::Folder => return Err(Errno::ISDIR.into()),
            _ => return Err(Errno::NXIO.into()),
        }
        Ok((File::open(format!("/proc/self/fd/{}", found.as_raw_fd()))?, meta))
    }

    /// What is at the path, or what the link there leads to.
    pub fn look(&self, path: &FilePath) -> io::Result<Meta> {
        Ok(Meta::of(&rustix::fs::fstat(self.resolve(path, OFlags::PATH)?)?))
    }

    /// What is at the path, where a link counts as itself.
    pub fn look_at_itself(&self, path: &FilePath) -> io::Result<Meta> {
        Ok(Meta::of(&rustix::fs::fstat(self.resolve(path, OFlags::PATH | OFlags::NOFOLLOW)?)?))
    }

    /// Something right in this folder, where a link counts as itself.
    pub fn look_at_child(&self, name: &OsStr) -> io::Result<Meta> {
        Ok(Meta::of(&rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW)?))
    }

    pub fn meta(&self) -> io::Result<Meta> {
        Ok(Meta::of(&rustix::fs::fstat(&self.0)?))
    }

    pub fn entries(&self) -> io::Result<Vec<Listed>> {
        let mut found = Vec::new();
        for entry in Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name != b"." && name != b".." {
                found.push(Listed { name: OsStr::from_bytes(name).to_owned(), kind: kind_of(entry.file_type()) });
            }
        }
        Ok(found)
    }

    /// The folder at the path, made with all that is missing on the way. New ones belong to whom this folder belongs to.
    pub fn ensure_folder(&self, path: &FilePath) -> io::Result<Self> {
        let mut at = FilePath::root();
        let mut folder = self.folder(&at)?;
        for name in path.names() {
            at = at.join(name);
            folder = match self.folder(&at) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => self.make_child(&folder, &at, name)?,
                other => other?,
            };
        }
        Ok(folder)
    }

    fn make_child(&self, parent: &Self, path: &FilePath, name: &OsStr) -> io::Result<Self> {
        match parent.make_folder(name, &self.meta()?) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => self.folder(path),
        }
    }

    /// One new folder; an error when something has the name.
    pub fn make_folder(&self, name: &OsStr, owner: &Meta) -> io::Result<()> {
        rustix::fs::mkdirat(&self.0, name, FOLDER_MODE)?;
        let made = self.child(name)?;
        own(&made.0, owner, FOLDER_MODE)
    }

    /// A new file for writing and reading, which only the server may open until it is handed over.
    pub fn create(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(rustix::fs::openat(&self.0, name, flags, Mode::from_raw_mode(0o600))?))
    }

    /// A file of the server's own, for writing on.
    pub fn reopen(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(rustix::fs::openat(&self.0, name, flags, Mode::empty())?))
    }

    /// Moves something of this folder to another one, where it takes the place of a file only if `replace` says so.
    pub fn rename(&self, name: &OsStr, to: &Self, new_name: &OsStr, replace: bool) -> io::Result<()> {
        let flags = if replace { RenameFlags::empty() } else { RenameFlags::NOREPLACE };
        Ok(rustix::fs::renameat_with(&self.0, name, &to.0, new_name, flags)?)
    }

    pub fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Only an empty one.
    pub fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// Makes renames in this folder survive a loss of power.
    pub fn sync(&self) -> io::Result<()> {
        Ok(rustix::fs::fsync(&self.0)?)
    }

    /// Bytes that are free on the disk.
    pub fn free_bytes(&self) -> io::Result<u64> {
        let disk = rustix::fs::fstatvfs(&self.0)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    fn resolve(&self, path: &FilePath, flags: OFlags) -> io::Result<OwnedFd> {
        let relative = path.relative();
        let mut last = Errno::AGAIN;
        for _ in 0..TRIES {
            match rustix::fs::openat2(&self.0, &relative, flags | OFlags::CLOEXEC, Mode::empty(), INSIDE) {
                Err(error @ (Errno::AGAIN | Errno::INTR)) => last = error,
                other => return Ok(other?),
            }
        }
        Err(last.into())
    }
}

impl AsFd for Folder {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Meta {
    fn of(stat: &Stat) -> Self {
        Self {
            kind: kind_of(FileType::from_raw_mode(stat.st_mode)).unwrap_or(Kind::Other),
            size: stat.st_size as u64,
            modified: i128::from(stat.st_mtime) * 1_000_000_000 + i128::from(stat.st_mtime_nsec),
            touched: stat.st_ctime * 1_000_000,
            inode: stat.st_ino,
            uid: stat.st_uid,
            gid: stat.st_gid,
        }
    }

    pub fn modified_micros(&self) -> i64 {
        (self.modified / 1000) as i64
    }
}

fn kind_of(file_type: FileType) -> Option<Kind> {
    Some(match file_type {
        FileType::RegularFile => Kind::File,
        FileType::Directory => Kind::Folder,
        FileType::Symlink => Kind::Link,
        FileType::Unknown => return None,
        _ => Kind::Other,
    })
}

/// Hands a new file over to whom the shared files belong, as the folders of workloads are.
pub fn hand_over(file: &File, owner: &Meta) -> io::Result<()> {
    own(file, owner, FILE_MODE)
}

fn own(made: impl AsFd, owner: &Meta, mode: Mode) -> io::Result<()> {
    match rustix::fs::fchown(&made, Some(Uid::from_raw(owner.uid)), Some(Gid::from_raw(owner.gid))) {
        // Without root everything belongs to the server's own user, and workloads run as that.
        Err(Errno::PERM) if !rustix::process::geteuid().is_root() => {}
        other => other?,
    }
    // After the owner, since changing that takes bits of the mode away.
    Ok(rustix::fs::fchmod(made, mode)?)
}
