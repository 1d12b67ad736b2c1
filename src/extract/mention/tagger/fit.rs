//! Fits the tagger's weights to gold passages.
//!
//! A conditional random field by stochastic gradient with a step per weight (AdaGrad; Duchi, Hazan, Singer 2011), a
//! third of each character's features left out at random (so that none leans on one cue), the rarest and the weakest
//! dropped, the rest rounded to a byte. Fixed order and seed, arithmetic of IEEE 754 alone: same passages, same bytes.

use rustc_hash::FxHashMap;

use crate::clean;
use crate::extract::context::Context;
use crate::lexicon::Lexicon;
use crate::lexicon::weights::{LABELS, TYPES, Weights};
use crate::model::{EntityType, Span};
use crate::segment::Segmenter;

use super::super::by_rules;
use super::UNIT;
use super::features::features;
use super::label::{self, beginning, ending, first, labels};
use super::marginal::{Marginals, Transitions};
use super::sheet::Sheet;

/// Rounds over all sentences; with more the fit leans on single passages.
const ROUNDS: usize = 4;
/// Size of a step.
const STEP: f32 = 0.04;
/// Pull of each weight towards 0.
const DECAY: f32 = 0.002;
/// Features that fewer characters have are left out.
const RAREST: u32 = 3;
/// Features that are kept.
const KEPT: usize = 40_000;
/// One feature in so many is left out at random.
const LEFT_OUT: u64 = 3;
/// Likelihoods off by less change nothing.
const NEGLIGIBLE: f32 = 1e-3;

/// A passage and its names, for fitting.
#[derive(Debug, Clone)]
pub struct Passage {
    /// Its words.
    pub text: String,
    /// Its names, none overlapping another.
    pub names: Vec<(Span, EntityType)>,
}

/// A sentence as the fit sees it.
struct Sentence {
    /// Features of each character, as numbers.
    features: Vec<Vec<u32>>,
    labels: Vec<u8>,
}

/// The weights that tell the names of `passages` best, as the bytes that the program carries.
#[must_use]
pub fn fit(passages: &[Passage], lexicon: &Lexicon, segmenter: &dyn Segmenter) -> Vec<u8> {
    let (mut sentences, hashes, counts) = read(passages, lexicon, segmenter);
    let mut weights = vec![[0.0_f32; LABELS]; hashes.len()];
    let mut squares = vec![[1e-3_f32; LABELS]; hashes.len()];
    let mut transitions = Transitions::filled(0.0);
    let mut transition_squares = Transitions::filled(1e-2);
    let mut random = Random(88_172_645_463_325_252);
    let mut marginals = Marginals::default();
    let mut scores = Vec::new();
    for _ in 0..ROUNDS {
        for at in (1..sentences.len()).rev() {
            sentences.swap(at, (random.next() % (at as u64 + 1)) as usize);
        }
        for sentence in &sentences {
            let seen: Vec<Vec<u32>> = sentence
                .features
                .iter()
                .map(|features| features.iter().copied().filter(|_| !random.next().is_multiple_of(LEFT_OUT)).collect())
                .collect();
            scores.clear();
            for features in &seen {
                let mut sum = [0.0; LABELS];
                for feature in features {
                    for (sum, weight) in sum.iter_mut().zip(&weights[*feature as usize]) {
                        *sum += weight;
                    }
                }
                scores.push(sum);
            }
            marginals.find(&transitions, &scores);
            for ((features, likelihoods), label) in seen.iter().zip(&marginals.labels).zip(&sentence.labels) {
                let mut gradient = *likelihoods;
                gradient[usize::from(*label)] -= 1.0;
                if gradient.iter().all(|value| value.abs() < NEGLIGIBLE) {
                    continue;
                }
                for feature in features {
                    let at = *feature as usize;
                    for label in 0..LABELS {
                        let slope = gradient[label] + DECAY * weights[at][label];
                        squares[at][label] += slope * slope;
                        weights[at][label] -= STEP * slope / squares[at][label].sqrt();
                    }
                }
            }
            let mut gradient = marginals.transitions.clone();
            observe(&sentence.labels, &mut gradient);
            descend(&mut transitions, &gradient, &mut transition_squares);
        }
    }
    pack(&hashes, &counts, &weights, &transitions)
}

