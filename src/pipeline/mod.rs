//! walk → read → clean → segment → extract → merge → commit, with progress by callback.
//!
//! An [`Indexer`] brings an index up to what lies under the given paths. A file whose bytes, options and rules are as
//! they were is not looked into; what was read from a text is found again by the text, so that a renamed file is not
//! extracted anew. Memory is bounded by a batch of files, not by the corpus.

mod batch;
mod document;
mod listing;
mod options;
mod remove;
mod report;
mod roots;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::extract::Extractor;
use crate::lexicon::Lexicon;
use crate::store::Transaction;

pub use options::Indexer;
pub use remove::remove;
pub use report::{DocumentCounts, Phase, Progress, Report};

use batch::Batches;
use listing::Work;
use roots::{GivenKind, GivenPath, Plan, Scope};

impl Indexer {
    /// Brings the index up to what lies under the paths, in one commit. Where nothing is to be done there is no commit.
    ///
    /// # Errors
    /// [`Error::Locked`] where another process writes; [`Error::Interrupted`] where the flag was raised;
    /// [`Error::Rejected`] with `strict`; [`Error::Io`], [`Error::Lexicon`], [`Error::Damaged`]. After any of them the
    /// index is as it was.
    pub fn run(&self) -> Result<Report> {
        self.check()?;
        self.tell(Progress { phase: Phase::Listing, files: 0, files_total: 0, bytes: 0, bytes_total: 0, documents: 0 });
        let mut transaction = if self.dry_run {
            Transaction::preview(&self.index)?
        } else {
            Transaction::begin(&self.index, self.threads(), self.force)?
        };
        let before = transaction.manifest.clone();
        let lexicon = self.load_lexicon(&mut transaction)?;
        let mut report = Report::default();
        let plan = self.plan(&mut transaction, &mut report)?;
        let work = Work::list(self, &mut transaction.manifest, &plan, lexicon.hash(), &mut report)?;

        for id in &plan.renamed {
            self.take_out(&mut transaction, id, &mut report)?;
        }
        for (root, relative) in &work.gone {
            let entry = transaction.manifest.roots.get_mut(root).and_then(|root| root.files.remove(relative));
            for document in entry.map(|entry| entry.documents).unwrap_or_default() {
                self.take_out(&mut transaction, &format!("{root}/{relative}#{}", document.number), &mut report)?;
            }
        }
        let extractor = Extractor::new(Arc::clone(&lexicon));
        Batches::new(self, &mut transaction, &mut report, &extractor, lexicon.hash()).run(work)?;

        report.settle_warnings();
        if self.strict && report.documents.failed > 0 {
            let warnings = report.warnings.into_iter().filter(|warning| warning.failed).collect();
            return Err(Error::Rejected { warnings });
        }
        if self.dry_run || transaction.manifest == before {
            report.set_counts(before.counts);
            return Ok(report);
        }
        self.tell(Progress { phase: Phase::Committing, ..self.last_progress() });
        report.set_counts(transaction.commit(&|| self.check())?);
        Ok(report)
    }

    fn load_lexicon(&self, transaction: &mut Transaction) -> Result<Arc<Lexicon>> {
        if let Some(folder) = &self.lexicon {
            let absolute = folder.canonicalize().map_err(|source| Error::io("open", folder, source))?;
            transaction.manifest.lexicon_folder = Some(absolute.to_string_lossy().into_owned());
        }
        let lexicon = match &transaction.manifest.lexicon_folder {
            Some(folder) => Lexicon::with_overlay(Path::new(folder))?,
            None => Lexicon::embedded()?,
        };
        lexicon.hash().clone_into(&mut transaction.manifest.lexicon_hash);
        Ok(lexicon)
    }

    /// Enters paths and restored documents into the manifest.
    fn plan(&self, transaction: &mut Transaction, report: &mut Report) -> Result<Plan> {
        let manifest = &mut transaction.manifest;
        let given: Vec<GivenPath> = self.paths.iter().map(|path| look_at(path)).collect::<Result<_>>()?;
        let mut plan = roots::plan(manifest, &given);
        if let [path] = plan.unknown.as_slice()
            && self.paths.len() == 1
        {
            let missing = std::io::Error::new(std::io::ErrorKind::NotFound, "no such file or folder");
            return Err(Error::io("open", path, missing));
        }
        for path in &plan.unknown {
            let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            report.warnings.push(listing::failure("not_found", &name, "no such file or folder"));
        }
        for root in &plan.missing_roots {
            let message = "the folder is not there; its documents stay in the index until they are taken out with rm";
            report.warnings.push(listing::failure("missing_root", root, message));
        }
        let mut restored = BTreeSet::new();
        for name in &self.restore {
            let (root, relative) = remove::restore(manifest, name)?;
            restored.insert(Scope { root, relative });
        }
        plan.scopes.extend(restored);
        plan.scopes.sort();
        plan.scopes.dedup();
        Ok(plan)
    }

    /// Takes a document out of the full text; its entry is the caller's.
    fn take_out(&self, transaction: &mut Transaction, id: &str, report: &mut Report) -> Result<()> {
        report.documents.removed += 1;
        if self.dry_run { Ok(()) } else { transaction.delete_text(id) }
    }
}

/// What the path that the user gave is.
fn look_at(path: &Path) -> Result<GivenPath> {
    let named = |absolute: &Path| {
        let name = path.file_name().or_else(|| absolute.file_name());
        name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    match path.canonicalize() {
        Ok(absolute) => {
            let kind = if absolute.is_dir() { GivenKind::Folder } else { GivenKind::File };
            Ok(GivenPath { name: named(&absolute), path: absolute, kind })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let absolute = std::path::absolute(path).map_err(|source| Error::io("open", path, source))?;
            // The folder may be reached over a link that is recorded resolved.
            let resolved = match (absolute.parent().map(Path::canonicalize), absolute.file_name()) {
                (Some(Ok(folder)), Some(name)) => folder.join(name),
                _ => absolute,
            };
            Ok(GivenPath { name: named(&resolved), path: resolved, kind: GivenKind::Gone })
        }
        Err(source) => Err(Error::io("open", path, source)),
    }
}
