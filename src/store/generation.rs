//! One generation of the index, open for reading: what one commit made visible, and nothing of another.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::{Error, Result};
use crate::graph::{Graph, codec};
use crate::search::SearchReader;

use super::manifest::{GraphReference, Manifest};
use super::payload::Payload;
use super::record::Segments;
use super::section::{self, Kind};

/// How often a reader tries again while writers commit under its hands.
const ATTEMPTS: usize = 20;

/// A generation open for reading.
pub(crate) struct Generation {
    /// Roots, files, documents.
    pub(crate) manifest: Manifest,
    /// What was read from each document.
    pub(crate) segments: Segments,
    /// The full text.
    pub(crate) search: SearchReader,
    /// The folded graph.
    pub(crate) graph: Graph,
}

/// What a commit names beside the full text.
pub(super) struct Committed {
    pub(super) manifest: Manifest,
    pub(super) segments: Segments,
    /// Name of the manifest's file.
    pub(super) manifest_file: String,
}

impl Generation {
    /// Opens the newest generation in `folder`, which may be read-only.
    ///
    /// The full text is opened first, together with its payload; the files that the payload names belong to it by
    /// their hashes, so that one generation's full text is never paired with another's graph. They stay for one commit
    /// more, and a reader that two commits overtake begins again.
    ///
    /// # Errors
    /// [`Error::NoIndex`], [`Error::Format`], [`Error::Damaged`].
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let mut attempt = 0;
        loop {
            let search = SearchReader::open(folder)?;
            let payload = search.payload().to_owned();
            attempt += 1;
            match Self::open_with(folder, search) {
                Ok(generation) => return Ok(generation),
                Err(error) if attempt == ATTEMPTS || SearchReader::open(folder)?.payload() == payload => {
                    return Err(error);
                }
                Err(_) => {}
            }
        }
    }

    fn open_with(folder: &Path, search: SearchReader) -> Result<Self> {
        if search.payload().is_empty() {
            return Err(Error::NoIndex(folder.to_owned()));
        }
        let Committed { manifest, segments, .. } = read_committed(folder, search.payload())?;
        let graph = match &manifest.graph {
            Some(reference) => read_graph(folder, reference)?,
            None => Graph::default(),
        };
        Ok(Self { manifest, segments, search, graph })
    }
}

/// Opens what a commit names, the graph aside.
pub(super) fn read_committed(folder: &Path, payload: &str) -> Result<Committed> {
    let payload = Payload::decode(payload)?;
    let body = section::read(folder, Kind::Manifest, &payload.manifest)?;
    let manifest = Manifest::decode(&body, &payload.manifest.name)?;
    let segments = Segments::open(folder, &manifest.segments)?;
    Ok(Committed { manifest, segments, manifest_file: payload.manifest.name })
}

/// Writes a graph as one file.
pub(super) fn write_graph(folder: &Path, graph: &Graph) -> Result<GraphReference> {
    let mut body = Vec::new();
    let mut sections = BTreeMap::new();
    for part in codec::encode(graph)? {
        sections.insert(part.name.to_owned(), (body.len() as u64, part.bytes.len() as u64));
        body.extend_from_slice(&part.bytes);
    }
    Ok(GraphReference { file: section::write(folder, Kind::Graph, &body)?, sections })
}

fn read_graph(folder: &Path, reference: &GraphReference) -> Result<Graph> {
    let body = section::read(folder, Kind::Graph, &reference.file)?;
    codec::decode(|name| {
        let place = format!("{}, section {name}", reference.file.name);
        let part = reference.sections.get(name).and_then(|(start, length)| {
            let start = usize::try_from(*start).ok()?;
            body.get(start..start.checked_add(usize::try_from(*length).ok()?)?)
        });
        match part {
            Some(bytes) => Ok((place, bytes.to_vec())),
            None => Err(Error::Damaged { place, reason: "no such section".to_owned() }),
        }
    })
}
