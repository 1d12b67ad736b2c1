//! The grammar of dates and periods.

use super::expression::{Bounds, Form, Part, Point, TimeExpression, Year};
use super::words::{Word, word_prefix};
use crate::extract::number::digit;
use crate::model::{PartialDate, Span};

/// The expression of time that begins at byte `at`.
pub(super) fn expression_at(text: &str, at: usize) -> Option<TimeExpression> {
    let before = text[..at].chars().next_back();
    let (prefix, start) = prefix(text, at);
    let first = text.get(start..)?.chars().next()?;
    if start == at
        && digit(first).is_some()
        && before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '第'))
    {
        return None;
    }
    let (form, end) = form_at(text, start)?;
    let (mut bounds, end) = suffix(text, end, form);
    match prefix {
        // 从 alone belongs to the verb; 从2019年到2022年 and 从8月1日起 are periods.
        "从" if !bounds.since && !matches!(form, Form::Between(..)) => return None,
        "" | "从" => {}
        "自" => bounds.since = true,
        _ => bounds.until = true,
    }
    Some(TimeExpression { span: Span::new(at, end), form, bounds })
}

fn prefix(text: &str, at: usize) -> (&'static str, usize) {
    for word in ["截至到", "截止到", "截至", "截止", "到", "至", "自", "从"] {
        if text[at..].starts_with(word) && !text[at..].starts_with("至今") {
            return (word, at + word.len());
        }
    }
    ("", at)
}

fn form_at(text: &str, at: usize) -> Option<(Form, usize)> {
    if let Some(found) = plan(text, at).or_else(|| iso(text, at)).or_else(|| back(text, at)) {
        return Some(found);
    }
    if let Some((length, word)) = word_prefix(&text[at..]) {
        let end = at + length;
        let form = match word {
            Word::Days(days) => Form::Days(days),
            Word::SameDay => Form::SameDay,
            Word::Now => Form::Now,
            Word::Each => Form::Each,
            Word::Vague => Form::Vague,
            Word::Year(_) | Word::Part(_) => return calendar(text, at),
        };
        let end = if matches!(form, Form::Days(_) | Form::SameDay) { clock(text, end) } else { end };
        return Some((form, end));
    }
    calendar(text, at)
}

/// A point of the calendar, or two of them with 至, 到 or a dash between.
fn calendar(text: &str, at: usize) -> Option<(Form, usize)> {
    if let Some(found) = year_range(text, at) {
        return Some(found);
    }
    let (from, end) = point(text, at)?;
    for mark in ["——", "—", "–", "-", "－", "~", "～", "至", "到"] {
        let Some(rest) = text[end..].strip_prefix(mark) else { continue };
        let start = text.len() - rest.len();
        let Some((to, stop)) = point(text, start) else { continue };
        // 7月20日至23日: the second end takes the month of the first.
        let to = if to.lacks_month && from.part.to > 0 {
            let part = Part { from: from.part.to, to: from.part.to, ..to.part };
            Point { part, lacks_month: false, ..to }
        } else {
            to
        };
        return Some((Form::Between(from, to), stop));
    }
    // A bare day of the month (29日) is one only where a day can be meant.
    if from.lacks_month
        && text[end..].starts_with(['内', '游', '龄', '间', '均', '照', '产', '常', '元', '后', '之', '本'])
    {
        return None;
    }
    Some((Form::Calendar(from), end))
}

/// 2021—2025年, 2019-2022年度.
fn year_range(text: &str, at: usize) -> Option<(Form, usize)> {
    let (from, end) = four_digits(text, at)?;
    let mark = ["—", "–", "-", "~", "～", "至", "到"].into_iter().find(|mark| text[end..].starts_with(mark))?;
    let (to, end) = four_digits(text, end + mark.len())?;
    let end = year_mark(text, end)?;
    let whole = |year| Point { year: Year::Stated(year), part: Part::default(), lacks_month: false };
    (to > from).then(|| (Form::Between(whole(from), whole(to)), end))
}

