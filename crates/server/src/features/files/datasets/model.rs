//! What is a data set? Its rules, and reading and writing what it keeps about itself.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::features::files::beneath::{Folder, Kind};
use crate::features::files::list::folder::HIDDEN;
use crate::features::files::path::FilePath;
use crate::features::files::write::staged::Staged;
use crate::features::identity::rules;

const FOLDER: &str = "datasets";
const LONGEST_ID: usize = 63;
const MOST_TAGS: usize = 50;
const LONGEST_TAG: usize = 100;
/// More than any real one has; the file can be written in a notebook.
const LARGEST_FILE: u64 = 64 * 1024;

/// The content of `.dataset`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct About {
    pub created_by: String,
    pub created_at: String,
    pub updated_at: String,
    pub tags: Vec<String>,
}

pub fn all() -> FilePath {
    FilePath::root().join(OsStr::new(FOLDER))
}

/// The folder of a data set, whose id is a plain name.
pub fn folder_of(id: &str) -> Result<FilePath> {
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    if id.is_empty() || !plain || id.starts_with('.') || id.len() > LONGEST_ID {
        return Err(Error::invalid(
            "id",
            format!(
                "The name of a dataset has 1 to {LONGEST_ID} characters: letters A to Z, digits, \"-\", \"_\" and \".\"; it does not begin with a dot."
            ),
        ));
    }
    Ok(all().join(OsStr::new(id)))
}

/// Trimmed, each once, in the order given.
pub fn tags(given: &[Option<String>]) -> Result<Vec<String>> {
    let mut tags: Vec<String> = Vec::new();
    for tag in given.iter().flatten() {
        let Some(tag) = rules::line("tags", tag.trim(), LONGEST_TAG)? else { continue };
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > MOST_TAGS {
        return Err(Error::invalid("tags", format!("A dataset can have at most {MOST_TAGS} tags.")));
    }
    Ok(tags)
}

/// None where there is no `.dataset`, or none that can be read.
pub fn read(root: &Folder, folder: &FilePath) -> io::Result<Option<About>> {
    let file = match root.file(&folder.join(OsStr::new(HIDDEN))) {
        Ok((file, _)) => file,
        Err(_) => return Ok(None),
    };
    let mut text = Vec::new();
    file.take(LARGEST_FILE).read_to_end(&mut text)?;
    Ok(serde_json::from_slice(&text).ok())
}

pub fn write(root: &Folder, staging: &Arc<Folder>, folder: &FilePath, about: &About) -> io::Result<()> {
    let staged = Staged::new(staging.clone())?;
    (&*staged.file).write_all(&serde_json::to_vec(about)?)?;
    staged.complete(&root.meta()?)?;
    let folder = root.ensure_folder(folder)?;
    staged.put_in_place(&folder, OsStr::new(HIDDEN), true)
}

/// Whether the path is the folder of a data set.
pub fn is_one(root: &Folder, path: &FilePath) -> bool {
    let is_place = path.names().len() == 2 && path.parent() == all();
    is_place && root.look(&path.join(OsStr::new(HIDDEN))).is_ok_and(|meta| meta.kind == Kind::File)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_names() {
        for good in ["a", "coco-2026", "A_b.c", "0"] {
            assert!(folder_of(good).is_ok(), "{good}");
        }
        for bad in ["", ".", "..", ".a", "a b", "a/b", "ä", "a\n", &"a".repeat(64)] {
            assert!(folder_of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn tags_are_trimmed_and_kept_once() {
        let given = [Some(" a ".into()), None, Some("b".into()), Some("a".into()), Some(" ".into())];
        assert_eq!(tags(&given).unwrap(), ["a", "b"]);
    }
}
