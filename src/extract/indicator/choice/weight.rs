//! The weights of `owner.tsv` and `time.tsv` in `data/pattern/figure`.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

static OWNER: &str = include_str!("../../../data/pattern/figure/owner.tsv");
static TIME: &str = include_str!("../../../data/pattern/figure/time.tsv");

/// Weight by feature.
pub(crate) struct Weights(FxHashMap<&'static str, f64>);

impl Weights {
    /// The weight of a feature; none for one that training did not see.
    pub(crate) fn of(&self, feature: &str) -> f64 {
        self.0.get(feature).copied().unwrap_or_default()
    }
}

fn read(table: &'static str) -> Weights {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once('\t'));
    Weights(pairs.filter_map(|(feature, weight)| Some((feature, weight.parse().ok()?))).collect())
}

/// Weights of the choice of an owner.
pub(crate) fn owner() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| read(OWNER))
}

/// Weights of the choice of a time.
pub(crate) fn time() -> &'static Weights {
    static WEIGHTS: OnceLock<Weights> = OnceLock::new();
    WEIGHTS.get_or_init(|| read(TIME))
}
