//! From what a user calls a document to its id.

use std::collections::BTreeSet;

use crate::error::{Error, Result};

/// How many ids are suggested for a name that is none, or listed for one that is several.
const SUGGESTIONS: usize = 5;

/// Ids of the documents that `name` means: an id, a file's path (all its documents), or the end of one of these,
/// where a whole component beats a part of one.
///
/// # Errors
/// [`Error::Unknown`] with the nearest ids; [`Error::Ambiguous`] where the end is that of several.
pub(crate) fn match_names(ids: &[String], name: &str) -> Result<Vec<String>> {
    let wanted = name.trim();
    if ids.iter().any(|id| id == wanted) {
        return Ok(vec![wanted.to_owned()]);
    }
    let by_path = |id: &&String| path_of(id) == wanted;
    let of_file: Vec<String> = ids.iter().filter(by_path).cloned().collect();
    if !of_file.is_empty() {
        return Ok(of_file);
    }
    let component = format!("/{wanted}");
    for end in [component.as_str(), wanted] {
        // Several documents of one file are one answer where the file was named.
        let matching = |id: &&String| !wanted.is_empty() && (id.ends_with(end) || path_of(id).ends_with(end));
        let found: Vec<String> = ids.iter().filter(matching).cloned().collect();
        let files: BTreeSet<&str> = found.iter().map(|id| path_of(id)).collect();
        if found.len() == 1 || (files.len() == 1 && !found.iter().any(|id| id.ends_with(end))) {
            return Ok(found);
        }
        if !found.is_empty() {
            return Err(Error::Ambiguous { name: wanted.to_owned(), candidates: first(found) });
        }
    }
    Err(Error::Unknown { name: wanted.to_owned(), nearest: nearest(ids, wanted) })
}

fn path_of(id: &str) -> &str {
    id.rsplit_once('#').map_or(id, |(path, _)| path)
}

fn first(mut ids: Vec<String>) -> Vec<String> {
    ids.truncate(SUGGESTIONS);
    ids
}

fn nearest(ids: &[String], wanted: &str) -> Vec<String> {
    let mut scored: Vec<(u64, &String)> = Vec::new();
    for id in ids {
        let last = id.rsplit('/').next().unwrap_or(id);
        let score = strsim::jaro_winkler(last, wanted).max(strsim::jaro_winkler(id, wanted));
        let held = !wanted.is_empty() && id.contains(wanted);
        if score > 0.75 || held {
            // Whole thousandths, so that rounding leaves no trace in the order.
            scored.push(((score * 1000.0) as u64, id));
        }
    }
    scored.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(right.1)));
    scored.into_iter().take(SUGGESTIONS).map(|(_, id)| id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> Vec<String> {
        ["a/2021/page.txt#1", "a/2022/page.txt#1", "a/2022/page.txt#2", "a/plan.md#1", "b/myplan.md#1"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn ids_paths_and_unique_ends_are_names() {
        let found = |name: &str| match_names(&ids(), name).unwrap();
        assert_eq!(found("a/2022/page.txt#2"), ["a/2022/page.txt#2"]);
        assert_eq!(found("2021/page.txt#1"), ["a/2021/page.txt#1"]);
        assert_eq!(found("page.txt#2"), ["a/2022/page.txt#2"]);
        assert_eq!(found("a/2022/page.txt").len(), 2);
        assert_eq!(found("2022/page.txt").len(), 2);
        assert_eq!(found("plan.md"), ["a/plan.md#1"]);
        assert_eq!(found("yplan.md#1"), ["b/myplan.md#1"]);
    }

    #[test]
    fn several_and_none_are_errors_that_help() {
        let Error::Ambiguous { candidates, .. } = match_names(&ids(), "page.txt#1").unwrap_err() else { panic!() };
        assert_eq!(candidates, ["a/2021/page.txt#1", "a/2022/page.txt#1"]);
        let Error::Unknown { nearest, .. } = match_names(&ids(), "a/plam.md#1").unwrap_err() else { panic!() };
        assert_eq!(nearest.first().map(String::as_str), Some("a/plan.md#1"));
        assert!(match_names(&ids(), "").is_err());
    }
}
