//! Words of the page and not of the article: buttons, counters, breadcrumbs, page numbers, lists of links.

use super::line::Item;
use crate::model::Zone;

/// Lines that are furniture wherever they stand (blanks and colons taken off).
const SURE: &[&str] = &[
    "下载",
    "打印",
    "全屏",
    "收藏",
    "加大",
    "还原",
    "减小",
    "【字号",
    "【字体",
    "字号",
    "字体",
    "分享",
    "分享到",
    "分享到微信",
    "关闭",
    "关闭窗口",
    "打印本页",
    "返回顶部",
    "返回首页",
    "上一篇",
    "下一篇",
    "浏览次数",
    "阅读量",
    "阅读次数",
    "点击数",
    "扫一扫在手机打开当前页",
    "相关报道",
    "相关文档",
    "相关链接",
    "相关阅读",
    "相关新闻",
    "您的位置",
    "当前位置",
    "您所在的位置",
    "设为首页",
    "加入收藏",
    "网站地图",
    "无障碍",
    "无障碍浏览",
    "手机版",
    "登录",
    "注册",
    "微信",
    "微博",
    "QQ空间",
    "新浪微博",
    "复制链接",
    "我要纠错",
    "放大",
    "缩小",
    "默认",
    "朗读",
    "扫一扫",
    "二维码",
    "回到顶部",
    "更多",
    "下載",
    "列印",
    "收藏本頁",
    "字級",
    "回首頁",
    "回上一頁",
    "友善列印",
    "關閉",
    "網站導覽",
];

/// Lines that are furniture beside furniture.
const BESIDE: &[&str] = &["大", "中", "小", "首页", "首頁", "视力保护色", "A", "A+", "A-", "T", "×"];

/// Beginnings of furniture with something behind.
const BEGINNINGS: &[&str] = &[
    "【字号",
    "【字体",
    "字号：",
    "字体：",
    "浏览次数",
    "阅读次数",
    "阅读量",
    "点击数",
    "点击次数",
    "您的位置",
    "当前位置",
    "您所在的位置",
    "首页>",
    "首页 >",
    "首页 »",
    "首页»",
    "打印本页",
    "》》点击",
    "点击图片进入",
    "版权所有",
    "ICP备",
    "Copyright",
    "分享到：",
    "扫描二维码",
    "上一篇：",
    "下一篇：",
    "目前位置",
    "您現在的位置",
];

/// What begins a list of links at the foot of a page.
const LINKS: &[&str] = &["相关报道", "相关文档", "相关链接", "相关阅读", "相关新闻"];

/// Most characters of a line that can be furniture.
const LONGEST: usize = 60;

/// Whether the line is page furniture by its own words.
fn is_sure(item: &Item, words: &str) -> bool {
    if item.look.characters > LONGEST {
        return false;
    }
    let bare = words.trim_end_matches(['：', ':', ' ', '】']);
    SURE.contains(&bare)
        || BEGINNINGS.iter().any(|beginning| words.starts_with(beginning))
        || is_page_number(words)
        || words.chars().all(is_ornament)
        || words.split(' ').filter(|word| !word.is_empty()).count() > 1
            && words.split(' ').filter(|word| !word.is_empty()).all(|word| {
                let word = word.trim_matches(['：', ':', '【', '】', '|', '[', ']']);
                word.is_empty() || SURE.contains(&word) || BESIDE.contains(&word)
            })
}

/// A mark that draws lines, borders and buttons; brackets and stops may be a broken line's.
fn is_ornament(character: char) -> bool {
    "|｜>＞»›·•*＊—-–_=×#＃～~+/\\▼▲◆◇■□●○★☆【】《》←→↑↓ ".contains(character)
}

/// `第3页`, `第 3 页 共 12 页`, `— 3 —`, `- 3 -`.
fn is_page_number(words: &str) -> bool {
    let compact: String = words.chars().filter(|character| *character != ' ').collect();
    if let Some(inner) = compact.strip_prefix('第').and_then(|rest| rest.strip_suffix('页')) {
        return inner.replace("页共", "").replace("页，共", "").chars().all(|digit| digit.is_ascii_digit());
    }
    let inner = compact.trim_matches(['—', '-', '–', '－', '·']);
    inner.len() < compact.len()
        && compact.starts_with(['—', '-', '–', '－', '·'])
        && compact.ends_with(['—', '-', '–', '－', '·'])
        && !inner.is_empty()
        && inner.len() <= 4
        && inner.chars().all(|digit| digit.is_ascii_digit())
}

