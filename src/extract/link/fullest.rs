//! The fullest form of a name in a document: 水江敬老院 and 水江中心敬老院 are one.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::model::EntityType;

use super::super::mention::Candidate;
use super::{group, surfaces};

/// Forms that end alike are compared with one another; more than these in one article are left apart.
const MOST_ALIKE: usize = 60;

/// Short form → the fullest form.
pub(super) struct Fullest<'t> {
    full: FxHashMap<(EntityType, &'t str), &'t str>,
}

impl<'t> Fullest<'t> {
    pub(super) fn new(text: &'t str, standing: &[Candidate]) -> Self {
        let names = surfaces(text, standing);
        let mut alike: BTreeMap<(EntityType, &str), Vec<&'t str>> = BTreeMap::new();
        for (kind, name) in &names {
            if let Some(end) = last_two(name) {
                alike.entry((*kind, end)).or_default().push(name);
            }
        }
        let mut full = FxHashMap::default();
        for ((kind, _), forms) in &alike {
            if forms.len() > MOST_ALIKE {
                continue;
            }
            for short in forms {
                let longer: Vec<&&str> = forms.iter().filter(|long| is_short_for(short, long)).collect();
                if let [long] = longer[..] {
                    full.insert((*kind, *short), *long);
                }
            }
        }
        works(&names, &mut full);
        legal(&names, &mut full);
        Self { full }
    }

    /// The fullest form of `name`.
    pub(super) fn of(&self, kind: EntityType, name: &'t str) -> &'t str {
        let mut form = name;
        // A chain of ever longer forms; each step is longer, so it ends.
        while let Some(longer) = self.full.get(&(group(kind), form)) {
            form = longer;
        }
        form
    }
}

/// 中试基地 and 中试基地项目 are one where both stand in the article.
fn works<'t>(names: &BTreeSet<(EntityType, &'t str)>, full: &mut FxHashMap<(EntityType, &'t str), &'t str>) {
    for (kind, name) in names {
        let short = name.strip_suffix("项目").or_else(|| name.strip_suffix("工程"));
        if let Some(short) = short.filter(|short| names.contains(&(*kind, *short)))
            && !full.contains_key(&(*kind, *name))
        {
            full.insert((*kind, short), name);
        }
    }
}

/// What a company's registered name has behind the name that it goes by, longest first.
const LEGAL: &[&str] = &[
    "（集团）股份有限公司",
    "（集团）有限公司",
    "控股集团有限公司",
    "集团股份有限公司",
    "集团有限责任公司",
    "集团有限公司",
    "股份有限公司",
    "有限责任公司",
    "集团公司",
    "有限公司",
    "集团",
    "公司",
];

/// 江湾银行 and 江湾银行股份有限公司 are one where both stand in the article.
fn legal<'t>(names: &BTreeSet<(EntityType, &'t str)>, full: &mut FxHashMap<(EntityType, &'t str), &'t str>) {
    for (kind, long) in names.iter().filter(|(kind, _)| *kind == group(EntityType::Company)) {
        for ending in LEGAL {
            let Some(short) = long.strip_suffix(ending).filter(|short| names.contains(&(*kind, *short))) else {
                continue;
            };
            // Of several the shortest, from which the chain goes on to the others.
            let known = full.entry((*kind, short)).or_insert(long);
            if long.len() < known.len() {
                *known = long;
            }
        }
    }
}

fn last_two(name: &str) -> Option<&str> {
    let (at, _) = name.char_indices().rev().nth(1)?;
    Some(&name[at..])
}

/// Whether `short` is another way to write `long`: its end, or all its characters in order from the same beginning to
/// the same ending.
fn is_short_for(short: &str, long: &str) -> bool {
    let length = short.chars().count();
    if short.len() >= long.len() || length < 4 || long.contains(['、', '，']) {
        return false;
    }
    if long.ends_with(short) {
        // The branch of an organ is not the organ: 中级法院 of another city.
        return true;
    }
    let second = |name: &str| name.char_indices().nth(2).map(|(at, _)| at);
    let (Some(a), Some(b)) = (second(short), second(long)) else { return false };
    if short[..a] != long[..b] {
        return false;
    }
    let mut rest = long.chars();
    short.chars().all(|wanted| rest.any(|character| character == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_one_under_its_registered_name_and_the_name_it_goes_by() {
        let kind = group(EntityType::Company);
        let names: BTreeSet<(EntityType, &str)> =
            ["江湾银行", "江湾银行股份有限公司", "海口集团", "海口集团有限公司", "临泽银行有限公司"]
                .into_iter()
                .map(|name| (kind, name))
                .collect();
        let mut full = FxHashMap::default();
        legal(&names, &mut full);
        let fullest = Fullest { full };
        assert_eq!(fullest.of(EntityType::Company, "江湾银行"), "江湾银行股份有限公司");
        assert_eq!(fullest.of(EntityType::Company, "海口集团"), "海口集团有限公司");
        assert_eq!(fullest.of(EntityType::Company, "临泽银行有限公司"), "临泽银行有限公司");
    }

    #[test]
    fn a_name_with_characters_left_out_is_the_same_name() {
        assert!(is_short_for("临泽敬老院", "临泽中心敬老院"));
        assert!(is_short_for("北岸互通", "江湾高速一期项目北岸互通"));
        assert!(!is_short_for("临泽医院", "海口中心医院"));
        assert!(!is_short_for("敬老院", "临泽中心敬老院"));
        assert!(!is_short_for("临泽中心敬老院", "临泽敬老院"));
    }
}
