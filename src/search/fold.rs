//! Folding for search: one character to one character, without context, so that offsets and recall hold.
//!
//! Traditional to simplified by the table of [OpenCC](https://github.com/BYVoid/OpenCC) (`TSCharacters`, Apache-2.0),
//! full-width forms to half-width, upper case to lower. Stored texts are never folded.

use std::sync::OnceLock;

/// Traditional and simplified character, a pair a line.
const TABLE: &str = include_str!("../data/fold/traditional.tsv");

/// First character of the block that is looked up by index: CJK extension A and the unified ideographs.
const FIRST: u32 = 0x3400;
/// Last character of that block.
const LAST: u32 = 0x9fff;

struct Table {
    /// What each character of the block folds to; 0 where to itself.
    block: Vec<u32>,
    /// Pairs outside the block, sorted.
    rest: Vec<(char, char)>,
}

fn table() -> &'static Table {
    static PARSED: OnceLock<Table> = OnceLock::new();
    PARSED.get_or_init(|| {
        let mut block = vec![0; (LAST - FIRST + 1) as usize];
        let mut rest = Vec::new();
        for line in TABLE.lines() {
            let mut characters = line.chars();
            let (Some(from), Some('\t'), Some(to)) = (characters.next(), characters.next(), characters.next()) else {
                continue;
            };
            let code = u32::from(from);
            if (FIRST..=LAST).contains(&code) {
                block[(code - FIRST) as usize] = u32::from(to);
            } else {
                rest.push((from, to));
            }
        }
        rest.sort_unstable();
        Table { block, rest }
    })
}

/// What `character` is to a search.
#[must_use]
pub fn fold(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    let code = u32::from(character);
    if (FIRST..=LAST).contains(&code) {
        let to = table().block[(code - FIRST) as usize];
        return if to == 0 { character } else { char::from_u32(to).unwrap_or(character) };
    }
    match character {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(code - 0xfee0).unwrap_or(character).to_ascii_lowercase(),
        '\u{20000}'.. => {
            let rest = &table().rest;
            rest.binary_search_by_key(&character, |pair| pair.0).map_or(character, |at| rest[at].1)
        }
        _ => {
            // A letter whose lower case is several characters stays as it is: one character to one.
            let mut lower = character.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(single), None) => single,
                _ => character,
            }
        }
    }
}

/// Appends `text`, folded, to `out`.
pub fn fold_into(text: &str, out: &mut String) {
    out.reserve(text.len());
    out.extend(text.chars().map(fold));
}

/// `text` folded.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::new();
    fold_into(text, &mut out);
    out
}

/// Whether a folded character is indexed: letters, digits, Han. All else is punctuation, checked on the stored text.
#[must_use]
pub fn is_indexed(character: char) -> bool {
    character.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_widths_and_cases_fold_together() {
        assert_eq!(folded("長江後浪，５Ｇ終端（ABC）"), "长江后浪,5g终端(abc)");
        assert_eq!(folded("“一區兩群”《规划》·："), "“一区两群”《规划》·:");
    }

    #[test]
    fn folding_keeps_the_number_of_characters_and_is_idempotent() {
        for code in 0..0x30000 {
            let Some(character) = char::from_u32(code) else { continue };
            assert_eq!(fold(fold(character)), fold(character), "{character}");
        }
        assert_eq!(folded("İstanbul ǅ ß").chars().count(), "İstanbul ǅ ß".chars().count());
    }
}
