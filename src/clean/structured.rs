//! Texts whose format tells title, headings, paragraphs, rows and captions: the zones are the format's.

use super::aside;
use super::character::Flat;
use super::line::{self, Item};
use crate::model::Zone;
use crate::read::{BlockKind, RawText};

/// The lines of the text, each with the zone of its block; what the format calls a paragraph may still be a byline or a
/// button by its words.
pub(super) fn items(raw: &RawText, flat: &Flat) -> Vec<Item> {
    let mut items = line::items(flat);
    let mut block = 0;
    for item in items.iter_mut().filter(|item| item.zone.is_none()) {
        let Some(part) = item.parts.first() else { continue };
        let at = flat.raw_line(part.start);
        while raw.blocks.get(block).is_some_and(|current| current.range.end <= at) {
            block += 1;
        }
        let kind = raw.blocks.get(block).filter(|current| current.range.start <= at).map(|current| current.kind);
        item.zone = match kind {
            Some(BlockKind::Title) => Some(Zone::Title),
            Some(BlockKind::Heading) => Some(Zone::Heading),
            Some(BlockKind::TableRow) => Some(Zone::Table),
            Some(BlockKind::Caption) => Some(Zone::Caption),
            Some(BlockKind::Navigation) => Some(Zone::Navigation),
            Some(BlockKind::Paragraph) | None => None,
        };
    }
    aside::mark(&flat.text, &mut items);
    items
}
