//! Batches of files: read and parsed, cleaned and extracted on all threads, written by one, in one order.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::extract::Extractor;
use crate::model::Document;
use crate::read::{self, Parsed, RawText};
use crate::store::{ContentHash, DocumentEntry, FileEntry, FileHash, Transaction, content_hash};
use crate::warning::Warning;

use super::document::{LazySegmenter, Prepared, Preparer, clean_caught, entry, words_of};
use super::listing::{Origin, Task, Work, extraction_settings, failure};
use super::options::Indexer;
use super::report::{Phase, Progress, Report};

/// Bytes of files that are in memory at once, a single larger file aside.
const BATCH_BYTES: u64 = 32 << 20;
/// Files of a batch at most.
const BATCH_FILES: usize = 4096;
/// Bytes of text that are prepared between two looks at the interrupt flag, for each thread.
const CHUNK_BYTES: usize = 1 << 20;
/// A list of short texts is cut as well.
const CHUNK_TEXTS: usize = 1024;

/// Works through the files of a run.
pub(super) struct Batches<'a> {
    indexer: &'a Indexer,
    transaction: &'a mut Transaction,
    report: &'a mut Report,
    extractor: &'a Extractor,
    segmenter: LazySegmenter,
    settings: String,
    progress: Progress,
}

/// A file after reading.
enum Outcome {
    /// As it was.
    Unchanged,
    /// Could not be read; what the index has of it stays.
    Unreadable(Vec<Warning>),
    /// To be indexed.
    Parsed { hash: FileHash, bytes: u64, parsed: Parsed },
}

/// A file whose documents are being prepared.
struct Open {
    root: String,
    relative: String,
    entry: FileEntry,
    old: BTreeMap<u32, DocumentEntry>,
    /// Numbers taken out with `rm`.
    taken_out: BTreeSet<u32>,
    last_number: u32,
    /// Whether a document of it could not be made: then what the index has and nothing replaced stays, and the file is
    /// tried again at the next run.
    is_faulty: bool,
}

/// A document on its way.
struct Item {
    file: usize,
    id: String,
    document: Document,
    content: ContentHash,
    /// Whether the index has the same content under this id.
    unchanged: bool,
}

impl<'a> Batches<'a> {
    pub(super) fn new(
        indexer: &'a Indexer,
        transaction: &'a mut Transaction,
        report: &'a mut Report,
        extractor: &'a Extractor,
        lexicon_hash: &str,
    ) -> Self {
        Self {
            indexer,
            transaction,
            report,
            extractor,
            segmenter: LazySegmenter::default(),
            settings: extraction_settings(lexicon_hash),
            progress: indexer.last_progress(),
        }
    }

