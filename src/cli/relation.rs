//! `tupu relations`.

use std::io::{self, Write};

use anyhow::Result;
use serde_json::json;

use super::args::{Format, Global, RelationsArgs};
use super::exit::Outcome;
use super::output::{self, Rows};
use super::{name, parse, people};
use crate::graph::{Direction, EvidenceFilter, RelationFilter, RelationRow};
use crate::query::Index;

/// `tupu relations [NAME]`.
pub fn list(args: &RelationsArgs, global: &Global) -> Result<Outcome> {
    let index = Index::open(&global.index)?;
    let filter = RelationFilter {
        about: name::optional(&index, args.name.as_deref(), global)?,
        direction: match (args.outgoing, args.incoming) {
            (true, _) => Direction::Outgoing,
            (_, true) => Direction::Incoming,
            _ => Direction::Both,
        },
        predicates: parse::predicates(&args.predicates)?,
        with: name::optional(&index, args.with.as_deref(), global)?,
        with_kinds: parse::entity_types(args.with_type.as_slice())?,
        grades: parse::grades(args.grade.as_deref())?,
        modalities: parse::modalities(&args.modality)?,
        evidence: EvidenceFilter {
            zones: if args.zone.is_empty() { None } else { Some(parse::zones(&args.zone)?.into_iter().collect()) },
            documents: args.doc.iter().cloned().collect(),
            articles: args.article.into_iter().collect(),
            since: parse::date(args.since.as_deref())?,
            until: parse::date(args.until.as_deref())?,
        },
    };
    let rows = index.relations(&filter);
    let query = json!({
        "name": args.name, "rel": args.predicates, "with": args.with, "with_type": args.with_type,
        "grade": args.grade, "modality": args.modality, "zone": args.zone, "doc": args.doc, "article": args.article,
        "out": args.outgoing, "in": args.incoming, "since": args.since, "until": args.until,
    });
    if args.evidence && global.output_format() == Format::Table {
        let mut out = io::BufWriter::new(io::stdout().lock());
        print(&mut out, &rows)?;
        out.flush()?;
    } else {
        output::listing(global.output_format(), &query, rows.len(), &rows, &[], || table(&rows))?;
    }
    Ok(Outcome::found(!rows.is_empty()))
}

/// Each relation with the words that say it.
fn print(out: &mut dyn Write, rows: &[RelationRow]) -> io::Result<()> {
    for row in rows {
        writeln!(out, "{}", people::relation(row))?;
        people::evidence(out, &row.evidence)?;
    }
    Ok(())
}

fn table(rows: &[RelationRow]) -> Rows {
    let cells = |row: &RelationRow| {
        let first = row.evidence.first();
        vec![
            row.subject.name.clone(),
            row.label.to_owned(),
            row.object.name.clone(),
            row.grade.code().to_owned(),
            row.modality.code().to_owned(),
            row.title.clone().unwrap_or_default(),
            row.evidence.len().to_string(),
            first.map_or(String::new(), |evidence| format!("{}:{}", evidence.doc, evidence.line)),
        ]
    };
    Rows {
        headings: vec!["主语", "关系", "宾语", "把握", "状态", "职务", "原文", "首见"],
        rows: rows.iter().map(cells).collect(),
    }
}
