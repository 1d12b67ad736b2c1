//! Folded text → bigrams with positions; separated words → words.
//!
//! Positions count characters, punctuation included, so that phrases hold across it and NEAR counts characters. A run
//! of letters, digits and Han between punctuation gives each pair of neighbours, and its last character alone: so each
//! character of a text begins exactly one term, and a single character is a range over terms.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::fold::is_indexed;

/// Positions left free between two paragraphs: no phrase and no NEAR reaches over.
pub(super) const PARAGRAPH_GAP: usize = 1_000;
/// Widest NEAR, in characters.
pub(super) const WIDEST_NEAR: u32 = 900;
/// Position past which paragraphs are only two apart, so that a file of nothing but line feeds stays in 32 bits.
const CROWDED: usize = 1 << 31;
/// What parts the words of a document.
pub(super) const WORD_SEPARATOR: char = '\u{1f}';

/// Cuts folded text into bigrams. Paragraphs end at line feeds.
#[derive(Clone, Default)]
pub(super) struct BigramTokenizer {
    token: Token,
}

/// See [`BigramTokenizer`].
pub(super) struct BigramStream<'a> {
    text: &'a str,
    /// Next character, with the position that it has.
    at: usize,
    position: usize,
    token: &'a mut Token,
}

impl Tokenizer for BigramTokenizer {
    type TokenStream<'a> = BigramStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> BigramStream<'a> {
        self.token.reset();
        BigramStream { text, at: 0, position: 0, token: &mut self.token }
    }
}

impl TokenStream for BigramStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let Some(rest) = self.text.get(self.at..) else { return false };
            let mut characters = rest.chars();
            let Some(first) = characters.next() else { return false };
            let position = self.position;
            let start = self.at;
            self.at += first.len_utf8();
            self.position += match first {
                '\n' if self.position < CROWDED => PARAGRAPH_GAP,
                '\n' => 2,
                _ => 1,
            };
            if !is_indexed(first) {
                continue;
            }
            let second = characters.next().filter(|second| is_indexed(*second));
            let end = self.at + second.map_or(0, char::len_utf8);
            self.token.text.clear();
            self.token.text.push(first);
            self.token.text.extend(second);
            self.token.offset_from = start;
            self.token.offset_to = end;
            self.token.position = position;
            return true;
        }
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Splits at [`WORD_SEPARATOR`].
#[derive(Clone, Default)]
pub(super) struct WordTokenizer {
    token: Token,
}

/// See [`WordTokenizer`].
pub(super) struct WordStream<'a> {
    text: &'a str,
    at: usize,
    token: &'a mut Token,
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { text, at: 0, token: &mut self.token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some(rest) = self.text.get(self.at..) {
            if rest.is_empty() {
                return false;
            }
            let length = rest.find(WORD_SEPARATOR).unwrap_or(rest.len());
            let (start, end) = (self.at, self.at + length);
            self.at = end + WORD_SEPARATOR.len_utf8();
            if length == 0 {
                continue;
            }
            self.token.text.clear();
            self.token.text.push_str(&self.text[start..end]);
            self.token.offset_from = start;
            self.token.offset_to = end;
            self.token.position = self.token.position.wrapping_add(1);
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<(String, usize)> {
        let mut tokenizer = BigramTokenizer::default();
        let mut stream = tokenizer.token_stream(text);
        let mut out = Vec::new();
        while stream.advance() {
            out.push((stream.token().text.clone(), stream.token().position));
        }
        out
    }

    #[test]
    fn every_letter_digit_and_han_begins_one_term_at_its_character() {
        let expected = [("5g", 0), ("g终", 1), ("终端", 2), ("端", 3), ("一", 5), ("区", 1007)];
        assert_eq!(terms("5g终端、一。\n区"), expected.map(|(term, at)| (term.to_owned(), at)));
        assert_eq!(terms(""), []);
        assert_eq!(terms("，。\n"), []);
    }

    #[test]
    fn words_are_split_and_empty_ones_left_out() {
        let mut tokenizer = WordTokenizer::default();
        let mut stream = tokenizer.token_stream("\u{1f}万州\u{1f}\u{1f}铁路\u{1f}");
        let mut out = Vec::new();
        while stream.advance() {
            out.push(stream.token().text.clone());
        }
        assert_eq!(out, ["万州", "铁路"]);
    }
}
