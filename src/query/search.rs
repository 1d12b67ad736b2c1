//! Full text, with the names of the graph.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Result;
use crate::graph::{EntityId, EntityReference, Graph};
use crate::search::{Facet, FacetCounts, Hit, Names, Part, Passage, Query, SearchOptions};

use super::Index;

/// A paragraph that matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchPassage {
    /// Line of the file on which its first match stands, from 1.
    pub line: u32,
    /// Zone.
    pub zone: crate::model::Zone,
    /// Its words, or the sentences around the matches.
    pub snippet: String,
    /// What matches, as half-open ranges of characters of `snippet`.
    pub highlights: Vec<[u32; 2]>,
}

/// A document that matches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchRow {
    /// Its id.
    pub doc: String,
    /// Root's name and path of its file.
    pub path: String,
    /// Line of the best passage in the file, from 1.
    pub line: u32,
    /// Headline.
    pub title: String,
    /// Publication date.
    pub date: Option<String>,
    /// Publisher.
    pub source: Option<String>,
    /// Rounded; the same whatever the index's history.
    pub score: f64,
    /// How many paragraphs match.
    pub passages: usize,
    /// The best of them.
    pub snippet: String,
    /// What matches in it, as half-open ranges of characters of `snippet`.
    pub highlights: Vec<[u32; 2]>,
    /// Entities that the document mentions, most mentioned in the index first.
    pub entities: Vec<EntityReference>,
    /// Every matching paragraph, where asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub matching: Vec<SearchPassage>,
    /// The parts of the score, where asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explanation: Vec<ScorePart>,
}

/// A part of a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScorePart {
    /// The term, with its field.
    pub term: String,
    /// How many documents have it.
    pub documents: u64,
    /// How often it stands in this one.
    pub frequency: u64,
    /// What it adds.
    pub score: f64,
}

/// How many hits have a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// The value; of entities the id.
    pub value: String,
    /// Of an entity its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Hits.
    pub count: u64,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchAnswer {
    /// [`super::SCHEMA`].
    pub schema: &'static str,
    /// The query as given.
    pub query: String,
    /// The query as it was read.
    pub reading: String,
    /// Whether nothing matched literally, and the query ran ranked over its words and bigrams.
    pub relaxed: bool,
    /// How many documents match.
    pub total: u64,
    /// Counts by facet, as asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub facets: BTreeMap<&'static str, Vec<FacetValue>>,
    /// Documents in order.
    pub results: Vec<SearchRow>,
    /// What about the query could not be read as it was meant, for stderr.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// Names of the graph, for `entity:` and `about:`.
struct GraphNames<'a>(&'a Index);

impl Names for GraphNames<'_> {
    fn entities(&self, name: &str) -> Vec<String> {
        let graph = self.0.graph();
        graph.resolve(name).nodes.into_iter().map(|node| graph.reference(node).id.to_string()).collect()
    }
}

impl Index {
    /// Searches the full text. Never a syntax error: what cannot be read runs as text, and [`SearchAnswer::notes`] says
    /// so. Names after `entity:` and `about:` are taken as the graph takes them.
    ///
    /// # Errors
    /// [`crate::Error::Search`] or [`crate::Error::Damaged`] where the index cannot be read.
    pub fn search(&self, query: &str, options: &SearchOptions) -> Result<SearchAnswer> {
        let read = Query::read(query);
        let mut notes: Vec<String> = read.note().map(str::to_owned).into_iter().collect();
        for name in read.names() {
            let resolution = self.resolve(name);
            if resolution.nodes.is_empty() {
                let nearest = if resolution.nearest.is_empty() {
                    String::new()
                } else {
                    format!("；相近：{}", resolution.nearest.join("、"))
                };
                notes.push(format!("索引中没有实体“{name}”{nearest}"));
            }
        }
        let hits = self.generation.search.search(&read, options, &GraphNames(self))?;
        let graph = self.graph();
        Ok(SearchAnswer {
            schema: super::SCHEMA,
            query: query.to_owned(),
            reading: hits.reading,
            relaxed: hits.relaxed,
            total: hits.total,
            facets: hits.facets.into_iter().map(|facet| (facet.facet.code(), facet_values(graph, facet))).collect(),
            results: hits.hits.into_iter().map(|hit| row(graph, hit)).collect(),
            notes,
        })
    }
}

fn row(graph: &Graph, hit: Hit) -> SearchRow {
    let mut nodes: Vec<u32> =
        hit.entities.iter().filter_map(|id| EntityId::parse(id)).filter_map(|id| graph.node_by_id(id)).collect();
    nodes.sort_by_key(|node| (std::cmp::Reverse(graph.nodes()[*node as usize].mentions), *node));
    SearchRow {
        path: hit.id.rsplit_once('#').map_or(hit.id.as_str(), |(path, _)| path).to_owned(),
        doc: hit.id,
        line: hit.line,
        title: hit.title,
        date: hit.date.map(|date| date.to_string()),
        source: hit.source,
        score: hit.score,
        passages: hit.passages,
        snippet: hit.snippet,
        highlights: hit.highlights,
        entities: nodes.into_iter().map(|node| graph.reference(node)).collect(),
        matching: hit.matching.into_iter().map(passage).collect(),
        explanation: hit.explanation.into_iter().map(part).collect(),
    }
}

fn passage(passage: Passage) -> SearchPassage {
    let Passage { line, zone, snippet, highlights, .. } = passage;
    SearchPassage { line, zone, snippet, highlights }
}

fn part(part: Part) -> ScorePart {
    let Part { term, documents, frequency, score } = part;
    ScorePart { term, documents, frequency, score }
}

fn facet_values(graph: &Graph, counts: FacetCounts) -> Vec<FacetValue> {
    let name_of = |value: &str| {
        let id = EntityId::parse(value).filter(|_| counts.facet == Facet::Entity)?;
        graph.node_by_id(id).map(|node| graph.reference(node).name)
    };
    let values = counts.values.iter();
    values.map(|(value, count)| FacetValue { value: value.clone(), name: name_of(value), count: *count }).collect()
}
