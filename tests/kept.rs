//! What is indexed stays while its file is there, even where the file cannot be read now.

use std::fs;

use tempfile::TempDir;
use tupu::pipeline::{Indexer, Phase};
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

#[test]
fn a_run_that_is_broken_off_in_the_middle_of_a_batch_ends_soon() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    let reports = TempDir::new().unwrap();
    let folder = TempDir::new().unwrap();
    for number in 0..400 {
        let text: String = (0..60).map(|line| format!("临泽县第{number}号桥第{line}段{line}公里完工。\n\n")).collect();
        fs::write(reports.path().join(format!("{number}.txt")), text).unwrap();
    }
    let flag = Arc::new(AtomicBool::new(false));
    let (raised, reading) = (Arc::clone(&flag), Arc::new(AtomicBool::new(false)));
    let begun = Arc::clone(&reading);
    let started = Instant::now();
    let raise = std::thread::spawn(move || {
        while !begun.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(200));
        raised.store(true, Ordering::Relaxed);
        Instant::now()
    });
    let indexer = Indexer::new(folder.path()).path(reports.path()).interrupt(flag);
    let outcome = indexer
        .progress(move |progress| {
            if progress.phase == Phase::Reading {
                reading.store(true, Ordering::Relaxed);
            }
        })
        .run();
    let ended = Instant::now();
    let raised_at = raise.join().unwrap();
    assert!(outcome.is_err(), "400 files in {:?}", ended - started);
    assert!(ended - raised_at < Duration::from_secs(3), "{:?}", ended - raised_at);
    assert!(Index::open(folder.path()).is_err());
}
