//! The forms of a document's names, for names that stand inside other names.

use std::collections::BTreeMap;

use crate::extract::context::Named;
use crate::model::{Entity, EntityType, Level};

/// Suffixes of divisions, the longest first, and their level.
const SUFFIXES: &[(&str, Level)] = &[
    ("特别行政区", Level::Province),
    ("自治区", Level::Province),
    ("自治州", Level::City),
    ("自治县", Level::County),
    ("自治旗", Level::County),
    ("经济技术开发区", Level::Zone),
    ("高新技术产业开发区", Level::Zone),
    ("经济开发区", Level::Zone),
    ("开发区", Level::Zone),
    ("经开区", Level::Zone),
    ("高新区", Level::Zone),
    ("新区", Level::Zone),
    ("示范区", Level::Zone),
    ("合作区", Level::Zone),
    ("管理区", Level::Zone),
    ("街道", Level::Township),
    ("社区", Level::Village),
    ("地区", Level::City),
    ("林区", Level::County),
    ("省", Level::Province),
    ("市", Level::City),
    ("州", Level::City),
    ("盟", Level::City),
    ("区", Level::County),
    ("县", Level::County),
    ("旗", Level::County),
    ("镇", Level::Township),
    ("乡", Level::Township),
    ("苏木", Level::Township),
    ("村", Level::Village),
];

const MUNICIPALITIES: &[&str] = &["北京市", "天津市", "上海市", "重庆市"];

/// The level of a division by its name.
pub(crate) fn level_of(name: &str) -> Option<Level> {
    if MUNICIPALITIES.contains(&name) {
        return Some(Level::Province);
    }
    SUFFIXES.iter().find(|(suffix, _)| name.ends_with(suffix)).map(|(_, level)| *level)
}

/// Whether `above` can hold `below`.
fn is_above(above: Level, below: Level) -> bool {
    let rank = |level: Level| match level {
        Level::Country => 0,
        Level::Province => 1,
        Level::City => 2,
        Level::Zone | Level::County => 3,
        Level::Township => 4,
        Level::Village => 5,
    };
    match (above, below) {
        (Level::Zone, Level::County) | (Level::County, Level::Zone) => true,
        // A county-level city stands under another 市 (陕西省 aside, nothing in its name tells).
        (Level::City, Level::City) => true,
        _ => rank(above) < rank(below),
    }
}

