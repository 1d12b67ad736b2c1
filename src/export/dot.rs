//! DOT for Graphviz: to be drawn as it stands, with `dot -Tsvg`, and looked at.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::options::{Cluster, Language};
use super::selection::Selection;
use super::text::{dot, one_line, shorten, url_path, wrap};
use super::view::{EdgeView, kind_label, writes_evidence};
use crate::graph::Node;
use crate::model::{EntityType, Predicate};

/// Chinese shows as boxes in pictures when no font that has it is named.
const FONTS: &str = "Noto Sans CJK SC,Microsoft YaHei,PingFang SC";
/// Columns of a line in a node: nine Han characters.
const NODE_COLUMNS: usize = 18;
/// Columns of a line on an edge.
const EDGE_COLUMNS: usize = 16;
/// Characters of a name or a label in the picture; all of it is in the tooltip.
const MOST_CHARACTERS: usize = 60;
/// Characters of a tooltip.
const MOST_TOOLTIP: usize = 600;
/// Nodes up to which ranks are legible; more are drawn by forces.
const MOST_RANKED: usize = 150;

/// Shape, fill, line of each type. Fills are light enough for black text, lines dark enough to tell types apart
/// without the fill.
fn look(kind: EntityType) -> (&'static str, &'static str, &'static str, &'static str) {
    match kind {
        EntityType::District => ("box", "rounded,filled", "#DCEAF8", "#2F6DAE"),
        EntityType::Bloc => ("octagon", "filled", "#E6DFF5", "#6A48A8"),
        EntityType::Agency => ("tab", "filled", "#FFE8CA", "#B26A12"),
        EntityType::Company => ("component", "filled", "#DAF0DC", "#2B7F40"),
        EntityType::Institution => ("box", "filled", "#D3EFED", "#18807A"),
        EntityType::Project => ("box3d", "filled", "#FBDEDB", "#B93A2C"),
        EntityType::Place => ("ellipse", "filled", "#EDF2CF", "#6F7F14"),
        EntityType::Policy => ("note", "filled", "#F2E5D7", "#84552A"),
        EntityType::Person => ("oval", "filled,bold", "#FFF2B5", "#967400"),
        EntityType::Event => ("cds", "filled", "#F8DBEA", "#A83572"),
    }
}

pub(super) fn write(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_head(selection, out)?;
    write_legend(selection, out)?;
    match selection.options.cluster {
        None => {
            for index in &selection.nodes {
                write_node(selection, *index, "  ", out)?;
            }
        }
        Some(cluster) => write_clusters(selection, cluster, out)?,
    }
    for group in selection.groups() {
        write_edge(selection, &selection.edge_view(group), out)?;
    }
    writeln!(out, "}}")
}

fn write_head(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let report = &selection.report;
    let chinese = selection.options.language == Language::Chinese;
    let mut note = if chinese {
        format!("图谱：{} 个实体，{} 条关系", report.nodes, report.edges)
    } else {
        format!("{} entities, {} relations", report.nodes, report.edges)
    };
    if report.left_out_nodes > 0 {
        note.push_str(&if chinese {
            format!("；按重要性略去 {} 个实体、{} 条关系", report.left_out_nodes, report.left_out_edges)
        } else {
            format!("; of lower rank and left out: {}, {}", report.left_out_nodes, report.left_out_edges)
        });
    }
    if report.unlinked > 0 {
        note.push_str(&if chinese {
            format!("；另有 {} 个实体无关系，未画", report.unlinked)
        } else {
            format!("; without relations and not drawn: {}", report.unlinked)
        });
    }
    let ranked = selection.nodes.len() <= MOST_RANKED || selection.options.cluster.is_some();
    let layout = if ranked {
        "layout=dot, rankdir=LR, nodesep=0.28, ranksep=0.75"
    } else {
        "layout=sfdp, overlap=prism, overlap_scaling=-6, K=1.1, splines=line, outputorder=edgesfirst"
    };
    writeln!(out, "digraph \"tupu\" {{")?;
    writeln!(
        out,
        "  graph [charset=\"UTF-8\", {layout}, bgcolor=\"white\", pad=0.3, tooltip=\" \", fontname=\"{FONTS}\", fontsize=11, fontcolor=\"#555555\", labelloc=b, labeljust=l, label=\"{}\"];",
        dot(&note)
    )?;
    writeln!(
        out,
        "  node [fontname=\"{FONTS}\", fontsize=12, fontcolor=\"#1A1A1A\", penwidth=1.2, margin=\"0.14,0.07\", height=0.36];"
    )?;
    writeln!(
        out,
        "  edge [fontname=\"{FONTS}\", fontsize=10, fontcolor=\"#444444\", color=\"#7A8089\", penwidth=1.1, arrowsize=0.7];"
    )
}

