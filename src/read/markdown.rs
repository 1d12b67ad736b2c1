//! Markdown: front matter, headings, paragraphs, lists, tables; marks of emphasis and links are left out of the text.

use super::runs::Copier;
use super::{Block, BlockKind, Format, Metadata, Parsed, RawText, decode, table};
use crate::model::Basis;

pub(super) fn parse(bytes: &[u8], path: &str) -> Parsed {
    let decoded = decode::decode(bytes);
    let warnings = decode::replaced(path, decoded.replacements, decoded.encoding).into_iter().collect();
    let source = decoded.text.as_str();
    let (mut metadata, body) = front_matter(source);
    let mut reader = Reader {
        copier: Copier::new(source, &decoded.runs),
        source,
        blocks: Vec::new(),
        header: Vec::new(),
        told: false,
    };
    reader.read(body);
    let title = reader.blocks.iter().find(|block| block.kind == BlockKind::Title).map(|block| block.range.clone());
    let blocks = reader.blocks;
    let (text, runs) = reader.copier.finish();
    if text.trim().is_empty() {
        return Parsed { texts: Vec::new(), warnings };
    }
    if let Some(title) = title.and_then(|range| text.get(range)) {
        metadata.merge(&Metadata::from_words(title, "", "", Basis::FrontMatter));
    }
    let text = RawText {
        text,
        format: Format::Markdown,
        encoding: decoded.encoding,
        replacements: decoded.replacements,
        first_line: 1,
        record: None,
        blocks,
        runs,
        one_line: false,
        metadata,
    };
    Parsed { texts: vec![text], warnings }
}

/// What stands between two lines `---` at the very beginning, and where the text begins.
fn front_matter(source: &str) -> (Metadata, usize) {
    let Some(after) = source.strip_prefix("---\n").or_else(|| source.strip_prefix("---\r\n")) else {
        return (Metadata::default(), 0);
    };
    let mut at = source.len() - after.len();
    let (mut title, mut date, mut publisher) = ("", "", "");
    for line in after.split_inclusive('\n') {
        at += line.len();
        let words = line.trim();
        if words == "---" || words == "..." {
            return (Metadata::from_words(title, date, publisher, Basis::FrontMatter), at);
        }
        let Some((key, value)) = words.split_once([':', '：']) else { continue };
        let value = value.trim().trim_matches(['"', '\'']);
        match key.trim().to_lowercase().as_str() {
            "title" | "标题" => title = value,
            "date" | "日期" | "published" | "pubdate" => date = value,
            "source" | "来源" | "publisher" => publisher = value,
            _ => {}
        }
    }
    // No second line `---`: it was a rule and no front matter.
    (Metadata::default(), 0)
}

struct Reader<'a> {
    source: &'a str,
    copier: Copier<'a>,
    blocks: Vec<Block>,
    /// Cells of the first row of the table that is being read.
    header: Vec<std::ops::Range<usize>>,
    /// Whether a row was told with that header.
    told: bool,
}

