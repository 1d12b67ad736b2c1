//! Exports opened by the programs that people open them with: Graphviz and networkx, where they are installed.
//!
//! `TUPU_READERS=required` makes a missing reader a failure. `TUPU_EXPORT_DIR=DIR` keeps the files there, to be looked
//! at.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tupu::export::{Cluster, Format, MemorySink, Options, Parallel, export};
use tupu::graph::{DocumentRecord, Graph, Merger};
use tupu::model::{
    Entity, EntityType, Evidence, Extraction, Grade, Level, Mention, Modality, Predicate, Relation, Span, Zone,
};

/// `subject|predicate|object|grade|modality|sentence`, entities as `name/type/level`.
const STORY: &str = include_str!("readers/story.txt");

fn entity(extraction: &mut Extraction, written: &str) -> u32 {
    let mut parts = written.split('/');
    let name = parts.next().unwrap_or_default();
    let known = extraction.entities.iter().position(|entity| entity.name == name);
    if let Some(index) = known {
        return index as u32;
    }
    let kind = parts.next().and_then(EntityType::parse).expect("a type where a name comes first");
    let level = parts.next().and_then(Level::parse);
    let entity = Entity { key: name.to_owned(), name: name.to_owned(), kind, level, parent: None, aliases: Vec::new() };
    extraction.entities.push(entity);
    let index = extraction.entities.len() as u32 - 1;
    let span = Span::new(index as usize * 2, index as usize * 2 + 1);
    extraction.mentions.push(Mention { span, entity: index, zone: Zone::Body, rule: "story".to_owned() });
    index
}

fn graph(story: &str) -> Graph {
    let mut extraction = Extraction::default();
    for (number, line) in story.lines().enumerate() {
        let fields: Vec<&str> = line.split('|').collect();
        let [subject, predicate, object, grade, modality, sentence] = fields[..] else { continue };
        let (subject, object) = (entity(&mut extraction, subject), entity(&mut extraction, object));
        let start = number as u32 * 500;
        extraction.relations.push(Relation {
            subject,
            predicate: Predicate::parse(predicate).expect("a predicate"),
            object,
            grade: if grade == "A" {
                Grade::A
            } else if grade == "B" {
                Grade::B
            } else {
                Grade::C
            },
            modality: if modality == "planned" { Modality::Planned } else { Modality::Done },
            rule: "story".to_owned(),
            title: (predicate == "holds_post").then(|| "主任".to_owned()),
            with: Vec::new(),
            evidence: Evidence {
                span: Span::new(start as usize, start as usize + sentence.len()),
                start,
                end: start + sentence.chars().count() as u32,
                line: number as u32 + 1,
                zone: Zone::Body,
                text: sentence.to_owned(),
            },
            antecedent: None,
        });
    }
    let record = DocumentRecord {
        id: "报告/滇中 协同.txt#1".to_owned(),
        path: "报告/滇中 协同.txt".to_owned(),
        article: 1,
        title: "滇中协同发展走深走实".to_owned(),
        date: None,
        source: None,
    };
    let mut merger = Merger::new();
    merger.add(&record, &extraction);
    merger.finish()
}

/// A graph of so many nodes, with hubs, from a fixed seed.
fn generated(nodes: u32, edges: u32) -> String {
    let mut state = 7_u64;
    let mut next = |below: u32| {
        // Numbers of Knuth's MMIX generator.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % u64::from(below)) as u32
    };
    let mut story = String::new();
    for _ in 0..edges {
        let (mut low, high) = (next(nodes), next(nodes));
        low = low.min(next(nodes)).min(next(nodes));
        let kind = |number: u32| EntityType::ALL[number as usize % EntityType::ALL.len()].code();
        let predicate = Predicate::ALL[next(19) as usize].code();
        let (subject, object) = (format!("第{high}号单位/{}", kind(high)), format!("第{low}号单位/{}", kind(low)));
        story.push_str(&format!("{subject}|{predicate}|{object}|B|done|第{high}号单位同第{low}号单位有关。\n"));
    }
    story
}

fn write_all(graph: &Graph, options: &Options, folder: &Path) {
    std::fs::create_dir_all(folder).expect("a folder");
    for format in Format::ALL {
        let mut sink = MemorySink::default();
        export(graph, *format, options, &mut sink).expect("memory takes it");
        for (name, bytes) in sink.files {
            std::fs::File::create(folder.join(name)).and_then(|mut file| file.write_all(&bytes)).expect("written");
        }
    }
}

#[test]
fn readers_open_what_is_exported() {
    let temporary = tempfile::tempdir().expect("a folder");
    let root = std::env::var_os("TUPU_EXPORT_DIR").map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    let story = graph(STORY);
    let linked = Options { evidence: zones(), ..Options::default() };
    let mut folders = Vec::new();
    let mut give = |name: &str, graph: &Graph, options: &Options| {
        let folder = root.join(name);
        write_all(graph, options, &folder);
        folders.push(folder);
    };
    give("story", &story, &linked);
    give("by-type", &story, &Options { cluster: Some(Cluster::Kind), ..linked.clone() });
    give("by-district", &story, &Options { cluster: Some(Cluster::District), ..linked.clone() });
    let around = story.resolve("滇中城市群").nodes;
    give("around", &story, &Options { around, depth: 1, parallel: Parallel::Merge, ..linked.clone() });
    let large = graph(&generated(600, 1_500));
    give("large", &large, &linked);
    give("cut", &large, &Options { max_nodes: Some(60), ..linked.clone() });
    give("hostile", &graph(include_str!("readers/hostile.txt")), &linked);

    if Command::new("python3").arg("--version").output().is_err() {
        assert!(std::env::var_os("TUPU_READERS").is_none(), "python3 is not installed");
        println!("skipped: python3 is not installed");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/check.py");
    let status = Command::new("python3").arg(script).args(&folders).status().expect("python3 runs");
    assert!(status.success());
}

/// All zones that tell the story, so that entities without relations are left out of the tables as of the picture.
fn zones() -> tupu::graph::EvidenceFilter {
    let zones = Some(tupu::graph::ZoneSet::story());
    tupu::graph::EvidenceFilter { zones, ..tupu::graph::EvidenceFilter::default() }
}
