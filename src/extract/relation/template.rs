//! Matches the shape of a rule around a cue.

use std::ops::Range;

use super::element::{Element, bracket_length};
use super::modality::last_characters;
use crate::extract::context::{Clause, Context};
use crate::lexicon::pattern::{Part, RelationRule};
use crate::model::EntityType;

/// A sentence with its clauses and elements.
pub(crate) struct SentenceView<'a> {
    /// The whole document.
    pub(crate) context: &'a Context<'a>,
    /// Clauses of the sentence.
    pub(crate) clauses: &'a [Clause],
    /// Elements of the sentence, by place.
    pub(crate) elements: &'a [Element],
}

/// The arguments that a rule found, as indexes of elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// The subject; the list itself, where members are linked among themselves.
    pub(crate) subject: usize,
    /// The object; equal to `subject` for a list.
    pub(crate) object: usize,
    /// Whether the subject stands in an earlier clause.
    pub(crate) is_carried: bool,
}

/// Most characters that a gap in a shape stands for.
const LONGEST_GAP: usize = 60;

/// Clauses back in which a topic is looked for, and elements back that may reach over a place.
const MOST_CLAUSES: usize = 12;
const MOST_OVERLAPPING: usize = 40;

enum Slot {
    /// Index of the element.
    At(usize),
    /// Nothing suitable; an earlier clause may supply it.
    Missing,
    /// Something stands there that is not it.
    Blocked,
}

/// Prepositions that make what follows them no subject.
const PREPOSITIONS: &[&str] = &[
    "在", "于", "从", "向", "对", "为", "到", "至", "往", "按", "据", "根据", "按照", "通过", "被", "给", "沿", "赴",
    "距", "较", "比", "以", "把", "经", "随着", "围绕", "针对", "依托", "来到", "走进", "位于",
];
/// Words behind a name that leave it the head of its phrase, though the dictionary may call them nouns.
const FOLLOWERS: &[&str] = &[
    "市",
    "省",
    "县",
    "区",
    "镇",
    "乡",
    "集团",
    "股份",
    "公司",
    "有限",
    "项目",
    "工程",
    "方面",
    "政府",
    "近日",
    "日前",
    "上",
    "活动",
    "一期",
    "全长",
    "全线",
    "总长",
    "总投资",
    "主线",
    "线路",
    "路线",
    "沿线",
    "通车",
    "开园",
    "项目部",
    "日",
    "月",
    "年",
    "二期",
    "三期",
    "等",
    "现场",
    "仪式",
    "开幕",
    "正式",
    "线",
    "段",
    "路",
    "站",
    "总部",
    "床位",
    "建筑面积",
    "总建筑面积",
    "占地",
];

/// Words that jieba's dictionary calls nouns and that say how a thing is done.
const ADVERBIAL: &[&str] = &[
    "有序",
    "全力",
    "大力",
    "重点",
    "高标准",
    "高质量",
    "高水平",
    "高起点",
    "高位",
    "现场",
    "集中",
    "全面",
    "同步",
    "系统",
    "规范",
    "力",
    "合力",
    "实地",
    "线上",
    "科学",
    "优质",
    "高效",
    "高规格",
];
/// Marks and words that end a noun phrase.
const CLOSING: &str = "，。；！？：、）)”’等及和并与暨以来后的\n";
/// Words behind a name that begin another noun phrase (重庆相关部门).
const QUALIFIERS: &[&str] = &[
    "相关", "有关", "主要", "部分", "多家", "各", "所有", "一些", "某", "一家", "全体", "当地", "本地", "籍", "辖区",
    "境内", "首家", "首个", "首批", "市民", "群众",
];

