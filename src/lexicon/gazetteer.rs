//! All names that the lists know, and one automaton over them.

use std::borrow::Cow;
use std::sync::OnceLock;

use daachorse::CharwiseDoubleArrayAhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};

use super::district::{District, DistrictId};
use super::load::DataFile;
use super::township::Townships;
use crate::model::{EntityType, Level};

/// A name of the lists; the number holds for one lexicon only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub(super) u32);

/// A string that the lists know, with all that it may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The string.
    pub text: Cow<'static, str>,
    /// Divisions of county level and above, countries, cities abroad and zones of that name, full or short.
    pub districts: Vec<DistrictId>,
    /// What else is listed under it (bloc, agency, institution, policy, …).
    pub listed: Option<ListedName>,
    /// Whether it is an ordinary word, a direction, a river or a hill far more often than a division.
    pub is_ordinary: bool,
    /// Whether the user's own list or aliases have it.
    pub is_users: bool,
}

/// A listed name that is no division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedName {
    /// Its type.
    pub kind: EntityType,
    /// The name that it is entered under.
    pub canonical: Cow<'static, str>,
    /// Where it lies or whom it belongs to, a division's name or code, if the list says so.
    pub parent: Option<Cow<'static, str>>,
}

/// A listed name found in a text: bytes `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What was found.
    pub name: NameId,
}

/// Divisions, countries and other listed names.
#[derive(Default)]
pub struct Gazetteer {
    pub(super) districts: Vec<District>,
    names: Vec<Name>,
    by_name: FxHashMap<Cow<'static, str>, NameId>,
    by_code: FxHashMap<Cow<'static, str>, DistrictId>,
    automaton: OnceLock<Option<CharwiseDoubleArrayAhoCorasick<u32>>>,
    abbreviations: FxHashMap<char, DistrictId>,
    generic_stems: [FxHashSet<Cow<'static, str>>; 2],
    township_file: Option<DataFile>,
    townships: OnceLock<Townships>,
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gazetteer").field("districts", &self.districts.len()).field("names", &self.names.len()).finish()
    }
}

impl Gazetteer {
    pub(super) fn add_district(&mut self, district: District) -> DistrictId {
        let id = DistrictId(self.districts.len() as u32);
        for text in std::iter::once(&district.name).chain(&district.short) {
            let name = self.enter(text.clone());
            let districts = &mut self.names[name.0 as usize].districts;
            if !districts.contains(&id) {
                districts.push(id);
            }
        }
        // A retired division may have had a code that is in use for another one; the code then means that one.
        if district.retired.is_none() || !self.by_code.contains_key(&district.code) {
            self.by_code.insert(district.code.clone(), id);
        }
        self.districts.push(district);
        id
    }

    pub(super) fn add_short(&mut self, id: DistrictId, short: Cow<'static, str>) {
        let name = self.enter(short.clone());
        let districts = &mut self.names[name.0 as usize].districts;
        if !districts.contains(&id) {
            districts.push(id);
            self.districts[id.0 as usize].short.push(short);
        }
    }

    pub(super) fn add_listed(&mut self, text: Cow<'static, str>, listed: ListedName) {
        let name = self.enter(text);
        self.names[name.0 as usize].listed = Some(listed);
    }

    pub(super) fn mark_users(&mut self, text: &str) {
        if let Some(id) = self.by_name.get(text) {
            self.names[id.0 as usize].is_users = true;
        }
    }

    pub(super) fn mark_ordinary(&mut self, words: &FxHashSet<Cow<'static, str>>) {
        for name in &mut self.names {
            name.is_ordinary = words.contains(&name.text);
        }
    }

    pub(super) fn add_abbreviation(&mut self, character: char, id: DistrictId) {
        self.abbreviations.insert(character, id);
    }

    pub(super) fn add_generic_stem(&mut self, word: Cow<'static, str>, of_zone: bool) {
        self.generic_stems[usize::from(of_zone)].insert(word);
    }

    pub(super) fn set_townships(&mut self, file: DataFile) {
        self.township_file = Some(file);
    }

    fn enter(&mut self, text: Cow<'static, str>) -> NameId {
        if let Some(known) = self.by_name.get(&text) {
            return *known;
        }
        let id = NameId(self.names.len() as u32);
        self.by_name.insert(text.clone(), id);
        self.names.push(Name { text, districts: Vec::new(), listed: None, is_ordinary: false, is_users: false });
        id
    }

    fn townships(&self) -> &Townships {
        self.townships.get_or_init(|| match &self.township_file {
            Some(file) => Townships::read(file, self.districts.len() as u32, |code| self.district_of_code(code)),
            None => Townships::default(),
        })
    }

    /// The division of that number.
    ///
    /// # Panics
    /// Where the number is of another lexicon.
    #[must_use]
    pub fn district(&self, id: DistrictId) -> &District {
        if let Some(district) = self.districts.get(id.0 as usize) {
            return district;
        }
        self.townships().get(id).expect("a number of this lexicon")
    }

    /// The division that has the code now (or had it, where none has it now). Townships are not looked up.
    #[must_use]
    pub fn district_of_code(&self, code: &str) -> Option<DistrictId> {
        self.by_code.get(code).copied()
    }

    /// The division or country that one character stands for (渝, 沪); it does so in pairs and behind 在, 赴, 来 alone.
    #[must_use]
    pub fn abbreviation(&self, character: char) -> Option<DistrictId> {
        self.abbreviations.get(&character).copied()
    }

    /// Whether a word before 村, 镇, 社区 (with `of_zone`: before 开发区, 新区) makes no name of it.
    #[must_use]
    pub fn is_generic_stem(&self, word: &str, of_zone: bool) -> bool {
        self.generic_stems[usize::from(of_zone)].contains(word)
    }

