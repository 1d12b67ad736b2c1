//! Quantities: a number with its unit, its range and the words that qualify it.

use std::sync::OnceLock;

use super::unit::unit_prefix;
use super::{Number, Share, UnitKind, begins_number, number_at};
use crate::model::Span;

/// A number with its unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Quantity {
    /// From the number to the end of the unit.
    pub(crate) span: Span,
    /// `span` and the words that qualify it.
    pub(crate) whole: Span,
    /// The number as written, its multiplier excluded.
    pub(crate) value: f64,
    /// Upper end of a range.
    pub(crate) upper: Option<f64>,
    /// What the multiplier stands for.
    pub(crate) scale: f64,
    /// The unit as written, multiplier included.
    pub(crate) unit: String,
    pub(crate) kind: UnitKind,
    /// 约, 超, 余, 以上 …; empty where plain.
    pub(crate) qualifier: String,
    /// Whether the number is written in Chinese numerals.
    pub(crate) is_chinese: bool,
}

impl Quantity {
    /// The value in the unit without its multiplier.
    pub(crate) fn normalised(&self) -> f64 {
        // 2216 × 1e8 is exact; 33.2 × 1e4 is not, so that rounding to twelve figures keeps the digits of the report.
        round_figures(self.value * self.scale)
    }
}

fn round_figures(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    format!("{value:.11e}").parse().unwrap_or(value)
}

static QUALIFIERS: &str = include_str!("../../data/pattern/figure/qualifier.tsv");

fn qualifiers() -> &'static (Vec<&'static str>, Vec<&'static str>) {
    static WORDS: OnceLock<(Vec<&'static str>, Vec<&'static str>)> = OnceLock::new();
    WORDS.get_or_init(|| {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for line in QUALIFIERS.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once('\t') {
                Some((word, "before")) => before.push(word),
                Some((word, _)) => after.push(word),
                None => {}
            }
        }
        for words in [&mut before, &mut after] {
            words.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        }
        (before, after)
    })
}

/// Every quantity of `text` outside of the spans of `skip` (ascending), left to right.
pub(crate) fn quantities(text: &str, skip: &[Span]) -> Vec<Quantity> {
    let mut out: Vec<Quantity> = Vec::new();
    let mut next = 0;
    let mut skipped = 0;
    for (at, character) in text.char_indices() {
        if at < next || !begins_number(character) {
            continue;
        }
        while skip.get(skipped).is_some_and(|span| span.end as usize <= at) {
            skipped += 1;
        }
        if let Some(span) = skip.get(skipped)
            && span.start as usize <= at
        {
            next = span.end as usize;
            continue;
        }
        let Some(number) = number_at(text, at) else { continue };
        next = number.span.cover(number.multiplier).end as usize;
        let limit = skip.get(skipped).map_or(text.len(), |span| span.start as usize);
        if next > limit || !stands_alone(text, at, next) {
            continue;
        }
        let Some(quantity) = complete(text, number, limit) else { continue };
        next = quantity.span.end as usize;
        out.push(quantity);
    }
    out
}

/// Whether a number is a figure and no part of a code or an ordinal (G577, 5G, 第3, COVID-19).
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '第' | '．' | '_' | '#' | '№')) {
        return false;
    }
    let mut back = text[..start].chars().rev();
    if matches!(before, Some('-' | '—' | '－' | '·' | '.')) {
        back.next();
        if back.next().is_some_and(|c| c.is_ascii_alphanumeric()) {
            return false;
        }
    }
    let rest = &text[end..];
    !rest.starts_with(|c: char| c.is_ascii_alphabetic()) || unit_prefix(rest).is_some()
}

/// The unit, the range and the qualifiers of a number.
fn complete(text: &str, number: Number, limit: usize) -> Option<Quantity> {
    let mut qualifier = String::new();
    if number.is_open {
        qualifier.push('余');
    }
    let mut whole_start = number.span.start as usize;
    if let Some(word) = before_word(text, whole_start) {
        whole_start -= word.len();
        word.clone_into(&mut qualifier);
    }
    let (mut upper, mut number_end) = (number.upper, number.span.cover(number.multiplier).end as usize);
    let mut multiplier = number.multiplier;
    let mut scale = number.scale;
    let mut value = number.value;
    let first_unit = unit_at(text, number_end, limit);
    let after_first = first_unit.map_or(number_end, |(start, length, _)| start + length);
    if let Some((top, unit_same)) = range_end(text, after_first, limit)
        && (first_unit.is_none() || unit_same(text, first_unit))
        && top.value * top.scale > value * scale
    {
        upper = Some(top.value);
        if number.scale == 1.0 && top.scale > 1.0 && first_unit.is_none() {
            // 50—60万: the multiplier is of both.
            scale = top.scale;
        }
        if number.scale > 1.0 && top.scale != number.scale {
            upper = Some(top.value * top.scale / number.scale);
        } else {
            multiplier = top.multiplier;
        }
        number_end = top.span.cover(top.multiplier).end as usize;
    }
    let between =
        after_word(&text[number_end..limit.max(number_end)]).filter(|word| matches!(*word, "余" | "多" | "馀" | "餘"));
    let unit_start = number_end + between.map_or(0, str::len);
    let mut unit_from = unit_start;
    let mut written = String::new();
    if multiplier.is_empty() && between.is_some() {
        // 10多亿元 is read by the number itself; here the multiplier stands behind 余 of Arabic figures with blanks.
    }
    written.push_str(multiplier.of(text));
    let (mut end, kind) = match number.share {
        Share::Percent => {
            written.push('%');
            scale = 1.0;
            (number_end, UnitKind::Percent)
        }
        Share::Fraction => (number_end, UnitKind::Bare),
        Share::None => match unit_at(text, unit_start, limit) {
            Some((start, length, kind)) => {
                unit_from = start;
                // 7大平台 counts like 7个平台.
                let word = &text[start..start + length];
                written.push_str(if word == "大" { "个" } else { word });
                (start + length, kind)
            }
            None => (number_end, UnitKind::Bare),
        },
    };
    if let Some(word) = between {
        word.clone_into(&mut qualifier);
        end = end.max(unit_from);
    }
    let mut whole_end = end;
    if let Some(word) = after_word(&text[end..limit.max(end)]) {
        whole_end += word.len();
        if qualifier.is_empty() {
            word.clone_into(&mut qualifier);
        }
    }
    if matches!(number.share, Share::Percent) {
        value = number.value;
    }
    Some(Quantity {
        span: Span::new(number.span.start as usize, end),
        whole: Span::new(whole_start, whole_end),
        value,
        upper,
        scale,
        unit: written,
        kind,
        qualifier,
        is_chinese: number.is_chinese,
    })
}

