//! The reports of `corpus/`, end to end through the library: every format and encoding is read, a second run changes
//! nothing, and the answers hold what the reports say.

use std::collections::BTreeSet;
use std::path::Path;

use tempfile::TempDir;
use tupu::export::{self, Format, MemorySink, Options};
use tupu::graph::{FactFilter, RelationFilter};
use tupu::model::{EntityType, Predicate, Zone};
use tupu::pipeline::Indexer;
use tupu::query::Index;
use tupu::search::SearchOptions;

fn corpus() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn index() -> (TempDir, Index) {
    let folder = TempDir::new().unwrap();
    let report = Indexer::new(folder.path()).path(corpus()).run().unwrap();
    assert_eq!(report.documents.failed, 0, "{:?}", report.warnings);
    let index = Index::open(folder.path()).unwrap();
    (folder, index)
}

fn found(index: &Index, query: &str) -> BTreeSet<String> {
    let options = SearchOptions { limit: 100, ..SearchOptions::default() };
    let answer = index.search(query, &options).unwrap();
    assert!(!answer.relaxed, "{query} was not found literally");
    answer.results.into_iter().map(|row| row.doc).collect()
}

#[test]
fn every_format_and_encoding_is_read() {
    let (_folder, index) = index();
    let documents = index.documents();
    let of = |path: &str| documents.iter().filter(|document| document.path == path).collect::<Vec<_>>();
    assert_eq!(of("corpus/feeds/briefs.jsonl").len(), 5, "a record is a document");
    assert_eq!(of("corpus/epaper/2022-08-30-page04.txt").len(), 2, "the page has two articles");
    for (path, date) in [
        ("corpus/reports/wankaiyun-2022-first-half.txt", Some("2022-07-28")),
        ("corpus/notes/zhongxian-old-street.md", Some("2022-08-31")),
        ("corpus/web/nanchuan-elderly-care.html", Some("2022-08-24")),
        ("corpus/documents/qiwan-key-projects.docx", Some("2022-08-20")),
        ("corpus/reports/three-gorges-plan.txt", Some("2022-08-22")),
    ] {
        assert_eq!(of(path)[0].date.as_deref(), date, "{path}");
    }
    for (words, path) in [
        ("开州紫建电子在万州投资建设锂离子电池生产基地", "corpus/reports/kaizhou-suppliers.txt#1"),
        ("巫云开高速云阳段全面开工", "corpus/reports/yunyang-transport.txt#1"),
        ("郑渝高铁由中国铁路郑州局集团有限公司", "corpus/web/zhengyu-railway.html#1"),
        ("覆盖古剑山", "corpus/traditional/qijiang-tourism-big5.txt#1"),
        ("渝南职教城由綦江区与中国电建集团合作开发", "corpus/documents/qiwan-key-projects.docx#1"),
    ] {
        assert!(found(&index, words).contains(path), "{words}");
    }
}

#[test]
fn lines_that_a_page_broke_are_joined_over_its_captions() {
    let (_folder, index) = index();
    let first = "corpus/epaper/2022-08-30-page04.txt#1";
    assert!(found(&index, "完成投资85.8亿元").contains(first));
    let page = index.document(first).unwrap();
    let zone = |words: &str| page.paragraphs.iter().find(|paragraph| paragraph.text.contains(words)).map(|p| p.zone);
    assert_eq!(zone("本报记者 程江月"), Some(Zone::Byline));
    assert_eq!(zone("万州南环高速施工现场"), Some(Zone::Caption));
    assert_eq!(zone("供图"), Some(Zone::Credit));
}

#[test]
fn navigation_is_searchable_and_never_extracted_from() {
    let (_folder, index) = index();
    let page = index.document("corpus/web/nanchuan-elderly-care.html#1").unwrap();
    let navigation = page.paragraphs.iter().filter(|paragraph| paragraph.zone == Zone::Navigation).count();
    assert!(navigation > 0);
    assert!(page.mentions.iter().all(|mention| mention.zone != Zone::Navigation));
    assert!(page.paragraphs.iter().all(|paragraph| !paragraph.text.contains("trackingCode")));
}

