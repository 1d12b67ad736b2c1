//! Which of several namesakes an article means, and whether a doubtful name counts: by its neighbours, by full names
//! elsewhere, by the region that the article is about.

use std::collections::{BTreeMap, BTreeSet};

use super::{Draft, Grade, Meaning};
use crate::extract::context::Context;
use crate::lexicon::{DistrictId, Gazetteer};
use crate::model::Level;

/// Settles meanings and grades of `drafts` (by place); those that are left doubtful stay so.
pub(super) fn settle(context: &Context<'_>, drafts: &mut [Draft]) {
    let gazetteer = context.lexicon.gazetteer();
    let links = links(context, drafts);
    narrow_by_neighbours(gazetteer, drafts, &links);
    let votes = Votes::count(context, drafts);
    for draft in drafts.iter_mut() {
        let Meaning::Listed(ids) = &mut draft.meaning else { continue };
        if ids.len() > 1
            && let Some(id) = votes.choose(gazetteer, ids)
        {
            *ids = vec![id];
        }
    }
    // A list of places in one region settles what the votes leave open.
    narrow_by_neighbours(gazetteer, drafts, &links);
    raise(gazetteer, drafts, &links);
    for draft in drafts.iter_mut() {
        // A short form that stays open names nobody.
        let is_open = matches!(&draft.meaning, Meaning::Listed(ids) if ids.len() != 1);
        if is_open && !draft.is_full {
            draft.grade = draft.grade.min(Grade::Doubtful);
        }
    }
}

/// How a draft stands to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    None,
    /// Right behind it (安徽省黄山市).
    Chain,
    /// In a list with it (万州、开州和云阳).
    List,
}

const LIST_MARKS: &[&str] =
    &["、", "和", "与", "及", "以及", "至", "到", "—", "——", "－", "-", "—－", "～", "·", "/", "，", "•"];

fn links(context: &Context<'_>, drafts: &[Draft]) -> Vec<Link> {
    let text = context.text();
    let mut links = vec![Link::None; drafts.len()];
    for index in 1..drafts.len() {
        let between = text.get(drafts[index - 1].span.end as usize..drafts[index].span.start as usize);
        links[index] = match between {
            Some("") => Link::Chain,
            Some(mark) if LIST_MARKS.contains(&mark) => Link::List,
            _ => Link::None,
        };
    }
    links
}

/// Takes, of namesakes, those that lie in the division before them, hold the one behind them, or stand beside those of
/// the list.
fn narrow_by_neighbours(gazetteer: &Gazetteer, drafts: &mut [Draft], links: &[Link]) {
    for index in 0..drafts.len() {
        let Meaning::Listed(ids) = &drafts[index].meaning else { continue };
        if ids.len() < 2 {
            continue;
        }
        let mut kept = ids.clone();
        if links[index] == Link::Chain
            && let Some(outer) = drafts[index - 1].resolved()
        {
            keep_some(&mut kept, |id| id != outer && gazetteer.is_within(id, outer));
        }
        if links.get(index + 1) == Some(&Link::Chain)
            && let Some(inner) = drafts[index + 1].resolved()
        {
            keep_some(&mut kept, |id| id != inner && gazetteer.is_within(inner, id));
        }
        let beside = [
            (links[index] == Link::List).then(|| &drafts[index.wrapping_sub(1)]),
            (links.get(index + 1) == Some(&Link::List)).then(|| &drafts[index + 1]),
        ];
        for other in beside.into_iter().flatten().filter_map(Draft::resolved) {
            if kept.len() > 1 {
                keep_some(&mut kept, |id| is_sibling(gazetteer, id, other));
            }
        }
        drafts[index].meaning = Meaning::Listed(kept);
    }
}

/// Keeps what fits, unless nothing does.
fn keep_some(ids: &mut Vec<DistrictId>, fits: impl Fn(DistrictId) -> bool) {
    let kept: Vec<DistrictId> = ids.iter().copied().filter(|id| fits(*id)).collect();
    if !kept.is_empty() {
        *ids = kept;
    }
}

fn is_sibling(gazetteer: &Gazetteer, one: DistrictId, other: DistrictId) -> bool {
    let (one_district, other_district) = (gazetteer.district(one), gazetteer.district(other));
    one_district.parent == other_district.parent && one_district.level == other_district.level
}

/// How often an article speaks of each division, counted up through the divisions above.
struct Votes {
    counts: BTreeMap<DistrictId, u32>,
    /// Divisions that the article gives by their full name.
    full: BTreeSet<DistrictId>,
}

