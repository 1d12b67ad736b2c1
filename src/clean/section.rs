//! Titles and headings by their shape and their place.

use super::line::{Item, is_stop};
use crate::model::Zone;

/// Longest title or heading in characters.
const LONGEST_TITLE: usize = 45;

/// Whether a running line could be a title or heading by its looks: short, no clause left open or closed by a stop.
pub(super) fn is_title_shaped(flat: &str, item: &Item) -> bool {
    let look = item.look;
    if item.zone.is_some() || item.parts.len() > 1 || look.characters < 2 || look.characters > LONGEST_TITLE {
        return false;
    }
    let closed = matches!(look.last, '。' | '；' | '，' | '：' | '、' | ',' | ';' | ':' | '.');
    if closed || matches!(look.first, '，' | '。' | '、' | '；' | '：' | '）' | '”') {
        return false;
    }
    !is_address(flat, item)
        && item.first_line(flat).chars().any(|character| ('\u{3400}'..='\u{9fff}').contains(&character))
}

/// 省长 龚某: the speaker under a report's title, which is neither its title nor a heading.
fn is_address(flat: &str, item: &Item) -> bool {
    const POSTS: [&str; 12] =
        ["省长", "市长", "主席", "县长", "区长", "州长", "镇长", "乡长", "主任", "书记", "盟长", "院长"];
    let words = item.first_line(flat);
    let Some(at) = words.find(' ') else { return false };
    let (post, name) = words.split_at(at);
    let length = name.chars().filter(|character| *character != ' ').count();
    POSTS.iter().any(|end| post.ends_with(end)) && (2..=12).contains(&length)
}

/// Whether the line begins with the number of a chapter, section or item.
pub(super) fn is_numbered(flat: &str, item: &Item) -> bool {
    numbering(item.first_line(flat)).is_some()
}

/// Bytes of the numbering: 第三章, 一、, （二）, 3., 3、, 1.2 , ①.
fn numbering(words: &str) -> Option<usize> {
    let is_numeral = |character: char| "一二三四五六七八九十百零〇两".contains(character) || character.is_ascii_digit();
    let run = |from: usize| {
        let rest = words.get(from..)?;
        let end = rest.find(|character: char| !is_numeral(character))?;
        (end > 0 && end <= 18).then_some(from + end)
    };
    let first = words.chars().next()?;
    if first == '第' {
        let end = run(3)?;
        let unit = words[end..].chars().next()?;
        return "章节编部分篇条款".contains(unit).then_some(end + unit.len_utf8());
    }
    if matches!(first, '（' | '(') {
        let end = run(first.len_utf8())?;
        let close = words[end..].chars().next()?;
        return matches!(close, '）' | ')').then_some(end + close.len_utf8());
    }
    if ('①'..='⑳').contains(&first) {
        return Some(first.len_utf8());
    }
    let end = run(0)?;
    let mark = words[end..].chars().next()?;
    let latin = first.is_ascii_digit();
    if mark == '、' || mark == '．' {
        // 十、百 begin no list in 十、百万；an Arabic list number is of one or two digits.
        return (!latin || end <= 2).then_some(end + mark.len_utf8());
    }
    if mark == '.' && latin && end <= 2 {
        let behind = words[end + 1..].chars().next()?;
        return (!behind.is_ascii_digit()).then_some(end + 1);
    }
    None
}

/// Gives each running item of an article its zone. `title_known`: the title stands outside the text.
pub(super) fn zones(flat: &str, items: &mut [Item], known_title: Option<&str>) {
    let head = head_length(flat, items, known_title);
    for (at, item) in items.iter_mut().enumerate().take(head) {
        if item.zone.is_none() {
            let is_subtitle = is_title_shaped(flat, item) || at == 0;
            item.zone = Some(if is_subtitle { Zone::Title } else { Zone::Body });
        }
    }
    for at in head..items.len() {
        if items[at].zone.is_none() {
            let is_heading = is_heading(flat, items, at);
            items[at].zone = Some(if is_heading { Zone::Heading } else { Zone::Body });
        }
    }
}

