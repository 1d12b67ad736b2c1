//! Names that stand side by side: 安徽省黄山市祁门县, 重庆市某某公司.

use super::name::{Names, is_above, level_of};
use super::template::SentenceView;
use super::{Claim, Collector};
use crate::model::{EntityType, Grade, Modality, Predicate};

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
            if level(one).zip(level(inner_entity)).is_some_and(|(above, below)| is_above(above, below)) {
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
                let above = level(one).zip(level(other)).is_none_or(|(above, below)| is_above(above, below));
                if !above {
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
