//! Words: jieba behind one trait.

mod jieba;

pub use jieba::JiebaSegmenter;

use crate::model::Token;

/// Cuts text into words. The tokens of a text tile it.
pub trait Segmenter: Send + Sync {
    /// The words of `text`, with jieba's dictionary alone (no hidden Markov model, so that a word does not depend on
    /// its neighbours' statistics).
    fn segment(&self, text: &str) -> Vec<Token>;

    /// The shorter dictionary words inside a word (jieba's search cut), the word itself last, as byte ranges of `word`.
    fn subwords(&self, word: &str, out: &mut Vec<std::ops::Range<usize>>);
}