impl Reader<'_> {
    fn read(&mut self, from: usize) {
        let mut lines = Vec::new();
        let mut at = from;
        for line in self.source.get(from..).unwrap_or_default().split_inclusive('\n') {
            let words = line.trim_end_matches(['\n', '\r']);
            lines.push(at..at + words.len());
            at += line.len();
        }
        let mut number = 0;
        let mut fenced = false;
        while let Some(line) = lines.get(number).cloned() {
            let words = self.source.get(line.clone()).unwrap_or_default();
            let trimmed = words.trim();
            number += 1;
            if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
                fenced = !fenced;
                continue;
            }
            if fenced {
                self.block(BlockKind::Paragraph, &[line], false);
                continue;
            }
            if !trimmed.starts_with('|') {
                self.end_table();
            }
            if trimmed.is_empty() || is_rule(trimmed) {
                continue;
            }
            if let Some((level, start)) = heading(words) {
                let kind = if level == 1 && self.blocks.is_empty() { BlockKind::Title } else { BlockKind::Heading };
                let end = line.start + words.trim_end_matches([' ', '#']).len().max(start);
                let part = line.start + start..end;
                self.block(kind, std::slice::from_ref(&part), true);
                continue;
            }
            if trimmed.starts_with('|') {
                self.row(line);
                continue;
            }
            if let Some(start) = list_item(words) {
                let first = line.start + start..line.end;
                let mut parts = Vec::from([first]);
                number = self.continuation(&lines, number, &mut parts);
                self.block(BlockKind::Paragraph, &parts, true);
                continue;
            }
            let start = line.start + words.len() - words.trim_start_matches(['>', ' ', '\t']).len();
            let first = start..line.end;
            let mut parts = Vec::from([first]);
            number = self.continuation(&lines, number, &mut parts);
            // A row of === or --- under a line makes it a heading.
            let under = lines.get(number).and_then(|next| self.source.get(next.clone())).map_or("", str::trim);
            let is_under =
                under.len() >= 2 && (under.bytes().all(|byte| byte == b'=') || under.bytes().all(|b| b == b'-'));
            if is_under && parts.len() == 1 {
                number += 1;
                let is_title = under.starts_with('=') && self.blocks.is_empty();
                self.block(if is_title { BlockKind::Title } else { BlockKind::Heading }, &parts, true);
                continue;
            }
            self.block(BlockKind::Paragraph, &parts, true);
        }
        self.end_table();
    }

    /// Takes the lines that go on with a paragraph; gives the number of the first that does not.
    fn continuation(
        &self,
        lines: &[std::ops::Range<usize>],
        from: usize,
        parts: &mut Vec<std::ops::Range<usize>>,
    ) -> usize {
        let mut number = from;
        while let Some(line) = lines.get(number) {
            let words = self.source.get(line.clone()).unwrap_or_default();
            let trimmed = words.trim();
            let begins = trimmed.is_empty()
                || trimmed.starts_with('|')
                || trimmed.starts_with("```")
                || is_rule(trimmed)
                || trimmed.bytes().all(|byte| byte == b'=')
                || heading(words).is_some()
                || list_item(words).is_some();
            if begins {
                break;
            }
            let start = line.start + words.len() - words.trim_start_matches(['>', ' ', '\t']).len();
            parts.push(start..line.end);
            number += 1;
        }
        number
    }

    /// Adds a block made of lines; a line feed between Latin words stays as a blank.
    fn block(&mut self, kind: BlockKind, parts: &[std::ops::Range<usize>], inline: bool) {
        let start = self.begin();
        for (at, part) in parts.iter().enumerate() {
            let words = self.source.get(part.clone()).unwrap_or_default();
            let latin = |character: Option<char>| character.is_some_and(|character| character.is_ascii_graphic());
            if at > 0 && latin(self.copier.text.chars().next_back()) && latin(words.trim_start().chars().next()) {
                self.copier.insert(' ');
            }
            let hard_break = words.ends_with("  ") && at + 1 < parts.len();
            let end = part.start + words.trim_end().len();
            if inline {
                self.inline(part.start, end);
            } else {
                self.copier.copy(part.start..end);
            }
            if hard_break {
                self.copier.insert('\n');
            }
        }
        self.end(start, kind);
    }

    fn begin(&mut self) -> usize {
        if !self.copier.text.is_empty() && !self.copier.text.ends_with('\n') {
            self.copier.insert('\n');
        }
        self.copier.text.len()
    }

    fn end(&mut self, start: usize, kind: BlockKind) {
        let end = self.copier.text.len();
        if self.copier.text.get(start..end).is_some_and(|words| !words.trim().is_empty()) {
            self.blocks.push(Block { range: start..end, kind });
        }
    }

    /// A line `| a | b |`; the first is the header, the second may be a rule.
    fn row(&mut self, line: std::ops::Range<usize>) {
        let cells = cells(self.source, line);
        let text = |cell: &std::ops::Range<usize>| self.source.get(cell.clone()).unwrap_or_default();
        if cells.iter().all(|cell| text(cell).chars().all(|c| matches!(c, '-' | ':' | ' '))) {
            return;
        }
        if self.header.is_empty() {
            self.header = cells;
            return;
        }
        self.told = true;
        let header: Vec<String> = self.header.iter().map(|cell| text(cell).to_owned()).collect();
        self.tell_row(&header, &cells);
    }

    fn tell_row(&mut self, header: &[String], cells: &[std::ops::Range<usize>]) {
        let text = |cell: &std::ops::Range<usize>| self.source.get(cell.clone()).unwrap_or_default().to_owned();
        let filled: Vec<String> = cells.iter().map(text).collect();
        let start = self.begin();
        for piece in table::row(header, &filled) {
            match piece {
                table::Piece::Put(words) => words.chars().for_each(|character| self.copier.insert(character)),
                table::Piece::Cell(at) => self.inline(cells[at].start, cells[at].end),
            }
        }
        self.end(start, BlockKind::TableRow);
    }

    /// A table of one row has told nothing yet.
    fn end_table(&mut self) {
        let header = std::mem::take(&mut self.header);
        if !self.told && !header.is_empty() {
            self.tell_row(&[], &header);
        }
        self.told = false;
    }

    /// Copies `from..to` without the marks of emphasis, code, links and pictures.
    fn inline(&mut self, from: usize, to: usize) {
        let bytes = self.source.as_bytes();
        let mut plain = from;
        let mut at = from;
        while at < to {
            let skipped = match bytes[at] {
                b'*' if !is_product(bytes, at) => 1,
                b'`' => 1,
                b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => {
                    self.copier.copy(plain..at);
                    plain = at + 1;
                    at += 2;
                    continue;
                }
                b'_' if at + 1 < to && bytes[at + 1] == b'_' => 2,
                b'!' if bytes.get(at + 1) == Some(&b'[') => 2,
                b'[' if opens_link(bytes, at, to) => 1,
                b']' if bytes.get(at + 1) == Some(&b'(') => link_target(bytes, at, to),
                _ => 0,
            };
            if skipped == 0 {
                at += 1;
                continue;
            }
            self.copier.copy(plain..at);
            at += skipped;
            plain = at;
        }
        self.copier.copy(plain..to.max(plain));
    }
}

