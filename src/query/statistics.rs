//! What an index holds in all.

use serde::Serialize;

use crate::graph::Statistics;
use crate::warning::Warning;

use super::Index;

/// A folder from which documents come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RootLine {
    /// Its name in document ids.
    pub name: String,
    /// Files known.
    pub files: usize,
    /// Documents.
    pub documents: usize,
    /// Bytes of the files.
    pub bytes: u64,
    /// Documents taken out with `rm`.
    pub removed: usize,
}

/// What an index holds in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexStatistics {
    /// Format of the folder.
    pub format: u32,
    /// Hash of the lexicon of the last run.
    pub lexicon: String,
    /// Bytes of the source files.
    pub bytes: u64,
    /// Characters of clean text.
    pub characters: u64,
    /// Roots by name.
    pub roots: Vec<RootLine>,
    /// Counts of the graph.
    #[serde(flatten)]
    pub graph: Statistics,
    /// What was doubtful or left out when the files were read.
    pub warnings: Vec<Warning>,
}

impl Index {
    /// Counts everything; linear.
    #[must_use]
    pub fn statistics(&self) -> IndexStatistics {
        let manifest = &self.generation.manifest;
        let mut characters = 0;
        manifest.each_document(|_, entry| characters += u64::from(entry.characters));
        let roots = manifest.roots.iter().map(|(name, root)| RootLine {
            name: name.clone(),
            files: root.files.len(),
            documents: root.files.values().map(|file| file.documents.len()).sum(),
            bytes: root.files.values().map(|file| file.bytes).sum(),
            removed: root.removed.len(),
        });
        IndexStatistics {
            format: crate::store::FORMAT_VERSION,
            lexicon: manifest.lexicon_hash.clone(),
            bytes: manifest.counts.bytes,
            characters,
            roots: roots.collect(),
            graph: self.graph().statistics(),
            warnings: self.warnings(),
        }
    }

    /// What was doubtful or left out when the files were read, by path and line.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let files = self.generation.manifest.roots.values().flat_map(|root| root.files.values());
        let mut warnings: Vec<Warning> = files.flat_map(|file| file.warnings.iter().cloned()).collect();
        warnings.sort();
        warnings
    }

    /// Absolute paths of the roots by name; for messages and for re-reading, never for answers.
    #[must_use]
    pub fn root_paths(&self) -> Vec<(String, std::path::PathBuf)> {
        let roots = self.generation.manifest.roots.iter();
        roots.map(|(name, root)| (name.clone(), std::path::PathBuf::from(&root.path))).collect()
    }
}
