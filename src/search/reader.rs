//! One generation of the index, open for reading.

use std::collections::BTreeSet;
use std::io::ErrorKind as Kind;
use std::path::Path;

use tantivy::directory::MmapDirectory;
use tantivy::directory::error::OpenReadError;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{
    DocAddress, DocSet, Index, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyDocument, TantivyError, Term,
};

use crate::error::{Error, Result};
use crate::model::Document;

use super::analysis::date_of;
use super::answer::DocumentRow;
use super::directory::ReadOnlyDirectory;
use super::schema::{Fields, schema, tokenizers};
use super::statistics::Statistics;
use super::writer::search_error;

/// How often to try again where a writer commits while the index is being opened.
const ATTEMPTS: usize = 50;

/// One generation of the index: what later commits change is not seen. Takes no lock and writes nothing.
pub struct SearchReader {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    pub(super) statistics: Statistics,
    payload: String,
    stamp: u64,
}

/// What hindered opening: the system, another version, or damage. They are told apart because damage is what
/// `--force` clears away.
fn fault(directory: &Path, error: TantivyError) -> Error {
    // tantivy reads the metas first; where it names no file, it is they.
    let (system, place) = match &error {
        TantivyError::SchemaError(_) => return search_error(error),
        TantivyError::IoError(system) => (Some(system), "meta.json".to_owned()),
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            (Some(io_error), filepath.display().to_string())
        }
        _ => (None, "meta.json".to_owned()),
    };
    if let Some(system) = system.filter(|system| !matches!(system.kind(), Kind::UnexpectedEof | Kind::InvalidData)) {
        let source = std::io::Error::new(system.kind(), system.to_string());
        return Error::io("read", directory.join(place), source);
    }
    Error::Damaged { place, reason: error.to_string() }
}