/// One node with a table of colours: a cluster of sample nodes would be torn apart by layouts that know no clusters.
/// The table holds no text of any document.
fn write_legend(selection: &Selection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let language = selection.options.language;
    let mut counts: BTreeMap<EntityType, usize> = BTreeMap::new();
    for index in &selection.nodes {
        *counts.entry(selection.graph.nodes()[*index as usize].kind).or_default() += 1;
    }
    if counts.is_empty() {
        return Ok(());
    }
    let (title, lines, planned, doubtful) = match language {
        Language::Chinese => ("图例", "实线：已有或在进行", "虚线：计划", "浅色：把握较小（C、D级）"),
        Language::English => ("Legend", "solid: done or ongoing", "dashed: planned", "pale: less sure (C, D)"),
    };
    write!(
        out,
        "  \"legend\" [shape=plain, fontsize=10, tooltip=\"{title}\", label=<<TABLE BORDER=\"1\" COLOR=\"#CCCCCC\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"2\">"
    )?;
    write!(out, "<TR><TD COLSPAN=\"2\"><B>{title}</B></TD></TR>")?;
    for (kind, count) in counts {
        let (_, _, fill, line) = look(kind);
        write!(
            out,
            "<TR><TD BGCOLOR=\"{fill}\" COLOR=\"{line}\" BORDER=\"1\" WIDTH=\"16\" HEIGHT=\"10\" FIXEDSIZE=\"TRUE\"></TD><TD ALIGN=\"LEFT\">{} {count}</TD></TR>",
            kind_label(kind, language)
        )?;
    }
    for line in [lines, planned, doubtful] {
        write!(out, "<TR><TD COLSPAN=\"2\" ALIGN=\"LEFT\"><FONT COLOR=\"#666666\">{line}</FONT></TD></TR>")?;
    }
    writeln!(out, "</TABLE>>];")
}

fn write_node(selection: &Selection<'_>, index: u32, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let node = &selection.graph.nodes()[index as usize];
    let name = one_line(&node.name);
    let label = wrap(&shorten(&name, MOST_CHARACTERS), NODE_COLUMNS).join("\n");
    let (shape, style, fill, line) = look(node.kind);
    // Larger with more relations, by powers of two: 12 points for one, 18 for 64 and more.
    let size = 12 + (node.degree.max(1).ilog2()).min(6);
    let centre = selection.options.around.contains(&index);
    let penwidth = if centre { ", penwidth=2.6" } else { "" };
    write!(
        out,
        "{indent}\"{}\" [label=\"{}\", shape={shape}, style=\"{style}\", fillcolor=\"{fill}\", color=\"{line}\", fontsize={size}{penwidth}, tooltip=\"{}\"",
        node.id,
        dot(&label),
        dot(&node_tooltip(selection, node))
    )?;
    if let Some(path) = first_document(selection, node) {
        write!(out, ", URL=\"{}\"", url_path(path))?;
    }
    writeln!(out, "];")
}

fn node_tooltip(selection: &Selection<'_>, node: &Node) -> String {
    let kind = kind_label(node.kind, selection.options.language);
    let mut lines = vec![format!("{}（{kind}）", one_line(&node.name))];
    if !node.aliases.is_empty() {
        let names: Vec<String> = node.aliases.iter().map(|alias| one_line(&alias.name).into_owned()).collect();
        lines.push(names.join("、"));
    }
    lines.push(match selection.options.language {
        Language::Chinese => format!("{} 篇文档，提及 {} 次，{} 条关系", node.documents, node.mentions, node.degree),
        Language::English => {
            format!("{} documents, {} mentions, {} relations", node.documents, node.mentions, node.degree)
        }
    });
    shorten(&lines.join("\n"), MOST_TOOLTIP).into_owned()
}

