//! What happens to an upload: it is begun, gone on with, finished once, or ended.

use std::ffi::OsStr;
use std::io::{Seek, SeekFrom};
use std::time::Duration;

use axum::body::Body;
use rustix::fs::FlockOperation;
use serde::Deserialize;

use super::checksum::Checksum;
use super::headers::Wish;
use super::store::{self, COMPLETE, DONE, OPEN, Upload};
use super::turns::Turn;
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::files::quota::{self, Change};
use crate::features::files::write::conflict::FileConflict;
use crate::features::files::write::put::{self, Spot};
use crate::features::files::write::receive::{Receiver, receive};
use crate::features::files::write::staged::Staged;
use crate::features::identity;
use crate::features::identity::model::Audit;
use crate::ids;

/// An upload somebody may go on with, and the files it goes to.
pub struct Open {
    pub row: Upload,
    pub place: Place,
}

/// What came of a part.
pub enum Outcome {
    /// So many bytes are there now. The path, once the file is in place.
    At {
        offset: i64,
        path: Option<FilePath>,
        expires_at: i64,
    },
    /// The client believes another number of bytes to be there.
    WrongOffset(i64),
    ChecksumDiffers,
    /// Another server process writes it.
    Busy,
}

/// Everything is checked before the first byte: the place, the name, the room.
pub async fn begin(app: &SharedApp, actor: &Actor, wish: Wish, length: i64, metadata: &str) -> Result<Open> {
    let place = Place::of(app, actor, &wish.group).await?;
    let expected = put::expected(&place, &wish.path, wish.conflict).await?;
    quota::room(app, &place, &expected).await?.require(length as u64)?;
    let now = app.clock.micros();
    let row = Upload {
        id: ids::secret("up-"),
        group_id: place.group.id.clone(),
        user_id: actor.id.clone(),
        path: wish.path.shown(),
        length,
        conflict: serde_json::to_value(wish.conflict)?.as_str().unwrap_or_default().to_owned(),
        metadata: metadata.to_owned(),
        state: OPEN.into(),
        unsure_from: None,
        expires_at: expiry(app),
    };
    let name = row.id.clone();
    place.with(&FilePath::root(), move |place, _| place.staging.create(OsStr::new(&name))).await?;
    let mut tx = app.db.begin().await?;
    quota::require(app, &mut tx, &place.group, Change { bytes: expected.bytes + length, ..expected }).await?;
    store::insert(&mut tx, &row, now).await?;
    tx.commit().await?;
    Ok(Open { row, place })
}

/// Only for the person who began it, and as long as that person is a member.
pub async fn open(app: &SharedApp, actor: &Actor, id: &str) -> Result<Option<Open>> {
    let row = store::get(app.db.read(), id).await?.filter(|row| row.user_id == actor.id);
    let row = row.ok_or_else(|| Error::NotFound("There is no such upload of yours. Begin it anew.".into()))?;
    if row.expires_at <= app.clock.micros() {
        return Ok(None);
    }
    let group = identity::require_member(app, actor, &row.group_id).await?;
    Ok(Some(Open { place: Place::open(app, group).await?, row }))
}

/// How many bytes are there. Finishes what a crash had left complete but not in place.
pub async fn offset(app: &SharedApp, actor: &Actor, open: &Open) -> Result<i64> {
    match open.row.state.as_str() {
        DONE => Ok(open.row.length),
        COMPLETE => {
            put_in_place(app, open).await?;
            Ok(open.row.length)
        }
        _ => {
            let Some(staged) = staged(open).await? else { return Err(gone()) };
            let offset = settle(app, open, &staged).await?;
            if offset == open.row.length {
                finish(app, actor, open, staged).await?;
            }
            Ok(offset)
        }
    }
}

/// Takes the next part. What comes before a connection breaks is kept, unless it had to agree with a check sum.
pub async fn go_on(
    app: &SharedApp,
    actor: &Actor,
    open: &Open,
    turn: &Turn,
    at: i64,
    checksum: Option<Checksum>,
    body: Body,
) -> Result<Outcome> {
    if open.row.state != OPEN {
        let offset = offset(app, actor, open).await?;
        let path = Some(FilePath::parse(&open.row.path)?);
        return Ok(if at == offset { Outcome::At { offset, path, expires_at: open.row.expires_at } } else { Outcome::WrongOffset(offset) });
    }
    let Some(staged) = staged(open).await? else { return Err(gone()) };
    if rustix::fs::flock(&*staged.file, FlockOperation::NonBlockingLockExclusive).is_err() {
        return Ok(Outcome::Busy);
    }
    let offset = settle(app, open, &staged).await?;
    if at != offset {
        return Ok(Outcome::WrongOffset(offset));
    }
    let has_sum = checksum.is_some();
    if has_sum {
        remember_unsure(app, &open.row.id, Some(offset)).await?;
    }
    (&*staged.file).seek(SeekFrom::Start(offset as u64))?;
    let receiver = Receiver {
        file: staged.file.clone(),
        room: (open.row.length - offset) as u64,
        too_much: too_much(open.row.length),
        checksum,
        cancel: turn.cancel.clone(),
    };
    let received = receive(app, body, receiver).await?;
    if has_sum {
        let agrees = received.broken.is_none() && received.checksum.is_some_and(Checksum::agrees);
        if !agrees {
            cut(&staged, offset).await?;
        }
        remember_unsure(app, &open.row.id, None).await?;
        if !agrees && received.broken.is_none() {
            return Ok(Outcome::ChecksumDiffers);
        }
    }
    let expires_at = expiry(app);
    let mut tx = app.db.begin().await?;
    store::set_expiry(&mut tx, &open.row.id, expires_at).await?;
    tx.commit().await?;
    if let Some(broken) = received.broken {
        return Err(broken);
    }
    let offset = offset + received.bytes as i64;
    let path = if offset == open.row.length { Some(finish(app, actor, open, staged).await?) } else { None };
    Ok(Outcome::At { offset, path, expires_at })
}

