//! Finds words that refer.

use crate::extract::context::Context;
use crate::lexicon::pattern::ReferenceWords;
use crate::model::{EntityType, Span};

/// How many a counted reference stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) size: usize,
    /// Whether organisations count (双方) or divisions alone (三地).
    pub(super) any: bool,
}

/// What a reference says of what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Counted(Counted),
    Single {
        kind: EntityType,
        /// How the name must end.
        ending: Option<String>,
    },
    Speaker,
}

/// A word that refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

const NUMBERS: &[(&str, usize)] = &[
    ("两", 2),
    ("双", 2),
    ("三", 3),
    ("四", 4),
    ("五", 5),
    ("六", 6),
    ("七", 7),
    ("八", 8),
    ("九", 9),
    ("2", 2),
    ("3", 3),
    ("4", 4),
    ("5", 5),
    ("6", 6),
    ("7", 7),
    ("8", 8),
    ("9", 9),
];
const SPEAKERS: &[&str] = &["我们", "本公司", "我公司", "我司"];

/// Adds the references in `span`, by place, without overlaps.
pub(super) fn find(context: &Context<'_>, words: &ReferenceWords, span: Span, out: &mut Vec<Found>) {
    let text = span.of(context.text());
    let base = span.start as usize;
    let mut skip = 0;
    for (at, character) in text.char_indices() {
        if at < skip {
            continue;
        }
        let rest = &text[at..];
        let opens = matches!(
            character,
            '该' | '此'
                | '本'
                | '这'
                | '我'
                | '公'
                | '集'
                | '项'
                | '工'
                | '活'
                | '大'
                | '论'
                | '会'
                | '展'
                | '两'
                | '双'
                | '三'
                | '四'
                | '五'
                | '六'
                | '七'
                | '八'
                | '九'
                | '2'..='9'
        );
        if !opens {
            continue;
        }
        let found = counted(words, &text[..at], rest)
            .or_else(|| single(words, rest))
            .or_else(|| bare(context, words, base + at, rest))
            .or_else(|| speaker(rest));
        let Some((length, kind)) = found else { continue };
        skip = at + length;
        out.push(Found { span: Span::new(base + at, base + at + length), kind });
    }
}

fn counted(words: &ReferenceWords, before: &str, rest: &str) -> Option<(usize, Kind)> {
    let (number, size) = NUMBERS.iter().find(|(number, _)| rest.starts_with(number))?;
    // 第三方, 十三区, 23省 count something else.
    if before.ends_with(['第', '十', '百', '.', '—', '-']) || before.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if words.not_counted.iter().any(|word| rest.starts_with(word.as_str())) {
        return None;
    }
    let after = &rest[number.len()..];
    let unit = |list: &[String]| list.iter().find(|unit| after.starts_with(unit.as_str())).map(String::len);
    let (length, any) = match (unit(&words.counted), unit(&words.counted_any)) {
        (_, Some(length)) => (length, true),
        (Some(length), None) => (length, false),
        (None, None) => return None,
    };
    if *number == "双" && !after.starts_with('方') {
        return None;
    }
    Some((number.len() + length, Kind::Counted(Counted { size: *size, any })))
}

fn single(words: &ReferenceWords, rest: &str) -> Option<(usize, Kind)> {
    let demonstrative =
        words.demonstratives.iter().filter(|word| rest.starts_with(word.as_str())).max_by_key(|word| word.len())?;
    let after = &rest[demonstrative.len()..];
    let mut best: Option<(usize, Kind)> = None;
    for set in &words.single {
        if !set.only.is_empty() && !set.only.contains(demonstrative) {
            continue;
        }
        for noun in set.nouns.iter().filter(|noun| after.starts_with(noun.as_str())) {
            let length = demonstrative.len() + noun.len();
            if best.as_ref().is_none_or(|(known, _)| length > *known) {
                let ending = set.same_end.then(|| noun.clone());
                best = EntityType::parse(&set.kind).map(|kind| (length, Kind::Single { kind, ending }));
            }
        }
    }
    best
}

/// 公司, 项目, 活动 at the head of a clause, and no part of a longer noun.
fn bare(context: &Context<'_>, words: &ReferenceWords, at: usize, rest: &str) -> Option<(usize, Kind)> {
    let clause = context.clauses.get(context.clause_at(at as u32)?)?.span;
    let lead = context.text().get(clause.start as usize..at)?;
    if let Some(found) = attended(words, lead, rest) {
        return Some(found);
    }
    if !lead.trim_matches(['“', '”', ' ', '\u{3000}']).is_empty() {
        return None;
    }
    for set in &words.single {
        for noun in set.bare.iter().filter(|noun| rest.starts_with(noun.as_str())) {
            let after = &rest[noun.len()..];
            let follows = [
                "将",
                "由",
                "位于",
                "在",
                "总投资",
                "计划",
                "已",
                "于",
                "还",
                "与",
                "建成",
                "全长",
                "是",
                "以",
                "拟",
                "正",
                "采用",
                "预计",
                "占地",
                "表示",
                "坐落",
                "旗下",
            ];
            if follows.iter().any(|word| after.starts_with(word)) {
                return EntityType::parse(&set.kind).map(|kind| (noun.len(), Kind::Single { kind, ending: None }));
            }
        }
    }
    None
}

/// 出席活动, 在会上: the meeting that was named before.
fn attended(words: &ReferenceWords, lead: &str, rest: &str) -> Option<(usize, Kind)> {
    let kind = Kind::Single { kind: EntityType::Event, ending: None };
    let attends = words.attends.iter().any(|word| lead.ends_with(word.as_str()));
    if attends && let Some(noun) = words.meetings.iter().find(|noun| rest.starts_with(noun.as_str())) {
        let after = &rest[noun.len()..];
        let ends = after.chars().next().is_none_or(|c| "，。、；并上中期！".contains(c));
        return ends.then_some((noun.len(), kind));
    }
    let noun = words.at_meetings.iter().find(|noun| rest.starts_with(noun.as_str()))?;
    lead.ends_with(['在', '，', '。', '\u{3000}', ' ']).then_some((noun.len(), kind)).or_else(|| {
        let kind = Kind::Single { kind: EntityType::Event, ending: None };
        lead.is_empty().then_some((noun.len(), kind))
    })
}

fn speaker(rest: &str) -> Option<(usize, Kind)> {
    SPEAKERS.iter().find(|word| rest.starts_with(**word)).map(|word| (word.len(), Kind::Speaker))
}
