//! DOCX: paragraphs, headings by style, tables row by row; title and date from the document's properties.
//!
//! The archive is not trusted: sizes and compression ratios are bounded, no entity is expanded, and depth is counted.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Block, BlockKind, Format, Metadata, Parsed, RawText, table};
use crate::model::Basis;
use crate::warning::Warning;

/// Bytes that one part may have when unpacked.
const LARGEST_PART: u64 = 256 << 20;
/// How many times larger than in the archive a part may be; text in XML stays far below.
const LARGEST_RATIO: u64 = 150;
/// Below this the ratio does not matter.
const HARMLESS: u64 = 16 << 20;

pub(super) fn parse(bytes: &[u8], path: &str) -> Parsed {
    match read(bytes) {
        Ok(Some(text)) => Parsed { texts: vec![text], warnings: Vec::new() },
        Ok(None) => Parsed::default(),
        Err(reason) => {
            let warning = Warning {
                code: "bad_docx".to_owned(),
                path: path.to_owned(),
                line: None,
                message: format!("{reason}: open it in a word processor and save it anew as .docx or .txt"),
                failed: true,
            };
            Parsed { texts: Vec::new(), warnings: vec![warning] }
        }
    }
}

fn read(bytes: &[u8]) -> Result<Option<RawText>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("no docx archive ({error})"))?;
    let body = part(&mut archive, "word/document.xml")?.ok_or("it has no word/document.xml")?;
    let styles = part(&mut archive, "word/styles.xml")?.map(|xml| heading_styles(&xml)).unwrap_or_default();
    let mut metadata = part(&mut archive, "docProps/core.xml")?.map(|xml| properties(&xml)).unwrap_or_default();
    let mut reader = Body { styles, ..Body::default() };
    reader.read(&body)?;
    if reader.text.trim().is_empty() {
        return Ok(None);
    }
    if let Some(title) = reader.blocks.iter().find(|block| block.kind == BlockKind::Title) {
        let words = reader.text.get(title.range.clone()).unwrap_or_default();
        // The title on the page is surer than the property, which is often the name of an older file.
        metadata.title = Metadata::from_words(words, "", "", Basis::FrontMatter).title;
    }
    Ok(Some(RawText {
        text: reader.text,
        format: Format::Docx,
        encoding: "UTF-8",
        replacements: 0,
        first_line: 1,
        record: None,
        blocks: reader.blocks,
        runs: Vec::new(),
        one_line: false,
        metadata,
    }))
}

fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Option<String>, String> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(format!("{name} cannot be unpacked ({error})")),
    };
    let packed = file.compressed_size().max(1);
    // The size that the archive claims is not believed: reading stops at what is allowed.
    let allowed = LARGEST_PART.min(HARMLESS.max(packed.saturating_mul(LARGEST_RATIO)));
    let mut unpacked = Vec::new();
    file.take(allowed + 1).read_to_end(&mut unpacked).map_err(|error| format!("{name} is damaged ({error})"))?;
    if unpacked.len() as u64 > allowed {
        return Err(format!("{name} unpacks to more than {allowed} bytes"));
    }
    Ok(Some(super::decode::decode(&unpacked).text))
}

