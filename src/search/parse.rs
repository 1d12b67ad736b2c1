//! The query language. Never an error: what cannot be read as it was meant runs as text, with a note how it was read.
//!
//! A bracket, a minus or a quotation mark is an operator only where a word could begin; inside a word it is text, so
//! that 产业园（一期） and 推进“三化”发展 can be pasted as they stand.

use crate::model::{EntityType, PartialDate, Predicate};

use super::query::{Condition, Node, QUOTES, Query, is_operator};
use super::tokenizer::WIDEST_NEAR;

/// Brackets nested deeper are text, so that no query exhausts the stack.
const DEEPEST: usize = 64;
/// Widest distance of a fuzzy word.
const FUZZIEST: u32 = 2;

impl Query {
    /// Reads a query.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut parser = Parser { rest: text, depth: 0, notes: Vec::new() };
        let mut parts = Vec::new();
        loop {
            parts.push(parser.alternatives());
            // A bracket that closes nothing.
            parser.skip_blanks();
            if parser.rest.is_empty() {
                break;
            }
            parser.take();
            parser.note("多余的右括号已忽略");
        }
        let root = gather(parts, Node::And);
        if root == Node::And(Vec::new()) {
            parser.note("查询是空的");
        }
        parser.notes.dedup();
        let note = (!parser.notes.is_empty()).then(|| parser.notes.join("；"));
        Query { root, note }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
    notes: Vec<String>,
}

/// What stands between operators.
enum Item {
    Node(Node),
    Or,
    And,
    Near(u32, String),
    End,
}

