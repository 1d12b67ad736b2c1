//! Names that the lists have: organs, papers, rivers, blocs, strategies.

use crate::lexicon::Found;
use crate::model::{EntityType, Span};

use super::super::context::Context;
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
        candidate.identity = Some(Identity {
            key: listed.canonical.to_string(),
            name: listed.canonical.to_string(),
            level: None,
            parent: None,
        });
        out.push(candidate);
    }
}

/// Whether both ends are borders of words; a word that the list's name only begins or ends is another one.
fn stands_on_words(context: &Context<'_>, start: u32, end: u32) -> bool {
    let is_start = |at: u32| {
        context.token_at(at).is_some_and(|index| context.tokens[index].span.start == at)
            || at as usize >= context.text().len()
    };
    is_start(start) && is_start(end)
}
