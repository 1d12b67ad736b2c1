//! `tupu entities` and `tupu entity`.

use std::io::{self, Write};

use anyhow::Result;
use serde_json::json;

use super::args::{EntitiesArgs, EntityArgs, EntitySort, Global};
use super::exit::Outcome;
use super::output::{self, Rows};
use super::{name, parse, people};
use crate::graph::{EntityCard, EntityFilter, EntityOrder};
use crate::model::Zone;
use crate::query::Index;

/// `tupu entities`.
pub fn list(args: &EntitiesArgs, global: &Global) -> Result<Outcome> {
    let index = Index::open(&global.index)?;
    let filter = EntityFilter {
        kinds: parse::entity_types(&args.types)?,
        matching: args.pattern.clone(),
        minimum_mentions: args.min_mentions,
        order: match args.sort {
            EntitySort::Mentions => EntityOrder::Mentions,
            EntitySort::Degree => EntityOrder::Degree,
            EntitySort::Rank => EntityOrder::Rank,
        },
    };
    let rows = index.entities(&filter);
    let query = json!({"type": args.types, "match": args.pattern, "min_mentions": args.min_mentions});
    output::listing(global.output_format(), &query, rows.len(), &rows, &[], || Rows {
        headings: vec!["编号", "名称", "类型", "级别", "提及", "文档", "关系", "分区"],
        rows: rows
            .iter()
            .map(|row| {
                vec![
                    row.id.to_string(),
                    row.name.clone(),
                    row.kind.label().to_owned(),
                    row.level.map_or("", |level| level.label()).to_owned(),
                    row.mentions.to_string(),
                    row.documents.to_string(),
                    row.degree.to_string(),
                    outside_the_story(&row.zones),
                ]
            })
            .collect(),
    })?;
    Ok(Outcome::found(!rows.is_empty()))
}

/// Zones of an entity that the story itself never names (署名, 图注); empty for any other.
fn outside_the_story(zones: &[Zone]) -> String {
    let told = |zone: &Zone| zone.is_story() && *zone != Zone::Caption;
    if zones.iter().any(told) {
        return String::new();
    }
    zones.iter().map(|zone| zone.code()).collect::<Vec<_>>().join("、")
}

/// `tupu entity NAME`: one card, or one for each of several namesakes.
pub fn card(args: &EntityArgs, global: &Global) -> Result<Outcome> {
    let index = Index::open(&global.index)?;
    let nodes = name::nodes(&index, &args.name, global)?;
    let cards: Vec<EntityCard> = nodes.into_iter().map(|node| index.graph().entity_card(node, None)).collect();
    match cards.as_slice() {
        [card] => output::object(global.output_format(), card, |out| print(out, card))?,
        _ => output::object(global.output_format(), &cards, |out| cards.iter().try_for_each(|card| print(out, card)))?,
    }
    Ok(Outcome::Done)
}

fn print(out: &mut dyn Write, card: &EntityCard) -> io::Result<()> {
    let level = card.level.map_or(String::new(), |level| format!("（{}）", level.label()));
    writeln!(out, "{}  {}{level}  {}", card.name, card.kind.label(), card.id)?;
    if let Some(parent) = &card.parent {
        writeln!(out, "上级：{}", parent.name)?;
    }
    if !card.aliases.is_empty() {
        let names: Vec<&str> = card.aliases.iter().map(|alias| alias.name.as_str()).collect();
        writeln!(out, "又名：{}", names.join("、"))?;
    }
    writeln!(out, "提及 {} 次，见于 {} 篇文档，关系 {} 条", card.mentions, card.documents, card.degree)?;
    for row in &card.relations {
        writeln!(out, "  {}", people::relation(row))?;
        people::evidence(out, &row.evidence)?;
    }
    for row in &card.indicators {
        let comparison = row.comparison.join("，");
        writeln!(out, "  {} {} {} {comparison}", people::period(row.period.as_ref()), row.name, people::figure(row))?;
        people::evidence(out, &row.evidence)?;
    }
    for row in &card.stages {
        writeln!(out, "  {} {}", people::stage(row), people::period(row.period.as_ref()))?;
        people::evidence(out, &row.evidence)?;
    }
    Ok(())
}
