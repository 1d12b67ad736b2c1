//! JSONL: a record a line with `id,title,date,source,text`; each gives one text that leads back into its line.

use serde::de::IgnoredAny;

use super::runs::Copier;
use super::{DecodedRun, Format, Metadata, Parsed, RawText, decode};
use crate::model::Basis;
use crate::warning::Warning;

pub(super) fn parse(bytes: &[u8], path: &str) -> Parsed {
    let decoded = decode::decode(bytes);
    let mut parsed = Parsed::default();
    parsed.warnings.extend(decode::replaced(path, decoded.replacements, decoded.encoding));
    let mut textless = Vec::new();
    let mut start = 0;
    for (number, line) in decoded.text.split('\n').enumerate() {
        let number = number as u32 + 1;
        let place = start..start + line.len();
        start = place.end + 1;
        if line.trim().is_empty() {
            continue;
        }
        match record(&decoded.text, place, &decoded.runs) {
            Ok(record) => match into_text(record, number, decoded.encoding) {
                Some(text) => parsed.texts.push(text),
                None => textless.push(number),
            },
            Err(reason) => parsed.warnings.push(bad_line(path, number, &reason)),
        }
    }
    if parsed.texts.is_empty() && parsed.warnings.is_empty() && !textless.is_empty() {
        // A list of files and not of texts: nothing is wrong with it.
        parsed.warnings.push(Warning {
            code: "no_text".to_owned(),
            path: path.to_owned(),
            line: None,
            message: "no line of it has a `text`; nothing was read from it".to_owned(),
            failed: false,
        });
        return parsed;
    }
    for number in textless {
        parsed.warnings.push(bad_line(path, number, "the record has no `text`"));
    }
    parsed.warnings.sort();
    parsed
}

fn bad_line(path: &str, line: u32, reason: &str) -> Warning {
    Warning {
        code: "bad_line".to_owned(),
        path: path.to_owned(),
        line: Some(line),
        message: format!("{reason}; the line was left out. Wanted: {{\"id\",\"title\",\"date\",\"source\",\"text\"}}"),
        failed: true,
    }
}

#[derive(Default)]
struct Record {
    id: String,
    title: String,
    date: String,
    source: String,
    text: Option<(String, Vec<DecodedRun>)>,
    replacements: u32,
}

fn into_text(record: Record, line: u32, encoding: &'static str) -> Option<RawText> {
    let (text, runs) = record.text.filter(|(text, _)| !text.trim().is_empty())?;
    Some(RawText {
        text,
        format: Format::Jsonl,
        encoding,
        replacements: record.replacements,
        first_line: line,
        record: (!record.id.is_empty()).then_some(record.id),
        blocks: Vec::new(),
        runs,
        one_line: true,
        metadata: Metadata::from_words(&record.title, &record.date, &record.source, Basis::Metadata),
    })
}

/// Reads the object that stands at `place` of `source`.
fn record(source: &str, place: std::ops::Range<usize>, runs: &[DecodedRun]) -> Result<Record, String> {
    let line = source.get(place.clone()).unwrap_or_default();
    let offset = place.start + (line.len() - line.trim_start().len());
    let body = line.trim();
    serde_json::from_str::<IgnoredAny>(body).map_err(|error| format!("no JSON: {error}"))?;
    if !body.starts_with('{') {
        return Err("no JSON object".to_owned());
    }
    let mut scanner = Scanner { bytes: body.as_bytes(), at: 1 };
    let mut record = Record::default();
    loop {
        scanner.skip_until(|byte| byte == b'"' || byte == b'}');
        if scanner.peek() != Some(b'"') {
            return Ok(record);
        }
        let key = scanner.string();
        scanner.skip_until(|byte| byte == b':');
        scanner.at += 1;
        scanner.skip_until(|byte| !byte.is_ascii_whitespace());
        let is_string = scanner.peek() == Some(b'"');
        let value = if is_string { scanner.string() } else { scanner.value() };
        let mut field = |keep: bool| {
            let mut copier = Copier::new(source, if keep { runs } else { &[] });
            if is_string {
                record.replacements += unescape(body, value.clone(), offset, &mut copier);
            } else if body.get(value.clone()) != Some("null") {
                copier.copy(offset + value.start..offset + value.end);
            }
            copier.finish()
        };
        match body.get(key) {
            Some("id") => record.id = field(false).0,
            Some("title") => record.title = field(false).0,
            Some("date") => record.date = field(false).0,
            Some("source") => record.source = field(false).0,
            Some("text") if is_string => record.text = Some(field(true)),
            _ => {}
        }
    }
}

