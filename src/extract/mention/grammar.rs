//! Names that stand in no list: an ending, and to its left as much as a name can hold.

use crate::model::{EntityType, Span};

use super::Candidate;
use super::suffix::{self, Need, Suffix};
use super::word::{
    BRACKET, DEPARTMENT, DISTRICT, GENERIC, INSIDE, JOINT, MARK, MEASURE, NAMING, NUMBER, STOP, TIME, Words,
};

/// Words that a name has at most before its ending.
const LONGEST_NAME: usize = 16;
/// Characters that a bracket inside a name holds at most.
const LONGEST_BRACKET: usize = 16;

/// Proposes names by their endings.
pub(super) fn find(words: &Words<'_>, out: &mut Vec<Candidate>) {
    for index in 0..words.tokens.len() {
        if words.is(index, MARK | BRACKET | JOINT) {
            continue;
        }
        let end = words.tokens[index].span.end as usize;
        let Some(ending) = suffix::longest(&words.text[..end]) else { continue };
        let Some(kind) = ending.kind else { continue };
        if let Some(candidate) = name(words, index, ending, kind) {
            out.push(candidate);
        }
    }
}

/// The name that ends with token `last`.
fn name(words: &Words<'_>, last: usize, ending: Suffix, kind: EntityType) -> Option<Candidate> {
    let end = words.tokens[last].span.end as usize;
    let suffix_start = end - ending.length;
    // The first token that the ending touches.
    let mut head = last;
    while head > 0 && words.tokens[head].span.start as usize > suffix_start {
        head -= 1;
    }
    let is_head_partial = (words.tokens[head].span.start as usize) < suffix_start;
    // A single character ends a name only where it is a word of its own, or ends a proper noun or an organ's word.
    let is_single = words.text[suffix_start..end].chars().nth(1).is_none();
    if is_single && is_head_partial && kind != EntityType::Agency && !words.is(last, NAMING | DISTRICT) {
        return None;
    }
    let relative =
        kind == EntityType::Agency && is_level(first_character(words.word(head))) && !words.is(head, DISTRICT);
    let is_whole_relative = relative && words.word(head).chars().count() > 1;
    let start = if is_whole_relative && is_head_partial | (head == last) {
        owner(words, head)
    } else {
        widen(words, head, kind, is_head_partial && words.is(head, NAMING))
    };
    let first = trim(words, start, head, kind);
    if first > head || first == head && !is_head_partial && !is_whole_relative {
        return None;
    }
    let evidence = Evidence::new(words, first, head, is_head_partial);
    let is_relative =
        kind == EntityType::Agency && is_level(first_character(words.word(first))) && !words.is(first, DISTRICT);
    let score = evidence.score(ending.need, kind, is_relative)?;
    let span = Span::new(words.tokens[first].span.start as usize, extended(words, last, kind));
    if span.of(words.text).chars().count() < 3 && !is_relative {
        return None;
    }
    // 某公司党委书记, 市委常委: the post's organ is what stands before 党委.
    if ending.need == Need::Organ && words.text[suffix_start..end].contains('党') && !evidence.is_only_district {
        return None;
    }
    Some(Candidate::new(span, kind, score, "name_ending"))
}

/// The level of an organ named by its level alone: 省委, 市政府, 区市场监管局.
fn is_level(word: &str) -> bool {
    matches!(word, "省" | "市" | "县" | "区" | "州" | "旗" | "盟" | "镇" | "乡" | "村")
}

fn first_character(word: &str) -> &str {
    word.chars().next().map_or("", |character| &word[..character.len_utf8()])
}

/// Where the division's name begins that stands right before token `head`, else `head`.
fn owner(words: &Words<'_>, head: usize) -> usize {
    let mut first = head;
    while first > 0 && words.is(first - 1, DISTRICT) {
        first -= 1;
    }
    first
}

/// What stands before the ending of a name.
struct Evidence {
    has_name: bool,
    has_word: bool,
    has_quote: bool,
    has_edition: bool,
    has_organ: bool,
    is_only_district: bool,
    starts_with_district: bool,
}

impl Evidence {
    fn new(words: &Words<'_>, first: usize, head: usize, is_head_partial: bool) -> Self {
        let inside = first..head;
        let has = |classes: u16| inside.clone().any(|at| words.is(at, classes));
        let has_name = has(NAMING) || is_head_partial && words.is(head, NAMING);
        let plain = NUMBER | BRACKET | JOINT | GENERIC | DISTRICT | MEASURE;
        Self {
            has_name,
            has_word: is_head_partial && !words.is(head, GENERIC | DISTRICT)
                || inside.clone().any(|at| !words.is(at, plain)),
            has_quote: inside.clone().any(|at| matches!(words.word(at), "”" | "’")),
            has_edition: inside.clone().any(|at| {
                let word = words.word(at);
                word.starts_with(['第', '首'])
                    || words.is(at, NUMBER) && words.word(at + 1) == "届"
                    || words.is(at, NUMBER) && matches!(word.len(), 4) && word.starts_with("20")
            }),
            has_organ: inside.clone().any(|at| {
                words.is(at, DEPARTMENT)
                    || words.word(at).ends_with(['局', '厅', '委', '院', '部', '司', '会', '处'])
                    || words.word(at).ends_with("公司")
                    || words.word(at).ends_with("政府")
            }),
            is_only_district: first < head && !is_head_partial && inside.clone().all(|at| words.is(at, DISTRICT)),
            starts_with_district: words.is(first, DISTRICT),
        }
    }

