//! Groups of divisions by the first characters of their names, run together (江湾, 临泽 and 海阳: 江临海三地): a run is
//! one where the article names the divisions and a word of groups stands behind it; then it is one wherever it stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{EntityType, Span};

use super::word::{DISTRICT, LISTED, Words};
use super::{Candidate, THRESHOLD};

/// Words that stand right behind a group's name, and how many divisions it then has (0: any number).
const CUES: &[(&str, usize)] = &[
    ("两地", 2),
    ("两市", 2),
    ("两县", 2),
    ("两区", 2),
    ("三地", 3),
    ("三市", 3),
    ("三县", 3),
    ("三区", 3),
    ("四地", 4),
    ("四市", 4),
    ("板块", 0),
    ("一体化", 0),
    ("同城化", 0),
    ("双城", 0),
    ("毗邻", 0),
    ("都市圈", 0),
    ("城市群", 0),
    ("经济圈", 0),
    ("协同发展", 0),
    ("联动发展", 0),
];

/// Most divisions in one run.
const LONGEST: usize = 5;

/// Proposes such runs. `districts` are the divisions that the article names.
pub(super) fn find(words: &Words<'_>, districts: &[Candidate], out: &mut Vec<Candidate>) {
    let heads = Heads::new(words.text, districts);
    if heads.0.len() < 2 {
        return;
    }
    let mut runs: BTreeSet<&str> = BTreeSet::new();
    for index in 1..words.tokens.len() {
        let at = words.tokens[index].span.start as usize;
        let Some((_, count)) = CUES.iter().find(|(cue, _)| words.text[at..].starts_with(cue)) else { continue };
        runs.extend(run_before(words, index, *count, &heads));
    }
    if runs.is_empty() {
        return;
    }
    for first in 0..words.tokens.len() {
        let start = words.tokens[first].span.start as usize;
        let Some(run) = runs.iter().filter(|run| words.text[start..].starts_with(**run)).max_by_key(|run| run.len())
        else {
            continue;
        };
        let span = Span::new(start, start + run.len());
        if ends_on_word(words, first, span) {
            out.push(Candidate::new(span, EntityType::Bloc, 100, "fused_heads"));
        }
    }
}

/// The longest run of heads that ends right before token `end`.
fn run_before<'t>(words: &Words<'t>, end: usize, count: usize, heads: &Heads) -> Option<&'t str> {
    let mut found = None;
    let stop = words.tokens[end].span.start as usize;
    for first in (0..end).rev().take(LONGEST) {
        if words.is(first, DISTRICT | LISTED) {
            break;
        }
        let run = &words.text[words.tokens[first].span.start as usize..stop];
        let length = run.chars().count();
        if length > LONGEST {
            break;
        }
        // One word of the dictionary that is no name is that word.
        let tag = words.tokens[first].part_of_speech;
        let is_word = first + 1 == end && !(tag.is("nr") || tag.is("ns") || tag.is("nz") || tag.is("j") || tag.is("x"));
        if length >= 2 && (count == 0 || count == length) && !is_word && heads.are_distinct(run) {
            found = Some(run);
        }
    }
    found
}

fn ends_on_word(words: &Words<'_>, first: usize, span: Span) -> bool {
    words.tokens[first..].iter().take(LONGEST + 1).any(|token| token.span.end == span.end)
        && !words.tokens[first..]
            .iter()
            .enumerate()
            .take_while(|(_, token)| token.span.start < span.end)
            .any(|(at, _)| words.is(first + at, LISTED))
}

/// First character of a division's name → the divisions that begin with it.
struct Heads(BTreeMap<char, BTreeSet<String>>);

impl Heads {
    fn new(text: &str, districts: &[Candidate]) -> Self {
        let mut heads: BTreeMap<char, BTreeSet<String>> = BTreeMap::new();
        for district in districts.iter().filter(|district| district.score >= THRESHOLD) {
            let Some(identity) = &district.identity else { continue };
            for name in [identity.name.as_str(), district.span.of(text)] {
                if let Some(first) = name.chars().next() {
                    heads.entry(first).or_default().insert(identity.key.clone());
                }
            }
        }
        Self(heads)
    }

    /// Whether each character of `run` can stand for another division.
    fn are_distinct(&self, run: &str) -> bool {
        let mut taken: BTreeSet<&String> = BTreeSet::new();
        for character in run.chars() {
            let Some(divisions) = self.0.get(&character) else { return false };
            let Some(free) = divisions.iter().find(|division| !taken.contains(division)) else { return false };
            taken.insert(free);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean;
    use crate::extract::context::Context;
    use crate::extract::gold::segmenter;
    use crate::lexicon::Lexicon;
    use crate::segment::Segmenter;

    fn groups(text: &str) -> Vec<String> {
        let lexicon = Lexicon::embedded().unwrap();
        let document = clean::verbatim(text, "");
        let tokens = segmenter().segment(text);
        let context = Context::new(&document, &tokens, &lexicon);
        let mut districts = Vec::new();
        super::super::district::find(&context, &mut districts);
        districts.sort_by_key(|candidate: &Candidate| candidate.span);
        let spans: Vec<Span> = districts.iter().map(|candidate| candidate.span).collect();
        let mut out = Vec::new();
        find(&Words::new(&context, &spans, &[]), &districts, &mut out);
        out.iter().map(|candidate| candidate.span.of(text).to_owned()).collect()
    }

    #[test]
    fn heads_of_named_divisions_before_a_word_of_groups_are_a_group() {
        let text = "丰都县、垫江县和忠县联手。丰垫忠三地签约，丰垫忠加快发展。";
        assert_eq!(groups(text), ["丰垫忠", "丰垫忠"]);
    }

    #[test]
    fn neither_words_nor_heads_of_divisions_not_named_are_one() {
        assert!(groups("丰都县、垫江县加快城乡一体化，内外两地联动。").is_empty());
        assert!(groups("丰都县、垫江县联手，丰涪两地签约。").is_empty());
    }
}
