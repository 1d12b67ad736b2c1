//! Divisions by their endings: townships (looked up, or read from their left border), villages, communities. Most
//! villages and a tenth of the townships in reports stand in no list.

use std::collections::BTreeSet;

use super::listed::is_border;
use super::{Draft, Grade, Meaning};
use crate::extract::context::Context;
use crate::lexicon::DistrictId;
use crate::model::{Level, Span};

/// An ending that makes a division of what stands before it.
struct Ending {
    text: &'static str,
    level: Level,
    /// Most characters before it.
    longest: usize,
}

const ENDINGS: &[Ending] = &[
    Ending { text: "街道", level: Level::Township, longest: 5 },
    Ending { text: "苏木", level: Level::Township, longest: 6 },
    Ending { text: "镇", level: Level::Township, longest: 6 },
    Ending { text: "乡", level: Level::Township, longest: 9 },
    Ending { text: "社区", level: Level::Village, longest: 5 },
    Ending { text: "嘎查", level: Level::Village, longest: 6 },
    Ending { text: "村", level: Level::Village, longest: 5 },
];

/// Adds the drafts that endings give. `listed` are those of the lists, by place.
pub(super) fn find(context: &Context<'_>, listed: &[Draft], out: &mut Vec<Draft>) {
    let text = context.text();
    let mut counties: BTreeSet<DistrictId> = BTreeSet::new();
    for draft in listed.iter().filter(|draft| draft.grade == Grade::Sure) {
        if let Meaning::Listed(ids) = &draft.meaning {
            counties.extend(ids);
        }
    }
    // Ends of drafts so far, this pass's own too, so that 白马乡兰花村 is a chain.
    let mut outer: Option<(u32, Meaning)> = None;
    // No name reaches back over this: the end of the last full name.
    let mut hard_limit = 0;
    let mut next = 0;
    for (at, character) in text.char_indices() {
        if !matches!(character, '街' | '苏' | '镇' | '乡' | '社' | '嘎' | '村') {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let Some(ending) = ENDINGS.iter().find(|ending| rest.starts_with(ending.text)) else { continue };
        let span = Span::new(at, at + ending.text.len());
        while next < listed.len() && listed[next].span.end <= span.start {
            let draft = &listed[next];
            // 大兴镇: the list's 大兴 is the stem of this name, not what stands before it.
            let is_stem = draft.span.end == span.start && !draft.is_full;
            if draft.grade >= Grade::NeedsCue && !is_stem && outer.as_ref().is_none_or(|(end, _)| *end < draft.span.end)
            {
                outer = Some((draft.span.end, draft.meaning.clone()));
            }
            if draft.is_full && draft.grade == Grade::Sure {
                hard_limit = draft.span.end;
            }
            next += 1;
        }
        let is_listed =
            listed.get(next).is_some_and(|draft| draft.span.start < span.start && draft.span.end >= span.end);
        if is_listed {
            continue;
        }
        let front = text.get(span.end as usize..).unwrap_or_default();
        // 钟村街道, 流村镇, 荷村村: the village is the stem of the longer name.
        if ending.text == "村" && ["街道", "镇", "乡", "村", "社区"].iter().any(|longer| front.starts_with(longer))
        {
            continue;
        }
        let found = match listed_township(context, ending, span, hard_limit, listed, &counties, outer.as_ref()) {
            Some(draft) => Some(draft),
            None => read(context, ending, span, outer.as_ref()),
        };
        if let Some(draft) = found {
            hard_limit = draft.span.end;
            outer = Some((draft.span.end, draft.meaning.clone()));
            out.push(draft);
        }
    }
}

/// Reads the name that ends with `ending` at `span`.
fn read(context: &Context<'_>, ending: &Ending, span: Span, outer: Option<&(u32, Meaning)>) -> Option<Draft> {
    let text = context.text();
    let limit = outer.map_or(0, |(end, _)| *end);
    let starts = starts(text, span.start, limit, ending.longest);
    let chain = outer.filter(|(end, _)| starts.last() == Some(end)).map(|(_, meaning)| meaning);
    if !is_border(context, span.end) {
        return None;
    }
    let start = match chain {
        // Right behind a division all that stands between is the name, if it is short.
        Some(_) if starts.len() <= 4 && is_clean(context, *starts.last()?, span.start) => *starts.last()?,
        _ => left_border(context, &starts, span.start)?,
    };
    let stem = text.get(start as usize..span.start as usize)?;
    if stem.is_empty() || context.lexicon.gazetteer().is_generic_stem(stem, false) || is_word(context, start, span) {
        return None;
    }
    let is_chained = chain.is_some() && starts.last() == Some(&start);
    if !names_something(context, start, span.start, is_chained) {
        return None;
    }
    let whole = Span { start, end: span.end };
    let name = whole.of(text).to_owned();
    let parent =
        outer.filter(|(end, _)| *end == start || is_near(text, *end, start)).and_then(|(_, meaning)| match meaning {
            Meaning::Listed(ids) if ids.len() == 1 => Some(ids[0]),
            Meaning::Unlisted { parent, .. } => *parent,
            Meaning::Listed(_) => None,
        });
    let meaning = Meaning::Unlisted { name, level: ending.level, parent };
    Some(Draft { span: whole, grade: Grade::Sure, rule: "district.ending", meaning, is_full: true })
}

/// Bytes at which a name that ends before `end` may begin, the nearest first: Han characters only, not past `limit`.
fn starts(text: &str, end: u32, limit: u32, longest: usize) -> Vec<u32> {
    let mut starts = Vec::new();
    for (at, character) in text.get(limit as usize..end as usize).unwrap_or_default().char_indices().rev().take(longest)
    {
        if !is_han(character) {
            break;
        }
        starts.push(limit + at as u32);
    }
    starts
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}')
}

