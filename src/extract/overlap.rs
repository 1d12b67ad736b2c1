//! Of candidates that overlap, which stand.

use std::sync::Arc;

use super::context::Context;
use super::mention::{Candidate, Identity, THRESHOLD, Tagged};
use crate::model::{EntityType, Span};

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

/// What stands once the tagger has had its say: its names, each with what the rules know of the same span. Measured, a
/// rule's span that the tagger leaves out or cuts otherwise is right one time in six at most; but what the user's own
/// list names stands.
pub(crate) fn decide(
    context: &Context<'_>,
    candidates: &[Candidate],
    standing: &[Candidate],
    tagged: &[Tagged],
) -> Vec<Candidate> {
    let text = context.text();
    let mut known: Vec<&Candidate> = candidates.iter().collect();
    known.sort_by_key(|candidate| (candidate.span, candidate.kind, std::cmp::Reverse(candidate.score)));
    let mut decided = Vec::with_capacity(tagged.len());
    for name in tagged {
        if name.kind == EntityType::Person && holds_listed(context, name.span) {
            continue;
        }
        let kind = settled_kind(standing, name).unwrap_or(name.kind);
        let at = known.partition_point(|candidate| (candidate.span, candidate.kind) < (name.span, kind));
        let same = known.get(at).filter(|candidate| candidate.span == name.span && candidate.kind == kind);
        let mut candidate = match same {
            Some(candidate) => (*candidate).clone(),
            None => Candidate::new(name.span, kind, THRESHOLD, "tagger"),
        };
        if candidate.kind == EntityType::District && candidate.identity.is_none() {
            let name = name.span.of(text).to_owned();
            candidate.identity = Some(Arc::new(Identity { key: format!("{name}|?"), name, level: None, parent: None }));
        }
        candidate.score = score(name.margin);
        decided.push(candidate);
    }
    let gazetteer = context.lexicon.gazetteer();
    let mut certain = Vec::new();
    for candidate in standing {
        let is_users = gazetteer.lookup(candidate.span.of(text)).is_some_and(|name| name.is_users);
        if is_users || candidate.score >= CERTAIN || is_whole_company(candidate, &decided) {
            certain.push(candidate.clone());
        }
    }
    add(certain, decided)
}

/// Whether a name with a company's ending holds all that the tagger found at its place; such an ending says more than
/// the words before it (江湾创新铸造厂, read as a division and common nouns).
fn is_whole_company(candidate: &Candidate, decided: &[Candidate]) -> bool {
    if candidate.kind != EntityType::Company || candidate.rule != "name_ending" || candidate.score < SURE_ENDING {
        return false;
    }
    let first = decided.partition_point(|other| other.span.end <= candidate.span.start);
    let mut inside = decided[first..].iter().take_while(|other| other.span.start < candidate.span.end);
    inside.all(|other| candidate.span.contains(other.span))
}

/// Score of a rule that reads the name off the article itself (a group's name off the divisions that it is made of).
const CERTAIN: u8 = 100;

/// Score of a name whose ending needs no other evidence.
const SURE_ENDING: u8 = 85;

/// The type that the rules are surer of than the tagger where both found the span: that of a list, of the ending of a
/// company, a work or a place (铸造厂, 铁路), and of any ending where the tagger says a person (a lake in a list of
/// subdistricts).
fn settled_kind(standing: &[Candidate], name: &Tagged) -> Option<EntityType> {
    let at = standing.partition_point(|candidate| candidate.span < name.span);
    let same = standing.get(at).filter(|candidate| candidate.span == name.span)?;
    let is_settled = same.rule == "listed_name"
        || same.rule == "name_ending"
            && (matches!(same.kind, EntityType::Company | EntityType::Project | EntityType::Place)
                || name.kind == EntityType::Person);
    is_settled.then_some(same.kind)
}

/// Whether one of the words of a span is a name of the lists; no person's name holds one (湖心·长江新景).
fn holds_listed(context: &Context<'_>, span: Span) -> bool {
    let text = context.text();
    if !span.of(text).contains('·') {
        return false;
    }
    let first = context.tokens.partition_point(|token| token.span.end <= span.start);
    let inside = context.tokens[first..].iter().take_while(|token| token.span.start < span.end);
    inside.map(|token| token.span.of(text)).any(|word| {
        word.chars().nth(1).is_some()
            && context.lexicon.gazetteer().lookup(word).is_some_and(|name| name.listed.is_some())
    })
}

/// A score from 50 to 99 for the tagger's margin.
fn score(margin: i32) -> u8 {
    (i32::from(THRESHOLD) + (margin / 10).clamp(0, 49)) as u8
}

/// `standing`, and of `again`, names of the document found anew, what overlaps none of them or holds all that it
/// overlaps: a name that stands in one place whole is one wherever it stands.
pub(crate) fn agree(standing: Vec<Candidate>, again: Vec<Candidate>) -> Vec<Candidate> {
    let mut whole = Vec::new();
    for candidate in resolve(again) {
        let first = standing.partition_point(|other| other.span.end <= candidate.span.start);
        let mut inside = standing[first..].iter().take_while(|other| other.span.start < candidate.span.end);
        if inside.all(|other| candidate.span.contains(other.span) && other.span != candidate.span) {
            whole.push(candidate);
        }
    }
    add(whole, standing)
}

/// `standing`, and of `more` what overlaps none of them.
fn add(standing: Vec<Candidate>, more: Vec<Candidate>) -> Vec<Candidate> {
    let mut all = Vec::with_capacity(standing.len() + more.len());
    for candidate in more {
        let next = standing.partition_point(|other| other.span.end <= candidate.span.start);
        if standing.get(next).is_none_or(|other| !other.span.overlaps(candidate.span)) {
            all.push(candidate);
        }
    }
    all.extend(standing);
    all.sort_by_key(|candidate| candidate.span);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

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
