//! Relative names (市发展改革委, 区政府, 县医院) completed by the division that owns them.

use super::support::Support;
use crate::model::{EntityType, Level};

use super::super::mention::{Candidate, THRESHOLD};

/// First words of relative names, and what their owner's name ends with.
const LEVELS: &[(&str, &[&str])] = &[
    ("自治区", &["自治区"]),
    ("自治州", &["自治州"]),
    ("自治县", &["自治县"]),
    ("街道", &["街道"]),
    ("省", &["省"]),
    ("市", &["市"]),
    ("州", &["州"]),
    ("盟", &["盟"]),
    ("县", &["县"]),
    ("区", &["区"]),
    ("旗", &["旗"]),
    ("镇", &["镇"]),
    ("乡", &["乡"]),
    ("村", &["村"]),
];

/// How the rest of a word begins whose first character is a level.
const ORGANS: &[&str] =
    &["委", "政", "府", "人大", "法院", "检", "公安", "局", "厅", "办", "纪", "总", "直", "医院", "教", "一", "二"];

/// Whether a name says its level but not whose it is. `word` is its first word: a name whose first word is longer than
/// its level is relative where the rest of that word is an organ's (市政府, 区委), and not in 市场监管局 or 区域集团.
pub(super) fn is_relative(name: &str, word: &str) -> bool {
    let Some((level, _)) = LEVELS.iter().find(|(level, _)| name.starts_with(level)) else { return false };
    match word.strip_prefix(level) {
        Some(rest) => rest.is_empty() || ORGANS.iter().any(|organ| rest.starts_with(organ)),
        None => level.starts_with(word),
    }
}

/// The divisions of a document that can own, by the level that relative names begin with, and by place.
pub(super) struct Owners<'c> {
    of_level: Vec<Vec<&'c Candidate>>,
}

impl<'c> Owners<'c> {
    pub(super) fn new(districts: impl Iterator<Item = &'c Candidate> + Clone) -> Self {
        let of_level = LEVELS
            .iter()
            .map(|(_, endings)| districts.clone().filter(|district| owns(district, endings)).collect())
            .collect();
        Self { of_level }
    }

    /// The full name of the relative `surface` at byte `at`, and its owner: the nearest division of its level before
    /// it, else the first after it.
    pub(super) fn complete(&self, surface: &str, at: u32) -> Option<(String, &'c Candidate)> {
        let index = LEVELS.iter().position(|(level, _)| surface.starts_with(level))?;
        let districts = &self.of_level[index];
        let upto = districts.partition_point(|district| district.span.start < at);
        let owner = *upto.checked_sub(1).and_then(|before| districts.get(before)).or_else(|| districts.first())?;
        let name = &owner.identity.as_ref()?.name;
        Some((format!("{name}{}", &surface[LEVELS[index].0.len()..]), owner))
    }
}

fn owns(district: &Candidate, endings: &[&str]) -> bool {
    let Some(identity) = district.identity.as_ref().filter(|_| district.score >= THRESHOLD) else { return false };
    let is_abroad = identity.level == Some(Level::Country);
    // 自治区 ends in 区, but a 区委 is a county-level one's.
    let is_region = identity.name.ends_with("自治区") && endings == ["区"];
    !is_abroad && !is_region && endings.iter().any(|ending| identity.name.ends_with(ending))
}

/// The last division of those that the name of `candidate` begins with; the first of them must have `support`.
pub(super) fn prefix<'c>(
    text: &str,
    districts: &'c [Candidate],
    support: &Support<'_>,
    candidate: &Candidate,
) -> Option<&'c Candidate> {
    if !candidate.kind.is_organization() && candidate.kind != EntityType::Project {
        return None;
    }
    let mut at = candidate.span.start;
    let mut last = None;
    let from = districts.partition_point(|district| district.span.start < at);
    for district in &districts[from..] {
        if district.span.start > at || district.span.end >= candidate.span.end {
            break;
        }
        let stands = match last {
            Some(outer) => support.lies_in(district, outer),
            None => support.stands(text, district),
        };
        if district.span.start == at && stands {
            at = district.span.end;
            last = Some(district);
        }
    }
    last.filter(|district| district.identity.as_ref().is_some_and(|identity| identity.name != "中国"))
}

#[cfg(test)]
mod tests {
    use super::super::super::mention::Identity;
    use super::*;
    use crate::model::Span;

    fn district(start: usize, name: &str) -> Candidate {
        let mut candidate = Candidate::new(Span::new(start, start + name.len()), EntityType::District, 90, "test");
        let (key, name) = (name.to_owned(), name.to_owned());
        candidate.identity = Some(std::sync::Arc::new(Identity { key, name, level: Some(Level::City), parent: None }));
        candidate
    }

    #[test]
    fn a_relative_organ_belongs_to_the_nearest_division_of_its_level() {
        let districts = [district(0, "江湾市"), district(30, "临泽县"), district(90, "海口市")];
        let owners = Owners::new(districts.iter());
        assert_eq!(owners.complete("市发展改革委", 60).map(|(name, _)| name).as_deref(), Some("江湾市发展改革委"));
        assert_eq!(owners.complete("县政府", 10).map(|(name, _)| name).as_deref(), Some("临泽县政府"));
        assert_eq!(owners.complete("省委", 60).map(|(name, _)| name), None);
    }

    #[test]
    fn a_name_that_begins_like_a_level_is_not_relative() {
        assert!(is_relative("市发展改革委", "市"));
        assert!(is_relative("县政府办公室", "县政府"));
        assert!(is_relative("自治区政协", "自治区"));
        assert!(!is_relative("市场监管局", "市场"));
        assert!(!is_relative("镇江市人民法院", "镇江市"));
        assert!(!is_relative("区域集团", "区域"));
    }
}
