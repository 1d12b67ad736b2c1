//! Folding documents into one graph: grouping by key, then sorting. The order of documents leaves no trace.

use std::cmp::Ordering;

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::EntityId;
use super::adjacency::Adjacency;
use super::fold::{RawEdge, RawFact, RawStage, fold_edges, fold_facts, fold_stages};
use super::record::{Appearance, Citation, DocumentRecord, Fact, Graph, Node, NodeAlias, Progress, Quote, Support};
use crate::model::{AliasScope, EntityType, Evidence, Extraction, Indicator, Level, Span, Stage, Zone};

/// What documents say of one key, before it is decided.
#[derive(Debug, Default)]
struct Gathered {
    names: Vec<(String, u32)>,
    kinds: Vec<(EntityType, u32)>,
    levels: Vec<(Level, u32)>,
    parents: Vec<(String, u32)>,
    aliases: Vec<(String, AliasScope, u32)>,
    zones: Vec<(Zone, u32)>,
    appearances: Vec<Appearance>,
    documents: u32,
}

/// Takes documents one by one, in any order, and gives the graph that they make together.
#[derive(Debug, Default)]
pub struct Merger {
    documents: Vec<DocumentRecord>,
    entities: IndexMap<String, Gathered, FxBuildHasher>,
    rules: IndexMap<String, (), FxBuildHasher>,
    quotes: Vec<Quote>,
    edges: Vec<RawEdge>,
    facts: Vec<RawFact>,
    stages: Vec<RawStage>,
}

/// Adds one to the count of `value`; the lists are as short as a key has readings.
fn vote<T: PartialEq>(votes: &mut Vec<(T, u32)>, value: T, count: u32) {
    match votes.iter_mut().find(|(known, _)| *known == value) {
        Some((_, number)) => *number += count,
        None => votes.push((value, count)),
    }
}

/// The value with most votes; of equals the smallest, so that order leaves no trace.
fn elect<T: Ord>(votes: Vec<(T, u32)>) -> Option<T> {
    votes
        .into_iter()
        .max_by(|left, right| left.1.cmp(&right.1).then_with(|| right.0.cmp(&left.0)))
        .map(|(value, _)| value)
}

impl Merger {
    /// An empty fold.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one document. Ids of documents are distinct; an index that points outside the extraction's entities is
    /// left out with what it belongs to.
    pub fn add(&mut self, record: &DocumentRecord, extraction: &Extraction) {
        let document = self.documents.len() as u32;
        self.documents.push(record.clone());
        let nodes = self.add_entities(document, extraction);
        let mut places = Places { document, quotes: FxHashMap::default() };
        for relation in &extraction.relations {
            let (Some(&subject), Some(&object)) =
                (nodes.get(relation.subject as usize), nodes.get(relation.object as usize))
            else {
                continue;
            };
            // What is linked to itself says nothing.
            if subject == object {
                continue;
            }
            let with = relation.with.iter().filter_map(|member| nodes.get(*member as usize).copied()).collect();
            let support = Support {
                quote: places.quote(&mut self.quotes, &relation.evidence),
                rule: self.rule(&relation.rule),
                grade: relation.grade,
                modality: relation.modality,
                title: relation.title.clone(),
                antecedent: relation.antecedent.clone().map(Box::new),
            };
            self.edges.push(RawEdge { subject, predicate: relation.predicate, object, with, support });
        }
        for indicator in &extraction.indicators {
            let Some(&about) = nodes.get(indicator.about as usize) else { continue };
            let quote = places.quote(&mut self.quotes, &indicator.evidence);
            let citation = Citation { quote, rule: self.rule(&indicator.rule) };
            self.facts.push(RawFact { fact: fact(about, indicator), citation });
        }
        for stage in &extraction.stages {
            let Some(&project) = nodes.get(stage.project as usize) else { continue };
            let quote = places.quote(&mut self.quotes, &stage.evidence);
            let citation = Citation { quote, rule: self.rule(&stage.rule) };
            self.stages.push(RawStage { stage: progress(project, stage), citation });
        }
    }

