//! Choosing one of several candidates, or none, by a linear model over named features.

#[cfg(test)]
pub(crate) mod fit;
pub(super) mod weight;

/// A figure whose likeliest owner has smaller odds is left out: a wrong owner is worse than none.
pub(crate) const LEAST_ODDS_OF_OWNER: f64 = 0.3;
/// A time is taken where it is as likely as not.
pub(crate) const LEAST_ODDS_OF_TIME: f64 = 0.4;

/// The feature of choosing `chosen` after the choice made for the figure before.
pub(crate) fn echo(previous: Option<(Option<u32>, bool)>, chosen: Option<u32>) -> Option<&'static str> {
    let (before, is_same_sentence) = previous?;
    let (same, other) = match (before, chosen) {
        (Some(before), Some(chosen)) if before == chosen => ("echo|same sentence", "echo|before"),
        (Some(_), None) => ("echo|none after owner|same sentence", "echo|none after owner|before"),
        (None, None) => ("echo|none|same sentence", "echo|none|before"),
        _ => return None,
    };
    Some(if is_same_sentence { same } else { other })
}

/// The candidate with the highest score, where its odds among all choices are at least
/// `least_odds`; the last score is that of none.
pub(crate) fn likely(scores: &[f64], least_odds: f64) -> Option<usize> {
    let best = (0..scores.len().checked_sub(1)?).max_by(|a, b| scores[*a].total_cmp(&scores[*b]))?;
    let all: f64 = scores.iter().map(|score| (score - scores[best]).exp()).sum();
    (1.0 / all >= least_odds).then_some(best)
}
