//! Which of the files in a folder that strangers filled are copied? Regular ones that lie in the work folder, until a limit is reached;
//! of everything else the reason is noted.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, Mode, OFlags, ResolveFlags, Stat, fstat, mkdirat, openat, openat2, readlinkat};
use rustix::io::Errno;

use super::{Collected, LeftOut, Limits, METADATA, Source, handles};

const NAME: &str = "artifacts";
const DEEPEST: usize = 64;
/// How many of those left out are named.
const MOST_NAMED: usize = 100;
/// So many entries beyond the limit are still looked at, so that small files behind large ones are found.
const MOST_BEYOND: u64 = 10_000;

pub enum Found {
    Nothing(&'static str),
    Folder(Artifacts),
}

/// The folder, and its place in the work folder when it is a link to another.
pub struct Artifacts {
    work: OwnedFd,
    folder: OwnedFd,
    place: PathBuf,
}

struct Copying<'a> {
    source: &'a Source,
    work: OwnedFd,
    limits: Limits,
    looked_at: u64,
    collected: Collected,
}

enum Entry {
    Folder(OwnedFd),
    File(File, Stat),
}

/// Finds the folder `artifacts`, which may be a link to another folder inside the work folder.
pub fn find(source: &Source) -> io::Result<Found> {
    let work = match handles::open_trusted(&source.work) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing("The job's work folder is gone.")),
        other => other?,
    };
    let place = followed(&work, Path::new(NAME), &source.seen_as);
    let folder = beneath(&work, &place, OFlags::DIRECTORY | OFlags::RDONLY);
    Ok(match folder {
        Ok(folder) => Found::Folder(Artifacts { work, folder, place }),
        Err(Errno::NOENT) => Found::Nothing("The job made no folder named artifacts."),
        Err(Errno::NOTDIR) => {
            Found::Nothing("The job's artifacts is a file, not a folder. Make a folder of this name and put files into it.")
        }
        Err(Errno::XDEV | Errno::LOOP) => {
            Found::Nothing("The job's artifacts is a link that leads out of its work folder. Make a folder of this name instead.")
        }
        Err(error) => return Err(error.into()),
    })
}

/// Copies what may be copied into the folder `to`. Fails only when `to` cannot be written.
pub fn copy(source: &Source, from: Artifacts, to: &OwnedFd, limits: Limits) -> io::Result<Collected> {
    let mut copying = Copying { source, work: from.work, limits, looked_at: 0, collected: Collected::default() };
    copying.folder(&from.folder, to, &from.place, Path::new(""), 0)?;
    Ok(copying.collected)
}

