//! The things that a figure may belong to, and where each stands to it.

use super::{Counted, Owner, Owners, is_joint};
use crate::extract::context::Reference;
use crate::extract::indicator::words::{ends_with, words};
use crate::model::{EntityType, Mention, Span};

/// Names before a figure among which its owner is looked for.
const BEFORE: usize = 40;
/// Names behind it.
const BEHIND: usize = 6;
/// References before it.
const REFERENCES: usize = 8;

/// How far from the figure a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Clause,
    Sentence,
    Last,
    Near,
    Far,
    /// Behind the figure in its clause, and in its sentence.
    Behind,
    Ahead,
    /// Further away than names are looked for, and yet what the document is about.
    Document,
}

impl Level {
    pub(super) fn code(self) -> &'static str {
        match self {
            Level::Clause => "clause",
            Level::Sentence => "sentence",
            Level::Last => "last",
            Level::Near => "near",
            Level::Far => "far",
            Level::Behind => "behind",
            Level::Ahead => "ahead",
            Level::Document => "document",
        }
    }
}

/// One thing that may own a figure.
pub(super) struct Candidate {
    pub(super) owner: Owner,
    pub(super) kind: EntityType,
    /// Where it is named, nearest first, and how it stands there.
    pub(super) flags: Vec<(Level, &'static str)>,
    /// Characters between the nearest name before the figure in its clause and the figure.
    pub(super) gap: Option<usize>,
    /// The nearest level at which it is named as one who can have figures.
    pub(super) level: Option<Level>,
}

impl Owners<'_> {
    /// Candidates, nearest first.
    pub(super) fn candidates(&self, counted: &Counted) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let start = counted.quantity.whole.start;
        let upto = self.named.mentions.partition_point(|mention| mention.span.start < start);
        let mut seen_levels: Vec<Level> = Vec::new();
        for mention in self.named.mentions[upto.saturating_sub(BEFORE)..upto].iter().rev() {
            let Some((level, clause)) = self.level(mention.span, counted) else { continue };
            let Some(kind) = self.kind(mention.entity).filter(|kind| *kind != EntityType::Person) else { continue };
            let span = self.context.clauses[clause].span;
            let obstacle = self.obstacle(mention, span);
            let candidate = entry(&mut found, mention.entity, mention.span, kind);
            candidate.flag(level, "there");
            if let Some(obstacle) = obstacle {
                candidate.flag(level, obstacle);
                continue;
            }
            candidate.level.get_or_insert(level);
            if !seen_levels.contains(&level) {
                seen_levels.push(level);
                candidate.flag(level, "nearest");
            }
            if self.opens(mention, span) {
                let heads = self.sentence_start[clause] == clause;
                candidate.flag(level, if heads { "heads" } else { "opens" });
            }
            if self.text_after(mention).starts_with('的') {
                candidate.flag(level, "of");
            }
            if level == Level::Clause && candidate.gap.is_none() {
                let between = Span { start: mention.span.end.min(start), end: start };
                candidate.gap = Some(between.of(self.context.text()).chars().count());
            }
        }
        self.add_first(&mut found, counted);
        self.add_behind(&mut found, counted);
        self.add_references(&mut found, counted);
        self.add_generic(&mut found, counted);
        for (kind, entity) in &self.main_of_kind {
            if *kind != EntityType::Person && !found.iter().any(|candidate| candidate.owner.0 == *entity) {
                let place = self.named.mentions.iter().find(|mention| mention.entity == *entity);
                let Some(place) = place.filter(|place| place.span.start < start) else { continue };
                entry(&mut found, *entity, place.span, *kind).flag(Level::Document, "there");
            }
        }
        found
    }

    /// The bloc of whose members together the sentence tells: 三区共…, or a list of exactly its members, at the head of
    /// the figure's clause or of the one before it that names anything.
    pub(super) fn spoken_of_together(&self, counted: &Counted) -> Option<Owner> {
        if self.blocs.is_empty() {
            return None;
        }
        let first = self.sentence_start[counted.clause];
        for index in (first..=counted.clause).rev().take(6) {
            let clause = self.context.clauses[index].span;
            let end = if index == counted.clause { counted.quantity.whole.start.max(clause.start) } else { clause.end };
            let head = Span { start: clause.start, end };
            let from = self.named.references.partition_point(|reference| reference.span.start < head.start);
            let reference = self.named.references.get(from).filter(|reference| reference.span.end <= head.end);
            if !self.mentions_in(head).is_empty() || reference.is_some() {
                return self.together(clause, head, reference);
            }
        }
        None
    }

    fn together(&self, clause: Span, head: Span, reference: Option<&Reference>) -> Option<Owner> {
        let text = self.context.text();
        let mentions = self.mentions_in(head);
        if let Some(reference) = reference.filter(|reference| reference.is_group) {
            let is_plain = mentions.is_empty() && self.leads(clause, reference.span.start);
            return self.bloc_of(&reference.members).filter(|_| is_plain).map(|bloc| (bloc, reference.span));
        }
        let (first, last) = (mentions.first()?, mentions.last()?);
        let members: Vec<u32> = mentions.iter().map(|mention| mention.entity).collect();
        let joined = mentions.windows(2).all(|pair| {
            is_joint(Span { start: pair[0].span.end.min(pair[1].span.start), end: pair[1].span.start }.of(text))
        });
        let each = Span { start: last.span.end, end: head.end }.of(text).contains(['均', '各', '别']);
        let bloc = self.bloc_of(&members).filter(|_| joined && !each && self.leads(clause, first.span.start))?;
        Some((bloc, first.span.cover(last.span)))
    }

    fn bloc_of(&self, members: &[u32]) -> Option<u32> {
        let mut sorted = members.to_vec();
        sorted.sort_unstable();
        self.blocs.iter().find(|(known, _)| *known == sorted).map(|(_, bloc)| *bloc)
    }

    fn text_after(&self, mention: &Mention) -> &str {
        self.context.text()[mention.span.end as usize..].trim_start_matches(['”', '》', '’'])
    }

    /// How far a place before the figure is from it, and its clause.
    fn level(&self, place: Span, counted: &Counted) -> Option<(Level, usize)> {
        let clause = self.context.clause_at(place.start)?;
        let back = self.ordinal[counted.clause].saturating_sub(self.ordinal[clause]);
        let level = match back {
            0 if clause == counted.clause => Level::Clause,
            0 => Level::Sentence,
            1 => Level::Last,
            2..=4 => Level::Near,
            _ => Level::Far,
        };
        Some((level, clause))
    }

    /// Why a mention cannot own figures where it stands: what stands before or behind it.
    fn obstacle(&self, mention: &Mention, clause: Span) -> Option<&'static str> {
        let text = self.context.text();
        let before = Span { start: clause.start, end: mention.span.start.max(clause.start) }.of(text);
        let after = self.text_after(mention);
        let lists = words();
        // 中新网杭州8月9日电: the place of a dateline.
        let dateline = after.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '月' | '日' | ' '));
        if lists.speaker.iter().any(|cue| after.starts_with(cue)) || dateline.starts_with('电') {
            return Some("speaker");
        }
        if before.rfind('（').is_some_and(|open| !before[open..].contains('）')) {
            return Some("aside");
        }
        // A、B等5家企业: members of a list are what is counted, not who has them.
        if after.starts_with('等') || self.list_ends_in_etcetera(mention) {
            return Some("listed");
        }
        let near = before.trim_end_matches(['“', '《', '‘']);
        match ends_with(near, &lists.preposition) {
            Some("在" | "位于" | "坐落于" | "于" | "地处") => Some("inside"),
            Some("由" | "被") => Some("agent"),
            Some(_) => Some("object"),
            None => None,
        }
    }

    /// Whether a mention is a member of a list that 等 closes.
    fn list_ends_in_etcetera(&self, mention: &Mention) -> bool {
        let text = self.context.text();
        let from = self.named.mentions.partition_point(|other| other.span.start <= mention.span.start);
        let mut end = mention.span.end;
        for next in &self.named.mentions[from..] {
            let joint = Span { start: end.min(next.span.start), end: next.span.start }.of(text);
            if !is_joint(joint) {
                break;
            }
            end = next.span.end;
        }
        end != mention.span.end && text[end as usize..].trim_start_matches(['”', '》']).starts_with('等')
    }

    /// Whether nothing but times, marks and adverbs stand before a mention in its clause.
    fn opens(&self, mention: &Mention, clause: Span) -> bool {
        self.leads(clause, mention.span.start)
    }

    /// Whether nothing but times, marks and adverbs stand before byte `place` in a clause.
    fn leads(&self, clause: Span, place: u32) -> bool {
        let text = self.context.text();
        let mut at = clause.start;
        for index in self.times.within(Span { start: clause.start, end: place.max(clause.start) }) {
            let time = self.times.expressions[index].span;
            if !is_lead(Span { start: at.min(time.start), end: time.start }.of(text)) {
                return false;
            }
            at = time.end;
        }
        at <= place && is_lead(Span { start: at, end: place }.of(text))
    }

    /// Marks what is named first in the clause and in the sentence, and the first of the sentence before.
    fn add_first(&self, found: &mut [Candidate], counted: &Counted) {
        let clauses = &self.context.clauses;
        let first = self.sentence_start[counted.clause];
        let mut spans =
            vec![(Level::Sentence, Span { start: clauses[first].span.start, end: counted.quantity.whole.start })];
        spans.push((
            Level::Clause,
            Span { start: clauses[counted.clause].span.start, end: counted.quantity.whole.start },
        ));
        if let Some(last) = first.checked_sub(1) {
            let start = clauses[self.sentence_start[last]].span.start;
            spans.push((Level::Last, Span { start, end: clauses[first].span.start }));
        }
        for (level, span) in spans {
            let owner =
                self.mentions_in(Span { start: span.start, end: span.end.max(span.start) }).iter().take(BEFORE).find(
                    |mention| {
                        let clause = self.context.clause_at(mention.span.start).map(|clause| clauses[clause].span);
                        self.kind(mention.entity).is_some_and(|kind| kind != EntityType::Person)
                            && clause.is_some_and(|clause| self.obstacle(mention, clause).is_none())
                    },
                );
            if let Some(owner) = owner
                && let Some(candidate) = found.iter_mut().find(|candidate| candidate.owner.0 == owner.entity)
            {
                candidate.flag(level, "first");
            }
        }
    }

    /// Names behind the figure in its sentence.
    fn add_behind(&self, found: &mut Vec<Candidate>, counted: &Counted) {
        let text = self.context.text();
        let end = counted.quantity.whole.end;
        let from = self.named.mentions.partition_point(|mention| mention.span.start < end);
        let first = self.sentence_start[counted.clause];
        for mention in self.named.mentions[from..].iter().take(BEHIND) {
            let Some(clause) = self.context.clause_at(mention.span.start) else { break };
            if self.sentence_start[clause] != first {
                break;
            }
            let Some(kind) = self.kind(mention.entity).filter(|kind| *kind != EntityType::Person) else { continue };
            let level = if clause == counted.clause { Level::Behind } else { Level::Ahead };
            let between = Span { start: end.min(mention.span.start), end: mention.span.start }.of(text);
            let plain = between.trim_end_matches(['“', '《']);
            let candidate = entry(found, mention.entity, mention.span, kind);
            candidate.flag(level, "there");
            if level == Level::Behind && plain == "的" {
                // 总投资500亿元的X项目.
                candidate.flag(level, "modified");
            } else if level == Level::Behind && plain.ends_with('的') {
                candidate.flag(level, "after of");
            } else if level == Level::Behind && plain.is_empty() {
                candidate.flag(level, "touching");
            }
        }
    }

    /// What words such as 该项目 and 三地 stand for.
    fn add_references(&self, found: &mut Vec<Candidate>, counted: &Counted) {
        let start = counted.quantity.whole.start;
        let upto = self.named.references.partition_point(|reference| reference.span.start < start);
        for reference in self.named.references[upto.saturating_sub(REFERENCES)..upto].iter().rev() {
            let Some((level, clause)) = self.level(reference.span, counted) else { continue };
            let entity = match reference.members.as_slice() {
                [one] => *one,
                members => match self.bloc_of(members) {
                    Some(bloc) => bloc,
                    None => continue,
                },
            };
            let Some(kind) = self.kind(entity).filter(|kind| *kind != EntityType::Person) else { continue };
            let span = self.context.clauses[clause].span;
            let lead = Span { start: span.start, end: reference.span.start.max(span.start) }.of(self.context.text());
            let candidate = entry(found, entity, reference.span, kind);
            candidate.flag(level, "refers");
            if is_lead(lead) {
                candidate.flag(level, "refers at head");
            }
        }
    }

    /// Generic nouns at the head of the clause or of one before it, and 全市, 全省 anywhere in the clause.
    fn add_generic(&self, found: &mut Vec<Candidate>, counted: &Counted) {
        let clauses = &self.context.clauses;
        for clause in (self.sentence_start[counted.clause]..=counted.clause).rev().take(4) {
            let Some((entity, place)) = self.generic(clauses[clause].span) else { continue };
            let level = if clause == counted.clause { Level::Clause } else { Level::Sentence };
            let Some(kind) = self.kind(entity) else { continue };
            entry(found, entity, place, kind).flag(level, "generic");
        }
        let clause = clauses[counted.clause].span;
        let head = Span { start: clause.start, end: counted.quantity.whole.start.max(clause.start) };
        let text = head.of(self.context.text());
        for word in [
            "全省", "全市", "全区", "全县", "全州", "全镇", "全村", "全乡", "我省", "我市", "我区", "我县", "该市",
            "该县", "该区", "该省", "当地",
        ] {
            let Some(at) = text.find(word) else { continue };
            let level = word.chars().next_back().filter(|_| word != "当地");
            if let Some((entity, place)) = self.district_before(head.start + at as u32, level) {
                entry(found, entity, place, EntityType::District).flag(Level::Clause, "whole");
            }
        }
    }

    fn district_before(&self, at: u32, level: Option<char>) -> Option<Owner> {
        let before = self.named.mentions.partition_point(|mention| mention.span.start < at);
        let found = self.named.mentions[..before].iter().rev().take(BEFORE * 2).find(|mention| {
            let Some(entity) = self.named.entities.get(mention.entity as usize) else { return false };
            entity.kind == EntityType::District && level.is_none_or(|level| has_level(&entity.name, level))
        });
        found.map(|mention| (mention.entity, mention.span))
    }

    /// 该项目, 本次活动, 全市 at the beginning of a clause: the thing of that kind named last before it.
    fn generic(&self, clause: Span) -> Option<Owner> {
        let mut rest = clause.of(self.context.text()).trim_start_matches(['“', ' ', '\n', '（']);
        for lead in LEADS {
            rest = rest.strip_prefix(lead).unwrap_or(rest);
        }
        for lead in ["该", "此次", "本次", "本届", "此", "这个", "这一", "本"] {
            rest = rest.strip_prefix(lead).unwrap_or(rest);
        }
        let (noun, types) = (1..=4).rev().find_map(|count| {
            let end = rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
            words().generic.get_key_value(&rest[..end])
        })?;
        let level = noun.chars().next_back().filter(|level| *level != '国' && types == &[EntityType::District]);
        let before = self.named.mentions.partition_point(|mention| mention.span.start < clause.start);
        let found = self.named.mentions[..before].iter().rev().take(BEFORE * 2).find(|mention| {
            let Some(entity) = self.named.entities.get(mention.entity as usize) else { return false };
            types.contains(&entity.kind) && level.is_none_or(|level| has_level(&entity.name, level))
        });
        found.map(|mention| (mention.entity, mention.span))
    }
}

