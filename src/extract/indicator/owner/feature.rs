//! What describes the choice of one owner, or of none.

use std::fmt::Write;

use super::candidate::{Candidate, Level};
use super::{Counted, Owners};
use crate::extract::indicator::comparison::Role;
use crate::extract::indicator::words::words;
use crate::extract::number::UnitKind;
use crate::model::Span;

impl Owners<'_> {
    /// Gives every feature of choosing `candidates[chosen]`, or none of them, to `visit`.
    pub(super) fn describe(
        &self,
        counted: &Counted,
        candidates: &[Candidate],
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
                let _ = buffer.write_str(part);
            }
            visit(&buffer);
        };
        let unit_kind = unit_kind(counted.quantity.kind);
        let unit = counted.quantity.unit.as_str();
        let role = counted.role.rule();
        let ending = ending(counted.name);
        let Some(chosen) = chosen else {
            self.describe_none(counted, candidates, &mut say);
            return;
        };
        let candidate = &candidates[chosen];
        let kind = candidate.kind.code();
        say(&["kind", kind]);
        say(&["kind", kind, unit_kind]);
        say(&["kind", kind, "unit", unit]);
        say(&["kind", kind, "role", role]);
        say(&["kind", kind, "name", ending]);
        for class in words().classes(counted.name) {
            say(&["kind", kind, "class", class]);
        }
        for (level, flag) in &candidate.flags {
            say(&[level.code(), flag]);
            say(&[level.code(), flag, kind]);
            if *flag != "there" {
                say(&[level.code(), flag, unit_kind]);
            }
        }
        let entity = candidate.owner.0;
        let count = match self.counts.get(&entity).copied().unwrap_or_default() {
            0 | 1 => "once",
            2 | 3 => "some",
            _ => "often",
        };
        say(&["count", count]);
        say(&["count", count, kind]);
        if self.main == Some(entity) {
            say(&["main"]);
            say(&["main", kind]);
        }
        if self.main_of_kind.contains(&(candidate.kind, entity)) {
            say(&["main of kind", kind]);
        }
        if self.title.contains(&entity) {
            say(&["title"]);
            say(&["title", kind]);
        }
        if let Some(level) = candidate.level {
            say(&["level", level.code(), kind]);
            let nearer = candidates[..chosen].iter().filter(|other| other.level.is_some()).count();
            say(&["rank", ["0", "1", "2", "3"][nearer.min(3)]]);
            let same = candidates[..chosen].iter().filter(|other| other.kind == candidate.kind).count();
            say(&["rank of kind", ["0", "1", "2"][same.min(2)], kind]);
        } else {
            say(&["no level"]);
        }
        if let Some(gap) = candidate.gap {
            let gap = match gap {
                0 => "none",
                1..=4 => "short",
                5..=12 => "middle",
                _ => "long",
            };
            say(&["gap", gap]);
            say(&["gap", gap, kind]);
        }
    }

    fn describe_none(&self, counted: &Counted, candidates: &[Candidate], say: &mut dyn FnMut(&[&str])) {
        let quantity = counted.quantity;
        let text = self.context.text();
        let unit_kind = unit_kind(quantity.kind);
        let role = counted.role.rule();
        say(&["none"]);
        say(&["none", unit_kind]);
        say(&["none", "unit", quantity.unit.as_str()]);
        say(&["none", "role", role]);
        say(&["none", "name", ending(counted.name)]);
        for class in words().classes(counted.name) {
            say(&["none", "class", class]);
        }
        let level = candidates.iter().filter_map(|candidate| candidate.level).min();
        say(&["none", "level", level.map_or("no", Level::code)]);
        if quantity.is_chinese {
            say(&["none", "chinese"]);
        }
        if quantity.value < 10.0 && quantity.scale == 1.0 {
            say(&["none", "small"]);
        }
        if !quantity.qualifier.is_empty() {
            say(&["none", "qualified"]);
        }
        if counted.follows {
            say(&["none", "follows", role]);
        }
        let clause = self.context.clauses[counted.clause];
        let head = Span { start: clause.span.start, end: quantity.whole.start.max(clause.span.start) }.of(text);
        let tail = Span { start: quantity.whole.end, end: clause.span.end.max(quantity.whole.end) }.of(text);
        if let Some(before) = head.chars().next_back() {
            say(&["none", "before", before.encode_utf8(&mut [0; 4])]);
        } else {
            say(&["none", "before", "start"]);
        }
        if let Some(after) = tail.chars().next() {
            say(&["none", "after", after.encode_utf8(&mut [0; 4])]);
        }
        if let Some(token) = self.context.token_at(quantity.whole.start).and_then(|at| at.checked_sub(1)) {
            say(&["none", "tag before", self.context.tokens[token].part_of_speech.as_str()]);
        }
        if let Some(token) = self.context.token_at(quantity.whole.end) {
            say(&["none", "tag after", self.context.tokens[token].part_of_speech.as_str()]);
        }
        if self.ordinal[counted.clause] == 0 {
            say(&["none", "first sentence"]);
        }
        if is_open(head)
            && text[quantity.whole.end as usize..].chars().take(LONGEST_QUOTATION).any(|after| after == '”')
        {
            say(&["none", "quoted"]);
        }
        for word in ["如果", "力争", "计划", "目标", "预计", "要", "将", "到20"] {
            if head.contains(word) {
                say(&["none", "with", word]);
            }
        }
        if counted.role == Role::Plain && tail.chars().count() <= 1 {
            say(&["none", "last of clause"]);
        }
    }
}

/// How far behind a figure, in characters, the end of a quotation that is open is looked for.
const LONGEST_QUOTATION: usize = 1000;

/// Whether a quotation is open at the end of `head`.
fn is_open(head: &str) -> bool {
    head.rfind('“').is_some_and(|open| !head[open..].contains('”'))
}

/// The last two characters of a name.
fn ending(name: &str) -> &str {
    let start = name.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    &name[start..]
}

pub(crate) fn unit_kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Percent => "percent",
        UnitKind::Point => "point",
        UnitKind::Money => "money",
        UnitKind::Measure => "measure",
        UnitKind::Person => "person",
        UnitKind::Count => "count",
        UnitKind::Duration => "duration",
        UnitKind::Multiple => "multiple",
        UnitKind::NotFigure => "other",
        UnitKind::Bare => "bare",
    }
}