fn before_word(text: &str, at: usize) -> Option<&'static str> {
    let head = &text[..at];
    qualifiers().0.iter().find(|word| head.ends_with(**word)).copied()
}

fn after_word(rest: &str) -> Option<&'static str> {
    qualifiers().1.iter().find(|word| rest.starts_with(**word)).copied()
}

/// The unit at `at`, one blank allowed before it: where it starts, its length, its kind.
fn unit_at(text: &str, at: usize, limit: usize) -> Option<(usize, usize, UnitKind)> {
    let start = if text[at..].starts_with(' ') { at + 1 } else { at };
    let (length, kind) = unit_prefix(text.get(start..)?)?;
    (start + length <= limit).then_some((start, length, kind))
}

type SameUnit = fn(&str, Option<(usize, usize, UnitKind)>) -> bool;

/// The upper number of a range, behind —, –, -, ~, 至 or 到.
fn range_end(text: &str, at: usize, limit: usize) -> Option<(Number, SameUnit)> {
    let rest = text.get(at..limit)?;
    let mark = ["——", "—", "–", "-", "－", "~", "～", "至", "到"].into_iter().find(|mark| rest.starts_with(mark))?;
    let start = at + mark.len();
    let first = text[start..].chars().next()?;
    if super::digit(first).is_none() && !super::chinese::is_numeral(first) {
        return None;
    }
    let top = number_at(text, start)?;
    (top.span.end as usize <= limit && top.share != Share::Fraction).then_some((top, |_, _| true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Quantity {
        let found = quantities(text, &[]);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found[0].clone()
    }

    #[test]
    fn the_multiplier_stays_in_the_unit() {
        for (text, value, unit, normalised) in [
            ("总值2216亿元", 2216.0, "亿元", 2216e8),
            ("投资5.22万亿元", 5.22, "万亿元", 5.22e12),
            ("约33.2万吨", 33.2, "万吨", 332_000.0),
            ("近3万平方米", 3.0, "万平方米", 30000.0),
            ("三百亿元", 300.0, "亿元", 3e10),
            ("一万二千人", 12000.0, "人", 12000.0),
            ("40多亿元", 40.0, "亿元", 4e9),
            ("1300余人", 1300.0, "人", 1300.0),
            ("10余万人次", 10.0, "万人次", 100_000.0),
            ("百分之五", 5.0, "%", 5.0),
            ("近三成", 3.0, "成", 3.0),
            ("年产20万吨/年", 20.0, "万吨/年", 200_000.0),
            ("加快9.3个百分点", 9.3, "个百分点", 9.3),
        ] {
            let found = one(text);
            assert_eq!((found.value, found.unit.as_str(), found.normalised()), (value, unit, normalised), "{text}");
        }
    }

    #[test]
    fn qualifiers_before_between_and_behind() {
        for (text, qualifier) in [
            ("约5公里", "约"),
            ("30余份", "余"),
            ("70%以上", "以上"),
            ("不足千亿美元", "不足"),
            ("超过100家", "超过"),
            ("7座", ""),
        ] {
            assert_eq!(one(text).qualifier, qualifier, "{text}");
        }
    }

    #[test]
    fn ranges_have_an_upper_end() {
        for (text, value, upper, unit) in [
            ("50—60人", 50.0, 60.0, "人"),
            ("5%至7%", 5.0, 7.0, "%"),
            ("10-15万吨", 10.0, 15.0, "万吨"),
            ("2480元至10560元", 2480.0, 10560.0, "元"),
        ] {
            let found = one(text);
            assert_eq!((found.value, found.upper, found.unit.as_str()), (value, Some(upper), unit), "{text}");
        }
    }

    #[test]
    fn codes_and_ordinals_are_no_figures() {
        for text in ["G577国道", "第3届", "5G基站"] {
            assert_eq!(quantities(text, &[]), [], "{text}");
        }
    }
}
