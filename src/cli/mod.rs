//! The command line: one caller of the library. Only here is anything printed or the process ended.

pub mod args;
mod document;
mod entity;
mod eval;
mod exit;
mod export;
mod extract;
mod fact;
mod index;
mod message;
mod name;
mod output;
mod parse;
mod people;
mod progress;
mod relation;
mod search;
mod segment;
mod shell;
mod walk;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Color, Command, Format};
use exit::Outcome;

/// Reads the command line, does what it says, and tells how it ended.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return exit::usage(&error),
    };
    match cli.global.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let as_json = matches!(cli.global.output_format(), Format::Json | Format::Jsonl);
    match dispatch(&cli) {
        Ok(outcome) => outcome.into(),
        Err(error) => exit::report(&error, as_json),
    }
}

fn dispatch(cli: &Cli) -> anyhow::Result<Outcome> {
    let global = &cli.global;
    let is_drawn = matches!(global.output_format(), Format::Dot | Format::Graphml);
    if is_drawn && !matches!(cli.command, Command::Neighbors(_)) {
        anyhow::bail!("--format dot 与 graphml 只用于 neighbors；整个图谱用 tupu export");
    }
    match &cli.command {
        Command::Index(args) => index::run(args, global),
        Command::Rm(args) => index::remove(args, global),
        Command::Docs(_) => document::list(global),
        Command::Show(args) => document::show(args, global),
        Command::Entities(args) => entity::list(args, global),
        Command::Entity(args) => entity::card(args, global),
        Command::Relations(args) => relation::list(args, global),
        Command::Facts(args) => fact::list(args, global),
        Command::Stats => fact::statistics(global),
        Command::Extract(args) => extract::run(args),
        Command::Segment(args) => segment::run(args, global.output_format()),
        Command::Completions(args) => shell::completions(args),
        Command::Man => shell::man(),
        Command::Search(args) => search::run(args, global),
        Command::Neighbors(args) => walk::neighbors(args, global),
        Command::Path(args) => walk::path(args, global),
        Command::Export(args) => export::run(args, global),
        Command::Eval(args) => eval::run(args, global),
    }
}
