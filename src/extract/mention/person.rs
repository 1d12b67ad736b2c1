//! Persons: a surname, a given name, and words beside it that only stand beside persons.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::model::{EntityType, Span};

use super::Candidate;
use super::word::{DISTRICT, MARK, NUMBER, STOP, Words};

const POST: u8 = 1;
const REPORTER: u8 = 1 << 1;
const SAY: u8 = 1 << 2;
const ACT: u8 = 1 << 3;
const NEVER: u8 = 1 << 4;

/// Score a name gets for what stands around it, and what it takes to be one.
const ENOUGH: i32 = 55;

/// Score of a left side that only persons have.
const CERTAIN: i32 = 35;
/// Frequency from which a surname is a common one.
const COMMON: u32 = 300;

struct Tables {
    words: FxHashMap<&'static str, u8>,
    surnames: FxHashMap<&'static str, u32>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for line in
        include_str!("../../data/pattern/mention/person.tsv").lines().filter(|line| !line.starts_with('#')).skip(1)
    {
        let Some((word, classes)) = line.split_once('\t') else { continue };
        let mut bits = 0;
        for class in classes.split(' ') {
            bits |= match class {
                "post" => POST,
                "reporter" => REPORTER,
                "say" => SAY,
                "act" => ACT,
                _ => NEVER,
            };
        }
        words.insert(word, bits);
    }
    let mut surnames = FxHashMap::default();
    for line in include_str!("../../data/gazetteer/surname.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let (Some(name), Some(frequency)) = (fields.next(), fields.next()) else { continue };
        surnames.insert(name, frequency.parse().unwrap_or(1));
    }
    Tables { words, surnames }
});

fn class(word: &str) -> u8 {
    TABLES.words.get(word).copied().unwrap_or(0)
}

/// Proposes persons.
pub(super) fn find(words: &Words<'_>, out: &mut Vec<Candidate>) {
    // Where the last accepted person ends (token), and whether that one stood in a byline.
    let mut after_person: Option<(usize, bool)> = None;
    let mut index = 0;
    while index < words.tokens.len() {
        let Some(found) = best(words, index, after_person) else {
            index += 1;
            continue;
        };
        let start = words.tokens[index].span.start as usize;
        let end = words.tokens[found.last].span.end as usize;
        let score = u8::try_from(found.score.clamp(64, 99)).unwrap_or(50);
        out.push(Candidate::new(Span::new(start, end), EntityType::Person, score, found.rule));
        after_person = Some((found.last + 1, found.rule == "person_byline"));
        index = found.last + 1;
    }
}

/// Proposes names with a dot between their parts (艾热提江·艾尼), which have no surname to go by.
pub(super) fn find_dotted(words: &Words<'_>, out: &mut Vec<Candidate>) {
    for dot in 1..words.tokens.len() {
        if !matches!(words.word(dot), "·" | "•") {
            continue;
        }
        let Some(first) = part(words, dot, |at| at.checked_sub(1)) else { continue };
        let Some(last) = part(words, dot, |at| Some(at + 1)) else { continue };
        let (left, _) = left_score(words, first, None);
        let right = right_score(words, last + 1);
        if left >= CERTAIN || right >= 24 || left >= 8 && right >= 15 {
            let span = words.tokens[first].span.cover(words.tokens[last].span);
            let is_medium = span.of(words.text).ends_with(['报', '网', '社', '台']);
            if !is_medium {
                out.push(Candidate::new(span, EntityType::Person, 88, "person_dotted"));
            }
        }
    }
}

/// The outermost token of the part of a name on one side of token `dot`.
fn part(words: &Words<'_>, dot: usize, step: impl Fn(usize) -> Option<usize>) -> Option<usize> {
    let mut outermost = None;
    let mut length = 0;
    let mut next = step(dot);
    while let Some(at) = next {
        let word = words.word(at);
        let is_foreign =
            !word.is_empty() && word.chars().all(|character| ('\u{4e00}'..='\u{9fff}').contains(&character));
        let is_word = class(word) & (SAY | ACT | POST | REPORTER) != 0 || is_post(word);
        length += word.chars().count();
        if !is_foreign || is_word || words.is(at, STOP) && word.chars().nth(1).is_some() || length > 8 {
            // Another dot goes on with the name; the caller sees that one too, and the outermost span wins.
            break;
        }
        if matches!(word, "的" | "在" | "是" | "和" | "与" | "从" | "由" | "向" | "被" | "将" | "把" | "于")
        {
            break;
        }
        outermost = Some(at);
        next = step(at);
    }
    (length >= 2).then_some(outermost).flatten()
}