impl Votes {
    fn count(context: &Context<'_>, drafts: &[Draft]) -> Self {
        let gazetteer = context.lexicon.gazetteer();
        let mut votes = Self { counts: BTreeMap::new(), full: BTreeSet::new() };
        for draft in drafts {
            let Some(id) = draft.resolved() else { continue };
            if draft.grade != Grade::Sure {
                continue;
            }
            if draft.is_full {
                votes.full.insert(id);
            }
            votes.add(gazetteer, id, 2);
        }
        // The paper and the headline say where an article is at home.
        let source = context.document.source.as_ref().map_or("", |source| &source.value);
        for words in [source, &context.document.title] {
            let mut found = Vec::new();
            gazetteer.find(words, &mut found);
            for found in found {
                if let [id] = gazetteer.name(found.name).districts.as_slice() {
                    votes.add(gazetteer, *id, 1);
                }
            }
        }
        votes
    }

    fn add(&mut self, gazetteer: &Gazetteer, id: DistrictId, weight: u32) {
        *self.counts.entry(id).or_default() += weight;
        for above in gazetteer.ancestors(id) {
            *self.counts.entry(above).or_default() += weight;
        }
    }

    fn of(&self, id: DistrictId) -> u32 {
        self.counts.get(&id).copied().unwrap_or(0)
    }

    /// The one of `ids` that the article means; `None` where nothing tells.
    fn choose(&self, gazetteer: &Gazetteer, ids: &[DistrictId]) -> Option<DistrictId> {
        let full: Vec<DistrictId> = ids.iter().copied().filter(|id| self.full.contains(id)).collect();
        if let [id] = full.as_slice() {
            return Some(*id);
        }
        // A province is meant by its name whatever else has it; likewise a country.
        let highest = gazetteer.highest(ids);
        if let Some(id) = highest
            && gazetteer.district(id).level <= Level::Province
        {
            return Some(id);
        }
        // How much the article speaks of what lies above each, the nearest level first.
        let mut best: Option<(u32, u32, DistrictId)> = None;
        let mut is_tie = false;
        for id in ids {
            let nearest = gazetteer.district(*id).parent.map_or(0, |parent| self.of(parent));
            let province = match gazetteer.province(*id) {
                province if province == *id => 0,
                province => self.of(province),
            };
            let rank = (province, nearest);
            match best {
                Some((first, second, _)) if (first, second) > rank => {}
                Some((first, second, _)) if (first, second) == rank => is_tie = true,
                _ => {
                    best = Some((rank.0, rank.1, *id));
                    is_tie = false;
                }
            }
        }
        match best {
            Some((province, _, id)) if !is_tie && province > 0 => Some(id),
            _ => highest.filter(|_| best.is_none_or(|(province, _, _)| province == 0)),
        }
    }
}

/// Lets a name that needs a cue count where it has one.
fn raise(gazetteer: &Gazetteer, drafts: &mut [Draft], links: &[Link]) {
    let mut sure: BTreeSet<DistrictId> = BTreeSet::new();
    for draft in drafts.iter() {
        if draft.grade == Grade::Sure {
            sure.extend(draft.resolved().filter(|_| draft.is_full));
        }
    }
    for index in 0..drafts.len() {
        let Some(id) = drafts[index].resolved() else { continue };
        let raised = match drafts[index].grade {
            Grade::Sure => continue,
            Grade::Doubtful => false,
            Grade::NeedsCue => {
                let before = (links[index] != Link::None).then(|| &drafts[index - 1]);
                let after = links.get(index + 1).filter(|link| **link != Link::None).map(|_| &drafts[index + 1]);
                let fits = |other: Option<&Draft>, link: Option<&Link>| {
                    let Some(other) = other else { return false };
                    let Some(other_id) = other.resolved() else { return false };
                    match link {
                        Some(Link::Chain) => {
                            // 中国合作 is no chain: a country says too little.
                            let is_nested = gazetteer.is_within(id, other_id) || gazetteer.is_within(other_id, id);
                            let is_country = gazetteer.district(other_id).level == Level::Country;
                            other.grade == Grade::Sure && is_nested && !is_country
                                || is_sibling(gazetteer, id, other_id)
                        }
                        _ => other.grade == Grade::Sure && is_sibling(gazetteer, id, other_id),
                    }
                };
                sure.contains(&id) || fits(before, links.get(index)) || fits(after, links.get(index + 1))
            }
        };
        if raised {
            drafts[index].grade = Grade::Sure;
        }
    }
}
