//! Relation rules as data: TOML files, one predicate each, every rule with the examples that are its unit tests.
//!
//! A rule's `shape` is read from left to right: `S` and `O` are the subject and the object (mentions, references or
//! lists of them), `M` a list whose members are linked among themselves, `cue` one of the rule's cue words, and any other
//! word stands for itself (`由`; several with `/`: `与/和/同`; a trailing `?` makes it optional). `…` stands for some words up
//! to the shape's next word.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};
use serde::Deserialize;
use toml::Spanned;

use crate::error::{Error, Result};
use crate::model::{EntityType, Grade, Predicate};

/// One part of a rule's shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// The subject.
    Subject,
    /// The object.
    Object,
    /// A list whose members stand in the relation to one another.
    Members,
    /// The cue.
    Cue,
    /// Any words, up to the next word of the shape.
    Gap,
    /// One of these words.
    Words {
        /// Alternatives, the longest first.
        words: Vec<String>,
        /// Whether it may be absent.
        optional: bool,
    },
}

/// A marked sentence and the relations that it must give.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    /// Line of the file, from 1.
    pub(crate) line: usize,
    /// Marked sentence.
    pub(crate) text: String,
    /// `subject → object` pairs of the rule's predicate; none for a counter-example.
    pub(crate) gives: Vec<(String, String)>,
}

/// A rule that reads one predicate from one shape of words.
#[derive(Debug, Clone)]
pub(crate) struct RelationRule {
    /// Name, unique in its file: `predicate/name` outside.
    pub(crate) name: String,
    /// What it reads.
    pub(crate) predicate: Predicate,
    /// Cue words.
    pub(crate) cues: Vec<String>,
    /// Shape.
    pub(crate) shape: Vec<Part>,
    /// Index of the cue in `shape`.
    pub(crate) cue_at: usize,
    /// Types that may be subject.
    pub(crate) subject: Vec<EntityType>,
    /// Types that may be object.
    pub(crate) object: Vec<EntityType>,
    /// Grade where both arguments stand in the clause.
    pub(crate) grade: Grade,
    /// Most characters between a left argument and the cue.
    pub(crate) left_gap: usize,
    /// Most characters between the cue and a right argument.
    pub(crate) right_gap: usize,
    /// Whether the subject may be carried over from an earlier clause of the sentence.
    pub(crate) topic: bool,
    /// Words that must not stand in a gap.
    pub(crate) forbid: Vec<String>,
    /// Words that must not directly follow the cue.
    pub(crate) not_before: Vec<String>,
    /// Words that must not directly precede the cue.
    pub(crate) not_after: Vec<String>,
    /// Words of which one must stand in the clause.
    pub(crate) require: Vec<String>,
    /// Whether the object must be the head of its noun phrase.
    pub(crate) head: bool,
    /// Whether the object must end its noun phrase: a mark or a conjunction follows.
    pub(crate) closed: bool,
    /// Strings of which the subject's name must contain one; any name where empty.
    pub(crate) subject_contains: Vec<String>,
    /// Sentences that it must read.
    pub(crate) examples: Vec<Example>,
    /// File, as errors name it.
    pub(crate) file: String,
}

/// Words that change what a clause claims.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModalityWords {
    /// The thing is intended.
    pub(crate) planned: Vec<String>,
    /// The thing is under way.
    pub(crate) ongoing: Vec<String>,
    /// The thing is denied: no edge.
    pub(crate) negated: Vec<String>,
    /// The thing is only wished for: no edge.
    pub(crate) hoped: Vec<String>,
}

/// Words that make a post of what stands between an organisation's name and a person's.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PostWords {
    /// Endings of posts.
    #[serde(default)]
    pub(crate) titles: Vec<String>,
    /// Titles that are no post where the owner is a division.
    #[serde(default)]
    pub(crate) residents: Vec<String>,
    /// Verbs between a person and the organisation of the post.
    #[serde(default)]
    pub(crate) takes: Vec<String>,
    /// Words before a reporter's name.
    #[serde(default)]
    pub(crate) bylines: Vec<String>,
}