/// Whether the asterisk stands between two digits or two blanks, where it multiplies or stands for itself.
fn is_product(bytes: &[u8], at: usize) -> bool {
    let beside = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
    let (before, after) = (beside(at.checked_sub(1)), beside(Some(at + 1)));
    before.is_ascii_digit() && after.is_ascii_digit() || before == b' ' && after == b' '
}

/// Whether the bracket is the beginning of `[words](target)`.
fn opens_link(bytes: &[u8], at: usize, to: usize) -> bool {
    const LONGEST: usize = 600;
    let end = to.min(at + LONGEST);
    bytes[at..end].windows(2).any(|pair| pair == b"](")
}

/// Length of `](…)`, or 1 where it has no end.
fn link_target(bytes: &[u8], at: usize, to: usize) -> usize {
    const LONGEST: usize = 2000;
    let end = to.min(at + LONGEST);
    bytes[at..end].iter().position(|byte| *byte == b')').map_or(1, |length| length + 1)
}

fn heading(words: &str) -> Option<(usize, usize)> {
    let trimmed = words.trim_start();
    let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
    let rest = trimmed.get(level..)?;
    let is_heading = (1..=6).contains(&level) && (rest.is_empty() || rest.starts_with([' ', '\t']));
    is_heading.then(|| (level, words.len() - rest.trim_start().len()))
}

