//! Test harness: figures and stages measured with the mentions of the gold passages, so that they can be written and
//! measured apart from mention finding. Prints `skipped` where the gold is absent.

#![cfg(test)]

use std::path::PathBuf;
use std::sync::OnceLock;

use serde::Deserialize;

use super::context::{Context, Named};
use super::indicator::choice::{LEAST_ODDS_OF_OWNER, LEAST_ODDS_OF_TIME, fit};
use super::period::Times;
use super::{indicator, reference, stage};
use crate::clean;
use crate::lexicon::Lexicon;
use crate::model::{Based, Basis, Entity, EntityType, Mention, PartialDate, Span};
use crate::segment::{JiebaSegmenter, Segmenter};

#[derive(Deserialize)]
struct GoldEntity {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    surfaces: Vec<String>,
}

#[derive(Deserialize)]
struct GoldIndicator {
    about: String,
    name: String,
    value: serde_json::Value,
    unit: Option<String>,
    period: Option<String>,
}

#[derive(Deserialize)]
struct GoldStage {
    project: String,
    stage: String,
}

#[derive(Deserialize)]
struct Passage {
    id: String,
    date: Option<String>,
    text: String,
    entities: Vec<GoldEntity>,
    #[serde(default)]
    indicators: Vec<GoldIndicator>,
    #[serde(default)]
    stages: Vec<GoldStage>,
}

/// The shared folder of gold and tests, where there is one.
pub(crate) fn shared() -> Option<PathBuf> {
    let given = std::env::var_os("TUPU_SHARED").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    given.into_iter().chain([beside]).find(|path| path.join("eval").is_dir())
}

/// Jieba, loaded once for all tests.
pub(crate) fn segmenter() -> &'static JiebaSegmenter {
    static SEGMENTER: OnceLock<JiebaSegmenter> = OnceLock::new();
    SEGMENTER.get_or_init(JiebaSegmenter::new)
}

fn named(passage: &Passage) -> Named {
    let mut entities: Vec<Entity> = Vec::new();
    for gold in &passage.entities {
        let Some(kind) = EntityType::parse(&gold.kind) else { continue };
        if !entities.iter().any(|entity| entity.name == gold.name) {
            entities.push(Entity {
                key: gold.name.clone(),
                name: gold.name.clone(),
                kind,
                level: None,
                parent: None,
                aliases: Vec::new(),
            });
        }
    }
    entities.sort_by(|a, b| a.key.cmp(&b.key));
    let mut surfaces: Vec<(&str, u32)> = Vec::new();
    for gold in &passage.entities {
        let index = entities.iter().position(|entity| entity.name == gold.name).unwrap_or_default() as u32;
        surfaces.extend(
            gold.surfaces.iter().filter(|surface| !surface.is_empty()).map(|surface| (surface.as_str(), index)),
        );
    }
    surfaces.sort_by_key(|(surface, _)| std::cmp::Reverse(surface.chars().count()));
    let mut taken = vec![false; passage.text.len()];
    let mut mentions = Vec::new();
    for (surface, entity) in surfaces {
        for (at, _) in passage.text.match_indices(surface) {
            let range = at..at + surface.len();
            if taken[range.clone()].iter().any(|taken| *taken) {
                continue;
            }
            taken[range].fill(true);
            let span = Span::new(at, at + surface.len());
            mentions.push(Mention { span, entity, zone: crate::model::Zone::Body, rule: "gold".to_owned() });
        }
    }
    mentions.sort_by_key(|mention| mention.span);
    Named { entities, mentions, references: Vec::new() }
}

#[derive(Default)]
struct Count {
    right: usize,
    predicted: usize,
    gold: usize,
}

impl Count {
    fn print(&self, figure: &str) {
        let precision = self.right as f64 / self.predicted.max(1) as f64;
        let recall = self.right as f64 / self.gold.max(1) as f64;
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
        println!(
            "{figure:10} P {precision:.3}  R {recall:.3}  F1 {f1:.3}   ({} gold, {} predicted)",
            self.gold, self.predicted
        );
    }
}

fn value(value: &serde_json::Value) -> f64 {
    match value {
        serde_json::Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        serde_json::Value::String(text) => text.replace(',', "").parse().unwrap_or(f64::NAN),
        _ => f64::NAN,
    }
}

