//! Whose a figure is: the subject of its clause, of its sentence, or the thing that the passage is about.

use super::comparison::Role;
use super::words::{ends_with, words};
use crate::extract::context::{Context, Named};
use crate::extract::number::{Quantity, UnitKind};
use crate::model::{EntityType, Mention, Span};

/// A mention as a possible owner: index into the entities, and where.
pub(super) type Owner = (u32, Span);

/// Mentions before a sentence among which the thing it is about is looked for.
const REACH: usize = 24;

pub(super) struct Owners<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) named: &'a Named,
    /// First clause of the sentence of each clause.
    pub(super) sentence_start: &'a [usize],
}

impl<'a> Owners<'a> {
    /// The owners of a figure in `clause` of the sentence that begins with clause `first`; empty where none is sure.
    pub(super) fn of(&self, clause: usize, first: usize, quantity: &Quantity, role: Role) -> Vec<Owner> {
        let span = self.context.clauses[clause].span;
        if role == Role::Plain
            && let Some(owner) = self.behind(span, quantity)
        {
            return vec![owner];
        }
        let head = Span { start: span.start, end: quantity.whole.start.max(span.start) };
        if let Some(owner) = self.attended(clause, quantity) {
            return vec![owner];
        }
        if let Some(owner) = self.nearest(head).or_else(|| self.generic(head)) {
            return self.spread(owner, head, quantity);
        }
        let found = (first..clause).rev().find_map(|index| self.opening(self.context.clauses[index].span));
        let found = found.or_else(|| (first..clause).find_map(|index| self.foremost(self.context.clauses[index].span)));
        found.or_else(|| self.topic(first)).into_iter().collect()
    }

    fn kind(&self, entity: u32) -> Option<EntityType> {
        self.named.entities.get(entity as usize).map(|entity| entity.kind)
    }

    /// 总投资500亿元的X项目: the thing right behind the figure.
    fn behind(&self, clause: Span, quantity: &Quantity) -> Option<Owner> {
        let text = self.context.text();
        let rest = Span { start: quantity.whole.end, end: clause.end.max(quantity.whole.end) }.of(text);
        let after = rest.strip_prefix('的')?.trim_start_matches('“');
        let start = quantity.whole.end as usize + rest.len() - after.len();
        let next = self.named.mentions.partition_point(|mention| (mention.span.start as usize) < start);
        let mention = self.named.mentions.get(next).filter(|mention| mention.span.start as usize == start)?;
        let owns =
            !matches!(self.kind(mention.entity)?, EntityType::Person | EntityType::District | EntityType::Policy);
        owns.then_some((mention.entity, mention.span))
    }

    /// 代表50余人参加活动: people who attend are counted for the event, the one in the clause or the one named last.
    fn attended(&self, clause: usize, quantity: &Quantity) -> Option<Owner> {
        let span = self.context.clauses[clause].span;
        let rest = Span { start: quantity.whole.end, end: span.end.max(quantity.whole.end) }.of(self.context.text());
        let attends = ["参加", "参与", "出席", "参展", "参会", "参赛"].iter().any(|cue| rest.contains(cue));
        if !attends || quantity.kind != UnitKind::Person {
            return None;
        }
        let upto = self.named.mentions.partition_point(|mention| mention.span.end <= span.end);
        let from = self.named.mentions.partition_point(|mention| mention.span.start < span.start);
        let events = |mention: &&Mention| self.kind(mention.entity) == Some(EntityType::Event);
        let (earlier, here) = self.named.mentions[..upto].split_at(from.min(upto));
        let found = here.iter().find(events).or_else(|| earlier.iter().rev().take(REACH).find(events));
        found.map(|mention| (mention.entity, mention.span))
    }

