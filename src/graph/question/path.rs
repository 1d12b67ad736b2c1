//! How two entities are linked: the k best ways, with the sentence for each hop.

use std::cell::Cell;
use std::collections::BTreeSet;

use petgraph::algo::{astar, dijkstra};
use petgraph::visit::EdgeRef;
use rustc_hash::FxHashSet;
use serde::Serialize;

use super::relation::{EvidenceFilter, RelationRow};
use super::row::EntityReference;
use crate::graph::record::{Graph, ZoneSet};
use crate::graph::walk::{CLOSED, State, Walk, entry_costs, hop_cost, predicate_bits};
use crate::model::{EntityType, Level, Predicate, Zone};
use crate::{Error, Result};

/// What a path must not pass through; its two ends are never meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Avoid {
    /// This node.
    Node(u32),
    /// Nodes of this type.
    Kind(EntityType),
    /// Districts of this level.
    Level(Level),
}

/// Which paths are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathFilter {
    /// How many, at most.
    pub count: usize,
    /// Of so many hops, at most.
    pub max_hops: u8,
    /// From subject to object only.
    pub directed: bool,
    /// Not through these.
    pub avoid: Vec<Avoid>,
    /// Over these relations; empty: over any.
    pub predicates: Vec<Predicate>,
    /// Over relations said in one of these zones; zones that tell no story (byline, credit) come to those that do.
    pub zones: Vec<Zone>,
    /// How many edges may be looked at before the search gives up.
    pub budget: u64,
}

impl Default for PathFilter {
    fn default() -> Self {
        Self {
            count: 1,
            max_hops: 6,
            directed: false,
            avoid: Vec::new(),
            predicates: Vec::new(),
            zones: Vec::new(),
            budget: 20_000_000,
        }
    }
}

/// One hop: the relation that carries it best, and what else links the same two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// Where it begins on this path.
    pub from: EntityReference,
    /// Where it leads.
    pub to: EntityReference,
    /// The relation, in its own direction.
    #[serde(flatten)]
    pub relation: RelationRow,
    /// Other relations between the two.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parallel: Vec<RelationRow>,
}

/// One way from the first to the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PathRow {
    /// What it costs, in thousandths of a plain hop: hubs and provinces on the way cost more.
    pub cost: u32,
    /// Its hops in order.
    pub hops: Vec<Hop>,
}

/// The paths found, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PathAnswer {
    /// Cheapest first; of equals the one with fewer hops, then smaller ids.
    pub paths: Vec<PathRow>,
    /// Whether the search gave up: there may be other and better paths.
    pub budget_spent: bool,
}

/// A path while paths are compared.
type Found = (u32, usize, Vec<u32>);

impl Graph {
    /// What `--avoid` means: `type:T`, `level:L` (codes or Chinese labels), or the name of a node; a name that means
    /// several avoids them all.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it means nothing.
    pub fn avoid(&self, text: &str) -> Result<Vec<Avoid>> {
        let unknown = |what: &str| Error::Invalid(format!("--avoid {text}: no such {what}"));
        if let Some(kind) = text.strip_prefix("type:") {
            return EntityType::parse(kind).map(|kind| vec![Avoid::Kind(kind)]).ok_or_else(|| unknown("type"));
        }
        if let Some(level) = text.strip_prefix("level:") {
            return Level::parse(level).map(|level| vec![Avoid::Level(level)]).ok_or_else(|| unknown("level"));
        }
        let nodes = self.resolve(text).nodes;
        if nodes.is_empty() {
            return Err(unknown("entity"));
        }
        Ok(nodes.into_iter().map(Avoid::Node).collect())
    }

