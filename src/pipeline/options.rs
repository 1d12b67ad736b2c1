//! What a run is asked to do.

use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::error::{Error, Result};
use crate::model::PartialDate;

use super::report::{Phase, Progress};

/// Called between steps, never from two threads at once.
type ProgressCallback = Arc<dyn Fn(Progress) + Send + Sync>;

/// Brings an index up to what lies under some paths.
///
/// ```no_run
/// use tupu::pipeline::Indexer;
///
/// let report = Indexer::new("index").path("corpus").run()?;
/// println!("{} documents added", report.documents.added);
/// # Ok::<(), tupu::Error>(())
/// ```
#[derive(Clone)]
pub struct Indexer {
    pub(super) index: PathBuf,
    pub(super) paths: Vec<PathBuf>,
    pub(super) stdin: Option<Arc<Vec<u8>>>,
    pub(super) date: Option<PartialDate>,
    pub(super) source: Option<String>,
    pub(super) jobs: usize,
    pub(super) lexicon: Option<PathBuf>,
    pub(super) dry_run: bool,
    pub(super) force: bool,
    pub(super) strict: bool,
    pub(super) keep_missing: bool,
    pub(super) restore: Vec<String>,
    pub(super) max_file_size: u64,
    progress: Option<ProgressCallback>,
    interrupt: Option<Arc<AtomicBool>>,
    last: Arc<Mutex<Progress>>,
}

impl fmt::Debug for Indexer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Indexer").field("index", &self.index).field("paths", &self.paths).finish_non_exhaustive()
    }
}

impl Indexer {
    /// An indexer of the folder `index`, which is made where it is missing.
    #[must_use]
    pub fn new(index: impl Into<PathBuf>) -> Self {
        let start =
            Progress { phase: Phase::Listing, files: 0, files_total: 0, bytes: 0, bytes_total: 0, documents: 0 };
        Self {
            index: index.into(),
            paths: Vec::new(),
            stdin: None,
            date: None,
            source: None,
            jobs: 0,
            lexicon: None,
            dry_run: false,
            force: false,
            strict: false,
            keep_missing: false,
            restore: Vec::new(),
            max_file_size: crate::read::DEFAULT_MAX_BYTES,
            progress: None,
            interrupt: None,
            last: Arc::new(Mutex::new(start)),
        }
    }

    /// Adds a folder or a file to look at.
    #[must_use]
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.paths.push(path.into());
        self
    }

    /// Adds folders and files to look at. Their order leaves no trace.
    #[must_use]
    pub fn paths<P: Into<PathBuf>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.paths.extend(paths.into_iter().map(Into::into));
        self
    }

    /// Adds what came on standard input; its documents are called `stdin/` and a hash of the bytes.
    #[must_use]
    pub fn stdin(mut self, bytes: Vec<u8>) -> Self {
        self.stdin = Some(Arc::new(bytes));
        self
    }

    /// Date of publication of everything under the paths, over what the files say. It is remembered with each file.
    #[must_use]
    pub fn date(mut self, date: Option<PartialDate>) -> Self {
        self.date = date;
        self
    }

    /// Publisher of everything under the paths, over what the files say. It is remembered with each file.
    #[must_use]
    pub fn source(mut self, source: Option<String>) -> Self {
        self.source = source;
        self
    }

    /// Threads that read and extract; 0 for as many as the machine has cores. Results do not depend on it.
    #[must_use]
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs;
        self
    }

    /// The user's own names and rules, on top of those that the program carries. It is remembered in the index.
    #[must_use]
    pub fn lexicon(mut self, folder: Option<PathBuf>) -> Self {
        self.lexicon = folder;
        self
    }

    /// Looks and counts, and writes nothing.
    #[must_use]
    pub fn dry_run(mut self, yes: bool) -> Self {
        self.dry_run = yes;
        self
    }

    /// Reads again what has not changed, forgets dates and sources given before, and begins a damaged index anew.
    #[must_use]
    pub fn force(mut self, yes: bool) -> Self {
        self.force = yes;
        self
    }

    /// Commits nothing where an input failed.
    #[must_use]
    pub fn strict(mut self, yes: bool) -> Self {
        self.strict = yes;
        self
    }

    /// Keeps documents whose files are gone.
    #[must_use]
    pub fn keep_missing(mut self, yes: bool) -> Self {
        self.keep_missing = yes;
        self
    }

    /// Documents to take back in that were removed with [`super::remove`], by id or unique end of it.
    #[must_use]
    pub fn restore<S: Into<String>>(mut self, documents: impl IntoIterator<Item = S>) -> Self {
        self.restore.extend(documents.into_iter().map(Into::into));
        self
    }

    /// Files above this many bytes are refused; 64 MiB unless set.
    #[must_use]
    pub fn max_file_size(mut self, bytes: u64) -> Self {
        self.max_file_size = bytes;
        self
    }

    /// Is told how far the run has come.
    #[must_use]
    pub fn progress(mut self, callback: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(callback));
        self
    }

    /// A flag that breaks the run off once it is set; the index then stays as it was.
    #[must_use]
    pub fn interrupt(mut self, flag: Arc<AtomicBool>) -> Self {
        self.interrupt = Some(flag);
        self
    }

    pub(super) fn check(&self) -> Result<()> {
        match &self.interrupt {
            Some(flag) if flag.load(Ordering::Relaxed) => Err(Error::Interrupted),
            _ => Ok(()),
        }
    }

    pub(super) fn tell(&self, progress: Progress) {
        if let Ok(mut last) = self.last.lock() {
            *last = progress;
        }
        if let Some(callback) = &self.progress {
            callback(progress);
        }
    }

    pub(super) fn last_progress(&self) -> Progress {
        let last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *last
    }

    pub(super) fn threads(&self) -> usize {
        match self.jobs {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            jobs => jobs,
        }
    }
}
