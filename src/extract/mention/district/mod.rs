//! Administrative divisions: what the lists know, what only grammar knows, and which of several namesakes is meant.

mod child;
mod grammar;
mod listed;
#[cfg(test)]
mod measure;
mod region;
mod zone;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Candidate, Identity};
use crate::extract::context::Context;
use crate::lexicon::{DistrictId, Gazetteer};
use crate::model::{EntityType, Level, Span};

/// How sure it is that the words are a division at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// Part of a longer word, or cut across by one: counts only where the same name stands free elsewhere.
    Doubtful,
    /// An ordinary word, or a name out of use: counts with a division beside it or its full name elsewhere.
    NeedsCue,
    /// Stands on its own.
    Sure,
}

/// A stretch of text that may name a division.
#[derive(Debug, Clone)]
struct Draft {
    span: Span,
    grade: Grade,
    rule: &'static str,
    /// Which division: all namesakes at first, one at the end.
    meaning: Meaning,
    /// Whether the words are the full name and no short form.
    is_full: bool,
}

/// What a draft may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    /// Divisions of the lists, sorted.
    Listed(Vec<DistrictId>),
    /// One that no list has: its name, its level, and the division that it stands in.
    Unlisted { name: String, level: Level, parent: Option<DistrictId> },
}

impl Draft {
    /// The one division of the lists that is meant.
    fn resolved(&self) -> Option<DistrictId> {
        match &self.meaning {
            Meaning::Listed(ids) if ids.len() == 1 => Some(ids[0]),
            _ => None,
        }
    }
}

/// Scores by grade, as [`Candidate::score`].
const SCORE_FULL: u8 = 90;
const SCORE_SHORT: u8 = 80;
const SCORE_DOUBTFUL: u8 = 30;

/// Adds the divisions that `context` names to `out`, those inside longer names (南川区民政局) too.
pub(super) fn find(context: &Context<'_>, out: &mut Vec<Candidate>) {
    let gazetteer = context.lexicon.gazetteer();
    let mut drafts = listed::find(context);
    let mut more = Vec::new();
    grammar::find(context, &drafts, &mut more);
    // Grammar gave 大兴镇: the short form in it is a piece of that name and takes part in no chain or list.
    // A listed township also cuts short what crosses it (鱼池镇 against 镇康).
    drafts.retain(|draft| {
        let next = more.partition_point(|other| other.span.end <= draft.span.start);
        !more[next..].iter().take(2).any(|other| {
            let crosses = !draft.is_full && other.rule == "district.township" && other.span.overlaps(draft.span);
            other.span.contains(draft.span) || crosses
        })
    });
    let listed = drafts.clone();
    drafts.append(&mut more);
    drafts.sort_by_key(|draft| draft.span);
    region::settle(context, &mut drafts);
    let mut zones = Vec::new();
    zone::find(context, &settled(&listed, &drafts), &mut zones);
    drafts.append(&mut zones);
    drafts.sort_by_key(|draft| draft.span);
    zone::carry_on(context, &mut drafts);
    child::find(context, &mut drafts);
    // One for all mentions of a division: a long text has millions.
    let mut known: FxHashMap<String, Arc<Identity>> = FxHashMap::default();
    for draft in &drafts {
        let score = match draft.grade {
            Grade::Sure if draft.is_full => SCORE_FULL,
            Grade::Sure => SCORE_SHORT,
            _ => SCORE_DOUBTFUL,
        };
        let mut candidate = Candidate::new(draft.span, EntityType::District, score, draft.rule);
        let identity = identity(gazetteer, draft, draft.span.of(context.text()));
        let same = known.get(&identity.key).filter(|known| ***known == identity).cloned();
        candidate.identity = Some(same.unwrap_or_else(|| {
            let made = Arc::new(identity);
            known.insert(made.key.clone(), Arc::clone(&made));
            made
        }));
        out.push(candidate);
    }
}

/// Whether one of `drafts` (by place, hardly overlapping) shares a character with `span`.
fn is_taken(drafts: &[Draft], span: Span) -> bool {
    let next = drafts.partition_point(|draft| draft.span.end <= span.start);
    drafts[next..].iter().take(3).any(|draft| draft.span.overlaps(span))
}

/// The drafts of the lists as they stand now.
fn settled(listed: &[Draft], drafts: &[Draft]) -> Vec<Draft> {
    let mut out = Vec::with_capacity(listed.len());
    for draft in listed {
        let at = drafts.partition_point(|other| other.span < draft.span);
        out.extend(drafts.get(at).filter(|other| other.span == draft.span).cloned());
    }
    out
}

