//! The words of `data/pattern/figure/period.tsv`.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::expression::{Part, Year};

static TABLE: &str = include_str!("../../data/pattern/figure/period.tsv");

/// What a word of time means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Year(Year),
    Part(Part),
    Days(i32),
    SameDay,
    Now,
    Each,
    Vague,
}

type Words = FxHashMap<char, Vec<(&'static str, Word)>>;

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = Words::default();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let Some((word, kind)) = line.split_once('\t') else { continue };
            let Some(first) = word.chars().next() else { continue };
            words.entry(first).or_default().push((word, meaning(kind)));
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted for itself")]
        for list in words.values_mut() {
            list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(b.0)));
        }
        words
    })
}

fn meaning(kind: &str) -> Word {
    match kind.split_once(':') {
        Some(("year", offset)) => Word::Year(Year::Relative(offset.parse().unwrap_or_default())),
        Some(("day", offset)) => Word::Days(offset.parse().unwrap_or_default()),
        Some((_, months)) => {
            let (from, to) = months.split_once('-').unwrap_or(("1", "12"));
            let month = |text: &str| text.parse().unwrap_or_default();
            Word::Part(Part { from: month(from), to: month(to), ..Part::default() })
        }
        None => match kind {
            "same" => Word::Year(Year::Same),
            "same-day" => Word::SameDay,
            "until-now" => Word::Now,
            "each" => Word::Each,
            _ => Word::Vague,
        },
    }
}

/// The longest word of the table with which `text` begins.
pub(super) fn word_prefix(text: &str) -> Option<(usize, Word)> {
    let first = text.chars().next()?;
    words().get(&first)?.iter().find(|(word, _)| text.starts_with(word)).map(|(word, meaning)| (word.len(), *meaning))
}

/// Whether an expression of time may begin with `character`.
pub(super) fn begins_expression(character: char) -> bool {
    const FIRST: &str = "〇零一二三四五六七八九十两截到至自从前近过未最第“\"";
    crate::extract::number::digit(character).is_some() || FIRST.contains(character) || words().contains_key(&character)
}