struct Found {
    last: usize,
    score: i32,
    rule: &'static str,
}

/// The best name that begins with token `first`.
fn best(words: &Words<'_>, first: usize, after_person: Option<(usize, bool)>) -> Option<Found> {
    if words.is(first, MARK | NUMBER | DISTRICT) {
        return None;
    }
    let start = words.tokens[first].span.start as usize;
    let (surname, frequency) = surname(&words.text[start..])?;
    let (left, rule) = left_score(words, first, after_person);
    // A function word that is a surname too (何, 于) counts as one only after a post.
    if words.is(first, STOP) && (left < CERTAIN || frequency < COMMON) {
        return None;
    }
    let mut best: Option<Found> = None;
    for last in first..(first + 4).min(words.tokens.len()) {
        if words.is(last, MARK)
            || last > first && left < CERTAIN && words.is(last, DISTRICT) && words.word(last).chars().count() > 1
        {
            break;
        }
        let end = words.tokens[last].span.end as usize;
        let name = &words.text[start..end];
        let length = name.chars().count();
        let given = &name[surname.len().min(name.len())..];
        let given_length = given.chars().count();
        if given_length > 2 || length > 4 {
            break;
        }
        if given_length == 0 || !is_given(given) {
            continue;
        }
        let shape = shape_score(words, first, last, surname, given_length, frequency);
        let right = right_score(words, last + 1);
        let score = left + shape + right;
        if left + right >= 20 && score >= ENOUGH && best.as_ref().is_none_or(|found| score > found.score) {
            best = Some(Found { last, score, rule });
        }
    }
    best
}

/// The surname with which `text` begins, two characters before one.
fn surname(text: &str) -> Option<(&str, u32)> {
    let mut borders = text.char_indices().map(|(at, character)| at + character.len_utf8());
    let one = borders.next()?;
    let two = borders.next();
    for end in [two, Some(one)].into_iter().flatten() {
        if let Some(frequency) = TABLES.surnames.get(&text[..end]) {
            return Some((&text[..end], *frequency));
        }
    }
    None
}

fn is_given(given: &str) -> bool {
    let mut buffer = [0; 4];
    class(given) & NEVER == 0
        && given.chars().all(|character| {
            ('\u{4e00}'..='\u{9fff}').contains(&character) && class(character.encode_utf8(&mut buffer)) & NEVER == 0
        })
}

fn left_score(words: &Words<'_>, first: usize, after_person: Option<(usize, bool)>) -> (i32, &'static str) {
    if first == 0 {
        return (8, "person_frame");
    }
    // Blanks between a cue and a name, and between names of a byline.
    let mut at = first - 1;
    let mut blanks = 0;
    while at > 0 && words.word(at).trim().is_empty() {
        at -= 1;
        blanks += 1;
    }
    let word = words.word(at);
    // 摄/某, 图：某, and a name that stands alone after the last sentence: who wrote or photographed it.
    if matches!(word, "/" | "／" | "：" | ":") && at > 0 && is_credit(words.word(at - 1))
        || blanks > 0 && is_credit(word)
    {
        return (50, "person_byline");
    }
    if blanks > 0 && matches!(word, "。" | "！" | "”" | "…" | "……") && is_last_word(words, first) {
        return (50, "person_byline");
    }
    if let Some((end, is_byline)) = after_person {
        let is_list = at + 1 == end && (blanks > 0 && is_byline)
            || at == end && matches!(word, "、" | "," | "，" | "和" | "与" | "及");
        if is_list {
            let score = if is_byline || word == "、" { 40 } else { 12 };
            return (score, if is_byline { "person_byline" } else { "person_list" });
        }
    }
    let bits = class(word);
    if bits & REPORTER != 0 {
        return (50, "person_byline");
    }
    if is_post(word) {
        return (40, "person_post");
    }
    if matches!(word, "(" | "（")
        && at > 0
        && matches!(words.word(at - 1).trim(), "电" | "讯" | "消息" | "报道" | "日电" | "")
    {
        return (45, "person_byline");
    }
    if words.is(at, MARK) || word == "”" {
        return (8, "person_frame");
    }
    if matches!(word, "任命" | "选举" | "免去" | "决定任命" | "提名" | "推选") {
        return (25, "person_frame");
    }
    (if matches!(word, "对" | "选举" | "任命" | "决定" | "由" | "据" | "居民" | "的") { 5 } else { 0 }, "person_frame")
}

