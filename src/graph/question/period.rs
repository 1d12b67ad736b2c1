//! A period as a question gives it.

use crate::model::{PartialDate, Period};

/// What `--period` means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PeriodQuery {
    /// The days from the first to the last.
    Days(PartialDate, PartialDate),
    /// These words stand in the period's words.
    Words(String),
}

impl PeriodQuery {
    /// Reads `2021`, `2022-07`, `2022-01..2022-07`, `2022-H1`, `2022-Q3`, `2021年`; anything else is taken as words.
    pub(super) fn parse(text: &str) -> Self {
        let text = text.trim();
        let bounds = match text.split_once("..") {
            Some((from, to)) => PartialDate::parse(from).zip(PartialDate::parse(to)),
            None => parse_part_of_year(text)
                .or_else(|| PartialDate::parse(text.trim_end_matches('年')).map(|date| (date, date))),
        };
        match bounds {
            Some((from, to)) => Self::Days(from.first_day(), to.last_day()),
            None => Self::Words(text.to_owned()),
        }
    }

    /// Whether a figure's period lies within.
    pub(super) fn admits(&self, period: Option<&Period>) -> bool {
        let Some(period) = period else { return false };
        match self {
            Self::Words(words) => period.text.contains(words.as_str()),
            Self::Days(from, to) => {
                let Some(start) = period.start.or(period.end) else { return false };
                let Some(end) = period.end.or(period.start) else { return false };
                start.first_day() >= *from && end.last_day() <= *to
            }
        }
    }
}

/// `2022-H1`, `2022-Q3`.
fn parse_part_of_year(text: &str) -> Option<(PartialDate, PartialDate)> {
    let (year, part) = text.split_once('-')?;
    let year: i16 = year.parse().ok()?;
    let (first, last) = match part.to_ascii_uppercase().as_str() {
        "H1" => (1, 6),
        "H2" => (7, 12),
        "Q1" => (1, 3),
        "Q2" => (4, 6),
        "Q3" => (7, 9),
        "Q4" => (10, 12),
        _ => return None,
    };
    PartialDate::new(year, first, 0).zip(PartialDate::new(year, last, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Basis;

    fn period(start: &str, end: &str) -> Period {
        let (start, end) = (PartialDate::parse(start), PartialDate::parse(end));
        Period { text: "前五个月".to_owned(), start, end, basis: Basis::Stated }
    }

    #[test]
    fn a_year_takes_in_its_months() {
        let months = period("2022-01", "2022-05");
        for query in ["2022", "2022年", "2022-H1", "2022-01..2022-05", "2021..2023", "五个月"] {
            assert!(PeriodQuery::parse(query).admits(Some(&months)), "{query}");
        }
        for query in ["2021", "2022-Q1", "2022-02..2022-05", "上半年"] {
            assert!(!PeriodQuery::parse(query).admits(Some(&months)), "{query}");
        }
        assert!(!PeriodQuery::parse("2022").admits(None));
    }
}
