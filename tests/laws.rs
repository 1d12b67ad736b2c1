//! Laws of the index: what it answers is a function of the files that are there, and of nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tupu::export::{Format, MemorySink, Options};
use tupu::graph::{EntityFilter, FactFilter, RelationFilter};
use tupu::pipeline::{Indexer, Report, remove};
use tupu::query::Index;
use tupu::search::SearchOptions;

/// A folder of reports and an index beside it.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bench = Self { folder };
        bench.write("reports/transport.txt", TRANSPORT);
        bench.write("reports/2023/parks.txt", PARKS);
        bench.write("reports/briefs.jsonl", BRIEFS);
        bench
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn indexer(&self, index: &str) -> Indexer {
        Indexer::new(self.path(index)).jobs(1)
    }

    fn run(&self, index: &str) -> Report {
        self.indexer(index).path(self.path("reports")).run().unwrap()
    }

    fn answers(&self, index: &str) -> String {
        answers(&self.path(index))
    }

    /// What a fresh index of the folder answers.
    fn fresh(&self) -> String {
        let name = "fresh";
        let _ = fs::remove_dir_all(self.path(name));
        self.run(name);
        self.answers(name)
    }
}

const TRANSPORT: &str = "铜梁区轨道交通建设加快\n2023-05-06 来源：渝西观察\n\n5月6日，记者从铜梁区获悉，璧铜线由铜梁区与璧山区共同推进建设，线路全长37.5公里。\n铜梁区交通局介绍，2022年，铜梁区完成交通投资18.6亿元，同比增长7.4%。\n";
const PARKS: &str = "合川区园区建设\n2023-03-01 来源：嘉陵早报\n\n合川区举办招商推介会，永川区企业前来参加。2022年，合川区地区生产总值达到1000亿元。\n";
const BRIEFS: &str = "{\"id\":\"b1\",\"title\":\"大足石刻景区提升\",\"date\":\"2023-01-02\",\"text\":\"大足区推进大足石刻景区提升工程。\"}\n{\"id\":\"b2\",\"title\":\"荣昌猪产业\",\"date\":\"2023-01-03\",\"text\":\"荣昌区出台生猪产业扶持办法。\"}\n";

/// Everything that an index answers, as one text.
fn answers(index: &Path) -> String {
    let index = Index::open(index).unwrap();
    let mut out = String::new();
    let mut put = |value: serde_json::Value| {
        out.push_str(&value.to_string());
        out.push('\n');
    };
    for line in index.documents() {
        put(serde_json::to_value(index.document(&line.doc).unwrap()).unwrap());
    }
    put(serde_json::to_value(index.entities(&EntityFilter::default())).unwrap());
    put(serde_json::to_value(index.relations(&RelationFilter::default())).unwrap());
    put(serde_json::to_value(index.facts(&FactFilter::default())).unwrap());
    put(serde_json::to_value(index.statistics()).unwrap());
    for query in ["建设", "合川区 园区", "entity:铜梁", "type:district", "柠檬产业扶持"] {
        put(serde_json::to_value(index.search(query, &SearchOptions::default()).unwrap()).unwrap());
    }
    let mut export = MemorySink::default();
    index.export(Format::Json, &Options::default(), &mut export).unwrap();
    for (name, bytes) in &export.files {
        put(serde_json::json!({ name: String::from_utf8_lossy(bytes) }));
    }
    out
}

fn changed(report: &Report) -> [u64; 5] {
    let counts = report.documents;
    [counts.added, counts.changed, counts.unchanged, counts.removed, counts.failed]
}

#[test]
fn every_article_and_record_is_a_document() {
    let bench = Bench::new();
    let report = bench.run("index");
    assert_eq!(changed(&report), [4, 0, 0, 0, 0], "{report:?}");
    let index = Index::open(bench.path("index")).unwrap();
    let ids: Vec<String> = index.documents().into_iter().map(|line| line.doc).collect();
    assert_eq!(
        ids,
        ["reports/2023/parks.txt#1", "reports/briefs.jsonl#1", "reports/briefs.jsonl#2", "reports/transport.txt#1"]
    );
    let shown = index.document("transport.txt").unwrap();
    assert!(shown.paragraphs.iter().any(|paragraph| paragraph.text.contains("37.5公里")));
    assert_eq!(shown.head.source.as_deref(), Some("渝西观察"));
}

