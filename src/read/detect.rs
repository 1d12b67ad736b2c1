//! What a file is: by its name, and by its first bytes where the name does not say.

use super::Format;
use crate::warning::Warning;

/// What a file's name tells.
pub(super) enum ByName {
    /// It is read, as this.
    Known(Format),
    /// A document that is not read yet, and what to do with it.
    Unsupported(&'static str),
    /// No ending: look inside.
    Unnamed,
    /// An ending that no document has.
    Other,
}

const OFFICE: &str = "save it as .docx or .txt first";
const PDF: &str = "take its text out first, for example with pdftotext, and index the .txt";
const SHEET: &str = "save its tables as text, .docx or .html first";
const SLIDES: &str = "save its outline as .docx or .txt first";
const PICTURE: &str = "run text recognition on it first and index the .txt";
const ARCHIVE: &str = "unpack it first";

pub(super) fn by_name(path: &str) -> ByName {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((_, ending)) = name.rsplit_once('.') else { return ByName::Unnamed };
    match ending.to_lowercase().as_str() {
        "txt" | "text" => ByName::Known(Format::Text),
        "md" | "markdown" => ByName::Known(Format::Markdown),
        "html" | "htm" | "xhtml" | "shtml" => ByName::Known(Format::Html),
        "docx" => ByName::Known(Format::Docx),
        "jsonl" | "ndjson" => ByName::Known(Format::Jsonl),
        "pdf" | "ofd" | "caj" => ByName::Unsupported(PDF),
        "doc" | "wps" | "rtf" | "odt" | "docm" | "dot" | "dotx" | "wpt" => ByName::Unsupported(OFFICE),
        "xls" | "xlsx" | "xlsm" | "et" | "ods" => ByName::Unsupported(SHEET),
        "ppt" | "pptx" | "dps" | "odp" => ByName::Unsupported(SLIDES),
        "png" | "jpg" | "jpeg" | "gif" | "bmp" | "tif" | "tiff" | "webp" => ByName::Unsupported(PICTURE),
        "zip" | "rar" | "7z" | "gz" | "tar" | "tgz" | "epub" | "mht" | "mhtml" => ByName::Unsupported(ARCHIVE),
        _ => ByName::Other,
    }
}

pub(super) fn unsupported(label: &str, advice: &str) -> Warning {
    Warning {
        code: "unsupported_format".to_owned(),
        path: label.to_owned(),
        line: None,
        message: format!("this format is not read yet: {advice}"),
        failed: true,
    }
}

/// The format of a file from its name and its bytes. What the bytes say against the name wins, so that a PDF called
/// `.txt` is named and not indexed as noise. `label` is what the warning calls it.
///
/// # Errors
/// A warning with `failed` set where the file is in a format that is not read.
pub fn detect(label: &str, bytes: &[u8]) -> Result<Format, Warning> {
    if let Some(advice) = signature(bytes) {
        return Err(unsupported(label, advice));
    }
    let is_zip = bytes.starts_with(b"PK\x03\x04");
    match by_name(label) {
        ByName::Unsupported(advice) => Err(unsupported(label, advice)),
        ByName::Known(Format::Docx) => Ok(Format::Docx),
        ByName::Known(format) if !is_zip => Ok(format),
        _ if is_zip => zip_kind(label, bytes),
        _ if is_binary(bytes) => Err(unsupported(label, "it holds no text; convert it to .txt or .docx first")),
        _ => Ok(by_content(bytes)),
    }
}

fn signature(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 9] = [
        (b"%PDF-", PDF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE),
        (b"{\\rtf", OFFICE),
        (b"\x89PNG\r\n", PICTURE),
        (b"\xff\xd8\xff", PICTURE),
        (b"GIF8", PICTURE),
        (b"Rar!\x1a", ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
        (b"\x1f\x8b\x08", ARCHIVE),
    ];
    SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, advice)| *advice)
}

fn zip_kind(label: &str, bytes: &[u8]) -> Result<Format, Warning> {
    // Names of entries stand uncompressed in the archive; the first kilobytes name the folder of the main part.
    let head = bytes.get(..4096).unwrap_or(bytes);
    let holds = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    if holds(b"word/") {
        return Ok(Format::Docx);
    }
    let advice = if holds(b"xl/") {
        SHEET
    } else if holds(b"ppt/") {
        SLIDES
    } else if holds(b"OFD.xml") {
        PDF
    } else {
        ARCHIVE
    };
    Err(unsupported(label, advice))
}

fn is_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || super::decode::looks_utf16(head).is_some() {
        return false;
    }
    let controls = head.iter().filter(|byte| **byte < 9 || (14..32).contains(*byte) && **byte != 27).count();
    controls * 20 > head.len()
}

fn by_content(bytes: &[u8]) -> Format {
    let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_lowercase();
    let start = head.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<head") {
        return Format::Html;
    }
    if start.starts_with("{\"") && start.contains("\"text\"") {
        return Format::Jsonl;
    }
    Format::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_win_over_a_wrong_name() {
        assert_eq!(detect("a.txt", "报告".as_bytes()), Ok(Format::Text));
        assert_eq!(detect("a.htm", b"x"), Ok(Format::Html));
        assert!(detect("a.txt", b"%PDF-1.7").is_err());
        assert!(detect("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").is_err());
        assert_eq!(detect("letter", b"<!DOCTYPE html><p>"), Ok(Format::Html));
        assert_eq!(detect("-", b"{\"id\":1,\"text\":\"x\"}"), Ok(Format::Jsonl));
        assert_eq!(detect("-", b"PK\x03\x04....word/document.xml"), Ok(Format::Docx));
        assert!(detect("b.txt", b"PK\x03\x04....xl/workbook.xml").is_err());
        assert!(detect("noise", &[0, 1, 2, 3, 4, 5]).is_err());
    }

    #[test]
    fn the_message_says_what_to_do() {
        let warning = detect("t/表.xlsx", b"PK\x03\x04").unwrap_err();
        assert_eq!((warning.code.as_str(), warning.path.as_str()), ("unsupported_format", "t/表.xlsx"));
        assert!(warning.message.contains("save its tables"));
    }
}
