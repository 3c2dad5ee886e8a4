//! What is in the zip? The chosen files and folders with all that is in them, as they are now, uncompressed: most large files are packed
//! already. What cannot be read is listed in a file of its own.

use std::io::{self, Read, Write};
use std::ops::ControlFlow;

use chrono::{Datelike, Timelike};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::pipe::{Pipe, Reader};
use crate::clock::from_micros;
use crate::features::files::beneath::{Folder, Kind, Meta};
use crate::features::files::path::FilePath;
use crate::features::files::walk::walk;

const LEFT_OUT: &str = "LEFT OUT.txt";
/// Sizes from here on need the 64-bit form; a margin for what the format adds.
const LARGE: u64 = 0xF000_0000;

struct Zip<'a> {
    root: &'a Folder,
    reader: &'a Reader,
    writer: ZipWriter<StreamWriter<Pipe>>,
    left_out: Vec<String>,
}

/// Writes the paths, each below the name it has in the folder. Ends early, without an error, when nobody reads any more.
pub fn write(root: &Folder, folder: &FilePath, paths: &[FilePath], pipe: Pipe, reader: &Reader) {
    let mut zip = Zip { root, reader, writer: ZipWriter::new_stream(pipe), left_out: Vec::new() };
    let written = zip.all(folder, paths).and_then(|()| {
        let stream = zip.writer.finish().map_err(broken)?;
        // What is in the buffer still has to go.
        stream.into_inner().flush()
    });
    if let Err(error) = written {
        tracing::warn!("a zip breaks off: {error}");
        reader.fail(error);
    }
}

impl Zip<'_> {
    fn all(&mut self, folder: &FilePath, paths: &[FilePath]) -> io::Result<()> {
        for path in paths {
            let meta = self.root.look(path)?;
            if meta.kind == Kind::Folder {
                self.tree(folder, path, &meta)?;
            } else {
                self.entry(folder, path, &meta)?;
            }
        }
        if self.left_out.is_empty() {
            return Ok(());
        }
        let text = format!("These are no files that can be read and were left out:\n\n{}\n", self.left_out.join("\n"));
        self.writer.start_file(LEFT_OUT, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).map_err(broken)?;
        self.writer.write_all(text.as_bytes())
    }

    fn tree(&mut self, folder: &FilePath, path: &FilePath, meta: &Meta) -> io::Result<()> {
        if path != folder {
            self.entry(folder, path, meta)?;
        }
        let root = self.root;
        walk(root, path, b"", |found| {
            if self.reader.is_gone() {
                return Ok(ControlFlow::Break(()));
            }
            self.entry(folder, found.path, &found.meta)?;
            Ok(ControlFlow::Continue(()))
        })
    }

    fn entry(&mut self, folder: &FilePath, path: &FilePath, meta: &Meta) -> io::Result<()> {
        let name = name_in_zip(folder, path);
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(time(meta))
            .large_file(meta.size >= LARGE);
        match meta.kind {
            Kind::Folder => self.writer.add_directory(name, options.unix_permissions(0o755)).map_err(broken),
            Kind::File => {
                let Ok((file, _)) = self.root.file(path) else {
                    self.left_out.push(path.shown());
                    return Ok(());
                };
                self.writer.start_file(name, options.unix_permissions(0o644)).map_err(broken)?;
                self.pour(file, meta.size)
            }
            _ => {
                self.left_out.push(path.shown());
                Ok(())
            }
        }
    }

    /// At most the bytes that were announced: a log may grow while it is read.
    fn pour(&mut self, file: std::fs::File, size: u64) -> io::Result<()> {
        let mut left = file.take(size);
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let read = left.read(&mut buffer)?;
            if read == 0 || self.reader.is_gone() {
                return Ok(());
            }
            self.writer.write_all(&buffer[..read])?;
        }
    }
}

/// Some unpackers take a backslash for a slash.
fn name_in_zip(folder: &FilePath, path: &FilePath) -> String {
    let below = path.below(folder).unwrap_or_else(|| path.clone());
    below.shown().trim_start_matches('/').replace('\\', "_")
}

/// The format begins in 1980 and ends in 2107.
fn time(meta: &Meta) -> DateTime {
    let at = from_micros(meta.modified_micros());
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    DateTime::from_date_and_time(year, part(at.month()), part(at.day()), part(at.hour()), part(at.minute()), part(at.second()))
        .unwrap_or_default()
}

fn broken(error: zip::result::ZipError) -> io::Error {
    io::Error::other(error)
}
