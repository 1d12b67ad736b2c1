//! Classes of words that stand in like places, learnt from raw text: features of the tagger.

use std::io::Read;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/word_class.deflate"));

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    if flate2::read::DeflateDecoder::new(PACKED).read_to_string(&mut text).is_err() {
        text.clear();
    }
    text
});

static CLASSES: LazyLock<FxHashMap<&'static str, WordClass>> = LazyLock::new(|| {
    let text: &'static str = &TEXT;
    let mut classes = FxHashMap::default();
    for line in text.lines() {
        let mut fields = line.split('\t');
        let (Some(word), Some(coarse), Some(fine)) = (fields.next(), fields.next(), fields.next()) else { continue };
        if let (Ok(coarse), Ok(fine)) = (coarse.parse(), fine.parse()) {
            classes.insert(word, WordClass { coarse, fine });
        }
    }
    classes
});

/// The classes of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WordClass {
    /// Of 100; 100 for a word that has none.
    pub(crate) coarse: u16,
    /// Of 1,000; 1,000 for a word that has none.
    pub(crate) fine: u16,
}

/// The classes of `word`.
pub(crate) fn word_class(word: &str) -> WordClass {
    CLASSES.get(word).copied().unwrap_or(WordClass { coarse: 100, fine: 1000 })
}

/// The table as it is packed, for the lexicon's hash.
pub(super) fn packed() -> &'static [u8] {
    PACKED
}
