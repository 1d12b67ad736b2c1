//! Of candidates that overlap, which stand.

use super::mention::{Candidate, THRESHOLD};

/// The candidates that stand: by place, not overlapping. The outermost of two nested ones wins, the surer of two
/// crossing ones; of one span with two types, the surer.
pub(crate) fn resolve(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.retain(|candidate| candidate.score >= THRESHOLD && !candidate.span.is_empty());
    candidates.sort_by(|a, b| {
        (a.span.start, std::cmp::Reverse(a.span.end), std::cmp::Reverse(a.score), a.kind, a.rule).cmp(&(
            b.span.start,
            std::cmp::Reverse(b.span.end),
            std::cmp::Reverse(b.score),
            b.kind,
            b.rule,
        ))
    });
    let mut standing: Vec<Candidate> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        // What stands is ordered by start and disjoint, so only its last can overlap, once crossing ones are popped.
        let Some(last) = standing.last() else {
            standing.push(candidate);
            continue;
        };
        if !last.span.overlaps(candidate.span) {
            standing.push(candidate);
        } else if !last.span.contains(candidate.span) && candidate.score > last.score {
            standing.pop();
            standing.push(candidate);
        }
    }
    standing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EntityType, Span};

    fn candidate(start: usize, end: usize, score: u8) -> Candidate {
        Candidate::new(Span::new(start, end), EntityType::Agency, score, "test")
    }

    #[test]
    fn the_outermost_wins_and_of_crossing_ones_the_surer() {
        let spans = |candidates: Vec<Candidate>| -> Vec<(u32, u32)> {
            resolve(candidates).iter().map(|candidate| (candidate.span.start, candidate.span.end)).collect()
        };
        assert_eq!(spans(vec![candidate(0, 6, 90), candidate(0, 9, 60), candidate(9, 12, 60)]), [(0, 9), (9, 12)]);
        assert_eq!(spans(vec![candidate(0, 6, 60), candidate(3, 9, 80)]), [(3, 9)]);
        assert_eq!(spans(vec![candidate(0, 6, 80), candidate(3, 9, 60), candidate(6, 9, 60)]), [(0, 6), (6, 9)]);
        assert_eq!(spans(vec![candidate(0, 6, THRESHOLD - 1)]), []);
    }
}