    fn rule(&mut self, name: &str) -> u32 {
        if let Some(index) = self.rules.get_index_of(name) {
            return index as u32;
        }
        self.rules.insert_full(name.to_owned(), ()).0 as u32
    }

    /// Numbers of the extraction's entities in the fold.
    fn add_entities(&mut self, document: u32, extraction: &Extraction) -> Vec<u32> {
        let mut nodes = Vec::with_capacity(extraction.entities.len());
        for entity in &extraction.entities {
            let index = match self.entities.get_index_of(entity.key.as_str()) {
                Some(index) => index,
                None => self.entities.insert_full(entity.key.clone(), Gathered::default()).0,
            };
            nodes.push(index as u32);
            let gathered = &mut self.entities[index];
            gathered.documents += 1;
            vote(&mut gathered.names, entity.name.clone(), 1);
            vote(&mut gathered.kinds, entity.kind, 1);
            if let Some(level) = entity.level {
                vote(&mut gathered.levels, level, 1);
            }
            if let Some(parent) = &entity.parent {
                vote(&mut gathered.parents, parent.clone(), 1);
            }
            for alias in &entity.aliases {
                let known = gathered.aliases.iter().any(|(name, scope, _)| {
                    *name == alias.name && *scope == AliasScope::Global && alias.scope == AliasScope::Global
                });
                if !known {
                    gathered.aliases.push((alias.name.clone(), alias.scope, document));
                }
            }
        }
        for mention in &extraction.mentions {
            let Some(&node) = nodes.get(mention.entity as usize) else { continue };
            let gathered = &mut self.entities[node as usize];
            vote(&mut gathered.zones, mention.zone, 1);
            match gathered.appearances.last_mut().filter(|last| last.document == document) {
                Some(last) => last.mentions += 1,
                None => gathered.appearances.push(Appearance { document, mentions: 1 }),
            }
        }
        nodes
    }

    /// The graph. Everything in it is sorted by what it says.
    #[must_use]
    pub fn finish(self) -> Graph {
        let Merger { mut documents, entities, rules, quotes, edges, facts, stages } = self;
        let document_order = order_by(&documents, |left, right| left.id.cmp(&right.id));
        let document_rank = ranks(&document_order);
        documents.sort_by(|left, right| left.id.cmp(&right.id));

        let rules: Vec<String> = rules.into_keys().collect();
        let rule_rank = ranks(&order_by(&rules, String::cmp));
        let mut sorted_rules = rules;
        sorted_rules.sort_unstable();

        let (quotes, quote_rank) = sort_quotes(quotes, &document_rank);
        let (mut nodes, appearances, node_rank) = decide(entities, &document_rank);

        let mut raw_edges = edges;
        for edge in &mut raw_edges {
            edge.subject = node_rank[edge.subject as usize];
            edge.object = node_rank[edge.object as usize];
            // Nodes are sorted by id, so that the smaller index is the smaller id.
            if edge.predicate.is_symmetric() && edge.object < edge.subject {
                std::mem::swap(&mut edge.subject, &mut edge.object);
            }
            for member in &mut edge.with {
                *member = node_rank[*member as usize];
            }
            edge.support.quote = quote_rank[edge.support.quote as usize];
            edge.support.rule = rule_rank[edge.support.rule as usize];
        }
        let (edges, supports) = fold_edges(raw_edges, &nodes, &quotes);
        for edge in &edges {
            nodes[edge.subject as usize].degree += 1;
            nodes[edge.object as usize].degree += 1;
        }

        let recite = |citation: Citation| Citation {
            quote: quote_rank[citation.quote as usize],
            rule: rule_rank[citation.rule as usize],
        };
        let facts = fold_facts(facts, &node_rank, recite);
        let stages = fold_stages(stages, &node_rank, recite);
        let adjacency = Adjacency::new(nodes.len(), &edges);
        Graph { documents, nodes, appearances, edges, supports, quotes, facts, stages, rules: sorted_rules, adjacency }
    }
}

