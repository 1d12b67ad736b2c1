//! What the tagger knows of a document before it looks for names: characters, words, lists, and what the rules found.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::lexicon::word_class;

use super::super::word::Words;
use super::super::{Candidate, suffix};
use super::label;

/// Characters after which a sentence that does not end is cut.
const LONGEST_SENTENCE: usize = 400;
/// Characters after which a quotation that does not close is none.
const LONGEST_QUOTATION: u64 = 30;

/// What [`Word::ending`] is without an ending, and for a common word that looks like one.
const NO_ENDING: u64 = 0;
const COMMON_WORD: u64 = 20;

/// A word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) hash: u64,
    pub(super) tag: u64,
    /// Classes of [`super::super::word`].
    pub(super) classes: u64,
    pub(super) coarse: u64,
    pub(super) fine: u64,
    /// The type of name that ends like this word, and how many characters say so.
    pub(super) ending: u64,
    pub(super) ending_length: u32,
    /// What the rules call this word elsewhere in the document.
    pub(super) elsewhere: u64,
}

/// What the rules found at a character.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    /// Type and place within the name that stands here; 0 outside.
    pub(super) label: u64,
    /// Types of all candidates that begin, that end before, and that stand here, a bit each.
    pub(super) begins: u64,
    pub(super) ends: u64,
    pub(super) holds: u64,
    /// The bracket or quotation that is open, and for how long.
    pub(super) quotation: u64,
    /// Class of the character, by [`character_class`].
    pub(super) class: u64,
}

/// A document, a row for each character and each word.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) characters: Vec<char>,
    /// First byte of each character, and the length of the text.
    pub(super) offsets: Vec<u32>,
    pub(super) word_of: Vec<u32>,
    pub(super) words: Vec<Word>,
    pub(super) marks: Vec<Mark>,
    /// Sentences, as ranges of characters; they tile the text.
    pub(super) sentences: Vec<Range<usize>>,
}

/// Folds `value` into `hash`.
#[inline]
pub(super) fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95)
}

fn hash(text: &str) -> u64 {
    text.chars().fold(7, |hash, character| mix(hash, u64::from(character)))
}

/// What kind of character it is.
fn character_class(character: char) -> u64 {
    match character {
        '0'..='9' | '０'..='９' => 1,
        'a'..='z' | 'A'..='Z' => 2,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '万' | '亿' | '两'
        | '零' | '〇' => 3,
        '“' | '‘' | '「' => 4,
        '”' | '’' | '」' => 5,
        '《' => 6,
        '》' => 7,
        '（' | '(' => 8,
        '）' | ')' => 9,
        '、' => 10,
        '，' | '|' | '；' | ';' | '：' | ':' => 11,
        '。' | '！' | '？' | '\n' => 12,
        '·' | '—' | '-' | '－' => 13,
        ' ' | '\u{3000}' => 14,
        character if character.is_alphabetic() => 0,
        _ => 15,
    }
}

/// Classes of [`character_class`]: what opens and closes, what ends a sentence.
const OPENS: [u64; 3] = [4, 6, 8];
const CLOSES: [u64; 3] = [5, 7, 9];
const SENTENCE: u64 = 12;

impl Sheet {
    /// Reads the words of the window `window` of `words`; candidates that do not lie in it are passed over.
    pub(super) fn new(
        words: &Words<'_>,
        window: Range<usize>,
        candidates: &[Candidate],
        standing: &[Candidate],
    ) -> Self {
        let mut sheet = Self::default();
        sheet.read(words, window);
        sheet.quotations();
        sheet.mark(candidates, standing);
        sheet.elsewhere();
        sheet
    }

    fn read(&mut self, words: &Words<'_>, window: Range<usize>) {
        let tokens = &words.tokens[window.clone()];
        let bytes = tokens.first().map_or(0, |first| first.span.start)..tokens.last().map_or(0, |last| last.span.end);
        let expected = bytes.len() / 3 + 1;
        self.characters.reserve(expected);
        self.offsets.reserve(expected + 1);
        self.word_of.reserve(expected);
        self.marks.reserve(expected);
        self.words.reserve(tokens.len());
        let mut sentence = 0;
        for (index, token) in tokens.iter().enumerate() {
            let word = token.span.of(words.text);
            let start = self.characters.len();
            for (offset, character) in word.char_indices() {
                let at = self.characters.len();
                self.characters.push(character);
                self.offsets.push(token.span.start + offset as u32);
                self.word_of.push(index as u32);
                let class = character_class(character);
                self.marks.push(Mark { class, ..Mark::default() });
                if class == SENTENCE || character == '；' || at - sentence >= LONGEST_SENTENCE {
                    self.sentences.push(sentence..at + 1);
                    sentence = at + 1;
                }
            }
            let tag = token.part_of_speech.as_str().bytes().fold(0, |tag, letter| tag << 8 | u64::from(letter));
            let classes = word_class(word);
            let end = token.span.end as usize;
            let (ending, ending_length) = match suffix::longest(&words.text[..end]) {
                None => (NO_ENDING, 0),
                Some(suffix) => (
                    suffix.kind.map_or(COMMON_WORD, |kind| label::number(kind) as u64 + 1),
                    words.text[end - suffix.length..end].chars().count() as u32,
                ),
            };
            self.words.push(Word {
                start: start as u32,
                end: self.characters.len() as u32,
                hash: hash(word),
                tag,
                classes: u64::from(words.classes[window.start + index]),
                coarse: u64::from(classes.coarse),
                fine: u64::from(classes.fine),
                ending,
                ending_length,
                ..Word::default()
            });
        }
        if sentence < self.characters.len() {
            self.sentences.push(sentence..self.characters.len());
        }
        self.offsets.push(bytes.end);
    }

