//! What the index holds: roots, files, documents, and where each document's record lies.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::{Based, PartialDate};
use crate::warning::Warning;

use super::section::FileReference;

/// Format of the index folder. A reader refuses any other number.
pub const FORMAT_VERSION: u32 = 1;

/// blake3 of a file's bytes.
pub(crate) type FileHash = [u8; 32];

/// Identity of a document's content with everything that its extraction depends on; paths are no part of it, so that
/// a renamed file costs no extraction and a copy shares its original's record.
pub(crate) type ContentHash = [u8; 16];

/// Everything that one generation of the index knows, tantivy's files and the graph aside.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Counts commits.
    pub(crate) generation: u64,
    /// Hash of the lexicon of the last run.
    pub(crate) lexicon_hash: String,
    /// The user's own lexicon folder, absolute.
    pub(crate) lexicon_folder: Option<String>,
    /// Roots by name.
    pub(crate) roots: BTreeMap<String, Root>,
    /// Files with the kept records, by the number that [`Location::segment`] gives.
    pub(crate) segments: BTreeMap<u32, FileReference>,
    /// Where the record of each content lies.
    pub(crate) records: BTreeMap<ContentHash, Location>,
    /// The folded graph.
    pub(crate) graph: Option<GraphReference>,
    /// Sizes of the whole.
    pub(crate) counts: Counts,
    /// Files of ours that the generation before needed; they go with the next commit.
    pub(crate) superseded: BTreeSet<String>,
}

/// The file of the folded graph and where each kind of its records begins in the body and how long it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GraphReference {
    pub(crate) file: FileReference,
    pub(crate) sections: BTreeMap<String, (u64, u64)>,
}

/// What the index holds in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Documents.
    pub documents: u64,
    /// Entities.
    pub entities: u64,
    /// Relations (one for each subject, predicate and object).
    pub relations: u64,
    /// Figures.
    pub indicators: u64,
    /// Bytes of the source files.
    pub bytes: u64,
}

/// A folder that was given to be indexed, or the folder of single files that were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Root {
    /// Absolute path; empty for what came on standard input.
    pub(crate) path: String,
    /// Whether the folder itself was given: then all below it belongs to it. Otherwise only single files of it were.
    pub(crate) whole: bool,
    /// Files by path relative to the root, `/` between parts.
    pub(crate) files: BTreeMap<String, FileEntry>,
    /// Documents taken out with `rm`, by relative path and number; they stay out until restored.
    pub(crate) removed: BTreeSet<(String, u32)>,
}

/// One file as it was when it was last read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileEntry {
    /// blake3 of its bytes.
    pub(crate) hash: FileHash,
    /// Hash of all else that its documents depend on: program, lexicon, options, metadata row.
    pub(crate) settings: ContentHash,
    /// Size in bytes.
    pub(crate) bytes: u64,
    /// Date that the user gave for it.
    pub(crate) date: Option<PartialDate>,
    /// Source that the user gave for it.
    pub(crate) source: Option<String>,
    /// Its documents by number, without those taken out.
    pub(crate) documents: Vec<DocumentEntry>,
    /// What was doubtful about it.
    pub(crate) warnings: Vec<Warning>,
}

/// One document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct DocumentEntry {
    /// n of `#n`.
    pub(crate) number: u32,
    /// Key of its record.
    pub(crate) content: ContentHash,
    /// Hash of the way back to the bytes of the file, which changes when something before it in the file does.
    pub(crate) place: ContentHash,
    /// Identifier that the record itself brings (JSONL `id`).
    pub(crate) record: Option<String>,
    /// Headline.
    pub(crate) title: String,
    /// Publication date.
    pub(crate) date: Option<Based<PartialDate>>,
    /// Publisher.
    pub(crate) source: Option<Based<String>>,
    /// Length of the clean text in characters.
    pub(crate) characters: u32,
    /// Line of the file on which it begins.
    pub(crate) line: u32,
}

impl DocumentEntry {
    /// Whether a reader would find the same, wherever in the file it stands.
    pub(crate) fn reads_as(&self, other: &Self) -> bool {
        let mut moved = other.clone();
        moved.place = self.place;
        *self == moved
    }
}

