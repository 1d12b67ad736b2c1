//! Lines that say when and by whom a text was published.

use super::line::Item;
use crate::model::{Based, Basis, PartialDate, Zone};
use crate::read;

const DATES: &[&str] = &[
    "时间",
    "日期",
    "发布时间",
    "发布日期",
    "发表时间",
    "发表日期",
    "更新时间",
    "更新日期",
    "成文日期",
    "成文时间",
    "印发日期",
    "時間",
    "日期",
    "發布日期",
    "發布時間",
    "刊登日期",
];
const SOURCES: &[&str] = &[
    "来源",
    "稿源",
    "信息来源",
    "文章来源",
    "稿件来源",
    "新闻来源",
    "来源单位",
    "發布單位",
    "來源",
    "资料来源",
    "資料來源",
];
const OTHERS: &[&str] = &[
    "发布单位",
    "发布机构",
    "发文机关",
    "发文字号",
    "文号",
    "索引号",
    "索引號",
    "版次",
    "主题分类",
    "公开方式",
    "有效性",
    "信息来源单位",
    "栏目",
    "组配分类",
    "发文单位",
];

/// Longest such line in characters.
const LONGEST: usize = 80;

/// What a labelled line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Date,
    Source,
    Other,
}

/// The label with which `words` begin and what stands behind its colon.
fn label(words: &str) -> Option<(Label, &str)> {
    let words = words.trim_start_matches(['（', '(', '[', '【']).trim_end_matches(['）', ')', ']', '】']);
    let (name, value) = words.split_once(['：', ':'])?;
    let name: String = name.chars().filter(|character| *character != ' ').collect();
    let kind = if DATES.contains(&name.as_str()) {
        Label::Date
    } else if SOURCES.contains(&name.as_str()) {
        Label::Source
    } else if OTHERS.contains(&name.as_str()) {
        Label::Other
    } else {
        return None;
    };
    Some((kind, value.trim_matches(' ')))
}

/// The first date of the words; also in Chinese numerals (二〇三〇年五月六日).
fn date_in(words: &str) -> Option<PartialDate> {
    read::date_in(words).or_else(|| read::date_in(&with_digits(words)?))
}

/// The words of a date in Chinese numerals with digits in their place; `None` where they are no such date.
fn with_digits(words: &str) -> Option<String> {
    let digit = |character: char| match character {
        '〇' | '零' | '○' | 'Ｏ' => Some(0),
        _ => "一二三四五六七八九".chars().position(|numeral| numeral == character).map(|at| at as u32 + 1),
    };
    let words = words.trim_matches(['（', '(', '）', ')', ' ', '—', '―']);
    let (year, rest) = words.split_once('年')?;
    let year: Option<Vec<u32>> = year.chars().map(digit).collect();
    let year = year.filter(|digits| digits.len() == 4)?.into_iter().fold(0, |sum, digit| sum * 10 + digit);
    let mut out = format!("{year}年");
    for unit in ['月', '日'] {
        let Some((number, _)) = rest.split_once(unit) else { break };
        let number = number.rsplit('月').next().unwrap_or_default();
        let (tens, ones) = number.split_once('十').map_or((None, number), |(tens, ones)| (Some(tens), ones));
        let value =
            |numeral: &str, empty: u32| if numeral.is_empty() { Some(empty) } else { digit(numeral.chars().next()?) };
        let tens = tens.map_or(Some(0), |tens| value(tens, 1))?;
        out.push_str(&format!("{}{unit}", tens * 10 + value(ones, 0)?));
    }
    Some(out)
}

/// The publisher of a line such as `青溪县人民政府 2030年5月6日`.
fn signed_and_dated(words: &str) -> Option<&str> {
    let (publisher, date) = words.rsplit_once(' ')?;
    let publisher = publisher.trim_end_matches(' ');
    let named = publisher.chars().all(|character| ('\u{4e00}'..='\u{9fff}').contains(&character) || character == ' ');
    let length = publisher.chars().count();
    (named && (4..=30).contains(&length) && is_date(date)).then_some(publisher)
}

/// Whether the line is a date, perhaps with a time of day or in brackets, and nothing else.
fn is_date(words: &str) -> bool {
    let bare = words.trim_matches(['（', '(', '）', ')', ' ', '[', ']']);
    let in_numerals = |words: &str| words.ends_with(['月', '日']) && words.chars().count() <= 12;
    if in_numerals(bare) && with_digits(bare).and_then(|date| read::date_in(&date)).is_some_and(|date| date.month > 0) {
        return true;
    }
    bare.starts_with(|first: char| first.is_ascii_digit())
        && date_in(bare).is_some_and(|date| date.month > 0)
        && bare.chars().all(|character| character.is_ascii_digit() || "年月日时分秒 -/.:：T上下午".contains(character))
}

/// 通过, 修正, … at the end of a line that begins with a date: when a law was made.
fn is_enactment(words: &str) -> bool {
    const ENDS: [&str; 8] = ["通过", "修订", "修正", "批准", "公布", "发布", "施行", "根据"];
    let bare = words.trim_matches(['（', '(', '）', ')', ' ', '。']);
    let dated = bare.starts_with(|first: char| first.is_ascii_digit()) || bare.starts_with("根据");
    dated
        && date_in(bare.get(..bare.len().min(60)).unwrap_or(bare)).is_some_and(|date| date.day > 0)
        && ENDS.iter().any(|end| bare.ends_with(end))
}

