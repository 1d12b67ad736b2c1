//! What the graph holds: documents, nodes, edges, quotations, figures, stages.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::adjacency::Adjacency;
use super::{EntityId, RelationId};
use crate::model::{
    AliasScope, Antecedent, Based, EntityType, Grade, Level, Modality, PartialDate, Period, Predicate, Span, StageKind,
    Zone,
};

/// A document as the graph knows it: enough to cite it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Root's name, path relative to the root, `#` and the article's number.
    pub id: String,
    /// The same without the article: root's name and path.
    pub path: String,
    /// 1 for the first article of its file.
    pub article: u32,
    /// Headline; empty where there is none.
    pub title: String,
    /// Publication date.
    pub date: Option<Based<PartialDate>>,
    /// Publisher.
    pub source: Option<Based<String>>,
}

/// A set of zones, small enough to be kept with every edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ZoneSet(pub u16);

impl ZoneSet {
    /// Puts `zone` in.
    pub fn insert(&mut self, zone: Zone) {
        self.0 |= 1 << (zone as u16);
    }

    /// Whether `zone` is in.
    #[must_use]
    pub fn contains(self, zone: Zone) -> bool {
        self.0 & (1 << (zone as u16)) != 0
    }

    /// Whether the two share a zone.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The zones that tell the story ([`Zone::is_story`]).
    #[must_use]
    pub fn story() -> Self {
        let mut set = Self::default();
        for zone in [Zone::Title, Zone::Heading, Zone::Body, Zone::Table, Zone::Caption] {
            set.insert(zone);
        }
        set
    }
}

impl FromIterator<Zone> for ZoneSet {
    fn from_iter<I: IntoIterator<Item = Zone>>(zones: I) -> Self {
        let mut set = Self::default();
        for zone in zones {
            set.insert(zone);
        }
        set
    }
}

/// Another name of a node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NodeAlias {
    /// The name as written.
    pub name: String,
    /// Global where any document has it so.
    pub scope: AliasScope,
    /// Of an alias that holds in single articles: which, ascending indexes of documents.
    pub documents: Vec<u32>,
}

/// An entity as all documents have it together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// From the key alone.
    pub id: EntityId,
    /// Canonical name and what tells it from its namesakes.
    pub key: String,
    /// Canonical name.
    pub name: String,
    /// The type that most documents give it; of equals, the first in the ontology.
    pub kind: EntityType,
    /// Other types that documents give it: a type conflict, in the ontology's order.
    pub other_kinds: Vec<EntityType>,
    /// Level, of a district.
    pub level: Option<Level>,
    /// Key of the division above it; it need not be a node.
    pub parent: Option<String>,
    /// Other names, sorted.
    pub aliases: Vec<NodeAlias>,
    /// How often it is mentioned.
    pub mentions: u32,
    /// The same by zone, ascending, without zeros.
    pub zones: Vec<(Zone, u32)>,
    /// In how many documents.
    pub documents: u32,
    /// How many edges begin or end at it.
    pub degree: u32,
    /// Where it is mentioned: a range of [`Graph::appearances`].
    pub appearances: Range<u32>,
}

/// How often one document mentions a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Appearance {
    /// Index of the document.
    pub document: u32,
    /// Times.
    pub mentions: u32,
}

/// An edge: all that says the same of the same two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// From subject, predicate and object.
    pub id: RelationId,
    /// Index of the node it begins at (of a symmetric predicate: the one with the smaller id).
    pub subject: u32,
    /// What links them.
    pub predicate: Predicate,
    /// Index of the node it ends at.
    pub object: u32,
    /// The best grade of its evidence.
    pub grade: Grade,
    /// The furthest that any evidence says it has come.
    pub modality: Modality,
    /// Posts, of `holds_post`, sorted.
    pub titles: Vec<String>,
    /// Indexes of the nodes that take part besides, ascending.
    pub with: Vec<u32>,
    /// Zones of its evidence.
    pub zones: ZoneSet,
    /// Its evidence: a range of [`Graph::supports`].
    pub evidence: Range<u32>,
}

/// Words of a document, kept once however much they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Index of the document.
    pub document: u32,
    /// Byte range in the document's clean text.
    pub span: Span,
    /// First character, from 0.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// Line of the file, from 1.
    pub line: u32,
    /// Zone.
    pub zone: Zone,
    /// The words, verbatim.
    pub text: String,
}

/// One piece of evidence for an edge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Support {
    /// Index of the words in [`Graph::quotes`]; these are sorted by document and place.
    pub quote: u32,
    /// Index of the rule's name in [`Graph::rules`].
    pub rule: u32,
    /// How sure.
    pub grade: Grade,
    /// Done, ongoing, planned.
    pub modality: Modality,
    /// Post, of `holds_post`.
    pub title: Option<String>,
    /// What a reference among the words stands for.
    pub antecedent: Option<Box<Antecedent>>,
}

