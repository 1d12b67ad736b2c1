//! The scorer counts exactly as the one that came with the gold.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use tupu::eval::{Line, score};

fn shared() -> Option<PathBuf> {
    let given = std::env::var_os("TUPU_SHARED").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    given.into_iter().chain([beside]).find(|path| path.join("eval/score.py").is_file())
}

/// Gold as a prediction, with a part of everything dropped, renamed, moved or doubled.
fn perturbed(gold: &Value, seed: &mut u64) -> Value {
    let mut chance = |one_in: u64| {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33).is_multiple_of(one_in)
    };
    let rows = |field: &str| gold[field].as_array().cloned().unwrap_or_default();
    let text: Vec<char> = gold["text"].as_str().unwrap_or_default().chars().collect();
    let (mut entities, mut mentions) = (Vec::new(), Vec::new());
    for entity in rows("entities") {
        let surfaces: Vec<&str> =
            entity["surfaces"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let called =
            if chance(5) && !surfaces.is_empty() { surfaces[0] } else { entity["name"].as_str().unwrap_or_default() };
        let kind = if chance(7) { json!("place") } else { entity["type"].clone() };
        if !chance(8) {
            entities.push(json!({"name": called, "type": kind, "aliases": surfaces}));
        }
        if chance(9) {
            entities.push(entity.clone());
        }
        for surface in surfaces {
            let wanted: Vec<char> = surface.chars().collect();
            let Some(at) = text.windows(wanted.len().max(1)).position(|window| window == wanted) else { continue };
            let end = at + wanted.len() - usize::from(chance(6));
            mentions.push(json!({"start": at, "end": end, "type": kind, "entity": if chance(10) { Value::Null } else { json!(called) }}));
        }
    }
    let mut relations = Vec::new();
    for mut relation in rows("relations") {
        if chance(6) {
            let subject = relation["subject"].take();
            relation["subject"] = relation["object"].take();
            relation["object"] = subject;
        }
        relation["grade"] = if chance(9) {
            Value::Null
        } else {
            json!(["A", "B", "C", "D"][usize::from(chance(2)) + usize::from(chance(3))])
        };
        relation["evidence"] = match (chance(3), chance(3)) {
            (true, _) => json!([{"start": 0, "end": 120}]),
            (_, true) => json!({"start": 10, "end": 9999}),
            _ => json!({"start": 0, "end": 200}),
        };
        if chance(12) {
            relation["evidence"] = json!([]);
        }
        relations.push(relation);
    }
    let mut indicators = Vec::new();
    for mut indicator in rows("indicators") {
        match (chance(4), chance(5)) {
            (true, _) => indicator["value"] = json!("1,234.50"),
            (_, true) => indicator["period"] = json!({"text": indicator["period"].as_str().unwrap_or_default()}),
            _ => {}
        }
        if chance(6) {
            indicator["unit"] = Value::Null;
        }
        if chance(9) {
            indicator["about"] = Value::Null;
        }
        if chance(6) {
            indicator["name"] = json!("总量");
        }
        indicators.push(indicator);
    }
    let stages: Vec<Value> = rows("stages").into_iter().filter(|_| !chance(4)).collect();
    json!({"id": gold["id"], "entities": entities, "mentions": mentions, "relations": relations, "indicators": indicators, "stages": stages})
}

fn lines(values: &[Value]) -> Vec<Line> {
    values.iter().map(|value| serde_json::from_value(value.clone()).expect("a line of the scorer's form")).collect()
}

#[test]
fn counts_as_the_scorer_of_the_gold_does() {
    let Some(shared) = shared() else {
        println!("skipped: no shared folder with the gold");
        return;
    };
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: no python3");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (file, mut seed) in [("dev.jsonl", 7), ("train.jsonl", 11)] {
        let path = shared.join("eval").join(file);
        let gold: Vec<Value> =
            std::fs::read_to_string(&path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let predicted: Vec<Value> = gold
            .iter()
            .enumerate()
            .filter(|(index, _)| index % 13 != 5)
            .map(|(_, line)| perturbed(line, &mut seed))
            .collect();
        let written: Vec<String> = predicted.iter().map(Value::to_string).collect();
        let output = folder.path().join(file);
        std::fs::write(&output, written.join("\n")).unwrap();
        let run = |json: bool| {
            let mut command = Command::new("python3");
            command.arg(shared.join("eval/score.py")).arg(&path).arg(&output);
            if json {
                command.arg("--json");
            }
            let done = command.output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            String::from_utf8(done.stdout).unwrap()
        };
        let ours = score(&lines(&gold), &lines(&predicted));
        let theirs: Value = serde_json::from_str(&run(true)).unwrap();
        assert_eq!(serde_json::to_value(&ours).unwrap(), theirs, "{file}");
        assert_eq!(ours.to_string(), run(false), "{file}");
    }
}
