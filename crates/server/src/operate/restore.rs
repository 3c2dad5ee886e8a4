//! How does an installation come back from a backup file? The file is read through and checked first; then all rows are written in one
//! transaction, on SQLite or PostgreSQL, wherever the backup came from.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::archive::{Line, Manifest, Reader};
use super::lock;
use super::store;
use crate::config::Config;
use crate::db::{self, Db, Tx};
use crate::error::{Error, Result};

#[derive(Debug)]
pub struct Restored {
    pub created: String,
    pub version: String,
    pub rows: u64,
}

/// Takes an empty database, or with `replace` one whose content may go. All or nothing.
pub async fn read(config: &Config, file: &Path, replace: bool) -> Result<Restored> {
    let (manifest, rows) = check(file)?;
    let _alone = lock::alone(&config.data)?;
    let db = Db::connect(&config.database.url, &config.data, config.database.connections).await?;
    let restored = into_database(config, &db, file, &manifest, replace).await;
    db.close().await;
    restored?;
    Ok(Restored { created: manifest.created, version: manifest.version, rows })
}

async fn into_database(config: &Config, db: &Db, file: &Path, manifest: &Manifest, replace: bool) -> Result<()> {
    let found = store::schema_version(db).await?;
    if found > manifest.schema {
        // Only an empty database of an older form can be brought to the newest one afterwards.
        return Err(refused(format!(
            "The backup was made by PrimeHub {}, and this database has newer tables. Restore into an empty database; it is brought up to date then.",
            manifest.version
        )));
    }
    db.migrate_to(manifest.schema).await?;
    let own_files = [("secret.key", &manifest.secret_key), ("installation-id", &manifest.installation)];
    for (name, content) in own_files {
        require_same_or(replace, &config.data.join(name), content)?;
    }
    let mut tx = db.begin().await?;
    make_room(&mut tx, db, replace).await?;
    write_rows(&mut tx, db, file).await?;
    let mut files = Vec::new();
    for (name, content) in own_files {
        files.push(NewFile::write(&config.data.join(name), content)?);
    }
    tx.commit().await?;
    for new in files {
        new.put_in_place()?;
    }
    db.migrate().await
}

/// Reads the whole file, so that nothing is touched for one that is damaged.
fn check(file: &Path) -> Result<(Manifest, u64)> {
    let (manifest, mut reader) = Reader::open(file)?;
    if manifest.schema > db::newest_schema() {
        return Err(refused(format!(
            "The backup was made by PrimeHub {}, which is newer than this version ({}). Install that version and restore with it.",
            manifest.version,
            env!("CARGO_PKG_VERSION")
        )));
    }
    loop {
        if let Line::End { rows, .. } = reader.next_line()? {
            return Ok((manifest, rows));
        }
    }
}

async fn make_room(tx: &mut Tx, db: &Db, replace: bool) -> Result<()> {
    let tables = store::tables(tx, db.kind).await?;
    for table in tables.iter().rev() {
        if replace {
            store::clear(tx, table).await?;
        } else if store::has_rows(tx, table).await? {
            return Err(refused(
                "The database is not empty. Restore into an empty one, or give --replace to throw away everything that is in this one."
                    .into(),
            ));
        }
    }
    Ok(())
}

async fn write_rows(tx: &mut Tx, db: &Db, file: &Path) -> Result<()> {
    let known = store::tables(tx, db.kind).await?;
    let (_, mut reader) = Reader::open(file)?;
    let mut current = None;
    loop {
        match reader.next_line()? {
            Line::End { .. } => return Ok(()),
            Line::Table { table, columns } => {
                let own = if known.contains(&table) { store::columns(tx, db.kind, &table).await? } else { Vec::new() };
                if let Some(strange) = columns.iter().find(|column| !own.contains(column)) {
                    return Err(refused(format!("The backup holds {table}.{strange}, which this database does not know.")));
                }
                current = Some((table, columns));
            }
            Line::Row(values) => match &current {
                Some((table, columns)) if columns.len() == values.len() => store::insert(tx, table, columns, &values).await?,
                _ => return Err(refused("The backup holds a row that belongs to no table.".into())),
            },
        }
    }
}

fn require_same_or(replace: bool, path: &Path, content: &str) -> Result<()> {
    let is_same = std::fs::read_to_string(path).is_ok_and(|old| old.trim() == content);
    if is_same || replace || !path.exists() {
        return Ok(());
    }
    Err(refused(format!(
        "{} is that of another installation. Restore with another data folder, or give --replace to throw this installation away.",
        path.display()
    )))
}

/// A file of the data folder that is complete on the disk but does not yet have its name.
struct NewFile {
    path: PathBuf,
    beside: PathBuf,
}

impl NewFile {
    fn write(path: &Path, content: &str) -> Result<Self> {
        let beside = path.with_extension("restored");
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(content.as_bytes())?;
        file.sync_all()?;
        Ok(Self { path: path.to_owned(), beside })
    }

    fn put_in_place(self) -> Result<()> {
        Ok(std::fs::rename(self.beside, self.path)?)
    }
}

fn refused(message: String) -> Error {
    Error::WrongState { code: "RESTORE_REFUSED", message }
}
