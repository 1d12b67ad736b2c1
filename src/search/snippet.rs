//! Which paragraphs of a hit match, and how they are shown: on sentence borders, each match highlighted whole.

use crate::model::{Document, Span};

use super::answer::Passage;
use super::fold::fold;

/// Longest snippet, in characters, that further sentences are added to.
const LONGEST: usize = 160;

/// Texts to highlight, folded to characters, longest first.
pub(super) struct Highlighter {
    texts: Vec<Vec<char>>,
}

/// The passages of one document.
pub(super) struct Passages {
    /// In order of the text.
    pub list: Vec<Passage>,
    /// Which is best: most different texts, then story before margin, then most matches, then first.
    pub best: Option<usize>,
}

impl Highlighter {
    pub fn new(texts: &[String]) -> Self {
        let mut folded: Vec<Vec<char>> = texts.iter().map(|text| text.chars().map(fold).collect()).collect();
        folded.retain(|text: &Vec<char>| !text.is_empty());
        folded.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        folded.dedup();
        Self { texts: folded }
    }

    /// The matches in `characters` as ascending ranges that do not touch (what overlaps is one), and how many of the
    /// texts occur.
    fn matches(&self, characters: &[char]) -> (Vec<(usize, usize)>, usize) {
        let mut found = Vec::new();
        let mut different = 0;
        for text in &self.texts {
            let mut at = 0;
            let before = found.len();
            while at + text.len() <= characters.len() {
                if characters[at] == text[0] && characters[at..at + text.len()] == text[..] {
                    found.push((at, at + text.len()));
                    at += text.len();
                } else {
                    at += 1;
                }
            }
            different += usize::from(found.len() > before);
        }
        found.sort_unstable();
        let mut joined: Vec<(usize, usize)> = Vec::with_capacity(found.len());
        for (start, end) in found {
            match joined.last_mut() {
                Some(last) if start < last.1 => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        (joined, different)
    }

    /// Every matching paragraph of a document.
    pub fn passages(&self, document: &Document) -> Passages {
        let mut list = Vec::new();
        let mut best: Option<(usize, (usize, bool, usize))> = None;
        let mut characters = Vec::new();
        for paragraph in &document.paragraphs {
            let text = paragraph.span.of(&document.text);
            characters.clear();
            characters.extend(text.chars().map(fold));
            let (matches, different) = self.matches(&characters);
            let Some(first) = matches.first() else { continue };
            let place = paragraph.span.start + byte_of(text, first.0) as u32;
            let (snippet, highlights) = shown(document, paragraph.span, &matches);
            let worth = (different, paragraph.zone.is_extracted(), matches.len());
            if best.is_none_or(|(_, other)| worth > other) {
                best = Some((list.len(), worth));
            }
            list.push(Passage {
                line: document.line(place),
                zone: paragraph.zone,
                span: paragraph.span,
                snippet,
                highlights,
            });
        }
        Passages { list, best: best.map(|(at, _)| at) }
    }

    /// A headline with what matches in it.
    pub fn headline(&self, title: &str) -> (String, Vec<[u32; 2]>) {
        let characters: Vec<char> = title.chars().map(fold).collect();
        let (matches, _) = self.matches(&characters);
        (title.to_owned(), matches.iter().map(|(start, end)| [*start as u32, *end as u32]).collect())
    }
}

/// Byte at which character `number` of `text` begins.
fn byte_of(text: &str, number: usize) -> usize {
    text.char_indices().nth(number).map_or(text.len(), |(at, _)| at)
}

/// The sentence with the most matches, and its neighbours as long as there is room. Matches are given in characters of
/// the paragraph.
fn shown(document: &Document, paragraph: Span, matches: &[(usize, usize)]) -> (String, Vec<[u32; 2]>) {
    let text = paragraph.of(&document.text);
    let sentences = sentence_borders(document, paragraph);
    let inside = |(start, end): &(usize, usize)| matches.iter().filter(|(at, _)| start <= at && at < end).count();
    let mut chosen = 0;
    let mut most = 0;
    for (number, sentence) in sentences.iter().enumerate() {
        let count = inside(sentence);
        if count > most {
            (chosen, most) = (number, count);
        }
    }
    let (mut first, mut last) = (chosen, chosen);
    let length = |first: usize, last: usize| sentences[last].1 - sentences[first].0;
    // A match that reaches over the end of its sentence takes the next along.
    while last + 1 < sentences.len()
        && matches.iter().any(|(start, end)| *start < sentences[last].1 && *end > sentences[last].1)
    {
        last += 1;
    }
    loop {
        if last + 1 < sentences.len() && length(first, last + 1) <= LONGEST {
            last += 1;
        } else if first > 0 && length(first - 1, last) <= LONGEST {
            first -= 1;
        } else {
            break;
        }
    }
    let (start, end) = (sentences[first].0, sentences[last].1);
    let snippet: String = text.chars().skip(start).take(end - start).collect();
    let mut highlights = Vec::new();
    for (from, to) in matches {
        let (from, to) = ((*from).max(start), (*to).min(end));
        if from < to {
            highlights.push([(from - start) as u32, (to - start) as u32]);
        }
    }
    (snippet, highlights)
}

/// The sentences of a paragraph in characters of it; they tile it.
fn sentence_borders(document: &Document, paragraph: Span) -> Vec<(usize, usize)> {
    let text = paragraph.of(&document.text);
    let first = document.sentences.partition_point(|sentence| sentence.start < paragraph.start);
    let mut borders = vec![0];
    let (mut byte, mut counted) = (0, 0);
    for sentence in document.sentences.iter().skip(first).take_while(|sentence| sentence.start < paragraph.end) {
        let to = (sentence.end.min(paragraph.end) - paragraph.start) as usize;
        counted += text.get(byte..to).map_or(0, |between| between.chars().count());
        byte = to.max(byte);
        borders.push(counted);
    }
    let all = counted + text.get(byte..).map_or(0, |rest| rest.chars().count());
    if borders.last() != Some(&all) {
        borders.push(all);
    }
    borders.windows(2).map(|pair| (pair[0], pair[1])).filter(|(start, end)| start < end).collect()
}
