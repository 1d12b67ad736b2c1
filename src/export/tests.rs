//! Every format, read again by a small reader of its own, over names that break things.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use quick_xml::events::Event;

use super::text::one_line;
use super::*;
use crate::graph::Merger;
use crate::graph::testing::{self, Teller};
use crate::model::{AliasScope, EntityType, Grade, Modality, Predicate, Zone};

/// What every reader gives: nodes by id with their label, edges by id with their ends and evidence.
#[derive(Debug, Default, PartialEq, Eq)]
struct Read {
    nodes: BTreeMap<String, String>,
    edges: BTreeMap<String, (String, String)>,
    evidence: Vec<String>,
}

impl Read {
    fn check_ends(&self) {
        for (source, target) in self.edges.values() {
            assert!(self.nodes.contains_key(source) && self.nodes.contains_key(target));
        }
    }
}

fn written(graph: &Graph, format: Format, options: &Options) -> BTreeMap<String, String> {
    let mut sink = MemorySink::default();
    export(graph, format, options, &mut sink).expect("memory takes it");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    sink.files.into_iter().map(|(name, bytes)| (name, text(bytes))).collect()
}

fn read_json(text: &str, edges_key: &str) -> Read {
    let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let string = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let mut read = Read::default();
    for node in value["nodes"].as_array().expect("nodes") {
        assert!(read.nodes.insert(string(&node["id"]), string(&node["label"])).is_none());
    }
    for edge in value[edges_key].as_array().expect("edges") {
        let ends = (string(&edge["source"]), string(&edge["target"]));
        assert!(read.edges.insert(string(&edge["key"]), ends).is_none());
        for evidence in edge["evidence"].as_array().into_iter().flatten() {
            read.evidence.push(string(&evidence["text"]));
        }
    }
    read
}

fn read_graphml(text: &str) -> Read {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut read = Read::default();
    let mut keys = BTreeSet::new();
    let (mut element, mut data, mut content) = (String::new(), String::new(), String::new());
    loop {
        let event = reader.read_event().expect("well-formed");
        match event {
            Event::Eof => return read,
            Event::Start(start) | Event::Empty(start) => {
                let mut fields = BTreeMap::new();
                for attribute in start.attributes() {
                    let attribute = attribute.expect("attribute");
                    let key = attribute.key.as_ref().to_owned();
                    fields.insert(key, attribute.value.into_owned());
                }
                match start.name().as_ref() {
                    "key" => {
                        assert!(read.nodes.is_empty(), "keys come first");
                        keys.insert(fields["id"].clone());
                    }
                    "node" => {
                        element = fields["id"].clone();
                        read.nodes.insert(element.clone(), String::new());
                    }
                    "edge" => {
                        let ends = (fields["source"].clone(), fields["target"].clone());
                        assert!(read.edges.insert(fields["id"].clone(), ends).is_none());
                    }
                    "data" => {
                        data = fields["key"].clone();
                        assert!(keys.contains(&data));
                        content.clear();
                    }
                    _ => {}
                }
            }
            Event::Text(text) => content.push_str(&text),
            Event::GeneralRef(reference) => {
                let name = reference.to_string();
                match reference.resolve_char_ref().expect("a character") {
                    Some(character) => content.push(character),
                    None => content.push_str(quick_xml::escape::resolve_predefined_entity(&name).expect("predefined")),
                }
            }
            Event::End(end) if end.name().as_ref() == "data" => match data.as_str() {
                "n_label" => *read.nodes.get_mut(&element).expect("inside a node") = content.clone(),
                "e_evidence" => read.evidence.push(content.clone()),
                _ => {}
            },
            _ => {}
        }
    }
}

fn read_csv(text: &str) -> Vec<Vec<String>> {
    assert!(!text.starts_with('\u{feff}'));
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            other => field.push(other),
        }
    }
    assert!(!quoted && field.is_empty() && row.is_empty());
    rows
}

fn read_tables(files: &BTreeMap<String, String>) -> Read {
    let mut read = Read::default();
    let (nodes, edges) = (read_csv(&files["nodes.csv"]), read_csv(&files["edges.csv"]));
    assert_eq!(nodes[0][..3], ["Id", "Label", "Type"]);
    assert_eq!(edges[0][..6], ["Source", "Target", "Type", "Id", "Label", "Weight"]);
    for row in &nodes[1..] {
        assert_eq!(row.len(), nodes[0].len());
        assert!(read.nodes.insert(row[0].clone(), row[1].clone()).is_none());
    }
    for row in &edges[1..] {
        assert_eq!(row.len(), edges[0].len());
        assert!(read.edges.insert(row[3].clone(), (row[0].clone(), row[1].clone())).is_none());
        read.evidence.push(row[10].clone());
    }
    read
}

