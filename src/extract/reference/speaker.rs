//! Who speaks in a quotation: what 我们 stands for there.

use crate::extract::context::{Context, Named};
use crate::extract::relation::element::Element;
use crate::model::{EntityType, Span};

const SPEECH: &[&str] =
    &["介绍", "说", "表示", "告诉", "透露", "称", "指出", "坦言", "强调", "认为", "讲述", "解释", "回忆"];
/// Most characters from a speaker's name to the verb of speaking, and most sentences that a quotation runs.
const LONGEST_FRAME: usize = 24;
const LONGEST_QUOTATION: usize = 8;

/// The quotation in which `at` stands: bytes of its opening and its closing mark.
fn quotation(context: &Context<'_>, at: Span) -> Option<(usize, usize)> {
    let text = context.text();
    let whole = context.document.paragraphs.get(context.document.paragraph_at(at.start)?)?.span;
    // As far as a quotation may run in sentences, so that a paragraph of many pages is not gone through for every word.
    let sentences = &context.document.sentences;
    let sentence = context.document.sentence_at(at.start)?;
    let first = sentences[sentence.saturating_sub(LONGEST_QUOTATION)].start;
    let last = sentences[(sentence + LONGEST_QUOTATION).min(sentences.len() - 1)].end;
    let paragraph = Span { start: whole.start.max(first), end: whole.end.min(last) };
    let open = text.get(paragraph.start as usize..at.start as usize)?.rfind('“')? + paragraph.start as usize;
    if text.get(open..at.start as usize)?.contains('”') {
        return None;
    }
    let close = text.get(at.end as usize..paragraph.end as usize)?.find('”').map(|offset| at.end as usize + offset)?;
    Some((open, close))
}

/// Whether `at` stands in a quotation.
pub(super) fn is_quoted(context: &Context<'_>, at: Span) -> bool {
    quotation(context, at).is_some()
}

/// The organisation or division that speaks where `at` stands in a quotation.
pub(super) fn of(
    context: &Context<'_>,
    named: &Named,
    elements: &[Vec<Element>],
    at: Span,
) -> Option<(Vec<u32>, Span, &'static str)> {
    let text = context.text();
    let (open, close) = quotation(context, at)?;
    let first = context.document.sentence_at(open as u32)?;
    let last = context.document.sentence_at(close as u32)?;
    if last - first > LONGEST_QUOTATION {
        return None;
    }
    // Behind the quotation, else before it.
    let behind = last..(last + 2).min(elements.len());
    let after = behind
        .filter_map(|sentence| elements.get(sentence))
        .flatten()
        .filter(|element| element.start as usize >= close)
        .find(|element| speaks(text, element));
    let before = || {
        let sentence = elements.get(first)?;
        sentence.iter().rev().filter(|element| element.tail as usize <= open).find(|element| speaks(text, element))
    };
    // 该负责人 behind the quotation is who spoke last before it.
    let again = || {
        let rest = text.get(close..)?;
        let rest = rest.trim_start_matches(['”', '，', '。']);
        if !["该负责人", "这位负责人", "他", "她"].iter().any(|word| rest.starts_with(word)) {
            return None;
        }
        let last = (first.saturating_sub(LONGEST_QUOTATION)..first).rev().filter_map(|index| elements.get(index));
        last.flat_map(|sentence| sentence.iter().rev()).find(|element| speaks(text, element))
    };
    let element = again().or(after).or_else(before)?;
    let member = element.members.last()?;
    let owner =
        if member.kind == EntityType::Person { owner(context, named, elements, element)? } else { member.entity };
    Some((vec![owner], element.span(), "reference/speaker"))
}

fn speaks(text: &str, element: &Element) -> bool {
    let can = element.members.last().is_some_and(|member| {
        member.kind.is_organization() || matches!(member.kind, EntityType::District | EntityType::Person)
    });
    if !can || element.is_modifier || element.is_aside {
        return false;
    }
    let rest = text.get(element.tail as usize..).unwrap_or_default();
    let end = rest.find(['，', '。', '；', '“', '\n', '：']).unwrap_or(rest.len());
    let frame = &rest[..end];
    frame.chars().count() <= LONGEST_FRAME && SPEECH.iter().any(|word| frame.contains(word))
}

/// Whose post the person has, by the name that stands before it in the clause.
fn owner(context: &Context<'_>, named: &Named, elements: &[Vec<Element>], person: &Element) -> Option<u32> {
    let sentence = context.document.sentence_at(person.start)?;
    let clause = context.clauses[context.clause_at(person.start)?].span;
    let before = elements
        .get(sentence)?
        .iter()
        .rev()
        .find(|element| element.end <= person.span().start && element.start >= clause.start && !element.is_aside)?;
    let member = before.members.last()?;
    let kind = named.entities.get(member.entity as usize)?.kind;
    (kind.is_organization() || kind == EntityType::District).then_some(member.entity)
}
