//! What every extraction step sees of one document.

use crate::lexicon::Lexicon;
use crate::model::{Document, Entity, Mention, Span, Token};

/// A part of a sentence between the marks ，。！？；： (closing quotation marks go with the mark).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clause {
    /// Where, its end mark included.
    pub(crate) span: Span,
    /// Index of its sentence in [`Document::sentences`].
    pub(crate) sentence: u32,
    /// The mark that ends it; `\0` at the end of a sentence without one.
    pub(crate) mark: char,
}

/// One document on its way through extraction.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) document: &'a Document,
    pub(crate) tokens: &'a [Token],
    pub(crate) lexicon: &'a Lexicon,
    /// Clauses in order; they tile the sentences.
    pub(crate) clauses: Vec<Clause>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(document: &'a Document, tokens: &'a [Token], lexicon: &'a Lexicon) -> Self {
        let mut clauses = Vec::with_capacity(document.sentences.len() * 3);
        for (index, sentence) in document.sentences.iter().enumerate() {
            cut_clauses(&document.text, *sentence, index as u32, &mut clauses);
        }
        Self { document, tokens, lexicon, clauses }
    }

    /// The document's clean text.
    pub(crate) fn text(&self) -> &'a str {
        &self.document.text
    }

    /// Index of the clause that holds byte `at`.
    pub(crate) fn clause_at(&self, at: u32) -> Option<usize> {
        self.clauses.partition_point(|clause| clause.span.start <= at).checked_sub(1)
    }

    /// Index of the token that holds byte `at`.
    pub(crate) fn token_at(&self, at: u32) -> Option<usize> {
        self.tokens.partition_point(|token| token.span.start <= at).checked_sub(1)
    }
}

fn cut_clauses(text: &str, sentence: Span, index: u32, out: &mut Vec<Clause>) {
    let mut start = sentence.start as usize;
    let mut mark = '\0';
    for (offset, character) in sentence.of(text).char_indices() {
        let at = sentence.start as usize + offset;
        let is_mark = matches!(character, '，' | '。' | '！' | '？' | '；' | '：' | '\n');
        let goes_with_mark = is_mark || matches!(character, '”' | '’' | '」' | '』' | '）');
        if mark != '\0' && !goes_with_mark {
            out.push(Clause { span: Span::new(start, at), sentence: index, mark });
            start = at;
            mark = '\0';
        }
        if is_mark {
            mark = character;
        }
    }
    if start < sentence.end as usize {
        out.push(Clause { span: Span::new(start, sentence.end as usize), sentence: index, mark });
    }
}

/// Words that stand for entities named elsewhere in the article (三地, 两地, 该区, 我们, 该项目).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The referring words.
    pub(crate) span: Span,
    /// Indexes of the entities that they stand for; empty where unresolved.
    pub(crate) members: Vec<u32>,
    /// Whether they stand for all of them together (双方合作) as well as for each.
    pub(crate) is_group: bool,
    /// Where the antecedent stands.
    pub(crate) antecedent: Span,
    /// The rule that resolved it, or the reason why none did.
    pub(crate) rule: &'static str,
}

/// Entities, mentions and references of one document, as the steps after mention finding see them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Named {
    /// Distinct entities, sorted by key.
    pub(crate) entities: Vec<Entity>,
    /// Mentions by place, not overlapping.
    pub(crate) mentions: Vec<Mention>,
    /// References by place; none overlaps a mention.
    pub(crate) references: Vec<Reference>,
}
