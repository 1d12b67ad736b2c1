//! What is asked beside the query, and what is answered.

use crate::model::{PartialDate, Span, Zone};

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first.
    #[default]
    Score,
    /// Newest first; undated last.
    Date,
}

/// What hits are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// Types of entity mentioned (codes).
    Type,
    /// Entities mentioned (ids).
    Entity,
    /// Month of publication (`2022-08`; the year alone where no month is known).
    Date,
    /// Source.
    Source,
}

impl Facet {
    /// Code on the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Facet::Type => "type",
            Facet::Entity => "entity",
            Facet::Date => "date",
            Facet::Source => "source",
        }
    }

    /// The facet of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Facet::Type, Facet::Entity, Facet::Date, Facet::Source].into_iter().find(|facet| facet.code() == code)
    }
}

/// What is asked beside the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchOptions {
    /// Ranked over words and bigrams at once (OR), not only where nothing is found.
    pub any: bool,
    /// How many hits at most; 0 counts only.
    pub limit: usize,
    /// How many to pass over.
    pub offset: usize,
    /// Order.
    pub sort: Sort,
    /// Published on this day or later; what is undated is left out.
    pub since: Option<PartialDate>,
    /// Published on this day or before; what is undated is left out.
    pub until: Option<PartialDate>,
    /// What to count by.
    pub facets: Vec<Facet>,
    /// Whether [`Hit::matching`] lists every matching paragraph.
    pub passages: bool,
    /// Whether [`Hit::explanation`] is filled.
    pub explain: bool,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            any: false,
            limit: 10,
            offset: 0,
            sort: Sort::Score,
            since: None,
            until: None,
            facets: Vec::new(),
            passages: false,
            explain: false,
        }
    }
}

/// A paragraph that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Line of the file on which its first match stands, from 1.
    pub line: u32,
    /// Its zone.
    pub zone: Zone,
    /// Its bytes in the document's clean text.
    pub span: Span,
    /// Its words (of a long paragraph, the sentences around the matches).
    pub snippet: String,
    /// What matches, as half-open ranges of characters of `snippet`.
    pub highlights: Vec<[u32; 2]>,
}

/// A part of a hit's score.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The term, with its field (`words:铁路`).
    pub term: String,
    /// How many live documents have it.
    pub documents: u64,
    /// How often it stands in this one.
    pub frequency: u64,
    /// What it adds to the score.
    pub score: f64,
}

/// A document that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Document id.
    pub id: String,
    /// Rounded to four digits; equal for the same live documents whatever the index's history.
    pub score: f64,
    /// Headline.
    pub title: String,
    /// Date of publication.
    pub date: Option<PartialDate>,
    /// Source.
    pub source: Option<String>,
    /// Line of the best passage's first match in the file; of the document's beginning where only fields match.
    pub line: u32,
    /// How many paragraphs match.
    pub passages: usize,
    /// The best passage, on sentence borders where it is long.
    pub snippet: String,
    /// What matches in it, as half-open ranges of characters of `snippet`.
    pub highlights: Vec<[u32; 2]>,
    /// Every matching paragraph in order, where asked for.
    pub matching: Vec<Passage>,
    /// Ids of the entities that the document mentions, ascending.
    pub entities: Vec<String>,
    /// The parts of the score, where asked for.
    pub explanation: Vec<Part>,
}

/// Counts of one facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// Of what.
    pub facet: Facet,
    /// Value and number of hits, most first, equal ones by value.
    pub values: Vec<(String, u64)>,
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// How many documents match.
    pub total: u64,
    /// Whether nothing matched literally, and the query ran ranked over its words and bigrams.
    pub relaxed: bool,
    /// The query as it was read, printed back.
    pub reading: String,
    /// Hits in order, after `offset`, at most `limit`.
    pub hits: Vec<Hit>,
    /// Counts, as asked for.
    pub facets: Vec<FacetCounts>,
}

/// A document's line in a listing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DocumentRow {
    /// Document id.
    pub id: String,
    /// Headline.
    pub title: String,
    /// Date of publication.
    pub date: Option<PartialDate>,
    /// Source.
    pub source: Option<String>,
}

/// Turns the name after `entity:` or `about:` into entity ids; the graph knows them, the index does not.
pub trait Names {
    /// Ids (`e` and 16 hexadecimal digits) of the entities that `name` names; none where it names none.
    fn entities(&self, name: &str) -> Vec<String>;
}

/// Knows no name but ids.
#[derive(Debug, Clone, Copy)]
pub struct NoNames;

impl Names for NoNames {
    fn entities(&self, name: &str) -> Vec<String> {
        vec![name.to_owned()]
    }
}