fn measure(file: &str) -> Option<[Count; 4]> {
    let path = shared()?.join("eval").join(file);
    let lines = std::fs::read_to_string(path).ok()?;
    let errors = std::env::var("TUPU_ERRORS").ok();
    let lexicon = Lexicon::default();
    let (mut indicators, mut full, mut stages, mut found_at_all) =
        (Count::default(), Count::default(), Count::default(), Count::default());
    for line in lines.lines() {
        let passage: Passage = serde_json::from_str(line).ok()?;
        let mut document = clean::verbatim(&passage.text, "");
        document.date =
            passage.date.as_deref().and_then(PartialDate::parse).map(|value| Based { value, basis: Basis::Metadata });
        let tokens = segmenter().segment(&passage.text);
        let context = Context::new(&document, &tokens, &lexicon);
        let mut named = named(&passage);
        reference::resolve(&context, &mut named);
        let times = Times::of(&context);
        let found = indicator::extract(&context, &named, &times);
        let name = |index: u32| named.entities[index as usize].name.as_str();
        let unit = |unit: &str| unit.replace('％', "%");
        let round = |value: f64| (value * 1e6).round() as i64;
        let gold_keys: std::collections::BTreeSet<(String, i64, String)> = passage
            .indicators
            .iter()
            .map(|gold| (gold.about.clone(), round(value(&gold.value)), unit(gold.unit.as_deref().unwrap_or_default())))
            .collect();
        let keys: std::collections::BTreeSet<(String, i64, String)> =
            found.iter().map(|found| (name(found.about).to_owned(), round(found.value), unit(&found.unit))).collect();
        indicators.gold += gold_keys.len();
        indicators.predicted += keys.len();
        indicators.right += keys.intersection(&gold_keys).count();
        let bare =
            |keys: &std::collections::BTreeSet<(String, i64, String)>| -> std::collections::BTreeSet<(i64, String)> {
                keys.iter().map(|(_, value, unit)| (*value, unit.clone())).collect()
            };
        let (bare_gold, bare_found) = (bare(&gold_keys), bare(&keys));
        found_at_all.gold += bare_gold.len();
        found_at_all.predicted += bare_found.len();
        found_at_all.right += bare_gold.intersection(&bare_found).count();
        full.gold += passage.indicators.len();
        full.predicted += found.len();
        let mut left: Vec<usize> = (0..found.len()).collect();
        let (mut name_bad, mut period_bad) = (Vec::new(), Vec::new());
        for gold in &passage.indicators {
            let key = (gold.about.as_str(), round(value(&gold.value)), unit(gold.unit.as_deref().unwrap_or_default()));
            let same = |index: &usize| {
                let found = &found[*index];
                (name(found.about), round(found.value), unit(&found.unit)) == key
            };
            let names =
                |index: &usize| found[*index].name.contains(&gold.name) || gold.name.contains(&found[*index].name);
            let period = |index: &usize| {
                found[*index].period.as_ref().map_or("", |period| &period.text)
                    == gold.period.as_deref().unwrap_or_default()
            };
            if let Some(at) = left.iter().position(|index| same(index) && names(index) && period(index)) {
                left.remove(at);
                full.right += 1;
            } else if let Some(index) = left.iter().find(|index| same(index)) {
                if !names(index) {
                    name_bad.push(format!("name {} <> gold {}", found[*index].name, gold.name));
                }
                if !period(index) {
                    period_bad.push(format!(
                        "period {:?} <> gold {:?} ({})",
                        found[*index].period.as_ref().map(|p| &p.text),
                        gold.period,
                        gold.name
                    ));
                }
            }
        }
        let found_stages: std::collections::BTreeSet<(String, String)> = stage::extract(&context, &named, &times)
            .iter()
            .map(|stage| (name(stage.project).to_owned(), stage.stage.code().to_owned()))
            .collect();
        let gold_stages: std::collections::BTreeSet<(String, String)> =
            passage.stages.iter().map(|stage| (stage.project.clone(), stage.stage.clone())).collect();
        stages.gold += gold_stages.len();
        stages.predicted += found_stages.len();
        stages.right += found_stages.intersection(&gold_stages).count();
        match errors.as_deref() {
            Some("indicator") => {
                let show = |key: &(String, i64, String)| format!("{} {}{}", key.0, key.1 as f64 / 1e6, key.2);
                let missed: Vec<String> = gold_keys.difference(&keys).map(show).collect();
                let wrong: Vec<String> = keys.difference(&gold_keys).map(show).collect();
                if !missed.is_empty() || !wrong.is_empty() {
                    println!("--- {} {}\n  MISSED {missed:#?}\n  WRONG {wrong:#?}", passage.id, passage.text);
                }
            }
            Some("full") => {
                for row in name_bad.iter().chain(&period_bad) {
                    println!("{} {row}", passage.id);
                }
            }
            Some("stage") => {
                let missed: Vec<_> = gold_stages.difference(&found_stages).collect();
                let wrong: Vec<_> = found_stages.difference(&gold_stages).collect();
                if !missed.is_empty() || !wrong.is_empty() {
                    println!("--- {} {}\n  MISSED {missed:?}\n  WRONG {wrong:?}", passage.id, passage.text);
                }
            }
            _ => {}
        }
    }
    Some([found_at_all, indicators, full, stages])
}

fn report(file: &str) {
    let Some([found_at_all, indicators, full, stages]) = measure(file) else {
        println!("skipped: no {file} in the shared folder");
        return;
    };
    println!("{file}, gold mentions");
    found_at_all.print("no owner");
    indicators.print("indicator");
    full.print("full");
    stages.print("stage");
}

