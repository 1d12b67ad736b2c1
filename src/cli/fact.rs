//! `tupu facts` and `tupu stats`.

use std::io::{self, Write};

use anyhow::Result;
use serde_json::json;

use super::args::{FactsArgs, Global};
use super::exit::Outcome;
use super::output::{self, Rows};
use super::{message, name, parse, people};
use crate::graph::{EvidenceFilter, FactFilter};
use crate::query::{Index, IndexStatistics};

/// `tupu facts`.
pub fn list(args: &FactsArgs, global: &Global) -> Result<Outcome> {
    let index = Index::open(&global.index)?;
    let filter = FactFilter {
        about: name::optional(&index, args.about.as_deref(), global)?,
        indicator: args.indicator.clone(),
        period: args.period.clone(),
        unit: args.unit.clone(),
        evidence: EvidenceFilter {
            since: parse::date(args.since.as_deref())?,
            until: parse::date(args.until.as_deref())?,
            ..EvidenceFilter::default()
        },
    };
    let rows = index.facts(&filter);
    let query = json!({
        "about": args.about, "indicator": args.indicator, "period": args.period, "unit": args.unit,
        "since": args.since, "until": args.until,
    });
    output::listing(global.output_format(), &query, rows.len(), &rows, &[], || Rows {
        headings: vec!["关于", "指标", "数值", "时期", "比较", "原文", "首见"],
        rows: rows
            .iter()
            .map(|row| {
                let first = row.evidence.first();
                vec![
                    row.about.name.clone(),
                    row.name.clone(),
                    people::figure(row),
                    people::period(row.period.as_ref()),
                    row.comparison.join("，"),
                    row.evidence.len().to_string(),
                    first.map_or(String::new(), |evidence| format!("{}:{}", evidence.doc, evidence.line)),
                ]
            })
            .collect(),
    })?;
    Ok(Outcome::found(!rows.is_empty()))
}

/// `tupu stats`.
pub fn statistics(global: &Global) -> Result<Outcome> {
    let statistics = Index::open(&global.index)?.statistics();
    output::object(global.output_format(), &statistics, |out| print(out, &statistics))?;
    Ok(Outcome::Done)
}

fn print(out: &mut dyn Write, statistics: &IndexStatistics) -> io::Result<()> {
    let graph = &statistics.graph;
    writeln!(out, "文档 {}，{} 字，原文 {} 字节", graph.documents, statistics.characters, statistics.bytes)?;
    for root in &statistics.roots {
        writeln!(out, "  {}：文件 {}，文档 {}，已移除 {}", root.name, root.files, root.documents, root.removed)?;
    }
    writeln!(out, "实体 {}，提及 {} 次，别名 {}", graph.entities, graph.mentions, graph.aliases)?;
    for (code, count) in &graph.entities_by_type {
        let label = crate::model::EntityType::parse(code).map_or(*code, crate::model::EntityType::label);
        writeln!(out, "  {label} {count}")?;
    }
    writeln!(out, "关系 {}，原文 {} 处", graph.relations, graph.evidence)?;
    for (code, count) in &graph.relations_by_predicate {
        let label = crate::model::Predicate::parse(code).map_or(*code, crate::model::Predicate::label);
        writeln!(out, "  {label} {count}")?;
    }
    for (grade, count) in &graph.relations_by_grade {
        writeln!(out, "  把握 {grade}：{count}")?;
    }
    writeln!(out, "指标 {}，进度 {}", graph.indicators, graph.stages)?;
    for warning in &statistics.warnings {
        writeln!(out, "{}", message::warning(warning))?;
    }
    Ok(())
}