fn four_digits(text: &str, at: usize) -> Option<(i16, usize)> {
    let (value, end, count) = digits(text, at)?;
    (count == 4 && (1000..3000).contains(&value)).then_some((value as i16, end))
}

/// 年, 年度; a blank may stand before it.
fn year_mark(text: &str, at: usize) -> Option<usize> {
    let start = blank(text, at);
    let end = text[start..].starts_with('年').then_some(start + '年'.len_utf8())?;
    Some(if text[end..].starts_with('度') { end + '度'.len_utf8() } else { end })
}

fn blank(text: &str, at: usize) -> usize {
    if text[at..].starts_with(' ') { at + 1 } else { at }
}

fn point(text: &str, at: usize) -> Option<(Point, usize)> {
    if let Some((year, end)) = year(text, at) {
        let start = if text[end..].starts_with('的') { end + '的'.len_utf8() } else { end };
        if let Some((part, stop)) = part(text, start) {
            return Some((Point { year, part, lacks_month: false }, stop));
        }
        for (mark, month) in [("底", 12), ("末", 12), ("初", 1), ("中", 6)] {
            if text[end..].starts_with(mark) && (mark != "中" || text[end..].starts_with("中，")) {
                let part = Part { from: month, to: month, ..Part::default() };
                return Some((Point { year, part, lacks_month: false }, end + mark.len()));
            }
        }
        return Some((Point { year, part: Part::default(), lacks_month: false }, end));
    }
    if let Some((part, end)) = part(text, at) {
        return Some((Point { year: Year::Unsaid, part, lacks_month: false }, end));
    }
    let (day, end) = small(text, at, 31)?;
    // 9号 alone is a number as often as a day.
    let end = day_mark(text, end).filter(|end| text[..*end].ends_with('日'))?;
    let part = Part { from: 0, to: 0, first_day: day, last_day: day };
    Some((Point { year: Year::Unsaid, part, lacks_month: true }, clock(text, end)))
}

fn year(text: &str, at: usize) -> Option<(Year, usize)> {
    if let Some((length, Word::Year(year))) = word_prefix(&text[at..]) {
        return Some((year, at + length));
    }
    let (value, end) = four_digits(text, at).or_else(|| chinese_year(text, at))?;
    Some((Year::Stated(value), year_mark(text, end)?))
}

/// 二〇二三: four digits one by one.
fn chinese_year(text: &str, at: usize) -> Option<(i16, usize)> {
    let mut value = 0;
    let mut end = at;
    for character in text[at..].chars().take(4) {
        value = value * 10 + i16::from(single(character)?);
        end += character.len_utf8();
    }
    (1000..3000).contains(&value).then_some((value, end))
}

/// Months, quarters, halves, days within a year.
fn part(text: &str, at: usize) -> Option<(Part, usize)> {
    if let Some((length, Word::Part(part))) = word_prefix(&text[at..]) {
        return Some((part, at + length));
    }
    if let Some(rest) = text[at..].strip_prefix('前') {
        let start = text.len() - rest.len();
        let (months, end) = small(text, start, 12)?;
        let end = if text[end..].starts_with('个') { end + '个'.len_utf8() } else { end };
        let end = text[end..].starts_with('月').then_some(end + '月'.len_utf8())?;
        return Some((Part { from: 1, to: months, ..Part::default() }, end));
    }
    let (from, end) = small(text, at, 12)?;
    for mark in ["—", "–", "-", "－", "~", "～", "至", "到", "、"] {
        let Some(rest) = text[end..].strip_prefix(mark) else { continue };
        let Some((to, stop)) = small(text, text.len() - rest.len(), 12) else { continue };
        if let Some(stop) = month_mark(text, stop)
            && to > from
            && (mark != "、" || to == from + 1)
            && small(text, stop, 31).is_none_or(|(_, end)| day_mark(text, end).is_none())
        {
            return Some((Part { from, to, ..Part::default() }, stop));
        }
    }
    let end = month_mark(text, end)?;
    if let Some((day, stop)) = small(text, blank(text, end), 31)
        && let Some(stop) = day_mark(text, stop)
    {
        let part = Part { from, to: from, first_day: day, last_day: day };
        return Some((part, clock(text, stop)));
    }
    let (first_day, last_day, length) = match &text[end..] {
        rest if rest.starts_with("上旬") => (1, 10, 6),
        rest if rest.starts_with("中旬") => (11, 20, 6),
        rest if rest.starts_with("下旬") => (21, 0, 6),
        rest if rest.starts_with(['底', '末', '初']) => (0, 0, 3),
        _ => (0, 0, 0),
    };
    Some((Part { from, to: from, first_day, last_day }, end + length))
}

