//! Documents as they are listed and shown.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::graph::EntityId;
use crate::model::{Basis, Document, EntityType, Extraction, Zone};
use crate::store::DocumentEntry;

use super::Index;

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentLine {
    /// Its id.
    pub doc: String,
    /// Root's name and path of its file.
    pub path: String,
    /// Line of the file on which it begins, from 1.
    pub line: u32,
    /// Headline; empty where there is none.
    pub title: String,
    /// Publication date, as precise as it is known.
    pub date: Option<String>,
    /// Where the date was taken from.
    pub date_basis: Option<Basis>,
    /// Publisher.
    pub source: Option<String>,
    /// Where the publisher was taken from.
    pub source_basis: Option<Basis>,
    /// Identifier that the record itself brings (JSONL `id`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Length of the clean text in characters.
    pub characters: u32,
}

/// A paragraph of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParagraphView {
    /// What it is.
    pub zone: Zone,
    /// Line of the file on which it begins, from 1.
    pub line: u32,
    /// First character in the clean text, from 0.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Its words.
    pub text: String,
}

/// A place where a document names an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MentionView {
    /// First character in the clean text, from 0.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The words.
    pub text: String,
    /// The entity's id.
    pub id: EntityId,
    /// Its name, as this document has it.
    pub name: String,
    /// Its type, as this document has it.
    #[serde(rename = "type")]
    pub kind: EntityType,
    /// Zone.
    pub zone: Zone,
    /// The rule that found it.
    pub rule: String,
}

/// One document with its paragraphs and mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentView {
    /// As it is listed.
    #[serde(flatten)]
    pub head: DocumentLine,
    /// Paragraphs in order.
    pub paragraphs: Vec<ParagraphView>,
    /// Mentions by place.
    pub mentions: Vec<MentionView>,
}

impl DocumentLine {
    pub(super) fn new(doc: String, entry: &DocumentEntry) -> Self {
        Self {
            path: doc.rsplit_once('#').map_or(doc.as_str(), |(path, _)| path).to_owned(),
            doc,
            line: entry.line,
            title: entry.title.clone(),
            date: entry.date.as_ref().map(|date| date.value.to_string()),
            date_basis: entry.date.as_ref().map(|date| date.basis),
            source: entry.source.as_ref().map(|source| source.value.clone()),
            source_basis: entry.source.as_ref().map(|source| source.basis),
            record: entry.record.clone(),
            characters: entry.characters,
        }
    }
}

impl Index {
    /// Every document, by root, path and number.
    #[must_use]
    pub fn documents(&self) -> Vec<DocumentLine> {
        let mut lines = Vec::new();
        self.generation.manifest.each_document(|id, entry| lines.push(DocumentLine::new(id, entry)));
        lines
    }

    /// The id of the one document that `name` means: an id, the path of a file with one document, or a unique end.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the nearest ids, [`Error::Ambiguous`] with candidates.
    pub fn document_id(&self, name: &str) -> Result<String> {
        let mut found = self.document_ids(name)?;
        match found.pop() {
            Some(id) if found.is_empty() => Ok(id),
            Some(last) => {
                found.push(last);
                Err(Error::Ambiguous { name: name.to_owned(), candidates: found })
            }
            None => Err(Error::Unknown { name: name.to_owned(), nearest: Vec::new() }),
        }
    }

    /// Ids of the documents that `name` means; the path of a file means all its documents.
    ///
    /// # Errors
    /// As [`Index::document_id`].
    pub fn document_ids(&self, name: &str) -> Result<Vec<String>> {
        if self.generation.manifest.document(name).is_some() {
            return Ok(vec![name.to_owned()]);
        }
        let mut ids = Vec::new();
        self.generation.manifest.each_document(|id, _| ids.push(id));
        crate::store::match_names(&ids, name)
    }

    /// One document with its paragraphs and mentions. `name` is as for [`Index::document_id`].
    ///
    /// # Errors
    /// As [`Index::document_id`]; [`Error::Damaged`].
    pub fn document(&self, name: &str) -> Result<DocumentView> {
        let id = self.document_id(name)?;
        let (text, extraction) = self.stored(&id)?;
        let Some(entry) = self.generation.manifest.document(&id) else {
            return Err(Error::Unknown { name: id, nearest: Vec::new() });
        };
        Ok(DocumentView {
            paragraphs: paragraphs(&text),
            mentions: mentions(&text, &extraction),
            head: DocumentLine::new(id, entry),
        })
    }

    /// A document's clean text with its structure, and what was read from it, by id.
    ///
    /// # Errors
    /// [`Error::Unknown`], [`Error::Damaged`].
    pub fn stored(&self, id: &str) -> Result<(Document, Extraction)> {
        let unknown = || Error::Unknown { name: id.to_owned(), nearest: Vec::new() };
        let manifest = &self.generation.manifest;
        let entry = manifest.document(id).ok_or_else(unknown)?;
        let missing = |what: &str| Error::Damaged { place: what.to_owned(), reason: format!("{id} is missing") };
        let location = manifest.records.get(&entry.content).ok_or_else(|| missing("manifest"))?;
        let text = self.generation.search.document(id)?.ok_or_else(|| missing("full-text index"))?;
        Ok((text, self.generation.segments.extraction(location)?))
    }
}

fn paragraphs(document: &Document) -> Vec<ParagraphView> {
    let view = |paragraph: &crate::model::Paragraph| ParagraphView {
        zone: paragraph.zone,
        line: document.line(paragraph.span.start),
        start: document.character(paragraph.span.start),
        end: document.character(paragraph.span.end),
        text: paragraph.span.of(&document.text).to_owned(),
    };
    document.paragraphs.iter().map(view).collect()
}

fn mentions(document: &Document, extraction: &Extraction) -> Vec<MentionView> {
    let mut views = Vec::with_capacity(extraction.mentions.len());
    for mention in &extraction.mentions {
        let Some(entity) = extraction.entities.get(mention.entity as usize) else { continue };
        views.push(MentionView {
            start: document.character(mention.span.start),
            end: document.character(mention.span.end),
            text: mention.span.of(&document.text).to_owned(),
            id: EntityId::of(&entity.key),
            name: entity.name.clone(),
            kind: entity.kind,
            zone: mention.zone,
            rule: mention.rule.clone(),
        });
    }
    views
}
