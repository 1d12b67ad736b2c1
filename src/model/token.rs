//! Words of a segmented text.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Span;

/// A part-of-speech tag of jieba's dictionary (`n`, `ns`, `nr`, `v`, `m`, `x`, …), at most four ASCII letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PartOfSpeech([u8; 4]);

impl PartOfSpeech {
    /// Takes a tag; letters past the fourth and non-ASCII ones are dropped.
    #[must_use]
    pub fn new(tag: &str) -> Self {
        let mut bytes = [0; 4];
        for (slot, byte) in bytes.iter_mut().zip(tag.bytes().filter(u8::is_ascii)) {
            *slot = byte;
        }
        Self(bytes)
    }

    /// The tag's letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(4);
        std::str::from_utf8(&self.0[..end]).unwrap_or_default()
    }

    /// Whether the tag begins so: `n` covers `ns`, `nr`, `nt`.
    #[must_use]
    pub fn is(&self, prefix: &str) -> bool {
        self.as_str().starts_with(prefix)
    }
}

impl fmt::Debug for PartOfSpeech {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One word. The tokens of a text tile it: each begins where the one before ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What jieba's dictionary calls it; a hint, often wrong for names.
    pub part_of_speech: PartOfSpeech,
}
