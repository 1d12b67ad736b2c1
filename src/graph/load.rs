//! A graph of a million edges: that nothing is quadratic. `cargo test --release --lib graph::load -- --ignored`

#![cfg(test)]

use std::time::Instant;

use super::testing::{Teller, record};
use super::{EntityFilter, EntityOrder, Merger, NeighborFilter, PathFilter, RelationFilter, codec};
use crate::model::{EntityType, Predicate, Zone};

const NODES: u32 = 300_000;
const EDGES: u32 = 1_000_000;
const DOCUMENTS: u32 = 2_000;

#[test]
#[ignore = "a million edges: seconds in release, a minute otherwise"]
fn a_million_edges_answer() {
    let mut state = 11_u64;
    let mut next = |below: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % u64::from(below)) as u32
    };
    let mut clock = Instant::now();
    let mut lap = |what: &str| {
        println!("{what}: {:?}", clock.elapsed());
        clock = Instant::now();
    };
    let mut merger = Merger::new();
    for document in 0..DOCUMENTS {
        let mut teller = Teller::default();
        for _ in 0..EDGES / DOCUMENTS {
            // The smallest of four draws, so that some are hubs; one node takes a twentieth.
            let low = if next(20) == 0 { 0 } else { next(NODES).min(next(NODES)).min(next(NODES)) };
            let high = next(NODES);
            let subject = teller.entity(&format!("第{high}号|{high}"), EntityType::ALL[high as usize % 10]);
            let object = teller.entity(&format!("第{low}号|{low}"), EntityType::ALL[low as usize % 10]);
            let words = teller.evidence("某某为某某供应某某，", Zone::Body);
            teller.relation(subject, Predicate::ALL[next(19) as usize], object, &words);
        }
        merger.add(&record(&format!("库/{document:06}.txt"), 1, None), &teller.told());
    }
    lap("tell and add");
    let graph = merger.finish();
    lap("finish");
    let sections = codec::encode(&graph).expect("encodes");
    lap("encode");
    println!("bytes: {}", sections.iter().map(|section| section.bytes.len()).sum::<usize>());
    let read = codec::decode(|name| {
        let found = sections.iter().find(|section| section.name == name).expect("is there");
        Ok((name.to_owned(), found.bytes.clone()))
    })
    .expect("decodes");
    lap("decode");
    assert!(read == graph);
    let hub = graph.resolve("第0号").nodes[0];
    assert!(graph.nodes()[hub as usize].degree > 40_000);
    lap("resolve");
    assert!(graph.resolve("第0号码").nodes.is_empty());
    lap("resolve nothing");
    assert!(graph.relations(&RelationFilter { about: vec![hub], ..RelationFilter::default() }).len() > 40_000);
    lap("relations of the hub");
    let (from, to) = (graph.resolve("第299999号").nodes[0], graph.resolve("第299998号").nodes[0]);
    lap("resolve two");
    let answer = graph.paths(from, to, &PathFilter { count: 3, ..PathFilter::default() });
    assert_eq!((answer.paths.len(), answer.budget_spent), (3, false));
    lap("three paths");
    assert!(!graph.neighborhood(&[from], &NeighborFilter { depth: 2, ..NeighborFilter::default() }).nodes.is_empty());
    lap("neighbours");
    let rows = graph.select_entities(&EntityFilter { order: EntityOrder::Rank, ..EntityFilter::default() });
    assert_eq!(rows[0], hub);
    lap("rank");
}
