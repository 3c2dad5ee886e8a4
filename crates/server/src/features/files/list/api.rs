//! GraphQL of listings: a folder as the page shows it, and the contract's `files`.

use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};

use super::folder::{self, By, Entry, Wanted};
use super::keys::{self, Prefix};
use crate::auth::{actor, app};
use crate::clock::rfc3339;
use crate::error::Error;
use crate::features::files::beneath::{self, Meta};
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::files::read::address::address;
use crate::features::files::read::kinds::{self, Preview};
use crate::features::files::share::api::ShareLink;
use crate::features::files::{datasets, share};
use crate::features::identity::rules;
use crate::paging::{self, Cut};

const MOST_KEYS: i32 = 10_000;
const USUAL_KEYS: i32 = 1000;
const MOST_PATHS: usize = 5000;

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    File,
    Folder,
    /// A symbolic link that leads nowhere or out of the shared files.
    Link,
    /// A pipe, a socket or a device.
    Other,
}

#[derive(Clone, SimpleObject)]
pub struct FileEntry {
    name: String,
    path: String,
    kind: FileKind,
    size: Option<f64>,
    last_modified: Option<String>,
    content_type: Option<String>,
    /// What `/api/preview` gives of it.
    preview: Preview,
    phfs_uri: String,
    url: String,
    /// The public link of a notebook, whoever made it.
    share: Option<ShareLink>,
    is_dataset: bool,
}

impl FileEntry {
    pub fn of(place: &Place, path: &FilePath, meta: &Meta) -> Self {
        let kind = match meta.kind {
            beneath::Kind::File => FileKind::File,
            beneath::Kind::Folder => FileKind::Folder,
            beneath::Kind::Link => FileKind::Link,
            beneath::Kind::Other => FileKind::Other,
        };
        let is_file = kind == FileKind::File;
        let content = kinds::of(path.name().unwrap_or_default());
        Self {
            name: path.shown_name(),
            path: path.shown(),
            kind,
            size: is_file.then_some(meta.size as f64),
            last_modified: Some(rfc3339(meta.modified_micros())),
            preview: if is_file { content.preview } else { Preview::None },
            content_type: is_file.then_some(content.media_type),
            phfs_uri: format!("phfs://{}", path.shown()),
            url: address(&place.group, path),
            share: None,
            is_dataset: false,
        }
    }
}

#[derive(SimpleObject)]
pub struct Folder {
    path: String,
    /// False for an empty listing of a folder that is not there.
    exists: bool,
    nodes: Vec<FileEntry>,
    /// Entries that match the search.
    total_count: i64,
    folder_count: i64,
    file_count: i64,
    /// Of the files right in the folder.
    total_bytes: f64,
}

#[derive(InputObject, Default)]
pub struct FolderOrderByInput {
    name: Option<String>,
    size: Option<String>,
    last_modified: Option<String>,
}

#[derive(InputObject)]
pub struct StoreFileWhereInput {
    pub group_name: String,
    pub phfs_prefix: String,
}

#[derive(InputObject, Default)]
pub struct StoreFileListOptionInput {
    limit: Option<i32>,
    recursive: Option<bool>,
}

#[derive(SimpleObject)]
pub struct StoreFile {
    name: Option<String>,
    size: Option<f64>,
    last_modified: Option<String>,
}

#[derive(SimpleObject)]
pub struct StoreFileList {
    items: Option<Vec<Option<StoreFile>>>,
    phfs_prefix: Option<String>,
    prefix: Option<String>,
}

#[derive(Default)]
pub struct ListQuery;

