//! Rules as data: gazetteers and patterns, embedded at build, with the user's own on top.

mod build;
mod district;
mod gazetteer;
mod load;
pub(crate) mod pattern;
mod table;
mod township;
pub(crate) mod weights;
mod word_class;

pub use district::{District, DistrictId};
pub use gazetteer::{Found, Gazetteer, ListedName, Name, NameId};
pub(crate) use word_class::word_class;

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use crate::error::Result;

/// A rule file as text: where it stands, for messages, and what it says.
#[derive(Debug, Clone)]
pub struct RuleFile {
    /// Its name without folder and ending (`builds`).
    pub name: String,
    /// For messages: `pattern/builds.toml`, or the path in the user's folder.
    pub path: String,
    /// Its text.
    pub text: Cow<'static, str>,
}

/// Gazetteers and patterns, compiled. Build it once and share it.
#[derive(Debug, Default)]
pub struct Lexicon {
    hash: String,
    patterns: Vec<RuleFile>,
    tables: Vec<RuleFile>,
    gazetteer: Gazetteer,
    relation_rules: pattern::SharedPatterns,
    weights: Option<Arc<weights::Weights>>,
}

impl Lexicon {
    /// The rules that the program carries.
    ///
    /// # Errors
    /// [`crate::Error::Lexicon`] where a rule file is wrong.
    pub fn embedded() -> Result<Arc<Self>> {
        Self::assemble(&[]).map(Arc::new)
    }

    /// The rules that the program carries with those of the user's folder on top.
    ///
    /// # Errors
    /// [`crate::Error::Io`] where the folder cannot be read, [`crate::Error::Lexicon`] with file and line where a
    /// rule is wrong.
    pub fn with_overlay(folder: &Path) -> Result<Arc<Self>> {
        let mut lexicon = Self::assemble(&load::folder(folder)?)?;
        if let Some((path, bytes)) = load::weights(folder)? {
            let weights = weights::Weights::read(&bytes).ok_or_else(|| crate::Error::Lexicon {
                path: path.display().to_string(),
                line: 0,
                reason: "no weights that this version reads: fit them again".to_owned(),
            })?;
            lexicon.weights = Some(Arc::new(weights));
            let mut hasher = blake3::Hasher::new();
            hasher.update(lexicon.hash.as_bytes());
            hasher.update(&bytes);
            lexicon.hash = hasher.finalize().to_hex().as_str()[..16].to_owned();
        }
        Ok(Arc::new(lexicon))
    }

    fn assemble(overlay: &[load::DataFile]) -> Result<Self> {
        let mut lexicon = Self::default();
        let mut hasher = blake3::Hasher::new();
        let embedded = load::embedded()?;
        for file in embedded.iter().chain(overlay) {
            let (stem, extension) = stem_and_extension(&file.path);
            // The name without its folder, so that the same rules in another folder have the same hash.
            for part in [stem, extension, &file.text] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
            let rule_file = RuleFile { name: stem.to_owned(), path: file.path.clone(), text: file.text.clone() };
            if extension == "toml" {
                lexicon.patterns.push(rule_file);
            } else {
                lexicon.tables.push(rule_file);
            }
        }
        let files: Vec<&load::DataFile> = embedded.iter().chain(overlay).collect();
        lexicon.gazetteer = build::gazetteer(&files)?;
        if overlay.iter().any(|file| file.path.ends_with(".toml")) {
            let patterns = pattern::Patterns::from_files(files.iter().filter_map(|file| file.pattern()))?;
            lexicon.relation_rules = pattern::SharedPatterns::new(patterns);
        }
        lexicon.weights = weights::embedded();
        hasher.update(weights::packed());
        hasher.update(word_class::packed());
        lexicon.hash = hasher.finalize().to_hex().as_str()[..16].to_owned();
        Ok(lexicon)
    }

    /// What a stored index records of the lexicon: it changes with any rule or name.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Divisions, countries and other listed names.
    #[must_use]
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// The tagger's weights; `None`: rules find mentions alone.
    pub(crate) fn weights(&self) -> Option<&weights::Weights> {
        self.weights.as_deref()
    }

    /// The program's rules without the tagger: rules find mentions alone. What a fit starts from.
    ///
    /// # Errors
    /// [`crate::Error::Lexicon`] where a rule file is wrong.
    pub fn untagged() -> Result<Arc<Self>> {
        let mut lexicon = Self::assemble(&[])?;
        lexicon.weights = None;
        Ok(Arc::new(lexicon))
    }

    /// Pattern files (TOML), the program's by name and then the user's.
    #[must_use]
    pub fn patterns(&self) -> &[RuleFile] {
        &self.patterns
    }

    /// Relation rules, and the words that references, posts and modality are read by.
    pub(crate) fn relation_rules(&self) -> &pattern::Patterns {
        &self.relation_rules
    }

    /// A lexicon of these pattern files and no gazetteer.
    #[cfg(test)]
    pub(crate) fn with_pattern_files(files: &[(&str, &str)]) -> Result<Self> {
        let patterns = pattern::Patterns::from_files(files.iter().copied())?;
        Ok(Self { relation_rules: pattern::SharedPatterns::new(patterns), ..Self::default() })
    }

    /// The text of the program's pattern file of that name (`builds` for `src/data/pattern/builds.toml`).
    #[must_use]
    pub fn pattern(&self, name: &str) -> Option<&str> {
        self.patterns.iter().find(|file| file.name == name).map(|file| &*file.text)
    }

