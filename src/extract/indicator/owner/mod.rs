//! Whose a figure is: one of the things named around it, or nobody's.
//!
//! The things named before and behind a figure are its candidates. Each, and the choice of none, is described by
//! features (where it stands, what kind it is, what is counted), and a linear model adds up their weights, which
//! `fit` finds from the training passages.

mod candidate;
mod feature;

use rustc_hash::FxHashMap;

pub(super) use feature::unit_kind;

#[cfg(test)]
use super::choice::fit;
use super::choice::{LEAST_ODDS_OF_OWNER, echo, likely, weight};
use super::comparison::Role;
use crate::extract::context::{Context, Named};
use crate::extract::number::Quantity;
use crate::extract::period::Times;
use crate::model::{EntityType, Mention, Span};

/// A mention as a possible owner: index into the entities, and where.
pub(super) type Owner = (u32, Span);

/// A figure as its owner is looked for.
pub(super) struct Counted<'a> {
    pub(super) quantity: &'a Quantity,
    /// The clause it stands in.
    pub(super) clause: usize,
    pub(super) role: Role,
    pub(super) name: &'a str,
    /// Whether a figure with an owner stands before it in the sentence.
    pub(super) follows: bool,
    /// The figure before it in the document: its owner, and whether it stands in the same sentence.
    pub(super) previous: Option<(Option<u32>, bool)>,
}

/// What the choice of owners needs to know of one document.
pub(super) struct Owners<'a> {
    context: &'a Context<'a>,
    named: &'a Named,
    times: &'a Times,
    /// First clause of the sentence of each clause.
    sentence_start: &'a [usize],
    /// Number of the sentence of each clause.
    ordinal: Vec<usize>,
    /// How often each entity is named.
    counts: FxHashMap<u32, usize>,
    /// The entity named most often, and of each type.
    main: Option<u32>,
    main_of_kind: Vec<(EntityType, u32)>,
    /// Entities of the first sentence.
    title: Vec<u32>,
    /// Blocs whose members are known: members in order, and the bloc.
    blocs: Vec<(Vec<u32>, u32)>,
}

impl<'a> Owners<'a> {
    pub(super) fn new(
        context: &'a Context<'a>,
        named: &'a Named,
        times: &'a Times,
        sentence_start: &'a [usize],
    ) -> Self {
        let mut ordinal = Vec::with_capacity(sentence_start.len());
        for (index, first) in sentence_start.iter().enumerate() {
            let before: usize = ordinal.last().copied().unwrap_or_default();
            ordinal.push(before + usize::from(index > 0 && *first == index));
        }
        let mut counts: FxHashMap<u32, usize> = FxHashMap::default();
        let mut order: Vec<u32> = Vec::new();
        for mention in &named.mentions {
            let count = counts.entry(mention.entity).or_default();
            *count += 1;
            if *count == 1 {
                order.push(mention.entity);
            }
        }
        let kind = |entity: u32| named.entities.get(entity as usize).map(|entity| entity.kind);
        let owns = |entity: &u32| !matches!(kind(*entity), None | Some(EntityType::Person));
        let most = |of: Option<EntityType>| {
            let mut best: Option<(usize, u32)> = None;
            for entity in order.iter().filter(|entity| owns(entity) && of.is_none_or(|of| kind(**entity) == Some(of))) {
                let count = counts[entity];
                if best.is_none_or(|(known, _)| count > known) {
                    best = Some((count, *entity));
                }
            }
            best.map(|(_, entity)| entity)
        };
        let main_of_kind =
            EntityType::ALL.iter().filter_map(|of| most(Some(*of)).map(|entity| (*of, entity))).collect();
        let main = most(None);
        let first_end = ordinal.iter().position(|ordinal| *ordinal > 0).unwrap_or(ordinal.len());
        let end = first_end.checked_sub(1).map_or(0, |clause| context.clauses[clause].span.end);
        let first = named.mentions.iter().take_while(|mention| mention.span.end <= end);
        let title = first.map(|mention| mention.entity).collect();
        let blocs = blocs(context, named);
        Self { context, named, times, sentence_start, ordinal, counts, main, main_of_kind, title, blocs }
    }

    /// The owners of a figure; empty where it is nobody's.
    pub(super) fn of(&self, counted: &Counted) -> Vec<Owner> {
        if let Some(owner) = self.spoken_of_together(counted) {
            return vec![owner];
        }
        let candidates = self.candidates(counted);
        let weights = weight::owner();
        let mut scores: Vec<f64> = Vec::with_capacity(candidates.len() + 1);
        for chosen in (0..candidates.len()).map(Some).chain([None]) {
            let mut score = 0.0;
            self.describe(counted, &candidates, chosen, &mut |feature| score += weights.of(feature));
            let entity = chosen.map(|index| candidates[index].owner.0);
            score += echo(counted.previous, entity).map_or(0.0, |feature| weights.of(feature));
            scores.push(score);
        }
        match likely(&scores, LEAST_ODDS_OF_OWNER) {
            Some(index) => self.spread(candidates[index].owner, counted),
            None => Vec::new(),
        }
    }

    /// Every choice for a figure with its features, as fitting sees it.
    #[cfg(test)]
    pub(super) fn instance(&self, counted: &Counted) -> fit::Instance {
        let candidates = self.candidates(counted);
        let mut choices = Vec::new();
        for chosen in (0..candidates.len()).map(Some).chain([None]) {
            let mut features = Vec::new();
            self.describe(counted, &candidates, chosen, &mut |feature| features.push(feature.to_owned()));
            choices.push((chosen.map(|index| candidates[index].owner.0), features));
        }
        let (value, unit) = (counted.quantity.value, counted.quantity.unit.clone());
        let sentence = self.ordinal[counted.clause];
        let clauses = &self.context.clauses;
        let first = self.sentence_start[counted.clause];
        let start = clauses[first.saturating_sub(1)].span.start;
        let words = Span { start, end: clauses[counted.clause].span.end }.of(self.context.text()).to_owned();
        fit::Instance { choices, value, unit, words, sentence, ..fit::Instance::default() }
    }

