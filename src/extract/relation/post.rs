//! Posts: the words between an organisation's name and a person's.

use super::element::{Element, Member};
use super::name::Names;
use super::template::SentenceView;
use super::{Claim, Collector};
use crate::lexicon::pattern::PostWords;
use crate::model::{EntityType, Grade, Modality, Predicate, Span};

const OWNERS: &[EntityType] = &[EntityType::Agency, EntityType::Company, EntityType::Institution, EntityType::District];
/// Most characters of a post.
const LONGEST_TITLE: usize = 26;
/// Most characters from an outlet's name to its reporter's, and from a person to a post held once.
const LONGEST_DATELINE: usize = 60;

/// Adds the posts of the persons of a sentence.
pub(crate) fn extract(view: &SentenceView<'_>, names: &Names<'_>, out: &mut Collector<'_>) {
    let words = &view.context.lexicon.relation_rules().posts;
    let mut frame = Frame { view, words, names, out, last: None };
    for (index, person) in view.elements.iter().enumerate() {
        if !person.members.iter().any(|member| member.kind == EntityType::Person) {
            continue;
        }
        if !frame.before(index, person) {
            frame.reporter(index, person);
        }
        frame.after(index, person);
    }
}

/// Whether `words` are a post.
pub(crate) fn is_post(words: &PostWords, text: &str) -> bool {
    title_of(words, text).is_some()
}

/// The post that `gap` is, if it is one.
fn title_of<'t>(words: &PostWords, gap: &'t str) -> Option<&'t str> {
    let title = gap.trim_matches([' ', '\u{3000}', '“', '”', '·', '—', '-']);
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        return None;
    }
    if title.contains(['。', '，', '；', '：', '！', '？', '\n', '（', '(', '）', ')', '的']) {
        return None;
    }
    words.titles.iter().any(|word| title.ends_with(word.as_str())).then_some(title)
}

/// The owner that ends an element, if it can have posts.
fn owner(element: &Element) -> Option<Member> {
    element.members.last().copied().filter(|member| OWNERS.contains(&member.kind))
}

struct Frame<'a, 'b, 'c> {
    view: &'a SentenceView<'a>,
    words: &'a PostWords,
    names: &'a Names<'b>,
    out: &'a mut Collector<'c>,
    /// The person read last: where the name ends, and the element and owner of the post.
    last: Option<(u32, usize, Member)>,
}

