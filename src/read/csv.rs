//! Comma-separated values as RFC 4180 has them: quoted fields, doubled quotes, line feeds inside quotes.

/// A record and the line on which it begins, from 1.
pub(super) struct Record {
    pub line: u32,
    pub fields: Vec<String>,
}

/// Splits `text` into records; empty lines give none. Total: a quote that is never closed ends with the text.
pub(super) fn records(text: &str) -> Vec<Record> {
    let mut records = Vec::new();
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut line = 1;
    let mut first_line = 1;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\n' {
            line += 1;
        }
        if quoted {
            match character {
                '"' if characters.peek() == Some(&'"') => {
                    characters.next();
                    field.push('"');
                }
                '"' => quoted = false,
                other => field.push(other),
            }
            continue;
        }
        match character {
            '"' if field.trim().is_empty() => {
                field.clear();
                quoted = true;
            }
            ',' => fields.push(std::mem::take(&mut field)),
            '\n' | '\r' => {
                close(&mut records, &mut fields, &mut field, first_line);
                first_line = line;
            }
            other => field.push(other),
        }
    }
    close(&mut records, &mut fields, &mut field, first_line);
    records
}

fn close(records: &mut Vec<Record>, fields: &mut Vec<String>, field: &mut String, line: u32) {
    if fields.is_empty() && field.is_empty() {
        return;
    }
    fields.push(std::mem::take(field));
    records.push(Record { line, fields: std::mem::take(fields) });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        records(text).into_iter().map(|record| (record.line, record.fields)).collect()
    }

    fn row(line: u32, fields: &[&str]) -> (u32, Vec<String>) {
        (line, fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn quotes_commas_and_line_feeds_inside_a_field_are_kept() {
        let text = "a,b\r\n\"x, \"\"y\"\"\nz\",2\n\nc,\n";
        assert_eq!(rows(text), [row(1, &["a", "b"]), row(2, &["x, \"y\"\nz", "2"]), row(5, &["c", ""])]);
    }

    #[test]
    fn an_open_quote_ends_with_the_text() {
        assert_eq!(rows("\"a,b"), [row(1, &["a,b"])]);
        assert!(rows("").is_empty());
    }
}
