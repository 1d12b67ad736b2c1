//! What a run has to look into, and what is gone.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::{Based, Basis, PartialDate};
use crate::read::{self, Listing, Metadata};
use crate::store::{ContentHash, Manifest, Root};
use crate::warning::Warning;

use super::options::Indexer;
use super::report::Report;
use super::roots::{Plan, Scope};

/// Name of the root of what came on standard input.
const STDIN: &str = "stdin";

/// Where the bytes of a file come from.
#[derive(Debug, Clone)]
pub(super) enum Origin {
    File(PathBuf),
    Memory(Arc<Vec<u8>>),
}

/// A file to be read.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) root: String,
    pub(super) relative: String,
    pub(super) origin: Origin,
    /// Size when it was listed.
    pub(super) bytes: u64,
    /// Its row of `metadata.csv`.
    pub(super) row: Option<Metadata>,
    /// Date and source that the user gives for it, now or before.
    pub(super) date: Option<PartialDate>,
    pub(super) source: Option<String>,
    /// Hash of all but its bytes that its documents depend on.
    pub(super) settings: ContentHash,
}

impl Task {
    /// What the file is called in ids and warnings.
    pub(super) fn label(&self) -> String {
        format!("{}/{}", self.root, self.relative)
    }

    /// The user's own words about it.
    pub(super) fn options(&self) -> Metadata {
        Metadata {
            title: None,
            date: self.date.map(|value| Based { value, basis: Basis::Option }),
            source: self.source.clone().map(|value| Based { value, basis: Basis::Option }),
        }
    }
}

/// Everything that a run does.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// Files to be read, by root and path.
    pub(super) tasks: Vec<Task>,
    /// Files whose documents are to be removed, by root and path.
    pub(super) gone: Vec<(String, String)>,
}

pub(super) fn failure(code: &str, path: &str, message: &str) -> Warning {
    Warning { code: code.to_owned(), path: path.to_owned(), line: None, message: message.to_owned(), failed: true }
}

impl Work {
    /// Lists the files of the plan's scopes.
    pub(super) fn list(
        indexer: &Indexer,
        manifest: &mut Manifest,
        plan: &Plan,
        lexicon_hash: &str,
        report: &mut Report,
    ) -> Result<Self> {
        let mut work = Self::default();
        let maker = TaskMaker { indexer, lexicon_hash };
        for of_root in plan.scopes.chunk_by(|left, right| left.root == right.root) {
            indexer.check()?;
            let name = &of_root[0].root;
            let Some(root) = manifest.roots.get(name) else { continue };
            for listing in list_root(indexer, root, of_root)? {
                work.take_listing(&maker, name, root, of_root, listing, report);
            }
            if !indexer.keep_missing {
                work.find_gone(name, root, of_root, &report.warnings);
            }
        }
        if let Some(bytes) = &indexer.stdin {
            let root = manifest.roots.entry(STDIN.to_owned()).or_insert_with(stdin_root);
            let relative = blake3::hash(bytes).to_hex().as_str()[..16].to_owned();
            let task = maker.task(STDIN, root, relative, Origin::Memory(Arc::clone(bytes)), bytes.len() as u64, None);
            work.tasks.push(task);
        }
        work.tasks.sort_by(|left, right| (&left.root, &left.relative).cmp(&(&right.root, &right.relative)));
        Ok(work)
    }

