//! `tupu search`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Serialize;
use serde_json::{Value, json};

use super::args::{self, Format, Global, SearchArgs, SearchSort};
use super::exit::Outcome;
use super::output::{self, Rows, SCHEMA};
use super::parse;
use crate::model::EntityType;
use crate::query::{Index, SearchAnswer};
use crate::search::{Facet, SearchOptions, Sort};

/// `tupu search QUERY`.
pub fn run(args: &SearchArgs, global: &Global) -> Result<Outcome> {
    let index = Index::open(&global.index)?;
    let options = SearchOptions {
        any: args.any,
        limit: if args.count { 0 } else { args.limit },
        offset: args.offset,
        sort: match args.sort {
            SearchSort::Score => Sort::Score,
            SearchSort::Date => Sort::Date,
        },
        since: parse::date(args.since.as_deref())?,
        until: parse::date(args.until.as_deref())?,
        facets: args.facet.iter().map(|facet| facet_of(*facet)).collect(),
        passages: args.passages,
        explain: args.explain,
    };
    if let Some(path) = &args.batch {
        return batch(&index, path, &options, global);
    }
    let query = args.query.join(" ");
    let answer = index.search(&query, &options)?;
    tell(&answer, args, global);
    let format = global.output_format();
    if args.count && !matches!(format, Format::Json | Format::Jsonl) {
        // What is counted is what was asked for, and not what came near it.
        let total = if answer.relaxed && !args.any { 0 } else { answer.total };
        let mut out = io::stdout().lock();
        writeln!(out, "{total}")?;
        return Ok(Outcome::found(total > 0));
    } else if format == Format::Table {
        let mut out = io::BufWriter::new(io::stdout().lock());
        print(&mut out, &answer, args, global.is_colored())?;
        out.flush()?;
    } else {
        let total = usize::try_from(answer.total).unwrap_or(usize::MAX);
        let asked = json!({
            "text": query, "reading": answer.reading, "any": args.any, "limit": args.limit, "offset": args.offset,
            "since": args.since, "until": args.until,
        });
        let mut extra = vec![("relaxed", json!(answer.relaxed && !args.any))];
        if !answer.facets.is_empty() {
            extra.push(("facets", json!(answer.facets)));
        }
        output::listing(format, &asked, total, &answer.results, &extra, || table(&answer))?;
    }
    Ok(Outcome::found(answer.total > 0))
}

fn facet_of(facet: args::Facet) -> Facet {
    match facet {
        args::Facet::Type => Facet::Type,
        args::Facet::Entity => Facet::Entity,
        args::Facet::Date => Facet::Date,
        args::Facet::Source => Facet::Source,
    }
}

/// What is said beside the answer: how the query was read, and that it was relaxed.
fn tell(answer: &SearchAnswer, args: &SearchArgs, global: &Global) {
    if global.quiet {
        return;
    }
    for note in &answer.notes {
        eprintln!("注意：{note}");
    }
    if args.explain || !answer.notes.is_empty() {
        eprintln!("读作 {}", answer.reading);
    }
    if answer.relaxed && !args.any && !args.count {
        eprintln!("没有文档含有全部字句；以下按相关度列出含有其中词语的文档");
    }
}

fn print(out: &mut dyn Write, answer: &SearchAnswer, args: &SearchArgs, is_colored: bool) -> io::Result<()> {
    let marks = if is_colored { ("\x1b[1;31m", "\x1b[0m") } else { ("【", "】") };
    for row in &answer.results {
        let date = row.date.as_deref().unwrap_or("");
        writeln!(out, "{}:{}  {}  {date}  {:.3}", row.doc, row.line, row.title, row.score)?;
        if args.passages {
            for passage in &row.matching {
                writeln!(out, "  {:>5}  {}", passage.line, marked(&passage.snippet, &passage.highlights, marks))?;
            }
        } else {
            writeln!(out, "    {}", marked(&row.snippet, &row.highlights, marks))?;
        }
        for part in &row.explanation {
            writeln!(out, "    {:>9.4}  {}（{} 篇，{} 次）", part.score, part.term, part.documents, part.frequency)?;
        }
    }
    for (facet, values) in &answer.facets {
        writeln!(out, "{facet}：")?;
        for value in values {
            let label = EntityType::parse(&value.value).map(EntityType::label);
            let name = value.name.as_deref().or(label).unwrap_or(&value.value);
            writeln!(out, "  {:>6}  {name}", value.count)?;
        }
    }
    writeln!(out, "共 {} 篇", answer.total)
}

/// The snippet with what matches between `marks`: colour on a terminal, 【 and 】 elsewhere.
fn marked(snippet: &str, highlights: &[[u32; 2]], marks: (&str, &str)) -> String {
    let mut text = String::with_capacity(snippet.len() + highlights.len() * 6);
    let mut next = highlights.iter().peekable();
    for (character, at) in snippet.chars().zip(0u32..) {
        if next.peek().is_some_and(|[start, _]| *start == at) {
            text.push_str(marks.0);
        }
        text.push(if character == '\n' { ' ' } else { character });
        if next.next_if(|[_, end]| *end == at + 1).is_some() {
            text.push_str(marks.1);
        }
    }
    text
}

fn table(answer: &SearchAnswer) -> Rows {
    let rows = answer
        .results
        .iter()
        .map(|row| {
            vec![
                row.doc.clone(),
                row.line.to_string(),
                row.title.clone(),
                row.date.clone().unwrap_or_default(),
                row.source.clone().unwrap_or_default(),
                format!("{:.4}", row.score),
                row.snippet.clone(),
            ]
        })
        .collect();
    Rows { headings: vec!["文档", "行", "标题", "日期", "来源", "得分", "原文"], rows }
}

/// One query's answer in a batch.
#[derive(Serialize)]
struct BatchLine<'a> {
    schema: &'static str,
    query: Value,
    total: u64,
    relaxed: bool,
    results: &'a [crate::query::SearchRow],
}

/// `--batch FILE`: a query a line; an object a line in JSON, else the count and the query.
fn batch(index: &Index, path: &Path, options: &SearchOptions, global: &Global) -> Result<Outcome> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("无法打开 {name}"))?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut outcome = Outcome::Done;
    for (number, line) in BufReader::new(file).split(b'\n').enumerate() {
        let line = line.with_context(|| format!("无法读取 {name}"))?;
        let Ok(query) = std::str::from_utf8(&line).map(str::trim) else {
            eprintln!("{name}:{}: 不是 UTF-8，已跳过", number + 1);
            outcome = Outcome::Partial;
            continue;
        };
        if query.is_empty() {
            continue;
        }
        let answer = index.search(query, options)?;
        if matches!(global.output_format(), Format::Json | Format::Jsonl) {
            let line = BatchLine {
                schema: SCHEMA,
                query: json!({"text": query, "reading": answer.reading}),
                total: answer.total,
                relaxed: answer.relaxed,
                results: &answer.results,
            };
            serde_json::to_writer(&mut out, &line)?;
            out.write_all(b"\n")?;
        } else {
            let first: Vec<&str> = answer.results.iter().map(|row| row.doc.as_str()).collect();
            writeln!(out, "{}\t{query}\t{}", answer.total, first.join(" "))?;
        }
    }
    out.flush()?;
    Ok(outcome)
}
