//! Which live documents of one segment a query matches. Lists of documents ascend; the cheap and rare parts run first
//! and the others look only at what is left.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, TantivyDocument, Term};

use crate::model::{Based, PartialDate};

use super::analysis::{date_of, entity_number};
use super::answer::Names;
use super::fold::folded;
use super::phrase::{Chunk, occurrences};
use super::query::{Condition, Node};
use super::reader::Columns;
use super::schema::Fields;

/// How many terms a fuzzy word stands for at most, the nearest and then the first by their letters.
const FUZZY_TERMS: usize = 64;

/// The beginning of an encoded [`crate::model::Document`], as far as its text.
#[derive(Deserialize)]
struct Head<'a> {
    _article: u32,
    _record: Option<&'a str>,
    title: &'a str,
    _date: Option<Based<PartialDate>>,
    _source: Option<Based<&'a str>>,
    text: &'a str,
}

/// Evaluates queries over one segment.
pub(super) struct Matcher<'a> {
    pub segment: &'a SegmentReader,
    pub fields: Fields,
    names: &'a dyn Names,
    store: StoreReader,
    columns: Columns,
    indexes: HashMap<Field, Arc<InvertedIndexReader>>,
}

impl<'a> Matcher<'a> {
    pub fn new(segment: &'a SegmentReader, fields: Fields, names: &'a dyn Names) -> tantivy::Result<Self> {
        let mut indexes = HashMap::new();
        for field in [fields.text, fields.title, fields.margin, fields.words] {
            indexes.insert(field, segment.inverted_index(field)?);
        }
        let store = segment.get_store_reader(8)?;
        Ok(Self { segment, fields, names, store, columns: Columns::open(segment)?, indexes })
    }

    fn index(&self, field: Field) -> tantivy::Result<Arc<InvertedIndexReader>> {
        match self.indexes.get(&field) {
            Some(index) => Ok(index.clone()),
            None => self.segment.inverted_index(field),
        }
    }

    /// The live documents (of `filter`) that match, ascending.
    pub fn matching(&self, node: &Node, filter: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        match node {
            Node::Chunk(text) => self.chunk(text, &[self.fields.text, self.fields.title, self.fields.margin], filter),
            Node::Near { left, right, distance } => self.near(left, right, *distance, filter),
            Node::Fuzzy { word, distance } => self.fuzzy(word, *distance as usize, filter),
            Node::Field(condition) => self.condition(condition, filter),
            Node::And(parts) => self.all_of(parts, filter),
            Node::Or(parts) => {
                let mut found = Vec::new();
                for part in parts {
                    found.extend(self.matching(part, filter)?);
                }
                found.sort_unstable();
                found.dedup();
                Ok(found)
            }
            Node::Not(part) => {
                let excluded = self.matching(part, filter)?;
                let candidates = self.candidates(filter);
                Ok(candidates.into_iter().filter(|document| excluded.binary_search(document).is_err()).collect())
            }
        }
    }

    fn all_of(&self, parts: &[Node], filter: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        let mut ordered: Vec<&Node> = parts.iter().collect();
        ordered.sort_by_cached_key(|part| self.cost(part));
        let mut found: Option<Vec<DocId>> = None;
        for part in ordered {
            found = Some(self.matching(part, found.as_deref().or(filter))?);
            if found.as_ref().is_some_and(Vec::is_empty) {
                break;
            }
        }
        Ok(found.unwrap_or_default())
    }

    /// Rough cost, for the order only.
    fn cost(&self, node: &Node) -> u8 {
        match node {
            Node::Field(Condition::Date(..) | Condition::Source(_)) => 2,
            Node::Field(_) => 1,
            Node::Chunk(text) => match text.chars().count() {
                0 | 1 => 6,
                2..=3 => 4,
                _ => 3,
            },
            Node::Near { .. } => 5,
            Node::Or(_) | Node::Fuzzy { .. } => 7,
            Node::And(_) => 5,
            Node::Not(_) => 9,
        }
    }

    /// Every live document, or the given ones.
    fn candidates(&self, filter: Option<&[DocId]>) -> Vec<DocId> {
        match filter {
            Some(filter) => filter.to_vec(),
            None => self.segment.doc_ids_alive().collect(),
        }
    }

