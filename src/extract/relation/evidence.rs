//! The span that an edge cites.

use crate::extract::context::Clause;
use crate::model::Span;

/// Most characters of a piece of evidence.
const LONGEST: usize = 250;

/// The smallest run of whole clauses that shows all of `spans`: one clause where they lie in one, else the part of the
/// sentence between 。！？； that holds them, cut at ， where it would be longer than 250 characters.
///
/// `clauses` are those of one sentence; spans outside it are left out of account.
pub(crate) fn span(text: &str, clauses: &[Clause], spans: &[Span]) -> Span {
    let (Some(first), Some(last)) = (clauses.first(), clauses.last()) else {
        return spans.first().copied().unwrap_or_default();
    };
    let whole = first.span.cover(last.span);
    let mut cover: Option<Span> = None;
    for part in spans.iter().filter(|part| whole.contains(**part)) {
        cover = Some(cover.map_or(*part, |known: Span| known.cover(*part)));
    }
    let cover = cover.unwrap_or(first.span);
    let at = |byte: u32| clauses.partition_point(|clause| clause.span.start <= byte).saturating_sub(1);
    let (mut from, mut to) = (at(cover.start), at(cover.end.saturating_sub(1).max(cover.start)));
    let tight = clauses[from].span.cover(clauses[to].span);
    if from == to {
        return limit(text, tight, cover);
    }
    let closes = |mark: char| matches!(mark, '。' | '！' | '？' | '；' | '\n' | '\0');
    let fits = |from: usize, to: usize| {
        let part = clauses[from].span.cover(clauses[to].span);
        // A character has four bytes at most: a long part needs no counting.
        part.len() <= LONGEST * 4 && part.of(text).chars().count() <= LONGEST
    };
    while from > 0 && !closes(clauses[from - 1].mark) && fits(from, to) {
        from -= 1;
    }
    while to + 1 < clauses.len() && !closes(clauses[to].mark) && fits(from, to) {
        to += 1;
    }
    if fits(from, to) { clauses[from].span.cover(clauses[to].span) } else { limit(text, tight, cover) }
}

/// Keeps a span of clauses if it is short enough, else the bare run of words, cut to length.
fn limit(text: &str, clauses: Span, cover: Span) -> Span {
    if clauses.len() <= LONGEST * 4 && clauses.of(text).chars().count() <= LONGEST {
        return clauses;
    }
    match cover.of(text).char_indices().nth(LONGEST) {
        None => cover,
        Some((at, _)) => Span { start: cover.start, end: cover.start + at as u32 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean;
    use crate::extract::context::Context;
    use crate::lexicon::Lexicon;

    fn evidence(text: &str, words: &[&str]) -> String {
        let document = clean::verbatim(text, "");
        let lexicon = Lexicon::default();
        let context = Context::new(&document, &[], &lexicon);
        let spans: Vec<Span> = words
            .iter()
            .map(|word| {
                let start = text.find(word).unwrap();
                Span::new(start, start + word.len())
            })
            .collect();
        span(text, &context.clauses, &spans).of(text).to_owned()
    }

    #[test]
    fn one_clause_is_enough_where_it_shows_all() {
        assert_eq!(evidence("去年，甲县建成乙桥，通车。", &["甲县", "乙桥"]), "甲县建成乙桥，");
    }

    #[test]
    fn else_the_part_between_full_stops_and_semicolons() {
        assert_eq!(
            evidence("丙镇先行；去年，甲县发力，建成乙桥；丁村跟进。", &["甲县", "乙桥"]),
            "去年，甲县发力，建成乙桥；"
        );
    }

    #[test]
    fn a_long_part_is_cut() {
        let text = format!("{}，甲县发力，建成乙桥，{}。", "好".repeat(200), "好".repeat(200));
        assert_eq!(evidence(&text, &["甲县", "乙桥"]), "甲县发力，建成乙桥，");
        let text = format!("甲县{}建成乙桥", "好".repeat(400));
        assert_eq!(evidence(&text, &["甲县", "乙桥"]).chars().count(), 250);
    }
}