    fn take_listing(
        &mut self,
        maker: &TaskMaker<'_>,
        name: &str,
        root: &Root,
        scopes: &[Scope],
        listing: Listing,
        report: &mut Report,
    ) {
        let in_scope = |relative: &str| scopes.iter().any(|scope| scope.holds(relative));
        let prefix = format!("{}/", listing.root.name);
        for mut warning in listing.warnings {
            // A warning is about the file by the root's own name, which the index may have made distinct. Of a single
            // file the label is the file's name.
            let relative = if root.whole { warning.path.strip_prefix(&prefix) } else { Some(warning.path.as_str()) };
            let relative = relative.unwrap_or_default().to_owned();
            if relative.is_empty() || in_scope(&relative) {
                warning.path = format!("{name}/{relative}");
                report.warnings.push(warning);
            }
        }
        for found in listing.files {
            if in_scope(&found.relative) {
                let row = listing.metadata.row(&found.relative).cloned();
                let origin = Origin::File(found.path);
                self.tasks.push(maker.task(name, root, found.relative, origin, found.bytes, row));
            }
        }
        for skipped in listing.skipped {
            // What was passed over on a walk is no fault; what was named and passed over is.
            if scopes.iter().any(|scope| scope.relative == skipped.relative) {
                let message = format!("passed over ({}): no kind of document that is read", skipped.reason.code());
                report.warnings.push(failure("passed_over", &format!("{name}/{}", skipped.relative), &message));
            }
        }
    }

    /// Files that the index has in the scopes and that are there no more. What could not be looked into (no
    /// permission, too large now) is not gone.
    fn find_gone(&mut self, name: &str, root: &Root, scopes: &[Scope], warnings: &[Warning]) {
        let mut found: Vec<&str> =
            self.tasks.iter().filter(|task| task.root == name).map(|task| task.relative.as_str()).collect();
        found.sort_unstable();
        let closed: Vec<Scope> = warnings
            .iter()
            .filter(|warning| warning.failed)
            .filter_map(|warning| warning.path.strip_prefix(name)?.strip_prefix('/'))
            .map(|relative| Scope { root: name.to_owned(), relative: relative.to_owned() })
            .collect();
        let mut gone = Vec::new();
        for relative in root.files.keys() {
            let looked_at = scopes.iter().any(|scope| scope.holds(relative));
            let hidden = closed.iter().any(|folder| folder.holds(relative));
            if looked_at && !hidden && found.binary_search(&relative.as_str()).is_err() {
                gone.push((name.to_owned(), relative.clone()));
            }
        }
        self.gone.append(&mut gone);
    }
}

/// Lists a whole root once (rows of `metadata.csv` may stand above a scope), or the single files of another.
fn list_root(indexer: &Indexer, root: &Root, scopes: &[Scope]) -> Result<Vec<Listing>> {
    let folder = Path::new(&root.path);
    if root.whole {
        return Ok(vec![read::walk(folder, indexer.max_file_size)?]);
    }
    let mut listings = Vec::new();
    for scope in scopes {
        match read::walk(&folder.join(&scope.relative), indexer.max_file_size) {
            Ok(listing) => listings.push(listing),
            Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(listings)
}

fn stdin_root() -> Root {
    Root { path: String::new(), whole: false, files: Default::default(), removed: Default::default() }
}

struct TaskMaker<'a> {
    indexer: &'a Indexer,
    lexicon_hash: &'a str,
}

impl TaskMaker<'_> {
    fn task(
        &self,
        name: &str,
        root: &Root,
        relative: String,
        origin: Origin,
        bytes: u64,
        row: Option<Metadata>,
    ) -> Task {
        let before = root.files.get(&relative).filter(|_| !self.indexer.force);
        let date = self.indexer.date.or_else(|| before.and_then(|entry| entry.date));
        let source = self.indexer.source.clone().or_else(|| before.and_then(|entry| entry.source.clone()));
        let settings = self.settings(row.as_ref(), date, source.as_deref());
        Task { root: name.to_owned(), relative, origin, bytes, row, date, source, settings }
    }

    fn settings(&self, row: Option<&Metadata>, date: Option<PartialDate>, source: Option<&str>) -> ContentHash {
        let row = row.map(|row| (&row.title, &row.date, &row.source));
        let words = postcard::to_stdvec(&(extraction_settings(self.lexicon_hash), row, date, source));
        let mut hash = ContentHash::default();
        hash.copy_from_slice(&blake3::hash(&words.unwrap_or_default()).as_bytes()[..16]);
        hash
    }
}

/// What an extraction depends on beside its document.
pub(super) fn extraction_settings(lexicon_hash: &str) -> String {
    format!("{} {lexicon_hash}", env!("CARGO_PKG_VERSION"))
}
