//! Names of both sides made comparable.

use std::collections::BTreeMap;

use super::line::Line;

/// A name without enclosing marks and blanks, its brackets full-width.
pub(super) fn norm(name: &str) -> String {
    let inner = name.trim_matches(['“', '”', '"', '《', '》', ' ']);
    inner.replace(' ', "").replace('(', "（").replace(')', "）")
}

/// Maps any name of a passage's gold entities to one representative, so that both sides speak of the same thing.
pub(super) struct Names<'a> {
    of: BTreeMap<String, String>,
    aliases: BTreeMap<&'a str, &'a [String]>,
}

impl<'a> Names<'a> {
    pub(super) fn new(gold: &Line, predicted: &'a Line) -> Self {
        let mut of = BTreeMap::new();
        for entity in &gold.entities {
            let names = std::iter::once(&entity.name).chain(&entity.surfaces).chain(&entity.aliases);
            for name in names {
                of.entry(norm(name)).or_insert_with(|| norm(&entity.name));
            }
        }
        let aliases =
            predicted.entities.iter().map(|entity| (entity.name.as_str(), entity.aliases.as_slice())).collect();
        Self { of, aliases }
    }

    /// The representative of a gold name.
    pub(super) fn gold(&self, name: &str) -> String {
        let name = norm(name);
        self.of.get(&name).cloned().unwrap_or(name)
    }

    /// The representative of a predicted name: its own, else that of the first alias that the gold knows.
    pub(super) fn predicted(&self, name: &str) -> String {
        let own = norm(name);
        if let Some(found) = self.of.get(&own) {
            return found.clone();
        }
        let aliases = self.aliases.get(name).copied().unwrap_or_default();
        aliases.iter().find_map(|alias| self.of.get(&norm(alias)).cloned()).unwrap_or(own)
    }
}
