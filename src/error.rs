//! Errors by operation, each I/O error with its path and with what to do.

use std::path::{Path, PathBuf};

use crate::warning::Warning;

/// What can go wrong in the library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{operation} {path}: {source}")]
    Io {
        /// What was being done (`read`, `write`, `rename`, …).
        operation: &'static str,
        /// On which path.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The folder holds no index.
    #[error("no index at {0}: run `tupu index PATH` first, or name one with --index")]
    NoIndex(PathBuf),
    /// Another process is writing.
    #[error("index {path} is being written by {holder}: wait for it, or end it")]
    Locked {
        /// The index folder.
        path: PathBuf,
        /// Who holds the lock (`process 1234`).
        holder: String,
    },
    /// The index is damaged.
    #[error("index damaged at {place}: {reason}; run `tupu verify`, and `tupu index --force` to rebuild it")]
    Damaged {
        /// File and block.
        place: String,
        /// What was found.
        reason: String,
    },
    /// The index was written by another version.
    #[error("index format {found} is not the format {expected} of this version: {hint}")]
    Format {
        /// Found in the index.
        found: u32,
        /// Of this program.
        expected: u32,
        /// What to do.
        hint: &'static str,
    },
    /// A rule file or gazetteer is wrong.
    #[error("{path}:{line}: {reason}")]
    Lexicon {
        /// The file.
        path: String,
        /// Its line, from 1; 0 where none applies.
        line: usize,
        /// What is the matter.
        reason: String,
    },
    /// The full-text engine reported an error.
    #[error("full-text index: {0}")]
    Search(String),
    /// An argument has no meaning.
    #[error("{0}")]
    Invalid(String),
    /// A name names nothing in the index.
    #[error("{name}: not in the index{}", suggestion(nearest))]
    Unknown {
        /// The name as given.
        name: String,
        /// The nearest that there are, nearest first.
        nearest: Vec<String>,
    },
    /// A name names several things.
    #[error("{name} may be any of {}", candidates.join(", "))]
    Ambiguous {
        /// The name as given.
        name: String,
        /// Some of them.
        candidates: Vec<String>,
    },
    /// Inputs failed in a run that was to fail then.
    #[error("{} inputs failed, and nothing was committed (--strict); the first: {}", warnings.len(), first(warnings))]
    Rejected {
        /// What failed.
        warnings: Vec<Warning>,
    },
    /// The user broke off.
    #[error("interrupted; the index is as it was before")]
    Interrupted,
}

fn suggestion(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!("; nearest: {}", nearest.join(", ")) }
}

fn first(warnings: &[Warning]) -> String {
    warnings.first().map_or_else(String::new, ToString::to_string)
}

impl Error {
    /// Wraps an I/O error with what was done and where.
    pub(crate) fn io(operation: &'static str, path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Io { operation, path: path.as_ref().to_owned(), source }
    }

    /// Stable code for machine-readable errors.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io",
            Self::NoIndex(_) => "no_index",
            Self::Locked { .. } => "locked",
            Self::Damaged { .. } => "damaged",
            Self::Format { .. } => "format",
            Self::Lexicon { .. } => "lexicon",
            Self::Search(_) => "search",
            Self::Invalid(_) => "invalid",
            Self::Unknown { .. } => "unknown",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Rejected { .. } => "rejected",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Result of the library's operations.
pub type Result<T, E = Error> = std::result::Result<T, E>;
