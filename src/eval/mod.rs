//! Measures an extractor's output against gold passages.
//!
//! Counts what the scorer of the gold data counts: mentions (`mention`, `span`, `coarse`), entities (`entity`, `link`),
//! relations (`relation`, `verb`), figures (`indicator`, `full`) and stages, micro-averaged; of the right relations the
//! share whose evidence shows both ends; and how many relations of each grade are right.

mod figures;
mod line;
mod names;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use figures::{relation_key, sets};
use names::{Names, norm};

pub use figures::gold_names;
pub use line::{EntityLine, IndicatorLine, Line, MentionLine, RelationLine, StageLine};

/// Precision, recall and their harmonic mean, to four decimals, with the counts behind them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure {
    /// Right of all predicted.
    pub p: f64,
    /// Right of all gold.
    pub r: f64,
    /// Harmonic mean.
    pub f1: f64,
    /// How many the gold has.
    pub gold: usize,
    /// How many were predicted.
    pub predicted: usize,
}

/// How many relations of a grade are right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct GradeCount {
    /// Right ones.
    pub right: usize,
    /// All of that grade.
    pub of: usize,
}

/// An item that is missed or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The figure that it belongs to.
    pub figure: &'static str,
    /// Whether the gold has it (missed) or the prediction (wrong).
    pub missed: bool,
    /// Identifier of the passage.
    pub passage: String,
    /// The item's fields; of a span its words first.
    pub fields: Vec<String>,
}

