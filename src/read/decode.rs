//! Bytes → text: byte order mark, strict UTF-8, UTF-16, GB18030, Big5; what cannot be decoded is counted, and every
//! character leads back to its bytes.

use std::sync::OnceLock;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030};

use super::runs::RunBuilder;
use super::{DecodedRun, Format, Metadata, Parsed, RawText};
use crate::warning::Warning;

/// Decoded bytes with the way back.
pub(super) struct Decoded {
    pub text: String,
    pub encoding: &'static str,
    pub replacements: u32,
    pub runs: Vec<DecodedRun>,
}

/// Bytes looked at to tell encodings apart.
const SAMPLE: usize = 64 << 10;

pub(super) fn parse_text(bytes: &[u8], path: &str) -> Parsed {
    let decoded = decode(bytes);
    let warnings = replaced(path, decoded.replacements, decoded.encoding).into_iter().collect();
    if decoded.text.trim().is_empty() {
        return Parsed { texts: Vec::new(), warnings };
    }
    let text = RawText {
        text: decoded.text,
        format: Format::Text,
        encoding: decoded.encoding,
        replacements: decoded.replacements,
        first_line: 1,
        record: None,
        blocks: Vec::new(),
        runs: decoded.runs,
        one_line: false,
        metadata: Metadata::default(),
    };
    Parsed { texts: vec![text], warnings }
}

/// The warning that a file's bytes were not all text.
pub(super) fn replaced(path: &str, replacements: u32, encoding: &str) -> Option<Warning> {
    (replacements > 0).then(|| Warning {
        code: "replaced_characters".to_owned(),
        path: path.to_owned(),
        line: None,
        message: format!("{replacements} places are no {encoding}; each stands as U+FFFD. Save the file as UTF-8"),
        failed: false,
    })
}

/// Fewer damaged characters than this are no reason to refuse a text, however short it is.
const FEW: usize = 16;

/// Whether what was decoded is text: at most a tenth of it could not be decoded or is control characters. Bytes of a
/// picture or a program always decode to something.
pub(super) fn is_text(text: &str) -> bool {
    let mut all = 0;
    let mut bad = 0;
    for character in text.chars() {
        all += 1;
        let is_blank = character.is_whitespace();
        bad += usize::from(character == '\u{fffd}' || (character.is_control() && !is_blank));
    }
    bad < FEW || bad * 10 <= all
}

/// The warning that a file is left out because it is no text.
pub(super) fn not_text(path: &str) -> Warning {
    Warning {
        code: "not_text".to_owned(),
        path: path.to_owned(),
        line: None,
        message: "left out: its bytes are no text in any encoding that is read. Save it as UTF-8, or take it out of \
                  the folder"
            .to_owned(),
        failed: true,
    }
}

/// Decodes by what the bytes say of themselves.
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return utf8(rest, 3);
    }
    if bytes.starts_with(b"\xff\xfe") {
        return utf16(bytes, 2, false);
    }
    if bytes.starts_with(b"\xfe\xff") {
        return utf16(bytes, 2, true);
    }
    let head = bytes.get(..SAMPLE).unwrap_or(bytes);
    // ASCII in UTF-16 is valid UTF-8 with NULs between, so it is asked before.
    let guessed = looks_utf16(head);
    if head.contains(&0)
        && let Some(big_endian) = guessed
    {
        return utf16(bytes, 0, big_endian);
    }
    if std::str::from_utf8(bytes).is_ok() || mostly_utf8(head) {
        return utf8(bytes, 0);
    }
    if let Some(big_endian) = guessed {
        return utf16(bytes, 0, big_endian);
    }
    if is_big5(head) { double_byte(bytes, &BIG5_TABLE, BIG5) } else { double_byte(bytes, &GB_TABLE, GB18030) }
}

/// Decodes as the label of a web page says, unless the bytes say otherwise.
pub(super) fn decode_labelled(bytes: &[u8], label: &str) -> Decoded {
    let marked = [b"\xef\xbb\xbf".as_slice(), b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| bytes.starts_with(mark));
    if marked || std::str::from_utf8(bytes).is_ok() {
        return decode(bytes);
    }
    match Encoding::for_label(label.trim().as_bytes()) {
        Some(encoding) if encoding.name() == "GBK" || encoding == GB18030 => double_byte(bytes, &GB_TABLE, GB18030),
        Some(encoding) if encoding == BIG5 => double_byte(bytes, &BIG5_TABLE, BIG5),
        Some(encoding) if encoding.is_single_byte() || encoding.name().starts_with("UTF-") => decode(bytes),
        Some(encoding) => {
            let (text, _, _) = encoding.decode(bytes);
            let replacements = count_replacements(&text);
            Decoded { text: text.into_owned(), encoding: encoding.name(), replacements, runs: Vec::new() }
        }
        None => decode(bytes),
    }
}

