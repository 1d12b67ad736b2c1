//! The comparable sets of one passage, figure by figure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::line::{IndicatorLine, Line, RelationLine};
use super::names::{Names, norm};
use crate::model::Span;

/// One comparable item: its fields as words. The last field of a mention and an entity is its type.
pub(super) type Item = Vec<String>;

/// Gold and predicted items of one figure.
pub(super) struct Sets {
    pub(super) figure: &'static str,
    pub(super) gold: BTreeSet<Item>,
    pub(super) predicted: BTreeSet<Item>,
}

/// Relations that a name or a juxtaposition often shows.
const SHOWN: [&str; 5] = ["located_in", "part_of", "agency_of", "connects", "holds_post"];

fn coarse(kind: &str) -> Option<&'static str> {
    match kind {
        "district" | "bloc" | "place" => Some("LOC"),
        "agency" | "company" | "institution" => Some("ORG"),
        "person" => Some("PER"),
        _ => None,
    }
}

type Spans = BTreeMap<(usize, usize), String>;

/// All occurrences of the surfaces, longest first, without overlaps, in characters.
fn gold_spans(gold: &Line, text: &[char]) -> Spans {
    let mut surfaces: Vec<(Vec<char>, &str)> = Vec::new();
    for entity in &gold.entities {
        let given = entity.surfaces.iter().filter(|surface| !surface.is_empty());
        surfaces.extend(given.map(|surface| (surface.chars().collect(), entity.kind.as_str())));
    }
    surfaces.sort_by_key(|(surface, _)| std::cmp::Reverse(surface.len()));
    let mut taken = vec![false; text.len()];
    let mut spans = Spans::new();
    for (surface, kind) in surfaces {
        for (at, window) in text.windows(surface.len()).enumerate() {
            let end = at + surface.len();
            if window == surface && !taken[at..end].contains(&true) {
                taken[at..end].fill(true);
                spans.insert((at, end), kind.to_owned());
            }
        }
    }
    spans
}

/// Spans (in bytes) and type codes of a gold passage's names: all occurrences of the surfaces, longest first, none
/// overlapping another.
#[must_use]
pub fn gold_names(gold: &Line) -> Vec<(Span, String)> {
    let text: Vec<char> = gold.text.chars().collect();
    let mut offsets: Vec<usize> = gold.text.char_indices().map(|(at, _)| at).collect();
    offsets.push(gold.text.len());
    let spans = gold_spans(gold, &text).into_iter();
    spans.map(|((start, end), kind)| (Span::new(offsets[start], offsets[end]), kind)).collect()
}

fn item(fields: &[&str]) -> Item {
    fields.iter().map(|field| (*field).to_owned()).collect()
}

/// Subject, predicate, object; a symmetric relation in the order of its names.
pub(super) fn relation_key(relation: &RelationLine, name: impl Fn(&str) -> String) -> Item {
    let (subject, object) = (name(&relation.subject), name(&relation.object));
    let turned = relation.predicate == "cooperates_with" && subject > object;
    let (subject, object) = if turned { (object, subject) } else { (subject, object) };
    vec![subject, relation.predicate.clone(), object]
}

/// A number to six decimals; what is none stays as words.
fn number(value: &Value) -> String {
    let words = match value {
        Value::String(text) => text.clone(),
        Value::Null => "None".to_owned(),
        other => other.to_string(),
    };
    match words.replace(',', "").trim().parse::<f64>() {
        Ok(number) => format!("{:.6}", number + 0.0),
        Err(_) => words,
    }
}

fn unit(row: &IndicatorLine) -> String {
    row.unit.as_deref().unwrap_or_default().replace('％', "%")
}

fn period(row: &IndicatorLine) -> String {
    match &row.period {
        Value::String(words) => norm(words),
        Value::Object(fields) => norm(fields.get("text").and_then(Value::as_str).unwrap_or_default()),
        _ => String::new(),
    }
}

fn indicator_items(rows: &[IndicatorLine], name: impl Fn(&str) -> String) -> BTreeSet<Item> {
    let mut items = BTreeSet::new();
    for row in rows {
        if let Some(about) = &row.about {
            items.insert(vec![name(about), number(&row.value), unit(row)]);
        }
    }
    items
}

/// Indicators that agree in name and period too, paired one to one; the rest stand apart.
fn full(gold: &Line, predicted: &Line, names: &Names) -> Sets {
    let rows: Vec<&IndicatorLine> = predicted.indicators.iter().filter(|row| row.about.is_some()).collect();
    let mut left: Vec<usize> = (0..rows.len()).collect();
    let mut sets = Sets { figure: "full", gold: BTreeSet::new(), predicted: BTreeSet::new() };
    for (index, row) in gold.indicators.iter().enumerate() {
        let pair = item(&["pair", &index.to_string()]);
        sets.gold.insert(pair.clone());
        let about = names.gold(row.about.as_deref().unwrap_or_default());
        let called = norm(row.name.as_deref().unwrap_or_default());
        let agrees = |other: &IndicatorLine| {
            let other_name = norm(other.name.as_deref().unwrap_or_default());
            about == names.predicted(other.about.as_deref().unwrap_or_default())
                && number(&row.value) == number(&other.value)
                && unit(row) == unit(other)
                && (other_name.contains(&called) || called.contains(&other_name))
                && period(row) == period(other)
        };
        if let Some(at) = left.iter().position(|other| agrees(rows[*other])) {
            left.remove(at);
            sets.predicted.insert(pair);
        }
    }
    for alone in left {
        sets.predicted.insert(item(&["alone", &alone.to_string()]));
    }
    sets
}