impl SentenceView<'_> {
    fn text(&self, range: Range<usize>) -> &str {
        self.context.text().get(range).unwrap_or_default()
    }

    /// The clause that holds byte `at`.
    pub(crate) fn clause_of(&self, at: usize) -> usize {
        self.clauses.partition_point(|clause| clause.span.start as usize <= at).saturating_sub(1)
    }

    /// Whether the words behind `tail` make the name before it a mere modifier (重庆的企业, 上海企业).
    fn modifies(&self, tail: u32) -> bool {
        let rest = self.text(tail as usize..self.context.text().len());
        let bracket = bracket_length(rest).unwrap_or(0);
        let (rest, tail) = (&rest[bracket..], tail + bracket as u32);
        if rest.starts_with('的') || QUALIFIERS.iter().any(|word| rest.starts_with(word)) {
            return true;
        }
        if FOLLOWERS.iter().any(|word| rest.starts_with(word)) {
            return false;
        }
        let Some(token) = self.context.token_at(tail).map(|at| self.context.tokens[at]) else { return false };
        token.span.start == tail && token.part_of_speech.is("n")
    }

    fn is_in_preposition(&self, element: &Element) -> bool {
        let clause = self.clauses[self.clause_of(element.start as usize)].span.start as usize;
        let before = self.text(clause..element.start as usize).trim_end_matches(['“', '‘', '《', ' ']);
        PREPOSITIONS.iter().any(|word| before.ends_with(word))
    }

    /// Matches `rule` around the cue at `cue`.
    pub(crate) fn find(&self, rule: &RelationRule, cue: &Range<usize>) -> Option<Found> {
        if !self.cue_stands(rule, cue) {
            return None;
        }
        let mut subject = None;
        let mut object = None;
        let mut at = cue.start;
        let mut after_word = false;
        for index in (0..rule.cue_at).rev() {
            let next_is_word = index > 0 && matches!(rule.shape[index - 1], Part::Words { .. });
            match self.left(rule, index, at, after_word, next_is_word) {
                Step::Word(start) => {
                    at = start;
                    after_word = true;
                    continue;
                }
                Step::Skip => continue,
                Step::Fail => return None,
                Step::Element(found) => {
                    at = self.elements[found].start as usize;
                    if rule.shape[index] == Part::Object { object = Some(found) } else { subject = Some(found) }
                }
                Step::Missing if rule.topic && index == 0 && rule.shape[0] == Part::Subject => {}
                Step::Missing => return None,
            }
            after_word = false;
        }
        at = cue.end;
        for index in rule.cue_at + 1..rule.shape.len() {
            match self.right(rule, index, at) {
                Step::Word(end) => at = end,
                Step::Skip => {}
                Step::Element(found) => {
                    at = self.elements[found].tail as usize;
                    if rule.shape[index] == Part::Object { object = Some(found) } else { subject = Some(found) }
                }
                _ => return None,
            }
        }
        if rule.shape.contains(&Part::Members) {
            let list = subject?;
            return (self.elements[list].members.len() > 1).then_some(Found {
                subject: list,
                object: list,
                is_carried: false,
            });
        }
        let Some(object) = object else {
            // O 由 A 主办，B 承办: the object of the clause before.
            let object = self.topic(&rule.object, cue.start)?;
            let subject = subject?;
            return (subject != object).then_some(Found { subject, object, is_carried: true });
        };
        if let Some(subject) = subject {
            return (subject != object).then_some(Found { subject, object, is_carried: false });
        }
        let subject = self.topic(&rule.subject, cue.start)?;
        (subject != object).then_some(Found { subject, object, is_carried: true })
    }

    /// Whether a name stands on some of `range`.
    fn is_named(&self, range: &Range<usize>) -> bool {
        let upto = self.elements.partition_point(|element| (element.start as usize) < range.end);
        // A list begins long before its last member; lists and their modifiers overlap only so far.
        let near = self.elements[..upto].iter().rev().take(MOST_OVERLAPPING);
        near.flat_map(|element| &element.members)
            .any(|member| (member.span.start as usize) < range.end && range.start < member.span.end as usize)
    }

    /// Whether the cue is a word of its own here, with none of the rule's forbidden neighbours.
    fn cue_stands(&self, rule: &RelationRule, cue: &Range<usize>) -> bool {
        let text = self.context.text();
        if self.is_named(cue) {
            return false;
        }
        let rest = &text[cue.end..];
        if rule.not_before.iter().any(|word| rest.starts_with(word.as_str())) {
            return false;
        }
        let before = &text[..cue.start];
        if rule.not_after.iter().any(|word| before.ends_with(word.as_str())) {
            return false;
        }
        if !rule.require.is_empty() {
            let clause = self.clauses[self.clause_of(cue.start)].span.of(text);
            if !rule.require.iter().any(|word| clause.contains(word.as_str())) {
                return false;
            }
        }
        let tokens = &self.context.tokens;
        if tokens.is_empty() {
            return true;
        }
        let starts =
            self.context.token_at(cue.start as u32).is_some_and(|at| tokens[at].span.start as usize == cue.start);
        let ends = self.context.token_at(cue.end as u32 - 1).is_some_and(|at| tokens[at].span.end as usize == cue.end);
        starts && ends
    }

    fn left(&self, rule: &RelationRule, index: usize, at: usize, after_word: bool, next_is_word: bool) -> Step {
        let clause_at = self.clause_of(at.saturating_sub(1));
        let clause = self.clauses[clause_at].span.start as usize;
        match &rule.shape[index] {
            Part::Cue => Step::Fail,
            Part::Gap => {
                let sentence = self.clauses[0].span.start as usize;
                let Some(Part::Words { words, .. }) = index.checked_sub(1).map(|next| &rule.shape[next]) else {
                    return Step::Fail;
                };
                let window = last_characters(self.text(sentence..at), LONGEST_GAP);
                let found =
                    words.iter().filter_map(|word| window.rfind(word.as_str()).map(|from| from + word.len())).max();
                match found {
                    Some(end) if !window[end..].contains(['。', '；', '！', '？']) => {
                        Step::Word(at - window.len() + end)
                    }
                    _ => Step::Fail,
                }
            }
            Part::Words { words, optional } => {
                // The comma is a word like any other, so the whole sentence is looked at.
                let sentence = self.clauses[0].span.start as usize;
                let trimmed = self.text(sentence..at).trim_end_matches(['“', '‘', '《', ' ']);
                match words.iter().find(|word| trimmed.ends_with(word.as_str())) {
                    Some(word) => Step::Word(sentence + trimmed.len() - word.len()),
                    None if *optional => Step::Skip,
                    None => Step::Fail,
                }
            }
            part => {
                // Before a word such as 由 the argument may end the clause before.
                let from = if after_word && self.text(clause..at).trim().is_empty() && clause_at > 0 {
                    self.clauses[clause_at - 1].span.start as usize
                } else {
                    clause
                };
                match self.left_element(
                    rule,
                    kinds(rule, part),
                    from..at,
                    after_word,
                    next_is_word,
                    *part == Part::Members,
                ) {
                    Slot::At(found) => Step::Element(found),
                    Slot::Missing => Step::Missing,
                    Slot::Blocked => Step::Fail,
                }
            }
        }
    }

    fn left_element(
        &self,
        rule: &RelationRule,
        kinds: &[EntityType],
        window: Range<usize>,
        after_word: bool,
        next_is_word: bool,
        is_list_slot: bool,
    ) -> Slot {
        let end = self.elements.partition_point(|element| element.start < window.end as u32);
        for (index, element) in self.elements[..end].iter().enumerate().rev() {
            if (element.start as usize) < window.start {
                break;
            }
            if !element.is_free() || element.tail as usize > window.end {
                continue;
            }
            if !next_is_word && (self.is_in_preposition(element) || is_list_slot && self.is_companion(element)) {
                continue;
            }
            if !element.has(kinds) {
                if element.has(&[EntityType::Person]) {
                    return Slot::Blocked;
                }
                continue;
            }
            let gap = self.text(element.tail as usize..window.end);
            if gap.chars().count() > rule.left_gap {
                return Slot::Missing;
            }
            let gap = if after_word { gap.trim_end_matches(['，', '”', ' ']) } else { gap };
            if gap.contains(['，', '。', '；', '：', '！', '？', '\n'])
                || rule.forbid.iter().any(|word| gap.contains(word.as_str()))
            {
                return Slot::Missing;
            }
            // Directly before the cue nothing can stand between, whatever the dictionary calls the cue.
            if !gap.is_empty() && (self.modifies(element.tail) || self.has_other_head(element.tail, window.end)) {
                return Slot::Blocked;
            }
            return Slot::At(index);
        }
        Slot::Missing
    }

    fn right(&self, rule: &RelationRule, index: usize, at: usize) -> Step {
        let clause = self.clauses[self.clause_of(at)].span;
        match &rule.shape[index] {
            Part::Cue => Step::Fail,
            Part::Gap => {
                let Some(Part::Words { words, .. }) = rule.shape.get(index + 1) else { return Step::Fail };
                let sentence = self.clauses[self.clauses.len() - 1].span.end as usize;
                let rest = self.text(at..sentence);
                let window = rest.char_indices().nth(LONGEST_GAP).map_or(rest, |(end, _)| &rest[..end]);
                let found = words.iter().filter_map(|word| window.find(word.as_str())).min();
                match found {
                    Some(start) if !window[..start].contains(['。', '；', '！', '？']) => Step::Word(at + start),
                    _ => Step::Fail,
                }
            }
            Part::Words { words, optional } => {
                let rest = self.text(at..clause.end.max(at as u32) as usize);
                match words.iter().find(|word| rest.starts_with(word.as_str())) {
                    Some(word) => Step::Word(at + word.len()),
                    None if *optional => Step::Skip,
                    None => Step::Fail,
                }
            }
            part => {
                let is_after_cue = index == rule.cue_at + 1;
                self.right_element(rule, kinds(rule, part), at..clause.end.max(at as u32) as usize, is_after_cue)
            }
        }
    }

    fn right_element(
        &self,
        rule: &RelationRule,
        kinds: &[EntityType],
        window: Range<usize>,
        is_after_cue: bool,
    ) -> Step {
        // 建设的 begins a relative clause, which has a shape of its own.
        if is_after_cue && self.text(window.clone()).starts_with('的') {
            return Step::Fail;
        }
        let from = self.elements.partition_point(|element| (element.start as usize) < window.start);
        for (index, element) in self.elements.iter().enumerate().skip(from) {
            let gap = self.text(window.start..element.span().start as usize);
            if element.start as usize >= window.end
                || gap.chars().count() > rule.right_gap
                || rule.forbid.iter().any(|word| gap.contains(word.as_str()))
            {
                return Step::Fail;
            }
            if !element.is_free() || !element.has(kinds) {
                continue;
            }
            if rule.head && self.modifies(element.tail) {
                return Step::Fail;
            }
            let next = self.context.text()[element.tail as usize..].chars().next();
            if rule.closed && next.is_some_and(|next| !CLOSING.contains(next)) {
                return Step::Fail;
            }
            return Step::Element(index);
        }
        Step::Fail
    }

    /// The topic that the clauses before byte `at` go on about.
    fn topic(&self, kinds: &[EntityType], at: usize) -> Option<usize> {
        let current = self.clause_of(at);
        if self.has_own_subject(self.clauses[current].span.start as usize, at) {
            return None;
        }
        for clause in self.clauses[..=current].iter().rev().take(MOST_CLAUSES) {
            if clause.span.start as usize > at {
                continue;
            }
            let is_current = clause.span.end as usize > at;
            if !is_current && matches!(clause.mark, '；' | '：' | '。' | '！' | '？' | '\n') {
                return None;
            }
            let from = self.elements.partition_point(|element| element.start < clause.span.start);
            let Some((index, element)) = self
                .elements
                .iter()
                .enumerate()
                .skip(from)
                .take_while(|(_, element)| element.start < clause.span.end && (element.tail as usize) <= at)
                .find(|(_, element)| element.is_free() && !self.is_in_preposition(element) && !self.is_agent(element))
            else {
                continue;
            };
            let lead = self.text(clause.span.start as usize..element.start as usize);
            if lead.chars().count() > 12 || self.has_verb(clause.span.start, element.start) {
                continue;
            }
            if element.has(kinds) {
                return (!self.modifies(element.tail)).then_some(index);
            }
            if element.has(&[EntityType::Person]) {
                return None;
            }
        }
        None
    }

    /// Whether 与 or the like makes the element the other side of somebody.
    fn is_companion(&self, element: &Element) -> bool {
        self.text(0..element.start as usize).ends_with(['与', '和', '同', '跟', '向', '要', '邀'])
    }

    /// Whether a noun stands in the gap behind a name before any verb or preposition: that noun is the subject then.
    fn has_other_head(&self, from: u32, to: usize) -> bool {
        let rest = self.text(from as usize..to);
        if FOLLOWERS.iter().any(|word| rest.starts_with(word)) {
            return false;
        }
        let Some(first) = self.context.token_at(from) else { return false };
        for token in &self.context.tokens[first..] {
            if token.span.start < from {
                continue;
            }
            if token.span.end as usize > to {
                return false;
            }
            let tag = token.part_of_speech;
            if tag.is("n") {
                return !self.is_named(&(token.span.start as usize..token.span.end as usize));
            }
            if tag.is("v") || tag.is("p") {
                return false;
            }
        }
        false
    }

    /// Whether a verb stands between `from` and `to`.
    fn has_verb(&self, from: u32, to: u32) -> bool {
        let Some(first) = self.context.token_at(from) else { return false };
        let tokens = self.context.tokens[first..].iter().take_while(|token| token.span.start < to);
        tokens.filter(|token| token.span.start >= from).any(|token| token.part_of_speech.is("v"))
    }

    /// Whether 由 stands before the element.
    fn is_agent(&self, element: &Element) -> bool {
        self.text(0..element.start as usize).ends_with('由')
    }

    /// Whether the words from `from` to the cue begin with a noun that is no name: the clause has a subject of its own.
    fn has_own_subject(&self, from: usize, to: usize) -> bool {
        let Some(first) = self.context.token_at(from as u32) else { return false };
        for token in &self.context.tokens[first..] {
            let start = token.span.start as usize;
            if start >= to || self.is_named(&(start..start + 1)) {
                return false;
            }
            let tag = token.part_of_speech;
            if tag.is("n") {
                return !ADVERBIAL.contains(&token.span.of(self.context.text()));
            }
            if !(tag.is("t") || tag.is("d") || tag.is("c") || tag.is("x") || tag.is("m") || tag.is("r")) {
                return false;
            }
        }
        false
    }

    /// Whether 分别 stands directly before the cue.
    pub(crate) fn is_paired(&self, cue: &Range<usize>) -> bool {
        last_characters(self.text(self.clauses[self.clause_of(cue.start)].span.start as usize..cue.start), 4)
            .contains("分别")
    }
}

enum Step {
    Element(usize),
    Word(usize),
    Skip,
    Missing,
    Fail,
}

fn kinds<'r>(rule: &'r RelationRule, part: &Part) -> &'r [EntityType] {
    if *part == Part::Object { &rule.object } else { &rule.subject }
}
