//! The expressions of time of one document with their meaning.

use super::{Calendar, TimeExpression, expressions};
use crate::extract::context::Context;
use crate::model::{Period, Span};

/// Time expressions by place, and the period that each means.
pub(crate) struct Times {
    pub(crate) expressions: Vec<TimeExpression>,
    pub(crate) periods: Vec<Period>,
}

impl Times {
    pub(crate) fn of(context: &Context) -> Self {
        let expressions = expressions(context.text());
        let published = context.document.date.as_ref().map(|date| date.value);
        let mut calendar = Calendar::new(published, &expressions);
        let periods = expressions.iter().map(|expression| calendar.resolve(expression, context.text())).collect();
        Self { expressions, periods }
    }

    /// Indexes of the expressions that begin within `span`.
    pub(crate) fn within(&self, span: Span) -> std::ops::Range<usize> {
        let from = self.expressions.partition_point(|expression| expression.span.start < span.start);
        let to = self.expressions.partition_point(|expression| expression.span.start < span.end);
        from..to.max(from)
    }

    /// Whether an expression shares a byte with `span`.
    pub(crate) fn overlaps(&self, span: Span) -> bool {
        let next = self.expressions.partition_point(|expression| expression.span.end <= span.start);
        self.expressions.get(next).is_some_and(|expression| expression.span.overlaps(span))
    }
}