impl Frame<'_, '_, '_> {
    fn text(&self, from: u32, to: u32) -> Option<&str> {
        self.view.context.text().get(from as usize..to as usize)
    }

    fn is_resident(&self, title: &str) -> bool {
        self.words.residents.iter().any(|word| title.ends_with(word.as_str()))
    }

    /// A主任、B局长张三: walks back over all posts that the person holds.
    fn before(&mut self, index: usize, person: &Element) -> bool {
        let view = self.view;
        let mut right = person.span().start;
        let mut any = false;
        let mut nearest = None;
        for (at, element) in view.elements[..index].iter().enumerate().rev() {
            if element.tail > right || element.is_aside || element.is_modifier && any {
                continue;
            }
            let Some(gap) = view.context.text().get(element.tail as usize..right as usize) else { break };
            let Some(member) = owner(element) else {
                // 甲公司乙项目经理张三: the project stands inside the post.
                let inside = element.has(&[EntityType::Project, EntityType::Place])
                    && !any
                    && title_of(self.words, gap).is_some()
                    && element.start < element.span().start;
                if inside {
                    continue;
                }
                break;
            };
            let mut gap = gap;
            if any {
                gap = gap.trim_end_matches(['、', '，', ',', '；', ' ', '兼', '及', '和']);
                if gap == "·" || gap == "/" {
                    // 甲报·甲网记者: two outlets, one post.
                    self.add(person, element, member, "", Span { start: element.start, end: person.end });
                    right = element.start;
                    continue;
                }
            }
            let Some(title) = title_of(self.words, gap) else { break };
            if member.kind == EntityType::District && self.is_resident(title) {
                break;
            }
            self.add(person, element, member, title, Span { start: element.start, end: person.end });
            self.head_of_division(person, element, member, title);
            if !any {
                nearest = Some((person.end, at, member));
            }
            any = true;
            right = element.start;
        }
        if !any {
            nearest = self.inherited(index, person);
        }
        if let Some((end, at, member)) = nearest {
            self.last = Some((end, at, member));
            return true;
        }
        any
    }

    /// A校长张三、副校长李四: the second post has the first one's owner.
    fn inherited(&mut self, index: usize, person: &Element) -> Option<(u32, usize, Member)> {
        let (end, at, member) = self.last?;
        let before = self.view.elements[..index].last();
        let between = before.is_some_and(|element| element.start >= end);
        if between {
            return None;
        }
        let gap = self.text(end, person.span().start)?;
        let rest = gap.strip_prefix(['、', '，', ',']).or_else(|| gap.strip_prefix('和'))?;
        let title = title_of(self.words, rest)?.to_owned();
        if self.is_resident(&title) || self.words.bylines.iter().any(|word| title.ends_with(word.as_str())) {
            return None;
        }
        let element = &self.view.elements[at];
        let claim = Claim {
            predicate: Predicate::HoldsPost,
            grade: Grade::C,
            modality: Modality::Done,
            rule: "holds_post/same-owner",
            title: Some(&title),
            cue: Span { start: element.start, end: person.end },
        };
        for one in person.members.iter().filter(|one| one.kind == EntityType::Person) {
            self.out.add(self.view, &claim, (person, one), (element, &member));
        }
        Some((person.end, at, member))
    }

    fn add(&mut self, person: &Element, element: &Element, object: Member, title: &str, cue: Span) {
        let carried = element.reference.is_some();
        let claim = Claim {
            predicate: Predicate::HoldsPost,
            grade: if carried { Grade::C } else { Grade::B },
            modality: Modality::Done,
            rule: "holds_post/frame",
            title: (!title.is_empty()).then_some(title),
            cue,
        };
        for member in person.members.iter().filter(|member| member.kind == EntityType::Person) {
            self.out.add(self.view, &claim, (person, member), (element, &object));
        }
    }

    /// 某县委副书记、县长: the second post is the county's.
    fn head_of_division(&mut self, person: &Element, element: &Element, member: Member, title: &str) {
        if member.kind != EntityType::Agency {
            return;
        }
        let heads = ["省长", "市长", "县长", "区长", "州长", "旗长", "盟长", "镇长", "乡长", "自治区主席"];
        let named = self.names.named;
        let Some(head) = heads.iter().find(|head| {
            title
                .split(['、', '兼'])
                .any(|part| part.trim_start_matches(['代', '副', '常', '务', '原']).trim_start() == **head)
        }) else {
            return;
        };
        let entity = &named.entities[member.entity as usize];
        let forms = std::iter::once(&entity.name).chain(entity.aliases.iter().map(|alias| &alias.name));
        for form in forms {
            let (chain, _) = self.names.head_chain(form);
            let Some(last) = chain.last() else { continue };
            let level = head.trim_end_matches('长').trim_end_matches("主席");
            if !named.entities[*last as usize].name.ends_with(level) {
                return;
            }
            let object = Member { entity: *last, kind: EntityType::District, span: member.span };
            self.add(person, element, object, head, Span { start: element.start, end: person.end });
            return;
        }
    }

    /// 某网北京7月1日电（通讯员 李四 记者 张三）.
    fn reporter(&mut self, index: usize, person: &Element) {
        let view = self.view;
        let start = person.span().start;
        let Some(first) = view.clauses.first() else { return };
        let Some(before) = self.text(first.span.start, start).map(str::trim_end) else { return };
        let Some(word) = self.words.bylines.iter().find(|word| before.ends_with(word.as_str())).cloned() else {
            return;
        };
        let outlet = view.elements[..index]
            .iter()
            .filter(|element| element.end <= start)
            .find(|element| element.members.last().is_some_and(|member| member.kind == EntityType::Institution));
        let Some(element) = outlet else { return };
        let gap = self.text(element.tail, start).unwrap_or_default();
        let is_dateline = gap.chars().count() <= LONGEST_DATELINE
            && ["讯", "电", "消息", "报道", "客户端"].iter().any(|word| gap.contains(word))
            && !gap.contains(['。', '！', '？', '，']);
        if let (true, Some(member)) = (is_dateline, owner(element)) {
            self.add(person, element, member, &word, Span { start: element.start, end: person.end });
        }
    }

    /// 张三，A主任，…; 张三（A主任）; 张三任A主任、B局长; 甲社张三社长.
    fn after(&mut self, index: usize, person: &Element) {
        let view = self.view;
        self.title_behind(index, person);
        let mut at = person.end;
        let mut any = false;
        for element in view.elements[index + 1..].iter().filter(|element| !element.is_modifier) {
            let Some(member) = owner(element) else { return };
            let Some(gap) = self.text(at, element.start) else { return };
            let gap = gap.trim_end_matches(['“', ' ']).to_owned();
            let text = view.context.text();
            let rest = if element.is_aside { &text[element.end as usize..] } else { &text[element.tail as usize..] };
            let stop = rest.find(['，', '。', '；', ')', '）', '\n', '！', ',']).unwrap_or(rest.len());
            // 副主任、党组成员 are one person's posts; a name ends them.
            let next = view.elements.iter().map(|other| other.start).find(|other| *other >= element.tail);
            let room = next.map_or(rest.len(), |next| (next - element.tail) as usize).min(stop);
            let words = rest.get(..room).unwrap_or_default().trim_end_matches(['、', '及', '和', '兼']);
            let Some(title) = title_of(self.words, words).map(str::to_owned) else { return };
            let is_start = !any;
            let verb = gap.trim_start_matches("同志").trim_start_matches(['，', ' ']);
            let takes = is_start && self.takes(verb);
            let apposed = is_start
                && matches!(gap.as_str(), "（" | "(" | "，")
                && element.reference.is_none()
                && room == stop
                && !self.is_resident(&title);
            let goes_on = any
                && matches!(
                    gap.trim_start_matches(title.as_str()),
                    "、" | "，" | "及" | "和" | "兼" | "，后任" | "，现任"
                );
            if !(takes || apposed || goes_on) {
                return;
            }
            let end = element.tail + room as u32;
            self.add(person, element, member, &title, Span { start: person.start, end });
            self.head_of_division(person, element, member, &title);
            at = element.tail + words.len() as u32;
            any = true;
            if apposed {
                return;
            }
        }
    }

    /// Whether the words between a person and an organisation say that the post is taken up.
    fn takes(&self, verb: &str) -> bool {
        if verb.is_empty() || verb.contains(['。', '；', '“', '”']) {
            return false;
        }
        let near = verb.chars().count() <= 8 && !verb.contains(['，', '、']);
        let past = ["曾任", "历任", "现任", "先后任", "曾担任", "先后担任", "后任"];
        let list = if near { self.words.takes.iter().map(String::as_str).collect::<Vec<_>>() } else { past.to_vec() };
        verb.chars().count() <= LONGEST_DATELINE && list.iter().any(|word| verb.ends_with(word))
    }

    /// 甲出版社张三社长.
    fn title_behind(&mut self, index: usize, person: &Element) {
        let view = self.view;
        let Some(element) = index.checked_sub(1).map(|at| &view.elements[at]) else { return };
        if element.end != person.span().start || element.tail != element.end {
            return;
        }
        let Some(member) = owner(element) else { return };
        let rest = &view.context.text()[person.tail as usize..];
        if let Some(title) =
            self.words.titles.iter().filter(|title| rest.starts_with(title.as_str())).max_by_key(|t| t.len())
        {
            let title = title.clone();
            self.add(person, element, member, &title, Span { start: element.start, end: person.end });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::context::{Context, Named};
    use crate::extract::{markup, relation};
    use crate::lexicon::Lexicon;
    use crate::model::Predicate;

    fn posts(marked: &str) -> Vec<String> {
        let marked = markup::parse(marked).unwrap();
        let lexicon = Lexicon::default();
        let context = Context::new(&marked.document, &[], &lexicon);
        let named = Named { entities: marked.entities, mentions: marked.mentions, references: Vec::new() };
        let name = |at: u32| named.entities[at as usize].name.clone();
        let found = relation::extract(&context, &named);
        let posts = found.iter().filter(|relation| relation.predicate == Predicate::HoldsPost);
        let mut lines: Vec<String> = posts
            .map(|r| format!("{} {} {}", name(r.subject), name(r.object), r.title.as_deref().unwrap_or_default()))
            .collect();
        lines.sort();
        lines
    }

    #[test]
    fn a_post_stands_between_the_owner_and_the_person() {
        assert_eq!(posts("{旬阳县民政局|agency}副局长{李大海|person}介绍。"), ["李大海 旬阳县民政局 副局长"]);
        assert!(posts("{旬阳县民政局|agency}的邻居{李大海|person}介绍。").is_empty());
    }

    #[test]
    fn one_person_may_hold_several_posts() {
        assert_eq!(
            posts("{甲协会|institution}会长、{乙集团|company}董事长{李大海|person}表示。"),
            ["李大海 乙集团 董事长", "李大海 甲协会 会长"]
        );
        assert_eq!(
            posts("{李大海|person}曾任{甲局|agency}局长、{乙局|agency}副局长。"),
            ["李大海 乙局 副局长", "李大海 甲局 局长"]
        );
    }

    #[test]
    fn posts_in_a_row_keep_to_their_persons() {
        assert_eq!(
            posts(
                "{甲大学|institution}校长{李大海|person}、副校长{王小川|person}，{乙集团|company}董事长{张远|person}出席。"
            ),
            ["张远 乙集团 董事长", "李大海 甲大学 校长", "王小川 甲大学 副校长"]
        );
    }

    #[test]
    fn a_reporter_belongs_to_the_outlet_named() {
        assert_eq!(
            posts(
                "{甲新闻网|institution}{旬阳|district|旬阳县}7月1日电（记者 {李大海|person} {王小川|person}）今天晴。"
            ),
            ["李大海 甲新闻网 记者", "王小川 甲新闻网 记者"]
        );
        assert!(posts("本报讯（记者 {李大海|person}）今天晴。").is_empty());
    }

    #[test]
    fn a_villager_holds_no_post() {
        assert!(posts("{甲村|district}村民{李大海|person}说。").is_empty());
    }
}
