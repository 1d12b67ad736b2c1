//! Persons of one name are told apart by the organ or region of their post, else by the document.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{EntityType, Span};

use super::super::context::Context;
use super::Linked;

/// Characters between an organ and the person who holds a post in it, at most.
const FARTHEST: usize = 16;

/// Gives each person the key `name|organ`, or `name|#document` where the document gives no post.
pub(super) fn tell_namesakes_apart(context: &Context<'_>, linked: &mut [Linked<'_>]) {
    let text = context.text();
    let mut organ_of: BTreeMap<String, String> = BTreeMap::new();
    let mut before: Option<(Span, &str)> = None;
    for link in linked.iter() {
        if link.candidate.kind != EntityType::Person {
            if link.candidate.kind.is_organization() || link.candidate.kind == EntityType::District {
                before = Some((link.candidate.span, &link.identity.name));
            }
            continue;
        }
        if let Some((organ, name)) = before
            && is_post(&text[organ.end as usize..link.candidate.span.start as usize])
        {
            organ_of.entry(link.identity.name.clone()).or_insert_with(|| name.to_owned());
        }
    }
    let mut document = None;
    for link in linked.iter_mut() {
        if link.candidate.kind != EntityType::Person || link.candidate.identity.is_some() {
            continue;
        }
        let name = &link.identity.name;
        Arc::make_mut(&mut link.identity).key = match organ_of.get(name) {
            Some(organ) => format!("{name}|{organ}"),
            None => {
                let hash = document.get_or_insert_with(|| blake3::hash(text.as_bytes()).to_hex()[..12].to_owned());
                format!("{name}|#{hash}")
            }
        };
    }
}

/// Whether what stands between an organ and a person can be a post: short, and no clause ends in it.
fn is_post(between: &str) -> bool {
    // Bytes first: the two may stand far apart.
    between.len() <= FARTHEST * 4
        && (1..=FARTHEST).contains(&between.chars().count())
        && !between.contains(['，', '。', '；', '：', '！', '？', '\n', '“', '”', '（', '(', '、'])
}