/// Copies the inside of a JSON string, escapes resolved; gives the number of lone surrogates.
fn unescape(body: &str, inside: std::ops::Range<usize>, offset: usize, copier: &mut Copier<'_>) -> u32 {
    let bytes = body.as_bytes();
    let mut replaced = 0;
    let mut at = inside.start;
    let mut plain = at;
    while at < inside.end {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        copier.copy(offset + plain..offset + at);
        let (character, length) = match bytes.get(at + 1) {
            Some(b'n') => ('\n', 2),
            Some(b't') => ('\t', 2),
            Some(b'r') => ('\r', 2),
            Some(b'b') => ('\u{8}', 2),
            Some(b'f') => ('\u{c}', 2),
            Some(b'u') => surrogates(body, at),
            Some(other) => (char::from(*other), 2),
            None => ('\u{fffd}', 1),
        };
        replaced += u32::from(character == '\u{fffd}');
        copier.replace(character, offset + at, length);
        at += length;
        plain = at;
    }
    copier.copy(offset + plain..offset + inside.end);
    replaced
}

/// The character of `\uXXXX` or of a pair of them, and how long the escape is.
fn surrogates(body: &str, at: usize) -> (char, usize) {
    let unit = |at: usize| {
        let escape = body.get(at..at + 6)?;
        u16::from_str_radix(escape.strip_prefix("\\u")?, 16).ok()
    };
    let Some(first) = unit(at) else { return ('\u{fffd}', 2) };
    if let Some(character) = char::from_u32(u32::from(first)) {
        return (character, 6);
    }
    let pair = [first, unit(at + 6).unwrap_or(0)];
    match char::decode_utf16(pair).next() {
        Some(Ok(character)) => (character, 12),
        _ => ('\u{fffd}', 6),
    }
}

/// Walks over an object that is known to be well-formed.
struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_until(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(|byte| !wanted(byte)) {
            self.at += 1;
        }
    }

    /// The inside of the string that begins here; stands behind its closing quote afterwards.
    fn string(&mut self) -> std::ops::Range<usize> {
        self.at += 1;
        let start = self.at;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => self.at += 2,
                b'"' => break,
                _ => self.at += 1,
            }
        }
        let end = self.at.min(self.bytes.len());
        self.at += 1;
        start..end
    }

    /// A number, word, array or object; stands behind it afterwards.
    fn value(&mut self) -> std::ops::Range<usize> {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'[' | b'{' => depth += 1,
                b']' | b'}' if depth > 0 => depth -= 1,
                b',' | b'}' if depth == 0 => break,
                _ if depth == 0 && byte.is_ascii_whitespace() => break,
                _ => {}
            }
            self.at += 1;
        }
        start..self.at.min(self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::runs::RunCursor;
    use super::*;

    #[test]
    fn a_record_a_line_and_bad_lines_are_named() {
        let text = concat!(
            "{\"id\": 7, \"title\": \"题\", \"date\": \"2023-08-16\", \"tags\": [\"a\", {\"text\": 1}], \"text\": \"甲。\"}\n",
            "\n",
            "{\"text\": \"断\n",
            "{\"id\": \"x\", \"title\": null}\n",
            "[1]\n",
            "{\"text\":\"乙\\n\\u4e00\\ud83d\\ude00\\ud800。\", \"id\":\"b\"}\r\n",
        );
        let parsed = parse(text.as_bytes(), "r.jsonl");
        assert_eq!(parsed.texts.len(), 2);
        let first = &parsed.texts[0];
        assert_eq!((first.text.as_str(), first.record.as_deref(), first.first_line), ("甲。", Some("7"), 1));
        assert_eq!(first.metadata.date.as_ref().unwrap().value.to_string(), "2023-08-16");
        let second = &parsed.texts[1];
        assert_eq!(second.text, "乙\n一😀\u{fffd}。");
        assert_eq!((second.first_line, second.replacements), (6, 1));
        let lines: Vec<Option<u32>> = parsed.warnings.iter().map(|warning| warning.line).collect();
        assert_eq!(lines, [Some(3), Some(4), Some(5)]);
        assert!(parsed.warnings.iter().all(|warning| warning.failed));
        let mut cursor = RunCursor::new(&second.runs);
        let found: Vec<&str> = second
            .text
            .char_indices()
            .map(|(at, character)| cursor.locate(at, character.len_utf8()))
            .map(|(at, width)| &text[at..at + width])
            .collect();
        assert_eq!(found, ["乙", "\\n", "\\u4e00", "\\ud83d\\ude00", "\\ud800", "。"]);
    }

    #[test]
    fn other_encodings_lead_back_through_the_escape() {
        let text = "{\"text\":\"甲\\t乙丙\"}";
        let bytes = encoding_rs::GB18030.encode(text).0.into_owned();
        let parsed = parse(&bytes, "r.jsonl");
        let raw = &parsed.texts[0];
        let mut cursor = RunCursor::new(&raw.runs);
        let at = raw.text.char_indices().map(|(at, c)| cursor.locate(at, c.len_utf8())).collect::<Vec<_>>();
        assert_eq!(at, [(9, 2), (11, 2), (13, 2), (15, 2)]);
    }

    #[test]
    fn a_list_of_files_is_no_fault() {
        let parsed = parse(b"{\"file\":\"a.txt\",\"title\":\"x\"}\n", "manifest.jsonl");
        assert!(parsed.texts.is_empty());
        assert_eq!(parsed.warnings.len(), 1);
        assert!(!parsed.warnings[0].failed);
    }
}
