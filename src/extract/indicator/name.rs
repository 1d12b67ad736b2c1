//! What a figure counts: the noun phrase behind a counted figure (47个项目), or before any (总投资118亿元, 项目47个).

use super::comparison::trim_growth;
use super::words::{ends_with, words};
use crate::extract::context::{Context, Named};
use crate::extract::number::{Quantity, UnitKind};
use crate::extract::period::Times;
use crate::model::{Span, Token};

/// Finds noun phrases beside figures.
pub(super) struct Phrases<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) named: &'a Named,
    pub(super) times: &'a Times,
}

impl Phrases<'_> {
    /// The name of a plain figure.
    pub(super) fn plain(&self, clause: Span, quantity: &Quantity) -> String {
        let head = Span { start: clause.start, end: quantity.whole.start.max(clause.start) };
        let counts = matches!(quantity.kind, UnitKind::Count | UnitKind::Person | UnitKind::Bare);
        let behind = self.behind(clause, quantity);
        if counts && !behind.is_empty() {
            return behind;
        }
        let before = self.before(head);
        if before.is_empty() { behind } else { before }
    }

    /// The name of a growth figure: what stands before 同比增长.
    pub(super) fn before_growth(&self, head: Span) -> String {
        let mut near = trim_growth(head.of(self.context.text()));
        if let Some(cue) = ends_with(near, &words().growth) {
            near = &near[..near.len() - cue.len()];
        }
        self.before(Span::new(head.start as usize, head.start as usize + near.len()))
    }

    /// The name of a share: what has it, and of what (A占B比重).
    pub(super) fn of_share(&self, head: Span) -> String {
        let text = head.of(self.context.text());
        let found = ["占比", "占"].into_iter().find_map(|cue| text.rfind(cue).map(|at| (at, cue)));
        let Some((at, cue)) = found else { return self.before(head) };
        let subject = self.before(Span::new(head.start as usize, head.start as usize + at));
        if cue == "占比" {
            return subject + "占比";
        }
        let whole = text[at..].trim_end_matches(['的', '达', '到', '为', '约', '近', '超', '过', '至']);
        subject + whole.trim_end_matches("提升").trim_end_matches("提高")
    }

    /// Tokens that lie wholly within `span`.
    fn tokens_in(&self, span: Span) -> &[Token] {
        let tokens = self.context.tokens;
        let from = tokens.partition_point(|token| token.span.start < span.start);
        let to = tokens.partition_point(|token| token.span.end <= span.end);
        &tokens[from..to.max(from)]
    }

    /// Whether a mention or a time covers a part of `span`.
    fn is_taken(&self, span: Span) -> bool {
        let next = self.named.mentions.partition_point(|mention| mention.span.end <= span.start);
        let mention = self.named.mentions.get(next).is_some_and(|mention| mention.span.overlaps(span));
        mention || self.times.overlaps(span)
    }

    /// The noun phrase that ends where `head` ends, reaching verbs (达到, 为) and adverbs aside.
    fn before(&self, head: Span) -> String {
        let text = self.context.text();
        let lists = words();
        let tokens = self.tokens_in(head);
        let mut at = tokens.len();
        let mut investing = None;
        while at > 0 {
            let word = tokens[at - 1].span.of(text);
            let passes = lists.light.contains(word) || lists.reach.contains(word) || is_gap(word);
            if !passes {
                break;
            }
            if word == "投资" {
                investing = Some(word);
            }
            at -= 1;
        }
        let end = at;
        let mut nouns = 0;
        while at > 0 {
            let token = &tokens[at - 1];
            let word = token.span.of(text);
            let stops = self.is_taken(token.span) || lists.light.contains(word) || is_mark(word) || is_break(word);
            if stops {
                break;
            }
            if is_nominal(token, text) {
                nouns += 1;
                at -= 1;
                continue;
            }
            if !token.part_of_speech.is("v") || lists.reach.contains(word) {
                break;
            }
            // One verb before its object stays (开行班列), and a verb that is all there is (投资, 占地).
            at -= 1;
            let goes_on = at > 0 && is_nominal(&tokens[at - 1], text) && !is_break(tokens[at - 1].span.of(text));
            if nouns > 0 && !goes_on {
                break;
            }
            nouns += 1;
        }
        if at == end {
            return investing.unwrap_or_default().to_owned();
        }
        // 完成项目投资: what is done is a part of what is counted.
        if at > 0 && tokens[at - 1].span.of(text) == "完成" && tokens[at - 1].span.end == tokens[at].span.start {
            at -= 1;
        }
        clean(tokens[at].span.cover(tokens[end - 1].span).of(text))
    }

    /// The noun phrase that follows a figure, directly or after 的.
    fn behind(&self, clause: Span, quantity: &Quantity) -> String {
        let text = self.context.text();
        let start = quantity.whole.end;
        let rest = Span { start, end: clause.end.max(start) };
        // The unit may end inside a token (个项目 as one word); what is left of it then begins the phrase.
        let cut = self.context.token_at(start).map(|index| self.context.tokens[index].span);
        let mut end = match cut {
            Some(token) if token.start < start && token.end <= rest.end => token.end,
            _ => start,
        };
        let mut has_noun = end > start && !is_mark(Span { start, end }.of(text));
        for (index, token) in self.tokens_in(rest).iter().enumerate() {
            let word = token.span.of(text);
            if self.is_taken(token.span) || is_mark(word) || is_break(word) {
                break;
            }
            let opens = index == 0 && word == "的";
            let noun = is_nominal(token, text);
            if !opens && !noun {
                break;
            }
            has_noun |= noun;
            end = token.span.end;
        }
        if has_noun { clean(Span { start, end }.of(text).trim_start_matches('的')) } else { String::new() }
    }
}

/// Whether a word can stand within a noun phrase: by jieba's tag, or by an ending that only measures have (进度, tagged an
/// adverb, 完成率).
fn is_nominal(token: &Token, text: &str) -> bool {
    let word = token.span.of(text);
    if word.chars().nth(1).is_some() && word.ends_with(['度', '率', '额', '量', '值', '积', '数']) {
        return true;
    }
    let tag = token.part_of_speech.as_str();
    let first = tag.as_bytes().first();
    matches!(first, Some(b'n' | b'j' | b'b' | b'l' | b'i' | b's' | b'k' | b'g' | b'h' | b'z' | b't' | b'f'))
        || matches!(tag, "vn" | "an" | "eng" | "x" | "a" | "ad")
}

/// Words tagged as nouns that never belong to a name.
fn is_break(word: &str) -> bool {
    const BREAKS: [&str; 18] = [
        "上", "中", "内", "外", "里", "下", "时", "后", "前", "间", "以上", "以下", "以来", "其中", "左右", "期间",
        "目前", "同时",
    ];
    BREAKS.contains(&word)
}

fn is_gap(word: &str) -> bool {
    word.trim().is_empty() || matches!(word, "：" | ":")
}

fn is_mark(word: &str) -> bool {
    word.chars().all(|c| !c.is_alphanumeric())
}

fn clean(words: &str) -> String {
    words.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '“' | '”' | '（' | '）' | '%')).to_owned()
}
