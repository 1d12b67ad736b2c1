//! The house keeps its layers: imports run one way only, and each law of docs/architecture.md that can be read off the
//! source is read off it here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Layer → the layers it may import, beside `error`, `warning` and itself.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("error", &[]),
    ("warning", &[]),
    ("read", &["model"]),
    ("clean", &["model", "read"]),
    ("lexicon", &["model"]),
    ("segment", &["lexicon", "model"]),
    ("extract", &["lexicon", "segment", "model", "clean"]),
    ("eval", &["model"]),
    ("graph", &["model"]),
    ("search", &["segment", "model"]),
    ("export", &["graph", "model"]),
    ("store", &["graph", "search", "model"]),
    ("pipeline", &["read", "clean", "segment", "lexicon", "extract", "store", "search", "graph", "model"]),
    ("query", &["store", "graph", "search", "export", "read", "model"]),
    (
        "cli",
        &[
            "pipeline", "query", "export", "eval", "extract", "segment", "lexicon", "clean", "read", "graph", "search",
            "store", "model",
        ],
    ),
];

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let relative = path.strip_prefix(&root).unwrap();
            let first = relative.components().next().unwrap().as_os_str().to_str().unwrap();
            let layer = first.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            (layer, relative.to_owned(), text)
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The code without line comments and without the unit tests at the foot of the file (they may borrow from anywhere);
/// nothing of a file that is compiled for tests alone.
fn code(text: &str) -> String {
    if text.contains("\n#![cfg(test)]\n") {
        return String::new();
    }
    let body = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    body.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Layers named after `crate::`, grouped imports included.
fn imported(code: &str) -> BTreeSet<String> {
    let mut layers = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            layers.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            continue;
        };
        let mut depth = 0;
        let mut name = String::new();
        for character in group.chars() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    layers.insert(std::mem::take(&mut name));
                }
                c if depth == 0 && !c.is_whitespace() => name.push(c),
                _ => {}
            }
        }
        layers.insert(name);
    }
    layers.into_iter().map(|name| name.split("::").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn imports_run_one_way() {
    let known: BTreeSet<&str> = MAY_IMPORT.iter().map(|(layer, _)| *layer).collect();
    let mut wrong = Vec::new();
    for (layer, path, text) in sources() {
        if layer == "lib" || layer == "main" {
            continue;
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == layer) else {
            wrong.push(format!("{}: layer {layer} is not in the table", path.display()));
            continue;
        };
        for target in imported(&code(&text)) {
            let free = target == layer || target == "error" || target == "warning";
            if known.contains(target.as_str()) && !free && !allowed.contains(&target.as_str()) {
                wrong.push(format!("{}: {layer} imports {target}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names whose use outside the listed layers breaks a law.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("tantivy::", &["search"]),
    ("petgraph::", &["graph"]),
    ("jieba_rs::", &["segment"]),
    ("clap::", &["cli"]),
    ("anyhow::", &["cli", "main"]),
    ("std::thread", &["pipeline", "cli", "main"]),
    ("rayon::", &["pipeline"]),
    ("println!", &["cli", "main"]),
    ("std::process", &["cli", "main", "store"]),
    ("std::env::", &["cli", "main"]),
    ("SystemTime", &["cli"]),
    ("Instant::now", &["cli"]),
    ("std::fs", &["read", "lexicon", "store", "search", "cli"]),
];

#[test]
fn laws_of_the_layers_hold() {
    let mut wrong = Vec::new();
    for (layer, path, text) in sources() {
        for (name, layers) in ONLY_IN {
            if code(&text).contains(name) && !layers.contains(&layer.as_str()) {
                wrong.push(format!("{}: {layer} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_model_needs_serde_alone() {
    for (layer, path, text) in sources() {
        if layer != "model" {
            continue;
        }
        for line in code(&text).lines().filter(|line| line.trim_start().starts_with("use ")) {
            let first = line.trim_start()["use ".len()..].split("::").next().unwrap();
            assert!(["std", "serde", "super", "crate"].contains(&first), "{}: {line}", path.display());
        }
    }
}

#[test]
fn the_program_is_a_thin_caller() {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).unwrap();
    assert!(main.lines().count() <= 40, "main.rs has grown past 40 lines");
}
