//! Taking documents out, and back in.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};
use crate::store::{Manifest, Transaction, match_names, split_id};

use super::report::Report;

/// Takes documents out of the index, with exactly what they contributed; they stay out until restored. `names` are ids,
/// paths of files (all their documents) or unique ends of either.
///
/// # Errors
/// [`Error::Unknown`] or [`Error::Ambiguous`] for a name, and nothing is removed; else as [`super::Indexer::run`].
pub fn remove(index: &Path, names: &[String], interrupt: Option<Arc<AtomicBool>>) -> Result<Report> {
    if Transaction::preview(index)?.is_new() {
        return Err(Error::NoIndex(index.to_owned()));
    }
    let check = || match &interrupt {
        Some(flag) if flag.load(Ordering::Relaxed) => Err(Error::Interrupted),
        _ => Ok(()),
    };
    let mut transaction = Transaction::begin(index, 1, false)?;
    let mut ids = Vec::new();
    transaction.manifest.each_document(|id, _| ids.push(id));
    let mut chosen = Vec::new();
    for name in names {
        chosen.extend(match_names(&ids, name)?);
    }
    chosen.sort();
    chosen.dedup();
    let mut report = Report::default();
    for id in &chosen {
        let Some((root, relative, number)) = split_id(id) else { continue };
        let Some(root) = transaction.manifest.roots.get_mut(root) else { continue };
        if let Some(file) = root.files.get_mut(relative) {
            file.documents.retain(|document| document.number != number);
        }
        root.removed.insert((relative.to_owned(), number));
        transaction.delete_text(id)?;
        report.documents.removed += 1;
    }
    if chosen.is_empty() {
        report.set_counts(transaction.manifest.counts);
        return Ok(report);
    }
    report.set_counts(transaction.commit(&check)?);
    Ok(report)
}

/// Forgets that documents were taken out, and has their file read again; gives its root and path.
pub(super) fn restore(manifest: &mut Manifest, name: &str) -> Result<(String, String)> {
    let mut ids: Vec<String> = Vec::new();
    for (root_name, root) in &manifest.roots {
        ids.extend(root.removed.iter().map(|(relative, number)| format!("{root_name}/{relative}#{number}")));
    }
    let mut place = None;
    for id in match_names(&ids, name)? {
        let Some((root_name, relative, number)) = split_id(&id) else { continue };
        let Some(root) = manifest.roots.get_mut(root_name) else { continue };
        root.removed.remove(&(relative.to_owned(), number));
        if let Some(file) = root.files.get_mut(relative) {
            file.settings = Default::default();
        }
        place = Some((root_name.to_owned(), relative.to_owned()));
    }
    place.ok_or_else(|| Error::Unknown { name: name.to_owned(), nearest: Vec::new() })
}
