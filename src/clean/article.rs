//! Where one article of a page ends and the next begins.

use std::collections::BTreeMap;

use super::line::Item;
use super::section::{is_body, is_numbered, is_title_shaped};
use crate::model::Zone;

/// Characters of running text that an article has at least, so that a heading in a page's head begins none.
const SHORTEST: usize = 150;
/// Characters that must follow a title.
const SHORTEST_NEXT: usize = 60;
/// Most lines of a title, kicker and subtitle together.
const LONGEST_TITLE_BLOCK: usize = 4;
/// Comparisons of who is spoken of before and after; each looks at a bounded stretch.
const MOST_COMPARISONS: usize = 64;
/// Bytes on each side that a comparison looks at.
const WINDOW: usize = 12_000;

/// Indexes of the items with which articles begin; the first is 0.
pub(super) fn starts(flat: &str, items: &[Item]) -> Vec<usize> {
    let mut starts = vec![0];
    let behind = told_behind(items);
    let mut told = 0;
    let mut comparisons = 0;
    let mut at = 0;
    while at < items.len() {
        let item = &items[at];
        let may_begin = told >= SHORTEST
            && behind[at] >= SHORTEST_NEXT
            && is_title_shaped(flat, item)
            && !is_numbered(flat, item)
            && before_is_closed(items, at);
        if may_begin {
            let block = title_block(flat, items, at);
            if has_own_byline(flat, items, at, block)
                || follows_byline(items, at)
                || compare(flat, items, *starts.last().unwrap_or(&0)..at, &mut comparisons)
            {
                starts.push(at);
                told = 0;
                at += block;
                continue;
            }
        }
        if item.zone.is_none() {
            told += item.look.characters;
        }
        at += 1;
    }
    starts
}

/// For each item the characters of running text from it on.
fn told_behind(items: &[Item]) -> Vec<usize> {
    let mut behind = vec![0; items.len()];
    let mut sum = 0;
    for (at, item) in items.iter().enumerate().rev() {
        if item.zone.is_none() && is_body(item) {
            sum += item.look.characters;
        }
        behind[at] = sum;
    }
    behind
}

/// The line before ends its sentence, or is no running text at all.
fn before_is_closed(items: &[Item], at: usize) -> bool {
    let aside = |zone| matches!(zone, Some(Zone::Caption | Zone::Credit | Zone::Furniture | Zone::Repeated));
    let before = items[..at].iter().rev().take(8).find(|item| !aside(item.zone));
    before.is_some_and(|before| before.zone.is_some() || is_body(before) && before.is_ended())
}

/// Lines of title shape from `at` on.
fn title_block(flat: &str, items: &[Item], at: usize) -> usize {
    let lines = items[at..].iter().take(LONGEST_TITLE_BLOCK);
    lines.take_while(|item| is_title_shaped(flat, item) && !is_numbered(flat, item)).count()
}

/// A byline, a dateline or 本报讯 directly under the title.
fn has_own_byline(flat: &str, items: &[Item], at: usize, block: usize) -> bool {
    let Some(next) = items.get(at + block) else { return false };
    if matches!(next.zone, Some(Zone::Byline | Zone::Dateline)) {
        // Followed by text, else it signs what stands before it.
        return items.get(at + block + 1).is_some_and(|text| text.zone.is_none() || text.zone == next.zone);
    }
    next.zone.is_none() && opens_report(next.first_line(flat))
}

/// 本报讯, 青溪讯（记者…）, 新华社青溪5月3日电.
fn opens_report(words: &str) -> bool {
    let head: String = words.chars().take(24).collect();
    if head.starts_with("本报讯")
        || head.starts_with("本网讯")
        || head.starts_with("本刊讯")
        || head.starts_with("本报综合讯")
    {
        return true;
    }
    if head.starts_with("新华社") || head.starts_with("中新社") || head.starts_with("中新网") {
        return head.contains("电 ") || head.contains("电（") || head.contains("电(");
    }
    let Some(end) = head.find('讯') else { return false };
    let behind = head[end + '讯'.len_utf8()..].chars().next();
    head[..end].chars().count() <= 8 && matches!(behind, Some(' ' | '（' | '('))
}

