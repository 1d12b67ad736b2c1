//! Where exports go.

use std::collections::BTreeMap;
use std::io::{self, Write};

/// Takes the files of an export, one after the other.
pub trait Sink {
    /// Opens the file of this name; it is whole when the writer has been flushed and dropped.
    ///
    /// # Errors
    /// Where it cannot be made.
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + '_>>;

    /// Whether it can take more than one file.
    fn takes_several(&self) -> bool {
        true
    }
}

/// One file, into any writer, whatever its name.
#[derive(Debug)]
pub struct WriterSink<W: Write>(pub W);

impl<W: Write> Sink for WriterSink<W> {
    fn file(&mut self, _name: &str) -> io::Result<Box<dyn Write + '_>> {
        Ok(Box::new(io::BufWriter::new(&mut self.0)))
    }

    fn takes_several(&self) -> bool {
        false
    }
}

/// Files in memory, by name.
#[derive(Debug, Default)]
pub struct MemorySink {
    /// What was written.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Sink for MemorySink {
    fn file(&mut self, name: &str) -> io::Result<Box<dyn Write + '_>> {
        let file = self.files.entry(name.to_owned()).or_default();
        file.clear();
        Ok(Box::new(file))
    }
}
