//! The best labels of a sentence.

use crate::lexicon::weights::{LABELS, TYPES, Weights};

use super::label::{BEGINNING, ENDING, OUTSIDE, first, inner, last};

/// Less than any score.
const NEVER: i32 = i32::MIN / 4;

/// Room for the search, kept from one sentence to the next.
#[derive(Debug, Default)]
pub(super) struct Viterbi {
    before: Vec<[u8; LABELS]>,
    /// The best labels of the last sentence.
    pub(super) labels: Vec<u8>,
}

impl Viterbi {
    /// Finds the best labels for characters of these scores.
    pub(super) fn search(&mut self, weights: &Weights, scores: &[[i32; LABELS]]) {
        self.labels.clear();
        self.before.clear();
        let Some(start) = scores.first() else { return };
        let mut best = [NEVER; LABELS];
        for (border, label) in BEGINNING.iter().enumerate() {
            best[*label] = start[*label] + i32::from(weights.between[0][border]);
        }
        self.before.push([OUTSIDE as u8; LABELS]);
        for here in &scores[1..] {
            let mut next = [NEVER; LABELS];
            let mut before = [OUTSIDE as u8; LABELS];
            for (border, label) in BEGINNING.iter().enumerate() {
                let mut top = NEVER;
                for (from, ending) in ENDING.iter().enumerate() {
                    let score = best[*ending] + i32::from(weights.between[from][border]);
                    if score > top {
                        top = score;
                        before[*label] = *ending as u8;
                    }
                }
                next[*label] = top + here[*label];
            }
            for kind in 0..TYPES {
                for (to, label) in [inner(kind), last(kind)].into_iter().enumerate() {
                    let from_first = best[first(kind)] + i32::from(weights.within[kind][0][to]);
                    let from_inner = best[inner(kind)] + i32::from(weights.within[kind][1][to]);
                    let is_first = from_first >= from_inner;
                    before[label] = if is_first { first(kind) } else { inner(kind) } as u8;
                    next[label] = here[label] + if is_first { from_first } else { from_inner };
                }
            }
            // Long sentences of improbable labels stay far from overflow.
            for score in &mut next {
                *score = (*score).max(NEVER);
            }
            best = next;
            self.before.push(before);
        }
        let mut label = OUTSIDE;
        for ending in ENDING {
            if best[ending] > best[label] {
                label = ending;
            }
        }
        for before in self.before.iter().rev() {
            self.labels.push(label as u8);
            label = usize::from(before[label]);
        }
        self.labels.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::super::label::SINGLE;
    use super::*;
    use crate::lexicon::weights::BORDERS;

    #[test]
    fn a_name_is_whole_though_its_inner_characters_look_like_none() {
        let bytes = Weights::write(&[[0; BORDERS]; BORDERS], &[[[0; 2]; 2]; TYPES], &[]);
        let weights = Weights::read(&bytes).unwrap();
        let mut scores = [[0; LABELS]; 4];
        scores[0][first(4)] = 9;
        scores[1][OUTSIDE] = 3;
        scores[2][last(4)] = 9;
        scores[3][SINGLE] = 1;
        let mut viterbi = Viterbi::default();
        viterbi.search(&weights, &scores);
        assert_eq!(viterbi.labels, [first(4) as u8, inner(4) as u8, last(4) as u8, SINGLE as u8]);
        viterbi.search(&weights, &[]);
        assert!(viterbi.labels.is_empty());
    }
}
