//! Who wrote a text, took or supplied a picture: the shapes of such lines.

use std::sync::LazyLock;

use regex::Regex;

use super::line::{Item, Part};
use crate::model::Zone;

/// Longest line that is looked at; a longer one tells a story.
const LONGEST: usize = 120;

/// The commonest surnames, single and compound; a line of two to four characters is a name only with one of them.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪季鲁葛柳岳申庞颜倪樊俞翟殷左鄢章齐庄兰代伍骆梅童裴霍牛柯阮尚祁詹费甘焦盛凌霞包舒关邬瞿欧阳司徒上官诸葛張劉陳楊黃趙吳孫馬鄭謝許韓鄧馮葉蘇呂盧鍾譚陸賈鄒閻龍賀顧嚴錢湯賴龐顏齊莊蘭駱費關";

/// What a name may be written with.
const NAME: &str = r"[\p{Han}]{1,3}[ ·]?[\p{Han}]{1,6}";

struct Shapes {
    byline: Regex,
    credit: Regex,
    caption: Regex,
    trailing: Regex,
}

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let names = format!(r"{NAME}(?:[ 、/,，]+(?:(?:通讯员|实习生|记者)[ ：:]*)?{NAME}){{0,5}}");
    let office = r"(?:[^，。；：:！？ ]{0,16}(?:报|社|网|台|刊|媒体|新闻|客户端|中心|频道|通讯)[ ·/]?)?";
    let rank = r"(?:首席|全媒体|融媒体|特约|特派|见习|实习|驻[\p{Han}]{1,4}|高级|资深|视觉){0,3}";
    let role = r"(?:记者|通讯员|评论员|撰稿人|实习生)";
    let label =
        r"(?:作者|撰稿|撰文|供稿|编辑|责编|责任编辑|值班编辑|编审|校对|审核|监制|记者|通讯员|主编|编校|初审|复审|终审)";
    let byline = format!(
        r"^(?:[□■◎●○▲△◇◆] ?(?:{office}{rank}{role}[ ：:]*)?{names}|[（(]?(?:{office}|本报 ?){rank}{role}[ ：:]*{names}(?: ?[）)])?|[（(]?{label} ?[：:/／|] ?[^，。；！？]{{2,30}}[）)]?|文 ?[/／|] ?{names})$"
    );
    let credit = format!(
        r"^(?:[（(\[【][^）)]{{0,30}}(?:供图|提供|摄|摄影|资料图|资料图片|资料照片|制图|配图|图源[^）)]*|图片来源[^）)]*|图 ?[/／][^）)]*|摄影?[：:/／][^）)]*)[）)\]】]|(?:图片来源|图片提供|图源|供图|制图|摄影|题图|配图|图) ?[：:/／] ?[^，。；！？]{{1,30}}|摄影?[/／ ]{names}|[^，。；！？：]{{2,20}} ?供图)$"
    );
    let caption = format!(
        r"^(?:(?:[上下左右]?图为|图[一二三四五六七八九十\d]{{1,3}}[：: ]|[▲△↑↓▼▽])|.*(?:(?:记者|通讯员|摄影|[/／ 。]) ?{names} ?摄|摄 ?[/／] ?{names}|[（(][^（()）]{{1,24}}(?:摄|供图|资料图|资料图片)[）)]|[ 。][^，。；！？：]{{2,16}}供图|[。！？]{office}{rank}{role}[ ：:]*{names})$)"
    );
    let trailing = format!(
        r"[。！？”）] +(?:{names}|[（(]?(?:{office}|本报 ?){rank}{role}[ ：:]*{names}[）)]?|[（(]{label}[ ：:]*{names}[）)])$"
    );
    let compile = |pattern: &str| Regex::new(pattern).expect("the patterns of this file compile");
    Shapes {
        byline: compile(&byline),
        credit: compile(&credit),
        caption: compile(&caption),
        trailing: compile(&trailing),
    }
});

/// Whether the line holds a word or mark without which none of the shapes is met; most lines hold none.
fn has_cue(words: &str) -> bool {
    words.chars().any(|character| {
        matches!(
            character,
            '摄' | '图'
                | '：'
                | ':'
                | '/'
                | '／'
                | '|'
                | '｜'
                | '□'
                | '■'
                | '◎'
                | '●'
                | '○'
                | '▲'
                | '△'
                | '◇'
                | '◆'
                | '↑'
                | '↓'
                | '▼'
                | '▽'
        )
    }) || ["记者", "通讯员", "评论员", "撰稿人", "实习生"].iter().any(|role| words.contains(role))
        || words.starts_with(['（', '(', '【', '['])
}