#[test]
fn a_table_row_is_read_with_its_header() {
    let (_folder, index) = index();
    let page = index.document("corpus/web/nanchuan-elderly-care.html#1").unwrap();
    let row = page.paragraphs.iter().find(|p| p.zone == Zone::Table && p.text.contains("三泉老年养护院")).unwrap();
    for part in ["所在地", "三泉镇", "200"] {
        assert!(row.text.contains(part), "{}", row.text);
    }
}

#[test]
fn every_quotation_stands_in_its_document() {
    let (_folder, index) = index();
    let rows = index.relations(&RelationFilter::default());
    assert!(rows.len() > 50, "only {} relations", rows.len());
    for row in rows {
        assert!(!row.evidence.is_empty(), "{row:?}");
        for evidence in &row.evidence {
            let (document, _) = index.stored(&evidence.doc).unwrap();
            let words: String = document
                .text
                .chars()
                .skip(evidence.start as usize)
                .take((evidence.end - evidence.start) as usize)
                .collect();
            assert_eq!(words, evidence.text, "{}", evidence.doc);
        }
    }
}

#[test]
fn a_second_run_changes_nothing() {
    let (folder, index) = index();
    let before = exported(&index);
    drop(index);
    let report = Indexer::new(folder.path()).path(corpus()).run().unwrap();
    assert_eq!((report.documents.added, report.documents.changed, report.documents.removed), (0, 0, 0));
    assert!(report.documents.unchanged > 20);
    assert_eq!(exported(&Index::open(folder.path()).unwrap()), before);
}

fn exported(index: &Index) -> Vec<u8> {
    let mut sink = MemorySink::default();
    export::export(index.graph(), Format::Json, &Options::default(), &mut sink).unwrap();
    sink.files.remove("graph.json").unwrap()
}

#[test]
fn threads_do_not_change_a_byte() {
    let answers = [1, 2, 5].map(|jobs| {
        let folder = TempDir::new().unwrap();
        Indexer::new(folder.path()).path(corpus()).jobs(jobs).run().unwrap();
        let index = Index::open(folder.path()).unwrap();
        let options = SearchOptions { any: true, ..SearchOptions::default() };
        let answer = index.search("万开云 交通 投资", &options).unwrap();
        (exported(&index), serde_json::to_string(&answer).unwrap())
    });
    assert!(answers[0] == answers[1] && answers[0] == answers[2]);
}

#[test]
fn posts_suppliers_and_members_are_found_with_their_sentence() {
    let (_folder, index) = index();
    let has = |subject: &str, predicate: Predicate, object: &str| {
        let filter = RelationFilter { predicates: vec![predicate], ..RelationFilter::default() };
        index.relations(&filter).iter().any(|row| row.subject.name == subject && row.object.name == object)
    };
    assert!(has("谭青松", Predicate::HoldsPost, "忠县库心办"));
    assert!(has("开州创新铸造厂", Predicate::Supplies, "万州衡远科技"));
    for member in ["万州区", "开州区", "云阳县"] {
        assert!(has("万开云", Predicate::HasMember, member), "{member}");
    }
}

#[test]
fn no_person_is_made_of_a_bloc_or_a_common_word() {
    let (_folder, index) = index();
    for name in ["万开云", "綦万", "养老", "三峡库心·长江盆景"] {
        for card in index.entity(name, None).unwrap_or_default() {
            assert_ne!(card.kind, EntityType::Person, "{name}");
        }
    }
}

#[test]
fn a_figure_is_about_the_group_that_it_is_said_of() {
    let (_folder, index) = index();
    let filter = FactFilter {
        about: index.nodes("万开云").unwrap(),
        indicator: Some("地区生产总值".to_owned()),
        ..FactFilter::default()
    };
    let values: Vec<f64> = index.facts(&filter).iter().map(|row| row.value.0).collect();
    assert!(values.contains(&2216.0) && values.contains(&1054.2), "{values:?}");
}
