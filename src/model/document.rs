//! An article: its clean text, the zones of its paragraphs, and the way back to the bytes of its file.

use serde::{Deserialize, Serialize};

use super::{Based, PartialDate, Span};

/// What a paragraph is to the article. Nothing is deleted: what is no part of the story is a zone of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// Headline of the article.
    Title,
    /// Heading inside the article.
    Heading,
    /// Running text.
    Body,
    /// A table's row as text: header and cells.
    Table,
    /// Text under a picture.
    Caption,
    /// Who wrote it.
    Byline,
    /// Who supplied a picture or a text.
    Credit,
    /// Place, date and source line.
    Dateline,
    /// Words of the page and not of the article (下载 打印 全屏).
    Furniture,
    /// A line that repeats the end of the line before.
    Repeated,
    /// Menus, links, breadcrumbs of a web page.
    Navigation,
}

impl Zone {
    /// Code in files and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Zone::Title => "title",
            Zone::Heading => "heading",
            Zone::Body => "body",
            Zone::Table => "table",
            Zone::Caption => "caption",
            Zone::Byline => "byline",
            Zone::Credit => "credit",
            Zone::Dateline => "dateline",
            Zone::Furniture => "furniture",
            Zone::Repeated => "repeated",
            Zone::Navigation => "navigation",
        }
    }

    /// Whether entities and relations are read from it. Furniture, repeats and navigation are only searchable.
    #[must_use]
    pub fn is_extracted(self) -> bool {
        !matches!(self, Zone::Furniture | Zone::Repeated | Zone::Navigation)
    }

    /// Whether it tells the story; bylines, credits and datelines name people and papers, never actors.
    #[must_use]
    pub fn is_story(self) -> bool {
        matches!(self, Zone::Title | Zone::Heading | Zone::Body | Zone::Table | Zone::Caption)
    }
}

/// One paragraph of the clean text. Paragraphs stand in order, do not overlap, and are parted by one `\n`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// Where it stands, its final line feed excluded.
    pub span: Span,
    /// What it is.
    pub zone: Zone,
    /// Indexes of its sentences in [`Document::sentences`].
    pub sentences: std::ops::Range<u32>,
}

/// A run of characters of equal width on both sides of the offset map.
///
/// `characters` characters that take `clean_width` bytes each in the clean text from `clean` on are
/// `raw_width` bytes each in the file from `raw` on. A run with both widths 1 may also stand for that many bytes which
/// are the same on both sides, whatever their characters; so a paragraph of UTF-8 is one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetRun {
    /// First byte in the clean text.
    pub clean: u32,
    /// First byte in the file (for HTML and DOCX: in the extracted raw text).
    pub raw: u32,
    /// How many characters.
    pub characters: u32,
    /// Bytes of each in the clean text.
    pub clean_width: u8,
    /// Bytes of each in the file.
    pub raw_width: u8,
}

/// The way from each character of the clean text back to the bytes of the file: runs, not a number a character.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffsetMap {
    /// Runs by `clean`, ascending. A character between two runs was put in by cleaning (a line feed, a blank).
    pub runs: Vec<OffsetRun>,
}

impl OffsetMap {
    /// The byte of the file at which the character at clean byte `clean` begins; for a character put in by
    /// cleaning, where the run before it ends.
    #[must_use]
    pub fn raw(&self, clean: u32) -> u32 {
        let next = self.runs.partition_point(|run| run.clean <= clean);
        let Some(run) = next.checked_sub(1).map(|at| self.runs[at]) else {
            return self.runs.first().map_or(0, |run| run.raw);
        };
        let index = ((clean - run.clean) / u32::from(run.clean_width.max(1))).min(run.characters);
        run.raw + index * u32::from(run.raw_width)
    }
}

/// Where a line of the file begins in the clean text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineStart {
    /// Byte of the clean text.
    pub clean: u32,
    /// Line of the file, from 1 (for HTML and DOCX: of the extracted raw text).
    pub line: u32,
}

