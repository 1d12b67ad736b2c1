//! `tupu extract`: from text to entities, relations, indicators and stages, without an index.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::args::{ExtractArgs, ExtractInput};
use super::exit::Outcome;
use super::message;
use crate::clean;
use crate::extract::Extractor;
use crate::graph::Number;
use crate::lexicon::Lexicon;
use crate::model::{
    Antecedent, Based, Basis, Document, Entity, Evidence, Extraction, Indicator, Mention, PartialDate, Period,
    Relation, Stage,
};
use crate::read;
use crate::segment::{JiebaSegmenter, Segmenter};

/// A line of `--input jsonl`.
#[derive(Debug, Deserialize)]
struct Line {
    id: Value,
    text: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    date: String,
}

/// Segments and extracts; made once, since jieba and the lexicon take a moment to load.
pub struct Analyzer {
    segmenter: JiebaSegmenter,
    extractor: Extractor,
}

impl Analyzer {
    /// With the program's own rules, and those of a folder on top where one is given.
    pub fn new(overlay: Option<&Path>) -> Result<Self> {
        let lexicon: Arc<Lexicon> = match overlay {
            Some(folder) => Lexicon::with_overlay(folder)?,
            None => Lexicon::embedded()?,
        };
        Ok(Self { segmenter: JiebaSegmenter::new(), extractor: Extractor::new(lexicon) })
    }

    /// All that the document says.
    #[must_use]
    pub fn extract(&self, document: &Document) -> Extraction {
        self.extractor.extract(document, &self.segmenter.segment(&document.text))
    }

    /// All that one line of JSONL says, as `extract` prints it; or why the line cannot be read.
    pub fn line(&self, line: &str) -> Result<String, serde_json::Error> {
        let line: Line = serde_json::from_str(line)?;
        let mut document = clean::verbatim(&line.text, &line.title);
        document.date = PartialDate::parse(&line.date).map(|value| Based { value, basis: Basis::Metadata });
        let extraction = self.extract(&document);
        serde_json::to_string(&printed(&line.id, &document, &extraction))
    }
}

/// `tupu extract [FILE|-]`.
pub fn run(args: &ExtractArgs) -> Result<Outcome> {
    let is_stdin = args.file.as_os_str() == "-";
    let by_name = if args.file.extension().is_some_and(|extension| extension == "jsonl") {
        ExtractInput::Jsonl
    } else {
        ExtractInput::Page
    };
    let input: Box<dyn Read> = if is_stdin {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(&args.file).with_context(|| format!("无法打开 {}", args.file.display()))?)
    };
    let analyzer = Analyzer::new(args.lexicon.as_deref())?;
    let mut out = BufWriter::new(io::stdout().lock());
    let name = if is_stdin { "-".to_owned() } else { args.file.display().to_string() };
    let outcome = match args.input.unwrap_or(by_name) {
        ExtractInput::Jsonl => lines(&analyzer, BufReader::new(input), &name, &mut out)?,
        ExtractInput::Page => page(&analyzer, input, &name, &mut out)?,
    };
    out.flush()?;
    Ok(outcome)
}

fn lines(analyzer: &Analyzer, input: impl BufRead, name: &str, out: &mut impl Write) -> Result<Outcome> {
    let mut outcome = Outcome::Done;
    for (index, line) in input.split(b'\n').enumerate() {
        let line = line.with_context(|| format!("无法读取 {name}"))?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match std::str::from_utf8(&line)
            .map_err(|e| e.to_string())
            .and_then(|text| analyzer.line(text).map_err(|e| e.to_string()))
        {
            Ok(printed) => writeln!(out, "{printed}")?,
            Err(reason) => {
                outcome = Outcome::Partial;
                eprintln!("{name}:{}: 这一行不是 {{\"id\",\"text\"}} 形式的 JSON，已跳过：{reason}", index + 1);
            }
        }
    }
    Ok(outcome)
}

fn page(analyzer: &Analyzer, mut input: impl Read, name: &str, out: &mut impl Write) -> Result<Outcome> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).with_context(|| format!("无法读取 {name}"))?;
    let parsed = read::parse(&bytes, read::Format::Text, name);
    for warning in &parsed.warnings {
        eprintln!("{}", message::warning(warning));
    }
    let file_name = name.rsplit('/').next().unwrap_or(name);
    for document in parsed.texts.iter().flat_map(clean::clean) {
        let id = Value::String(format!("{file_name}#{}", document.article));
        serde_json::to_writer(&mut *out, &printed(&id, &document, &analyzer.extract(&document)))?;
        out.write_all(b"\n")?;
    }
    Ok(if parsed.warnings.iter().any(|warning| warning.failed) { Outcome::Partial } else { Outcome::Done })
}

