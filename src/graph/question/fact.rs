//! Figures and stages.

use serde::Serialize;

use super::period::PeriodQuery;
use super::relation::{Admitted, EvidenceFilter};
use super::row::{EntityReference, EvidenceRow, Number, PeriodRow};
use crate::graph::record::{Fact, Graph, Progress};

/// Which figures are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FactFilter {
    /// About one of these nodes; empty: about any.
    pub about: Vec<u32>,
    /// With these words in the name of the indicator.
    pub indicator: Option<String>,
    /// For a time that lies within this: `2021`, `2022-01..2022-07`, `2022-H1`, `2022-Q2`, or words of it (今年上半年).
    pub period: Option<String>,
    /// In this unit as written (亿元), or one that ends so (元).
    pub unit: Option<String>,
    /// Which evidence counts; a figure without any is left out.
    pub evidence: EvidenceFilter,
}

/// A figure in an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactRow {
    /// What it is about.
    pub about: EntityReference,
    /// What is counted.
    pub name: String,
    /// The number as written.
    pub value: Number,
    /// Upper end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper: Option<Number>,
    /// The unit as written.
    pub unit: String,
    /// In the unit without its multiplier.
    pub value_normalised: Number,
    /// 超, 约, 以上; empty where plain.
    pub qualifier: String,
    /// When.
    pub period: Option<PeriodRow>,
    /// Comparisons.
    pub comparison: Vec<String>,
    /// The count that the text states, where names are listed for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<Number>,
    /// How many of them are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub named: Option<u32>,
    /// The words.
    pub evidence: Vec<EvidenceRow>,
}

/// A stage in an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StageRow {
    /// Which project.
    pub project: EntityReference,
    /// Chinese name of the stage.
    pub stage: &'static str,
    /// Share done, 0 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<Number>,
    /// When.
    pub period: Option<PeriodRow>,
    /// The words.
    pub evidence: Vec<EvidenceRow>,
}

impl Graph {
    /// The figures that `filter` asks for: exact names of the indicator first, then by what they are about, name,
    /// period.
    #[must_use]
    pub fn facts_matching(&self, filter: &FactFilter) -> Vec<FactRow> {
        let admitted = Admitted::new(self, &filter.evidence);
        let period = filter.period.as_deref().map(PeriodQuery::parse);
        let mut exact: Vec<&Fact> = Vec::new();
        let mut partial: Vec<&Fact> = Vec::new();
        let take = |fact: &Fact| -> Option<bool> {
            let wanted = filter.indicator.as_deref().unwrap_or_default();
            let in_unit = filter.unit.as_deref().is_none_or(|unit| fact.unit.ends_with(unit));
            let in_period = period.as_ref().is_none_or(|query| query.admits(fact.period.as_ref()));
            let cited =
                filter.evidence.is_open() || fact.evidence.iter().any(|citation| admitted.quote(self, citation.quote));
            (fact.name.contains(wanted) && in_unit && in_period && cited).then(|| fact.name == wanted)
        };
        let mut about = filter.about.clone();
        about.sort_unstable();
        about.dedup();
        let parts: Vec<&[Fact]> =
            if about.is_empty() { vec![&self.facts] } else { about.iter().map(|node| self.facts_of(*node)).collect() };
        for fact in parts.into_iter().flatten() {
            match take(fact) {
                Some(true) => exact.push(fact),
                Some(false) => partial.push(fact),
                None => {}
            }
        }
        exact.append(&mut partial);
        let mut rows = Vec::with_capacity(exact.len());
        for fact in exact {
            let mut row = self.fact_row(fact);
            if !filter.evidence.is_open() {
                row.evidence = fact
                    .evidence
                    .iter()
                    .filter(|citation| admitted.quote(self, citation.quote))
                    .map(|citation| self.evidence_row(&self.quotes[citation.quote as usize], citation.rule, None))
                    .collect();
            }
            rows.push(row);
        }
        rows
    }

    /// One figure with all its evidence.
    #[must_use]
    pub fn fact_row(&self, fact: &Fact) -> FactRow {
        FactRow {
            about: self.reference(fact.about),
            name: fact.name.clone(),
            value: Number(fact.value),
            upper: fact.upper.map(Number),
            unit: fact.unit.clone(),
            value_normalised: Number(fact.value_normalised),
            qualifier: fact.qualifier.clone(),
            period: fact.period.as_ref().map(PeriodRow::new),
            comparison: fact.comparison.clone(),
            stated: fact.named.map(|_| Number(fact.value)),
            named: fact.named,
            evidence: fact
                .evidence
                .iter()
                .map(|citation| self.evidence_row(&self.quotes[citation.quote as usize], citation.rule, None))
                .collect(),
        }
    }

    /// One stage with all its evidence.
    #[must_use]
    pub fn stage_row(&self, stage: &Progress) -> StageRow {
        StageRow {
            project: self.reference(stage.project),
            stage: stage.stage.code(),
            percent: stage.percent.map(Number),
            period: stage.period.as_ref().map(PeriodRow::new),
            evidence: stage
                .evidence
                .iter()
                .map(|citation| self.evidence_row(&self.quotes[citation.quote as usize], citation.rule, None))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::testing;

    #[test]
    fn one_fact_with_two_evidences() {
        let graph = testing::sample();
        let filter = FactFilter {
            about: vec![graph.resolve("滇中").nodes[0]],
            indicator: Some("地区生产总值".to_owned()),
            ..FactFilter::default()
        };
        let rows = graph.facts_matching(&filter);
        assert_eq!(rows.len(), 2, "{rows:#?}");
        let json = serde_json::to_value(&rows[0]).unwrap();
        assert_eq!(json["value"], 860);
        assert_eq!(json["value_normalised"], 86_000_000_000_i64);
        assert_eq!(json["period"]["start"], "2022");
        assert_eq!(json["comparison"], serde_json::json!(["同比增长7.1%", "占全省比重12%"]));
        assert_eq!(rows[0].evidence.len(), 2);
    }

    #[test]
    fn by_period_and_unit() {
        let graph = testing::sample();
        let count = |period: &str, unit: &str| {
            let filter =
                FactFilter { period: Some(period.to_owned()), unit: Some(unit.to_owned()), ..FactFilter::default() };
            graph.facts_matching(&filter).len()
        };
        assert_eq!(count("2022", "亿元"), 1);
        assert_eq!(count("2023-H1", "元"), 1);
        assert_eq!(count("上半年", "元"), 1);
        assert_eq!(count("2022", "万元"), 0);
        assert_eq!(count("2019", "元"), 0);
    }
}
