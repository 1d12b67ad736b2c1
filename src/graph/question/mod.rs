//! Questions to the graph, each with an answer that serialises as the command line prints it.

mod entity;
mod fact;
mod neighbor;
mod path;
mod period;
mod relation;
mod row;
mod statistics;

pub use entity::{EntityCard, EntityFilter, EntityOrder, EntityRow};
pub use fact::{FactFilter, FactRow, StageRow};
pub use neighbor::{NeighborFilter, NeighborRow, Subgraph};
pub use path::{Avoid, Hop, PathAnswer, PathFilter, PathRow};
pub use relation::{Direction, EvidenceFilter, RelationFilter, RelationRow};
pub use row::{AliasRow, EntityReference, EvidenceRow, Number, PeriodRow};
pub use statistics::Statistics;
