//! Lines of a gold file and of an extractor's output.

use serde::Deserialize;
use serde_json::Value;

/// One passage: gold (with `text` and surfaces) or predicted (with mentions and aliases).
///
/// Unknown fields are passed over and missing lists are empty, so that one type reads both sides.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Line {
    /// Identifier of the passage, a string or a number.
    #[serde(default)]
    pub id: Value,
    /// The passage, on the gold side.
    #[serde(default)]
    pub text: String,
    /// Entities.
    #[serde(default)]
    pub entities: Vec<EntityLine>,
    /// Mentions, on the predicted side.
    #[serde(default)]
    pub mentions: Vec<MentionLine>,
    /// Relations.
    #[serde(default)]
    pub relations: Vec<RelationLine>,
    /// Figures.
    #[serde(default)]
    pub indicators: Vec<IndicatorLine>,
    /// Stages.
    #[serde(default)]
    pub stages: Vec<StageLine>,
}

impl Line {
    /// The identifier as words.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.id {
            Value::String(id) => id.clone(),
            other => other.to_string(),
        }
    }
}

/// An entity of a passage.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct EntityLine {
    /// Canonical name.
    pub name: String,
    /// Code of its type.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// Strings that mention it, on the gold side.
    #[serde(default)]
    pub surfaces: Vec<String>,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A mention, in characters of the given text.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct MentionLine {
    /// First character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Code of the type.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// Name of the entity.
    #[serde(default)]
    pub entity: Option<String>,
}

/// A relation by the names of its ends.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct RelationLine {
    /// Name of the subject.
    pub subject: String,
    /// Code.
    pub predicate: String,
    /// Name of the object.
    pub object: String,
    /// A to D.
    #[serde(default)]
    pub grade: Option<String>,
    /// `{start, end}` in characters, or a list of such.
    #[serde(default)]
    pub evidence: Value,
}

/// A figure.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct IndicatorLine {
    /// Name of the entity that it is about.
    #[serde(default)]
    pub about: Option<String>,
    /// What is counted.
    #[serde(default)]
    pub name: Option<String>,
    /// Number, or its digits.
    #[serde(default)]
    pub value: Value,
    /// As written.
    #[serde(default)]
    pub unit: Option<String>,
    /// Words, or an object with `text`.
    #[serde(default)]
    pub period: Value,
}

/// A stage.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct StageLine {
    /// Name of the project.
    pub project: String,
    /// Code of the stage.
    pub stage: String,
}
