//! tupu (图谱): an offline knowledge-graph indexer with full-text search for Chinese reports.
//!
//! A folder of reports goes through [`pipeline`]: read, clean, segment, extract, merge, commit. What the index then
//! holds is asked through [`query`]. Same input, same answers; no network, no model to download.

pub mod clean;
#[cfg(feature = "cli")]
pub mod cli;
pub mod error;
pub mod eval;
pub mod export;
pub mod extract;
pub mod graph;
pub mod lexicon;
pub mod model;
pub mod pipeline;
pub mod query;
pub mod read;
pub mod search;
pub mod segment;
pub mod store;
pub mod warning;

pub use error::{Error, Result};
pub use warning::Warning;
