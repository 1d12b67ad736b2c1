//! From a name as a person types it to the node that is meant.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::{EntityId, Graph, Node};
use crate::model::{AliasScope, EntityType};

/// By what right a name means a node; the earlier is the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// It is the node's id.
    Id,
    /// It is the canonical name.
    Canonical,
    /// It is another name that holds everywhere.
    Alias,
    /// It is another name that holds in single articles.
    ArticleAlias,
    /// It is the canonical name without the word for its level (万州 for 万州区) or without its marks (《》, “”).
    ShortName,
    /// It is a part of one node's name, and of no other's.
    Fragment,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The name as given, without blanks around it.
    pub name: String,
    /// By what right it means them; `None` where nothing was found.
    pub right: Option<Right>,
    /// Nodes of that right, most mentioned first. More than one: the name is ambiguous.
    pub nodes: Vec<u32>,
    /// Where nothing was found: the nearest names, nearest first.
    pub nearest: Vec<String>,
}

/// How many names are suggested.
const SUGGESTIONS: usize = 5;

/// Endings by which a district's full name differs from its short one, longest first.
const LEVEL_ENDINGS: [&str; 14] = [
    "特别行政区",
    "经济技术开发区",
    "高新区",
    "经开区",
    "自治区",
    "街道",
    "新区",
    "地区",
    "省",
    "市",
    "区",
    "县",
    "镇",
    "乡",
];

/// The canonical name without its level's word or its enclosing marks, where enough is left.
fn short_name(node: &Node) -> Option<&str> {
    if node.kind == EntityType::District {
        let ending = LEVEL_ENDINGS.iter().find(|ending| node.name.ends_with(*ending))?;
        let short = node.name.strip_suffix(ending)?;
        return (short.chars().count() >= 2).then_some(short);
    }
    for (open, close) in [('《', '》'), ('“', '”'), ('「', '」')] {
        if let Some(inner) = node.name.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return Some(inner);
        }
    }
    None
}

impl Graph {
    /// What `name` means: by id, canonical name, alias, short name or unique fragment, in that order of right.
    #[must_use]
    pub fn resolve(&self, name: &str) -> Resolution {
        let name = name.trim();
        let mut resolution = Resolution { name: name.to_owned(), right: None, nodes: Vec::new(), nearest: Vec::new() };
        if name.is_empty() {
            return resolution;
        }
        if let Some(node) = EntityId::parse(name).and_then(|id| self.node_by_id(id)) {
            resolution.right = Some(Right::Id);
            resolution.nodes.push(node);
            return resolution;
        }
        let mut best: Option<Right> = None;
        let mut found = Vec::new();
        for (index, node) in self.nodes.iter().enumerate() {
            let Some(right) = right_of(node, name) else { continue };
            if best.is_none_or(|known| right < known) {
                best = Some(right);
                found.clear();
            }
            if best == Some(right) {
                found.push(index as u32);
            }
        }
        self.sort_by_mentions(&mut found);
        if best == Some(Right::Fragment) && found.len() > 1 {
            // Not unique: each is only a suggestion.
            resolution.nearest = self.distinct_names(&found);
            return resolution;
        }
        if found.is_empty() {
            resolution.nearest = self.nearest_names(name);
        }
        resolution.right = best;
        resolution.nodes = found;
        resolution
    }

    /// What tells a node from its namesakes: name, type, and what its key or its parent adds.
    #[must_use]
    pub fn label(&self, node: u32) -> String {
        let node = &self.nodes[node as usize];
        let mut parts = vec![node.kind.label().to_owned()];
        if let Some(parent) = &node.parent {
            parts.push(name_of_key(parent).to_owned());
        } else if let Some((_, more)) = node.key.split_once('|').filter(|(_, more)| !more.is_empty()) {
            parts.push(more.to_owned());
        }
        format!("{}（{}）", node.name, parts.join("，"))
    }

    fn sort_by_mentions(&self, nodes: &mut [u32]) {
        nodes.sort_by_key(|index| (std::cmp::Reverse(self.nodes[*index as usize].mentions), *index));
    }

