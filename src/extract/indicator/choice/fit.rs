//! Finds the weights of `owner.tsv` and `time.tsv` of `data/pattern/figure` from the training passages.
//!
//! `cargo test --lib fit_the_weights -- --ignored` where the shared folder stands beside the repository. The same passages
//! give the same file.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{echo, likely};

/// The choices of one figure: features of each, and which are right.
#[derive(Debug, Default, Clone)]
pub(crate) struct Instance {
    pub(crate) choices: Vec<(Option<u32>, Vec<String>)>,
    pub(crate) value: f64,
    pub(crate) unit: String,
    /// Names of the choices, for the list of errors.
    pub(crate) names: Vec<String>,
    /// Its sentence up to it, for the list of errors.
    pub(crate) words: String,
    /// Number of its sentence.
    pub(crate) sentence: usize,
    pub(crate) right: Vec<bool>,
}

/// A feature that fewer figures show is left out.
const LEAST: usize = 3;
const ROUNDS: usize = 250;
const RATE: f64 = 0.1;

/// Weights that make the right choices the likeliest: logistic regression over the choices of each figure, `penalty` on
/// the squares, by full-batch AdaGrad.
pub(crate) fn weights(instances: &[Instance], penalty: f64) -> BTreeMap<String, f64> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for instance in instances {
        let mut features: Vec<&str> =
            instance.choices.iter().flat_map(|(_, features)| features.iter().map(String::as_str)).collect();
        features.sort_unstable();
        features.dedup();
        for feature in features {
            *seen.entry(feature).or_default() += 1;
        }
    }
    let names: Vec<&str> = seen.iter().filter(|(_, count)| **count >= LEAST).map(|(name, _)| *name).collect();
    let index: BTreeMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let rows: Vec<Vec<Vec<usize>>> = instances
        .iter()
        .map(|instance| {
            let choices = instance.choices.iter();
            choices
                .map(|(_, features)| features.iter().filter_map(|name| index.get(name.as_str()).copied()).collect())
                .collect()
        })
        .collect();
    let mut weights = vec![0.0_f64; names.len()];
    let mut squares = vec![1e-6_f64; names.len()];
    for _ in 0..ROUNDS {
        let mut gradient: Vec<f64> = weights.iter().map(|weight| penalty * weight).collect();
        for (instance, choices) in instances.iter().zip(&rows) {
            if !instance.right.iter().any(|right| *right) {
                continue;
            }
            let scores: Vec<f64> =
                choices.iter().map(|features| features.iter().map(|at| weights[*at]).sum::<f64>()).collect();
            let most = scores.iter().copied().fold(f64::MIN, f64::max);
            let odds: Vec<f64> = scores.iter().map(|score| (score - most).exp()).collect();
            let all: f64 = odds.iter().sum();
            let right: f64 = odds.iter().zip(&instance.right).filter(|(_, right)| **right).map(|(odds, _)| odds).sum();
            for ((features, odds), is_right) in choices.iter().zip(&odds).zip(&instance.right) {
                let pull = odds / all - if *is_right { odds / right.max(1e-12) } else { 0.0 };
                for at in features {
                    gradient[*at] += pull;
                }
            }
        }
        for ((weight, square), pull) in weights.iter_mut().zip(&mut squares).zip(&gradient) {
            *square += pull * pull;
            *weight -= RATE * pull / square.sqrt();
        }
    }
    names.iter().map(|name| (*name).to_owned()).zip(weights).collect()
}

impl Instance {
    /// The choice that the weights make after `previous`; adds the feature of following it where `keep`.
    fn decide(
        &mut self,
        weights: &BTreeMap<String, f64>,
        previous: Option<(Option<u32>, bool)>,
        keep: bool,
        least: f64,
    ) -> Option<usize> {
        let score = |(entity, features): &(Option<u32>, Vec<String>)| -> f64 {
            let echo = echo(previous, *entity).and_then(|feature| weights.get(feature)).copied();
            features.iter().filter_map(|feature| weights.get(feature)).sum::<f64>() + echo.unwrap_or_default()
        };
        let scores: Vec<f64> = self.choices.iter().map(score).collect();
        for (entity, features) in self.choices.iter_mut().filter(|_| keep) {
            features.extend(echo(previous, *entity).map(str::to_owned));
        }
        likely(&scores, least)
    }
}

/// Choices for the figures of a passage, one after the other; where `keep`, the feature of following is added for each.
pub(crate) fn decode(
    passage: &mut [Instance],
    weights: &BTreeMap<String, f64>,
    keep: bool,
    least: f64,
) -> Vec<Option<usize>> {
    let mut out: Vec<Option<usize>> = Vec::new();
    let mut previous: Option<(Option<u32>, usize)> = None;
    for instance in passage {
        let before = previous.map(|(entity, sentence)| (entity, sentence == instance.sentence));
        let chosen = instance.decide(weights, before, keep, least);
        previous = Some((chosen.and_then(|index| instance.choices[index].0), instance.sentence));
        out.push(chosen);
    }
    out
}

/// Weights from passages: first without regard to the figure before, then with the choices that the first weights make
/// for it, each fifth of the passages by weights from the others.
pub(crate) fn fit(passages: &[Vec<Instance>], penalty: f64, least: f64) -> BTreeMap<String, f64> {
    let mut followed: Vec<Vec<Instance>> = passages.to_vec();
    for fold in 0..FOLDS {
        let others: Vec<Instance> = part(passages, fold, false).flatten().cloned().collect();
        let weights = weights(&others, penalty);
        for (index, passage) in followed.iter_mut().enumerate() {
            if index % FOLDS == fold {
                decode(passage, &weights, true, least);
            }
        }
    }
    let all: Vec<Instance> = followed.into_iter().flatten().collect();
    weights(&all, penalty)
}

pub(crate) const FOLDS: usize = 5;

/// The passages of a fold, or the others.
pub(crate) fn part(passages: &[Vec<Instance>], fold: usize, inside: bool) -> impl Iterator<Item = &Vec<Instance>> {
    let chosen = passages.iter().enumerate().filter(move |(index, _)| (index % FOLDS == fold) == inside);
    chosen.map(|(_, passage)| passage)
}

/// The table as it is kept.
pub(crate) fn table(of: &str, weights: &BTreeMap<String, f64>) -> String {
    let mut out = format!(
        "# Weights of the features by which a figure's {of} is chosen, found from the training passages by\n\
         # cargo test --lib fit_the_weights -- --ignored\n# feature\tweight\n",
    );
    for (feature, weight) in weights {
        if weight.abs() >= 0.02 {
            let _ = writeln!(out, "{feature}\t{weight:.2}");
        }
    }
    out
}
