//! Counts over the documents that are alive. tantivy's own count what is deleted until a merge drops it, so that
//! scores would tell an index's history.

use tantivy::postings::SegmentPostings;
use tantivy::{Searcher, SegmentReader};

/// Totals over the live documents of one generation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statistics {
    /// Documents.
    pub documents: u64,
    /// Words.
    pub words: u64,
    /// Characters that are indexed.
    pub characters: u64,
}

impl Statistics {
    pub fn new(searcher: &Searcher) -> tantivy::Result<Self> {
        let mut totals = Self { documents: 0, words: 0, characters: 0 };
        for segment in searcher.segment_readers() {
            totals.documents += u64::from(segment.num_docs());
            for (name, total) in [("words_length", &mut totals.words), ("text_length", &mut totals.characters)] {
                let Some(column) = segment.fast_fields().column_opt::<u64>(name)? else { continue };
                for document in segment.doc_ids_alive() {
                    *total += column.first(document).unwrap_or(0);
                }
            }
        }
        Ok(totals)
    }
}

/// How many live documents of a segment a term has.
pub(super) fn live_documents(segment: &SegmentReader, postings: &SegmentPostings) -> u64 {
    match segment.alive_bitset() {
        Some(alive) => u64::from(postings.doc_freq_given_deletes(alive)),
        None => u64::from(postings.doc_freq()),
    }
}
