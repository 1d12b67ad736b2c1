//! Sentences with marked mentions, as rule files and tests write them.
//!
//! `{万州|district|万州区}和{云阳县|district}携手建设{万云滨江快速路|project}。`: surface, type, and the entity's name where it differs from
//! the surface.

use crate::clean;
use crate::model::{Alias, AliasScope, Document, Entity, EntityType, Mention, Span};

/// A marked sentence, taken apart.
#[derive(Debug)]
pub(crate) struct Marked {
    /// The text without marks.
    pub(crate) document: Document,
    /// Entities, sorted by key.
    pub(crate) entities: Vec<Entity>,
    /// Mentions by place.
    pub(crate) mentions: Vec<Mention>,
}

/// Takes a marked text apart; on a mark that is not closed or has no known type, says so.
pub(crate) fn parse(marked: &str) -> Result<Marked, String> {
    let mut text = String::with_capacity(marked.len());
    let mut found: Vec<(Span, EntityType, String)> = Vec::new();
    let mut rest = marked;
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let close = after.find('}').ok_or_else(|| format!("mark not closed: {after}"))?;
        let mut parts = after[..close].split('|');
        let surface = parts.next().unwrap_or_default();
        let code = parts.next().unwrap_or_default();
        let kind =
            EntityType::parse(code).ok_or_else(|| format!("no entity type {code:?} in {{{}}}", &after[..close]))?;
        let name = parts.next().unwrap_or(surface);
        let start = text.len();
        text.push_str(surface);
        found.push((Span::new(start, text.len()), kind, name.to_owned()));
        rest = &after[close + 1..];
    }
    text.push_str(rest);
    let document = clean::verbatim(&text, "");
    let mut entities: Vec<Entity> = Vec::new();
    for (span, kind, name) in &found {
        let surface = span.of(&text);
        let index = entities.iter().position(|entity| entity.name == *name).unwrap_or_else(|| {
            entities.push(Entity {
                key: name.clone(),
                name: name.clone(),
                kind: *kind,
                level: None,
                parent: None,
                aliases: Vec::new(),
            });
            entities.len() - 1
        });
        let aliases = &mut entities[index].aliases;
        if surface != name && !aliases.iter().any(|alias| alias.name == surface) {
            aliases.push(Alias { name: surface.to_owned(), scope: AliasScope::Global });
        }
    }
    entities.sort_by(|a, b| a.key.cmp(&b.key));
    let mentions = found
        .iter()
        .map(|(span, _, name)| Mention {
            span: *span,
            entity: entities.iter().position(|entity| entity.name == *name).unwrap_or_default() as u32,
            zone: document.zone_at(span.start),
            rule: "marked".to_owned(),
        })
        .collect();
    Ok(Marked { document, entities, mentions })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_mentions_and_leave_the_text() {
        let marked = parse("{万州|district|万州区}携手{云阳县|district}，{万州|district|万州区}领先。").unwrap();
        assert_eq!(marked.document.text, "万州携手云阳县，万州领先。");
        let words: Vec<&str> = marked.mentions.iter().map(|mention| mention.span.of(&marked.document.text)).collect();
        assert_eq!(words, ["万州", "云阳县", "万州"]);
        assert_eq!(marked.entities.len(), 2);
        assert_eq!(marked.mentions[0].entity, marked.mentions[2].entity);
    }

    #[test]
    fn a_wrong_mark_is_named() {
        assert!(parse("{万州|town}").unwrap_err().contains("town"));
        assert!(parse("{万州|district").unwrap_err().contains("not closed"));
    }
}
