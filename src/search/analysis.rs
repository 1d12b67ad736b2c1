//! Document, words and names → what the index is fed with. A pure function, so that it can run on any thread.

use crate::error::{Error, Result};
use crate::model::{Document, Extraction, PartialDate, Span, Token};
use crate::segment::Segmenter;

use super::fold::{fold_into, folded, is_indexed};
use super::tokenizer::WORD_SEPARATOR;

/// A document as it is given to the index.
#[derive(Clone, Copy)]
pub struct IndexedDocument<'a> {
    /// Identifier: root's name, path, `#n`. Its path is what stands before the last `#`.
    pub id: &'a str,
    /// The article.
    pub document: &'a Document,
    /// Words that tile its text.
    pub tokens: &'a [Token],
    /// What was read from it.
    pub extraction: &'a Extraction,
    /// Outside ids of `extraction.entities`, in the same order (`e` and 16 hexadecimal digits).
    pub entities: &'a [String],
}

/// A document ready for [`super::SearchWriter::add`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    pub(super) id: String,
    pub(super) words: String,
    pub(super) words_length: u64,
    pub(super) text: String,
    pub(super) text_length: u64,
    pub(super) title: String,
    pub(super) margin: String,
    pub(super) entities: Vec<u64>,
    pub(super) about: Vec<u64>,
    pub(super) kinds: Vec<&'static str>,
    pub(super) relations: Vec<&'static str>,
    pub(super) date: Option<u64>,
    pub(super) source: Option<String>,
    pub(super) headline: String,
    pub(super) stored: Vec<u8>,
}

/// Turns a document into what the index is fed with. Nothing learnt from another document has a part in it.
///
/// # Errors
/// [`Error::Search`] where the document cannot be encoded.
pub fn analyse(input: &IndexedDocument<'_>, segmenter: &dyn Segmenter) -> Result<Analysis> {
    let document = input.document;
    let mut text = String::with_capacity(document.text.len());
    let mut margin = String::new();
    for paragraph in &document.paragraphs {
        let field = if paragraph.zone.is_extracted() { &mut text } else { &mut margin };
        fold_into(paragraph.span.of(&document.text), field);
        field.push('\n');
    }
    let text_length = text.chars().filter(|character| is_indexed(*character)).count() as u64;
    let mut words = Words { out: String::with_capacity(document.text.len()), length: 0 };
    words.of_text(document, input.tokens, segmenter);
    words.of_names(document, input.tokens, input.extraction);

    let ids: Vec<u64> = input.entities.iter().filter_map(|id| entity_number(id)).collect();
    let mut about: Vec<u64> = Vec::new();
    for indicator in &input.extraction.indicators {
        about.extend(ids.get(indicator.about as usize));
    }
    let mut kinds: Vec<&'static str> = input.extraction.entities.iter().map(|entity| entity.kind.code()).collect();
    let mut relations: Vec<&'static str> =
        input.extraction.relations.iter().map(|relation| relation.predicate.code()).collect();
    let mut entities = ids;
    for list in [&mut entities, &mut about] {
        list.sort_unstable();
        list.dedup();
    }
    for list in [&mut kinds, &mut relations] {
        list.sort_unstable();
        list.dedup();
    }
    Ok(Analysis {
        id: input.id.to_owned(),
        words: words.out,
        words_length: words.length,
        text,
        text_length,
        title: folded(&document.title),
        margin,
        entities,
        about,
        kinds,
        relations,
        date: document.date.as_ref().map(|date| date_number(date.value)),
        source: document.source.as_ref().map(|source| source.value.clone()),
        headline: document.title.clone(),
        stored: postcard::to_stdvec(document).map_err(|error| Error::Search(format!("encode document: {error}")))?,
    })
}

/// The number in an entity's outside id (`e` and 16 hexadecimal digits).
pub(super) fn entity_number(id: &str) -> Option<u64> {
    let digits = id.strip_prefix('e').filter(|digits| digits.len() == 16)?;
    u64::from_str_radix(digits, 16).ok()
}

/// A date as one number that orders as dates do.
pub(super) fn date_number(date: PartialDate) -> u64 {
    u64::try_from(date.year).unwrap_or(0) * 10_000 + u64::from(date.month) * 100 + u64::from(date.day)
}

/// The date of [`date_number`].
pub(super) fn date_of(number: u64) -> Option<PartialDate> {
    let year = i16::try_from(number / 10_000).ok()?;
    PartialDate::new(year, (number / 100 % 100) as u8, (number % 100) as u8)
}

/// Collects the words of one document.
struct Words {
    out: String,
    length: u64,
}

impl Words {
    /// Takes a word. Single characters too: what no dictionary knows is cut to them, and would weigh nothing else.
    fn push(&mut self, word: &str) {
        if !word.chars().any(is_indexed) {
            return;
        }
        self.out.extend(word.chars().filter(|character| *character != WORD_SEPARATOR).map(super::fold::fold));
        self.out.push(WORD_SEPARATOR);
        self.length += 1;
    }

    /// Jieba's search cut of every paragraph that tells the article, and of a headline that stands outside the text.
    fn of_text(&mut self, document: &Document, tokens: &[Token], segmenter: &dyn Segmenter) {
        let mut inside = Vec::new();
        let mut next = 0;
        for paragraph in &document.paragraphs {
            while tokens.get(next).is_some_and(|token| token.span.start < paragraph.span.start) {
                next += 1;
            }
            while let Some(token) = tokens.get(next).filter(|token| token.span.end <= paragraph.span.end) {
                next += 1;
                if paragraph.zone.is_extracted() {
                    self.of_word(token.span.of(&document.text), segmenter, &mut inside);
                }
            }
        }
        if !document.title.is_empty() && !document.text.contains(&document.title) {
            for token in segmenter.segment(&document.title) {
                self.of_word(token.span.of(&document.title), segmenter, &mut inside);
            }
        }
    }

    fn of_word(&mut self, word: &str, segmenter: &dyn Segmenter, inside: &mut Vec<std::ops::Range<usize>>) {
        if !word.chars().all(is_indexed) {
            return;
        }
        inside.clear();
        segmenter.subwords(word, inside);
        let mut whole = false;
        for range in inside.iter() {
            whole |= range.len() == word.len();
            if let Some(part) = word.get(range.clone()) {
                self.push(part);
            }
        }
        if !whole {
            self.push(word);
        }
    }

    /// The surface of each mention, where it is no word already, and its entity's name, where it is another.
    fn of_names(&mut self, document: &Document, tokens: &[Token], extraction: &Extraction) {
        for mention in &extraction.mentions {
            let Some(surface) = document.text.get(mention.span.range()) else { continue };
            if !is_one_token(tokens, mention.span) {
                self.push(surface);
            }
            if let Some(entity) = extraction.entities.get(mention.entity as usize).filter(|e| e.name != surface) {
                self.push(&entity.name);
            }
        }
    }
}

fn is_one_token(tokens: &[Token], span: Span) -> bool {
    let at = tokens.partition_point(|token| token.span.start < span.start);
    tokens.get(at).is_some_and(|token| token.span == span)
}