/// Words that state a figure or a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Citation {
    /// Index of the words in [`Graph::quotes`].
    pub quote: u32,
    /// Index of the rule's name in [`Graph::rules`].
    pub rule: u32,
}

/// A figure, with all that states it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Index of the node it is about.
    pub about: u32,
    /// What is counted.
    pub name: String,
    /// The number as written.
    pub value: f64,
    /// Upper end of a range.
    pub upper: Option<f64>,
    /// The unit as written.
    pub unit: String,
    /// In the unit without its multiplier.
    pub value_normalised: f64,
    /// 超, 约, 以上; empty where plain.
    pub qualifier: String,
    /// When; of several wordings of one period, the surest.
    pub period: Option<Period>,
    /// Comparisons that any of its evidence adds, in order of evidence.
    pub comparison: Vec<String>,
    /// Of a stated count: how many are named, the most that any evidence names.
    pub named: Option<u32>,
    /// The words, by document and place.
    pub evidence: Vec<Citation>,
}

/// A stage of a project, with all that states it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Index of the project's node.
    pub project: u32,
    /// Which.
    pub stage: StageKind,
    /// Share done, 0 to 100.
    pub percent: Option<f64>,
    /// When.
    pub period: Option<Period>,
    /// The words, by document and place.
    pub evidence: Vec<Citation>,
}

/// What all documents say together. Equal sets of documents give equal graphs, whatever the order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph {
    pub(super) documents: Vec<DocumentRecord>,
    pub(super) nodes: Vec<Node>,
    pub(super) appearances: Vec<Appearance>,
    pub(super) edges: Vec<Edge>,
    pub(super) supports: Vec<Support>,
    pub(super) quotes: Vec<Quote>,
    pub(super) facts: Vec<Fact>,
    pub(super) stages: Vec<Progress>,
    pub(super) rules: Vec<String>,
    pub(super) adjacency: Adjacency,
}

impl Graph {
    /// Documents, sorted by id.
    #[must_use]
    pub fn documents(&self) -> &[DocumentRecord] {
        &self.documents
    }

    /// Nodes, sorted by id.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Edges, sorted by subject, predicate, object.
    #[must_use]
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Mentions by node and document; a node has its range of it.
    #[must_use]
    pub fn appearances(&self) -> &[Appearance] {
        &self.appearances
    }

    /// Evidence of edges; an edge has its range of it.
    #[must_use]
    pub fn supports(&self) -> &[Support] {
        &self.supports
    }

    /// Quotations, sorted by document and place.
    #[must_use]
    pub fn quotes(&self) -> &[Quote] {
        &self.quotes
    }

    /// Figures, sorted by what they are about, name, period.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// Stages, sorted by project, period, stage.
    #[must_use]
    pub fn stages(&self) -> &[Progress] {
        &self.stages
    }

    /// Names of the rules that evidence refers to, sorted.
    #[must_use]
    pub fn rules(&self) -> &[String] {
        &self.rules
    }

    /// The node with this id.
    #[must_use]
    pub fn node_by_id(&self, id: EntityId) -> Option<u32> {
        self.nodes.binary_search_by_key(&id, |node| node.id).ok().map(|index| index as u32)
    }

    /// The document with this id.
    #[must_use]
    pub fn document_by_id(&self, id: &str) -> Option<u32> {
        self.documents.binary_search_by(|record| record.id.as_str().cmp(id)).ok().map(|index| index as u32)
    }

    /// Figures about a node.
    #[must_use]
    pub fn facts_of(&self, node: u32) -> &[Fact] {
        let from = self.facts.partition_point(|fact| fact.about < node);
        let to = self.facts.partition_point(|fact| fact.about <= node);
        &self.facts[from..to]
    }

    /// Stages of a node.
    #[must_use]
    pub fn stages_of(&self, node: u32) -> &[Progress] {
        let from = self.stages.partition_point(|stage| stage.project < node);
        let to = self.stages.partition_point(|stage| stage.project <= node);
        &self.stages[from..to]
    }

    /// Numbers of the edges that begin at a node.
    ///
    /// # Panics
    /// Where `node` is no node's index.
    #[must_use]
    pub fn outgoing(&self, node: u32) -> Range<u32> {
        self.adjacency.outgoing(node)
    }

    /// Evidence of an edge.
    #[must_use]
    pub fn evidence_of(&self, edge: &Edge) -> &[Support] {
        &self.supports[edge.evidence.start as usize..edge.evidence.end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zone_set_holds_every_zone_apart() {
        let set: ZoneSet = [Zone::Byline, Zone::Navigation].into_iter().collect();
        assert!(set.contains(Zone::Byline) && set.contains(Zone::Navigation));
        assert!(!set.contains(Zone::Title) && !set.intersects(ZoneSet::story()));
        assert!(ZoneSet::story().contains(Zone::Caption));
    }
}