/// The quoted strings of one line of DOT, unescaped.
fn dot_strings(line: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut characters = line.chars();
    while let Some(opening) = characters.next() {
        if opening != '"' {
            continue;
        }
        let mut string = String::new();
        loop {
            match characters.next().expect("strings are closed on their line") {
                '"' => break,
                '\\' => match characters.next().expect("an escaped character") {
                    'n' => string.push('\n'),
                    other => string.push(other),
                },
                other => string.push(other),
            }
        }
        strings.push(string);
    }
    strings
}

fn read_dot(text: &str) -> Read {
    let mut read = Read::default();
    for line in text.lines() {
        let line = line.trim();
        if !line.starts_with("\"e") {
            continue;
        }
        let strings = dot_strings(line);
        if line.get(19..23) == Some(" -> ") {
            for end in &strings[..2] {
                assert!(read.nodes.contains_key(end), "nodes stand before edges");
            }
            assert!(read.edges.insert(strings[2].clone(), (strings[0].clone(), strings[1].clone())).is_none());
        } else {
            let label = strings[1].replace("&amp;", "&").replace('\n', "");
            assert!(read.nodes.insert(strings[0].clone(), label).is_none());
        }
    }
    read
}

const HOSTILE: [&str; 18] = [
    "\"引号\"",
    "反斜杠\\",
    "\\N\\G\\\"",
    "换\n行\r\n二",
    "]]>",
    "</script><script>alert(1)</script>",
    "控\u{0}制\u{b}符\u{c}\u{1b}",
    "\u{202e}从右\u{200f}",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2",
    "@SUM(A1)",
    "&lt;&amp;&#0;",
    "a,b;c",
    "<b>粗</b>",
    "{a|b}",
    "\u{fffe}\u{ffff}",
    "𠮷🙂e\u{301}",
];

/// A graph in which every name, alias, title and sentence is hostile.
fn hostile(names: &[String]) -> Graph {
    let mut teller = Teller::default();
    let mut nodes = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let kind = EntityType::ALL[at % EntityType::ALL.len()];
        let node = teller.entity(&format!("{}|{at}", name.replace('|', "/")), kind);
        teller.alias(node, name, AliasScope::Global);
        teller.mention(node, Zone::Body);
        nodes.push(node);
    }
    for (at, pair) in nodes.windows(2).enumerate() {
        let words = teller.evidence(&names[at], Zone::Body);
        let relation = teller.relation(pair[0], Predicate::ALL[at % 19], pair[1], &words);
        relation.title = Some(names[at].clone());
        relation.grade = Grade::D;
        relation.modality = Modality::Planned;
    }
    let mut merger = Merger::new();
    merger.add(&testing::record(&names[0].replace('#', ""), 1, None), &teller.told());
    merger.finish()
}

fn survives_every_format(graph: &Graph) {
    let options = Options::default();
    let labels: BTreeMap<String, String> =
        graph.nodes().iter().map(|node| (node.id.to_string(), one_line(&node.name).into_owned())).collect();
    let json = read_json(&written(graph, Format::Json, &options)["graph.json"], "edges");
    let graphml = read_graphml(&written(graph, Format::GraphMl, &options)["graph.graphml"]);
    let tables = read_tables(&written(graph, Format::Csv, &options));
    let dot = read_dot(&written(graph, Format::Dot, &options)["graph.dot"]);
    for read in [&json, &graphml, &tables] {
        assert_eq!(read.nodes, labels);
        assert_eq!(read.edges.len(), graph.edges().len());
        read.check_ends();
    }
    assert_eq!(json.edges, graphml.edges);
    assert_eq!(json.edges, tables.edges);
    assert_eq!(json.edges, dot.edges);
    let filled: Vec<&String> = tables.evidence.iter().filter(|text| !text.is_empty()).collect();
    assert_eq!(filled, graphml.evidence.iter().collect::<Vec<_>>());
    for (id, label) in &dot.nodes {
        let kept = |character: &char| !character.is_whitespace() && !super::text::turns_direction(*character);
        let whole: String = labels[id].chars().filter(kept).collect();
        let drawn: String = label.chars().filter(|character| !character.is_whitespace()).collect();
        let drawn = drawn.strip_suffix('…').unwrap_or(&drawn);
        assert!(whole.starts_with(drawn), "{drawn} of {whole}");
    }
}

#[test]
fn names_that_break_things_survive_every_format() {
    let mut names: Vec<String> = HOSTILE.iter().map(|name| (*name).to_owned()).collect();
    names.push("很长的名字".repeat(2_000));
    survives_every_format(&hostile(&names));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_names_survive_every_format(
        names in prop::collection::vec(
            prop_oneof![
                any::<String>(),
                prop::collection::vec(prop::sample::select(HOSTILE.to_vec()), 1..6).prop_map(|parts| parts.concat()),
            ],
            2..12,
        )
    ) {
        survives_every_format(&hostile(&names));
    }
}

