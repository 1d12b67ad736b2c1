//! Tables of tab-separated values: rows with their line numbers, comments and blank lines left out.

use std::borrow::Cow;

use super::load::DataFile;
use crate::error::Error;

/// One row of a table.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Line of the file, from 1.
    pub(super) line: usize,
    /// Its fields, blanks around them cut off.
    pub(super) fields: Vec<Cow<'static, str>>,
}

impl Row {
    /// The field at `index`; empty where the row ends before it.
    pub(super) fn field(&self, index: usize) -> Cow<'static, str> {
        self.fields.get(index).cloned().unwrap_or_default()
    }
}

/// The rows of `file`. Fields of the program's own tables borrow from them.
pub(super) fn rows(file: &DataFile) -> Vec<Row> {
    match &file.text {
        Cow::Borrowed(text) => cut(text, Cow::Borrowed),
        Cow::Owned(text) => cut(text, |field| Cow::Owned(field.to_owned())),
    }
}

fn cut<'a>(text: &'a str, keep: impl Fn(&'a str) -> Cow<'static, str>) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        rows.push(Row { line: index + 1, fields: line.split('\t').map(|field| keep(field.trim())).collect() });
    }
    rows
}

/// The parts of a field that holds several, in the same way as [`rows`].
pub(super) fn parts(field: Cow<'static, str>, separator: char) -> Vec<Cow<'static, str>> {
    match field {
        Cow::Borrowed(text) => text.split(separator).filter(|part| !part.is_empty()).map(Cow::Borrowed).collect(),
        Cow::Owned(text) => {
            text.split(separator).filter(|part| !part.is_empty()).map(|part| Cow::Owned(part.to_owned())).collect()
        }
    }
}

/// An error in `file` at `line`.
pub(super) fn wrong(file: &DataFile, line: usize, reason: impl Into<String>) -> Error {
    Error::Lexicon { path: file.path.clone(), line, reason: reason.into() }
}
