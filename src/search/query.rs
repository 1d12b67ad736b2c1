//! What a query means, and how it is printed back so that it reads the same.

use std::fmt;

use crate::model::{EntityType, PartialDate, Predicate};

use super::fold::is_indexed;

/// Pairs of quotation marks that enclose a phrase; the first pair that a text allows is the one it is printed in.
pub(super) const QUOTES: [(char, char); 6] =
    [('“', '”'), ('「', '」'), ('『', '』'), ('"', '"'), ('＂', '＂'), ('”', '”')];

/// A query as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub(super) root: Node,
    pub(super) note: Option<String>,
}

/// One part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Occurs literally, folded, within one paragraph.
    Chunk(String),
    /// Both occur in one paragraph, with at most `distance` characters between.
    Near { left: String, right: String, distance: u32 },
    /// A word at most `distance` characters away from this one.
    Fuzzy { word: String, distance: u32 },
    /// A condition on a field.
    Field(Condition),
    /// All of them.
    And(Vec<Node>),
    /// Any of them.
    Or(Vec<Node>),
    /// All other documents.
    Not(Box<Node>),
}

/// A condition on a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// The headline has these words.
    Title(String),
    /// An entity of this name is mentioned.
    Entity(String),
    /// A figure is about an entity of this name.
    About(String),
    /// An entity of this type is mentioned.
    Type(EntityType),
    /// A relation of this kind is told.
    Relation(Predicate),
    /// The source's name has these words in it.
    Source(String),
    /// Published between these dates; an end may be open.
    Date(Option<PartialDate>, Option<PartialDate>),
}

impl Query {
    /// What could not be read as it was meant, and how it was read instead (Chinese, for people).
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root == Node::And(Vec::new())
    }

    /// Names that stand after `entity:` and `about:`.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut out = Vec::new();
        self.root.visit(&mut |node| {
            if let Node::Field(Condition::Entity(name) | Condition::About(name)) = node {
                out.push(name.as_str());
            }
        });
        out
    }
}

impl Node {
    /// Calls `seen` with this part and all below it.
    pub fn visit<'a>(&'a self, seen: &mut dyn FnMut(&'a Node)) {
        seen(self);
        match self {
            Node::And(parts) | Node::Or(parts) => {
                for part in parts {
                    part.visit(seen);
                }
            }
            Node::Not(part) => part.visit(seen),
            Node::Chunk(_) | Node::Near { .. } | Node::Fuzzy { .. } | Node::Field(_) => {}
        }
    }

    /// The literal texts that are asked for, in order; what is excluded is left out.
    pub fn wanted(&self) -> Vec<&str> {
        let mut out = Vec::new();
        self.collect_wanted(&mut out);
        out
    }

    fn collect_wanted<'a>(&'a self, out: &mut Vec<&'a str>) {
        let mut push = |text: &'a str| {
            if !out.contains(&text) {
                out.push(text);
            }
        };
        match self {
            Node::Chunk(text) => push(text),
            Node::Near { left, right, .. } => {
                push(left);
                push(right);
            }
            Node::Fuzzy { word, .. } => push(word),
            Node::Field(_) | Node::Not(_) => {}
            Node::And(parts) | Node::Or(parts) => {
                for part in parts {
                    part.collect_wanted(out);
                }
            }
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.root {
            Node::And(parts) => write_parts(f, parts, " "),
            Node::Or(parts) => write_parts(f, parts, " OR "),
            other => fmt::Display::fmt(other, f),
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Chunk(text) => write_text(f, text),
            Node::Near { left, right, distance } => {
                write_text(f, left)?;
                write!(f, " NEAR/{distance} ")?;
                write_text(f, right)
            }
            Node::Fuzzy { word, distance } => write!(f, "{word}~{distance}"),
            Node::Field(condition) => fmt::Display::fmt(condition, f),
            Node::And(parts) => write_group(f, parts, " "),
            Node::Or(parts) => write_group(f, parts, " OR "),
            Node::Not(part) if matches!(**part, Node::Near { .. }) => write!(f, "-({part})"),
            Node::Not(part) => write!(f, "-{part}"),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Title(text) => write_field(f, "title", text),
            Condition::Entity(text) => write_field(f, "entity", text),
            Condition::About(text) => write_field(f, "about", text),
            Condition::Source(text) => write_field(f, "source", text),
            Condition::Type(kind) => write!(f, "type:{}", kind.code()),
            Condition::Relation(predicate) => write!(f, "rel:{}", predicate.code()),
            Condition::Date(from, to) if from == to => match from {
                Some(date) => write!(f, "date:{date}"),
                None => write!(f, "date:.."),
            },
            Condition::Date(from, to) => {
                write!(f, "date:")?;
                if let Some(date) = from {
                    write!(f, "{date}")?;
                }
                write!(f, "..")?;
                to.iter().try_for_each(|date| write!(f, "{date}"))
            }
        }
    }
}

fn write_parts(f: &mut fmt::Formatter<'_>, parts: &[Node], between: &str) -> fmt::Result {
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            f.write_str(between)?;
        }
        fmt::Display::fmt(part, f)?;
    }
    Ok(())
}

fn write_group(f: &mut fmt::Formatter<'_>, parts: &[Node], between: &str) -> fmt::Result {
    f.write_str("(")?;
    write_parts(f, parts, between)?;
    f.write_str(")")
}

fn write_field(f: &mut fmt::Formatter<'_>, name: &str, text: &str) -> fmt::Result {
    write!(f, "{name}:")?;
    write_text(f, text)
}

/// Bare where it reads the same so, else in quotation marks that it does not contain.
fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    if text.chars().all(is_indexed) && !is_operator(text) {
        return f.write_str(text);
    }
    let (open, close) = QUOTES.into_iter().find(|(_, close)| !text.contains(*close)).unwrap_or(QUOTES[0]);
    write!(f, "{open}{text}{close}")
}

/// Whether a bare word is an operator.
pub(super) fn is_operator(word: &str) -> bool {
    matches!(word, "OR" | "AND" | "ＯＲ" | "ＡＮＤ")
}
