//! Joins lines that a column or a mailer broke, over the captions that stand between.
//!
//! Two kinds of evidence. A line whose clause is plainly open (it ends in ， or 、, in a word that nothing ends with, or
//! inside a quotation) goes on in the next line of text. In a hard-wrapped text every full line does, unless the next
//! begins a paragraph.

use super::line::{Item, is_clause_mark};
use super::section;
use crate::model::Zone;

/// Most lines of captions, credits and page numbers that a sentence jumps over.
const LONGEST_JUMP: usize = 8;

/// Words that a clause goes on after; a heading never ends with one.
const OPEN_WORDS: &str = "的和与及将把被为以从向由在是并而或使让";

/// Joins until nothing is left to join, so that clean text is not joined again when it is read again.
pub(super) fn join(flat: &str, items: Vec<Item>) -> Vec<Item> {
    let mut items = items;
    let mut first = true;
    loop {
        let before = items.len();
        let wrap = Wrap::find(&items);
        items = pass(flat, items, wrap.as_ref(), first);
        if items.len() == before {
            return items;
        }
        first = false;
    }
}

fn pass(flat: &str, items: Vec<Item>, wrap: Option<&Wrap>, first: bool) -> Vec<Item> {
    let mut joined: Vec<Item> = Vec::with_capacity(items.len());
    // Where the last running text stands in `joined`; aside may come behind it.
    let mut open: Option<usize> = None;
    for mut item in items {
        if !first {
            item.blank_before = false;
            item.indent = 0;
        }
        let is_text = item.zone.is_none();
        if !is_text {
            let jumped = matches!(item.zone, Some(Zone::Caption | Zone::Credit | Zone::Furniture | Zone::Repeated));
            if !jumped || open.is_some_and(|at| joined.len() - at > LONGEST_JUMP) {
                open = None;
            }
            joined.push(item);
            continue;
        }
        if let Some(at) = open {
            let adjacent = at + 1 == joined.len();
            if goes_on(flat, &joined[at], &item)
                || adjacent && wrap.is_some_and(|wrap| wrap.goes_on(flat, &joined[at], &item))
            {
                joined[at].append(&item);
                continue;
            }
        }
        open = Some(joined.len());
        joined.push(item);
    }
    joined
}

/// Whether the clause that `item` leaves open is taken up by `next`, by the words of both alone.
fn goes_on(flat: &str, item: &Item, next: &Item) -> bool {
    if item.is_ended() || section::is_numbered(flat, next) || starts_paragraph(flat, next) {
        return false;
    }
    let quoting = item.look.open > 0 && item.look.has_clause && item.look.characters >= 12;
    if section::is_numbered(flat, item) && !item.look.has_stop && !quoting {
        return false;
    }
    let continues = continues_clause(next.look.first);
    if matches!(item.look.last, '，' | '、' | ',' | '（' | '“' | '《' | '「' | '(') {
        return true;
    }
    let told = item.look.has_stop && item.look.characters >= 20;
    if OPEN_WORDS.contains(item.look.last)
        && (told || item.look.has_clause || next.look.has_clause)
        && !item.look.has_blank
    {
        return true;
    }
    if quoting || item.look.last == '的' && !item.look.has_blank {
        return true;
    }
    let long = item.look.has_clause && item.look.characters >= 60;
    if !told && !long {
        return false;
    }
    // The evidence is weaker now: a heading may follow a paragraph whose stop was forgotten.
    continues || next.look.ascii || !section::is_title_shaped(flat, next)
}

/// A mark that nothing begins with.
fn continues_clause(first: char) -> bool {
    is_clause_mark(first) || matches!(first, '”' | '）' | '》' | '」' | '%' | '％')
}

fn starts_paragraph(flat: &str, item: &Item) -> bool {
    matches!(item.look.first, '□' | '■' | '●' | '◆' | '○' | '·' | '•' | '*' | '※' | '★' | '▶' | '【')
        || item.first_line(flat).starts_with("——")
        || item.first_line(flat).starts_with("- ")
}

/// A text whose lines were cut at one width.
struct Wrap {
    /// Columns of a full line, the most and the fewest.
    most: usize,
    fewest: usize,
    /// Whether paragraphs are told by blank lines or indentation, so that a full line may end a sentence and go on.
    marked: bool,
}

/// A line may fall short of the width by two Han characters, since no line begins with a closing mark.
const RAGGED: usize = 5;

