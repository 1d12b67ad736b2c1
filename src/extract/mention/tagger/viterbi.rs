//! The best labels of a sentence.

use crate::lexicon::weights::{BORDERS, LABELS, TYPES, Weights};

use super::label::{BEGINNING, ENDING, OUTSIDE, first, inner, last};

/// Less than any score.
const NEVER: i32 = i32::MIN / 4;

/// Room for the search, kept from one sentence to the next.
#[derive(Debug)]
pub(super) struct Viterbi<'w> {
    weights: &'w Weights,
    /// Of the transitions from each border, the best and the worst.
    reach: [(i32, i32); BORDERS],
    before: Vec<[u8; LABELS]>,
    /// The best labels of the last sentence.
    pub(super) labels: Vec<u8>,
}

impl<'w> Viterbi<'w> {
    pub(super) fn new(weights: &'w Weights) -> Self {
        let reach = weights.between.map(|row| {
            let extreme = |value: Option<i16>| i32::from(value.unwrap_or_default());
            (extreme(row.iter().copied().max()), extreme(row.iter().copied().min()))
        });
        Self { weights, reach, before: Vec::new(), labels: Vec::new() }
    }

    /// Finds the best labels for characters of these scores.
    pub(super) fn search(&mut self, scores: &[[i16; LABELS]]) {
        self.labels.clear();
        self.before.clear();
        let Some(start) = scores.first() else { return };
        let mut best = [NEVER; LABELS];
        for (border, label) in BEGINNING.iter().enumerate() {
            best[*label] = i32::from(start[*label]) + i32::from(self.weights.between[0][border]);
        }
        self.before.push([OUTSIDE as u8; LABELS]);
        for here in &scores[1..] {
            let mut next = [NEVER; LABELS];
            let mut before = [OUTSIDE as u8; LABELS];
            self.begin(&best, &mut next, &mut before);
            self.go_on(&best, &mut next, &mut before);
            for (score, here) in next.iter_mut().zip(here) {
                // Labels that cannot be stay far from overflow.
                *score = (*score + i32::from(*here)).max(NEVER);
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

    /// The best way to each label that begins a name or is outside.
    fn begin(&self, best: &[i32; LABELS], next: &mut [i32; LABELS], before: &mut [u8; LABELS]) {
        // What the worst transition from one border beats, with its best, cannot win anywhere; few borders are left.
        let mut least = NEVER;
        for (ending, (_, worst)) in ENDING.iter().zip(&self.reach) {
            least = least.max(best[*ending] + worst);
        }
        for (from, ending) in ENDING.iter().enumerate() {
            if best[*ending] + self.reach[from].0 < least {
                continue;
            }
            for (label, transition) in BEGINNING.iter().zip(&self.weights.between[from]) {
                let score = best[*ending] + i32::from(*transition);
                if score > next[*label] {
                    next[*label] = score;
                    before[*label] = *ending as u8;
                }
            }
        }
    }

    /// The best way to each label within a name.
    fn go_on(&self, best: &[i32; LABELS], next: &mut [i32; LABELS], before: &mut [u8; LABELS]) {
        let [from_first, from_inner] = &self.weights.within;
        for (to, base) in [inner(0), last(0)].into_iter().enumerate() {
            for kind in 0..TYPES {
                let a = best[first(0) + kind] + i32::from(from_first[to][kind]);
                let b = best[inner(0) + kind] + i32::from(from_inner[to][kind]);
                next[base + kind] = a.max(b);
                before[base + kind] = if a >= b { first(0) + kind } else { inner(0) + kind } as u8;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::label::SINGLE;
    use super::*;

    #[test]
    fn a_name_is_whole_though_its_inner_characters_look_like_none() {
        let bytes = Weights::write(&[[0; BORDERS]; BORDERS], &[[[0; TYPES]; 2]; 2], &[]);
        let weights = Weights::read(&bytes).unwrap();
        let mut scores = [[0; LABELS]; 4];
        scores[0][first(4)] = 9;
        scores[1][OUTSIDE] = 3;
        scores[2][last(4)] = 9;
        scores[3][SINGLE] = 1;
        let mut viterbi = Viterbi::new(&weights);
        viterbi.search(&scores);
        assert_eq!(viterbi.labels, [first(4) as u8, inner(4) as u8, last(4) as u8, SINGLE as u8]);
        viterbi.search(&[]);
        assert!(viterbi.labels.is_empty());
    }
}