fn first_document<'g>(selection: &Selection<'g>, node: &Node) -> Option<&'g str> {
    let appearance = selection.graph.appearances().get(node.appearances.start as usize)?;
    if node.appearances.is_empty() {
        return None;
    }
    Some(&selection.graph.documents()[appearance.document as usize].path)
}

fn write_edge(selection: &Selection<'_>, edge: &EdgeView, out: &mut dyn Write) -> io::Result<()> {
    let label = wrap(&shorten(&edge.label, MOST_CHARACTERS), EDGE_COLUMNS).join("\n");
    write!(out, "  \"{}\" -> \"{}\" [id=\"{}\", label=\"{}\"", edge.source, edge.target, edge.id, dot(&label))?;
    if edge.is_symmetric {
        write!(out, ", dir=both")?;
    }
    if edge.modality == "planned" {
        write!(out, ", style=dashed")?;
    }
    if matches!(edge.grade, "C" | "D") {
        write!(out, ", color=\"#B4B9C0\", fontcolor=\"#777777\"")?;
    }
    if edge.weight > 1 {
        let width = 1.1 + 0.5 * f64::from(edge.weight.min(64).ilog2());
        write!(out, ", penwidth={width:.1}")?;
    }
    if writes_evidence(selection.options) {
        let tooltip = shorten(&format!("{}\n{}", edge.sentences(), edge.places()), MOST_TOOLTIP).into_owned();
        let tooltip = dot(&tooltip);
        write!(out, ", tooltip=\"{tooltip}\", labeltooltip=\"{tooltip}\"")?;
        if let Some(evidence) = edge.first_evidence() {
            write!(out, ", URL=\"{}\"", url_path(&evidence.path))?;
        }
    }
    writeln!(out, "];")
}

fn write_clusters(selection: &Selection<'_>, cluster: Cluster, out: &mut dyn Write) -> io::Result<()> {
    // By what is boxed: its order, its label.
    let mut boxes: BTreeMap<(u32, String), Vec<u32>> = BTreeMap::new();
    let mut loose = Vec::new();
    for index in &selection.nodes {
        let kind = selection.graph.nodes()[*index as usize].kind;
        match cluster {
            Cluster::Kind => {
                let label = kind_label(kind, selection.options.language).to_owned();
                boxes.entry((kind as u32, label)).or_default().push(*index);
            }
            Cluster::District => match district_of(selection, *index) {
                Some(district) => {
                    let name = one_line(&selection.graph.nodes()[district as usize].name).into_owned();
                    boxes.entry((district, name)).or_default().push(*index);
                }
                None => loose.push(*index),
            },
        }
    }
    for ((number, label), members) in boxes {
        // A box around one is no help.
        if members.len() < 2 {
            loose.extend(members);
            continue;
        }
        writeln!(out, "  subgraph \"cluster_{number}\" {{")?;
        writeln!(
            out,
            "    label=\"{}\"; style=\"rounded,filled\"; fillcolor=\"#F7F8FA\"; color=\"#B9C0C9\"; fontcolor=\"#555555\"; fontsize=13; labelloc=t; labeljust=l;",
            dot(&label)
        )?;
        for index in members {
            write_node(selection, index, "    ", out)?;
        }
        writeln!(out, "  }}")?;
    }
    loose.sort_unstable();
    for index in loose {
        write_node(selection, index, "  ", out)?;
    }
    Ok(())
}

/// The district that a node lies in, serves or belongs to, as its relations say; a district is its own.
fn district_of(selection: &Selection<'_>, index: u32) -> Option<u32> {
    let graph = selection.graph;
    if graph.nodes()[index as usize].kind == EntityType::District {
        return Some(index);
    }
    let mut best = None;
    for number in graph.outgoing(index) {
        let edge = &graph.edges()[number as usize];
        let places = matches!(edge.predicate, Predicate::LocatedIn | Predicate::AgencyOf | Predicate::PartOf);
        let district = graph.nodes()[edge.object as usize].kind == EntityType::District;
        if places && district && selection.nodes.binary_search(&edge.object).is_ok() {
            let candidate = (edge.grade, edge.predicate, edge.object);
            best = Some(best.map_or(candidate, |known: (_, _, _)| known.min(candidate)));
        }
    }
    best.map(|(_, _, district)| district)
}
