//! The shared cases on numbers, percentages, dates and date periods: prints the share that passes, group by group.
//! Forms that no report uses (lunar dates, reign years, blanks within numerals) are part of the cases and may fail.

#![cfg(test)]

use serde::Deserialize;
use serde_json::Value;

use super::gold::shared;
use super::number::{Share, UnitKind, numbers, quantities};
use super::period::{Calendar, expressions};
use crate::model::{PartialDate, Period};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Case {
    input: String,
    #[serde(default)]
    context: Value,
    #[serde(default)]
    results: Vec<Value>,
}

/// What one case owes or gets: first character and a value in words.
type Found = Vec<(u64, String)>;

fn character(text: &str, byte: u32) -> u64 {
    text[..byte as usize].chars().count() as u64
}

fn plain(value: f64) -> String {
    let rounded: f64 = format!("{value:.9e}").parse().unwrap_or(value);
    rounded.to_string()
}

fn start(result: &Value) -> u64 {
    result["Start"].as_u64().unwrap_or_default()
}

fn owed_number(case: &Case) -> Found {
    let value = |result: &Value| {
        let words = result["Resolution"]["value"].as_str().unwrap_or_default();
        words.trim_end_matches('%').parse::<f64>().map_or_else(|_| words.to_owned(), plain)
    };
    case.results.iter().map(|result| (start(result), value(result))).collect()
}

fn got_number(case: &Case) -> Found {
    let value = |number: &super::number::Number| {
        if number.share == Share::Percent { number.value / 100.0 } else { number.value * number.scale }
    };
    numbers(&case.input)
        .iter()
        .map(|number| (character(&case.input, number.span.start), plain(value(number))))
        .collect()
}

fn got_percent(case: &Case) -> Found {
    let mut found = Found::new();
    for quantity in quantities(&case.input, &[]) {
        let value = match (quantity.kind, quantity.unit.as_str()) {
            (UnitKind::Percent, unit) if unit.ends_with('成') => quantity.normalised() * 10.0,
            (UnitKind::Percent | UnitKind::Point, _) => quantity.normalised(),
            _ => continue,
        };
        found.push((character(&case.input, quantity.span.start), plain(value)));
    }
    found
}

fn owed_span(case: &Case) -> Found {
    case.results.iter().map(|result| (start(result), result["Length"].to_string())).collect()
}

fn got_span(case: &Case) -> Found {
    let text = &case.input;
    let length = |span: crate::model::Span| span.of(text).chars().count().to_string();
    expressions(text).iter().map(|found| (character(text, found.span.start), length(found.span))).collect()
}

fn owed_days(case: &Case) -> Found {
    let days = |result: &Value| {
        let past = &result["Value"]["PastResolution"];
        let field = |name: &str| past[name].as_str().unwrap_or_default();
        if past["date"].is_string() {
            field("date").to_owned()
        } else {
            format!("{}..{}", field("startDate"), field("endDate"))
        }
    };
    case.results.iter().map(|result| (start(result), days(result))).collect()
}

fn resolved(case: &Case) -> Vec<(u64, Period)> {
    let text = &case.input;
    let found = expressions(text);
    let reference = case.context["ReferenceDateTime"].as_str().and_then(|date| PartialDate::parse(date.get(..10)?));
    let mut calendar = Calendar::new(reference, &found);
    found.iter().map(|found| (character(text, found.span.start), calendar.resolve(found, text))).collect()
}

fn got_day(case: &Case) -> Found {
    let day = |period: &Period| period.start.map(|day| day.to_string()).unwrap_or_default();
    resolved(case).iter().map(|(at, period)| (*at, day(period))).collect()
}

/// The cases give the day after the last one where the end is a whole month or year, the last one where it is named.
fn days_agree(owed: &Found, got: &[(u64, Period)]) -> bool {
    let pairs = owed.iter().zip(got);
    owed.len() == got.len()
        && pairs.into_iter().all(|((at, days), (found, period))| {
            let (Some(start), Some(end)) = (period.start, period.end) else { return false };
            let next = super::period::next_day(end);
            at == found && [end, next].iter().any(|end| *days == format!("{start}..{end}"))
        })
}

fn share(file: &str, passes: impl Fn(&Case) -> bool) {
    let Some(path) = shared().map(|shared| shared.join("data/tests/time_number_tests").join(file)) else {
        println!("skipped: no shared folder with the cases");
        return;
    };
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: no {file}");
        return;
    };
    let cases: Vec<Case> = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
    let verbose = std::env::var_os("TUPU_ERRORS").is_some_and(|name| name == file.trim_end_matches(".json"));
    let mut right = 0;
    for case in &cases {
        let passed = passes(case);
        right += usize::from(passed);
        if verbose && !passed {
            println!("  {} owed {:?} | {:?}", case.input, owed_number(case), got_number(case));
        }
    }
    println!("{file}: {right} of {} ({:.3})", cases.len(), right as f64 / cases.len() as f64);
}

#[test]
fn shared_cases_on_numbers_and_times() {
    share("Number_NumberModel.json", |case| owed_number(case) == got_number(case));
    share("Number_PercentModel.json", |case| owed_number(case) == got_percent(case));
    share("DateTime_DateExtractor.json", |case| owed_span(case) == got_span(case));
    share("DateTime_DateParser.json", |case| owed_days(case) == got_day(case));
    share("DateTime_DatePeriodExtractor.json", |case| owed_span(case) == got_span(case));
    share("DateTime_DatePeriodParser.json", |case| days_agree(&owed_days(case), &resolved(case)));
}
