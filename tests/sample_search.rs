//! The search lines that are owed on the sample page, which is not part of this repository; where it is absent the tests
//! say so.

use std::path::PathBuf;

use tempfile::TempDir;
use tupu::pipeline::Indexer;
use tupu::query::Index;
use tupu::search::SearchOptions;

fn index() -> Option<(TempDir, Index)> {
    let shared = std::env::var_os("TUPU_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let page = shared.join("sample/page.txt");
    if !page.exists() {
        println!("skipped: the sample page is not beside this checkout");
        return None;
    }
    let folder = TempDir::new().unwrap();
    Indexer::new(folder.path()).path(page).run().unwrap();
    let index = Index::open(folder.path()).unwrap();
    Some((folder, index))
}

/// Lines on which passages match, with the words that are highlighted in each.
fn passages(index: &Index, query: &str) -> Vec<(u32, Vec<String>)> {
    let options = SearchOptions { passages: true, ..SearchOptions::default() };
    let answer = index.search(query, &options).unwrap();
    assert!(!answer.relaxed, "{query} was not found literally");
    let mut lines = Vec::new();
    for passage in answer.results.iter().flat_map(|row| &row.matching) {
        let characters: Vec<char> = passage.snippet.chars().collect();
        let marked = |[start, end]: &[u32; 2]| characters[*start as usize..*end as usize].iter().collect();
        lines.push((passage.line, passage.highlights.iter().map(marked).collect()));
    }
    lines
}

#[test]
fn each_line_that_has_the_word_is_found_with_the_word_marked() {
    let Some((_folder, index)) = index() else { return };
    let found = passages(&index, "万开云");
    let lines: Vec<u32> = found.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [9, 17, 19, 21, 23, 25, 27, 29, 31, 35, 37, 41, 45, 47]);
    for (line, words) in found {
        assert!(!words.is_empty() && words.iter().all(|word| word == "万开云"), "{line}: {words:?}");
    }
}

#[test]
fn words_that_no_dictionary_has_are_found() {
    let Some((_folder, index)) = index() else { return };
    assert_eq!(passages(&index, "同城化便捷服务").iter().map(|(line, _)| *line).collect::<Vec<_>>(), [45]);
    assert_eq!(passages(&index, "市发展改革委").iter().map(|(line, _)| *line).collect::<Vec<_>>(), [29]);
}

#[test]
fn a_phrase_is_taken_in_curly_quotes() {
    let Some((_folder, index)) = index() else { return };
    let found = passages(&index, "“一区两群”");
    assert!(found.iter().any(|(line, _)| *line == 15), "{found:?}");
    assert!(found.iter().all(|(_, words)| words.iter().all(|word| word.contains("一区两群"))), "{found:?}");
}

#[test]
fn words_over_a_line_that_was_cut_are_found() {
    let Some((_folder, index)) = index() else { return };
    assert_eq!(passages(&index, "三区共完成项目投资").len(), 1);
    assert_eq!(passages(&index, "涵盖教育、文旅").len(), 1);
}