    /// The best ways from `source` to `target`. A way never comes twice for parallel relations, and never passes one
    /// node twice.
    ///
    /// # Panics
    /// Where `source` or `target` is no node's index.
    #[must_use]
    pub fn paths(&self, source: u32, target: u32, filter: &PathFilter) -> PathAnswer {
        let entry = self.path_costs(source, target, &filter.avoid);
        let budget = Cell::new(filter.budget);
        let zones = path_zones(&filter.zones);
        let walk = |backward: bool, max_hops: Option<u8>| Walk {
            graph: self,
            backward,
            directed: filter.directed,
            predicates: predicate_bits(&filter.predicates),
            zones,
            entry: &entry,
            max_hops,
            closed: FxHashSet::default(),
            closed_links: FxHashSet::default(),
            budget: &budget,
        };
        let mut found = Vec::new();
        if source != target && filter.count > 0 && filter.max_hops > 0 {
            found = k_best(source, target, filter, &walk);
        }
        let admitting = walk(false, None);
        let paths =
            found.iter().map(|(cost, _, nodes)| PathRow { cost: *cost, hops: self.hops(nodes, &admitting) }).collect();
        PathAnswer { paths, budget_spent: budget.get() == 0 }
    }

    fn path_costs(&self, source: u32, target: u32, avoid: &[Avoid]) -> Vec<u32> {
        let mut entry = entry_costs(self);
        for rule in avoid {
            match rule {
                Avoid::Node(node) => entry[*node as usize] = CLOSED,
                Avoid::Kind(kind) => close(&mut entry, self, |node| node.kind == *kind),
                Avoid::Level(level) => close(&mut entry, self, |node| node.level == Some(*level)),
            }
        }
        entry[source as usize] = 0;
        entry[target as usize] = 0;
        entry
    }

    fn hops(&self, nodes: &[u32], walk: &Walk<'_>) -> Vec<Hop> {
        let evidence = EvidenceFilter { zones: Some(walk.zones), ..EvidenceFilter::default() };
        let mut hops = Vec::with_capacity(nodes.len().saturating_sub(1));
        for pair in nodes.windows(2) {
            let mut numbers = self.edges_between(pair[0], pair[1]);
            numbers.retain(|number| {
                let edge = &self.edges[*number as usize];
                let along = edge.subject == pair[0] || edge.predicate.is_symmetric();
                walk.admits(edge) && (along || !walk.directed)
            });
            numbers.sort_by_key(|number| {
                let edge = &self.edges[*number as usize];
                (hop_cost(edge), edge.grade, edge.predicate, *number)
            });
            let mut rows: Vec<RelationRow> =
                numbers.into_iter().map(|number| self.relation_row(number, &evidence)).collect();
            if rows.is_empty() {
                continue;
            }
            let relation = rows.remove(0);
            let (from, to) = (self.reference(pair[0]), self.reference(pair[1]));
            hops.push(Hop { from, to, relation, parallel: rows });
        }
        hops
    }

    /// Numbers of the edges between two nodes, found at the one that has fewer.
    pub(in crate::graph) fn edges_between(&self, one: u32, other: u32) -> Vec<u32> {
        let fewer = if self.nodes[one as usize].degree <= self.nodes[other as usize].degree { one } else { other };
        let further = if fewer == one { other } else { one };
        self.adjacency
            .incident(fewer)
            .filter(|number| {
                let edge = &self.edges[*number as usize];
                edge.subject == further || edge.object == further
            })
            .collect()
    }
}

fn close(entry: &mut [u32], graph: &Graph, closes: impl Fn(&crate::graph::Node) -> bool) {
    for (cost, node) in entry.iter_mut().zip(&graph.nodes) {
        if closes(node) {
            *cost = CLOSED;
        }
    }
}

/// Bylines and credits name people and papers and link nothing, unless they are asked for.
fn path_zones(asked: &[Zone]) -> ZoneSet {
    let mut zones: ZoneSet = asked.iter().copied().collect();
    if !zones.intersects(ZoneSet::story()) {
        zones.0 |= ZoneSet::story().0;
    }
    zones
}

