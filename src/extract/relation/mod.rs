//! Typed relations: rules over cues, names that show a relation, juxtaposed names, posts.

pub(crate) mod element;
mod evidence;
#[cfg(test)]
mod gold;
mod juxtaposed;
mod modality;
pub(crate) mod name;
mod post;
mod shown;
mod template;

use rustc_hash::FxHashMap;

use super::context::{Context, Named};
use crate::lexicon::pattern::{Patterns, RelationRule};
use crate::model::{Antecedent, EntityType, Grade, Modality, Predicate, Relation, Span};

use element::{Element, Member};
use template::{Found, SentenceView};

/// Every relation that the document says, by place of its evidence.
pub(crate) fn extract(context: &Context<'_>, named: &Named) -> Vec<Relation> {
    read(context, named, context.lexicon.relation_rules(), true)
}

/// What the cue rules of `patterns` alone read.
pub(crate) fn by_cues(context: &Context<'_>, named: &Named, patterns: &Patterns) -> Vec<Relation> {
    read(context, named, patterns, false)
}

fn read(context: &Context<'_>, named: &Named, patterns: &Patterns, with_names: bool) -> Vec<Relation> {
    let mut out = Collector::new(context, named);
    let names = name::Names::new(named);
    for paragraph in &context.document.paragraphs {
        if !paragraph.zone.is_extracted() {
            continue;
        }
        for sentence in paragraph.sentences.clone() {
            let Some(span) = context.document.sentences.get(sentence as usize) else { continue };
            let mut elements = element::elements(context, named, *span);
            if elements.is_empty() {
                continue;
            }
            let from = context.clauses.partition_point(|clause| clause.sentence < sentence);
            let to = context.clauses.partition_point(|clause| clause.sentence <= sentence);
            let clauses = &context.clauses[from..to];
            if clauses.is_empty() {
                continue;
            }
            let view = SentenceView { context, clauses, elements: &elements };
            if with_names {
                post::extract(&view, &names, &mut out);
                juxtaposed::extract(&view, &names, &mut out);
                juxtaposed::members(&view, &mut out);
            }
            if paragraph.zone.is_story() {
                let is_post = |words: &str| post::is_post(&context.lexicon.relation_rules().posts, words);
                element::join_persons(context.text(), is_post, &mut elements);
                let view = SentenceView { context, clauses, elements: &elements };
                by_rules(&view, *span, patterns, &mut out);
            }
        }
    }
    if with_names {
        shown::extract(&names, &mut out);
    }
    out.finish()
}

fn by_rules(view: &SentenceView<'_>, sentence: Span, patterns: &Patterns, out: &mut Collector<'_>) {
    let base = sentence.start as usize;
    for (range, rules) in patterns.cues(sentence.of(view.context.text())) {
        let cue = range.start + base..range.end + base;
        for index in rules {
            let rule = &patterns.rules[*index as usize];
            let Some(found) = view.find(rule, &cue) else { continue };
            by_rule(view, rule, &cue, found, out);
        }
    }
}