/// Words that refer to something named before.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReferenceWords {
    /// Behind a number: so many divisions.
    #[serde(default)]
    pub(crate) counted: Vec<String>,
    /// Behind a number: so many divisions or organisations.
    #[serde(default)]
    pub(crate) counted_any: Vec<String>,
    /// Beginnings that are none.
    #[serde(default)]
    pub(crate) not_counted: Vec<String>,
    /// 该, 此次 and the like.
    #[serde(default)]
    pub(crate) demonstratives: Vec<String>,
    /// Verbs of attending, before a meeting's bare noun.
    #[serde(default)]
    pub(crate) attends: Vec<String>,
    /// Nouns of meetings.
    #[serde(default)]
    pub(crate) meetings: Vec<String>,
    /// The same with 上.
    #[serde(default)]
    pub(crate) at_meetings: Vec<String>,
    /// Nouns of each type.
    #[serde(default)]
    pub(crate) single: Vec<SingleWords>,
}

/// Nouns that refer to a thing of one type.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SingleWords {
    /// Code of the type.
    pub(crate) kind: String,
    /// Behind a demonstrative.
    pub(crate) nouns: Vec<String>,
    /// At the head of a clause, without a demonstrative.
    #[serde(default)]
    pub(crate) bare: Vec<String>,
    /// Whether the name must end in the noun.
    #[serde(default)]
    pub(crate) same_end: bool,
    /// Demonstratives that count; all where empty.
    #[serde(default)]
    pub(crate) only: Vec<String>,
}

/// All rules, and one automaton over all their cues.
pub(crate) struct Patterns {
    pub(crate) rules: Vec<RelationRule>,
    pub(crate) modality: ModalityWords,
    pub(crate) posts: PostWords,
    pub(crate) references: ReferenceWords,
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    /// Rules of each cue.
    by_cue: Vec<Vec<u32>>,
}

impl std::fmt::Debug for Patterns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Patterns").field("rules", &self.rules.len()).finish_non_exhaustive()
    }
}

/// Rules that are cheap to clone; by default the program's own.
#[derive(Debug, Clone)]
pub(crate) struct SharedPatterns(Arc<Patterns>);

impl SharedPatterns {
    /// Shares `patterns`.
    pub(crate) fn new(patterns: Patterns) -> Self {
        Self(Arc::new(patterns))
    }
}

impl std::ops::Deref for SharedPatterns {
    type Target = Patterns;

    fn deref(&self) -> &Patterns {
        &self.0
    }
}

impl Default for SharedPatterns {
    fn default() -> Self {
        static BUILT_IN_PATTERNS: OnceLock<SharedPatterns> = OnceLock::new();
        BUILT_IN_PATTERNS
            .get_or_init(|| Self::new(Patterns::built_in().expect("the program's own rules, which a test reads")))
            .clone()
    }
}

impl Patterns {
    /// The rules that are part of the program.
    pub(crate) fn built_in() -> Result<Self> {
        let files = super::load::embedded()?;
        Self::from_files(files.iter().filter_map(|file| file.pattern()))
    }

    /// Reads rule files, in order; the user's come after the program's. A file named `modality.toml` adds its words.
    pub(crate) fn from_files<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Result<Self> {
        let mut rules = Vec::new();
        let mut modality = ModalityWords::default();
        let mut posts = PostWords::default();
        let mut references = ReferenceWords::default();
        for (file, content) in files {
            if file.ends_with("modality.toml") {
                let more: ModalityWords = toml::from_str(content).map_err(|e| syntax(file, content, &e))?;
                modality.planned.extend(more.planned);
                modality.ongoing.extend(more.ongoing);
                modality.negated.extend(more.negated);
                modality.hoped.extend(more.hoped);
            } else if file.ends_with("post.toml") && !file.ends_with("holds_post.toml") {
                let more: PostWords = toml::from_str(content).map_err(|e| syntax(file, content, &e))?;
                posts.titles.extend(more.titles);
                posts.residents.extend(more.residents);
                posts.takes.extend(more.takes);
                posts.bylines.extend(more.bylines);
            } else if file.ends_with("reference.toml") {
                let more: ReferenceWords = toml::from_str(content).map_err(|e| syntax(file, content, &e))?;
                references.counted.extend(more.counted);
                references.counted_any.extend(more.counted_any);
                references.not_counted.extend(more.not_counted);
                references.demonstratives.extend(more.demonstratives);
                references.single.extend(more.single);
                references.attends.extend(more.attends);
                references.meetings.extend(more.meetings);
                references.at_meetings.extend(more.at_meetings);
            } else {
                read_file(file, content, &mut rules)?;
            }
        }
        Self::compile(rules, (modality, posts, references))
    }

