//! Words that stand for entities named before: 三地 两地 双方 该区 该公司 该项目 本次活动, 我们 in a quotation.
//!
//! A reference is scoped to its article. Where nothing fits it stays unresolved, with the reason as its rule.

mod speaker;
mod word;

use super::context::{Context, Named, Reference};
use super::relation::element::{self, Element, Member};
use crate::model::{Antecedent, EntityType, Span};

use word::{Counted, Found, Kind};

/// Sentences back in which an antecedent may stand.
const REACH: usize = 5;
/// The same for the list that a counted reference stands for: an article's, and yet bounded.
const LIST_REACH: usize = 200;
/// Most names back among which an antecedent is looked for.
const MOST_ELEMENTS: usize = 400;

/// Finds the references of the document and what they stand for, and adds them to `named`.
pub(crate) fn resolve(context: &Context<'_>, named: &mut Named) {
    let words = &context.lexicon.relation_rules().references;
    let mut found: Vec<Found> = Vec::new();
    for paragraph in context.document.paragraphs.iter().filter(|paragraph| paragraph.zone.is_story()) {
        word::find(context, words, paragraph.span, &mut found);
    }
    found.retain(|reference| {
        // 我们 outside a quotation is anybody.
        if reference.kind == Kind::Speaker && !speaker::is_quoted(context, reference.span) {
            return false;
        }
        let at = named.mentions.partition_point(|mention| mention.span.end <= reference.span.start);
        named.mentions.get(at).is_none_or(|mention| !mention.span.overlaps(reference.span))
    });
    if found.is_empty() {
        return;
    }
    named.references.clear();
    let elements: Vec<Vec<Element>> =
        context.document.sentences.iter().map(|sentence| element::elements(context, named, *sentence)).collect();
    let definitions = definitions(context, named, &elements);
    let mut members = elements.iter().flatten().flat_map(|element| &element.members);
    let first_event = members.find(|member| member.kind == EntityType::Event).copied();
    let resolver = Resolver { context, named, elements: &elements, definitions: &definitions, first_event };
    let mut references: Vec<Reference> = Vec::with_capacity(found.len());
    for one in &found {
        let reference = resolver.resolve(one);
        references.push(reference);
    }
    references.sort_by_key(|reference| reference.span.start);
    named.references = references;
}

/// The references that stand for nothing, with the reason why.
pub(crate) fn unresolved(context: &Context<'_>, named: &Named) -> Vec<Antecedent> {
    let open = named.references.iter().filter(|reference| reference.members.is_empty());
    open.map(|reference| Antecedent {
        reference: reference.span.of(context.text()).to_owned(),
        names: Vec::new(),
        line: context.document.line(reference.span.start),
        rule: reference.rule.to_owned(),
    })
    .collect()
}

/// Blocs whose members the article lists: (bloc, members, where).
fn definitions(context: &Context<'_>, named: &Named, elements: &[Vec<Element>]) -> Vec<(u32, Vec<u32>, Span)> {
    let text = context.text();
    let mut out = Vec::new();
    for sentence in elements {
        for (index, bloc) in sentence.iter().enumerate() {
            let Some(member) = bloc.members.last().filter(|member| member.kind == EntityType::Bloc) else { continue };
            let Some(list) = sentence.get(index + 1..).and_then(|rest| rest.iter().find(|next| !next.is_modifier))
            else {
                continue;
            };
            let gap = text.get(bloc.end as usize..list.start as usize).unwrap_or_default();
            let defines = gap.contains("是指") || list.is_aside && matches!(gap, "（" | "(");
            let members = districts(named, list);
            if defines && members.len() > 1 {
                out.push((member.entity, members, list.span()));
            }
        }
    }
    out
}

fn districts(named: &Named, element: &Element) -> Vec<u32> {
    let is_district = |entity: u32| named.entities[entity as usize].kind == EntityType::District;
    element.members.iter().map(|member| member.entity).filter(|entity| is_district(*entity)).collect()
}

struct Resolver<'a> {
    context: &'a Context<'a>,
    named: &'a Named,
    elements: &'a [Vec<Element>],
    definitions: &'a [(u32, Vec<u32>, Span)],
    first_event: Option<Member>,
}