impl SearchReader {
    /// Opens the last commit in `directory`. The metas are read before and after the files are opened, until they
    /// agree, so that payload and segments belong together while a writer commits.
    ///
    /// # Errors
    /// [`Error::NoIndex`] where the folder holds none; [`Error::Search`] where it is damaged or changes without end.
    pub fn open(directory: &Path) -> Result<Self> {
        let mut last = Error::NoIndex(directory.to_owned());
        for _ in 0..ATTEMPTS {
            let files = MmapDirectory::open(directory).map_err(|_| Error::NoIndex(directory.to_owned()))?;
            let files = ReadOnlyDirectory::new(files);
            if !Index::exists(&files).map_err(search_error)? {
                return Err(Error::NoIndex(directory.to_owned()));
            }
            match Self::attempt(files) {
                Ok(Some(reader)) => return Ok(reader),
                Ok(None) => last = Error::Search("the index kept changing while it was being opened".to_owned()),
                // A segment that was merged away between reading its name and opening it.
                Err(TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path))) => {
                    last = Error::Damaged { place: path.display().to_string(), reason: "no such file".to_owned() };
                }
                Err(error) => return Err(fault(directory, error)),
            }
        }
        Err(last)
    }

    fn attempt(files: ReadOnlyDirectory) -> Result<Option<Self>, TantivyError> {
        let (expected, fields) = schema();
        let mut index = Index::open(files)?;
        if index.schema() != expected {
            return Err(TantivyError::SchemaError("the index has the schema of another version".to_owned()));
        }
        index.set_tokenizers(tokenizers());
        let before = index.load_metas()?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher: Searcher = tantivy::IndexReader::searcher(&reader);
        let after = index.load_metas()?;
        let names = |meta: &tantivy::IndexMeta| -> Vec<(String, Option<u64>)> {
            meta.segments.iter().map(|segment| (segment.id().uuid_string(), segment.delete_opstamp())).collect()
        };
        if before.opstamp != after.opstamp || before.payload != after.payload || names(&before) != names(&after) {
            return Ok(None);
        }
        let statistics = Statistics::new(&searcher)?;
        let payload = after.payload.unwrap_or_default();
        Ok(Some(Self { searcher, fields, statistics, payload, stamp: after.opstamp }))
    }

    /// Names of the segments of the last commit in `directory`: files of any other are left over.
    ///
    /// # Errors
    /// [`Error::Search`] where the metas cannot be read.
    pub(crate) fn segment_names(directory: &Path) -> Result<BTreeSet<String>> {
        let files = ReadOnlyDirectory::new(MmapDirectory::open(directory).map_err(search_error)?);
        let metas = Index::open(files).and_then(|index| index.load_metas()).map_err(search_error)?;
        Ok(metas.segments.iter().map(|segment| segment.id().uuid_string()).collect())
    }

    /// What was given to [`super::SearchWriter::commit`]; empty before the first one.
    #[must_use]
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// The commit's stamp.
    #[must_use]
    pub fn stamp(&self) -> u64 {
        self.stamp
    }

    /// How many documents there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// The document of this id, as it was indexed.
    ///
    /// # Errors
    /// [`Error::Search`] or [`Error::Damaged`] where the store cannot be read.
    pub fn document(&self, id: &str) -> Result<Option<Document>> {
        match self.address(id)? {
            Some(address) => self.stored(address).map(Some),
            None => Ok(None),
        }
    }

    /// Every document's line, by id.
    ///
    /// # Errors
    /// [`Error::Search`] where a column cannot be read.
    pub fn documents(&self) -> Result<Vec<DocumentRow>> {
        let mut rows = Vec::new();
        for segment in self.searcher.segment_readers() {
            let columns = Columns::open(segment).map_err(search_error)?;
            for document in segment.doc_ids_alive() {
                rows.push(columns.row(document).map_err(search_error)?);
            }
        }
        rows.sort_unstable();
        Ok(rows)
    }

    /// Where the document of this id stands.
    fn address(&self, id: &str) -> Result<Option<DocAddress>> {
        let term = Term::from_field_text(self.fields.id, id);
        for (ordinal, segment) in self.searcher.segment_readers().iter().enumerate() {
            let index = segment.inverted_index(self.fields.id).map_err(search_error)?;
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic).map_err(search_error)? else {
                continue;
            };
            let mut document = postings.doc();
            while document != TERMINATED {
                if !segment.is_deleted(document) {
                    return Ok(Some(DocAddress::new(ordinal as u32, document)));
                }
                document = postings.advance();
            }
        }
        Ok(None)
    }

    /// The stored document at an address.
    pub(super) fn stored(&self, address: DocAddress) -> Result<Document> {
        let stored: TantivyDocument = self.searcher.doc(address).map_err(search_error)?;
        let bytes = stored.get_first(self.fields.stored).and_then(|value| value.as_bytes()).unwrap_or_default();
        postcard::from_bytes(bytes).map_err(|error| Error::Damaged {
            place: format!("stored document {} of segment {}", address.doc_id, address.segment_ord),
            reason: error.to_string(),
        })
    }
}

/// The columns of one segment that describe a document.
pub(super) struct Columns {
    pub id: Option<tantivy::columnar::StrColumn>,
    pub headline: Option<tantivy::columnar::StrColumn>,
    pub source: Option<tantivy::columnar::StrColumn>,
    pub date: Option<tantivy::columnar::Column<u64>>,
}

impl Columns {
    pub fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            id: columns.str("id")?,
            headline: columns.str("headline")?,
            source: columns.str("source")?,
            date: columns.column_opt("date")?,
        })
    }

    pub fn row(&self, document: u32) -> tantivy::Result<DocumentRow> {
        Ok(DocumentRow {
            id: first(self.id.as_ref(), document)?.unwrap_or_default(),
            title: first(self.headline.as_ref(), document)?.unwrap_or_default(),
            date: self.date.as_ref().and_then(|date| date.first(document)).and_then(date_of),
            source: first(self.source.as_ref(), document)?,
        })
    }
}

/// First value of a column of strings.
pub(super) fn first(column: Option<&tantivy::columnar::StrColumn>, document: u32) -> tantivy::Result<Option<String>> {
    let Some(column) = column else { return Ok(None) };
    let Some(ordinal) = column.ords().first(document) else { return Ok(None) };
    let mut value = String::new();
    column.ord_to_str(ordinal, &mut value)?;
    Ok(Some(value))
}
