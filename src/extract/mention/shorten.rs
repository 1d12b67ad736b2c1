//! Short forms: those that a document defines (以下简称“…”), and those that follow from a company's full name.

use crate::model::Span;

/// Words that define a short form.
const DEFINES: &[&str] =
    &["以下简称为", "以下简称", "下简称", "简称为", "简称", "以下称", "下称", "又称", "又名", "亦称", "俗称", "即"];

/// Characters in which a short form is defined, at most.
const LONGEST_DEFINITION: usize = 40;

/// The short form that the words right after `name` define: （以下简称“汉巴南铁路”）, （下称《规划》）.
pub(super) fn defined(text: &str, name: Span) -> Option<&str> {
    let after = head(text.get(name.end as usize..)?, LONGEST_DEFINITION).trim_start_matches(['”', '’', ' ']);
    let inside = after.strip_prefix(['（', '(', '，', ','])?;
    let cue = DEFINES.iter().find(|cue| inside.starts_with(**cue))?;
    let is_bracket = !after.starts_with(['，', ',']);
    if !is_bracket && *cue == "即" {
        return None;
    }
    let rest = inside[cue.len()..].trim_start_matches(['：', ':', ' ']);
    let alias = if let Some(quoted) = rest.strip_prefix(['“', '"', '‘']) {
        &quoted[..quoted.find(['”', '"', '’'])?]
    } else if rest.starts_with('《') {
        &rest[..rest.find('》')? + '》'.len_utf8()]
    } else if is_bracket {
        &rest[..rest.find(['）', ')', '，', '、', '；', '。', '\n'])?]
    } else {
        return None;
    };
    let alias = alias.trim();
    let length = alias.chars().count();
    // 公司, 项目 stand for the thing in this document, but name nothing.
    let is_generic = matches!(
        alias,
        "公司"
            | "本公司"
            | "集团"
            | "项目"
            | "该项目"
            | "银行"
            | "标的公司"
            | "上市公司"
            | "学校"
            | "医院"
            | "会议"
    );
    ((2..=20).contains(&length) && !is_generic && !alias.contains(['，', '。', '、'])).then_some(alias)
}

/// The first `count` characters of `text`.
fn head(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(at, _)| &text[..at])
}

/// Legal forms at the end of a company's name, longest first.
const LEGAL: &[&str] = &[
    "集团股份有限公司",
    "集团有限责任公司",
    "集团有限公司",
    "股份有限公司",
    "有限责任公司",
    "控股有限公司",
    "(集团)有限公司",
    "（集团）有限公司",
    "有限公司",
    "集团公司",
    "集团",
    "公司",
];

/// The name without its legal form and the district that it begins with: 江南模塑科技股份有限公司 → 江南模塑科技.
pub(super) fn company(name: &str) -> Option<&str> {
    let form = LEGAL.iter().find(|form| name.ends_with(**form))?;
    let core = &name[..name.len() - form.len()];
    (core.chars().count() >= 3 || form.contains("集团") && core.chars().count() >= 2).then_some(core)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_after_a_name_defines_its_short_form() {
        let short = |text: &'static str, name: &str| defined(text, Span::new(0, name.len()));
        assert_eq!(short("汉江高速铁路（以下简称“汉江高铁”）开工", "汉江高速铁路"), Some("汉江高铁"));
        assert_eq!(short("《江湾区发展规划》（下称《规划》）提出", "《江湾区发展规划》"), Some("《规划》"));
        assert_eq!(short("江湾模具股份有限公司（简称江湾模具）公告", "江湾模具股份有限公司"), Some("江湾模具"));
        assert_eq!(short("江湾模具股份有限公司（以下简称“公司”）公告", "江湾模具股份有限公司"), None);
        assert_eq!(short("江湾大桥（一期）", "江湾大桥"), None);
    }

    #[test]
    fn a_company_is_known_by_its_name_without_the_legal_form() {
        assert_eq!(company("江湾模具科技股份有限公司"), Some("江湾模具科技"));
        assert_eq!(company("江湾集团"), Some("江湾"));
        assert_eq!(company("江湾公司"), None);
    }
}
