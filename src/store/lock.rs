//! One writer at a time: a lock of the operating system on a file that names its holder.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use fs4::{FileExt, TryLockError};

use crate::error::{Error, Result};

/// File in the index folder that a writer holds. The lock is the operating system's, so that the file of a killed
/// writer is no obstacle to the next one; what is written in it only tells who holds it.
pub(crate) const LOCK_FILE: &str = "tupu.lock";

/// Held while an index is being written; let go when dropped or when the process dies.
#[derive(Debug)]
pub(crate) struct WriterLock {
    file: File,
}

impl WriterLock {
    /// Takes the lock of the index in `folder`, which exists.
    ///
    /// # Errors
    /// [`Error::Locked`] with the holder's process id where another writer has it.
    pub(crate) fn take(folder: &Path) -> Result<Self> {
        let path = folder.join(LOCK_FILE);
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(|source| Error::io("open", &path, source))?;
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Who holds it is a courtesy: an unreadable note must not hide that the index is locked.
                let _ = file.read_to_string(&mut holder);
                let holder = match holder.trim() {
                    "" => "another process".to_owned(),
                    number => format!("process {number}"),
                };
                return Err(Error::Locked { path: folder.to_owned(), holder });
            }
            Err(TryLockError::Error(source)) => return Err(Error::io("lock", &path, source)),
        }
        let note = |file: &mut File| -> std::io::Result<()> {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            writeln!(file, "{}", std::process::id())
        };
        note(&mut file).map_err(|source| Error::io("write", &path, source))?;
        Ok(Self { file })
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // The file stays: removing it would let two later writers lock two different files of one name.
        let _ = self.file.set_len(0);
        let _ = FileExt::unlock(&self.file);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_told_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let held = WriterLock::take(folder.path()).unwrap();
        let refused = WriterLock::take(folder.path()).unwrap_err();
        assert_eq!(refused.code(), "locked");
        assert!(refused.to_string().contains(&std::process::id().to_string()), "{refused}");
        drop(held);
        WriterLock::take(folder.path()).unwrap();
    }

    #[test]
    fn the_file_of_a_dead_writer_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(LOCK_FILE), "999999\n").unwrap();
        WriterLock::take(folder.path()).unwrap();
    }
}
