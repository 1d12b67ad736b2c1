//! The one writer of the full-text index.

use std::path::Path;

use tantivy::directory::MmapDirectory;
use tantivy::indexer::IndexWriterOptions;
use tantivy::{Index, IndexSettings, IndexWriter, TantivyDocument, Term};

use crate::error::{Error, Result};

use super::analysis::Analysis;
use super::schema::{Fields, schema, tokenizers};

/// Least memory that tantivy takes for a thread, in bytes.
const LEAST_MEMORY: usize = 16_000_000;
/// Most memory that tantivy takes for a thread, in bytes.
const MOST_MEMORY: usize = 4_000_000_000;
/// tantivy writes with eight threads at most.
const MOST_THREADS: usize = 8;

/// Adds and removes documents; nothing is visible before [`SearchWriter::commit`].
///
/// tantivy's own lock is held while it lives. Segments are merged in the background after commits, which rewrites
/// `meta.json` with the same payload.
pub struct SearchWriter {
    writer: IndexWriter,
    fields: Fields,
}

impl SearchWriter {
    /// Opens the index in `directory`, or creates it there (the folder exists). `threads` threads of tantivy's share
    /// `memory` bytes; a segment is written when a thread's share is full.
    ///
    /// # Errors
    /// [`Error::Search`] where another writer holds the folder, the schema is another one's or files are damaged.
    pub fn open(directory: &Path, threads: usize, memory: usize) -> Result<Self> {
        let (expected, fields) = schema();
        let files = MmapDirectory::open(directory).map_err(search_error)?;
        let mut index = if Index::exists(&files).map_err(search_error)? {
            Index::open(files).map_err(search_error)?
        } else {
            Index::create(files, expected.clone(), IndexSettings::default()).map_err(search_error)?
        };
        if index.schema() != expected {
            return Err(Error::Search("the index has the schema of another version".to_owned()));
        }
        index.set_tokenizers(tokenizers());
        let threads = threads.clamp(1, MOST_THREADS);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((memory / threads).clamp(LEAST_MEMORY, MOST_MEMORY))
            .num_merge_threads(1)
            .build();
        let writer = index.writer_with_options(options).map_err(search_error)?;
        Ok(Self { writer, fields })
    }

    /// Adds a document. A document of the same id, if there is one, is to be deleted before.
    ///
    /// # Errors
    /// [`Error::Search`] where a writing thread has died (disk full).
    pub fn add(&self, analysis: Analysis) -> Result<()> {
        let fields = self.fields;
        let mut document = TantivyDocument::default();
        document.add_text(fields.id, &analysis.id);
        document.add_text(fields.words, analysis.words);
        document.add_text(fields.text, analysis.text);
        document.add_text(fields.title, analysis.title);
        document.add_text(fields.margin, analysis.margin);
        for entity in analysis.entities {
            document.add_u64(fields.entity, entity);
        }
        for entity in analysis.about {
            document.add_u64(fields.about, entity);
        }
        for kind in analysis.kinds {
            document.add_text(fields.kind, kind);
        }
        for relation in analysis.relations {
            document.add_text(fields.relation, relation);
        }
        if let Some(date) = analysis.date {
            document.add_u64(fields.date, date);
        }
        if let Some(source) = analysis.source {
            document.add_text(fields.source, source);
        }
        document.add_text(fields.headline, analysis.headline);
        document.add_u64(fields.words_length, analysis.words_length);
        document.add_u64(fields.text_length, analysis.text_length);
        document.add_bytes(fields.stored, &analysis.stored);
        self.writer.add_document(document).map_err(search_error)?;
        Ok(())
    }

    /// Removes the document of this id, if there is one; documents added after are not touched.
    pub fn delete(&self, id: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.id, id));
    }

    /// Removes every document.
    ///
    /// # Errors
    /// [`Error::Search`] where the writer has died.
    pub fn delete_all(&self) -> Result<()> {
        self.writer.delete_all_documents().map_err(search_error)?;
        Ok(())
    }

    /// Makes all changes since the last commit visible at once, with `payload` (below 1 KB) beside them in tantivy's
    /// `meta.json`. Returns the commit's stamp, which only grows.
    ///
    /// # Errors
    /// [`Error::Search`] where a file could not be written; the index then is as it was.
    pub fn commit(&mut self, payload: &str) -> Result<u64> {
        let mut prepared = self.writer.prepare_commit().map_err(search_error)?;
        prepared.set_payload(payload);
        prepared.commit().map_err(search_error)
    }

    /// Drops all changes since the last commit.
    ///
    /// # Errors
    /// [`Error::Search`] where files could not be read.
    pub fn rollback(&mut self) -> Result<()> {
        self.writer.rollback().map_err(search_error)?;
        Ok(())
    }

    /// Waits until segments that are being merged are done, and closes. Without it (drop) merges are abandoned.
    ///
    /// # Errors
    /// [`Error::Search`] where a merge failed; the last commit holds all the same.
    pub fn close(self) -> Result<()> {
        self.writer.wait_merging_threads().map_err(search_error)
    }
}

pub(super) fn search_error(error: impl std::fmt::Display) -> Error {
    Error::Search(error.to_string())
}
