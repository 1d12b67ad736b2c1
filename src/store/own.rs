//! Which files of an index folder are the index's own. Whatever else lies there is never touched.

use std::path::Path;

use crate::error::{Error, Result};

use super::section::{EXTENSION, TEMPORARY_PREFIX};

/// tantivy's files that have a fixed name; its locks are removed by itself.
const FULL_TEXT_NAMES: [&str; 2] = ["meta.json", ".managed.json"];
/// Parts of a segment of tantivy's, by extension.
const FULL_TEXT_PARTS: [&str; 8] = ["idx", "pos", "term", "store", "fast", "fieldnorm", "del", "temp"];

/// Whether a file of this name was written by this program into its index folder, the lock aside.
pub(super) fn is_own(name: &str) -> bool {
    is_section(name) || is_full_text(name)
}

/// Whether it is one of the files beside the full text.
pub(super) fn is_section(name: &str) -> bool {
    let is_whole = name
        .strip_suffix(EXTENSION)
        .and_then(|stem| stem.strip_suffix('.'))
        .is_some_and(|stem| ["manifest-", "graph-", "records-"].iter().any(|kind| stem.starts_with(kind)));
    is_whole || name.starts_with(TEMPORARY_PREFIX)
}

fn is_full_text(name: &str) -> bool {
    FULL_TEXT_NAMES.contains(&name) || segment_of(name).is_some()
}

/// The segment of the full text that a file is a part of. Its name is 32 hexadecimal digits, a stamp of deletions
/// (`.12345`) where there is one, and its part.
pub(super) fn segment_of(name: &str) -> Option<&str> {
    let mut pieces = name.split('.');
    let segment = pieces.next()?;
    let part = pieces.next_back()?;
    let is_segment = segment.len() == 32
        && segment.bytes().all(|digit| digit.is_ascii_hexdigit())
        && FULL_TEXT_PARTS.contains(&part)
        && pieces.all(|stamp| stamp.bytes().all(|digit| digit.is_ascii_digit()));
    is_segment.then_some(segment)
}

/// Removes every file of the index from `folder`; the lock stays, for it is held.
///
/// # Errors
/// [`Error::Io`] where the folder cannot be read or a file not removed.
pub(super) fn remove_all(folder: &Path) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(|source| Error::io("read", folder, source))?;
    let mut paths = Vec::new();
    for entry in entries.flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && entry.file_name().to_str().is_some_and(is_own) {
            paths.push(entry.path());
        }
    }
    // The metas first: what is left where the rest fails is no index and not half a one.
    paths.sort_by_key(|path| (!path.ends_with("meta.json"), path.clone()));
    for path in paths {
        std::fs::remove_file(&path).map_err(|source| Error::io("remove", &path, source))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_index_own_files_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let own = [
            "meta.json",
            ".managed.json",
            "records-3-0123456789abcdef.tupu",
            "unfinished-x1",
            "0123456789abcdef0123456789abcdef.store",
            "0123456789abcdef0123456789abcdef.417.del",
        ];
        let others = [".gitignore", "notes.tupu", "0123.store", "report.idx", "meta.json.bak", "tupu.lock"];
        for name in own.iter().chain(&others) {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        remove_all(folder.path()).unwrap();
        assert!(own.iter().all(|name| !folder.path().join(name).exists()));
        assert!(others.iter().all(|name| folder.path().join(name).exists()));
    }
}
