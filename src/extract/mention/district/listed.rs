//! Divisions that the lists know: one automaton pass, then the best reading of each run of overlapping names.

use super::{Draft, Grade, Meaning};
use crate::extract::context::Context;
use crate::lexicon::{DistrictId, Found, Gazetteer};
use crate::model::Span;

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
        let reading = best_reading(context, &found[begin..end]);
        for (place, index) in reading.iter().enumerate() {
            let name = &found[begin + index];
            // Where two names meet there is a border, even inside one word of the dictionary (福建厦门).
            let meets_before = place > 0 && found[begin + reading[place - 1]].end == name.start;
            let meets_after = reading.get(place + 1).is_some_and(|next| found[begin + next].start == name.end);
            drafts.push(draft(context, name, meets_before, meets_after));
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
        weight += BORDER * i32::from(is_border(context, name.end) && !is_cut_word(text, name.end));
        // The shorter name ends where the other word begins: 山西 in 山西省会.
        let last =
            words.len() + text.get(name.end as usize..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        if !is_border(context, name.end) && is_cut_word(text, name.start + last as u32) {
            weight += BORDER;
        }
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

/// Whether the characters on both sides of byte `at` are one word that says what kind of area is meant.
fn is_cut_word(text: &str, at: u32) -> bool {
    let before = text.get(..at as usize).and_then(|front| front.chars().next_back());
    let after = text.get(at as usize..).and_then(|rest| rest.chars().next());
    matches!(
        (before, after),
        (Some('省'), Some('会')) | (Some('市' | '县' | '省'), Some('域')) | (Some('县'), Some('城' | '级'))
    )
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
const NO_PLACE_BEFORE: &[char] = &['式', '梦', '话', '菜', '胞', '裔', '字', '画', '剧', '戏'];

/// What ends a name whatever word the dictionary sees there (昭平等地 is no 平等, 北京地区).
const FOLLOWERS: &[&str] = &["等", "地区", "籍", "方面", "境内", "市民"];

fn draft(context: &Context<'_>, found: &Found, meets_before: bool, meets_after: bool) -> Draft {
    let gazetteer = context.lexicon.gazetteer();
    let name = gazetteer.name(found.name);
    let span = Span { start: found.start, end: found.end };
    let text = context.text();
    let current: Vec<DistrictId> =
        name.districts.iter().copied().filter(|id| gazetteer.district(*id).retired.is_none()).collect();
    let is_retired = current.is_empty();
    let ids = if is_retired { renamed(gazetteer, &name.districts) } else { current };
    let is_full = ids.iter().any(|id| gazetteer.district(*id).name == name.text)
        || is_retired && name.districts.iter().any(|id| gazetteer.district(*id).name == name.text)
        || ends_like_a_division(&name.text);
    let starts = meets_before || is_border(context, span.start);
    let next = text.get(span.end as usize..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8) as u32;
    let ends = meets_after
        || is_border(context, span.end)
        || is_cut_word(text, span.end + next)
        || FOLLOWERS.iter().any(|word| text.get(span.end as usize..).is_some_and(|rest| rest.starts_with(word)));
    let mut grade = grade(&name.text, is_full, starts, ends);
    if name.is_ordinary || is_retired && !is_full {
        grade = grade.min(Grade::NeedsCue);
    }
    if !meets_after && is_no_place(context, span, &name.text) {
        grade = Grade::Doubtful;
    }
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

fn grade(name: &str, is_full: bool, starts: bool, ends: bool) -> Grade {
    match (is_full, starts, ends) {
        (_, true, true) => Grade::Sure,
        (true, _, _) if name.chars().count() > 3 => Grade::Sure,
        (true, true, false) if name.chars().count() > 2 => Grade::Sure,
        _ => Grade::Doubtful,
    }
}

/// Whether the words round a country's name make another word of it: 中国式, 美丽中国, 中国特色.
fn is_no_place(context: &Context<'_>, span: Span, name: &str) -> bool {
    let text = context.text();
    let after = text.get(span.end as usize..).unwrap_or_default();
    let before = text.get(..span.start as usize).unwrap_or_default();
    // 广德三件套 is no case of this; 藏刀 and 队 are left to the names that hold them.
    if after.starts_with(NO_PLACE_BEFORE) {
        return true;
    }
    // 尼泊尔文 is a language, 芜湖文旅 is not.
    let is_language = after.starts_with('文')
        && name.chars().count() > 2
        && context
            .lexicon
            .gazetteer()
            .districts_named(name)
            .iter()
            .all(|id| context.lexicon.gazetteer().district(*id).is_foreign());
    if is_language {
        return true;
    }
    name == "中国"
        && (NO_CHINA_AFTER.iter().any(|word| after.starts_with(word))
            || NO_CHINA_BEFORE.iter().any(|word| before.ends_with(word)))
}

const NO_CHINA_AFTER: &[&str] =
    &["特色", "共产党", "红", "5", "好", "智造", "制造业企业", "企业5", "民营企业", "专利", "百强", "精神", "力量"];
const NO_CHINA_BEFORE: &[&str] =
    &["新", "美丽", "健康", "数字", "平安", "法治", "网络", "智慧", "文明", "幸福", "活力", "质量"];
