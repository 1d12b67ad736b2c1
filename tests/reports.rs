//! Real reports: 31 government work reports and 103 regulations. They are not part of this repository; where they are absent
//! the tests say so.

use std::collections::BTreeSet;
use std::path::PathBuf;

use tempfile::TempDir;
use tupu::pipeline::Indexer;
use tupu::query::Index;
use tupu::search::{SearchOptions, fold};

fn reports() -> Option<PathBuf> {
    let shared = std::env::var_os("TUPU_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let reports = shared.join("data/corpus");
    if !reports.exists() {
        println!("skipped: the reports are not beside this checkout");
        return None;
    }
    Some(reports)
}

/// A fixed sequence of pseudo-random numbers (Knuth's MMIX multiplier), so that every run asks the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// The text as the search sees it: each character folded by itself.
fn folded(text: &str) -> String {
    text.chars().map(fold::fold).collect()
}

/// Each report is one document, and a string taken from anywhere in them is found in every document that holds it and in
/// no other.
#[test]
fn a_string_is_found_wherever_it_stands_and_nowhere_else() {
    let Some(reports) = reports() else { return };
    let folder = TempDir::new().unwrap();
    Indexer::new(folder.path()).path(reports).run().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let documents = index.documents();
    assert_eq!(documents.len(), 134, "each report is one document");
    let texts: Vec<(String, Vec<char>, Vec<String>)> = documents
        .into_iter()
        .map(|document| {
            let (stored, _) = index.stored(&document.doc).unwrap();
            // A phrase never crosses a paragraph.
            let paragraphs = stored.paragraphs.iter().map(|p| folded(p.span.of(&stored.text))).collect();
            (document.doc, stored.text.chars().collect(), paragraphs)
        })
        .collect();
    let mut numbers = Numbers(20_221_124);
    let options = SearchOptions { limit: 1000, ..SearchOptions::default() };
    let mut asked = 0;
    while asked < 200 {
        let (_, characters, _) = &texts[numbers.below(texts.len())];
        let length = 1 + numbers.below(8);
        let start = numbers.below(characters.len().saturating_sub(length).max(1));
        let words: String = characters[start..(start + length).min(characters.len())].iter().collect();
        let has_word = words.chars().any(char::is_alphanumeric);
        if words.contains(['\n', '"', '“', '”', '「', '」', '『', '』']) || words.trim() != words || !has_word {
            continue;
        }
        asked += 1;
        let sought = folded(&words);
        let expected: BTreeSet<&str> = texts
            .iter()
            .filter(|(_, _, paragraphs)| paragraphs.iter().any(|paragraph| paragraph.contains(&sought)))
            .map(|(id, _, _)| id.as_str())
            .collect();
        let answer = index.search(&format!("\"{words}\""), &options).unwrap();
        assert!(!answer.relaxed, "{words} was not found literally");
        let got: BTreeSet<&str> = answer.results.iter().map(|row| row.doc.as_str()).collect();
        assert_eq!(got, expected, "{words}");
    }
}