    fn quotations(&mut self) {
        let mut open = 0;
        let mut length = 0;
        for mark in &mut self.marks {
            if mark.class == SENTENCE {
                open = 0;
            } else if OPENS.contains(&mark.class) {
                open = mark.class;
                length = 0;
            } else if CLOSES.contains(&mark.class) {
                mark.quotation = open * 16 + 15;
                open = 0;
                continue;
            }
            if open == 0 {
                continue;
            }
            length += 1;
            mark.quotation = open * 16 + length.min(5);
            if length > LONGEST_QUOTATION {
                open = 0;
            }
        }
    }

    fn mark(&mut self, candidates: &[Candidate], standing: &[Candidate]) {
        for candidate in standing {
            let (from, to) = self.place(candidate);
            if from == to {
                continue;
            }
            let kind = label::number(candidate.kind) as u64;
            for at in from..to {
                let place = if to == from + 1 {
                    4
                } else if at == from {
                    1
                } else if at + 1 == to {
                    3
                } else {
                    2
                };
                self.marks[at].label = kind * 5 + place;
            }
        }
        for candidate in candidates.iter().filter(|candidate| candidate.score >= super::super::THRESHOLD) {
            let (from, to) = self.place(candidate);
            if from == to {
                continue;
            }
            let bit = 1 << label::number(candidate.kind);
            self.marks[from].begins |= bit;
            for mark in &mut self.marks[from..to] {
                mark.holds |= bit;
            }
            if let Some(mark) = self.marks.get_mut(to) {
                mark.ends |= bit;
            }
        }
    }

    /// The characters of a candidate.
    fn place(&self, candidate: &Candidate) -> (usize, usize) {
        let (first, last) = (self.offsets[0], self.offsets[self.offsets.len() - 1]);
        if candidate.span.start < first || candidate.span.end > last {
            return (0, 0);
        }
        let at = |byte: u32| self.offsets.partition_point(|offset| *offset < byte);
        (at(candidate.span.start), at(candidate.span.end).min(self.characters.len()))
    }

    /// For each word, what the rules make of its other occurrences.
    fn elsewhere(&mut self) {
        // Labels and how often, of each word of two characters and more, in the order in which they come.
        let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
        let mut counts: Vec<Vec<(u64, u32)>> = Vec::new();
        let mut number_of: Vec<u32> = Vec::with_capacity(self.words.len());
        for word in &self.words {
            let mark = &self.marks[word.start as usize];
            if mark.class > 3 || word.end - word.start < 2 {
                number_of.push(u32::MAX);
                continue;
            }
            let number = *numbers.entry(word.hash).or_insert(counts.len() as u32);
            if number as usize == counts.len() {
                counts.push(Vec::new());
            }
            number_of.push(number);
            let labels = &mut counts[number as usize];
            match labels.iter_mut().find(|(label, _)| *label == mark.label) {
                Some((_, count)) => *count += 1,
                None => labels.push((mark.label, 1)),
            }
        }
        for (word, number) in self.words.iter_mut().zip(number_of) {
            let Some(labels) = counts.get(number as usize) else { continue };
            let own = self.marks[word.start as usize].label;
            word.elsewhere = ALONE;
            let mut best = 0;
            for (label, count) in labels {
                // Outside counts half: a name that is known in one place is likely one in the others.
                let votes = (count - u32::from(*label == own)) * if *label == 0 { 1 } else { 2 };
                if votes > best || votes == best && votes > 0 && *label + 1 < word.elsewhere {
                    best = votes;
                    word.elsewhere = label + 1;
                }
            }
        }
    }
}

/// A word that the document has once.
const ALONE: u64 = 60;
