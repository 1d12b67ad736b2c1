//! What a run did, as it is printed.

use serde::Serialize;

use crate::store::Counts;
use crate::warning::Warning;

/// Documents by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DocumentCounts {
    /// Not there before.
    pub added: u64,
    /// There before, with other content.
    pub changed: u64,
    /// Looked at and found as they were.
    pub unchanged: u64,
    /// Gone.
    pub removed: u64,
    /// Files and records that could not be read; a warning names each.
    pub failed: u64,
}

/// What a run did and what the index holds after it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Documents under the paths of this run.
    pub documents: DocumentCounts,
    /// Entities in the index.
    pub entities: u64,
    /// Relations in the index.
    pub relations: u64,
    /// Figures in the index.
    pub indicators: u64,
    /// Bytes of the source files in the index.
    pub bytes: u64,
    /// What was doubtful or left out, sorted by path and line.
    pub warnings: Vec<Warning>,
}

impl Report {
    /// Takes over what the index holds.
    pub(super) fn set_counts(&mut self, counts: Counts) {
        self.entities = counts.entities;
        self.relations = counts.relations;
        self.indicators = counts.indicators;
        self.bytes = counts.bytes;
    }

    /// Sorts the warnings and counts those by which something was left out.
    pub(super) fn settle_warnings(&mut self) {
        self.warnings.sort();
        self.warnings.dedup();
        self.documents.failed = self.warnings.iter().filter(|warning| warning.failed).count() as u64;
    }
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Listing files.
    Listing,
    /// Reading and extracting.
    Reading,
    /// Folding the graph and writing the index.
    Committing,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Files done.
    pub files: u64,
    /// Files in all.
    pub files_total: u64,
    /// Bytes done.
    pub bytes: u64,
    /// Bytes in all.
    pub bytes_total: u64,
    /// Documents added or changed so far.
    pub documents: u64,
}