impl Resolver<'_> {
    fn resolve(&self, found: &Found) -> Reference {
        let resolved = match &found.kind {
            Kind::Counted(counted) => self.counted(found.span, *counted),
            Kind::Single { kind, ending } => self.single(found.span, *kind, ending.as_deref()),
            Kind::Speaker => speaker::of(self.context, self.named, self.elements, found.span),
        };
        let is_group = matches!(found.kind, Kind::Counted(_));
        match resolved {
            Some((members, antecedent, rule)) => Reference { span: found.span, members, is_group, antecedent, rule },
            None => Reference {
                span: found.span,
                members: Vec::new(),
                is_group,
                antecedent: found.span,
                rule: match found.kind {
                    Kind::Counted(_) => "unresolved: no list of this size before",
                    Kind::Single { .. } => "unresolved: nothing of this kind near before",
                    Kind::Speaker => "unresolved: no speaker named",
                },
            },
        }
    }

    /// Elements before byte `at`, the nearest first, within reach.
    fn before(&self, at: u32, reach: usize) -> impl Iterator<Item = &Element> {
        let sentence = self.context.document.sentence_at(at).unwrap_or_default();
        (sentence.saturating_sub(reach)..=sentence)
            .rev()
            .filter_map(|index| self.elements.get(index))
            .flat_map(move |elements| {
                let upto = elements.partition_point(|element| element.start < at);
                elements[..upto].iter().rev().filter(move |element| element.end <= at)
            })
            .take(MOST_ELEMENTS)
    }

    fn counted(&self, span: Span, counted: Counted) -> Option<(Vec<u32>, Span, &'static str)> {
        // In apposition (万开云三地) the name before says which.
        let touching =
            self.before(span.start, 0).find(|element| !element.is_modifier).filter(|element| element.end == span.start);
        if let Some(element) = touching {
            let last = element.members.last()?;
            if let Some((_, members, place)) = self.definitions.iter().find(|(bloc, _, _)| *bloc == last.entity)
                && members.len() == counted.size
            {
                return Some((members.clone(), *place, "reference/bloc-in-apposition"));
            }
        }
        let fits = |element: &Element| -> Option<Vec<u32>> {
            let members: Vec<u32> = if counted.any {
                element.members.iter().filter(|member| is_actor(member.kind)).map(|member| member.entity).collect()
            } else {
                districts(self.named, element)
            };
            (members.len() == counted.size && members.len() == element.members.len()).then_some(members)
        };
        for element in self.before(span.start, LIST_REACH) {
            if element.is_list
                && !element.is_aside
                && let Some(members) = fits(element)
            {
                return Some((members, element.span(), "reference/list-of-this-size"));
            }
            let bloc = element.members.iter().find(|member| member.kind == EntityType::Bloc);
            if let Some((_, members, place)) =
                bloc.and_then(|bloc| self.definitions.iter().find(|(defined, _, _)| *defined == bloc.entity))
                && members.len() == counted.size
                && !counted.any
            {
                return Some((members.clone(), *place, "reference/defined-bloc"));
            }
            if counted.any
                && counted.size == 2
                && !element.is_modifier
                && let Some(pair) = self.pair(element)
            {
                return Some((pair.0, pair.1, "reference/two-sides"));
            }
        }
        None
    }

    /// The two sides of a clause such as `A日前与B签约`, `element` being B.
    fn pair(&self, element: &Element) -> Option<(Vec<u32>, Span)> {
        let text = self.context.text();
        let clause = self.context.clauses[self.context.clause_at(element.start)?].span;
        let before = text.get(clause.start as usize..element.start as usize)?;
        if !before.ends_with(['与', '和', '同']) || element.members.len() != 1 || !is_actor(element.members[0].kind)
        {
            return None;
        }
        let other = self.before(element.start, 0).find(|other| other.is_free())?;
        let fits = other.members.len() == 1 && is_actor(other.members[0].kind) && other.start >= clause.start;
        fits.then(|| (vec![other.members[0].entity, element.members[0].entity], other.span().cover(element.span())))
    }

    fn single(&self, span: Span, kind: EntityType, ending: Option<&str>) -> Option<(Vec<u32>, Span, &'static str)> {
        if kind == EntityType::Event {
            // 本次活动 is what the article is about: the first event that it names.
            let member = self.first_event.filter(|member| member.span.end <= span.start)?;
            return Some((vec![member.entity], member.span, "reference/first-event"));
        }
        let sentence = self.context.document.sentence_at(span.start).unwrap_or_default();
        for index in (sentence.saturating_sub(REACH)..=sentence).rev() {
            let Some(elements) = self.elements.get(index) else { continue };
            let upto = elements.partition_point(|element| element.start < span.start);
            let near = upto.saturating_sub(MOST_ELEMENTS);
            let before = elements[near..upto].iter().filter(|element| element.end <= span.start);
            let mut best: Option<(Member, &Element)> = None;
            for element in before {
                let found = element.members.iter().rev().find(|member| {
                    let entity = &self.named.entities[member.entity as usize];
                    entity.kind == kind && ending.is_none_or(|ending| entity.name.ends_with(ending))
                });
                let Some(member) = found else { continue };
                // What the sentence is about rather than what it only passes by: the first, and not behind 在 or 位于.
                // Of divisions and companies the last, however.
                let passed_by = self.is_passed_by(element);
                let takes_last = matches!(kind, EntityType::District | EntityType::Company | EntityType::Agency);
                if best.is_none_or(|(_, known)| takes_last || self.is_passed_by(known) && !passed_by) {
                    best = Some((*member, element));
                }
            }
            let Some((member, element)) = best else { continue };
            if element.is_list && element.members.len() > 1 && kind != EntityType::District {
                // 该公司 after a list of companies could be any of them.
                return None;
            }
            return Some((vec![member.entity], member.span, "reference/last-of-this-kind"));
        }
        None
    }

    fn is_passed_by(&self, element: &Element) -> bool {
        let before = self.context.text().get(..element.start as usize).unwrap_or_default();
        ["在", "位于", "于", "从", "到", "来自", "至", "距"].iter().any(|word| before.ends_with(word))
    }
}

