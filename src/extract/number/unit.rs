//! Units: the table of `data/pattern/figure/unit.tsv`, and how they combine (万吨/年, 元/平方米, 万立方米每天).

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnitKind {
    Percent,
    /// Percentage points: a difference of two percentages.
    Point,
    Money,
    /// A measure of a thing: length, area, mass, volume, power, energy, speed.
    Measure,
    Person,
    Count,
    Duration,
    Multiple,
    /// Ages, ordinals, clock times: never a figure about an entity.
    NotFigure,
    /// No unit of the table: a number with its multiplier alone (30万), or an open class word.
    Bare,
}

static TABLE: &str = include_str!("../../data/pattern/figure/unit.tsv");

type Units = FxHashMap<char, Vec<(&'static str, UnitKind)>>;

fn units() -> &'static Units {
    static UNITS: OnceLock<Units> = OnceLock::new();
    UNITS.get_or_init(|| {
        let mut units = Units::default();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let Some((word, kind)) = line.split_once('\t') else { continue };
            let kind = match kind {
                "percent" => UnitKind::Percent,
                "point" => UnitKind::Point,
                "money" => UnitKind::Money,
                "person" => UnitKind::Person,
                "count" => UnitKind::Count,
                "duration" => UnitKind::Duration,
                "multiple" => UnitKind::Multiple,
                "age" | "ordinal" | "clock" | "score" => UnitKind::NotFigure,
                _ => UnitKind::Measure,
            };
            let Some(first) = word.chars().next() else { continue };
            units.entry(first).or_default().push((word, kind));
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted for itself")]
        for words in units.values_mut() {
            words.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(b.0)));
        }
        units
    })
}

/// The longest unit of the table with which `text` begins, its divisor (/年, 每天) included: its length in bytes and kind.
pub(super) fn unit_prefix(text: &str) -> Option<(usize, UnitKind)> {
    let (word, kind) = units().get(&text.chars().next()?)?.iter().find(|(word, _)| text.starts_with(word))?;
    let ascii = word.ends_with(|c: char| c.is_ascii_alphabetic());
    // `5m` is metres, `5mm` and `5model` are not.
    if ascii && text[word.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let mut length = word.len();
    for mark in ["/", "每"] {
        let Some(rest) = text[length..].strip_prefix(mark) else { continue };
        let divisor = [
            "平方米",
            "立方米",
            "小时",
            "分钟",
            "千瓦时",
            "公里",
            "公斤",
            "人",
            "年",
            "月",
            "天",
            "日",
            "秒",
            "周",
            "亩",
            "吨",
            "台",
            "套",
            "h",
            "d",
        ]
        .into_iter()
        .find(|divisor| rest.starts_with(divisor));
        if let Some(divisor) = divisor {
            length += mark.len() + divisor.len();
        }
    }
    Some((length, *kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unit_wins_and_takes_its_divisor() {
        for (text, unit, kind) in [
            ("平方公里的湖", "平方公里", UnitKind::Measure),
            ("个百分点，", "个百分点", UnitKind::Point),
            ("吨/年", "吨/年", UnitKind::Measure),
            ("立方米每天", "立方米每天", UnitKind::Measure),
            ("人次", "人次", UnitKind::Person),
            ("元/平方米", "元/平方米", UnitKind::Money),
        ] {
            let (length, found) = unit_prefix(text).unwrap();
            assert_eq!((&text[..length], found), (unit, kind), "{text}");
        }
    }

    #[test]
    fn letters_of_a_longer_word_are_no_unit() {
        assert_eq!(unit_prefix("model"), None);
    }
}