/// The sentences of all passages, the hash of each feature, and how many characters have it.
fn read(passages: &[Passage], lexicon: &Lexicon, segmenter: &dyn Segmenter) -> (Vec<Sentence>, Vec<u32>, Vec<u32>) {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    let mut sheets = Vec::with_capacity(passages.len());
    let mut buffer = Vec::new();
    for passage in passages {
        let document = clean::verbatim(&passage.text, "");
        let tokens = segmenter.segment(&document.text);
        let context = Context::new(&document, &tokens, lexicon);
        let found = by_rules(&context);
        let sheet = Sheet::new(&found.words, 0..found.words.tokens.len(), &found.candidates, &found.standing);
        for at in 0..sheet.characters.len() {
            features(&sheet, at, &mut buffer);
            for hash in &buffer {
                *counts.entry(*hash).or_default() += 1;
            }
        }
        sheets.push(sheet);
    }
    let mut kept: Vec<(u32, u32)> = counts.into_iter().filter(|(_, count)| *count >= RAREST).collect();
    kept.sort_unstable();
    let numbers: FxHashMap<u32, u32> = kept.iter().zip(0..).map(|((hash, _), number)| (*hash, number)).collect();
    let mut sentences = Vec::new();
    for (sheet, passage) in sheets.iter().zip(passages) {
        let labels = labels(&sheet.offsets[..sheet.characters.len()], &passage.names);
        for range in &sheet.sentences {
            let mut rows = Vec::with_capacity(range.len());
            for at in range.clone() {
                features(sheet, at, &mut buffer);
                rows.push(buffer.iter().filter_map(|hash| numbers.get(hash)).copied().collect());
            }
            if let Some(labels) = closed(&labels[range.clone()]) {
                sentences.push(Sentence { features: rows, labels });
            }
        }
    }
    let (hashes, counts) = kept.into_iter().unzip();
    (sentences, hashes, counts)
}

/// The labels of a sentence; `None` where a name reaches over its end.
fn closed(labels: &[u8]) -> Option<Vec<u8>> {
    let begins = labels.first().is_none_or(|label| beginning(usize::from(*label)).is_some());
    let ends = labels.last().is_none_or(|label| ending(usize::from(*label)).is_some());
    (begins && ends).then(|| labels.to_vec())
}

/// Takes the pairs of labels that stand in the gold off the expected ones.
fn observe(labels: &[u8], gradient: &mut Transitions) {
    let mut before = label::OUTSIDE;
    for label in labels {
        let label = usize::from(*label);
        match (ending(before), beginning(label)) {
            (Some(from), Some(to)) => gradient.between[from][to] -= 1.0,
            _ => {
                let kind = (label - 1) % TYPES;
                let from = usize::from(before != first(kind));
                gradient.within[from][usize::from(label == label::last(kind))][kind] -= 1.0;
            }
        }
        before = label;
    }
}

fn descend(weights: &mut Transitions, gradient: &Transitions, squares: &mut Transitions) {
    let step = |weight: &mut f32, slope: f32, square: &mut f32| {
        *square += slope * slope;
        *weight -= STEP * slope / square.sqrt();
    };
    let between = weights.between.iter_mut().flatten().zip(gradient.between.iter().flatten());
    for ((weight, slope), square) in between.zip(squares.between.iter_mut().flatten()) {
        step(weight, *slope, square);
    }
    let within = weights.within.iter_mut().flatten().flatten().zip(gradient.within.iter().flatten().flatten());
    for ((weight, slope), square) in within.zip(squares.within.iter_mut().flatten().flatten()) {
        step(weight, *slope, square);
    }
}

/// The strongest features with their weights in whole units.
fn pack(hashes: &[u32], counts: &[u32], weights: &[[f32; LABELS]], transitions: &Transitions) -> Vec<u8> {
    // What a feature does in all: its weights' size, and how often it has a say.
    let strength = |at: usize| weights[at].iter().map(|w| w * w).sum::<f32>() * (counts[at] as f32).sqrt();
    let mut order: Vec<(f32, usize)> = (0..hashes.len()).map(|at| (strength(at), at)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.truncate(KEPT);
    let mut kept: Vec<usize> = order.into_iter().map(|(_, at)| at).collect();
    kept.sort_unstable();
    let rows: Vec<(u32, [i8; LABELS])> = kept
        .into_iter()
        .map(|at| (hashes[at], weights[at].map(|weight| (weight / UNIT).round().clamp(-127.0, 127.0) as i8)))
        .collect();
    let whole = |weight: f32| (weight / UNIT).round() as i16;
    let between = transitions.between.map(|row| row.map(whole));
    let within = transitions.within.map(|from| from.map(|to| to.map(whole)));
    Weights::write(&between, &within, &rows)
}

/// Xorshift (Marsaglia 2003): the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::JiebaSegmenter;

    #[test]
    fn what_a_fit_has_seen_it_finds_and_the_same_passages_give_the_same_bytes() {
        let lexicon = Lexicon::untagged().unwrap();
        let segmenter = JiebaSegmenter::new();
        let mut passages = Vec::new();
        for name in ["青石渡口", "白鹭渡口", "柳溪渡口", "石马渡口"] {
            let text = format!("昨天大家到了{name}看船。");
            let span = Span::new(18, 18 + name.len());
            passages.push(Passage { text, names: vec![(span, EntityType::Place)] });
        }
        let repeated: Vec<Passage> = passages.iter().cycle().take(40).cloned().collect();
        let bytes = fit(&repeated, &lexicon, &segmenter);
        assert!(bytes == fit(&repeated, &lexicon, &segmenter));
        let weights = Weights::read(&bytes).unwrap();
        let document = clean::verbatim(&passages[2].text, "");
        let tokens = segmenter.segment(&document.text);
        let context = Context::new(&document, &tokens, &lexicon);
        let found = by_rules(&context);
        let tagged = super::super::tag(&found.words, &found.candidates, &found.standing, &weights);
        let names: Vec<(Span, EntityType)> = tagged.iter().map(|name| (name.span, name.kind)).collect();
        assert_eq!(names, passages[2].names);
    }
}
