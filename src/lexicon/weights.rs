//! The weights of the fitted tagger: as bytes, and as the table that it looks features up in.
//!
//! The bytes: [`MAGIC`]; the transitions, 12 × 12 between names and 2 × 2 × 10 within them, as little-endian `i16`;
//! the number of rows as `u32`; and for each row the feature's hash (`u32`, ascending), a mask of the labels whose
//! weight is not 0 (`u32`), and those weights (`i8`).

use std::io::Read;
use std::sync::{Arc, LazyLock};

/// What the bytes begin with.
const MAGIC: &[u8] = b"tupu tagger 2\n";

/// Labels that a character can have.
pub(crate) const LABELS: usize = 32;

/// Positions at which a name can end or begin: outside, each of ten types, a district of one character.
pub(crate) const BORDERS: usize = 12;

/// Types of names.
pub(crate) const TYPES: usize = 10;

/// Slots of the table: one for each low half of a hash.
const SLOTS: usize = 1 << 16;

/// Most rows, so that most slots are empty and the search for a feature without weights is short.
const MOST_ROWS: usize = 40_000;

/// The weights of one feature; aligned, so that none lies across two cache lines: fetching them is what tagging costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(32))]
pub(crate) struct Row(pub(crate) [i8; LABELS]);

/// Weights, in units of the fit's own.
#[derive(Clone)]
pub(crate) struct Weights {
    /// From the label that ends one name (or none) to the one that begins the next.
    pub(crate) between: [[i16; BORDERS]; BORDERS],
    /// From the first character of a name, and from one within, to one within and to the last.
    pub(crate) within: [[[i16; TYPES]; 2]; 2],
    rows: Vec<Row>,
    /// High half of the hash, and row (from 1; 0 is an empty slot), at the slot of its low half or behind.
    slots: Vec<(u16, u16)>,
}

impl std::fmt::Debug for Weights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Weights").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}

/// Bytes that are read from the front.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn short(&mut self) -> Option<i16> {
        Some(i16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }
}

impl Weights {
    /// Reads what [`Self::write`] wrote; `None` where the bytes are something else.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes.strip_prefix(MAGIC)?);
        let mut between = [[0; BORDERS]; BORDERS];
        for weight in between.iter_mut().flatten() {
            *weight = bytes.short()?;
        }
        let mut within = [[[0; TYPES]; 2]; 2];
        for weight in within.iter_mut().flatten().flatten() {
            *weight = bytes.short()?;
        }
        let count = bytes.number()? as usize;
        if count > MOST_ROWS {
            return None;
        }
        let mut rows = Vec::with_capacity(count);
        let mut slots = vec![(0, 0); SLOTS];
        for row in 0..count {
            let hash = bytes.number()?;
            let mask = bytes.number()?;
            let mut weights = [0_i8; LABELS];
            for (label, weight) in weights.iter_mut().enumerate() {
                if mask >> label & 1 == 1 {
                    *weight = bytes.take(1)?[0] as i8;
                }
            }
            rows.push(Row(weights));
            let (mut slot, check) = place(hash);
            while slots[slot].1 != 0 {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = (check, row as u16 + 1);
        }
        bytes.0.is_empty().then_some(Self { between, within, rows, slots })
    }

    /// Weights as bytes; `rows` in ascending order of their hash.
    pub(crate) fn write(
        between: &[[i16; BORDERS]; BORDERS],
        within: &[[[i16; TYPES]; 2]; 2],
        rows: &[(u32, [i8; LABELS])],
    ) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for weight in between.iter().flatten().chain(within.iter().flatten().flatten()) {
            bytes.extend_from_slice(&weight.to_le_bytes());
        }
        bytes.extend_from_slice(&(rows.len() as u32).to_le_bytes());
        for (hash, weights) in rows {
            let mut mask = 0_u32;
            for (label, weight) in weights.iter().enumerate() {
                mask |= u32::from(*weight != 0) << label;
            }
            bytes.extend_from_slice(&hash.to_le_bytes());
            bytes.extend_from_slice(&mask.to_le_bytes());
            bytes.extend(weights.iter().filter(|weight| **weight != 0).map(|weight| *weight as u8));
        }
        bytes
    }

    /// The number of the row of the feature with that hash.
    #[inline]
    pub(crate) fn find(&self, hash: u32) -> Option<u16> {
        let (mut slot, check) = place(hash);
        loop {
            let (found, row) = self.slots[slot % SLOTS];
            if row == 0 || found == check {
                return row.checked_sub(1);
            }
            slot += 1;
        }
    }

    /// The weights of row `number`.
    #[inline]
    pub(crate) fn row(&self, number: u16) -> &Row {
        &self.rows[usize::from(number)]
    }
}

/// Where the search for a hash begins, and what tells it from others there. Two hashes in neighbouring slots with the
/// same check would be taken for each other; one in some ten thousand is.
#[inline]
fn place(hash: u32) -> (usize, u16) {
    (usize::from(hash as u16), (hash >> 16) as u16)
}

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tagger.deflate"));

/// The weights that the program carries, unpacked at first use.
static EMBEDDED: LazyLock<Option<Arc<Weights>>> = LazyLock::new(|| {
    let mut bytes = Vec::new();
    flate2::read::DeflateDecoder::new(PACKED).read_to_end(&mut bytes).ok()?;
    Weights::read(&bytes).map(Arc::new)
});

/// The program's own weights; `None` where it was built without.
pub(super) fn embedded() -> Option<Arc<Weights>> {
    EMBEDDED.clone()
}

/// The program's own weights as they are packed, for the lexicon's hash.
pub(super) fn packed() -> &'static [u8] {
    PACKED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_as_they_were_written() {
        let mut between = [[0; BORDERS]; BORDERS];
        between[3][4] = -700;
        let mut within = [[[0; TYPES]; 2]; 2];
        within[1][0][9] = 12;
        let mut row = [0; LABELS];
        (row[0], row[31]) = (-128, 7);
        let bytes = Weights::write(&between, &within, &[(5, row), (21, [1; LABELS])]);
        let weights = Weights::read(&bytes).unwrap();
        assert_eq!((weights.between, weights.within), (between, within));
        let row_of = |hash| weights.find(hash).map(|number| weights.row(number).0);
        assert_eq!(row_of(5), Some(row));
        assert_eq!(row_of(21), Some([1; LABELS]));
        assert_eq!(row_of(6), None);
        assert!(Weights::read(&bytes[..bytes.len() - 1]).is_none());
        assert!(Weights::read(b"").is_none());
    }
}
