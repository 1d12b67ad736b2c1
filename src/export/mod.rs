//! The graph in the formats of other programs: one format a file, into a [`Sink`] of one or several named files.
//!
//! Rules of all formats: ids are unique and stable, every end of an edge is there, nodes stand by id and edges by
//! subject, relation and object, characters that XML forbids are left out, and equal graphs give equal bytes.
//! What is written is streamed; memory holds the choice of nodes and edges, not the export.

mod csv;
mod dot;
mod graphml;
mod json;
mod options;
mod selection;
mod sink;
mod text;
mod view;

pub use options::{Cluster, EdgesKey, Language, Options, Parallel};
pub use selection::Report;
pub use sink::{MemorySink, Sink, WriterSink};

use crate::graph::Graph;
use crate::{Error, Result};

use selection::Selection;

/// Formats that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Graphviz.
    Dot,
    /// GraphML, for yEd, Gephi, networkx, igraph.
    GraphMl,
    /// JSON node-link, for networkx and D3.
    Json,
    /// Gephi's two tables, nodes.csv and edges.csv.
    Csv,
}

impl Format {
    /// Every format.
    pub const ALL: &[Format] = &[Format::Dot, Format::GraphMl, Format::Json, Format::Csv];

    /// What the command line calls it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Format::Dot => "dot",
            Format::GraphMl => "graphml",
            Format::Json => "json",
            Format::Csv => "csv",
        }
    }

    /// The format of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.code() == code)
    }

    /// Names of the files that it gives, in the order in which they are written.
    #[must_use]
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Format::Dot => &["graph.dot"],
            Format::GraphMl => &["graph.graphml"],
            Format::Json => &["graph.json"],
            Format::Csv => &["nodes.csv", "edges.csv"],
        }
    }
}

/// Writes what `options` ask for of `graph`, and says how much that was.
///
/// # Errors
/// [`Error::Io`] where the sink cannot be written (a broken pipe shows in its source); [`Error::Invalid`] where it
/// takes one file and the format gives several.
pub fn export(graph: &Graph, format: Format, options: &Options, sink: &mut dyn Sink) -> Result<Report> {
    if format.files().len() > 1 && !sink.takes_several() {
        return Err(Error::Invalid(format!(
            "{} gives {} files ({}): name a folder with -o",
            format.code(),
            format.files().len(),
            format.files().join(", ")
        )));
    }
    // An entity without relations is a row in a table, and only clutter in a picture.
    let selection = Selection::new(graph, options, format != Format::Dot);
    for name in format.files() {
        let written = sink.file(name).and_then(|mut out| {
            let out: &mut dyn std::io::Write = &mut *out;
            match format {
                Format::Dot => dot::write(&selection, out)?,
                Format::GraphMl => graphml::write(&selection, out)?,
                Format::Json => json::write(&selection, out)?,
                Format::Csv if *name == "nodes.csv" => csv::write_nodes(&selection, out)?,
                Format::Csv => csv::write_edges(&selection, out)?,
            }
            out.flush()
        });
        written.map_err(|error| Error::io("write", name, error))?;
    }
    Ok(selection.report)
}

#[cfg(test)]
mod tests;
