//! Full text: what is indexed, how it is asked and answered. tantivy stays inside.
//!
//! [`analyse`] (pure, on any thread) → [`SearchWriter::add`] → [`SearchWriter::commit`]; [`SearchReader::open`] →
//! [`Query::read`] → [`SearchReader::search`]. What matches is exact (letters, digits and Han by bigrams with positions,
//! punctuation on the stored text), what ranks is words, bigrams and the headline, on counts of live documents.

mod analysis;
mod answer;
mod cut;
mod directory;
pub mod fold;
mod matching;
mod parse;
mod phrase;
mod query;
mod rank;
mod reader;
mod run;
mod schema;

mod snippet;
mod statistics;
mod tokenizer;
mod writer;

pub use analysis::{Analysis, IndexedDocument, analyse};
pub use answer::{DocumentRow, Facet, FacetCounts, Hit, Hits, Names, NoNames, Part, Passage, SearchOptions, Sort};
pub use query::Query;
pub use reader::SearchReader;
pub use writer::SearchWriter;

#[cfg(test)]
mod tests;