/// How many items from the first stand before the text and its first heading.
fn head_length(flat: &str, items: &[Item], known_title: Option<&str>) -> usize {
    const MOST_TITLES: usize = 5;
    if let Some(title) = known_title {
        let first = items.iter().position(|item| item.zone.is_none());
        return match first {
            Some(at) if items[at].parts.len() == 1 && items[at].first_line(flat) == title => at + 1,
            _ => 0,
        };
    }
    // A title without text under it, but with its date, is a title all the same.
    let tells = |item: &Item| item.zone == Some(Zone::Dateline) || item.zone.is_none() && is_body(item);
    let has_body = |from: usize| items[from..].iter().any(tells);
    let mut titles = 0;
    let mut end = 0;
    for (at, item) in items.iter().enumerate() {
        if item.zone.is_some() {
            continue;
        }
        let is_speaker = titles > 0 && is_address(flat, item) && item.look.characters <= LONGEST_TITLE;
        if is_speaker {
            end = at + 1;
            continue;
        }
        let numbered = is_numbered(flat, item);
        if titles == MOST_TITLES || numbered || !is_title_shaped(flat, item) {
            break;
        }
        titles += 1;
        end = at + 1;
    }
    // The last short line before a long stretch of text may be its first heading where the title came pages before;
    // what matters is that something is told at all.
    if end > 0 && has_body(end) { end } else { 0 }
}

/// Whether the item tells something: it ends a sentence, or is too long for a title.
pub(super) fn is_body(item: &Item) -> bool {
    item.look.characters > LONGEST_TITLE || is_stop(item.look.last) || item.look.has_stop && item.is_ended()
}

fn is_heading(flat: &str, items: &[Item], at: usize) -> bool {
    let item = &items[at];
    if item.parts.len() > 1 || item.look.characters > 60 || is_stop(item.look.last) && item.look.last != '？' {
        return false;
    }
    if matches!(item.look.last, '：' | ':' | '，' | '、') {
        return false;
    }
    if let Some(length) = numbering(item.first_line(flat)) {
        // 第三条 is the beginning of a paragraph, whether its stop is there or not.
        let words = item.first_line(flat);
        return !item.look.has_stop && !words[..length].ends_with(['条', '款']) && words.len() > length;
    }
    if !is_title_shaped(flat, item) || item.look.has_stop || item.look.characters > 40 {
        return false;
    }
    let follows = items[at + 1..].iter().find(|next| next.zone.is_none() || next.zone == Some(Zone::Body));
    follows.is_some_and(|next| is_body(next) || is_title_shaped(flat, next))
}

/// The headline among the lines of the title zone: a kicker (a series with its number) and subtitles are passed over.
pub(super) fn headline(flat: &str, items: &[Item]) -> String {
    let mut fallback = "";
    for item in items.iter().filter(|item| item.zone == Some(Zone::Title)) {
        let words = item.first_line(flat);
        let is_kicker = ('①'..='⑳').contains(&item.look.last) || item.look.has_stop;
        let is_subtitle = words.starts_with("——") || words.starts_with("――") || words.starts_with(['（', '(']);
        if !is_kicker && !is_subtitle {
            return words.to_owned();
        }
        if fallback.is_empty() {
            fallback = words;
        }
    }
    fallback.to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{documents, zoned};
    use super::*;

    #[test]
    fn numbers_of_chapters_and_items_are_told() {
        for words in
            ["第三章 附则", "第十二条 本条例", "一、总体要求", "（二）任务", "(3) 措施", "3.重点", "12、安排", "①目标"]
        {
            assert!(numbering(words).is_some(), "{words}");
        }
        for words in ["2.5微克", "第一书记到村", "2022年、2023年", "三地联动", "100、200人", "十分重要", ""]
        {
            assert!(numbering(words).is_none(), "{words}");
        }
    }

    #[test]
    fn a_report_has_title_subtitle_speaker_headings_and_text() {
        let text = "2030年青溪市政府工作报告\n——2030年1月20日在青溪市第九届人民代表大会第二次会议上\n青溪市市长 何大川\n各位代表：\n现在，我报告工作。\n一、去年工作回顾\n成绩来之不易。\n产业根基更牢\n全年投资增长。";
        let zones: Vec<Zone> = zoned(text).into_iter().map(|(zone, _)| zone).collect();
        use Zone::{Body, Heading, Title};
        assert_eq!(zones, [Title, Title, Body, Body, Body, Heading, Body, Heading, Body]);
        assert_eq!(documents(text)[0].title, "2030年青溪市政府工作报告");
    }

    #[test]
    fn a_lone_line_or_a_list_is_no_title() {
        assert_eq!(zoned("关于防汛的通知"), [(Zone::Body, "关于防汛的通知".to_owned())]);
        assert_eq!(zoned("奋进新征程①\n新桥通车\n今日通车。")[1].0, Zone::Title);
        assert_eq!(documents("奋进新征程①\n新桥通车\n今日通车。")[0].title, "新桥通车");
    }
}
