//! How does a file begin? As much of its text as a page can show; drawing it is the page's business.

use std::fs::File;
use std::io::{self, Read};

use serde_json::{Value, json};

use super::kinds::{self, Preview};
use crate::features::files::beneath::Meta;
use crate::features::files::path::FilePath;

const LONGEST_TEXT: u64 = 256 * 1024;
/// Notebooks cannot be cut: half of one is none.
const LARGEST_NOTEBOOK: u64 = 20 * 1024 * 1024;

pub fn of(file: File, meta: &Meta, path: &FilePath, url: String) -> io::Result<Value> {
    let preview = kinds::of(path.name().unwrap_or_default()).preview;
    let limit = if preview == Preview::Notebook { LARGEST_NOTEBOOK } else { LONGEST_TEXT };
    let mut bytes = Vec::new();
    if preview != Preview::Image {
        file.take(limit).read_to_end(&mut bytes)?;
    }
    let is_truncated = preview != Preview::Image && meta.size > bytes.len() as u64;
    let mut answer = json!({
        "name": path.shown_name(), "size": meta.size, "kind": word(preview), "text": Value::Null, "isTruncated": is_truncated,
        "message": Value::Null, "url": url,
    });
    match preview {
        Preview::Image => {}
        Preview::Notebook if is_truncated => {
            answer["kind"] = "none".into();
            answer["message"] = "This notebook is larger than 20 MiB. Download it to read it.".into();
        }
        // By its name it could be anything; what looks like text is shown as text.
        _ if bytes.contains(&0) => {
            answer["kind"] = "none".into();
            answer["message"] = "This file is not text, so there is nothing to show. Download it.".into();
        }
        Preview::Notebook => answer["text"] = text_of(&bytes).into(),
        other => {
            let shown = if is_truncated { up_to_last_line(&bytes) } else { &bytes };
            answer["kind"] = if other == Preview::None { "text" } else { word(other) }.into();
            answer["text"] = text_of(shown).into();
        }
    }
    Ok(answer)
}

fn word(preview: Preview) -> &'static str {
    match preview {
        Preview::None => "none",
        Preview::Text => "text",
        Preview::Csv => "csv",
        Preview::Markdown => "markdown",
        Preview::Notebook => "notebook",
        Preview::Image => "image",
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).into_owned()
}

/// Text that is cut ends with a whole line, or at least with a whole character.
fn up_to_last_line(bytes: &[u8]) -> &[u8] {
    if let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') {
        return &bytes[..=end];
    }
    let mut end = bytes.len();
    while end > 0 && bytes.len() - end < 4 && bytes[end - 1] & 0xC0 == 0x80 {
        end -= 1;
    }
    &bytes[..end.saturating_sub(1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_lines_or_characters() {
        assert_eq!(up_to_last_line(b"one\ntw"), b"one\n");
        assert_eq!(up_to_last_line(&"aé日".as_bytes()[..5]), "aé".as_bytes());
    }
}
