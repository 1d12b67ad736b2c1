//! Scores: BM25 over words, bigrams and the headline, on live counts.
//!
//! Each term's part of a score is a whole number of ten-thousandths, so that a sum does not depend on the order in
//! which segments and terms are added: scores are equal for every history of the index, every number of threads.

use std::collections::BTreeMap;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use super::cut::cut;
use super::fold::{folded, is_indexed};
use super::phrase::{each_beginning, seek};
use super::schema::Fields;
use super::statistics::{Statistics, live_documents};

/// Saturation of a term's frequency.
const K1: f64 = 1.2;
/// Share of a document's length that counts.
const B: f64 = 0.75;
/// What a word is worth beside a bigram.
const WORD: f64 = 1.0;
/// What a bigram is worth.
const BIGRAM: f64 = 1.0;
/// What a bigram of the headline adds.
const TITLE: f64 = 0.6;
/// Parts of a score to one.
pub(super) const UNITS: f64 = 10_000.0;

/// A term that adds to scores.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// Its field.
    pub field: Field,
    /// The term; a single character stands for every term that begins with it.
    pub term: String,
    /// Whether it is such a character.
    single: bool,
    /// Weight times inverse document frequency.
    weight: f64,
    /// Live documents that have it.
    pub documents: u64,
}

/// Scores documents for one query.
pub(super) struct Ranking {
    pub units: Vec<Unit>,
    fields: Fields,
    average_words: f64,
    average_characters: f64,
}

impl Ranking {
    /// The terms of `wanted`, the literal texts of a query.
    pub fn new(searcher: &Searcher, fields: Fields, statistics: Statistics, wanted: &[&str]) -> tantivy::Result<Self> {
        // How often each term is asked for, by field number and term: the order is fixed, doubles are added up.
        let mut terms: BTreeMap<(u32, String, bool), f64> = BTreeMap::new();
        let mut fault = None;
        for text in wanted {
            let text = folded(text);
            let mut is_live = |word: &str| match documents_of(searcher, fields.words, word) {
                Ok(documents) => documents > 0,
                Err(error) => {
                    fault = Some(error);
                    false
                }
            };
            for (word, weight) in cut(&text, &mut is_live) {
                *terms.entry((fields.words.field_id(), word, false)).or_default() += weight * WORD;
            }
            for (bigram, single) in bigrams(&text) {
                *terms.entry((fields.title.field_id(), bigram.clone(), single)).or_default() += TITLE;
                *terms.entry((fields.text.field_id(), bigram, single)).or_default() += BIGRAM;
            }
        }
        if let Some(error) = fault {
            return Err(error);
        }
        let mut units = Vec::with_capacity(terms.len());
        for ((field, term, single), weight) in terms {
            let field = Field::from_field_id(field);
            let mut documents = count(searcher, field, &term, single)?;
            if documents == 0 {
                continue;
            }
            if field == fields.title {
                documents = documents.max(count(searcher, fields.text, &term, single)?);
            }
            let weight = weight * inverse_frequency(documents, statistics.documents);
            units.push(Unit { field, term, single, weight, documents });
        }
        let average = |total: u64| (total as f64 / statistics.documents.max(1) as f64).max(1.0);
        Ok(Self {
            units,
            fields,
            average_words: average(statistics.words),
            average_characters: average(statistics.characters),
        })
    }

    /// Scores of the documents of one segment, in ten-thousandths, in the order of `documents` (ascending).
    pub fn scores(&self, segment: &SegmentReader, documents: &[DocId]) -> tantivy::Result<Vec<u64>> {
        let lengths = Lengths::open(segment)?;
        let mut scores = vec![0; documents.len()];
        for unit in &self.units {
            self.each_frequency(segment, unit, documents, &mut |at, document, frequency| {
                scores[at] += self.part(unit, frequency, &lengths, document);
            })?;
        }
        Ok(scores)
    }

    /// What each term adds to one document's score, with its frequency.
    pub fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Vec<(usize, u32, u64)>> {
        let lengths = Lengths::open(segment)?;
        let mut parts = Vec::new();
        for (number, unit) in self.units.iter().enumerate() {
            self.each_frequency(segment, unit, &[document], &mut |_, _, frequency| {
                parts.push((number, frequency, self.part(unit, frequency, &lengths, document)));
            })?;
        }
        Ok(parts)
    }

    /// Documents of a segment that have a term of words, text or headline, deleted ones too.
    pub fn candidates(&self, segment: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let mut seen = vec![false; segment.max_doc() as usize];
        for unit in &self.units {
            each_postings(segment, unit.field, &unit.term, unit.single, IndexRecordOption::Basic, &mut |postings| {
                let mut document = postings.doc();
                while document != TERMINATED {
                    seen[document as usize] = true;
                    document = postings.advance();
                }
            })?;
        }
        Ok((0..segment.max_doc()).filter(|document| seen[*document as usize]).collect())
    }

