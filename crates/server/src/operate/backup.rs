//! How is a running installation copied into one file? All tables as they were at one moment, and the key that opens what is sealed in
//! them. People's files are not in it: homes and shared files are plain folders that any tool for files can copy.

use std::path::Path;

use futures_util::StreamExt;

use super::archive::{Manifest, Writer};
use super::store;
use crate::clock::{Clock, rfc3339};
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};

#[derive(Debug)]
pub struct Copied {
    pub tables: usize,
    pub rows: u64,
}

/// Nobody has to stop working meanwhile. What was in the file before stays until the new content is complete.
pub async fn write(config: &Config, db: &Db, clock: &Clock, file: &Path) -> Result<Copied> {
    let schema = store::schema_version(db).await?;
    if schema == 0 {
        return Err(Error::WrongState {
            code: "NOTHING_TO_BACK_UP",
            message: "There is nothing to back up: the database has no tables yet. Check the data folder and the address of the database."
                .into(),
        });
    }
    let installation = own_file(config, "installation-id")?;
    let manifest = Manifest::new(schema, installation, rfc3339(clock.micros()), own_file(config, "secret.key")?);
    let mut writer = Writer::create(file, &manifest)?;
    let mut tx = store::snapshot(db).await?;
    let tables = store::tables(&mut tx, db.kind).await?;
    for table in &tables {
        let columns = store::columns(&mut tx, db.kind, table).await?;
        writer.table(table, &columns)?;
        let mut rows = store::rows(&mut tx, table, &columns);
        while let Some(row) = rows.next().await {
            writer.row(row?)?;
        }
    }
    tx.rollback().await?;
    Ok(Copied { tables: tables.len(), rows: writer.finish()? })
}

fn own_file(config: &Config, name: &str) -> Result<String> {
    let path = config.data.join(name);
    let text = std::fs::read_to_string(&path).map_err(|error| Error::WrongState {
        code: "NOTHING_TO_BACK_UP",
        message: format!("{} cannot be read: {error}. Is this the data folder of the installation?", path.display()),
    })?;
    Ok(text.trim().to_owned())
}
