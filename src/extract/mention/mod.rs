//! Where a document names something: every generator proposes spans with a type and a score, [`super::overlap`] decides.

mod bloc;
mod district;
mod fused;
mod grammar;
mod known;
mod person;
mod policy;
mod repeat;
mod series;
mod shorten;
mod suffix;
mod tagger;
mod word;

pub(in crate::extract) use tagger::Tagged;
pub use tagger::{Passage, fit};

use std::sync::Arc;

use crate::model::{EntityType, Level, Span};

use super::context::Context;
use super::overlap;

/// A span that may be a mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) span: Span,
    pub(crate) kind: EntityType,
    /// How sure its generator is, 0 to 100; what falls below [`THRESHOLD`] only counts with help from elsewhere in
    /// the document.
    pub(crate) score: u8,
    /// The rule that found it.
    pub(crate) rule: &'static str,
    /// Who it is, where the generator knows (a district of the gazetteer). `None`: [`super::link`] works it out.
    pub(crate) identity: Option<Arc<Identity>>,
    /// The fuller form in this document that this one is short for (以下简称“…”).
    pub(crate) full: Option<String>,
}

/// What an entity is called and what tells it from its namesakes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// As [`crate::model::Entity::key`].
    pub(crate) key: String,
    /// Canonical name.
    pub(crate) name: String,
    /// Level, of a district.
    pub(crate) level: Option<Level>,
    /// Key of the division above.
    pub(crate) parent: Option<String>,
}

/// Score from which a candidate stands on its own.
pub(crate) const THRESHOLD: u8 = 50;

impl Candidate {
    /// A candidate whose identity is not known yet.
    pub(crate) fn new(span: Span, kind: EntityType, score: u8, rule: &'static str) -> Self {
        Self { span, kind, score, rule, identity: None, full: None }
    }
}

/// What was found in a document.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The candidates that stand: by place, not overlapping.
    pub(crate) standing: Vec<Candidate>,
    /// All divisions, those inside longer names too, by place.
    pub(crate) districts: Vec<Candidate>,
}

/// What the rules found in a document.
struct Ruled<'a> {
    words: word::Words<'a>,
    candidates: Vec<Candidate>,
    /// The candidates that stand if nothing but the rules is asked.
    standing: Vec<Candidate>,
    districts: Vec<Candidate>,
}

/// Finds the mentions of `context`: rules propose, the tagger decides where the lexicon has weights for it, and what is
/// named once is found again wherever it stands.
pub(crate) fn find(context: &Context<'_>) -> Found {
    let Ruled { words, candidates, mut standing, districts } = by_rules(context);
    let is_extracted = |candidate: &Candidate| context.document.zone_at(candidate.span.start).is_extracted();
    let Some(weights) = context.lexicon.weights() else {
        return Found { standing, districts };
    };
    let tagged = tagger::tag(&words, &candidates, &standing, weights);
    standing = overlap::decide(context, &candidates, &standing, &tagged);
    let mut again = Vec::new();
    repeat::find(context, &words, &standing, &mut again);
    again.retain(is_extracted);
    standing.retain(is_extracted);
    Found { standing: overlap::agree(standing, again), districts }
}

/// What the rules alone find.
fn by_rules<'a>(context: &Context<'a>) -> Ruled<'a> {
    let mut districts = Vec::new();
    district::find(context, &mut districts);
    districts.sort_by_key(|candidate: &Candidate| (candidate.span.start, candidate.span.end));
    let spans: Vec<Span> = districts.iter().map(|candidate| candidate.span).collect();
    let mut candidates = Vec::new();
    known::find(context, &mut candidates);
    candidates.sort_by_key(|candidate| (candidate.span.start, candidate.span.end));
    let listed: Vec<Span> = candidates.iter().map(|candidate| candidate.span).collect();
    let words = word::Words::new(context, &spans, &listed);
    // 华为 before a noun is part of a longer name (华为政务军团).
    candidates.retain(|candidate: &Candidate| {
        candidate.kind != EntityType::Company || grammar::ends_at(&words, candidate.span)
    });
    known::widen_media(&words, &mut candidates);
    let mut editions = Vec::new();
    grammar::editions(&words, &candidates, &mut editions);
    candidates.append(&mut editions);
    candidates.extend(districts.iter().cloned());
    policy::find(context, &mut candidates);
    grammar::find(&words, &mut candidates);
    person::find(&words, &mut candidates);
    person::find_dotted(&words, &mut candidates);
    bloc::find(&words, &mut candidates);
    bloc::widen(&words, &mut candidates);
    fused::find(&words, &districts, &mut candidates);
    series::find(&words, &mut candidates);
    candidates.retain(|candidate| context.document.zone_at(candidate.span.start).is_extracted());
    let standing = overlap::resolve(candidates.clone());
    series::beside(&words, &standing, &mut candidates);
    repeat::find(context, &words, &standing, &mut candidates);
    candidates.retain(|candidate| context.document.zone_at(candidate.span.start).is_extracted());
    let standing = overlap::resolve(candidates.clone());
    Ruled { words, candidates, standing, districts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{link, markup};
    use crate::lexicon::Lexicon;
    use crate::segment::{JiebaSegmenter, Segmenter};

    #[test]
    fn the_examples_are_found_whole_and_nothing_else() {
        let lexicon = Lexicon::embedded().unwrap();
        let segmenter = JiebaSegmenter::new();
        let table = include_str!("../../data/pattern/mention/example.tsv");
        let mut wrong = Vec::new();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let (what, sentence) = line.split_once('\t').unwrap();
            let marked = markup::parse(sentence).unwrap();
            let text = &marked.document.text;
            let tokens = segmenter.segment(text);
            let context = Context::new(&marked.document, &tokens, &lexicon);
            let named = link::link(&context, &find(&context));
            let list = |mentions: &[crate::model::Mention], entities: &[crate::model::Entity]| -> Vec<String> {
                mentions
                    .iter()
                    .map(|mention| {
                        format!("{}|{}", mention.span.of(text), entities[mention.entity as usize].kind.code())
                    })
                    .collect()
            };
            let expected = list(&marked.mentions, &marked.entities);
            let found = list(&named.mentions, &named.entities);
            if expected != found {
                wrong.push(format!("{what}: {found:?} instead of {expected:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn any_text_is_read_without_a_panic() {
        let lexicon = Lexicon::embedded().unwrap();
        let segmenter = JiebaSegmenter::new();
        for text in [
            "",
            "”）》局",
            "（（（局）公司",
            "《》",
            "至局",
            "·",
            "·王·",
            "第届大会",
            "a\u{301}公司😀集团",
            "“”“”活动",
            "（以下简称“",
            "王",
            "和局",
        ] {
            let document = crate::clean::verbatim(text, "");
            let tokens = segmenter.segment(text);
            let context = Context::new(&document, &tokens, &lexicon);
            let named = link::link(&context, &find(&context));
            for mention in &named.mentions {
                assert!(!mention.span.of(text).is_empty());
            }
        }
    }
}