    fn part(&self, unit: &Unit, frequency: u32, lengths: &Lengths, document: DocId) -> u64 {
        let relative = if unit.field == self.fields.words {
            lengths.words(document) / self.average_words
        } else if unit.field == self.fields.text {
            lengths.characters(document) / self.average_characters
        } else {
            // A headline has the words or has not; how long it is tells nothing.
            return (unit.weight * UNITS).round() as u64;
        };
        let frequency = f64::from(frequency);
        let saturated = frequency * (K1 + 1.0) / (frequency + K1 * (1.0 - B + B * relative));
        (unit.weight * saturated * UNITS).round() as u64
    }

    /// Calls `seen` with the place in `documents`, the document and the frequency, for those that have the term.
    fn each_frequency(
        &self,
        segment: &SegmentReader,
        unit: &Unit,
        documents: &[DocId],
        seen: &mut dyn FnMut(usize, DocId, u32),
    ) -> tantivy::Result<()> {
        let mut sums = vec![0; if unit.single { documents.len() } else { 0 }];
        each_postings(segment, unit.field, &unit.term, unit.single, IndexRecordOption::WithFreqs, &mut |postings| {
            let mut add = |at: usize, document: DocId, frequency: u32| match sums.get_mut(at) {
                Some(sum) => *sum += frequency,
                None => seen(at, document, frequency),
            };
            if documents.len() > postings.doc_freq() as usize {
                let mut document = postings.doc();
                while document != TERMINATED {
                    if let Ok(at) = documents.binary_search(&document) {
                        add(at, document, postings.term_freq());
                    }
                    document = postings.advance();
                }
                return;
            }
            for (at, wanted) in documents.iter().enumerate() {
                match seek(postings, *wanted) {
                    TERMINATED => break,
                    document if document == *wanted => add(at, document, postings.term_freq()),
                    _ => {}
                }
            }
        })?;
        for (at, frequency) in sums.into_iter().enumerate().filter(|(_, frequency)| *frequency > 0) {
            seen(at, documents[at], frequency);
        }
        Ok(())
    }
}

/// Bigrams of a folded text's runs; where there is none, its lone characters, which stand for all that begins with them.
fn bigrams(text: &str) -> Vec<(String, bool)> {
    let characters: Vec<char> = text.chars().collect();
    let mut pairs = Vec::new();
    let mut singles = Vec::new();
    for run in characters.split(|character| !is_indexed(*character)) {
        if let [single] = run {
            singles.push((single.to_string(), true));
        }
        pairs.extend(run.windows(2).map(|pair| (pair.iter().collect(), false)));
    }
    if pairs.is_empty() { singles } else { pairs }
}

fn inverse_frequency(documents: u64, total: u64) -> f64 {
    let (documents, total) = (documents as f64, total.max(documents) as f64);
    (1.0 + (total - documents + 0.5) / (documents + 0.5)).ln()
}

/// Live documents that have a term.
pub(super) fn documents_of(searcher: &Searcher, field: Field, term: &str) -> tantivy::Result<u64> {
    count(searcher, field, term, false)
}

fn count(searcher: &Searcher, field: Field, term: &str, single: bool) -> tantivy::Result<u64> {
    let mut documents = 0;
    for segment in searcher.segment_readers() {
        if !single {
            let index = segment.inverted_index(field)?;
            let Some(info) = index.get_term_info(&Term::from_field_text(field, term))? else { continue };
            documents += match segment.alive_bitset() {
                None => u64::from(info.doc_freq),
                Some(_) => {
                    let postings = index.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
                    live_documents(segment, &postings)
                }
            };
            continue;
        }
        let mut seen = vec![false; segment.max_doc() as usize];
        each_postings(segment, field, term, true, IndexRecordOption::Basic, &mut |postings| {
            let mut document = postings.doc();
            while document != TERMINATED {
                seen[document as usize] = !segment.is_deleted(document);
                document = postings.advance();
            }
        })?;
        documents += seen.iter().filter(|seen| **seen).count() as u64;
    }
    Ok(documents)
}

/// Calls `seen` with the postings of a term, or of each term that begins with a single character.
fn each_postings(
    segment: &SegmentReader,
    field: Field,
    term: &str,
    single: bool,
    option: IndexRecordOption,
    seen: &mut dyn FnMut(&mut SegmentPostings),
) -> tantivy::Result<()> {
    let index = segment.inverted_index(field)?;
    if let Some(first) = term.chars().next().filter(|_| single) {
        return each_beginning(&index, first, option, seen);
    }
    if let Some(mut postings) = index.read_postings(&Term::from_field_text(field, term), option)? {
        seen(&mut postings);
    }
    Ok(())
}

/// Lengths of the documents of one segment.
struct Lengths {
    words: Option<tantivy::columnar::Column<u64>>,
    characters: Option<tantivy::columnar::Column<u64>>,
}

impl Lengths {
    fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self { words: columns.column_opt("words_length")?, characters: columns.column_opt("text_length")? })
    }

    fn words(&self, document: DocId) -> f64 {
        self.words.as_ref().and_then(|column| column.first(document)).unwrap_or(0) as f64
    }

    fn characters(&self, document: DocId) -> f64 {
        self.characters.as_ref().and_then(|column| column.first(document)).unwrap_or(0) as f64
    }
}