/// Whether a token can be the last character of a name whose first two are one word.
fn is_third_character(words: &Words<'_>, at: usize) -> bool {
    let word = words.word(at);
    word.chars().nth(1).is_none() && class(word) == 0 && !words.is(at, STOP | NUMBER | MARK)
}

/// Words before the name of who made a picture or a text.
fn is_credit(word: &str) -> bool {
    matches!(word, "摄" | "文" | "摄影" | "撰文" | "作者" | "图文")
}

/// Whether hardly a name's length stands from token `first` to the end of the text.
fn is_last_word(words: &Words<'_>, first: usize) -> bool {
    let rest = words.text[words.tokens[first].span.start as usize..].trim_end();
    rest.len() <= 4 * 4 && rest.chars().all(char::is_alphanumeric)
}

/// Whether a word is a post or ends in one.
pub(super) fn is_post(word: &str) -> bool {
    class(word) & POST != 0 || ends_with_post(word)
}

/// A word that ends in a post that the table has (市监局局长, 市委书记).
fn ends_with_post(word: &str) -> bool {
    let count = word.chars().count();
    (2..count).any(|length| {
        let from = word.char_indices().nth(count - length).map_or(0, |(at, _)| at);
        class(&word[from..]) & POST != 0
    })
}

fn shape_score(
    words: &Words<'_>,
    first: usize,
    last: usize,
    surname: &str,
    given_length: usize,
    frequency: u32,
) -> i32 {
    let mut score = match frequency {
        500.. => 12,
        50.. => 8,
        _ => 3,
    };
    score += if given_length == 2 { 12 } else { 4 };
    let token = &words.tokens[first];
    if first == last {
        // One dictionary word: a known name, or a common word that begins like a surname.
        score += if token.part_of_speech.is("nr") { 10 } else { -25 };
    } else if last == first + 1 && token.span.len() > surname.len() && is_third_character(words, last) {
        // The dictionary has a shorter name (刘海|波): a single character that is no function word belongs to it.
        score += 3;
    } else if token.span.len() > surname.len() {
        score -= 15;
    } else if last == first + 1 && given_length == 2 {
        let given = &words.tokens[last];
        score += if given.part_of_speech.is("nr") || given.part_of_speech.is("nz") { 5 } else { -6 };
    }
    score
}

fn right_score(words: &Words<'_>, next: usize) -> i32 {
    if next >= words.tokens.len() {
        return 10;
    }
    let word = words.word(next);
    if word.trim().is_empty() {
        return if words.word(next + 1) == "摄" { 45 } else { 10 };
    }
    if matches!(word, "摄" | "供图") || word == "/" && words.word(next + 1) == "摄" {
        return 45;
    }
    if matches!(word, "，" | ",") && matches!(words.word(next + 1), "男" | "女") {
        return 40;
    }
    let bits = class(word);
    if bits & SAY != 0 {
        return 28;
    }
    if word == "在" && words.word(next + 1) == "致辞" {
        return 28;
    }
    if bits & POST != 0 {
        return 24;
    }
    if bits & ACT != 0 {
        return 15;
    }
    if words.is(next, MARK) || matches!(word, "）" | ")" | "（" | "(" | "“" | "”") {
        return 12;
    }
    0
}
