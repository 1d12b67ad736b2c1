//! Puts an article's items together: text, paragraphs, sentences, lines and the way back to the file.

use super::character::Flat;
use super::line::Item;
use super::sentence;
use crate::model::{Document, LineStart, OffsetMap, OffsetRun, Paragraph, Span, Zone};
use crate::read::runs::RunCursor;

/// The document that the items are. Title, date, source and record are the caller's.
pub(super) fn document(flat: &Flat, items: &[Item]) -> Document {
    let length: usize = items.iter().flat_map(|item| &item.parts).map(|part| part.end - part.start + 1).sum();
    let mut text = TextBuilder {
        flat: &flat.text,
        cursor: flat.cursor(),
        text: String::with_capacity(length),
        runs: Vec::new(),
        last: None,
    };
    let mut paragraphs = Vec::with_capacity(items.len());
    let mut sentences = Vec::new();
    let mut lines: Vec<LineStart> = Vec::new();
    for item in items {
        if !paragraphs.is_empty() {
            text.insert('\n');
        }
        let start = text.text.len();
        for (at, part) in item.parts.iter().enumerate() {
            if at > 0 && needs_blank(&text.text, flat.text.get(part.start..part.end).unwrap_or_default()) {
                text.insert(' ');
            }
            if lines.last().is_none_or(|last| last.line != part.line) {
                lines.push(LineStart { clean: narrow(text.text.len()), line: part.line });
            }
            text.copy(part.start, part.end);
        }
        let end = text.text.len();
        let first = narrow(sentences.len());
        sentence::split(&text.text, start, end, &mut sentences);
        paragraphs.push(Paragraph {
            span: Span::new(start, end),
            zone: item.zone.unwrap_or(Zone::Body),
            sentences: first..narrow(sentences.len()),
        });
    }
    let mut document = Document {
        article: 1,
        record: None,
        title: String::new(),
        date: None,
        source: None,
        text: text.text,
        paragraphs,
        sentences,
        lines,
        offsets: OffsetMap { runs: text.runs },
        marks: Vec::new(),
    };
    document.mark_characters();
    document
}

/// A line feed between two Latin words was their blank.
fn needs_blank(before: &str, after: &str) -> bool {
    let word = |character: char| character.is_ascii_alphabetic();
    let ends = before.chars().next_back().is_some_and(|last| word(last) || matches!(last, ',' | ';' | '.'));
    ends && after.chars().next().is_some_and(word)
}

fn narrow(offset: usize) -> u32 {
    // Reading refuses files whose text could be longer.
    u32::try_from(offset).unwrap_or(u32::MAX)
}

struct TextBuilder<'a> {
    flat: &'a str,
    cursor: RunCursor<'a>,
    text: String,
    runs: Vec<OffsetRun>,
    /// The run that is being made.
    last: Option<usize>,
}

impl TextBuilder<'_> {
    fn insert(&mut self, character: char) {
        self.text.push(character);
        self.last = None;
    }

    fn copy(&mut self, start: usize, end: usize) {
        let Some(piece) = self.flat.get(start..end) else { return };
        for (offset, character) in piece.char_indices() {
            let width = character.len_utf8();
            let (raw, raw_width) = self.cursor.locate(start + offset, width);
            if raw_width == 0 {
                // The reader put it in; it stands nowhere in the file.
                self.insert(character);
                continue;
            }
            self.extend(raw, width, raw_width);
            self.text.push(character);
        }
    }

    fn extend(&mut self, raw: usize, width: usize, raw_width: usize) {
        let (raw, same) = (narrow(raw), width == raw_width);
        // Characters of one width on both sides are counted by the byte, whatever that width.
        let (count, clean_width, raw_width) =
            if same { (width as u32, 1, 1) } else { (1, width as u8, raw_width as u8) };
        if let Some(run) = self.last.and_then(|at| self.runs.get_mut(at)) {
            let follows = run.raw + run.characters * u32::from(run.raw_width) == raw;
            if follows && run.clean_width == clean_width && run.raw_width == raw_width {
                run.characters += count;
                return;
            }
        }
        self.last = Some(self.runs.len());
        self.runs.push(OffsetRun { clean: narrow(self.text.len()), raw, characters: count, clean_width, raw_width });
    }
}