/// Turns what a rule found into relations.
fn by_rule(
    view: &SentenceView<'_>,
    rule: &RelationRule,
    cue: &std::ops::Range<usize>,
    found: Found,
    out: &mut Collector<'_>,
) {
    let text = view.context.text();
    let (subject, object) = (&view.elements[found.subject], &view.elements[found.object]);
    let clause = &view.clauses[view.clause_of(cue.start)];
    let from = if !found.is_carried && (subject.tail as usize) < cue.start {
        subject.tail.max(clause.span.start) as usize
    } else {
        clause.span.start as usize
    };
    let before = text.get(from..cue.start).unwrap_or_default();
    let Some(modality) =
        modality::modality(&view.context.lexicon.relation_rules().modality, before, &text[cue.clone()])
    else {
        return;
    };
    let carried = found.is_carried || subject.reference.is_some() || object.reference.is_some();
    let claim = Claim {
        predicate: rule.predicate,
        grade: if carried { rule.grade.max(Grade::C) } else { rule.grade },
        modality,
        rule: &rule.name,
        title: None,
        cue: Span::new(cue.start, cue.end),
    };
    if found.subject == found.object {
        for (index, one) in subject.members.iter().enumerate() {
            for other in &subject.members[index + 1..] {
                if rule.subject.contains(&one.kind) && rule.object.contains(&other.kind) {
                    out.add(view, &claim, (subject, one), (subject, other));
                }
            }
        }
        return;
    }
    let fits = |member: &&Member| {
        rule.subject.contains(&member.kind)
            && (rule.subject_contains.is_empty() || {
                let name = &out.named.entities[member.entity as usize].name;
                rule.subject_contains.iter().any(|part| name.contains(part.as_str()))
            })
    };
    let subjects: Vec<&Member> = subject.members.iter().filter(fits).collect();
    let objects: Vec<&Member> = object.members.iter().filter(|member| rule.object.contains(&member.kind)).collect();
    if view.is_paired(cue) && subjects.len() == objects.len() && subjects.len() > 1 {
        for (one, other) in subjects.iter().zip(&objects) {
            out.add(view, &claim, (subject, one), (object, other));
        }
        return;
    }
    for one in &subjects {
        for other in &objects {
            out.add(view, &claim, (subject, one), (object, other));
        }
    }
}

/// What a rule claims of a pair.
pub(crate) struct Claim<'a> {
    pub(crate) predicate: Predicate,
    pub(crate) grade: Grade,
    pub(crate) modality: Modality,
    pub(crate) rule: &'a str,
    pub(crate) title: Option<&'a str>,
    /// The words that say it.
    pub(crate) cue: Span,
}

/// Gathers relations, one for each pair and sentence, with the best grade.
pub(crate) struct Collector<'a> {
    context: &'a Context<'a>,
    named: &'a Named,
    relations: Vec<Relation>,
    seen: FxHashMap<(u32, Predicate, u32, u32), usize>,
}

impl<'a> Collector<'a> {
    fn new(context: &'a Context<'a>, named: &'a Named) -> Self {
        Self { context, named, relations: Vec::new(), seen: FxHashMap::default() }
    }

    /// Adds what `claim` says of a subject and an object of one sentence.
    pub(crate) fn add(
        &mut self,
        view: &SentenceView<'_>,
        claim: &Claim<'_>,
        subject: (&Element, &Member),
        object: (&Element, &Member),
    ) {
        if subject.1.entity == object.1.entity {
            return;
        }
        let spans = [subject.1.span, object.1.span, claim.cue];
        let evidence = evidence::span(self.context.text(), view.clauses, &spans);
        let mut with: Vec<u32> = Vec::new();
        let group = subject.0;
        if group.is_list
            && group.members.len() > 1
            && matches!(
                group.members[0].kind,
                EntityType::District
                    | EntityType::Bloc
                    | EntityType::Agency
                    | EntityType::Company
                    | EntityType::Institution
            )
        {
            with.extend(group.members.iter().map(|member| member.entity));
            with.retain(|entity| *entity != subject.1.entity && *entity != object.1.entity);
            with.sort_unstable();
        }
        let reference = [subject.0, object.0].iter().find_map(|element| element.reference);
        let antecedent = reference.and_then(|index| self.antecedent(index));
        self.push(claim, subject.1.entity, object.1.entity, evidence, with, antecedent);
    }

    /// Adds what `claim` says of two entities with the evidence given.
    pub(crate) fn add_plain(&mut self, claim: &Claim<'_>, subject: u32, object: u32, evidence: Span) {
        if subject != object {
            self.push(claim, subject, object, evidence, Vec::new(), None);
        }
    }

    fn antecedent(&self, index: u32) -> Option<Antecedent> {
        let reference = self.named.references.get(index as usize)?;
        Some(Antecedent {
            reference: reference.span.of(self.context.text()).to_owned(),
            names: reference
                .members
                .iter()
                .filter_map(|entity| self.named.entities.get(*entity as usize))
                .map(|entity| entity.name.clone())
                .collect(),
            line: self.context.document.line(reference.antecedent.start),
            rule: reference.rule.to_owned(),
        })
    }

