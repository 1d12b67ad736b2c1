//! A damaged index says which file is damaged, and `--force` builds it anew; a run that comes to nothing leaves nothing.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tupu::error::{Error, Result};
use tupu::pipeline::{Indexer, Report};
use tupu::query::Index;

fn run(folder: &Path, reports: &Path, force: bool) -> Result<Report> {
    Indexer::new(folder).path(reports).force(force).run()
}

fn reports() -> TempDir {
    let reports = TempDir::new().unwrap();
    for (name, place) in [("a", "临泽县"), ("b", "高台县"), ("c", "民乐县")] {
        let text = format!("{place}新桥开工\n\n{place}新桥于3月开工，总投资2亿元。");
        fs::write(reports.path().join(format!("{name}.txt")), text).unwrap();
    }
    reports
}

fn file_of(folder: &Path, start: &str) -> PathBuf {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| entry.path())
        .find(|path| path.file_name().unwrap().to_string_lossy().starts_with(start))
        .unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = entries.filter(|name| !name.ends_with(".lock")).collect();
    names.sort();
    names
}

#[test]
fn force_rebuilds_whatever_is_damaged_and_no_other_run_hides_it() {
    let reports = reports();
    type Harm = fn(&Path);
    let cut: Harm = |path| fs::write(path, &fs::read(path).unwrap()[..40]).unwrap();
    let empty: Harm = |path| fs::write(path, "").unwrap();
    let flip: Harm = |path| {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(path, bytes).unwrap();
    };
    let remove: Harm = |path| fs::remove_file(path).unwrap();
    let cases = [
        ("meta.json", cut),
        ("meta.json", empty),
        ("graph-", flip),
        ("graph-", remove),
        ("records-", remove),
        ("records-", cut),
        ("manifest-", remove),
        ("manifest-", flip),
    ];
    for (start, harm) in cases {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        run(folder.path(), reports.path(), false).unwrap();
        harm(&file_of(folder.path(), start));
        match Index::open(folder.path()).err() {
            Some(Error::Damaged { place, .. }) => assert!(place.starts_with(start), "{start}: {place}"),
            other => panic!("{start}: {other:?}"),
        }
        let report = run(folder.path(), reports.path(), true).unwrap_or_else(|error| panic!("{start}: {error}"));
        assert_eq!(report.documents.failed, 0);
        let index = Index::open(folder.path()).unwrap();
        assert_eq!(index.documents().len(), 3, "{start}");
        assert_eq!(index.search("总投资2亿元", &Default::default()).unwrap().total, 3, "{start}");
        assert_eq!(fs::read_to_string(folder.path().join("notes.txt")).unwrap(), "mine");
    }
}

#[test]
fn a_refused_run_leaves_nothing_in_a_new_folder_and_nothing_for_long_in_an_old_one() {
    let reports = reports();
    let bad = reports.path().join("d.docx");
    fs::write(&bad, "no archive").unwrap();
    let folder = TempDir::new().unwrap();
    let strict = || Indexer::new(folder.path()).path(reports.path()).strict(true).run();
    assert!(matches!(strict(), Err(Error::Rejected { .. })));
    assert_eq!(names(folder.path()), Vec::<String>::new());

    fs::remove_file(&bad).unwrap();
    strict().unwrap();
    let before = names(folder.path());
    fs::write(&bad, "no archive").unwrap();
    fs::write(reports.path().join("e.txt"), "山丹县新桥开工\n\n山丹县新桥于3月开工。").unwrap();
    assert!(matches!(strict(), Err(Error::Rejected { .. })));
    // As a killed run leaves it.
    let orphan = folder.path().join("0123456789abcdef0123456789abcdef.store");
    fs::write(&orphan, "x").unwrap();
    fs::remove_file(&bad).unwrap();
    strict().unwrap();
    assert!(!orphan.exists());
    let segments = |names: &[String]| names.iter().filter(|name| name.ends_with(".store")).count();
    // Whatever the writers' threads were, two runs that committed wrote few segments.
    assert!(segments(&names(folder.path())) <= segments(&before) + 2, "{:?}", names(folder.path()));
}
