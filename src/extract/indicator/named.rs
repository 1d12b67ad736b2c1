//! A stated count against the names that the text lists for it (7大平台, of which six are named).

use std::collections::BTreeSet;

use crate::extract::context::{Context, Named};
use crate::model::{Indicator, Span};

/// How far behind a count, in bytes, the names for it are looked for.
const REACH: usize = 3000;

/// Most characters between 等 and what is counted (等3个平台).
const GAP: usize = 6;

/// Names counted by an indicator: those in lists that 等 closes before the name of the thing counted, in the clause of
/// the figure and behind it. None where no such list stands.
pub(super) fn count(context: &Context, named: &Named, indicator: &Indicator) -> Option<u32> {
    let text = context.text();
    let start = indicator.evidence.span.start as usize;
    let mut end = (start + REACH).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut found: BTreeSet<u32> = BTreeSet::new();
    for (offset, _) in text.get(start..end)?.match_indices(indicator.name.as_str()) {
        let at = start + offset;
        let Some(list_end) = list_end(&text[..at]) else { continue };
        found.extend(listed(context, named, list_end as u32));
    }
    u32::try_from(found.len()).ok().filter(|count| *count > 0)
}

/// Where the list ends that a name closes: before 等, or 等 and a count.
fn list_end(before: &str) -> Option<usize> {
    // No further back than the gap reaches: a look at all that stands before would be taken for every figure.
    let (at, _) = before.char_indices().rev().take(GAP + 1).find(|(_, character)| *character == '等')?;
    let between = &before[at + '等'.len_utf8()..];
    let is_count = between.chars().count() <= GAP && !between.contains(['，', '。', '；', '、', '的']);
    is_count.then_some(at)
}

/// Entities of the list that ends at `end`: those of the clause that are of one type with the last.
fn listed(context: &Context, named: &Named, end: u32) -> Vec<u32> {
    let Some(clause) = context.clause_at(end) else { return Vec::new() };
    let span = Span { start: context.clauses[clause].span.start, end };
    let from = named.mentions.partition_point(|mention| mention.span.start < span.start);
    let to = named.mentions.partition_point(|mention| mention.span.end <= span.end);
    let mentions = named.mentions.get(from..to).unwrap_or_default();
    let kind = |entity: u32| named.entities.get(entity as usize).map(|entity| entity.kind);
    let Some(last) = mentions.last() else { return Vec::new() };
    let tail = Span { start: last.span.end, end }.of(context.text());
    if !tail.trim_matches(['”', '）', '》']).is_empty() {
        return Vec::new();
    }
    let same = mentions.iter().filter(|mention| kind(mention.entity) == kind(last.entity));
    same.map(|mention| mention.entity).collect()
}

#[cfg(test)]
mod tests {
    use crate::extract::context::{Context, Named};
    use crate::extract::gold::segmenter;
    use crate::extract::period::Times;
    use crate::extract::{indicator, markup};
    use crate::lexicon::Lexicon;
    use crate::segment::Segmenter;

    #[test]
    fn names_are_counted_and_none_is_invented() {
        let marked = markup::parse(
            "{安平省|district}布局了5大合作平台。其中，{云海|bloc}、{江湾|bloc}等合作平台已启动，{青岭|bloc}等合作平台在谋划。",
        )
        .unwrap();
        let tokens = segmenter().segment(&marked.document.text);
        let lexicon = Lexicon::default();
        let context = Context::new(&marked.document, &tokens, &lexicon);
        let named = Named { entities: marked.entities, mentions: marked.mentions, references: Vec::new() };
        let found = indicator::extract(&context, &named, &Times::of(&context));
        assert_eq!((found[0].value, found[0].unit.as_str(), found[0].named), (5.0, "个", Some(3)));
    }
}
