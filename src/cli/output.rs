//! Results on standard output: tables for people, JSON, JSONL, CSV and TSV for programs.

use std::io::{self, Write};

use anyhow::Result;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use serde_json::Value;

use super::args::Format;

/// The schema name that every listing carries.
pub const SCHEMA: &str = "tupu/1";

/// The rows of a listing as people read them: a heading for each column, a cell for each row.
pub struct Rows {
    /// Column headings.
    pub headings: Vec<&'static str>,
    /// Cells, a row each.
    pub rows: Vec<Vec<String>>,
}

/// Prints a listing in the format asked for. `query` is what was asked, `total` how many there are in all, of which
/// `results` may be a page. `extra` are further keys of the JSON object (`relaxed`, `facets`).
pub fn listing<T: Serialize>(
    format: Format,
    query: &Value,
    total: usize,
    results: &[T],
    extra: &[(&str, Value)],
    rows: impl FnOnce() -> Rows,
) -> Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match format {
        Format::Json => {
            write!(out, "{{\"schema\":\"{SCHEMA}\",\"query\":{query},\"total\":{total}")?;
            for (key, value) in extra {
                write!(out, ",\"{key}\":{value}")?;
            }
            out.write_all(b",\"results\":[")?;
            for (index, result) in results.iter().enumerate() {
                if index > 0 {
                    out.write_all(b",")?;
                }
                serde_json::to_writer(&mut out, result)?;
            }
            out.write_all(b"]}\n")?;
        }
        Format::Jsonl => {
            for result in results {
                serde_json::to_writer(&mut out, result)?;
                out.write_all(b"\n")?;
            }
        }
        Format::Csv => separated(&mut out, &rows(), ',')?,
        Format::Tsv => separated(&mut out, &rows(), '\t')?,
        _ if results.is_empty() => eprintln!("没有结果"),
        _ => table(&mut out, rows())?,
    }
    out.flush()?;
    Ok(())
}

/// Prints an object of its own shape: JSON as it is, else the text that `people` writes.
pub fn object<T: Serialize>(
    format: Format,
    value: &T,
    people: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if matches!(format, Format::Json | Format::Jsonl) {
        serde_json::to_writer(&mut out, value)?;
        out.write_all(b"\n")?;
    } else {
        people(&mut out)?;
    }
    out.flush()?;
    Ok(())
}

/// A table aligned by display width. On a terminal it is fitted to the width; in a pipe nothing is cut.
pub fn table(out: &mut dyn Write, content: Rows) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if !io::IsTerminal::is_terminal(&io::stdout()) {
        table.set_content_arrangement(ContentArrangement::Disabled);
    }
    table.set_header(content.headings);
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    for row in content.rows {
        table.add_row(row);
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn separated(out: &mut dyn Write, content: &Rows, separator: char) -> io::Result<()> {
    let headings: Vec<String> = content.headings.iter().map(|heading| (*heading).to_owned()).collect();
    for row in std::iter::once(&headings).chain(&content.rows) {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                write!(out, "{separator}")?;
            }
            out.write_all(field(cell, separator).as_bytes())?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// One field: CSV is quoted as RFC 4180 says; TSV has its tabs and line feeds turned to blanks.
fn field(cell: &str, separator: char) -> String {
    if separator == '\t' {
        return cell.replace(['\t', '\n', '\r'], " ");
    }
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(separator: char, cell: &str) -> String {
        let rows = Rows { headings: vec!["a", "b"], rows: vec![vec![cell.to_owned(), "x".to_owned()]] };
        let mut out = Vec::new();
        separated(&mut out, &rows, separator).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_field_with_a_comma_or_a_quote_stays_one_field() {
        assert_eq!(written(',', "万州,\"开州\""), "a,b\n\"万州,\"\"开州\"\"\",x\n");
        assert_eq!(written('\t', "一\t二\n三"), "a\tb\n一 二 三\tx\n");
    }
}
