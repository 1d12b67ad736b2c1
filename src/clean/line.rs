//! Lines of the text with what their look says: width, indentation, whether a clause is left open.

use super::character::Flat;
use crate::model::Zone;

/// A stretch of the flat text that stands on one line of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub start: usize,
    pub end: usize,
    /// Line of the file.
    pub line: u32,
}

/// What a line's look says of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    pub characters: usize,
    /// Columns on a terminal: two for a Han character.
    pub width: usize,
    pub first: char,
    pub last: char,
    /// 。！？； inside.
    pub has_stop: bool,
    /// ， 、 ： or a stop inside.
    pub has_clause: bool,
    /// Brackets and quotes opened less those closed.
    pub open: i32,
    pub has_blank: bool,
    /// Nothing but ASCII.
    pub ascii: bool,
}

/// A paragraph in the making: one line, or several joined.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub parts: Vec<Part>,
    pub look: Look,
    /// What its shape or its format says it is; `None` for running text, a heading or a title, which neighbours decide.
    pub zone: Option<Zone>,
    /// Columns of blanks before its first word.
    pub indent: usize,
    pub blank_before: bool,
}

impl Item {
    pub(super) fn new(flat: &str, part: Part) -> Self {
        let look = look(flat.get(part.start..part.end).unwrap_or_default());
        Self { parts: vec![part], look, zone: None, indent: 0, blank_before: false }
    }

    /// The words of its first line, which for an item of one line are all.
    pub(super) fn first_line<'a>(&self, flat: &'a str) -> &'a str {
        self.parts.first().and_then(|part| flat.get(part.start..part.end)).unwrap_or_default()
    }

    /// Whether it begins as paragraphs do.
    pub(super) fn is_indented(&self) -> bool {
        self.indent >= 2
    }

    /// Whether a sentence, a clause that introduces another, or a quotation is closed at its end.
    pub(super) fn is_ended(&self) -> bool {
        ends(self.look.last)
    }

    /// Takes the lines of `next` as its own continuation.
    pub(super) fn append(&mut self, next: &Item) {
        self.parts.extend_from_slice(&next.parts);
        let (mine, theirs) = (self.look, next.look);
        self.look = Look {
            characters: mine.characters + theirs.characters,
            width: mine.width + theirs.width,
            first: mine.first,
            last: theirs.last,
            has_stop: mine.has_stop || theirs.has_stop || is_stop(mine.last),
            has_clause: mine.has_clause || theirs.has_clause || is_clause_mark(mine.last),
            open: (mine.open + theirs.open).max(0),
            has_blank: mine.has_blank || theirs.has_blank,
            ascii: mine.ascii && theirs.ascii,
        };
    }
}

pub(super) fn is_stop(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '｡')
}

pub(super) fn is_clause_mark(character: char) -> bool {
    is_stop(character) || matches!(character, '，' | '、' | '：' | ',' | ':')
}

fn ends(character: char) -> bool {
    is_stop(character)
        || matches!(
            character,
            '：' | ':' | '.' | '…' | '”' | '’' | '"' | '）' | ')' | ']' | '」' | '』' | '】' | '》' | '〉' | '①'..='⑳'
        )
}

fn look(text: &str) -> Look {
    let mut look = Look { ascii: true, first: text.chars().next().unwrap_or(' '), ..Look::default() };
    let mut before = None;
    for character in text.chars() {
        look.characters += 1;
        look.width += if character.is_ascii() { 1 } else { 2 };
        look.ascii &= character.is_ascii();
        // A mark at the very end tells nothing of the inside, so each is counted when another follows.
        if let Some(before) = before {
            look.has_stop |= is_stop(before);
            look.has_clause |= is_clause_mark(before);
            look.has_blank |= before == ' ';
        }
        match character {
            '“' | '《' | '（' | '「' | '『' | '【' | '(' => look.open += 1,
            '”' | '》' | '）' | '」' | '』' | '】' | ')' => look.open = (look.open - 1).max(0),
            _ => {}
        }
        before = Some(character);
    }
    look.last = before.unwrap_or(' ');
    look
}

/// The lines of the flat text that are not blank, trimmed.
pub(super) fn items(flat: &Flat) -> Vec<Item> {
    let mut items = Vec::new();
    let mut blank_before = false;
    for (index, (start, line)) in flat.line_starts.iter().enumerate() {
        let end = flat.line_starts.get(index + 1).map_or(flat.text.len(), |(next, _)| next - 1);
        let whole = flat.text.get(*start..end).unwrap_or_default();
        let words = whole.trim_matches(' ');
        if words.is_empty() {
            blank_before = true;
            continue;
        }
        let indent = whole.len() - whole.trim_start_matches(' ').len();
        // A full-width blank is one character here and two columns in the file; two of them begin a paragraph either way.
        let columns = if indent == 0 { 0 } else { indent.max(2) };
        let part = Part { start: start + indent, end: start + indent + words.len(), line: *line };
        for mut item in super::byline::split_trailing(&flat.text, part) {
            // What was split off the end of a line has no indentation, and nothing blank before it.
            item.indent = if item.parts[0].start == part.start { columns } else { 0 };
            item.blank_before = blank_before;
            items.push(item);
            blank_before = false;
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::super::character::flatten;
    use super::super::testing::raw;
    use super::*;

    #[test]
    fn a_line_tells_its_look() {
        let flat = flatten(&raw("  “新桥，通车  \n\n\n完工。\n"));
        let items = items(&flat);
        assert_eq!(items.len(), 2);
        let first = &items[0];
        assert_eq!(first.first_line(&flat.text), "“新桥，通车");
        assert!(first.is_indented() && first.look.has_clause && !first.look.has_stop && !first.is_ended());
        assert_eq!((first.look.open, first.look.characters, first.look.width), (1, 6, 12));
        assert!(items[1].blank_before && items[1].is_ended() && !items[1].look.has_stop);
        assert_eq!(items[1].parts[0].line, 4);
    }
}
