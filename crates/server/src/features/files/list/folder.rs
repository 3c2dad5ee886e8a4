//! What is in one folder? Read from the disk each time, since workloads write there, and then filtered, sorted and cut.

use std::cmp::Ordering;
use std::io;

use crate::features::files::beneath::{Folder, Kind, Listed, Meta};
use crate::features::files::name;
use crate::features::files::path::FilePath;
use crate::features::files::walk::kind_of;

/// What datasets keep about themselves; never shown.
pub const HIDDEN: &str = ".dataset";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Name,
    Size,
    LastModified,
}

#[derive(Clone, Debug)]
pub struct Wanted {
    pub search: Option<String>,
    pub by: By,
    pub descending: bool,
    pub limit: usize,
    pub offset: usize,
    /// Adding up sizes has to look at every file.
    pub sums: bool,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub path: FilePath,
    pub meta: Meta,
}

#[derive(Debug, Default)]
pub struct Listing {
    pub exists: bool,
    pub entries: Vec<Entry>,
    /// Those that match the search.
    pub total: usize,
    pub folders: usize,
    pub files: usize,
    pub bytes: u64,
}

struct Row {
    listed: Listed,
    shown: String,
    kind: Kind,
    meta: Option<Meta>,
}

pub fn list(root: &Folder, path: &FilePath, wanted: &Wanted) -> io::Result<Listing> {
    let folder = match root.folder(path) {
        Ok(folder) => folder,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Listing::default()),
        Err(error) => return Err(error),
    };
    let view = View { root, folder: &folder, path };
    let mut rows: Vec<Row> = folder.entries()?.into_iter().filter(|listed| listed.name != HIDDEN).map(|listed| view.row(listed)).collect();
    let folders = rows.iter().filter(|row| row.kind == Kind::Folder).count();
    let files = rows.len() - folders;
    if wanted.sums || wanted.by != By::Name {
        rows.iter_mut().for_each(|row| view.look(row));
    }
    let bytes = rows.iter().filter(|row| row.kind == Kind::File).filter_map(|row| row.meta).map(|meta| meta.size).sum();
    if let Some(search) = &wanted.search {
        let search = search.to_lowercase();
        rows.retain(|row| row.shown.to_lowercase().contains(&search));
    }
    let total = rows.len();
    sort(&mut rows, wanted);
    let page = rows.into_iter().skip(wanted.offset).take(wanted.limit);
    let entries = page.filter_map(|row| view.entry(row)).collect();
    Ok(Listing { exists: true, entries, total, folders, files, bytes })
}

struct View<'a> {
    root: &'a Folder,
    folder: &'a Folder,
    path: &'a FilePath,
}

impl View<'_> {
    fn row(&self, listed: Listed) -> Row {
        let shown = name::shown(&listed.name);
        match kind_of(self.folder, &listed).unwrap_or(Kind::Other) {
            // A link is what it leads to, as long as that is inside.
            Kind::Link => {
                let target = self.root.look(&self.path.join(&listed.name)).ok();
                let meta = target.or_else(|| self.folder.look_at_child(&listed.name).ok());
                Row { kind: meta.map_or(Kind::Link, |meta| meta.kind), meta, listed, shown }
            }
            kind => Row { kind, meta: None, listed, shown },
        }
    }

    fn look(&self, row: &mut Row) {
        if row.meta.is_none() {
            row.meta = self.folder.look_at_child(&row.listed.name).ok();
        }
    }

    /// None when it has vanished meanwhile.
    fn entry(&self, mut row: Row) -> Option<Entry> {
        self.look(&mut row);
        Some(Entry { path: self.path.join(&row.listed.name), meta: row.meta? })
    }
}

/// Folders first, whatever the order is.
fn sort(rows: &mut [Row], wanted: &Wanted) {
    let size = |row: &Row| row.meta.map_or(0, |meta| meta.size);
    let modified = |row: &Row| row.meta.map_or(0, |meta| meta.modified);
    let names = |rows: &mut [Row]| rows.sort_by_cached_key(|row| (row.shown.to_lowercase(), row.listed.name.clone()));
    names(rows);
    let directed = |order: Ordering| if wanted.descending { order.reverse() } else { order };
    let is_folder = |row: &Row| row.kind == Kind::Folder;
    match wanted.by {
        By::Name if wanted.descending => rows.reverse(),
        By::Name => {}
        By::Size => rows.sort_by(|a, b| directed(size(a).cmp(&size(b)))),
        By::LastModified => rows.sort_by(|a, b| directed(modified(a).cmp(&modified(b)))),
    }
    // Stable, so that the order within folders and within files stays.
    rows.sort_by_key(|row| !is_folder(row));
}
