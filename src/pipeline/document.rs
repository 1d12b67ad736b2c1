//! One document on its way from clean text to what the index keeps of it. Runs on any thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use crate::clean::clean;
use crate::error::Result;
use crate::extract::Extractor;
use crate::graph::EntityId;
use crate::model::Document;
use crate::read::RawText;
use crate::search::{Analysis, IndexedDocument, analyse};
use crate::segment::{JiebaSegmenter, Segmenter};
use crate::store::{ContentHash, DocumentEntry, KnownRecords, PackedRecord, place_hash};

/// jieba's dictionary, loaded when the first text is to be cut and never where there is none.
#[derive(Debug, Default)]
pub(super) struct LazySegmenter(OnceLock<JiebaSegmenter>);

impl LazySegmenter {
    fn get(&self) -> &dyn Segmenter {
        self.0.get_or_init(JiebaSegmenter::new)
    }
}

/// What a document becomes.
pub(super) struct Prepared {
    pub(super) analysis: Analysis,
    /// Missing where the content is known already.
    pub(super) record: Option<PackedRecord>,
}

/// What is needed to prepare a document.
pub(super) struct Preparer<'a> {
    pub(super) extractor: &'a Extractor,
    pub(super) segmenter: &'a LazySegmenter,
    pub(super) known: KnownRecords<'a>,
    /// Asked before each stage; an error ends the run.
    pub(super) check: &'a (dyn Fn() -> Result<()> + Sync),
}

impl Preparer<'_> {
    /// Cuts, extracts and analyses. A panic in a rule becomes an `Err` with its words.
    pub(super) fn prepare(
        &self,
        id: &str,
        document: &Document,
        content: &ContentHash,
    ) -> Result<Result<Prepared, String>> {
        match catch_unwind(AssertUnwindSafe(|| self.attempt(id, document, content))) {
            Ok(prepared) => prepared.map(Ok),
            Err(panic) => Ok(Err(words_of(panic.as_ref()))),
        }
    }

    fn attempt(&self, id: &str, document: &Document, content: &ContentHash) -> Result<Prepared> {
        (self.check)()?;
        let segmenter = self.segmenter.get();
        let tokens = segmenter.segment(&document.text);
        let (extraction, record) = match self.known.extraction(content)? {
            Some(extraction) => (extraction, None),
            None => {
                (self.check)()?;
                let extraction = self.extractor.extract(document, &tokens);
                let record = PackedRecord::new(&extraction)?;
                (extraction, Some(record))
            }
        };
        (self.check)()?;
        let entities: Vec<String> =
            extraction.entities.iter().map(|entity| EntityId::of(&entity.key).to_string()).collect();
        let input = IndexedDocument { id, document, tokens: &tokens, extraction: &extraction, entities: &entities };
        Ok(Prepared { analysis: analyse(&input, segmenter)?, record })
    }
}

/// Cleans a text. A panic becomes an `Err` with its words.
pub(super) fn clean_caught(raw: &RawText) -> Result<Vec<Document>, String> {
    catch_unwind(AssertUnwindSafe(|| clean(raw))).map_err(|panic| words_of(panic.as_ref()))
}

/// What a panic said.
pub(super) fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown fault".to_owned())
}

/// What the manifest says of a document.
pub(super) fn entry(document: &Document, content: ContentHash) -> DocumentEntry {
    DocumentEntry {
        number: document.article,
        content,
        place: place_hash(document),
        record: document.record.clone(),
        title: document.title.clone(),
        date: document.date.clone(),
        source: document.source.clone(),
        characters: document.character(document.text.len() as u32),
        line: document.line(0),
    }
}
