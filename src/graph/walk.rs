//! The stored adjacency as petgraph sees it: its visit traits over what a question allows to be walked.
//!
//! petgraph's algorithms run on it as it stands, without a graph of their own being built.

use std::cell::Cell;

use petgraph::visit::{Data, EdgeRef, GraphBase, IntoEdgeReferences, IntoEdges, IntoNeighbors, Visitable};
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::record::{Edge, Graph, ZoneSet};
use crate::model::{Grade, Level, Modality, Predicate};

/// Cost of a hop, in thousandths: the unit of all costs here.
pub(super) const HOP: u32 = 1000;
/// Cost that closes a node.
pub(super) const CLOSED: u32 = u32::MAX;

/// A node and how many hops led to it. Two hop counts are two states, so that a cheap long way does not hide a dear
/// short one where the number of hops is bounded. Walks that count no hops stay at zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct State {
    pub(super) node: u32,
    pub(super) hops: u8,
}

/// What of the graph may be walked, and at what cost.
#[derive(Debug)]
pub(super) struct Walk<'g> {
    pub(super) graph: &'g Graph,
    /// Against the direction of the edges: to find what leads here.
    pub(super) backward: bool,
    /// Along the direction of edges only; symmetric ones run both ways.
    pub(super) directed: bool,
    /// Bit set of predicates.
    pub(super) predicates: u32,
    /// Edges with evidence in one of these.
    pub(super) zones: ZoneSet,
    /// Cost of passing through each node; [`CLOSED`] ones are not entered.
    pub(super) entry: &'g [u32],
    /// Hops allowed; `None`: not counted.
    pub(super) max_hops: Option<u8>,
    /// Nodes that this walk must not enter.
    pub(super) closed: FxHashSet<u32>,
    /// Nodes that must not be entered from the given one.
    pub(super) closed_links: FxHashSet<(u32, u32)>,
    /// Edges that may still be looked at, shared by all walks of a question.
    pub(super) budget: &'g Cell<u64>,
}

/// The bit set of predicates; none given means all.
pub(super) fn predicate_bits(predicates: &[Predicate]) -> u32 {
    if predicates.is_empty() {
        return u32::MAX;
    }
    predicates.iter().fold(0, |bits, predicate| bits | 1 << (*predicate as u32))
}

/// Cost of passing through each node: nothing for what has few relations, more for hubs, much for a country or a
/// province, in which everything lies and which therefore explains nothing.
pub(super) fn entry_costs(graph: &Graph) -> Vec<u32> {
    graph
        .nodes
        .iter()
        .map(|node| {
            let wide = match node.level {
                Some(Level::Country) => 6 * HOP,
                Some(Level::Province) => 5 * HOP,
                Some(Level::City) => HOP,
                _ => 0,
            };
            // 0.4 of the natural logarithm: a hub of 20 relations costs a hop more, one of 50,000 four.
            wide + log2_thousandths(node.degree + 1) * 28 / 100
        })
        .collect()
}

/// Binary logarithm in thousandths, straight between powers of two: whole numbers are the same on every machine.
fn log2_thousandths(number: u32) -> u32 {
    let power = number.max(1).ilog2();
    let rest = u64::from(number.max(1)) - (1_u64 << power);
    power * 1000 + ((rest * 1000) >> power) as u32
}

/// Cost of a hop over this edge, without that of the node it enters: what is less sure costs a little more.
pub(super) fn hop_cost(edge: &Edge) -> u32 {
    let doubt = match edge.grade {
        Grade::A | Grade::B => 0,
        Grade::C => 100,
        Grade::D => 300,
    };
    HOP + doubt + if edge.modality == Modality::Planned { 100 } else { 0 }
}

/// One step of a walk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    from: State,
    to: State,
    number: u32,
    cost: u32,
}

impl EdgeRef for Step {
    type NodeId = State;
    type EdgeId = u32;
    type Weight = u32;

    fn source(&self) -> State {
        self.from
    }

    fn target(&self) -> State {
        self.to
    }

    fn weight(&self) -> &u32 {
        &self.cost
    }

    fn id(&self) -> u32 {
        self.number
    }
}

/// Steps from one state.
#[derive(Debug)]
pub(super) struct Steps<'w, 'g> {
    walk: &'w Walk<'g>,
    from: State,
    outgoing: std::ops::Range<u32>,
    incoming: std::slice::Iter<'g, u32>,
}

impl Iterator for Steps<'_, '_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            let number = self.outgoing.next().or_else(|| self.incoming.next().copied())?;
            let left = self.walk.budget.get().checked_sub(1)?;
            self.walk.budget.set(left);
            if let Some(step) = self.walk.step(self.from, number) {
                return Some(step);
            }
        }
    }
}

