//! Where sentences end: at 。！？ and their half-width forms, with the closing marks behind them.

use crate::model::Span;

/// Bytes after which a sentence is cut where it pauses; some two thousand characters, more than any sentence has. What
/// is longer is a list or a damaged file, and rules that look at pairs in a sentence would take its square in time.
const LONGEST: usize = 6_000;
/// A pause is looked for in this many bytes before the longest.
const PAUSE_WITHIN: usize = 1_500;

/// Cuts the paragraph `text[start..end]` into sentences that tile it, and appends them.
pub(super) fn split(text: &str, start: usize, end: usize, sentences: &mut Vec<Span>) {
    let paragraph = text.get(start..end).unwrap_or_default();
    let mut from = start;
    let mut characters = paragraph.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, character)) = characters.next() {
        let ends = match character {
            '。' | '！' | '？' | '!' | '?' | '｡' => true,
            // A full stop of Latin text: a word before it, a blank and a capital behind.
            '.' => before.is_ascii_lowercase() && opens_latin(&paragraph[at + 1..]),
            _ => false,
        };
        before = character;
        if !ends {
            continue;
        }
        while let Some((_, next)) = characters.peek() {
            if !closes(*next) {
                break;
            }
            characters.next();
        }
        // Blanks behind a sentence belong to it, so that the next begins with a word.
        while let Some((_, next)) = characters.peek() {
            if !next.is_whitespace() {
                break;
            }
            characters.next();
        }
        let to = characters.peek().map_or(end, |(next, _)| start + next);
        push(text, from, to, sentences);
        from = to;
    }
    if from < end || start == end {
        push(text, from, end, sentences);
    }
}

/// Appends the sentence `text[from..to]`, in pieces where it is far too long.
fn push(text: &str, mut from: usize, to: usize, sentences: &mut Vec<Span>) {
    while to - from > LONGEST {
        let cut = from + piece(text.get(from..to).unwrap_or_default());
        sentences.push(Span::new(from, cut));
        from = cut;
    }
    sentences.push(Span::new(from, to));
}

/// Bytes of the first piece of a sentence that is too long: up to its last pause, else up to a character that is no part
/// of a number or a Latin word, else as long as may be.
fn piece(sentence: &str) -> usize {
    let most = boundary(sentence, LONGEST);
    let least = boundary(sentence, LONGEST - PAUSE_WITHIN);
    let window = sentence.get(least..most).unwrap_or_default();
    let behind_last = |is_wanted: fn(char) -> bool| {
        let (at, character) = window.char_indices().rev().find(|(_, character)| is_wanted(*character))?;
        Some(least + at + character.len_utf8())
    };
    behind_last(|character| matches!(character, '；' | ';'))
        .or_else(|| behind_last(|character| matches!(character, '，' | ',' | '：' | '\n')))
        .or_else(|| behind_last(|character| matches!(character, '、' | ' ')))
        .or_else(|| behind_last(|character| !character.is_ascii()))
        .unwrap_or(most)
}

/// The last place at or before byte `at` where a character begins.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn opens_latin(rest: &str) -> bool {
    let mut characters = rest.chars();
    characters.next() == Some(' ') && characters.next().is_some_and(|next| next.is_ascii_uppercase())
}

fn closes(character: char) -> bool {
    matches!(
        character,
        '”' | '’'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '〉'
            | ')'
            | ']'
            | '"'
            | '。'
            | '！'
            | '？'
            | '!'
            | '?'
            | '…'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let mut spans = Vec::new();
        split(text, 0, text.len(), &mut spans);
        spans.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn a_sentence_takes_its_closing_marks() {
        assert_eq!(sentences("大桥通车。“快了！”他说。"), ["大桥通车。", "“快了！”", "他说。"]);
        assert_eq!(sentences("（详见附件。）真的？！好"), ["（详见附件。）", "真的？！", "好"]);
        assert_eq!(sentences("增长9.2%，达3.5亿元；完成"), ["增长9.2%，达3.5亿元；完成"]);
        assert_eq!(sentences("It ended. Then 5.5 km."), ["It ended. ", "Then 5.5 km."]);
        assert_eq!(sentences(""), [""]);
    }

    #[test]
    fn a_text_without_an_end_is_cut_at_pauses() {
        let text = "临泽县推进项目建设，".repeat(10_000);
        let cut = sentences(&text);
        assert_eq!(cut.concat(), text);
        assert!(cut.iter().all(|sentence| sentence.len() <= LONGEST && sentence.ends_with('，')));
        for text in ["字".repeat(100_000), "a".repeat(100_000), "字a".repeat(50_000), "😀、".repeat(9_000)] {
            let cut = sentences(&text);
            assert_eq!(cut.concat(), text);
            let (last, others) = cut.split_last().unwrap();
            assert!(others.iter().all(|sentence| (4_000..=LONGEST).contains(&sentence.len())));
            assert!(last.len() <= LONGEST);
        }
        assert_eq!(sentences(&"字".repeat(1_999)).len(), 1);
    }
}
