//! Mentions and references of a sentence as a reader takes them together: lists, appositions, modifiers, asides.

use super::name;
use crate::extract::context::{Context, Named};
use crate::model::{EntityType, Span};

/// One entity of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member {
    /// Index of the entity.
    pub(crate) entity: u32,
    /// Its type.
    pub(crate) kind: EntityType,
    /// The words that name it, or the reference that stands for it.
    pub(crate) span: Span,
}

/// A noun phrase of named things: one mention, one reference, or a list.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    /// What it names, in order.
    pub(crate) members: Vec<Member>,
    /// Where the phrase begins, modifying names included (重庆市 in 重庆市万州区).
    pub(crate) start: u32,
    /// Where the last name ends.
    pub(crate) end: u32,
    /// Where the phrase ends, with its 等12个单位 or aside.
    pub(crate) tail: u32,
    /// Index of the reference among [`Named::references`], where it is one or has one in apposition.
    pub(crate) reference: Option<u32>,
    /// Whether it is a list.
    pub(crate) is_list: bool,
    /// Whether another name follows directly, which this one only qualifies.
    pub(crate) is_modifier: bool,
    /// Whether it stands in brackets behind another name.
    pub(crate) is_aside: bool,
    /// Whether a bloc in brackets behind it names its list (奉节巫山（甲片区）): the list ends there.
    pub(crate) is_named: bool,
}

impl Element {
    /// Whether it can be an argument.
    pub(crate) fn is_free(&self) -> bool {
        !self.is_modifier && !self.is_aside && !self.members.is_empty()
    }

    /// Whether a member has one of `kinds`.
    pub(crate) fn has(&self, kinds: &[EntityType]) -> bool {
        self.members.iter().any(|member| kinds.contains(&member.kind))
    }

    /// The span of the names.
    pub(crate) fn span(&self) -> Span {
        Span { start: self.members.first().map_or(self.start, |member| member.span.start), end: self.end }
    }
}

/// Words between two names of one list.
const SEPARATORS: &[&str] =
    &["、", "和", "与", "及", "以及", "暨", "、以及", "，以及", "、和", "及其", "/", "同", "跟", "并"];
/// Words that join a companion to an actor.
const COMPANIONS: &[&str] = &["联合", "会同", "携手", "协同", "牵手", "联手", "，会同", "，联合", "、会同", "偕同"];
/// What may follow the number and measure of a list's summary.
const SUMMARY_NOUNS: &[&str] = &[
    "前期工作",
    "重点项目",
    "重大项目",
    "重点工程",
    "重大工程",
    "基础设施",
    "文件",
    "政策",
    "规划",
    "方案",
    "线路",
    "工作",
    "活动",
    "景区",
    "景点",
    "平台",
    "有关单位",
    "相关单位",
    "有关部门",
    "相关部门",
    "建设单位",
    "知名企业",
    "优秀企业",
    "知名高校",
    "金融机构",
    "科研机构",
    "科研院所",
    "县市区",
    "市县区",
    "省区市",
    "区县",
    "县区",
    "县市",
    "省市",
    "省份",
    "单位",
    "部门",
    "企业",
    "公司",
    "高校",
    "机构",
    "地区",
    "城市",
    "国家",
    "学校",
    "院校",
    "医院",
    "项目",
    "工程",
    "银行",
    "乡镇",
    "街道",
    "村",
    "社区",
    "县",
    "市",
    "区",
    "省",
    "镇",
    "乡",
    "校",
    "地",
    "州",
];

/// The elements of the sentence at `sentence`, by place.
pub(crate) fn elements(context: &Context<'_>, named: &Named, sentence: Span) -> Vec<Element> {
    let text = context.text();
    let mut atoms = atoms(named, sentence);
    mark_asides(text, sentence, &mut atoms);
    mark_modifiers(text, named, &mut atoms);
    join_lists(text, sentence, atoms)
}