    /// A listed name.
    #[must_use]
    pub fn name(&self, id: NameId) -> &Name {
        &self.names[id.0 as usize]
    }

    /// What the lists know under exactly that string (townships aside).
    #[must_use]
    pub fn lookup(&self, text: &str) -> Option<&Name> {
        self.by_name.get(text).map(|id| self.name(*id))
    }

    /// Divisions of county level and above, countries, cities abroad and zones with that full name or short form.
    #[must_use]
    pub fn districts_named(&self, name: &str) -> &[DistrictId] {
        self.lookup(name).map_or(&[], |found| &found.districts)
    }

    /// Townships with that full name, and with `short` those with that short form, added to `out`.
    pub fn townships_named(&self, name: &str, short: bool, out: &mut Vec<DistrictId>) {
        self.townships().named(name, short, out);
    }

    /// Townships directly below a county (or a city without counties).
    pub fn townships_below(&self, parent: DistrictId) -> impl Iterator<Item = (DistrictId, &District)> {
        self.townships().below(parent)
    }

    /// The division inside `parent`, at any depth, that has that full name or short form. `None` where there is none
    /// or more than one.
    #[must_use]
    pub fn child_named(&self, parent: DistrictId, name: &str) -> Option<DistrictId> {
        let listed = self.districts_named(name).iter().copied();
        if let Some(found) = only(listed.filter(|id| *id != parent && self.is_within(*id, parent))) {
            return Some(found);
        }
        if self.districts_named(name).iter().any(|id| *id != parent && self.is_within(*id, parent)) {
            return None;
        }
        let mut towns = Vec::new();
        self.townships_named(name, true, &mut towns);
        towns.sort_unstable();
        towns.dedup();
        only(towns.into_iter().filter(|id| self.is_within(*id, parent)))
    }

    /// The divisions above, the nearest first.
    pub fn ancestors(&self, id: DistrictId) -> impl Iterator<Item = DistrictId> + '_ {
        let mut next = self.district(id).parent;
        std::iter::from_fn(move || {
            let current = next?;
            next = self.district(current).parent;
            Some(current)
        })
    }

    /// Whether `inner` is `outer` or lies inside it.
    #[must_use]
    pub fn is_within(&self, inner: DistrictId, outer: DistrictId) -> bool {
        inner == outer || self.ancestors(inner).any(|above| above == outer)
    }

    /// The province (municipality, autonomous region) that holds the division, or the country of one abroad.
    #[must_use]
    pub fn province(&self, id: DistrictId) -> DistrictId {
        let mut last = id;
        for above in std::iter::once(id).chain(self.ancestors(id)) {
            let district = self.district(above);
            if district.level == Level::Province {
                return above;
            }
            if district.code != "100000" {
                last = above;
            }
        }
        last
    }

    /// The listed name at the start of `text` that is the longest division (full or short), as a byte length with
    /// the candidates; used on names (重庆市公安局).
    fn longest_district_prefix(&self, text: &str, within: Option<DistrictId>) -> Option<(usize, DistrictId)> {
        let mut best = None;
        for (count, (at, character)) in text.char_indices().enumerate() {
            if count >= 16 {
                break;
            }
            let end = at + character.len_utf8();
            let Some(prefix) = text.get(..end) else { break };
            if count == 0 {
                continue;
            }
            let found = match within {
                Some(parent) => self.child_named(parent, prefix),
                None => {
                    let named = self.districts_named(prefix);
                    only(named.iter().copied())
                        .or_else(|| only(named.iter().copied().filter(|id| self.district(*id).retired.is_none())))
                        .or_else(|| self.highest(named))
                }
            };
            if let Some(id) = found {
                best = Some((end, id));
            }
        }
        best
    }

    /// Of namesakes, the one that stands above all others of them in rank: a city beats the counties of its name.
    #[must_use]
    pub fn highest(&self, named: &[DistrictId]) -> Option<DistrictId> {
        let rank = |id: &DistrictId| self.district(*id).level;
        let top = named.iter().filter(|id| self.district(**id).retired.is_none()).map(rank).min()?;
        only(named.iter().copied().filter(|id| rank(id) == top && self.district(*id).retired.is_none()))
    }

    /// The division that a name begins with: how many bytes of the name say so, and the deepest division
    /// (北京丰台热力集团 → 丰台区). `None` where the name is nothing but a division, or the division is not sure.
    #[must_use]
    pub fn district_prefix(&self, name: &str) -> Option<(usize, DistrictId)> {
        let (mut length, mut id) = self.longest_district_prefix(name, None)?;
        while let Some((more, deeper)) = self.longest_district_prefix(name.get(length..)?, Some(id)) {
            length += more;
            id = deeper;
        }
        (length < name.len()).then_some((length, id))
    }

    /// All listed names in `text`, overlapping ones too, by their end and then the longest first; added to `out`.
    pub fn find(&self, text: &str, out: &mut Vec<Found>) {
        let automaton = self.automaton.get_or_init(|| {
            let patterns = self.names.iter().zip(0_u32..).map(|(name, index)| (&*name.text, index));
            CharwiseDoubleArrayAhoCorasick::with_values(patterns).ok()
        });
        let Some(automaton) = automaton else { return };
        for found in automaton.find_overlapping_iter(text) {
            out.push(Found { start: found.start() as u32, end: found.end() as u32, name: NameId(found.value()) });
        }
    }
}

/// The single item, `None` where there are several or none.
fn only<T: Copy + PartialEq>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.all(|other| other == first).then_some(first)
}
