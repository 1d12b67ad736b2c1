//! Raw text → articles with zones, paragraphs and sentences. Pure and total: it cannot fail, and deletes nothing.
//!
//! The passes, in order: [`character`] forms, [`line`]s with their looks, what stands [`aside`] ([`byline`],
//! [`dateline`], [`furniture`], captions, repeats), broken lines [`join`]ed, the page cut into [`article`]s, titles and
//! headings of each [`section`], and the document [`build`]t with its [`sentence`]s.

mod article;
mod aside;
mod build;
mod byline;
mod character;
mod dateline;
mod furniture;
mod join;
mod line;
mod section;
mod sentence;
mod structured;
#[cfg(test)]
mod testing;
mod verbatim;

pub use verbatim::verbatim;

use crate::model::{Based, Document};
use crate::read::{Format, RawText};
use line::Item;

/// Splits a raw text into its articles, clean. Never empty for a text that has a letter in it.
///
/// Only plain text is cut into articles; a record, a web page and a word processor's file are one each. Words are
/// never changed or left out: control characters, byte order marks and zero-width spaces go, blanks of all kinds become
/// a space, blank lines and the blanks around lines go, and broken lines become one.
#[must_use]
pub fn clean(raw: &RawText) -> Vec<Document> {
    let flat = character::flatten(raw);
    if !raw.blocks.is_empty() {
        let items = structured::items(raw, &flat);
        return one(raw, &flat, items).into_iter().collect();
    }
    let mut items = line::items(&flat);
    aside::mark(&flat.text, &mut items);
    let mut items = join::join(&flat.text, items);
    let starts = if raw.format == Format::Text { article::starts(&flat.text, &items) } else { vec![0] };
    let mut documents: Vec<Document> = Vec::with_capacity(starts.len());
    for start in starts.iter().rev() {
        let own = items.split_off(*start);
        documents.extend(one(raw, &flat, own));
    }
    documents.reverse();
    number(&mut documents);
    documents
}

/// The articles of a page bear one date and source where only the first states them.
fn number(documents: &mut [Document]) {
    let mut page = (None, None);
    for (at, document) in documents.iter_mut().enumerate() {
        document.article = at as u32 + 1;
        if at == 0 {
            page = (document.date.clone(), document.source.clone());
            continue;
        }
        document.date = document.date.take().or_else(|| page.0.clone());
        document.source = document.source.take().or_else(|| page.1.clone());
    }
}

/// The document of the items; `None` where there are none.
fn one(raw: &RawText, flat: &character::Flat, mut items: Vec<Item>) -> Option<Document> {
    if items.is_empty() {
        return None;
    }
    // A title from outside is the first article's; which is the one that begins with the text.
    let is_first = items
        .first()
        .and_then(|item| item.parts.first())
        .is_some_and(|part| flat.text.get(..part.start).is_some_and(|before| before.trim().is_empty()));
    let given = raw.metadata.title.as_ref().filter(|_| is_first);
    if raw.blocks.is_empty() {
        let known = given.map(|title| title.value.as_str());
        section::zones(&flat.text, &mut items, known);
    }
    let mut document = build::document(flat, &items);
    document.record.clone_from(&raw.record);
    document.title = given.map_or_else(|| section::headline(&flat.text, &items), |title| title.value.clone());
    let (date, source) = dateline::stated(&flat.text, &items);
    document.date = surer(raw.metadata.date.clone(), date);
    document.source = surer(raw.metadata.source.clone(), source);
    Some(document)
}

fn surer<T>(given: Option<Based<T>>, stated: Option<Based<T>>) -> Option<Based<T>> {
    match (given, stated) {
        (Some(given), Some(stated)) => Some(if stated.basis < given.basis { stated } else { given }),
        (given, stated) => given.or(stated),
    }
}