    /// Number of the sentence that a clause belongs to.
    pub(super) fn ordinal(&self, clause: usize) -> usize {
        self.ordinal.get(clause).copied().unwrap_or_default()
    }

    pub(super) fn kind(&self, entity: u32) -> Option<EntityType> {
        self.named.entities.get(entity as usize).map(|entity| entity.kind)
    }

    fn mentions_in(&self, span: Span) -> &'a [Mention] {
        let from = self.named.mentions.partition_point(|mention| mention.span.start < span.start);
        let to = self.named.mentions.partition_point(|mention| mention.span.end <= span.end);
        &self.named.mentions[from..to.max(from)]
    }

    /// Each member of a list that shares one figure (A、B、C均超过100亿元).
    fn spread(&self, owner: Owner, counted: &Counted) -> Vec<Owner> {
        let text = self.context.text();
        let head = Span {
            start: self.context.clauses[counted.clause].span.start,
            end: counted.quantity.whole.start.max(self.context.clauses[counted.clause].span.start),
        };
        let mut owners = vec![owner];
        if owner.1.start < head.start || owner.1.end > head.end {
            return owners;
        }
        let between = Span { start: owner.1.end, end: head.end }.of(text);
        if !between.contains(['均', '都', '各']) {
            return owners;
        }
        let mut start = owner.1.start;
        for mention in self.mentions_in(head).iter().rev().filter(|mention| mention.span.end <= owner.1.start) {
            let joint = Span { start: mention.span.end.min(start), end: start }.of(text);
            if !is_joint(joint) {
                break;
            }
            start = mention.span.start;
            owners.push((mention.entity, mention.span));
        }
        owners.reverse();
        owners
    }
}

/// Whether words join the members of a list.
fn is_joint(words: &str) -> bool {
    matches!(words.trim_matches(['“', '”', '《', '》']), "、" | "和" | "与" | "及" | "以及")
}

/// Blocs whose members the article lists: the bloc that a reference's antecedent defines (X是指A、B和C), or that the
/// reference stands behind (X三地).
fn blocs(context: &Context, named: &Named) -> Vec<(Vec<u32>, u32)> {
    let mut out: Vec<(Vec<u32>, u32)> = Vec::new();
    for reference in named.references.iter().filter(|reference| reference.is_group && !reference.members.is_empty()) {
        let upto = named.mentions.partition_point(|mention| mention.span.start < reference.antecedent.start);
        let is_bloc = |mention: &&Mention| {
            named.entities.get(mention.entity as usize).is_some_and(|entity| entity.kind == EntityType::Bloc)
        };
        let Some(bloc) = named.mentions[..upto].iter().rev().take(4).find(is_bloc) else { continue };
        let end = bloc.span.end.min(reference.antecedent.start);
        let gap = Span { start: end, end: reference.antecedent.start }.of(context.text());
        let defines = gap.ends_with(['（', '(']) || ["是指", "包括", "指"].iter().any(|word| gap.ends_with(word));
        if !defines && !reference.rule.contains("bloc") {
            continue;
        }
        let mut members = reference.members.clone();
        members.sort_unstable();
        if !out.iter().any(|(known, _)| *known == members) {
            out.push((members, bloc.entity));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::extract::context::{Context, Named};
    use crate::extract::gold::segmenter;
    use crate::extract::period::Times;
    use crate::extract::{indicator, markup, reference};
    use crate::lexicon::Lexicon;
    use crate::segment::Segmenter;

    /// Owner, name, value, unit and time of each figure of a marked text.
    fn figures(marked: &str) -> Vec<String> {
        let marked = markup::parse(marked).unwrap();
        let tokens = segmenter().segment(&marked.document.text);
        let lexicon = Lexicon::default();
        let context = Context::new(&marked.document, &tokens, &lexicon);
        let mut named = Named { entities: marked.entities, mentions: marked.mentions, references: Vec::new() };
        reference::resolve(&context, &mut named);
        let found = indicator::extract(&context, &named, &Times::of(&context));
        let name = |about: u32| named.entities[about as usize].name.clone();
        let time = |found: &crate::model::Indicator| {
            found.period.as_ref().map_or(String::new(), |period| format!(" {}", period.text))
        };
        found
            .iter()
            .map(|found| format!("{} {} {}{}{}", name(found.about), found.name, found.value, found.unit, time(found)))
            .collect()
    }

    #[test]
    fn what_members_do_together_is_the_blocs() {
        let text = "{江湾城市群|bloc}是指{永宁县|district}、{平川县|district}和{石门县|district}。\
                    2021年，三县共完成工业投资85.8亿元。今年，{永宁县|district}、{平川县|district}、{石门县|district}共同布局重点项目47个。";
        let found = figures(text);
        assert_eq!(found[0], "江湾城市群 完成工业投资 85.8亿元 2021年");
        assert!(found[1].starts_with("江湾城市群 ") && found[1].contains("47个"), "{found:?}");
    }

    #[test]
    fn a_project_owns_its_measures_and_not_the_place_where_it_lies() {
        let text = "{青云大桥|project}位于{平川县|district}，全长12公里，总投资30亿元。";
        assert_eq!(figures(text), ["青云大桥 全长 12公里", "青云大桥 总投资 30亿元"]);
    }
}
