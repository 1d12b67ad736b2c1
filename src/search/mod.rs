//! Full text: what is indexed, how it is asked and answered. tantivy stays inside.
//!
//! [`analyse`] (pure, on any thread) → [`SearchWriter::add`] → [`SearchWriter::commit`]; [`SearchReader::open`] →
//! [`SearchReader::document`], [`SearchReader::documents`] and, on its way, `Query::read(text) -> (Query, Option<note>)` with
//! `SearchReader::search(&Query, &SearchOptions, &dyn Names) -> Result<Hits>`.

mod analysis;
mod answer;
mod directory;
pub mod fold;
mod reader;
mod schema;
mod statistics;
mod tokenizer;
mod writer;

pub use analysis::{Analysis, IndexedDocument, analyse};
pub use answer::{DocumentRow, Facet, FacetCounts, Hit, Hits, Names, NoNames, Part, Passage, SearchOptions, Sort};
pub use reader::SearchReader;
pub use writer::SearchWriter;
