//! `tupu export`, and the pictures of `tupu neighbors`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::args::{self, ExportArgs, ExportFormat, Global};
use super::exit::Outcome;
use super::parse;
use crate::export::{self, Cluster, EdgesKey, Format, Language, Options, Parallel, Report, Sink, WriterSink};
use crate::graph::{EvidenceFilter, Graph};
use crate::query::Index;
use crate::search::SearchOptions;

/// Files in a folder, made where it is missing.
struct FolderSink<'a>(&'a Path);

impl Sink for FolderSink<'_> {
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + '_>> {
        fs::create_dir_all(self.0)?;
        Ok(Box::new(io::BufWriter::new(File::create(self.0.join(name))?)))
    }
}

/// `tupu export FORMAT`.
pub fn run(args: &ExportArgs, global: &Global) -> Result<Outcome> {
    let index = Index::open(&global.index)?;
    let Some(options) = options(args, &index)? else {
        eprintln!("检索式 {} 没有找到文档", args.query.as_deref().unwrap_or_default());
        return Ok(Outcome::Nothing);
    };
    let format = match args.target {
        ExportFormat::Dot => Format::Dot,
        ExportFormat::Graphml => Format::GraphMl,
        ExportFormat::Json => Format::Json,
        ExportFormat::Csv => Format::Csv,
    };
    let report = write(index.graph(), format, &options, args.output.as_ref())?;
    if !global.quiet {
        eprintln!("节点 {}，边 {}", report.nodes, report.edges);
        if report.left_out_nodes > 0 {
            eprintln!("因 --max-nodes 略去节点 {}，边 {}", report.left_out_nodes, report.left_out_edges);
        }
        if report.unlinked > 0 {
            eprintln!("未画出没有关系的实体 {} 个", report.unlinked);
        }
    }
    Ok(Outcome::found(report.nodes > 0))
}

/// Writes the surroundings of some nodes to standard output.
pub fn around(graph: &Graph, options: &Options, format: args::Format) -> Result<Outcome> {
    let format = if format == args::Format::Dot { Format::Dot } else { Format::GraphMl };
    let report = write(graph, format, options, None)?;
    Ok(Outcome::found(report.nodes > 0))
}

/// One file goes to standard output or to the path given; several go into the folder given. A file is written beside its
/// place and moved there when whole.
fn write(graph: &Graph, format: Format, options: &Options, output: Option<&PathBuf>) -> Result<Report> {
    let Some(path) = output else {
        if format.files().len() > 1 {
            bail!(
                "{} 有 {} 个文件（{}），请用 -o 指明文件夹",
                format.code(),
                format.files().len(),
                format.files().join("、")
            );
        }
        return Ok(export::export(graph, format, options, &mut WriterSink(io::stdout().lock()))?);
    };
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))
        .with_context(|| format!("无法写入 {}", path.display()))?;
    if format.files().len() > 1 {
        return Ok(export::export(graph, format, options, &mut FolderSink(path))?);
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(|| format!("无法写入 {}", folder.display()))?;
    let report = export::export(graph, format, options, &mut WriterSink(file.as_file_mut()))?;
    file.persist(path).with_context(|| format!("无法写入 {}", path.display()))?;
    Ok(report)
}

/// What is asked for; `None` where the query finds no document.
fn options(args: &ExportArgs, index: &Index) -> Result<Option<Options>> {
    let zones = if args.zone.is_empty() { None } else { Some(parse::zones(&args.zone)?.into_iter().collect()) };
    let documents = match &args.query {
        Some(query) => documents_of(index, query)?,
        None => Vec::new(),
    };
    if args.query.is_some() && documents.is_empty() {
        return Ok(None);
    }
    Ok(Some(Options {
        around: args.around.as_deref().map_or(Ok(Vec::new()), |name| index.nodes(name))?,
        depth: args.depth,
        kinds: parse::entity_types(&args.types)?,
        predicates: parse::predicates(&args.predicates)?,
        grades: parse::grades(args.grade.as_deref())?,
        evidence: EvidenceFilter {
            zones,
            documents,
            since: parse::date(args.since.as_deref())?,
            until: parse::date(args.until.as_deref())?,
            ..EvidenceFilter::default()
        },
        language: match args.lang {
            args::Language::Zh => Language::Chinese,
            args::Language::En => Language::English,
        },
        with_evidence: !args.no_evidence,
        max_nodes: args.max_nodes,
        cluster: args.cluster.map(|cluster| match cluster {
            args::Cluster::Type => Cluster::Kind,
            args::Cluster::District => Cluster::District,
        }),
        parallel: match args.parallel {
            args::Parallel::Keep => Parallel::Keep,
            args::Parallel::Merge => Parallel::Merge,
        },
        edges_key: match args.edges_key.as_str() {
            "edges" => EdgesKey::Edges,
            "links" => EdgesKey::Links,
            other => bail!("--edges-key 只能是 edges 或 links，不是 {other}"),
        },
    }))
}

/// Ids of every document that a query finds literally.
fn documents_of(index: &Index, query: &str) -> Result<Vec<String>> {
    let options = SearchOptions { limit: usize::MAX, ..SearchOptions::default() };
    let answer = index.search(query, &options)?;
    if answer.relaxed {
        return Ok(Vec::new());
    }
    Ok(answer.results.into_iter().map(|row| row.doc).collect())
}
