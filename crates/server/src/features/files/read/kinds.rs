//! What is a file by its name, and may a browser show it? Only what no browser runs is shown in place; the rest is saved.

use std::ffi::OsStr;

use async_graphql::Enum;

use crate::features::files::name;

/// What a page can show without fetching all of it.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preview {
    None,
    Text,
    Csv,
    Markdown,
    Notebook,
    Image,
}

pub struct Content {
    pub media_type: String,
    /// Shown in place rather than saved.
    pub inline: bool,
    pub preview: Preview,
}

/// Endings of files that are text, whatever else they are: sent as plain text, they are only ever read.
const TEXT: &[&str] = &[
    "bash",
    "bat",
    "bib",
    "c",
    "cc",
    "cfg",
    "clj",
    "cmake",
    "conf",
    "cpp",
    "cs",
    "css",
    "cu",
    "diff",
    "dockerfile",
    "env",
    "err",
    "fasta",
    "fs",
    "gitignore",
    "go",
    "gradle",
    "h",
    "hpp",
    "ini",
    "java",
    "jl",
    "json",
    "jsonl",
    "kt",
    "less",
    "lock",
    "log",
    "lua",
    "m",
    "mjs",
    "ndjson",
    "out",
    "patch",
    "php",
    "pl",
    "proto",
    "ps1",
    "py",
    "pyi",
    "r",
    "rb",
    "rs",
    "rst",
    "scala",
    "scss",
    "sh",
    "sql",
    "srt",
    "swift",
    "tex",
    "tf",
    "toml",
    "ts",
    "tsx",
    "txt",
    "vtt",
    "yaml",
    "yml",
    "zsh",
];
const IMAGES: &[(&str, &str)] = &[
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
];
const PLAIN: &str = "text/plain; charset=utf-8";

pub fn of(file: &OsStr) -> Content {
    let shown = name::shown(file).to_lowercase();
    let ending = shown.rsplit_once('.').map_or(shown.as_str(), |(_, ending)| ending);
    let text = |preview| Content { media_type: PLAIN.into(), inline: true, preview };
    match ending {
        "csv" | "tsv" => return text(Preview::Csv),
        "md" | "markdown" => return text(Preview::Markdown),
        "readme" | "license" | "makefile" => return text(Preview::Text),
        "ipynb" => return Content { media_type: "application/x-ipynb+json".into(), inline: false, preview: Preview::Notebook },
        _ if TEXT.contains(&ending) => return text(Preview::Text),
        _ => {}
    }
    if let Some((_, media_type)) = IMAGES.iter().find(|(known, _)| *known == ending) {
        return Content { media_type: (*media_type).into(), inline: true, preview: Preview::Image };
    }
    let guess = mime_guess::from_ext(ending).first_or_octet_stream();
    let plays = ["audio", "video"].contains(&guess.type_().as_str());
    Content { media_type: guess.essence_str().to_owned(), inline: plays, preview: Preview::None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_could_run_is_saved_and_not_shown() {
        for name in ["a.html", "a.HTM", "a.svg", "a.xhtml", "a.xml", "a.pdf", "a.ipynb", "a.swf", "a.wasm", "noending", "a.bin"] {
            assert!(!of(OsStr::new(name)).inline, "{name}");
        }
        for name in ["a.txt", "A.PNG", "a.csv", "a.md", "a.py", "a.json", "a.ts", "a.mp4", "README"] {
            assert!(of(OsStr::new(name)).inline, "{name}");
        }
        // Otherwise this would be a script that the portal's own pages may load.
        assert_eq!(of(OsStr::new("a.mjs")).media_type, PLAIN);
    }
}
