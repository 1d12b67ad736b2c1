//! From standing candidates to entities: one name, one entity; short forms join the full one; relative names their
//! owner. A pure function of the document, so that merging documents is grouping by key.

mod fullest;
mod owner;
mod post;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Alias, AliasScope, Entity, EntityType, Mention, Span};

use super::context::{Context, Named};
use super::mention::{Candidate, Found, Identity};
use support::Support;

/// A mention with the entity that it names.
struct Linked<'c> {
    candidate: &'c Candidate,
    identity: Arc<Identity>,
}

/// Entities (sorted by key) and mentions of one document.
pub(crate) fn link(context: &Context<'_>, found: &Found) -> Named {
    let text = context.text();
    let support = Support::new(context.lexicon.gazetteer(), text, found);
    let sure: Vec<&Candidate> = found.districts.iter().filter(|district| support.stands(text, district)).collect();
    let owners = owner::Owners::new(sure.iter().copied());
    let fullest = fullest::Fullest::new(text, &found.standing);
    let mut linked: Vec<Linked<'_>> = Vec::with_capacity(found.standing.len());
    let mut owning: Vec<&Candidate> = Vec::new();
    for candidate in &found.standing {
        let surface = candidate.span.of(text);
        if let Some(identity) = &candidate.identity {
            linked.push(Linked { candidate, identity: identity.clone() });
            continue;
        }
        if candidate.kind.is_organization() && owner::is_relative(surface, first_word(context, candidate)) {
            // An article that does not say whose organ it is names none.
            let Some((name, district)) = owners.complete(surface, candidate.span.start) else { continue };
            owning.push(district);
            linked.push(Linked { candidate, identity: Arc::new(named(name)) });
            continue;
        }
        let name = candidate.full.clone().unwrap_or_else(|| fullest.of(candidate.kind, surface).to_owned());
        linked.push(Linked { candidate, identity: Arc::new(named(name)) });
    }
    post::tell_namesakes_apart(context, &mut linked);
    let mut entities = entities(text, &linked);
    for candidate in &found.standing {
        owning.extend(owner::prefix(text, &found.districts, &support, candidate));
    }
    for district in owning {
        add_unmentioned(text, district, &mut entities);
    }
    let keys: Vec<String> = entities.keys().cloned().collect();
    let mentions = linked
        .iter()
        .map(|link| Mention {
            span: link.candidate.span,
            entity: keys.binary_search(&link.identity.key).unwrap_or_default() as u32,
            zone: context.document.zone_at(link.candidate.span.start),
            rule: link.candidate.rule.to_owned(),
        })
        .collect();
    Named { entities: entities.into_values().collect(), mentions, references: Vec::new() }
}

/// The first word of a candidate, no further than its end; a division's name counts as one word.
fn first_word<'t>(context: &Context<'t>, candidate: &Candidate) -> &'t str {
    let end = context.token_at(candidate.span.start).map_or(candidate.span.end, |at| context.tokens[at].span.end);
    Span { start: candidate.span.start, end: end.min(candidate.span.end) }.of(context.text())
}

fn named(name: String) -> Identity {
    Identity { key: name.clone(), name, level: None, parent: None }
}

fn entities(text: &str, linked: &[Linked<'_>]) -> BTreeMap<String, Entity> {
    let mut entities: BTreeMap<String, Entity> = BTreeMap::new();
    let mut votes: BTreeMap<&str, BTreeMap<EntityType, u32>> = BTreeMap::new();
    for Linked { candidate, identity } in linked {
        let entity = entities.entry(identity.key.clone()).or_insert_with(|| new_entity(identity, candidate.kind));
        let surface = candidate.span.of(text);
        let scope = if candidate.kind == EntityType::District { AliasScope::Global } else { AliasScope::Article };
        add_alias(entity, surface, scope);
        *votes.entry(&identity.key).or_default().entry(candidate.kind).or_default() += u32::from(candidate.score);
    }
    // A name with two types is one entity, of the type for which most speaks.
    for (key, kinds) in &votes {
        let best = kinds.iter().max_by_key(|(kind, votes)| (**votes, std::cmp::Reverse(**kind)));
        if let (Some(entity), Some((kind, _))) = (entities.get_mut(*key), best) {
            entity.kind = *kind;
        }
    }
    entities
}

fn new_entity(identity: &Identity, kind: EntityType) -> Entity {
    Entity {
        key: identity.key.clone(),
        name: identity.name.clone(),
        kind,
        level: identity.level,
        parent: identity.parent.clone(),
        aliases: Vec::new(),
    }
}

fn add_alias(entity: &mut Entity, surface: &str, scope: AliasScope) {
    if surface == entity.name {
        return;
    }
    let alias = Alias { name: surface.to_owned(), scope };
    if let Err(at) = entity.aliases.binary_search(&alias) {
        entity.aliases.insert(at, alias);
    }
}

/// A division that only a longer name shows is an entity without a mention.
fn add_unmentioned(text: &str, district: &Candidate, entities: &mut BTreeMap<String, Entity>) {
    let Some(identity) = &district.identity else { return };
    let entity = entities.entry(identity.key.clone()).or_insert_with(|| new_entity(identity, EntityType::District));
    add_alias(entity, district.span.of(text), AliasScope::Global);
}

/// Names of one kind of thing are compared with one another only.
fn group(kind: EntityType) -> EntityType {
    if kind.is_organization() { EntityType::Agency } else { kind }
}

/// The distinct surfaces of each group.
fn surfaces<'t>(text: &'t str, standing: &[Candidate]) -> BTreeSet<(EntityType, &'t str)> {
    standing
        .iter()
        .filter(|candidate| !matches!(candidate.kind, EntityType::District | EntityType::Person))
        .map(|candidate| (group(candidate.kind), candidate.span.of(text)))
        .collect()
}
