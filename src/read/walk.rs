//! Lists the files under a path, in one order on every machine, and says what was passed over and why.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::{DirEntry, WalkBuilder};

use super::metadata::MetadataTable;
use crate::error::{Error, Result};
use crate::warning::Warning;

/// What the user named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootKind {
    /// A folder and all below it.
    Folder,
    /// One file.
    File,
    /// Standard input; the caller hands its bytes to [`super::parse`].
    Stdin,
}

/// A path given to `index`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// Last component of the path (`corpus`, `page.txt`); `-` for standard input.
    pub name: String,
    /// Absolute path; `-` for standard input.
    pub path: PathBuf,
    /// What it is.
    pub kind: RootKind,
}

impl Root {
    /// How a file of this root is called in identifiers and warnings: `corpus/2022/page.txt`; of a root that is one
    /// file, its own name. `name` is the root's name, which the index may have made distinct (`corpus~2`).
    #[must_use]
    pub fn label(&self, name: &str, relative: &str) -> String {
        match self.kind {
            RootKind::Folder => format!("{name}/{relative}"),
            RootKind::File | RootKind::Stdin => name.to_owned(),
        }
    }
}

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Path relative to the root with `/` between its parts; of a root that is one file, its name. Bytes of a name that
    /// are not UTF-8 stand as `%XX`.
    pub relative: String,
    /// Where to open it.
    pub path: PathBuf,
    /// Its size in bytes when it was listed.
    pub bytes: u64,
}

/// Why a file or folder was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkipReason {
    /// Its name begins with a full stop.
    Hidden,
    /// Lock and temporary files of other programs.
    Temporary,
    /// A link to a folder above itself.
    LinkLoop,
    /// A link to nothing.
    BrokenLink,
    /// A device, pipe or socket.
    NotAFile,
    /// No document by its name (`.json`, `.csv`, pictures' thumbnails, programs).
    OtherType,
}

impl SkipReason {
    /// Code in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            SkipReason::Hidden => "hidden",
            SkipReason::Temporary => "temporary",
            SkipReason::LinkLoop => "link_loop",
            SkipReason::BrokenLink => "broken_link",
            SkipReason::NotAFile => "not_a_file",
            SkipReason::OtherType => "other_type",
        }
    }
}

/// What was passed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Path relative to the root.
    pub relative: String,
    /// Why.
    pub reason: SkipReason,
}

/// What lies under a root.
#[derive(Debug)]
pub struct Listing {
    /// The root.
    pub root: Root,
    /// Files to read, by `relative`.
    pub files: Vec<Found>,
    /// Rows of every `metadata.csv`.
    pub metadata: MetadataTable,
    /// What was passed over, by `relative`.
    pub skipped: Vec<Skipped>,
    /// Files that are refused (too large, a format that is not read) and folders that could not be opened.
    pub warnings: Vec<Warning>,
}

impl Listing {
    /// How many files and folders were passed over for each reason.
    #[must_use]
    pub fn skipped_by_reason(&self) -> BTreeMap<SkipReason, usize> {
        let mut counts = BTreeMap::new();
        for skipped in &self.skipped {
            *counts.entry(skipped.reason).or_insert(0) += 1;
        }
        counts
    }
}

/// Lists the files under `path`, which may be a folder, a file, or `-` (no file is listed for it). Links are followed.
/// A file above `max_bytes` becomes a warning with `failed` set.
///
/// # Errors
/// Where `path` does not exist or cannot be opened.
pub fn walk(path: &Path, max_bytes: u64) -> Result<Listing> {
    if path == Path::new("-") {
        let root = Root { name: "-".to_owned(), path: path.to_owned(), kind: RootKind::Stdin };
        return Ok(Listing::empty(root));
    }
    let absolute = path.canonicalize().map_err(|source| Error::io("open", path, source))?;
    let kind = if absolute.is_dir() { RootKind::Folder } else { RootKind::File };
    // `corpus/.` and a link to a folder keep the name that the user gave, as far as there is one.
    let name = path.file_name().or_else(|| absolute.file_name()).map_or_else(|| "/".to_owned(), readable);
    let mut listing = Listing::empty(Root { name, path: absolute.clone(), kind });
    match kind {
        RootKind::Folder => walk_folder(&absolute, max_bytes, &mut listing),
        RootKind::File | RootKind::Stdin => list_single(&absolute, max_bytes, &mut listing)?,
    }
    listing.files.sort();
    listing.skipped.sort();
    listing.warnings.sort();
    Ok(listing)
}

