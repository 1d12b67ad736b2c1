//! The read façade that the command line and embedders use.
//!
//! An [`Index`] is one generation, opened as a whole: every answer that it gives is from one commit, however many
//! follow while it is open. It takes no lock and writes nothing, so that a read-only folder will do. The same index
//! gives the same answers, byte for byte.

mod answer;
mod document;
mod search;
mod statistics;

use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::export::{self, Format, Options, Sink};
use crate::graph::{
    EntityCard, EntityFilter, EntityRow, FactFilter, FactRow, Graph, NeighborFilter, NeighborRow, PathAnswer,
    PathFilter, RelationFilter, RelationRow, Resolution,
};
use crate::store::Generation;

pub use answer::{Answer, SCHEMA};
pub use document::{DocumentLine, DocumentView, MentionView, ParagraphView};
pub use search::{FacetValue, ScorePart, SearchAnswer, SearchPassage, SearchRow};
pub use statistics::{IndexStatistics, RootLine};

/// An index open for reading.
pub struct Index {
    folder: PathBuf,
    generation: Generation,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the newest generation of the index in `folder`.
    ///
    /// # Errors
    /// [`Error::NoIndex`] where there is none, [`Error::Format`] where another version wrote it, [`Error::Damaged`]
    /// where a file is not as it was written.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref().to_owned();
        let generation = Generation::open(&folder)?;
        Ok(Self { folder, generation })
    }

    /// The folder that was opened.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What all documents say together, for exports and for questions that have no method here.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.generation.graph
    }

    /// Hash of the lexicon that the last run used.
    #[must_use]
    pub fn lexicon_hash(&self) -> &str {
        &self.generation.manifest.lexicon_hash
    }

    /// The user's own lexicon folder that the last run used.
    #[must_use]
    pub fn lexicon_folder(&self) -> Option<&Path> {
        self.generation.manifest.lexicon_folder.as_deref().map(Path::new)
    }

    /// What a name means: id, canonical name, alias, short name or unique fragment, in that order of right.
    #[must_use]
    pub fn resolve(&self, name: &str) -> Resolution {
        self.graph().resolve(name)
    }

    /// The nodes that a name means, never none.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the nearest names.
    pub fn nodes(&self, name: &str) -> Result<Vec<u32>> {
        let resolution = self.resolve(name);
        if resolution.nodes.is_empty() {
            return Err(Error::Unknown { name: name.to_owned(), nearest: resolution.nearest });
        }
        Ok(resolution.nodes)
    }

    /// The one node that a name means.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the nearest names; [`Error::Ambiguous`] with the namesakes, labelled.
    pub fn node(&self, name: &str) -> Result<u32> {
        let nodes = self.nodes(name)?;
        match nodes.as_slice() {
            [node] => Ok(*node),
            _ => {
                let candidates = nodes.iter().map(|node| self.candidate(*node)).collect();
                Err(Error::Ambiguous { name: name.to_owned(), candidates })
            }
        }
    }

    /// A node with its id, so that the user can say which.
    fn candidate(&self, node: u32) -> String {
        format!("{} {}", self.graph().reference(node).id, self.graph().label(node))
    }

    /// Entities.
    #[must_use]
    pub fn entities(&self, filter: &EntityFilter) -> Vec<EntityRow> {
        self.graph().entities(filter)
    }

    /// The card of each entity that a name means, with at most `limit` relations each.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the nearest names.
    pub fn entity(&self, name: &str, limit: Option<usize>) -> Result<Vec<EntityCard>> {
        Ok(self.nodes(name)?.into_iter().map(|node| self.graph().entity_card(node, limit)).collect())
    }

    /// Relations.
    #[must_use]
    pub fn relations(&self, filter: &RelationFilter) -> Vec<RelationRow> {
        self.graph().relations(filter)
    }

    /// Figures.
    #[must_use]
    pub fn facts(&self, filter: &FactFilter) -> Vec<FactRow> {
        self.graph().facts_matching(filter)
    }

    /// What lies around the entities that a name means, nearest first.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the nearest names.
    pub fn neighbors(&self, name: &str, filter: &NeighborFilter) -> Result<Vec<NeighborRow>> {
        Ok(self.graph().neighbors(&self.nodes(name)?, filter))
    }

    /// Ways from one entity to another, best first.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the nearest names; [`Error::Ambiguous`] with the namesakes.
    pub fn paths(&self, source: &str, target: &str, filter: &PathFilter) -> Result<PathAnswer> {
        Ok(self.graph().paths(self.node(source)?, self.node(target)?, filter))
    }

    /// Writes the graph, or what `options` ask for of it, in another program's format.
    ///
    /// # Errors
    /// [`Error::Io`] where the sink cannot be written; [`Error::Invalid`] where it takes too few files.
    pub fn export(&self, format: Format, options: &Options, sink: &mut dyn Sink) -> Result<export::Report> {
        export::export(self.graph(), format, options, sink)
    }
}
