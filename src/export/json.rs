//! JSON node-link, as networkx and D3 read it: everything that the graph knows, figures and stages with their nodes.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::options::EdgesKey;
use super::selection::Selection;
use super::text::{legal, one_line};
use super::view::{kind_label, writes_evidence};

/// Leaves characters that XML forbids out of every text in `value`: this JSON is turned into other formats.
fn clean(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let std::borrow::Cow::Owned(legal) = legal(text) {
                *text = legal;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(fields) => fields.values_mut().for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Serialises what cannot fail to be serialised.
fn value_of<T: serde::Serialize>(item: &T) -> Value {
    serde_json::to_value(item).unwrap_or(Value::Null)
}

/// Writes the items one a line, so that a line can be found and two exports compared.
fn list(out: &mut dyn Write, items: impl Iterator<Item = Value>) -> io::Result<()> {
    out.write_all(b"[")?;
    for (at, mut item) in items.enumerate() {
        clean(&mut item);
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &item)?;
    }
    out.write_all(b"]")
}

pub(super) fn write(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let edges_key = match selection.options.edges_key {
        EdgesKey::Edges => "edges",
        EdgesKey::Links => "links",
    };
    out.write_all(b"{\"directed\":true,\"multigraph\":true,\n\"graph\":{\"schema\":\"tupu/1\",\"documents\":")?;
    let documents = selection.graph.documents().iter().map(|document| {
        json!({
            "id": document.id,
            "path": document.path,
            "title": document.title,
            "date": document.date.as_ref().map(|date| date.value.to_string()),
            "source": document.source.as_ref().map(|source| &source.value),
        })
    });
    list(out, documents)?;
    out.write_all(b"},\n\"nodes\":")?;
    list(out, selection.nodes.iter().map(|index| node(selection, *index)))?;
    write!(out, ",\n\"{edges_key}\":")?;
    list(out, selection.groups().map(|group| edge(selection, group)))?;
    out.write_all(b"}\n")
}

fn node(selection: &Selection<'_>, index: u32) -> Value {
    let graph = selection.graph;
    let node = &graph.nodes()[index as usize];
    let mut value = json!({
        "id": node.id,
        "label": one_line(&node.name),
        "name": node.name,
        "type": node.kind,
        "type_label": kind_label(node.kind, selection.options.language),
        "level": node.level,
        "aliases": node.aliases.iter().map(|alias| alias.name.as_str()).collect::<Vec<_>>(),
        "mentions": node.mentions,
        "documents": node.documents,
        "degree": node.degree,
    });
    let facts = graph.facts_of(index);
    let stages = graph.stages_of(index);
    let mut told = Map::new();
    if !facts.is_empty() {
        let rows = facts.iter().map(|fact| value_of(&graph.fact_row(fact))).map(|row| told_of(selection, row));
        told.insert("indicators".to_owned(), rows.collect());
    }
    if !stages.is_empty() {
        let rows = stages.iter().map(|stage| value_of(&graph.stage_row(stage))).map(|row| told_of(selection, row));
        told.insert("stages".to_owned(), rows.collect());
    }
    if let Value::Object(fields) = &mut value {
        fields.append(&mut told);
    }
    value
}

/// A figure or stage inside its node: whose it is stands there already.
fn told_of(selection: &Selection<'_>, mut row: Value) -> Value {
    if let Value::Object(fields) = &mut row {
        fields.remove("about");
        fields.remove("project");
        if !writes_evidence(selection.options) {
            fields.remove("evidence");
        }
    }
    row
}

fn edge(selection: &Selection<'_>, group: &[u32]) -> Value {
    let edge = selection.edge_view(group);
    let mut value = json!({
        "source": edge.source,
        "target": edge.target,
        "key": edge.id,
        "id": edge.id,
        "predicate": edge.predicate,
        "label": edge.label,
        "grade": edge.grade,
        "modality": edge.modality,
        "symmetric": edge.is_symmetric,
        "weight": edge.weight,
    });
    if let Value::Object(fields) = &mut value {
        if !edge.title.is_empty() {
            fields.insert("title".to_owned(), Value::String(edge.title.clone()));
        }
        let with: Vec<Value> = edge.rows.iter().flat_map(|row| &row.with).map(value_of).collect();
        if !with.is_empty() {
            fields.insert("with".to_owned(), Value::Array(with));
        }
        if writes_evidence(selection.options) {
            let evidence = edge.rows.iter().flat_map(|row| &row.evidence).map(value_of).collect();
            fields.insert("evidence".to_owned(), evidence);
        }
    }
    value
}
