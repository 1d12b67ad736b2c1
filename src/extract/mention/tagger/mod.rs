//! A small fitted tagger: which characters begin, continue and end a name, of which type.
//!
//! A linear model over characters, words, lists and what the rules found, fitted on gold passages ([`fit`]), its best
//! labels searched in one pass over each sentence. Weights and scores are whole numbers, so that every machine finds
//! the same.

mod features;
mod fit;
mod label;
mod marginal;
mod sheet;
mod viterbi;

pub use fit::{Passage, fit};

use std::ops::Range;

use crate::lexicon::weights::{LABELS, Weights};
use crate::model::{EntityType, Span};

use super::Candidate;
use super::word::Words;
use label::{OUTSIDE, SINGLE};
use sheet::Sheet;
use viterbi::Viterbi;

/// What the unit of the weights is worth in nats of the fit.
pub(super) const UNIT: f32 = 1.0 / 50.0;

/// A name that the tagger found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) struct Tagged {
    pub(in crate::extract) span: Span,
    pub(in crate::extract) kind: EntityType,
    /// How much likelier it is to be a name than none, in units of the weights.
    pub(in crate::extract) margin: i32,
}

/// The names in a document, by place; `candidates` and `standing` are what the rules found.
pub(super) fn tag(
    words: &Words<'_>,
    candidates: &[Candidate],
    standing: &[Candidate],
    weights: &Weights,
) -> Vec<Tagged> {
    let mut viterbi = Viterbi::new(weights);
    let mut scores: Vec<[i16; LABELS]> = Vec::new();
    let mut hashes = Vec::new();
    let mut rows = Vec::new();
    let mut tagged = Vec::new();
    for window in windows(words) {
        let sheet = Sheet::new(words, window, candidates, standing);
        for sentence in &sheet.sentences {
            // Characters of ideographs and letters alone make names.
            if !sheet.marks[sentence.clone()].iter().any(|mark| matches!(mark.class, 0 | 3)) {
                continue;
            }
            scores.clear();
            for at in sentence.clone() {
                features::features(&sheet, at, &mut hashes);
                // First where the weights stand, then the weights: fetches that wait for nothing overlap.
                rows.clear();
                rows.extend(hashes.iter().filter_map(|hash| weights.find(*hash)));
                let mut sum = [0_i16; LABELS];
                for row in &rows {
                    for (sum, weight) in sum.iter_mut().zip(&weights.row(*row).0) {
                        *sum = sum.wrapping_add(i16::from(*weight));
                    }
                }
                scores.push(sum);
            }
            viterbi.search(&scores);
            collect(&sheet, sentence.start, &viterbi.labels, &scores, &mut tagged);
        }
    }
    tagged
}

/// Bytes of text of which a sheet is made at once: a sheet takes some fifty times its text, and what one name is elsewhere
/// in a text of this length is known well enough.
const WINDOW: u32 = 1 << 20;
/// How much longer a window may be until a sentence ends.
const OVERHANG: u32 = 1 << 14;

/// Windows of the words, which tile them; all of them in one, where the text is no longer than a report.
fn windows(words: &Words<'_>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut first = 0;
    for (index, token) in words.tokens.iter().enumerate() {
        let length = token.span.end - words.tokens[first].span.start;
        let ends = matches!(words.word(index), "。" | "！" | "？" | "；" | "\n");
        if length >= WINDOW && (ends || length >= WINDOW + OVERHANG) {
            out.push(first..index + 1);
            first = index + 1;
        }
    }
    if first < words.tokens.len() {
        out.push(first..words.tokens.len());
    }
    out
}

/// The names that the labels of a sentence spell.
fn collect(sheet: &Sheet, sentence: usize, labels: &[u8], scores: &[[i16; LABELS]], out: &mut Vec<Tagged>) {
    let mut first = 0;
    let mut margin = 0;
    for (at, label) in labels.iter().enumerate() {
        let label = usize::from(*label);
        if label == OUTSIDE {
            continue;
        }
        if label::beginning(label).is_some() {
            first = at;
            margin = 0;
        }
        margin += i32::from(scores[at][label]) - i32::from(scores[at][OUTSIDE]);
        if label != SINGLE && label::ending(label).is_none() {
            continue;
        }
        let range = balanced(sheet, sentence + first..sentence + at + 1);
        let span = Span { start: sheet.offsets[range.start], end: sheet.offsets[range.end] };
        let kind = label::kind(label);
        let kind = if kind == EntityType::Person { person(sheet, range) } else { Some(kind) };
        if let Some(kind) = kind {
            out.push(Tagged { span, kind, margin });
        }
    }
}

/// The range, widened by the mark right beside it where that opens or closes what stands open in it
/// (全域通”行动 after “).
fn balanced(sheet: &Sheet, range: Range<usize>) -> Range<usize> {
    let mut open = Vec::new();
    for at in range.clone() {
        let character = sheet.characters[at];
        if PAIRS.iter().any(|(opening, _)| *opening == character) {
            open.push(character);
        } else if let Some((opening, _)) = PAIRS.iter().find(|(_, closing)| *closing == character)
            && open.pop() != Some(*opening)
        {
            let is_before = range.start > 0 && sheet.characters[range.start - 1] == *opening;
            return range.start - usize::from(is_before)..range.end;
        }
    }
    let closes = open.last().and_then(|open| PAIRS.iter().find(|(opening, _)| opening == open));
    let is_after = closes.is_some_and(|(_, closing)| sheet.characters.get(range.end) == Some(closing));
    range.start..range.end + usize::from(is_after)
}

/// Marks that stand in pairs within names.
const PAIRS: [(char, char); 5] = [('“', '”'), ('‘', '’'), ('《', '》'), ('（', '）'), ('(', ')')];

/// What characters are that the tagger takes for a person's name: the rules' frames for persons count for more than the
/// shape of the name, which a lake (杜鹃湖), a brand in letters and 王某 have too.
fn person(sheet: &Sheet, range: Range<usize>) -> Option<EntityType> {
    let bit = 1 << label::number(EntityType::Person);
    let ends = sheet.marks.get(range.end).map_or(bit, |mark| mark.ends);
    if sheet.marks[range.start].begins & ends & bit != 0 {
        return Some(EntityType::Person);
    }
    let name: String = sheet.characters[range.clone()].iter().collect();
    let has_han = sheet.marks[range].iter().any(|mark| matches!(mark.class, 0 | 3));
    if !has_han || name.ends_with('某') {
        return None;
    }
    // Last characters of natural features that given names hardly have.
    Some(if name.ends_with(['湖', '岛', '溪', '沟', '峡', '岭', '港']) {
        EntityType::Place
    } else {
        EntityType::Person
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_stands_whole_in_a_name() {
        let sheet = |text: &str| Sheet { characters: text.chars().collect(), ..Sheet::default() };
        assert_eq!(balanced(&sheet("开展“全域通”行动。"), 3..8), 2..8);
        assert_eq!(balanced(&sheet("江湾大道（一期）开工"), 0..7), 0..8);
        assert_eq!(balanced(&sheet("全域通”行动"), 0..6), 0..6);
        assert_eq!(balanced(&sheet("“全域通”行动"), 1..4), 1..4);
    }
}