    /// Reads and indexes every file.
    pub(super) fn run(mut self, work: Work) -> Result<()> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.indexer.threads())
            .build()
            .map_err(|error| Error::Invalid(format!("threads cannot be started: {error}")))?;
        self.progress.phase = Phase::Reading;
        self.progress.files_total = work.tasks.len() as u64;
        self.progress.bytes_total = work.tasks.iter().map(|task| task.bytes).sum();
        self.indexer.tell(self.progress);
        let mut rest = work.tasks.as_slice();
        while !rest.is_empty() {
            let (batch, after) = rest.split_at(batch_length(rest));
            rest = after;
            pool.install(|| self.batch(batch))?;
        }
        Ok(())
    }

    fn batch(&mut self, tasks: &[Task]) -> Result<()> {
        self.indexer.check()?;
        let manifest = &self.transaction.manifest;
        let outcomes: Vec<Outcome> = tasks
            .par_iter()
            .map(|task| {
                let old = manifest.roots.get(&task.root).and_then(|root| root.files.get(&task.relative));
                read_file(self.indexer, task, old)
            })
            .collect();
        let mut files = Vec::new();
        let mut texts: Vec<(usize, RawText)> = Vec::new();
        for (task, outcome) in tasks.iter().zip(outcomes) {
            match outcome {
                Outcome::Unchanged => self.pass_over(task),
                Outcome::Unreadable(warnings) => self.report.warnings.extend(warnings),
                Outcome::Parsed { hash, bytes, parsed } => {
                    let file = files.len();
                    files.push(self.open(task, hash, bytes, parsed.warnings));
                    texts.extend(parsed.texts.into_iter().map(|text| (file, text)));
                }
            }
        }
        let whole: usize = texts.iter().map(|(_, text)| text.text.len()).sum();
        let start = self.progress;
        let share: u64 = tasks.iter().map(|task| task.bytes).sum();
        let mut done = 0;
        let mut texts = texts.into_iter().peekable();
        while texts.peek().is_some() {
            self.indexer.check()?;
            let mut chunk = Vec::new();
            let mut size = 0;
            while size < CHUNK_BYTES * self.indexer.threads() && chunk.len() < CHUNK_TEXTS {
                let Some((file, text)) = texts.next() else { break };
                size += text.text.len();
                chunk.push((file, text));
            }
            self.chunk(&mut files, chunk)?;
            done += size;
            self.progress.bytes = start.bytes + share * done as u64 / whole.max(1) as u64;
            self.indexer.tell(self.progress);
        }
        for file in files {
            self.close(file)?;
        }
        self.progress.files = start.files + tasks.len() as u64;
        self.progress.bytes = start.bytes + share;
        self.indexer.tell(self.progress);
        Ok(())
    }

    fn pass_over(&mut self, task: &Task) {
        let root = self.transaction.manifest.roots.get(&task.root);
        let Some(file) = root.and_then(|root| root.files.get(&task.relative)) else { return };
        self.report.documents.unchanged += file.documents.len() as u64;
        // What was doubtful still is: the report is about the files and not about what was done.
        self.report.warnings.extend(file.warnings.iter().cloned());
    }

    fn open(&self, task: &Task, hash: FileHash, bytes: u64, warnings: Vec<Warning>) -> Open {
        let root = self.transaction.manifest.roots.get(&task.root);
        let old = root.and_then(|root| root.files.get(&task.relative));
        let old = old.map(|file| file.documents.as_slice()).unwrap_or_default();
        let taken_out = root.map(|root| {
            let of_file = root.removed.iter().filter(|(relative, _)| *relative == task.relative);
            of_file.map(|(_, number)| *number).collect()
        });
        Open {
            root: task.root.clone(),
            relative: task.relative.clone(),
            entry: FileEntry {
                hash,
                settings: task.settings,
                bytes,
                date: task.date,
                source: task.source.clone(),
                documents: Vec::new(),
                warnings,
            },
            old: old.iter().map(|document| (document.number, document.clone())).collect(),
            taken_out: taken_out.unwrap_or_default(),
            last_number: 0,
            is_faulty: false,
        }
    }

    /// Cleans, prepares and writes a handful of texts.
    fn chunk(&mut self, files: &mut [Open], texts: Vec<(usize, RawText)>) -> Result<()> {
        let cleaned: Vec<(usize, u32, Result<Vec<Document>, String>)> =
            texts.into_par_iter().map(|(file, raw)| (file, raw.first_line, clean_caught(&raw))).collect();
        let mut numbered: Vec<(usize, Document)> = Vec::new();
        for (index, line, documents) in cleaned {
            let file = &mut files[index];
            match documents {
                Ok(documents) => {
                    for mut document in documents {
                        file.last_number += 1;
                        document.article = file.last_number;
                        if !file.taken_out.contains(&document.article) {
                            numbered.push((index, document));
                        }
                    }
                }
                Err(words) => file.fault(line, &words),
            }
        }
        let files_now: &[Open] = files;
        let settings = self.settings.as_bytes();
        let force = self.indexer.force;
        let items: Vec<Item> = numbered
            .into_par_iter()
            .map(|(index, document)| {
                let file = &files_now[index];
                let content = content_hash(&document, settings);
                let id = format!("{}/{}#{}", file.root, file.relative, document.article);
                let old = file.old.get(&document.article);
                let unchanged = !force && old.is_some_and(|old| *old == entry(&document, content));
                Item { file: index, id, document, content, unchanged }
            })
            .collect();
        if self.indexer.dry_run {
            for item in items {
                let file = &mut files[item.file];
                self.count(file, &item);
                file.entry.documents.push(entry(&item.document, item.content));
            }
            return Ok(());
        }
        let known = self.transaction.known_records(force);
        self.indexer.check()?;
        let indexer = self.indexer;
        let check = || indexer.check();
        let preparer = Preparer { extractor: self.extractor, segmenter: &self.segmenter, known, check: &check };
        let prepared: Vec<Result<Option<Result<Prepared, String>>>> = items
            .par_iter()
            .map(|item| {
                if item.unchanged {
                    return Ok(None);
                }
                preparer.prepare(&item.id, &item.document, &item.content).map(Some)
            })
            .collect();
        for (item, outcome) in items.into_iter().zip(prepared) {
            self.write(&mut files[item.file], item, outcome?)?;
        }
        Ok(())
    }

    fn count(&mut self, file: &Open, item: &Item) {
        if item.unchanged {
            self.report.documents.unchanged += 1;
            return;
        }
        self.progress.documents += 1;
        let old = file.old.get(&item.document.article);
        match old {
            None => self.report.documents.added += 1,
            // Read again because it was asked for or because it moved within its file, and the same.
            Some(old) if old.reads_as(&entry(&item.document, item.content)) => self.report.documents.unchanged += 1,
            Some(_) => self.report.documents.changed += 1,
        }
    }

    fn write(&mut self, file: &mut Open, item: Item, prepared: Option<Result<Prepared, String>>) -> Result<()> {
        match prepared {
            None => {}
            Some(Ok(prepared)) => {
                if file.old.contains_key(&item.document.article) {
                    self.transaction.delete_text(&item.id)?;
                }
                self.transaction.add_text(prepared.analysis)?;
                if let Some(record) = &prepared.record {
                    self.transaction.keep(item.content, record)?;
                }
            }
            Some(Err(words)) => {
                file.fault(item.document.line(0), &words);
                return Ok(());
            }
        }
        self.count(file, &item);
        file.old.remove(&item.document.article);
        file.entry.documents.push(entry(&item.document, item.content));
        Ok(())
    }

    /// Enters a file into the manifest and takes out what it has no more.
    fn close(&mut self, mut file: Open) -> Result<()> {
        for number in file.settle() {
            self.report.documents.removed += 1;
            if !self.indexer.dry_run {
                self.transaction.delete_text(&format!("{}/{}#{number}", file.root, file.relative))?;
            }
        }
        self.report.warnings.extend(file.entry.warnings.iter().cloned());
        if let Some(root) = self.transaction.manifest.roots.get_mut(&file.root) {
            root.files.insert(file.relative, file.entry);
        }
        Ok(())
    }
}

