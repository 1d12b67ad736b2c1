//! Names that stand side by side: 安徽省黄山市祁门县, 重庆市某某公司.

use super::element::{Element, Member};
use super::name::{Names, holds, level_of};
use super::template::SentenceView;
use super::{Claim, Collector};
use crate::model::{EntityType, Grade, Modality, Predicate, Span};

/// Adds the members of a bloc that brackets join to it: X（A、B）, and A、B（X）.
pub(crate) fn members(view: &SentenceView<'_>, out: &mut Collector<'_>) {
    let text = view.context.text();
    for (index, element) in view.elements.iter().enumerate() {
        if !element.is_free() {
            continue;
        }
        let asides: Vec<&Element> = view.elements[index + 1..]
            .iter()
            .take_while(|aside| aside.start < element.tail)
            .filter(|aside| aside.is_aside && !aside.is_modifier)
            .collect();
        let Some(first) = asides.first() else { continue };
        let inside: Vec<Member> = asides.iter().flat_map(|aside| aside.members.iter().copied()).collect();
        let is_district = |member: &Member| member.kind == EntityType::District;
        let is_bloc = |member: &Member| member.kind == EntityType::Bloc;
        let (bloc, list) = match (element.members.as_slice(), inside.as_slice()) {
            ([bloc], list) if is_bloc(bloc) && list.len() > 1 && list.iter().all(is_district) => (*bloc, list.to_vec()),
            (list, [bloc]) if is_bloc(bloc) && list.len() > 1 && list.iter().all(is_district) => (*bloc, list.to_vec()),
            _ => continue,
        };
        // The bracket holds names and list marks alone.
        let bracket = text.get(element.end as usize..element.tail as usize).unwrap_or_default();
        let named: usize = inside.iter().map(|member| member.span.len()).sum();
        if bracket.len() > named + 3 * (inside.len() + 5) {
            continue;
        }
        let claim = Claim {
            predicate: Predicate::HasMember,
            grade: Grade::A,
            modality: Modality::Done,
            rule: "has_member/bracket",
            title: None,
            cue: Span { start: element.span().start, end: element.tail },
        };
        for member in &list {
            out.add(view, &claim, (first, &bloc), (element, member));
        }
    }
}