/// One document as a line of output; keys in the order of the contract.
#[derive(Debug, Serialize)]
pub struct Printed<'a> {
    id: &'a Value,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    mentions: Vec<PrintedMention<'a>>,
    entities: Vec<PrintedEntity<'a>>,
    relations: Vec<PrintedRelation<'a>>,
    indicators: Vec<PrintedIndicator<'a>>,
    stages: Vec<PrintedStage<'a>>,
}

#[derive(Debug, Serialize)]
struct PrintedMention<'a> {
    start: u32,
    end: u32,
    text: &'a str,
    r#type: &'static str,
    entity: &'a str,
    rule: &'a str,
}

#[derive(Debug, Serialize)]
struct PrintedEntity<'a> {
    name: &'a str,
    r#type: &'static str,
    aliases: Vec<&'a str>,
}

/// Range of characters.
#[derive(Debug, Serialize)]
struct Range {
    start: u32,
    end: u32,
}

#[derive(Debug, Serialize)]
struct PrintedRelation<'a> {
    subject: &'a str,
    predicate: &'static str,
    object: &'a str,
    grade: &'static str,
    modality: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    antecedent: Option<&'a Antecedent>,
    evidence: Range,
}

/// A period with its days as ISO dates.
#[derive(Debug, Serialize)]
struct PrintedPeriod<'a> {
    text: &'a str,
    start: Option<String>,
    end: Option<String>,
    basis: Basis,
}

fn period(period: &Period) -> PrintedPeriod<'_> {
    let day = |date: Option<PartialDate>| date.map(|date| date.to_string());
    PrintedPeriod { text: &period.text, start: day(period.start), end: day(period.end), basis: period.basis }
}

#[derive(Debug, Serialize)]
struct PrintedIndicator<'a> {
    about: &'a str,
    name: &'a str,
    value: Number,
    unit: &'a str,
    value_normalised: Number,
    qualifier: &'a str,
    period: Option<PrintedPeriod<'a>>,
    comparison: &'a [String],
    evidence: Range,
}

#[derive(Debug, Serialize)]
struct PrintedStage<'a> {
    project: &'a str,
    stage: &'static str,
    percent: Option<Number>,
    period: Option<PrintedPeriod<'a>>,
    evidence: Range,
}

/// Offsets in characters of the document's text.
fn printed<'a>(id: &'a Value, document: &'a Document, extraction: &'a Extraction) -> Printed<'a> {
    let name = |index: u32| extraction.entities.get(index as usize).map_or("", |entity| entity.name.as_str());
    let range = |evidence: &Evidence| Range { start: evidence.start, end: evidence.end };
    let mention = |mention: &'a Mention| PrintedMention {
        start: document.character(mention.span.start),
        end: document.character(mention.span.end),
        text: mention.span.of(&document.text),
        r#type: extraction.entities[mention.entity as usize].kind.code(),
        entity: name(mention.entity),
        rule: &mention.rule,
    };
    let entity = |entity: &'a Entity| PrintedEntity {
        name: &entity.name,
        r#type: entity.kind.code(),
        aliases: entity.aliases.iter().map(|alias| alias.name.as_str()).collect(),
    };
    let relation = |relation: &'a Relation| PrintedRelation {
        subject: name(relation.subject),
        predicate: relation.predicate.code(),
        object: name(relation.object),
        grade: relation.grade.code(),
        modality: relation.modality.code(),
        title: relation.title.as_deref(),
        rule: &relation.rule,
        antecedent: relation.antecedent.as_ref(),
        evidence: range(&relation.evidence),
    };
    let indicator = |fact: &'a Indicator| PrintedIndicator {
        about: name(fact.about),
        name: &fact.name,
        value: Number(fact.value),
        unit: &fact.unit,
        value_normalised: Number(fact.value_normalised),
        qualifier: &fact.qualifier,
        period: fact.period.as_ref().map(period),
        comparison: &fact.comparison,
        evidence: range(&fact.evidence),
    };
    let stage = |stage: &'a Stage| PrintedStage {
        project: name(stage.project),
        stage: stage.stage.code(),
        percent: stage.percent.map(Number),
        period: stage.period.as_ref().map(period),
        evidence: range(&stage.evidence),
    };
    Printed {
        id,
        title: &document.title,
        mentions: extraction.mentions.iter().map(mention).collect(),
        entities: extraction.entities.iter().map(entity).collect(),
        relations: extraction.relations.iter().map(relation).collect(),
        indicators: extraction.indicators.iter().map(indicator).collect(),
        stages: extraction.stages.iter().map(stage).collect(),
    }
}
