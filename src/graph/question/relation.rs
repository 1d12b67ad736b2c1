//! Which relations there are, and the words that say them.

use serde::Serialize;

use super::row::{EntityReference, EvidenceRow};
use crate::graph::RelationId;
use crate::graph::record::{DocumentRecord, Edge, Graph, Support, ZoneSet};
use crate::model::{EntityType, Grade, Modality, PartialDate, Predicate};

/// Which way relations run, seen from the entity asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Either way.
    #[default]
    Both,
    /// From it.
    Outgoing,
    /// To it.
    Incoming,
}

/// Which evidence counts. Empty lists and `None` ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EvidenceFilter {
    /// In one of these zones.
    pub zones: Option<ZoneSet>,
    /// In one of these documents: id, path, or the end of either after a `/`.
    pub documents: Vec<String>,
    /// In an article of this number.
    pub articles: Vec<u32>,
    /// Published on this day or later; undated documents do not count.
    pub since: Option<PartialDate>,
    /// Published on this day or earlier; undated documents do not count.
    pub until: Option<PartialDate>,
}

impl EvidenceFilter {
    /// Whether everything counts.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a document's words count, wherever in it they stand.
    #[must_use]
    pub fn admits(&self, document: &DocumentRecord) -> bool {
        let named = self.documents.is_empty()
            || self
                .documents
                .iter()
                .any(|name| ends_at_slash(&document.id, name) || ends_at_slash(&document.path, name));
        let numbered = self.articles.is_empty() || self.articles.contains(&document.article);
        if !named || !numbered {
            return false;
        }
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let Some(date) = &document.date else { return false };
        let after = self.since.is_none_or(|since| date.value.last_day() >= since.first_day());
        let before = self.until.is_none_or(|until| date.value.first_day() <= until.last_day());
        after && before
    }
}

fn ends_at_slash(path: &str, name: &str) -> bool {
    path.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// Which relations are asked for. Empty lists ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RelationFilter {
    /// Of one of these nodes; empty: of any.
    pub about: Vec<u32>,
    /// Which way, seen from `about`.
    pub direction: Direction,
    /// One of these.
    pub predicates: Vec<Predicate>,
    /// With one of these nodes at the other end, or among those who take part.
    pub with: Vec<u32>,
    /// With a node of one of these types at the other end; where `about` is empty, at either end.
    pub with_kinds: Vec<EntityType>,
    /// Of one of these grades, judged by the evidence that counts.
    pub grades: Vec<Grade>,
    /// Of one of these modalities, judged by the evidence that counts.
    pub modalities: Vec<Modality>,
    /// Which evidence counts; an edge without any is left out.
    pub evidence: EvidenceFilter,
}

/// A relation in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RelationRow {
    /// Its id.
    pub id: RelationId,
    /// From.
    pub subject: EntityReference,
    /// Code of the predicate.
    pub predicate: Predicate,
    /// Its Chinese label.
    pub label: &'static str,
    /// To.
    pub object: EntityReference,
    /// The best grade of the evidence that counts.
    pub grade: Grade,
    /// The furthest that the evidence that counts says it has come.
    pub modality: Modality,
    /// Posts, of `holds_post`, joined by 、.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who takes part besides.
    pub with: Vec<EntityReference>,
    /// The words, by document and place.
    pub evidence: Vec<EvidenceRow>,
}

/// Evidence filter with the documents already looked at, so that each is judged once.
pub(in crate::graph) struct Admitted<'f> {
    filter: &'f EvidenceFilter,
    documents: Option<Vec<bool>>,
}

impl<'f> Admitted<'f> {
    pub(in crate::graph) fn new(graph: &Graph, filter: &'f EvidenceFilter) -> Self {
        let of_zones_alone = EvidenceFilter { zones: filter.zones, ..EvidenceFilter::default() } == *filter;
        let documents =
            (!of_zones_alone).then(|| graph.documents.iter().map(|document| filter.admits(document)).collect());
        Self { filter, documents }
    }

    pub(in crate::graph) fn quote(&self, graph: &Graph, quote: u32) -> bool {
        let quote = &graph.quotes[quote as usize];
        self.filter.zones.is_none_or(|zones| zones.contains(quote.zone))
            && self.documents.as_ref().is_none_or(|documents| documents[quote.document as usize])
    }

