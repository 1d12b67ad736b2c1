//! Calendar dates that may lack a month or a day, and closed intervals of them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A date as a report gives it: year, year and month, or year, month and day. Zero means not given.
///
/// Orders by year, month, day, so that 2022 comes before 2022-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartialDate {
    /// Year of the common era.
    pub year: i16,
    /// 1 to 12, or 0.
    pub month: u8,
    /// 1 to 31, or 0.
    pub day: u8,
}

impl PartialDate {
    /// A date whose parts are in range (month 1–12 or 0, day valid in its month or 0), else `None`.
    #[must_use]
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let date = Self { year, month, day };
        let valid = month <= 12 && (month > 0 || day == 0) && (day == 0 || day <= days_in_month(year, month));
        valid.then_some(date)
    }

    /// Reads `2022`, `2022-08`, `2022-08-29`; also with `/` or `.`, or as `2022年8月29日`; surrounding blanks are allowed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches(['年', '月', '日']);
        let mut parts = text.split(['-', '/', '.', '年', '月']);
        let year: i16 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let month = parts.next().map_or(Some(0), |m| m.parse().ok().filter(|m| *m > 0))?;
        let day = parts.next().map_or(Some(0), |d| d.parse().ok().filter(|d| *d > 0))?;
        if parts.next().is_some() { None } else { Self::new(year, month, day) }
    }

    /// The first full day that the date can mean.
    #[must_use]
    pub fn first_day(self) -> Self {
        Self { year: self.year, month: self.month.max(1), day: self.day.max(1) }
    }

    /// The last full day that the date can mean.
    #[must_use]
    pub fn last_day(self) -> Self {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 { days_in_month(self.year, month) } else { self.day };
        Self { year: self.year, month, day }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

/// Days of a month in the Gregorian calendar.
#[must_use]
pub fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        _ => 31,
    }
}

/// How sure a date, a source or a period is, and where it comes from. Earlier is surer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Given by the user (`--date`, `--source`).
    Option,
    /// A row of `metadata.csv`, or a field of a JSONL record.
    Metadata,
    /// Front matter, `<meta>` or document properties.
    FrontMatter,
    /// A line of the text such as 时间： or 来源：.
    Stated,
    /// The name of the file.
    FileName,
    /// Inferred from what the text says elsewhere.
    Inferred,
}

/// A value with where it was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Based<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub basis: Basis,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_each_dress_and_nonsense_is_not() {
        for text in ["2022-08-29", "2022/8/29", "2022.08.29", " 2022年8月29日 "] {
            assert_eq!(PartialDate::parse(text), PartialDate::new(2022, 8, 29), "{text}");
        }
        assert_eq!(PartialDate::parse("2022年8月"), PartialDate::new(2022, 8, 0));
        assert_eq!(PartialDate::parse("2022年"), PartialDate::new(2022, 0, 0));
        for text in ["", "22-08-29", "2022-13", "2022-02-30", "2022-08-29-1", "八月"] {
            assert_eq!(PartialDate::parse(text), None, "{text}");
        }
    }
}
