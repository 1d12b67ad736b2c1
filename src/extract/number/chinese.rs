//! Numerals in Chinese characters, and mixed ones (3万5千, 1千零1).

use super::{Number, Share, arabic, digit};
use crate::model::Span;

/// Whether `character` can stand in a Chinese numeral as a digit or a place.
pub(super) fn is_numeral(character: char) -> bool {
    numeral(character).is_some() || place(character).is_some() || myriad(character).is_some()
}

/// Digits, financial and traditional forms included.
fn numeral(character: char) -> Option<u32> {
    Some(match character {
        '零' | '〇' | '○' => 0,
        '一' | '壹' | '幺' => 1,
        '二' | '贰' | '貳' | '两' | '兩' => 2,
        '三' | '叁' | '參' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn place(character: char) -> Option<f64> {
    Some(match character {
        '十' | '拾' => 10.0,
        '百' | '佰' => 100.0,
        '千' | '仟' => 1000.0,
        _ => return None,
    })
}

fn myriad(character: char) -> Option<f64> {
    Some(match character {
        '万' | '萬' => 1e4,
        '亿' | '億' => 1e8,
        '兆' => 1e12,
        _ => return None,
    })
}

/// What a numeral is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    /// Chinese digits in a row, as written (二〇二三), at most 18.
    Digits { value: f64, count: u32, first: u32, last: u32 },
    /// 5,236.5
    Arabic(f64),
    /// 十 百 千
    Place(f64),
    /// 万 亿 兆
    Myriad(f64),
    /// 零 between places.
    Zero,
    /// 余, 多, 几 (十余万, 一百零几万).
    Open,
}

/// The number that begins at byte `at`.
pub(super) fn read(text: &str, at: usize) -> Option<Number> {
    let (sign, signed_at) = sign(text, at);
    let first = core(text, signed_at)?;
    let share = share(text, first);
    // 百, 万, 亿 alone and financial digits alone are words or parts of names (百姓, 万州, 陆地).
    if share.is_none() && is_bare_place(first.span.cover(first.multiplier).of(text)) {
        return None;
    }
    let mut number = share.unwrap_or(first);
    number.value *= sign;
    number.span.start = u32::try_from(at).ok()?;
    Some(number)
}

fn is_bare_place(words: &str) -> bool {
    let mut characters = words.chars();
    let first = characters.next();
    first.is_some_and(|c| !matches!(c, '十' | '拾') && (place(c).is_some() || myriad(c).is_some()))
        && characters.next().is_none()
}

fn sign(text: &str, at: usize) -> (f64, usize) {
    let Some(rest) = text.get(at..) else { return (1.0, at) };
    match rest.chars().next() {
        Some(mark @ ('负' | '負' | '-' | '－')) => {
            let before = text[..at].chars().next_back();
            let joins = matches!(mark, '-' | '－') && before.is_some_and(|c| c.is_alphanumeric() || c == ')');
            if joins { (1.0, at) } else { (-1.0, at + mark.len_utf8()) }
        }
        _ => (1.0, at),
    }
}

/// N分之M, N又K分之M.
fn share(text: &str, first: Number) -> Option<Number> {
    let end = first.span.cover(first.multiplier).end as usize;
    let whole = first.value * first.scale;
    let after = skip_blanks(text, end);
    if let Some(rest) = text[after..].strip_prefix('又') {
        let next = core(text, skip_blanks(text, text.len() - rest.len()))?;
        let part = share(text, next)?;
        return (part.share == Share::Fraction).then_some(Number { value: whole + part.value, ..part });
    }
    if let Some(rest) = text[end..].strip_prefix('/') {
        let (below, stop) = arabic(text, text.len() - rest.len())?;
        let is_date = text[stop..].starts_with(['/', '-', '.', '年']);
        let plain = whole.fract() == 0.0 && below.fract() == 0.0 && below > whole && whole >= 1.0 && below <= 100.0;
        if is_date || !plain || first.scale != 1.0 {
            return None;
        }
        return Some(Number {
            span: Span::new(first.span.start as usize, stop),
            value: whole / below,
            multiplier: Span::new(stop, stop),
            scale: 1.0,
            share: Share::Fraction,
            ..first
        });
    }
    let rest = strip_blank_prefix(&text[after..], "分之")?;
    let start = skip_blanks(text, text.len() - rest.len());
    let (sign, signed) = sign(text, start);
    let above = core(text, signed)?;
    let value = sign * above.value * above.scale;
    let stop = above.span.cover(above.multiplier).end as usize;
    let span = Span::new(first.span.start as usize, stop);
    let multiplier = Span::new(stop, stop);
    let scale = match whole as u64 {
        100 => return Some(Number { span, value, multiplier, scale: 0.01, share: Share::Percent, ..above }),
        0 => return None,
        _ => 1.0,
    };
    Some(Number { span, value: value / whole, multiplier, scale, share: Share::Fraction, ..above })
}

/// The plain number at byte `at`: no sign, no fraction.
fn core(text: &str, at: usize) -> Option<Number> {
    let mut pieces: Vec<(Piece, usize, usize)> = Vec::new();
    let mut end = at;
    let mut is_chinese = true;
    while let Some((piece, start, stop)) = piece_at(text, end, pieces.last().map(|(piece, ..)| *piece)) {
        is_chinese &= !matches!(piece, Piece::Arabic(_));
        pieces.push((piece, start, stop));
        end = stop;
    }
    // 余 and 多 at the end belong to the figure only when a multiplier follows (10余万), which is then a piece.
    while matches!(pieces.last(), Some((Piece::Open | Piece::Zero, ..))) && pieces.len() > 1 {
        pieces.pop();
    }
    end = pieces.last()?.2;
    let is_open = pieces.iter().any(|(piece, ..)| *piece == Piece::Open);
    let tail = multiplier_start(&pieces);
    let written_end = if tail == pieces.len() { end } else { pieces[tail - 1].2 };
    let scale: f64 = pieces[tail..].iter().map(|(piece, ..)| weight(*piece)).product();
    let (mut value, extra) = evaluate(&pieces[..tail])?;
    let mut written = Span::new(at, written_end);
    let mut multiplier = Span::new(pieces.get(tail).map_or(end, |piece| piece.1), end);
    if is_chinese
        && tail == pieces.len()
        && let Some((decimals, stop)) = decimals(text, end)
    {
        value += decimals;
        written = Span::new(at, stop);
        let mut scale = 1.0;
        let mut stop_multiplier = stop;
        while let Some((Piece::Myriad(weight), _, next)) = piece_at(text, stop_multiplier, None) {
            scale *= weight;
            stop_multiplier = next;
        }
        multiplier = Span::new(stop, stop_multiplier);
        return Some(Number {
            span: written,
            value,
            upper: None,
            multiplier,
            scale,
            is_open,
            share: Share::None,
            is_chinese,
        });
    }
    let upper = (extra > 0.0).then_some(value + extra);
    Some(Number { span: written, value, upper, multiplier, scale, is_open, share: Share::None, is_chinese })
}

fn weight(piece: Piece) -> f64 {
    match piece {
        Piece::Place(weight) | Piece::Myriad(weight) => weight,
        _ => 1.0,
    }
}

/// Where the run of places at the end begins that reads as a multiplier of the unit: 5.22|万亿, 40多|亿, 三百|亿, 2|千万.
/// `pieces.len()` where there is none: 一万二, 三百五十.
fn multiplier_start(pieces: &[(Piece, usize, usize)]) -> usize {
    let mut start = pieces.len();
    while start > 1 && matches!(pieces[start - 1].0, Piece::Myriad(_)) {
        start -= 1;
    }
    let has_myriad = start < pieces.len();
    let is_arabic = matches!(pieces[0].0, Piece::Arabic(_));
    let rest = &pieces[..start];
    let simple_arabic = is_arabic && rest[1..].iter().all(|(piece, ..)| matches!(piece, Piece::Place(_) | Piece::Open));
    if simple_arabic {
        // 3千万, 2百: every place goes to the unit.
        let mut from = pieces.len();
        while from > 1 && matches!(pieces[from - 1].0, Piece::Myriad(_) | Piece::Place(_)) {
            from -= 1;
        }
        return from;
    }
    let mixed = rest.iter().any(|(piece, ..)| matches!(piece, Piece::Myriad(_)));
    if has_myriad && !mixed && !matches!(pieces[0].0, Piece::Myriad(_)) { start } else { pieces.len() }
}

fn skip_blanks(text: &str, mut at: usize) -> usize {
    while text[at..].starts_with([' ', '\u{3000}']) {
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    at
}

fn strip_blank_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let mut rest = text;
    for character in prefix.chars() {
        rest = rest.trim_start_matches(' ').strip_prefix(character)?;
    }
    Some(rest)
}

/// The next piece; blanks may stand between the characters of a Chinese numeral (三千 八百), never before an Arabic one.
fn piece_at(text: &str, at: usize, before: Option<Piece>) -> Option<(Piece, usize, usize)> {
    let start = if before.is_some() { skip_blanks(text, at) } else { at };
    let character = text.get(start..)?.chars().next()?;
    let stop = start + character.len_utf8();
    if digit(character).is_some() || (character == '.' && before.is_none()) {
        let goes_on = matches!(before, None | Some(Piece::Place(_) | Piece::Myriad(_) | Piece::Zero));
        if !goes_on || (before.is_some() && start != at && !follows_place(before)) {
            return None;
        }
        let (value, stop) = if character == '.' { leading_point(text, start)? } else { arabic(text, start)? };
        return Some((Piece::Arabic(value), start, stop));
    }
    if let Some(weight) = place(character) {
        let fits = !matches!(before, Some(Piece::Open)) || start == at;
        return fits.then_some((Piece::Place(weight), start, stop));
    }
    if let Some(weight) = myriad(character) {
        return Some((Piece::Myriad(weight), start, stop));
    }
    match (character, before) {
        ('零' | '〇', Some(Piece::Place(_) | Piece::Myriad(_))) => return Some((Piece::Zero, start, stop)),
        (
            '余' | '餘' | '多' | '几' | '幾',
            Some(Piece::Digits { .. } | Piece::Arabic(_) | Piece::Place(_) | Piece::Zero),
        ) => {
            return Some((Piece::Open, start, stop));
        }
        _ => {}
    }
    if matches!(before, Some(Piece::Digits { .. } | Piece::Arabic(_) | Piece::Open)) {
        return None;
    }
    digits(text, start)
}

fn follows_place(before: Option<Piece>) -> bool {
    matches!(before, Some(Piece::Place(_) | Piece::Myriad(_)))
}

fn leading_point(text: &str, at: usize) -> Option<(f64, usize)> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric()) || !text[at + 1..].starts_with(|c| digit(c).is_some()) {
        return None;
    }
    let mut value = 0.0;
    let mut weight = 0.1;
    let mut end = at + 1;
    for character in text[at + 1..].chars() {
        let Some(figure) = digit(character) else { break };
        value += f64::from(figure) * weight;
        weight /= 10.0;
        end += character.len_utf8();
    }
    Some((value, end))
}

