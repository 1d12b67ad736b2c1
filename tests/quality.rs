//! How good the extraction is on the development passages, which are not part of this repository; where they are absent
//! the test says so. A floor is what was last measured less 0.01, and only goes up.

#![cfg(feature = "cli")]

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// Figure and the least F1 that it must reach.
const FLOORS: &[(&str, f64)] = &[
    ("mention", 0.785),
    ("coarse", 0.826),
    ("entity", 0.80),
    ("link", 0.801),
    ("relation", 0.581),
    ("verb", 0.274),
    ("indicator", 0.419),
    ("full", 0.345),
    ("stage", 0.592),
];

#[test]
fn extraction_is_no_worse_than_it_was() {
    let shared = std::env::var_os("TUPU_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let gold = shared.join("eval/dev.jsonl");
    if !gold.exists() {
        println!("skipped: the gold passages are not beside this checkout");
        return;
    }
    let output = Command::new(env!("CARGO_BIN_EXE_tupu")).arg("eval").arg(&gold).arg("--json").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let score: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (figure, floor) in FLOORS {
        let reached = score[figure]["f1"].as_f64().unwrap();
        println!("{figure} {reached} (floor {floor})");
        assert!(reached >= *floor, "{figure}: F1 {reached} is below its floor of {floor}");
    }
}