/// The line before signs the article before.
fn follows_byline(items: &[Item], at: usize) -> bool {
    let aside = |zone| matches!(zone, Some(Zone::Caption | Zone::Credit | Zone::Furniture));
    let mut before = items[..at].iter().rev().take(4).filter(|item| !aside(item.zone));
    let signs = before.next().is_some_and(|item| item.zone == Some(Zone::Byline));
    // A byline under a title signs what follows it.
    signs && before.next().is_some_and(|text| text.zone.is_none() && is_body(text))
}

/// The name that a headline of several parts begins with: 青溪 两岸三桥同日开工.
fn leading_name(words: &str) -> Option<&str> {
    let (name, rest) = words.split_once(' ')?;
    let is_han = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
    let length = name.chars().count();
    let goes_on = rest.trim_start_matches(' ').chars().take_while(|character| is_han(*character)).count() >= 4;
    ((2..=6).contains(&length) && name.chars().all(is_han) && goes_on).then_some(name)
}

/// Whether the line at the range's end is the headline of another story than the one that the range tells: what the
/// headline names is spoken of behind it and hardly before, and what was spoken of before is hardly spoken of behind.
/// A headline in two parts, as headings have them too, needs a writer on both sides besides.
fn compare(flat: &str, items: &[Item], told: std::ops::Range<usize>, comparisons: &mut usize) -> bool {
    let headline = items[told.end].first_line(flat);
    let name = leading_name(headline);
    let signed = |items: &[Item]| items.iter().any(|item| item.zone == Some(Zone::Byline));
    let in_parts = || {
        let (first, rest) = headline.split_once(' ')?;
        let long = first.chars().count() >= 4 && rest.chars().count() >= 4;
        (long && signed(&items[told.clone()]) && signed(&items[told.end..])).then_some(first)
    };
    let subject = in_parts();
    if name.is_none() && subject.is_none() {
        return false;
    }
    *comparisons += 1;
    if *comparisons > MOST_COMPARISONS {
        return false;
    }
    let place = |index: usize| items.get(index).and_then(|item| item.parts.first()).map(|part| part.start);
    let (Some(first), Some(here)) = (place(told.start), place(told.end)) else { return false };
    let before = window(flat, here.saturating_sub(WINDOW).max(first), here);
    let behind_title = here + headline.len();
    let behind = window(flat, behind_title, (behind_title + WINDOW).min(flat.len()));
    let fades = |word: &str, from: &str, to: &str| {
        // Compared by length, since the stretches differ in it.
        from.matches(word).count() * (to.len() / 100 + 1) >= 4 * to.matches(word).count() * (from.len() / 100 + 1)
    };
    let rises = |word: &str| behind.matches(word).count() >= 3 && fades(word, behind, before);
    let begins_another =
        name.is_some_and(rises) || subject.is_some_and(|subject| pairs(subject).iter().any(|pair| rises(pair)));
    if !begins_another {
        return false;
    }
    let common = commonest_pairs(before);
    let faded = common.iter().filter(|pair| fades(pair, before, behind)).count();
    faded * 5 >= common.len() * 3
}

/// Neighbouring Han characters, two by two.
fn pairs(words: &str) -> Vec<&str> {
    let mut pairs = Vec::new();
    let mut before: Option<usize> = None;
    for (at, character) in words.char_indices() {
        let is_han = ('\u{4e00}'..='\u{9fff}').contains(&character);
        if let Some(start) = before.filter(|_| is_han) {
            pairs.extend(words.get(start..at + character.len_utf8()));
        }
        before = is_han.then_some(at);
    }
    pairs
}

