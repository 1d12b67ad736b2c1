//! A query over all segments: match, relax where nothing is found, rank, sort, count, describe.

use std::collections::BTreeMap;

use tantivy::{DocAddress, DocId, SegmentReader};

use crate::error::Result;

use super::answer::{Facet, FacetCounts, Hit, Hits, Names, Part, SearchOptions, Sort};
use super::matching::Matcher;
use super::query::{Node, Query};
use super::rank::{Ranking, UNITS};
use super::reader::{Columns, SearchReader, first};
use super::snippet::Highlighter;
use super::writer::search_error;

/// A document that matches: its place and what it is sorted by.
#[derive(Clone, Copy)]
struct Found {
    /// Greater comes first.
    key: u64,
    score: u64,
    segment: usize,
    document: DocId,
}

/// What of a query must hold even where its texts need not occur: fields and exclusions.
fn conditions(node: &Node) -> Node {
    match node {
        Node::Field(_) | Node::Not(_) => node.clone(),
        Node::And(parts) => {
            let mut kept: Vec<Node> = parts.iter().map(conditions).collect();
            kept.retain(|part| *part != Node::And(Vec::new()));
            Node::And(kept)
        }
        Node::Or(_) | Node::Chunk(_) | Node::Near { .. } | Node::Fuzzy { .. } => Node::And(Vec::new()),
    }
}

impl SearchReader {
    /// Answers a query. `names` turns the names of entities into ids.
    ///
    /// # Errors
    /// [`crate::Error::Search`] or [`crate::Error::Damaged`] where the index cannot be read; never because of the query.
    pub fn search(&self, query: &Query, options: &SearchOptions, names: &dyn Names) -> Result<Hits> {
        let mut hits =
            Hits { total: 0, relaxed: false, reading: query.to_string(), hits: Vec::new(), facets: Vec::new() };
        if query.is_empty() {
            return Ok(hits);
        }
        let wanted = query.root.wanted();
        let ranking = Ranking::new(&self.searcher, self.fields, self.statistics, &wanted).map_err(search_error)?;
        let (matches, relaxed) = self.matches_or_relaxed(query, &wanted, &ranking, options, names)?;
        hits.relaxed = relaxed;
        hits.total = matches.iter().map(|documents| documents.len() as u64).sum();
        hits.facets = self.count_facets(&matches, &options.facets).map_err(search_error)?;
        if options.limit == 0 {
            return Ok(hits);
        }
        let page = self.page(&matches, &ranking, options).map_err(search_error)?;
        let highlighter = self.highlighter(&wanted, &ranking, hits.relaxed);
        for found in page {
            hits.hits.push(self.describe(found, &highlighter, &ranking, options)?);
        }
        Ok(hits)
    }

    /// The ids of the hits of a page, without what describes them: for batches and measurements of ranking.
    ///
    /// # Errors
    /// As [`SearchReader::search`].
    pub fn ranked(&self, query: &Query, options: &SearchOptions, names: &dyn Names) -> Result<Vec<String>> {
        let wanted = query.root.wanted();
        let ranking = Ranking::new(&self.searcher, self.fields, self.statistics, &wanted).map_err(search_error)?;
        let (matches, _) = self.matches_or_relaxed(query, &wanted, &ranking, options, names)?;
        let mut ids = Vec::new();
        for found in self.page(&matches, &ranking, options).map_err(search_error)? {
            let segment = self.searcher.segment_reader(found.segment as u32);
            let columns = segment.fast_fields().str("id").map_err(search_error)?;
            ids.push(first(columns.as_ref(), found.document).map_err(search_error)?.unwrap_or_default());
        }
        Ok(ids)
    }

    /// Matching documents by segment, and whether they are only ranked and need not match literally.
    fn matches_or_relaxed(
        &self,
        query: &Query,
        wanted: &[&str],
        ranking: &Ranking,
        options: &SearchOptions,
        names: &dyn Names,
    ) -> Result<(Vec<Vec<DocId>>, bool)> {
        let mut matches = Vec::new();
        if !options.any || wanted.is_empty() {
            matches = self.matches(&query.root, None, options, names).map_err(search_error)?;
        }
        if wanted.is_empty() || matches.iter().any(|documents| !documents.is_empty()) {
            return Ok((matches, false));
        }
        let rest = conditions(&query.root);
        matches = self.matches(&rest, Some(ranking), options, names).map_err(search_error)?;
        let relaxed = matches.iter().any(|documents| !documents.is_empty());
        Ok((matches, relaxed))
    }

