//! What lies around an entity.

use serde::Serialize;

use super::entity::EntityRow;
use super::relation::{Admitted, EvidenceFilter, RelationRow};
use crate::graph::record::Graph;
use crate::graph::walk::predicate_bits;
use crate::model::{EntityType, Predicate};

/// Which neighbours are asked for. Empty lists ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeighborFilter {
    /// So many hops away at most.
    pub depth: u32,
    /// Over these relations.
    pub predicates: Vec<Predicate>,
    /// Of these types; others are not walked through either.
    pub kinds: Vec<EntityType>,
    /// Over relations with such evidence.
    pub evidence: EvidenceFilter,
}

impl Default for NeighborFilter {
    fn default() -> Self {
        Self { depth: 1, predicates: Vec::new(), kinds: Vec::new(), evidence: EvidenceFilter::default() }
    }
}

/// A part of the graph, by index and number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subgraph {
    /// Indexes of its nodes, ascending.
    pub nodes: Vec<u32>,
    /// Hops of each from the nearest centre, in the order of `nodes`.
    pub distances: Vec<u32>,
    /// Numbers of its edges, ascending.
    pub edges: Vec<u32>,
}

/// A neighbour in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NeighborRow {
    /// Who.
    #[serde(flatten)]
    pub entity: EntityRow,
    /// How many hops away.
    pub distance: u32,
    /// The relations that link it to what is one hop nearer.
    pub relations: Vec<RelationRow>,
}

impl Graph {
    /// The part of the graph around `centres`: the nodes within reach and the relations between them.
    #[must_use]
    pub fn neighborhood(&self, centres: &[u32], filter: &NeighborFilter) -> Subgraph {
        let admitted = Admitted::new(self, &filter.evidence);
        let predicates = predicate_bits(&filter.predicates);
        let admits = |number: u32| {
            let edge = &self.edges[number as usize];
            predicates & (1 << (edge.predicate as u32)) != 0 && admitted.judge(self, edge).is_some()
        };
        const FAR: u32 = u32::MAX;
        let mut distance = vec![FAR; self.nodes.len()];
        let mut reached: Vec<u32> = Vec::new();
        for &centre in centres {
            if distance[centre as usize] == FAR {
                distance[centre as usize] = 0;
                reached.push(centre);
            }
        }
        let mut at = 0;
        while at < reached.len() {
            let node = reached[at];
            at += 1;
            let next = distance[node as usize] + 1;
            if next > filter.depth {
                continue;
            }
            for number in self.adjacency.incident(node) {
                let edge = &self.edges[number as usize];
                let other = if edge.subject == node { edge.object } else { edge.subject };
                let wanted = filter.kinds.is_empty() || filter.kinds.contains(&self.nodes[other as usize].kind);
                if distance[other as usize] == FAR && wanted && admits(number) {
                    distance[other as usize] = next;
                    reached.push(other);
                }
            }
        }
        reached.sort_unstable();
        let mut edges = Vec::new();
        for &node in &reached {
            for number in self.adjacency.outgoing(node) {
                let other = self.edges[number as usize].object;
                if distance[other as usize] != FAR && admits(number) {
                    edges.push(number);
                }
            }
        }
        let distances = reached.iter().map(|node| distance[*node as usize]).collect();
        Subgraph { nodes: reached, distances, edges }
    }

    /// The neighbours of `centres`, nearest first, then most relations first; the centres themselves left out.
    #[must_use]
    pub fn neighbors(&self, centres: &[u32], filter: &NeighborFilter) -> Vec<NeighborRow> {
        let part = self.neighborhood(centres, filter);
        let place = |node: u32| part.nodes.binary_search(&node).unwrap_or_default();
        let mut nearer: Vec<Vec<u32>> = vec![Vec::new(); part.nodes.len()];
        for &number in &part.edges {
            let edge = &self.edges[number as usize];
            let (subject, object) = (place(edge.subject), place(edge.object));
            match part.distances[subject].cmp(&part.distances[object]) {
                std::cmp::Ordering::Less => nearer[object].push(number),
                std::cmp::Ordering::Greater => nearer[subject].push(number),
                std::cmp::Ordering::Equal => {}
            }
        }
        let mut rows = Vec::new();
        for (at, numbers) in nearer.into_iter().enumerate() {
            if part.distances[at] == 0 {
                continue;
            }
            let relations = numbers.into_iter().map(|number| self.relation_row(number, &filter.evidence)).collect();
            rows.push(NeighborRow { entity: self.entity_row(part.nodes[at]), distance: part.distances[at], relations });
        }
        rows.sort_by(|left: &NeighborRow, right| {
            (left.distance, right.relations.len(), &left.entity.name, left.entity.id).cmp(&(
                right.distance,
                left.relations.len(),
                &right.entity.name,
                right.entity.id,
            ))
        });
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::testing;

    fn names(rows: &[NeighborRow], distance: u32) -> Vec<&str> {
        let mut names: Vec<&str> =
            rows.iter().filter(|row| row.distance == distance).map(|row| row.entity.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn by_depth_with_what_links_them() {
        let graph = testing::sample();
        let centre = graph.resolve("滇中").nodes;
        let near = graph.neighbors(&centre, &NeighborFilter::default());
        assert_eq!(names(&near, 1), ["《滇中发展规划》", "元谋县", "滇中城际铁路", "禄丰市"]);
        assert!(near.iter().all(|row| row.relations.len() == 1));
        let far = graph.neighbors(&centre, &NeighborFilter { depth: 2, ..NeighborFilter::default() });
        assert_eq!(names(&far, 2), ["云南省"]);
        assert_eq!(far.last().map(|row| row.relations.len()), Some(2));
    }

    #[test]
    fn by_type_and_relation() {
        let graph = testing::sample();
        let centre = graph.resolve("滇中").nodes;
        let filter = NeighborFilter { kinds: vec![EntityType::District], depth: 3, ..NeighborFilter::default() };
        let part = graph.neighborhood(&centre, &filter);
        assert_eq!(part.nodes.len(), 4);
        assert_eq!(part.edges.len(), 4, "members, cooperation, part of");
        let filter = NeighborFilter { predicates: vec![Predicate::Promotes], depth: 9, ..NeighborFilter::default() };
        assert_eq!(names(&graph.neighbors(&centre, &filter), 1), ["滇中城际铁路"]);
    }
}
