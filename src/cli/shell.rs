//! `completions` and `man`: what the packager of the program wants.

use std::io::{self, Write};

use anyhow::Result;
use clap::CommandFactory;

use super::args::{Cli, CompletionsArgs};
use super::exit::Outcome;

/// `tupu completions SHELL`.
pub fn completions(args: &CompletionsArgs) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "tupu", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Outcome::Done)
}

/// `tupu man`: the page of the program and, after it, of each command.
pub fn man() -> Result<Outcome> {
    let command = Cli::command();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands() {
        let name = format!("tupu-{}", subcommand.get_name());
        clap_mangen::Man::new(subcommand.clone().name(name.leak() as &'static str)).render(&mut page)?;
    }
    io::stdout().write_all(&page)?;
    Ok(Outcome::Done)
}