#[test]
fn equal_graphs_give_equal_bytes() {
    let mut documents = testing::documents();
    let first = testing::sample();
    documents.reverse();
    let mut merger = Merger::new();
    for (record, extraction) in &documents {
        merger.add(record, extraction);
    }
    let second = merger.finish();
    for format in Format::ALL {
        for cluster in [None, Some(Cluster::Kind), Some(Cluster::District)] {
            let options = Options { cluster, parallel: Parallel::Merge, ..Options::default() };
            assert_eq!(written(&first, *format, &options), written(&second, *format, &options), "{format:?}");
        }
    }
}

#[test]
fn an_empty_graph_is_a_whole_file() {
    let graph = Graph::default();
    let options = Options::default();
    assert_eq!(read_json(&written(&graph, Format::Json, &options)["graph.json"], "edges"), Read::default());
    assert_eq!(read_graphml(&written(&graph, Format::GraphMl, &options)["graph.graphml"]), Read::default());
    assert_eq!(read_tables(&written(&graph, Format::Csv, &options)), Read::default());
    assert!(written(&graph, Format::Dot, &options)["graph.dot"].ends_with("}\n"));
}

#[test]
fn around_a_name_by_type_and_grade() {
    let graph = testing::sample();
    let around = graph.resolve("滇中").nodes;
    let names = |options: &Options| {
        let read = read_json(&written(&graph, Format::Json, options)["graph.json"], "edges");
        let mut names: Vec<String> = read.nodes.into_values().collect();
        names.sort();
        (names, read.edges.len())
    };
    let options = Options { around: around.clone(), ..Options::default() };
    assert_eq!(names(&options).0, ["《滇中发展规划》", "元谋县", "滇中", "滇中城际铁路", "禄丰市"]);
    let options = Options { around, kinds: vec![EntityType::District], ..Options::default() };
    assert_eq!(names(&options), (vec!["元谋县".to_owned(), "滇中".to_owned(), "禄丰市".to_owned()], 3));
    let options = Options { grades: vec![Grade::A], ..Options::default() };
    assert_eq!(names(&options).1, 2);
}

#[test]
fn cut_by_rank_with_a_note() {
    let graph = testing::sample();
    let options = Options { max_nodes: Some(4), ..Options::default() };
    let mut sink = MemorySink::default();
    let report = export(&graph, Format::Dot, &options, &mut sink).expect("memory takes it");
    assert!((2..=4).contains(&report.nodes), "{report:?}");
    assert!(report.left_out_nodes > 0);
    let text = String::from_utf8(sink.files["graph.dot"].clone()).expect("UTF-8");
    assert!(text.contains(&format!("略去 {} 个实体", report.left_out_nodes)));
    assert!(text.contains("label=\"滇中\""), "the most linked one stays");
}

#[test]
fn parallel_relations_merge_into_one_edge() {
    let mut teller = Teller::default();
    let one = teller.entity("甲公司", EntityType::Company);
    let other = teller.entity("乙公司", EntityType::Company);
    let words = teller.evidence("甲公司投资并运营乙公司。", Zone::Body);
    teller.relation(one, Predicate::InvestsIn, other, &words);
    teller.relation(one, Predicate::Operates, other, &words);
    let mut merger = Merger::new();
    merger.add(&testing::record("a.txt", 1, None), &teller.told());
    let graph = merger.finish();
    let options = Options { parallel: Parallel::Merge, ..Options::default() };
    let text = &written(&graph, Format::Json, &options)["graph.json"];
    let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(value["edges"].as_array().map(Vec::len), Some(1));
    assert_eq!(value["edges"][0]["label"], "投资、运营");
    assert_eq!(value["edges"][0]["predicate"], "invests_in;operates");
    assert_eq!(value["edges"][0]["weight"], 2);
}

#[test]
fn without_evidence_no_sentence_is_written() {
    let graph = testing::sample();
    let options = Options { with_evidence: false, ..Options::default() };
    for format in Format::ALL {
        for text in written(&graph, *format, &options).values() {
            assert!(!text.contains("滇中板块是指"), "{format:?}");
        }
    }
    let links = Options { edges_key: EdgesKey::Links, ..Options::default() };
    assert!(!read_json(&written(&graph, Format::Json, &links)["graph.json"], "links").edges.is_empty());
}

#[test]
fn two_files_do_not_go_into_one() {
    let mut out = Vec::new();
    let error = export(&testing::sample(), Format::Csv, &Options::default(), &mut WriterSink(&mut out));
    assert!(matches!(error, Err(Error::Invalid(_))));
    export(&testing::sample(), Format::Dot, &Options::default(), &mut WriterSink(&mut out)).expect("one file");
    assert!(out.starts_with(b"digraph"));
}
