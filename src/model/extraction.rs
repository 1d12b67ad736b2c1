//! All that one document contributes to the graph.

use serde::{Deserialize, Serialize};

use super::{Antecedent, Entity, Indicator, Mention, Relation, Stage};

/// What was read from one document, without its path: a pure function of the document's text, its date, and the
/// lexicon. Kept in the index, so that a document that goes takes exactly its own contribution with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// Distinct entities, sorted by key.
    pub entities: Vec<Entity>,
    /// Mentions by place, not overlapping.
    pub mentions: Vec<Mention>,
    /// Relations by place of their evidence.
    pub relations: Vec<Relation>,
    /// Figures by place.
    pub indicators: Vec<Indicator>,
    /// Stages by place.
    pub stages: Vec<Stage>,
    /// References that stayed unresolved, with the reason in `rule`.
    pub unresolved: Vec<Antecedent>,
}