/// The division code at the end of a listed division's key.
fn code(entity: &Entity) -> Option<&str> {
    let (_, code) = entity.key.rsplit_once('|')?;
    (code.len() >= 6 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

/// Whether the codes say that `inner` lies in `outer`: two digits are the province, two the city, two the county, and
/// three the township (GB/T 2260, GB/T 10114). `None` where either has no code.
fn code_holds(outer: &Entity, inner: &Entity) -> Option<bool> {
    let (outer, inner) = (code(outer)?, code(inner)?);
    let mut digits = outer;
    while let Some(shorter) = digits.strip_suffix("00") {
        digits = shorter;
    }
    Some(inner != outer && inner.starts_with(digits))
}

/// Whether `inner`, written directly behind `outer`, lies in it: by the lexicon's codes and parent, else by their
/// levels.
pub(crate) fn holds(outer: &Entity, inner: &Entity) -> bool {
    if let Some(answer) = code_holds(outer, inner) {
        return answer;
    }
    if inner.parent.as_deref() == Some(outer.key.as_str()) {
        return true;
    }
    let level = |entity: &Entity| entity.level.or_else(|| level_of(&entity.name));
    let (Some(above), Some(below)) = (level(outer), level(inner)) else { return true };
    match (above, below) {
        // Where only the names tell, a 市 may lie in a 市; two of one level by the lexicon stand side by side.
        (Level::City, Level::City) => outer.level.is_none() || inner.level.is_none(),
        (Level::County, Level::Zone) | (Level::Zone, Level::County) => inner.name.contains(stem(&outer.name)),
        _ => is_above(above, below),
    }
}

fn stem(name: &str) -> &str {
    short_form(name).unwrap_or(name)
}

/// All forms of a document's names.
pub(crate) struct Names<'a> {
    pub(crate) named: &'a Named,
    /// Form → entity, of divisions (short forms too), places, blocs.
    areas: BTreeMap<String, u32>,
    /// Form → entity, of organisations and projects.
    others: BTreeMap<String, u32>,
}

impl<'a> Names<'a> {
    /// Gathers the forms.
    pub(crate) fn new(named: &'a Named) -> Self {
        let mut areas = BTreeMap::new();
        let mut others = BTreeMap::new();
        for (index, entity) in named.entities.iter().enumerate() {
            let forms = std::iter::once(&entity.name).chain(entity.aliases.iter().map(|alias| &alias.name));
            match entity.kind {
                EntityType::District | EntityType::Bloc | EntityType::Place => {
                    for form in forms {
                        if form.chars().count() >= 2 {
                            areas.insert(form.clone(), index as u32);
                        }
                    }
                }
                EntityType::Person => {}
                _ => {
                    for form in forms {
                        others.insert(form.clone(), index as u32);
                    }
                }
            }
        }
        // Short forms never displace a name that is written out somewhere.
        for (index, entity) in named.entities.iter().enumerate() {
            if entity.kind != EntityType::District {
                continue;
            }
            if let Some(short) = short_form(&entity.name) {
                areas.entry(short.to_owned()).or_insert(index as u32);
            }
        }
        Self { named, areas, others }
    }

    fn kind(&self, entity: u32) -> EntityType {
        self.named.entities[entity as usize].kind
    }

    /// The area whose form is the longest head of `text`, with the form's length in bytes.
    pub(crate) fn head_area(&self, text: &str, kinds: &[EntityType]) -> Option<(u32, usize)> {
        self.head_below(text, text.len(), kinds)
    }

    /// The same, of forms that are shorter than `text`.
    fn proper_head(&self, text: &str, kinds: &[EntityType]) -> Option<(u32, usize)> {
        self.head_below(text, text.len().saturating_sub(1), kinds)
    }

    fn head_below(&self, text: &str, longest: usize, kinds: &[EntityType]) -> Option<(u32, usize)> {
        let mut best = None;
        for (at, character) in text.char_indices().take(16) {
            let end = at + character.len_utf8();
            if end > longest {
                break;
            }
            let form = &text[..end];
            let Some(entity) = self.areas.get(form) else { continue };
            if !kinds.contains(&self.kind(*entity)) {
                continue;
            }
            let is_full = self.named.entities[*entity as usize].name == form || level_of(form).is_some();
            // 上海路街道 begins with a road's name, not with a city's.
            if !is_full && text[end..].starts_with(['路', '街', '道', '镇', '乡', '村', '巷', '弄']) {
                continue;
            }
            best = Some((*entity, end));
        }
        best
    }

    /// The area whose form is the longest tail of `text`.
    pub(crate) fn tail_area(&self, text: &str, kinds: &[EntityType]) -> Option<u32> {
        let mut best = None;
        for (at, _) in text.char_indices().rev().take(12) {
            if let Some(entity) = self.areas.get(&text[at..])
                && kinds.contains(&self.kind(*entity))
            {
                best = Some(*entity);
            }
        }
        best
    }

    /// The divisions with which `name` begins, from the outermost; and how many bytes they take.
    pub(crate) fn head_chain(&self, name: &str) -> (Vec<u32>, usize) {
        let mut chain = Vec::new();
        let mut at = 0;
        for prefix in ["中共", "共青团", "中国共产党"] {
            if name.starts_with(prefix) {
                at = prefix.len();
                break;
            }
        }
        // A name that is a division's alone is not a prefix of itself.
        while let Some((entity, length)) = self.proper_head(&name[at..], &[EntityType::District]) {
            if chain.contains(&entity) {
                break;
            }
            chain.push(entity);
            at += length;
        }
        (chain, at)
    }

    /// The last division named inside `name`, if any.
    pub(crate) fn inner_area(&self, name: &str) -> Option<u32> {
        let mut found = None;
        let mut at = 0;
        while at < name.len() {
            match self.head_area(&name[at..], &[EntityType::District]) {
                Some((entity, length)) => {
                    found = Some(entity);
                    at += length;
                }
                None => at += name[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        found
    }

    /// The areas named inside `name`, longest forms first, without overlaps, in order.
    pub(crate) fn areas_inside(&self, name: &str, kinds: &[EntityType]) -> Vec<(u32, usize, usize)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < name.len() {
            match self.head_area(&name[at..], kinds) {
                Some((entity, length)) => {
                    found.push((entity, at, at + length));
                    at += length;
                }
                None => at += name[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        found
    }

    /// The organisation or project whose form is the longest proper head of `name`.
    pub(crate) fn head_other(&self, name: &str, kinds: &[EntityType]) -> Option<(u32, usize)> {
        let mut best = None;
        for (at, character) in name.char_indices() {
            let end = at + character.len_utf8();
            if end == name.len() {
                break;
            }
            if let Some(entity) = self.others.get(&name[..end])
                && kinds.contains(&self.kind(*entity))
                && name[..end].chars().count() >= 3
            {
                best = Some((*entity, end));
            }
        }
        best
    }
}

/// A division's name without its suffix, if two characters remain.
fn short_form(name: &str) -> Option<&str> {
    let (suffix, _) = SUFFIXES.iter().find(|(suffix, _)| name.ends_with(suffix))?;
    let short = &name[..name.len() - suffix.len()];
    (short.chars().count() >= 2).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::markup;

    #[test]
    fn divisions_at_the_head_of_a_name() {
        let marked = markup::parse("{陕西省|district}{安康市|district}{汉滨区|district}").unwrap();
        let named = Named { entities: marked.entities, mentions: marked.mentions, references: Vec::new() };
        let names = Names::new(&named);
        let chain = |name: &str| -> Vec<String> {
            names.head_chain(name).0.iter().map(|entity| named.entities[*entity as usize].name.clone()).collect()
        };
        assert_eq!(chain("安康市汉滨区民政局"), ["安康市", "汉滨区"]);
        assert_eq!(chain("陕西安康职业学院"), ["陕西省", "安康市"]);
        assert!(chain("安康路小学").is_empty());
        assert!(chain("宁强县民政局").is_empty());
    }
}
