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
        if one.kind != EntityType::District {
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
                if matches!(gap, "" | "“" | "《" | "境内" | "境内的") =>
            {
                (Predicate::LocatedIn, "located_in/juxtaposed")
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
