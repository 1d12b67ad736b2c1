//! Posts: the words between an organisation's name and a person's.

use super::element::Element;
use super::template::SentenceView;
use super::{Claim, Collector};
use crate::lexicon::pattern::PostWords;
use crate::model::{EntityType, Grade, Modality, Predicate, Span};

const OWNERS: &[EntityType] = &[EntityType::Agency, EntityType::Company, EntityType::Institution, EntityType::District];
/// Most characters of a post.
const LONGEST_TITLE: usize = 26;
/// Most characters from an outlet's name to the bracket with its reporter.
const LONGEST_DATELINE: usize = 40;

/// Adds the posts of the persons of a sentence.
pub(crate) fn extract(view: &SentenceView<'_>, out: &mut Collector<'_>) {
    let words = &view.context.lexicon.relation_rules().posts;
    for (index, person) in view.elements.iter().enumerate() {
        if !person.members.iter().any(|member| member.kind == EntityType::Person) {
            continue;
        }
        if !before(view, words, index, person, out) {
            reporter(view, words, index, person, out);
        }
        after(view, words, index, person, out);
    }
}

fn owner(element: &Element) -> bool {
    element.members.last().is_some_and(|member| OWNERS.contains(&member.kind))
}

/// A主任、B局长张三: walks back over all posts that the person holds.
fn before(view: &SentenceView<'_>, words: &PostWords, index: usize, person: &Element, out: &mut Collector<'_>) -> bool {
    let text = view.context.text();
    let mut right = person.span().start;
    let mut any = false;
    for element in view.elements[..index].iter().rev() {
        if element.tail > right || element.is_aside {
            continue;
        }
        if element.is_modifier && any {
            continue;
        }
        if !owner(element) {
            break;
        }
        let Some(gap) = text.get(element.tail as usize..right as usize) else { break };
        let gap = if any { gap.trim_end_matches(['、', '，', ',', '；', ' ', '兼', '及', '和']) } else { gap };
        let Some(title) = title_of(words, gap) else { break };
        let member = element.members[element.members.len() - 1];
        if member.kind == EntityType::District && words.residents.iter().any(|word| title.ends_with(word.as_str())) {
            break;
        }
        add(view, person, element, title, Span { start: element.start, end: person.end }, out);
        any = true;
        right = element.start;
    }
    any
}

fn add(view: &SentenceView<'_>, person: &Element, element: &Element, title: &str, cue: Span, out: &mut Collector<'_>) {
    let carried = element.reference.is_some();
    let claim = Claim {
        predicate: Predicate::HoldsPost,
        grade: if carried { Grade::C } else { Grade::B },
        modality: Modality::Done,
        rule: "holds_post/frame",
        title: (!title.is_empty()).then_some(title),
        cue,
    };
    let Some(object) = element.members.last() else { return };
    for member in person.members.iter().filter(|member| member.kind == EntityType::Person) {
        out.add(view, &claim, (person, member), (element, object));
    }
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

/// 某网北京7月1日电（记者 张三）.
fn reporter(view: &SentenceView<'_>, words: &PostWords, index: usize, person: &Element, out: &mut Collector<'_>) {
    let text = view.context.text();
    let clause = view.clauses[view.clause_of(person.start as usize)].span.start;
    let before = text.get(clause as usize..person.span().start as usize).unwrap_or_default().trim_end();
    let Some(word) = words.bylines.iter().find(|word| before.ends_with(word.as_str())) else { return };
    let open = before[..before.len() - word.len()].trim_end();
    if !open.ends_with(['（', '(', '讯', '电', '〔', '[', '【']) {
        return;
    }
    for element in view.elements[..index].iter().rev() {
        if element.tail > person.start {
            continue;
        }
        if element.members.last().is_some_and(|member| member.kind == EntityType::Person) {
            return;
        }
        let is_outlet = element.members.last().is_some_and(|member| member.kind == EntityType::Institution);
        if !is_outlet {
            continue;
        }
        let gap = text.get(element.tail as usize..person.span().start as usize).unwrap_or_default();
        if gap.chars().count() <= LONGEST_DATELINE
            && gap.contains(['讯', '电', '息', '报', '端'])
            && !gap.contains(['。', '！', '？'])
        {
            add(view, person, element, word, Span { start: element.start, end: person.end }, out);
        }
        return;
    }
}

/// 张三，A主任，…; 张三（A主任）; 张三任A主任.
fn after(view: &SentenceView<'_>, words: &PostWords, index: usize, person: &Element, out: &mut Collector<'_>) {
    let text = view.context.text();
    let end = person.end as usize;
    let Some(element) = view.elements[index + 1..].iter().find(|element| !element.is_modifier) else { return };
    if !owner(element) {
        return;
    }
    let Some(gap) = text.get(end..element.start as usize) else { return };
    let rest = &text[element.tail.max(element.end) as usize..];
    let rest = if element.is_aside { &text[element.end as usize..] } else { rest };
    let stop = rest.find(['，', '。', '；', '、', '）', ')', '\n', '！', ',']).unwrap_or(rest.len());
    let Some(title) = title_of(words, &rest[..stop]) else { return };
    let gap = gap.trim_end_matches(['“', ' ']);
    let verb = gap.trim_start_matches("同志").trim_start_matches(['，', ' ']);
    let takes = !verb.is_empty()
        && verb.chars().count() <= 8
        && !verb.contains(['，', '、', '。', '；'])
        && words.takes.iter().any(|word| verb.ends_with(word.as_str()));
    let apposed = matches!(gap, "（" | "(" | "，")
        && element.reference.is_none()
        && !words.residents.iter().any(|word| title.ends_with(word.as_str()));
    if takes || apposed {
        add(view, person, element, title, Span::new(person.start as usize, element.end as usize + stop), out);
    }
}