/// The longest name of the township list that ends here. It may begin with the short form of another division
/// (嘉兴路街道), not reach over a full one.
fn listed_township(
    context: &Context<'_>,
    ending: &Ending,
    span: Span,
    hard_limit: u32,
    listed: &[Draft],
    counties: &BTreeSet<DistrictId>,
    outer: Option<&(u32, Meaning)>,
) -> Option<Draft> {
    if ending.level != Level::Township {
        return None;
    }
    let gazetteer = context.lexicon.gazetteer();
    let text = context.text();
    let mut ids: Vec<DistrictId> = Vec::new();
    for start in starts(text, span.start, hard_limit, ending.longest).into_iter().rev() {
        let whole = Span { start, end: span.end };
        let before =
            listed.binary_search_by_key(&start, |draft| draft.span.end).ok().map(|index| &listed[index].meaning);
        let chain = before.or_else(|| outer.filter(|(end, _)| *end == start).map(|(_, meaning)| meaning));
        if chain.is_none() && !is_border(context, start) {
            continue;
        }
        ids.clear();
        gazetteer.townships_named(whole.of(text), false, &mut ids);
        if ids.is_empty() {
            continue;
        }
        let stem = text.get(start as usize..span.start as usize).unwrap_or_default();
        if chain.is_none() && (is_word(context, start, span) || gazetteer.is_generic_stem(stem, false)) {
            continue;
        }
        ids.sort_unstable();
        // 沿江乡村 is no 沿江乡, but 鱼池镇康养高地 is 鱼池镇 where the article speaks of its county.
        if chain.is_none() && !is_border(context, span.end) {
            ids.retain(|id| gazetteer.district(*id).parent.is_some_and(|county| counties.contains(&county)));
            if ids.is_empty() {
                continue;
            }
        }
        if let Some(Meaning::Listed(above)) = chain {
            ids.retain(|id| above.iter().any(|above| gazetteer.is_within(*id, *above)));
            if ids.is_empty() {
                continue;
            }
        }
        let meaning = Meaning::Listed(ids);
        return Some(Draft { span: whole, grade: Grade::Sure, rule: "district.township", meaning, is_full: true });
    }
    None
}