/// Reads a file whole, unless it is larger than `max_bytes`; a warning with `failed` set says why not. `label` is what
/// the warning calls it.
///
/// # Errors
/// Where the file is too large, or the system refuses to read it.
pub fn read_bytes(path: &Path, max_bytes: u64, label: &str) -> Result<Vec<u8>, Warning> {
    let refuse = |source: &std::io::Error| Warning {
        code: "unreadable".to_owned(),
        path: label.to_owned(),
        line: None,
        message: format!("cannot be read: {source}"),
        failed: true,
    };
    let file = File::open(path).map_err(|source| refuse(&source))?;
    let expected = file.metadata().map(|metadata| metadata.len()).unwrap_or(0);
    if expected > max_bytes {
        return Err(too_large(label, expected, max_bytes));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
    // One byte more than allowed tells a file that has grown since.
    file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(|source| refuse(&source))?;
    if bytes.len() as u64 > max_bytes {
        return Err(too_large(label, bytes.len() as u64, max_bytes));
    }
    Ok(bytes)
}

impl Listing {
    fn empty(root: Root) -> Self {
        Self { root, files: Vec::new(), metadata: MetadataTable::default(), skipped: Vec::new(), warnings: Vec::new() }
    }

    fn skip(&mut self, relative: String, reason: SkipReason) {
        self.skipped.push(Skipped { relative, reason });
    }

    fn label(&self, relative: &str) -> String {
        self.root.label(&self.root.name, relative)
    }
}

fn list_single(path: &Path, max_bytes: u64, listing: &mut Listing) -> Result<()> {
    let metadata = path.metadata().map_err(|source| Error::io("open", path, source))?;
    if !metadata.is_file() {
        let reason = std::io::Error::new(std::io::ErrorKind::InvalidInput, "neither a file nor a folder");
        return Err(Error::io("read", path, reason));
    }
    let relative = listing.root.name.clone();
    if let Some(sidecar) = path.parent().map(|folder| folder.join(METADATA_FILE))
        && sidecar.is_file()
        && sidecar != path
    {
        load_table(&sidecar, "", max_bytes, listing);
    }
    admit(Found { relative, path: path.to_owned(), bytes: metadata.len() }, max_bytes, true, listing);
    Ok(())
}

/// The sidecar that gives titles, dates and sources.
const METADATA_FILE: &str = "metadata.csv";

fn walk_folder(root: &Path, max_bytes: u64, listing: &mut Listing) {
    let passed_over = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&passed_over);
    let root_of_filter = root.to_owned();
    let mut builder = WalkBuilder::new(root);
    builder.standard_filters(false).follow_links(true).filter_entry(move |entry: &DirEntry| {
        if entry.depth() == 0 {
            return true;
        }
        let reason = if entry.file_name().as_encoded_bytes().starts_with(b".") {
            SkipReason::Hidden
        } else if is_temporary(entry.file_name()) {
            SkipReason::Temporary
        } else {
            return true;
        };
        if let Ok(mut list) = record.lock() {
            list.push(Skipped { relative: relative_name(entry.path(), &root_of_filter), reason });
        }
        false
    });
    for entry in builder.build() {
        match entry {
            Ok(entry) => take_entry(&entry, root, max_bytes, listing),
            Err(error) => take_error(&error, root, listing),
        }
    }
    if let Ok(mut list) = passed_over.lock() {
        listing.skipped.append(&mut list);
    }
}

fn take_entry(entry: &DirEntry, root: &Path, max_bytes: u64, listing: &mut Listing) {
    let Some(kind) = entry.file_type() else { return };
    if kind.is_dir() {
        return;
    }
    let relative = relative_name(entry.path(), root);
    if !kind.is_file() {
        let reason = if kind.is_symlink() { SkipReason::BrokenLink } else { SkipReason::NotAFile };
        listing.skip(relative, reason);
        return;
    }
    if entry.file_name() == METADATA_FILE {
        let folder = relative.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        load_table(entry.path(), &folder, max_bytes, listing);
        return;
    }
    let bytes = entry.metadata().map(|metadata| metadata.len()).unwrap_or(0);
    admit(Found { relative, path: entry.path().to_owned(), bytes }, max_bytes, false, listing);
}

fn take_error(error: &ignore::Error, root: &Path, listing: &mut Listing) {
    if let Some(child) = loop_of(error) {
        listing.skip(relative_name(child, root), SkipReason::LinkLoop);
        return;
    }
    let path = path_of(error);
    let missing = error.io_error().is_some_and(|source| source.kind() == std::io::ErrorKind::NotFound);
    if let (true, Some(link)) = (missing, path) {
        listing.skip(relative_name(link, root), SkipReason::BrokenLink);
        return;
    }
    let relative = path.map(|at| relative_name(at, root)).unwrap_or_default();
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    listing.warnings.push(Warning {
        code: "unreadable".to_owned(),
        path: listing.label(&relative),
        line: None,
        message: format!("cannot be opened: {reason}"),
        failed: true,
    });
}

fn loop_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } => loop_of(err),
        _ => None,
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

/// Lists the file, or says why it is not read. `named`: the user gave its very path, so its type is looked for inside.
fn admit(file: Found, max_bytes: u64, named: bool, listing: &mut Listing) {
    let label = listing.label(&file.relative);
    match super::detect::by_name(&file.relative) {
        super::detect::ByName::Unsupported(advice) => {
            listing.warnings.push(super::detect::unsupported(&label, advice));
        }
        super::detect::ByName::Other if !named => listing.skip(file.relative, SkipReason::OtherType),
        _ if file.bytes > max_bytes => listing.warnings.push(too_large(&label, file.bytes, max_bytes)),
        _ => listing.files.push(file),
    }
}