    /// Matching documents by segment; with a ranking, those of its candidates that meet the conditions.
    fn matches(
        &self,
        node: &Node,
        ranking: Option<&Ranking>,
        options: &SearchOptions,
        names: &dyn Names,
    ) -> tantivy::Result<Vec<Vec<DocId>>> {
        let mut matches = Vec::new();
        for segment in self.searcher.segment_readers() {
            let matcher = Matcher::new(segment, self.fields, names)?;
            let mut found = match ranking {
                None => matcher.matching(node, None)?,
                Some(ranking) => {
                    let candidates = matcher.tidy(ranking.candidates(segment)?, None);
                    if *node == Node::And(Vec::new()) {
                        candidates
                    } else {
                        matcher.matching(node, Some(&candidates))?
                    }
                }
            };
            if options.since.is_some() || options.until.is_some() {
                found = matcher.dated(options.since, options.until, Some(&found));
            }
            matches.push(found);
        }
        Ok(matches)
    }

    /// The hits of the page asked for, in order.
    fn page(&self, matches: &[Vec<DocId>], ranking: &Ranking, options: &SearchOptions) -> tantivy::Result<Vec<Found>> {
        let mut all: Vec<Found> = Vec::new();
        for (segment, (reader, documents)) in self.searcher.segment_readers().iter().zip(matches).enumerate() {
            if documents.is_empty() {
                continue;
            }
            let scores = ranking.scores(reader, documents)?;
            let dates = match options.sort {
                Sort::Date => reader.fast_fields().column_opt::<u64>("date")?,
                Sort::Score => None,
            };
            for (document, score) in documents.iter().zip(scores) {
                let key = match options.sort {
                    Sort::Score => score,
                    Sort::Date => dates.as_ref().and_then(|dates| dates.first(*document)).unwrap_or(0),
                };
                all.push(Found { key, score, segment, document: *document });
            }
        }
        let end = options.offset.saturating_add(options.limit).min(all.len());
        if options.offset >= end {
            return Ok(Vec::new());
        }
        all.sort_unstable_by_key(|found| std::cmp::Reverse(found.key));
        self.break_ties(&mut all, end)?;
        Ok(all[options.offset..end].to_vec())
    }

    /// Orders what has the same key by document id, as far as the page reaches. Inside a segment the ids' ordinals
    /// order as ids do, so that of a long tie only the first of each segment are read.
    fn break_ties(&self, all: &mut [Found], end: usize) -> tantivy::Result<()> {
        let mut columns = Vec::new();
        for segment in self.searcher.segment_readers() {
            columns.push(Columns::open(segment)?);
        }
        let ordinal = |found: &Found| {
            columns[found.segment].id.as_ref().and_then(|ids| ids.ords().first(found.document)).unwrap_or(u64::MAX)
        };
        let mut start = 0;
        while start < end {
            let key = all[start].key;
            let length = all[start..].iter().take_while(|found| found.key == key).count();
            let tie = &mut all[start..start + length];
            let needed = (end - start).min(length);
            start += length;
            if length == 1 {
                continue;
            }
            tie.sort_by_cached_key(|found| (found.segment, ordinal(found)));
            let mut named: Vec<(String, Found)> = Vec::new();
            let mut rest: Vec<Found> = Vec::new();
            let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
            for found in tie.iter() {
                let taken = taken.entry(found.segment).or_default();
                *taken += 1;
                if *taken > needed {
                    rest.push(*found);
                    continue;
                }
                let id = first(columns[found.segment].id.as_ref(), found.document)?.unwrap_or_default();
                named.push((id, *found));
            }
            named.sort_by(|a, b| a.0.cmp(&b.0));
            for (slot, found) in tie.iter_mut().zip(named.into_iter().map(|(_, found)| found).chain(rest)) {
                *slot = found;
            }
        }
        Ok(())
    }

    /// What to highlight: the texts asked for; where they need not occur, the words and bigrams that were looked for.
    fn highlighter(&self, wanted: &[&str], ranking: &Ranking, relaxed: bool) -> Highlighter {
        let mut texts: Vec<String> = wanted.iter().map(|text| (*text).to_owned()).collect();
        if relaxed {
            let words =
                |field| ranking.units.iter().filter(move |unit| unit.field == field).map(|unit| unit.term.clone());
            let before = texts.len();
            texts.extend(words(self.fields.words));
            if texts.len() == before {
                texts.extend(words(self.fields.text));
            }
        }
        Highlighter::new(&texts)
    }

