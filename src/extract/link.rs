//! From standing candidates to entities: one name, one entity; short forms join the full one.

use std::collections::BTreeMap;

use crate::model::{Alias, AliasScope, Entity, Mention};

use super::context::{Context, Named};
use super::mention::{Candidate, Found, Identity};

/// Entities (sorted by key) and mentions of one document.
pub(crate) fn link(context: &Context<'_>, found: &Found) -> Named {
    let candidates = &found.standing;
    let text = context.text();
    let identities: Vec<Identity> = candidates.iter().map(|candidate| identify(candidate, text)).collect();
    let mut entities: BTreeMap<&str, Entity> = BTreeMap::new();
    for (candidate, identity) in candidates.iter().zip(&identities) {
        let entity = entities.entry(&identity.key).or_insert_with(|| Entity {
            key: identity.key.clone(),
            name: identity.name.clone(),
            kind: candidate.kind,
            level: identity.level,
            parent: identity.parent.clone(),
            aliases: Vec::new(),
        });
        let surface = candidate.span.of(text);
        if surface != entity.name {
            let alias = Alias { name: surface.to_owned(), scope: AliasScope::Article };
            if let Err(at) = entity.aliases.binary_search(&alias) {
                entity.aliases.insert(at, alias);
            }
        }
    }
    let keys: Vec<&str> = entities.keys().copied().collect();
    let mentions = candidates
        .iter()
        .zip(&identities)
        .map(|(candidate, identity)| Mention {
            span: candidate.span,
            entity: keys.binary_search(&identity.key.as_str()).unwrap_or_default() as u32,
            zone: context.document.zone_at(candidate.span.start),
            rule: candidate.rule.to_owned(),
        })
        .collect();
    Named { entities: entities.into_values().collect(), mentions, references: Vec::new() }
}

fn identify(candidate: &Candidate, text: &str) -> Identity {
    if let Some(identity) = &candidate.identity {
        return identity.clone();
    }
    let name = candidate.full.as_deref().unwrap_or_else(|| candidate.span.of(text)).to_owned();
    Identity { key: name.clone(), name, level: None, parent: None }
}
