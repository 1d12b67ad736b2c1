//! Short forms that only the article makes clear: a township right behind its county (开州长沙), more of them in the
//! list that follows, and the stems of divisions that the article has named in full (赵巷 after 赵巷镇).

use std::collections::BTreeMap;

use daachorse::CharwiseDoubleArrayAhoCorasick;

use super::listed::is_border;
use super::{Draft, Grade, Meaning, is_taken};
use crate::extract::context::Context;
use crate::lexicon::DistrictId;
use crate::model::{Level, Span};

/// Adds the short forms to `drafts` (by place) and takes out the namesakes that they displace.
pub(super) fn find(context: &Context<'_>, drafts: &mut Vec<Draft>) {
    let mut found = townships(context, drafts);
    stems(context, drafts, &mut found);
    abbreviations(context, drafts, &mut found);
    if found.is_empty() {
        return;
    }
    found.sort_by_key(|draft| (draft.span.start, std::cmp::Reverse(draft.span.end)));
    drafts.retain(|draft| {
        let next = found.partition_point(|other| other.span.end <= draft.span.start);
        !found[next..].iter().take(2).any(|other| other.span.contains(draft.span))
    });
    drafts.append(&mut found);
    drafts.sort_by_key(|draft| draft.span);
}

/// Longest short form of a township, in characters.
const LONGEST: usize = 5;

fn townships(context: &Context<'_>, drafts: &[Draft]) -> Vec<Draft> {
    let gazetteer = context.lexicon.gazetteer();
    let text = context.text();
    let mut found: Vec<Draft> = Vec::new();
    for draft in drafts {
        let Some(county) = draft.resolved().filter(|_| draft.grade == Grade::Sure) else { continue };
        if gazetteer.district(county).level != Level::County
            || found.last().is_some_and(|last| last.span.overlaps(draft.span))
        {
            continue;
        }
        let mut at = draft.span.end;
        let mut is_first = true;
        while let Some((end, id)) = township_at(context, drafts, county, at, is_first) {
            let meaning = Meaning::Listed(vec![id]);
            let span = Span { start: at, end };
            found.push(Draft { span, grade: Grade::Sure, rule: "district.child", meaning, is_full: false });
            let Some(mark) = text.get(end as usize..).and_then(|rest| rest.chars().next()) else { break };
            if !matches!(mark, '、' | '和' | '与' | '及') {
                break;
            }
            at = end + mark.len_utf8() as u32;
            is_first = false;
        }
    }
    found
}

/// The township of `county` whose short form stands at byte `at`.
fn township_at(
    context: &Context<'_>,
    drafts: &[Draft],
    county: DistrictId,
    at: u32,
    is_first: bool,
) -> Option<(u32, DistrictId)> {
    let gazetteer = context.lexicon.gazetteer();
    let rest = context.text().get(at as usize..)?;
    let mut best = None;
    for (count, (offset, character)) in rest.char_indices().take(LONGEST).enumerate() {
        let length = offset + character.len_utf8();
        let end = at + length as u32;
        let name = rest.get(..length)?;
        if count == 0 || !is_border(context, end) {
            continue;
        }
        // What already stands as a longer name (长沙镇) or as a zone (万盛) is not cut short.
        let stands = |draft: &Draft| {
            let is_longer = draft.span.end > end || draft.rule == "district.zone_short";
            draft.span.start <= at && draft.span.end >= end && is_longer && draft.grade == Grade::Sure
        };
        let near = drafts.partition_point(|draft| draft.span.end <= at);
        if drafts[near..].iter().take(3).any(stands) {
            continue;
        }
        for (id, district) in gazetteer.townships_below(county) {
            if district.short.iter().any(|short| *short == name) && (!is_common(context, at, end) || !is_first) {
                best = Some((end, id));
            }
        }
    }
    best
}

/// Whether the words are one ordinary word of the dictionary (文化, 联合, 新生).
fn is_common(context: &Context<'_>, start: u32, end: u32) -> bool {
    let Some(index) = context.token_at(start) else { return false };
    let token = &context.tokens[index];
    let tag = token.part_of_speech;
    token.span == Span { start, end } && !(tag.is("ns") || tag.is("nr") || tag.is("nz"))
}

