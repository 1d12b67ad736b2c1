//! Counts of what the graph holds.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::graph::record::Graph;

/// How much of what there is; keys are codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// Documents.
    pub documents: usize,
    /// Entities.
    pub entities: usize,
    /// By type.
    pub entities_by_type: BTreeMap<&'static str, usize>,
    /// Entities to which documents give several types.
    pub type_conflicts: usize,
    /// Other names.
    pub aliases: usize,
    /// Mentions.
    pub mentions: u64,
    /// Relations.
    pub relations: usize,
    /// By predicate.
    pub relations_by_predicate: BTreeMap<&'static str, usize>,
    /// By best grade.
    pub relations_by_grade: BTreeMap<&'static str, usize>,
    /// Pieces of evidence of relations.
    pub evidence: usize,
    /// Figures.
    pub indicators: usize,
    /// Stages.
    pub stages: usize,
}

impl Graph {
    /// Counts everything; linear.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let mut counts = Statistics {
            documents: self.documents.len(),
            entities: self.nodes.len(),
            relations: self.edges.len(),
            evidence: self.supports.len(),
            indicators: self.facts.len(),
            stages: self.stages.len(),
            ..Statistics::default()
        };
        for node in &self.nodes {
            *counts.entities_by_type.entry(node.kind.code()).or_default() += 1;
            counts.type_conflicts += usize::from(!node.other_kinds.is_empty());
            counts.aliases += node.aliases.len();
            counts.mentions += u64::from(node.mentions);
        }
        for edge in &self.edges {
            *counts.relations_by_predicate.entry(edge.predicate.code()).or_default() += 1;
            *counts.relations_by_grade.entry(edge.grade.code()).or_default() += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use crate::graph::testing;

    #[test]
    fn parts_add_up() {
        let counts = testing::sample().statistics();
        assert_eq!(counts.entities_by_type.values().sum::<usize>(), counts.entities);
        assert_eq!(counts.relations_by_predicate.values().sum::<usize>(), counts.relations);
        assert_eq!(counts.relations_by_grade.values().sum::<usize>(), counts.relations);
        assert!(counts.evidence > counts.relations, "an edge of the sample has two");
        assert_eq!(counts.type_conflicts, 1);
    }
}
