//! Names as commands take them, with a word to the user where the name was only a part of another.

use anyhow::Result;

use super::args::Global;
use crate::graph::Right;
use crate::query::Index;

/// The nodes that a name means; where it is only a fragment of one's name, says of which.
///
/// # Errors
/// [`crate::Error::Unknown`] with the nearest names.
pub fn nodes(index: &Index, name: &str, global: &Global) -> Result<Vec<u32>> {
    let nodes = index.nodes(name)?;
    if !global.quiet && index.resolve(name).right == Some(Right::Fragment) {
        let names: Vec<String> = nodes.iter().map(|node| index.graph().reference(*node).name).collect();
        eprintln!("注意：没有名为 {name} 的实体；取名称中含有它的 {}", names.join("、"));
    }
    Ok(nodes)
}

/// As [`nodes`]; none where no name is given.
pub fn optional(index: &Index, name: Option<&str>, global: &Global) -> Result<Vec<u32>> {
    name.map_or(Ok(Vec::new()), |name| nodes(index, name, global))
}