/// Marks furniture, breadcrumbs and the lists of links at the foot.
pub(super) fn mark(flat: &str, items: &mut [Item]) {
    for item in items.iter_mut().filter(|item| item.zone.is_none()) {
        let words = item.first_line(flat);
        if is_sure(item, words) {
            item.zone = Some(Zone::Furniture);
        }
    }
    spread(flat, items);
    breadcrumbs(flat, items);
    links(flat, items);
}

/// A word that is furniture beside furniture takes its neighbour's zone; once down and once up the page.
fn spread(flat: &str, items: &mut [Item]) {
    let takes = |item: &Item| item.zone.is_none() && BESIDE.contains(&item.first_line(flat));
    for at in 1..items.len() {
        if takes(&items[at]) && items[at - 1].zone == Some(Zone::Furniture) {
            items[at].zone = Some(Zone::Furniture);
        }
    }
    for at in (1..items.len()).rev() {
        if takes(&items[at - 1]) && items[at].zone == Some(Zone::Furniture) {
            items[at - 1].zone = Some(Zone::Furniture);
        }
    }
}

/// Short lines on both sides of a lone `>`.
fn breadcrumbs(flat: &str, items: &mut [Item]) {
    const MARKS: [&str; 5] = [">", "»", "＞", ">>", "›"];
    for at in 0..items.len() {
        if !MARKS.contains(&items[at].first_line(flat)) {
            continue;
        }
        items[at].zone = Some(Zone::Navigation);
        for beside in [at.checked_sub(1), Some(at + 1)].into_iter().flatten() {
            let Some(item) = items.get_mut(beside) else { continue };
            let is_link = item.look.characters <= 16 && !item.look.has_clause && !item.is_ended();
            if is_link && matches!(item.zone, None | Some(Zone::Furniture)) {
                item.zone = Some(Zone::Navigation);
            }
        }
    }
}

/// Behind the last 相关报道： nothing but titles of other pages.
fn links(flat: &str, items: &mut [Item]) {
    let heads = |item: &Item| LINKS.contains(&item.first_line(flat).trim_end_matches(['：', ':', ' ', '】']));
    let Some(last) = items.iter().rposition(heads) else { return };
    let tail = &mut items[last + 1..];
    if tail.iter().any(|item| item.look.has_stop || item.look.last == '。' || item.look.characters > LONGEST) {
        return;
    }
    for item in tail.iter_mut().filter(|item| item.zone.is_none()) {
        item.zone = Some(Zone::Navigation);
    }
}

#[cfg(test)]
mod tests {
    use super::super::character::flatten;
    use super::super::testing::raw;
    use super::super::{line, testing};
    use super::*;

    fn zones(text: &str) -> Vec<(String, Option<Zone>)> {
        let flat = flatten(&raw(text));
        let mut items = line::items(&flat);
        mark(&flat.text, &mut items);
        testing::zones(&flat.text, &items)
    }

    #[test]
    fn buttons_breadcrumbs_and_link_lists_are_set_apart() {
        let text =
            "您的位置:\n首页\n>\n要闻\n报告\n【字体：\n大\n中\n小\n】\n中\n正文。\n— 3 —\n相关报道：\n另一篇报告的题目";
        let marked = zones(text);
        let kept: Vec<&str> =
            marked.iter().filter(|(_, zone)| zone.is_none()).map(|(words, _)| words.as_str()).collect();
        assert_eq!(kept, ["报告", "正文。"]);
        let navigation = marked.iter().filter(|(_, zone)| *zone == Some(Zone::Navigation)).count();
        assert_eq!(navigation, 4);
    }

    #[test]
    fn a_paragraph_that_speaks_of_printing_stays() {
        assert_eq!(zones("打印\n下载客户端后即可打印证明。")[1].1, None);
        assert_eq!(zones("大\n桥")[0].1, None);
    }
}
