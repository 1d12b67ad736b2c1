//! Character forms: line ends, blanks and invisible characters are made one; every visible character stays as it is.

use crate::read::RawText;
use crate::read::runs::{Copier, RunCursor};

/// The raw text with one kind of line feed and one kind of blank, and the way back to the file.
pub(super) struct Flat {
    pub text: String,
    runs: Vec<crate::read::DecodedRun>,
    /// Byte of `text` at which each line begins, and its line of the file.
    pub line_starts: Vec<(usize, u32)>,
    /// Byte of the raw text at which each line begins.
    raw_starts: Vec<usize>,
}

impl Flat {
    pub(super) fn cursor(&self) -> RunCursor<'_> {
        RunCursor::new(&self.runs)
    }

    /// Byte of the raw text at which the line of byte `at` begins.
    pub(super) fn raw_line(&self, at: usize) -> usize {
        let line = self.line_starts.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.raw_starts.get(line).copied().unwrap_or(0)
    }
}

/// What becomes of a character.
enum Form {
    Keep,
    Drop,
    Blank,
    /// A line feed that editors count as a line.
    Line,
    /// One that they do not (form feed, line separator).
    SoftLine,
}

fn form(character: char) -> Form {
    match character {
        '\n' | '\r' => Form::Line,
        '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Form::SoftLine,
        '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Form::Blank,
        '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{ad}' => Form::Drop,
        other if other.is_control() => Form::Drop,
        _ => Form::Keep,
    }
}

/// Whether the character is of a form that may not stay; nearly none is, so runs of others are copied whole.
fn is_plain(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

pub(super) fn flatten(raw: &RawText) -> Flat {
    let mut copier = Copier::new(&raw.text, &raw.runs);
    let mut line = raw.first_line;
    let mut line_starts = vec![(0, line)];
    let mut raw_starts = vec![0];
    let mut plain = 0;
    let mut characters = raw.text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if is_plain(character) {
            continue;
        }
        let form = form(character);
        if matches!(form, Form::Keep) {
            continue;
        }
        copier.copy(plain..at);
        plain = at + character.len_utf8();
        match form {
            Form::Keep | Form::Drop => {}
            Form::Blank => copier.replace(' ', at, character.len_utf8()),
            Form::Line | Form::SoftLine => {
                if character == '\r' && characters.peek().is_some_and(|(_, next)| *next == '\n') {
                    continue;
                }
                copier.replace('\n', at, character.len_utf8());
                if matches!(form, Form::Line) && !raw.one_line {
                    line += 1;
                }
                line_starts.push((copier.text.len(), line));
                raw_starts.push(plain);
            }
        }
    }
    copier.copy(plain..raw.text.len());
    let (text, runs) = copier.finish();
    Flat { text, runs, line_starts, raw_starts }
}

#[cfg(test)]
mod tests {
    use super::super::testing::raw;
    use super::*;

    #[test]
    fn line_ends_and_blanks_are_one_and_lead_back() {
        let flat = flatten(&raw("\u{feff}甲\u{3000}乙\r\n丙\u{c}\u{200b}丁\r戊\u{7}"));
        assert_eq!(flat.text, "甲 乙\n丙\n丁\n戊");
        let lines: Vec<u32> = flat.line_starts.iter().map(|(_, line)| *line).collect();
        assert_eq!(lines, [1, 2, 2, 3]);
        let mut cursor = flat.cursor();
        assert_eq!(cursor.locate(0, 3).0, 3);
        assert_eq!(cursor.locate(3, 1), (6, 3));
        assert_eq!(cursor.locate(flat.text.find('丁').unwrap(), 3).0, 21);
    }
}
