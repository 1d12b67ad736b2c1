//! Names that stand in no list: an ending, and to its left as much as a name can hold.

use crate::model::{EntityType, Span};

use super::Candidate;
use super::suffix::{self, Need, Suffix};
use super::word;
use super::word::{
    BRACKET, DEPARTMENT, DISTRICT, GENERIC, INSIDE, JOINT, LISTED, MARK, MEASURE, NAMING, NUMBER, SOFT, STOP, STRONG,
    TIME, Words,
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
        if let Some(committee) = committee(words.word(index)) {
            let start = words.tokens[owner(words, index)].span.start as usize;
            let span = Span::new(start, words.tokens[index].span.start as usize + committee);
            out.push(Candidate::new(span, EntityType::Agency, 75, "committee_in_post"));
            continue;
        }
        if index > 0
            && words.is(index - 1, DISTRICT)
            && let Some(organ) = organ_in_post(words.word(index))
        {
            let start = words.tokens[owner(words, index)].span.start as usize;
            let span = Span::new(start, words.tokens[index].span.start as usize + organ);
            out.push(Candidate::new(span, EntityType::Agency, 75, "organ_in_post"));
            continue;
        }
        let Some(ending) = suffix::longest(&words.text[..end]) else { continue };
        let Some(kind) = ending.kind else { continue };
        if let Some(candidate) = name(words, index, ending, kind) {
            out.push(candidate);
        }
    }
}

/// The organ that a post of one word begins with, after a division's name: 江湾区|人大代表.
fn organ_in_post(word: &str) -> Option<usize> {
    const ORGANS: &[&str] = &["党工委", "党委", "人大", "政协", "纪委", "团委", "政法委", "镇党委", "乡党委"];
    const POSTS: &[&str] = &["书记", "副书记", "委员", "代表", "主席", "副主席", "主任", "副主任"];
    ORGANS.iter().find(|organ| word.strip_prefix(**organ).is_some_and(|post| POSTS.contains(&post))).map(|o| o.len())
}

/// The bytes of the committee that a post of one word begins with: 市委|书记.
fn committee(word: &str) -> Option<usize> {
    let rest = word.strip_prefix(first_character(word)).filter(|_| is_level(first_character(word)))?;
    let post = rest.strip_prefix('委')?;
    matches!(post, "书记" | "副书记" | "常委" | "委员").then_some(word.len() - post.len())
}