/// Style identifiers that are headings, with 0 for the title's.
fn heading_styles(xml: &str) -> BTreeMap<String, u8> {
    let mut styles = BTreeMap::new();
    let mut reader = Reader::from_str(xml);
    let mut current = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match local(&tag).as_str() {
                "style" => current = attribute(&tag, "styleId"),
                "name" => {
                    if let Some(level) = heading_level(&attribute(&tag, "val")) {
                        styles.insert(current.clone(), level);
                    }
                }
                "outlineLvl" => {
                    if let Ok(level) = attribute(&tag, "val").parse::<u8>()
                        && level < 9
                    {
                        styles.entry(current.clone()).or_insert(level + 1);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    styles
}

fn heading_level(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if matches!(name.as_str(), "title" | "标题" | "文档标题") {
        return Some(0);
    }
    let rest = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    rest.trim().parse().ok().filter(|level| (1..=9).contains(level))
}

fn properties(xml: &str) -> Metadata {
    let mut reader = Reader::from_str(xml);
    let (mut title, mut created, mut publisher) = (String::new(), String::new(), String::new());
    let mut inside = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(tag) => inside = local(&tag),
            Event::End(_) => inside.clear(),
            Event::Text(words) => {
                let words = words.into_inner();
                match inside.as_str() {
                    "title" => title.push_str(&words),
                    "created" => created.push_str(&words),
                    "publisher" => publisher.push_str(&words),
                    _ => {}
                }
            }
            Event::GeneralRef(name) if inside == "title" => title.extend(reference(&name)),
            _ => {}
        }
    }
    Metadata::from_words(&title, &created, &publisher, Basis::FrontMatter)
}

#[derive(Default)]
struct Body {
    styles: BTreeMap<String, u8>,
    text: String,
    blocks: Vec<Block>,
    paragraph: String,
    style: Option<u8>,
    caption: bool,
    tables: Vec<Table>,
    /// Depth of text that is not shown: deleted, alternative for old programs, instructions of fields.
    hidden: usize,
}

/// A table that is being read; tables stand in cells of tables.
#[derive(Default)]
struct Table {
    header: Vec<String>,
    row: Vec<String>,
    cell: String,
    /// Rows that were told with the header.
    told: usize,
}

impl Body {
    fn read(&mut self, xml: &str) -> Result<(), String> {
        const HIDDEN: [&str; 5] = ["del", "moveFrom", "Fallback", "instrText", "delText"];
        let mut reader = Reader::from_str(xml);
        let mut in_text = false;
        loop {
            let event = reader.read_event().map_err(|error| format!("word/document.xml is damaged ({error})"))?;
            match event {
                Event::Eof => break,
                Event::Start(tag) => {
                    let name = local(&tag);
                    if HIDDEN.contains(&name.as_str()) {
                        self.hidden += 1;
                    }
                    in_text = name == "t";
                    self.open(&name, &tag);
                }
                Event::Empty(tag) => {
                    let name = local(&tag);
                    self.open(&name, &tag);
                    if matches!(name.as_str(), "p" | "tc" | "tr" | "tbl") {
                        self.close(&name);
                    }
                }
                Event::End(tag) => {
                    let name = tag.local_name();
                    let name = name.as_ref().to_owned();
                    if HIDDEN.contains(&name.as_str()) {
                        self.hidden = self.hidden.saturating_sub(1);
                    }
                    in_text = false;
                    self.close(&name);
                }
                Event::Text(words) if in_text && self.hidden == 0 => self.paragraph.push_str(&words.into_inner()),
                Event::CData(words) if in_text && self.hidden == 0 => self.paragraph.push_str(&words.into_inner()),
                Event::GeneralRef(name) if in_text && self.hidden == 0 => self.paragraph.extend(reference(&name)),
                _ => {}
            }
        }
        // A file that was cut ends in the middle of a table.
        while !self.tables.is_empty() {
            self.close("tc");
            self.close("tr");
            self.close("tbl");
        }
        self.close("p");
        Ok(())
    }

    fn open(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "tbl" => self.tables.push(Table::default()),
            "p" => {
                self.style = None;
                self.caption = false;
            }
            "pStyle" => {
                let style = attribute(tag, "val");
                self.caption = style.eq_ignore_ascii_case("caption") || style.contains("题注");
                self.style = self.styles.get(&style).copied().or_else(|| heading_level(&style));
            }
            "tab" | "br" | "cr" if self.hidden == 0 => self.paragraph.push(' '),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => self.end_paragraph(),
            "tc" => {
                self.end_paragraph();
                if let Some(table) = self.tables.last_mut() {
                    let cell = std::mem::take(&mut table.cell);
                    table.row.push(cell);
                }
            }
            "tr" => self.end_row(),
            "tbl" => self.end_table(),
            _ => {}
        }
    }

    /// A table of one row has told nothing yet.
    fn end_table(&mut self) {
        if let Some(table) = self.tables.last()
            && table.told == 0
            && !table.header.is_empty()
        {
            let words = table::row_text(&[], &table.header);
            self.tell_row(&words);
        }
        self.tables.pop();
    }

    fn end_paragraph(&mut self) {
        let words = std::mem::take(&mut self.paragraph);
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        if let Some(table) = self.tables.last_mut() {
            if !table.cell.is_empty() {
                table.cell.push(' ');
            }
            table.cell.push_str(words);
            return;
        }
        let kind = match self.style {
            _ if self.caption => BlockKind::Caption,
            Some(0) => BlockKind::Title,
            Some(1) if self.blocks.is_empty() => BlockKind::Title,
            Some(_) => BlockKind::Heading,
            None => BlockKind::Paragraph,
        };
        self.block(words, kind);
    }

    fn end_row(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let row = std::mem::take(&mut table.row);
        if row.iter().all(String::is_empty) {
            return;
        }
        if table.header.is_empty() && row.len() > 1 {
            table.header = row;
            return;
        }
        table.told += 1;
        let words = table::row_text(&table.header, &row);
        self.tell_row(&words);
    }

    fn tell_row(&mut self, words: &str) {
        if self.tables.len() <= 1 {
            self.block(words, BlockKind::TableRow);
            return;
        }
        // A table in a cell is part of that cell.
        let outer = self.tables.len() - 2;
        let cell = &mut self.tables[outer].cell;
        if !cell.is_empty() {
            cell.push(' ');
        }
        cell.push_str(words);
    }

    fn block(&mut self, words: &str, kind: BlockKind) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let start = self.text.len();
        self.text.extend(words.chars().map(|character| if character == '\n' { ' ' } else { character }));
        self.blocks.push(Block { range: start..self.text.len(), kind });
    }
}

