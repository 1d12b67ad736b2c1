//! Where sentences end: at 。！？ and their half-width forms, with the closing marks behind them.

use crate::model::Span;

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
        sentences.push(Span::new(from, to));
        from = to;
    }
    if from < end || start == end {
        sentences.push(Span::new(from, end));
    }
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
    fn a_long_text_without_an_end_is_one_sentence() {
        let text = "字".repeat(100_000);
        assert_eq!(sentences(&text).len(), 1);
    }
}
