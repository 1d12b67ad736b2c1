//! Tables → gazetteer.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::district::{District, DistrictId};
use super::gazetteer::{Gazetteer, ListedName};
use super::load::DataFile;
use super::table::{self, Row, wrong};
use crate::error::Result;
use crate::model::{EntityType, Level};

/// The code of 中国, under which the provinces stand.
pub(super) const CHINA: &str = "100000";

/// Builds the gazetteer from the program's tables and the user's. Tables of other names are not for it.
pub(super) fn gazetteer(files: &[&DataFile]) -> Result<Gazetteer> {
    let mut gazetteer = Gazetteer::default();
    let mut ordinary = FxHashSet::default();
    gazetteer.add_district(plain(CHINA.into(), "中国".into(), vec!["中华人民共和国".into()], Level::Country, None));
    // Divisions first: all other tables refer to them.
    for stage in ["division", "nation", "name", "alias", "words"] {
        for file in files {
            let stem = super::stem_and_extension(&file.path).0;
            match stage {
                "division" if stem == "division" => divisions(&mut gazetteer, file)?,
                "nation" if stem == "nation" || stem == "nation_more" => nations(&mut gazetteer, file),
                "name" if stem == "names" || stem.starts_with("name_") => names(&mut gazetteer, file)?,
                "alias" if stem == "aliases" => aliases(&mut gazetteer, file)?,
                "words" if stem == "ordinary" => {
                    ordinary.extend(table::rows(file).iter().map(|row| row.field(0)));
                }
                "words" if stem == "generic_stem" => {
                    for row in table::rows(file) {
                        gazetteer.add_generic_stem(row.field(0), row.field(1) == "zone");
                    }
                }
                "words" if stem == "abbreviation" => abbreviations(&mut gazetteer, file)?,
                "words" if stem == "township" => gazetteer.set_townships((*file).clone()),
                _ => {}
            }
        }
    }
    for file in files {
        if matches!(super::stem_and_extension(&file.path).0, "names" | "aliases") {
            for row in table::rows(file) {
                gazetteer.mark_users(&row.field(0));
            }
        }
    }
    gazetteer.mark_ordinary(&ordinary);
    Ok(gazetteer)
}

fn plain(
    code: Cow<'static, str>,
    name: Cow<'static, str>,
    short: Vec<Cow<'static, str>>,
    level: Level,
    parent: Option<DistrictId>,
) -> District {
    District { code, name, short, level, parent, retired: None, successors: Vec::new() }
}

/// `code name level parent shorts retired successors`; parents and successors may stand further down.
fn divisions(gazetteer: &mut Gazetteer, file: &DataFile) -> Result<()> {
    let rows = table::rows(file);
    let mut added: Vec<(DistrictId, &Row)> = Vec::with_capacity(rows.len());
    for row in &rows {
        let level =
            Level::parse(&row.field(2)).ok_or_else(|| wrong(file, row.line, format!("no level {:?}", row.field(2))))?;
        let mut district = plain(row.field(0), row.field(1), table::parts(row.field(4), '|'), level, None);
        district.retired = row.field(5).parse().ok();
        added.push((gazetteer.add_district(district), row));
    }
    for (id, row) in added {
        gazetteer.districts[id.0 as usize].parent = gazetteer.district_of_code(&row.field(3));
        let mut successors = Vec::new();
        for code in table::parts(row.field(6), ';') {
            successors.extend(gazetteer.district_of_code(&code));
        }
        gazetteer.districts[id.0 as usize].successors = successors;
    }
    Ok(())
}

