//! The word lists of the figure rules: `indicator.tsv`, `generic.tsv` and `class.tsv` of `data/pattern/figure`.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::EntityType;

static WORDS: &str = include_str!("../../data/pattern/figure/indicator.tsv");
static CLASSES: &str = include_str!("../../data/pattern/figure/class.tsv");
static GENERIC: &str = include_str!("../../data/pattern/figure/generic.tsv");

/// Sets of words by class.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) reach: FxHashSet<&'static str>,
    pub(super) light: FxHashSet<&'static str>,
    pub(super) vague: FxHashSet<&'static str>,
    /// The lists that follow stand longest first: they are looked for at the end of a run of text.
    pub(super) growth: Vec<&'static str>,
    pub(super) share: Vec<&'static str>,
    pub(super) rank: Vec<&'static str>,
    pub(super) preposition: Vec<&'static str>,
    pub(super) speaker: Vec<&'static str>,
    /// Types that a generic noun can stand for.
    pub(super) generic: FxHashMap<&'static str, Vec<EntityType>>,
    /// Word within a name, and the class that it tells.
    classes: Vec<(&'static str, &'static str)>,
}

impl Words {
    /// The classes of what a figure counts, each once.
    pub(super) fn classes(&self, name: &str) -> Vec<&'static str> {
        let mut found: Vec<&'static str> = Vec::new();
        for (word, class) in &self.classes {
            if name.contains(word) && !found.contains(class) {
                found.push(class);
            }
        }
        found
    }
}

pub(super) fn words() -> &'static Words {
    static LISTS: OnceLock<Words> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut lists = Words::default();
        for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
            match line.split_once('\t') {
                Some((word, "reach")) => _ = lists.reach.insert(word),
                Some((word, "light")) => _ = lists.light.insert(word),
                Some((word, "vague")) => _ = lists.vague.insert(word),
                Some((word, "growth")) => lists.growth.push(word),
                Some((word, "share")) => lists.share.push(word),
                Some((word, "rank")) => lists.rank.push(word),
                Some((word, "preposition")) => lists.preposition.push(word),
                Some((word, "speaker")) => lists.speaker.push(word),
                _ => {}
            }
        }
        let ordered =
            [&mut lists.growth, &mut lists.share, &mut lists.rank, &mut lists.preposition, &mut lists.speaker];
        for list in ordered {
            list.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        }
        for line in GENERIC.lines().filter(|line| !line.starts_with('#')) {
            let Some((noun, types)) = line.split_once('\t') else { continue };
            lists.generic.insert(noun, types.split(',').filter_map(EntityType::parse).collect());
        }
        let classes = CLASSES.lines().filter(|line| !line.starts_with('#'));
        lists.classes = classes.filter_map(|line| line.split_once('\t')).collect();
        lists
    })
}

/// The longest word of `list` with which `text` ends.
pub(super) fn ends_with<'a>(text: &str, list: &[&'a str]) -> Option<&'a str> {
    list.iter().find(|word| text.ends_with(**word)).copied()
}
