//! How a command ends: its exit code, and its errors as prose or as one JSON object.

use std::io;
use std::process::ExitCode;

use serde::Serialize;

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

/// Reports an error on standard error and gives its exit code. A broken pipe is success: the reader has had enough.
pub fn report(error: &anyhow::Error, as_json: bool) -> ExitCode {
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    let library = error.downcast_ref::<crate::Error>();
    let code = library.map_or("fault", crate::Error::code);
    let (message, hint) = match library {
        Some(crate::Error::Unknown { name, nearest }) if nearest.is_empty() => {
            (format!("没有找到 {name}"), String::new())
        }
        Some(crate::Error::Unknown { name, nearest }) => {
            (format!("没有找到 {name}"), format!("相近的有：{}", nearest.join("、")))
        }
        Some(crate::Error::Ambiguous { name, candidates }) => {
            (format!("{name} 可指 {} 个", candidates.len()), format!("用编号指明：{}", candidates.join("；")))
        }
        _ => (format!("{error:#}"), hint(code).to_owned()),
    };
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

fn hint(code: &str) -> &'static str {
    match code {
        "no_index" => "先运行 tupu index 文件夹，或用 --index 指明索引",
        "locked" => "另一个 tupu 正在写入；等它结束再试",
        "damaged" => "用 tupu index --force 重建索引",
        "format" => "用 tupu index --force 重建索引，或换用写入它的版本",
        "io" => "检查路径与权限",
        "lexicon" => "改正所指的那一行",
        _ => "",
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
