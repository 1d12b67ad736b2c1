//! What is indexed stays while its file is there, even where the file cannot be read now.

use std::fs;

use tempfile::TempDir;
use tupu::pipeline::Indexer;
use tupu::query::Index;

#[test]
fn a_file_that_broke_or_grew_too_large_keeps_its_document() {
    let reports = TempDir::new().unwrap();
    let folder = TempDir::new().unwrap();
    let good = reports.path().join("bridge.txt");
    fs::write(&good, "临泽县新桥开工\n\n临泽县新桥于3月开工，总投资2亿元。").unwrap();
    let run = |limit: u64| Indexer::new(folder.path()).path(reports.path()).max_file_size(limit).run().unwrap();
    assert_eq!(run(1 << 20).documents.added, 1);

    let report = run(10);
    assert_eq!((report.documents.removed, report.documents.failed), (0, 1), "too large now: {report:?}");

    fs::write(&good, b"%PDF-1.4 no text any more").unwrap();
    for _ in 0..2 {
        let report = run(1 << 20);
        assert_eq!((report.documents.removed, report.documents.failed), (0, 1), "broken: {report:?}");
    }
    let index = Index::open(folder.path()).unwrap();
    assert_eq!(index.documents().len(), 1);
    assert_eq!(index.search("总投资2亿元", &Default::default()).unwrap().total, 1);

    fs::write(&good, "临泽县新桥通车\n\n临泽县新桥于9月通车。").unwrap();
    assert_eq!(run(1 << 20).documents.changed, 1);
    fs::remove_file(&good).unwrap();
    assert_eq!(run(1 << 20).documents.removed, 1, "gone is gone");
}