/// Yen's k shortest loopless paths. Each search is petgraph's A*, guided by the true distances to the target that
/// one petgraph Dijkstra from there has found; what it closes only makes ways longer, so that the guide stays a
/// lower bound.
fn k_best<'g>(
    source: u32,
    target: u32,
    filter: &PathFilter,
    walk: &impl Fn(bool, Option<u8>) -> Walk<'g>,
) -> Vec<Found> {
    let start = State { node: target, hops: 0 };
    let goal = State { node: source, hops: 0 };
    let distances = dijkstra(&walk(true, None), start, Some(goal), |step| *step.weight());
    let Some(reach) = distances.get(&goal).copied() else { return Vec::new() };
    // Beyond what was settled when the source was reached, all is at least as far as the source.
    let estimate =
        |state: State| distances.get(&State { node: state.node, hops: 0 }).map_or(reach, |known| (*known).min(reach));
    let search = |from: u32, hops: u8, closed: &[u32], closed_links: FxHashSet<(u32, u32)>| {
        let mut forward = walk(false, Some(hops));
        forward.closed = closed.iter().copied().collect();
        forward.closed_links = closed_links;
        let start = State { node: from, hops: 0 };
        let way = astar(&forward, start, |state| state.node == target, |step| *step.weight(), estimate);
        way.map(|(cost, states)| (cost, states.into_iter().map(|state| state.node).collect::<Vec<u32>>()))
    };

    let mut found: Vec<Found> = Vec::new();
    let mut candidates: BTreeSet<Found> = BTreeSet::new();
    if let Some((cost, nodes)) = search(source, filter.max_hops, &[], FxHashSet::default()) {
        candidates.insert((cost, nodes.len(), nodes));
    }
    while let Some(best) = candidates.pop_first() {
        found.push(best);
        if found.len() >= filter.count {
            break;
        }
        let last = found[found.len() - 1].2.clone();
        let mut root_cost = 0;
        for at in 0..last.len() - 1 {
            let root = &last[..=at];
            let closed_links = found
                .iter()
                .filter(|(_, _, nodes)| nodes.len() > at + 1 && nodes[..=at] == *root)
                .map(|(_, _, nodes)| (nodes[at], nodes[at + 1]))
                .collect();
            let hops_left = filter.max_hops - at as u8;
            // The root's own nodes are closed, the first included, lest the way come back to them.
            if let Some((cost, nodes)) = search(last[at], hops_left, root, closed_links) {
                let mut whole = last[..at].to_vec();
                whole.extend(nodes);
                candidates.insert((root_cost + cost, whole.len(), whole));
            }
            root_cost += link_cost(&walk(false, None), last[at], last[at + 1]);
        }
    }
    found
}

