//! A query is cut by the index's own words: no dictionary has to be loaded, and a word that no document has ranks
//! nothing anyway.

use super::fold::is_indexed;

/// Longest word looked up, in characters.
const LONGEST: usize = 16;
/// Characters of a query that are cut at most.
const MOST: usize = 400;

/// Words of a folded text with their weights: the best path of live words of two characters and more (most characters
/// covered, then fewest words, then the longest first), words inside a chosen one at half weight; what straddles two is
/// dropped; a character that no word covers is a word of its own, as in the index. `is_live` says whether a word is in the index.
pub(super) fn cut(text: &str, is_live: &mut dyn FnMut(&str) -> bool) -> Vec<(String, f64)> {
    let characters: Vec<char> = text.chars().take(MOST).collect();
    let mut words = Vec::new();
    let mut start = 0;
    while start < characters.len() {
        let length = characters[start..].iter().take_while(|character| is_indexed(**character)).count();
        cut_run(&characters[start..start + length], is_live, &mut words);
        start += length.max(1);
    }
    words
}

fn cut_run(run: &[char], is_live: &mut dyn FnMut(&str) -> bool, words: &mut Vec<(String, f64)>) {
    // live[start] lists the ends of live words that begin there.
    let mut live: Vec<Vec<usize>> = vec![Vec::new(); run.len()];
    for (start, ends) in live.iter_mut().enumerate() {
        for end in start + 2..=run.len().min(start + LONGEST) {
            if is_live(&run[start..end].iter().collect::<String>()) {
                ends.push(end);
            }
        }
    }
    // best[start]: characters covered and words used from there on, and where the first of them ends.
    let mut best: Vec<(usize, usize, usize)> = vec![(0, 0, run.len()); run.len() + 1];
    for start in (0..run.len()).rev() {
        let mut choice = (best[start + 1].0, best[start + 1].1, start + 1);
        for end in live[start].iter().rev() {
            let (covered, used, _) = best[*end];
            let candidate = (covered + end - start, used + 1, *end);
            if candidate.0 > choice.0 || (candidate.0 == choice.0 && candidate.1 < choice.1) {
                choice = candidate;
            }
        }
        best[start] = choice;
    }
    let mut start = 0;
    while start < run.len() {
        let end = best[start].2;
        if end - start >= 2 {
            words.push((run[start..end].iter().collect(), 1.0));
            for (inner, ends) in live.iter().enumerate().take(end).skip(start) {
                for inner_end in ends.iter().filter(|at| **at <= end && (inner, **at) != (start, end)) {
                    words.push((run[inner..*inner_end].iter().collect(), 0.5));
                }
            }
        } else {
            words.push((run[start].to_string(), 1.0));
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_path_is_taken_and_words_inside_count_half() {
        let dictionary = ["同城", "同城化", "便捷", "服务", "便捷服务", "化便", "5g"];
        let words = cut("同城化便捷服务呀，5g", &mut |word| dictionary.contains(&word));
        let expected =
            [("同城化", 1.0), ("同城", 0.5), ("便捷服务", 1.0), ("便捷", 0.5), ("服务", 0.5), ("呀", 1.0), ("5g", 1.0)];
        assert_eq!(words, expected.map(|(word, weight)| (word.to_owned(), weight)));
        assert_eq!(cut("", &mut |_| true), []);
    }
}
