//! Rules as data: gazetteers and patterns, embedded at build, with the user's own on top.

/// Gazetteers and patterns, compiled. Build it once and share it.
#[derive(Debug, Default)]
pub struct Lexicon {
    hash: String,
}

impl Lexicon {
    /// What a stored index records of the lexicon: it changes with any rule or name.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }
}