fn load_table(path: &Path, folder: &str, max_bytes: u64, listing: &mut Listing) {
    let relative = if folder.is_empty() { METADATA_FILE.to_owned() } else { format!("{folder}/{METADATA_FILE}") };
    let label = match listing.root.kind {
        RootKind::Folder => listing.label(&relative),
        RootKind::File | RootKind::Stdin => relative,
    };
    match read_bytes(path, max_bytes, &label) {
        Ok(bytes) => {
            let mut warnings = listing.metadata.load(&bytes, folder, &label);
            listing.warnings.append(&mut warnings);
        }
        Err(warning) => listing.warnings.push(warning),
    }
}

pub(super) fn too_large(label: &str, bytes: u64, max_bytes: u64) -> Warning {
    Warning {
        code: "file_too_large".to_owned(),
        path: label.to_owned(),
        line: None,
        message: format!("{bytes} bytes, more than {max_bytes}: split it, or raise --max-file-size"),
        failed: true,
    }
}

fn is_temporary(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    let endings = [".tmp", ".temp", ".lock", ".lck", ".swp", ".swo", ".part", ".crdownload", ".bak", "~"];
    name.starts_with("~$") || name == "thumbs.db" || name == "desktop.ini" || endings.iter().any(|e| name.ends_with(e))
}

fn relative_name(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let mut name = String::new();
    for part in inside.components() {
        if !name.is_empty() {
            name.push('/');
        }
        name.push_str(&readable(part.as_os_str()));
    }
    name
}

/// The name with each byte that is not UTF-8 as `%XX`, so that two different names stay different.
fn readable(name: &OsStr) -> String {
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("temporary folder")
    }

    fn names(listing: &Listing) -> Vec<&str> {
        listing.files.iter().map(|file| file.relative.as_str()).collect()
    }

    #[test]
    fn files_come_sorted_and_the_rest_is_counted_by_reason() {
        let root = folder();
        for name in ["b/2.txt", "a.txt", "b/1.md", ".git/x.txt", "~$a.docx", "b/c.tmp", "SOURCE.json", "run.sh"] {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "字").unwrap();
        }
        let listing = walk(root.path(), 100).unwrap();
        assert_eq!(names(&listing), ["a.txt", "b/1.md", "b/2.txt"]);
        let counts = listing.skipped_by_reason();
        assert_eq!(counts[&SkipReason::Hidden], 1);
        assert_eq!(counts[&SkipReason::Temporary], 2);
        assert_eq!(counts[&SkipReason::OtherType], 2);
        assert!(listing.warnings.is_empty());
    }

    #[test]
    fn what_is_too_large_or_of_no_known_format_is_named_with_what_to_do() {
        let root = folder();
        fs::write(root.path().join("long.txt"), "一".repeat(50)).unwrap();
        fs::write(root.path().join("scan.pdf"), "%PDF").unwrap();
        let listing = walk(root.path(), 100).unwrap();
        assert!(listing.files.is_empty());
        let codes: Vec<&str> = listing.warnings.iter().map(|warning| warning.code.as_str()).collect();
        assert_eq!(codes, ["file_too_large", "unsupported_format"]);
        assert!(listing.warnings.iter().all(|warning| warning.failed));
        assert!(listing.warnings[0].path.ends_with("/long.txt"));
        assert!(read_bytes(&root.path().join("long.txt"), 100, "x").is_err());
        assert_eq!(read_bytes(&root.path().join("long.txt"), 150, "x").unwrap().len(), 150);
    }

    #[test]
    fn a_single_file_is_called_by_its_own_name() {
        let root = folder();
        fs::write(root.path().join("page.txt"), "字").unwrap();
        fs::write(root.path().join("metadata.csv"), "path,date\npage.txt,2022-08-30\n").unwrap();
        let listing = walk(&root.path().join("page.txt"), 100).unwrap();
        assert_eq!(names(&listing), ["page.txt"]);
        assert_eq!(listing.root.label(&listing.root.name, "page.txt"), "page.txt");
        assert!(listing.metadata.row("page.txt").is_some());
        assert!(walk(&root.path().join("absent.txt"), 100).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn loops_broken_links_and_odd_names_do_not_stop_the_walk() {
        use std::os::unix::ffi::OsStrExt;
        let root = folder();
        fs::create_dir(root.path().join("deep")).unwrap();
        std::os::unix::fs::symlink(root.path(), root.path().join("deep/again")).unwrap();
        std::os::unix::fs::symlink("nowhere", root.path().join("gone.txt")).unwrap();
        fs::write(root.path().join(OsStr::from_bytes(b"\xb1\xa8.txt")), "字").unwrap();
        let listing = walk(root.path(), 100).unwrap();
        assert_eq!(names(&listing), ["%B1%A8.txt"]);
        let reasons: Vec<SkipReason> = listing.skipped.iter().map(|skipped| skipped.reason).collect();
        assert_eq!(reasons, [SkipReason::LinkLoop, SkipReason::BrokenLink]);
    }
}
