//! Development zones, new areas, free-trade zones: no list has them, their endings do.

use std::sync::LazyLock;

use regex::Regex;

use super::listed::is_border;
use super::{Draft, Grade, Meaning, is_taken};
use crate::extract::context::Context;
use crate::model::{Level, Span};

/// Endings, what may stand between them and the place, and a part of the zone behind them. Longest first.
static ENDING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<inner>国家级?|国际|综合|特殊)?",
        r"(?P<end>经济技术开发区|经济开发区|经开区|高新技术产业开发区|高新技术开发区|高新技术产业园区|高新区|开发区",
        r"|自由贸易试验区|自贸试验区|自贸区|特殊综合保税区|综合保税区|综保区|保税区|保税港区",
        r"|深度合作区|特别合作区|经济合作区|新片区|经济新区|新区|商务区|临空区)",
        r"(?P<part>\p{Han}{2,6}片区)?"
    ))
    .ok()
});

/// Adds the zones to `out`. `listed` are the drafts of the lists, by place.
pub(super) fn find(context: &Context<'_>, listed: &[Draft], out: &mut Vec<Draft>) {
    let Some(ending) = ENDING.as_ref() else { return };
    let text = context.text();
    for captures in ending.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        let (Some(end), begin) = (captures.name("end"), whole.start() as u32) else { continue };
        let mut stop = end.end() as u32;
        if let Some(part) = captures.name("part").filter(|part| is_border(context, part.end() as u32)) {
            stop = part.end() as u32;
        }
        // A list has the whole name already (浦东新区).
        let at = listed.partition_point(|draft| draft.span.end < stop);
        if listed.get(at).is_some_and(|draft| draft.span.end == stop && draft.span.start < begin && draft.is_full) {
            continue;
        }
        let before = listed[..at].iter().rev().find(|draft| draft.span.end <= begin);
        let Some((start, parent)) = head(context, begin, before, end.as_str()) else { continue };
        let span = Span { start, end: stop };
        let name = span.of(text).to_owned();
        let meaning = Meaning::Unlisted { name, level: Level::Zone, parent };
        out.push(Draft { span, grade: Grade::Sure, rule: "district.zone", meaning, is_full: true });
    }
    unify(text, out);
    bare(context, listed, out);
}

/// Lets the name of a division out of use stand for the zone that carries it on, where the article names the zone
/// (万盛 beside 万盛经开区).
pub(super) fn carry_on(context: &Context<'_>, drafts: &mut [Draft]) {
    let gazetteer = context.lexicon.gazetteer();
    let text = context.text();
    let mut carried: std::collections::BTreeMap<String, Meaning> = std::collections::BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.grade == Grade::Sure && draft.is_full) {
        let words = draft.span.of(text);
        for ending in FAMILIES.iter().flat_map(|family| family.iter()) {
            if let Some(stem) = words.strip_suffix(ending).filter(|stem| stem.chars().count() >= 2) {
                carried.insert(stem.to_owned(), draft.meaning.clone());
            }
        }
    }
    for draft in drafts.iter_mut().filter(|draft| !draft.is_full) {
        let is_retired = draft.resolved().is_some_and(|id| gazetteer.district(id).retired.is_some());
        if is_retired && let Some(meaning) = carried.get(draft.span.of(text)) {
            draft.meaning = meaning.clone();
            draft.grade = Grade::Sure;
            draft.rule = "district.zone_short";
        }
    }
}

/// Endings that stand for the one zone of their family that the article has named (经开区 after 昆明经开区).
fn bare(context: &Context<'_>, listed: &[Draft], out: &mut Vec<Draft>) {
    const BARE: &[&[&str]] =
        &[&["经开区"], &["高新区"], &["自贸区", "自贸试验区"], &["综保区"], &["新片区"], &["合作区"]];
    let text = context.text();
    let zones: Vec<(String, Meaning)> = out
        .iter()
        .map(|draft| (draft.span.of(text).to_owned(), draft.meaning.clone()))
        .chain(
            listed
                .iter()
                .filter(|draft| draft.is_full)
                .map(|draft| (draft.span.of(text).to_owned(), draft.meaning.clone())),
        )
        .collect();
    let zoned = out.clone();
    for family in BARE {
        let endings = FAMILIES.iter().find(|forms| forms.contains(&family[0])).copied().unwrap_or(family);
        let mut meaning: Option<&Meaning> = None;
        let mut is_one = true;
        for (words, zone) in &zones {
            if endings.iter().any(|ending| words.ends_with(ending)) {
                is_one &= meaning.is_none_or(|known| known == zone);
                meaning = Some(zone);
            }
        }
        let Some(meaning) = meaning.filter(|_| is_one) else { continue };
        for words in *family {
            for (at, _) in text.match_indices(words) {
                let span = Span::new(at, at + words.len());
                let is_behind_name = text[..at].chars().next_back().is_some_and(|before| BEHIND.contains(&before));
                if !is_border(context, span.start) || is_behind_name || is_taken(&zoned, span) || is_taken(listed, span)
                {
                    continue;
                }
                out.push(Draft {
                    span,
                    grade: Grade::Sure,
                    rule: "district.zone_bare",
                    meaning: meaning.clone(),
                    is_full: false,
                });
            }
        }
    }
}

