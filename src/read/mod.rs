//! The user's files: walk, decode, and take the text and its metadata out of each format. Nothing else reads them.

use crate::model::{Based, PartialDate};
use crate::warning::Warning;

/// What a file is, by its name and first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// Office Open XML text.
    Docx,
    /// One record a line: `id,title,date,source,text`.
    Jsonl,
}

/// What a piece of raw text is, where its format says so. Plain text has no blocks: `clean` finds its structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// The document's title.
    Title,
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A table's row, already turned to header and cells as text.
    TableRow,
    /// A picture's caption.
    Caption,
    /// Menus, links, headers and footers.
    Navigation,
}

/// A byte range of the raw text with its kind; blocks stand in order and do not overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Bytes of [`RawText::text`].
    pub range: std::ops::Range<usize>,
    /// What it is.
    pub kind: BlockKind,
}

/// What the file says of itself or the user says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Title.
    pub title: Option<Based<String>>,
    /// Publication date.
    pub date: Option<Based<PartialDate>>,
    /// Publisher.
    pub source: Option<Based<String>>,
}

/// A run of the decoded text whose characters have one width in the file; runs are by `text`, ascending, and tile it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodedRun {
    /// First byte in the decoded text.
    pub text: u32,
    /// First byte in the file.
    pub file: u32,
    /// Bytes of each character in the decoded text.
    pub text_width: u8,
    /// Bytes of each character in the file.
    pub file_width: u8,
}

/// One text as it came out of a file: decoded, not yet cleaned. A JSONL file gives one for each record.
#[derive(Debug, Clone)]
pub struct RawText {
    /// The decoded text (of HTML and DOCX: the extracted text).
    pub text: String,
    /// What it was read as.
    pub format: Format,
    /// Name of the encoding (`UTF-8`, `gb18030`, …).
    pub encoding: &'static str,
    /// Characters that could not be decoded and stand as U+FFFD.
    pub replacements: u32,
    /// Line of the file on which the text begins, from 1.
    pub first_line: u32,
    /// Identifier that the record itself brings (JSONL `id`).
    pub record: Option<String>,
    /// Structure, where the format has one; empty for plain text.
    pub blocks: Vec<Block>,
    /// Back to the bytes of the file; empty where text and file agree byte for byte.
    pub runs: Vec<DecodedRun>,
    /// What the file says of itself.
    pub metadata: Metadata,
}

/// Texts of one file, and what was doubtful about it.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Its texts in order.
    pub texts: Vec<RawText>,
    /// Bad lines, replaced characters.
    pub warnings: Vec<Warning>,
}

/// Takes the texts out of the bytes of a file. `path` is what warnings call it. Cannot fail: what cannot be read is a
/// warning with `failed` set.
#[must_use]
pub fn parse(_bytes: &[u8], _format: Format, _path: &str) -> Parsed {
    Parsed::default()
}