    /// The text of the program's table of that name (`suffix` for `src/data/gazetteer/suffix.tsv`).
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&str> {
        self.tables.iter().find(|file| file.name == name).map(|file| &*file.text)
    }
}

fn stem_and_extension(path: &str) -> (&str, &str) {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').unwrap_or((name, ""))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::model::{EntityType, Level};

    fn names(gazetteer: &Gazetteer, ids: &[DistrictId]) -> Vec<String> {
        ids.iter().map(|id| gazetteer.district(*id).key()).collect()
    }

    #[test]
    fn full_and_short_names_lead_to_the_division() {
        let lexicon = Lexicon::embedded().unwrap();
        let gazetteer = lexicon.gazetteer();
        assert_eq!(names(gazetteer, gazetteer.districts_named("万州")), ["万州区|500101"]);
        assert_eq!(names(gazetteer, gazetteer.districts_named("石柱县")), ["石柱土家族自治县|500240"]);
        assert_eq!(names(gazetteer, gazetteer.districts_named("黔南州")), ["黔南布依族苗族自治州|522700"]);
        assert_eq!(names(gazetteer, gazetteer.districts_named("日本")), ["日本|world/日本"]);
        let namesakes = gazetteer.districts_named("鼓楼区").iter();
        assert_eq!(namesakes.filter(|id| gazetteer.district(**id).retired.is_none()).count(), 4);
        assert!(gazetteer.lookup("和平").is_some_and(|name| name.is_ordinary));
    }

    #[test]
    fn retired_divisions_know_what_took_their_place() {
        let lexicon = Lexicon::embedded().unwrap();
        let gazetteer = lexicon.gazetteer();
        let county = gazetteer.districts_named("开县")[0];
        assert_eq!(gazetteer.district(county).retired, Some(2016));
        assert_eq!(names(gazetteer, &gazetteer.district(county).successors), ["开州区|500154"]);
        let district = gazetteer.district(gazetteer.districts_named("万盛区")[0]);
        assert_eq!(names(gazetteer, &district.successors), ["綦江区|500110"]);
    }

    #[test]
    fn townships_are_found_below_their_county() {
        let lexicon = Lexicon::embedded().unwrap();
        let gazetteer = lexicon.gazetteer();
        let county = gazetteer.districts_named("开州区")[0];
        let town = gazetteer.child_named(county, "长沙").unwrap();
        assert_eq!(gazetteer.district(town).name, "长沙镇");
        assert_eq!(gazetteer.district(town).level, Level::Township);
        let city = gazetteer.districts_named("重庆市")[0];
        assert!(gazetteer.is_within(town, city));
        assert_eq!(gazetteer.province(town), city);
        assert_eq!(gazetteer.child_named(county, "长春"), None);
    }

    #[test]
    fn a_name_gives_up_the_deepest_division_it_begins_with() {
        let lexicon = Lexicon::embedded().unwrap();
        let gazetteer = lexicon.gazetteer();
        let prefix = |name: &str| {
            gazetteer
                .district_prefix(name)
                .map(|(length, id)| (name[..length].to_owned(), gazetteer.district(id).key()))
        };
        let is = |text: &str, key: &str| Some((text.to_owned(), key.to_owned()));
        assert_eq!(prefix("北京丰台热力集团"), is("北京丰台", "丰台区|110106"));
        assert_eq!(prefix("辽宁省交通运输厅"), is("辽宁省", "辽宁省|210000"));
        assert_eq!(prefix("怀化海关"), is("怀化", "怀化市|431200"));
        assert_eq!(prefix("重庆市"), None);
        assert_eq!(prefix("第一中学"), None);
        assert_eq!(prefix(""), None);
    }

    #[test]
    fn one_pass_finds_all_names() {
        let lexicon = Lexicon::embedded().unwrap();
        let gazetteer = lexicon.gazetteer();
        let text = "安徽省黄山市祁门县与老挝万象";
        let mut found = Vec::new();
        gazetteer.find(text, &mut found);
        let words: Vec<&str> = found.iter().map(|found| &text[found.start as usize..found.end as usize]).collect();
        for name in ["安徽省", "安徽", "黄山市", "祁门县", "老挝", "万象"] {
            assert!(words.contains(&name), "{name} not in {words:?}");
        }
    }

    #[test]
    fn the_user_adds_names_and_is_told_the_line_that_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("names.tsv", "# mine\n滨河产业新城\tdistrict\t\tzone\t漳州市\n星河经济圈\tbloc\n");
        write("aliases.tsv", "滨河新城\t滨河产业新城\n");
        let lexicon = Lexicon::with_overlay(folder.path()).unwrap();
        let gazetteer = lexicon.gazetteer();
        assert_eq!(names(gazetteer, gazetteer.districts_named("滨河新城")), ["滨河产业新城|zone/滨河产业新城"]);
        let listed = gazetteer.lookup("星河经济圈").and_then(|name| name.listed.clone()).unwrap();
        assert_eq!(listed.kind, EntityType::Bloc);
        assert_ne!(lexicon.hash(), Lexicon::embedded().unwrap().hash());

        write("names.tsv", "星河经济圈\tbloc\n\n某地\ttown\n");
        let error = Lexicon::with_overlay(folder.path()).unwrap_err().to_string();
        assert!(error.contains("names.tsv:3:") && error.contains("town"), "{error}");
    }
}