/// What before a bare ending means another zone, or zones at large (国家级经开区, 省级高新区, 各经开区).
const BEHIND: &[char] = &['级', '家', '各', '个', '国', '省', '类', '市', '县', '区', '设'];

/// Where the zone's name begins, and the division it names.
fn head(
    context: &Context<'_>,
    begin: u32,
    before: Option<&Draft>,
    ending: &str,
) -> Option<(u32, Option<crate::lexicon::DistrictId>)> {
    let text = context.text();
    if let Some(draft) = before.filter(|draft| draft.span.end == begin) {
        return Some((draft.span.start, draft.resolved()));
    }
    // （上海）, as in 中国（上海）自由贸易试验区.
    if let Some(draft) = before
        && text.get(draft.span.end as usize..begin as usize) == Some("）")
        && let Some(front) = text.get(..draft.span.start as usize)
        && front.ends_with("中国（")
    {
        return Some(((front.len() - "中国（".len()) as u32, draft.resolved()));
    }
    if ending == "保税区" || ending == "商务区" && before.is_none() {
        return None;
    }
    let limit = before.map_or(0, |draft| draft.span.end);
    let mut start = begin;
    let mut characters = 0;
    let mut index = context.token_at(begin.checked_sub(1)?)?;
    loop {
        let token = &context.tokens[index];
        let words = token.span.of(text);
        let tag = token.part_of_speech;
        let length = words.chars().count();
        let is_name = tag.is("ns") || tag.is("nr") || tag.is("nz") || tag.is("x") || length == 1 || tag.is("j");
        let is_han = words.chars().all(|character| matches!(character, '\u{4e00}'..='\u{9fff}'));
        if token.span.start < limit || token.span.end > begin || !is_han || characters + length > 4 {
            break;
        }
        if !is_name || ["p", "c", "u", "r", "d", "v", "m"].iter().any(|stop| tag.is(stop)) {
            break;
        }
        start = token.span.start;
        characters += length;
        match index.checked_sub(1) {
            Some(previous) => index = previous,
            None => break,
        }
    }
    let stem = text.get(start as usize..begin as usize)?;
    if characters < 2 || context.lexicon.gazetteer().is_generic_stem(stem, true) {
        return None;
    }
    let parent = before.filter(|draft| draft.span.end == start).and_then(Draft::resolved);
    Some((start, parent))
}

/// Families of endings: 昆明经开区 and 昆明经济技术开发区 are one.
const FAMILIES: &[&[&str]] = &[
    &["经济技术开发区", "经济开发区", "经开区"],
    &["高新技术产业开发区", "高新技术开发区", "高新技术产业园区", "高新区"],
    &["自由贸易试验区", "自贸试验区", "自贸区"],
    &["综合保税区", "综保区"],
];

/// Gives the short forms of a zone the fullest name in the article.
fn unify(text: &str, drafts: &mut [Draft]) {
    let mut fullest: std::collections::BTreeMap<(String, usize), String> = std::collections::BTreeMap::new();
    let family_of = |words: &str| -> Option<(String, usize)> {
        for (index, family) in FAMILIES.iter().enumerate() {
            for ending in *family {
                if let Some(stem) = words.strip_suffix(ending) {
                    let stem = stem.trim_start_matches("中国（").trim_end_matches('）').trim_end_matches("国家");
                    return Some((stem.trim_end_matches('市').to_owned(), index));
                }
            }
        }
        None
    };
    for draft in drafts.iter().filter(|draft| draft.rule == "district.zone") {
        let words = draft.span.of(text);
        let Some(key) = family_of(words) else { continue };
        let known = fullest.entry(key).or_default();
        if words.len() > known.len() {
            *known = words.to_owned();
        }
    }
    for draft in drafts.iter_mut().filter(|draft| draft.rule == "district.zone") {
        if let Some(full) = family_of(draft.span.of(text)).and_then(|key| fullest.get(&key))
            && let Meaning::Unlisted { name, .. } = &mut draft.meaning
        {
            name.clone_from(full);
        }
    }
}
