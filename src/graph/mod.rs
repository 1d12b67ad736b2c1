//! The knowledge graph: merging documents, questions, codec. petgraph stays inside.
