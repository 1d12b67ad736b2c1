//! What says the same becomes one: edges, figures and stages, each with all that says it, in sorted order.

use std::cmp::Ordering;

use super::record::{Citation, Edge, Fact, Node, Progress, Quote, Support};
use super::{RelationId, ZoneSet};
use crate::model::{PartialDate, Period, Predicate};

/// A relation as one document has it, before edges are folded.
#[derive(Debug)]
pub(super) struct RawEdge {
    pub(super) subject: u32,
    pub(super) predicate: Predicate,
    pub(super) object: u32,
    pub(super) with: Vec<u32>,
    pub(super) support: Support,
}

/// A figure as one document has it.
#[derive(Debug)]
pub(super) struct RawFact {
    pub(super) fact: Fact,
    pub(super) citation: Citation,
}

/// A stage as one document has it.
#[derive(Debug)]
pub(super) struct RawStage {
    pub(super) stage: Progress,
    pub(super) citation: Citation,
}

/// Edges sorted by subject, predicate, object, and their evidence by quotation; nothing said twice.
pub(super) fn fold_edges(mut raw: Vec<RawEdge>, nodes: &[Node], quotes: &[Quote]) -> (Vec<Edge>, Vec<Support>) {
    raw.sort_by(|left, right| {
        (left.subject, left.predicate, left.object, &left.support).cmp(&(
            right.subject,
            right.predicate,
            right.object,
            &right.support,
        ))
    });
    let mut edges: Vec<Edge> = Vec::new();
    let mut supports: Vec<Support> = Vec::with_capacity(raw.len());
    for item in raw {
        let RawEdge { subject, predicate, object, with, support } = item;
        let same = edges
            .last()
            .is_some_and(|last| last.subject == subject && last.predicate == predicate && last.object == object);
        if !same {
            edges.push(Edge {
                id: RelationId::of(nodes[subject as usize].id, predicate, nodes[object as usize].id),
                subject,
                predicate,
                object,
                grade: support.grade,
                modality: support.modality,
                titles: Vec::new(),
                with: Vec::new(),
                zones: ZoneSet::default(),
                evidence: supports.len() as u32..supports.len() as u32,
            });
        }
        let Some(edge) = edges.last_mut() else { continue };
        edge.grade = edge.grade.min(support.grade);
        edge.modality = edge.modality.min(support.modality);
        edge.zones.insert(quotes[support.quote as usize].zone);
        edge.titles.extend(support.title.clone());
        edge.with.extend(with.into_iter().filter(|member| *member != subject && *member != object));
        let fresh = edge.evidence.is_empty() || supports.last() != Some(&support);
        if fresh {
            supports.push(support);
            edge.evidence.end += 1;
        }
    }
    for edge in &mut edges {
        edge.titles.sort_unstable();
        edge.titles.dedup();
        edge.with.sort_unstable();
        edge.with.dedup();
    }
    (edges, supports)
}

/// Periods that mean the same days are one period, whatever the words.
fn period_key(period: Option<&Period>) -> Option<(Option<PartialDate>, Option<PartialDate>, &str)> {
    period.map(|period| {
        let resolved = period.start.is_some() || period.end.is_some();
        (period.start, period.end, if resolved { "" } else { period.text.as_str() })
    })
}

/// Of two wordings the surer, then the smaller.
fn surer(kept: &mut Option<Period>, other: Option<Period>) {
    if let (Some(left), Some(right)) = (&kept, other)
        && (right.basis, &right.text) < (left.basis, &left.text)
    {
        *kept = Some(right);
    }
}

fn compare_numbers(left: Option<f64>, right: Option<f64>) -> Ordering {
    match (left, right) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

fn compare_facts(left: &Fact, right: &Fact) -> Ordering {
    (left.about, &left.name, period_key(left.period.as_ref()), &left.unit, &left.qualifier)
        .cmp(&(right.about, &right.name, period_key(right.period.as_ref()), &right.unit, &right.qualifier))
        .then_with(|| left.value.total_cmp(&right.value))
        .then_with(|| compare_numbers(left.upper, right.upper))
}

/// Figures sorted by what they are about, name, period. `recite` turns a citation into the graph's numbers.
pub(super) fn fold_facts(mut raw: Vec<RawFact>, node_rank: &[u32], recite: impl Fn(Citation) -> Citation) -> Vec<Fact> {
    for item in &mut raw {
        item.fact.about = node_rank[item.fact.about as usize];
        item.citation = recite(item.citation);
    }
    raw.sort_by(|left, right| {
        compare_facts(&left.fact, &right.fact)
            .then_with(|| left.citation.cmp(&right.citation))
            .then_with(|| left.fact.comparison.cmp(&right.fact.comparison))
    });
    let mut facts: Vec<Fact> = Vec::new();
    for RawFact { mut fact, citation } in raw {
        match facts.last_mut().filter(|last| compare_facts(last, &fact) == Ordering::Equal) {
            Some(last) => {
                surer(&mut last.period, fact.period);
                last.named = last.named.max(fact.named);
                for comparison in fact.comparison {
                    if !last.comparison.contains(&comparison) {
                        last.comparison.push(comparison);
                    }
                }
                if last.evidence.last() != Some(&citation) {
                    last.evidence.push(citation);
                }
            }
            None => {
                fact.evidence.push(citation);
                facts.push(fact);
            }
        }
    }
    facts
}

fn compare_stages(left: &Progress, right: &Progress) -> Ordering {
    (left.project, period_key(left.period.as_ref()), left.stage)
        .cmp(&(right.project, period_key(right.period.as_ref()), right.stage))
        .then_with(|| compare_numbers(left.percent, right.percent))
}

/// Stages sorted by project, period, stage.
pub(super) fn fold_stages(
    mut raw: Vec<RawStage>,
    node_rank: &[u32],
    recite: impl Fn(Citation) -> Citation,
) -> Vec<Progress> {
    for item in &mut raw {
        item.stage.project = node_rank[item.stage.project as usize];
        item.citation = recite(item.citation);
    }
    raw.sort_by(|left, right| {
        compare_stages(&left.stage, &right.stage).then_with(|| left.citation.cmp(&right.citation))
    });
    let mut stages: Vec<Progress> = Vec::new();
    for RawStage { mut stage, citation } in raw {
        match stages.last_mut().filter(|last| compare_stages(last, &stage) == Ordering::Equal) {
            Some(last) => {
                surer(&mut last.period, stage.period);
                if last.evidence.last() != Some(&citation) {
                    last.evidence.push(citation);
                }
            }
            None => {
                stage.evidence.push(citation);
                stages.push(stage);
            }
        }
    }
    stages
}
