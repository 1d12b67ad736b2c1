//! Administrative divisions and countries as the gazetteer knows them.

use std::borrow::Cow;

use crate::model::Level;

/// A division of the gazetteer. Numbers hold for one lexicon only and are never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DistrictId(pub(super) u32);

/// An administrative division, a country, a city abroad or a listed development zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct District {
    /// Division code (GB/T 2260, nine digits for townships), or `world/日本`, `zone/两江新区`, `user/…`.
    pub code: Cow<'static, str>,
    /// Full official name (a country's common name).
    pub name: Cow<'static, str>,
    /// Short forms (万州; 石柱, 石柱县 for 石柱土家族自治县).
    pub short: Vec<Cow<'static, str>>,
    /// Its level.
    pub level: Level,
    /// The division above.
    pub parent: Option<DistrictId>,
    /// The year in which it was dissolved or renamed.
    pub retired: Option<u16>,
    /// What took its place, where it is retired.
    pub successors: Vec<DistrictId>,
}

impl District {
    /// What tells it from its namesakes (`万州区|500101`), as [`crate::model::Entity::key`].
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}|{}", self.name, self.code)
    }

    /// Whether it lies abroad.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.code.starts_with("world/")
    }
}