/// `name full capital cities`.
fn nations(gazetteer: &mut Gazetteer, file: &DataFile) {
    for row in table::rows(file) {
        let name = row.field(0);
        let mut short = table::parts(row.field(1), '|');
        short.retain(|form| *form != name);
        let code = format!("world/{name}");
        let nation = gazetteer.district_of_code(&code).unwrap_or_else(|| {
            gazetteer.add_district(plain(code.into(), name.clone(), Vec::new(), Level::Country, None))
        });
        for form in short {
            gazetteer.add_short(nation, form);
        }
        let mut cities = table::parts(row.field(3), '|');
        cities.insert(0, row.field(2));
        for entry in cities {
            let mut forms = table::parts(entry, '=').into_iter();
            let city = forms.next().unwrap_or_default();
            let code = format!("world/{name}/{city}");
            // The source lists islands and capes among the cities (济州岛, 好望角): places, not divisions.
            let is_place = city.ends_with(['岛', '角']);
            if city.is_empty() || is_place || city == name || gazetteer.district_of_code(&code).is_some() {
                continue;
            }
            gazetteer.add_district(plain(code.into(), city, forms.collect(), Level::City, Some(nation)));
        }
    }
}

/// `character code`.
fn abbreviations(gazetteer: &mut Gazetteer, file: &DataFile) -> Result<()> {
    for row in table::rows(file) {
        let id = gazetteer.district_of_code(&row.field(1));
        let (Some(character), Some(id)) = (row.field(0).chars().next(), id) else {
            return Err(wrong(file, row.line, "a character, a tab, and the code of a division"));
        };
        gazetteer.add_abbreviation(character, id);
    }
    Ok(())
}

/// `name kind canonical level parent source`, the program's lists and the user's.
fn names(gazetteer: &mut Gazetteer, file: &DataFile) -> Result<()> {
    for row in table::rows(file) {
        let (name, code) = (row.field(0), row.field(1));
        if name.chars().count() < 2 {
            return Err(wrong(file, row.line, format!("name {name:?} is shorter than two characters")));
        }
        let kind = EntityType::parse(&code).ok_or_else(|| wrong(file, row.line, format!("no entity type {code:?}")))?;
        let canonical = if row.field(2).is_empty() { name.clone() } else { row.field(2) };
        let parent = Some(row.field(4)).filter(|parent| !parent.is_empty());
        if kind != EntityType::District {
            gazetteer.add_listed(name, ListedName { kind, canonical, parent });
            continue;
        }
        let above = match &parent {
            None => None,
            Some(parent) => Some(
                resolve(gazetteer, parent)
                    .ok_or_else(|| wrong(file, row.line, format!("no division, or more than one, is {parent:?}")))?,
            ),
        };
        let mut known = gazetteer.districts_named(&canonical).iter().copied();
        let known = known.find(|id| above.is_none_or(|above| gazetteer.is_within(*id, above)));
        let id = match known {
            Some(id) => id,
            None => {
                let level = match row.field(3) {
                    level if level.is_empty() => Level::Zone,
                    level => {
                        Level::parse(&level).ok_or_else(|| wrong(file, row.line, format!("no level {level:?}")))?
                    }
                };
                let code = format!("{}/{canonical}", if level == Level::Zone { "zone" } else { "user" });
                gazetteer.add_district(plain(code.into(), canonical.clone(), Vec::new(), level, above))
            }
        };
        if name != gazetteer.district(id).name {
            gazetteer.add_short(id, name);
        }
    }
    Ok(())
}

/// `alias canonical`: another name of something that a list has.
fn aliases(gazetteer: &mut Gazetteer, file: &DataFile) -> Result<()> {
    for row in table::rows(file) {
        let (alias, canonical) = (row.field(0), row.field(1));
        if alias.chars().count() < 2 || canonical.is_empty() {
            return Err(wrong(file, row.line, "an alias of two characters or more, a tab, and the name it stands for"));
        }
        if let Some(id) = resolve(gazetteer, &canonical) {
            gazetteer.add_short(id, alias);
            continue;
        }
        let Some(listed) = gazetteer.lookup(&canonical).and_then(|name| name.listed.clone()) else {
            return Err(wrong(file, row.line, format!("no list has {canonical:?}: enter it in names.tsv first")));
        };
        gazetteer.add_listed(alias, listed);
    }
    Ok(())
}

/// The division of a code or of a name that only one in use has.
fn resolve(gazetteer: &Gazetteer, text: &str) -> Option<DistrictId> {
    if let Some(id) = gazetteer.district_of_code(text) {
        return Some(id);
    }
    let named = gazetteer.districts_named(text);
    match named {
        [one] => Some(*one),
        _ => gazetteer.highest(named),
    }
}
