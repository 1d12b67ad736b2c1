//! jieba-rs with its own dictionary, hidden Markov model off.

use std::fmt;
use std::ops::Range;

use jieba_rs::Jieba;

use super::Segmenter;
use crate::model::{PartOfSpeech, Span, Token};

/// The segmenter that indexing and extraction use.
///
/// Loading the dictionary takes 120 to 200 ms and 30 MB: make one and share it, and only where words are needed.
pub struct JiebaSegmenter {
    jieba: Jieba,
}

impl fmt::Debug for JiebaSegmenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JiebaSegmenter").finish_non_exhaustive()
    }
}

impl JiebaSegmenter {
    /// Loads jieba's dictionary.
    #[must_use]
    pub fn new() -> Self {
        Self { jieba: Jieba::new() }
    }
}

impl Default for JiebaSegmenter {
    fn default() -> Self {
        Self::new()
    }
}

/// What a stretch that jieba leaves out becomes.
const UNKNOWN: &str = "x";

impl Segmenter for JiebaSegmenter {
    fn segment(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(text.len() / 5 + 1);
        let mut covered = 0;
        // A line at a time: jieba keeps a graph of the whole stretch it is given, and no word crosses a line.
        for line in text.split_inclusive('\n') {
            let (words, feed) = match line.strip_suffix('\n') {
                Some(words) => (words, true),
                None => (line, false),
            };
            let base = covered;
            for tag in self.jieba.tag(words, false) {
                let start = base + tag.byte_start;
                let end = base + tag.byte_end;
                if start > covered {
                    tokens.push(Token { span: Span::new(covered, start), part_of_speech: PartOfSpeech::new(UNKNOWN) });
                }
                if start < end {
                    tokens.push(Token { span: Span::new(start, end), part_of_speech: PartOfSpeech::new(tag.tag) });
                }
                covered = end;
            }
            let line_end = base + line.len();
            let words_end = base + words.len();
            if covered < words_end {
                tokens.push(Token { span: Span::new(covered, words_end), part_of_speech: PartOfSpeech::new(UNKNOWN) });
            }
            if feed {
                tokens.push(Token { span: Span::new(words_end, line_end), part_of_speech: PartOfSpeech::new(UNKNOWN) });
            }
            covered = line_end;
        }
        tokens
    }

    fn subwords(&self, word: &str, out: &mut Vec<Range<usize>>) {
        out.clear();
        if word.is_empty() {
            return;
        }
        let whole = 0..word.len();
        for token in self.jieba.cut_for_search(word, false) {
            let range = token.byte_start..token.byte_end;
            if range != whole {
                out.push(range);
            }
        }
        out.push(whole);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static SEGMENTER: LazyLock<JiebaSegmenter> = LazyLock::new(JiebaSegmenter::new);

    fn words(text: &str) -> Vec<&str> {
        SEGMENTER.segment(text).iter().map(|token| token.span.of(text)).collect()
    }

    #[test]
    fn dictionary_words_punctuation_and_line_feeds_are_tokens() {
        assert_eq!(words("重庆市人民政府，\n公告"), ["重庆市", "人民政府", "，", "\n", "公告"]);
    }

    #[test]
    fn tags_are_those_of_the_dictionary() {
        let text = "北京发展";
        let tags: Vec<String> =
            SEGMENTER.segment(text).iter().map(|token| token.part_of_speech.as_str().to_owned()).collect();
        assert_eq!(tags, ["ns", "vn"]);
    }

    #[test]
    fn search_cut_gives_the_inner_words_and_the_word_last() {
        let mut ranges = Vec::new();
        let word = "中华人民共和国";
        SEGMENTER.subwords(word, &mut ranges);
        let inner: Vec<&str> = ranges.iter().map(|range| &word[range.clone()]).collect();
        assert!(inner.contains(&"中华") && inner.contains(&"共和国"), "{inner:?}");
        assert_eq!(inner.last(), Some(&word));
        SEGMENTER.subwords("", &mut ranges);
        assert!(ranges.is_empty());
    }

    fn assert_tiles(text: &str) {
        let mut end = 0;
        for token in SEGMENTER.segment(text) {
            assert_eq!(token.span.start, end, "gap or overlap in {text:?}");
            assert!(!token.span.is_empty());
            assert!(text.is_char_boundary(token.span.end as usize));
            end = token.span.end;
        }
        assert_eq!(end as usize, text.len());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn tokens_tile_any_text(text in any::<String>()) {
            assert_tiles(&text);
        }

        #[test]
        fn tokens_tile_mixed_chinese(text in "[一-龥a-z0-9 \\r\\n\\t　，。“”·%.\\-—０-９𠀀-𠀯]{0,60}") {
            assert_tiles(&text);
        }

        #[test]
        fn words_do_not_depend_on_other_lines(first in "[一-龥，。]{0,20}", second in "[一-龥，。]{0,20}") {
            let both = format!("{first}\n{second}");
            let mut apart = words(&first);
            apart.push("\n");
            apart.extend(words(&second));
            prop_assert_eq!(words(&both), apart);
        }
    }
}