fn local(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_owned()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    for attribute in tag.attributes().flatten() {
        if attribute.key.local_name().as_ref() == name {
            return attribute.value.into_owned();
        }
    }
    String::new()
}

/// The character of a numeric or predefined reference; any other stands for nothing.
fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            let packed = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
            writer.start_file(*name, packed).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn paragraph(style: &str, words: &str) -> String {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
    }

    fn row(cells: &[&str]) -> String {
        let cells: String = cells.iter().map(|cell| format!("<w:tc>{}</w:tc>", paragraph("", cell))).collect();
        format!("<w:tr>{cells}</w:tr>")
    }

    #[test]
    fn paragraphs_headings_and_rows_are_read() {
        let body = [
            paragraph("a1", "青溪县&amp;白石县共建方案"),
            paragraph("2", "总体要求"),
            paragraph("", "两县<w:tab/>共建新桥。<w:del><w:r><w:delText>旧桥</w:delText></w:r></w:del>"),
            format!("<w:tbl>{}{}</w:tbl>", row(&["指标", "2029年"]), row(&["投资", "3亿元"])),
            format!("<w:tbl>{}</w:tbl>", row(&["仅", "此行"])),
        ];
        let document = format!("<w:document xmlns:w=\"w\"><w:body>{}</w:body></w:document>", body.concat());
        let styles = "<w:styles><w:style w:styleId=\"a1\"><w:name w:val=\"Title\"/></w:style><w:style w:styleId=\"2\"><w:name w:val=\"heading 1\"/></w:style></w:styles>";
        let core = "<c:p><dc:title>旧名</dc:title><dcterms:created>2030-05-06T01:02:03Z</dcterms:created></c:p>";
        let bytes =
            archive(&[("word/document.xml", &document), ("word/styles.xml", styles), ("docProps/core.xml", core)]);
        let parsed = parse(&bytes, "a.docx");
        assert!(parsed.warnings.is_empty(), "{:?}", parsed.warnings);
        let raw = &parsed.texts[0];
        let blocks: Vec<(BlockKind, &str)> =
            raw.blocks.iter().map(|block| (block.kind, &raw.text[block.range.clone()])).collect();
        use BlockKind::{Heading, Paragraph, TableRow, Title};
        assert_eq!(
            blocks,
            [
                (Title, "青溪县&白石县共建方案"),
                (Heading, "总体要求"),
                (Paragraph, "两县 共建新桥。"),
                (TableRow, "指标：投资；2029年：3亿元"),
                (TableRow, "仅；此行"),
            ]
        );
        assert_eq!(raw.metadata.title.as_ref().unwrap().value, "青溪县&白石县共建方案");
        assert_eq!(raw.metadata.date.as_ref().unwrap().value.to_string(), "2030-05-06");
    }

    #[test]
    fn bombs_entities_and_broken_archives_are_named() {
        let huge = "甲".repeat(20 << 20);
        let bomb = archive(&[("word/document.xml", &huge)]);
        assert!(parse(&bomb, "b.docx").warnings[0].message.contains("more than"));
        let entity =
            "<!DOCTYPE d [<!ENTITY a \"aaaa\">]><w:document><w:p><w:r><w:t>甲&a;乙</w:t></w:r></w:p></w:document>";
        assert_eq!(parse(&archive(&[("word/document.xml", entity)]), "e.docx").texts[0].text, "甲乙");
        assert!(parse(b"PK\x03\x04 nothing", "c.docx").warnings[0].failed);
        assert!(parse(&archive(&[("a.txt", "x")]), "d.docx").warnings[0].failed);
        let deep = format!("{}甲", "<w:tbl>".repeat(100_000));
        assert!(parse(&archive(&[("word/document.xml", &deep)]), "f.docx").warnings.len() <= 1);
    }
}
