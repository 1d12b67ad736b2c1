//! Which root each given path belongs to.
//!
//! The roots of an index are a function of the set of paths ever given, not of their order: a folder below a whole
//! root is part of it, a new whole root takes over the roots below it, and a single file outside every whole root makes
//! its folder a root that owns nothing but the files named.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::store::{FileEntry, Manifest, Root};

/// A path that the user gave.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GivenPath {
    /// Absolute, links resolved.
    pub(super) path: PathBuf,
    /// Last component as the user wrote it.
    pub(super) name: String,
    /// Whether it is a folder, a file, or gone.
    pub(super) kind: GivenKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum GivenKind {
    Folder,
    File,
    Gone,
}

/// A part of a root that a run looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scope {
    /// Name of the root.
    pub(super) root: String,
    /// Path relative to the root, `/` between parts; empty for the whole root.
    pub(super) relative: String,
}

impl Scope {
    /// Whether a file of the root lies in it.
    pub(super) fn holds(&self, relative: &str) -> bool {
        self.relative.is_empty()
            || relative
                .strip_prefix(self.relative.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// What to look at, what went to another root, and what is nowhere.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Scopes, sorted, none inside another.
    pub(super) scopes: Vec<Scope>,
    /// Ids of documents that belong to a larger root now and have another id there.
    pub(super) renamed: Vec<String>,
    /// Paths that are neither there nor known.
    pub(super) unknown: Vec<PathBuf>,
    /// Root folders that are not there; nothing of them is removed.
    pub(super) missing_roots: Vec<String>,
}

/// Enters the given paths into the manifest's roots.
pub(super) fn plan(manifest: &mut Manifest, given: &[GivenPath]) -> Plan {
    let mut plan = Plan::default();
    let mut scopes = BTreeSet::new();
    let mut sorted = given.to_vec();
    // Outer folders first, so that what lies in them finds its root.
    sorted.sort();
    sorted.dedup_by(|left, right| left.path == right.path);
    for item in sorted.iter().filter(|item| item.kind == GivenKind::Folder) {
        let scope = match whole_root_of(manifest, &item.path) {
            Some(scope) => scope,
            None => Scope { root: new_whole_root(manifest, item, &mut plan), relative: String::new() },
        };
        scopes.insert(scope);
    }
    for item in sorted.iter().filter(|item| item.kind != GivenKind::Folder) {
        match file_scope(manifest, item) {
            Some(scope) if scope.relative.is_empty() => plan.missing_roots.push(scope.root),
            Some(scope) => {
                scopes.insert(scope);
            }
            None => plan.unknown.push(item.path.clone()),
        }
    }
    for scope in &scopes {
        let inside =
            scopes.iter().any(|other| other != scope && other.root == scope.root && other.holds(&scope.relative));
        if !inside {
            plan.scopes.push(scope.clone());
        }
    }
    plan
}

/// `path` relative to `root` with `/` between parts, as [`crate::read`] writes it.
fn relative_to(path: &Path, root: &str) -> Option<String> {
    let rest = path.strip_prefix(Path::new(root)).ok()?;
    let parts: Vec<_> = rest.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    Some(parts.join("/"))
}

fn whole_root_of(manifest: &Manifest, path: &Path) -> Option<Scope> {
    let mut whole = manifest.roots.iter().filter(|(_, root)| root.whole);
    whole.find_map(|(name, root)| relative_to(path, &root.path).map(|relative| Scope { root: name.clone(), relative }))
}

/// The place of a file, or of something gone, in the roots; a file that has none gets its folder as a root.
fn file_scope(manifest: &mut Manifest, item: &GivenPath) -> Option<Scope> {
    if let Some(scope) = whole_root_of(manifest, &item.path) {
        return Some(scope);
    }
    let folder = item.path.parent()?;
    let file_name = item.path.file_name()?.to_string_lossy().into_owned();
    let folder_text = folder.to_string_lossy().into_owned();
    let known = manifest.roots.iter().find(|(_, root)| !root.whole && root.path == folder_text);
    let root = match (known, item.kind) {
        (Some((name, root)), GivenKind::Gone) if root.files.contains_key(&file_name) => name.clone(),
        (_, GivenKind::Gone) => return None,
        (Some((name, _)), _) => name.clone(),
        (None, _) => {
            let wanted =
                folder.file_name().map_or_else(|| "root".to_owned(), |name| name.to_string_lossy().into_owned());
            let name = manifest.free_root_name(&wanted);
            manifest.roots.insert(name.clone(), empty_root(folder_text, false));
            name
        }
    };
    Some(Scope { root, relative: file_name })
}

fn empty_root(path: String, whole: bool) -> Root {
    Root { path, whole, files: BTreeMap::new(), removed: BTreeSet::new() }
}

/// Makes a folder a whole root; roots in it, or of it, become part of it.
fn new_whole_root(manifest: &mut Manifest, item: &GivenPath, plan: &mut Plan) -> String {
    let path = item.path.to_string_lossy().into_owned();
    let same = manifest.roots.iter().find(|(_, root)| root.path == path).map(|(name, _)| name.clone());
    if let Some(root) = same.as_ref().and_then(|name| manifest.roots.get_mut(name)) {
        root.whole = true;
    }
    let inner: Vec<(String, String)> = manifest
        .roots
        .iter()
        .filter(|(_, root)| !root.path.is_empty() && root.path != path)
        .filter_map(|(name, root)| Some((name.clone(), relative_to(Path::new(&root.path), &path)?)))
        .collect();
    let mut taken = empty_root(path, true);
    for (name, prefix) in inner {
        let Some(root) = manifest.roots.remove(&name) else { continue };
        for (relative, file) in root.files {
            plan.renamed.extend(file.documents.iter().map(|document| format!("{name}/{relative}#{}", document.number)));
            // Without documents and with other settings than any: it is read again under its new name.
            let entry = FileEntry { documents: Vec::new(), settings: Default::default(), ..file };
            taken.files.insert(format!("{prefix}/{relative}"), entry);
        }
        taken
            .removed
            .extend(root.removed.into_iter().map(|(relative, number)| (format!("{prefix}/{relative}"), number)));
    }
    let name = same.unwrap_or_else(|| manifest.free_root_name(if item.name.is_empty() { "root" } else { &item.name }));
    match manifest.roots.get_mut(&name) {
        Some(root) => {
            root.files.extend(taken.files);
            root.removed.extend(taken.removed);
        }
        None => {
            manifest.roots.insert(name.clone(), taken);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(path: &str, kind: GivenKind) -> GivenPath {
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        GivenPath { path: PathBuf::from(path), name, kind }
    }

    fn scopes(plan: &Plan) -> Vec<(&str, &str)> {
        plan.scopes.iter().map(|scope| (scope.root.as_str(), scope.relative.as_str())).collect()
    }

    fn entry() -> FileEntry {
        FileEntry {
            hash: [1; 32],
            settings: [2; 16],
            bytes: 5,
            date: None,
            source: None,
            documents: Vec::new(),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn a_folder_inside_a_root_is_a_part_of_it_in_either_order() {
        for paths in [["/d/reports", "/d/reports/2022"], ["/d/reports/2022", "/d/reports"]] {
            let mut manifest = Manifest::default();
            for path in paths {
                plan(&mut manifest, &[given(path, GivenKind::Folder)]);
            }
            let names: Vec<&String> = manifest.roots.keys().collect();
            assert_eq!(names, ["reports"]);
            let inner = plan(&mut manifest, &[given("/d/reports/2022", GivenKind::Folder)]);
            assert_eq!(scopes(&inner), [("reports", "2022")]);
        }
    }

    #[test]
    fn a_single_file_makes_its_folder_a_root_of_that_file_alone() {
        let mut manifest = Manifest::default();
        let first = plan(&mut manifest, &[given("/home/a.txt", GivenKind::File)]);
        assert_eq!(scopes(&first), [("home", "a.txt")]);
        let second = plan(&mut manifest, &[given("/home/reports", GivenKind::Folder)]);
        assert_eq!(scopes(&second), [("reports", "")]);
        assert_eq!(manifest.roots.len(), 2);
    }

    #[test]
    fn a_larger_root_takes_over_files_and_what_was_removed() {
        let mut manifest = Manifest::default();
        plan(&mut manifest, &[given("/d/a/2022", GivenKind::Folder)]);
        let root = manifest.roots.get_mut("2022").unwrap();
        root.files.insert("x.txt".to_owned(), entry());
        root.removed.insert(("y.txt".to_owned(), 1));
        plan(&mut manifest, &[given("/d/a", GivenKind::Folder)]);
        let root = &manifest.roots["a"];
        assert!(root.files.contains_key("2022/x.txt"));
        assert!(root.removed.contains(&("2022/y.txt".to_owned(), 1)));
    }

    #[test]
    fn two_folders_of_one_name_are_told_apart_and_nested_scopes_fold() {
        let mut manifest = Manifest::default();
        let both = [
            given("/b/reports", GivenKind::Folder),
            given("/a/reports", GivenKind::Folder),
            given("/a/reports/x", GivenKind::Folder),
        ];
        let plan = plan(&mut manifest, &both);
        assert_eq!(scopes(&plan), [("reports", ""), ("reports~2", "")]);
        assert_eq!(manifest.roots["reports"].path, "/a/reports");
    }

    #[test]
    fn what_is_gone_is_in_scope_only_where_it_was_known() {
        let mut manifest = Manifest::default();
        plan(&mut manifest, &[given("/d/a", GivenKind::Folder)]);
        let gone = plan(&mut manifest, &[given("/d/a/x.txt", GivenKind::Gone), given("/e/y.txt", GivenKind::Gone)]);
        assert_eq!(scopes(&gone), [("a", "x.txt")]);
        assert_eq!(gone.unknown, [PathBuf::from("/e/y.txt")]);
        let root = plan(&mut manifest, &[given("/d/a", GivenKind::Gone)]);
        assert_eq!((root.scopes.len(), root.missing_roots.as_slice()), (0, &["a".to_owned()][..]));
    }
}
