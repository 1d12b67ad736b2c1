//! The tagger's weights are what the fit makes of the training passages with the rules as they stand.

use std::fs;
use std::path::PathBuf;

use tupu::eval::{Line, gold_names};
use tupu::extract::{Passage, fit};
use tupu::lexicon::Lexicon;
use tupu::model::EntityType;
use tupu::segment::JiebaSegmenter;

/// Run it where rules or lists have changed: `cargo test --test tagger -- --ignored`. Where it fails, fit again
/// (`src/data/README.md` says how). What the rules find is among the tagger's features, so the weights go stale with
/// every rule, which is why this does not stop each change.
#[test]
#[ignore = "the weights go stale with every rule"]
fn the_weights_are_those_that_the_training_passages_give() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("TUPU_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let Ok(gold) = fs::read_to_string(shared.join("eval/train.jsonl")) else {
        println!("skipped: the gold passages are not beside this checkout");
        return;
    };
    let mut passages = Vec::new();
    for line in gold.lines().filter(|line| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).unwrap();
        let names = gold_names(&line).into_iter();
        let names = names.filter_map(|(span, kind)| Some((span, EntityType::parse(&kind)?))).collect();
        passages.push(Passage { text: line.text, names });
    }
    let fitted = fit(&passages, &Lexicon::untagged().unwrap(), &JiebaSegmenter::new());
    let kept = fs::read(root.join("src/data/tagger/weights.bin")).unwrap();
    assert!(fitted == kept, "fit the tagger again: its weights are not those of these rules");
}
