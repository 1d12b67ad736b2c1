//! Clean-up of real pages, which lie beside the project and not in it; without them the tests say so and pass.

use std::path::{Path, PathBuf};

use tupu::clean::clean;
use tupu::model::{Document, Zone};
use tupu::read::{self, Metadata};

fn shared(inside: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("TUPU_SHARED").map_or_else(beside, PathBuf::from);
    let path = folder.join(inside);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

fn documents(path: &Path) -> Vec<Document> {
    let bytes = read::read_bytes(path, read::DEFAULT_MAX_BYTES, "test").expect("a readable file");
    let format = read::detect(&path.to_string_lossy(), &bytes).expect("a format that is read");
    let mut parsed = read::parse(&bytes, format, "test");
    parsed.complete("test", None, &Metadata::default());
    let documents: Vec<Document> = parsed.texts.iter().flat_map(clean).collect();
    for document in &documents {
        keeps_its_laws(document, &bytes);
    }
    documents
}

/// Paragraphs and sentences tile the text, and every character leads back to its bytes in a UTF-8 file.
fn keeps_its_laws(document: &Document, bytes: &[u8]) {
    let mut next = 0;
    for (at, paragraph) in document.paragraphs.iter().enumerate() {
        assert_eq!(paragraph.span.start, next, "paragraph {at} begins where the one before ends");
        next = paragraph.span.end + 1;
        let mut place = paragraph.span.start;
        for sentence in &document.sentences[paragraph.sentences.start as usize..paragraph.sentences.end as usize] {
            assert_eq!(sentence.start, place);
            place = sentence.end;
        }
        assert_eq!(place, paragraph.span.end);
    }
    assert_eq!(next as usize, document.text.len() + 1);
    for (at, character) in document.text.char_indices() {
        if character == '\n' || character == ' ' {
            continue;
        }
        let raw = document.offsets.raw(at as u32) as usize;
        let mut buffer = [0; 4];
        assert!(bytes[raw..].starts_with(character.encode_utf8(&mut buffer).as_bytes()), "{character} at {at}");
    }
}

/// First and last lines of each paragraph with its zone.
fn lines(document: &Document) -> Vec<(Zone, u32, u32)> {
    let place = |paragraph: &tupu::model::Paragraph| {
        let last = document.lines.partition_point(|line| line.clean < paragraph.span.end).saturating_sub(1);
        (paragraph.zone, document.line(paragraph.span.start), document.lines[last].line)
    };
    document.paragraphs.iter().map(place).collect()
}

#[test]
fn the_sample_page_is_two_articles_with_seven_joined_lines() {
    let Some(path) = shared("sample/page.txt") else { return };
    let documents = documents(&path);
    assert_eq!(documents.len(), 2);
    let all: Vec<(Zone, u32, u32)> = documents.iter().flat_map(lines).collect();
    let joined: Vec<(u32, u32)> =
        all.iter().filter(|(_, first, last)| first != last).map(|(_, first, last)| (*first, *last)).collect();
    assert_eq!(joined, [(31, 39), (47, 49), (61, 63), (102, 104), (110, 116), (125, 127), (129, 131)]);
    let in_zone =
        |zone: Zone| -> Vec<u32> { all.iter().filter(|(of, ..)| *of == zone).map(|(_, first, _)| *first).collect() };
    assert_eq!(in_zone(Zone::Title), [3, 5, 89]);
    assert_eq!(in_zone(Zone::Heading), [19, 51, 71, 97, 98, 118, 119, 137, 138]);
    assert_eq!(in_zone(Zone::Byline), [7, 150]);
    assert_eq!(in_zone(Zone::Caption), [35, 114]);
    assert_eq!(in_zone(Zone::Credit), [37]);
    assert_eq!(in_zone(Zone::Repeated), [142]);
    assert!(documents[0].title.ends_with("向纵深推进"));
    assert!(documents[1].title.starts_with("南川"));
    assert_eq!(lines(&documents[1])[0].1, 89);
}

#[test]
fn each_of_the_134_reports_is_one_document() {
    let Some(folder) = shared("data/corpus") else { return };
    let listing = read::walk(&folder, read::DEFAULT_MAX_BYTES).expect("a readable folder");
    let mut reports = 0;
    let mut dated = 0;
    for file in listing.files.iter().filter(|file| file.relative.ends_with(".txt")) {
        let found = documents(&file.path);
        assert_eq!(found.len(), 1, "{}", file.relative);
        let document = &found[0];
        assert!(
            !document.title.is_empty(),
            "{}: {:?}",
            file.relative,
            lines(document).iter().take(6).collect::<Vec<_>>()
        );
        // In both collections the first line is the title, now and then with its second half on the next.
        assert!(document.text.starts_with(&document.title), "{}", file.relative);
        dated += usize::from(document.date.is_some());
        reports += 1;
        if std::env::var_os("TUPU_SHOW").is_some() {
            println!(
                "== {} {} {:?} {:?}",
                file.relative,
                document.title,
                document.date.as_ref().map(|d| d.value),
                document.source.as_ref().map(|d| &d.value)
            );
            for (paragraph, (_, first, last)) in document.paragraphs.iter().zip(lines(document)) {
                let words = paragraph.span.of(&document.text);
                if paragraph.zone != Zone::Body || first != last {
                    println!(
                        "{:?} {first}-{last} {}…{}",
                        paragraph.zone,
                        words.chars().take(50).collect::<String>(),
                        words.chars().rev().take(1).collect::<String>()
                    );
                }
            }
        }
    }
    assert_eq!(reports, 134);
    assert!(dated >= 24, "{dated} reports state their date");
}