/// One part as it is, several joined, groups of the same kind opened, empty ones dropped.
fn gather(parts: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Node {
    let kind = std::mem::discriminant(&join(Vec::new()));
    let mut flat = Vec::new();
    for part in parts {
        let same = std::mem::discriminant(&part) == kind;
        match part {
            Node::And(inner) if inner.is_empty() => {}
            Node::And(inner) | Node::Or(inner) if same => flat.extend(inner),
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => Node::And(flat),
        1 => flat.swap_remove(0),
        _ => join(flat),
    }
}

impl<'a> Parser<'a> {
    fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let first = characters.next();
        self.rest = characters.as_str();
        first
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// `a b OR c`: up to the end or the bracket that closes the group, which is not taken.
    fn alternatives(&mut self) -> Node {
        let mut alternatives = Vec::new();
        let mut parts: Vec<Node> = Vec::new();
        loop {
            match self.item() {
                Item::End => break,
                Item::Node(node) => parts.push(node),
                Item::And if parts.is_empty() || !self.operand_follows() => {
                    self.note("AND 一侧没有词，按文字查找");
                    parts.push(Node::Chunk("AND".to_owned()));
                }
                Item::And => {}
                Item::Or if parts.is_empty() || !self.operand_follows() => {
                    self.note("OR 一侧没有词，按文字查找");
                    parts.push(Node::Chunk("OR".to_owned()));
                }
                Item::Or => alternatives.push(gather(std::mem::take(&mut parts), Node::And)),
                Item::Near(distance, word) => self.near(&mut parts, distance, &word),
            }
        }
        alternatives.push(gather(parts, Node::And));
        gather(alternatives, Node::Or)
    }

    /// Whether something that can stand after an operator follows.
    fn operand_follows(&mut self) -> bool {
        self.skip_blanks();
        match self.peek() {
            None => false,
            Some(')' | '）') => self.depth == 0,
            Some('|' | '｜') => false,
            Some(_) => !is_operator(self.rest.split(char::is_whitespace).next().unwrap_or_default()),
        }
    }

    /// `A NEAR/n B` with `A` read already.
    fn near(&mut self, parts: &mut Vec<Node>, distance: u32, word: &str) {
        let left = match parts.last() {
            Some(Node::Chunk(_)) => parts.pop(),
            _ => None,
        };
        let Some(Node::Chunk(left)) = left else {
            self.note("NEAR 左边不是词，按文字查找");
            parts.push(Node::Chunk(word.to_owned()));
            return;
        };
        let before = self.rest;
        let notes = self.notes.len();
        match self.item() {
            Item::Node(Node::Chunk(right)) => parts.push(Node::Near { left, right, distance }),
            _ => {
                self.rest = before;
                self.notes.truncate(notes);
                self.note("NEAR 右边不是词，按文字查找");
                parts.push(Node::Chunk(left));
                parts.push(Node::Chunk(word.to_owned()));
            }
        }
    }

    fn item(&mut self) -> Item {
        loop {
            self.skip_blanks();
            let Some(first) = self.peek() else { return Item::End };
            match first {
                ')' | '）' => return Item::End,
                '(' | '（' if self.depth < DEEPEST => {
                    if let Some(group) = self.group() {
                        return Item::Node(group);
                    }
                }
                '|' | '｜' => {
                    self.take();
                    if matches!(self.peek(), Some('|' | '｜')) {
                        self.take();
                    }
                    return Item::Or;
                }
                '-' | '－' if self.minus_is_operator() => {
                    self.take();
                    let inner = match self.item() {
                        Item::Node(Node::Not(part)) => return Item::Node(*part),
                        Item::Node(node) => node,
                        _ => continue,
                    };
                    return Item::Node(Node::Not(Box::new(inner)));
                }
                _ => {
                    if let Some(text) = self.quoted() {
                        if !text.is_empty() {
                            return Item::Node(Node::Chunk(text));
                        }
                        continue;
                    }
                    return self.word();
                }
            }
        }
    }

    /// A minus right before a word, a phrase or a group.
    fn minus_is_operator(&self) -> bool {
        let mut characters = self.rest.chars().skip(1);
        match characters.next() {
            None | Some('-' | '－' | ')' | '）' | '|' | '｜') => false,
            Some(next) if next.is_whitespace() => false,
            // An empty group or phrase after it would leave nothing to exclude.
            Some(next @ ('(' | '（')) => self.depth < DEEPEST && next != ')',
            Some(_) => true,
        }
    }

    /// `( … )`; nothing where it is empty.
    fn group(&mut self) -> Option<Node> {
        self.take();
        self.depth += 1;
        let inner = self.alternatives();
        self.depth -= 1;
        if self.take().is_none() {
            self.note("缺少右括号，已在末尾补上");
        }
        (inner != Node::And(Vec::new())).then_some(inner)
    }

    /// A phrase, if a quotation mark stands here; without its end, the rest of the query.
    fn quoted(&mut self) -> Option<String> {
        let first = self.peek()?;
        let (open, close) = QUOTES.into_iter().find(|(open, _)| *open == first)?;
        let inside = self.rest.strip_prefix(open)?;
        let text = match inside.find(close) {
            Some(end) => {
                let (text, rest) = inside.split_at(end);
                self.rest = rest.strip_prefix(close).unwrap_or(rest);
                text
            }
            None => {
                self.note(format!("缺少右引号“{close}”，到末尾为止都按短语查找"));
                self.rest = "";
                inside
            }
        };
        Some(text.trim().to_owned())
    }

    /// What stands up to the next blank, or the bracket that closes the group.
    fn bare(&mut self) -> &'a str {
        let mut open = 0_usize;
        let mut end = self.rest.len();
        for (at, character) in self.rest.char_indices() {
            match character {
                '(' | '（' => open += 1,
                ')' | '）' if open > 0 => open -= 1,
                ')' | '）' if self.depth > 0 => {
                    end = at;
                    break;
                }
                _ if character.is_whitespace() => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn word(&mut self) -> Item {
        if let Some(condition) = self.field() {
            return Item::Node(condition);
        }
        let word = self.bare();
        match word {
            "OR" | "ＯＲ" => return Item::Or,
            "AND" | "ＡＮＤ" => return Item::And,
            _ => {}
        }
        if let Some(distance) = near_distance(word) {
            if distance > WIDEST_NEAR {
                self.note(format!("NEAR 最多 {WIDEST_NEAR} 字，已按 {WIDEST_NEAR} 字查找"));
            }
            return Item::Near(distance.min(WIDEST_NEAR), word.to_owned());
        }
        if let Some((base, distance)) = fuzzy(word) {
            return Item::Node(Node::Fuzzy { word: base.to_owned(), distance });
        }
        Item::Node(Node::Chunk(word.to_owned()))
    }

    /// `name:value`, where the name is a field's; a value that has no meaning makes it text.
    fn field(&mut self) -> Option<Node> {
        let colon = self.rest.find([':', '：'])?;
        let (name, after) = self.rest.split_at(colon);
        if !["title", "entity", "about", "type", "rel", "source", "date"].contains(&name) {
            return None;
        }
        let whole = self.rest;
        let notes = self.notes.len();
        self.rest = after.strip_prefix([':', '：']).unwrap_or(after);
        let value = match self.quoted() {
            Some(value) => value,
            None => self.bare().to_owned(),
        };
        if let Some(condition) = condition(name, &value) {
            return Some(Node::Field(condition));
        }
        self.rest = whole;
        self.notes.truncate(notes);
        let word = self.bare().to_owned();
        self.note(format!("“{word}”不是有效的条件，按文字查找"));
        Some(Node::Chunk(word))
    }
}

/// The distance of `NEAR/20`.
fn near_distance(word: &str) -> Option<u32> {
    let distance = word.strip_prefix("NEAR")?.strip_prefix(['/', '／'])?;
    digits(distance)
}

/// The word and the distance of `词~1`.
fn fuzzy(word: &str) -> Option<(&str, u32)> {
    let (base, distance) = word.rsplit_once(['~', '～'])?;
    let distance = if distance.is_empty() { 1 } else { digits(distance)? };
    let plain = base.chars().all(super::fold::is_indexed) && base.chars().nth(1).is_some();
    (plain && (1..=FUZZIEST).contains(&distance)).then_some((base, distance))
}

/// A number in ASCII or full-width digits.
fn digits(text: &str) -> Option<u32> {
    super::fold::folded(text).parse().ok()
}

fn condition(name: &str, value: &str) -> Option<Condition> {
    if value.is_empty() {
        return None;
    }
    let text = value.to_owned();
    match name {
        "title" => Some(Condition::Title(text)),
        "entity" => Some(Condition::Entity(text)),
        "about" => Some(Condition::About(text)),
        "source" => Some(Condition::Source(text)),
        "type" => EntityType::parse(value).map(Condition::Type),
        "rel" => Predicate::parse(value).map(Condition::Relation),
        _ => dates(value),
    }
}

/// `2022-01..2022-08`, `2022`, `2022-01..`, `..2022-08`.
fn dates(value: &str) -> Option<Condition> {
    let value = super::fold::folded(value);
    let Some((from, to)) = value.split_once("..") else {
        let date = PartialDate::parse(&value)?;
        return Some(Condition::Date(Some(date), Some(date)));
    };
    let end = |text: &str| if text.is_empty() { Some(None) } else { PartialDate::parse(text).map(Some) };
    Some(Condition::Date(end(from)?, end(to)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn printed(text: &str) -> String {
        Query::read(text).to_string()
    }

    #[test]
    fn every_form_of_the_grammar_is_read() {
        let cases = [
            ("南通 跨江通道", "南通 跨江通道"),
            ("“一带一路”", "一带一路"),
            ("「沿江 高铁」", "“沿江 高铁”"),
            ("南通 OR 泰州 -苏州", "南通 OR (泰州 -苏州)"),
            ("（南通 ＯＲ 泰州） －苏州", "(南通 OR 泰州) -苏州"),
            ("title:高铁 entity：海门区 type:project rel:建设", "title:高铁 entity:海门区 type:project rel:builds"),
            ("date:2023-01..2023-08", "date:2023-01..2023-08"),
            ("date:2023", "date:2023"),
            ("date:..2023-08 source:“江海 晚报”", "date:..2023-08 source:“江海 晚报”"),
            ("高铁 NEAR/20 开工", "高铁 NEAR/20 开工"),
            ("高铁 NEAR／２０ “全线 开工”", "高铁 NEAR/20 “全线 开工”"),
            ("高铁~1", "高铁~1"),
            ("高铁～", "高铁~1"),
            ("产业园（一期）", "“产业园（一期）”"),
            ("推进“三化”发展", "「推进“三化”发展」"),
            ("2023-08", "“2023-08”"),
            ("时间：8月", "“时间：8月”"),
            ("a AND b", "a b"),
        ];
        for (text, expected) in cases {
            let query = Query::read(text);
            assert_eq!(query.note(), None, "{text}");
            assert_eq!(query.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_runs_as_text_and_says_so() {
        for text in
            ["OR 南通", "南通 OR", "“南通", "(南通", ") 南通", "type:nonsense", "date:昨天", "NEAR/5 南通", "", "()"]
        {
            let query = Query::read(text);
            assert!(query.note().is_some(), "{text}");
        }
        assert_eq!(printed("type:nonsense 南通"), "“type:nonsense” 南通");
        assert_eq!(printed("南通 OR"), "南通 “OR”");
        assert_eq!(printed("(南通"), "南通");
    }

    #[test]
    fn deep_nesting_is_harmless() {
        let text = "(".repeat(100_000);
        let _ = printed(&text);
        let text = "-(".repeat(100_000);
        let _ = printed(&text);
    }

    proptest! {
        #[test]
        fn the_reading_reads_the_same(text in "([a-c南通江海（）()“”「」\"：:~～|｜－-]|OR|AND| |NEAR/3|title:|type:project|date:2023|\\.\\.){0,14}") {
            let query = Query::read(&text);
            let again = Query::read(&query.to_string());
            prop_assert_eq!(&query.root, &again.root, "{} → {}", text, query);
            if !query.is_empty() {
                prop_assert_eq!(again.note(), None, "{} → {}", text, query);
            }
        }

        #[test]
        fn no_text_is_an_error(text in "\\PC{0,40}") {
            let query = Query::read(&text);
            prop_assert_eq!(&Query::read(&query.to_string()).root, &query.root);
        }
    }
}