    fn compile(rules: Vec<RelationRule>, words: (ModalityWords, PostWords, ReferenceWords)) -> Result<Self> {
        let mut cues: indexmap::IndexMap<&str, Vec<u32>> = indexmap::IndexMap::new();
        for (index, rule) in rules.iter().enumerate() {
            for cue in &rule.cues {
                let users = cues.entry(cue).or_default();
                if !users.contains(&(index as u32)) {
                    users.push(index as u32);
                }
            }
        }
        if cues.is_empty() {
            // The automaton wants one word at least; this one occurs in no text.
            cues.insert("\u{10FFFF}", Vec::new());
        }
        let cue_words = cues.keys().enumerate().map(|(index, cue)| (*cue, index as u32));
        let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .build_with_values(cue_words)
            .map_err(|e| Error::Invalid(format!("cue words: {e}")))?;
        let by_cue = cues.values().cloned().collect();
        Ok(Self { rules, modality: words.0, posts: words.1, references: words.2, automaton, by_cue })
    }

    /// The same words with one rule alone, for its examples.
    pub(crate) fn only(&self, rule: &RelationRule) -> Result<Self> {
        Self::compile(vec![rule.clone()], (self.modality.clone(), self.posts.clone(), self.references.clone()))
    }

    /// Every cue of `text` with its byte range and the rules that use it, by place of its end.
    pub(crate) fn cues<'p>(&'p self, text: &'p str) -> impl Iterator<Item = (Range<usize>, &'p [u32])> + 'p {
        self.automaton
            .find_overlapping_iter(text)
            .map(|found| (found.start()..found.end(), self.by_cue[found.value() as usize].as_slice()))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    predicate: Spanned<String>,
    #[serde(default)]
    rule: Vec<Spanned<RuleForm>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleForm {
    name: String,
    cues: Vec<String>,
    shape: Spanned<String>,
    #[serde(default)]
    subject: Vec<Spanned<String>>,
    #[serde(default)]
    object: Vec<Spanned<String>>,
    #[serde(default)]
    grade: Option<Spanned<String>>,
    #[serde(default)]
    left_gap: Option<usize>,
    #[serde(default)]
    right_gap: Option<usize>,
    #[serde(default)]
    topic: Option<bool>,
    #[serde(default)]
    head: Option<bool>,
    #[serde(default)]
    closed: bool,
    #[serde(default)]
    subject_contains: Vec<String>,
    #[serde(default)]
    forbid: Vec<String>,
    #[serde(default)]
    not_before: Vec<String>,
    #[serde(default)]
    not_after: Vec<String>,
    #[serde(default)]
    require: Vec<String>,
    examples: Vec<Spanned<ExampleForm>>,
    counter: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleForm {
    text: String,
    gives: Vec<String>,
}

fn line_of(content: &str, at: usize) -> usize {
    content.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

fn syntax(file: &str, content: &str, error: &toml::de::Error) -> Error {
    let line = error.span().map_or(0, |span| line_of(content, span.start));
    Error::Lexicon { path: file.to_owned(), line, reason: error.message().to_owned() }
}

fn read_file(file: &str, content: &str, out: &mut Vec<RelationRule>) -> Result<()> {
    let form: FileForm = toml::from_str(content).map_err(|e| syntax(file, content, &e))?;
    let wrong = |span: Range<usize>, reason: String| Error::Lexicon {
        path: file.to_owned(),
        line: line_of(content, span.start),
        reason,
    };
    let predicate = Predicate::parse(form.predicate.get_ref())
        .ok_or_else(|| wrong(form.predicate.span(), format!("no predicate {:?}", form.predicate.get_ref())))?;
    for rule in form.rule {
        let form = rule.into_inner();
        let shape = read_shape(form.shape.get_ref()).map_err(|reason| wrong(form.shape.span(), reason))?;
        let cue_at = shape.iter().position(|part| *part == Part::Cue).unwrap_or_default();
        let (subjects, objects) = range_of(predicate);
        let mut examples = Vec::new();
        for example in &form.examples {
            let mut gives = Vec::new();
            for pair in &example.get_ref().gives {
                let (subject, object) = pair
                    .split_once('→')
                    .ok_or_else(|| wrong(example.span(), format!("{pair:?} is not `subject → object`")))?;
                gives.push((subject.trim().to_owned(), object.trim().to_owned()));
            }
            let line = line_of(content, example.span().start);
            examples.push(Example { line, text: example.get_ref().text.clone(), gives });
        }
        for counter in &form.counter {
            let line = line_of(content, counter.span().start);
            examples.push(Example { line, text: counter.get_ref().clone(), gives: Vec::new() });
        }
        if form.cues.iter().any(String::is_empty) || form.cues.is_empty() {
            return Err(wrong(form.shape.span(), format!("rule {} has no cue, or an empty one", form.name)));
        }
        out.push(RelationRule {
            name: format!("{}/{}", predicate.code(), form.name),
            predicate,
            cues: form.cues,
            cue_at,
            shape,
            subject: types(&form.subject, subjects, &wrong)?,
            object: types(&form.object, objects, &wrong)?,
            grade: match &form.grade {
                None => Grade::B,
                Some(grade) => match grade.get_ref().as_str() {
                    "A" => Grade::A,
                    "B" => Grade::B,
                    "C" => Grade::C,
                    "D" => Grade::D,
                    other => return Err(wrong(grade.span(), format!("no grade {other:?}"))),
                },
            },
            left_gap: form.left_gap.unwrap_or(20),
            right_gap: form.right_gap.unwrap_or(14),
            topic: form.topic.unwrap_or(true),
            head: form.head.unwrap_or(true),
            closed: form.closed,
            subject_contains: form.subject_contains,
            forbid: form.forbid,
            not_before: form.not_before,
            not_after: form.not_after,
            require: form.require,
            examples,
            file: file.to_owned(),
        });
    }
    Ok(())
}

fn types(
    codes: &[Spanned<String>],
    range: &[EntityType],
    wrong: &impl Fn(Range<usize>, String) -> Error,
) -> Result<Vec<EntityType>> {
    let mut out = Vec::new();
    for code in codes {
        if code.get_ref() == "org" {
            out.extend([EntityType::Agency, EntityType::Company, EntityType::Institution]);
            continue;
        }
        let kind = EntityType::parse(code.get_ref())
            .ok_or_else(|| wrong(code.span(), format!("no entity type {:?}", code.get_ref())))?;
        if !range.contains(&kind) {
            return Err(wrong(code.span(), format!("{} is outside the predicate's range", code.get_ref())));
        }
        out.push(kind);
    }
    Ok(if out.is_empty() { range.to_vec() } else { out })
}

fn read_shape(text: &str) -> std::result::Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    for word in text.split_whitespace() {
        parts.push(match word {
            "S" => Part::Subject,
            "O" => Part::Object,
            "M" => Part::Members,
            "cue" => Part::Cue,
            "…" => Part::Gap,
            _ => {
                let optional = word.ends_with('?');
                let mut words: Vec<String> = word.trim_end_matches('?').split('/').map(str::to_owned).collect();
                words.sort_by_key(|word| std::cmp::Reverse(word.len()));
                Part::Words { words, optional }
            }
        });
    }
    let count = |part: Part| parts.iter().filter(|other| **other == part).count();
    if count(Part::Cue) != 1 {
        return Err(format!("shape {text:?} has not exactly one cue"));
    }
    let (subjects, objects, members) = (count(Part::Subject), count(Part::Object), count(Part::Members));
    match (subjects, objects, members) {
        (1, 1, 0) | (0, 0, 1) | (0, 1, 0) => Ok(parts),
        _ => Err(format!("shape {text:?} needs S and O, or O alone (the subject is the topic), or M alone")),
    }
}

/// The types that the ontology allows at either end.
pub(crate) fn range_of(predicate: Predicate) -> (&'static [EntityType], &'static [EntityType]) {
    use EntityType as T;
    const ORG_DISTRICT: &[EntityType] = &[T::Agency, T::Company, T::Institution, T::District];
    const ORG: &[EntityType] = &[T::Agency, T::Company, T::Institution];
    const ACTOR: &[EntityType] = &[T::Agency, T::Company, T::Institution, T::District, T::Bloc];
    match predicate {
        Predicate::HasMember => (&[T::Bloc], &[T::District, T::Bloc]),
        Predicate::PartOf => {
            const ANY: &[EntityType] = &[T::District, T::Bloc, T::Agency, T::Company, T::Institution, T::Project];
            (ANY, ANY)
        }
        Predicate::LocatedIn => (
            &[T::Project, T::Place, T::Institution, T::Company, T::Event],
            &[T::District, T::Bloc, T::Place, T::Project],
        ),
        Predicate::AgencyOf => (&[T::Agency], &[T::District, T::Bloc]),
        Predicate::Connects => (&[T::Project], &[T::District, T::Place, T::Bloc]),
        Predicate::Builds => (ACTOR, &[T::Project, T::Place, T::Institution]),
        Predicate::InvestsIn => (ORG_DISTRICT, &[T::Project, T::Company, T::Institution, T::District]),
        Predicate::Operates => (ORG, &[T::Project, T::Institution, T::Place]),
        Predicate::Supplies => (ORG, &[T::Agency, T::Company, T::Institution, T::Project]),
        Predicate::CooperatesWith => (ACTOR, ACTOR),
        Predicate::Establishes => (ORG_DISTRICT, &[T::Agency, T::Company, T::Institution, T::Bloc]),
        Predicate::Issues => (ORG_DISTRICT, &[T::Policy]),
        Predicate::AppliesTo => {
            (&[T::Policy], &[T::Bloc, T::District, T::Project, T::Agency, T::Company, T::Institution])
        }
        Predicate::ListedIn => {
            (&[T::Project, T::District, T::Agency, T::Company, T::Institution], &[T::Policy, T::Event])
        }
        Predicate::Promotes => (&[T::Project, T::Policy, T::Event], &[T::Bloc, T::District, T::Project]),
        Predicate::HoldsPost => (&[T::Person], ORG_DISTRICT),
        Predicate::ParticipatesIn => {
            (&[T::Person, T::Agency, T::Company, T::Institution, T::District], &[T::Event, T::Project])
        }
        Predicate::Hosts => (ORG_DISTRICT, &[T::Event]),
        Predicate::Regulates => (&[T::Agency], &[T::Agency, T::Company, T::Institution, T::Project]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_own_files_are_sound() {
        let patterns = Patterns::built_in().unwrap();
        assert!(patterns.rules.iter().all(|rule| rule.examples.iter().any(|example| !example.gives.is_empty())));
    }

    #[test]
    fn a_wrong_rule_is_named_with_its_line() {
        let file = "predicate = \"builds\"\n\n[[rule]]\nname = \"x\"\ncues = [\"建\"]\nshape = \"S O\"\nexamples = []\ncounter = []\n";
        let error = Patterns::from_files([("mine.toml", file)]).unwrap_err().to_string();
        assert!(error.starts_with("mine.toml:6:"), "{error}");
        let file = "predicate = \"builds\"\n[[rule]]\nname = \"x\"\ncues = [\"建\"]\nshape = \"S cue O\"\nsubject = [\"person\"]\nexamples = []\ncounter = []\n";
        let error = Patterns::from_files([("mine.toml", file)]).unwrap_err().to_string();
        assert!(error.contains("mine.toml:6:") && error.contains("range"), "{error}");
    }
}