    /// The best grade and modality of the edge's evidence that counts; `None` where none does.
    pub(in crate::graph) fn judge(&self, graph: &Graph, edge: &Edge) -> Option<(Grade, Modality)> {
        if self.filter.is_open() {
            return Some((edge.grade, edge.modality));
        }
        if self.filter.zones.is_some_and(|zones| !zones.intersects(edge.zones)) {
            return None;
        }
        let mut best: Option<(Grade, Modality)> = None;
        for support in graph.evidence_of(edge) {
            if !self.quote(graph, support.quote) {
                continue;
            }
            let (grade, modality) = best.unwrap_or((support.grade, support.modality));
            best = Some((grade.min(support.grade), modality.min(support.modality)));
        }
        best
    }
}

impl Graph {
    /// Numbers of the edges that `filter` asks for: by predicate, grade, weight of evidence, then id of the ends.
    #[must_use]
    pub fn select_relations(&self, filter: &RelationFilter) -> Vec<u32> {
        let admitted = Admitted::new(self, &filter.evidence);
        let mut selected: Vec<(u32, Grade)> = Vec::new();
        let mut take = |number: u32, anchor: Option<u32>| {
            let edge = &self.edges[number as usize];
            if !self.passes_ends(edge, anchor, filter) {
                return;
            }
            let Some((grade, modality)) = admitted.judge(self, edge) else { return };
            let graded = filter.grades.is_empty() || filter.grades.contains(&grade);
            let modal = filter.modalities.is_empty() || filter.modalities.contains(&modality);
            if graded && modal {
                selected.push((number, grade));
            }
        };
        if filter.about.is_empty() {
            for number in 0..self.edges.len() as u32 {
                take(number, None);
            }
        }
        for &node in &filter.about {
            let outgoing = self.adjacency.outgoing(node);
            let incoming = self.adjacency.incoming(node).iter().copied();
            for number in outgoing.chain(incoming) {
                if self.runs(&self.edges[number as usize], node, filter.direction) {
                    take(number, Some(node));
                }
            }
        }
        selected.sort_by_key(|(number, grade)| {
            let edge = &self.edges[*number as usize];
            (edge.predicate, *grade, std::cmp::Reverse(edge.evidence.len()), *number)
        });
        selected.dedup();
        selected.into_iter().map(|(number, _)| number).collect()
    }

    /// The relations that `filter` asks for, in the order of [`Graph::select_relations`].
    #[must_use]
    pub fn relations(&self, filter: &RelationFilter) -> Vec<RelationRow> {
        let numbers = self.select_relations(filter);
        numbers.into_iter().map(|number| self.relation_row(number, &filter.evidence)).collect()
    }

    /// One edge with the evidence that counts.
    ///
    /// # Panics
    /// Where `number` is no edge's.
    #[must_use]
    pub fn relation_row(&self, number: u32, filter: &EvidenceFilter) -> RelationRow {
        let edge = &self.edges[number as usize];
        let counts = |support: &&Support| {
            let quote = &self.quotes[support.quote as usize];
            filter.zones.is_none_or(|zones| zones.contains(quote.zone))
                && filter.admits(&self.documents[quote.document as usize])
        };
        let supports: Vec<&Support> = self.evidence_of(edge).iter().filter(counts).collect();
        let mut titles: Vec<&str> = supports.iter().filter_map(|support| support.title.as_deref()).collect();
        titles.sort_unstable();
        titles.dedup();
        RelationRow {
            id: edge.id,
            subject: self.reference(edge.subject),
            predicate: edge.predicate,
            label: edge.predicate.label(),
            object: self.reference(edge.object),
            grade: supports.iter().map(|support| support.grade).min().unwrap_or(edge.grade),
            modality: supports.iter().map(|support| support.modality).min().unwrap_or(edge.modality),
            title: (!titles.is_empty()).then(|| titles.join("、")),
            with: edge.with.iter().map(|member| self.reference(*member)).collect(),
            evidence: supports
                .iter()
                .map(|support| {
                    let quote = &self.quotes[support.quote as usize];
                    self.evidence_row(quote, support.rule, support.antecedent.as_deref())
                })
                .collect(),
        }
    }

    /// Whether the edge runs so, seen from `node`; a symmetric one runs either way.
    fn runs(&self, edge: &Edge, node: u32, direction: Direction) -> bool {
        match direction {
            Direction::Both => true,
            Direction::Outgoing => edge.subject == node || edge.predicate.is_symmetric(),
            Direction::Incoming => edge.object == node || edge.predicate.is_symmetric(),
        }
    }

