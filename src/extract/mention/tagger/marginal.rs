//! How likely each label is, given the weights of a fit: the forward and backward passes of a linear-chain conditional
//! random field. Arithmetic of IEEE 754 alone, so that every machine fits the same weights.

use crate::lexicon::weights::{BORDERS, LABELS, TYPES};

use super::label::{BEGINNING, ENDING, first, inner, last};

/// Scores of neighbouring labels; their likelihoods; or their gradients.
#[derive(Debug, Clone)]
pub(super) struct Transitions {
    pub(super) between: [[f32; BORDERS]; BORDERS],
    pub(super) within: [[[f32; TYPES]; 2]; 2],
}

impl Transitions {
    pub(super) fn filled(value: f32) -> Self {
        Self { between: [[value; BORDERS]; BORDERS], within: [[[value; TYPES]; 2]; 2] }
    }

    fn exponentials(&self) -> Self {
        let mut out = self.clone();
        out.between.iter_mut().flatten().for_each(|value| *value = exponential(*value));
        out.within.iter_mut().flatten().flatten().for_each(|value| *value = exponential(*value));
        out
    }
}

/// e to the power of `x`, by halving the argument and a short series: the platform's own differs in its last bits.
fn exponential(x: f32) -> f32 {
    if x < -80.0 {
        return 0.0;
    }
    let x = f64::from(x.min(80.0)) / 1024.0;
    let mut power = 1.0 + x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0)));
    for _ in 0..10 {
        power *= power;
    }
    power as f32
}

/// Room for both passes, and what they found.
#[derive(Debug)]
pub(super) struct Marginals {
    /// Likelihood of each label of each character.
    pub(super) labels: Vec<[f32; LABELS]>,
    /// Expected number of each pair of neighbouring labels.
    pub(super) transitions: Transitions,
    forward: Vec<[f32; LABELS]>,
    powers: Vec<[f32; LABELS]>,
    scales: Vec<f32>,
}

impl Default for Marginals {
    fn default() -> Self {
        Self {
            labels: Vec::new(),
            transitions: Transitions::filled(0.0),
            forward: Vec::new(),
            powers: Vec::new(),
            scales: Vec::new(),
        }
    }
}

impl Marginals {
    /// Finds the likelihoods for a sentence of these scores.
    pub(super) fn find(&mut self, transitions: &Transitions, scores: &[[f32; LABELS]]) {
        let factors = transitions.exponentials();
        self.forward_pass(&factors, scores);
        self.backward_pass(&factors);
    }

    fn forward_pass(&mut self, factors: &Transitions, scores: &[[f32; LABELS]]) {
        self.forward.clear();
        self.powers.clear();
        self.scales.clear();
        for (at, score) in scores.iter().enumerate() {
            let top = score.iter().copied().fold(f32::MIN, f32::max);
            let powers = score.map(|score| exponential(score - top));
            let mut values = [0.0; LABELS];
            if at == 0 {
                for (border, label) in BEGINNING.iter().enumerate() {
                    values[*label] = factors.between[0][border];
                }
            } else {
                let before = &self.forward[at - 1];
                for (from, ending) in ENDING.iter().enumerate() {
                    for (to, beginning) in BEGINNING.iter().enumerate() {
                        values[*beginning] += before[*ending] * factors.between[from][to];
                    }
                }
                for kind in 0..TYPES {
                    let (a, b) = (before[first(kind)], before[inner(kind)]);
                    let factor = &factors.within;
                    values[inner(kind)] = a * factor[0][0][kind] + b * factor[1][0][kind];
                    values[last(kind)] = a * factor[0][1][kind] + b * factor[1][1][kind];
                }
            }
            let mut sum = 0.0;
            for (value, power) in values.iter_mut().zip(&powers) {
                *value *= power;
                sum += *value;
            }
            let scale = sum.max(1e-30);
            values.iter_mut().for_each(|value| *value /= scale);
            self.forward.push(values);
            self.powers.push(powers);
            self.scales.push(scale);
        }
    }

    fn backward_pass(&mut self, factors: &Transitions) {
        self.transitions = Transitions::filled(0.0);
        self.labels.clear();
        self.labels.resize(self.forward.len(), [0.0; LABELS]);
        let Some(end) = self.forward.last() else { return };
        let mut backward = [0.0; LABELS];
        let total: f32 = ENDING.iter().map(|label| end[*label]).sum();
        for label in ENDING {
            backward[label] = 1.0 / total.max(1e-30);
        }
        for at in (0..self.forward.len()).rev() {
            let mut here = [0.0; LABELS];
            for label in 0..LABELS {
                self.labels[at][label] = self.forward[at][label] * backward[label];
                here[label] = backward[label] * self.powers[at][label] / self.scales[at];
            }
            let expected = &mut self.transitions;
            if at == 0 {
                for (to, beginning) in BEGINNING.iter().enumerate() {
                    expected.between[0][to] += factors.between[0][to] * here[*beginning];
                }
                break;
            }
            let before = &self.forward[at - 1];
            let mut next = [0.0; LABELS];
            for (from, ending) in ENDING.iter().enumerate() {
                for (to, beginning) in BEGINNING.iter().enumerate() {
                    let value = factors.between[from][to] * here[*beginning];
                    next[*ending] += value;
                    expected.between[from][to] += before[*ending] * value;
                }
            }
            for kind in 0..TYPES {
                for (from, label) in [first(kind), inner(kind)].into_iter().enumerate() {
                    for (to, reached) in [inner(kind), last(kind)].into_iter().enumerate() {
                        let value = factors.within[from][to][kind] * here[reached];
                        next[label] += value;
                        expected.within[from][to][kind] += before[label] * value;
                    }
                }
            }
            backward = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_those_of_e() {
        for x in [-20.0_f32, -1.0, -0.001, 0.0, 0.5, 3.0, 10.0] {
            assert!((exponential(x) / x.exp() - 1.0).abs() < 1e-4, "{x}");
        }
    }

    #[test]
    fn likelihoods_of_a_character_sum_to_one() {
        let mut marginals = Marginals::default();
        let mut scores = [[0.0; LABELS]; 5];
        scores[1][first(2)] = 3.0;
        marginals.find(&Transitions::filled(0.1), &scores);
        for labels in &marginals.labels {
            assert!((labels.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        }
        assert!(marginals.labels[1][first(2)] > 0.3 && marginals.labels[0][inner(2)] < 1e-6);
    }
}
