//! Title, date and source that stand outside the text: `metadata.csv` and the names of files.

use std::collections::BTreeMap;

use super::csv;
use crate::model::{Based, Basis, PartialDate};
use crate::warning::Warning;

/// What the file says of itself or the user says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Title.
    pub title: Option<Based<String>>,
    /// Publication date.
    pub date: Option<Based<PartialDate>>,
    /// Publisher.
    pub source: Option<Based<String>>,
}

impl Metadata {
    /// Takes from `other` each value that is missing here or less sure here.
    pub fn merge(&mut self, other: &Metadata) {
        surer(&mut self.title, other.title.as_ref());
        surer(&mut self.date, other.date.as_ref());
        surer(&mut self.source, other.source.as_ref());
    }

    /// What the words say, each with the given basis; blank words and words that are no date are left out.
    #[must_use]
    pub fn from_words(title: &str, date: &str, source: &str, basis: Basis) -> Self {
        let words = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| Based { value: text.to_owned(), basis })
        };
        let date = date_in(date).map(|value| Based { value, basis });
        Self { title: words(title), date, source: words(source) }
    }
}

fn surer<T: Clone>(mine: &mut Option<Based<T>>, theirs: Option<&Based<T>>) {
    let Some(theirs) = theirs else { return };
    if mine.as_ref().is_none_or(|mine| theirs.basis < mine.basis) {
        *mine = Some(theirs.clone());
    }
}

/// The rows of the `metadata.csv` files of a root, by the path that they speak of, relative to the root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataTable {
    /// The row and how deep its table lies: the nearer to the file, the deeper.
    rows: BTreeMap<String, (usize, Metadata)>,
}

impl MetadataTable {
    /// What the nearest `metadata.csv` says of a file.
    #[must_use]
    pub fn row(&self, relative: &str) -> Option<&Metadata> {
        self.rows.get(relative).map(|(_, metadata)| metadata)
    }

    /// Reads a table that lies in `folder` (relative to the root); columns `path,title,date,source` in any order.
    pub(super) fn load(&mut self, bytes: &[u8], folder: &str, label: &str) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let depth = if folder.is_empty() { 0 } else { 1 + folder.matches('/').count() };
        let decoded = super::decode::decode(bytes);
        let mut records = csv::records(&decoded.text).into_iter();
        let Some(header) = records.next() else { return warnings };
        let column = |names: &[&str]| {
            header.fields.iter().position(|field| names.contains(&field.trim().to_lowercase().as_str()))
        };
        let Some(path) = column(&["path", "file", "路径", "文件"]) else {
            warnings.push(bad_row(label, 1, "the first line names no column `path`; wanted: path,title,date,source"));
            return warnings;
        };
        let title = column(&["title", "标题"]);
        let date = column(&["date", "日期"]);
        let source = column(&["source", "来源"]);
        for record in records {
            let field = |at: Option<usize>| at.and_then(|at| record.fields.get(at)).map_or("", |text| text.trim());
            let named = field(Some(path)).replace('\\', "/");
            let named = named.trim_start_matches("./");
            if named.is_empty() {
                continue;
            }
            let metadata = Metadata::from_words(field(title), field(date), field(source), Basis::Metadata);
            if metadata.date.is_none() && !field(date).is_empty() {
                let reason = format!("`{}` is no date; write 2022-08-30, 2022-08 or 2022", field(date));
                warnings.push(bad_row(label, record.line, &reason));
            }
            let full = if folder.is_empty() { named.to_owned() } else { format!("{folder}/{named}") };
            // A table nearer to the file wins over one further up; within a table the last row wins.
            if self.rows.get(&full).is_none_or(|(known, _)| *known <= depth) {
                self.rows.insert(full, (depth, metadata));
            }
        }
        warnings
    }
}

fn bad_row(label: &str, line: u32, message: &str) -> Warning {
    Warning {
        code: "bad_metadata".to_owned(),
        path: label.to_owned(),
        line: Some(line),
        message: message.to_owned(),
        failed: false,
    }
}

/// The date in a file's name (`2022-08-30`, `20220830`, `2022年8月30日`), the last one of its path.
pub(super) fn from_file_name(relative: &str) -> Metadata {
    for part in relative.rsplit('/') {
        if let Some(value) = date_in(part).filter(|date| date.month > 0) {
            return Metadata { date: Some(Based { value, basis: Basis::FileName }), ..Metadata::default() };
        }
    }
    Metadata::default()
}

