//! Names that the lists have: organs, papers, rivers, blocs, strategies.

use std::sync::Arc;

use crate::lexicon::Found;
use crate::model::{EntityType, Span};

use super::super::context::Context;
use super::word::{DISTRICT, JOINT, Words};
use super::{Candidate, Identity};

/// Proposes listed names; districts are [`super::district`]'s.
pub(super) fn find(context: &Context<'_>, out: &mut Vec<Candidate>) {
    let gazetteer = context.lexicon.gazetteer();
    let mut found: Vec<Found> = Vec::new();
    gazetteer.find(context.text(), &mut found);
    for hit in found {
        let Some(listed) = &gazetteer.name(hit.name).listed else { continue };
        if listed.kind == EntityType::District || !stands_on_words(context, hit.start, hit.end) {
            continue;
        }
        let mut candidate = Candidate::new(Span { start: hit.start, end: hit.end }, listed.kind, 80, "listed_name");
        candidate.identity = Some(Arc::new(Identity {
            key: listed.canonical.to_string(),
            name: listed.canonical.to_string(),
            level: None,
            parent: None,
        }));
        out.push(candidate);
    }
}

/// Widens papers and sites to the edition or channel that follows (人民网－吉林频道, 北京日报客户端), and joins two that
/// a dot joins (中青报·中青网).
pub(super) fn widen_media(words: &Words<'_>, listed: &mut [Candidate]) {
    for index in (0..listed.len()).rev() {
        let medium = &listed[index];
        if medium.kind != EntityType::Institution || !medium.span.of(words.text).ends_with(['网', '报', '社', '闻'])
        {
            continue;
        }
        let Ok(mut next) = words.tokens.binary_search_by_key(&medium.span.end, |token| token.span.start) else {
            continue;
        };
        let is_joined = words.is(next, JOINT) || matches!(words.word(next), "－" | "-" | "·");
        next += usize::from(is_joined);
        let after = words.tokens.get(next).map(|token| token.span.start);
        let other = listed.get(index + 1).filter(|other| is_joined && Some(other.span.start) == after);
        if let Some(end) = other.filter(|other| other.kind == EntityType::Institution).map(|other| other.span.end) {
            extend(words, &mut listed[index], end);
            continue;
        }
        while words.is(next, DISTRICT) {
            next += 1;
        }
        if matches!(words.word(next), "频道" | "客户端" | "新闻" | "分社" | "融媒体" | "全媒体") {
            let end = words.tokens[next].span.end;
            extend(words, &mut listed[index], end);
        }
    }
}

/// The longer name is another one.
fn extend(words: &Words<'_>, medium: &mut Candidate, end: u32) {
    medium.span.end = end;
    let name = medium.span.of(words.text).to_owned();
    medium.identity = Some(Arc::new(Identity { key: name.clone(), name, level: None, parent: None }));
}

/// Whether both ends are borders of words; a word that the list's name only begins or ends is another one.
fn stands_on_words(context: &Context<'_>, start: u32, end: u32) -> bool {
    let is_start = |at: u32| {
        context.token_at(at).is_some_and(|index| context.tokens[index].span.start == at)
            || at as usize >= context.text().len()
    };
    is_start(start) && is_start(end)
}

#[cfg(test)]
mod tests {
    use crate::clean;
    use crate::extract::context::Context;
    use crate::extract::gold::segmenter;
    use crate::lexicon::Lexicon;
    use crate::segment::Segmenter;

    #[test]
    fn a_site_and_its_channel_are_one_name() {
        let text = "人民网－贵州频道7月3日电，新华社记者采访。";
        let lexicon = Lexicon::embedded().unwrap();
        let document = clean::verbatim(text, "");
        let tokens = segmenter().segment(text);
        let found = super::super::find(&Context::new(&document, &tokens, &lexicon));
        let names: Vec<&str> = found.standing.iter().map(|candidate| candidate.span.of(text)).collect();
        assert_eq!(names, ["人民网－贵州频道", "新华社"]);
    }
}