#[Object]
impl ListQuery {
    /// Folders come first in every order.
    #[expect(clippy::too_many_arguments, reason = "the arguments are those of the page's list")]
    async fn folder(
        &self,
        ctx: &Context<'_>,
        group_name: String,
        path: String,
        search: Option<String>,
        order_by: Option<FolderOrderByInput>,
        page: Option<i32>,
        page_size: Option<i32>,
    ) -> Result<Folder> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let path = FilePath::parse(&path)?;
        let wanted = wanted(search, order_by.unwrap_or_default(), page, page_size, ctx.look_ahead().field("totalBytes").exists())?;
        let place = Place::of(app, actor, &group_name).await?;
        let (found, datasets) = place
            .with(&path, move |place, path| {
                let found = folder::list(&place.root, path, &wanted)?;
                let datasets: Vec<bool> = found.entries.iter().map(|entry| datasets::is_one(&place.root, &entry.path)).collect();
                Ok((found, datasets))
            })
            .await?;
        let shares = share::store::in_group(app.db.read(), &place.group.id, app.clock.micros()).await?;
        let node = |(entry, is_dataset): (&Entry, bool)| {
            let mut node = FileEntry::of(&place, &entry.path, &entry.meta);
            node.share = shares.iter().find(|link| link.path == node.path).map(|link| ShareLink::of(app, &place.group.name, link));
            node.is_dataset = is_dataset;
            node
        };
        Ok(Folder {
            path: path.shown(),
            exists: found.exists,
            nodes: found.entries.iter().zip(datasets).map(node).collect(),
            total_count: found.total as i64,
            folder_count: found.folders as i64,
            file_count: found.files as i64,
            total_bytes: found.bytes as f64,
        })
    }

    /// Null when there is nothing at the path.
    async fn file_entry(&self, ctx: &Context<'_>, group_name: String, path: String) -> Result<Option<FileEntry>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let path = FilePath::parse(&path)?;
        let place = Place::of(app, actor, &group_name).await?;
        let found = place
            .with(&path, |place, path| {
                let meta = place.root.look(path).or_else(|_| place.root.look_at_itself(path));
                match meta {
                    Ok(meta) => Ok(Some((meta, datasets::is_one(&place.root, path)))),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(error),
                }
            })
            .await?;
        let Some((meta, is_dataset)) = found else { return Ok(None) };
        let mut entry = FileEntry::of(&place, &path, &meta);
        let link = share::store::at(app.db.read(), &place.group.id, &entry.path, app.clock.micros()).await?;
        entry.share = link.map(|link| ShareLink::of(app, &place.group.name, &link));
        entry.is_dataset = is_dataset;
        Ok(Some(entry))
    }

    /// Those of the paths at which there is something.
    async fn existing_files(&self, ctx: &Context<'_>, group_name: String, paths: Vec<String>) -> Result<Vec<String>> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let paths = parse_all(&paths)?;
        let place = Place::of(app, actor, &group_name).await?;
        let found = place
            .with(&FilePath::root(), move |place, _| {
                Ok(paths.into_iter().filter(|path| place.root.look_at_itself(path).is_ok()).map(|path| path.shown()).collect())
            })
            .await?;
        Ok(found)
    }

    async fn files(
        &self,
        ctx: &Context<'_>,
        r#where: StoreFileWhereInput,
        options: Option<StoreFileListOptionInput>,
    ) -> Result<StoreFileList> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let options = options.unwrap_or_default();
        let recursive = options.recursive.unwrap_or(false);
        let prefix = if recursive { Prefix::recursive(&r#where.phfs_prefix)? } else { Prefix::folder(&r#where.phfs_prefix)? };
        let limit = limit(options.limit)?;
        let place = Place::of(app, actor, &r#where.group_name).await?;
        let found = place
            .with(&FilePath::root(), move |place, _| match recursive {
                true => keys::below(&place.root, &prefix, limit),
                false => keys::children(&place.root, &prefix, limit),
            })
            .await?;
        let item = |key: keys::Key| {
            Some(StoreFile { name: Some(key.name), size: Some(key.size as f64), last_modified: key.modified.map(rfc3339) })
        };
        Ok(StoreFileList {
            items: Some(found.into_iter().map(item).collect()),
            prefix: Some(format!("groups/{}/{}", place.group.path_key, r#where.phfs_prefix.trim_start_matches('/'))),
            phfs_prefix: Some(r#where.phfs_prefix),
        })
    }
}

/// Many paths at once, each checked.
pub fn parse_all(paths: &[String]) -> Result<Vec<FilePath>, Error> {
    if paths.len() > MOST_PATHS {
        return Err(Error::invalid("paths", format!("{} paths are too many at once; at most {MOST_PATHS} are taken.", paths.len())));
    }
    paths.iter().map(|path| FilePath::parse(path)).collect()
}

/// 0 and none at all are the usual number, as in the original.
fn limit(given: Option<i32>) -> Result<usize, Error> {
    match given {
        None | Some(0) => Ok(USUAL_KEYS as usize),
        Some(limit @ 1..=MOST_KEYS) => Ok(limit as usize),
        Some(other) => Err(Error::invalid("options.limit", format!("options.limit is {other}; 1 to {MOST_KEYS} are allowed."))),
    }
}

fn wanted(
    search: Option<String>,
    order: FolderOrderByInput,
    page: Option<i32>,
    page_size: Option<i32>,
    sums: bool,
) -> Result<Wanted, Error> {
    let fields = [(By::Name, &order.name), (By::Size, &order.size), (By::LastModified, &order.last_modified)];
    let (by, descending) = paging::order(&fields)?.unwrap_or((By::Name, false));
    let (limit, offset) = Cut::new(page.or(Some(1)), page_size, None, None, None, None)?.limit_and_offset();
    let search = rules::search("search", search)?;
    Ok(Wanted { search, by, descending, limit: limit as usize, offset: offset as usize, sums })
}
