//! `tupu neighbors` and `tupu path`.

use std::io::{self, Write};

use anyhow::{Result, bail};
use serde_json::json;

use super::args::{Format, Global, NeighborsArgs, PathArgs};
use super::exit::Outcome;
use super::output::{self, Rows};
use super::{export, name, parse, people};
use crate::export::Options;
use crate::graph::{NeighborFilter, NeighborRow, PathFilter, PathRow};
use crate::query::Index;

/// `tupu neighbors NAME`.
pub fn neighbors(args: &NeighborsArgs, global: &Global) -> Result<Outcome> {
    let index = Index::open(&global.index)?;
    let centres = name::nodes(&index, &args.name, global)?;
    let filter = NeighborFilter {
        depth: args.depth,
        predicates: parse::predicates(&args.predicates)?,
        kinds: parse::entity_types(&args.types)?,
        ..NeighborFilter::default()
    };
    let format = global.output_format();
    if matches!(format, Format::Dot | Format::Graphml) {
        let options = Options {
            around: centres,
            depth: args.depth,
            predicates: filter.predicates,
            kinds: filter.kinds,
            ..Options::default()
        };
        return export::around(index.graph(), &options, format);
    }
    let rows = index.graph().neighbors(&centres, &filter);
    let query = json!({"name": args.name, "depth": args.depth, "rel": args.predicates, "type": args.types});
    output::listing(format, &query, rows.len(), &rows, &[], || table(&rows))?;
    Ok(Outcome::found(!rows.is_empty()))
}

fn table(rows: &[NeighborRow]) -> Rows {
    let cells = |row: &NeighborRow| {
        let relations: Vec<String> = row.relations.iter().map(people::relation).collect();
        vec![
            row.distance.to_string(),
            row.entity.name.clone(),
            row.entity.kind.label().to_owned(),
            relations.join("；"),
        ]
    };
    Rows { headings: vec!["步数", "名称", "类型", "关系"], rows: rows.iter().map(cells).collect() }
}

/// `tupu path A B`.
pub fn path(args: &PathArgs, global: &Global) -> Result<Outcome> {
    let index = Index::open(&global.index)?;
    let graph = index.graph();
    let (from, to) = (index.node(&args.from)?, index.node(&args.to)?);
    let mut avoid = Vec::new();
    for text in &args.avoid {
        avoid.extend(graph.avoid(text)?);
    }
    let Ok(max_hops) = u8::try_from(args.max_hops) else { bail!("--max-hops 最大为 255") };
    let filter = PathFilter {
        count: args.count.max(1),
        max_hops,
        directed: args.directed,
        avoid,
        predicates: parse::predicates(&args.predicates)?,
        zones: parse::zones(&args.zone)?,
        ..PathFilter::default()
    };
    let answer = graph.paths(from, to, &filter);
    if answer.budget_spent {
        eprintln!("注意：图太大，搜索提前结束；可用 --max-hops、--rel 或 --avoid 缩小范围");
    }
    let query = json!({
        "from": args.from, "to": args.to, "k": args.count, "max_hops": args.max_hops, "directed": args.directed,
        "avoid": args.avoid, "rel": args.predicates, "zone": args.zone,
    });
    let paths = &answer.paths;
    if global.output_format() == Format::Table {
        let mut out = io::BufWriter::new(io::stdout().lock());
        for (number, path) in paths.iter().enumerate() {
            print(&mut out, number + 1, path, args.evidence)?;
        }
        out.flush()?;
    } else {
        let extra = [("budget_spent", json!(answer.budget_spent))];
        output::listing(global.output_format(), &query, paths.len(), paths, &extra, || hops(paths))?;
    }
    if paths.is_empty() && !global.quiet {
        eprintln!("没有找到从 {} 到 {} 的路径（最多 {} 步）", args.from, args.to, args.max_hops);
    }
    Ok(Outcome::found(!paths.is_empty()))
}

fn print(out: &mut dyn Write, number: usize, path: &PathRow, with_evidence: bool) -> io::Result<()> {
    writeln!(out, "路径 {number}，{} 步", path.hops.len())?;
    for hop in &path.hops {
        for relation in std::iter::once(&hop.relation).chain(&hop.parallel) {
            writeln!(out, "  {}", people::relation(relation))?;
            let shown = if with_evidence { relation.evidence.len() } else { 1 };
            people::evidence(out, &relation.evidence[..shown.min(relation.evidence.len())])?;
        }
    }
    Ok(())
}

/// A row for each hop, for CSV and TSV.
fn hops(paths: &[PathRow]) -> Rows {
    let mut rows = Vec::new();
    for (number, path) in paths.iter().enumerate() {
        for (step, hop) in path.hops.iter().enumerate() {
            let relation = &hop.relation;
            let first = relation.evidence.first();
            rows.push(vec![
                (number + 1).to_string(),
                (step + 1).to_string(),
                relation.subject.name.clone(),
                relation.label.to_owned(),
                relation.object.name.clone(),
                relation.grade.code().to_owned(),
                first.map_or(String::new(), |evidence| format!("{}:{}", evidence.doc, evidence.line)),
                first.map_or(String::new(), |evidence| evidence.text.clone()),
            ]);
        }
    }
    Rows { headings: vec!["路径", "步", "主语", "关系", "宾语", "把握", "出处", "原文"], rows }
}
