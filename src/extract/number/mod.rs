//! Numbers as reports write them: 2,216 · ２０ · 三十二 · 一万二 · 5.22万亿 · 百分之五 · 50—60, and what stands around them.

mod chinese;
mod quantity;
mod unit;

pub(crate) use quantity::{Quantity, quantities};
pub(crate) use unit::UnitKind;

use crate::model::Span;

/// A number in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    /// Its characters, the multiplier excluded where it goes to the unit.
    pub(crate) span: Span,
    /// The value of `span`.
    pub(crate) value: f64,
    /// Upper end, of 二三十 (20 to 30).
    pub(crate) upper: Option<f64>,
    /// 万, 亿, 万亿 … that follow, in bytes; they belong to the unit as written.
    pub(crate) multiplier: Span,
    /// What the multiplier stands for; 1 without one.
    pub(crate) scale: f64,
    /// 余, 多, 几 within (10余万).
    pub(crate) is_open: bool,
    /// A share of a whole: 百分之五 (value 5, scale 0.01), 三分之一.
    pub(crate) share: Share,
    /// Whether it was written in Chinese numerals alone.
    pub(crate) is_chinese: bool,
}

/// How a number says a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// It says none.
    None,
    /// 百分之N: the value is N.
    Percent,
    /// N分之M, M/N: the value is the quotient.
    Fraction,
}

/// The value of a decimal digit, ASCII or full-width.
pub(crate) fn digit(character: char) -> Option<u32> {
    match character {
        '0'..='9' => Some(character as u32 - '0' as u32),
        '０'..='９' => Some(character as u32 - '０' as u32),
        _ => None,
    }
}

/// Reads digits with thousands commas and one decimal point from byte `at`; gives the value and the end.
pub(crate) fn arabic(text: &str, at: usize) -> Option<(f64, usize)> {
    let mut plain = String::new();
    let mut end = at;
    let characters = text.get(at..)?.char_indices();
    let mut has_point = false;
    for (offset, character) in characters {
        if let Some(value) = digit(character) {
            plain.push(char::from_digit(value, 10).unwrap_or('0'));
            end = at + offset + character.len_utf8();
            continue;
        }
        if plain.is_empty() {
            return None;
        }
        let rest = &text[at + offset + character.len_utf8()..];
        match character {
            ',' if !has_point && is_group(rest) => {}
            '.' | '．' if !has_point && rest.chars().next().and_then(digit).is_some() => {
                // A second point makes it a date or a section number; the caller sees it by what follows.
                has_point = true;
                plain.push('.');
            }
            _ => break,
        }
    }
    let value = plain.parse().ok()?;
    Some((value, end))
}

/// Whether `rest` begins with exactly three digits: what stands behind a thousands comma.
fn is_group(rest: &str) -> bool {
    let mut characters = rest.chars();
    let three = (0..3).all(|_| characters.next().and_then(digit).is_some());
    three && characters.next().and_then(digit).is_none()
}

/// The number that begins at byte `at`, if one does.
pub(crate) fn number_at(text: &str, at: usize) -> Option<Number> {
    chinese::read(text, at)
}

/// Every number of `text`, left to right, not overlapping.
#[cfg(test)]
pub(crate) fn numbers(text: &str) -> Vec<Number> {
    let mut out: Vec<Number> = Vec::new();
    let mut skip = 0;
    for (at, character) in text.char_indices() {
        if at < skip || !begins_number(character) {
            continue;
        }
        if let Some(number) = number_at(text, at) {
            skip = number.span.cover(number.multiplier).end as usize;
            out.push(number);
        }
    }
    out
}

/// Whether a number may begin with `character`.
pub(crate) fn begins_number(character: char) -> bool {
    digit(character).is_some() || chinese::is_numeral(character) || matches!(character, '负' | '負' | '-' | '－' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        let number = number_at(text, 0)?;
        Some(number.value * number.scale)
    }

    #[test]
    fn arabic_numbers_with_commas_points_and_wide_digits() {
        assert_eq!(value("2,216亿元"), Some(2216e8));
        assert!((value("3,197.01万元").unwrap() - 3197.01e4).abs() < 1e-6);
        assert_eq!(value("２０.５%"), Some(20.5));
        assert_eq!(value("5.22万亿元"), Some(5.22e12));
        assert_eq!(value("12,5"), Some(12.0));
    }

    #[test]
    fn chinese_numerals() {
        for (text, expected) in [
            ("三十二", 32.0),
            ("两百", 200.0),
            ("一万二", 12000.0),
            ("十五点七", 15.7),
            ("二〇二三", 2023.0),
            ("四亿五千六百四十二万零一十五", 456_420_015.0),
            ("三百五十一万亿", 351e12),
            ("一百零五", 105.0),
            ("二分之一", 0.5),
        ] {
            let found = value(text).unwrap();
            assert!((found - expected).abs() < 1e-6 * expected, "{text}: {found}");
        }
    }

    #[test]
    fn words_that_only_look_like_numerals_are_none() {
        assert_eq!(numbers("百分点"), []);
        assert_eq!(value("点"), None);
    }

    #[test]
    fn a_pair_of_neighbouring_digits_is_a_range() {
        let number = number_at("二三十人", 0).unwrap();
        assert_eq!((number.value, number.upper), (20.0, Some(30.0)));
    }
}
