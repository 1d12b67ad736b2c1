//! What a character can be: outside names, or the first, an inner or the last one of a name of some type.
//! Labels of a kind stand side by side, type by type, so that the search runs over all types at once.
//!
//! A name of one character is always a district (渝, 沪).

use crate::lexicon::weights::{BORDERS, LABELS, TYPES};
use crate::model::{EntityType, Span};

/// Outside names.
pub(super) const OUTSIDE: usize = 0;
/// A district of one character.
pub(super) const SINGLE: usize = LABELS - 1;

/// The first character of a name of type number `kind`.
pub(super) const fn first(kind: usize) -> usize {
    1 + kind
}

/// A character within a name.
pub(super) const fn inner(kind: usize) -> usize {
    1 + TYPES + kind
}

/// The last character of a name.
pub(super) const fn last(kind: usize) -> usize {
    1 + 2 * TYPES + kind
}

/// The labels after which no name is open, by border.
pub(super) const ENDING: [usize; BORDERS] = borders(true);
/// The labels that no open name goes before, by border.
pub(super) const BEGINNING: [usize; BORDERS] = borders(false);

const fn borders(ending: bool) -> [usize; BORDERS] {
    let mut labels = [OUTSIDE; BORDERS];
    let mut kind = 0;
    while kind < TYPES {
        labels[1 + kind] = if ending { last(kind) } else { first(kind) };
        kind += 1;
    }
    labels[BORDERS - 1] = SINGLE;
    labels
}

/// The border at which `label` ends a name, or is outside one.
pub(super) fn ending(label: usize) -> Option<usize> {
    ENDING.iter().position(|found| *found == label)
}

/// The border at which `label` begins a name, or is outside one.
pub(super) fn beginning(label: usize) -> Option<usize> {
    BEGINNING.iter().position(|found| *found == label)
}

/// The number of a type.
pub(super) fn number(kind: EntityType) -> usize {
    EntityType::ALL.iter().position(|found| *found == kind).unwrap_or_default()
}

/// The type that a label other than outside belongs to.
pub(super) fn kind(label: usize) -> EntityType {
    if label == SINGLE { EntityType::District } else { EntityType::ALL[(label - 1) % TYPES] }
}

/// Labels of a text's characters, which begin at bytes `offsets`, from the spans of its names.
pub(super) fn labels(offsets: &[u32], spans: &[(Span, EntityType)]) -> Vec<u8> {
    let mut labels = vec![OUTSIDE as u8; offsets.len()];
    for (span, kind) in spans {
        let from = offsets.partition_point(|offset| *offset < span.start);
        let to = offsets.partition_point(|offset| *offset < span.end);
        if to == from + 1 {
            if *kind == EntityType::District {
                labels[from] = SINGLE as u8;
            }
            continue;
        }
        let kind = number(*kind);
        labels[from..to].fill(inner(kind) as u8);
        if to > from {
            labels[from] = first(kind) as u8;
            labels[to - 1] = last(kind) as u8;
        }
    }
    labels
}