fn count_replacements(text: &str) -> u32 {
    text.matches('\u{fffd}').count() as u32
}

fn utf8(bytes: &[u8], skipped: usize) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut runs = RunBuilder::default();
    let mut replacements = 0;
    let mut file = skipped;
    for chunk in bytes.utf8_chunks() {
        if !chunk.valid().is_empty() {
            runs.push_same(text.len(), file);
            text.push_str(chunk.valid());
            file += chunk.valid().len();
        }
        let invalid = chunk.invalid().len();
        if invalid > 0 {
            runs.push(text.len(), file, 3, invalid);
            text.push('\u{fffd}');
            file += invalid;
            replacements += 1;
        }
    }
    Decoded { text, encoding: "UTF-8", replacements, runs: runs.finish() }
}

/// UTF-8 that a cut or a stray byte has damaged: nearly all of its other bytes are whole characters.
fn mostly_utf8(head: &[u8]) -> bool {
    let mut whole = 0;
    let mut broken = 0;
    for chunk in head.utf8_chunks() {
        whole += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= 8 && broken * 20 <= whole
}

fn utf16(bytes: &[u8], skipped: usize, big_endian: bool) -> Decoded {
    let body = bytes.get(skipped..).unwrap_or_default();
    let mut text = String::with_capacity(body.len() / 2 * 3);
    let mut runs = RunBuilder::default();
    let mut replacements = 0;
    let mut file = skipped;
    let units = body.chunks_exact(2).map(|pair| {
        if big_endian { u16::from_be_bytes([pair[0], pair[1]]) } else { u16::from_le_bytes([pair[0], pair[1]]) }
    });
    for unit in char::decode_utf16(units) {
        replacements += u32::from(unit.is_err());
        let character = unit.unwrap_or('\u{fffd}');
        let width = character.len_utf16() * 2;
        runs.push(text.len(), file, character.len_utf8(), width);
        text.push(character);
        file += width;
    }
    if body.len() % 2 == 1 {
        runs.push(text.len(), file, 3, 1);
        text.push('\u{fffd}');
        replacements += 1;
    }
    let encoding = if big_endian { "UTF-16BE" } else { "UTF-16LE" };
    Decoded { text, encoding, replacements, runs: runs.finish() }
}

/// Whether bytes without a mark are UTF-16, and then whether big-endian: nine in ten units are of the blocks that
/// Chinese text is made of, in one order and not in the other.
pub(super) fn looks_utf16(head: &[u8]) -> Option<bool> {
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let little = common_units(head, false);
    let big = common_units(head, true);
    let (common, marks, big_endian) = if big > little { (big.0, big.1, true) } else { (little.0, little.1, false) };
    let other = if big_endian { little.0 } else { big.0 };
    // Latin text is a row of Han characters when taken two by two; it has no full-width marks and no NULs.
    (common * 10 >= pairs * 9 && other * 2 < common && marks * 100 >= pairs).then_some(big_endian)
}

/// Units of usual blocks, and those of them that are punctuation, blanks or ASCII.
fn common_units(head: &[u8], big_endian: bool) -> (usize, usize) {
    let mut common = 0;
    let mut marks = 0;
    for pair in head.chunks_exact(2) {
        let unit = if big_endian { [pair[0], pair[1]] } else { [pair[1], pair[0]] };
        match u16::from_be_bytes(unit) {
            0x4e00..=0x9fff => common += 1,
            9 | 10 | 13 | 0x20..=0x7e | 0x2010..=0x2030 | 0x3000..=0x301f | 0xff01..=0xff5e => {
                common += 1;
                marks += 1;
            }
            _ => {}
        }
    }
    (common, marks)
}

/// Big5 where it leaves fewer holes or more of the commonest characters than GB18030, which is the default.
fn is_big5(head: &[u8]) -> bool {
    let as_gb = double_byte(head, &GB_TABLE, GB18030);
    let as_big5 = double_byte(head, &BIG5_TABLE, BIG5);
    let characters = as_gb.text.chars().count().max(1);
    let difference = as_gb.replacements.abs_diff(as_big5.replacements) as usize;
    let (gb_common, big5_common) = (commonest(&as_gb.text), commonest(&as_big5.text));
    if difference * 200 > characters && gb_common.abs_diff(big5_common) * 20 < characters {
        return as_big5.replacements < as_gb.replacements;
    }
    if gb_common != big5_common {
        return big5_common > gb_common;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    detector.guess(None, Utf8Detection::Deny) == BIG5
}

fn commonest(text: &str) -> usize {
    const COMMON: &str = "的一是不了在人有中大上和地出年要以会會市区區个個为為国國，。、";
    text.chars().filter(|character| COMMON.contains(*character)).count()
}

/// Characters of all pairs of a lead and a trail byte: 0 for none, [`SEVERAL`] for more than one character.
type PairTable = OnceLock<Vec<u32>>;
static GB_TABLE: PairTable = OnceLock::new();
static BIG5_TABLE: PairTable = OnceLock::new();
const SEVERAL: u32 = u32::MAX;

fn pair_table(encoding: &'static Encoding) -> Vec<u32> {
    let mut table = Vec::with_capacity(128 * 256);
    for lead in 0x80..=0xff_u8 {
        for trail in 0..=0xff_u8 {
            let pair = [lead, trail];
            let decoded = encoding.decode_without_bom_handling_and_without_replacement(&pair);
            let mut characters = decoded.as_deref().unwrap_or_default().chars();
            // A lead byte that stands alone for a character has its trail decoded as another.
            let value = match (characters.next(), characters.next()) {
                (Some(only), None) => only as u32,
                (Some(_), Some(second)) if !second.is_ascii() => SEVERAL,
                _ => 0,
            };
            table.push(value);
        }
    }
    table
}

/// GB18030 or Big5.
fn double_byte(bytes: &[u8], table: &PairTable, encoding: &'static Encoding) -> Decoded {
    let table = table.get_or_init(|| pair_table(encoding));
    let four_bytes = encoding == GB18030;
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    let mut runs = RunBuilder::default();
    let mut replacements = 0;
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        if lead < 0x80 {
            runs.push(text.len(), at, 1, 1);
            text.push(char::from(lead));
            at += 1;
            continue;
        }
        let trail = bytes.get(at + 1).copied();
        if four_bytes
            && trail.is_some_and(|trail| trail.is_ascii_digit())
            && let Some(character) = four_byte_character(bytes, at)
        {
            runs.push(text.len(), at, character.len_utf8(), 4);
            text.push(character);
            at += 4;
            continue;
        }
        let value = trail.map_or(0, |trail| table[usize::from(lead - 0x80) * 256 + usize::from(trail)]);
        if value == SEVERAL {
            // Four pairs of Big5 stand for a letter and its accent; the accent has no bytes of its own.
            let (both, _) = encoding.decode_without_bom_handling(&bytes[at..at + 2]);
            let mut width = 2;
            for character in both.chars() {
                runs.push(text.len(), at + 2 - width, character.len_utf8(), width);
                text.push(character);
                width = 0;
            }
            at += 2;
            continue;
        }
        match char::from_u32(value).filter(|_| value != 0) {
            Some(character) => {
                runs.push(text.len(), at, character.len_utf8(), 2);
                text.push(character);
                at += 2;
            }
            None => {
                runs.push(text.len(), at, 3, 1);
                text.push('\u{fffd}');
                at += 1;
                replacements += 1;
            }
        }
    }
    Decoded { text, encoding: encoding.name(), replacements, runs: runs.finish() }
}

fn four_byte_character(bytes: &[u8], at: usize) -> Option<char> {
    let four = bytes.get(at..at + 4)?;
    let decoded = GB18030.decode_without_bom_handling_and_without_replacement(four)?;
    let mut characters = decoded.chars();
    let only = characters.next()?;
    characters.next().is_none().then_some(only)
}

#[cfg(test)]
mod tests {
    use super::super::runs::RunCursor;
    use super::*;
    use proptest::prelude::*;

    const SIMPLIFIED: &str = "西江市2023年的项目，新建了5G基站和一座大桥。\n第二段：\u{3000}€😀";
    const TRADITIONAL: &str = "本市的新橋工程，在三月開工，由縣府和公司合建。\n第二段";

    fn encode16(text: &str, big_endian: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big_endian { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    fn leads_back(bytes: &[u8], one: impl Fn(char) -> Vec<u8>) {
        let decoded = decode(bytes);
        let mut cursor = RunCursor::new(&decoded.runs);
        for (at, character) in decoded.text.char_indices() {
            let (file, width) = cursor.locate(at, character.len_utf8());
            assert_eq!(&bytes[file..file + width], one(character), "{character} of {}", decoded.encoding);
        }
    }

    #[test]
    fn every_encoding_is_told_and_leads_back() {
        let gb = |text: &str| GB18030.encode(text).0.into_owned();
        let big5 = |text: &str| BIG5.encode(text).0.into_owned();
        let marked = [b"\xef\xbb\xbf", SIMPLIFIED.as_bytes()].concat();
        let cases: [(&[u8], &str, &str); 7] = [
            (SIMPLIFIED.as_bytes(), SIMPLIFIED, "UTF-8"),
            (&marked, SIMPLIFIED, "UTF-8"),
            (&gb(SIMPLIFIED), SIMPLIFIED, "gb18030"),
            (&big5(TRADITIONAL), TRADITIONAL, "Big5"),
            (&encode16(SIMPLIFIED, false), SIMPLIFIED, "UTF-16LE"),
            (&encode16(SIMPLIFIED, true), SIMPLIFIED, "UTF-16BE"),
            (&[b"\xff\xfe".to_vec(), encode16(SIMPLIFIED, false)].concat(), SIMPLIFIED, "UTF-16LE"),
        ];
        for (bytes, text, encoding) in cases {
            let decoded = decode(bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.replacements), (text, encoding, 0));
        }
        leads_back(&marked, |character| character.to_string().into_bytes());
        leads_back(&gb(SIMPLIFIED), |character| gb(&character.to_string()));
        leads_back(&big5(TRADITIONAL), |character| big5(&character.to_string()));
        leads_back(&encode16(SIMPLIFIED, true), |character| encode16(&character.to_string(), true));
    }

    #[test]
    fn traditional_text_in_gb18030_and_short_texts_are_told_too() {
        assert_eq!(decode(&GB18030.encode(TRADITIONAL).0).encoding, "gb18030");
        assert_eq!(decode(&GB18030.encode("关于印发方案的通知").0).text, "关于印发方案的通知");
        assert_eq!(decode(&BIG5.encode("關於本縣的工程").0).text, "關於本縣的工程");
        assert_eq!(decode(b"plain").encoding, "UTF-8");
        assert_eq!(decode(b"").text, "");
    }

    #[test]
    fn bytes_of_a_program_are_refused_and_a_damaged_report_is_not() {
        let mut state = 88_172_645_463_325_252_u64;
        let mut noise = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        };
        let bytes: Vec<u8> = (0..20_000).map(|_| noise()).collect();
        let parsed = super::super::parse(&bytes, Format::Text, "bin.txt");
        assert!(parsed.texts.is_empty());
        let codes: Vec<(&str, bool)> =
            parsed.warnings.iter().map(|warning| (warning.code.as_str(), warning.failed)).collect();
        assert_eq!(codes, [("not_text", true)]);

        let mut report = SIMPLIFIED.repeat(50).into_bytes();
        for at in (0..report.len()).step_by(397) {
            report[at] = 0xff;
        }
        assert_eq!(super::super::parse(&report, Format::Text, "a.txt").texts.len(), 1);
    }

    #[test]
    fn damage_is_counted_and_stays_where_it_was() {
        let mut bytes = SIMPLIFIED.repeat(3).into_bytes();
        bytes[4] = 0xff;
        let decoded = decode(&bytes);
        assert_eq!(decoded.encoding, "UTF-8");
        assert!(decoded.replacements > 0);
        let mut gb = GB18030.encode(SIMPLIFIED).0.into_owned();
        gb.push(0xb0);
        let decoded = decode(&gb);
        assert_eq!((decoded.encoding, decoded.replacements), ("gb18030", 1));
        assert_eq!(replaced("a.txt", 1, "gb18030").map(|warning| warning.failed), Some(false));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn any_bytes_decode_and_every_run_lies_inside(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let decoded = decode(&bytes);
            let mut cursor = RunCursor::new(&decoded.runs);
            let mut before = 0;
            for (at, character) in decoded.text.char_indices() {
                let (file, width) = cursor.locate(at, character.len_utf8());
                prop_assert!(file >= before && file + width <= bytes.len());
                before = file + width;
            }
        }

        #[test]
        fn any_text_in_gb18030_leads_back(text in "[一-龥，。a-z0-9\u{e000}-\u{e0ff}😀]{0,60}") {
            let bytes = GB18030.encode(&text).0.into_owned();
            let decoded = double_byte(&bytes, &GB_TABLE, GB18030);
            prop_assert_eq!(&decoded.text, &text);
            let mut cursor = RunCursor::new(&decoded.runs);
            for (at, character) in text.char_indices() {
                let (file, width) = cursor.locate(at, character.len_utf8());
                let expected = GB18030.encode(character.encode_utf8(&mut [0; 4])).0.into_owned();
                prop_assert_eq!(&bytes[file..file + width], expected.as_slice());
            }
        }
    }
}
