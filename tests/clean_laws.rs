//! Laws of read and clean that hold for any text: nothing panics, paragraphs and sentences tile, every character leads
//! back to its bytes, and clean text stays as it is when it is cleaned again.

use proptest::prelude::*;
use tupu::clean::{clean, verbatim};
use tupu::model::Document;
use tupu::read::{self, Format};

fn documents(bytes: &[u8], format: Format) -> Vec<Document> {
    read::parse(bytes, format, "law").texts.iter().flat_map(clean).collect()
}

fn tiles(document: &Document) {
    let mut next = 0;
    let mut sentence = 0;
    for paragraph in &document.paragraphs {
        assert_eq!(paragraph.span.start, next);
        next = paragraph.span.end + 1;
        assert_eq!(paragraph.sentences.start, sentence);
        sentence = paragraph.sentences.end;
        let mut place = paragraph.span.start;
        for at in paragraph.sentences.clone() {
            let span = document.sentences[at as usize];
            assert_eq!(span.start, place);
            assert!(document.text.is_char_boundary(span.end as usize));
            place = span.end;
        }
        assert_eq!(place, paragraph.span.end);
        assert!(!document.text[paragraph.span.range()].contains('\n'));
    }
    assert_eq!(sentence as usize, document.sentences.len());
    assert!(document.lines.windows(2).all(|pair| pair[0].clean < pair[1].clean));
}

/// Lines as pages have them: headings, open and closed clauses, bylines, captions, furniture, numbers, blanks.
fn page() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "[一-十甲乙丙丁东南西北桥路河湖]{1,30}",
        "[一-十甲乙丙丁东南西北，、]{10,50}[的，、路桥]",
        "[甲乙丙丁东南西北，。]{10,60}。",
        "“?[甲乙丙丁，。]{3,40}”?",
        "[a-zA-Z ,.]{0,40}",
        Just("□本报记者 李明".to_owned()),
        Just("（县委宣传部供图）".to_owned()),
        Just("时间：2030-05-06".to_owned()),
        Just("来源：".to_owned()),
        Just("下载".to_owned()),
        Just("大".to_owned()),
        Just("相关报道：".to_owned()),
        Just("第一条 甲乙丙".to_owned()),
        Just("一、总体要求".to_owned()),
        Just("通车啦。 王小明".to_owned()),
        Just("— 3 —".to_owned()),
        Just("\u{3000}\u{3000}本报讯（记者 王五）新桥通车，两岸相连。".to_owned()),
        "[ \t\u{3000}\u{a0}]{0,3}",
    ];
    proptest::collection::vec((line, prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n"), Just("\n  ")]), 0..40)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

/// Paragraphs cut at one width, as mailers and columns cut them, with and without marks of a paragraph.
fn wrapped() -> impl Strategy<Value = String> {
    let paragraph = "[甲乙丙丁东南西北桥路河湖，，。a2]{5,160}[。的、路]?";
    let mark = prop_oneof![Just(""), Just("\u{3000}\u{3000}"), Just("\n"), Just("一、")];
    (proptest::collection::vec((mark, paragraph), 1..12), 10_usize..30).prop_map(|(paragraphs, width)| {
        let mut text = String::new();
        for (mark, paragraph) in paragraphs {
            let characters: Vec<char> = mark.chars().chain(paragraph.chars()).collect();
            for line in characters.chunks(width) {
                text.extend(line);
                text.push('\n');
            }
        }
        text
    })
}

fn leads_back(document: &Document, bytes: &[u8], encode: impl Fn(char) -> Vec<u8>) {
    let mut inserted = 0;
    for (at, character) in document.text.char_indices() {
        let from = document.offsets.raw(at as u32) as usize;
        let expected = encode(character);
        if !bytes[from.min(bytes.len())..].starts_with(&expected) {
            // Blanks and line feeds may be put in, or stand for blanks of another kind.
            assert!(matches!(character, ' ' | '\n'), "{character:?} at {at}");
            inserted += 1;
        }
    }
    assert!(inserted <= document.text.matches([' ', '\n']).count());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_in_any_format_give_documents_that_tile(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for format in [Format::Text, Format::Markdown, Format::Html, Format::Docx, Format::Jsonl] {
            documents(&bytes, format).iter().for_each(tiles);
        }
    }

    #[test]
    fn any_text_in_any_format_gives_documents_that_tile(text in "\\PC{0,80}|[\\s\\PC]{0,200}") {
        for format in [Format::Text, Format::Markdown, Format::Html] {
            documents(text.as_bytes(), format).iter().for_each(tiles);
        }
        let record = format!("{{\"text\":{}}}", serde_json::to_string(&text).unwrap());
        documents(record.as_bytes(), Format::Jsonl).iter().for_each(tiles);
        let document = verbatim(&text, "");
        tiles(&document);
        prop_assert_eq!(document.text, text);
    }

    #[test]
    fn clean_text_stays_as_it_is(text in prop_oneof![page(), wrapped()]) {
        for document in documents(text.as_bytes(), Format::Text) {
            let again = documents(document.text.as_bytes(), Format::Text);
            let texts: Vec<&str> = again.iter().map(|document| document.text.as_str()).collect();
            prop_assert_eq!(texts.join("\n"), document.text);
        }
    }

    #[test]
    fn nothing_is_left_out(text in prop_oneof![page(), wrapped()]) {
        let kept = |text: &str| {
            let mut characters: Vec<char> = text.chars().filter(|character| !character.is_whitespace()).collect();
            characters.sort_unstable();
            characters
        };
        let clean: String = documents(text.as_bytes(), Format::Text).into_iter().map(|document| document.text).collect();
        prop_assert_eq!(kept(&clean), kept(&text));
    }

    #[test]
    fn characters_lead_back_in_every_encoding(text in page()) {
        let utf8 = |character: char| character.to_string().into_bytes();
        let little = |character: char| character.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>();
        let gb = |character: char| encoding_rs::GB18030.encode(character.encode_utf8(&mut [0; 4])).0.into_owned();
        let marked: Vec<u8> = b"\xff\xfe".iter().copied().chain(text.chars().flat_map(little)).collect();
        let gb_bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
        for document in documents(text.as_bytes(), Format::Text) {
            leads_back(&document, text.as_bytes(), utf8);
        }
        for document in documents(&marked, Format::Text) {
            leads_back(&document, &marked, little);
        }
        let parsed = read::parse(&gb_bytes, Format::Text, "law");
        if parsed.texts.iter().all(|raw| raw.encoding == "gb18030") {
            for document in parsed.texts.iter().flat_map(clean) {
                leads_back(&document, &gb_bytes, gb);
            }
        }
    }
}

#[test]
fn long_lines_and_texts_without_an_end_stay_linear() {
    let short = "新桥建成后两岸往来更方便群众纷纷点赞".repeat(20_000);
    let texts = [
        short.clone(),
        short.replace('群', "，"),
        short.replace('群', "。"),
        "“".repeat(300_000),
        "甲\n".repeat(200_000),
    ];
    for text in texts {
        let documents = documents(text.as_bytes(), Format::Text);
        documents.iter().for_each(tiles);
        assert_eq!(documents.len(), 1);
    }
}
