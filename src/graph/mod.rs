//! The knowledge graph: merging documents, questions, codec. petgraph stays inside.
//!
//! A [`Graph`] is what all documents say together: nodes sorted by id, edges sorted by subject, predicate and object,
//! each edge with the quotations that say it. It is built by a [`Merger`] (an order-independent fold over documents),
//! written and read by [`codec`], and asked through its methods; what they answer with serialises as the command line
//! prints it. Inside, nodes, edges and documents are named by their index (`u32`); outside, by their ids.

mod adjacency;
pub mod codec;
mod fold;
mod id;
#[cfg(test)]
mod load;
mod merge;
mod name;
mod question;
mod rank;
mod record;
#[cfg(test)]
pub(crate) mod testing;
mod walk;

pub use id::{EntityId, RelationId};
pub use merge::Merger;
pub use name::{Resolution, Right};
pub use question::*;
pub use record::{
    Appearance, Citation, DocumentRecord, Edge, Fact, Graph, Node, NodeAlias, Progress, Quote, Support, ZoneSet,
};
