//! The way from decoded text back to the file, as runs of characters of one width.

use super::DecodedRun;

/// Builds the runs of a text that grows character by character.
#[derive(Default)]
pub(crate) struct RunBuilder {
    runs: Vec<DecodedRun>,
}

impl RunBuilder {
    /// The next characters begin at `text` and at `file`, and have the given widths.
    pub(crate) fn push(&mut self, text: usize, file: usize, text_width: usize, file_width: usize) {
        let run = DecodedRun {
            text: narrow(text),
            file: narrow(file),
            text_width: text_width as u8,
            // Only a malformed stretch can be longer; what matters of it is where it begins.
            file_width: file_width.min(255) as u8,
        };
        if let Some(last) = self.runs.last() {
            let widths_agree = last.text_width == run.text_width && last.file_width == run.file_width;
            if widths_agree {
                let characters = (run.text - last.text) / u32::from(last.text_width.max(1));
                if last.file.checked_add(characters * u32::from(last.file_width)) == Some(run.file) {
                    return;
                }
            }
        }
        self.runs.push(run);
    }

    /// The next bytes are the same in text and file.
    pub(crate) fn push_same(&mut self, text: usize, file: usize) {
        self.push(text, file, 1, 1);
    }

    /// The runs; none where text and file agree from the first byte on.
    pub(crate) fn finish(self) -> Vec<DecodedRun> {
        match self.runs.as_slice() {
            [only] if only.text == 0 && only.file == 0 && only.text_width == 1 && only.file_width == 1 => Vec::new(),
            _ => self.runs,
        }
    }
}

fn narrow(offset: usize) -> u32 {
    // `parse` refuses files whose text could be longer.
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Looks up where characters of the decoded text stand in the file; quick where they are asked in order.
pub(crate) struct RunCursor<'a> {
    runs: &'a [DecodedRun],
    at: usize,
}

impl<'a> RunCursor<'a> {
    pub(crate) fn new(runs: &'a [DecodedRun]) -> Self {
        Self { runs, at: 0 }
    }

    /// Where the character of `length` bytes at byte `position` of the text begins in the file, and how many bytes it
    /// takes there.
    pub(crate) fn locate(&mut self, position: usize, length: usize) -> (usize, usize) {
        let target = narrow(position);
        if self.runs.is_empty() {
            return (position, length);
        }
        // Asked in order it walks; a far jump is looked up, so that many texts of one file cost no walk from its start.
        if self.runs[self.at].text > target || self.runs.get(self.at + 8).is_some_and(|far| far.text <= target) {
            self.at = self.runs.partition_point(|run| run.text <= target).saturating_sub(1);
        }
        while self.runs.get(self.at + 1).is_some_and(|next| next.text <= target) {
            self.at += 1;
        }
        let run = self.runs[self.at];
        let inside = target.saturating_sub(run.text);
        if run.text_width == 1 && run.file_width == 1 {
            return ((run.file + inside) as usize, length);
        }
        let index = inside / u32::from(run.text_width.max(1));
        ((run.file + index * u32::from(run.file_width)) as usize, usize::from(run.file_width))
    }
}

/// Copies pieces of a decoded text into another and keeps the way back to the file.
pub(crate) struct Copier<'a> {
    source: &'a str,
    cursor: RunCursor<'a>,
    same: bool,
    /// The text made so far.
    pub(crate) text: String,
    runs: RunBuilder,
    file: usize,
}

impl<'a> Copier<'a> {
    pub(crate) fn new(source: &'a str, runs: &'a [DecodedRun]) -> Self {
        let same = runs.is_empty();
        Self { source, cursor: RunCursor::new(runs), same, text: String::new(), runs: RunBuilder::default(), file: 0 }
    }

    /// Copies `range` of the source; a range that is none of it copies nothing.
    pub(crate) fn copy(&mut self, range: std::ops::Range<usize>) {
        let Some(piece) = self.source.get(range.clone()) else { return };
        if piece.is_empty() {
            return;
        }
        if self.same {
            self.runs.push_same(self.text.len(), range.start);
            self.text.push_str(piece);
            self.file = range.end;
            return;
        }
        for (offset, character) in piece.char_indices() {
            self.put(character, range.start + offset, character.len_utf8());
        }
    }

    /// Adds a character that stands for the `length` bytes of the source at `position` (an escape, an entity).
    pub(crate) fn replace(&mut self, character: char, position: usize, length: usize) {
        let (start, first) = self.cursor.locate(position, length);
        // An escape is several characters of the source; its end is where the last of them ends.
        let end = if self.same { start + length } else { self.end_of(position, length).max(start + first) };
        self.runs.push(self.text.len(), start, character.len_utf8(), end - start);
        self.text.push(character);
        self.file = end;
    }

    /// Adds a character that stands nowhere in the file.
    pub(crate) fn insert(&mut self, character: char) {
        self.runs.push(self.text.len(), self.file, character.len_utf8(), 0);
        self.text.push(character);
    }

    fn end_of(&mut self, position: usize, length: usize) -> usize {
        let last = (position..position + length).rev().find(|at| self.source.is_char_boundary(*at));
        let last = last.unwrap_or(position);
        let width = self.source.get(last..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        let (start, file_width) = self.cursor.locate(last, width);
        start + file_width
    }

    fn put(&mut self, character: char, position: usize, length: usize) {
        let (start, width) = self.cursor.locate(position, length);
        self.runs.push(self.text.len(), start, character.len_utf8(), width);
        self.text.push(character);
        self.file = start + width;
    }

    /// The text and its runs.
    pub(crate) fn finish(self) -> (String, Vec<DecodedRun>) {
        (self.text, self.runs.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_width_are_one_and_positions_are_found_in_any_order() {
        let mut builder = RunBuilder::default();
        for (text, file, text_width, file_width) in [(0, 0, 3, 2), (3, 2, 3, 2), (6, 4, 1, 1), (7, 5, 3, 2)] {
            builder.push(text, file, text_width, file_width);
        }
        let runs = builder.finish();
        assert_eq!(runs.len(), 3);
        let mut cursor = RunCursor::new(&runs);
        assert_eq!([7, 0, 6, 3].map(|at| cursor.locate(at, 3).0), [5, 0, 4, 2]);
    }

    #[test]
    fn copied_pieces_remember_where_they_stood() {
        let mut copier = Copier::new("**甲**乙", &[]);
        copier.copy(2..5);
        copier.insert('；');
        copier.copy(7..10);
        let (text, runs) = copier.finish();
        assert_eq!(text, "甲；乙");
        let mut cursor = RunCursor::new(&runs);
        assert_eq!([0, 3, 6].map(|at| cursor.locate(at, 3)), [(2, 3), (5, 0), (7, 3)]);
    }
}
