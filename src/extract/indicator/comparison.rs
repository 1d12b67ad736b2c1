//! Growth, shares and ranks: what a figure is compared with.

use super::words::{ends_with, words};
use crate::extract::number::{Quantity, UnitKind};

/// What a quantity says in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A figure of its own.
    Plain,
    /// 增长9.2%: a figure where it has a name, else a comparison of the figure before it.
    Growth,
    /// 占…的45.3%: a figure and a comparison.
    Share,
    /// 加快9.3个百分点, 同比增加12亿元: a comparison alone.
    Comparison,
}

impl Role {
    pub(super) fn rule(self) -> &'static str {
        match self {
            Role::Plain => "figure",
            Role::Growth => "growth",
            Role::Share => "share",
            Role::Comparison => "comparison",
        }
    }
}

/// What stands between a growth cue and its figure.
pub(super) fn trim_growth(head: &str) -> &str {
    head.trim_end_matches(['了', '约', '近', '超', '达', ' ']).trim_end_matches("分别")
}

/// The role of a quantity with `head` before it and `tail` behind it in its clause.
pub(super) fn role(head: &str, quantity: &Quantity, tail: &str) -> Role {
    let lists = words();
    let grows = ends_with(trim_growth(head), &lists.growth).is_some();
    let is_percent = quantity.kind == UnitKind::Percent;
    let compared = ["同比", "环比", "比上年", "较上年"].iter().any(|cue| head.contains(cue));
    if quantity.kind == UnitKind::Point || (grows && !is_percent && compared) {
        return Role::Comparison;
    }
    if is_percent && grows {
        return Role::Growth;
    }
    let is_share = lists.share.iter().any(|cue| head.contains(cue)) || tail.starts_with("的股");
    if is_percent && is_share { Role::Share } else { Role::Plain }
}

/// The comparison within the end of a clause: from 同比, 较, 占 … to the figure.
pub(super) fn words_of(head: &str) -> &str {
    const CUES: [&str; 10] = ["同比", "环比", "比上年", "较上年", "比去年", "较去年", "年均", "占", "较", "比"];
    if let Some(at) = CUES.iter().filter_map(|cue| head.find(cue)).min() {
        return head[at..].trim();
    }
    let growth = words().growth.iter().filter_map(|cue| head.rfind(cue)).max();
    growth.map_or(head, |at| &head[at..]).trim()
}

/// 居全市第九, 位列全国第3位, 居全省首位 within a clause.
pub(super) fn rank(clause: &str) -> Option<&str> {
    for cue in &words().rank {
        let Some(at) = clause.find(cue) else { continue };
        let words = clause[at..].trim_end_matches(|c: char| !c.is_alphanumeric());
        let rest = &words[cue.len().min(words.len())..];
        let orders = rest.contains('第') || rest.contains("首位") || rest.contains("前列");
        if orders && words.chars().count() <= 16 {
            return Some(words);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_are_cut_from_their_cue() {
        assert_eq!(words_of("工业增加值同比增长9.2%"), "同比增长9.2%");
        assert_eq!(words_of("占全市比重达45.3%"), "占全市比重达45.3%");
        assert_eq!(words_of("净增长12%"), "增长12%");
    }

    #[test]
    fn ranks_are_found() {
        assert_eq!(rank("总量位居全省第九，"), Some("位居全省第九"));
        assert_eq!(rank("列入清单，"), None);
    }
}