fn digits(text: &str, start: usize) -> Option<(Piece, usize, usize)> {
    let mut value = 0.0;
    let mut count = 0;
    let mut first = 0;
    let mut last = 0;
    let mut stop = start;
    for character in text[start..].chars() {
        let Some(figure) = numeral(character).filter(|_| count < 18) else { break };
        // 两 is a count and never one digit among others (二〇两三).
        if count > 0 && matches!(character, '两' | '兩') {
            break;
        }
        if count == 0 {
            first = figure;
        }
        last = figure;
        value = value * 10.0 + f64::from(figure);
        count += 1;
        stop += character.len_utf8();
    }
    (count > 0).then_some((Piece::Digits { value, count, first, last }, start, stop))
}

fn decimals(text: &str, at: usize) -> Option<(f64, usize)> {
    let at = skip_blanks(text, at);
    let rest = text.get(at..)?.strip_prefix('点').or_else(|| text[at..].strip_prefix('點'))?;
    let start = skip_blanks(text, text.len() - rest.len());
    let mut value = 0.0;
    let mut weight = 0.1;
    let mut end = start;
    for character in text[start..].chars() {
        let Some(figure) = numeral(character).filter(|_| !matches!(character, '两' | '兩')) else { break };
        value += f64::from(figure) * weight;
        weight /= 10.0;
        end += character.len_utf8();
    }
    // 三点一刻, 两点十分: a time of day.
    let is_clock = text[end..].starts_with(['刻', '十', '分']) && !text[end..].starts_with("分之");
    (end > start && !is_clock).then_some((value, end))
}

