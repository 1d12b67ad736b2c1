//! Where a chunk occurs: its bigrams at their distances, by document and position.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::fold::{fold, is_indexed};

/// A chunk of a query, folded and taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Folded.
    pub text: String,
    /// How many characters it has.
    pub length: u32,
    /// Terms that must stand at these characters of it.
    terms: Vec<(String, u32)>,
    /// A character that any term must begin with, where there is no term: the chunk has too few characters.
    pub single: Option<char>,
    /// Whether the stored text has to be looked at: the terms do not say all of it.
    pub verified: bool,
}

impl Chunk {
    /// Takes `text` apart. Every second bigram covers a run; positions count characters, so no other is needed.
    pub fn new(text: &str) -> Self {
        let characters: Vec<char> = text.chars().map(fold).collect();
        let mut terms = Vec::new();
        let mut single = None;
        let mut start = 0;
        while start < characters.len() {
            let length = characters[start..].iter().take_while(|character| is_indexed(**character)).count();
            let end = start + length;
            if length >= 2 {
                let last = end - 2;
                let mut at = start;
                while at < last {
                    terms.push((characters[at..at + 2].iter().collect(), at as u32));
                    at += 2;
                }
                terms.push((characters[last..end].iter().collect(), last as u32));
            } else if length == 1 && end < characters.len() {
                // Punctuation follows, so it ends a run of the text too.
                terms.push((characters[start].to_string(), start as u32));
            } else if length == 1 {
                single = Some(characters[start]);
            }
            start = end.max(start + 1);
        }
        if !terms.is_empty() {
            single = None;
        }
        let verified = characters.iter().any(|character| !is_indexed(*character));
        Self { text: characters.iter().collect(), length: characters.len() as u32, terms, single, verified }
    }

    /// Whether its terms can find it at all; a chunk of nothing but punctuation is looked for in every document.
    pub fn has_terms(&self) -> bool {
        !self.terms.is_empty() || self.single.is_some()
    }

    /// Whether a folded text contains it.
    pub fn occurs_in(&self, folded: &str) -> bool {
        folded.contains(&self.text)
    }
}

/// Calls `seen` with each live document of `filter` in which the terms of `chunk` stand as they should, ascending, and
/// with the positions of the chunk's first character if `positions` are wanted (else their list is empty where the
/// chunk is one term).
pub(super) fn occurrences(
    segment: &SegmentReader,
    index: &InvertedIndexReader,
    field: Field,
    chunk: &Chunk,
    filter: Option<&[DocId]>,
    positions: bool,
    seen: &mut dyn FnMut(DocId, &[u32]),
) -> tantivy::Result<()> {
    if let Some(single) = chunk.single {
        return beginnings(segment, index, single, filter, positions, seen);
    }
    let with_positions = positions || chunk.terms.len() > 1;
    let option = if with_positions { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::Basic };
    let last = chunk.terms.last().map_or(0, |term| term.1);
    let mut lists: Vec<(SegmentPostings, u32)> = Vec::with_capacity(chunk.terms.len());
    for (term, offset) in &chunk.terms {
        let Some(postings) = index.read_postings(&Term::from_field_text(field, term), option)? else { return Ok(()) };
        lists.push((postings, last - offset));
    }
    lists.sort_by_key(|(postings, offset)| (postings.doc_freq(), *offset));
    let Some(((lead, lead_offset), others)) = lists.split_first_mut() else { return Ok(()) };
    let (mut found, mut next) = (Vec::new(), Vec::new());
    let mut document = match filter {
        None => lead.doc(),
        Some(filter) => filter.first().map_or(TERMINATED, |first| seek(lead, *first)),
    };
    'documents: while document != TERMINATED {
        if let Some(filter) = filter {
            let at = filter.partition_point(|candidate| *candidate < document);
            match filter.get(at) {
                None => break,
                Some(candidate) if *candidate > document => {
                    document = seek(lead, *candidate);
                    continue;
                }
                Some(_) => {}
            }
        }
        for (postings, _) in others.iter_mut() {
            let target = seek(postings, document);
            if target != document {
                document = if target == TERMINATED { TERMINATED } else { seek(lead, target) };
                continue 'documents;
            }
        }
        if !segment.is_deleted(document) {
            found.clear();
            if with_positions {
                lead.positions_with_offset(*lead_offset, &mut found);
                for (postings, offset) in others.iter_mut() {
                    postings.positions_with_offset(*offset, &mut next);
                    keep_common(&mut found, &next);
                    if found.is_empty() {
                        break;
                    }
                }
                // A chunk that begins with punctuation would begin before a text that begins with its letters.
                found.retain(|position| *position >= last);
                for position in &mut found {
                    *position -= last;
                }
            }
            if !with_positions || !found.is_empty() {
                seen(document, &found);
            }
        }
        document = lead.advance();
    }
    Ok(())
}

