//! The features of a character, as hashes.

use super::sheet::{Mark, Sheet, Word, mix};

/// Beyond the text.
const NO_WORD: Word = Word {
    start: 0,
    end: 0,
    hash: 0,
    tag: 1,
    classes: 1 << 15,
    coarse: 101,
    fine: 1001,
    ending: 0,
    ending_length: 0,
    elsewhere: 0,
};

const NO_MARK: Mark = Mark { label: 99, begins: 0, ends: 0, holds: 0, quotation: 0, class: 15 };

/// Puts the features of character `at` into `out`, in place of what it holds.
pub(super) fn features(sheet: &Sheet, at: usize, out: &mut Vec<u32>) {
    out.clear();
    let mut template = 0_u64;
    let mut add = |values: &[u64]| {
        template += 1;
        let hash = values.iter().fold(mix(0, template), |hash, value| mix(hash, *value));
        out.push((hash ^ hash >> 32) as u32);
    };
    let near = |offset: isize| at.checked_add_signed(offset);
    let character =
        |offset| near(offset).and_then(|at| sheet.characters.get(at)).map_or(2, |character| u64::from(*character));
    let mark = |offset| near(offset).and_then(|at| sheet.marks.get(at)).unwrap_or(&NO_MARK);
    let index = sheet.word_of[at] as usize;
    let word = |offset| index.checked_add_signed(offset).and_then(|at| sheet.words.get(at)).unwrap_or(&NO_WORD);

    for offset in [-2, -1, 0, 1, 2] {
        add(&[character(offset)]);
    }
    let [m1, m, n1] = [-1, 0, 1].map(mark);
    add(&[mark(-2).class << 16 | m1.class << 12 | m.class << 8 | n1.class << 4 | mark(2).class]);
    add(&[m.quotation]);

    let [w2, w1, w, v1, v2] = [-2, -1, 0, 1, 2].map(word);
    // Where in its word the character stands: first, within, last, alone.
    let place = if w.end - w.start == 1 {
        3
    } else if at == w.start as usize {
        0
    } else if at + 1 == w.end as usize {
        2
    } else {
        1
    };
    for fine in [w2, w1, w, v1, v2].map(|word| word.fine) {
        add(&[fine << 2 | place]);
    }
    for hash in [w1, w, v1].map(|word| word.hash) {
        add(&[hash, place]);
    }
    add(&[w.coarse << 2 | place]);
    add(&[w.tag, place]);
    add(&[w.classes << 2 | place]);
    add(&[w1.classes << 32 | w.classes << 2 | place]);
    add(&[w.classes << 32 | v1.classes << 2 | place]);

    let from_end = w.end - at as u32;
    let within_ending = if w.ending == 0 {
        0
    } else if w.ending_length == from_end {
        w.ending * 4 + 1
    } else {
        w.ending * 4 + if w.ending_length > from_end { 2 } else { 0 }
    };
    add(&[within_ending << 16 | v1.ending << 8 | place]);
    add(&[w.elsewhere << 2 | place]);

    let l = m.label;
    add(&[l << 16 | w.fine << 2 | place]);
    add(&[l << 2 | place, w.hash]);
    add(&[l << 2 | place, w.tag]);
    add(&[m1.label << 16 | l, w1.tag]);
    add(&[n1.label << 16 | l, v1.tag]);
    add(&[m.holds << 16 | m.begins]);
    add(&[m.holds << 16 | n1.ends]);
    add(&[l << 48 | w1.classes << 32 | w.classes << 16 | v1.classes]);
}