    fn mentions_in(&self, span: Span) -> &'a [Mention] {
        let from = self.named.mentions.partition_point(|mention| mention.span.start < span.start);
        let to = self.named.mentions.partition_point(|mention| mention.span.end <= span.end);
        &self.named.mentions[from..to.max(from)]
    }

    /// Whether a mention can own figures where it stands: no person, no speaker, not behind a preposition.
    fn can_own(&self, mention: &Mention, clause: Span) -> bool {
        let text = self.context.text();
        if matches!(self.kind(mention.entity), None | Some(EntityType::Person)) {
            return false;
        }
        let before = Span { start: clause.start, end: mention.span.start.max(clause.start) }.of(text);
        let after = text[mention.span.end as usize..].trim_start_matches(['”', '》', '’']);
        let lists = words();
        let is_object = ends_with(before.trim_end_matches(['“', '《', '‘']), &lists.preposition).is_some();
        // A、B等5家企业: members of a list are what is counted, not who has them.
        let is_listed = after.starts_with('等') || self.list_ends_in_etcetera(mention);
        // 中新网杭州8月9日电: the place of a dateline.
        let dateline = after.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '月' | '日' | ' '));
        let is_speaker = lists.speaker.iter().any(|cue| after.starts_with(cue)) || dateline.starts_with('电');
        let is_aside = before.rfind('（').is_some_and(|open| !before[open..].contains('）'));
        !is_object && !is_listed && !is_speaker && !is_aside
    }

    /// Whether a mention is a member of a list that 等 closes.
    fn list_ends_in_etcetera(&self, mention: &Mention) -> bool {
        let text = self.context.text();
        let from = self.named.mentions.partition_point(|other| other.span.start <= mention.span.start);
        let mut end = mention.span.end;
        for next in &self.named.mentions[from..] {
            let joint = Span { start: end.min(next.span.start), end: next.span.start }.of(text);
            if !matches!(joint.trim_matches(['“', '”', '《', '》']), "、" | "和" | "与" | "及" | "以及") {
                break;
            }
            end = next.span.end;
        }
        end != mention.span.end && text[end as usize..].trim_start_matches(['”', '》']).starts_with('等')
    }

    /// The last mention of a run that can own.
    fn nearest(&self, span: Span) -> Option<Owner> {
        let mentions = self.mentions_in(span).iter().rev();
        mentions.filter(|mention| self.can_own(mention, span)).map(|mention| (mention.entity, mention.span)).next()
    }

    /// The first mention of a clause that can own.
    fn foremost(&self, span: Span) -> Option<Owner> {
        let mentions = self.mentions_in(span).iter();
        let found =
            mentions.filter(|mention| self.can_own(mention, span)).map(|mention| (mention.entity, mention.span)).next();
        found.or_else(|| self.generic(span))
    }

    /// The mention with which a clause begins, or what its generic noun stands for.
    fn opening(&self, clause: Span) -> Option<Owner> {
        let found = self.mentions_in(clause).first().filter(|mention| {
            let before = Span { start: clause.start, end: mention.span.start }.of(self.context.text());
            let is_first = before.trim_matches(['“', '《', ' ', '\n', '其', '中', '而']).is_empty();
            is_first && self.can_own(mention, clause)
        });
        found.map(|mention| (mention.entity, mention.span)).or_else(|| self.generic(clause))
    }

    /// 该项目, 本次活动, 全市 at the beginning of a clause: the thing of that kind named last before it.
    fn generic(&self, clause: Span) -> Option<Owner> {
        let mut rest = clause.of(self.context.text()).trim_start_matches(['“', ' ', '\n', '（']);
        for lead in ["其中", "目前", "据悉", "据了解", "该", "此次", "本次", "本届", "此", "这个", "这一", "本"]
        {
            rest = rest.strip_prefix(lead).unwrap_or(rest);
        }
        let (noun, types) = (1..=4).rev().find_map(|count| {
            let end = rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
            words().generic.get_key_value(&rest[..end])
        })?;
        let level = noun.chars().next_back().filter(|level| *level != '国' && types == &[EntityType::District]);
        let before = self.named.mentions.partition_point(|mention| mention.span.start < clause.start);
        let found = self.named.mentions[..before].iter().rev().find(|mention| {
            let Some(entity) = self.named.entities.get(mention.entity as usize) else { return false };
            types.contains(&entity.kind) && level.is_none_or(|level| entity.name.ends_with(level))
        });
        found.map(|mention| (mention.entity, mention.span))
    }

    /// What the sentences before were about: the subject of the one before, else the thing named most often so far.
    fn topic(&self, first: usize) -> Option<Owner> {
        let clauses = &self.context.clauses;
        let sentence = first.checked_sub(1).map(|last| self.sentence_start[last])?;
        let before = sentence..first;
        let opening = before.clone().find_map(|index| self.opening(clauses[index].span));
        let subject = opening.or_else(|| before.clone().find_map(|index| self.foremost(clauses[index].span)));
        subject.or_else(|| self.main(first))
    }

    /// The thing named most often before a clause, the earlier of two.
    fn main(&self, clause: usize) -> Option<Owner> {
        let end = self.context.clauses[clause].span.start;
        let before = self.named.mentions.partition_point(|mention| mention.span.end <= end);
        let near = &self.named.mentions[before.saturating_sub(REACH)..before];
        let mut best: Option<(usize, &Mention)> = None;
        for mention in near {
            let owns = self
                .context
                .clause_at(mention.span.start)
                .is_some_and(|index| self.can_own(mention, self.context.clauses[index].span));
            if !owns {
                continue;
            }
            let count = near.iter().filter(|other| other.entity == mention.entity).count();
            if best.is_none_or(|(most, _)| count > most) {
                best = Some((count, mention));
            }
        }
        best.map(|(_, mention)| (mention.entity, mention.span))
    }

    /// Each member of a list that shares one figure (A、B、C均超过100亿元).
    fn spread(&self, owner: Owner, head: Span, quantity: &Quantity) -> Vec<Owner> {
        let text = self.context.text();
        let between = Span { start: owner.1.end.min(quantity.whole.start), end: quantity.whole.start }.of(text);
        let mut owners = vec![owner];
        if !between.contains(['均', '都']) {
            return owners;
        }
        let mut start = owner.1.start;
        for mention in self.mentions_in(head).iter().rev().filter(|mention| mention.span.end <= owner.1.start) {
            let joint = Span { start: mention.span.end.min(start), end: start }.of(text);
            if !matches!(joint, "、" | "和" | "与" | "及" | "以及") {
                break;
            }
            start = mention.span.start;
            owners.push((mention.entity, mention.span));
        }
        owners.reverse();
        owners
    }
}
