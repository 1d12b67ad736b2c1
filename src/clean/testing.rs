//! Short ways to write the tests of this folder.

use super::line::Item;
use crate::model::{Document, Zone};
use crate::read::{Format, Metadata, RawText};

pub(super) fn raw(text: &str) -> RawText {
    RawText {
        text: text.to_owned(),
        format: Format::Text,
        encoding: "UTF-8",
        replacements: 0,
        first_line: 1,
        record: None,
        blocks: Vec::new(),
        runs: Vec::new(),
        one_line: false,
        metadata: Metadata::default(),
    }
}

pub(super) fn documents(text: &str) -> Vec<Document> {
    super::clean(&raw(text))
}

/// Zones and words of all paragraphs.
pub(super) fn zoned(text: &str) -> Vec<(Zone, String)> {
    let mut found = Vec::new();
    for document in documents(text) {
        for paragraph in &document.paragraphs {
            found.push((paragraph.zone, paragraph.span.of(&document.text).to_owned()));
        }
    }
    found
}

pub(super) fn paragraphs(text: &str) -> Vec<String> {
    zoned(text).into_iter().map(|(_, words)| words).collect()
}

pub(super) fn zones(flat: &str, items: &[Item]) -> Vec<(String, Option<Zone>)> {
    items.iter().map(|item| (item.first_line(flat).to_owned(), item.zone)).collect()
}
