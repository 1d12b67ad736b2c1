//! `tupu index` and `tupu rm`: the two commands that write.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, Result};

use super::args::{Global, IndexArgs, RmArgs};
use super::exit::Outcome;
use super::progress::Bar;
use super::{message, output, parse};
use crate::pipeline::{self, Indexer, Phase, Report};
use crate::query::Index;

/// `tupu index [PATH…]`.
pub fn run(args: &IndexArgs, global: &Global) -> Result<Outcome> {
    let bar = Arc::new(Bar::new(!global.no_progress && !global.quiet));
    let shown = Arc::clone(&bar);
    let mut indexer = Indexer::new(&global.index)
        .date(parse::date(args.date.as_deref())?)
        .source(args.source.clone())
        .lexicon(args.lexicon.clone())
        .dry_run(args.dry_run)
        .force(args.force)
        .strict(args.strict)
        .keep_missing(args.keep_missing)
        .restore(args.restore.iter().cloned())
        .max_file_size(parse::size(&args.max_file_size)?)
        .interrupt(interrupt_flag()?)
        .progress(move |progress| {
            let stage = match progress.phase {
                Phase::Listing => "列出文件",
                Phase::Reading => "读入与抽取",
                Phase::Committing => "提交",
            };
            shown.show(stage, progress.bytes, progress.bytes_total);
        });
    if let Some(jobs) = args.jobs {
        indexer = indexer.jobs(jobs);
    }
    let (standard_input, mut paths): (Vec<_>, Vec<_>) =
        args.paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    if args.paths.is_empty() {
        paths = if args.restore.is_empty() { vec![PathBuf::from("corpus")] } else { roots_of(args, global)? };
    }
    if !standard_input.is_empty() {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("无法读取标准输入")?;
        indexer = indexer.stdin(bytes);
    }
    let outcome = indexer.paths(paths).run();
    bar.finish();
    finish(&outcome?, args.dry_run, global)
}

/// The recorded roots of the documents that are to come back.
fn roots_of(args: &IndexArgs, global: &Global) -> Result<Vec<PathBuf>> {
    let roots = Index::open(&global.index)?.root_paths();
    let is_meant =
        |name: &str| args.restore.iter().any(|doc| doc.strip_prefix(name).is_some_and(|rest| rest.starts_with('/')));
    let meant: Vec<PathBuf> = roots.iter().filter(|(name, _)| is_meant(name)).map(|(_, path)| path.clone()).collect();
    Ok(if meant.is_empty() { roots.into_iter().map(|(_, path)| path).collect() } else { meant })
}

/// `tupu rm DOC…`.
pub fn remove(args: &RmArgs, global: &Global) -> Result<Outcome> {
    let report = pipeline::remove(&global.index, &args.documents, Some(interrupt_flag()?))?;
    finish(&report, false, global)
}

/// A flag that Ctrl-C raises; the run then ends with the old index whole.
fn interrupt_flag() -> Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    ctrlc::set_handler(move || raised.store(true, Ordering::Relaxed)).context("无法设置 Ctrl-C 处理")?;
    Ok(flag)
}

fn finish(report: &Report, is_dry_run: bool, global: &Global) -> Result<Outcome> {
    if !global.quiet {
        for warning in &report.warnings {
            eprintln!("{}{}", if warning.failed { "未读：" } else { "注意：" }, message::warning(warning));
        }
    }
    output::object(global.output_format(), report, |out| {
        let documents = &report.documents;
        if is_dry_run {
            writeln!(out, "试运行，索引未改动")?;
        }
        writeln!(
            out,
            "文档：新增 {}，更新 {}，未变 {}，移除 {}，失败 {}",
            documents.added, documents.changed, documents.unchanged, documents.removed, documents.failed
        )?;
        writeln!(
            out,
            "图谱：实体 {}，关系 {}，指标 {}；原文 {} 字节",
            report.entities, report.relations, report.indicators, report.bytes
        )
    })?;
    Ok(if report.documents.failed > 0 { Outcome::Partial } else { Outcome::Done })
}
