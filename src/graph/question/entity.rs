//! Which entities there are, and the card of one.

use serde::Serialize;

use super::fact::{FactRow, StageRow};
use super::relation::{EvidenceFilter, RelationFilter, RelationRow};
use super::row::{AliasRow, EntityReference};
use crate::graph::EntityId;
use crate::graph::record::{Graph, Node};
use crate::model::{EntityType, Level, Zone};

/// In which order entities are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EntityOrder {
    /// Most mentioned first.
    #[default]
    Mentions,
    /// Most edges first.
    Degree,
    /// Highest PageRank first.
    Rank,
}

/// Which entities are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EntityFilter {
    /// Of one of these types; empty: of any.
    pub kinds: Vec<EntityType>,
    /// With these words in the name or an alias.
    pub matching: Option<String>,
    /// Mentioned so often at least.
    pub minimum_mentions: u32,
    /// In this order; of equals by name, then id.
    pub order: EntityOrder,
}

/// An entity in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EntityRow {
    /// Its id.
    pub id: EntityId,
    /// Canonical name.
    pub name: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Level, of a district.
    pub level: Option<Level>,
    /// How often mentioned.
    pub mentions: u32,
    /// In how many documents.
    pub documents: u32,
    /// How many relations.
    pub degree: u32,
    /// Zones in which it is mentioned, in the order of [`Zone`].
    pub zones: Vec<Zone>,
}

/// All about one entity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntityCard {
    /// Its id.
    pub id: EntityId,
    /// Canonical name.
    pub name: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Other types that documents give it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_types: Vec<EntityType>,
    /// Level, of a district.
    pub level: Option<Level>,
    /// The division above it, of a district.
    pub parent: Option<EntityReference>,
    /// Other names.
    pub aliases: Vec<AliasRow>,
    /// How often mentioned.
    pub mentions: u32,
    /// In how many documents.
    pub documents: u32,
    /// How many relations it has; the list below may be cut.
    pub degree: u32,
    /// Zones in which it is mentioned.
    pub zones: Vec<Zone>,
    /// Relations, either way.
    pub relations: Vec<RelationRow>,
    /// Figures about it.
    pub indicators: Vec<FactRow>,
    /// Stages that it has reached.
    pub stages: Vec<StageRow>,
}

fn zones(node: &Node) -> Vec<Zone> {
    node.zones.iter().map(|(zone, _)| *zone).collect()
}

impl Graph {
    /// Indexes of the nodes that `filter` asks for, in its order.
    #[must_use]
    pub fn select_entities(&self, filter: &EntityFilter) -> Vec<u32> {
        let mut selected = Vec::new();
        for (index, node) in self.nodes.iter().enumerate() {
            let typed = filter.kinds.is_empty() || filter.kinds.contains(&node.kind);
            if typed && node.mentions >= filter.minimum_mentions && matches(node, filter.matching.as_deref()) {
                selected.push(index as u32);
            }
        }
        let ranks = if filter.order == EntityOrder::Rank { self.ranks() } else { Vec::new() };
        let weight = |index: u32| match filter.order {
            EntityOrder::Mentions => u64::from(self.nodes[index as usize].mentions),
            EntityOrder::Degree => u64::from(self.nodes[index as usize].degree),
            EntityOrder::Rank => ranks[index as usize],
        };
        selected.sort_by(|left, right| {
            weight(*right)
                .cmp(&weight(*left))
                .then_with(|| self.nodes[*left as usize].name.cmp(&self.nodes[*right as usize].name))
                .then(left.cmp(right))
        });
        selected
    }

    /// The entities that `filter` asks for.
    #[must_use]
    pub fn entities(&self, filter: &EntityFilter) -> Vec<EntityRow> {
        self.select_entities(filter).into_iter().map(|node| self.entity_row(node)).collect()
    }

    /// One node as lists give it.
    ///
    /// # Panics
    /// Where `node` is no node's index.
    #[must_use]
    pub fn entity_row(&self, node: u32) -> EntityRow {
        let node = &self.nodes[node as usize];
        EntityRow {
            id: node.id,
            name: node.name.clone(),
            kind: node.kind,
            level: node.level,
            mentions: node.mentions,
            documents: node.documents,
            degree: node.degree,
            zones: zones(node),
        }
    }

    /// The card of one node, with at most `limit` relations.
    ///
    /// # Panics
    /// Where `node` is no node's index.
    #[must_use]
    pub fn entity_card(&self, node: u32, limit: Option<usize>) -> EntityCard {
        let open = EvidenceFilter::default();
        let mut edges = self.select_relations(&RelationFilter { about: vec![node], ..RelationFilter::default() });
        edges.truncate(limit.unwrap_or(usize::MAX));
        let facts = self.facts_of(node);
        let stages = self.stages_of(node);
        let record = &self.nodes[node as usize];
        EntityCard {
            id: record.id,
            name: record.name.clone(),
            kind: record.kind,
            other_types: record.other_kinds.clone(),
            level: record.level,
            parent: record.parent.as_deref().map(|key| self.reference_by_key(key)),
            aliases: record
                .aliases
                .iter()
                .map(|alias| AliasRow { name: alias.name.clone(), scope: alias.scope })
                .collect(),
            mentions: record.mentions,
            documents: record.documents,
            degree: record.degree,
            zones: zones(record),
            relations: edges.into_iter().map(|number| self.relation_row(number, &open)).collect(),
            indicators: facts.iter().map(|fact| self.fact_row(fact)).collect(),
            stages: stages.iter().map(|stage| self.stage_row(stage)).collect(),
        }
    }
}

fn matches(node: &Node, words: Option<&str>) -> bool {
    let Some(words) = words else { return true };
    node.name.contains(words) || node.aliases.iter().any(|alias| alias.name.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::testing;

    #[test]
    fn lists_by_type_with_zones() {
        let graph = testing::sample();
        let people = graph.entities(&EntityFilter { kinds: vec![EntityType::Person], ..EntityFilter::default() });
        let shown: Vec<_> = people.iter().map(|row| (row.name.as_str(), row.zones.as_slice())).collect();
        assert_eq!(shown, [("李丽华", [Zone::Body].as_slice()), ("周桂珍", [Zone::Byline].as_slice())]);
    }

    #[test]
    fn orders_by_degree_and_rank() {
        let graph = testing::sample();
        for order in [EntityOrder::Degree, EntityOrder::Rank] {
            let rows = graph.entities(&EntityFilter { order, ..EntityFilter::default() });
            assert_eq!(rows.len(), graph.nodes().len());
            assert!(rows[0].degree > rows[rows.len() - 1].degree, "{order:?}");
        }
    }

    #[test]
    fn card_as_the_command_line_prints_it() {
        let graph = testing::sample();
        let card = graph.entity_card(graph.resolve("李丽华").nodes[0], None);
        let json = serde_json::to_value(&card).unwrap();
        assert_eq!(json["type"], "person");
        assert_eq!(json["relations"][0]["title"], "副局长");
        assert_eq!(json["relations"][0]["label"], "任职");
        let parent = graph.entity_card(graph.resolve("禄丰市").nodes[0], Some(1));
        assert_eq!(parent.parent.as_ref().map(|reference| reference.name.as_str()), Some("楚雄彝族自治州"));
        assert_eq!(parent.relations.len(), 1);
        assert!(parent.degree > 1);
    }
}
