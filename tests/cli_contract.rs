//! The flags of the contract (`cli.md`) against those of the program. What later versions bring stands in a list that may
//! only shrink.

#![cfg(feature = "cli")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::CommandFactory;

/// Commands of the contract that are still owed.
const OWED_COMMANDS: &[&str] = &["connect", "timeline", "conflicts", "rank", "communities", "verify", "lexicon"];

/// Flags of the contract that are still owed, by command. Empty: all are there.
const OWED_FLAGS: &[(&str, &str)] = &[];

fn contract() -> Option<String> {
    let shared = std::env::var_os("TUPU_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    std::fs::read_to_string(shared.join("cli.md")).ok()
}

/// Long and short flags in back-ticks of one row of the table.
fn flags(row: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for piece in row.split('`').skip(1).step_by(2) {
        for word in piece.split([' ', ',', '/']) {
            let is_long = word.starts_with("--");
            let is_short = word.len() == 2 && word.starts_with('-') && word.as_bytes()[1].is_ascii_alphabetic();
            // `-x` is the query's own sign for "not".
            if (is_long || is_short) && word != "-x" {
                found.insert(word.to_owned());
            }
        }
    }
    found
}

/// How an argument can be typed.
fn spelled(argument: &clap::Arg) -> Vec<String> {
    let long = argument.get_long().map(|long| format!("--{long}"));
    let short = argument.get_short().map(|short| format!("-{short}"));
    long.into_iter().chain(short).collect()
}

#[test]
fn every_flag_of_the_contract_is_there_or_owed() {
    let Some(contract) = contract() else {
        println!("skipped: the contract is not beside this checkout");
        return;
    };
    let program = tupu::cli::args::Cli::command();
    let mut missing = Vec::new();
    let mut no_longer_owed = Vec::new();
    for row in contract.lines().filter(|line| line.starts_with("| `tupu ")) {
        let names: Vec<&str> =
            row.split("`tupu ").skip(1).filter_map(|rest| rest.split([' ', '`', '[']).next()).collect();
        let mut has: BTreeSet<String> = BTreeSet::new();
        for name in &names {
            match (program.find_subcommand(name), OWED_COMMANDS.contains(name)) {
                (Some(command), false) => has.extend(command.get_arguments().flat_map(spelled)),
                (Some(_), true) => no_longer_owed.push((*name).to_owned()),
                (None, false) => missing.push(format!("command {name}")),
                (None, true) => {}
            }
        }
        has.extend(program.get_arguments().flat_map(spelled));
        if names.iter().all(|name| OWED_COMMANDS.contains(name)) {
            continue;
        }
        // A row that names several commands has its flags in one of them.
        for flag in flags(row) {
            let owed = OWED_FLAGS.iter().any(|(name, owed)| names.contains(name) && *owed == flag);
            match (has.contains(&flag), owed) {
                (false, false) => missing.push(format!("{} {flag}", names.join("|"))),
                (true, true) => no_longer_owed.push(format!("{} {flag}", names.join("|"))),
                _ => {}
            }
        }
    }
    assert!(missing.is_empty(), "in the contract, not in the program: {missing:?}");
    assert!(no_longer_owed.is_empty(), "take these off the list of what is owed: {no_longer_owed:?}");
}

#[test]
fn the_command_line_is_well_formed() {
    tupu::cli::args::Cli::command().debug_assert();
}
