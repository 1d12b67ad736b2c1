//! Administrative divisions: what the lists know, what only grammar knows, and which of several namesakes is meant.

mod child;
mod grammar;
mod listed;
#[cfg(test)]
mod measure;
mod region;
mod zone;

use super::{Candidate, Identity};
use crate::extract::context::Context;
use crate::lexicon::{DistrictId, Gazetteer};
use crate::model::{EntityType, Level, Span};

/// How sure it is that the words are a division at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// Part of a longer word, or cut across by one: counts only where the same name stands free elsewhere.
    Doubtful,
    /// An ordinary word, or a name out of use: counts with a division beside it or its full name elsewhere.
    NeedsCue,
    /// Stands on its own.
    Sure,
}

/// A stretch of text that may name a division.
#[derive(Debug, Clone)]
struct Draft {
    span: Span,
    grade: Grade,
    rule: &'static str,
    /// Which division: all namesakes at first, one at the end.
    meaning: Meaning,
    /// Whether the words are the full name and no short form.
    is_full: bool,
}

/// What a draft may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    /// Divisions of the lists, sorted.
    Listed(Vec<DistrictId>),
    /// One that no list has: its name, its level, and the division that it stands in.
    Unlisted { name: String, level: Level, parent: Option<DistrictId> },
}

impl Draft {
    /// The one division of the lists that is meant.
    fn resolved(&self) -> Option<DistrictId> {
        match &self.meaning {
            Meaning::Listed(ids) if ids.len() == 1 => Some(ids[0]),
            _ => None,
        }
    }
}

/// Scores by grade, as [`Candidate::score`].
const SCORE_FULL: u8 = 90;
const SCORE_SHORT: u8 = 80;
const SCORE_DOUBTFUL: u8 = 30;

/// Adds the divisions that `context` names to `out`, those inside longer names (南川区民政局) too.
pub(super) fn find(context: &Context<'_>, out: &mut Vec<Candidate>) {
    let gazetteer = context.lexicon.gazetteer();
    let mut drafts = listed::find(context);
    let mut more = Vec::new();
    grammar::find(context, &drafts, &mut more);
    // Grammar gave 大兴镇: the short form in it is a piece of that name and takes part in no chain or list.
    // A listed township also cuts short what crosses it (鱼池镇 against 镇康).
    drafts.retain(|draft| {
        let next = more.partition_point(|other| other.span.end <= draft.span.start);
        !more[next..].iter().take(2).any(|other| {
            let crosses = !draft.is_full && other.rule == "district.township" && other.span.overlaps(draft.span);
            other.span.contains(draft.span) || crosses
        })
    });
    let listed = drafts.clone();
    drafts.append(&mut more);
    drafts.sort_by_key(|draft| draft.span);
    region::settle(context, &mut drafts);
    let mut zones = Vec::new();
    zone::find(context, &settled(&listed, &drafts), &mut zones);
    drafts.append(&mut zones);
    drafts.sort_by_key(|draft| draft.span);
    zone::carry_on(context, &mut drafts);
    child::find(context, &mut drafts);
    for draft in &drafts {
        let score = match draft.grade {
            Grade::Sure if draft.is_full => SCORE_FULL,
            Grade::Sure => SCORE_SHORT,
            _ => SCORE_DOUBTFUL,
        };
        let mut candidate = Candidate::new(draft.span, EntityType::District, score, draft.rule);
        candidate.identity = Some(identity(gazetteer, draft, draft.span.of(context.text())));
        out.push(candidate);
    }
}

/// The drafts of the lists as they stand now.
fn settled(listed: &[Draft], drafts: &[Draft]) -> Vec<Draft> {
    let mut out = Vec::with_capacity(listed.len());
    for draft in listed {
        let at = drafts.partition_point(|other| other.span < draft.span);
        out.extend(drafts.get(at).filter(|other| other.span == draft.span).cloned());
    }
    out
}

fn identity(gazetteer: &Gazetteer, draft: &Draft, surface: &str) -> Identity {
    match &draft.meaning {
        Meaning::Listed(ids) => match ids.as_slice() {
            [id] => {
                let district = gazetteer.district(*id);
                Identity {
                    key: district.key(),
                    name: district.name.clone().into_owned(),
                    level: Some(district.level),
                    parent: district.parent.map(|parent| gazetteer.district(parent).key()),
                }
            }
            // Several, and the article does not say which: the name with no code, so that it fuses with none of them.
            _ => {
                let level = ids.first().map(|id| gazetteer.district(*id).level);
                Identity { key: format!("{surface}|?"), name: surface.to_owned(), level, parent: None }
            }
        },
        Meaning::Unlisted { name, level, parent } => {
            let above = parent.map(|parent| gazetteer.district(parent));
            Identity {
                key: format!("{name}|{}", above.map_or("?", |district| &*district.code)),
                name: name.clone(),
                level: Some(*level),
                parent: above.map(crate::lexicon::District::key),
            }
        }
    }
}
