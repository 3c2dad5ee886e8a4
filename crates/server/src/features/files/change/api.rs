//! GraphQL and REST of putting files in order.

use async_graphql::{Context, Object, Result, SimpleObject};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::actions;
use super::sessions::{self, Item};
use super::store::Session;
use crate::app::SharedApp;
use crate::auth::{actor, app};
use crate::error::Error;
use crate::features::files::list::api::{FileEntry, parse_all};
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::files::trash::actions::make_room;
use crate::features::files::write::conflict::FileConflict;
use crate::http::{Routes, Signed};

#[derive(SimpleObject)]
#[graphql(name = "DatasetV2CopySession")]
pub struct CopySession {
    session_id: Option<String>,
    /// Tells how far it is.
    endpoint: Option<String>,
}

impl From<Session> for CopySession {
    fn from(session: Session) -> Self {
        Self { endpoint: Some(format!("/api/copy-status?sessionId={}", session.id)), session_id: Some(session.id) }
    }
}

#[derive(Default)]
pub struct ChangeMutation;

#[Object]
impl ChangeMutation {
    async fn create_folder(&self, ctx: &Context<'_>, group_name: String, path: String) -> Result<FileEntry> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let path = FilePath::parse(&path)?;
        let place = Place::of(app, actor, &group_name).await?;
        let meta = actions::create_folder(app, actor, &place, &path).await?;
        Ok(FileEntry::of(&place, &path, &meta))
    }

    /// A new name in the same folder.
    async fn rename_file(
        &self,
        ctx: &Context<'_>,
        group_name: String,
        path: String,
        name: String,
        #[graphql(default)] on_conflict: FileConflict,
    ) -> Result<FileEntry> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let from = FilePath::parse(&path)?;
        let to = from.parent().join_shown(&name)?;
        let place = Place::of(app, actor, &group_name).await?;
        let now = actions::relocate(app, actor, &place, &from, &to, on_conflict).await?.unwrap_or(from);
        let meta = place.with(&now, |place, path| place.root.look(path).or_else(|_| place.root.look_at_itself(path))).await?;
        Ok(FileEntry::of(&place, &now, &meta))
    }

    /// Into the folder `to`. Answers the new paths, without those that were skipped.
    async fn move_files(
        &self,
        ctx: &Context<'_>,
        group_name: String,
        paths: Vec<String>,
        to: String,
        #[graphql(default)] on_conflict: FileConflict,
    ) -> Result<Vec<String>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let (paths, folder) = (parse_all(&paths)?, FilePath::parse(&to)?);
        let place = Place::of(app, actor, &group_name).await?;
        let mut moved = Vec::new();
        for from in &paths {
            let to = folder.join(from.split()?.1);
            moved.extend(actions::relocate(app, actor, &place, from, &to, on_conflict).await?.map(|path| path.shown()));
        }
        Ok(moved)
    }

    /// Into the folder `to`, in the background.
    async fn copy_files(
        &self,
        ctx: &Context<'_>,
        group_name: String,
        paths: Vec<String>,
        to: String,
        #[graphql(default)] on_conflict: FileConflict,
    ) -> Result<CopySession> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let (paths, folder) = (parse_all(&paths)?, FilePath::parse(&to)?);
        let place = Place::of(app, actor, &group_name).await?;
        place.with(&folder, |place, folder| place.root.folder(folder).map(drop)).await?;
        let mut items = Vec::new();
        for from in paths {
            let to = folder.join(from.split()?.1);
            place.with(&from, |place, from| place.root.look(from)).await?;
            if to != from && (to.starts_with(&from) || from.starts_with(&to)) {
                return Err(Error::invalid("to", "A folder cannot be copied into itself or over what it lies in.").into());
            }
            let conflict = if to == from { FileConflict::KeepBoth } else { on_conflict };
            let free = make_room(app, actor, &place, &to, conflict).await?;
            items.extend(free.map(|to| Item { from, to }));
        }
        Ok(sessions::start(app, actor, &place, items).await?.into())
    }
}

pub fn routes() -> Routes {
    Routes::default().get("/api/copy-status", status)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StatusQuery {
    session_id: String,
}

async fn status(State(app): State<SharedApp>, Signed(actor): Signed, Query(query): Query<StatusQuery>) -> Result<Response, Error> {
    let session = sessions::status(&app, &actor, &query.session_id).await?;
    let body = json!({ "status": session.status, "progress": session.progress, "failReason": session.fail_reason });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}