    fn push(
        &mut self,
        claim: &Claim<'_>,
        subject: u32,
        object: u32,
        evidence: Span,
        with: Vec<u32>,
        antecedent: Option<Antecedent>,
    ) {
        let (subject, object) =
            if claim.predicate.is_symmetric() && object < subject { (object, subject) } else { (subject, object) };
        let sentence = self.context.document.sentence_at(evidence.start).unwrap_or_default() as u32;
        let relation = Relation {
            subject,
            predicate: claim.predicate,
            object,
            grade: claim.grade,
            modality: claim.modality,
            rule: claim.rule.to_owned(),
            title: claim.title.map(str::to_owned),
            with,
            evidence: self.context.document.evidence(evidence),
            antecedent,
        };
        match self.seen.entry((subject, claim.predicate, object, sentence)) {
            std::collections::hash_map::Entry::Vacant(slot) => {
                slot.insert(self.relations.len());
                self.relations.push(relation);
            }
            std::collections::hash_map::Entry::Occupied(slot) => {
                let known = &mut self.relations[*slot.get()];
                if relation.grade < known.grade {
                    *known = relation;
                }
            }
        }
    }

    fn finish(mut self) -> Vec<Relation> {
        self.relations.sort_by(|a, b| {
            (a.evidence.span, a.subject, a.predicate, a.object).cmp(&(
                b.evidence.span,
                b.subject,
                b.predicate,
                b.object,
            ))
        });
        self.relations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{markup, reference};
    use crate::lexicon::Lexicon;

    fn read_marked(marked: &str) -> (Vec<Relation>, Named) {
        let marked = markup::parse(marked).unwrap();
        let lexicon = Lexicon::default();
        let context = Context::new(&marked.document, &[], &lexicon);
        let mut named = Named { entities: marked.entities, mentions: marked.mentions, references: Vec::new() };
        reference::resolve(&context, &mut named);
        (extract(&context, &named), named)
    }

    #[test]
    fn a_reference_supplies_the_subject_and_is_named_as_such() {
        let (relations, named) =
            read_marked("{旬阳县|district}和{白河县|district}接壤。两地将共同建设{汉江大桥|project}。");
        let builds: Vec<&Relation> = relations.iter().filter(|r| r.predicate == Predicate::Builds).collect();
        assert_eq!(builds.len(), 2);
        assert_eq!((builds[0].grade, builds[0].modality), (Grade::C, Modality::Planned));
        let antecedent = builds[0].antecedent.as_ref().unwrap();
        assert_eq!((antecedent.reference.as_str(), antecedent.names.len()), ("两地", 2));
        let other = builds[0].with[0];
        assert_ne!(other, builds[0].subject);
        assert!(named.entities[other as usize].name.ends_with('县'));
    }

    #[test]
    fn two_lists_with_their_own_words_are_paired() {
        let (relations, named) =
            read_marked("{旬阳县|district}、{白河县|district}分别建设{甲桥|project}、{乙桥|project}。");
        let pairs: Vec<(&str, &str)> = relations
            .iter()
            .filter(|r| r.predicate == Predicate::Builds)
            .map(|r| {
                let name = |at: u32| named.entities[at as usize].name.as_str();
                (name(r.subject), name(r.object))
            })
            .collect();
        assert_eq!(pairs.len(), 2);
        assert!(pairs.contains(&("旬阳县", "甲桥")) && pairs.contains(&("白河县", "乙桥")));
    }

    #[test]
    fn nothing_is_carried_over_a_full_stop() {
        let (relations, _) = read_marked("{旬阳县|district}很美。建设{甲桥|project}。");
        assert!(relations.is_empty());
    }

    #[test]
    fn a_sentence_without_end_takes_time_in_proportion() {
        let one = "{旬阳县|district}推进{甲桥|project}，来到{白河县|district}民政局局长{李大海|person}那里，该县建设";
        let time = |times: usize| {
            let text = one.repeat(times);
            let start = std::time::Instant::now();
            let (relations, _) = read_marked(&text);
            assert!(!relations.is_empty());
            start.elapsed().as_secs_f64()
        };
        let (short, long) = (time(250), time(2000));
        assert!(long < short * 8.0 * 4.0 + 0.5, "{short} s for 250, {long} s for 2000");
    }
}