/// The zone of a line that names writers or photographers.
pub(super) fn zone(words: &str) -> Option<Zone> {
    if words.len() > 4 * LONGEST || !has_cue(words) || words.chars().count() > LONGEST {
        return None;
    }
    if SHAPES.credit.is_match(words) {
        return Some(Zone::Credit);
    }
    if SHAPES.caption.is_match(words) {
        return Some(Zone::Caption);
    }
    SHAPES.byline.is_match(words).then_some(Zone::Byline)
}

/// Whether the line is a label such as 责任编辑： with its names on the line below.
pub(super) fn is_label(words: &str) -> bool {
    const LABELS: [&str; 10] =
        ["作者", "编辑", "责编", "责任编辑", "值班编辑", "校对", "审核", "监制", "记者", "通讯员"];
    let bare = words.trim_end_matches(['：', ':', ' ']);
    bare.len() < words.len() && LABELS.contains(&bare)
}

/// Whether the line is a person's name and nothing else.
pub(super) fn is_name(words: &str) -> bool {
    let compact: String = words.chars().filter(|character| *character != ' ').collect();
    let length = compact.chars().count();
    // 欧阳 and 司徒 make four; with one surname three are the most.
    let most =
        if ["欧阳", "司徒", "上官", "诸葛"].iter().any(|surname| compact.starts_with(surname)) { 4 } else { 3 };
    (2..=most).contains(&length)
        && compact.chars().next().is_some_and(|first| SURNAMES.contains(first))
        && compact.chars().all(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
}

/// A line whose end, behind a closed sentence and a blank, names its writer gives two items; any other gives one.
pub(super) fn split_trailing(flat: &str, part: Part) -> Vec<Item> {
    let words = flat.get(part.start..part.end).unwrap_or_default();
    if let Some(at) = trailing_name(words) {
        let body = Part { end: part.start + words[..at].trim_end_matches(' ').len(), ..part };
        let mut byline = Item::new(flat, Part { start: part.start + at, ..part });
        byline.zone = Some(Zone::Byline);
        return vec![Item::new(flat, body), byline];
    }
    vec![Item::new(flat, part)]
}

fn trailing_name(words: &str) -> Option<usize> {
    // The name is short; what stands before is not searched, so that a long line costs no more than a short one.
    let mut from = words.len().saturating_sub(150);
    while !words.is_char_boundary(from) {
        from += 1;
    }
    let tail = words.get(from..)?;
    // A line that ends with 摄 is a caption as a whole.
    if !tail.contains(' ') || ends_like_text(tail) || tail.ends_with('摄') {
        return None;
    }
    let found = SHAPES.trailing.find(tail)?;
    let start = found.as_str().find(' ')?;
    let name = found.as_str()[start..].trim_start_matches(' ');
    if name.chars().all(|character| ('\u{4e00}'..='\u{9fff}').contains(&character) || character == ' ') {
        let has_role = ["记者", "通讯员", "评论员"].iter().any(|role| name.contains(role));
        if !has_role && !name.split(' ').all(is_name) {
            return None;
        }
    }
    Some(from + found.end() - name.len())
}

fn ends_like_text(tail: &str) -> bool {
    tail.ends_with(['。', '！', '？', '；', '，', '：', '”'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writers_photographers_and_captions_are_told_from_text() {
        let cases = [
            ("□本报首席记者 罗小溪", Some(Zone::Byline)),
            ("本报记者 张三 通讯员 李四", Some(Zone::Byline)),
            ("西江日报全媒体记者 赵一鸣", Some(Zone::Byline)),
            ("□ 林晓", Some(Zone::Byline)),
            ("编辑：周文", Some(Zone::Byline)),
            ("（记者 王五）", Some(Zone::Byline)),
            ("（青溪县委宣传部供图）", Some(Zone::Credit)),
            ("图片来源：青溪发布", Some(Zone::Credit)),
            ("孩子们在社区书屋里读书 摄/钱进", Some(Zone::Caption)),
            ("工人在新桥上铺设沥青。本报记者 韩一 摄", Some(Zone::Caption)),
            ("图为施工现场。", Some(Zone::Caption)),
            ("关爱一线记者 守护新闻理想", None),
            ("大桥于五月通车，全长3公里。", None),
            ("新桥通车 两岸往来更方便", None),
        ];
        for (words, expected) in cases {
            assert_eq!(zone(words), expected, "{words}");
        }
    }

    #[test]
    fn a_name_behind_the_last_sentence_is_the_writers() {
        let split = |words: &str| {
            let items = split_trailing(words, Part { start: 0, end: words.len(), line: 1 });
            items.iter().map(|item| item.first_line(words).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(split("日子越过越好。 周晓琳"), ["日子越过越好。", "周晓琳"]);
        assert_eq!(split("日子越过越好。  （记者 周晓琳）"), ["日子越过越好。", "（记者 周晓琳）"]);
        assert_eq!(split("越过越好。 第二天"), ["越过越好。 第二天"]);
        assert_eq!(split("日子越过越好。周晓琳"), ["日子越过越好。周晓琳"]);
    }
}