#[test]
fn jobs_and_order_of_paths_leave_no_trace() {
    let bench = Bench::new();
    bench.run("one");
    bench.indexer("two").jobs(2).path(bench.path("reports")).run().unwrap();
    assert_eq!(bench.answers("one"), bench.answers("two"));

    bench.write("more/a.txt", TRANSPORT);
    bench.write("more/b.txt", "綦江区与万盛经开区共同编制公交方案。\n");
    let paths = ["reports", "more/a.txt", "more/b.txt"].map(|path| bench.path(path));
    bench.indexer("forward").paths(paths.clone()).run().unwrap();
    let mut backward = paths;
    backward.reverse();
    bench.indexer("backward").jobs(2).paths(backward.clone()).run().unwrap();
    for path in backward {
        bench.indexer("apart").path(path).run().unwrap();
    }
    assert_eq!(bench.answers("forward"), bench.answers("backward"));
    assert_eq!(bench.answers("forward"), bench.answers("apart"));
}

#[test]
fn a_second_run_changes_nothing() {
    let bench = Bench::new();
    let first = bench.run("index");
    let files = || {
        let mut names: Vec<_> = fs::read_dir(bench.path("index")).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = (files(), fs::read(bench.path("index/meta.json")).unwrap());
    let second = bench.run("index");
    assert_eq!(changed(&second), [0, 0, 4, 0, 0]);
    assert_eq!((second.entities, second.bytes), (first.entities, first.bytes));
    assert_eq!((files(), fs::read(bench.path("index/meta.json")).unwrap()), before);
}

#[test]
fn add_and_remove_leave_nothing() {
    let bench = Bench::new();
    bench.run("index");
    let before = bench.answers("index");
    bench.write("reports/guest.txt", "江津区举办柑橘节，巴南区组织企业参加。\n");
    assert_eq!(changed(&bench.run("index")), [1, 0, 4, 0, 0]);
    assert_ne!(bench.answers("index"), before);
    fs::remove_file(bench.path("reports/guest.txt")).unwrap();
    assert_eq!(changed(&bench.run("index")), [0, 0, 4, 1, 0]);
    assert_eq!(bench.answers("index"), before);
}

#[test]
fn a_changed_and_a_renamed_file_answer_as_a_fresh_index() {
    let bench = Bench::new();
    bench.run("index");
    bench.write("reports/briefs.jsonl", &BRIEFS.replace("荣昌区出台", "荣昌区印发"));
    assert_eq!(changed(&bench.run("index")), [0, 1, 3, 0, 0]);
    assert_eq!(bench.answers("index"), bench.fresh());
    fs::rename(bench.path("reports/transport.txt"), bench.path("reports/railway.txt")).unwrap();
    assert_eq!(changed(&bench.run("index")), [1, 0, 3, 1, 0]);
    assert_eq!(bench.answers("index"), bench.fresh());
    bench.write("reports/briefs.jsonl", "");
    bench.run("index");
    assert_eq!(bench.answers("index"), bench.fresh());
}

#[test]
fn a_copy_counts_as_a_document_of_its_own() {
    let bench = Bench::new();
    bench.write("reports/copy.txt", TRANSPORT);
    bench.run("index");
    fs::remove_file(bench.path("reports/transport.txt")).unwrap();
    assert_eq!(changed(&bench.run("index")), [0, 0, 4, 1, 0]);
    assert_eq!(bench.answers("index"), bench.fresh());
}

#[test]
fn only_what_lies_under_the_given_paths_is_removed() {
    let bench = Bench::new();
    bench.write("other/reports/plan.txt", "潼南区编制柠檬产业规划。\n");
    bench.indexer("index").paths([bench.path("reports"), bench.path("other/reports")]).run().unwrap();
    let ids = |index: &Index| index.documents().into_iter().map(|line| line.doc).collect::<Vec<_>>();
    let index = Index::open(bench.path("index")).unwrap();
    assert!(ids(&index).contains(&"reports/plan.txt#1".to_owned()), "{:?}", ids(&index));
    assert!(ids(&index).contains(&"reports~2/transport.txt#1".to_owned()), "{:?}", ids(&index));

    fs::remove_file(bench.path("other/reports/plan.txt")).unwrap();
    fs::remove_dir_all(bench.path("reports/2023")).unwrap();
    let kept = bench.indexer("index").path(bench.path("reports")).keep_missing(true).run().unwrap();
    assert_eq!(kept.documents.removed, 0);
    let report = bench.indexer("index").path(bench.path("reports")).run().unwrap();
    assert_eq!(report.documents.removed, 1);
    let index = Index::open(bench.path("index")).unwrap();
    assert!(ids(&index).contains(&"reports/plan.txt#1".to_owned()));
    let gone = bench.indexer("index").path(bench.path("other/reports/plan.txt")).run().unwrap();
    assert_eq!(gone.documents.removed, 1);
}

#[test]
fn what_is_removed_stays_out_until_it_is_restored() {
    let bench = Bench::new();
    bench.run("index");
    let before = bench.answers("index");
    let index = bench.path("index");
    assert_eq!(remove(&index, &["nosuch.txt".to_owned()], None).unwrap_err().code(), "unknown");
    let report = remove(&index, &["briefs.jsonl#1".to_owned()], None).unwrap();
    assert_eq!(report.documents.removed, 1);
    assert!(Index::open(&index).unwrap().document("briefs.jsonl#1").is_err());
    assert_eq!(changed(&bench.run("index")), [0, 0, 3, 0, 0]);
    bench.write("reports/briefs.jsonl", &BRIEFS.replace("大足区推进", "大足区加快推进"));
    assert_eq!(changed(&bench.run("index")), [0, 0, 3, 0, 0]);
    bench.write("reports/briefs.jsonl", BRIEFS);
    let back = bench.indexer("index").path(bench.path("reports")).restore(["briefs.jsonl#1"]).run().unwrap();
    assert_eq!(changed(&back), [1, 0, 3, 0, 0]);
    assert_eq!(bench.answers("index"), before);
}

#[test]
fn a_broken_off_run_leaves_the_index_as_it_was() {
    let bench = Bench::new();
    bench.run("index");
    let before = bench.answers("index");
    bench.write("reports/new.txt", "梁平区建设竹产业园。\n");
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    let broken = bench
        .indexer("index")
        .path(bench.path("reports"))
        .interrupt(flag)
        .progress(move |progress| {
            if progress.documents > 0 {
                raised.store(true, std::sync::atomic::Ordering::Relaxed);
            }
        })
        .run();
    assert_eq!(broken.unwrap_err().code(), "interrupted");
    assert_eq!(bench.answers("index"), before);
    let leftovers = fs::read_dir(bench.path("index")).unwrap();
    assert_eq!(
        leftovers.filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with("unfinished")).count(),
        0
    );
    assert_eq!(changed(&bench.run("index")), [1, 0, 4, 0, 0]);
}

