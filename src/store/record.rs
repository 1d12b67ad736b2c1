//! What was read from each document, kept without its path, so that a document that stays is never extracted again
//! and one that goes takes exactly its own contribution with it. (The clean text itself is kept by the full text.)

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::error::{Error, Result};
use crate::model::{Document, Extraction};

use super::manifest::{ContentHash, Location};
use super::section::{EXTENSION, FileReference, publish, temporary_file, unreadable};

const HEADER: [u8; 8] = *b"tupurecs";

/// Identity of all of a document that its extraction depends on, under `settings` (the hash of all else that it depends
/// on). The number of the article, the identifier of a record and the place in the file's bytes are no part of it.
pub(crate) fn content_hash(document: &Document, settings: &[u8]) -> ContentHash {
    let mut hasher = blake3::Hasher::new();
    let mut field = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    field(settings);
    field(document.text.as_bytes());
    field(document.title.as_bytes());
    // Of what remains the serialised form stands in for the value: it is a pure function of it.
    field(&postcard::to_stdvec(&(&document.date, &document.source, &document.paragraphs)).unwrap_or_default());
    field(&postcard::to_stdvec(&(&document.sentences, &document.lines)).unwrap_or_default());
    short(&hasher.finalize())
}

/// Identity of a document's way back to the bytes of its file.
pub(crate) fn place_hash(document: &Document) -> ContentHash {
    short(&blake3::hash(&postcard::to_stdvec(&document.offsets).unwrap_or_default()))
}

fn short(hash: &blake3::Hash) -> ContentHash {
    let mut short = ContentHash::default();
    short.copy_from_slice(&hash.as_bytes()[..16]);
    short
}

/// A record ready to be written.
#[derive(Debug)]
pub(crate) struct PackedRecord(Vec<u8>);

impl PackedRecord {
    /// Packs what was read from a document.
    pub(crate) fn new(extraction: &Extraction) -> Result<Self> {
        let plain = postcard::to_stdvec(extraction)
            .map_err(|error| Error::Invalid(format!("a document's record cannot be written: {error}")))?;
        Ok(Self(lz4_flex::compress_prepend_size(&plain)))
    }
}

fn unpack(bytes: &[u8]) -> Result<Extraction, String> {
    let plain = lz4_flex::decompress_size_prepended(bytes).map_err(|error| error.to_string())?;
    postcard::from_bytes(&plain).map_err(|error| error.to_string())
}

fn checksum(bytes: &[u8]) -> [u8; 8] {
    let mut sum = [0; 8];
    sum.copy_from_slice(&blake3::hash(bytes).as_bytes()[..8]);
    sum
}

/// Writes one segment of records under a temporary name.
#[derive(Debug)]
pub(crate) struct SegmentWriter {
    file: BufWriter<tempfile::NamedTempFile>,
    hasher: blake3::Hasher,
    number: u32,
    offset: u64,
}

impl SegmentWriter {
    /// Begins segment `number` in `folder`.
    pub(crate) fn create(folder: &Path, number: u32) -> Result<Self> {
        let mut file = BufWriter::with_capacity(1 << 18, temporary_file(folder)?);
        file.write_all(&HEADER).map_err(|source| Error::io("write", folder, source))?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&HEADER);
        Ok(Self { file, hasher, number, offset: HEADER.len() as u64 })
    }

    /// Number of the segment.
    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// Appends a record.
    pub(crate) fn append(&mut self, record: &PackedRecord) -> Result<Location> {
        let location = Location {
            segment: self.number,
            offset: self.offset,
            bytes: record.0.len() as u64,
            checksum: checksum(&record.0),
        };
        self.append_bytes(&record.0)?;
        Ok(location)
    }

    fn append_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.file.write_all(bytes);
        written.map_err(|source| Error::io("write", self.file.get_ref().path(), source))?;
        self.hasher.update(bytes);
        self.offset += bytes.len() as u64;
        Ok(())
    }

    /// Takes over a record of an older segment as it stands.
    pub(crate) fn copy(&mut self, from: &Segments, old: &Location) -> Result<Location> {
        let bytes = from.bytes(old)?;
        let location = Location { segment: self.number, offset: self.offset, ..*old };
        self.append_bytes(&bytes)?;
        Ok(location)
    }

    /// Makes the segment durable under its name; readable at once through the handle that comes back.
    pub(crate) fn finish(self, folder: &Path) -> Result<(FileReference, File)> {
        let number = self.number;
        let hash = self.hasher.finalize().to_hex().to_string();
        let temporary = self.file.into_inner().map_err(|error| Error::io("write", folder, error.into_error()))?;
        let name = format!("records-{number}-{}.{EXTENSION}", &hash[..16]);
        let file = publish(folder, temporary, &name)?;
        Ok((FileReference { name, bytes: self.offset, hash }, file))
    }
}

