//! Relations, figures and quotations as people read them.

use std::io::{self, Write};

use crate::graph::{EvidenceRow, FactRow, PeriodRow, RelationRow, StageRow};
use crate::model::{Basis, Modality};

/// `万开云 -包含-> 万州区  A`.
pub fn relation(row: &RelationRow) -> String {
    let mut line = format!("{} -{}-> {}  {}", row.subject.name, row.label, row.object.name, row.grade.code());
    match row.modality {
        Modality::Done => {}
        Modality::Ongoing => line.push_str("  进行中"),
        Modality::Planned => line.push_str("  计划"),
    }
    if let Some(title) = &row.title {
        line.push_str("  ");
        line.push_str(title);
    }
    if !row.with.is_empty() {
        let names: Vec<&str> = row.with.iter().map(|entity| entity.name.as_str()).collect();
        line.push_str(&format!("  （同 {}）", names.join("、")));
    }
    line
}

/// Each quotation with where it stands, indented, and what a reference in it stands for.
pub fn evidence(out: &mut dyn Write, rows: &[EvidenceRow]) -> io::Result<()> {
    for row in rows {
        writeln!(out, "    {}:{}  {}", row.doc, row.line, row.text.replace('\n', " "))?;
        if let Some(antecedent) = &row.antecedent {
            writeln!(
                out,
                "      {} = {}（第 {} 行，{}）",
                antecedent.reference,
                antecedent.names.join("、"),
                antecedent.line,
                antecedent.rule
            )?;
        }
    }
    Ok(())
}

/// `2022-01..2022-07（推定）`, or the words where they could not be resolved.
pub fn period(row: Option<&PeriodRow>) -> String {
    let Some(row) = row else { return String::new() };
    let interval = match (&row.start, &row.end) {
        (Some(start), Some(end)) if start == end => start.clone(),
        (Some(start), Some(end)) => format!("{start}..{end}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => return row.text.clone(),
    };
    let inferred = if row.basis == Basis::Inferred { "，推定" } else { "" };
    if row.text.is_empty() {
        format!("{interval}{inferred}")
    } else {
        format!("{}（{interval}{inferred}）", row.text)
    }
}

/// `超2216亿元`, `1300余人`, `1000平方米以上`: the figure as the report dresses it.
pub fn figure(row: &FactRow) -> String {
    let range = row.upper.as_ref().map(|upper| format!("—{upper}")).unwrap_or_default();
    let (value, unit, qualifier) = (&row.value, &row.unit, row.qualifier.as_str());
    match qualifier {
        "余" | "多" => format!("{value}{range}{qualifier}{unit}"),
        "以上" | "以下" | "以内" | "左右" | "上下" => format!("{value}{range}{unit}{qualifier}"),
        _ => format!("{qualifier}{value}{range}{unit}"),
    }
}

/// `在建 40%`.
pub fn stage(row: &StageRow) -> String {
    match &row.percent {
        Some(percent) => format!("{} {percent}%", row.stage),
        None => row.stage.to_owned(),
    }
}