fn identity(gazetteer: &Gazetteer, draft: &Draft, surface: &str) -> Identity {
    match &draft.meaning {
        Meaning::Listed(ids) => match ids.as_slice() {
            [id] => {
                let district = gazetteer.district(*id);
                Identity {
                    key: district.key(),
                    name: district.name.clone().into_owned(),
                    level: Some(district.level),
                    parent: district.parent.map(|parent| gazetteer.district(parent).key()),
                }
            }
            // Several, and the article does not say which: the name with no code, so that it fuses with none of them.
            _ => {
                let level = ids.first().map(|id| gazetteer.district(*id).level);
                Identity { key: format!("{surface}|?"), name: surface.to_owned(), level, parent: None }
            }
        },
        Meaning::Unlisted { name, level, parent } => {
            let above = parent.map(|parent| gazetteer.district(parent));
            Identity {
                key: format!("{name}|{}", above.map_or("?", |district| &*district.code)),
                name: name.clone(),
                level: Some(*level),
                parent: above.map(crate::lexicon::District::key),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::THRESHOLD;
    use super::*;
    use crate::clean;
    use crate::extract::gold::segmenter;
    use crate::lexicon::Lexicon;
    use crate::segment::Segmenter;

    /// Divisions found in `text`: the words and the key, outermost ones only.
    fn divisions(text: &str) -> Vec<(String, String)> {
        let lexicon = Lexicon::embedded().unwrap();
        let document = clean::verbatim(text, "");
        let tokens = segmenter().segment(text);
        let mut candidates = Vec::new();
        find(&Context::new(&document, &tokens, &lexicon), &mut candidates);
        let standing: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.score >= THRESHOLD).collect();
        let is_outer = |candidate: &&&Candidate| {
            !standing.iter().any(|other| other.span != candidate.span && other.span.contains(candidate.span))
        };
        standing
            .iter()
            .filter(is_outer)
            .map(|candidate| {
                let identity = candidate.identity.as_ref().unwrap();
                (candidate.span.of(text).to_owned(), identity.key.clone())
            })
            .collect()
    }

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = divisions(text);
        let found: Vec<(&str, &str)> = found.iter().map(|(words, key)| (words.as_str(), key.as_str())).collect();
        assert_eq!(found, expected, "in {text}");
    }

    #[test]
    fn a_chain_is_one_mention_each() {
        check(
            "考察团到江西省赣州市于都县梓山镇。",
            &[
                ("江西省", "江西省|360000"),
                ("赣州市", "赣州市|360700"),
                ("于都县", "于都县|360731"),
                ("梓山镇", "梓山镇|360731105"),
            ],
        );
    }

    #[test]
    fn names_run_together_are_read_apart() {
        check(
            "遂宁内江资阳三市推进合作。",
            &[("遂宁", "遂宁市|510900"), ("内江", "内江市|511000"), ("资阳", "资阳市|512000")],
        );
        check("浙江杭州举行博览会。", &[("浙江", "浙江省|330000"), ("杭州", "杭州市|330100")]);
    }

    #[test]
    fn a_township_of_the_division_before_beats_a_far_city() {
        let found = divisions("祁阳县的学生不多。开州长沙、岳溪的学生可以就近入学。");
        let keys: Vec<&str> = found.iter().map(|(_, key)| key.split('|').next().unwrap_or_default()).collect();
        assert!(keys.contains(&"长沙镇") && keys.contains(&"岳溪镇"), "{found:?}");
    }

    #[test]
    fn namesakes_are_told_apart_by_the_region() {
        check(
            "沈阳市加快建设，和平区、朝阳也在行动。和平区开工。锦州与朝阳签约。",
            &[
                ("沈阳市", "沈阳市|210100"),
                ("和平区", "和平区|210102"),
                ("和平区", "和平区|210102"),
                ("锦州", "锦州市|210700"),
                ("朝阳", "朝阳市|211300"),
            ],
        );
        check("记者来到鼓楼区采访。", &[("鼓楼区", "鼓楼区|?")]);
    }

    #[test]
    fn ordinary_words_need_a_cue() {
        check("双方合作开发资源，比如新建公园。", &[]);
        check(
            "甘肃省甘南州合作市比较冷。",
            &[("甘肃省", "甘肃省|620000"), ("甘南州", "甘南藏族自治州|623000"), ("合作市", "合作市|623001")],
        );
    }

    #[test]
    fn zones_and_villages_are_read_from_their_endings() {
        let found = divisions("柳州高新区与河池市宜州区刘三姐镇小龙村结对。");
        let words: Vec<&str> = found.iter().map(|(words, _)| words.as_str()).collect();
        assert_eq!(words, ["柳州高新区", "河池市", "宜州区", "刘三姐镇", "小龙村"]);
        check("全镇各村建设美丽乡村，社区居民参与农村改革。", &[]);
    }

    #[test]
    fn words_that_hold_a_country_are_no_mention_of_it() {
        check("坚持中国式现代化，建设美丽中国。", &[]);
        check("中国与老挝签署协议。", &[("中国", "中国|100000"), ("老挝", "老挝|world/老挝")]);
    }

    #[test]
    fn any_text_is_read_without_a_panic() {
        for text in [
            "",
            "镇",
            "村村村",
            "区区（上海）自贸区",
            "在沪、\u{20000}𠀀镇",
            "\n\n县",
            "中国（上海）自由贸易试验区",
            "、京、在",
        ] {
            let _ = divisions(text);
        }
    }
}