#[test]
fn a_second_writer_is_refused_while_the_first_is_at_work() {
    let bench = Bench::new();
    let second = bench.indexer("index").path(bench.path("reports"));
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    bench
        .indexer("index")
        .path(bench.path("reports"))
        .progress(move |progress| {
            if progress.phase == tupu::pipeline::Phase::Committing {
                told.lock().unwrap().push(second.run().map_err(|error| error.code()));
            }
        })
        .run()
        .unwrap();
    assert_eq!(*seen.lock().unwrap(), [Err("locked")]);
    assert_eq!(changed(&bench.run("index")), [0, 0, 4, 0, 0]);
}

#[cfg(unix)]
#[test]
fn an_index_can_be_read_by_others_as_far_as_the_mask_lets_them() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::write(bench.path("probe"), "").unwrap();
    bench.run("index");
    assert_eq!(mode(&bench.path("index/meta.json")), mode(&bench.path("probe")) & 0o644);
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let bench = Bench::new();
    let report = bench.indexer("index").path(bench.path("reports")).dry_run(true).run().unwrap();
    assert_eq!(changed(&report), [4, 0, 0, 0, 0]);
    assert!(!bench.path("index").exists());
    assert_eq!(Index::open(bench.path("index")).unwrap_err().code(), "no_index");
    assert_eq!(remove(&bench.path("index"), &["x".to_owned()], None).unwrap_err().code(), "no_index");
}

#[test]
fn bad_inputs_are_named_again_and_strict_commits_nothing() {
    let bench = Bench::new();
    bench.write("reports/scan.pdf", "%PDF-1.4");
    bench.write("reports/bad.jsonl", "{\"text\":\n");
    let strict = bench.indexer("index").path(bench.path("reports")).strict(true).run();
    assert_eq!(strict.unwrap_err().code(), "rejected");
    assert!(Index::open(bench.path("index")).is_err());
    for _ in 0..2 {
        let report = bench.run("index");
        assert_eq!(report.documents.failed, 2, "{report:?}");
        let paths: Vec<&str> = report.warnings.iter().map(|warning| warning.path.as_str()).collect();
        assert_eq!(paths, ["reports/bad.jsonl", "reports/scan.pdf"]);
    }
}

#[test]
fn dates_given_once_are_remembered_until_forced() {
    let bench = Bench::new();
    bench.write("reports/undated.txt", "丰都县举办肉牛节。\n");
    let date = tupu::model::PartialDate::parse("2023-09-09");
    bench.indexer("index").path(bench.path("reports/undated.txt")).date(date).run().unwrap();
    let date_of = || Index::open(bench.path("index")).unwrap().document("undated.txt").unwrap().head.date;
    assert_eq!(date_of().as_deref(), Some("2023-09-09"));
    bench.run("index");
    assert_eq!(date_of().as_deref(), Some("2023-09-09"));
    bench.indexer("index").path(bench.path("reports")).force(true).run().unwrap();
    assert_eq!(date_of(), None);
    assert_eq!(bench.answers("index"), bench.fresh());
}