/// Words behind which one character stands for a division (在沪, 赴京、津、浙).
const BEFORE_ABBREVIATION: &[char] = &['在', '赴', '来', '抵', '驻', '离', '入', '对'];

/// One character behind those words: a division of China, or behind 对 and 在 a country (对越投资).
fn abbreviations(context: &Context<'_>, drafts: &[Draft], found: &mut Vec<Draft>) {
    let gazetteer = context.lexicon.gazetteer();
    let text = context.text();
    let mut before = '\0';
    let mut is_list = false;
    for (at, character) in text.char_indices() {
        let previous = std::mem::replace(&mut before, character);
        let opens = BEFORE_ABBREVIATION.contains(&previous) || is_list && previous == '、';
        is_list &= previous == '、' || character == '、';
        if !opens {
            continue;
        }
        let Some(id) = gazetteer.abbreviation(character) else { continue };
        let is_foreign = gazetteer.district(id).is_foreign();
        // 来华, 赴港 are words of their own, of movement rather than of a place.
        if previous == '来' && character == '华' || previous == '赴' && character == '港' {
            continue;
        }
        if is_foreign != (previous == '对') && !(is_foreign && previous == '在') {
            continue;
        }
        let span = Span::new(at, at + character.len_utf8());
        let next = text.get(span.end as usize..).and_then(|rest| rest.chars().next()).unwrap_or('\n');
        if is_taken(drafts, span) || gazetteer.abbreviation(next).is_some() || !is_free(context, at as u32, span.end) {
            continue;
        }
        is_list = true;
        let meaning = Meaning::Listed(vec![id]);
        found.push(Draft { span, grade: Grade::Sure, rule: "district.abbreviation", meaning, is_full: false });
    }
}

/// Whether the character is a word, or ends one of two characters with what stands before it (在沪, 来京).
fn is_free(context: &Context<'_>, start: u32, end: u32) -> bool {
    let Some(index) = context.token_at(start) else { return false };
    let token = &context.tokens[index];
    token.span.end == end && token.span.of(context.text()).chars().count() <= 2
}

/// Stems of townships, villages and zones that the article names in full.
fn stems(context: &Context<'_>, drafts: &[Draft], found: &mut Vec<Draft>) {
    let text = context.text();
    let mut full: BTreeMap<&str, &Meaning> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.grade == Grade::Sure && draft.is_full) {
        let words = draft.span.of(text);
        let stem = ["街道", "镇", "乡", "村"].iter().find_map(|ending| words.strip_suffix(ending));
        let is_pair =
            |stem: &str| stem.chars().all(|character| context.lexicon.gazetteer().abbreviation(character).is_some());
        if let Some(stem) = stem.filter(|stem| !is_pair(stem) && stem.chars().count() >= 2 && !stem.ends_with('族')) {
            let at = draft.span.start;
            if draft.rule != "district.full" && !is_common(context, at, at + stem.len() as u32) {
                full.entry(stem).or_insert(&draft.meaning);
            }
        }
    }
    if full.is_empty() {
        return;
    }
    found.sort_by_key(|draft| draft.span);
    let meanings: Vec<&Meaning> = full.values().copied().collect();
    let patterns = full.keys().zip(0_u32..).map(|(stem, index)| (*stem, index));
    let Ok(automaton) = CharwiseDoubleArrayAhoCorasick::with_values(patterns) else { return };
    let mut added: Vec<Draft> = Vec::new();
    for stem in automaton.find_overlapping_iter(text) {
        let span = Span::new(stem.start(), stem.end());
        let next = drafts.partition_point(|draft| draft.span.end <= span.start);
        let stands = |draft: &Draft| draft.span.overlaps(span) && draft.grade >= Grade::NeedsCue;
        let is_free = is_border(context, span.start)
            && is_border(context, span.end)
            && !drafts[next..].iter().take(3).any(stands)
            && !is_taken(found, span);
        if is_free {
            let meaning = meanings[stem.value() as usize].clone();
            added.push(Draft { span, grade: Grade::Sure, rule: "district.stem", meaning, is_full: false });
        }
    }
    found.append(&mut added);
}
