//! From the words to the days: against the publication date, else the years that the text states.

use super::expression::{Form, Part, Point, TimeExpression, Year};
use crate::model::{Basis, PartialDate, Period};

/// What years and days are counted from while a document is read from its beginning.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    /// Publication date, or the year inferred for it.
    published: Option<PartialDate>,
    /// The year named last.
    year: Option<i16>,
    /// The day named last.
    day: Option<PartialDate>,
    month: Option<u8>,
}

impl Calendar {
    /// A calendar for a document published on `date`. Without a date the year of publication is the latest year that the
    /// text gives as reached (`expressions`), for reports speak of the year they appear in.
    pub(crate) fn new(date: Option<PartialDate>, expressions: &[TimeExpression]) -> Self {
        let published = date.or_else(|| {
            let reached = expressions.iter().filter(|expression| !expression.bounds.until);
            let years = reached.filter_map(|expression| match expression.form {
                Form::Calendar(Point { year: Year::Stated(year), .. }) => Some(year),
                _ => None,
            });
            years.filter(|year| (1949..2100).contains(year)).max().and_then(|year| PartialDate::new(year, 0, 0))
        });
        Self { published, year: None, day: None, month: None }
    }

    /// The period that an expression means; remembers its year and day for those that follow.
    pub(crate) fn resolve(&mut self, expression: &TimeExpression, text: &str) -> Period {
        let words = expression.span.of(text).to_owned();
        let mut basis = Basis::Inferred;
        let interval = match expression.form {
            Form::Calendar(point) => {
                basis = stated(point.year);
                self.stretch(point, None)
            }
            Form::Between(from, to) => {
                basis = stated(from.year);
                let first = self.stretch(from, None);
                let year = first.map(|(start, _)| start.year);
                let second = self.stretch(to, year);
                first.zip(second).map(|((start, _), (_, end))| (start, end)).filter(|(start, end)| start <= end)
            }
            Form::Plan(first, last) => {
                basis = Basis::Stated;
                PartialDate::new(first, 0, 0)
                    .zip(PartialDate::new(last, 0, 0))
                    .map(|(a, b)| (a.first_day(), b.last_day()))
            }
            Form::Back(months) => self.published.map(|date| {
                let day = date.last_day();
                let other = add_months(day, -months);
                if months > 0 { (other, day) } else { (day, other) }
            }),
            Form::Days(days) => self.published.filter(|date| date.day > 0).map(|date| {
                let day = add_days(date, days);
                self.day = Some(day);
                (day, day)
            }),
            Form::SameDay => self.day.map(|day| (day, day)),
            Form::Now => {
                let end = self.published.filter(|date| date.month > 0).map(PartialDate::last_day);
                return Period { text: words, start: None, end, basis };
            }
            Form::Each | Form::Vague => None,
        };
        let (start, end) = interval.unzip();
        let start = if expression.bounds.until { None } else { start };
        let end = if expression.bounds.since { self.published.map(PartialDate::last_day) } else { end };
        let ordered = start.zip(end).is_none_or(|(start, end)| start <= end);
        Period { text: words, start, end: end.filter(|_| ordered), basis }
    }

    fn stretch(&mut self, point: Point, year_of_first: Option<i16>) -> Option<(PartialDate, PartialDate)> {
        let Part { mut from, mut to, first_day, last_day } = point.part;
        let published = self.published;
        if point.lacks_month {
            let month = published.map(|date| date.month).filter(|month| *month > 0).or(self.month)?;
            let late = published.is_some_and(|date| date.day > 0 && first_day > date.day);
            from = if late && month > 1 { month - 1 } else { month };
            to = from;
        }
        let year = match point.year {
            Year::Stated(year) => year,
            Year::Relative(offset) => published?.year.checked_add(offset)?,
            Year::Same => self.year.or(published.map(|date| date.year))?,
            Year::Unsaid => year_of_first.or_else(|| self.unsaid_year(from))?,
        };
        self.year = Some(year);
        let (from, to) = if from == 0 { (1, 12) } else { (from, to) };
        self.month = Some(to);
        let start = PartialDate::new(year, from, first_day)?.first_day();
        let end = PartialDate::new(year, to, last_day)?.last_day();
        if first_day > 0 && first_day == last_day {
            self.day = Some(start);
        }
        Some((start, end))
    }

