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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::clean::clean;
    use crate::extract::gold::segmenter;
    use crate::read::{Format, parse};
    use crate::segment::Segmenter;

    /// The quicker of two, so that another process on the machine weighs less.
    fn time_of(extractor: &Extractor, text: &str) -> Duration {
        let document = &clean(&parse(text.as_bytes(), Format::Text, "a.txt").texts[0])[0];
        let tokens = segmenter().segment(&document.text);
        let once = || {
            let start = Instant::now();
            let _ = extractor.extract(document, &tokens);
            start.elapsed()
        };
        once().min(once())
    }

    #[test]
    fn eight_times_the_text_takes_about_eight_times_as_long() {
        let extractor = Extractor::new(Lexicon::embedded().unwrap());
        let figures = |count: usize| -> String {
            (0..count).map(|number| format!("云阳县第{number}号公路{}公里，投资{number}亿元，", number + 3)).collect()
        };
        let (short, long) = (time_of(&extractor, &figures(250)), time_of(&extractor, &figures(2000)));
        // The square would be sixty-four times.
        assert!(long < short * 24, "{short:?} and {long:?}");
    }
}
