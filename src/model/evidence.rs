//! The words that say a thing.

use serde::{Deserialize, Serialize};

use super::{Span, Zone};

/// A quotation from a document: `text` is the document's clean text at `span`, verbatim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// Byte range in the clean text.
    pub span: Span,
    /// First character, counted from 0 in the clean text.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// Line of the file on which it begins, from 1.
    pub line: u32,
    /// Zone in which it begins.
    pub zone: Zone,
    /// The words.
    pub text: String,
}

/// The words that a reference (三地, 该区, 我们) stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Antecedent {
    /// The referring words as written.
    pub reference: String,
    /// Canonical names that they stand for.
    pub names: Vec<String>,
    /// Line of the file on which the antecedent stands.
    pub line: u32,
    /// The rule that resolved it.
    pub rule: String,
}

/// How sure an edge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// Definition or table pattern.
    A,
    /// Explicit cue with both arguments in the clause.
    B,
    /// An argument supplied by coreference or coordination.
    C,
    /// Weak cue.
    D,
}

impl Grade {
    /// The letter.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Grade::A => "A",
            Grade::B => "B",
            Grade::C => "C",
            Grade::D => "D",
        }
    }
}

/// Whether a thing is done, under way or planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Said as a fact.
    Done,
    /// Under way.
    Ongoing,
    /// Intended (将, 拟, 力争).
    Planned,
}

impl Modality {
    /// Code in files and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Modality::Done => "done",
            Modality::Ongoing => "ongoing",
            Modality::Planned => "planned",
        }
    }
}