/// Whether a district can be called 全省, 全市 …: 自治区 as 全区, 自治州 as 全州.
fn has_level(name: &str, level: char) -> bool {
    name.ends_with(level) || (level == '市' && name.ends_with(['州', '盟']))
}

const LEADS: [&str; 14] =
    ["其中", "目前", "据悉", "据了解", "据介绍", "截至目前", "同时", "此外", "如今", "而", "在", "全", "当前", "另外"];

/// Whether words before a name leave it the head of its clause.
fn is_lead(words: &str) -> bool {
    let mut rest = words.trim_matches(['“', '《', '”', '》', ' ', '\n', '，', '、', '　', '(', ')']);
    for lead in LEADS {
        rest = rest.strip_prefix(lead).unwrap_or(rest);
    }
    rest.trim_matches(['“', '《', ' ', '\n']).is_empty()
}

impl Candidate {
    fn flag(&mut self, level: Level, flag: &'static str) {
        if !self.flags.contains(&(level, flag)) {
            self.flags.push((level, flag));
        }
    }
}

fn entry(found: &mut Vec<Candidate>, entity: u32, span: Span, kind: EntityType) -> &mut Candidate {
    let at = match found.iter().position(|candidate| candidate.owner.0 == entity) {
        Some(at) => at,
        None => {
            found.push(Candidate { owner: (entity, span), kind, flags: Vec::new(), gap: None, level: None });
            found.len() - 1
        }
    };
    &mut found[at]
}
