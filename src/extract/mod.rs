//! Entities, relations, indicators and stages from one document. Pure: no file, clock, environment or thread.

pub(crate) mod context;
#[cfg(test)]
pub(crate) mod gold;
mod indicator;
mod link;
pub(crate) mod markup;
mod mention;
mod number;
mod overlap;
mod period;
mod reference;
mod relation;
pub mod rules;
mod stage;
#[cfg(test)]
mod time_number;

pub use mention::{Passage, fit};

use std::sync::Arc;

use crate::lexicon::Lexicon;
use crate::model::{Document, Extraction, Token};

use context::Context;

/// Reads documents with one lexicon. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Extractor {
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
    pub fn extract(&self, document: &Document, tokens: &[Token]) -> Extraction {
        let context = Context::new(document, tokens, &self.lexicon);
        let mut named = link::link(&context, &mention::find(&context));
        reference::resolve(&context, &mut named);
        let relations = relation::extract(&context, &named);
        let times = period::Times::of(&context);
        let indicators = indicator::extract(&context, &named, &times);
        let stages = stage::extract(&context, &named, &times);
        let unresolved = reference::unresolved(&context, &named);
        Extraction { entities: named.entities, mentions: named.mentions, relations, indicators, stages, unresolved }
    }
}