impl<'g> Walk<'g> {
    /// Whether the edge may be used at all.
    pub(super) fn admits(&self, edge: &Edge) -> bool {
        self.predicates & (1 << (edge.predicate as u32)) != 0 && edge.zones.intersects(self.zones)
    }

    fn step(&self, from: State, number: u32) -> Option<Step> {
        let edge = &self.graph.edges[number as usize];
        let along = edge.subject == from.node;
        if !self.admits(edge) || (self.directed && along == self.backward && !edge.predicate.is_symmetric()) {
            return None;
        }
        let to = if along { edge.object } else { edge.subject };
        let entered = self.entry[to as usize];
        if entered == CLOSED || self.closed.contains(&to) || self.closed_links.contains(&(from.node, to)) {
            return None;
        }
        // Walking backward, the node entered by the hop is the one that the walk comes from.
        let passed = if self.backward { self.entry[from.node as usize] } else { entered };
        let hops = if self.max_hops.is_some() { from.hops + 1 } else { 0 };
        Some(Step { from, to: State { node: to, hops }, number, cost: hop_cost(edge) + passed })
    }

    fn steps<'w>(&'w self, from: State) -> Steps<'w, 'g> {
        let exhausted = self.max_hops.is_some_and(|most| from.hops >= most);
        let graph: &'g Graph = self.graph;
        if exhausted {
            return Steps { walk: self, from, outgoing: 0..0, incoming: [].iter() };
        }
        Steps {
            walk: self,
            from,
            outgoing: graph.adjacency.outgoing(from.node),
            incoming: graph.adjacency.incoming(from.node).iter(),
        }
    }
}

impl GraphBase for Walk<'_> {
    type NodeId = State;
    type EdgeId = u32;
}

impl Data for Walk<'_> {
    type NodeWeight = ();
    type EdgeWeight = u32;
}

impl Visitable for Walk<'_> {
    type Map = std::collections::HashSet<State, FxBuildHasher>;

    fn visit_map(&self) -> Self::Map {
        Self::Map::default()
    }

    fn reset_map(&self, map: &mut Self::Map) {
        map.clear();
    }
}

/// Where the steps from a state lead.
#[derive(Debug)]
pub(super) struct Neighbors<'w, 'g>(Steps<'w, 'g>);

impl Iterator for Neighbors<'_, '_> {
    type Item = State;

    fn next(&mut self) -> Option<State> {
        self.0.next().map(|step| step.to)
    }
}

impl<'w, 'g> IntoNeighbors for &'w Walk<'g> {
    type Neighbors = Neighbors<'w, 'g>;

    fn neighbors(self, from: State) -> Neighbors<'w, 'g> {
        Neighbors(self.steps(from))
    }
}

/// Steps from every node, none having been made before.
#[derive(Debug)]
pub(super) struct AllSteps<'w, 'g> {
    walk: &'w Walk<'g>,
    node: u32,
    steps: Option<Steps<'w, 'g>>,
}

impl Iterator for AllSteps<'_, '_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            if let Some(step) = self.steps.as_mut().and_then(Iterator::next) {
                return Some(step);
            }
            if self.node as usize >= self.walk.graph.nodes.len() {
                return None;
            }
            self.steps = Some(self.walk.steps(State { node: self.node, hops: 0 }));
            self.node += 1;
        }
    }
}

impl<'w, 'g> IntoEdgeReferences for &'w Walk<'g> {
    type EdgeRef = Step;
    type EdgeReferences = AllSteps<'w, 'g>;

    fn edge_references(self) -> AllSteps<'w, 'g> {
        AllSteps { walk: self, node: 0, steps: None }
    }
}

impl<'w, 'g> IntoEdges for &'w Walk<'g> {
    type Edges = Steps<'w, 'g>;

    fn edges(self, from: State) -> Steps<'w, 'g> {
        self.steps(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithm_by_whole_numbers() {
        assert_eq!([1, 2, 3, 4, 1024].map(log2_thousandths), [0, 1000, 1500, 2000, 10_000]);
        assert_eq!(log2_thousandths(0), 0);
        assert!(log2_thousandths(u32::MAX) <= 32_000);
    }

    #[test]
    fn provinces_and_hubs_cost_more() {
        let graph = crate::graph::testing::sample();
        let costs = entry_costs(&graph);
        let cost = |name: &str| costs[graph.resolve(name).nodes[0] as usize];
        assert!(cost("云南省") > cost("滇中") + 4 * HOP);
        assert!(cost("滇中") > cost("元谋机械公司"));
    }
}
