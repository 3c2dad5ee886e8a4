//! What is in a backup file? Compressed lines of JSON: what it is, then each table with its rows, and at the end the counts and a digest
//! of all that went before, so that a file that is cut off or damaged is recognised before anything is restored from it.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

const FORMAT: u32 = 1;
/// No row is longer; a damaged length must not fill the memory.
const LONGEST_LINE: u64 = 64 << 20;

/// The first line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub primehub_backup: u32,
    /// Version of the server that wrote it.
    pub version: String,
    /// Version of the tables.
    pub schema: i64,
    pub installation: String,
    pub created: String,
    /// Without it the sealed values could not be opened, so the file has to be kept like the key itself.
    pub secret_key: String,
}

impl Manifest {
    pub fn new(schema: i64, installation: String, created: String, secret_key: String) -> Self {
        Self { primehub_backup: FORMAT, version: env!("CARGO_PKG_VERSION").into(), schema, installation, created, secret_key }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Line {
    Table { table: String, columns: Vec<String> },
    End { rows: u64, sha256: String },
    Row(Vec<Value>),
}

/// Writes beside the wanted file; only `finish` puts it in place.
pub struct Writer {
    out: GzEncoder<BufWriter<File>>,
    digest: Sha256,
    rows: u64,
    unfinished: PathBuf,
    wanted: PathBuf,
}

impl Writer {
    pub fn create(wanted: &Path, manifest: &Manifest) -> Result<Self> {
        let mut name = wanted.file_name().ok_or_else(|| wrong(wanted, "is not the name of a file"))?.to_owned();
        name.push(".unfinished");
        let unfinished = wanted.with_file_name(name);
        let file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&unfinished);
        let file = file.map_err(|error| wrong(&unfinished, format!("cannot be written: {error}")))?;
        let out = GzEncoder::new(BufWriter::new(file), Compression::default());
        let mut writer = Self { out, digest: Sha256::new(), rows: 0, unfinished, wanted: wanted.to_owned() };
        writer.write(&serde_json::to_value(manifest)?)?;
        Ok(writer)
    }

    pub fn table(&mut self, table: &str, columns: &[String]) -> Result<()> {
        self.write(&serde_json::to_value(Line::Table { table: table.into(), columns: columns.to_vec() })?)
    }

    pub fn row(&mut self, values: Vec<Value>) -> Result<()> {
        self.rows += 1;
        self.write(&Value::Array(values))
    }

    fn write(&mut self, line: &Value) -> Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.digest.update(&text);
        self.out.write_all(&text).map_err(|error| wrong(&self.unfinished, format!("cannot be written: {error}")))
    }

    /// The number of rows in the file, once it is safe on the disk under its name.
    pub fn finish(mut self) -> Result<u64> {
        let sha256 = hex::encode(self.digest.clone().finalize());
        self.write(&serde_json::to_value(Line::End { rows: self.rows, sha256 })?)?;
        let failed = |error: std::io::Error| wrong(&self.wanted, format!("cannot be written: {error}"));
        let file = self.out.finish().map_err(failed)?.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        std::fs::rename(&self.unfinished, &self.wanted).map_err(failed)?;
        let folder = self.wanted.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(self.rows)
    }
}

/// Reads line by line. After `End` there is nothing.
pub struct Reader {
    lines: BufReader<GzDecoder<BufReader<File>>>,
    digest: Sha256,
    rows: u64,
    path: PathBuf,
}

impl Reader {
    pub fn open(path: &Path) -> Result<(Manifest, Self)> {
        let file = File::open(path).map_err(|error| wrong(path, format!("cannot be read: {error}")))?;
        let lines = BufReader::new(GzDecoder::new(BufReader::new(file)));
        let mut reader = Self { lines, digest: Sha256::new(), rows: 0, path: path.to_owned() };
        let not_ours = |_| wrong(path, "is not a backup of PrimeHub");
        let text = reader.line().map_err(not_ours)?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| not_ours(error.into()))?;
        if manifest.primehub_backup != FORMAT {
            return Err(wrong(path, format!("was written by PrimeHub {} in a form that this version does not read", manifest.version)));
        }
        Ok((manifest, reader))
    }

    pub fn next_line(&mut self) -> Result<Line> {
        let before = self.digest.clone();
        let text = self.line()?;
        let line: Line = serde_json::from_str(&text).map_err(|_| self.damaged())?;
        match &line {
            Line::Row(_) => self.rows += 1,
            Line::Table { .. } => {}
            Line::End { rows, sha256 } => {
                if *rows != self.rows || *sha256 != hex::encode(before.finalize()) {
                    return Err(self.damaged());
                }
                self.expect_nothing_more()?;
            }
        }
        Ok(line)
    }

    fn line(&mut self) -> Result<String> {
        let mut text = String::new();
        let read = (&mut self.lines).take(LONGEST_LINE).read_line(&mut text).map_err(|error| self.unreadable(&error))?;
        if read == 0 || !text.ends_with('\n') {
            return Err(self.cut_off());
        }
        self.digest.update(text.as_bytes());
        Ok(text)
    }

    /// The decoder checks the sum at the end of the compressed data only when it is read to its end.
    fn expect_nothing_more(&mut self) -> Result<()> {
        match self.lines.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(self.damaged()),
            Err(error) => Err(self.unreadable(&error)),
        }
    }

    fn unreadable(&self, error: &std::io::Error) -> Error {
        if error.kind() == std::io::ErrorKind::UnexpectedEof { self.cut_off() } else { self.damaged() }
    }

    fn cut_off(&self) -> Error {
        wrong(&self.path, "is not complete: it ends in the middle. Use another backup")
    }

    fn damaged(&self) -> Error {
        wrong(&self.path, "is damaged: its content does not agree with its own check sum. Use another backup")
    }
}

fn wrong(path: &Path, what: impl std::fmt::Display) -> Error {
    Error::Malformed { code: "BACKUP_FILE", message: format!("{} {what}.", path.display()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(folder: &Path) -> PathBuf {
        let path = folder.join("b.primehub");
        let manifest = Manifest::new(1, "ph-1".into(), "2026-01-01T00:00:00Z".into(), "00".into());
        let mut writer = Writer::create(&path, &manifest).unwrap();
        writer.table("t", &["id".into(), "n".into()]).unwrap();
        for number in 0..500 {
            writer.row(vec![json!(format!("row {number} with \"quotes\", 日本 and {}", number * 7919)), json!(number)]).unwrap();
        }
        assert_eq!(writer.finish().unwrap(), 500);
        path
    }

    fn read_all(path: &Path) -> Result<u64> {
        let (_, mut reader) = Reader::open(path)?;
        loop {
            if let Line::End { rows, .. } = reader.next_line()? {
                return Ok(rows);
            }
        }
    }

    #[test]
    fn a_whole_file_is_read_to_its_end_and_nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        assert_eq!(read_all(&path).unwrap(), 500);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing unfinished is left");
    }

    #[test]
    fn a_file_that_was_cut_off_anywhere_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        let whole = std::fs::read(&path).unwrap();
        for length in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(read_all(&path).is_err(), "cut at {length} of {}", whole.len());
        }
    }

    #[test]
    fn a_file_with_one_changed_byte_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = written(folder.path());
        let whole = std::fs::read(&path).unwrap();
        // The header's time and operating system, bytes 4 to 9, mean nothing.
        for position in (10..whole.len()).step_by(53) {
            let mut changed = whole.clone();
            changed[position] ^= 0x10;
            std::fs::write(&path, changed).unwrap();
            assert!(read_all(&path).is_err(), "changed at {position}");
        }
    }
}
