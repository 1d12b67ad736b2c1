//! Test harness: divisions measured against the gold passages. Prints `skipped` where the gold is absent.

#![cfg(test)]

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::{Candidate, THRESHOLD};
use crate::clean;
use crate::extract::context::Context;
use crate::extract::gold::{segmenter, shared};
use crate::lexicon::Lexicon;
use crate::segment::Segmenter;

#[derive(Deserialize)]
struct Entity {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    surfaces: Vec<String>,
}

#[derive(Deserialize)]
struct Passage {
    text: String,
    entities: Vec<Entity>,
}

/// Gold mentions by span: the entity's index.
fn spans(passage: &Passage) -> BTreeMap<(usize, usize), usize> {
    let mut surfaces: Vec<(&str, usize)> = Vec::new();
    for (index, entity) in passage.entities.iter().enumerate() {
        surfaces.extend(entity.surfaces.iter().filter(|surface| !surface.is_empty()).map(|s| (s.as_str(), index)));
    }
    surfaces.sort_by_key(|(surface, _)| std::cmp::Reverse(surface.chars().count()));
    let mut taken = vec![false; passage.text.len()];
    let mut out = BTreeMap::new();
    for (surface, entity) in surfaces {
        for (at, _) in passage.text.match_indices(surface) {
            let range = at..at + surface.len();
            if taken[range.clone()].iter().any(|taken| *taken) {
                continue;
            }
            taken[range.clone()].fill(true);
            out.insert((range.start, range.end), entity);
        }
    }
    out
}

/// Precision and recall of mentions (nested ones left out), and how many of the right ones have the right name.
fn measure(file: &str) -> Option<(f64, f64)> {
    let lines = std::fs::read_to_string(shared()?.join("eval").join(file)).ok()?;
    let errors = std::env::var_os("TUPU_ERRORS").is_some();
    let lexicon = Lexicon::embedded().ok()?;
    let (mut right, mut predicted, mut gold, mut named) = (0_u32, 0_u32, 0_u32, 0_u32);
    for line in lines.lines() {
        let passage: Passage = serde_json::from_str(line).ok()?;
        let document = clean::verbatim(&passage.text, "");
        let tokens = segmenter().segment(&document.text);
        let context = Context::new(&document, &tokens, &lexicon);
        let mut candidates: Vec<Candidate> = Vec::new();
        super::find(&context, &mut candidates);
        let truth = spans(&passage);
        let is_district = |entity: usize| passage.entities[entity].kind == "district";
        gold += truth.values().filter(|entity| is_district(**entity)).count() as u32;
        let mut hit = std::collections::BTreeSet::new();
        for candidate in candidates.iter().filter(|candidate| candidate.score >= THRESHOLD) {
            let range = candidate.span.range();
            let inside = |(start, end): &(usize, usize)| {
                *start <= range.start && range.end <= *end && (*start, *end) != (range.start, range.end)
            };
            let is_nested = truth.keys().any(inside)
                || candidates.iter().any(|other| {
                    other.score >= THRESHOLD && other.span != candidate.span && other.span.contains(candidate.span)
                });
            if is_nested {
                continue;
            }
            predicted += 1;
            let name = candidate.identity.as_ref().map_or("", |identity| &identity.name);
            match truth.get(&(range.start, range.end)) {
                Some(entity) if is_district(*entity) => {
                    right += 1;
                    hit.insert((range.start, range.end));
                    if passage.entities[*entity].name == name {
                        named += 1;
                    } else if errors {
                        println!("NAME {} -> {name}, gold {}", &passage.text[range], passage.entities[*entity].name);
                    }
                }
                _ if errors => println!("WRONG {} {}", candidate.rule, show(&passage.text, range.start, range.end)),
                _ => {}
            }
        }
        for ((start, end), entity) in truth.iter().filter(|(_, entity)| is_district(**entity)) {
            if errors && !hit.contains(&(*start, *end)) {
                println!("MISSED {} ({})", show(&passage.text, *start, *end), passage.entities[*entity].name);
            }
        }
    }
    let precision = f64::from(right) / f64::from(predicted.max(1));
    let recall = f64::from(right) / f64::from(gold.max(1));
    let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
    let name = f64::from(named) / f64::from(right.max(1));
    println!("{file} district P {precision:.3} R {recall:.3} F1 {f1:.3} named {name:.3} ({gold} gold)");
    Some((precision, recall))
}

fn show(text: &str, start: usize, end: usize) -> String {
    let left: Vec<char> = text[..start].chars().rev().take(8).collect();
    let right: String = text[end..].chars().take(8).collect();
    format!("{}[{}]{}", left.iter().rev().collect::<String>(), &text[start..end], right).replace('\n', "/")
}

#[test]
fn divisions_of_the_gold_are_found() {
    for (file, precision_floor, recall_floor) in
        [("train.jsonl", 0.96, 0.93), ("dev.jsonl", 0.95, 0.93), ("sample.jsonl", 0.0, 0.0)]
    {
        let Some((precision, recall)) = measure(file) else {
            println!("skipped: no gold beside the project");
            return;
        };
        assert!(precision >= precision_floor && recall >= recall_floor, "{file}");
    }
}
