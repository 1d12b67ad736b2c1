//! Raw text → articles with zones, paragraphs and sentences. Pure and total: it cannot fail, and deletes nothing.

mod sentence;
mod verbatim;

pub use verbatim::verbatim;

use crate::model::Document;
use crate::read::RawText;

/// Splits a raw text into its articles, clean. Never empty for a text that has a letter in it.
#[must_use]
pub fn clean(raw: &RawText) -> Vec<Document> {
    let mut document = verbatim(&raw.text, "");
    document.record.clone_from(&raw.record);
    vec![document]
}