impl Open {
    /// Numbers of the documents that the file has no more.
    fn settle(&mut self) -> Vec<u32> {
        let kept: BTreeSet<u32> = self.entry.documents.iter().map(|document| document.number).collect();
        let unread = std::mem::take(&mut self.old).into_iter().filter(|(number, _)| !kept.contains(number));
        if !self.is_faulty {
            return unread.map(|(number, _)| number).collect();
        }
        self.entry.documents.extend(unread.map(|(_, document)| document));
        self.entry.documents.sort_by_key(|document| document.number);
        self.entry.hash = FileHash::default();
        Vec::new()
    }

    fn fault(&mut self, line: u32, words: &str) {
        self.is_faulty = true;
        let label = format!("{}/{}", self.root, self.relative);
        let message = format!("left out, because of a fault in tupu itself that is worth reporting: {words}");
        self.entry.warnings.push(Warning { line: Some(line), ..failure("internal_fault", &label, &message) });
    }
}

/// How many of the next files make a batch.
fn batch_length(tasks: &[Task]) -> usize {
    let mut bytes = 0;
    for (count, task) in tasks.iter().enumerate().take(BATCH_FILES) {
        bytes += task.bytes;
        if bytes > BATCH_BYTES {
            return (count).max(1);
        }
    }
    tasks.len().min(BATCH_FILES)
}

fn read_file(indexer: &Indexer, task: &Task, old: Option<&FileEntry>) -> Outcome {
    let label = task.label();
    let from_file;
    let bytes: &[u8] = match &task.origin {
        Origin::Memory(bytes) => bytes,
        Origin::File(path) => match read::read_bytes(path, indexer.max_file_size, &label) {
            Ok(bytes) => {
                from_file = bytes;
                &from_file
            }
            Err(warning) => return Outcome::Unreadable(vec![warning]),
        },
    };
    let hash: FileHash = blake3::hash(bytes).into();
    if !indexer.force && old.is_some_and(|old| old.hash == hash && old.settings == task.settings) {
        return Outcome::Unchanged;
    }
    let parsed = catch_unwind(AssertUnwindSafe(|| parse(bytes, task, &label))).unwrap_or_else(|panic| {
        let message = format!(
            "left out, because of a fault in tupu itself that is worth reporting: {}",
            words_of(panic.as_ref())
        );
        Parsed { texts: Vec::new(), warnings: vec![failure("internal_fault", &label, &message)] }
    });
    // A file that was good and is broken now keeps what the index has of it, and is tried again at the next run.
    let is_broken = parsed.texts.is_empty() && parsed.warnings.iter().any(|warning| warning.failed);
    if is_broken && old.is_some_and(|old| !old.documents.is_empty()) {
        return Outcome::Unreadable(parsed.warnings);
    }
    Outcome::Parsed { hash, bytes: bytes.len() as u64, parsed }
}

fn parse(bytes: &[u8], task: &Task, label: &str) -> Parsed {
    match read::detect(label, bytes) {
        Ok(format) => {
            let mut parsed = read::parse(bytes, format, label);
            parsed.complete(&task.relative, task.row.as_ref(), &task.options());
            parsed
        }
        Err(warning) => Parsed { texts: Vec::new(), warnings: vec![warning] },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(number: u32) -> DocumentEntry {
        let mut document = crate::clean::verbatim("临泽县新桥开工。", "");
        document.article = number;
        entry(&document, Default::default())
    }

    #[test]
    fn a_fault_keeps_what_was_there_and_the_file_is_tried_again() {
        let file = FileEntry {
            hash: [7; 32],
            settings: Default::default(),
            bytes: 9,
            date: None,
            source: None,
            documents: vec![document(1)],
            warnings: Vec::new(),
        };
        let mut open = Open {
            root: "a".to_owned(),
            relative: "b.txt".to_owned(),
            entry: file,
            old: [(1, document(1)), (2, document(2))].into(),
            taken_out: BTreeSet::new(),
            last_number: 2,
            is_faulty: false,
        };
        open.fault(3, "index out of bounds");
        assert_eq!(open.settle(), Vec::<u32>::new());
        assert_eq!(open.entry.documents.iter().map(|document| document.number).collect::<Vec<_>>(), [1, 2]);
        assert_ne!(open.entry.hash, [7; 32]);

        open.is_faulty = false;
        open.entry.documents.pop();
        open.old = [(2, document(2))].into();
        assert_eq!(open.settle(), [2]);
    }
}
