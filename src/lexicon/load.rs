//! Where rules come from: packed into the program, and the user's own folder. The only file reader of this part.

use std::borrow::Cow;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::error::{Error, Result};

/// One rule file as text.
#[derive(Debug, Clone)]
pub(super) struct DataFile {
    /// Path below `src/data` (`pattern/builds.toml`), or the file's path in the user's folder.
    pub(super) path: String,
    /// Its text.
    pub(super) text: Cow<'static, str>,
}

impl DataFile {
    /// Path and text, of a pattern file.
    pub(super) fn pattern(&self) -> Option<(&str, &str)> {
        self.path.ends_with(".toml").then_some((&*self.path, &*self.text))
    }
}

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.deflate"));

/// The packed rules, unpacked at first use and kept, so that names can borrow from them.
static UNPACKED: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    let mut decoder = flate2::read::DeflateDecoder::new(PACKED);
    // The build wrote it; a fault would be one of the build, and leaves the lexicon empty, which `embedded` reports.
    if decoder.read_to_string(&mut text).is_err() {
        text.clear();
    }
    text
});

/// The files packed by `build.rs`, by path.
pub(super) fn embedded() -> Result<Vec<DataFile>> {
    let unpacked: &'static str = &UNPACKED;
    let mut files = Vec::new();
    for packed in unpacked.split('\u{1}').skip(1) {
        let Some((path, text)) = packed.split_once('\n') else { continue };
        files.push(DataFile { path: path.to_owned(), text: Cow::Borrowed(text) });
    }
    if files.is_empty() {
        return Err(Error::Lexicon {
            path: "embedded".to_owned(),
            line: 0,
            reason: "the rules packed into this program cannot be read: build it again".to_owned(),
        });
    }
    Ok(files)
}

/// The user's rule files below `folder`, by path: `*.tsv` in it, `*.toml` in it and in its `pattern` folder.
pub(super) fn folder(folder: &Path) -> Result<Vec<DataFile>> {
    let mut paths = Vec::new();
    list(folder, &["tsv", "toml"], &mut paths)?;
    let patterns = folder.join("pattern");
    if patterns.is_dir() {
        list(&patterns, &["toml"], &mut paths)?;
    }
    paths.sort();
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let text = fs::read_to_string(&path).map_err(|error| Error::io("read", &path, error))?;
        files.push(DataFile {
            path: path.to_string_lossy().into_owned(),
            text: Cow::Owned(text.trim_start_matches('\u{feff}').replace("\r\n", "\n")),
        });
    }
    Ok(files)
}

/// The weights that the user fitted, `tagger.bin` in `folder`.
pub(super) fn weights(folder: &Path) -> Result<Option<(PathBuf, Vec<u8>)>> {
    let path = folder.join("tagger.bin");
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = fs::read(&path).map_err(|error| Error::io("read", &path, error))?;
    Ok(Some((path, bytes)))
}

fn list(folder: &Path, extensions: &[&str], paths: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| Error::io("read", folder, error))? {
        let path = entry.map_err(|error| Error::io("read", folder, error))?.path();
        let known = path.extension().and_then(|found| found.to_str()).is_some_and(|found| extensions.contains(&found));
        if known && path.is_file() {
            paths.push(path);
        }
    }
    Ok(())
}
