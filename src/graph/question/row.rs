//! The pieces that answers are made of.

use serde::{Serialize, Serializer};

use crate::graph::EntityId;
use crate::graph::name::name_of_key;
use crate::graph::record::{Graph, Quote};
use crate::model::{AliasScope, Antecedent, Basis, EntityType, Period, Zone};

/// An entity named in an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EntityReference {
    /// Its id.
    pub id: EntityId,
    /// Canonical name.
    pub name: String,
    /// Type; absent of a division that is known from the lexicon only.
    #[serde(rename = "type")]
    pub kind: Option<EntityType>,
}

/// Another name in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AliasRow {
    /// The name as written.
    pub name: String,
    /// Where it holds.
    pub scope: AliasScope,
}

/// A quotation in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvidenceRow {
    /// Id of the document.
    pub doc: String,
    /// Its path.
    pub path: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// First character in the document's clean text, from 0.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The words, verbatim.
    pub text: String,
    /// Zone.
    pub zone: Zone,
    /// The rule that read it so.
    pub rule: String,
    /// What a reference among the words stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub antecedent: Option<Antecedent>,
}

/// A number that is written without `.0` where it is whole.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Number(pub f64);

impl Number {
    /// The whole number that it is, if it is one that `f64` holds exactly.
    #[must_use]
    pub fn whole(self) -> Option<i64> {
        let exact = self.0.fract() == 0.0 && self.0.abs() < 9_007_199_254_740_992.0;
        exact.then_some(self.0 as i64)
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.whole() {
            Some(whole) => write!(f, "{whole}"),
            None => write!(f, "{}", self.0),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => serializer.serialize_i64(whole),
            None => serializer.serialize_f64(self.0),
        }
    }
}

/// A period in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodRow {
    /// The words.
    pub text: String,
    /// First day or month or year, as precise as the report is.
    pub start: Option<String>,
    /// Last.
    pub end: Option<String>,
    /// `stated` or `inferred`.
    pub basis: Basis,
}

impl PeriodRow {
    pub(super) fn new(period: &Period) -> Self {
        Self {
            text: period.text.clone(),
            start: period.start.map(|date| date.to_string()),
            end: period.end.map(|date| date.to_string()),
            basis: period.basis,
        }
    }
}

impl Graph {
    /// A node as answers name it.
    #[must_use]
    pub fn reference(&self, node: u32) -> EntityReference {
        let node = &self.nodes[node as usize];
        EntityReference { id: node.id, name: node.name.clone(), kind: Some(node.kind) }
    }

    /// The entity with this key, whether or not it is a node.
    pub(super) fn reference_by_key(&self, key: &str) -> EntityReference {
        let id = EntityId::of(key);
        match self.node_by_id(id) {
            Some(node) => self.reference(node),
            None => EntityReference { id, name: name_of_key(key).to_owned(), kind: None },
        }
    }

    /// A quotation as answers give it.
    pub(super) fn evidence_row(&self, quote: &Quote, rule: u32, antecedent: Option<&Antecedent>) -> EvidenceRow {
        let document = &self.documents[quote.document as usize];
        EvidenceRow {
            doc: document.id.clone(),
            path: document.path.clone(),
            line: quote.line,
            start: quote.start,
            end: quote.end,
            text: quote.text.clone(),
            zone: quote.zone,
            rule: self.rules[rule as usize].clone(),
            antecedent: antecedent.cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_no_point() {
        let text = serde_json::to_string(&[Number(2216.0), Number(85.8), Number(-3.0), Number(1e300)]).unwrap();
        assert_eq!(text, "[2216,85.8,-3,1e+300]");
    }
}