impl Copying<'_> {
    fn folder(&mut self, from: &OwnedFd, to: &OwnedFd, place: &Path, path: &Path, depth: usize) -> io::Result<()> {
        let left = (self.limits.files + MOST_BEYOND).saturating_sub(self.looked_at);
        let (mut names, more) = match handles::names(from, left as usize) {
            Ok(found) => found,
            Err(_) => {
                self.leave_out(path, "The folder cannot be read.".into());
                return Ok(());
            }
        };
        self.collected.unseen |= more;
        self.looked_at += names.len() as u64;
        names.sort();
        for name in names {
            let path = path.join(&name);
            if path == Path::new(METADATA) {
                self.leave_out(&path, "The name belongs to PrimeHub.".into());
                continue;
            }
            match self.entry(from, &name, &place.join(&name)) {
                Err(reason) => self.leave_out(&path, reason),
                Ok(Entry::Folder(_)) if depth == DEEPEST => self.leave_out(&path, format!("It is deeper than {DEEPEST} folders.")),
                Ok(Entry::Folder(folder)) => {
                    mkdirat(to, &name, Mode::from_raw_mode(0o700))?;
                    let made = handles::open_folder(to, &name)?;
                    self.folder(&folder, &made, &place.join(&name), &path, depth + 1)?;
                    handles::give_to(&made, self.source.owner, 0o2777)?;
                }
                Ok(Entry::File(file, meta)) => self.file(file, &meta, to, &name, &path)?,
            }
        }
        Ok(())
    }

    fn entry(&self, from: &OwnedFd, name: &OsStr, place: &Path) -> Result<Entry, String> {
        let thing = handles::look_at(from, name).map_err(unreadable)?;
        let meta = fstat(&thing).map_err(unreadable)?;
        match FileType::from_raw_mode(meta.st_mode) {
            FileType::Directory => handles::open_folder(from, name).map(Entry::Folder).map_err(unreadable),
            FileType::Symlink => self.behind_link(place),
            _ => regular(thing, meta),
        }
    }

    /// A link to a file of the work folder stands for the file.
    fn behind_link(&self, place: &Path) -> Result<Entry, String> {
        let place = followed(&self.work, place, &self.source.seen_as);
        let thing = match beneath(&self.work, &place, OFlags::PATH) {
            Ok(thing) => thing,
            Err(Errno::NOENT) => return Err("It is a link to nothing.".into()),
            Err(Errno::XDEV | Errno::LOOP) => return Err("It is a link that leads out of the work folder.".into()),
            Err(error) => return Err(unreadable(error)),
        };
        let meta = fstat(&thing).map_err(unreadable)?;
        if FileType::from_raw_mode(meta.st_mode) == FileType::Directory {
            return Err("It is a link to a folder.".into());
        }
        regular(thing, meta)
    }

    fn file(&mut self, file: File, meta: &Stat, to: &OwnedFd, name: &OsStr, path: &Path) -> io::Result<()> {
        let size = meta.st_size.max(0) as u64;
        if self.collected.files >= self.limits.files {
            self.leave_out(path, format!("There are more than {} files.", self.limits.files));
            return Ok(());
        }
        if size > self.limits.bytes - self.collected.bytes {
            let most = self.limits.bytes as f64 / 1e6;
            self.leave_out(path, format!("It has {:.1} MB, and all artifacts together may have {most:.1} MB.", size as f64 / 1e6));
            return Ok(());
        }
        let made = openat(
            to,
            name,
            OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC,
            Mode::from_raw_mode(0o600),
        )?;
        let mut made = File::from(made);
        // It may have grown since.
        let copied = io::copy(&mut file.take(size), &mut made)?;
        handles::give_to(&OwnedFd::from(made), self.source.owner, 0o666 | (meta.st_mode & 0o111))?;
        self.collected.files += 1;
        self.collected.bytes += copied;
        Ok(())
    }

    fn leave_out(&mut self, path: &Path, reason: String) {
        self.collected.left_out_count += 1;
        if self.collected.left_out.len() < MOST_NAMED {
            self.collected.left_out.push(LeftOut { path: path.to_string_lossy().into_owned(), reason });
        }
    }
}

/// Opened for reading only after it was seen to be a regular file: opening a device can do something.
fn regular(thing: OwnedFd, meta: Stat) -> Result<Entry, String> {
    let what = match FileType::from_raw_mode(meta.st_mode) {
        FileType::RegularFile if meta.st_nlink > 1 => "It is a hard link, so it may be a file of somebody else.",
        FileType::RegularFile => {
            let path = format!("/proc/self/fd/{}", thing.as_raw_fd());
            return File::open(path).map(|file| Entry::File(file, meta)).map_err(|error| format!("It cannot be read: {}.", error.kind()));
        }
        FileType::Fifo => "It is a pipe.",
        FileType::Socket => "It is a socket.",
        FileType::BlockDevice | FileType::CharacterDevice => "It is a device.",
        _ => "It is no regular file.",
    };
    Err(what.into())
}

fn beneath(work: &OwnedFd, place: &Path, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS | ResolveFlags::NO_XDEV;
    openat2(work, place, flags | OFlags::CLOEXEC, Mode::empty(), resolve)
}

/// Where a link with a whole path leads, as the job saw it. Other links are followed by the system.
fn followed(work: &OwnedFd, place: &Path, seen_as: &Path) -> PathBuf {
    let Ok(link) = readlinkat(work, place, Vec::new()) else { return place.to_owned() };
    let target = Path::new(OsStr::from_bytes(link.to_bytes()));
    match target.strip_prefix(seen_as) {
        Ok(inside) if inside.as_os_str().is_empty() => PathBuf::from("."),
        Ok(inside) => inside.to_owned(),
        Err(_) => place.to_owned(),
    }
}

fn unreadable(error: Errno) -> String {
    format!("It cannot be read: {}.", io::Error::from(error).kind())
}
