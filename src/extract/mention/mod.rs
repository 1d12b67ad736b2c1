//! Where a document names something: every generator proposes spans with a type and a score, [`super::overlap`] decides.

mod policy;

use crate::model::{EntityType, Level, Span};

use super::context::Context;

/// A span that may be a mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) span: Span,
    pub(crate) kind: EntityType,
    /// How sure its generator is, 0 to 100; what falls below [`THRESHOLD`] only counts with help from elsewhere in
    /// the document.
    pub(crate) score: u8,
    /// The rule that found it.
    pub(crate) rule: &'static str,
    /// Who it is, where the generator knows (a district of the gazetteer). `None`: [`super::link`] works it out.
    pub(crate) identity: Option<Identity>,
    /// The fuller form in this document that this one is short for (以下简称“…”).
    pub(crate) full: Option<String>,
}

/// What an entity is called and what tells it from its namesakes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// As [`crate::model::Entity::key`].
    pub(crate) key: String,
    /// Canonical name.
    pub(crate) name: String,
    /// Level, of a district.
    pub(crate) level: Option<Level>,
    /// Key of the division above.
    pub(crate) parent: Option<String>,
}

/// Score from which a candidate stands on its own.
pub(crate) const THRESHOLD: u8 = 50;

impl Candidate {
    /// A candidate whose identity is not known yet.
    pub(crate) fn new(span: Span, kind: EntityType, score: u8, rule: &'static str) -> Self {
        Self { span, kind, score, rule, identity: None, full: None }
    }
}

/// All candidates of `context`, by place; they may overlap and contradict one another.
pub(crate) fn find(context: &Context<'_>) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    // LEX: district::find(context, &mut candidates);
    policy::find(context, &mut candidates);
    candidates.retain(|candidate| context.document.zone_at(candidate.span.start).is_extracted());
    candidates.sort_by_key(|candidate| (candidate.span.start, candidate.span.end));
    candidates
}