/// Widens events of the lists to the edition before them (第六届进博会, 2023年服贸会).
pub(super) fn editions(words: &Words<'_>, listed: &[Candidate], out: &mut Vec<Candidate>) {
    for candidate in listed.iter().filter(|candidate| candidate.kind == EntityType::Event) {
        let Ok(index) = words.tokens.binary_search_by_key(&candidate.span.start, |token| token.span.start) else {
            continue;
        };
        let mut first = index;
        while first > 0 {
            let word = words.word(first - 1);
            let is_edition = word.starts_with('第') && word.ends_with('届')
                || word == "首届"
                || matches!(word, "年" | "届") && first > 1 && words.is(first - 2, NUMBER)
                || words.is(first - 1, NUMBER) && word.len() == 4
                || word == "第" && words.is(first, NUMBER);
            if !is_edition {
                break;
            }
            first -= 1;
        }
        if first < index {
            let span = Span { start: words.tokens[first].span.start, end: candidate.span.end };
            out.push(Candidate::new(span, EntityType::Event, 82, "edition"));
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
    let is_works = &words.text[suffix_start..end] == "厂";
    if is_single && is_head_partial && kind != EntityType::Agency && !is_works && !words.is(last, NAMING | DISTRICT) {
        return None;
    }
    let relative = kind == EntityType::Agency && begins_with_level(words.word(head)) && !words.is(head, DISTRICT);
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
    let first =
        if kind == EntityType::Agency && first > 0 && words.word(first - 1) == "中共" { first - 1 } else { first };
    // 国有企业|江湾集团: what a company is called stands before its name and shows that it is one.
    let called = (first..head).rev().find(|at| kind == EntityType::Company && words.word(*at).ends_with("企业"));
    let first = called.map_or(first, |at| at + 1);
    if called.is_some() && first == head && !is_head_partial {
        return None;
    }
    let mut evidence = Evidence::new(words, first, head, is_head_partial);
    evidence.has_name |= called.is_some() && evidence.has_word;
    let is_relative = kind == EntityType::Agency && begins_with_level(words.word(first)) && !words.is(first, DISTRICT);
    if kind == EntityType::Place
        && matches!(
            first_character(words.word(last + 1)),
            "镇" | "乡" | "村" | "县" | "市" | "区" | "街" | "社" | "州" | "省"
        )
    {
        return None;
    }
    // 集团, 公司, 厂 end a name whatever follows; 科技 or 文旅 may go on.
    let is_firm = words.text[suffix_start..end].ends_with(['团', '司', '厂', '行', '矿']);
    if kind == EntityType::Company && ending.need == Need::Named && !is_firm && !ends_here(words, last) {
        return None;
    }
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

/// Whether a word's first character is a level and not the beginning of a common word.
fn begins_with_level(word: &str) -> bool {
    is_level(first_character(word))
        && !matches!(
            word,
            "市场" | "市民" | "区域" | "县域" | "省际" | "州际" | "村民" | "乡村" | "乡镇" | "村镇" | "区块"
        )
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
    if first < head || !matches!(first_character(words.word(head)), "镇" | "乡" | "村" | "区" | "县" | "旗") {
        return first;
    }
    // A town that no list has: 斋堂镇政府.
    let mut length = 0;
    while first > 0 && words.is(first - 1, NAMING) && !words.is(first - 1, STOP | MARK) {
        length += words.word(first - 1).chars().count();
        if length > 3 {
            break;
        }
        first -= 1;
    }
    while first > 0 && first < head && words.is(first - 1, DISTRICT) {
        first -= 1;
    }
    first
}

/// As [`ends_here`], for a name that stands at `span`.
pub(super) fn ends_at(words: &Words<'_>, span: Span) -> bool {
    let next = words.tokens.partition_point(|token| token.span.start < span.end);
    next == 0 || ends_here(words, next - 1)
}

/// Whether the words after token `last` do not go on as a compound noun (芜湖文旅|产业).
pub(super) fn ends_here(words: &Words<'_>, last: usize) -> bool {
    last + 1 >= words.tokens.len()
        || words.is(last + 1, MARK | BRACKET)
        || words.is(last + 1, STOP) && (!words.is(last + 1, INSIDE) || is_act(words.word(last + 1)))
}

/// What companies do or have done to them, although the word is a noun as well.
fn is_act(word: &str) -> bool {
    matches!(word, "供应" | "投资" | "生产" | "建设" | "承建" | "研发" | "合作" | "签约" | "收购" | "参与" | "支持")
}

/// What stands before the ending of a name.
struct Evidence {
    has_name: bool,
    has_word: bool,
    has_quote: bool,
    has_edition: bool,
    has_organ: bool,
    /// A word that names and is no division.
    has_own_name: bool,
    /// Such a word of more than one character, or two of one each (独库高速).
    has_proper: bool,
    is_only_district: bool,
    starts_with_district: bool,
    /// Begins with the state's name for itself.
    is_national: bool,
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
            has_own_name: inside.clone().any(|at| words.is(at, NAMING) && !words.is(at, DISTRICT))
                || is_head_partial && words.is(head, NAMING) && !words.is(head, DISTRICT),
            has_proper: inside
                .clone()
                .chain(is_head_partial.then_some(head))
                .any(|at| words.is(at, NAMING) && !words.is(at, DISTRICT) && words.word(at).chars().nth(1).is_some())
                || inside.clone().filter(|at| words.is(*at, NAMING)).count() >= 2,
            has_quote: inside.clone().any(|at| matches!(words.word(at), "”" | "’")),
            has_edition: inside.clone().any(|at| {
                let word = words.word(at);
                word.starts_with(['第', '首'])
                    || word.ends_with('届')
                    || words.is(at, NUMBER) && words.word(at + 1) == "届"
                    || words.is(at, NUMBER) && matches!(word.len(), 4) && word.starts_with("20")
            }),
            has_organ: inside.clone().any(|at| {
                words.is(at, DEPARTMENT)
                    || words.word(at).ends_with(['局', '厅', '委', '院', '部', '司', '会', '处'])
                    || words.word(at).ends_with("公司")
                    || words.word(at).ends_with("政府")
            }),
            is_only_district: first < head
                && (!is_head_partial || words.is(head, DISTRICT))
                && inside.clone().all(|at| words.is(at, DISTRICT)),
            starts_with_district: words.is(first, DISTRICT),
            is_national: first < head && matches!(words.word(first), "国家" | "中央"),
        }
    }

    /// Whether a project has a name: a proper noun, a division and a word, or a quotation with words around it.
    fn names_a_work(&self) -> bool {
        self.has_proper || (self.starts_with_district || self.has_quote) && self.has_word
    }

    /// How sure such a name is.
    fn score(&self, need: Need, kind: EntityType, is_relative: bool) -> Option<u8> {
        let is_named = self.has_name || self.has_quote;
        Some(match need {
            _ if is_relative => 70,
            Need::Any if is_named => 85,
            Need::Any if kind == EntityType::Event && self.has_word => 60,
            Need::Any if kind == EntityType::Agency && self.is_national => 75,
            Need::Named if kind == EntityType::Agency && self.is_national && self.has_organ => 70,
            Need::Word if self.starts_with_district => 75,
            Need::Word if is_named || self.has_word => 62,
            Need::Organ if self.has_organ && is_named || self.starts_with_district => 70,
            Need::Named if kind == EntityType::Company && !self.has_own_name && !self.has_word => return None,
            // 银川市项目, 全市计划: a division and a common noun name nothing that is built.
            Need::Named if kind == EntityType::Project && !self.names_a_work() => return None,
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
    let mut has_strong = false;
    // Roads and natural features have short names: no common noun stands in them.
    let is_narrow = kind == EntityType::Place
        && words
            .word(head)
            .ends_with(['路', '街', '道', '岛', '山', '河', '湖', '江', '海', '溪', '沟', '峡', '站', '岭', '港'])
        || kind == EntityType::Project && words.word(head) == "桥";
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
            has_strong = true;
            continue;
        }
        if matches!(word, "和" | "与" | "及") {
            let joins = words.is(first, DEPARTMENT) || first == head && starts_with_department(words.word(head));
            if at == 0 || !words.is(at - 1, DEPARTMENT) || !joins || has_name {
                break;
            }
            first = at;
            continue;
        }
        if kind == EntityType::Company && words.is(at, STOP) && is_character_of_name(words, at) {
            first = at;
            continue;
        }
        if words.is(at, STOP) {
            let is_blocked = if words.is(at, SOFT) { has_strong } else { has_name };
            if !words.is(at, INSIDE) || is_blocked && kind != EntityType::Event {
                break;
            }
        }
        if is_narrow && !words.is(at, NAMING | NUMBER | MEASURE) && word.chars().nth(1).is_some() {
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
        has_strong |= words.is(at, STRONG);
        first = at;
    }
    first
}

/// Whether a word begins with what departments are called after (旅游|局).
fn starts_with_department(word: &str) -> bool {
    let two = word.char_indices().nth(2).map_or(word.len(), |(at, _)| at);
    word::is_department(&word[..two])
}

/// A single character that is a function word elsewhere, but stands right after the division with which a company's
/// name begins (上海同悉…有限公司).
fn is_character_of_name(words: &Words<'_>, at: usize) -> bool {
    let word = words.word(at);
    word.chars().nth(1).is_none()
        && !matches!(
            word,
            "的" | "在"
                | "是"
                | "和"
                | "与"
                | "及"
                | "对"
                | "向"
                | "从"
                | "由"
                | "于"
                | "了"
                | "将"
                | "被"
                | "某"
                | "有"
                | "为"
                | "等"
                | "至"
        )
        && at > 0
        && words.is(at - 1, DISTRICT)
}

/// The token that opens the bracket or quotation that token `close` closes, if it may stand in a name.
fn opening(words: &Words<'_>, close: usize) -> Option<usize> {
    let open: &[&str] = match words.word(close) {
        "”" => &["“"],
        "’" => &["‘"],
        "）" | ")" => &["（", "("],
        _ => return None,
    };
    let mut length = 0;
    for at in (0..close).rev() {
        let word = words.word(at);
        if open.contains(&word) {
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
    let begins = |at: usize| words.is(at, DISTRICT) && (at == start || !matches!(words.word(at - 1), "（" | "("));
    if let Some(district) = (start..head).find(|at| begins(*at)) {
        let names_before = (start..district).any(|at| {
            words.is(at, JOINT | LISTED)
                || matches!(words.word(at), "“" | "‘" | "”" | "’")
                || kind == EntityType::Project && at + 2 == district && is_brand(words, at)
                || words.is(at, NAMING) && words.word(at).chars().nth(1).is_some()
                || kind == EntityType::Event && words.is(at, NUMBER | MEASURE)
        });
        if !names_before {
            first = district;
        }
    }
    if kind == EntityType::Event {
        let quote = (first..head).find(|at| matches!(words.word(*at), "“" | "‘"));
        if let Some(quote) = quote.filter(|quote| (first..*quote).all(|at| words.is(at, DISTRICT))) {
            first = quote;
        }
    }
    if kind == EntityType::Place {
        first = after_divisions(words, first, head);
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

/// Whether two characters that are no words stand here: 希音, 垒知.
fn is_brand(words: &Words<'_>, at: usize) -> bool {
    (at..at + 2).all(|part| {
        let is_single = words.word(part).chars().nth(1).is_none();
        is_single && words.is(part, NAMING) && !words.is(part, STOP | DISTRICT | GENERIC)
    })
}

/// Divisions before a place are mentions of their own where they are written in full (开封市禹王台区|中山路), and always
/// before a road or a natural feature.
fn after_divisions(words: &Words<'_>, start: usize, head: usize) -> usize {
    let mut first = start;
    let is_natural =
        words.word(head).ends_with(['路', '街', '道', '岛', '山', '河', '湖', '江', '海', '溪', '沟', '峡']);
    while first < head && words.is(first, DISTRICT) {
        let is_full = is_full_division(words, first);
        let next_is_district = words.is(first + 1, DISTRICT);
        if !is_natural && !is_full && !next_is_district {
            break;
        }
        first += 1;
    }
    if first == head {
        return start;
    }
    // 江湾区|中山路: a division's name may be all the name that a road has.
    let has_name = (first..head).any(|at| words.is(at, NAMING) || words.word(at).chars().nth(1).is_some());
    let last_is_short = first > start && !is_full_division(words, first - 1);
    if is_natural && !has_name && last_is_short { first - 1 } else { first }
}

fn is_full_division(words: &Words<'_>, at: usize) -> bool {
    words.word(at).ends_with(['区', '县', '市', '省', '镇', '乡', '旗', '州', '村'])
        || matches!(words.word(at), "街道" | "社区")
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