/// Whether the whole name is one dictionary word that is no place (小镇, 农村, 家乡).
fn is_word(context: &Context<'_>, start: u32, ending: Span) -> bool {
    let Some(index) = context.token_at(ending.start) else { return false };
    let token = &context.tokens[index];
    let is_one = token.span.start < ending.start && token.span.start >= start;
    is_one && !token.part_of_speech.is("ns") && !token.part_of_speech.is("nr") && !token.part_of_speech.is("nz")
}

/// Whether the words before an ending can be a name: behind a division all but a verb, elsewhere not what is made of
/// ordinary words alone (建立村, 租赁社区).
fn names_something(context: &Context<'_>, start: u32, end: u32, is_chained: bool) -> bool {
    let first = context.tokens.partition_point(|token| token.span.end <= start);
    let words = context.tokens[first..].iter().take_while(|token| token.span.start < end);
    let mut is_named = false;
    let mut count = 0;
    for token in words {
        count += 1;
        let tag = token.part_of_speech;
        let length = token.span.of(context.text()).chars().count();
        if length > 1 && (tag.is("v") || tag.is("d") || tag.is("a") && !is_chained) {
            return false;
        }
        if length == 1 && count == 1 && (tag.is("v") || tag.is("p")) && !is_chained {
            return false;
        }
        is_named |=
            length == 1 && !tag.is("m") && !tag.is("v") || tag.is("ns") || tag.is("nr") || tag.is("nz") || is_chained;
    }
    let characters = context.text().get(start as usize..end as usize).map_or(0, |stem| stem.chars().count());
    is_named && (is_chained || characters > 1 && count > 0)
}

/// Whether no word between cannot be part of a name.
fn is_clean(context: &Context<'_>, start: u32, end: u32) -> bool {
    let first = context.tokens.partition_point(|token| token.span.end <= start);
    context.tokens[first..].iter().take_while(|token| token.span.start < end).all(|token| !is_stop(context, token))
}

/// A word that no name begins with or holds.
fn is_stop(context: &Context<'_>, token: &crate::model::Token) -> bool {
    let tag = token.part_of_speech.as_str();
    let words = token.span.of(context.text());
    matches!(
        tag,
        "p" | "c"
            | "u"
            | "ul"
            | "uj"
            | "uz"
            | "ug"
            | "ud"
            | "uv"
            | "r"
            | "rr"
            | "rz"
            | "d"
            | "m"
            | "q"
            | "y"
            | "e"
            | "o"
            | "w"
            | "x"
            | "zg"
    ) && !(matches!(tag, "m" | "x" | "zg" | "q")
        && words.chars().count() == 1
        && words.chars().all(is_han)
        && !matches!(words, "一" | "两" | "个" | "各" | "该"))
        || matches!(
            words,
            "在" | "到"
                | "来"
                | "为"
                | "赴"
                | "位于"
                | "来自"
                | "走进"
                | "来到"
                | "前往"
                | "家住"
                | "全"
                | "等"
                | "从"
                | "至"
                | "是"
                | "有"
        )
}

/// Where the name begins: as far back as words go that a name may hold, four characters at most.
fn left_border(context: &Context<'_>, starts: &[u32], end: u32) -> Option<u32> {
    let farthest = *starts.get(3).or(starts.last())?;
    let mut start = end;
    let mut index = context.token_at(end.checked_sub(1)?)?;
    loop {
        let token = &context.tokens[index];
        if token.span.end > end || token.span.start < farthest || is_stop(context, token) {
            break;
        }
        let tag = token.part_of_speech;
        // A verb or a common word of two characters in front is not part of the name, if something is left without.
        let is_common = (tag.is("v") || tag.as_str() == "n" || tag.is("f") || tag.is("t")) && token.span.len() >= 6;
        if is_common && start < end {
            break;
        }
        start = token.span.start;
        match index.checked_sub(1) {
            Some(before) => index = before,
            None => break,
        }
    }
    (start < end).then_some(start)
}

/// Whether only a list's marks and a few names stand between: what is said of one place of a list holds for the next.
fn is_near(text: &str, from: u32, to: u32) -> bool {
    text.get(from as usize..to as usize).is_some_and(|between| matches!(between, "、" | "和" | "与" | "及"))
}
