//! The features of a character, as hashes.

use super::sheet::{Mark, Sheet, Word, mix};

/// Stands for what lies beyond the text.
pub(super) const NONE: u64 = 1;

/// Beyond the text.
const NO_WORD: Word = Word {
    start: 0,
    end: 0,
    word: NONE,
    tag: NONE,
    classes: 1 << 20,
    coarse: 101,
    fine: 1001,
    ending: 0,
    ending_length: 0,
    next_ending: (0, 99),
    elsewhere: 61,
    count: 0,
};

const NO_MARK: Mark = Mark {
    label: 99,
    rule: 0,
    score: 0,
    before: 0,
    after: 0,
    begins: 0,
    ends: 0,
    holds: 0,
    quotation: 0,
    surname: 9,
    class: 16,
};

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

    let [c2, c1, c, d1, d2] = [-2, -1, 0, 1, 2].map(character);
    for values in [
        &[c][..],
        &[c1],
        &[d1],
        &[c2],
        &[d2],
        &[c1, c],
        &[c, d1],
        &[c2, c1],
        &[d1, d2],
        &[c1, d1],
        &[c1, c, d1],
        &[c, d1, d2],
        &[c2, c1, c],
    ] {
        add(values);
    }
    let [m1, m, n1] = [-1, 0, 1].map(mark);
    let classes = [mark(-2).class, m1.class, m.class, n1.class, mark(2).class];
    add(&classes);
    add(&classes[1..4]);

    let [w2, w1, w, v1, v2] = [-2, -1, 0, 1, 2].map(word);
    let length = w.end - w.start;
    // Where in its word the character stands: first, within, last, alone.
    let place = if length == 1 {
        3
    } else if at == w.start as usize {
        0
    } else if at + 1 == w.end as usize {
        2
    } else {
        1
    };
    for values in [
        &[w.word, place][..],
        &[w1.word, place],
        &[v1.word, place],
        &[w2.word, place],
        &[v2.word, place],
        &[w1.word, w.word, place],
        &[w.word, v1.word, place],
        &[w.tag, place],
        &[w1.tag, place],
        &[v1.tag, place],
        &[w1.tag, w.tag, place],
        &[w.tag, v1.tag, place],
        &[w1.tag, w.tag, v1.tag, place],
        &[w.fine, place],
        &[w1.fine, place],
        &[v1.fine, place],
        &[w1.fine, w.fine, place],
        &[w.fine, v1.fine, place],
        &[w2.fine, place],
        &[v2.fine, place],
        &[w.coarse, place],
        &[w1.coarse, w.coarse, v1.coarse, place],
        &[w2.coarse, w1.coarse, place],
        &[v1.coarse, v2.coarse, place],
        &[w1.coarse, w.coarse, place],
        &[w.coarse, v1.coarse, place],
        &[w.classes, place],
        &[w1.classes, w.classes, place],
        &[w.classes, v1.classes, place],
    ] {
        add(values);
    }

    let from_end = w.end - at as u32;
    let within_ending = if w.ending == 0 {
        0
    } else if w.ending_length == from_end {
        w.ending * 4 + 1
    } else {
        w.ending * 4 + if w.ending_length > from_end { 2 } else { 0 }
    };
    let (ending, distance) = w.next_ending;
    for values in [
        &[within_ending, place][..],
        &[within_ending, v1.ending, place],
        &[ending, distance, place],
        &[ending, distance.min(3), w1.word, place],
        &[ending, w.tag, w1.tag, place],
        &[m.surname, u64::from(length), w.tag, place],
        &[w.elsewhere, place],
        &[w1.elsewhere, w.elsewhere, place],
        &[w.elsewhere, v1.elsewhere, place],
        &[w.elsewhere, m.label, place],
        &[w.count, v1.count, w.tag, place],
        &[w1.count, w.count, place],
    ] {
        add(values);
    }

    let l = m.label;
    for values in [
        &[m.quotation][..],
        &[m.quotation, l],
        &[l, m.rule],
        &[l, m.rule, m.score],
        &[m1.label, l, n1.label],
        &[l, w.word, place],
        &[l, m.before],
        &[l, m.after],
        &[l, w.fine, place],
        &[l, w.tag, place],
        &[m1.label, w1.tag, l],
        &[n1.label, v1.tag, l],
        &[m.begins, m.ends],
        &[m.holds, m.begins],
        &[m.holds, n1.ends],
        &[l, w1.classes, w.classes, v1.classes],
    ] {
        add(values);
    }
}
