//! The library's errors and warnings as Chinese prose: what is the matter, and what to do.

use crate::{Error, Warning};

/// What is the matter, and a hint that may be empty.
pub fn error(error: &Error) -> (String, String) {
    match error {
        Error::Io { operation, path, source } => (
            format!("{} {}：{source}", operation_name(operation), path.display()),
            "检查路径、权限与磁盘空间".to_owned(),
        ),
        Error::NoIndex(path) => {
            (format!("{} 中没有索引", path.display()), "先运行 tupu index 文件夹，或用 --index 指明索引所在".to_owned())
        }
        Error::Locked { path, holder } => {
            (format!("索引 {} 正由 {holder} 写入", path.display()), "等它结束，或结束它，再试".to_owned())
        }
        Error::Damaged { place, reason } => {
            (format!("索引在 {place} 处损坏：{reason}"), "用 tupu index --force 重建索引".to_owned())
        }
        Error::Format { found, expected, .. } => (
            format!("索引的格式是 {found}，本版本读写的是 {expected}"),
            "用 tupu index --force 重建索引，或换用写入它的版本".to_owned(),
        ),
        Error::Lexicon { path, line, reason } => {
            (format!("{path}:{line}：词表或规则有误：{reason}"), "改正所指的那一行".to_owned())
        }
        Error::Unknown { name, nearest } if nearest.is_empty() => (format!("没有找到 {name}"), String::new()),
        Error::Unknown { name, nearest } => (format!("没有找到 {name}"), format!("相近的有：{}", nearest.join("、"))),
        Error::Ambiguous { name, candidates } => {
            (format!("{name} 可指 {} 个", candidates.len()), format!("用编号指明：{}", candidates.join("；")))
        }
        Error::Rejected { warnings } => {
            let first = warnings.first().map(warning).unwrap_or_default();
            (format!("{} 个输入失败，因 --strict 未作提交；其一：{first}", warnings.len()), String::new())
        }
        Error::Interrupted => ("已中断，索引仍是原来的样子".to_owned(), String::new()),
        Error::Search(reason) => (format!("全文索引出错：{reason}"), String::new()),
        _ => (error.to_string(), String::new()),
    }
}

fn operation_name(operation: &str) -> &str {
    match operation {
        "read" => "无法读取",
        "write" => "无法写入",
        "rename" => "无法改名",
        "open" => "无法打开",
        "create" => "无法建立",
        "lock" => "无法锁定",
        _ => operation,
    }
}

/// `路径:行：什么不对，怎么办`; the library's own words stay where they say more than the code.
pub fn warning(warning: &Warning) -> String {
    let what = match warning.code.as_str() {
        "unsupported_format" => "这种格式尚不能读，请先转成文本",
        "bad_line" => "这一行读不了，已跳过",
        "bad_metadata" => "metadata.csv 的这一行有误",
        "bad_docx" => "不是完好的 docx",
        "unreadable" => "无法读取",
        "file_too_large" => "文件超过上限，可用 --max-file-size 放宽",
        "no_text" => "没有一行含有 text，未读入任何内容",
        "not_text" => "不是文本，未读入；请另存为 UTF-8 文本，或移出文件夹",
        "replaced_characters" => "有无法解码的字符，已代以 U+FFFD",
        "internal_fault" => "处理时内部出错，请报告这个文件",
        _ => "",
    };
    let place = match warning.line {
        Some(line) => format!("{}:{line}", warning.path),
        None => warning.path.clone(),
    };
    if what.is_empty() {
        format!("{place}：{}", warning.message)
    } else {
        format!("{place}：{what}（{}）", warning.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_names_file_line_and_what_to_do() {
        let bad = Warning {
            code: "bad_line".to_owned(),
            path: "a/x.jsonl".to_owned(),
            line: Some(2),
            message: "no JSON".to_owned(),
            failed: true,
        };
        assert_eq!(warning(&bad), "a/x.jsonl:2：这一行读不了，已跳过（no JSON）");
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        let unknown = Error::Unknown { name: "万洲".to_owned(), nearest: vec!["万州区".to_owned()] };
        assert_eq!(error(&unknown), ("没有找到 万洲".to_owned(), "相近的有：万州区".to_owned()));
    }
}
