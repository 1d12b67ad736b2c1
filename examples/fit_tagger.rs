//! Fits the weights of the tagger: `cargo run --release --example fit_tagger -- GOLD.jsonl OUT.bin`.
//!
//! With `--fold N` the passages whose number leaves N on division by five are left out: five fits, each measured on what
//! it was not fitted to (`tupu extract --lexicon` on a folder that holds the weights as `tagger.bin`), are a
//! cross-validation.

use std::error::Error;
use std::fs;

use tupu::eval::{Line, gold_names};
use tupu::extract::{Passage, fit};
use tupu::lexicon::Lexicon;
use tupu::model::EntityType;
use tupu::segment::JiebaSegmenter;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut fold = None;
    if let Some(at) = arguments.iter().position(|argument| argument == "--fold") {
        fold = Some(arguments.get(at + 1).ok_or("--fold N")?.parse::<usize>()?);
        arguments.drain(at..at + 2);
    }
    let [gold, out] = &arguments[..] else { return Err("usage: fit_tagger GOLD.jsonl OUT.bin [--fold N]".into()) };
    let mut passages = Vec::new();
    for (number, line) in fs::read_to_string(gold)?.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        if fold.is_some_and(|fold| number % 5 == fold) {
            continue;
        }
        let line: Line = serde_json::from_str(line)?;
        let names =
            gold_names(&line).into_iter().filter_map(|(span, kind)| Some((span, EntityType::parse(&kind)?))).collect();
        passages.push(Passage { text: line.text, names });
    }
    let lexicon = Lexicon::untagged()?;
    let weights = fit(&passages, &lexicon, &JiebaSegmenter::new());
    fs::write(out, &weights)?;
    eprintln!("{} passages, {} bytes of weights", passages.len(), weights.len());
    Ok(())
}
