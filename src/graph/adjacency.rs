//! Which edges begin and end at a node, without searching.

use super::Edge;

/// Edge numbers by node, both ways: two arrays a direction, not a list for each node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Adjacency {
    /// Edges are sorted by subject, so that those of node n are `out_starts[n]..out_starts[n + 1]`.
    out_starts: Vec<u32>,
    in_starts: Vec<u32>,
    /// Edge numbers by object, ascending within it.
    in_edges: Vec<u32>,
}

impl Default for Adjacency {
    fn default() -> Self {
        Self::new(0, &[])
    }
}

impl Adjacency {
    /// Counts and places; linear in nodes and edges. `edges` are sorted by subject and their ends below `nodes`.
    pub(super) fn new(nodes: usize, edges: &[Edge]) -> Self {
        let mut out_starts = vec![0_u32; nodes + 1];
        let mut in_starts = vec![0_u32; nodes + 1];
        for edge in edges {
            out_starts[edge.subject as usize + 1] += 1;
            in_starts[edge.object as usize + 1] += 1;
        }
        for node in 0..nodes {
            out_starts[node + 1] += out_starts[node];
            in_starts[node + 1] += in_starts[node];
        }
        let mut next = in_starts.clone();
        let mut in_edges = vec![0_u32; edges.len()];
        for (number, edge) in edges.iter().enumerate() {
            let slot = &mut next[edge.object as usize];
            in_edges[*slot as usize] = number as u32;
            *slot += 1;
        }
        Self { out_starts, in_starts, in_edges }
    }

    /// Numbers of the edges that begin at `node`.
    pub(super) fn outgoing(&self, node: u32) -> std::ops::Range<u32> {
        self.out_starts[node as usize]..self.out_starts[node as usize + 1]
    }

    /// Numbers of the edges that end at `node`.
    pub(super) fn incoming(&self, node: u32) -> &[u32] {
        &self.in_edges[self.in_starts[node as usize] as usize..self.in_starts[node as usize + 1] as usize]
    }

    /// Both, outgoing first.
    pub(super) fn incident(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        self.outgoing(node).chain(self.incoming(node).iter().copied())
    }
}
