//! Changes to the index that become visible together or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::graph::{DocumentRecord, Graph, Merger};
use crate::model::Extraction;
use crate::search::{Analysis, SearchReader, SearchWriter};

use super::generation::{read_committed, write_graph};
use super::lock::WriterLock;
use super::manifest::{ContentHash, Counts, DocumentEntry, FORMAT_VERSION, Location, Manifest};
use super::own;
use super::payload::Payload;
use super::record::{PackedRecord, SegmentWriter, Segments};
use super::section::{self, Kind};

/// Memory that the full-text writer may fill before it writes a segment, in bytes.
const SEARCH_MEMORY: usize = 128 << 20;

/// A set of changes. Nothing of it is visible before [`Transaction::commit`]; dropped without, it leaves no trace.
pub(crate) struct Transaction {
    folder: PathBuf,
    lock: Option<WriterLock>,
    /// The manifest as it will be; callers edit its roots.
    pub(crate) manifest: Manifest,
    /// Files that the last commit needs, its manifest among them.
    committed_files: BTreeSet<String>,
    segments: Segments,
    records: Option<SegmentWriter>,
    search: Option<SearchWriter>,
    threads: usize,
    created: Vec<String>,
}

impl Transaction {
    /// Takes the lock of the index in `folder` (made where it is missing) and begins. `threads` threads write the full
    /// text. With `rebuild`, an index that is damaged or of another format is begun anew.
    ///
    /// # Errors
    /// [`Error::Locked`] where another writer is at work; else as reading does.
    pub(crate) fn begin(folder: &Path, threads: usize, rebuild: bool) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|source| Error::io("create", folder, source))?;
        let lock = WriterLock::take(folder)?;
        let mut transaction = match Self::load(folder, threads) {
            Err(Error::Damaged { .. } | Error::Format { .. } | Error::Search(_)) if rebuild => {
                own::remove_all(folder)?;
                Self::load(folder, threads)?
            }
            loaded => loaded?,
        };
        transaction.lock = Some(lock);
        transaction.sweep();
        Ok(transaction)
    }

    /// What is there now, without lock and without the right to commit; an index that is missing counts as empty.
    pub(crate) fn preview(folder: &Path) -> Result<Self> {
        Self::load(folder, 1)
    }

    fn load(folder: &Path, threads: usize) -> Result<Self> {
        let (manifest, segments, committed_files) = load_committed(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            lock: None,
            manifest,
            committed_files,
            segments,
            records: None,
            search: None,
            threads,
            created: Vec::new(),
        })
    }

    /// What earlier commits read from documents, to be asked from any thread; with `forget`, nothing.
    pub(crate) fn known_records(&self, forget: bool) -> KnownRecords<'_> {
        KnownRecords { records: (!forget).then_some(&self.manifest.records), segments: &self.segments }
    }

    /// Whether nothing was ever committed.
    pub(crate) fn is_new(&self) -> bool {
        self.committed_files.is_empty()
    }

    /// Adds a document's full text.
    pub(crate) fn add_text(&mut self, analysis: Analysis) -> Result<()> {
        self.search()?.add(analysis)
    }

    /// Takes a document out of the full text.
    pub(crate) fn delete_text(&mut self, id: &str) -> Result<()> {
        self.search()?.delete(id);
        Ok(())
    }

    fn search(&mut self) -> Result<&mut SearchWriter> {
        if self.search.is_none() {
            self.search = Some(SearchWriter::open(&self.folder, self.threads, SEARCH_MEMORY)?);
        }
        self.search.as_mut().ok_or_else(|| Error::Search("the writer is closed".to_owned()))
    }

    /// Keeps what was read from a document, once for each content in a run; what an earlier run kept is replaced.
    pub(crate) fn keep(&mut self, content: ContentHash, record: &PackedRecord) -> Result<()> {
        if self.manifest.records.get(&content).is_some_and(|location| !self.segments.holds(location)) {
            return Ok(());
        }
        let location = self.records()?.append(record)?;
        self.manifest.records.insert(content, location);
        Ok(())
    }

    fn records(&mut self) -> Result<&mut SegmentWriter> {
        if self.records.is_none() {
            let number = self.manifest.segments.keys().next_back().map_or(0, |last| last + 1);
            self.records = Some(SegmentWriter::create(&self.folder, number)?);
        }
        self.records.as_mut().ok_or_else(|| Error::Invalid("no segment is open".to_owned()))
    }

    /// Makes all changes visible at once. `check` is asked between steps and may break off.
    ///
    /// # Errors
    /// Whatever `check` says, or a fault in writing; the index then is as it was.
    pub(crate) fn commit(mut self, check: &dyn Fn() -> Result<()>) -> Result<Counts> {
        if self.lock.is_none() {
            return Err(Error::Invalid("a preview cannot be committed".to_owned()));
        }
        self.settle_records()?;
        check()?;
        let graph = self.fold(check)?;
        self.manifest.counts = self.count(&graph);
        let reference = write_graph(&self.folder, &graph)?;
        drop(graph);
        self.created.push(reference.file.name.clone());
        self.manifest.graph = Some(reference);
        self.manifest.generation += 1;
        let needed = self.manifest.needed_files();
        self.manifest.superseded = self.committed_files.difference(&needed).cloned().collect();
        let manifest = section::write(&self.folder, Kind::Manifest, &self.manifest.encode()?)?;
        self.created.push(manifest.name.clone());
        check()?;

        let payload = Payload { format: FORMAT_VERSION, generation: self.manifest.generation, manifest };
        self.search()?.commit(&payload.encode()?)?;
        // From here on the new generation stands; what follows is tidying.
        self.created.clear();
        self.committed_files = needed;
        self.committed_files.insert(payload.manifest.name);
        if let Some(search) = self.search.take() {
            search.close()?;
        }
        self.open_metas_to_readers();
        self.sweep();
        self.sweep_full_text();
        Ok(self.manifest.counts)
    }

    /// tantivy writes its metas for the owner alone; whoever may read the manifest may read them too.
    fn open_metas_to_readers(&self) {
        let Some(manifest) = self.committed_files.iter().find(|name| name.starts_with("manifest-")) else { return };
        if let Ok(metadata) = std::fs::metadata(self.folder.join(manifest)) {
            // Where that is refused, the owner reads all the same.
            let _ = std::fs::set_permissions(self.folder.join("meta.json"), metadata.permissions());
        }
    }

    /// Forgets records that no document has, ends the segment being written, and rewrites segments where much is dead
    /// or many are small.
    fn settle_records(&mut self) -> Result<()> {
        let live = self.manifest.live_contents();
        self.manifest.records.retain(|content, _| live.contains(content));
        let mut live_bytes: BTreeMap<u32, u64> = BTreeMap::new();
        for location in self.manifest.records.values() {
            *live_bytes.entry(location.segment).or_default() += location.bytes;
        }
        self.manifest.segments.retain(|number, _| live_bytes.contains_key(number));
        let rewritten = segments_to_rewrite(&self.manifest, &live_bytes);
        if !rewritten.is_empty() {
            let moving: Vec<(ContentHash, Location)> = self
                .manifest
                .records
                .iter()
                .filter(|(_, location)| rewritten.contains(&location.segment))
                .map(|(content, location)| (*content, *location))
                .collect();
            self.records()?;
            for (content, old) in moving {
                let Some(writer) = self.records.as_mut() else { break };
                let location = writer.copy(&self.segments, &old)?;
                self.manifest.records.insert(content, location);
            }
            self.manifest.segments.retain(|number, _| !rewritten.contains(number));
        }
        if let Some(writer) = self.records.take() {
            let number = writer.number();
            let (reference, file) = writer.finish(&self.folder)?;
            self.created.push(reference.name.clone());
            self.segments.insert(number, reference.name.clone(), file);
            // A segment into which only documents went that are gone again (a file with no valid record) is not kept.
            if self.manifest.records.values().any(|location| location.segment == number) {
                self.manifest.segments.insert(number, reference);
            }
        }
        Ok(())
    }

    fn fold(&self, check: &dyn Fn() -> Result<()>) -> Result<Graph> {
        let mut documents: Vec<(DocumentRecord, ContentHash)> = Vec::new();
        self.manifest.each_document(|id, entry| documents.push((document_record(id, entry), entry.content)));
        let mut merger = Merger::new();
        for (at, (record, content)) in documents.iter().enumerate() {
            if at % 256 == 0 {
                check()?;
            }
            let Some(location) = self.manifest.records.get(content) else {
                let reason = format!("the record of {} is missing", record.id);
                return Err(Error::Damaged { place: "manifest".to_owned(), reason });
            };
            merger.add(record, &self.segments.extraction(location)?);
        }
        check()?;
        Ok(merger.finish())
    }

    fn count(&self, graph: &Graph) -> Counts {
        let files = self.manifest.roots.values().flat_map(|root| root.files.values());
        Counts {
            documents: graph.documents().len() as u64,
            entities: graph.nodes().len() as u64,
            relations: graph.edges().len() as u64,
            indicators: graph.facts().len() as u64,
            bytes: files.map(|file| file.bytes).sum(),
        }
    }

    /// Removes what a broken-off writer left, and what neither the last generation nor the one before needs.
    fn sweep(&self) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let kept = self.committed_files.contains(name) || self.manifest.superseded.contains(name);
            if own::is_section(name) && !kept {
                // What cannot be removed now is tried again by the next writer.
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    /// Removes segments of the full text that a broken-off writer left and tantivy does not know of.
    fn sweep_full_text(&self) {
        let Ok(live) = SearchReader::segment_names(&self.folder) else { return };
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let segment = name.to_str().and_then(own::segment_of);
            if segment.is_some_and(|segment| !live.contains(segment)) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// What earlier commits read from documents, by their content.
#[derive(Clone, Copy)]
pub(crate) struct KnownRecords<'a> {
    records: Option<&'a BTreeMap<ContentHash, Location>>,
    segments: &'a Segments,
}

impl KnownRecords<'_> {
    /// What was read from the document of this content.
    pub(crate) fn extraction(&self, content: &ContentHash) -> Result<Option<Extraction>> {
        match self.records.and_then(|records| records.get(content)) {
            // Of the segment being written nothing is readable yet.
            Some(location) if self.segments.holds(location) => self.segments.extraction(location).map(Some),
            _ => Ok(None),
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        // The full text's own unfinished files go with its writer; ours are named here.
        for name in &self.created {
            let _ = std::fs::remove_file(self.folder.join(name));
        }
        // Where there was no index there is none now; what of an older one's full text is unfinished goes with the
        // next commit.
        if self.lock.is_some() && self.is_new() {
            self.search = None;
            self.records = None;
            let _ = own::remove_all(&self.folder);
        }
    }
}

/// The last commit's manifest, its records, and the files that it needs; all empty where there is none.
fn load_committed(folder: &Path) -> Result<(Manifest, Segments, BTreeSet<String>)> {
    let payload = match SearchReader::open(folder) {
        Ok(search) => search.payload().to_owned(),
        Err(Error::NoIndex(_)) => String::new(),
        Err(error) => return Err(error),
    };
    if payload.is_empty() {
        return Ok((Manifest::default(), Segments::default(), BTreeSet::new()));
    }
    let committed = read_committed(folder, &payload)?;
    let mut files = committed.manifest.needed_files();
    files.insert(committed.manifest_file);
    Ok((committed.manifest, committed.segments, files))
}

/// Above this many segments the smaller ones are put together.
const MOST_SEGMENTS: usize = 8;

/// Segments to be written anew: those more than half dead, and, where there are many, all but the largest.
fn segments_to_rewrite(manifest: &Manifest, live_bytes: &BTreeMap<u32, u64>) -> BTreeSet<u32> {
    let mut chosen: BTreeSet<u32> = manifest
        .segments
        .iter()
        .filter(|(number, reference)| live_bytes.get(number).copied().unwrap_or(0) * 2 < reference.bytes)
        .map(|(number, _)| *number)
        .collect();
    if manifest.segments.len() > MOST_SEGMENTS {
        let largest = manifest.segments.iter().max_by_key(|(_, reference)| reference.bytes).map(|(number, _)| *number);
        chosen.extend(manifest.segments.keys().filter(|number| Some(**number) != largest));
    }
    chosen
}

/// A document as the graph cites it.
fn document_record(id: String, entry: &DocumentEntry) -> DocumentRecord {
    let path = id.rsplit_once('#').map_or(id.as_str(), |(path, _)| path).to_owned();
    DocumentRecord {
        path,
        id,
        article: entry.number,
        title: entry.title.clone(),
        date: entry.date.clone(),
        source: entry.source.clone(),
    }
}
