//! Stages of named projects: 开工, 在建 70 %, 投用 …

mod rule;

use crate::extract::context::{Context, Named};
use crate::extract::indicator::sentence_starts;
use crate::extract::number::{UnitKind, quantities};
use crate::extract::period::{Form, Times};
use crate::model::{EntityType, Mention, Period, Span, Stage, StageKind};

use rule::{Cue, Rule, Shape, rules};

/// Most characters between a project and the word that says its stage.
const GAP: usize = 22;

/// The same for a place or an institution, which the word must follow more closely.
const SHORT_GAP: usize = 4;

/// Bytes between a verb at the head of its clause and its object.
const OBJECT_GAP: u32 = 18;

/// Stages by place.
pub(crate) fn extract(context: &Context, named: &Named, times: &Times) -> Vec<Stage> {
    let starts = sentence_starts(context);
    let reader = Reader { context, named, times, starts };
    let mut out: Vec<Stage> = Vec::new();
    for (start, end, word) in rules().hits(context.text()) {
        let hit = Span::new(start, end);
        if !context.document.zone_at(hit.start).is_story() || reader.is_within_mention(hit) {
            continue;
        }
        for cue in &rules().cues[word] {
            if reader.apply(*cue, hit, &mut out) {
                break;
            }
        }
    }
    out
}

struct Reader<'a> {
    context: &'a Context<'a>,
    named: &'a Named,
    times: &'a Times,
    starts: Vec<usize>,
}

