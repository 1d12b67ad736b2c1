//! `tupu segment`: the words of a text with their part of speech.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};

use anyhow::{Context as _, Result};
use serde_json::json;

use super::args::{Format, SegmentArgs};
use super::exit::Outcome;
use crate::read;
use crate::segment::{JiebaSegmenter, Segmenter};

/// `tupu segment [FILE|-]`: a line of text a line, words as `word/tag`; `--json` gives objects with offsets in characters.
pub fn run(args: &SegmentArgs, format: Format) -> Result<Outcome> {
    let mut bytes = Vec::new();
    if args.file.as_os_str() == "-" {
        io::stdin().lock().read_to_end(&mut bytes).context("无法读取标准输入")?;
    } else {
        let name = args.file.display();
        File::open(&args.file)
            .and_then(|mut file| file.read_to_end(&mut bytes))
            .with_context(|| format!("无法读取 {name}"))?;
    }
    let parsed = read::parse(&bytes, read::Format::Text, &args.file.display().to_string());
    let segmenter = JiebaSegmenter::new();
    let mut out = BufWriter::new(io::stdout().lock());
    for raw in &parsed.texts {
        let mut character = 0;
        for line in raw.text.lines() {
            for token in segmenter.segment(line) {
                let word = token.span.of(line);
                let length = word.chars().count();
                let tag = token.part_of_speech;
                match format {
                    Format::Json | Format::Jsonl => {
                        let row =
                            json!({"start": character, "end": character + length, "text": word, "tag": tag.as_str()});
                        writeln!(out, "{row}")?;
                    }
                    Format::Csv | Format::Tsv => writeln!(out, "{word}\t{}", tag.as_str())?,
                    _ => write!(out, "{word}/{} ", tag.as_str())?,
                }
                character += length;
            }
            character += 1;
            if matches!(format, Format::Table) {
                writeln!(out)?;
            }
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
