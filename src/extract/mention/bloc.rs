//! Blocs in short: abbreviations of divisions and countries run together (川渝, 京津冀, 中老).

use crate::model::{EntityType, Span};

use super::Candidate;
use super::word::Words;

/// One-character abbreviations of provinces.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳台黔滇陇秦";

/// One-character abbreviations of countries that stand beside 中.
const COUNTRIES: &str = "美俄英法德日韩朝越老泰缅柬印巴哈吉蒙欧非澳新意西波白塞匈";

/// Widens listed blocs to the common noun with which they are written out (长三角地区, 亚太区域).
pub(super) fn widen(words: &Words<'_>, blocs: &mut [Candidate]) {
    for bloc in blocs.iter_mut().filter(|candidate| candidate.kind == EntityType::Bloc) {
        let Ok(next) = words.tokens.binary_search_by_key(&bloc.span.end, |token| token.span.start) else { continue };
        if words.word(next) == "地区" {
            bloc.span.end = words.tokens[next].span.end;
        }
    }
}

/// Proposes runs of abbreviations.
pub(super) fn find(words: &Words<'_>, out: &mut Vec<Candidate>) {
    let mut index = 0;
    while index < words.tokens.len() {
        let (last, length) = run(words, index);
        if length >= 2 {
            let span = Span::new(words.tokens[index].span.start as usize, words.tokens[last].span.end as usize);
            out.push(Candidate::new(span, EntityType::Bloc, 60, "abbreviations"));
            index = last;
        }
        index += 1;
    }
}

/// The last token of the run of abbreviations that begins with token `first`, and its length in characters.
fn run(words: &Words<'_>, first: usize) -> (usize, usize) {
    let word = words.word(first);
    if word.chars().count() >= 2 && word.starts_with('中') {
        let is_pair = word.chars().count() == 2 && word.chars().nth(1).is_some_and(|other| COUNTRIES.contains(other));
        // 中新网 and the like are longer names.
        let tag = words.tokens[first].part_of_speech;
        return (first, if is_pair && (tag.is("j") || tag.is("n")) { 2 } else { 0 });
    }
    let mut length = 0;
    let mut last = first;
    for at in first..(first + 5).min(words.tokens.len()) {
        let part = words.word(at);
        if !part.chars().all(|character| PROVINCES.contains(character)) {
            break;
        }
        length += part.chars().count();
        last = at;
    }
    if length == 0 && word == "中" {
        let next = words.word(first + 1);
        if next.chars().count() == 1 && next.chars().all(|other| COUNTRIES.contains(other)) {
            return (first + 1, 2);
        }
    }
    (last, if length <= 6 { length } else { 0 })
}