/// Documents with a term that begins with `single`; each character of a text begins exactly one term.
fn beginnings(
    segment: &SegmentReader,
    index: &InvertedIndexReader,
    single: char,
    filter: Option<&[DocId]>,
    positions: bool,
    seen: &mut dyn FnMut(DocId, &[u32]),
) -> tantivy::Result<()> {
    let mut all: Vec<(DocId, u32)> = Vec::new();
    let mut documents = vec![false; segment.max_doc() as usize];
    let mut found = Vec::new();
    let option = if positions { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::Basic };
    each_beginning(index, single, option, &mut |postings| {
        let mut document = postings.doc();
        while document != TERMINATED {
            if positions {
                postings.positions(&mut found);
                all.extend(found.iter().map(|position| (document, *position)));
            }
            documents[document as usize] = true;
            document = postings.advance();
        }
    })?;
    all.sort_unstable();
    let mut next = 0;
    for document in 0..segment.max_doc() {
        found.clear();
        while let Some((_, position)) = all.get(next).filter(|(at, _)| *at == document) {
            found.push(*position);
            next += 1;
        }
        let wanted = filter.is_none_or(|filter| filter.binary_search(&document).is_ok());
        if documents[document as usize] && wanted && !segment.is_deleted(document) {
            seen(document, &found);
        }
    }
    Ok(())
}

/// Calls `seen` with the postings of each term that begins with `single`.
pub(super) fn each_beginning(
    index: &InvertedIndexReader,
    single: char,
    option: IndexRecordOption,
    seen: &mut dyn FnMut(&mut SegmentPostings),
) -> tantivy::Result<()> {
    let from = single.to_string().into_bytes();
    let mut to = from.clone();
    // The last byte of a character in UTF-8 is below 0xff.
    if let Some(last) = to.last_mut() {
        *last += 1;
    }
    let mut terms = index.terms().range().ge(&from).lt(&to).into_stream()?;
    while terms.advance() {
        let mut postings = index.read_postings_from_terminfo(terms.value(), option)?;
        seen(&mut postings);
    }
    Ok(())
}

/// Moves to `target` or the first document after it; a list that is further already stays.
pub(super) fn seek(postings: &mut SegmentPostings, target: DocId) -> DocId {
    if postings.doc() >= target { postings.doc() } else { postings.seek(target) }
}

/// Keeps of `found` what is in `other`; both ascend.
fn keep_common(found: &mut Vec<u32>, other: &[u32]) {
    let mut at = 0;
    found.retain(|position| {
        while other.get(at).is_some_and(|candidate| candidate < position) {
            at += 1;
        }
        other.get(at) == Some(position)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_covered_by_every_second_bigram() {
        let chunk = Chunk::new("沿江高速铁");
        assert_eq!(chunk.terms, [("沿江".to_owned(), 0), ("高速".to_owned(), 2), ("速铁".to_owned(), 3)]);
        assert!(!chunk.verified && chunk.single.is_none());
        assert_eq!(Chunk::new("江").single, Some('江'));
        let mixed = Chunk::new("“三”化");
        assert_eq!(mixed.terms, [("三".to_owned(), 1)]);
        assert!(mixed.verified);
        assert!(!Chunk::new("，。").has_terms());
    }
}
