//! What each word of a document can do at the border of a name.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::model::{Span, Token};

use super::super::context::Context;

/// No name holds it.
pub(super) const STOP: u16 = 1;
/// A name may hold it, right of the word that names.
pub(super) const INSIDE: u16 = 1 << 1;
/// May stand beside 和 in the name of an organ.
pub(super) const DEPARTMENT: u16 = 1 << 2;
/// Counts after a number.
pub(super) const MEASURE: u16 = 1 << 3;
/// Names nothing.
pub(super) const GENERIC: u16 = 1 << 4;
/// Names: a proper noun, letters, a rare character.
pub(super) const NAMING: u16 = 1 << 5;
/// A number.
pub(super) const NUMBER: u16 = 1 << 6;
/// A mark or a blank.
pub(super) const MARK: u16 = 1 << 7;
/// Part of a division's name.
pub(super) const DISTRICT: u16 = 1 << 8;
/// Opens or closes a bracket or quotation that a name may hold.
pub(super) const BRACKET: u16 = 1 << 9;
/// A dash or dot that a name may hold.
pub(super) const JOINT: u16 = 1 << 10;
/// A point or stretch of time.
pub(super) const TIME: u16 = 1 << 11;
/// Part of a name of the lists.
pub(super) const LISTED: u16 = 1 << 12;

/// A verb used as a noun: may stand beside the word that names.
pub(super) const SOFT: u16 = 1 << 13;
/// Names for sure: a division, a listed name, letters, a place or person of the dictionary.
pub(super) const STRONG: u16 = DISTRICT | LISTED | 1 << 14;
const PROPER: u16 = 1 << 14;

const TABLE: &str = include_str!("../../data/pattern/mention/word.tsv");

static WORDS: LazyLock<FxHashMap<&'static str, u16>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let Some((word, classes)) = line.split_once('\t') else { continue };
        let mut bits = 0;
        for class in classes.split(' ') {
            bits |= match class {
                "stop" => STOP,
                "inside" => INSIDE,
                "department" => DEPARTMENT,
                "measure" => MEASURE,
                "generic" => GENERIC,
                "joint" => JOINT,
                _ => 0,
            };
        }
        words.insert(word, bits);
    }
    words
});

/// Whether organs are called after `word`.
pub(super) fn is_department(word: &str) -> bool {
    WORDS.get(word).is_some_and(|classes| classes & DEPARTMENT != 0)
}

/// The words of a document with their classes.
#[derive(Debug)]
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) classes: Vec<u16>,
}

impl<'a> Words<'a> {
    /// Classes of all words; `districts` and `listed` are the divisions and names of the lists, by place.
    pub(super) fn new(context: &Context<'a>, districts: &[Span], listed: &[Span]) -> Self {
        let text = context.text();
        let tokens = context.tokens;
        let mut classes = Vec::with_capacity(tokens.len());
        let mut districts = Covering::new(districts);
        let mut listed = Covering::new(listed);
        for token in tokens {
            let mut class = classify(token.span.of(text), token);
            if districts.covers(token.span) {
                class = class & !(STOP | GENERIC | TIME | NUMBER | MARK | MEASURE) | DISTRICT | NAMING;
            }
            if listed.covers(token.span) {
                class = class & !(STOP | GENERIC | TIME | NUMBER | MARK | MEASURE) | LISTED | NAMING;
            }
            classes.push(class);
        }
        Self { text, tokens, classes }
    }

    /// The words of token `index`.
    pub(super) fn word(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |token| token.span.of(self.text))
    }

    /// Whether token `index` has any of `classes`.
    pub(super) fn is(&self, index: usize, classes: u16) -> bool {
        self.classes.get(index).is_some_and(|class| class & classes != 0)
    }
}

/// Asks ascending places whether they overlap one of ascending spans.
struct Covering<'s> {
    spans: &'s [Span],
    next: usize,
}

impl<'s> Covering<'s> {
    fn new(spans: &'s [Span]) -> Self {
        Self { spans, next: 0 }
    }

    fn covers(&mut self, place: Span) -> bool {
        while self.next < self.spans.len() && self.spans[self.next].end <= place.start {
            self.next += 1;
        }
        self.spans.get(self.next).is_some_and(|span| span.overlaps(place))
    }
}

fn classify(word: &str, token: &Token) -> u16 {
    let known = WORDS.get(word).copied().unwrap_or(0);
    let mut characters = word.chars();
    let Some(first) = characters.next() else { return MARK };
    let is_single = characters.next().is_none();
    if is_single {
        match first {
            '“' | '”' | '‘' | '’' | '（' | '）' | '(' | ')' | '"' => return BRACKET,
            '—' | '-' | '－' | '–' | '·' | '•' | '&' => return JOINT,
            _ => {}
        }
    }
    if first.is_ascii_digit() && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return NUMBER;
    }
    if first.is_ascii_alphanumeric() {
        return NAMING | PROPER;
    }
    if !first.is_alphanumeric() {
        return if word.chars().all(|character| matches!(character, '—' | '-')) { JOINT } else { MARK };
    }
    if known != 0 {
        return known;
    }
    if super::person::is_post(word) {
        return STOP;
    }
    let tag = token.part_of_speech;
    if tag.is("ns") || tag.is("nr") || tag.is("nz") || tag.is("nt") {
        return NAMING | if is_single || tag.is("nz") { 0 } else { PROPER };
    }
    if is_single {
        return if tag.is("m") {
            NUMBER
        } else if tag.is("q") {
            MEASURE
        } else {
            NAMING
        };
    }
    if tag.is("m") {
        NUMBER
    } else if tag.is("t") {
        TIME
    } else if tag.is("vn") || tag.is("v") {
        if tag.is("vn") { STOP | INSIDE | SOFT } else { STOP }
    } else if ["p", "c", "u", "r", "d", "y", "e", "o"].iter().any(|kind| tag.is(kind)) {
        STOP
    } else {
        0
    }
}
