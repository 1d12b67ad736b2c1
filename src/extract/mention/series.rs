//! Names in a list that says what it lists (A、B和C等企业), and names beside a company's in a list.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::model::{EntityType, Span};

use super::word::{
    BRACKET, DISTRICT, GENERIC, INSIDE, JOINT, LISTED, MARK, MEASURE, NAMING, NUMBER, STOP, TIME, Words,
};
use super::{Candidate, THRESHOLD};

/// Words between 等 and the noun at most.
const FARTHEST: usize = 7;
/// Names in one list at most.
const MOST: usize = 20;
/// Characters of a name.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=14;
/// Characters of a name beside a company's that ends in no word of companies.
const SHORT: std::ops::RangeInclusive<usize> = 2..=8;

static NOUNS: LazyLock<FxHashMap<&'static str, EntityType>> = LazyLock::new(|| {
    let mut nouns = FxHashMap::default();
    let table = include_str!("../../data/pattern/mention/series.tsv");
    for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
        if let Some((noun, kind)) = line.split_once('\t')
            && let Some(kind) = EntityType::parse(kind)
        {
            nouns.insert(noun, kind);
        }
    }
    nouns
});

/// Proposes the names of lists that end in 等 and a noun of the table.
pub(super) fn find(words: &Words<'_>, out: &mut Vec<Candidate>) {
    for index in 1..words.tokens.len() {
        if words.word(index) != "等" {
            continue;
        }
        let Some(kind) = noun_after(words, index) else { continue };
        let mut end = index;
        for _ in 0..MOST {
            let Some(item) = item_before(words, end) else { break };
            if let Some(candidate) = candidate(words, &item, kind) {
                out.push(candidate);
            }
            if !item.goes_on {
                break;
            }
            end = item.first - 1;
        }
    }
}

/// What the noun behind 等 (token `index`) makes of the list before it.
fn noun_after(words: &Words<'_>, index: usize) -> Option<EntityType> {
    for at in index + 1..(index + 1 + FARTHEST).min(words.tokens.len()) {
        let word = words.word(at);
        if words.is(at, MARK | BRACKET) || matches!(word, "在" | "的" | "是" | "为" | "将" | "已" | "与" | "和")
        {
            return None;
        }
        let two = words.tokens[at].span.cover(words.tokens[(at + 1).min(words.tokens.len() - 1)].span).of(words.text);
        if let Some(kind) = NOUNS.get(two).or_else(|| NOUNS.get(word)) {
            return Some(*kind);
        }
    }
    None
}

struct Item {
    first: usize,
    last: usize,
    /// Whether a separator stands before it.
    goes_on: bool,
}

fn is_separator(words: &Words<'_>, at: usize) -> bool {
    matches!(words.word(at), "、" | "和" | "与" | "及" | "以及")
}

/// The part of a list that ends right before token `end`.
fn item_before(words: &Words<'_>, end: usize) -> Option<Item> {
    let last = end.checked_sub(1)?;
    let mut first = end;
    let mut depth = 0;
    while first > 0 {
        let at = first - 1;
        let word = words.word(at);
        match word {
            "”" | "）" | ")" => depth += 1,
            "“" | "（" | "(" => {
                if depth == 0 {
                    break;
                }
                depth -= 1;
            }
            _ => {}
        }
        if depth == 0 && is_separator(words, at) {
            return (first < end).then_some(Item { first, last, goes_on: true });
        }
        if words.is(at, MARK) {
            break;
        }
        // A verb may end a name (江湾长河跨越) that begins with what names.
        let is_stop = words.is(at, STOP) && !words.is(at, INSIDE);
        let is_ending = at == last && words.tokens[at].part_of_speech.is("v") && at > 0 && words.is(at - 1, NAMING);
        if is_stop && depth == 0 && !is_ending || end - at > 12 {
            break;
        }
        first = at;
    }
    (first < end).then_some(Item { first, last, goes_on: false })
}

/// The name that an item is, if it names.
fn candidate(words: &Words<'_>, item: &Item, kind: EntityType) -> Option<Candidate> {
    let mut first = item.first;
    let mut last = item.last;
    if words.word(first) == "“" && words.word(last) == "”" && last > first + 1 {
        first += 1;
        last -= 1;
    }
    while first < last && words.is(first, GENERIC | MEASURE | TIME) && !words.is(first, NAMING | DISTRICT) {
        first += 1;
    }
    // 龙头企业|江湾科技: what it is called is no part of the name.
    if let Some(called) = (first..last).rev().find(|at| words.word(*at).ends_with("企业")) {
        first = called + 1;
    }
    let span = words.tokens[first].span.cover(words.tokens[last].span);
    let inside = first..last + 1;
    let names = inside.clone().any(|at| words.is(at, NAMING) && !words.is(at, DISTRICT));
    let is_plain = inside.clone().all(|at| words.is(at, DISTRICT))
        || inside.clone().any(|at| words.is(at, LISTED) && kind != EntityType::Bloc)
        || inside.clone().all(|at| words.is(at, NUMBER | MEASURE | GENERIC));
    let starts_with_district = words.is(first, DISTRICT) && kind == EntityType::Company && last > first;
    if !(names || starts_with_district) || is_plain || !LENGTHS.contains(&span.of(words.text).chars().count()) {
        return None;
    }
    let is_dot_only = words.is(last, JOINT) || words.is(first, JOINT);
    let score = if kind == EntityType::Bloc { 89 } else { 66 };
    (!is_dot_only).then(|| Candidate::new(span, kind, score, "series"))
}