    fn describe(
        &self,
        found: Found,
        highlighter: &Highlighter,
        ranking: &Ranking,
        options: &SearchOptions,
    ) -> Result<Hit> {
        let segment = self.searcher.segment_reader(found.segment as u32);
        let row = Columns::open(segment).and_then(|columns| columns.row(found.document)).map_err(search_error)?;
        let document = self.stored(DocAddress::new(found.segment as u32, found.document))?;
        let passages = highlighter.passages(&document);
        let (line, (snippet, highlights)) = match passages.best.and_then(|best| passages.list.get(best)) {
            Some(best) => (best.line, (best.snippet.clone(), best.highlights.clone())),
            None => (document.line(0), highlighter.headline(&document.title)),
        };
        let mut explanation = Vec::new();
        if options.explain {
            for (number, frequency, score) in ranking.explain(segment, found.document).map_err(search_error)? {
                let unit = &ranking.units[number];
                explanation.push(Part {
                    term: format!("{}:{}", self.searcher.schema().get_field_name(unit.field), unit.term),
                    documents: unit.documents,
                    frequency: u64::from(frequency),
                    score: score as f64 / UNITS,
                });
            }
        }
        Ok(Hit {
            id: row.id,
            score: found.score as f64 / UNITS,
            title: row.title,
            date: row.date,
            source: row.source,
            line,
            passages: passages.list.len(),
            snippet,
            highlights,
            matching: if options.passages { passages.list } else { Vec::new() },
            entities: entities(segment, found.document).map_err(search_error)?,
            explanation,
        })
    }

    fn count_facets(&self, matches: &[Vec<DocId>], facets: &[Facet]) -> tantivy::Result<Vec<FacetCounts>> {
        let mut out = Vec::new();
        for facet in facets {
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            for (segment, documents) in self.searcher.segment_readers().iter().zip(matches) {
                count_facet(segment, *facet, documents, &mut counts)?;
            }
            let mut values: Vec<(String, u64)> = counts.into_iter().collect();
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            out.push(FacetCounts { facet: *facet, values });
        }
        Ok(out)
    }
}

fn count_facet(
    segment: &SegmentReader,
    facet: Facet,
    documents: &[DocId],
    counts: &mut BTreeMap<String, u64>,
) -> tantivy::Result<()> {
    let columns = segment.fast_fields();
    match facet {
        Facet::Type | Facet::Source => {
            let name = if facet == Facet::Type { "type" } else { "source" };
            let Some(column) = columns.str(name)? else { return Ok(()) };
            let mut by_ordinal: BTreeMap<u64, u64> = BTreeMap::new();
            for document in documents {
                for ordinal in column.term_ords(*document) {
                    *by_ordinal.entry(ordinal).or_default() += 1;
                }
            }
            for (ordinal, count) in by_ordinal {
                let mut value = String::new();
                column.ord_to_str(ordinal, &mut value)?;
                *counts.entry(value).or_default() += count;
            }
        }
        Facet::Entity | Facet::Date => {
            let name = if facet == Facet::Entity { "entity" } else { "date" };
            let Some(column) = columns.column_opt::<u64>(name)? else { return Ok(()) };
            let mut by_number: BTreeMap<u64, u64> = BTreeMap::new();
            for document in documents {
                for number in column.values_for_doc(*document) {
                    let number = if facet == Facet::Date { number / 100 } else { number };
                    *by_number.entry(number).or_default() += 1;
                }
            }
            for (number, count) in by_number {
                let value = match facet {
                    Facet::Entity => entity_id(number),
                    _ if number % 100 == 0 => format!("{:04}", number / 100),
                    _ => format!("{:04}-{:02}", number / 100, number % 100),
                };
                *counts.entry(value).or_default() += count;
            }
        }
    }
    Ok(())
}

fn entity_id(number: u64) -> String {
    format!("e{number:016x}")
}

fn entities(segment: &SegmentReader, document: DocId) -> tantivy::Result<Vec<String>> {
    let Some(column) = segment.fast_fields().column_opt::<u64>("entity")? else { return Ok(Vec::new()) };
    Ok(column.values_for_doc(document).map(entity_id).collect())
}
