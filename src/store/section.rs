//! Files of the index folder that are written once and never changed: a header, a body, a checksum.
//!
//! A section becomes visible under its name only when it is whole on disk: it is written under a temporary name,
//! synchronised, renamed, and the folder synchronised. Its name carries the first digits of its hash, so that two
//! generations never write one name with different bytes.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

const MAGIC: [u8; 4] = *b"tupu";
/// Magic, kind, length of the body.
const HEADER: usize = 4 + 4 + 8;
const CHECKSUM: usize = 32;

/// Extension of the files that are ours in the index folder.
pub(crate) const EXTENSION: &str = "tupu";

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Roots, files, documents, where their records lie.
    Manifest,
    /// The folded graph.
    Graph,
}

impl Kind {
    fn tag(self) -> [u8; 4] {
        match self {
            Kind::Manifest => *b"mani",
            Kind::Graph => *b"grap",
        }
    }

    fn stem(self) -> &'static str {
        match self {
            Kind::Manifest => "manifest",
            Kind::Graph => "graph",
        }
    }
}

/// A file of the index folder by name and content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FileReference {
    /// Name in the index folder.
    pub(crate) name: String,
    /// Length in bytes.
    pub(crate) bytes: u64,
    /// blake3 of the whole file, in hexadecimal.
    pub(crate) hash: String,
}

/// Writes a section and returns its name. Writing the same body again costs nothing more than a look.
pub(crate) fn write(folder: &Path, kind: Kind, body: &[u8]) -> Result<FileReference> {
    let mut bytes = Vec::with_capacity(HEADER + body.len() + CHECKSUM);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&kind.tag());
    bytes.extend_from_slice(&(body.len() as u64).to_le_bytes());
    bytes.extend_from_slice(body);
    let inner = blake3::hash(&bytes);
    bytes.extend_from_slice(inner.as_bytes());
    let hash = blake3::hash(&bytes).to_hex().to_string();
    let name = format!("{}-{}.{EXTENSION}", kind.stem(), &hash[..16]);
    let path = folder.join(&name);
    let mut temporary = temporary_file(folder)?;
    temporary.write_all(&bytes).map_err(|source| Error::io("write", &path, source))?;
    publish(folder, temporary, &name)?;
    Ok(FileReference { name, bytes: bytes.len() as u64, hash })
}

/// A file under a temporary name in the index folder, removed again unless it is published.
pub(crate) fn temporary_file(folder: &Path) -> Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY_PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // An index may be read by others than its owner; tempfile's own default is 0600. The mask still applies.
        builder.permissions(std::fs::Permissions::from_mode(0o644));
    }
    builder.tempfile_in(folder).map_err(|source| Error::io("create a file in", folder, source))
}

/// How the names of unfinished files begin.
pub(crate) const TEMPORARY_PREFIX: &str = "unfinished-";

/// Gives a finished temporary file its name, durably.
pub(crate) fn publish(folder: &Path, temporary: tempfile::NamedTempFile, name: &str) -> Result<File> {
    let path = folder.join(name);
    temporary.as_file().sync_all().map_err(|source| Error::io("synchronise", &path, source))?;
    let file = temporary.persist(&path).map_err(|error| Error::io("rename to", &path, error.error))?;
    synchronise_folder(folder)?;
    Ok(file)
}

/// Makes renames in a folder durable, where the system can.
fn synchronise_folder(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        let handle = File::open(folder).map_err(|source| Error::io("open", folder, source))?;
        handle.sync_all().map_err(|source| Error::io("synchronise", folder, source))?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// A file that the index names and that is not there is damage; whatever else hinders reading is not.
pub(super) fn unreadable(operation: &'static str, path: &Path, name: &str, source: std::io::Error) -> Error {
    if source.kind() == std::io::ErrorKind::NotFound {
        return Error::Damaged { place: name.to_owned(), reason: "no such file".to_owned() };
    }
    Error::io(operation, path, source)
}

/// Reads a section whole and checks it.
///
/// # Errors
/// [`Error::Damaged`] where a byte is not as it was written or the file is gone; [`Error::Io`] where the file cannot be read.
pub(crate) fn read(folder: &Path, kind: Kind, reference: &FileReference) -> Result<Vec<u8>> {
    let path = folder.join(&reference.name);
    let mut bytes = std::fs::read(&path).map_err(|source| unreadable("read", &path, &reference.name, source))?;
    let damaged = |reason: &str| Error::Damaged { place: reference.name.clone(), reason: reason.to_owned() };
    if bytes.len() as u64 != reference.bytes || bytes.len() < HEADER + CHECKSUM {
        return Err(damaged(&format!("{} bytes instead of {}", bytes.len(), reference.bytes)));
    }
    if bytes[..4] != MAGIC || bytes[4..8] != kind.tag() {
        return Err(damaged("its first bytes are not those of such a file"));
    }
    let end = bytes.len() - CHECKSUM;
    if blake3::hash(&bytes[..end]).as_bytes() != &bytes[end..] {
        return Err(damaged("its checksum does not agree with its bytes"));
    }
    // The inner checksum shows that the file is what was written; that it is the file this generation means is
    // shown by the hash that rides in the commit.
    if blake3::hash(&bytes).to_hex().as_str() != reference.hash {
        return Err(damaged("it is another file than the index was committed with"));
    }
    bytes.truncate(end);
    bytes.drain(..HEADER);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let reference = write(folder.path(), Kind::Graph, b"body").unwrap();
        assert_eq!(read(folder.path(), Kind::Graph, &reference).unwrap(), b"body");
        assert_eq!(read(folder.path(), Kind::Manifest, &reference).unwrap_err().code(), "damaged");
    }

    #[test]
    fn every_flipped_byte_and_every_cut_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let reference = write(folder.path(), Kind::Manifest, "万州区与开州区".as_bytes()).unwrap();
        let path = folder.path().join(&reference.name);
        let good = std::fs::read(&path).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x20;
            std::fs::write(&path, &bad).unwrap();
            assert_eq!(read(folder.path(), Kind::Manifest, &reference).unwrap_err().code(), "damaged", "byte {at}");
            std::fs::write(&path, &good[..at]).unwrap();
            assert_eq!(read(folder.path(), Kind::Manifest, &reference).unwrap_err().code(), "damaged", "cut {at}");
        }
    }
}