/// The quotations of one document, each taken once.
struct Places {
    document: u32,
    quotes: FxHashMap<Span, u32>,
}

impl Places {
    fn quote(&mut self, quotes: &mut Vec<Quote>, evidence: &Evidence) -> u32 {
        *self.quotes.entry(evidence.span).or_insert_with(|| {
            quotes.push(Quote {
                document: self.document,
                span: evidence.span,
                start: evidence.start,
                end: evidence.end,
                line: evidence.line,
                zone: evidence.zone,
                text: evidence.text.clone(),
            });
            (quotes.len() - 1) as u32
        })
    }
}

fn fact(about: u32, indicator: &Indicator) -> Fact {
    Fact {
        about,
        name: indicator.name.clone(),
        value: indicator.value,
        upper: indicator.upper,
        unit: indicator.unit.clone(),
        value_normalised: indicator.value_normalised,
        qualifier: indicator.qualifier.clone(),
        period: indicator.period.clone(),
        comparison: indicator.comparison.clone(),
        named: indicator.named,
        evidence: Vec::new(),
    }
}

fn progress(project: u32, stage: &Stage) -> Progress {
    Progress { project, stage: stage.stage, percent: stage.percent, period: stage.period.clone(), evidence: Vec::new() }
}

fn order_by<T>(items: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..items.len() as u32).collect();
    order.sort_by(|left, right| compare(&items[*left as usize], &items[*right as usize]));
    order
}

/// For each old place the new one.
fn ranks(order: &[u32]) -> Vec<u32> {
    let mut ranks = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        ranks[*old as usize] = new as u32;
    }
    ranks
}

fn sort_quotes(mut quotes: Vec<Quote>, document_rank: &[u32]) -> (Vec<Quote>, Vec<u32>) {
    for quote in &mut quotes {
        quote.document = document_rank[quote.document as usize];
    }
    let order = order_by(&quotes, |left, right| (left.document, left.span).cmp(&(right.document, right.span)));
    let rank = ranks(&order);
    quotes.sort_by_key(|quote| (quote.document, quote.span));
    (quotes, rank)
}

/// Settles name, type, level, parent and aliases of each key; nodes sorted by id.
fn decide(
    entities: IndexMap<String, Gathered, FxBuildHasher>,
    document_rank: &[u32],
) -> (Vec<Node>, Vec<Appearance>, Vec<u32>) {
    let ids: Vec<(EntityId, &String)> = entities.keys().map(|key| (EntityId::of(key), key)).collect();
    let order = order_by(&ids, Ord::cmp);
    let rank = ranks(&order);
    let mut slots: Vec<Option<(String, Gathered)>> = entities.into_iter().map(Some).collect();
    let mut nodes = Vec::with_capacity(slots.len());
    let mut appearances = Vec::new();
    for old in order {
        let Some((key, mut gathered)) = slots[old as usize].take() else { continue };
        let mut other_kinds: Vec<EntityType> = gathered.kinds.iter().map(|(kind, _)| *kind).collect();
        other_kinds.sort_unstable();
        let name = elect(gathered.names).unwrap_or_default();
        let kind = elect(gathered.kinds).unwrap_or(EntityType::Place);
        other_kinds.retain(|other| *other != kind);
        gathered.zones.sort_unstable();
        for appearance in &mut gathered.appearances {
            appearance.document = document_rank[appearance.document as usize];
        }
        gathered.appearances.sort_unstable();
        let from = appearances.len() as u32;
        appearances.extend_from_slice(&gathered.appearances);
        nodes.push(Node {
            id: EntityId::of(&key),
            kind,
            other_kinds,
            level: elect(gathered.levels),
            parent: elect(gathered.parents),
            aliases: fold_aliases(gathered.aliases, &name, document_rank),
            mentions: gathered.appearances.iter().map(|appearance| appearance.mentions).sum(),
            zones: gathered.zones,
            documents: gathered.documents,
            degree: 0,
            appearances: from..appearances.len() as u32,
            name,
            key,
        });
    }
    (nodes, appearances, rank)
}