/// The choices of owner and of time for the figures of each passage of a file, with the right ones marked.
fn instances(file: &str) -> Option<[Vec<Vec<fit::Instance>>; 2]> {
    let lines = std::fs::read_to_string(shared()?.join("eval").join(file)).ok()?;
    let lexicon = Lexicon::default();
    let (mut of_owner, mut of_time) = (Vec::new(), Vec::new());
    for line in lines.lines() {
        let passage: Passage = serde_json::from_str(line).ok()?;
        let mut document = clean::verbatim(&passage.text, "");
        document.date =
            passage.date.as_deref().and_then(PartialDate::parse).map(|value| Based { value, basis: Basis::Metadata });
        let tokens = segmenter().segment(&passage.text);
        let context = Context::new(&document, &tokens, &lexicon);
        let mut named = named(&passage);
        reference::resolve(&context, &mut named);
        let same = |amount: f64, unit: &str| -> Vec<&GoldIndicator> {
            let unit = unit.replace('％', "%");
            let is_same = |gold: &&GoldIndicator| {
                (value(&gold.value) - amount).abs() < 1e-6
                    && gold.unit.as_deref().unwrap_or_default().replace('％', "%") == unit
            };
            passage.indicators.iter().filter(is_same).collect()
        };
        let kind_of = |amount: f64, unit: &str| {
            let gold = *same(amount, unit).first()?;
            named.entities.iter().find(|entity| entity.name == gold.about).map(|entity| entity.kind)
        };
        let (mut owners, mut times) = indicator::instances(&context, &named, &Times::of(&context), &kind_of);
        for instance in &mut owners {
            let gold = same(instance.value, &instance.unit);
            let name = |entity: &Option<u32>| entity.map_or("", |at| named.entities[at as usize].name.as_str());
            instance.names = instance.choices.iter().map(|(entity, _)| name(entity).to_owned()).collect();
            let is_right = |name: &String| match name.as_str() {
                "" => gold.is_empty(),
                name => gold.iter().any(|gold| gold.about == name),
            };
            instance.right = instance.names.iter().map(is_right).collect();
        }
        for instance in &mut times {
            let gold = same(instance.value, &instance.unit);
            let is_right = |name: &String| gold.iter().any(|gold| gold.period.as_deref().unwrap_or_default() == name);
            instance.right = instance.names.iter().map(is_right).collect();
        }
        of_owner.push(owners);
        of_time.push(times);
    }
    Some([of_owner, of_time])
}

/// Counts right choices of something, choices of something, and figures for which something is right.
fn count_choices(
    passage: &[fit::Instance],
    weights: &std::collections::BTreeMap<String, f64>,
    least: f64,
    count: &mut Count,
) {
    let mut copy = passage.to_vec();
    let chosen = fit::decode(&mut copy, weights, false, least);
    for (instance, chosen) in passage.iter().zip(chosen) {
        count.predicted += usize::from(chosen.is_some());
        count.right += usize::from(chosen.is_some_and(|index| instance.right[index]));
        count.gold += usize::from(instance.right.last() == Some(&false));
        let chosen = chosen.unwrap_or(instance.right.len() - 1);
        if std::env::var("TUPU_ERRORS").is_ok_and(|errors| errors == "choice") && !instance.right[chosen] {
            let right = instance.right.iter().position(|right| *right).map(|at| &instance.names[at]);
            let words = instance.words.replace('\n', " ");
            println!(
                "{} {} chosen {:?} right {right:?} in {words}",
                instance.value, instance.unit, instance.names[chosen]
            );
        }
    }
}

#[test]
#[ignore = "writes the weights of owners and times from the training passages"]
fn fit_the_weights() {
    let Some(train) = instances("train.jsonl") else {
        println!("skipped: no training passages");
        return;
    };
    let dev = instances("dev.jsonl").unwrap_or_default();
    let penalty = std::env::var("TUPU_PENALTY").ok().and_then(|value| value.parse().ok()).unwrap_or(3.0);
    for (index, (of, least)) in [("owner", LEAST_ODDS_OF_OWNER), ("time", LEAST_ODDS_OF_TIME)].into_iter().enumerate() {
        let (train, dev) = (&train[index], &dev[index]);
        if std::env::var_os("TUPU_FOLDS").is_some() {
            let mut count = Count::default();
            for fold in 0..fit::FOLDS {
                let others: Vec<Vec<fit::Instance>> = fit::part(train, fold, false).cloned().collect();
                let weights = fit::fit(&others, penalty, least);
                fit::part(train, fold, true).for_each(|passage| count_choices(passage, &weights, least, &mut count));
            }
            count.print(&format!("{of} folds"));
        }
        let weights = fit::fit(train, penalty, least);
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("src/data/pattern/figure/{of}.tsv"));
        std::fs::write(path, fit::table(of, &weights)).unwrap();
        for (file, set) in [("train", train), ("dev", dev)] {
            let mut count = Count::default();
            set.iter().for_each(|passage| count_choices(passage, &weights, least, &mut count));
            count.print(&format!("{of} {file}"));
        }
    }
}

#[test]
fn figures_and_stages_on_train_with_gold_mentions() {
    report("train.jsonl");
}

#[test]
fn figures_and_stages_on_dev_with_gold_mentions() {
    report("dev.jsonl");
}