/// Where a record lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Location {
    /// Number of the segment.
    pub(crate) segment: u32,
    /// First byte in its file.
    pub(crate) offset: u64,
    /// Its length in bytes.
    pub(crate) bytes: u64,
    /// Leading bytes of the blake3 of its bytes.
    pub(crate) checksum: [u8; 8],
}

/// The parts of a document id: root, path relative to it, number.
pub(crate) fn split_id(id: &str) -> Option<(&str, &str, u32)> {
    let (path, number) = id.rsplit_once('#')?;
    let (root, relative) = path.split_once('/')?;
    Some((root, relative, number.parse().ok()?))
}

impl Manifest {
    /// Bytes of the section's body.
    pub(crate) fn encode(&self) -> Result<Vec<u8>> {
        let plain = postcard::to_stdvec(self)
            .map_err(|error| Error::Invalid(format!("the manifest cannot be written: {error}")))?;
        Ok(lz4_flex::compress_prepend_size(&plain))
    }

    /// Reads what [`Manifest::encode`] wrote.
    pub(crate) fn decode(body: &[u8], place: &str) -> Result<Self> {
        let damaged = |reason: String| Error::Damaged { place: place.to_owned(), reason };
        let plain = lz4_flex::decompress_size_prepended(body).map_err(|error| damaged(error.to_string()))?;
        postcard::from_bytes(&plain).map_err(|error| damaged(error.to_string()))
    }

    /// Calls `visit` with the id of each document and its entry, in the order of roots, paths and numbers.
    pub(crate) fn each_document<'a>(&'a self, mut visit: impl FnMut(String, &'a DocumentEntry)) {
        for (name, root) in &self.roots {
            for (relative, file) in &root.files {
                for document in &file.documents {
                    visit(format!("{name}/{relative}#{}", document.number), document);
                }
            }
        }
    }

    /// The entry of a document id.
    pub(crate) fn document(&self, id: &str) -> Option<&DocumentEntry> {
        let (root, relative, number) = split_id(id)?;
        self.roots.get(root)?.files.get(relative)?.documents.iter().find(|document| document.number == number)
    }

    /// A name that no root bears: `wanted`, else `wanted~2` and so on.
    pub(crate) fn free_root_name(&self, wanted: &str) -> String {
        if !self.roots.contains_key(wanted) {
            return wanted.to_owned();
        }
        let mut number = 2;
        loop {
            let name = format!("{wanted}~{number}");
            if !self.roots.contains_key(&name) {
                return name;
            }
            number += 1;
        }
    }

    /// Names of all files of ours that this generation needs.
    pub(crate) fn needed_files(&self) -> BTreeSet<String> {
        let mut needed: BTreeSet<String> = self.segments.values().map(|segment| segment.name.clone()).collect();
        needed.extend(self.graph.iter().map(|graph| graph.file.name.clone()));
        needed
    }

    /// Contents that some document has.
    pub(crate) fn live_contents(&self) -> BTreeSet<ContentHash> {
        let mut live = BTreeSet::new();
        self.each_document(|_, document| {
            live.insert(document.content);
        });
        live
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_apart_even_where_the_path_has_a_hash() {
        assert_eq!(split_id("corpus/2022/page.txt#1"), Some(("corpus", "2022/page.txt", 1)));
        assert_eq!(split_id("corpus/a#b.txt#12"), Some(("corpus", "a#b.txt", 12)));
        assert_eq!(split_id("corpus/a.txt"), None);
        assert_eq!(split_id("page#x"), None);
    }

    #[test]
    fn roots_of_one_name_are_numbered() {
        let mut manifest = Manifest::default();
        let root = Root { path: "/a/reports".into(), whole: true, files: BTreeMap::new(), removed: BTreeSet::new() };
        assert_eq!(manifest.free_root_name("reports"), "reports");
        manifest.roots.insert("reports".into(), root.clone());
        assert_eq!(manifest.free_root_name("reports"), "reports~2");
        manifest.roots.insert("reports~2".into(), root);
        assert_eq!(manifest.free_root_name("reports"), "reports~3");
        let body = manifest.encode().unwrap();
        assert_eq!(Manifest::decode(&body, "manifest").unwrap(), manifest);
        assert_eq!(Manifest::decode(&body[..9], "manifest").unwrap_err().code(), "damaged");
    }
}