impl Reader<'_> {
    /// Reads the projects that a cue word gives a stage to; whether it gave any.
    fn apply(&self, cue: Cue, hit: Span, out: &mut Vec<Stage>) -> bool {
        let rule = &rules().rules[cue.rule];
        let Some(clause) = self.context.clause_at(hit.start) else { return false };
        let span = self.context.clauses[clause].span;
        if !rule.ignores_plan && self.is_planned(span, hit, cue.shape) {
            return false;
        }
        let projects = match cue.shape {
            Shape::After => self.before(rule, clause, hit, true),
            Shape::Before => self.behind(rule, span, hit),
            Shape::Frame => {
                let found = self.before(rule, clause, hit, false);
                let leads = found.first().is_some_and(|first| self.has_lead(span, first.span));
                if leads { found } else { Vec::new() }
            }
        };
        let (percent, building) = self.percent(span);
        for project in &projects {
            for stage in rule.stages() {
                self.push(project, stage, percent.filter(|_| building), rule, clause, hit, out);
            }
        }
        !projects.is_empty()
    }

    #[expect(clippy::too_many_arguments, reason = "one place that makes a stage")]
    fn push(
        &self,
        project: &Mention,
        stage: StageKind,
        percent: Option<f64>,
        rule: &Rule,
        clause: usize,
        hit: Span,
        out: &mut Vec<Stage>,
    ) {
        let percent = percent.filter(|_| stage == StageKind::UnderConstruction);
        if out.iter().any(|known| known.project == project.entity && known.stage == stage && known.percent == percent) {
            return;
        }
        let mut span = self.context.clauses[clause].span;
        if let Some(other) = self.context.clause_at(project.span.start) {
            span = span.cover(self.context.clauses[other].span);
        }
        let length = span.of(self.context.text()).trim_end_matches(['，', '\n', ' ']).len();
        let evidence = self.context.document.evidence(Span::new(span.start as usize, span.start as usize + length));
        out.push(Stage {
            project: project.entity,
            stage,
            percent,
            period: self.period(clause, hit),
            rule: rule.name.clone(),
            evidence,
        });
    }

    fn is_within_mention(&self, hit: Span) -> bool {
        let next = self.named.mentions.partition_point(|mention| mention.span.end <= hit.start);
        self.named.mentions.get(next).is_some_and(|mention| mention.span.overlaps(hit))
    }

    /// Whether the clause says a plan, a condition (建成后) or a negation.
    fn is_planned(&self, clause: Span, hit: Span, shape: Shape) -> bool {
        let text = self.context.text();
        let after = &text[hit.end as usize..(clause.end as usize).max(hit.end as usize)];
        let conditional = ["后", "之后", "以后", "前", "之前", "时"].iter().any(|word| after.starts_with(word));
        if conditional && shape == Shape::After {
            return true;
        }
        let mut before = Span { start: clause.start, end: hit.start.max(clause.start) }.of(text).to_owned();
        // Words of a name say nothing about it.
        for mention in self.mentions_in(Span { start: clause.start, end: hit.start.max(clause.start) }).iter().rev() {
            let from = (mention.span.start - clause.start) as usize;
            let to = (mention.span.end - clause.start) as usize;
            before.replace_range(from..to, "");
        }
        rules().planned.iter().any(|word| before.contains(word.as_str()))
            || ["奠定", "目标", "打下", "创造条件", "倒计时"].iter().any(|word| after.contains(word))
    }

    fn mentions_in(&self, span: Span) -> &[Mention] {
        let from = self.named.mentions.partition_point(|mention| mention.span.start < span.start);
        let to = self.named.mentions.partition_point(|mention| mention.span.end <= span.end);
        &self.named.mentions[from..to.max(from)]
    }

    fn is_project(&self, mention: &Mention) -> bool {
        self.named.entities.get(mention.entity as usize).is_some_and(|entity| entity.kind == EntityType::Project)
    }

    /// Whether a mention stands near enough before a word: a place or an institution right before it.
    fn is_near(&self, mention: &Mention, hit: Span) -> bool {
        let gap = Span { start: mention.span.end.min(hit.start), end: hit.start }.of(self.context.text());
        gap.chars().count() <= if self.is_project(mention) { GAP } else { SHORT_GAP }
    }

    /// Whether a mention stands behind a preposition.
    fn is_object(&self, mention: &Mention, clause: Span) -> bool {
        let before = Span { start: clause.start, end: mention.span.start.max(clause.start) }.of(self.context.text());
        let near = before.trim_end_matches(['“', '《']);
        ["在", "位于", "于", "从", "到", "至", "对", "向", "由", "为", "与"].iter().any(|word| near.ends_with(word))
    }

    fn can_have(&self, mention: &Mention, rule: &Rule) -> bool {
        match self.named.entities.get(mention.entity as usize).map(|entity| entity.kind) {
            Some(EntityType::Project) => true,
            Some(EntityType::Place | EntityType::Institution) => rule.strong,
            _ => false,
        }
    }

    /// The project that a word follows, and those listed with it.
    fn before(&self, rule: &Rule, clause: usize, hit: Span, reaches_back: bool) -> Vec<Mention> {
        let span = self.context.clauses[clause].span;
        let text = self.context.text();
        let head = Span { start: span.start, end: hit.start.max(span.start) };
        let inside = self.mentions_in(head);
        let fits = |mention: &Mention| self.can_have(mention, rule) && self.is_near(mention, hit);
        // 青云水库在平阳镇开工: what stands behind a preposition is the place of the thing, unless there is nothing else.
        let subject = inside.iter().rposition(|mention| fits(mention) && !self.is_object(mention, span));
        let last = subject.or_else(|| inside.iter().rposition(|mention| fits(mention) && self.is_project(mention)));
        if let Some(last) = last {
            let gap = Span { start: inside[last].span.end, end: hit.start }.of(text);
            let jumps = gap.contains(['（', '、']) && !gap.contains('等');
            return if jumps { Vec::new() } else { self.listed(inside, last, rule) };
        }
        if inside.iter().any(|mention| self.can_have(mention, rule)) {
            return Vec::new();
        }
        // 该项目 and a bare verb take the project with which a clause before them in the sentence begins.
        let lead = head.of(text).trim_start_matches(['“', ' ']);
        if !reaches_back || lead.chars().count() > GAP {
            return Vec::new();
        }
        if let Some(found) = self.referred(rule, head) {
            return vec![found];
        }
        // 加快X建设，开工Y: the verb has its own object.
        let rest = Span { start: hit.end, end: span.end.max(hit.end) };
        let object = self.mentions_in(rest).first().filter(|mention| self.can_have(mention, rule));
        if lead.is_empty() && object.is_some_and(|object| object.span.start < hit.end + OBJECT_GAP) {
            return Vec::new();
        }
        for index in (self.starts[clause]..clause).rev() {
            let clause = self.context.clauses[index].span;
            let first = self.mentions_in(clause).iter().find(|mention| self.can_have(mention, rule));
            if let Some(first) = first.filter(|first| self.is_project(first))
                && (Span { start: clause.start, end: first.span.start }).of(text).chars().count() <= 6
            {
                return vec![first.clone()];
            }
        }
        Vec::new()
    }

    /// What 该项目 in the words before a stage stands for.
    fn referred(&self, rule: &Rule, head: Span) -> Option<Mention> {
        let from = self.named.references.partition_point(|reference| reference.span.start < head.start);
        let reference = self.named.references.get(from).filter(|reference| reference.span.end <= head.end)?;
        let [entity] = reference.members.as_slice() else { return None };
        let mention = self.named.mentions.iter().find(|mention| mention.entity == *entity)?;
        let is_fit = self.can_have(mention, rule);
        is_fit.then(|| Mention { span: reference.span, ..mention.clone() })
    }

    /// `mentions[last]` and the projects before it in the same list.
    fn listed(&self, mentions: &[Mention], last: usize, rule: &Rule) -> Vec<Mention> {
        let text = self.context.text();
        let mut found = vec![mentions[last].clone()];
        let mut start = mentions[last].span.start;
        for mention in mentions[..last].iter().rev() {
            let joint = Span { start: mention.span.end.min(start), end: start }.of(text);
            if !is_joint(joint) || !self.can_have(mention, rule) {
                break;
            }
            start = mention.span.start;
            found.push(mention.clone());
        }
        found.reverse();
        found
    }

    /// The project that a word precedes, and those listed with it.
    fn behind(&self, rule: &Rule, clause: Span, hit: Span) -> Vec<Mention> {
        let text = self.context.text();
        let rest = Span { start: hit.end, end: clause.end.max(hit.end) };
        let mut found: Vec<Mention> = Vec::new();
        let mut end = hit.end;
        for mention in self.mentions_in(rest) {
            let joint = Span { start: end.min(mention.span.start), end: mention.span.start }.of(text);
            let fits = if found.is_empty() {
                joint.chars().count() <= 6 && !joint.contains(['、', '和'])
            } else {
                is_joint(joint)
            };
            if !fits || !self.can_have(mention, rule) {
                break;
            }
            end = mention.span.end;
            found.push(mention.clone());
        }
        found
    }

    /// Whether a leading verb stands right before the list.
    fn has_lead(&self, clause: Span, first: Span) -> bool {
        let before = Span { start: clause.start, end: first.start.max(clause.start) }.of(self.context.text());
        let near = before.trim_end_matches(['“', '了', '好']);
        rules().lead.iter().any(|word| near.ends_with(word.as_str()))
    }

    /// The share done that a clause gives, and whether it is one (完成工程量的70%, 进度66%).
    fn percent(&self, clause: Span) -> (Option<f64>, bool) {
        let text = clause.of(self.context.text());
        let found = quantities(text, &[]).into_iter().find(|quantity| quantity.kind == UnitKind::Percent);
        (found.map(|quantity| quantity.value), text.contains("完成") || text.contains("进度"))
    }

    /// The time nearest before the word in its sentence.
    fn period(&self, clause: usize, hit: Span) -> Option<Period> {
        let first = self.context.clauses[self.starts[clause]].span.start;
        let before = Span { start: first, end: hit.start.max(first) };
        let index = self.times.within(before).rev().find(|index| self.times.expressions[*index].form != Form::Each)?;
        Some(self.times.periods[index].clone())
    }
}

fn is_joint(words: &str) -> bool {
    let plain = words.trim_matches(['“', '”', '《', '》', ' ']);
    matches!(plain, "、" | "和" | "与" | "及" | "以及" | "，" | "等" | "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{gold::segmenter, markup};
    use crate::lexicon::Lexicon;
    use crate::segment::Segmenter;

    #[test]
    fn every_rule_keeps_its_examples() {
        let lexicon = Lexicon::default();
        let mut seen = 0;
        for rule in &rules().rules {
            for example in &rule.examples {
                let marked = markup::parse(&example.text).unwrap();
                let tokens = segmenter().segment(&marked.document.text);
                let context = Context::new(&marked.document, &tokens, &lexicon);
                let named = Named { entities: marked.entities, mentions: marked.mentions, references: Vec::new() };
                let found: Vec<String> = extract(&context, &named, &Times::of(&context))
                    .iter()
                    .map(|stage| format!("{} {}", named.entities[stage.project as usize].name, stage.stage.code()))
                    .collect();
                assert_eq!(found, example.expect, "rule {}: {}", rule.name, example.text);
                seen += 1;
            }
        }
        assert!(seen >= rules().rules.len(), "a rule lacks its example");
    }
}