/// Every figure of one passage, in the order of the table.
pub(super) fn sets(gold: &Line, predicted: &Line, names: &Names) -> Vec<Sets> {
    let text: Vec<char> = gold.text.chars().collect();
    let gold_spans = gold_spans(gold, &text);
    let predicted_spans: Spans =
        predicted.mentions.iter().map(|mention| ((mention.start, mention.end), mention.kind.clone())).collect();
    let spanned = |spans: &Spans, kind: &dyn Fn(&str) -> Option<String>| -> BTreeSet<Item> {
        let mut items = BTreeSet::new();
        for ((start, end), code) in spans {
            if let Some(kind) = kind(code) {
                items.insert(vec![start.to_string(), end.to_string(), kind]);
            }
        }
        items
    };
    let mut out = Vec::new();
    type Kind<'a> = &'a dyn Fn(&str) -> Option<String>;
    let kinds: [(&'static str, Kind); 3] = [
        ("mention", &|code| Some(code.to_owned())),
        ("span", &|_| Some(String::new())),
        ("coarse", &|code| coarse(code).map(str::to_owned)),
    ];
    for (figure, kind) in kinds {
        out.push(Sets { figure, gold: spanned(&gold_spans, kind), predicted: spanned(&predicted_spans, kind) });
    }
    out.push(entities(gold, predicted, names));
    out.push(links(gold, predicted, names, &text, &gold_spans));
    let known: BTreeSet<Item> =
        gold.relations.iter().map(|relation| relation_key(relation, |name| names.gold(name))).collect();
    let found: BTreeSet<Item> =
        predicted.relations.iter().map(|relation| relation_key(relation, |name| names.predicted(name))).collect();
    let verbs =
        |items: &BTreeSet<Item>| items.iter().filter(|item| !SHOWN.contains(&item[1].as_str())).cloned().collect();
    let verb = Sets { figure: "verb", gold: verbs(&known), predicted: verbs(&found) };
    out.push(Sets { figure: "relation", gold: known, predicted: found });
    out.push(verb);
    out.push(Sets {
        figure: "indicator",
        gold: indicator_items(&gold.indicators, |name| names.gold(name)),
        predicted: indicator_items(&predicted.indicators, |name| names.predicted(name)),
    });
    out.push(full(gold, predicted, names));
    out.push(Sets {
        figure: "stage",
        gold: gold.stages.iter().map(|row| vec![names.gold(&row.project), row.stage.clone()]).collect(),
        predicted: predicted.stages.iter().map(|row| vec![names.predicted(&row.project), row.stage.clone()]).collect(),
    });
    out
}

/// Two predicted entities that are one gold entity: the second counts as wrong.
fn entities(gold: &Line, predicted: &Line, names: &Names) -> Sets {
    let mut found: BTreeSet<Item> = BTreeSet::new();
    let mut twice: BTreeSet<Item> = BTreeSet::new();
    for entity in &predicted.entities {
        let key = vec![names.predicted(&entity.name), entity.kind.clone()];
        if found.contains(&key) {
            twice.insert(item(&["twice", &entity.name, &entity.kind]));
        } else {
            found.insert(key);
        }
    }
    found.append(&mut twice);
    let known = gold.entities.iter().map(|entity| vec![norm(&entity.name), entity.kind.clone()]).collect();
    Sets { figure: "entity", gold: known, predicted: found }
}

fn links(gold: &Line, predicted: &Line, names: &Names, text: &[char], spans: &Spans) -> Sets {
    let mut of_surface: BTreeMap<&str, String> = BTreeMap::new();
    for entity in &gold.entities {
        for surface in &entity.surfaces {
            of_surface.insert(surface, norm(&entity.name));
        }
    }
    let mut known = BTreeSet::new();
    for (start, end) in spans.keys() {
        let words: String = text[*start..*end].iter().collect();
        let entity = of_surface.get(words.as_str()).cloned().unwrap_or_default();
        known.insert(vec![start.to_string(), end.to_string(), entity]);
    }
    let mut found = BTreeSet::new();
    for mention in &predicted.mentions {
        let entity = names.predicted(mention.entity.as_deref().unwrap_or_default());
        found.insert(vec![mention.start.to_string(), mention.end.to_string(), entity]);
    }
    Sets { figure: "link", gold: known, predicted: found }
}