/// The result of a measurement. Serialised, it is the JSON of the scorer; displayed, its table.
#[derive(Debug, Clone, Serialize)]
pub struct Score {
    /// Passages of the gold.
    pub documents: usize,
    /// Of them, those that the output lacks.
    pub missing: usize,
    /// By figure, in the order of the table.
    #[serde(flatten)]
    pub figures: IndexMap<&'static str, Figure>,
    /// Share of the right relations whose evidence shows both ends; none where there is no right relation.
    pub evidence: Option<f64>,
    /// By `figure:kind`, sorted.
    pub by: BTreeMap<String, Figure>,
    /// By grade.
    pub grades: BTreeMap<String, GradeCount>,
    /// Right relations whose evidence shows both ends, and all right relations.
    #[serde(skip)]
    pub shown: (usize, usize),
    /// What was missed and what is wrong, by figure and passage.
    #[serde(skip)]
    pub faults: Vec<Fault>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Count {
    fn figure(self) -> Figure {
        let share = |of: usize| if of > 0 { self.right as f64 / of as f64 } else { 0.0 };
        let (predicted, gold) = (self.right + self.wrong, self.right + self.missed);
        let (p, r) = (share(predicted), share(gold));
        let f1 = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        Figure { p: round(p), r: round(r), f1: round(f1), gold, predicted }
    }
}

/// To four decimals, as the shortest decimal that rounds so.
fn round(value: f64) -> f64 {
    format!("{value:.4}").parse().unwrap_or(value)
}

/// Scores `predicted` against `gold`. A passage that `predicted` lacks counts as an empty prediction; of two lines with
/// one identifier the later holds.
#[must_use]
pub fn score(gold: &[Line], predicted: &[Line]) -> Score {
    let empty = Line::default();
    let known: IndexMap<String, &Line> = gold.iter().map(|line| (line.key(), line)).collect();
    let found: BTreeMap<String, &Line> = predicted.iter().map(|line| (line.key(), line)).collect();
    let mut counts: IndexMap<&'static str, Count> = IndexMap::new();
    let mut by: BTreeMap<(&'static str, String), Count> = BTreeMap::new();
    let mut grades: BTreeMap<String, GradeCount> = BTreeMap::new();
    let mut shown = (0, 0);
    let mut faults = Vec::new();
    for (passage, line) in &known {
        let prediction = found.get(passage).copied().unwrap_or(&empty);
        let names = Names::new(line, prediction);
        count_relations(line, prediction, &names, &mut grades, &mut shown);
        for sets in sets(line, prediction, &names) {
            let count = counts.entry(sets.figure).or_default();
            let kind = |item: &Vec<String>| match sets.figure {
                "relation" => item.get(1).cloned(),
                "entity" | "mention" => item.last().cloned(),
                _ => None,
            };
            for item in sets.gold.union(&sets.predicted) {
                let (in_gold, in_predicted) = (sets.gold.contains(item), sets.predicted.contains(item));
                let of_kind = kind(item).map(|kind| by.entry((sets.figure, kind)).or_default());
                for tally in [Some(&mut *count), of_kind].into_iter().flatten() {
                    match (in_gold, in_predicted) {
                        (true, true) => tally.right += 1,
                        (true, false) => tally.missed += 1,
                        _ => tally.wrong += 1,
                    }
                }
                if in_gold != in_predicted && sets.figure != "full" {
                    let fields = readable(sets.figure, item, &line.text);
                    faults.push(Fault { figure: sets.figure, missed: in_gold, passage: passage.clone(), fields });
                }
            }
        }
    }
    Score {
        documents: known.len(),
        missing: known.keys().filter(|passage| !found.contains_key(*passage)).count(),
        figures: counts.into_iter().map(|(figure, count)| (figure, count.figure())).collect(),
        evidence: (shown.1 > 0).then(|| round(shown.0 as f64 / shown.1 as f64)),
        by: by.into_iter().map(|((figure, kind), count)| (format!("{figure}:{kind}"), count.figure())).collect(),
        grades,
        shown,
        faults,
    }
}

/// The fields of an item for people: of a span, its words instead of its place.
fn readable(figure: &str, item: &[String], text: &str) -> Vec<String> {
    if !matches!(figure, "mention" | "span" | "coarse" | "link") {
        return item.to_vec();
    }
    let place = |field: usize| item.get(field).and_then(|field| field.parse::<usize>().ok()).unwrap_or_default();
    let (start, end) = (place(0), place(1));
    let words = text.chars().skip(start).take(end.saturating_sub(start)).collect();
    std::iter::once(words).chain(item.iter().skip(2).filter(|field| !field.is_empty()).cloned()).collect()
}

/// Grades and evidence of one passage's predicted relations.
fn count_relations(
    gold: &Line,
    predicted: &Line,
    names: &Names,
    grades: &mut BTreeMap<String, GradeCount>,
    shown: &mut (usize, usize),
) {
    let known: BTreeSet<Vec<String>> =
        gold.relations.iter().map(|relation| relation_key(relation, |name| names.gold(name))).collect();
    let mut surfaces: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for entity in &gold.entities {
        let all = entity.surfaces.iter().chain([&entity.name]).map(String::as_str).collect();
        surfaces.insert(norm(&entity.name), all);
    }
    let text: Vec<char> = gold.text.chars().collect();
    let mut best: BTreeMap<Vec<String>, String> = BTreeMap::new();
    for relation in &predicted.relations {
        let key = relation_key(relation, |name| names.predicted(name));
        let grade = relation.grade.clone().filter(|grade| !grade.is_empty()).unwrap_or_else(|| "?".to_owned());
        if known.contains(&key) {
            shown.1 += 1;
            shown.0 += usize::from(shows_both(relation, &key, &surfaces, &text));
        }
        let known_grade = best.entry(key).or_insert_with(|| "Z".to_owned());
        if grade < *known_grade {
            *known_grade = grade;
        }
    }
    for (key, grade) in best {
        let count = grades.entry(grade).or_default();
        count.of += 1;
        count.right += usize::from(known.contains(&key));
    }
}

/// Whether the evidence of a relation, 250 characters at most, shows both ends: a surface, or a word that refers.
fn shows_both(relation: &RelationLine, key: &[String], surfaces: &BTreeMap<String, Vec<&str>>, text: &[char]) -> bool {
    let evidence = match &relation.evidence {
        Value::Array(list) => list.first().unwrap_or(&Value::Null),
        other => other,
    };
    if evidence.as_object().is_none_or(serde_json::Map::is_empty) {
        return false;
    }
    let place = |field: &str| evidence.get(field).and_then(Value::as_u64).unwrap_or(0) as usize;
    let (start, end) = (place("start").min(text.len()), place("end").min(text.len()));
    let words: String = text.get(start..end).unwrap_or_default().iter().collect();
    let shows = |end: &String| {
        let by_name = surfaces
            .get(end)
            .map_or_else(|| words.contains(end), |names| names.iter().any(|name| words.contains(name)));
        by_name || refers(&words)
    };
    words.chars().count() <= 250 && shows(&key[0]) && shows(&key[2])
}

/// Whether words hold a referring one (两地, 该区, 上述).
fn refers(words: &str) -> bool {
    words.contains(|c| "两三四五六七八九双各该其我本此".contains(c))
        || ["上述", "他们", "前者", "后者", "记者", "下称"].iter().any(|word| words.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(json: &str) -> Line {
        serde_json::from_str(json).unwrap()
    }

    const GOLD: &str = r#"{"id":"a","text":"安平县建设青云水库，长5公里。",
        "entities":[{"name":"安平县","type":"district","surfaces":["安平县"]},{"name":"青云水库","type":"project","surfaces":["青云水库"]}],
        "relations":[{"subject":"安平县","predicate":"builds","object":"青云水库"}],
        "indicators":[{"about":"青云水库","name":"长","value":5,"unit":"公里","period":""}],
        "stages":[{"project":"青云水库","stage":"在建"}]}"#;

    #[test]
    fn a_perfect_prediction_scores_one_and_none_scores_zero() {
        let gold = [line(GOLD)];
        let predicted = [line(
            r#"{"id":"a","entities":[{"name":"安平县","type":"district"},{"name":"水库","type":"project","aliases":["青云水库"]}],
            "mentions":[{"start":0,"end":3,"type":"district","entity":"安平县"},{"start":5,"end":9,"type":"project","entity":"水库"}],
            "relations":[{"subject":"安平县","predicate":"builds","object":"水库","grade":"B","evidence":{"start":0,"end":9}}],
            "indicators":[{"about":"水库","name":"全长","value":"5.0","unit":"公里","period":{"text":""}}],
            "stages":[{"project":"水库","stage":"在建"}]}"#,
        )];
        let perfect = score(&gold, &predicted);
        for (name, figure) in &perfect.figures {
            assert_eq!((figure.p, figure.r, figure.f1), (1.0, 1.0, 1.0), "{name}");
        }
        assert_eq!(perfect.evidence, Some(1.0));
        assert_eq!(perfect.grades["B"], GradeCount { right: 1, of: 1 });
        let nothing = score(&gold, &[]);
        assert_eq!(nothing.missing, 1);
        assert!(nothing.figures.values().all(|figure| figure.f1 == 0.0));
    }

    #[test]
    fn faults_name_the_words() {
        let gold = [line(GOLD)];
        let predicted = [line(r#"{"id":"a","mentions":[{"start":0,"end":2,"type":"district","entity":"安平县"}]}"#)];
        let faults = score(&gold, &predicted).faults;
        let wrong = faults.iter().find(|fault| fault.figure == "mention" && !fault.missed).unwrap();
        assert_eq!(wrong.fields, ["安平", "district"]);
    }
}
