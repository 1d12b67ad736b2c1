//! The only writer of index files: manifest, records, commit, lock.
//!
//! The one commit point is tantivy's `meta.json`. Records, graph and manifest of a new generation are written first,
//! each under a name of its own; the name and the hash of the manifest, which names the others, ride in the commit.

mod generation;
mod lock;
mod manifest;
mod name;
mod own;
mod payload;
mod record;
mod section;
mod transaction;

pub(crate) use generation::Generation;
pub(crate) use manifest::{ContentHash, DocumentEntry, FileEntry, FileHash, Manifest, Root, split_id};
pub use manifest::{Counts, FORMAT_VERSION};
pub(crate) use name::match_names;
pub(crate) use record::{PackedRecord, content_hash, place_hash};
pub(crate) use transaction::{KnownRecords, Transaction};