/// Proposes what stands in a list beside a company of `standing` and is no name of another kind.
pub(super) fn beside(words: &Words<'_>, standing: &[Candidate], out: &mut Vec<Candidate>) {
    for (index, company) in standing.iter().enumerate() {
        if company.kind != EntityType::Company || company.score < 60 {
            continue;
        }
        // To the right, item by item, as long as nothing else stands there.
        let mut end = company.span.end;
        let mut next = index + 1;
        for _ in 0..MOST {
            let Ok(separator) = words.tokens.binary_search_by_key(&end, |token| token.span.start) else { break };
            if words.word(separator) != "、" {
                break;
            }
            let Some(last) = item_after(words, separator + 1) else { break };
            let span = words.tokens[separator + 1].span.cover(words.tokens[last].span);
            while standing.get(next).is_some_and(|other| other.span.end <= span.start) {
                next += 1;
            }
            if is_taken(standing.get(next), span) || !is_name_beside(words, separator + 1, last) {
                break;
            }
            out.push(Candidate::new(span, EntityType::Company, THRESHOLD + 8, "series_beside"));
            end = span.end;
        }
        let mut start = company.span.start;
        let mut before = index;
        for _ in 0..MOST {
            let Ok(at) = words.tokens.binary_search_by_key(&start, |token| token.span.start) else { break };
            if at < 2 || words.word(at - 1) != "、" {
                break;
            }
            let Some(item) = item_before(words, at - 1) else { break };
            let span = words.tokens[item.first].span.cover(words.tokens[item.last].span);
            while before > 0 && standing[before - 1].span.start >= span.end {
                before -= 1;
            }
            let is_other = before.checked_sub(1).is_some_and(|other| is_taken(standing.get(other), span));
            if is_other || !is_name_beside(words, item.first, item.last) {
                break;
            }
            out.push(Candidate::new(span, EntityType::Company, THRESHOLD + 8, "series_beside"));
            if !item.goes_on {
                break;
            }
            start = span.start;
        }
    }
}

/// A division may begin the name of a company; any other name is another thing.
fn is_taken(other: Option<&Candidate>, span: Span) -> bool {
    other.is_some_and(|other| {
        other.span.overlaps(span)
            && !(other.kind == EntityType::District && other.span.start == span.start && other.span.end < span.end)
    })
}

/// The last token of the list's part that begins with token `first`.
fn item_after(words: &Words<'_>, first: usize) -> Option<usize> {
    let mut last = None;
    for at in first..(first + 8).min(words.tokens.len()) {
        let is_end =
            words.is(at, MARK | BRACKET) || is_separator(words, at) || words.is(at, STOP) && !words.is(at, INSIDE);
        if is_end {
            return last;
        }
        last = Some(at);
    }
    None
}

fn is_name_beside(words: &Words<'_>, first: usize, last: usize) -> bool {
    let inside = first..last + 1;
    let length = words.tokens[first].span.cover(words.tokens[last].span).of(words.text).chars().count();
    SHORT.contains(&length)
        && inside.clone().any(|at| words.is(at, NAMING) && !words.is(at, DISTRICT))
        && !inside.clone().any(|at| words.is(at, NUMBER | MEASURE | LISTED | BRACKET))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean;
    use crate::extract::context::Context;
    use crate::extract::gold::segmenter;
    use crate::lexicon::Lexicon;
    use crate::segment::Segmenter;

    fn names(text: &str) -> Vec<(String, EntityType)> {
        let lexicon = Lexicon::embedded().unwrap();
        let document = clean::verbatim(text, "");
        let tokens = segmenter().segment(text);
        let context = Context::new(&document, &tokens, &lexicon);
        let found = super::super::find(&context);
        found.standing.iter().map(|candidate| (candidate.span.of(text).to_owned(), candidate.kind)).collect()
    }

    #[test]
    fn a_list_says_what_it_lists() {
        let found = names("目前引进了柳州昊远跨越与鑫焱动力、来宾亿森等企业。");
        for name in ["柳州昊远跨越", "鑫焱动力", "来宾亿森"] {
            assert!(found.contains(&(name.to_owned(), EntityType::Company)), "{name} not in {found:?}");
        }
    }

    #[test]
    fn common_nouns_and_divisions_in_a_list_name_nothing() {
        let found = names("汽车、电子、广西等企业集聚，钢铁、机械等企业复工。");
        assert!(found.iter().all(|(_, kind)| *kind != EntityType::Company), "{found:?}");
    }

    #[test]
    fn what_stands_beside_a_company_in_a_list_is_one() {
        let found = names("柳州昊远科技有限公司、鑫焱、晟懋实业等参展。");
        assert!(found.contains(&("鑫焱".to_owned(), EntityType::Company)), "{found:?}");
    }
}
