//! Gephi's two tables. Headers are exact and there is no byte-order mark: Gephi takes neither otherwise.

use std::io::{self, Write};

use super::selection::Selection;
use super::text::one_line;
use super::view::{aliases, kind_label, level_code, writes_evidence};

/// One record: every text field in quotes, quotes doubled, no line ends inside (they are blanks by then).
fn record(out: &mut dyn Write, fields: &[&str]) -> io::Result<()> {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            out.write_all(b",")?;
        }
        let plain = field.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if plain {
            out.write_all(field.as_bytes())?;
        } else {
            write!(out, "\"{}\"", one_line(field).replace('"', "\"\""))?;
        }
    }
    out.write_all(b"\n")
}

pub(super) fn write_nodes(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    record(out, &["Id", "Label", "Type", "TypeLabel", "Level", "Aliases", "Mentions", "Documents", "Degree"])?;
    for index in &selection.nodes {
        let node = &selection.graph.nodes()[*index as usize];
        record(
            out,
            &[
                &node.id.to_string(),
                &node.name,
                node.kind.code(),
                kind_label(node.kind, selection.options.language),
                level_code(node.level),
                &aliases(node),
                &node.mentions.to_string(),
                &node.documents.to_string(),
                &node.degree.to_string(),
            ],
        )?;
    }
    Ok(())
}

pub(super) fn write_edges(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let with_evidence = writes_evidence(selection.options);
    let mut head = vec!["Source", "Target", "Type", "Id", "Label", "Weight", "Predicate", "Grade", "Modality", "With"];
    if with_evidence {
        head.extend(["Evidence", "Cited"]);
    }
    record(out, &head)?;
    for group in selection.groups() {
        let edge = selection.edge_view(group);
        let direction = if edge.is_symmetric { "Undirected" } else { "Directed" };
        let weight = edge.weight.to_string();
        let (sentences, places);
        let mut fields = vec![
            edge.source.as_str(),
            &edge.target,
            direction,
            &edge.id,
            &edge.label,
            &weight,
            &edge.predicate,
            edge.grade,
            edge.modality,
            &edge.with,
        ];
        if with_evidence {
            (sentences, places) = (edge.sentences(), edge.places());
            fields.extend([sentences.as_str(), places.as_str()]);
        }
        record(out, &fields)?;
    }
    Ok(())
}
