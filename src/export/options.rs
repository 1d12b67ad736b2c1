//! What of the graph is written, and how.

use crate::graph::EvidenceFilter;
use crate::model::{EntityType, Grade, Predicate};

/// Language of labels that are not names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 包含, 行政区.
    #[default]
    Chinese,
    /// has member, district.
    English,
}

/// What is drawn together in a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cluster {
    /// Entities of one type.
    Kind,
    /// What lies in, serves or belongs to one district.
    District,
}

/// What becomes of several relations between the same two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Parallel {
    /// An edge each.
    #[default]
    Keep,
    /// One edge that carries all their names; its weight is their evidence.
    Merge,
}

/// What JSON calls its list of edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EdgesKey {
    /// As networkx since 3.6 reads it.
    #[default]
    Edges,
    /// As D3 and older networkx read it.
    Links,
}

/// Options of all formats. Empty lists and `None` ask for nothing; each format takes what concerns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Only what lies around these nodes.
    pub around: Vec<u32>,
    /// So many hops around them.
    pub depth: u32,
    /// Only entities of these types.
    pub kinds: Vec<EntityType>,
    /// Only these relations.
    pub predicates: Vec<Predicate>,
    /// Only relations of these grades.
    pub grades: Vec<Grade>,
    /// Only relations with such evidence, and only that evidence.
    pub evidence: EvidenceFilter,
    /// Language of labels that are not names.
    pub language: Language,
    /// Whether the words that say it are written.
    pub with_evidence: bool,
    /// So many nodes at most, by rank; those of `around` first.
    pub max_nodes: Option<usize>,
    /// What is drawn together in a box.
    pub cluster: Option<Cluster>,
    /// What becomes of several relations between the same two.
    pub parallel: Parallel,
    /// What JSON calls its list of edges.
    pub edges_key: EdgesKey,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            around: Vec::new(),
            depth: 1,
            kinds: Vec::new(),
            predicates: Vec::new(),
            grades: Vec::new(),
            evidence: EvidenceFilter::default(),
            language: Language::default(),
            with_evidence: true,
            max_nodes: None,
            cluster: None,
            parallel: Parallel::default(),
            edges_key: EdgesKey::default(),
        }
    }
}