/// Cost of the best single hop between two nodes that a found path links.
fn link_cost(walk: &Walk<'_>, from: u32, to: u32) -> u32 {
    let graph = walk.graph;
    let hops = graph.edges_between(from, to).into_iter().filter_map(|number| {
        let edge = &graph.edges[number as usize];
        let along = edge.subject == from || edge.predicate.is_symmetric();
        (walk.admits(edge) && (along || !walk.directed)).then(|| hop_cost(edge))
    });
    hops.min().unwrap_or_default() + walk.entry[to as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Merger;
    use crate::graph::testing::{self, Teller};
    use crate::model::{EntityType, Zone};

    fn ways(graph: &Graph, from: &str, to: &str, filter: &PathFilter) -> Vec<String> {
        let answer = graph.paths(graph.resolve(from).nodes[0], graph.resolve(to).nodes[0], filter);
        assert!(!answer.budget_spent);
        let mut lines = Vec::new();
        for path in &answer.paths {
            let mut line = path.hops[0].from.name.clone();
            for hop in &path.hops {
                let arrow = if hop.relation.subject == hop.from { ">" } else { "<" };
                line.push_str(&format!(" {arrow}{}{arrow} {}", hop.relation.label, hop.to.name));
                assert!(!hop.relation.evidence.is_empty());
            }
            lines.push(line);
        }
        lines
    }

    #[test]
    fn the_chain_beats_the_province() {
        let graph = testing::sample();
        let filter = PathFilter { count: 9, ..PathFilter::default() };
        let found = ways(&graph, "滇中城际铁路", "元谋县", &filter);
        assert_eq!(found[0], "滇中城际铁路 >促进> 滇中 >包含> 元谋县");
        assert!(found.contains(&"滇中城际铁路 >位于> 云南省 <隶属< 元谋县".to_owned()), "{found:?}");
        let distinct: BTreeSet<&String> = found.iter().collect();
        assert_eq!(distinct.len(), found.len());
    }

    #[test]
    fn avoided_levels_types_and_names() {
        let graph = testing::sample();
        for avoid in ["滇中", "type:bloc", "type:区域板块"] {
            let avoid = graph.avoid(avoid).unwrap();
            let filter = PathFilter { avoid, ..PathFilter::default() };
            assert_eq!(ways(&graph, "滇中城际铁路", "元谋县", &filter), ["滇中城际铁路 >位于> 云南省 <隶属< 元谋县"]);
        }
        let mut avoid = graph.avoid("level:province").unwrap();
        avoid.extend(graph.avoid("type:bloc").unwrap());
        let filter = PathFilter { avoid, ..PathFilter::default() };
        assert!(ways(&graph, "滇中城际铁路", "元谋县", &filter).is_empty());
        assert!(graph.avoid("type:nonsense").is_err() && graph.avoid("没有这个").is_err());
    }

    #[test]
    fn bylines_link_nothing_unless_asked_for() {
        let graph = testing::sample();
        assert!(ways(&graph, "周桂珍", "李丽华", &PathFilter::default()).is_empty());
        let filter = PathFilter { zones: vec![Zone::Byline], ..PathFilter::default() };
        assert_eq!(ways(&graph, "周桂珍", "李丽华", &filter), ["周桂珍 >任职> 禄丰市水务局 <任职< 李丽华"]);
    }

    #[test]
    fn directed_paths_follow_the_arrows() {
        let graph = testing::sample();
        let filter = PathFilter { directed: true, ..PathFilter::default() };
        assert_eq!(ways(&graph, "滇中城际铁路", "元谋县", &filter).len(), 1);
        assert!(ways(&graph, "元谋县", "滇中城际铁路", &filter).is_empty());
    }

    /// A chain of `length` links, and a dearer short cut over a province.
    fn chain(length: usize) -> Graph {
        let mut teller = Teller::default();
        let province = teller.district("甲省", Level::Province, "");
        let words = teller.evidence("依次供货。", Zone::Body);
        let companies: Vec<u32> =
            (0..=length).map(|at| teller.entity(&format!("第{at}公司"), EntityType::Company)).collect();
        for pair in companies.windows(2) {
            teller.relation(pair[0], Predicate::Supplies, pair[1], &words);
            teller.relation(pair[0], Predicate::CooperatesWith, pair[1], &words);
        }
        for end in [companies[0], companies[length]] {
            teller.relation(end, Predicate::LocatedIn, province, &words);
        }
        let mut merger = Merger::new();
        merger.add(&testing::record("a.txt", 1, None), &teller.told());
        merger.finish()
    }

    #[test]
    fn hops_are_bounded_even_where_the_cheapest_way_is_longer() {
        let graph = chain(4);
        let nodes = |most: u8| {
            let filter = PathFilter { max_hops: most, count: 5, ..PathFilter::default() };
            ways(&graph, "第0公司", "第4公司", &filter)
        };
        let long = nodes(4);
        assert_eq!(long.len(), 2, "parallel relations are one hop: {long:?}");
        assert!(long[0].contains("第2公司") && long[1].contains("甲省"), "{long:?}");
        assert_eq!(nodes(3), ["第0公司 >位于> 甲省 <位于< 第4公司"]);
        assert!(nodes(1).is_empty());
    }

    #[test]
    fn a_spent_budget_is_said() {
        let graph = chain(4);
        let filter = PathFilter { budget: 3, ..PathFilter::default() };
        let answer = graph.paths(graph.resolve("第0公司").nodes[0], graph.resolve("第4公司").nodes[0], &filter);
        assert!(answer.budget_spent && answer.paths.is_empty());
    }

    #[test]
    fn a_hop_as_the_command_line_prints_it() {
        let graph = chain(1);
        let answer =
            graph.paths(graph.resolve("第0公司").nodes[0], graph.resolve("第1公司").nodes[0], &PathFilter::default());
        let json = serde_json::to_value(&answer.paths).unwrap();
        assert_eq!(json[0]["hops"][0]["predicate"], "supplies");
        assert_eq!(json[0]["hops"][0]["evidence"][0]["text"], "依次供货。");
        assert_eq!(json[0]["hops"][0]["parallel"][0]["predicate"], "cooperates_with");
    }
}