/// The value of a run of pieces, and how far above it its upper end lies (二三十: 20 and 10).
fn evaluate(pieces: &[(Piece, usize, usize)]) -> Option<(f64, f64)> {
    let mut total = 0.0;
    let mut lowest = f64::INFINITY;
    let mut section = 0.0;
    let mut current: Option<(f64, u32, bool)> = None;
    let mut last_place = 0.0;
    let mut after_zero = false;
    let mut extra = 0.0;
    for (piece, ..) in pieces {
        match *piece {
            Piece::Digits { value, count, first, last } => {
                let pair = count == 2 && last == first + 1;
                current = Some((value, count, pair));
                if pair {
                    extra = f64::from(last - first);
                }
            }
            Piece::Arabic(value) => current = Some((value, u32::from(value < 10.0 && value.fract() == 0.0), false)),
            Piece::Zero => after_zero = true,
            Piece::Open => {}
            Piece::Place(weight) => {
                match current.take() {
                    None if section == 0.0 || after_zero => section += weight,
                    None => section *= weight,
                    Some((value, 2, true)) => {
                        section += (value / 10.0).floor() * weight;
                        extra *= weight;
                    }
                    Some((value, ..)) => section += value * weight,
                }
                last_place = weight;
                after_zero = false;
            }
            Piece::Myriad(weight) => {
                let value = section + current.take().map_or(0.0, |(value, ..)| value);
                let value = if value == 0.0 && total == 0.0 { 1.0 } else { value };
                if weight > lowest || (total > 0.0 && value == 0.0) {
                    total = (total + value) * weight;
                } else {
                    total += value * weight;
                }
                lowest = weight;
                section = 0.0;
                last_place = weight;
                after_zero = false;
            }
        }
    }
    if let Some((value, count, pair)) = current {
        let elliptic = last_place >= 100.0 && !after_zero && count == 1 && value < 10.0;
        section += if elliptic { value * last_place / 10.0 } else { value };
        if pair && last_place == 0.0 {
            extra = 0.0;
        }
    }
    Some((total + section, extra))
}
