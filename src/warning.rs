//! Soft faults: what could not be read or was doubtful, as values that are counted and shown.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that went wrong with one input while the rest went on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Warning {
    /// Stable code (`unsupported_format`, `bad_line`, `replaced_characters`, …).
    pub code: String,
    /// Path of the file, relative to its root and with the root's name before it.
    pub path: String,
    /// Line of the file from 1, where it applies.
    pub line: Option<u32>,
    /// What is the matter and what to do.
    pub message: String,
    /// Whether an input, or part of it, was left out because of it (exit code 3).
    pub failed: bool,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.message),
            None => write!(f, "{}: {}", self.path, self.message),
        }
    }
}
