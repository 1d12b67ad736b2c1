//! What a document names once with a strong cue is found wherever it stands in it, in its short forms too.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::{EntityType, Span};

use super::super::context::Context;
use super::word::Words;
use super::{Candidate, Identity};
use super::{grammar, shorten};

/// Characters from which a name is one without 项目 or 工程 at its end too.
const LONG_NAME: usize = 6;

/// A name of the document to look for.
#[derive(Debug, Clone)]
struct Known {
    kind: EntityType,
    full: Option<String>,
    identity: Option<Arc<Identity>>,
    rule: &'static str,
    score: u8,
}

/// Finds the names of `standing` again, and the aliases that the document gives them.
pub(super) fn find(context: &Context<'_>, words: &Words<'_>, standing: &[Candidate], out: &mut Vec<Candidate>) {
    let names = names(context, standing);
    if names.is_empty() {
        return;
    }
    let mut shapes = Shapes::default();
    for name in names.keys() {
        shapes.add(name);
    }
    let tokens = words.tokens;
    let mut first = 0;
    while first < tokens.len() {
        let start = tokens[first].span.start as usize;
        let Some((known, end)) = longest(words.text, start, &shapes, &names) else {
            first += 1;
            continue;
        };
        let mut next = first;
        while next < tokens.len() && (tokens[next].span.end as usize) < end {
            next += 1;
        }
        if tokens.get(next).is_none_or(|token| token.span.end as usize != end) {
            first += 1;
            continue;
        }
        if known.rule == "company_short" && !grammar::ends_here(words, next) {
            first += 1;
            continue;
        }
        out.push(Candidate {
            span: Span::new(start, end),
            kind: known.kind,
            score: known.score,
            rule: known.rule,
            identity: known.identity.clone(),
            full: known.full.clone(),
        });
        first = next + 1;
    }
}

/// Lengths in bytes, longest first, of the names that begin with the same two characters: what a place in the text
/// has to be compared with.
#[derive(Debug, Default)]
struct Shapes(FxHashMap<(char, char), Vec<usize>>);

impl Shapes {
    fn add(&mut self, name: &str) {
        let Some(key) = first_two(name) else { return };
        let lengths = self.0.entry(key).or_default();
        if let Err(at) = lengths.binary_search_by(|length| name.len().cmp(length)) {
            lengths.insert(at, name.len());
        }
    }
}

fn first_two(text: &str) -> Option<(char, char)> {
    let mut characters = text.chars();
    Some((characters.next()?, characters.next()?))
}

/// The longest name of `names` that stands at byte `start`, and where it ends.
fn longest<'n>(
    text: &str,
    start: usize,
    shapes: &Shapes,
    names: &'n BTreeMap<String, Known>,
) -> Option<(&'n Known, usize)> {
    let rest = text.get(start..)?;
    let lengths = shapes.0.get(&first_two(rest)?)?;
    for length in lengths {
        if let Some(known) = rest.get(..*length).and_then(|form| names.get(form)) {
            return Some((known, start + length));
        }
    }
    None
}

fn names(context: &Context<'_>, standing: &[Candidate]) -> BTreeMap<String, Known> {
    let text = context.text();
    let gazetteer = context.lexicon.gazetteer();
    let mut names: BTreeMap<String, Known> = BTreeMap::new();
    for candidate in standing {
        let surface = candidate.span.of(text);
        let length = surface.chars().count();
        if candidate.kind == EntityType::District || length < 2 || surface.contains('\n') {
            continue;
        }
        let known = Known {
            kind: candidate.kind,
            full: candidate.full.clone(),
            identity: candidate.identity.clone(),
            rule: "named_again",
            score: candidate.score.saturating_sub(1),
        };
        let entry = names.entry(surface.to_owned()).or_insert_with(|| known.clone());
        if known.score > entry.score {
            *entry = known;
        }
    }
    let mut short: BTreeMap<String, Option<Known>> = BTreeMap::new();
    let mut add = |form: &str, candidate: &Candidate, rule, score| {
        let is_listed = gazetteer.lookup(form).is_some();
        if form.chars().count() < 2 || is_listed || names.contains_key(form) {
            return;
        }
        let full = candidate.full.clone().unwrap_or_else(|| candidate.span.of(text).to_owned());
        let known = Known { kind: candidate.kind, full: Some(full), identity: candidate.identity.clone(), rule, score };
        match short.get_mut(form) {
            None => {
                short.insert(form.to_owned(), Some(known));
            }
            // Short for two things: for neither.
            Some(slot) => {
                if slot.as_ref().is_some_and(|other| other.full != known.full) {
                    *slot = None;
                }
            }
        }
    };
    for candidate in standing {
        if let Some(alias) = shorten::defined(text, candidate.span) {
            add(alias, candidate, "alias_defined", 92);
        }
    }
    for candidate in standing {
        if candidate.kind == EntityType::Company
            && candidate.score >= 60
            && let Some(form) = shorten::company(candidate.span.of(text))
            && !is_common_word(context, candidate.span.start, form)
        {
            add(form, candidate, "company_short", 62);
        }
    }
    for candidate in standing.iter().filter(|candidate| candidate.kind == EntityType::Project) {
        let name = candidate.span.of(text);
        let form = name.strip_suffix("项目").or_else(|| name.strip_suffix("工程")).unwrap_or_default();
        if form.chars().count() >= LONG_NAME {
            add(form, candidate, "works_short", 62);
        }
    }
    for (form, known) in short {
        if let Some(known) = known {
            names.entry(form).or_insert(known);
        }
    }
    names
}

/// Whether the dictionary has `form`, at byte `at`, as a word that names nothing: 区域 of 区域集团 is met all over an
/// article that is not about the company.
fn is_common_word(context: &Context<'_>, at: u32, form: &str) -> bool {
    let Some(token) = context.token_at(at).map(|index| context.tokens[index]) else { return false };
    let names_something = ["nr", "ns", "nt", "nz", "x", "eng"].iter().any(|tag| token.part_of_speech.is(tag));
    token.span.start == at && token.span.len() == form.len() && !names_something
}