/// Marks such lines; a label that stands alone takes the short line behind it.
pub(super) fn mark(flat: &str, items: &mut [Item]) {
    for at in 0..items.len() {
        if items[at].zone.is_some() {
            continue;
        }
        let words = items[at].first_line(flat);
        let characters = items[at].look.characters;
        if characters <= 2 * LONGEST && is_enactment(words) {
            items[at].zone = Some(Zone::Dateline);
            continue;
        }
        if characters > LONGEST || items[at].look.last == '。' {
            continue;
        }
        if is_date(words) || begins_with_date_and_source(words) || signed_and_dated(words).is_some() {
            items[at].zone = Some(Zone::Dateline);
            continue;
        }
        let Some((_, value)) = label(words) else { continue };
        items[at].zone = Some(Zone::Dateline);
        if !value.is_empty() {
            continue;
        }
        if let Some(next) = items.get_mut(at + 1) {
            let short = next.look.characters <= 24 && !is_sentence(next);
            if next.zone.is_none() && short && label(next.first_line(flat)).is_none() {
                next.zone = Some(Zone::Dateline);
            }
        }
    }
}

fn is_sentence(item: &Item) -> bool {
    item.look.has_stop || item.look.last == '。' || item.look.last == '：'
}

fn begins_with_date_and_source(words: &str) -> bool {
    words.starts_with(|first: char| first.is_ascii_digit())
        && SOURCES.iter().any(|source| words.contains(&format!("{source}：")) || words.contains(&format!("{source}:")))
}

/// Publication date and source that the datelines among `items` state. A bare date counts only before the text begins.
pub(super) fn stated(flat: &str, items: &[Item]) -> (Option<Based<PartialDate>>, Option<Based<String>>) {
    let mut date = None;
    let mut source = None;
    let mut told = false;
    for (at, item) in items.iter().enumerate() {
        if item.zone.is_none() || item.zone == Some(Zone::Body) {
            told |= item.look.has_stop || item.look.last == '。';
        }
        if item.zone != Some(Zone::Dateline) {
            continue;
        }
        let words = item.first_line(flat);
        if let Some((kind, value)) = label(words) {
            let next = || items.get(at + 1).filter(|next| next.zone == Some(Zone::Dateline));
            let value = if value.is_empty() { next().map_or("", |next| next.first_line(flat)) } else { value };
            match kind {
                Label::Date if date.is_none() => date = date_in(value),
                Label::Source if source.is_none() => source = publisher(value),
                _ => {}
            }
        }
        // 2023-02-03 09:02 来源：… 日期：… on one line.
        if source.is_none() {
            source = labelled_inside(words, SOURCES).and_then(publisher);
        }
        if date.is_none() {
            date = labelled_inside(words, DATES).and_then(date_in);
        }
        if let Some(publisher) = signed_and_dated(words).filter(|_| !told) {
            date = date.or_else(|| date_in(words));
            source = source.or_else(|| self::publisher(publisher));
        }
        let bare = is_date(words) || begins_with_date_and_source(words);
        if date.is_none() && bare && !told {
            date = date_in(words);
        }
    }
    let stated = |value| Based { value, basis: Basis::Stated };
    (date.map(stated), source.map(|value| Based { value, basis: Basis::Stated }))
}

fn labelled_inside<'a>(words: &'a str, labels: &[&str]) -> Option<&'a str> {
    for label in labels {
        let Some(at) = words.find(label) else { continue };
        let rest = &words[at + label.len()..];
        let Some(value) = rest.strip_prefix(['：', ':']) else { continue };
        return Some(value.trim_start_matches(' '));
    }
    None
}

/// The name up to a blank or bracket; a name of more than thirty characters is none.
fn publisher(value: &str) -> Option<String> {
    let name = value.split([' ', '（', '(', '【', '|', '，', '）', ')']).next().unwrap_or_default();
    let length = name.chars().count();
    (2..=30).contains(&length).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::character::flatten;
    use super::super::line;
    use super::super::testing::raw;
    use super::*;

    fn read(text: &str) -> (usize, Option<String>, Option<String>) {
        let flat = flatten(&raw(text));
        let mut items = line::items(&flat);
        mark(&flat.text, &mut items);
        let (date, source) = stated(&flat.text, &items);
        let marked = items.iter().filter(|item| item.zone == Some(Zone::Dateline)).count();
        (marked, date.map(|date| date.value.to_string()), source.map(|source| source.value))
    }

    fn some(date: &str, source: &str) -> (Option<String>, Option<String>) {
        (Some(date.to_owned()), Some(source.to_owned()))
    }

    #[test]
    fn date_and_source_are_read_in_every_layout() {
        for (text, marked) in [
            ("题目\n来源：西江日报\n时间：2023-02-09\n正文。", 2),
            ("题目\n时间：\n2023-02-09 09:20\n来源：\n西江日报\n正文。", 4),
            ("题目\n2023年02月09日 07时41分\n来源: 西江日报\n正文。", 2),
            ("题目\n2023-02-09 09:20:11 来源：西江日报 【字体：大 中 小】\n正文。", 1),
            ("题目\n发布日期：2023/2/9 来源：西江日报\n正文。", 1),
            ("题目\n西江日报 2023年2月9日\n正文。", 1),
            ("题目\n二〇二三年二月九日\n来源：西江日报\n正文。", 2),
        ] {
            let (count, date, source) = read(text);
            assert_eq!(count, marked, "{text}");
            assert_eq!((date, source), some("2023-02-09", "西江日报"), "{text}");
        }
    }

    #[test]
    fn the_date_of_a_law_or_under_a_letter_is_no_publication_date() {
        let (marked, date, _) =
            read("条例\n2011年5月10日 某县第十五届人民代表大会第八次会议通过\n第一条 为了管理。\n2011年6月1日");
        assert_eq!((marked, date), (2, None));
        assert_eq!(read("时间：就是金钱。").0, 0);
        assert_eq!(with_digits("二零三〇年十一月二十七日").as_deref(), Some("2030年11月27日"));
        assert_eq!(with_digits("一年三月"), None);
    }
}
