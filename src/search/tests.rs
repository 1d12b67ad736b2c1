//! The index as a whole: against a plain scan, and against another history of itself.

#![cfg(test)]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::fold::folded;
use super::*;
use crate::clean::verbatim;
use crate::model::{
    Based, Basis, Document, Entity, EntityType, Extraction, Mention, PartOfSpeech, PartialDate, Span, Token, Zone,
};
use crate::segment::Segmenter;

/// Cuts runs of letters and Han into words of at most three characters.
struct Threes;

impl Segmenter for Threes {
    fn segment(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut start = 0;
        let mut count = 0;
        let characters: Vec<(usize, char)> = text.char_indices().collect();
        for (number, (at, character)) in characters.iter().enumerate() {
            count += 1;
            let end = at + character.len_utf8();
            let breaks = !character.is_alphanumeric()
                || count == 3
                || characters.get(number + 1).is_none_or(|(_, next)| !next.is_alphanumeric());
            if breaks {
                tokens.push(Token { span: Span::new(start, end), part_of_speech: PartOfSpeech::new("n") });
                start = end;
                count = 0;
            }
        }
        tokens
    }

    fn subwords(&self, word: &str, out: &mut Vec<std::ops::Range<usize>>) {
        out.push(0..word.len());
    }
}

fn analysed(id: &str, document: &Document, extraction: &Extraction, entities: &[String]) -> Analysis {
    let tokens = Threes.segment(&document.text);
    let input = IndexedDocument { id, document, tokens: &tokens, extraction, entities };
    analyse(&input, &Threes).unwrap()
}

fn plain(id: &str, text: &str) -> Analysis {
    analysed(id, &verbatim(text, ""), &Extraction::default(), &[])
}

/// An index of these documents.
fn index(texts: &[&str], threads: usize) -> (tempfile::TempDir, SearchReader) {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = SearchWriter::open(folder.path(), threads, 64_000_000).unwrap();
    for (number, text) in texts.iter().enumerate() {
        writer.add(plain(&format!("r/{number:03}.txt#1"), text)).unwrap();
    }
    writer.commit("{}").unwrap();
    writer.close().unwrap();
    let reader = SearchReader::open(folder.path()).unwrap();
    (folder, reader)
}

fn all() -> SearchOptions {
    SearchOptions { limit: 10_000, ..SearchOptions::default() }
}

fn ids(reader: &SearchReader, query: &str) -> Vec<String> {
    let hits = reader.search(&Query::read(query), &all(), &NoNames).unwrap();
    assert_eq!(hits.total as usize, hits.hits.len());
    if hits.relaxed {
        return Vec::new();
    }
    let mut ids: Vec<String> = hits.hits.into_iter().map(|hit| hit.id).collect();
    ids.sort();
    ids
}

/// What a scan of the folded paragraphs finds.
fn scan(texts: &[&str], wanted: &str) -> Vec<String> {
    let wanted = folded(wanted);
    let has = |text: &str| text.split('\n').any(|paragraph| folded(paragraph).contains(&wanted));
    let found = texts.iter().enumerate().filter(|(_, text)| has(text));
    found.map(|(number, _)| format!("r/{number:03}.txt#1")).collect()
}

const TEXTS: [&str; 5] = [
    "沿江高铁全线开工\n南通、泰州两市签约，共建“跨江融合”示范区（一期）。",
    "泰州市推进跨江融合，5G终端項目投产，產值2.5億元。",
    "海门区发布《跨江融合行动方案》。\n高铁\n全线开工的消息传来。",
    "ＡＢＣ公司与abc公司同名。江",
    "",
];

#[test]
fn chunks_phrases_and_operators_find_what_they_say() {
    let (_folder, reader) = index(&TEXTS, 1);
    let cases: [(&str, &[usize]); 23] = [
        ("跨江融合", &[0, 1, 2]),
        ("高铁全线开工", &[0]),
        ("高铁 全线开工", &[0, 2]),
        ("“跨江融合”", &[0, 1, 2]),
        ("示范区（一期）", &[0]),
        ("示范区(一期)", &[0]),
        ("\"、泰州两市签约，\"", &[0]),
        ("项目", &[1]),
        ("產值2.5", &[1]),
        ("5g终", &[1]),
        ("aBc", &[3]),
        ("江", &[0, 1, 2, 3]),
        ("“。”", &[0, 1, 2, 3]),
        ("泰州 -签约", &[1]),
        ("泰州 OR 海门", &[0, 1, 2]),
        ("(泰州 OR 海门) -“《”", &[0, 1]),
        ("泰州 NEAR/6 共建", &[0]),
        ("泰州 NEAR/3 共建", &[]),
        ("高铁 NEAR/900 全线", &[0]),
        ("南通 NEAR/9 “（一”", &[]),
        ("南通 NEAR/20 “（一”", &[0]),
        ("-泰州", &[2, 3, 4]),
        ("“，沿江高铁”", &[]),
    ];
    for (query, expected) in cases {
        let expected: Vec<String> = expected.iter().map(|number| format!("r/{number:03}.txt#1")).collect();
        assert_eq!(ids(&reader, query), expected, "{query}");
    }
}

