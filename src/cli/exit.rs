//! How a command ends: its exit code, and its errors as prose or as one JSON object.

use std::io;
use std::process::ExitCode;

use serde::Serialize;

use super::message;

/// How a command that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done, or found.
    Done,
    /// Nothing found.
    Nothing,
    /// Done, but some inputs failed.
    Partial,
}

impl Outcome {
    /// [`Outcome::Done`] where something was found.
    #[must_use]
    pub fn found(any: bool) -> Self {
        if any { Outcome::Done } else { Outcome::Nothing }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Nothing => ExitCode::from(1),
            Outcome::Partial => ExitCode::from(3),
        }
    }
}

/// Reports what is wrong with the command line: prose, or one JSON object where `--json` stands on it. Help and the
/// version are no fault.
pub fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let as_json = std::env::args().any(|word| word == "--json");
    if as_json {
        let message = error.to_string();
        eprintln!("{}", ErrorLine { code: "usage", message: message.trim(), hint: "tupu --help" }.to_json());
    } else {
        eprintln!("命令行有误；用法见 tupu --help");
        let _ = error.print();
    }
    ExitCode::from(2)
}

/// Reports an error on standard error and gives its exit code. A broken pipe is success: the reader has had enough.
pub fn report(error: &anyhow::Error, as_json: bool) -> ExitCode {
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    let library = error.downcast_ref::<crate::Error>();
    let code = library.map_or("fault", crate::Error::code);
    let (message, hint) = library.map_or_else(|| (format!("{error:#}"), String::new()), message::error);
    if as_json {
        eprintln!("{}", ErrorLine { code, message: &message, hint: &hint }.to_json());
    } else {
        eprintln!("错误：{message}");
        if !hint.is_empty() {
            eprintln!("提示：{hint}");
        }
    }
    match library {
        Some(crate::Error::Unknown { .. }) => ExitCode::from(1),
        Some(crate::Error::Interrupted) => ExitCode::from(130),
        _ => ExitCode::from(2),
    }
}

/// An error as one JSON object.
#[derive(Serialize)]
struct ErrorLine<'a> {
    code: &'a str,
    message: &'a str,
    hint: &'a str,
}

impl ErrorLine<'_> {
    fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let direct = cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe);
        let in_json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind)
            == Some(io::ErrorKind::BrokenPipe);
        direct || in_json
    })
}