fn atoms(named: &Named, sentence: Span) -> Vec<Element> {
    let from = named.mentions.partition_point(|mention| mention.span.start < sentence.start);
    let mut atoms: Vec<Element> = Vec::new();
    for mention in named.mentions[from..].iter().take_while(|mention| mention.span.end <= sentence.end) {
        let Some(entity) = named.entities.get(mention.entity as usize) else { continue };
        atoms.push(Element {
            members: vec![Member { entity: mention.entity, kind: entity.kind, span: mention.span }],
            start: mention.span.start,
            end: mention.span.end,
            tail: mention.span.end,
            reference: None,
            is_list: false,
            is_modifier: false,
            is_aside: false,
            is_named: false,
        });
    }
    let from = named.references.partition_point(|reference| reference.span.start < sentence.start);
    for (index, reference) in named.references.iter().enumerate().skip(from) {
        if reference.span.end > sentence.end {
            break;
        }
        let members = reference
            .members
            .iter()
            .filter_map(|entity| {
                let kind = named.entities.get(*entity as usize)?.kind;
                Some(Member { entity: *entity, kind, span: reference.span })
            })
            .collect::<Vec<_>>();
        let is_list = members.len() > 1;
        atoms.push(Element {
            members,
            start: reference.span.start,
            end: reference.span.end,
            tail: reference.span.end,
            reference: Some(index as u32),
            is_list,
            is_modifier: false,
            is_aside: false,
            is_named: false,
        });
    }
    atoms.sort_by_key(|atom| atom.start);
    atoms
}

/// Marks names in brackets that open directly behind another name, and takes the brackets into that name's phrase.
fn mark_asides(text: &str, sentence: Span, atoms: &mut [Element]) {
    let mut index = 0;
    while index < atoms.len() {
        let end = atoms[index].tail as usize;
        index += 1;
        let rest = &text[end..sentence.end as usize];
        let Some(close) = bracket_length(rest) else { continue };
        let close = (end + close) as u32;
        let owner = index - 1;
        atoms[owner].tail = close;
        while index < atoms.len() && atoms[index].start < close {
            atoms[index].is_aside = true;
            let is_bloc = atoms[index].has(&[EntityType::Bloc]);
            atoms[owner].is_named |= is_bloc && atoms[owner].has(&[EntityType::District]);
            index += 1;
        }
    }
}

/// Length in bytes of the bracket with which `text` begins, if it closes soon.
pub(crate) fn bracket_length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|character| matches!(character, '”' | '’')).map_or(0, char::len_utf8);
    let mut depth = 0_u32;
    for (count, (at, character)) in text[quote..].char_indices().enumerate() {
        match character {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(quote + at + character.len_utf8());
        }
        if count > 80 {
            return None;
        }
    }
    None
}

fn mark_modifiers(text: &str, named: &Named, atoms: &mut [Element]) {
    for index in 1..atoms.len() {
        let (before, after) = atoms.split_at_mut(index);
        let (left, right) = (&mut before[index - 1], &mut after[0]);
        if left.is_aside || right.is_aside || left.tail > right.start {
            continue;
        }
        let gap = &text[left.tail as usize..right.start as usize];
        let touching = gap.is_empty() || matches!(gap, "“" | "《" | "‘");
        // Two persons side by side (or with a blank) are a list, and 三地 behind names is an apposition.
        let is_person = |atom: &Element| atom.has(&[EntityType::Person]);
        if touching && !(is_person(left) && is_person(right)) {
            let plural = right.reference.is_some_and(|at| named.references[at as usize].is_group);
            if plural {
                left.tail = right.tail;
                left.reference = right.reference;
                right.is_aside = true;
                if !right.members.is_empty() && !left.is_list && left.has(&[EntityType::Bloc]) {
                    left.members.clone_from(&right.members);
                    left.is_list = true;
                }
            } else if !is_fused(named, left, right) {
                left.is_modifier = true;
                right.start = left.start;
            }
        }
    }
}

