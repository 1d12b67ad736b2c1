//! Relations that a name itself shows: a district's organ, a city's hospital, a line between two ends.

use super::name::{Names, holds, level_of};
use super::{Claim, Collector};
use crate::model::{Entity, EntityType, Grade, Level, Modality, Predicate, Span};

/// Adds what the names of the document show. An entity without a mention cites nothing and gives nothing.
pub(crate) fn extract(names: &Names<'_>, out: &mut Collector<'_>) {
    let named = names.named;
    let mut mentions: Vec<Vec<Span>> = vec![Vec::new(); named.entities.len()];
    for mention in &named.mentions {
        if let Some(slot) = mentions.get_mut(mention.entity as usize) {
            slot.push(mention.span);
        }
    }
    for (index, entity) in named.entities.iter().enumerate() {
        // The mention that writes the name in full shows it best; of equals the first.
        let Some(mention) = mentions[index].iter().rev().max_by_key(|span| span.len()).copied() else { continue };
        let mut shown = Shown { names, out, index: index as u32, mention, mentions: &mentions };
        shown.prefix(entity);
        shown.larger(entity);
        shown.ends(entity);
        shown.scope(entity);
    }
}

struct Shown<'a, 'b, 'c> {
    names: &'a Names<'b>,
    out: &'a mut Collector<'c>,
    index: u32,
    mention: Span,
    /// Mentions of every entity, by place.
    mentions: &'a [Vec<Span>],
}