/// 月, 月份.
fn month_mark(text: &str, at: usize) -> Option<usize> {
    let start = blank(text, at);
    let end = text[start..].starts_with('月').then_some(start + '月'.len_utf8())?;
    Some(if text[end..].starts_with('份') { end + '份'.len_utf8() } else { end })
}

fn day_mark(text: &str, at: usize) -> Option<usize> {
    let start = blank(text, at);
    // 12号线, 3号楼 are names.
    let is_name = |end: usize| {
        text[end..]
            .starts_with(['线', '楼', '院', '馆', '厅', '桥', '门', '井', '机', '路', '地', '坑', '站', '车', '店'])
    };
    match text[start..].chars().next()? {
        '日' => Some(start + '日'.len_utf8()),
        '号' if !is_name(start + '号'.len_utf8()) => Some(start + '号'.len_utf8()),
        _ => None,
    }
}

/// The time of day that may follow a date: 上午9时30分, 22时.
fn clock(text: &str, at: usize) -> usize {
    let mut end = at;
    for word in ["上午", "下午", "晚上", "晚间", "凌晨", "中午", "傍晚", "夜间", "早上", "清晨", "晚"]
    {
        if text[end..].starts_with(word) {
            end += word.len();
            break;
        }
    }
    if let Some((_, stop)) = small(text, end, 24)
        && text[stop..].starts_with(['时', '点'])
    {
        end = stop + '时'.len_utf8();
        if let Some((_, stop)) = small(text, end, 59)
            && text[stop..].starts_with('分')
        {
            end = stop + '分'.len_utf8();
        } else if text[end..].starts_with("许") {
            end += "许".len();
        }
    }
    end
}

/// 以来, 起, 期间 behind an expression.
fn suffix(text: &str, at: usize, form: Form) -> (Bounds, usize) {
    let rest = &text[at..];
    let takes_since = !matches!(form, Form::Each | Form::Now | Form::Vague);
    for word in ["以来", "起"] {
        if takes_since && rest.starts_with(word) && !rest.starts_with("起到") && !rest.starts_with("起来") {
            return (Bounds { since: true, until: false }, at + word.len());
        }
    }
    if matches!(form, Form::Plan(..)) {
        return (Bounds::default(), at);
    }
    (Bounds::default(), at)
}

/// “十四五”期间, 十四五时期, “十四五”以来.
fn plan(text: &str, at: usize) -> Option<(Form, usize)> {
    let open = text[at..].chars().next().filter(|c| matches!(c, '“' | '"'));
    let start = at + open.map_or(0, char::len_utf8);
    let rest = text[start..].strip_prefix('十')?;
    let tens = rest.chars().next().and_then(single).filter(|n| (1..=9).contains(n))?;
    let rest = rest.get('十'.len_utf8()..)?.strip_prefix('五')?;
    let rest = if open.is_some() { rest.strip_prefix(['”', '"'])? } else { rest };
    let word = ["规划期间", "期间", "时期", "以来", "末"].into_iter().find(|word| rest.starts_with(word))?;
    let end = text.len() - rest.len() + if word == "以来" { 0 } else { word.len() };
    let first = 2021 + (i16::from(tens) - 4) * 5;
    Some((Form::Plan(first, first + 4), end))
}

