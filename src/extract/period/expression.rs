//! What an expression of time says, before a calendar resolves it.

use crate::model::Span;

/// A year as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Year {
    /// 2021年.
    Stated(i16),
    /// 今年 (0), 去年 (−1).
    Relative(i16),
    /// 当年, 同年: the year named last.
    Same,
    /// Not written: the year of publication, or the year before.
    Unsaid,
}

/// Months and days of a year; zero means all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Part {
    /// First month.
    pub(crate) from: u8,
    /// Last month.
    pub(crate) to: u8,
    /// First day of the first month.
    pub(crate) first_day: u8,
    /// Last day of the last month.
    pub(crate) last_day: u8,
}

/// One end of a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) year: Year,
    pub(crate) part: Part,
    /// A day without its month (29日).
    pub(crate) lacks_month: bool,
}

/// What kind of time is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A stretch of the calendar.
    Calendar(Point),
    /// From one to the other.
    Between(Point, Point),
    /// 近三年: so many months up to publication (negative: from then on).
    Back(i32),
    /// Years from … to … of a five-year plan.
    Plan(i16, i16),
    /// So many days from publication.
    Days(i32),
    /// 当日: the day named last.
    SameDay,
    /// 目前, 至今.
    Now,
    /// 每年, 每天.
    Each,
    /// 近日, 近年来: no interval.
    Vague,
}

/// Which ends of the stretch are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Bounds {
    /// 截至, 到: from the beginning until then.
    pub(crate) until: bool,
    /// 以来, 起: from then until publication.
    pub(crate) since: bool,
}

/// An expression of time in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimeExpression {
    pub(crate) span: Span,
    pub(crate) form: Form,
    pub(crate) bounds: Bounds,
}
