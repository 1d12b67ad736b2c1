//! Entities, relations, indicators and stages from one document. Pure: no file, clock, environment or thread.

use std::sync::Arc;

use crate::lexicon::Lexicon;
use crate::model::{Document, Extraction, Token};

/// Reads documents with one lexicon. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Extractor {
    #[expect(dead_code)]
    lexicon: Arc<Lexicon>,
}

impl Extractor {
    /// An extractor over `lexicon`.
    #[must_use]
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        Self { lexicon }
    }

    /// All that `document` says. `tokens` tile its text.
    #[must_use]
    pub fn extract(&self, _document: &Document, _tokens: &[Token]) -> Extraction {
        Extraction::default()
    }
}
