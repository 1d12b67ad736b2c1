//! The stage rules of `data/pattern/stage/stage.toml`, compiled into one automaton.

use std::sync::OnceLock;

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use serde::Deserialize;

use crate::model::StageKind;

static RULES: &str = include_str!("../../data/pattern/stage/stage.toml");

#[derive(Deserialize)]
struct File {
    lead: Vec<String>,
    planned: Vec<String>,
    never: Vec<String>,
    rule: Vec<Rule>,
}

/// One rule: words and the stages that they say.
#[derive(Debug, Deserialize)]
pub(super) struct Rule {
    pub(super) name: String,
    stages: Vec<String>,
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    before: Vec<String>,
    #[serde(default)]
    frame: Vec<String>,
    /// Whether places and institutions can have it too.
    #[serde(default)]
    pub(super) strong: bool,
    /// Whether the words hold in a plan as well (谋划, 前期工作).
    #[serde(default)]
    pub(super) ignores_plan: bool,
    #[cfg(test)]
    #[serde(default)]
    pub(super) examples: Vec<Example>,
}

/// A marked sentence and the stages owed on it.
#[cfg(test)]
#[derive(Debug, Deserialize)]
pub(super) struct Example {
    pub(super) text: String,
    pub(super) expect: Vec<String>,
}

impl Rule {
    pub(super) fn stages(&self) -> impl Iterator<Item = StageKind> {
        self.stages.iter().filter_map(|stage| StageKind::parse(stage))
    }
}

/// Where the project stands to the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Project, then the word.
    After,
    /// The word, then the project.
    Before,
    /// Leading verb, project, then the word.
    Frame,
}

/// A word that says a stage.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cue {
    pub(super) rule: usize,
    pub(super) shape: Shape,
}

pub(super) struct Rules {
    pub(super) lead: Vec<String>,
    pub(super) planned: Vec<String>,
    pub(super) rules: Vec<Rule>,
    /// By word: what it can say.
    pub(super) cues: Vec<Vec<Cue>>,
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
}

impl Rules {
    /// Every cue word of `text`, leftmost longest: start, end and index into `cues`.
    pub(super) fn hits(&self, text: &str) -> Vec<(usize, usize, usize)> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        automaton.leftmost_find_iter(text).map(|hit| (hit.start(), hit.end(), hit.value() as usize)).collect()
    }
}

pub(super) fn rules() -> &'static Rules {
    static COMPILED: OnceLock<Rules> = OnceLock::new();
    COMPILED.get_or_init(|| {
        // The file is part of the program and read by its tests; should it not parse, no stage is found.
        let file: File = toml::from_str(RULES).unwrap_or(File {
            lead: Vec::new(),
            planned: Vec::new(),
            never: Vec::new(),
            rule: Vec::new(),
        });
        let mut words: Vec<(&str, Vec<Cue>)> = Vec::new();
        for (rule, rules) in file.rule.iter().enumerate() {
            let shapes = [(&rules.after, Shape::After), (&rules.before, Shape::Before), (&rules.frame, Shape::Frame)];
            for (list, shape) in shapes {
                for word in list {
                    let cue = Cue { rule, shape };
                    match words.iter_mut().find(|(known, _)| known == word) {
                        Some((_, cues)) => cues.push(cue),
                        None => words.push((word, vec![cue])),
                    }
                }
            }
        }
        // A word without a cue hides the shorter ones within it.
        words.extend(file.never.iter().map(|word| (word.as_str(), Vec::new())));
        let patterns = words.iter().enumerate().map(|(index, (word, _))| (*word, index as u32));
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .build_with_values(patterns)
            .ok();
        let cues = words.into_iter().map(|(_, cues)| cues).collect();
        let (mut lead, mut planned) = (file.lead, file.planned);
        for list in [&mut lead, &mut planned] {
            list.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        }
        Rules { lead, planned, rules: file.rule, cues, automaton }
    })
}