/// The segments of one generation, open for reading.
#[derive(Debug, Default)]
pub(crate) struct Segments {
    files: BTreeMap<u32, (String, File)>,
}

impl Segments {
    /// Opens all segments.
    pub(crate) fn open(folder: &Path, references: &BTreeMap<u32, FileReference>) -> Result<Self> {
        let mut segments = Self::default();
        for (number, reference) in references {
            let path = folder.join(&reference.name);
            let file = File::open(&path).map_err(|source| unreadable("open", &path, &reference.name, source))?;
            let length = file.metadata().map_err(|source| Error::io("read", &path, source))?.len();
            if length != reference.bytes {
                let reason = format!("{length} bytes instead of {}", reference.bytes);
                return Err(Error::Damaged { place: reference.name.clone(), reason });
            }
            segments.insert(*number, reference.name.clone(), file);
        }
        Ok(segments)
    }

    /// Adds a segment that was just written.
    pub(crate) fn insert(&mut self, number: u32, name: String, file: File) {
        self.files.insert(number, (name, file));
    }

    /// Whether the segment of a record can be read.
    pub(crate) fn holds(&self, location: &Location) -> bool {
        self.files.contains_key(&location.segment)
    }

    fn bytes(&self, location: &Location) -> Result<Vec<u8>> {
        let Some((name, file)) = self.files.get(&location.segment) else {
            let place = format!("segment {}", location.segment);
            return Err(Error::Damaged { place, reason: "the manifest names no such segment".to_owned() });
        };
        let damaged = |reason: String| Error::Damaged { place: format!("{name} at {}", location.offset), reason };
        let mut bytes = vec![0; location.bytes as usize];
        read_exact_at(file, &mut bytes, location.offset).map_err(|error| damaged(error.to_string()))?;
        if checksum(&bytes) != location.checksum {
            return Err(damaged("the checksum of a record does not agree with its bytes".to_owned()));
        }
        Ok(bytes)
    }

    /// What was read from the document of a record.
    pub(crate) fn extraction(&self, location: &Location) -> Result<Extraction> {
        let bytes = self.bytes(location)?;
        unpack(&bytes).map_err(|reason| self.damaged(location, reason))
    }

    fn damaged(&self, location: &Location, reason: String) -> Error {
        let name = self.files.get(&location.segment).map_or("records", |(name, _)| name);
        Error::Damaged { place: format!("{name} at {}", location.offset), reason }
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, offset)
}

#[cfg(not(unix))]
fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    // A handle of its own, so that two readers do not move one another's position.
    let mut own = file.try_clone()?;
    own.seek(SeekFrom::Start(offset))?;
    own.read_exact(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        crate::clean::verbatim(text, "标题")
    }

    fn extraction(reference: &str) -> Extraction {
        let antecedent = crate::model::Antecedent {
            reference: reference.to_owned(),
            names: Vec::new(),
            line: 1,
            rule: "test".to_owned(),
        };
        Extraction { unresolved: vec![antecedent], ..Extraction::default() }
    }

    #[test]
    fn records_come_back_and_a_flipped_byte_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = SegmentWriter::create(folder.path(), 3).unwrap();
        let mut locations = Vec::new();
        for reference in ["两区", "", "该县"] {
            locations.push(writer.append(&PackedRecord::new(&extraction(reference)).unwrap()).unwrap());
        }
        let (reference, _) = writer.finish(folder.path()).unwrap();
        let path = folder.path().join(&reference.name);
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(reference.hash, blake3::hash(&bytes).to_hex().as_str());
        let references = BTreeMap::from([(3, reference)]);
        let segments = Segments::open(folder.path(), &references).unwrap();
        assert_eq!(segments.extraction(&locations[0]).unwrap(), extraction("两区"));
        assert_eq!(segments.extraction(&locations[2]).unwrap(), extraction("该县"));

        let mut bad = bytes;
        let at = locations[2].offset as usize + 2;
        bad[at] ^= 1;
        std::fs::write(&path, &bad).unwrap();
        let segments = Segments::open(folder.path(), &references).unwrap();
        assert!(segments.extraction(&locations[0]).is_ok());
        assert_eq!(segments.extraction(&locations[2]).unwrap_err().code(), "damaged");
    }

    #[test]
    fn content_is_told_apart_by_text_and_settings_and_not_by_number() {
        let first = document("合川区");
        let mut second = first.clone();
        second.article = 7;
        second.record = Some("x".to_owned());
        assert_eq!(content_hash(&first, b"a"), content_hash(&second, b"a"));
        assert_ne!(content_hash(&first, b"a"), content_hash(&first, b"b"));
        assert_ne!(content_hash(&first, b"a"), content_hash(&document("永川区"), b"a"));
    }
}
