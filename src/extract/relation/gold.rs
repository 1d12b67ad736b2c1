//! Measures the relation rules alone, on gold mentions. Reads the gold where it lies beside the repository.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;

use crate::clean;
use crate::extract::context::{Context, Named};
use crate::extract::{reference, relation};
use crate::lexicon::Lexicon;
use crate::model::{Alias, AliasScope, Entity, EntityType, Mention, Span, Zone};
use crate::segment::{JiebaSegmenter, Segmenter};

#[derive(Deserialize)]
struct Passage {
    id: String,
    text: String,
    entities: Vec<GoldEntity>,
    #[serde(default)]
    relations: Vec<GoldRelation>,
}

#[derive(Deserialize)]
struct GoldEntity {
    name: String,
    r#type: String,
    surfaces: Vec<String>,
}

#[derive(Deserialize)]
struct GoldRelation {
    subject: String,
    predicate: String,
    object: String,
}

fn passages(file: &str) -> Option<Vec<Passage>> {
    let shared = std::env::var_os("TUPU_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let text = std::fs::read_to_string(shared.join("eval").join(file)).ok()?;
    Some(text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// The gold's entities and mentions as mention finding would hand them over.
fn named(passage: &Passage) -> Named {
    let mut entities: Vec<Entity> = Vec::new();
    let mut surfaces: Vec<(&str, String)> = Vec::new();
    for gold in &passage.entities {
        if entities.iter().any(|entity| entity.name == gold.name) {
            continue;
        }
        entities.push(Entity {
            key: gold.name.clone(),
            name: gold.name.clone(),
            kind: EntityType::parse(&gold.r#type).unwrap(),
            level: None,
            parent: None,
            aliases: gold
                .surfaces
                .iter()
                .filter(|surface| **surface != gold.name)
                .map(|surface| Alias { name: surface.clone(), scope: AliasScope::Article })
                .collect(),
        });
        surfaces.extend(gold.surfaces.iter().filter(|s| !s.is_empty()).map(|s| (s.as_str(), gold.name.clone())));
    }
    entities.sort_by(|a, b| a.key.cmp(&b.key));
    surfaces.sort_by_key(|(surface, _)| std::cmp::Reverse(surface.chars().count()));
    let mut mentions: Vec<Mention> = Vec::new();
    for (surface, name) in surfaces {
        for (at, _) in passage.text.match_indices(surface) {
            let span = Span::new(at, at + surface.len());
            if mentions.iter().all(|mention| !mention.span.overlaps(span)) {
                let entity = entities.iter().position(|entity| entity.name == name).unwrap() as u32;
                mentions.push(Mention { span, entity, zone: Zone::Body, rule: "gold".to_owned() });
            }
        }
    }
    mentions.sort_by_key(|mention| mention.span);
    Named { entities, mentions, references: Vec::new() }
}

#[derive(Default, Clone, Copy)]
struct Count {
    right: usize,
    predicted: usize,
    gold: usize,
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ratio = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
        let (p, r) = (ratio(self.right, self.predicted), ratio(self.right, self.gold));
        let f1 = if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) };
        write!(
            f,
            "P {p:.3} R {r:.3} F1 {f1:.3} ({} right, {} predicted, {} gold)",
            self.right, self.predicted, self.gold
        )
    }
}

type Triple = (String, String, String);

fn ordered(subject: &str, predicate: &str, object: &str) -> Triple {
    if predicate == "cooperates_with" && subject > object {
        return (object.to_owned(), predicate.to_owned(), subject.to_owned());
    }
    (subject.to_owned(), predicate.to_owned(), object.to_owned())
}

/// Counts by predicate, by rule and by grade; `all` and `verb` among the predicates.
fn measure(file: &str) -> Option<BTreeMap<String, Count>> {
    let passages = passages(file)?;
    let lexicon = match std::env::var("TUPU_PATTERNS") {
        Err(_) => Lexicon::default(),
        Ok(folder) => {
            let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|end| end == "toml"))
                .collect();
            files.sort();
            let texts: Vec<(String, String)> = files
                .iter()
                .map(|path| {
                    (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap())
                })
                .collect();
            Lexicon::with_pattern_files(
                &texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>(),
            )
            .unwrap()
        }
    };
    let segmenter = JiebaSegmenter::new();
    let show = std::env::var("TUPU_ERRORS").unwrap_or_default();
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for passage in &passages {
        let mut named = named(passage);
        let document = clean::verbatim(&passage.text, "");
        let tokens = segmenter.segment(&document.text);
        let context = Context::new(&document, &tokens, &lexicon);
        reference::resolve(&context, &mut named);
        let found = relation::extract(&context, &named);
        let gold: BTreeSet<Triple> =
            passage.relations.iter().map(|r| ordered(&r.subject, &r.predicate, &r.object)).collect();
        let mut best: BTreeMap<Triple, &crate::model::Relation> = BTreeMap::new();
        for relation in &found {
            let name = |at: u32| named.entities[at as usize].name.as_str();
            let triple = ordered(name(relation.subject), relation.predicate.code(), name(relation.object));
            let slot = best.entry(triple).or_insert(relation);
            if relation.grade < slot.grade {
                *slot = relation;
            }
        }
        let shown = ["located_in", "part_of", "agency_of", "connects", "holds_post"];
        for (triple, relation) in &best {
            let right = gold.contains(triple);
            let mut keys = vec!["all".to_owned(), triple.1.clone(), format!("grade {}", relation.grade.code())];
            keys.push(format!("rule {}", relation.rule));
            if !shown.contains(&triple.1.as_str()) {
                keys.push("verb".to_owned());
            }
            for key in keys {
                let count = counts.entry(key).or_default();
                count.predicted += 1;
                count.right += usize::from(right);
            }
            if !right && !show.is_empty() && (triple.1 == show || relation.rule == show || show == "all") {
                println!(
                    "WRONG {} {} | {} → {} | {}",
                    passage.id, relation.rule, triple.0, triple.2, relation.evidence.text
                );
            }
        }
        for triple in &gold {
            for key in ["all", &triple.1] {
                counts.entry(key.to_owned()).or_default().gold += 1;
            }
            if !shown.contains(&triple.1.as_str()) {
                counts.entry("verb".to_owned()).or_default().gold += 1;
            }
            if !best.contains_key(triple) && (triple.1 == show || show == "all") {
                println!("MISSED {} {} | {} → {}", passage.id, triple.1, triple.0, triple.2);
            }
        }
    }
    Some(counts)
}

#[test]
fn relations_on_gold_mentions() {
    let file = std::env::var("TUPU_GOLD").unwrap_or_else(|_| "dev.jsonl".to_owned());
    let Some(counts) = measure(&file) else {
        println!("skipped: no {file} beside the repository");
        return;
    };
    for (key, count) in &counts {
        println!("{key:40} {count}");
    }
    let all = counts["all"];
    assert!(all.right * 100 >= all.predicted * 90, "precision fell: {all}");
}
