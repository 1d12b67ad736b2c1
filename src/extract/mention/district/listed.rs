//! Divisions that the lists know: one automaton pass, then the best reading of each run of overlapping names.

use super::{Draft, Grade, Meaning};
use crate::extract::context::Context;
use crate::lexicon::{DistrictId, Found, Gazetteer};
use crate::model::{Level, Span};

/// Drafts by place, not overlapping.
pub(super) fn find(context: &Context<'_>) -> Vec<Draft> {
    let gazetteer = context.lexicon.gazetteer();
    let text = context.text();
    let mut found = Vec::new();
    gazetteer.find(text, &mut found);
    found.retain(|found| !gazetteer.name(found.name).districts.is_empty());
    found.sort_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
    let mut drafts = Vec::new();
    let mut begin = 0;
    while begin < found.len() {
        let mut end = begin + 1;
        let mut reach = found[begin].end;
        // Names that touch are read together too: a chain tells where one ends (重庆市长寿区).
        while end < found.len() && found[end].start <= reach {
            reach = reach.max(found[end].end);
            end += 1;
        }
        for index in best_reading(context, &found[begin..end]) {
            drafts.push(draft(context, &found[begin + index]));
        }
        begin = end;
    }
    drafts
}

/// Weight of a character of a name, of an end that is a word border, and of a name that lies in the one before it.
const CHARACTER: i32 = 2;
const BORDER: i32 = 3;
const CHAIN: i32 = 4;

/// Of names that overlap or touch, the indexes of those that read best together, in order.
fn best_reading(context: &Context<'_>, found: &[Found]) -> Vec<usize> {
    if found.len() == 1 {
        return vec![0];
    }
    let gazetteer = context.lexicon.gazetteer();
    let text = context.text();
    // best[i]: the best total of a reading that ends with name i, and the name before it.
    let mut best: Vec<(i32, Option<usize>)> = Vec::with_capacity(found.len());
    for (index, name) in found.iter().enumerate() {
        let words = text.get(name.start as usize..name.end as usize).unwrap_or_default();
        let mut weight = CHARACTER * words.chars().count() as i32;
        weight += BORDER * i32::from(is_border(context, name.start));
        weight += BORDER * i32::from(is_border(context, name.end));
        if gazetteer.name(name.name).is_ordinary {
            weight -= CHARACTER;
        }
        let mut choice = (weight, None);
        // Runs are short (a list of places without marks between); 24 back is more than any chain needs.
        for before in index.saturating_sub(24)..index {
            if found[before].end > name.start {
                continue;
            }
            let mut total = best[before].0 + weight;
            if found[before].end == name.start && is_chain(gazetteer, &found[before], name) {
                total += CHAIN;
            }
            if total > choice.0 {
                choice = (total, Some(before));
            }
        }
        best.push(choice);
    }
    let Some(mut last) = (0..best.len()).rev().max_by_key(|index| best[*index].0) else { return Vec::new() };
    let mut reading = vec![last];
    while let Some(before) = best[last].1 {
        reading.push(before);
        last = before;
    }
    reading.reverse();
    reading
}

fn is_chain(gazetteer: &Gazetteer, outer: &Found, inner: &Found) -> bool {
    let outer = &gazetteer.name(outer.name).districts;
    let inner = &gazetteer.name(inner.name).districts;
    inner.iter().any(|inner| outer.iter().any(|outer| inner != outer && gazetteer.is_within(*inner, *outer)))
}

/// Whether a word begins or ends at byte `at`.
pub(super) fn is_border(context: &Context<'_>, at: u32) -> bool {
    match context.token_at(at) {
        Some(index) => context.tokens[index].span.start == at || context.tokens[index].span.end == at,
        None => true,
    }
}

/// What turns 中国 into a word of its own that names no country (中国人, 中国式, 中国梦).
const NO_PLACE_BEFORE: &[char] = &['人', '式', '梦', '队', '话', '菜', '籍', '胞', '裔', '字', '画', '剧', '戏'];

fn draft(context: &Context<'_>, found: &Found) -> Draft {
    let gazetteer = context.lexicon.gazetteer();
    let name = gazetteer.name(found.name);
    let span = Span { start: found.start, end: found.end };
    let current: Vec<DistrictId> =
        name.districts.iter().copied().filter(|id| gazetteer.district(*id).retired.is_none()).collect();
    let is_retired = current.is_empty();
    let ids = if is_retired { renamed(gazetteer, &name.districts) } else { current };
    let is_full = ids.iter().any(|id| gazetteer.district(*id).name == name.text)
        || is_retired && name.districts.iter().any(|id| gazetteer.district(*id).name == name.text)
        || ends_like_a_division(&name.text);
    let grade = grade(context, span, &name.text, is_full, name.is_ordinary || is_retired && !is_full);
    let rule = if is_full { "district.full" } else { "district.short" };
    Draft { span, grade, rule, meaning: Meaning::Listed(ids), is_full: is_full && name.text.chars().count() > 2 }
}

fn ends_like_a_division(name: &str) -> bool {
    name.chars().count() > 2 && name.ends_with(['省', '市', '县', '区', '州', '旗', '盟'])
}

/// Divisions out of use: one that went on under a new rank or name with the same root (开县, 开州区) means that one;
/// one that was merged into another (万盛区) stays itself.
fn renamed(gazetteer: &Gazetteer, retired: &[DistrictId]) -> Vec<DistrictId> {
    let mut out = Vec::new();
    for id in retired {
        let district = gazetteer.district(*id);
        let heir = match district.successors.as_slice() {
            [heir] if gazetteer.district(*heir).name.chars().next() == district.name.chars().next() => *heir,
            _ => *id,
        };
        if !out.contains(&heir) {
            out.push(heir);
        }
    }
    out.sort_unstable();
    out
}

fn grade(context: &Context<'_>, span: Span, name: &str, is_full: bool, is_doubted: bool) -> Grade {
    let text = context.text();
    let next = text.get(span.end as usize..).and_then(|rest| rest.chars().next());
    let starts = is_border(context, span.start);
    let ends = is_border(context, span.end);
    if !is_full && next.is_some_and(|next| NO_PLACE_BEFORE.contains(&next)) && !is_chained_after(context, span) {
        return Grade::Doubtful;
    }
    let grade = match (is_full, starts, ends) {
        // 北京市民, 城关区域: the last character begins the next word.
        (true, true, true) | (false, true, true) => Grade::Sure,
        (true, _, _) if name.chars().count() > 3 => Grade::Sure,
        (true, true, false) | (true, false, true) => Grade::Sure,
        _ => Grade::Doubtful,
    };
    if is_doubted { grade.min(Grade::NeedsCue) } else { grade }
}

/// Whether another division of the lists begins right after (the words are then no part of an ordinary word).
fn is_chained_after(context: &Context<'_>, span: Span) -> bool {
    let rest = context.text().get(span.end as usize..).unwrap_or_default();
    let gazetteer = context.lexicon.gazetteer();
    rest.char_indices().skip(2).take(2).any(|(at, _)| {
        let ids = rest.get(..at).map_or(&[][..], |prefix| gazetteer.districts_named(prefix));
        ids.iter().any(|id| gazetteer.district(*id).level > Level::Province)
    })
}