fn fold_aliases(raw: Vec<(String, AliasScope, u32)>, canonical: &str, document_rank: &[u32]) -> Vec<NodeAlias> {
    let mut raw = raw;
    raw.sort_unstable();
    let mut aliases: Vec<NodeAlias> = Vec::new();
    for (name, scope, document) in raw {
        if name == canonical {
            continue;
        }
        let document = document_rank[document as usize];
        match aliases.last_mut().filter(|last| last.name == name) {
            // Global sorts first, and needs no list of articles.
            Some(last) if last.scope == AliasScope::Global => {}
            Some(last) => last.documents.push(document),
            None => {
                let documents = if scope == AliasScope::Global { Vec::new() } else { vec![document] };
                aliases.push(NodeAlias { name, scope, documents });
            }
        }
    }
    for alias in &mut aliases {
        alias.documents.sort_unstable();
        alias.documents.dedup();
    }
    aliases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{codec, testing};
    use crate::model::{Basis, Grade, Predicate};

    fn merged(order: &[usize]) -> Graph {
        let documents = testing::documents();
        let mut merger = Merger::new();
        for index in order {
            merger.add(&documents[*index].0, &documents[*index].1);
        }
        merger.finish()
    }

    #[test]
    fn order_leaves_no_trace() {
        let first = merged(&[0, 1, 2]);
        let bytes = codec::encode(&first).unwrap();
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let other = merged(&order);
            assert_eq!(other, first, "{order:?}");
            assert_eq!(codec::encode(&other).unwrap(), bytes);
        }
    }

    #[test]
    fn the_same_said_twice_is_one_edge_with_two_evidences() {
        let graph = merged(&[0, 1, 2]);
        let edge = graph.edges().iter().find(|edge| edge.predicate == Predicate::Promotes).unwrap();
        assert_eq!((edge.grade, edge.evidence.len()), (Grade::B, 2));
        assert!(edge.zones.contains(Zone::Caption) && edge.zones.contains(Zone::Body));
    }

    #[test]
    fn symmetric_edges_begin_at_the_smaller_id() {
        let graph = merged(&[0, 1, 2]);
        let edge = graph.edges().iter().find(|edge| edge.predicate == Predicate::CooperatesWith).unwrap();
        assert!(graph.nodes()[edge.subject as usize].id < graph.nodes()[edge.object as usize].id);
    }

    #[test]
    fn types_are_voted_and_conflicts_kept() {
        let graph = merged(&[0, 1, 2]);
        let railway = &graph.nodes()[graph.resolve("滇中城际铁路").nodes[0] as usize];
        // One document says project, one says place: the first in the ontology stands.
        assert_eq!(
            (railway.kind, railway.other_kinds.as_slice()),
            (EntityType::Project, [EntityType::Place].as_slice())
        );
        assert_eq!((railway.documents, railway.mentions), (2, 2));
    }

    #[test]
    fn figures_of_one_period_fold_whatever_its_words() {
        let graph = merged(&[1, 0]);
        let facts = graph.facts_of(graph.resolve("滇中").nodes[0]);
        let year = facts.iter().find(|fact| fact.value == 860.0).unwrap();
        assert_eq!(year.evidence.len(), 2);
        let period = year.period.as_ref().unwrap();
        assert_eq!((period.text.as_str(), period.basis), ("2022年", Basis::Stated));
        assert_eq!(facts.len(), 2);
    }

    #[test]
    fn what_points_nowhere_is_left_out() {
        let (record, mut extraction) = testing::documents().remove(0);
        let before = extraction.relations.len();
        extraction.relations[0].subject = 99;
        let mut merger = Merger::new();
        merger.add(&record, &extraction);
        assert!(merger.finish().edges().len() < before);
    }
}