fn is_actor(kind: EntityType) -> bool {
    kind.is_organization() || matches!(kind, EntityType::District | EntityType::Bloc)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::markup;
    use crate::lexicon::Lexicon;

    fn resolved(marked: &str) -> Vec<String> {
        let marked = markup::parse(marked).unwrap();
        let lexicon = Lexicon::default();
        let context = Context::new(&marked.document, &[], &lexicon);
        let mut named = Named { entities: marked.entities, mentions: marked.mentions, references: Vec::new() };
        resolve(&context, &mut named);
        let names = |members: &[u32]| -> String {
            members.iter().map(|at| named.entities[*at as usize].name.as_str()).collect::<Vec<_>>().join("+")
        };
        named
            .references
            .iter()
            .map(|reference| format!("{}={}", reference.span.of(context.text()), names(&reference.members)))
            .collect()
    }

    #[test]
    fn a_counted_reference_takes_the_last_list_of_its_size() {
        assert_eq!(
            resolved(
                "{丰都县|district}、{垫江县|district}和{忠县|district}相邻，{甲区|district}与{乙区|district}接壤。三地抱团，两地联手。"
            ),
            ["三地=丰都县+垫江县+忠县", "两地=甲区+乙区"]
        );
        assert_eq!(resolved("{丰都县|district}和{垫江县|district}相邻。四地联手。"), ["四地="]);
    }

    #[test]
    fn a_bloc_that_is_defined_stands_for_its_members() {
        assert_eq!(
            resolved(
                "{丰垫忠|bloc}三地发力。{丰垫忠|bloc}是指{丰都县|district}、{垫江县|district}和{忠县|district}。三区共进。"
            ),
            ["三地=丰都县+垫江县+忠县", "三区=丰都县+垫江县+忠县"]
        );
    }

    #[test]
    fn a_demonstrative_takes_the_last_of_its_kind() {
        assert_eq!(
            resolved("{丰都县|district}引进{甲公司|company}。该公司投产，该县受益，该区观望。"),
            ["该公司=甲公司", "该县=丰都县", "该区="]
        );
    }

    #[test]
    fn both_sides_of_a_signing() {
        assert_eq!(resolved("{甲公司|company}日前与{乙大学|institution}签约。双方将合作。"), ["双方=甲公司+乙大学"]);
    }

    #[test]
    fn we_in_a_quotation_is_who_speaks() {
        assert_eq!(resolved("“目前，我们正建设新桥。”{丰都县|district}有关负责人介绍。"), ["我们=丰都县"]);
        assert_eq!(resolved("{丰都县|district}很美。我们都去过。"), Vec::<String>::new());
    }
}