    /// How sure such a name is.
    fn score(&self, need: Need, kind: EntityType, is_relative: bool) -> Option<u8> {
        let is_named = self.has_name || self.has_quote;
        Some(match need {
            _ if is_relative => 70,
            Need::Any if is_named => 85,
            Need::Any if kind == EntityType::Event && self.has_word => 60,
            Need::Organ if self.has_organ && is_named || self.starts_with_district => 70,
            // 银川市项目, 全市计划: a division and a common noun name nothing that is built.
            Need::Named if kind == EntityType::Project && !self.has_word => return None,
            Need::Named if self.starts_with_district => 75,
            Need::Named if is_named => 60,
            Need::Cue if self.has_quote || self.has_edition && self.has_word => 75,
            _ => return None,
        })
    }
}

/// The first token that may belong to the name whose ending begins in token `head`.
fn widen(words: &Words<'_>, head: usize, kind: EntityType, head_names: bool) -> usize {
    let mut has_name = head_names;
    let mut first = head;
    while first > 0 && head - first < LONGEST_NAME {
        let at = first - 1;
        let word = words.word(at);
        if words.is(at, MARK) {
            break;
        }
        if words.is(at, BRACKET) {
            let Some(open) = opening(words, at) else { break };
            if matches!(word, "”" | "’" | "\"") {
                if matches!(kind, EntityType::Company | EntityType::Agency | EntityType::Place) {
                    break;
                }
                has_name = true;
            }
            first = open;
            continue;
        }
        if words.is(at, JOINT) || word == "至" && kind == EntityType::Project {
            // A joint stands between two parts of a name.
            let joins = word == "暨" || at > 0 && words.is(at - 1, NAMING) && words.is(first, NAMING);
            if !joins || word == "暨" && kind != EntityType::Event {
                break;
            }
            first = at;
            continue;
        }
        if words.is(at, DISTRICT) {
            first = at;
            has_name = true;
            continue;
        }
        if matches!(word, "和" | "与" | "及") {
            if at == 0 || !words.is(at - 1, DEPARTMENT) || !words.is(first, DEPARTMENT) || has_name {
                break;
            }
            first = at;
            continue;
        }
        if words.is(at, STOP) && (!words.is(at, INSIDE) || has_name && kind != EntityType::Event) {
            break;
        }
        if words.is(at, TIME) && kind != EntityType::Event {
            break;
        }
        if kind == EntityType::Agency && is_level(word) {
            return at;
        }
        if words.is(at, MEASURE)
            && at > 0
            && words.is(at - 1, NUMBER)
            && words.tokens[at].span.end == words.tokens[first].span.start
        {
            // 2023年…论坛 is an edition, 三个项目 a count.
            if kind != EntityType::Event || !matches!(word, "年" | "届") {
                break;
            }
            first = at;
            continue;
        }
        has_name |= words.is(at, NAMING);
        first = at;
    }
    first
}

/// The token that opens the bracket or quotation that token `close` closes, if it may stand in a name.
fn opening(words: &Words<'_>, close: usize) -> Option<usize> {
    let open = match words.word(close) {
        "”" => "“",
        "’" => "‘",
        "）" => "（",
        ")" => "(",
        _ => return None,
    };
    let mut length = 0;
    for at in (0..close).rev() {
        let word = words.word(at);
        if word == open {
            return (length > 0).then_some(at);
        }
        length += word.chars().count();
        if length > LONGEST_BRACKET
            || words.is(at, MARK) && !matches!(word, "、" | "+" | "，" | " ")
            || matches!(word, "记者" | "供图" | "摄")
        {
            return None;
        }
    }
    None
}

/// Cuts from the left what cannot begin a name.
fn trim(words: &Words<'_>, start: usize, head: usize, kind: EntityType) -> usize {
    let mut first = start;
    // A division's name begins a name; what stands before it belongs to it only where it names for sure.
    if let Some(district) = (start..head).find(|at| words.is(*at, DISTRICT)) {
        let names_before = (start..district).any(|at| {
            words.is(at, JOINT)
                || matches!(words.word(at), "”" | "’")
                || words.is(at, NAMING) && words.word(at).chars().nth(1).is_some()
                || kind == EntityType::Event && words.is(at, NUMBER | MEASURE)
        });
        if !names_before {
            first = district;
        }
    }
    while first < head && !words.is(first, DISTRICT) {
        let word = words.word(first);
        if matches!(word, "（" | "(") {
            while first < head && !matches!(words.word(first), "）" | ")") {
                first += 1;
            }
        }
        let may_start_with_number = matches!(kind, EntityType::Event | EntityType::Project | EntityType::Place);
        let cannot_start = words.is(first, STOP | MARK | JOINT)
            || words.is(first, NUMBER) && !may_start_with_number
            || words.is(first, MEASURE) && !words.is(first, NAMING)
            || matches!(words.word(first), "）" | ")" | "”" | "’");
        if !cannot_start {
            break;
        }
        first += 1;
    }
    first
}

/// Where a name that ends with token `last` ends with what is bracketed after it: （一期）, （永城段）, （内蒙古）.
fn extended(words: &Words<'_>, last: usize, kind: EntityType) -> usize {
    let end = words.tokens[last].span.end as usize;
    if !matches!(kind, EntityType::Project | EntityType::Event) {
        return end;
    }
    let close = match words.word(last + 1) {
        "（" => "）",
        "(" => ")",
        _ => return end,
    };
    let mut belongs = false;
    for at in last + 2..(last + 8).min(words.tokens.len()) {
        let word = words.word(at);
        if word == close {
            return if belongs { words.tokens[at].span.end as usize } else { end };
        }
        if words.is(at, MARK | STOP) {
            return end;
        }
        belongs = words.is(at, DISTRICT) || word.ends_with(['期', '段', '区', '标']);
    }
    end
}