/// Where the words of a list item begin. The number of an ordered list is part of its words.
fn list_item(words: &str) -> Option<usize> {
    let trimmed = words.trim_start();
    let indent = words.len() - trimmed.len();
    if ["- ", "* ", "+ "].iter().any(|mark| trimmed.starts_with(mark)) {
        return Some(words.len() - trimmed[2..].trim_start().len());
    }
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = (1..=3).contains(&digits) && trimmed[digits..].starts_with(['.', '、', ')']);
    is_number.then_some(indent)
}

fn is_rule(trimmed: &str) -> bool {
    ["-", "*", "_"].iter().any(|mark| {
        let count = trimmed.matches(mark).count();
        count >= 3 && trimmed.len() == count + trimmed.matches(' ').count()
    })
}

fn cells(source: &str, line: std::ops::Range<usize>) -> Vec<std::ops::Range<usize>> {
    let words = source.get(line.clone()).unwrap_or_default();
    let inner = words.trim().trim_start_matches('|').trim_end_matches('|');
    let mut at = line.start + words.find(inner).unwrap_or(0);
    let mut cells = Vec::new();
    for cell in inner.split('|') {
        let start = at + (cell.len() - cell.trim_start().len());
        cells.push(start..start + cell.trim().len());
        at += cell.len() + 1;
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::super::runs::RunCursor;
    use super::*;

    const PAGE: &str = "---\ntitle: 青溪县公报\ndate: 2030-05-06\nsource: \"青溪发布\"\n---\n\n# 一季度**运行**情况\n\n全县生产总值[增长](http://x.y/z)5%，\n投资增长。\n\n## 项目\n\n- 新桥 *通车*\n- 二桥开工\n\n| 指标 | 数值 |\n|---|---:|\n| 投资 | 3亿元 |\n| 用电 | **2**亿度 |\n";

    #[test]
    fn marks_are_left_out_and_structure_is_kept() {
        let parsed = parse(PAGE.as_bytes(), "a.md");
        let raw = &parsed.texts[0];
        let blocks: Vec<(BlockKind, &str)> =
            raw.blocks.iter().map(|block| (block.kind, &raw.text[block.range.clone()])).collect();
        use BlockKind::{Heading, Paragraph, TableRow, Title};
        assert_eq!(
            blocks,
            [
                (Title, "一季度运行情况"),
                (Paragraph, "全县生产总值增长5%，投资增长。"),
                (Heading, "项目"),
                (Paragraph, "新桥 通车"),
                (Paragraph, "二桥开工"),
                (TableRow, "指标：投资；数值：3亿元"),
                (TableRow, "指标：用电；数值：2亿度"),
            ]
        );
        assert_eq!(raw.metadata.title.as_ref().unwrap().value, "青溪县公报");
        assert_eq!(raw.metadata.date.as_ref().unwrap().value.to_string(), "2030-05-06");
        assert_eq!(raw.metadata.source.as_ref().unwrap().value, "青溪发布");
    }

    #[test]
    fn every_character_that_was_not_put_in_leads_back() {
        let parsed = parse(PAGE.as_bytes(), "a.md");
        let raw = &parsed.texts[0];
        let mut cursor = RunCursor::new(&raw.runs);
        let mut found = 0;
        for (at, character) in raw.text.char_indices() {
            let (file, width) = cursor.locate(at, character.len_utf8());
            if width > 0 {
                assert_eq!(&PAGE[file..file + width], character.to_string());
                found += 1;
            }
        }
        assert!(found > 40);
    }

    #[test]
    fn a_rule_at_the_beginning_is_no_front_matter() {
        let parsed = parse("---\n正文: 一段。\n".as_bytes(), "a.md");
        assert!(parsed.texts[0].metadata.title.is_none());
        assert!(parsed.texts[0].text.contains("正文"));
        assert!(parse(b"", "a.md").texts.is_empty());
    }
}