#[test]
fn nothing_found_relaxes_and_says_so() {
    let (_folder, reader) = index(&TEXTS, 1);
    let hits = reader.search(&Query::read("跨江融合协议"), &all(), &NoNames).unwrap();
    assert!(hits.relaxed);
    assert_eq!(hits.total, 3);
    let hits = reader.search(&Query::read("跨江融合协议 -签约"), &all(), &NoNames).unwrap();
    assert_eq!((hits.relaxed, hits.total), (true, 2));
    let hits = reader.search(&Query::read("跨江融合"), &SearchOptions { any: true, ..all() }, &NoNames).unwrap();
    assert!(hits.relaxed);
    let hits = reader.search(&Query::read("麒麟"), &all(), &NoNames).unwrap();
    assert_eq!((hits.relaxed, hits.total), (false, 0));
}

#[test]
fn passages_snippets_and_lines_show_the_match() {
    let (_folder, reader) = index(&TEXTS, 1);
    let options = SearchOptions { passages: true, explain: true, ..all() };
    let hits = reader.search(&Query::read("高铁"), &options, &NoNames).unwrap();
    let hit = hits.hits.iter().find(|hit| hit.id == "r/002.txt#1").unwrap();
    assert_eq!((hit.line, hit.passages, hit.snippet.as_str()), (2, 1, "高铁"));
    assert_eq!(hit.highlights, [[0, 2]]);
    let hits = reader.search(&Query::read("跨江融合"), &options, &NoNames).unwrap();
    for hit in &hits.hits {
        for passage in &hit.matching {
            for [start, end] in &passage.highlights {
                let words: String =
                    passage.snippet.chars().skip(*start as usize).take((end - start) as usize).collect();
                assert_eq!(words, "跨江融合");
            }
        }
        let sum: f64 = hit.explanation.iter().map(|part| part.score).sum();
        assert!((sum - hit.score).abs() < 1e-9, "{sum} {}", hit.score);
    }
}

/// A dated, sourced report with one project in it.
fn report(number: u8, source: &str) -> (Document, Extraction, Vec<String>) {
    let text = format!("通泰快速路第{number}标段开工");
    let mut document = verbatim(&text, &format!("快速路标段{number}号报道"));
    document.date = PartialDate::new(2023, number, 5).map(|value| Based { value, basis: Basis::Stated });
    document.source = Some(Based { value: source.to_owned(), basis: Basis::Stated });
    let entity = Entity {
        key: "通泰快速路".to_owned(),
        name: "通泰快速路".to_owned(),
        kind: EntityType::Project,
        level: None,
        parent: None,
        aliases: Vec::new(),
    };
    let mention = Mention { span: Span::new(0, 15), entity: 0, zone: Zone::Body, rule: "test".to_owned() };
    let extraction = Extraction { entities: vec![entity], mentions: vec![mention], ..Extraction::default() };
    (document, extraction, vec!["e00000000000000ab".to_owned()])
}

#[test]
fn fields_facets_dates_and_pages() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = SearchWriter::open(folder.path(), 1, 64_000_000).unwrap();
    for number in 1..=9_u8 {
        let source = if number % 2 == 0 { "江海晚报" } else { "泰州日报" };
        let (document, extraction, entities) = report(number, source);
        writer.add(analysed(&format!("r/{number}.txt#1"), &document, &extraction, &entities)).unwrap();
    }
    writer.commit("payload").unwrap();
    writer.close().unwrap();
    let reader = SearchReader::open(folder.path()).unwrap();
    assert_eq!(reader.payload(), "payload");
    assert_eq!(reader.documents().unwrap().len(), 9);
    assert_eq!(reader.document("r/3.txt#1").unwrap().unwrap().text, "通泰快速路第3标段开工");
    let found = |query: &str| ids(&reader, query).len();
    assert_eq!(found("title:3号"), 1);
    assert_eq!(found("entity:e00000000000000ab"), 9);
    assert_eq!(found("type:project 标段"), 9);
    assert_eq!(found("type:person"), 0);
    assert_eq!(found("source:晚报"), 4);
    assert_eq!(found("date:2023-02..2023-04"), 3);
    assert_eq!(found("date:2024"), 0);
    assert_eq!(found("通泰快速道~1"), 9);
    let options = SearchOptions {
        sort: Sort::Date,
        limit: 2,
        offset: 1,
        since: PartialDate::new(2023, 3, 0),
        facets: vec![Facet::Type, Facet::Source, Facet::Date, Facet::Entity],
        ..SearchOptions::default()
    };
    let hits = reader.search(&Query::read("标段"), &options, &NoNames).unwrap();
    assert_eq!(hits.total, 7);
    assert_eq!(hits.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(), ["r/8.txt#1", "r/7.txt#1"]);
    let counts: BTreeMap<&str, usize> =
        hits.facets.iter().map(|facet| (facet.facet.code(), facet.values.len())).collect();
    assert_eq!(counts, BTreeMap::from([("type", 1), ("source", 2), ("date", 7), ("entity", 1)]));
    assert_eq!(hits.facets[1].values[0], ("泰州日报".to_owned(), 4));
}

