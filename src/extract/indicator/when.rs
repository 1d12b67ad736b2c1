//! The time that a figure holds for: one of those named before it, or none.

#[cfg(test)]
use super::choice::fit;
use super::choice::{LEAST_ODDS_OF_TIME, echo, likely, weight};
use super::comparison::Role;
use super::words::words;
use super::{Figure, Reader};
use crate::extract::period::{Form, TimeExpression};
use crate::model::{EntityType, Span};

/// Times before a figure among which its own is looked for.
const BEFORE: usize = 6;
/// Sentences back in which they may stand.
const REACH: usize = 6;

/// What else tells which time a figure holds for.
pub(super) struct Told {
    pub(super) kind: EntityType,
    /// The figure before: the time chosen for it, and whether it stands in the same sentence.
    pub(super) previous: Option<(Option<u32>, bool)>,
}

impl Reader<'_> {
    /// Index of the time that a figure holds for.
    pub(super) fn when(&self, figure: &Figure, told: &Told) -> Option<usize> {
        let candidates = self.times_before(figure);
        let weights = weight::time();
        let mut scores: Vec<f64> = Vec::with_capacity(candidates.len() + 1);
        for chosen in (0..candidates.len()).map(Some).chain([None]) {
            let mut score = 0.0;
            self.describe_time(figure, told, &candidates, chosen, &mut |feature| score += weights.of(feature));
            let index = chosen.map(|at| candidates[at] as u32);
            score += echo(told.previous, index).map_or(0.0, |feature| weights.of(feature));
            scores.push(score);
        }
        likely(&scores, LEAST_ODDS_OF_TIME).map(|at| candidates[at])
    }

    /// Every choice with its features, as fitting sees it.
    #[cfg(test)]
    pub(super) fn time_instance(&self, figure: &Figure, told: &Told) -> fit::Instance {
        let candidates = self.times_before(figure);
        let mut choices = Vec::new();
        for chosen in (0..candidates.len()).map(Some).chain([None]) {
            let mut features = Vec::new();
            self.describe_time(figure, told, &candidates, chosen, &mut |feature| features.push(feature.to_owned()));
            choices.push((chosen.map(|at| candidates[at] as u32), features));
        }
        let name = |index: &Option<u32>| index.map_or("", |at| &self.times.periods[at as usize].text).to_owned();
        fit::Instance {
            names: choices.iter().map(|(index, _)| name(index)).collect(),
            choices,
            value: figure.quantity.value,
            unit: figure.quantity.unit.clone(),
            sentence: self.owners.ordinal(figure.clause),
            ..fit::Instance::default()
        }
    }

    /// Times before a figure, the nearest first.
    fn times_before(&self, figure: &Figure) -> Vec<usize> {
        let upto = self.times.within(Span { start: 0, end: figure.quantity.span.start }).end;
        let ordinal = self.owners.ordinal(figure.clause);
        let mut found = Vec::new();
        for index in (0..upto).rev().take(BEFORE * 2) {
            let place = self.times.expressions[index].span;
            let Some(clause) = self.context.clause_at(place.start) else { break };
            if ordinal - self.owners.ordinal(clause) > REACH || found.len() == BEFORE {
                break;
            }
            if self.dates_figures(index) {
                found.push(index);
            }
        }
        found
    }

    fn describe_time(
        &self,
        figure: &Figure,
        told: &Told,
        candidates: &[usize],
        chosen: Option<usize>,
        visit: &mut dyn FnMut(&str),
    ) {
        let mut buffer = String::with_capacity(48);
        let mut say = |parts: &[&str]| {
            buffer.clear();
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    buffer.push('|');
                }
                buffer.push_str(part);
            }
            visit(&buffer);
        };
        let classes = words().classes(&figure.name);
        let unit = super::owner::unit_kind(figure.quantity.kind);
        let Some(chosen) = chosen else {
            say(&["none"]);
            say(&["none", unit]);
            say(&["none", told.kind.code()]);
            for class in &classes {
                say(&["none", "class", class]);
            }
            say(&["none", "role", figure.role.rule()]);
            let nearest = candidates.first().map_or("no", |index| self.distance(*index, figure));
            say(&["none", "nearest", nearest]);
            if figure.role == Role::Plain && !figure.quantity.qualifier.is_empty() {
                say(&["none", "qualified"]);
            }
            return;
        };
        let index = candidates[chosen];
        let expression = &self.times.expressions[index];
        let text = self.context.text();
        let distance = self.distance(index, figure);
        let form = form(expression);
        say(&[distance]);
        say(&[form]);
        say(&[distance, form]);
        say(&[distance, unit]);
        say(&["form", form, unit]);
        say(&["form", form, told.kind.code()]);
        say(&["role", figure.role.rule(), distance]);
        for class in &classes {
            say(&["class", class, distance]);
            say(&["class", class, form]);
        }
        say(&["rank", ["0", "1", "2"][chosen.min(2)]]);
        let nearest_of_form =
            candidates[..chosen].iter().all(|other| self::form(&self.times.expressions[*other]) != form);
        say(&["nearest of form", if nearest_of_form { "yes" } else { "no" }, form]);
        if let Some(clause) = self.context.clause_at(expression.span.start) {
            let clause = self.context.clauses[clause].span;
            let lead = Span { start: clause.start, end: expression.span.start.max(clause.start) }.of(text);
            let opens = lead.trim_matches(['“', ' ', '\n', '，']).is_empty();
            say(&[if opens { "opens" } else { "within" }, distance]);
            let before = lead.chars().next_back().filter(|_| !opens);
            if let Some(before) = before {
                say(&["before", before.encode_utf8(&mut [0; 4])]);
            }
            let closes = expression.span.end >= clause.end.saturating_sub(3);
            if closes {
                say(&["alone", distance]);
            }
        }
        if let Some(after) = text[expression.span.end as usize..].chars().next() {
            say(&["after", after.encode_utf8(&mut [0; 4])]);
        }
    }

    fn distance(&self, index: usize, figure: &Figure) -> &'static str {
        let place = self.times.expressions[index].span;
        let Some(clause) = self.context.clause_at(place.start) else { return "far" };
        match self.owners.ordinal(figure.clause) - self.owners.ordinal(clause) {
            0 if clause == figure.clause => "clause",
            0 if clause + 1 == figure.clause => "clause before",
            0 => "sentence",
            1 => "last",
            2 => "second last",
            _ => "far",
        }
    }
}

/// What sort of time it is.
fn form(expression: &TimeExpression) -> &'static str {
    if expression.bounds.until {
        return "until";
    }
    if expression.bounds.since {
        return "since";
    }
    match expression.form {
        Form::Calendar(point) if point.part.first_day > 0 || point.lacks_month => "day",
        Form::Calendar(point) if point.part.from == 0 => "year",
        Form::Calendar(_) => "months",
        Form::Between(from, _) if from.part.first_day > 0 => "days",
        Form::Between(..) => "stretch",
        Form::Back(_) => "back",
        Form::Plan(..) => "plan",
        Form::Days(_) | Form::SameDay => "today",
        Form::Now => "now",
        Form::Each => "each",
        Form::Vague => "vague",
    }
}
