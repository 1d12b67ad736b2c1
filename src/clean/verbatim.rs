//! A text taken as it stands.

use super::sentence;
use crate::model::{Document, LineStart, OffsetMap, OffsetRun, Paragraph, Span, Zone};

/// A document whose text is taken as it stands: no page clean-up, no article split; paragraphs end at line feeds,
/// every one of them body. Clean text and given text are the same bytes.
#[must_use]
pub fn verbatim(text: &str, title: &str) -> Document {
    let mut paragraphs = Vec::new();
    let mut sentences = Vec::new();
    let mut lines = Vec::new();
    let mut start = 0;
    for (number, line) in text.split('\n').enumerate() {
        let end = start + line.len();
        let first = sentences.len() as u32;
        sentence::split(text, start, end, &mut sentences);
        lines.push(LineStart { clean: start as u32, line: number as u32 + 1 });
        let sentences = first..sentences.len() as u32;
        paragraphs.push(Paragraph { span: Span::new(start, end), zone: Zone::Body, sentences });
        start = end + 1;
    }
    let whole = OffsetRun { clean: 0, raw: 0, characters: text.len() as u32, clean_width: 1, raw_width: 1 };
    let mut document = Document {
        article: 1,
        record: None,
        title: title.to_owned(),
        date: None,
        source: None,
        text: text.to_owned(),
        paragraphs,
        sentences,
        lines,
        offsets: OffsetMap { runs: vec![whole] },
        marks: Vec::new(),
    };
    document.mark_characters();
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_stays_and_paragraphs_and_sentences_tile_it() {
        let text = "标题\n第一句。第二句\n\n末段。";
        let document = verbatim(text, "标题");
        assert_eq!(document.text, text);
        let paragraphs: Vec<&str> = document.paragraphs.iter().map(|paragraph| paragraph.span.of(text)).collect();
        assert_eq!(paragraphs, ["标题", "第一句。第二句", "", "末段。"]);
        assert_eq!(document.sentences.len(), 5);
        assert_eq!(document.line(document.paragraphs[3].span.start), 4);
        assert_eq!(document.offsets.raw(10), 10);
    }
}
