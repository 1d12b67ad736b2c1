//! Townships, towns and subdistricts: 41,000 of them, unpacked at first need.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::district::{District, DistrictId};
use super::load::DataFile;
use super::table;
use crate::model::Level;

/// Marks the end of a chain of namesakes.
const NONE: u32 = u32::MAX;

/// All townships; their numbers follow those of the divisions above.
#[derive(Debug, Default)]
pub(super) struct Townships {
    first: u32,
    districts: Vec<District>,
    /// Name or short form → the last township of that name; the ones before it by `namesake`.
    by_name: FxHashMap<Cow<'static, str>, u32>,
    namesake: Vec<u32>,
    by_short: FxHashMap<Cow<'static, str>, u32>,
    short_namesake: Vec<u32>,
    /// By parent: its townships stand together.
    children: FxHashMap<DistrictId, std::ops::Range<u32>>,
}

impl Townships {
    /// Reads the table. `parent` gives the number of a division by its code; `first` is the number of the first
    /// township.
    pub(super) fn read(file: &DataFile, first: u32, parent: impl Fn(&str) -> Option<DistrictId>) -> Self {
        let mut townships = Self { first, ..Self::default() };
        // About as many as there are, so that nothing is moved while they are read.
        townships.districts.reserve(42_000);
        townships.namesake.reserve(42_000);
        townships.short_namesake.reserve(42_000);
        townships.by_name.reserve(40_000);
        townships.by_short.reserve(36_000);
        for row in table::rows(file) {
            let Some(above) = parent(&row.field(0)) else { continue };
            let prefix = row.field(1);
            let begin = townships.districts.len() as u32;
            for entry in table::parts(row.field(2), ' ') {
                townships.add(&prefix, entry, above);
            }
            let end = townships.districts.len() as u32;
            let range = townships.children.entry(above).or_insert(begin..end);
            if range.end == begin {
                range.end = end;
            }
        }
        townships
    }

    fn add(&mut self, prefix: &str, entry: Cow<'static, str>, above: DistrictId) {
        let Some((digits, _)) = entry.split_at_checked(3) else { return };
        let digits = digits.to_owned();
        let named = after(entry, 3);
        let (name, given) = match named.find('/') {
            Some(slash) => (before(named.clone(), slash), Some(after(named, slash + 1))),
            None => (named, None),
        };
        let index = self.districts.len() as u32;
        let short = given.or_else(|| short_form(&name).map(|short| before(name.clone(), short.len())));
        self.namesake.push(self.by_name.insert(name.clone(), index).unwrap_or(NONE));
        let same = short.as_ref().and_then(|short| self.by_short.insert(short.clone(), index));
        self.short_namesake.push(same.unwrap_or(NONE));
        self.districts.push(District {
            code: Cow::Owned(format!("{prefix}{digits}")),
            level: if name.ends_with("区") && !name.ends_with("地区") { Level::Zone } else { Level::Township },
            name,
            short: short.into_iter().collect(),
            parent: Some(above),
            retired: None,
            successors: Vec::new(),
        });
    }

    pub(super) fn get(&self, id: DistrictId) -> Option<&District> {
        self.districts.get(id.0.checked_sub(self.first)? as usize)
    }

    /// Adds the townships of that full name, and with `short` those of that short form, to `out`.
    pub(super) fn named(&self, name: &str, short: bool, out: &mut Vec<DistrictId>) {
        let mut next = self.by_name.get(name).copied().unwrap_or(NONE);
        while next != NONE {
            out.push(DistrictId(self.first + next));
            next = self.namesake[next as usize];
        }
        if !short {
            return;
        }
        next = self.by_short.get(name).copied().unwrap_or(NONE);
        while next != NONE {
            out.push(DistrictId(self.first + next));
            next = self.short_namesake[next as usize];
        }
    }

    /// The townships directly below `parent`.
    pub(super) fn below(&self, parent: DistrictId) -> impl Iterator<Item = (DistrictId, &District)> {
        let range = self.children.get(&parent).cloned().unwrap_or(0..0);
        range.map(|index| (DistrictId(self.first + index), &self.districts[index as usize]))
    }
}

/// The name without 镇, 乡, 街道, 苏木; `None` where less than two characters are left.
fn short_form(name: &str) -> Option<&str> {
    let stem = ["街道", "苏木", "镇", "乡"].iter().find_map(|suffix| name.strip_suffix(suffix))?;
    (stem.chars().count() >= 2).then_some(stem)
}

fn before(text: Cow<'static, str>, end: usize) -> Cow<'static, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..end).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(..end).unwrap_or_default().to_owned()),
    }
}

fn after(text: Cow<'static, str>, start: usize) -> Cow<'static, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(start..).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(start..).unwrap_or_default().to_owned()),
    }
}
