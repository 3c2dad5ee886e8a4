//! Is the data folder there, writable, on a disk with room, and is its key kept to itself?

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::Check;
use crate::config::Config;
use crate::operate::Level;
use crate::operate::disk::{self, Disk};

pub fn data(config: &Config) -> Check {
    let folder = &config.data;
    if !folder.exists() {
        let parent = existing(folder);
        return match rustix::fs::access(parent, rustix::fs::Access::WRITE_OK) {
            Ok(()) => Check::ok("data folder", format!("{} will be made at the first start", folder.display())),
            Err(_) => Check::bad(
                "data folder",
                format!("{} is not there and cannot be made", folder.display()),
                format!("Allow writing to {} or set data to another folder.", parent.display()),
            ),
        };
    }
    if !folder.is_dir() {
        return Check::bad("data folder", format!("{} is not a folder", folder.display()), "Set data to a folder.");
    }
    match rustix::fs::access(folder, rustix::fs::Access::WRITE_OK) {
        Ok(()) => Check::ok("data folder", folder.display().to_string()),
        Err(error) => {
            let next_step = "Run PrimeHub as the owner of the folder, or change its owner.";
            Check::bad("data folder", format!("{} cannot be written: {error}", folder.display()), next_step)
        }
    }
}

pub fn disk(config: &Config) -> Option<Check> {
    let disk = Disk::of(existing(&config.data)).ok()?;
    Some(match disk.level() {
        Level::Ok => Check::ok("disk", disk.detail()),
        Level::Warn => Check::warn("disk", disk.detail(), disk::NEXT_STEP),
        Level::Bad => Check::bad("disk", disk.detail(), disk::NEXT_STEP),
    })
}

/// None before the first start.
pub fn key(config: &Config) -> Option<Check> {
    let path = config.data.join("secret.key");
    let mode = std::fs::metadata(&path).ok()?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Some(Check::ok("key", format!("{} is readable by its owner only", path.display())));
    }
    let detail = format!("{} is readable by others (mode {mode:o}), and opens every stored secret", path.display());
    Some(Check::bad("key", detail, format!("Run: chmod 600 {}", path.display())))
}

/// The folder itself, or the nearest one above it that exists.
fn existing(folder: &Path) -> &Path {
    folder.ancestors().find(|path| path.exists()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_others_can_read_is_bad() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::assemble(None, std::iter::empty()).unwrap();
        config.data = folder.path().to_owned();
        assert!(key(&config).is_none());
        let path = folder.path().join("secret.key");
        std::fs::write(&path, "x").unwrap();
        for (mode, level) in [(0o644, Level::Bad), (0o600, Level::Ok)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(key(&config).unwrap().level, level);
        }
    }

    #[test]
    fn a_folder_that_is_a_file_is_bad_and_one_to_be_made_is_fine() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::assemble(None, std::iter::empty()).unwrap();
        config.data = folder.path().join("a/b/c");
        assert_eq!(data(&config).level, Level::Ok);
        config.data = folder.path().join("file");
        std::fs::write(&config.data, "x").unwrap();
        assert_eq!(data(&config).level, Level::Bad);
    }
}