/// The pairs of characters that occur most often in a stretch, three times at least.
fn commonest_pairs(words: &str) -> Vec<&str> {
    const MOST: usize = 10;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in pairs(words) {
        *counts.entry(pair).or_insert(0) += 1;
    }
    let mut common: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count >= 3).collect();
    common.sort_by(|(left, more), (right, fewer)| fewer.cmp(more).then(left.cmp(right)));
    common.into_iter().take(MOST).map(|(pair, _)| pair).collect()
}

fn window(flat: &str, from: usize, to: usize) -> &str {
    let mut from = from;
    let mut to = to;
    while from < to && !flat.is_char_boundary(from) {
        from += 1;
    }
    while to > from && !flat.is_char_boundary(to) {
        to -= 1;
    }
    flat.get(from..to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::testing::documents;

    const FIRST: &str = "青溪县新桥通车\n\n□本报记者 罗小溪\n\n昨日，青溪县新桥正式通车，两岸群众走上街头庆祝。据县交通局介绍，新桥全长三公里，总投资五亿元，建成后车程由一小时缩短到十分钟，沿线三个乡镇两万余名群众受益。";
    const MIDDLE: &str = "青溪县将以通车为契机，加快沿江产业布局，吸引企业落户，推动两岸同城。当地还将开通公交线路，方便学生就近入学，并在桥头建设观景平台，带动旅游发展，让群众增收。目前各项配套工程正在抓紧推进，预计年内全部完工投用。";

    #[test]
    fn a_place_of_its_own_begins_an_article() {
        let second = "白石 老旧小区改造提速 居民生活更舒心\n\n白石县今年改造小区二十个。白石县住建局介绍，改造后的小区新增电梯和车位。\n\n白石县还将建设社区食堂，白石居民可就近用餐，老人另有补贴，服务时间延长到晚上八点。";
        let found = documents(&format!("{FIRST}\n\n两岸同城\n\n{MIDDLE}\n\n{second}\n"));
        let titles: Vec<&str> = found.iter().map(|document| document.title.as_str()).collect();
        assert_eq!(titles, ["青溪县新桥通车", "白石 老旧小区改造提速 居民生活更舒心"]);
        assert_eq!(found[1].article, 2);
    }

    #[test]
    fn a_headline_in_two_parts_needs_a_writer_of_its_own() {
        let second = "白石老旧小区 改造提速换新颜\n\n白石县今年改造小区二十个。白石县住建局介绍，改造后的小区新增电梯和车位，由街道统一管理。\n\n白石县还将建设社区食堂，白石居民可就近用餐，老人另有补贴，服务时间延长到晚上八点。";
        let page = format!("{FIRST}\n\n两岸同城 一江同兴\n\n{MIDDLE}\n\n{second}");
        assert_eq!(documents(&page).len(), 1);
        assert_eq!(documents(&format!("{page} 周晓琳")).len(), 2);
    }

    #[test]
    fn a_byline_of_its_own_begins_an_article() {
        let second = "白石县改造老旧小区\n\n本报讯（记者 周晓琳）白石县今年改造小区二十个，新增电梯和车位，居民出行更加方便。下一步还将建设社区食堂，为老人提供优惠用餐。";
        assert_eq!(documents(&format!("{FIRST}\n\n{MIDDLE}\n\n{second}")).len(), 2);
    }

    #[test]
    fn headings_and_chapters_begin_none() {
        assert_eq!(
            documents(&format!("{FIRST}\n\n沿江产业布局提速\n\n{MIDDLE}\n\n青溪 桥头经济初显成效\n\n{MIDDLE}")).len(),
            1
        );
        let law: String =
            (1..40).map(|n| format!("第{n}条 本条例规定了河道管理的各项要求，各单位应当遵守。\n")).collect();
        assert_eq!(documents(&format!("青溪县河道管理条例\n第一章 总则\n{law}第二章 附则\n{law}")).len(), 1);
    }
}
