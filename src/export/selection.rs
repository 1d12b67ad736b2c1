//! Which nodes and edges are written.

use rustc_hash::FxHashSet;

use super::options::{Options, Parallel};
use crate::graph::{Graph, NeighborFilter, RelationFilter};

/// How much was written, and what was left out for the sake of `max_nodes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// Nodes written.
    pub nodes: usize,
    /// Edges written; parallel ones that were merged count once.
    pub edges: usize,
    /// Nodes left out because there were more than asked for.
    pub left_out_nodes: usize,
    /// Edges left out with them.
    pub left_out_edges: usize,
    /// Entities without relations, left out of pictures.
    pub unlinked: usize,
}

/// The part of a graph that is written.
#[derive(Debug)]
pub(super) struct Selection<'g> {
    pub(super) graph: &'g Graph,
    pub(super) options: &'g Options,
    /// Indexes of nodes, ascending, which is by id.
    pub(super) nodes: Vec<u32>,
    /// Numbers of edges: by subject, predicate, object; where parallel ones are merged by subject, object, predicate.
    edges: Vec<u32>,
    pub(super) report: Report,
}

impl<'g> Selection<'g> {
    pub(super) fn new(graph: &'g Graph, options: &'g Options, keep_unlinked: bool) -> Self {
        let mut edges = select_edges(graph, options);
        let mut chosen = vec![false; graph.nodes().len()];
        for number in &edges {
            let edge = &graph.edges()[*number as usize];
            chosen[edge.subject as usize] = true;
            chosen[edge.object as usize] = true;
        }
        for node in &options.around {
            chosen[*node as usize] = true;
        }
        // Whoever filters relations asks for what they link; else an entity without any is part of the graph too.
        let filters_edges = !options.predicates.is_empty() || !options.grades.is_empty();
        let mut unlinked = 0;
        if options.around.is_empty() && !filters_edges && options.evidence.is_open() {
            for (index, node) in graph.nodes().iter().enumerate() {
                if !chosen[index] && (options.kinds.is_empty() || options.kinds.contains(&node.kind)) {
                    chosen[index] = keep_unlinked;
                    unlinked += usize::from(!keep_unlinked);
                }
            }
        }
        let mut nodes: Vec<u32> = (0..graph.nodes().len() as u32).filter(|index| chosen[*index as usize]).collect();
        let (all_nodes, all_edges) = (nodes.len(), edges.len());
        if let Some(most) = options.max_nodes.filter(|most| *most < nodes.len()) {
            nodes = highest_ranked(graph, options, nodes, most);
            let kept: FxHashSet<u32> = nodes.iter().copied().collect();
            edges.retain(|number| {
                let edge = &graph.edges()[*number as usize];
                kept.contains(&edge.subject) && kept.contains(&edge.object)
            });
            if !keep_unlinked {
                nodes = still_linked(graph, options, &edges);
            }
        }
        if options.parallel == Parallel::Merge {
            edges.sort_by_key(|number| {
                let edge = &graph.edges()[*number as usize];
                (edge.subject, edge.object, edge.predicate)
            });
        }
        let mut selection = Self { graph, options, nodes, edges, report: Report::default() };
        selection.report = Report {
            nodes: selection.nodes.len(),
            edges: selection.groups().count(),
            left_out_nodes: all_nodes - selection.nodes.len(),
            left_out_edges: all_edges - selection.edges.len(),
            unlinked,
        };
        selection
    }

    /// Edges that are written as one: single ones, or all between the same two in the same direction.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[u32]> {
        let merges = self.options.parallel == Parallel::Merge;
        let edges = self.graph.edges();
        self.edges.chunk_by(move |left, right| {
            let (left, right) = (&edges[*left as usize], &edges[*right as usize]);
            merges && (left.subject, left.object) == (right.subject, right.object)
        })
    }
}

fn select_edges(graph: &Graph, options: &Options) -> Vec<u32> {
    let mut edges = if options.around.is_empty() {
        let filter = RelationFilter {
            predicates: options.predicates.clone(),
            grades: options.grades.clone(),
            evidence: options.evidence.clone(),
            ..RelationFilter::default()
        };
        graph.select_relations(&filter)
    } else {
        let filter = NeighborFilter {
            depth: options.depth,
            predicates: options.predicates.clone(),
            kinds: options.kinds.clone(),
            evidence: options.evidence.clone(),
        };
        let mut edges = graph.neighborhood(&options.around, &filter).edges;
        edges.retain(|number| {
            options.grades.is_empty() || options.grades.contains(&graph.edges()[*number as usize].grade)
        });
        edges
    };
    if !options.kinds.is_empty() {
        let wanted =
            |node: u32| options.kinds.contains(&graph.nodes()[node as usize].kind) || options.around.contains(&node);
        edges.retain(|number| {
            let edge = &graph.edges()[*number as usize];
            wanted(edge.subject) && wanted(edge.object)
        });
    }
    edges.sort_unstable();
    edges
}

/// Ends of the edges and the nodes asked about: what the cut has left alone is clutter in a picture.
fn still_linked(graph: &Graph, options: &Options, edges: &[u32]) -> Vec<u32> {
    let mut nodes = options.around.clone();
    for number in edges {
        let edge = &graph.edges()[*number as usize];
        nodes.extend([edge.subject, edge.object]);
    }
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

fn highest_ranked(graph: &Graph, options: &Options, mut nodes: Vec<u32>, most: usize) -> Vec<u32> {
    let ranks = graph.ranks();
    nodes.sort_by_key(|node| (!options.around.contains(node), std::cmp::Reverse(ranks[*node as usize]), *node));
    nodes.truncate(most);
    nodes.sort_unstable();
    nodes
}