    fn passes_ends(&self, edge: &Edge, anchor: Option<u32>, filter: &RelationFilter) -> bool {
        if !filter.predicates.is_empty() && !filter.predicates.contains(&edge.predicate) {
            return false;
        }
        let others: &[u32] = match anchor {
            Some(node) if node == edge.subject => &[edge.object],
            Some(_) => &[edge.subject],
            None => &[edge.subject, edge.object],
        };
        if !filter.with.is_empty() {
            let named = filter.with.iter().any(|node| others.contains(node) || edge.with.binary_search(node).is_ok());
            if !named {
                return false;
            }
        }
        filter.with_kinds.is_empty()
            || others.iter().any(|node| filter.with_kinds.contains(&self.nodes[*node as usize].kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::testing;
    use crate::model::Zone;

    fn node(graph: &Graph, name: &str) -> u32 {
        graph.resolve(name).nodes[0]
    }

    fn said(rows: &[RelationRow]) -> Vec<String> {
        rows.iter().map(|row| format!("{}-{}-{}", row.subject.name, row.label, row.object.name)).collect()
    }

    #[test]
    fn members_of_a_bloc_with_their_sentence() {
        let graph = testing::sample();
        let filter = RelationFilter {
            about: vec![node(&graph, "滇中")],
            direction: Direction::Outgoing,
            predicates: vec![Predicate::HasMember],
            ..RelationFilter::default()
        };
        let rows = graph.relations(&filter);
        let mut lines = said(&rows);
        lines.sort();
        assert_eq!(lines, ["滇中-包含-元谋县", "滇中-包含-禄丰市"]);
        assert!(rows.iter().all(|row| row.grade == Grade::A && row.evidence[0].text.contains("是指")));
    }

    #[test]
    fn symmetric_relations_are_seen_from_both_ends() {
        let graph = testing::sample();
        for (from, to) in [("禄丰市", "元谋县"), ("元谋县", "禄丰市")] {
            for direction in [Direction::Outgoing, Direction::Incoming] {
                let filter = RelationFilter {
                    about: vec![node(&graph, from)],
                    direction,
                    predicates: vec![Predicate::CooperatesWith],
                    with: vec![node(&graph, to)],
                    ..RelationFilter::default()
                };
                assert_eq!(graph.select_relations(&filter).len(), 1, "{from} {direction:?}");
            }
        }
    }

    #[test]
    fn grade_is_judged_by_the_evidence_that_counts() {
        let graph = testing::sample();
        let mut filter = RelationFilter { predicates: vec![Predicate::Promotes], ..RelationFilter::default() };
        assert_eq!(graph.relations(&filter)[0].grade, Grade::B);
        filter.evidence.zones = Some([Zone::Caption].into_iter().collect());
        let rows = graph.relations(&filter);
        assert_eq!((rows[0].grade, rows[0].evidence.len()), (Grade::C, 1));
        filter.grades = vec![Grade::B];
        assert!(graph.relations(&filter).is_empty());
    }

    #[test]
    fn documents_by_end_of_path_article_and_date() {
        let graph = testing::sample();
        let count = |evidence: EvidenceFilter| {
            graph.select_relations(&RelationFilter { evidence, ..RelationFilter::default() }).len()
        };
        let all = count(EvidenceFilter::default());
        assert_eq!(all, graph.edges().len());
        let second = count(EvidenceFilter { articles: vec![2], ..EvidenceFilter::default() });
        assert!(second > 0 && second < all);
        assert_eq!(
            count(EvidenceFilter { documents: vec!["b.txt#2".to_owned()], ..EvidenceFilter::default() }),
            second
        );
        assert_eq!(count(EvidenceFilter { documents: vec![".txt#2".to_owned()], ..EvidenceFilter::default() }), 0);
        let since = PartialDate::parse("2023-06-02");
        // Of an article dated 2023 alone, the day may lie after it.
        assert_eq!(count(EvidenceFilter { since, ..EvidenceFilter::default() }), second);
        let since = PartialDate::parse("2024");
        assert_eq!(count(EvidenceFilter { since, ..EvidenceFilter::default() }), 0);
        let since = PartialDate::parse("2023");
        assert!(count(EvidenceFilter { since, ..EvidenceFilter::default() }) > 0);
    }
}
