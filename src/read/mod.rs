//! The user's files: walk, decode, and take the text and its metadata out of each format. Nothing else reads them.
//!
//! A caller lists files with [`walk`], reads each once with [`read_bytes`] (and hashes those bytes), finds its format
//! with [`detect`], and takes its texts out with [`parse`]. What the user or a `metadata.csv` says is added with
//! [`Parsed::complete`].

mod csv;
mod decode;
mod detect;
mod docx;
mod html;
mod jsonl;
mod markdown;
mod markup;
pub(crate) mod metadata;
pub(crate) mod runs;
mod table;
mod walk;

pub use detect::detect;
pub(crate) use metadata::date_in;
pub use metadata::{Metadata, MetadataTable};
pub use walk::{Found, Listing, Root, RootKind, SkipReason, Skipped, read_bytes, walk};

use crate::warning::Warning;

/// Files above this many bytes are refused unless the user says otherwise.
pub const DEFAULT_MAX_BYTES: u64 = 64 << 20;

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

/// A run of the decoded text whose characters have one width in the file; runs are by `text`, ascending, and tile it.
///
/// A run with both widths 1 may also stand for bytes that are the same on both sides, whatever their characters.
/// A run with `file_width` 0 holds characters that the reader put in (a separator between a table's cells); they stand
/// at `file`.
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
    /// Whether several lines of text stand on one line of the file (a JSONL record).
    pub one_line: bool,
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

impl Parsed {
    /// Adds what stands outside the text: the user's options, the file's row of `metadata.csv` and the date in its name,
    /// each where nothing surer is known. `relative` is the file's path relative to its root.
    pub fn complete(&mut self, relative: &str, row: Option<&Metadata>, options: &Metadata) {
        let from_name = metadata::from_file_name(relative);
        let several = self.texts.len() > 1;
        for text in &mut self.texts {
            text.metadata.merge(options);
            if let Some(row) = row {
                let mut row = row.clone();
                if several {
                    row.title = None;
                }
                text.metadata.merge(&row);
            }
            text.metadata.merge(&from_name);
        }
    }
}

/// Takes the texts out of the bytes of a file. `path` is what warnings call it. Cannot fail: what cannot be read is a
/// warning with `failed` set.
#[must_use]
pub fn parse(bytes: &[u8], format: Format, path: &str) -> Parsed {
    if bytes.len() as u64 > LARGEST_PARSED {
        return Parsed { texts: Vec::new(), warnings: vec![walk::too_large(path, bytes.len() as u64, LARGEST_PARSED)] };
    }
    let parsed = match format {
        Format::Text => decode::parse_text(bytes, path),
        Format::Markdown => markdown::parse(bytes, path),
        Format::Html => html::parse(bytes, path),
        Format::Docx => docx::parse(bytes, path),
        Format::Jsonl => jsonl::parse(bytes, path),
    };
    let is_text = parsed.texts.iter().all(|text| decode::is_text(&text.text));
    if is_text { parsed } else { Parsed { texts: Vec::new(), warnings: vec![decode::not_text(path)] } }
}

/// Offsets are 32 bits wide and no encoding makes a text longer than three times its file.
const LARGEST_PARSED: u64 = 1 << 30;
