//! Plans, laws and other documents in title marks, 《…》.

use crate::model::{EntityType, Span};

use super::super::context::Context;
use super::Candidate;

/// How the name of a document ends. Books, papers and broadcasts in title marks end otherwise.
const ENDINGS: &[&str] = &[
    "规划",
    "方案",
    "条例",
    "办法",
    "意见",
    "通知",
    "法",
    "规定",
    "决定",
    "细则",
    "措施",
    "清单",
    "目录",
    "名录",
    "纲要",
    "计划",
    "标准",
    "指南",
    "指引",
    "规范",
    "协议",
    "公约",
    "条约",
    "协定",
    "备忘录",
    "公告",
    "公报",
    "通报",
    "报告",
    "白皮书",
    "蓝皮书",
    "宣言",
    "倡议",
    "章程",
    "政策",
    "规则",
    "准则",
    "决议",
    "批复",
    "函",
    "令",
    "制度",
    "机制",
    "书",
    "要点",
    "预案",
    "合同",
    "声明",
    "名单",
    "导则",
    "规程",
    "表",
    "通告",
    "法案",
    "手册",
    "任务",
    "行动",
    "工程",
];

/// What these words name is no document although it ends like one.
const NOT: &[&str] = &["书法", "图书", "丛书", "全书"];

pub(super) fn find(context: &Context<'_>, out: &mut Vec<Candidate>) {
    let text = context.text();
    let mut open = None;
    for (at, character) in text.char_indices() {
        match character {
            '《' if open.is_none() => open = Some(at),
            '\n' => open = None,
            '》' => {
                let Some(start) = open.take() else { continue };
                let end = at + character.len_utf8();
                if is_document(&text[start + '《'.len_utf8()..at]) {
                    out.push(Candidate::new(Span::new(start, end), EntityType::Policy, 90, "title_marks"));
                }
            }
            _ => {}
        }
    }
}

/// Whether words in title marks name a document of state or company and not a work.
fn is_document(title: &str) -> bool {
    let head = strip_parentheses(title);
    ENDINGS.iter().any(|ending| head.ends_with(ending)) && !NOT.iter().any(|word| head.ends_with(word))
}

/// Without a parenthesis at the end: 管理办法（试行）, 行动计划（2023—2025年）.
fn strip_parentheses(title: &str) -> &str {
    let mut head = title.trim();
    while head.ends_with(['）', ')', '〕', ']']) {
        let Some(open) = head.rfind(['（', '(', '〔', '[']) else { break };
        head = head[..open].trim_end();
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_count_and_works_do_not() {
        for title in ["水资源管理办法（试行）", "证券法", "规划", "产业发展三年行动计划（2023-2025年）"]
        {
            assert!(is_document(title), "{title}");
        }
        for title in ["人民日报", "红楼梦", "新闻联播", "四库全书"] {
            assert!(!is_document(title), "{title}");
        }
    }
}