    /// The year of a month given without one: that of publication, or the year before for a month still to come.
    fn unsaid_year(&self, month: u8) -> Option<i16> {
        match self.published {
            Some(date) if date.month > 0 && month > date.month && month < 12 => Some(date.year - 1),
            Some(date) => Some(date.year),
            None => self.year,
        }
    }
}

fn stated(year: Year) -> Basis {
    if matches!(year, Year::Stated(_)) { Basis::Stated } else { Basis::Inferred }
}

fn add_months(date: PartialDate, months: i32) -> PartialDate {
    let index = i32::from(date.year) * 12 + i32::from(date.month) - 1 + months;
    let year = i16::try_from(index.div_euclid(12)).unwrap_or(date.year);
    let month = u8::try_from(index.rem_euclid(12) + 1).unwrap_or(1);
    let day = date.day.min(crate::model::days_in_month(year, month));
    PartialDate { year, month, day }
}

fn add_days(date: PartialDate, days: i32) -> PartialDate {
    let mut date = date;
    for _ in 0..days.unsigned_abs() {
        date = if days > 0 { next_day(date) } else { day_before(date) };
    }
    date
}

/// The day after.
pub(crate) fn next_day(date: PartialDate) -> PartialDate {
    if date.day < crate::model::days_in_month(date.year, date.month) {
        return PartialDate { day: date.day + 1, ..date };
    }
    if date.month < 12 {
        return PartialDate { month: date.month + 1, day: 1, ..date };
    }
    PartialDate { year: date.year + 1, month: 1, day: 1 }
}

fn day_before(date: PartialDate) -> PartialDate {
    if date.day > 1 {
        return PartialDate { day: date.day - 1, ..date };
    }
    if date.month > 1 {
        let month = date.month - 1;
        return PartialDate { month, day: crate::model::days_in_month(date.year, month), ..date };
    }
    PartialDate { year: date.year - 1, month: 12, day: 31 }
}

#[cfg(test)]
mod tests {
    use super::super::expressions;
    use super::*;

    fn interval(text: &str, date: Option<&str>) -> (String, Basis) {
        let found = expressions(text);
        let mut calendar = Calendar::new(date.and_then(PartialDate::parse), &found);
        let periods: Vec<Period> = found.iter().map(|expression| calendar.resolve(expression, text)).collect();
        let period = periods.last().unwrap();
        let show = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
        (format!("{}..{}", show(period.start), show(period.end)), period.basis)
    }

    #[test]
    fn years_that_the_words_give_are_stated() {
        assert_eq!(interval("2021年", None), ("2021-01-01..2021-12-31".into(), Basis::Stated));
        assert_eq!(interval("2021年7月", None), ("2021-07-01..2021-07-31".into(), Basis::Stated));
        assert_eq!(interval("到2025年", None), ("..2025-12-31".into(), Basis::Stated));
        assert_eq!(interval("“十四五”期间", None), ("2021-01-01..2025-12-31".into(), Basis::Stated));
    }

    #[test]
    fn relative_words_take_the_publication_date() {
        let date = Some("2022-08-30");
        for (text, expected) in [
            ("今年上半年", "2022-01-01..2022-06-30"),
            ("1—7月", "2022-01-01..2022-07-31"),
            ("去年", "2021-01-01..2021-12-31"),
            ("前7月", "2022-01-01..2022-07-31"),
            ("8月29日", "2022-08-29..2022-08-29"),
            ("29日", "2022-08-29..2022-08-29"),
            ("11月", "2021-11-01..2021-11-30"),
            ("截至目前", "..2022-08-30"),
            ("2020年以来", "2020-01-01..2022-08-30"),
            ("近三年", "2019-08-30..2022-08-30"),
            ("7月20日至23日", "2022-07-20..2022-07-23"),
            ("近日", ".."),
        ] {
            assert_eq!(interval(text, date).0, expected, "{text}");
        }
    }

    #[test]
    fn without_a_date_the_latest_year_reached_is_this_year() {
        let text = "2021年总量居前，到2025年翻番，《2022年任务清单》印发，今年上半年增长";
        assert_eq!(interval(text, None), ("2022-01-01..2022-06-30".into(), Basis::Inferred));
        assert_eq!(interval("今年上半年增长", None).0, "..");
    }
}
