//! Whether a division that only a longer name shows is really meant: 长安 heads a carmaker's name far from 长安区.

use std::collections::BTreeSet;

use crate::extract::mention::{Candidate, Found, THRESHOLD};
use crate::lexicon::{DistrictId, Gazetteer};
use crate::model::{EntityType, Level};

/// What follows the short form of a county in the name of a river, lake or bay, which need not lie in it.
const WATERS: &[char] = &['江', '河', '湖', '湾', '峡', '海', '岛'];

/// Divisions that the article names in their own right.
pub(super) struct Support<'g> {
    gazetteer: &'g Gazetteer,
    named: BTreeSet<DistrictId>,
}

impl<'g> Support<'g> {
    pub(super) fn new(gazetteer: &'g Gazetteer, text: &str, found: &Found) -> Self {
        let standing = found.standing.iter().filter(|candidate| candidate.kind == EntityType::District);
        // Inside a longer name the full form (彭水县人民医院) names the division as well.
        let written = found.districts.iter().filter(|district| district.score >= THRESHOLD && is_full(text, district));
        let named = standing.chain(written).filter_map(|district| id_of(gazetteer, district)).collect();
        Self { gazetteer, named }
    }

    /// Whether `district`, which may stand inside a longer name, is the division: by its full form, by its rank, or
    /// because the article speaks of it, of what holds it, or of a neighbour in the same city.
    pub(super) fn stands(&self, text: &str, district: &Candidate) -> bool {
        let Some(identity) = &district.identity else { return false };
        let is_county = matches!(identity.level, Some(Level::County | Level::Township));
        if is_county && !is_full(text, district) && text[district.span.end as usize..].starts_with(WATERS) {
            return false;
        }
        if is_full(text, district) {
            return true;
        }
        // Zones and villages that no list has come from the grammar, which asks for their ending.
        let Some(id) = id_of(self.gazetteer, district) else { return true };
        if matches!(identity.level, Some(Level::Country | Level::Province)) || self.is_spoken_of(id) {
            return true;
        }
        if identity.level == Some(Level::City) {
            return !self.is_town_of_the_article(district.span.of(text));
        }
        false
    }

    /// Whether the article names the division, what holds it (a country aside), or a neighbour in the same city.
    fn is_spoken_of(&self, id: DistrictId) -> bool {
        let city = self.gazetteer.district(id).parent;
        self.named.iter().any(|named| {
            let is_country = self.gazetteer.district(*named).level == Level::Country;
            let holds = !is_country && self.gazetteer.is_within(id, *named);
            let level = self.gazetteer.district(id).level;
            holds || level != Level::City && city.is_some_and(|city| self.gazetteer.is_within(*named, city))
        })
    }

    /// Whether a county that the article names has a town of this name: it is meant before a far city (南平 in 南川).
    fn is_town_of_the_article(&self, short: &str) -> bool {
        let is_county = |id: &&DistrictId| self.gazetteer.district(**id).level == Level::County;
        self.named.iter().filter(is_county).any(|county| self.gazetteer.child_named(*county, short).is_some())
    }

    /// Whether `inner`, directly behind `outer` in a longer name, can lie in it.
    pub(super) fn lies_in(&self, inner: &Candidate, outer: &Candidate) -> bool {
        match (id_of(self.gazetteer, inner), id_of(self.gazetteer, outer)) {
            (Some(inner), Some(outer)) => self.gazetteer.is_within(inner, outer),
            _ => true,
        }
    }
}

/// Whether the words are the division's own name and not a short form.
fn is_full(text: &str, district: &Candidate) -> bool {
    district.identity.as_ref().is_some_and(|identity| identity.name == district.span.of(text))
}

/// The listed division behind a candidate: its key ends in the code.
fn id_of(gazetteer: &Gazetteer, district: &Candidate) -> Option<DistrictId> {
    let (_, code) = district.identity.as_ref()?.key.rsplit_once('|')?;
    gazetteer.district_of_code(code)
}
