//! The project's own corpus through read and clean: what each format and encoding comes out as.

use std::collections::BTreeMap;
use std::path::Path;

use tupu::clean::clean;
use tupu::model::{Basis, Document, Zone};
use tupu::read::{self, Metadata};

fn corpus() -> BTreeMap<String, Vec<Document>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let listing = read::walk(&folder, read::DEFAULT_MAX_BYTES).expect("the corpus is a folder");
    assert!(listing.warnings.is_empty(), "{:?}", listing.warnings);
    let mut found = BTreeMap::new();
    for file in &listing.files {
        let label = listing.root.label(&listing.root.name, &file.relative);
        let bytes = read::read_bytes(&file.path, read::DEFAULT_MAX_BYTES, &label).expect("readable");
        let format = read::detect(&label, &bytes).expect("a format that is read");
        let mut parsed = read::parse(&bytes, format, &label);
        assert!(parsed.warnings.is_empty(), "{:?}", parsed.warnings);
        parsed.complete(&file.relative, listing.metadata.row(&file.relative), &Metadata::default());
        found.insert(file.relative.clone(), parsed.texts.iter().flat_map(clean).collect());
    }
    found
}

#[test]
fn every_report_has_a_title_and_a_body() {
    for (relative, documents) in corpus() {
        for document in &documents {
            if std::env::var_os("TUPU_SHOW").is_some() {
                println!(
                    "== {relative} #{} {} {:?} {:?}",
                    document.article, document.title, document.date, document.source
                );
                for paragraph in &document.paragraphs {
                    println!(
                        "{:?} {} {}",
                        paragraph.zone,
                        document.line(paragraph.span.start),
                        paragraph.span.of(&document.text)
                    );
                }
            }
            assert!(!document.title.is_empty(), "{relative}");
            assert!(document.paragraphs.iter().any(|paragraph| paragraph.zone == Zone::Body), "{relative}");
        }
    }
}

#[test]
fn a_newspaper_page_is_cut_and_its_lines_are_joined() {
    let corpus = corpus();
    let page = &corpus["epaper/2022-08-30-page04.txt"];
    assert_eq!(page.len(), 2);
    for document in page {
        assert_eq!(
            document.date.as_ref().map(|date| (date.value.to_string(), date.basis)),
            Some(("2022-08-30".to_owned(), Basis::FileName))
        );
    }
    let count =
        |document: &Document, zone| document.paragraphs.iter().filter(|paragraph| paragraph.zone == zone).count();
    assert_eq!([Zone::Byline, Zone::Caption, Zone::Credit].map(|zone| count(&page[0], zone)), [1, 1, 1]);
    assert_eq!([Zone::Byline, Zone::Repeated].map(|zone| count(&page[1], zone)), [1, 1]);
    assert!(page[0].text.contains("完成投资85.8亿元"));
    assert!(page[1].text.contains("论证项目清单。"));
}