/// 2023-08-18, 2023/8/18, 2023.08.18.
fn iso(text: &str, at: usize) -> Option<(Form, usize)> {
    let (year, end) = four_digits(text, at)?;
    let mark = text[end..].chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month, end) = small(text, end + 1, 12)?;
    let rest = text[end..].strip_prefix(mark)?;
    let (day, end) = small(text, text.len() - rest.len(), 31)?;
    PartialDate::new(year, month, day)?;
    let follows = text[end..].chars().next();
    if follows.is_some_and(|c| c.is_ascii_alphanumeric() || c == mark) {
        return None;
    }
    let part = Part { from: month, to: month, first_day: day, last_day: day };
    Some((Form::Calendar(Point { year: Year::Stated(year), part, lacks_month: false }), end))
}

/// 近三年来, 过去十年, 未来5年, 五年来, 近6个月.
fn back(text: &str, at: usize) -> Option<(Form, usize)> {
    let lead = ["最近", "过去", "未来", "今后", "近"].into_iter().find(|word| text[at..].starts_with(word));
    let start = blank(text, at + lead.map_or(0, str::len));
    let (count, end) = small(text, start, 99)?;
    let end = blank(text, end);
    let rest = &text[end..];
    let (months, length) = [("年", 12), ("个月", 1), ("月", 1)]
        .into_iter()
        .find(|(word, _)| rest.starts_with(word))
        .map(|(word, months)| (months, word.len()))?;
    let end = end + length;
    let tail =
        ["以来", "来"].into_iter().find(|word| text[end..].starts_with(word) && !text[end..].starts_with("来自"));
    let since_is_date = months == 1 && length == 3;
    if since_is_date || (lead.is_none() && tail.is_none()) {
        return None;
    }
    let sign = if matches!(lead, Some("未来" | "今后")) { -1 } else { 1 };
    Some((Form::Back(sign * i32::from(count) * months), end + tail.map_or(0, str::len)))
}

fn digits(text: &str, at: usize) -> Option<(u32, usize, usize)> {
    let mut value: u32 = 0;
    let mut count = 0;
    let mut end = at;
    for character in text.get(at..)?.chars() {
        let Some(figure) = digit(character) else { break };
        value = value.checked_mul(10)?.checked_add(figure)?;
        count += 1;
        end += character.len_utf8();
    }
    (count > 0).then_some((value, end, count))
}

fn single(character: char) -> Option<u8> {
    const DIGITS: &str = "零一二三四五六七八九";
    if character == '〇' || character == '○' {
        return Some(0);
    }
    if character == '两' {
        return Some(2);
    }
    DIGITS.chars().position(|digit| digit == character).and_then(|position| u8::try_from(position).ok())
}

/// A whole number from 1 to `most`, in Arabic or Chinese numerals.
fn small(text: &str, at: usize, most: u8) -> Option<(u8, usize)> {
    if let Some((value, end, count)) = digits(text, at) {
        let value =
            u8::try_from(value).ok().filter(|value| (1..=most).contains(value) || (*value == 0 && most >= 24))?;
        return (count <= 2).then_some((value, end));
    }
    let mut end = at;
    let mut value: u8 = 0;
    let mut count = 0;
    for character in text.get(at..)?.chars().take(3) {
        let next = match (single(character), character) {
            (_, '十') if value == 0 => 10,
            (_, '十') if value < 10 => value * 10,
            (Some(figure), _) if value == 0 || (value >= 10 && value.is_multiple_of(10)) => value + figure,
            _ => break,
        };
        value = next;
        count += 1;
        end += character.len_utf8();
    }
    (count > 0 && (1..=most).contains(&value)).then_some((value, end))
}