/// Adds part_of between divisions side by side and located_in of what stands directly behind a division.
pub(crate) fn extract(view: &SentenceView<'_>, names: &Names<'_>, out: &mut Collector<'_>) {
    let text = view.context.text();
    let mentions = &names.named.mentions;
    let (Some(first), Some(last)) = (view.clauses.first(), view.clauses.last()) else { return };
    let from = mentions.partition_point(|mention| mention.span.start < first.span.start);
    let to = mentions.partition_point(|mention| mention.span.start < last.span.end);
    for pair in mentions[from..to].windows(2) {
        let (left, right) = (&pair[0], &pair[1]);
        let Some(gap) = text.get(left.span.end as usize..right.span.start as usize) else { continue };
        let (one, other) = (&names.named.entities[left.entity as usize], &names.named.entities[right.entity as usize]);
        let level = |entity: &crate::model::Entity| entity.level.or_else(|| level_of(&entity.name));
        if one.kind == EntityType::Project && other.kind == EntityType::Place && gap.is_empty() {
            // 甲高速乙收费站 stands on the line.
            let is_stop = ["站", "口岸", "互通", "枢纽", "码头", "港"].iter().any(|end| other.name.ends_with(end));
            let is_line =
                ["高速", "铁路", "高铁", "线", "公路", "国道", "省道"].iter().any(|end| one.name.ends_with(end));
            if is_stop && is_line {
                let cue = left.span.cover(right.span);
                let rule = "connects/juxtaposed";
                let (predicate, modality) = (Predicate::Connects, Modality::Done);
                let claim = Claim { predicate, grade: Grade::B, modality, rule, title: None, cue };
                let evidence = super::evidence::span(text, view.clauses, &[cue]);
                out.add_plain(&claim, left.entity, right.entity, evidence);
            }
            continue;
        }
        if one.kind != EntityType::District {
            continue;
        }
        // 果洛州甘德县医院: the hospital's own name says where it is, and the county lies in what stands before.
        if gap.is_empty()
            && other.kind != EntityType::District
            && let Some(inner) = names.head_chain(&other.name).0.first().copied()
        {
            let inner_entity = &names.named.entities[inner as usize];
            if level(one).is_some() && level(inner_entity).is_some() && holds(one, inner_entity) {
                let cue = left.span.cover(right.span);
                let rule = "part_of/juxtaposed-name";
                let claim = Claim {
                    predicate: Predicate::PartOf,
                    grade: Grade::B,
                    modality: Modality::Done,
                    rule,
                    title: None,
                    cue,
                };
                let evidence = super::evidence::span(text, view.clauses, &[cue]);
                out.add_plain(&claim, inner, left.entity, evidence);
            }
            continue;
        }
        let (predicate, rule) = match other.kind {
            EntityType::District if gap.is_empty() => {
                if !holds(one, other) {
                    continue;
                }
                (Predicate::PartOf, "part_of/juxtaposed")
            }
            EntityType::Project
            | EntityType::Place
            | EntityType::Institution
            | EntityType::Company
            | EntityType::Event
                if gap.is_empty()
                    || matches!(gap, "“" | "境内" | "境内的" | "的") && other.kind != EntityType::Event =>
            {
                (Predicate::LocatedIn, if gap == "的" { "located_in/of" } else { "located_in/juxtaposed" })
            }
            EntityType::Agency if gap.is_empty() => (Predicate::AgencyOf, "agency_of/juxtaposed"),
            _ => continue,
        };
        let cue = left.span.cover(right.span);
        let claim = Claim { predicate, grade: Grade::B, modality: Modality::Done, rule, title: None, cue };
        let evidence = super::evidence::span(text, view.clauses, &[cue]);
        out.add_plain(&claim, right.entity, left.entity, evidence);
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::context::{Context, Named};
    use crate::extract::{markup, relation};
    use crate::lexicon::Lexicon;

    fn triples(marked: &str) -> Vec<String> {
        let marked = markup::parse(marked).unwrap();
        let lexicon = Lexicon::default();
        let context = Context::new(&marked.document, &[], &lexicon);
        let named = Named { entities: marked.entities, mentions: marked.mentions, references: Vec::new() };
        let name = |at: u32| named.entities[at as usize].name.clone();
        let found = relation::extract(&context, &named);
        let mut lines: Vec<String> =
            found.iter().map(|r| format!("{} {} {}", name(r.subject), r.predicate.code(), name(r.object))).collect();
        lines.sort();
        lines
    }

    #[test]
    fn divisions_side_by_side_are_each_in_the_one_before() {
        assert_eq!(
            triples("来自{陕西|district|陕西省}{安康市|district}{汉滨区|district}。"),
            ["安康市 part_of 陕西省", "汉滨区 part_of 安康市"]
        );
    }

    #[test]
    fn two_of_one_level_side_by_side_are_a_list() {
        assert!(triples("{旬阳|district|旬阳县}{白河|district|白河县}相邻。").is_empty());
    }

    #[test]
    fn brackets_join_a_bloc_and_its_members() {
        assert_eq!(
            triples(
                "{旬阳|district|旬阳县}{白河|district|白河县}（{秦头楚尾片区|bloc}）、{甲区|district}{乙区|district}（{丙片区|bloc}）等。"
            ),
            [
                "丙片区 has_member 乙区",
                "丙片区 has_member 甲区",
                "秦头楚尾片区 has_member 旬阳县",
                "秦头楚尾片区 has_member 白河县"
            ]
        );
        assert_eq!(
            triples("{秦头楚尾片区|bloc}（{旬阳|district|旬阳县}、{白河|district|白河县}）启动。"),
            ["秦头楚尾片区 has_member 旬阳县", "秦头楚尾片区 has_member 白河县"]
        );
    }

    #[test]
    fn a_hospital_lies_where_its_own_name_says() {
        assert_eq!(
            triples("{安康市|district}{旬阳县第一医院|institution}，在{旬阳|district|旬阳县}。"),
            ["旬阳县 part_of 安康市", "旬阳县第一医院 located_in 旬阳县"]
        );
    }
}
