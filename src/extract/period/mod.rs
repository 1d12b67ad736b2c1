//! Expressions of time: where they stand and which days they mean.

mod expression;
mod grammar;
mod resolve;
mod times;
mod words;

pub(crate) use expression::{Form, TimeExpression};
pub(crate) use resolve::Calendar;
#[cfg(test)]
pub(crate) use resolve::next_day;
pub(crate) use times::Times;

use grammar::expression_at;

/// Every expression of time in `text`, left to right, not overlapping.
pub(crate) fn expressions(text: &str) -> Vec<TimeExpression> {
    let mut out: Vec<TimeExpression> = Vec::new();
    let mut next = 0;
    for (at, character) in text.char_indices() {
        if at < next || !words::begins_expression(character) {
            continue;
        }
        if let Some(expression) = expression_at(text, at) {
            next = expression.span.end as usize;
            out.push(expression);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        expressions(text).iter().map(|expression| expression.span.of(text)).collect()
    }

    #[test]
    fn expressions_are_found_whole() {
        for (text, expected) in [
            ("2021年，全区实现", vec!["2021年"]),
            ("今年上半年达到", vec!["今年上半年"]),
            ("1—7月，完成", vec!["1—7月"]),
            ("今年前7月累计", vec!["今年前7月"]),
            ("截至2023年6月底，建成", vec!["截至2023年6月底"]),
            ("截至目前，已有", vec!["截至目前"]),
            ("8月29日上午，工地", vec!["8月29日上午"]),
            ("7月20日至23日举行", vec!["7月20日至23日"]),
            ("2019年至2022年间", vec!["2019年至2022年"]),
            ("到2025年，总量", vec!["到2025年"]),
            ("“十四五”期间，投资", vec!["“十四五”期间"]),
            ("近三年来，引进", vec!["近三年来"]),
            ("五年来，累计", vec!["五年来"]),
            ("自今年2月以来，", vec!["自今年2月以来"]),
            ("去年年底启用", vec!["去年年底"]),
            ("截至8月6日22时，", vec!["截至8月6日22时"]),
            ("2023-08-18发布", vec!["2023-08-18"]),
            ("一季度增长", vec!["一季度"]),
            ("7月份产量", vec!["7月份"]),
            ("2020年度利润", vec!["2020年度"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn durations_and_counts_are_none() {
        for text in ["历时3年", "工期14个月", "3日游", "30日内联系", "28岁", "5个月龄"] {
            assert_eq!(words(text), Vec::<&str>::new(), "{text}");
        }
    }
}
