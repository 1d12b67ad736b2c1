//! `tupu eval`: how good the extraction is, against annotated passages.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::args::{EvalArgs, Global};
use super::exit::Outcome;
use super::extract::Analyzer;
use super::output;
use crate::eval::{self, Line};

/// `tupu eval GOLD.jsonl`.
pub fn run(args: &EvalArgs, global: &Global) -> Result<Outcome> {
    let gold = lines(&args.gold)?;
    let predicted = match &args.predictions {
        Some(path) => parse(path, &lines(path)?)?,
        None => {
            let analyzer = Analyzer::new(None)?;
            let mut extracted = Vec::with_capacity(gold.len());
            for (number, line) in gold.iter().enumerate() {
                extracted.push(analyzer.line(line).with_context(|| place(&args.gold, number))?);
            }
            parse(&args.gold, &extracted)?
        }
    };
    let score = eval::score(&parse(&args.gold, &gold)?, &predicted);
    output::object(global.output_format(), &score, |out| {
        write!(out, "{score}")?;
        print_faults(out, &score, args.errors)
    })?;
    Ok(Outcome::Done)
}

/// Up to `most` missed and as many wrong items of each figure, tabs between their fields.
fn print_faults(out: &mut dyn Write, score: &eval::Score, most: usize) -> io::Result<()> {
    let mut shown: std::collections::BTreeMap<(&str, bool), usize> = std::collections::BTreeMap::new();
    for fault in &score.faults {
        let count = shown.entry((fault.figure, fault.missed)).or_default();
        *count += 1;
        if *count <= most {
            let kind = if fault.missed { "missed" } else { "wrong" };
            writeln!(out, "{}\t{kind}\t{}\t{}", fault.figure, fault.passage, fault.fields.join("\t"))?;
        }
    }
    Ok(())
}

fn place(path: &Path, number: usize) -> String {
    format!("{}:{}", path.display(), number + 1)
}

fn lines(path: &Path) -> Result<Vec<String>> {
    let file = File::open(path).with_context(|| format!("无法打开 {}", path.display()))?;
    let mut lines = Vec::new();
    for line in BufReader::new(file).lines() {
        let line = line.with_context(|| format!("无法读取 {}", path.display()))?;
        if !line.trim().is_empty() {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        bail!("{} 中没有数据", path.display());
    }
    Ok(lines)
}

fn parse(path: &Path, lines: &[String]) -> Result<Vec<Line>> {
    let mut parsed = Vec::with_capacity(lines.len());
    for (number, line) in lines.iter().enumerate() {
        parsed.push(serde_json::from_str(line).with_context(|| place(path, number))?);
    }
    Ok(parsed)
}