#[test]
fn an_index_that_grew_answers_as_a_fresh_one() {
    let texts: Vec<String> = (0..60)
        .map(|number| format!("第{number}号：{}\n{}", TEXTS[number % 4], "跨江高铁开工".repeat(number % 5)))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (_fresh_folder, fresh) = index(&texts, 1);
    let folder = tempfile::tempdir().unwrap();
    for round in 0..4 {
        let mut writer = SearchWriter::open(folder.path(), 2, 64_000_000).unwrap();
        for (number, text) in texts.iter().enumerate().rev() {
            let id = format!("r/{number:03}.txt#1");
            let is_last = number % 4 == round || round == 3;
            writer.delete(&id);
            if is_last {
                writer.add(plain(&id, text)).unwrap();
            } else if number % 3 == round {
                writer.add(plain(&id, "泰州跨江融合，旧稿一篇")).unwrap();
            }
        }
        writer.add(plain("r/gone.txt#1", "跨江融合跨江融合")).unwrap();
        writer.commit("").unwrap();
        writer.delete("r/gone.txt#1");
        writer.commit("").unwrap();
        writer.close().unwrap();
    }
    let grown = SearchReader::open(folder.path()).unwrap();
    for query in ["跨江融合", "高铁 开工", "江", "跨江融合协议", "泰州 OR 高铁", "-泰州", "开工 -融合", "第7号"]
    {
        for sort in [Sort::Score, Sort::Date] {
            let options = SearchOptions { limit: 25, sort, explain: true, passages: true, ..all() };
            let one = fresh.search(&Query::read(query), &options, &NoNames).unwrap();
            let other = grown.search(&Query::read(query), &options, &NoNames).unwrap();
            assert!(one.total > 0, "{query}");
            assert_eq!(one, other, "{query}");
        }
    }
    assert_eq!(fresh.documents().unwrap(), grown.documents().unwrap());
}

#[cfg(unix)]
#[test]
fn reading_writes_nothing() {
    let (folder, _) = index(&TEXTS, 1);
    let names = || {
        let mut names: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    std::fs::remove_file(folder.path().join(".managed.json")).unwrap();
    let before = names();
    let reader = SearchReader::open(folder.path()).unwrap();
    assert_eq!(ids(&reader, "高铁").len(), 2);
    assert_eq!(names(), before);
    assert!(matches!(SearchReader::open(&folder.path().join("none")), Err(crate::Error::NoIndex(_))));
}

#[test]
fn the_sample_page_answers() {
    let shared = std::env::var_os("TUPU_SHARED")
        .map_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), std::path::PathBuf::from);
    let Ok(page) = std::fs::read_to_string(shared.join("sample/page.txt")) else {
        println!("skipped: no {}", shared.display());
        return;
    };
    let (_folder, reader) = index(&[&page], 1);
    let options = SearchOptions { passages: true, ..all() };
    let passages = |query: &str| {
        let hits = reader.search(&Query::read(query), &options, &NoNames).unwrap();
        assert!(!hits.relaxed, "{query}");
        hits.hits.first().map_or(0, |hit| hit.matching.len())
    };
    let lines = page.lines().filter(|line| line.contains("万开云")).count();
    assert_eq!((passages("万开云"), lines), (14, 14));
    assert_eq!(passages("同城化便捷服务"), 1);
    assert_eq!(passages("市发展改革委"), 1);
    assert!(passages("“一区两群”") >= 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn strings_are_found_wherever_a_scan_finds_them(
        texts in prop::collection::vec("[江海高铁開开工a-cＢ1２，。“”（ \n😀]{0,60}", 1..6),
        places in prop::collection::vec((0_usize..6, 0_usize..60, 1_usize..50), 12),
        strange in "[江海高铁a1，]{1,4}",
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (_folder, reader) = index(&texts, 1);
        let mut wanted = vec![strange];
        for (text, start, length) in places {
            let Some(text) = texts.get(text) else { continue };
            let string: String = text.chars().skip(start).take(length).collect();
            wanted.extend(string.split('\n').map(|part| part.trim().to_owned()).find(|part| !part.is_empty()));
        }
        for string in wanted {
            prop_assert_eq!(ids(&reader, &format!("『{string}』")), scan(&texts, &string), "{}", string);
        }
    }
}
