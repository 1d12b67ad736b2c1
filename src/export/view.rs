//! Nodes and edges as formats write them: labels in the language asked for, evidence that counts, merged edges.

use super::options::{Language, Options};
use super::selection::Selection;
use super::text::one_line;
use crate::graph::{Edge, EvidenceRow, Node, RelationRow};
use crate::model::{EntityType, Level, Predicate};

/// What parts the sentences of one edge where a format has no lists.
const BETWEEN_SENTENCES: &str = " ‖ ";

/// An edge as it is written: one relation, or all between the same two.
#[derive(Debug)]
pub(super) struct EdgeView {
    /// Id of the (first) relation.
    pub(super) id: String,
    pub(super) source: String,
    pub(super) target: String,
    /// Codes, joined by `;`.
    pub(super) predicate: String,
    /// Names of the relations, with the post where there is one.
    pub(super) label: String,
    pub(super) is_symmetric: bool,
    /// Best grade.
    pub(super) grade: &'static str,
    pub(super) modality: &'static str,
    /// How many pieces of evidence.
    pub(super) weight: usize,
    pub(super) title: String,
    /// Names of those who take part besides, joined by `;`.
    pub(super) with: String,
    pub(super) rows: Vec<RelationRow>,
}

impl EdgeView {
    fn evidence(&self) -> impl Iterator<Item = &EvidenceRow> {
        self.rows.iter().flat_map(|row| &row.evidence)
    }

    /// Sentences in one text.
    pub(super) fn sentences(&self) -> String {
        let mut sentences: Vec<String> = Vec::new();
        for row in self.evidence() {
            let text = one_line(&row.text).into_owned();
            if !sentences.contains(&text) {
                sentences.push(text);
            }
        }
        sentences.join(BETWEEN_SENTENCES)
    }

    /// Where they stand: document and line, in the order of the evidence.
    pub(super) fn places(&self) -> String {
        let mut places: Vec<String> = Vec::new();
        for row in self.evidence() {
            let place = format!("{}:{}", one_line(&row.doc), row.line);
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places.join("; ")
    }

    /// The first piece of evidence.
    pub(super) fn first_evidence(&self) -> Option<&EvidenceRow> {
        self.evidence().next()
    }
}

impl Selection<'_> {
    /// One group of edges as it is written.
    pub(super) fn edge_view(&self, group: &[u32]) -> EdgeView {
        let language = self.options.language;
        let rows: Vec<RelationRow> =
            group.iter().map(|number| self.graph.relation_row(*number, &self.options.evidence)).collect();
        let edges: Vec<&Edge> = group.iter().map(|number| &self.graph.edges()[*number as usize]).collect();
        let first = edges[0];
        let mut labels = Vec::new();
        let mut with: Vec<String> = Vec::new();
        for row in &rows {
            let label = predicate_label(row.predicate, language);
            labels.push(match &row.title {
                Some(title) => format!("{label}：{}", one_line(title)),
                None => label.to_owned(),
            });
            for member in &row.with {
                let name = one_line(&member.name).into_owned();
                if !with.contains(&name) {
                    with.push(name);
                }
            }
        }
        let titles: Vec<&str> = rows.iter().filter_map(|row| row.title.as_deref()).collect();
        EdgeView {
            id: first.id.to_string(),
            source: self.graph.nodes()[first.subject as usize].id.to_string(),
            target: self.graph.nodes()[first.object as usize].id.to_string(),
            predicate: rows.iter().map(|row| row.predicate.code()).collect::<Vec<_>>().join(";"),
            label: labels.join("、"),
            is_symmetric: rows.iter().all(|row| row.predicate.is_symmetric()),
            grade: rows.iter().map(|row| row.grade).min().unwrap_or(first.grade).code(),
            modality: rows.iter().map(|row| row.modality).min().unwrap_or(first.modality).code(),
            weight: rows.iter().map(|row| row.evidence.len()).sum(),
            title: one_line(&titles.join("、")).into_owned(),
            with: with.join(";"),
            rows,
        }
    }
}

/// Other names, joined by `;`.
pub(super) fn aliases(node: &Node) -> String {
    let names: Vec<String> = node.aliases.iter().map(|alias| one_line(&alias.name).into_owned()).collect();
    names.join(";")
}

/// A code with its underscores as blanks.
pub(super) fn predicate_label(predicate: Predicate, language: Language) -> &'static str {
    match language {
        Language::Chinese => predicate.label(),
        Language::English => match predicate {
            Predicate::HasMember => "has member",
            Predicate::PartOf => "part of",
            Predicate::LocatedIn => "located in",
            Predicate::AgencyOf => "agency of",
            Predicate::InvestsIn => "invests in",
            Predicate::CooperatesWith => "cooperates with",
            Predicate::AppliesTo => "applies to",
            Predicate::ListedIn => "listed in",
            Predicate::HoldsPost => "holds post",
            Predicate::ParticipatesIn => "participates in",
            other => other.code(),
        },
    }
}

/// The type in the language asked for.
pub(super) fn kind_label(kind: EntityType, language: Language) -> &'static str {
    match language {
        Language::Chinese => kind.label(),
        Language::English => kind.code(),
    }
}

/// Code of a district's level; empty of anything else.
pub(super) fn level_code(level: Option<Level>) -> &'static str {
    level.map_or("", Level::code)
}

/// Whether sentences are written.
pub(super) fn writes_evidence(options: &Options) -> bool {
    options.with_evidence
}