impl Shown<'_, '_, '_> {
    fn add(&mut self, subject: u32, predicate: Predicate, object: u32, rule: &str, grade: Grade) {
        let claim = Claim { predicate, grade, modality: Modality::Done, rule, title: None, cue: self.mention };
        let context = self.out.context;
        if let Some(evidence) = self.both(subject, object) {
            self.out.add_plain(&claim, subject, object, evidence);
            return;
        }
        let clause = context.clause_at(self.mention.start).map_or(self.mention, |at| context.clauses[at].span);
        let fits =
            clause.contains(self.mention) && clause.len() <= 1000 && clause.of(context.text()).chars().count() <= 250;
        let evidence = if fits { clause } else { self.mention };
        self.out.add_plain(&claim, subject, object, evidence);
    }

    /// The shortest words that name both, where the name alone writes the division short or not at all.
    fn both(&self, subject: u32, object: u32) -> Option<Span> {
        let named = self.names.named;
        let text = self.out.context.text();
        let whole = &named.entities[object as usize].name;
        if self.mention.of(text).contains(whole.as_str()) {
            return None;
        }
        let spans = |entity: u32| self.mentions[entity as usize].iter().copied();
        let mut best: Option<Span> = None;
        let mut others = spans(object).peekable();
        let mut before: Option<Span> = None;
        for span in spans(subject) {
            while let Some(next) = others.next_if(|other| other.start < span.start) {
                before = Some(next);
            }
            for other in before.iter().chain(others.peek()) {
                let cover = span.cover(*other);
                // A quotation never runs over the end of a paragraph.
                if cover.of(text).contains('\n') {
                    continue;
                }
                if best.is_none_or(|known| cover.len() < known.len()) {
                    best = Some(cover);
                }
            }
        }
        let cover = best?;
        let context = self.out.context;
        let (from, to) = (context.clause_at(cover.start)?, context.clause_at(cover.end.saturating_sub(1))?);
        let clauses = context.clauses[from].span.cover(context.clauses[to].span);
        let short = |span: Span| span.len() <= 1000 && span.of(text).chars().count() <= 250;
        if clauses.contains(cover) && short(clauses) {
            return Some(clauses);
        }
        short(cover).then_some(cover)
    }

    fn forms(entity: &Entity) -> impl Iterator<Item = &str> {
        std::iter::once(entity.name.as_str()).chain(entity.aliases.iter().map(|alias| alias.name.as_str()))
    }

    /// The divisions with which a name begins.
    fn prefix(&mut self, entity: &Entity) {
        let predicate = match entity.kind {
            EntityType::Agency => Predicate::AgencyOf,
            EntityType::Company | EntityType::Institution | EntityType::Project => Predicate::LocatedIn,
            EntityType::District
                if entity.level == Some(Level::Zone) || level_of(&entity.name) == Some(Level::Zone) =>
            {
                Predicate::PartOf
            }
            _ => return,
        };
        let mut owner = None;
        for form in Self::forms(entity) {
            let (chain, length) = self.names.head_chain(form);
            for pair in chain.windows(2) {
                let [outer, inner] = [pair[0], pair[1]].map(|at| &self.names.named.entities[at as usize]);
                if holds(outer, inner) {
                    self.add(pair[1], Predicate::PartOf, pair[0], "part_of/name-chain", Grade::B);
                }
            }
            if let Some(last) = chain.last()
                && self.is_owned(entity, form, length)
            {
                owner = Some(*last);
                break;
            }
            if entity.kind != EntityType::Agency {
                break;
            }
        }
        if owner.is_none() && entity.kind == EntityType::Agency {
            owner = self.agency_owner(entity).or_else(|| {
                let bloc = Self::forms(entity).find_map(|form| self.names.head_area(form, &[EntityType::Bloc]))?;
                Some(bloc.0)
            });
        }
        let Some(owner) = owner else { return };
        if self.names.named.entities[owner as usize].name == "中国" || owner == self.index {
            return;
        }
        self.add(self.index, predicate, owner, &format!("{}/name-prefix", predicate.code()), Grade::B);
    }

    /// Whether the division at the head of `form` (its first `length` bytes) is where the thing itself lies.
    fn is_owned(&self, entity: &Entity, form: &str, length: usize) -> bool {
        let rest = &form[length..];
        match entity.kind {
            // A line's ends are joined by it, and a company's works carry the company's name.
            EntityType::Project => {
                let head: String = rest.chars().take(8).collect();
                !form.contains(['至', '—']) && !["集团", "公司", "石化", "银行"].iter().any(|word| head.contains(word))
            }
            // 某大学附属某医院 begins with the university's name.
            EntityType::Institution => !(rest.contains("附属") || rest.contains("大学") && rest.contains("医院")),
            _ => true,
        }
    }

    /// The division of an agency whose name does not begin with one: 国家税务总局某省税务局, 省政府.
    fn agency_owner(&self, entity: &Entity) -> Option<u32> {
        const NATIONAL: &[&str] = &["中国", "国家", "中华", "最高"];
        if NATIONAL.iter().any(|word| entity.name.starts_with(word)) {
            return self.names.inner_area(&entity.name);
        }
        const LEVELS: &[(&str, &str)] = &[
            ("自治区", "自治区"),
            ("街道", "街道"),
            ("省", "省"),
            ("市", "市"),
            ("县", "县"),
            ("区", "区"),
            ("镇", "镇"),
            ("乡", "乡"),
            ("州", "州"),
            ("旗", "旗"),
            ("村", "村"),
        ];
        let level = LEVELS.iter().find(|(word, _)| entity.name.starts_with(word)).map(|(_, level)| *level)?;
        let named = self.names.named;
        let upto = named.mentions.partition_point(|mention| mention.span.start < self.mention.start);
        let fits = |entity: &Entity| entity.kind == EntityType::District && entity.name.ends_with(level);
        let before = named.mentions[..upto].iter().rev().map(|mention| mention.entity);
        let after = named.mentions[upto..].iter().map(|mention| mention.entity);
        let near = before.chain(after).find(|owner| fits(&named.entities[*owner as usize]));
        near.or_else(|| {
            let mut all = named.entities.iter().enumerate().filter(|(_, entity)| fits(entity));
            let (only, _) = all.next()?;
            all.next().is_none().then_some(only as u32)
        })
    }

    /// The organisation or project with whose name this one's begins.
    fn larger(&mut self, entity: &Entity) {
        let kinds: &[EntityType] = match entity.kind {
            EntityType::Project => &[EntityType::Project],
            kind if kind.is_organization() => &[EntityType::Agency, EntityType::Company, EntityType::Institution],
            _ => return,
        };
        for form in Self::forms(entity) {
            if let Some((whole, _)) = self.names.head_other(form, kinds)
                && whole != self.index
            {
                self.add(self.index, Predicate::PartOf, whole, "part_of/name-prefix", Grade::B);
                return;
            }
        }
    }

    /// The two ends in a line's name: A至B, A—B.
    fn ends(&mut self, entity: &Entity) {
        if entity.kind != EntityType::Project {
            return;
        }
        let kinds = &[EntityType::District, EntityType::Place];
        for form in Self::forms(entity) {
            for (at, mark) in form.match_indices(['至', '经', '—', '－', '–', '-', '～', '~']) {
                let left = self.names.tail_area(&form[..at], kinds);
                let rest = form[at + mark.len()..].trim_start_matches(['—', '-', '经']);
                let right = self.names.head_area(rest, kinds).map(|(entity, _)| entity);
                if let (Some(left), Some(right)) = (left, right) {
                    for end in [left, right] {
                        self.add(self.index, Predicate::Connects, end, "connects/name-ends", Grade::B);
                    }
                }
            }
        }
    }

    /// The area that a policy's name names.
    fn scope(&mut self, entity: &Entity) {
        if entity.kind != EntityType::Policy {
            return;
        }
        for form in Self::forms(entity) {
            let inside = self.names.areas_inside(form, &[EntityType::District, EntityType::Bloc]);
            for (at, (area, _, end)) in inside.iter().enumerate() {
                // Of a chain only the last counts: 某省某市规划 is about the city.
                let is_chain = inside.get(at + 1).is_some_and(|(_, start, _)| start == end);
                let agency = form[*end..].starts_with("人民政府") || form[*end..].starts_with("政府");
                if !is_chain && !agency && *area != self.index {
                    self.add(self.index, Predicate::AppliesTo, *area, "applies_to/name", Grade::B);
                }
            }
        }
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
        let mut lines: Vec<String> = found
            .iter()
            .map(|r| format!("{} {} {} | {}", name(r.subject), r.predicate.code(), name(r.object), r.evidence.text))
            .collect();
        lines.sort();
        lines
    }

    #[test]
    fn an_organ_serves_the_division_that_its_name_begins_with() {
        assert_eq!(
            triples("{旬阳县|district}很美。{旬阳县民政局|agency}开会。"),
            ["旬阳县民政局 agency_of 旬阳县 | 旬阳县民政局开会。"]
        );
    }

    #[test]
    fn a_relative_organ_serves_the_division_named_before() {
        assert_eq!(
            triples("{旬阳县|district}开会，{县民政局|agency}报告。"),
            ["县民政局 agency_of 旬阳县 | 旬阳县开会，县民政局报告。"]
        );
    }

    #[test]
    fn a_line_joins_the_ends_in_its_name() {
        assert_eq!(triples("{旬阳至白河高速|project}经过{旬阳|district|旬阳县}、{白河|district|白河县}。").len(), 2);
        assert_eq!(
            triples("{旬阳至白河高速|project}通车，{旬阳|district|旬阳县}和{白河|district|白河县}受益。"),
            [
                "旬阳至白河高速 connects 旬阳县 | 旬阳至白河高速通车，旬阳和白河受益。",
                "旬阳至白河高速 connects 白河县 | 旬阳至白河高速通车，旬阳和白河受益。"
            ]
        );
    }

    #[test]
    fn a_policy_is_about_the_area_in_its_name() {
        assert_eq!(
            triples("{《旬阳县规划》|policy}印发，{旬阳县|district}实施。"),
            ["《旬阳县规划》 applies_to 旬阳县 | 《旬阳县规划》印发，"]
        );
    }
}
