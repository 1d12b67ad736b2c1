//! Runs the examples of rule files: what `tupu lexicon check` and the tests report.

use super::context::{Context, Named};
use super::{markup, reference, relation};
use crate::lexicon::Lexicon;
use crate::lexicon::pattern::RelationRule;
use crate::segment::Segmenter;

/// An example that does not come out as its rule file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFailure {
    /// The rule file.
    pub file: String,
    /// Line of the example, from 1.
    pub line: usize,
    /// The rule's name.
    pub rule: String,
    /// What came out instead.
    pub reason: String,
}

impl std::fmt::Display for RuleFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.rule, self.reason)
    }
}

/// Runs every example and counter-example of the lexicon's relation rules, in the order of the files. Empty where all is
/// as the files say.
#[must_use]
pub fn check(lexicon: &Lexicon, segmenter: &dyn Segmenter) -> Vec<RuleFailure> {
    let mut failures = Vec::new();
    for rule in &lexicon.relation_rules().rules {
        check_rule(lexicon, segmenter, rule, &mut failures);
    }
    failures
}

fn check_rule(lexicon: &Lexicon, segmenter: &dyn Segmenter, rule: &RelationRule, failures: &mut Vec<RuleFailure>) {
    let patterns = match lexicon.relation_rules().only(rule) {
        Ok(patterns) => patterns,
        Err(error) => {
            let (file, rule) = (rule.file.clone(), rule.name.clone());
            failures.push(RuleFailure { file, line: 0, rule, reason: error.to_string() });
            return;
        }
    };
    for example in &rule.examples {
        let mut fail = |reason: String| {
            failures.push(RuleFailure { file: rule.file.clone(), line: example.line, rule: rule.name.clone(), reason });
        };
        let marked = match markup::parse(&example.text) {
            Ok(marked) => marked,
            Err(reason) => {
                fail(reason);
                continue;
            }
        };
        let tokens = segmenter.segment(&marked.document.text);
        let context = Context::new(&marked.document, &tokens, lexicon);
        let mut named = Named { entities: marked.entities, mentions: marked.mentions, references: Vec::new() };
        reference::resolve(&context, &mut named);
        let mut found: Vec<(String, String)> = relation::by_cues(&context, &named, &patterns)
            .into_iter()
            .filter(|relation| relation.rule == rule.name)
            .map(|relation| {
                let name = |entity: u32| named.entities[entity as usize].name.clone();
                (name(relation.subject), name(relation.object))
            })
            .collect();
        let mut wanted = example.gives.clone();
        if rule.predicate.is_symmetric() {
            for (one, other) in found.iter_mut().chain(wanted.iter_mut()) {
                if one > other {
                    std::mem::swap(one, other);
                }
            }
        }
        found.sort();
        wanted.sort();
        if found != wanted {
            let show = |pairs: &[(String, String)]| {
                let pairs: Vec<String> = pairs.iter().map(|(one, other)| format!("{one} → {other}")).collect();
                if pairs.is_empty() { "nothing".to_owned() } else { pairs.join(", ") }
            };
            fail(format!("{} gives {}, not {}", example.text, show(&found), show(&wanted)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::JiebaSegmenter;

    #[test]
    fn every_example_comes_out_as_its_file_says() {
        let failures = check(&Lexicon::default(), &JiebaSegmenter::new());
        let lines: Vec<String> = failures.iter().map(RuleFailure::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
    }

    #[test]
    fn a_false_example_is_reported_with_its_line() {
        let file = "predicate = \"builds\"\n[[rule]]\nname = \"x\"\ncues = [\"建设\"]\nshape = \"S cue O\"\nexamples = [\n  { text = \"{甲县|district}看见{乙桥|project}。\", gives = [\"甲县 → 乙桥\"] },\n]\ncounter = []\n";
        let lexicon = Lexicon::with_pattern_files(&[("mine.toml", file)]).unwrap();
        let failures = check(&lexicon, &JiebaSegmenter::new());
        assert_eq!(failures.len(), 1);
        assert_eq!((failures[0].file.as_str(), failures[0].line), ("mine.toml", 7));
    }
}