    fn chunk(&self, text: &str, fields: &[Field], filter: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        let chunk = Chunk::new(text);
        let mut found = Vec::new();
        if chunk.has_terms() {
            for field in fields {
                let index = self.index(*field)?;
                occurrences(self.segment, &index, *field, &chunk, filter, false, &mut |document, _| {
                    found.push(document);
                })?;
            }
            found.sort_unstable();
            found.dedup();
        } else if !chunk.text.is_empty() {
            found = self.candidates(filter);
        }
        if !chunk.verified {
            return Ok(found);
        }
        let title_only = fields == [self.fields.title];
        let mut kept = Vec::with_capacity(found.len());
        for document in found {
            if self.verify(document, |head| {
                chunk.occurs_in(&folded(head.title)) || !title_only && chunk.occurs_in(&folded(head.text))
            })? {
                kept.push(document);
            }
        }
        Ok(kept)
    }

    /// Looks at the stored text. What cannot be decoded is kept; reading the hit tells that it is damaged.
    fn verify(&self, document: DocId, check: impl Fn(&Head<'_>) -> bool) -> tantivy::Result<bool> {
        let stored: TantivyDocument = self.store.get(document)?;
        let bytes = stored.get_first(self.fields.stored).and_then(|value| value.as_bytes()).unwrap_or_default();
        Ok(postcard::take_from_bytes::<Head<'_>>(bytes).map_or(true, |(head, _)| check(&head)))
    }

    fn near(&self, left: &str, right: &str, distance: u32, filter: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        let (left, right) = (Chunk::new(left), Chunk::new(right));
        let mut found = Vec::new();
        if left.has_terms() && right.has_terms() {
            for field in [self.fields.text, self.fields.title, self.fields.margin] {
                let index = self.index(field)?;
                let mut places: HashMap<DocId, Vec<u32>> = HashMap::new();
                let mut documents = Vec::new();
                occurrences(self.segment, &index, field, &left, filter, true, &mut |document, positions| {
                    documents.push(document);
                    places.insert(document, positions.to_vec());
                })?;
                let (left_length, right_length) = (left.length, right.length);
                occurrences(
                    self.segment,
                    &index,
                    field,
                    &right,
                    Some(&documents),
                    true,
                    &mut |document, positions| {
                        let close = places
                            .get(&document)
                            .is_some_and(|others| are_near(others, left_length, positions, right_length, distance));
                        if close {
                            found.push(document);
                        }
                    },
                )?;
            }
        } else {
            found = self.candidates(filter);
        }
        found.sort_unstable();
        found.dedup();
        if !left.verified && !right.verified {
            return Ok(found);
        }
        let mut kept = Vec::new();
        for document in found {
            if self.verify(document, |head| {
                head.text.split('\n').chain([head.title]).any(|paragraph| {
                    let paragraph = folded(paragraph);
                    let (others, places) = (places_in(&paragraph, &left), places_in(&paragraph, &right));
                    are_near(&others, left.length, &places, right.length, distance)
                })
            })? {
                kept.push(document);
            }
        }
        Ok(kept)
    }

    fn fuzzy(&self, word: &str, distance: usize, filter: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        let index = self.index(self.fields.words)?;
        let mut found = Vec::new();
        for term in self.near_words(word, distance)? {
            self.term(&index, &Term::from_field_text(self.fields.words, &term), &mut found)?;
        }
        Ok(self.tidy(found, filter))
    }

    /// Indexed words at most `distance` characters away.
    pub fn near_words(&self, word: &str, distance: usize) -> tantivy::Result<Vec<String>> {
        let wanted = folded(word);
        let length = wanted.chars().count();
        let index = self.index(self.fields.words)?;
        let mut near = Vec::new();
        let mut terms = index.terms().stream()?;
        while terms.advance() {
            let Ok(term) = std::str::from_utf8(terms.key()) else { continue };
            let characters = term.chars().count();
            if characters.abs_diff(length) > distance {
                continue;
            }
            let away = strsim::levenshtein(term, &wanted);
            if away <= distance {
                near.push((away, term.to_owned()));
            }
        }
        near.sort_unstable();
        near.truncate(FUZZY_TERMS);
        Ok(near.into_iter().map(|(_, term)| term).collect())
    }

    fn condition(&self, condition: &Condition, filter: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        match condition {
            Condition::Title(text) => self.chunk(text, &[self.fields.title], filter),
            Condition::Entity(name) => self.entities(self.fields.entity, name, filter),
            Condition::About(name) => self.entities(self.fields.about, name, filter),
            Condition::Type(kind) => self.code(self.fields.kind, kind.code(), filter),
            Condition::Relation(predicate) => self.code(self.fields.relation, predicate.code(), filter),
            Condition::Source(text) => self.source(&folded(text), filter),
            Condition::Date(from, to) => Ok(self.dated(*from, *to, filter)),
        }
    }

    fn code(&self, field: Field, code: &str, filter: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        let mut found = Vec::new();
        self.term(&*self.index(field)?, &Term::from_field_text(field, code), &mut found)?;
        Ok(self.tidy(found, filter))
    }

    fn entities(&self, field: Field, name: &str, filter: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        let index = self.index(field)?;
        let mut found = Vec::new();
        for number in self.names.entities(name).iter().filter_map(|id| entity_number(id)) {
            self.term(&index, &Term::from_field_u64(field, number), &mut found)?;
        }
        Ok(self.tidy(found, filter))
    }

    fn source(&self, wanted: &str, filter: Option<&[DocId]>) -> tantivy::Result<Vec<DocId>> {
        let Some(column) = &self.columns.source else { return Ok(Vec::new()) };
        let mut fits = Vec::with_capacity(column.num_terms());
        let mut name = String::new();
        for ordinal in 0..column.num_terms() as u64 {
            name.clear();
            fits.push(column.ord_to_str(ordinal, &mut name)? && folded(&name).contains(wanted));
        }
        let mut found = self.candidates(filter);
        found.retain(|document| {
            column.ords().first(*document).is_some_and(|ordinal| fits.get(ordinal as usize).copied().unwrap_or(false))
        });
        Ok(found)
    }

    /// Documents whose date can lie between the two.
    pub fn dated(&self, from: Option<PartialDate>, to: Option<PartialDate>, filter: Option<&[DocId]>) -> Vec<DocId> {
        let mut found = self.candidates(filter);
        found.retain(|document| {
            let date = self.columns.date.as_ref().and_then(|column| column.first(*document)).and_then(date_of);
            date.is_some_and(|date| {
                from.is_none_or(|from| date.last_day() >= from.first_day())
                    && to.is_none_or(|to| date.first_day() <= to.last_day())
            })
        });
        found
    }

    /// Adds the documents of a term, deleted ones too.
    fn term(&self, index: &InvertedIndexReader, term: &Term, found: &mut Vec<DocId>) -> tantivy::Result<()> {
        let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else { return Ok(()) };
        let mut document = postings.doc();
        while document != TERMINATED {
            found.push(document);
            document = postings.advance();
        }
        Ok(())
    }

    /// Sorts, drops doubles, deleted documents and what `filter` lacks.
    pub fn tidy(&self, mut found: Vec<DocId>, filter: Option<&[DocId]>) -> Vec<DocId> {
        found.sort_unstable();
        found.dedup();
        found.retain(|document| {
            !self.segment.is_deleted(*document) && filter.is_none_or(|filter| filter.binary_search(document).is_ok())
        });
        found
    }
}

/// Whether a place of one and a place of the other have at most `distance` characters between them.
fn are_near(left: &[u32], left_length: u32, right: &[u32], right_length: u32, distance: u32) -> bool {
    left.iter().any(|place| {
        let from = place.saturating_sub(distance.saturating_add(right_length));
        let at = right.partition_point(|other| *other < from);
        right.get(at).is_some_and(|other| *other <= place.saturating_add(left_length).saturating_add(distance))
    })
}

/// Characters of `paragraph` at which the chunk begins.
fn places_in(paragraph: &str, chunk: &Chunk) -> Vec<u32> {
    let mut places = Vec::new();
    let mut counted = (0, 0);
    for (at, _) in paragraph.match_indices(&chunk.text) {
        counted.1 += paragraph.get(counted.0..at).map_or(0, |between| between.chars().count() as u32);
        counted.0 = at;
        places.push(counted.1);
    }
    places
}