/// The first calendar date in `text` with at least a year from 1900 to 2099: `2022-08-30`, `2022/8/30`, `2022.08.30`,
/// `20220830`, `2022年8月30日`, `2022年8月`, `2022-08`, `2022`. A time after it is passed over.
pub(crate) fn date_in(text: &str) -> Option<PartialDate> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let digits = digits_at(bytes, at);
        if let Some(date) = date_at(text, at, digits) {
            return Some(date);
        }
        at += digits;
    }
    None
}

fn digits_at(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

fn date_at(text: &str, at: usize, digits: usize) -> Option<PartialDate> {
    let number = |from: usize, length: usize| text.get(from..from + length)?.parse::<i16>().ok();
    let year = number(at, 4).filter(|year| (1900..2100).contains(year))?;
    if digits == 8 || digits == 14 || digits == 12 {
        let month = u8::try_from(number(at + 4, 2)?).ok()?;
        let day = u8::try_from(number(at + 6, 2)?).ok()?;
        return PartialDate::new(year, month, day).filter(|date| date.day > 0);
    }
    if digits != 4 {
        return None;
    }
    let Some((month, after_month)) = part_after(text, at + 4, &["-", "/", ".", "_", "年"]) else {
        return PartialDate::new(year, 0, 0);
    };
    let Some(with_month) = PartialDate::new(year, month, 0).filter(|date| date.month > 0) else {
        return PartialDate::new(year, 0, 0);
    };
    let with_day = part_after(text, after_month, &["-", "/", ".", "_", "月"])
        .and_then(|(day, _)| PartialDate::new(year, month, day))
        .filter(|date| date.day > 0);
    Some(with_day.unwrap_or(with_month))
}

/// The number of one or two digits behind one of the separators (blanks allowed), and where it ends.
fn part_after(text: &str, at: usize, separators: &[&str]) -> Option<(u8, usize)> {
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start();
    let separator = separators.iter().find(|separator| trimmed.starts_with(**separator))?;
    let tail = trimmed[separator.len()..].trim_start();
    let digits = digits_at(tail.as_bytes(), 0);
    if digits == 0 || digits > 2 {
        return None;
    }
    let start = text.len() - tail.len();
    Some((tail[..digits].parse().ok()?, start + digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<String> {
        date_in(text).map(|date| date.to_string())
    }

    #[test]
    fn dates_are_read_in_every_usual_form() {
        for text in ["2022-08-30", "2022/8/30 09:20:11", "2022年8月30日", "2022 年 8 月 30 日", "n20220830_3.txt"]
        {
            assert_eq!(date(text).as_deref(), Some("2022-08-30"), "{text}");
        }
        assert_eq!(date("2022年8月").as_deref(), Some("2022-08"));
        assert_eq!(date("规划（2022）").as_deref(), Some("2022"));
        assert_eq!(date("2022-13-40").as_deref(), Some("2022"));
        assert_eq!(date("12345678"), None);
        assert_eq!(date("9999年"), None);
        assert_eq!(date("1"), None);
    }

    #[test]
    fn a_file_name_gives_a_date_only_with_a_month() {
        let named = |name| from_file_name(name).date.map(|date| (date.value.to_string(), date.basis));
        assert_eq!(named("2021/日报20220830.txt"), Some(("2022-08-30".to_owned(), Basis::FileName)));
        assert_eq!(named("2021/计划2022.txt"), None);
    }

    #[test]
    fn a_table_speaks_of_the_files_beside_it() {
        let mut table = MetadataTable::default();
        let bytes = "\u{feff}date,path,source\r\n2022-08-30,./a.txt,\"西江日报, 二版\"\r\n昨天,b.txt,\r\n".as_bytes();
        let warnings = table.load(bytes, "news", "r/news/metadata.csv");
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].line, Some(3));
        let row = table.row("news/a.txt").unwrap();
        assert_eq!(row.date.as_ref().unwrap().value.to_string(), "2022-08-30");
        assert_eq!(row.source.as_ref().unwrap().value, "西江日报, 二版");
        assert!(table.row("a.txt").is_none());
    }

    #[test]
    fn the_surer_value_wins() {
        let mut mine = Metadata::from_words("", "2022-01-01", "甲报", Basis::FrontMatter);
        mine.merge(&Metadata::from_words("题", "2022-02-02", "乙报", Basis::Option));
        mine.merge(&Metadata::from_words("无", "2022-03-03", "丙报", Basis::FileName));
        assert_eq!(mine.title.unwrap().value, "题");
        assert_eq!(mine.date.unwrap().value.to_string(), "2022-02-02");
        assert_eq!(mine.source.unwrap().value, "乙报");
    }
}
