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

/// The words of a document with their classes.
#[derive(Debug)]
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) classes: Vec<u16>,
}

impl<'a> Words<'a> {
    /// Classes of all words; `districts` are the divisions found so far, by place.
    pub(super) fn new(context: &Context<'a>, districts: &[Span]) -> Self {
        let text = context.text();
        let tokens = context.tokens;
        let mut classes = Vec::with_capacity(tokens.len());
        let mut next = 0;
        for token in tokens {
            while next < districts.len() && districts[next].end <= token.span.start {
                next += 1;
            }
            let mut class = classify(token.span.of(text), token);
            if next < districts.len() && districts[next].overlaps(token.span) {
                class = class & !(STOP | GENERIC | TIME | NUMBER) | DISTRICT | NAMING;
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
        return NAMING;
    }
    if !first.is_alphanumeric() {
        return if word.chars().all(|character| matches!(character, '—' | '-')) { JOINT } else { MARK };
    }
    if known != 0 {
        return known;
    }
    let tag = token.part_of_speech;
    if tag.is("ns") || tag.is("nr") || tag.is("nz") || tag.is("nt") {
        return NAMING;
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
        STOP | if tag.is("vn") { INSIDE } else { 0 }
    } else if ["p", "c", "u", "r", "d", "y", "e", "o"].iter().any(|kind| tag.is(kind)) {
        STOP
    } else {
        0
    }
}
