//! GraphQL of deleting and restoring.

use std::time::Duration;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use serde_json::json;

use super::actions;
use super::store::{self, Trashed};
use crate::app::SharedApp;
use crate::auth::{actor, app};
use crate::clock::rfc3339;
use crate::error::Error;
use crate::features::files::beneath::Kind;
use crate::features::files::faults;
use crate::features::files::list::api::{StoreFileWhereInput, parse_all};
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::files::write::conflict::FileConflict;
use crate::features::identity;
use crate::features::identity::model::Audit;
use crate::features::identity::rules;
use crate::paging::Cut;

const MOST_IDS: usize = 5000;

#[derive(SimpleObject)]
pub struct TrashEntry {
    id: ID,
    name: String,
    /// Where it was.
    path: String,
    is_folder: bool,
    size: f64,
    files: f64,
    deleted_by: String,
    deleted_at: String,
    /// When it goes for ever.
    purged_at: String,
}

impl TrashEntry {
    fn of(app: &SharedApp, row: Trashed) -> Self {
        let keep = Duration::from_secs(app.config.files.trash_days as u64 * 86_400).as_micros() as i64;
        Self {
            id: ID(row.id),
            name: row.path.rsplit('/').next().unwrap_or_default().to_owned(),
            path: row.path,
            is_folder: row.is_folder == 1,
            size: row.bytes as f64,
            files: row.files as f64,
            deleted_by: row.deleted_by,
            deleted_at: rfc3339(row.deleted_at),
            purged_at: rfc3339(row.deleted_at + keep),
        }
    }
}

#[derive(SimpleObject)]
pub struct TrashConnection {
    nodes: Vec<TrashEntry>,
    total_count: i64,
}

#[derive(InputObject, Default)]
pub struct StoreFileDeleteOptionInput {
    recursive: Option<bool>,
}

#[derive(Default)]
pub struct TrashQuery;

#[Object]
impl TrashQuery {
    /// Newest first.
    async fn file_trash(
        &self,
        ctx: &Context<'_>,
        group_name: String,
        search: Option<String>,
        page: Option<i32>,
        page_size: Option<i32>,
    ) -> Result<TrashConnection> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let cut = Cut::new(page.or(Some(1)), page_size, None, None, None, None)?;
        let place = Place::of(app, actor, &group_name).await?;
        let mut filter = store::of_group(&place.group.id);
        filter.search(&["t.path", "t.deleted_by"], rules::search("search", search)?.as_deref());
        let total_count = store::count(app.db.read(), &filter).await?;
        let rows = store::page(app.db.read(), &filter, cut.limit_and_offset()).await?;
        Ok(TrashConnection { nodes: rows.into_iter().map(|row| TrashEntry::of(app, row)).collect(), total_count })
    }
}

#[derive(Default)]
pub struct TrashMutation;

#[Object]
impl TrashMutation {
    /// Into the trash. Answers how many files that were.
    async fn trash_files(&self, ctx: &Context<'_>, group_name: String, paths: Vec<String>) -> Result<i64> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let paths = parse_all(&paths)?;
        let place = Place::of(app, actor, &group_name).await?;
        let mut count = 0;
        for path in &paths {
            count += actions::put(app, actor, &place, path).await?;
        }
        Ok(count as i64)
    }

    /// Answers the paths at which they are again.
    async fn restore_files(
        &self,
        ctx: &Context<'_>,
        group_name: String,
        ids: Vec<ID>,
        #[graphql(default)] on_conflict: FileConflict,
    ) -> Result<Vec<String>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let ids = checked(ids)?;
        let place = Place::of(app, actor, &group_name).await?;
        let mut restored = Vec::new();
        for row in actions::chosen(app, &place, &ids).await? {
            restored.extend(actions::restore(app, actor, &place, &row, on_conflict).await?.map(|path| path.shown()));
        }
        Ok(restored)
    }

    /// Deletes for ever: these, or everything in the trash. Answers how many entries.
    async fn empty_trash(&self, ctx: &Context<'_>, group_name: String, ids: Option<Vec<ID>>) -> Result<i64> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let place = Place::of(app, actor, &group_name).await?;
        let rows = match ids {
            Some(ids) => actions::chosen(app, &place, &checked(ids)?).await?,
            None => store::all(app.db.read(), &store::of_group(&place.group.id)).await?,
        };
        let sum = actions::sum_of(&rows);
        let mut tx = app.db.begin().await?;
        let entry = Audit::of("empty trash", "file", &place.group.id, &place.group.name).in_group(&place.group);
        let detail = json!({ "entries": rows.len(), "files": sum.files, "bytes": sum.bytes });
        identity::audit(app, &mut tx, actor, entry.with(detail)).await?;
        tx.commit().await?;
        for row in &rows {
            actions::destroy(app, &place, row).await?;
        }
        app.events.changed("files", "trash", Some(&place.group.id));
        Ok(rows.len() as i64)
    }

    /// The contract's way: one file, or with `recursive` a file or a folder with all that is in it, where no prefix is everything. Never what
    /// only begins alike.
    async fn delete_files(
        &self,
        ctx: &Context<'_>,
        r#where: StoreFileWhereInput,
        options: Option<StoreFileDeleteOptionInput>,
    ) -> Result<Option<i64>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let recursive = options.unwrap_or_default().recursive.unwrap_or(false);
        let path = FilePath::parse(&r#where.phfs_prefix)?;
        let wants_folder = r#where.phfs_prefix.ends_with('/');
        let place = Place::of(app, actor, &r#where.group_name).await?;
        let doomed =
            if path.is_root() && recursive { children(&place).await? } else { one(&place, &path, recursive, wants_folder).await? };
        let mut count = 0;
        for path in &doomed {
            count += actions::put(app, actor, &place, path).await?;
        }
        Ok(Some(count as i64))
    }
}

async fn children(place: &Place) -> Result<Vec<FilePath>, Error> {
    place.with(&FilePath::root(), |place, root| Ok(place.root.entries()?.into_iter().map(|entry| root.join(&entry.name)).collect())).await
}

/// Nothing at all is no error, as in an object store.
async fn one(place: &Place, path: &FilePath, recursive: bool, wants_folder: bool) -> Result<Vec<FilePath>, Error> {
    let found = place.with(path, |place, path| place.root.look_at_itself(path)).await;
    let kind = match found {
        Ok(meta) => meta.kind,
        Err(Error::NotFound(_) | Error::WrongState { .. }) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    match kind {
        Kind::Folder if !recursive => Err(faults::is_folder(path)),
        Kind::Folder => Ok(vec![path.clone()]),
        _ if wants_folder => Ok(Vec::new()),
        _ => Ok(vec![path.clone()]),
    }
}

fn checked(ids: Vec<ID>) -> Result<Vec<String>, Error> {
    if ids.len() > MOST_IDS {
        return Err(Error::invalid("ids", format!("{} entries are too many at once; at most {MOST_IDS} are taken.", ids.len())));
    }
    Ok(ids.into_iter().map(|id| id.0).collect())
}
