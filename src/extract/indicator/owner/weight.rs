//! The weights of `data/pattern/figure/owner.tsv`.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

static TABLE: &str = include_str!("../../../data/pattern/figure/owner.tsv");

/// A figure whose likeliest owner has smaller odds is left out: a wrong owner is worse than none.
pub(super) const LEAST_ODDS: f64 = 0.3;

/// Weight by feature.
pub(super) struct Weights(FxHashMap<&'static str, f64>);

impl Weights {
    /// The weight of a feature; none for one that training did not see.
    pub(super) fn of(&self, feature: &str) -> f64 {
        self.0.get(feature).copied().unwrap_or_default()
    }
}

pub(super) fn weights() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.filter_map(|line| line.split_once('\t'));
        Weights(pairs.filter_map(|(feature, weight)| Some((feature, weight.parse().ok()?))).collect())
    })
}