/// All bytes are there: accounted for in one step, then put in place, which a crash in between cannot undo.
pub async fn finish(app: &SharedApp, actor: &Actor, open: &Open, staged: Staged) -> Result<FilePath> {
    let wanted = FilePath::parse(&open.row.path)?;
    // Somebody may have taken the name while the bytes came: then both are kept, since nobody can be asked any more.
    let conflict = if conflict(&open.row)? == FileConflict::Replace { FileConflict::Replace } else { FileConflict::KeepBoth };
    let spot = put::spot(&open.place, &wanted, conflict).await?;
    let staged = open
        .place
        .with(&wanted, |place, _| {
            staged.complete(&place.root.meta()?)?;
            Ok(staged)
        })
        .await?;
    let mut tx = app.db.begin().await?;
    if !store::step(&mut tx, &open.row.id, OPEN, COMPLETE, &spot.path.shown()).await? {
        return Err(Error::WrongState { code: "UPLOAD_ENDED", message: "This upload was finished or ended meanwhile.".into() });
    }
    put::account(app, &mut tx, actor, &open.place, &spot, open.row.length as u64).await?;
    tx.commit().await?;
    let path = put::put(app, &open.place, staged, spot).await?;
    done(app, &open.row.id, &path).await?;
    Ok(path)
}

/// After a crash between the two steps of `finish`. When the file is no longer aside, only the mark was missing.
pub async fn put_in_place(app: &SharedApp, open: &Open) -> Result<()> {
    let path = FilePath::parse(&open.row.path)?;
    if let Some(staged) = staged(open).await? {
        let spot: Spot = put::spot(&open.place, &path, FileConflict::Replace).await?;
        put::put(app, &open.place, staged, spot).await?;
    }
    done(app, &open.row.id, &path).await
}

async fn done(app: &SharedApp, id: &str, path: &FilePath) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::step(&mut tx, id, COMPLETE, DONE, &path.shown()).await?;
    Ok(tx.commit().await?)
}

/// Ends an upload and gives its room back. The file of a finished one stays.
pub async fn end(app: &SharedApp, actor: &Actor, open: &Open) -> Result<()> {
    let id = open.row.id.clone();
    open.place
        .with(&FilePath::root(), move |place, _| match place.staging.remove_file(OsStr::new(&id)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await?;
    let mut tx = app.db.begin().await?;
    store::delete(&mut tx, &open.row.id).await?;
    if open.row.state == OPEN {
        let entry = Audit::of("cancel upload", "file", &open.row.path, &open.row.path).in_group(&open.place.group);
        identity::audit(app, &mut tx, actor, entry).await?;
    }
    Ok(tx.commit().await?)
}

async fn staged(open: &Open) -> Result<Option<Staged>> {
    let id = open.row.id.clone();
    open.place
        .with(&FilePath::root(), move |place, _| match Staged::resumed(place.staging.clone(), OsStr::new(&id)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            other => other.map(Some),
        })
        .await
}

/// The number of bytes that are there for sure. What a part with a check sum left behind when the server was killed does not count.
async fn settle(app: &SharedApp, open: &Open, staged: &Staged) -> Result<i64> {
    let size = staged.file.metadata()?.len() as i64;
    let Some(unsure) = open.row.unsure_from.filter(|unsure| *unsure < size) else { return Ok(size) };
    cut(staged, unsure).await?;
    remember_unsure(app, &open.row.id, None).await?;
    Ok(unsure)
}

async fn cut(staged: &Staged, length: i64) -> Result<()> {
    let file = staged.file.clone();
    crate::features::files::place::on_disk(move || Ok(file.set_len(length as u64)?)).await
}

async fn remember_unsure(app: &SharedApp, id: &str, from: Option<i64>) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::set_unsure(&mut tx, id, from).await?;
    Ok(tx.commit().await?)
}

fn conflict(row: &Upload) -> Result<FileConflict> {
    Ok(FileConflict::deserialize(serde_json::Value::String(row.conflict.clone()))?)
}

fn expiry(app: &SharedApp) -> i64 {
    app.clock.micros() + Duration::from_secs(app.config.files.upload_keep_hours * 3600).as_micros() as i64
}

fn too_much(length: i64) -> Error {
    let message = format!("More came than the {length} bytes that were announced in Upload-Length.");
    Error::Malformed { code: "UPLOAD_TOO_LONG", message }
}

fn gone() -> Error {
    Error::NotFound("What had been uploaded is no longer there. Begin the upload anew.".into())
}
