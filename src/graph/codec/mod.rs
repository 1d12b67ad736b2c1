//! A graph as bytes: named sections of small checksummed blocks, and back.
//!
//! Each section is a run of records of one kind in the order of the graph; records refer to one another by index,
//! never by anything of petgraph's. A section can stand in a file of its own or within one: it knows its length.

pub mod block;

use serde::{Serialize, de::DeserializeOwned};

use super::Graph;
use super::adjacency::Adjacency;
use crate::{Error, Result};

/// One kind of record, encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it holds; also its name on disk.
    pub name: &'static str,
    /// Header, blocks, table of blocks.
    pub bytes: Vec<u8>,
}

/// Names of the sections of a graph, in the order in which [`encode`] gives them.
pub const SECTIONS: [&str; 9] =
    ["documents", "nodes", "appearances", "edges", "supports", "quotes", "facts", "stages", "rules"];

fn section<T: Serialize>(name: &'static str, records: &[T]) -> Result<Section> {
    Ok(Section { name, bytes: block::encode(records)? })
}

/// The sections of `graph`; equal graphs give equal bytes.
///
/// # Errors
/// [`Error::Invalid`] where a single record is larger than a block can be (4 GiB).
pub fn encode(graph: &Graph) -> Result<Vec<Section>> {
    Ok(vec![
        section("documents", &graph.documents)?,
        section("nodes", &graph.nodes)?,
        section("appearances", &graph.appearances)?,
        section("edges", &graph.edges)?,
        section("supports", &graph.supports)?,
        section("quotes", &graph.quotes)?,
        section("facts", &graph.facts)?,
        section("stages", &graph.stages)?,
        section("rules", &graph.rules)?,
    ])
}

/// Reads a graph back. `read` gives the place (for messages) and the bytes of a section by its name.
///
/// # Errors
/// [`Error::Damaged`] naming place and block, where a checksum, a record or a reference between records is wrong;
/// [`Error::Format`] where another version wrote it; whatever `read` reports.
pub fn decode(mut read: impl FnMut(&str) -> Result<(String, Vec<u8>)>) -> Result<Graph> {
    let mut graph = Graph::default();
    let read = &mut read;
    graph.documents = records(read, "documents")?;
    graph.nodes = records(read, "nodes")?;
    graph.appearances = records(read, "appearances")?;
    graph.edges = records(read, "edges")?;
    graph.supports = records(read, "supports")?;
    graph.quotes = records(read, "quotes")?;
    graph.facts = records(read, "facts")?;
    graph.stages = records(read, "stages")?;
    graph.rules = records(read, "rules")?;
    check(&graph)?;
    graph.adjacency = Adjacency::new(graph.nodes.len(), &graph.edges);
    Ok(graph)
}

fn records<T: DeserializeOwned>(
    read: &mut impl FnMut(&str) -> Result<(String, Vec<u8>)>,
    name: &str,
) -> Result<Vec<T>> {
    let (place, bytes) = read(name)?;
    block::decode(&place, &bytes)
}

/// Every index points into its list and every range is in order, so that questions may follow them freely.
fn check(graph: &Graph) -> Result<()> {
    let wrong = |section: &str, reason: &str| {
        Err(Error::Damaged { place: format!("graph, section {section}"), reason: reason.to_owned() })
    };
    let nodes = graph.nodes.len() as u32;
    let inside = |range: &std::ops::Range<u32>, length: usize| range.start <= range.end && range.end as usize <= length;
    if graph.documents.windows(2).any(|pair| pair[0].id >= pair[1].id) {
        return wrong("documents", "not in order");
    }
    if graph.nodes.windows(2).any(|pair| pair[0].id > pair[1].id) {
        return wrong("nodes", "not in order");
    }
    if graph.nodes.iter().any(|node| !inside(&node.appearances, graph.appearances.len())) {
        return wrong("nodes", "points outside the appearances");
    }
    let documents = graph.documents.len() as u32;
    let in_documents = |document: &u32| *document < documents;
    let known = graph.appearances.iter().all(|appearance| in_documents(&appearance.document))
        && graph.quotes.iter().all(|quote| in_documents(&quote.document))
        && graph.nodes.iter().flat_map(|node| &node.aliases).flat_map(|alias| &alias.documents).all(in_documents);
    if !known {
        return wrong("documents", "a document is missing");
    }
    let mut before = None;
    for edge in &graph.edges {
        let place = (edge.subject, edge.predicate, edge.object);
        if before.is_some_and(|last| last >= place) {
            return wrong("edges", "not in order");
        }
        before = Some(place);
        let ends = edge.subject < nodes && edge.object < nodes && edge.with.iter().all(|member| *member < nodes);
        if !ends || !inside(&edge.evidence, graph.supports.len()) {
            return wrong("edges", "points outside the nodes or the evidence");
        }
    }
    let (quotes, rules) = (graph.quotes.len() as u32, graph.rules.len() as u32);
    if graph.supports.iter().any(|support| support.quote >= quotes || support.rule >= rules) {
        return wrong("supports", "points outside the quotations or the rules");
    }
    let cited = graph.facts.iter().flat_map(|fact| &fact.evidence);
    if cited
        .chain(graph.stages.iter().flat_map(|stage| &stage.evidence))
        .any(|citation| citation.quote >= quotes || citation.rule >= rules)
    {
        return wrong("facts", "points outside the quotations or the rules");
    }
    let ordered = graph.facts.windows(2).all(|pair| pair[0].about <= pair[1].about)
        && graph.stages.windows(2).all(|pair| pair[0].project <= pair[1].project);
    let about_nodes =
        graph.facts.iter().all(|fact| fact.about < nodes) && graph.stages.iter().all(|stage| stage.project < nodes);
    if !ordered || !about_nodes {
        return wrong("facts", "not in order, or about a node that is missing");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::testing;

    fn stored(graph: &Graph) -> Vec<Section> {
        encode(graph).expect("encodes")
    }

    fn load(sections: &[Section]) -> Result<Graph> {
        decode(|name| {
            let found = sections.iter().find(|section| section.name == name).expect("every section is there");
            Ok((format!("graph/{name}"), found.bytes.clone()))
        })
    }

    #[test]
    fn comes_back_equal() {
        let graph = testing::sample();
        let sections = stored(&graph);
        let names: Vec<_> = sections.iter().map(|section| section.name).collect();
        assert_eq!(names, SECTIONS);
        assert_eq!(load(&sections).expect("loads"), graph);
        assert_eq!(load(&stored(&Graph::default())).expect("loads"), Graph::default());
    }

    #[test]
    fn any_flipped_byte_is_found_and_named() {
        let sections = stored(&testing::sample());
        for (index, section) in sections.iter().enumerate() {
            for at in 0..section.bytes.len() {
                let mut damaged = sections.clone();
                damaged[index].bytes[at] ^= 0x10;
                match load(&damaged) {
                    Err(Error::Damaged { place, .. }) => {
                        assert!(place.starts_with(&format!("graph/{}", section.name)), "{place}");
                    }
                    Err(Error::Format { .. }) => assert!((8..12).contains(&at), "{} byte {at}", section.name),
                    other => panic!("{} byte {at}: {other:?}", section.name),
                }
            }
        }
    }

    #[test]
    fn a_cut_section_is_damaged() {
        let sections = stored(&testing::sample());
        for length in 0..sections[1].bytes.len() {
            let mut cut = sections.clone();
            cut[1].bytes.truncate(length);
            assert!(matches!(load(&cut), Err(Error::Damaged { .. })), "{length}");
        }
    }
}