impl Wrap {
    fn find(items: &[Item]) -> Option<Self> {
        const WIDEST: usize = 160;
        let texts = || items.iter().filter(|item| item.zone.is_none());
        let mut histogram = [0_usize; WIDEST + 1];
        let mut total = 0;
        for item in texts() {
            histogram[full_width(item).min(WIDEST)] += 1;
            total += 1;
        }
        if total < 6 {
            return None;
        }
        // The width is the largest that all but one line in fifty keep.
        let mut wider = 0;
        let most = (1..=WIDEST).rev().find(|width| {
            wider += histogram[*width];
            wider * 50 > total
        })?;
        if !(20..WIDEST).contains(&most) {
            return None;
        }
        let fewest = most.saturating_sub(RAGGED);
        let mut full = 0;
        let mut open = 0;
        let mut clauses = 0;
        for item in texts().filter(|item| full_width(item) >= fewest) {
            full += 1;
            open += usize::from(!item.is_ended());
            clauses += usize::from(item.look.has_clause || is_clause_mark(item.look.last));
        }
        let is_wrapped = full >= 4 && full * 3 >= total && open * 5 >= full * 3 && clauses * 2 >= full;
        let indented = texts().filter(|item| item.is_indented()).count();
        let blanks = texts().filter(|item| item.blank_before).count();
        let marks = |count: usize| count > 0 && count * 2 < total;
        is_wrapped.then_some(Self { most, fewest, marked: marks(indented) || marks(blanks) })
    }

    fn goes_on(&self, flat: &str, item: &Item, next: &Item) -> bool {
        let Some(last) = item.parts.last() else { return false };
        let width = if item.parts.len() == 1 { full_width(item) } else { columns(flat, last.start, last.end) };
        if width < self.fewest || width > self.most + RAGGED {
            return false;
        }
        if next.is_indented()
            || next.blank_before && self.marked
            || section::is_numbered(flat, next)
            || starts_paragraph(flat, next)
        {
            return false;
        }
        if section::is_numbered(flat, item) && !item.look.has_clause {
            return false;
        }
        if matches!(item.look.last, '。' | '！' | '？' | '；' | '：' | ';' | ':') {
            return self.marked;
        }
        true
    }
}

/// Columns of a line with its indentation, which counts towards the width at which it was cut.
fn full_width(item: &Item) -> usize {
    item.look.width + item.indent
}

fn columns(flat: &str, start: usize, end: usize) -> usize {
    let words = flat.get(start..end).unwrap_or_default();
    words.chars().map(|character| if character.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::super::testing::paragraphs;

    #[test]
    fn a_clause_that_is_cut_goes_on_over_a_caption() {
        let text = "新桥开工以来，青溪县两岸居民一直盼着通车。今年上半年，全县已完\n\n新桥合龙时的情景。\n\n（青溪县交通局供图）\n\n成投资三亿元，进度过半。";
        assert_eq!(
            paragraphs(text),
            [
                "新桥开工以来，青溪县两岸居民一直盼着通车。今年上半年，全县已完成投资三亿元，进度过半。",
                "新桥合龙时的情景。",
                "（青溪县交通局供图）"
            ]
        );
    }

    #[test]
    fn headings_and_closed_lines_are_not_joined() {
        let text = "青溪县上半年投资超百亿\n\n今年上半年，全县投资增长。\n\n三桥并进\n两岸同城\n\n走进工地，机器轰鸣。";
        assert_eq!(paragraphs(text).len(), 5);
        let law = "第一章 总则\n第一条 为了管理河道，制定本条例\n第二条 本条例适用于本县。";
        assert_eq!(paragraphs(law).len(), 3);
    }

    #[test]
    fn a_hard_wrapped_mail_gets_its_paragraphs_back() {
        let text = "各单位：\n    为做好今年的防汛工作，请各乡镇街道于本\n月十日前报送预案，并确定一名联络员。报送材料\n应当加盖公章。联系人为办公室值班人员，电话照\n旧。\n    各村社区要抓紧清理沟渠，备足沙袋和水泵，\n确保排水通畅，遇有险情立即上报并组织转移。\n    特此通知。\n";
        assert_eq!(
            paragraphs(text),
            [
                "各单位：",
                "为做好今年的防汛工作，请各乡镇街道于本月十日前报送预案，并确定一名联络员。报送材料应当加盖公章。联系人为办公室值班人员，电话照旧。",
                "各村社区要抓紧清理沟渠，备足沙袋和水泵，确保排水通畅，遇有险情立即上报并组织转移。",
                "特此通知。"
            ]
        );
    }

    #[test]
    fn latin_words_keep_their_blank() {
        let text = "该公司引进了来自海外的一套系统，名称为Smart，\nGrid Control，已于去年投用。";
        assert_eq!(paragraphs(text), ["该公司引进了来自海外的一套系统，名称为Smart，Grid Control，已于去年投用。"]);
        let text = "该项目由中外双方合作。合作方名称为Green\nRiver Group，注册地在海外。";
        assert_eq!(paragraphs(text), ["该项目由中外双方合作。合作方名称为Green River Group，注册地在海外。"]);
    }
}