    fn distinct_names(&self, nodes: &[u32]) -> Vec<String> {
        let mut seen = FxHashSet::default();
        let mut names = Vec::new();
        for index in nodes {
            let name = self.nodes[*index as usize].name.as_str();
            if names.len() < SUGGESTIONS && seen.insert(name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// The names most like `name`, canonical ones and aliases, by Jaro-Winkler similarity; equal ones by name.
    fn nearest_names(&self, name: &str) -> Vec<String> {
        let wanted: Vec<char> = name.chars().take(60).collect();
        let mut near: Vec<(u64, &str)> = Vec::new();
        for node in &self.nodes {
            let aliases = node.aliases.iter().map(|alias| alias.name.as_str());
            for known in std::iter::once(node.name.as_str()).chain(aliases) {
                // A name that shares no character cannot be near, and most share none.
                if !known.chars().any(|character| wanted.contains(&character)) {
                    continue;
                }
                let similarity = strsim::jaro_winkler(known, name);
                // Rounded, so that equal means equal whatever the order of sums.
                let score = (similarity * 1e9).round() as u64;
                if score >= 550_000_000 {
                    near.push((score, known));
                }
            }
        }
        near.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(right.1)));
        near.dedup_by(|left, right| left.1 == right.1);
        near.into_iter().take(SUGGESTIONS).map(|(_, known)| known.to_owned()).collect()
    }
}

/// A key's canonical name.
pub(super) fn name_of_key(key: &str) -> &str {
    key.split_once('|').map_or(key, |(name, _)| name)
}

fn right_of(node: &Node, name: &str) -> Option<Right> {
    if node.name == name {
        return Some(Right::Canonical);
    }
    if let Some(alias) = node.aliases.iter().find(|alias| alias.name == name) {
        return Some(if alias.scope == AliasScope::Global { Right::Alias } else { Right::ArticleAlias });
    }
    if short_name(node) == Some(name) {
        return Some(Right::ShortName);
    }
    let within = node.name.contains(name) || node.aliases.iter().any(|alias| alias.name.contains(name));
    within.then_some(Right::Fragment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::testing;

    fn names(graph: &Graph, name: &str) -> (Option<Right>, Vec<String>) {
        let found = graph.resolve(name);
        let names = found.nodes.iter().map(|node| graph.nodes()[*node as usize].name.clone()).collect();
        (found.right, names)
    }

    #[test]
    fn the_better_right_wins() {
        let graph = testing::sample();
        assert_eq!(names(&graph, "禄丰市"), (Some(Right::Canonical), vec!["禄丰市".to_owned()]));
        assert_eq!(names(&graph, "禄丰"), (Some(Right::Alias), vec!["禄丰市".to_owned()]));
        assert_eq!(names(&graph, "元谋"), (Some(Right::ShortName), vec!["元谋县".to_owned()]));
        assert_eq!(names(&graph, "滇中城际"), (Some(Right::Fragment), vec!["滇中城际铁路".to_owned()]));
        let id = EntityId::of("元谋县|532328").to_string();
        assert_eq!(names(&graph, &id), (Some(Right::Id), vec!["元谋县".to_owned()]));
        assert_eq!(names(&graph, "滇中发展规划"), (Some(Right::ShortName), vec!["《滇中发展规划》".to_owned()]));
    }

    #[test]
    fn namesakes_are_all_given_and_labelled() {
        let graph = testing::sample();
        let found = graph.resolve("鼓楼区");
        assert_eq!(found.nodes.len(), 2);
        let labels: Vec<String> = found.nodes.iter().map(|node| graph.label(*node)).collect();
        assert!(labels.contains(&"鼓楼区（行政区，福州市）".to_owned()), "{labels:?}");
        assert!(labels.contains(&"鼓楼区（行政区，南京市）".to_owned()), "{labels:?}");
    }

    #[test]
    fn nothing_found_gives_the_nearest() {
        let graph = testing::sample();
        let found = graph.resolve("禄丰县");
        assert_eq!(found.right, None);
        assert!(found.nearest.contains(&"禄丰市".to_owned()), "{:?}", found.nearest);
        assert!(graph.resolve("  ").nearest.is_empty());
    }
}