/// One article of one file, clean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// 1 for the first article of its file.
    pub article: u32,
    /// Identifier that the record itself brings (JSONL `id`), if any.
    pub record: Option<String>,
    /// Headline; empty where there is none.
    pub title: String,
    /// Publication date.
    pub date: Option<Based<PartialDate>>,
    /// Publisher.
    pub source: Option<Based<String>>,
    /// The clean text: paragraphs parted by one line feed.
    pub text: String,
    /// Paragraphs in order.
    pub paragraphs: Vec<Paragraph>,
    /// Sentences in order; they tile each paragraph.
    pub sentences: Vec<Span>,
    /// Lines of the file by clean byte, ascending.
    pub lines: Vec<LineStart>,
    /// Back to the bytes of the file.
    pub offsets: OffsetMap,
    /// Character count at every 256th byte border, for [`Document::character`].
    pub marks: Vec<u32>,
}

/// Bytes between two entries of [`Document::marks`].
const MARK_STEP: usize = 256;

impl Document {
    /// Counts characters at every [`MARK_STEP`] bytes; call it once, after `text` is final.
    pub fn mark_characters(&mut self) {
        self.marks.clear();
        let mut next = 0;
        for (characters, (at, _)) in (0u32..).zip(self.text.char_indices()) {
            while at >= next {
                self.marks.push(characters);
                next += MARK_STEP;
            }
        }
    }

    /// How many characters stand before byte `at` of the clean text.
    ///
    /// `at` is a character border.
    #[must_use]
    pub fn character(&self, at: u32) -> u32 {
        let at = at as usize;
        let mark = (at / MARK_STEP).min(self.marks.len().saturating_sub(1));
        let Some(counted) = self.marks.get(mark) else { return 0 };
        // The mark counts the characters before the first border at or after mark * MARK_STEP.
        let mut from = mark * MARK_STEP;
        while from < at && !self.text.is_char_boundary(from) {
            from += 1;
        }
        if from > at {
            return *counted;
        }
        counted + u32::try_from(self.text[from..at].chars().count()).expect("text below 4 GiB")
    }

    /// The line of the file on which byte `at` of the clean text stands.
    #[must_use]
    pub fn line(&self, at: u32) -> u32 {
        let next = self.lines.partition_point(|line| line.clean <= at);
        self.lines.get(next.saturating_sub(1)).map_or(1, |line| line.line)
    }

    /// Index of the paragraph that holds byte `at` (or, between two, of the one before).
    #[must_use]
    pub fn paragraph_at(&self, at: u32) -> Option<usize> {
        self.paragraphs.partition_point(|paragraph| paragraph.span.start <= at).checked_sub(1)
    }

    /// Index of the sentence that holds byte `at`.
    #[must_use]
    pub fn sentence_at(&self, at: u32) -> Option<usize> {
        self.sentences.partition_point(|sentence| sentence.start <= at).checked_sub(1)
    }

    /// The zone of byte `at`.
    #[must_use]
    pub fn zone_at(&self, at: u32) -> Zone {
        self.paragraph_at(at).map_or(Zone::Body, |index| self.paragraphs[index].zone)
    }

    /// The evidence that `span` is: its words, its place in characters, its line and zone.
    #[must_use]
    pub fn evidence(&self, span: Span) -> super::Evidence {
        super::Evidence {
            span,
            start: self.character(span.start),
            end: self.character(span.end),
            line: self.line(span.start),
            zone: self.zone_at(span.start),
            text: span.of(&self.text).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        let mut document = Document {
            article: 1,
            record: None,
            title: String::new(),
            date: None,
            source: None,
            text: text.to_owned(),
            paragraphs: Vec::new(),
            sentences: Vec::new(),
            lines: Vec::new(),
            offsets: OffsetMap::default(),
            marks: Vec::new(),
        };
        document.mark_characters();
        document
    }

    #[test]
    fn characters_before_every_border_agree_with_a_plain_count() {
        for text in ["", "a", &"万州a区😀".repeat(200), &"x".repeat(1000), &"綦".repeat(1000)] {
            let document = document(text);
            for (count, (at, _)) in text.char_indices().enumerate() {
                assert_eq!(document.character(at as u32) as usize, count, "at byte {at}");
            }
            assert_eq!(document.character(text.len() as u32) as usize, text.chars().count());
        }
    }

    #[test]
    fn offsets_follow_the_width_of_each_run() {
        let map = OffsetMap {
            runs: vec![
                OffsetRun { clean: 0, raw: 4, characters: 2, clean_width: 3, raw_width: 2 },
                OffsetRun { clean: 7, raw: 20, characters: 3, clean_width: 1, raw_width: 1 },
            ],
        };
        assert_eq!([0, 3, 6, 7, 9].map(|clean| map.raw(clean)), [4, 6, 8, 20, 22]);
    }
}
