//! Values of flags that have a meaning in the ontology: types, relations, grades, zones, dates, sizes.

use anyhow::{Result, bail};

use crate::model::{EntityType, Grade, Modality, PartialDate, Predicate, Zone};

/// Takes each word by `parse`, or says which words there are.
fn each<T: Copy>(words: &[String], what: &str, parse: impl Fn(&str) -> Option<T>, known: &[&str]) -> Result<Vec<T>> {
    let mut values = Vec::with_capacity(words.len());
    for word in words {
        let Some(value) = parse(word.trim()) else {
            bail!("没有名为 {word} 的{what}；可用：{}", known.join(" "));
        };
        values.push(value);
    }
    Ok(values)
}

/// Entity types by code or Chinese label.
pub fn entity_types(words: &[String]) -> Result<Vec<EntityType>> {
    let known: Vec<&str> = EntityType::ALL.iter().map(|kind| kind.code()).collect();
    each(words, "实体类型", EntityType::parse, &known)
}

/// Relations by code or Chinese label.
pub fn predicates(words: &[String]) -> Result<Vec<Predicate>> {
    let known: Vec<&str> = Predicate::ALL.iter().map(|predicate| predicate.code()).collect();
    each(words, "关系", Predicate::parse, &known)
}

/// Zones by code.
pub fn zones(words: &[String]) -> Result<Vec<Zone>> {
    let all = [
        Zone::Title,
        Zone::Heading,
        Zone::Body,
        Zone::Table,
        Zone::Caption,
        Zone::Byline,
        Zone::Credit,
        Zone::Dateline,
        Zone::Furniture,
        Zone::Repeated,
        Zone::Navigation,
    ];
    let known = all.map(Zone::code);
    each(words, "分区", |word| all.into_iter().find(|zone| zone.code() == word), &known)
}

/// Modalities by code.
pub fn modalities(words: &[String]) -> Result<Vec<Modality>> {
    let all = [Modality::Done, Modality::Ongoing, Modality::Planned];
    each(words, "状态", |word| all.into_iter().find(|modality| modality.code() == word), &all.map(Modality::code))
}

/// `B`, `A..C`, `..B`, `A,C`: the grades meant; none given is all, as an empty list.
pub fn grades(text: Option<&str>) -> Result<Vec<Grade>> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let all = [Grade::A, Grade::B, Grade::C, Grade::D];
    let one = |word: &str| all.into_iter().find(|grade| grade.code().eq_ignore_ascii_case(word.trim()));
    if let Some((from, to)) = text.split_once("..") {
        let from = if from.is_empty() { Some(Grade::A) } else { one(from) };
        let to = if to.is_empty() { Some(Grade::D) } else { one(to) };
        if let (Some(from), Some(to)) = (from, to) {
            return Ok(all.into_iter().filter(|grade| (from..=to).contains(grade)).collect());
        }
    } else if let Some(grades) = text.split(',').map(one).collect::<Option<Vec<_>>>() {
        return Ok(grades);
    }
    bail!("{text} 不是把握程度；可用 A、B、C、D，或 A..B")
}

/// A date, or what is wrong with it.
pub fn date(text: Option<&str>) -> Result<Option<PartialDate>> {
    let Some(text) = text else { return Ok(None) };
    let Some(date) = PartialDate::parse(text) else {
        bail!("{text} 不是日期；写成 2022、2022-08 或 2022-08-30");
    };
    Ok(Some(date))
}

/// `64M`, `1G`, `500K`, `1000`: a number of bytes.
pub fn size(text: &str) -> Result<u64> {
    let trimmed = text.trim().trim_end_matches(['B', 'b']).trim_end_matches(['i', 'I']);
    let (digits, factor) = match trimmed.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&trimmed[..at], 1 << 10),
        Some((at, 'm' | 'M')) => (&trimmed[..at], 1 << 20),
        Some((at, 'g' | 'G')) => (&trimmed[..at], 1 << 30),
        _ => (trimmed, 1),
    };
    match digits.trim().parse::<u64>().ok().and_then(|number| number.checked_mul(factor)) {
        Some(bytes) if bytes > 0 => Ok(bytes),
        _ => bail!("{text} 不是大小；写成 64M、1G 或字节数"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_taken_one_by_one_and_as_ranges() {
        assert_eq!(grades(Some("A..B")).unwrap(), [Grade::A, Grade::B]);
        assert_eq!(grades(Some("c")).unwrap(), [Grade::C]);
        assert_eq!(grades(Some("..B")).unwrap(), [Grade::A, Grade::B]);
        assert!(grades(Some("E")).is_err());
    }

    #[test]
    fn sizes_have_binary_multiples() {
        assert_eq!(size("64M").unwrap(), 64 << 20);
        assert_eq!(size("2GiB").unwrap(), 2 << 30);
        assert_eq!(size("17").unwrap(), 17);
        assert!(size("lots").is_err());
        assert!(size("0").is_err());
    }

    #[test]
    fn an_unknown_word_is_answered_with_the_known_ones() {
        let error = predicates(&["buildz".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("builds") && error.contains("buildz"), "{error}");
        assert_eq!(predicates(&["建设".to_owned()]).unwrap(), [Predicate::Builds]);
    }
}