/// Whether two divisions side by side are a list without marks (奉节巫山), not one inside the other.
fn is_fused(named: &Named, left: &Element, right: &Element) -> bool {
    let district = |element: &Element| {
        let entity = &named.entities[element.members.first()?.entity as usize];
        (entity.kind == EntityType::District).then_some(entity)
    };
    match (district(left), district(right)) {
        (Some(one), Some(other)) => !name::holds(one, other),
        _ => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Actor,
    Thing,
    Person,
    Policy,
    Event,
}

fn family(element: &Element) -> Option<Family> {
    Some(match element.members.first()?.kind {
        EntityType::District
        | EntityType::Bloc
        | EntityType::Agency
        | EntityType::Company
        | EntityType::Institution => Family::Actor,
        EntityType::Project | EntityType::Place => Family::Thing,
        EntityType::Person => Family::Person,
        EntityType::Policy => Family::Policy,
        EntityType::Event => Family::Event,
    })
}

fn joins(text: &str, left: &Element, right: &Element) -> bool {
    if left.tail > right.start || left.is_named {
        return false;
    }
    let (Some(one), Some(other)) = (family(left), family(right)) else { return false };
    let gap = text[left.tail as usize..right.start as usize].trim_matches(['“', '”', '‘', '’', ' ', '\u{3000}', '"']);
    if gap.is_empty() {
        // What touches and is no modifier is a fused list, or persons parted by a blank.
        return one == other && (one == Family::Person || left.tail == right.start);
    }
    if SEPARATORS.contains(&gap) {
        return one == other || gap == "、" && one != Family::Person && other != Family::Person;
    }
    one == Family::Actor && other == Family::Actor && COMPANIONS.contains(&gap)
}

fn join_lists(text: &str, sentence: Span, atoms: Vec<Element>) -> Vec<Element> {
    let mut out: Vec<Element> = Vec::with_capacity(atoms.len());
    // Where the last free element stands in `out`; modifiers and asides may follow it.
    let mut last: Option<usize> = None;
    for atom in atoms {
        if !atom.is_free() {
            out.push(atom);
            continue;
        }
        if let Some(at) = last
            && joins(text, &out[at], &atom)
        {
            let list = &mut out[at];
            for member in atom.members {
                if !list.members.iter().any(|other| other.entity == member.entity) {
                    list.members.push(member);
                }
            }
            list.end = atom.end;
            list.tail = atom.tail;
            list.is_list = true;
            list.reference = list.reference.or(atom.reference);
            list.is_named = atom.is_named;
            continue;
        }
        last = Some(out.len());
        out.push(atom);
    }
    for element in &mut out {
        let rest = &text[element.tail as usize..sentence.end as usize];
        element.tail += tail_length(rest) as u32;
    }
    out
}

/// Joins persons who are named one after another, each behind a post: A主任张三，B局长李四.
pub(crate) fn join_persons(text: &str, is_post: impl Fn(&str) -> bool, elements: &mut Vec<Element>) {
    let is_person = |element: &Element| element.is_free() && element.has(&[EntityType::Person]);
    let mut last: Option<usize> = None;
    let mut taken: Vec<usize> = Vec::new();
    for index in 0..elements.len() {
        if !is_person(&elements[index]) {
            continue;
        }
        let first = last;
        last = Some(index);
        let Some(first) = first else { continue };
        let (from, to) = (elements[first].tail, elements[index].start.max(elements[first].tail));
        // The words between, without the names in them.
        let mut between = String::new();
        let mut at = from;
        for element in &elements[first..index] {
            if element.start >= at && element.end <= to && !element.has(&[EntityType::Person]) {
                between.push_str(text.get(at as usize..element.start as usize).unwrap_or_default());
                at = element.end;
            }
        }
        between.push_str(text.get(at as usize..elements[index].span().start as usize).unwrap_or_default());
        let mut parts = between.split(['、', '，', '和', '与', '及']).map(|part| part.trim_matches([' ', '\u{3000}']));
        let opens = parts.next().is_some_and(str::is_empty);
        if !opens || !parts.all(|part| part.is_empty() || is_post(part) || part == "以") {
            continue;
        }
        let (members, end, tail) = (elements[index].members.clone(), elements[index].end, elements[index].tail);
        // The posts between are no actors of the sentence.
        for element in &mut elements[first + 1..index] {
            element.is_aside = true;
        }
        let list = &mut elements[first];
        list.members.extend(members);
        (list.end, list.tail, list.is_list) = (end, tail, true);
        taken.push(index);
        last = Some(first);
    }
    let mut index = 0;
    elements.retain(|_| {
        index += 1;
        taken.binary_search(&(index - 1)).is_err()
    });
}

/// Bytes of the closing quotation mark and of a summary (等12个单位, 3地) at the head of `text`.
pub(crate) fn tail_length(text: &str) -> usize {
    let quote = text.chars().next().filter(|character| matches!(character, '”' | '’')).map_or(0, char::len_utf8);
    let rest = &text[quote..];
    let open = if rest.starts_with("等等") {
        "等等".len()
    } else if rest.starts_with('等') {
        '等'.len_utf8()
    } else {
        0
    };
    let rest = &rest[open..];
    let number: usize = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || "〇一二两三四五六七八九十百千余多几".contains(*c))
        .map(char::len_utf8)
        .sum();
    let after_number = &rest[number..];
    let measure = if number == 0 {
        0
    } else {
        after_number
            .chars()
            .next()
            .filter(|c| "个家所位名大项条座处部地市省区县国".contains(*c))
            .map_or(0, char::len_utf8)
    };
    if open == 0 && (number == 0 || measure == 0) {
        return quote;
    }
    if number > 0 && measure == 0 {
        return quote + open;
    }
    let after_measure = &after_number[measure..];
    let noun = SUMMARY_NOUNS.iter().find(|noun| after_measure.starts_with(**noun)).map_or(0, |noun| noun.len());
    if open == 0 && noun == 0 && !after_number.starts_with(['地', '市', '省', '区', '县', '国']) {
        return quote;
    }
    quote + open + number + measure + noun
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::markup;
    use crate::lexicon::Lexicon;

    fn lists(marked: &str) -> Vec<String> {
        let marked = markup::parse(marked).unwrap();
        let lexicon = Lexicon::default();
        let context = Context::new(&marked.document, &[], &lexicon);
        let named = Named { entities: marked.entities, mentions: marked.mentions, references: Vec::new() };
        elements(&context, &named, marked.document.sentences[0])
            .iter()
            .filter(|element| element.is_free())
            .map(|element| {
                let names: Vec<&str> =
                    element.members.iter().map(|member| named.entities[member.entity as usize].name.as_str()).collect();
                format!("{}|{}", names.join("+"), &context.text()[element.end as usize..element.tail as usize])
            })
            .collect()
    }

    #[test]
    fn a_list_with_its_summary_is_one_element() {
        assert_eq!(
            lists("{涪陵区|district}、{长寿区|district}和{南川区|district}等3个区县共建{甲港|project}。"),
            ["涪陵区+长寿区+南川区|等3个区县", "甲港|"]
        );
    }

    #[test]
    fn a_division_before_a_name_only_qualifies_it() {
        assert_eq!(
            lists("{四川省|district}{达州市|district}、{陕西省|district}{安康市|district}签约"),
            ["达州市+安康市|"]
        );
    }

    #[test]
    fn names_in_brackets_stand_aside() {
        assert_eq!(
            lists("{甲大学|institution}（简称“{甲大|institution|甲大学}”）与{乙公司|company}"),
            ["甲大学+乙公司|"]
        );
    }
}
