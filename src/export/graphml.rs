//! GraphML: every key before the graph, no lists, an id on every edge.

use std::io::{self, Write};

use super::selection::Selection;
use super::text::{one_line, xml};
use super::view::{aliases, kind_label, level_code, writes_evidence};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"#;

/// For whom, name, type.
const KEYS: [(&str, &str, &str); 18] = [
    ("node", "label", "string"),
    ("node", "type", "string"),
    ("node", "type_label", "string"),
    ("node", "level", "string"),
    ("node", "aliases", "string"),
    ("node", "mentions", "int"),
    ("node", "documents", "int"),
    ("node", "degree", "int"),
    ("edge", "label", "string"),
    ("edge", "predicate", "string"),
    ("edge", "grade", "string"),
    ("edge", "modality", "string"),
    ("edge", "title", "string"),
    ("edge", "with", "string"),
    ("edge", "weight", "double"),
    ("edge", "symmetric", "boolean"),
    ("edge", "evidence", "string"),
    ("edge", "cited", "string"),
];

/// A key's id: the letter of whom it is for, and its name.
fn key(whose: &str, name: &str) -> String {
    format!("{}_{name}", &whose[..1])
}

fn data(out: &mut dyn Write, whose: &str, name: &str, value: &str) -> io::Result<()> {
    if value.is_empty() {
        return Ok(());
    }
    writeln!(out, "      <data key=\"{}\">{}</data>", key(whose, name), xml(value))
}

pub(super) fn write(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let graph = selection.graph;
    out.write_all(HEAD.as_bytes())?;
    for (whose, name, kind) in KEYS {
        let id = key(whose, name);
        writeln!(out, "  <key id=\"{id}\" for=\"{whose}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    writeln!(out, "  <graph id=\"tupu\" edgedefault=\"directed\">")?;
    for index in &selection.nodes {
        let node = &graph.nodes()[*index as usize];
        writeln!(out, "    <node id=\"{}\">", node.id)?;
        data(out, "node", "label", &one_line(&node.name))?;
        data(out, "node", "type", node.kind.code())?;
        data(out, "node", "type_label", kind_label(node.kind, selection.options.language))?;
        data(out, "node", "level", level_code(node.level))?;
        data(out, "node", "aliases", &aliases(node))?;
        data(out, "node", "mentions", &node.mentions.to_string())?;
        data(out, "node", "documents", &node.documents.to_string())?;
        data(out, "node", "degree", &node.degree.to_string())?;
        writeln!(out, "    </node>")?;
    }
    for group in selection.groups() {
        let edge = selection.edge_view(group);
        writeln!(out, "    <edge id=\"{}\" source=\"{}\" target=\"{}\">", edge.id, edge.source, edge.target)?;
        data(out, "edge", "label", &edge.label)?;
        data(out, "edge", "predicate", &edge.predicate)?;
        data(out, "edge", "grade", edge.grade)?;
        data(out, "edge", "modality", edge.modality)?;
        data(out, "edge", "title", &edge.title)?;
        data(out, "edge", "with", &edge.with)?;
        data(out, "edge", "weight", &format!("{}.0", edge.weight))?;
        data(out, "edge", "symmetric", if edge.is_symmetric { "true" } else { "false" })?;
        if writes_evidence(selection.options) {
            data(out, "edge", "evidence", &edge.sentences())?;
            data(out, "edge", "cited", &edge.places())?;
        }
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>\n</graphml>")
}
