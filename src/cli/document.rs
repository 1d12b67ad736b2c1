//! `tupu docs` and `tupu show`.

use std::io::{self, Write};

use anyhow::Result;
use serde_json::json;

use super::args::{Global, ShowArgs};
use super::exit::Outcome;
use super::output::{self, Rows};
use crate::query::{DocumentView, Index, MentionView};

/// `tupu docs`.
pub fn list(global: &Global) -> Result<Outcome> {
    let index = Index::open(&global.index)?;
    let documents = index.documents();
    output::listing(global.output_format(), &json!({}), documents.len(), &documents, &[], || Rows {
        headings: vec!["文档", "日期", "来源", "字数", "标题"],
        rows: documents
            .iter()
            .map(|document| {
                vec![
                    document.doc.clone(),
                    document.date.clone().unwrap_or_default(),
                    document.source.clone().unwrap_or_default(),
                    document.characters.to_string(),
                    document.title.clone(),
                ]
            })
            .collect(),
    })?;
    Ok(Outcome::found(!documents.is_empty()))
}

/// `tupu show DOC`.
pub fn show(args: &ShowArgs, global: &Global) -> Result<Outcome> {
    let index = Index::open(&global.index)?;
    let ids = index.document_ids(&args.document)?;
    let documents = ids.iter().map(|id| index.document(id)).collect::<crate::Result<Vec<DocumentView>>>()?;
    let shown = |out: &mut dyn Write| documents.iter().try_for_each(|document| print(out, document, args.annotated));
    match documents.as_slice() {
        [document] => output::object(global.output_format(), document, shown)?,
        // A file of several articles shows them all.
        _ => output::object(global.output_format(), &documents, shown)?,
    }
    Ok(Outcome::Done)
}

fn print(out: &mut dyn Write, document: &DocumentView, is_annotated: bool) -> io::Result<()> {
    let head = &document.head;
    writeln!(out, "{}  {}", head.doc, head.title)?;
    let date = head.date.as_deref().unwrap_or("日期不详");
    let source = head.source.as_deref().unwrap_or("来源不详");
    writeln!(out, "{date}  {source}  {} 字", head.characters)?;
    for paragraph in &document.paragraphs {
        let text = if is_annotated {
            let inside: Vec<&MentionView> = document
                .mentions
                .iter()
                .filter(|mention| mention.start >= paragraph.start && mention.end <= paragraph.end)
                .collect();
            annotate(&paragraph.text, paragraph.start, &inside)
        } else {
            paragraph.text.clone()
        };
        writeln!(out, "{:>5} {:<8} {text}", paragraph.line, paragraph.zone.code())?;
    }
    Ok(())
}

/// Marks each mention as `[words|type]`, with the entity's name where the words differ from it.
fn annotate(text: &str, first: u32, mentions: &[&MentionView]) -> String {
    let mut marked = String::with_capacity(text.len() * 2);
    let mut next = mentions.iter().peekable();
    for (character, at) in text.chars().zip(first..) {
        if next.peek().is_some_and(|mention| mention.start == at) {
            marked.push('[');
        }
        marked.push(character);
        while let Some(mention) = next.next_if(|mention| mention.end == at + 1) {
            marked.push('|');
            marked.push_str(mention.kind.code());
            if mention.text != mention.name {
                marked.push('|');
                marked.push_str(&mention.name);
            }
            marked.push(']');
        }
    }
    marked
}
