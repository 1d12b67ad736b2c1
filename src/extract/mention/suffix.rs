//! How names end.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::EntityType;

const TABLE: &str = include_str!("../../data/pattern/mention/suffix.tsv");

/// Longest suffix of the table, in characters.
const LONGEST: usize = 9;

/// What must stand before a suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// A word that is not generic.
    Any,
    /// A word that names.
    Named,
    /// A division or a word that is not generic.
    Word,
    /// An organ, its level or its division's name.
    Organ,
    /// An edition or quotation marks.
    Cue,
}

/// One way in which a name ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Suffix {
    /// Type, `None` for a common word that only looks like a name's end.
    pub(super) kind: Option<EntityType>,
    pub(super) need: Need,
    /// Length in bytes.
    pub(super) length: usize,
}

struct Suffixes {
    table: FxHashMap<&'static str, Suffix>,
    last: FxHashSet<char>,
}

static SUFFIXES: LazyLock<Suffixes> = LazyLock::new(|| {
    let mut table = FxHashMap::default();
    let mut last = FxHashSet::default();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let mut fields = line.split('\t');
        let (Some(word), Some(kind), Some(need)) = (fields.next(), fields.next(), fields.next()) else { continue };
        let need = match need {
            "any" => Need::Any,
            "named" => Need::Named,
            "word" => Need::Word,
            "organ" => Need::Organ,
            _ => Need::Cue,
        };
        table.insert(word, Suffix { kind: EntityType::parse(kind), need, length: word.len() });
        last.extend(word.chars().next_back());
    }
    Suffixes { table, last }
});

/// The longest suffix with which `text` ends.
pub(super) fn longest(text: &str) -> Option<Suffix> {
    let mut back = text.char_indices().rev();
    let (mut start, character) = back.next()?;
    if !SUFFIXES.last.contains(&character) {
        return None;
    }
    let mut found = None;
    for _ in 0..LONGEST {
        if let Some(suffix) = SUFFIXES.table.get(&text[start..]) {
            found = Some(*suffix);
        }
        match back.next() {
            Some((before, _)) => start = before,
            None => break,
        }
    }
    found
}
