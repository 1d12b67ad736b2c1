//! HTML: the words of a page, its headings, rows and captions, and apart from them its menus and links.

use scraper::{ElementRef, Html, Node};

use super::{Block, BlockKind, Format, Metadata, Parsed, RawText, decode, markup, table};
use crate::model::Basis;

/// Depth below which elements are read; deeper ones give their words to the element above.
const DEEPEST: usize = 400;

pub(super) fn parse(bytes: &[u8], path: &str) -> Parsed {
    let label = declared_charset(bytes);
    let decoded = label.map_or_else(|| decode::decode(bytes), |label| decode::decode_labelled(bytes, &label));
    let warnings = decode::replaced(path, decoded.replacements, decoded.encoding).into_iter().collect();
    let flat = markup::shallow(&decoded.text, DEEPEST);
    let document = Html::parse_document(&flat);
    let mut page = Page::default();
    page.read(document.root_element(), Setting::default());
    page.end_block();
    if page.text.trim().is_empty() {
        return Parsed { texts: Vec::new(), warnings };
    }
    let mut metadata = declared(&document);
    if let Some(title) = page.title(metadata.title.as_ref().map(|title| title.value.as_str())) {
        metadata.title = Metadata::from_words(&title, "", "", Basis::FrontMatter).title;
    }
    let text = RawText {
        text: page.text,
        format: Format::Html,
        encoding: decoded.encoding,
        replacements: decoded.replacements,
        first_line: 1,
        record: None,
        blocks: page.blocks,
        runs: Vec::new(),
        one_line: false,
        metadata,
    };
    Parsed { texts: vec![text], warnings }
}

/// The encoding that a `<meta>` of the first kilobytes names.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let head: String = head.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let at = head.find("charset=")?;
    let label: String = head[at + "charset=".len()..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_'))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// What the head says, and `<time datetime>` where it says no date.
fn declared(document: &Html) -> Metadata {
    const TITLES: [&str; 4] = ["articletitle", "og:title", "twitter:title", "dc.title"];
    const DATES: [&str; 9] = [
        "pubdate",
        "publishdate",
        "article:published_time",
        "firstpublishedtime",
        "dc.date",
        "publish-date",
        "weibo: article:create_at",
        "og:release_date",
        "datepublished",
    ];
    const SOURCES: [&str; 6] = ["contentsource", "source", "og:site_name", "sitename", "article:publisher", "mediaid"];
    let (mut title, mut date, mut source) = (Best::default(), Best::default(), Best::default());
    let mut page_title = String::new();
    for node in document.tree.nodes() {
        let Some(element) = ElementRef::wrap(node) else { continue };
        let tag = element.value();
        match tag.name() {
            "meta" => {
                let name = tag.attr("name").or_else(|| tag.attr("property")).or_else(|| tag.attr("itemprop"));
                let (Some(name), Some(content)) = (name, tag.attr("content")) else { continue };
                let name = name.to_lowercase();
                title.offer(&TITLES, &name, content);
                date.offer(&DATES, &name, content);
                source.offer(&SOURCES, &name, content);
            }
            "title" if page_title.is_empty() => page_title = words(element.text()),
            "time" => {
                let stamp = tag.attr("datetime").map_or_else(|| words(element.text()), ToOwned::to_owned);
                date.offer(&["time"], "time", &stamp);
            }
            _ => {}
        }
    }
    // `标题_栏目_网站`: the first part is the page's own.
    let own = page_title.split(['_', '|']).next().unwrap_or_default();
    let own = own.split(" - ").next().unwrap_or_default();
    let title = if title.value.is_empty() { own.to_owned() } else { title.value };
    Metadata::from_words(&title, &date.value, &source.value, Basis::FrontMatter)
}

/// The value under the name that stands first in a list of names.
#[derive(Default)]
struct Best {
    value: String,
    rank: Option<usize>,
}

impl Best {
    fn offer(&mut self, names: &[&str], name: &str, value: &str) {
        let Some(rank) = names.iter().position(|known| *known == name) else { return };
        if !value.trim().is_empty() && self.rank.is_none_or(|mine| rank < mine) {
            self.value = value.trim().to_owned();
            self.rank = Some(rank);
        }
    }
}

fn words<'a>(pieces: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for piece in pieces {
        text.push_str(piece);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What an element's words are.
#[derive(Clone, Copy)]
struct Setting {
    kind: BlockKind,
    /// White space counts (`<pre>`).
    kept: bool,
}

impl Default for Setting {
    fn default() -> Self {
        Self { kind: BlockKind::Paragraph, kept: false }
    }
}

#[derive(Default)]
struct Page {
    text: String,
    blocks: Vec<Block>,
    /// Words of the block that is being read.
    open: String,
    kind: Option<BlockKind>,
    /// Characters of the open block inside links, and in all.
    linked: usize,
}

impl Page {
    fn read(&mut self, element: ElementRef<'_>, setting: Setting) {
        for child in element.children() {
            match child.value() {
                Node::Text(words) => self.add(words, setting),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(child, setting);
                    }
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>, setting: Setting) {
        let tag = element.value();
        let kind = match tag.name() {
            "script" | "style" | "noscript" | "template" | "head" | "iframe" | "object" | "svg" | "canvas" => return,
            "br" => return self.add_break(),
            "table" if is_data(element) => return self.table(element, setting),
            "nav" | "header" | "footer" | "aside" | "form" | "menu" | "select" | "button" | "label" | "dialog" => {
                // The head of an article holds its title and date; the head of a page its menu.
                let own = matches!(tag.name(), "header" | "footer") && is_inside(element, "article");
                if own { setting.kind } else { BlockKind::Navigation }
            }
            "ul" | "ol" | "dl" | "div" | "td" | "p" | "section" if is_link_list(element) => BlockKind::Navigation,
            "h1" => BlockKind::Title,
            "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Heading,
            "figcaption" | "caption" => BlockKind::Caption,
            _ => setting.kind,
        };
        // Inside a menu everything is menu.
        let kind = if setting.kind == BlockKind::Navigation { BlockKind::Navigation } else { kind };
        let inner = Setting { kind, kept: setting.kept || tag.name() == "pre" };
        if is_inline(tag.name()) {
            let before = self.open.chars().count();
            self.read(element, inner);
            if tag.name() == "a" {
                self.linked += self.open.chars().count().saturating_sub(before);
            }
            return;
        }
        self.end_block();
        self.read(element, inner);
        self.end_block();
    }

    fn add(&mut self, words: &str, setting: Setting) {
        if self.kind != Some(setting.kind) && !self.open.is_empty() && self.kind.is_some() {
            self.end_block();
        }
        self.kind = Some(setting.kind);
        if setting.kept {
            self.open.push_str(words);
            return;
        }
        for character in words.chars() {
            let is_blank = matches!(character, ' ' | '\n' | '\t' | '\r' | '\u{c}');
            if !is_blank {
                self.open.push(character);
            } else if !self.open.is_empty() && !self.open.ends_with([' ', '\n']) {
                self.open.push(' ');
            }
        }
    }

    fn add_break(&mut self) {
        if !self.open.is_empty() {
            self.open.push('\n');
        }
    }

    fn end_block(&mut self) {
        let words = std::mem::take(&mut self.open);
        let kind = self.kind.take().unwrap_or(BlockKind::Paragraph);
        let linked = std::mem::take(&mut self.linked);
        let characters = words.chars().count();
        // A short line of links alone leads elsewhere.
        let is_menu = kind == BlockKind::Paragraph && linked > 0 && linked * 10 >= characters * 8 && characters <= 60;
        self.push(&words, if is_menu { BlockKind::Navigation } else { kind });
    }

    fn push(&mut self, words: &str, kind: BlockKind) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let start = self.text.len();
        self.text.push_str(words);
        self.blocks.push(Block { range: start..self.text.len(), kind });
    }

    /// Rows of a table, each as its header and cells; the caption apart.
    fn table(&mut self, table: ElementRef<'_>, setting: Setting) {
        self.end_block();
        let kind = if setting.kind == BlockKind::Navigation { BlockKind::Navigation } else { BlockKind::TableRow };
        let mut header: Vec<String> = Vec::new();
        let mut told = 0;
        for row in rows(table) {
            let cells: Vec<String> = row.iter().map(|cell| words(cell.text())).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if header.is_empty() && cells.len() > 1 {
                header = cells;
                continue;
            }
            told += 1;
            self.push(&table::row_text(&header, &cells), kind);
        }
        if told == 0 && !header.is_empty() {
            self.push(&table::row_text(&[], &header), kind);
        }
        for caption in table.child_elements().filter(|child| child.value().name() == "caption") {
            self.push(&words(caption.text()), BlockKind::Caption);
        }
    }

    /// The title that the page shows: the one `<h1>`, or the one that the head declares, where it is shown.
    fn title(&mut self, declared: Option<&str>) -> Option<String> {
        let titles: Vec<usize> =
            (0..self.blocks.len()).filter(|at| self.blocks[*at].kind == BlockKind::Title).collect();
        let shown = |page: &Self, at: usize| page.text.get(page.blocks[at].range.clone()).map(ToOwned::to_owned);
        let declared = declared.unwrap_or_default();
        let chosen = match titles.as_slice() {
            [only] => Some(*only),
            several => several.iter().copied().find(|at| {
                shown(self, *at).is_some_and(|words| {
                    !declared.is_empty() && (declared.contains(&words) || words.contains(declared))
                })
            }),
        };
        for at in titles.iter().filter(|at| chosen.is_some_and(|chosen| chosen != **at)) {
            self.blocks[*at].kind = BlockKind::Heading;
        }
        if let Some(chosen) = chosen {
            return shown(self, chosen);
        }
        if declared.is_empty() {
            return titles.first().and_then(|at| shown(self, *at));
        }
        let place = self.blocks.iter().position(|block| {
            block.kind != BlockKind::Navigation && self.text.get(block.range.clone()) == Some(declared)
        });
        if let Some(place) = place {
            self.blocks[place].kind = BlockKind::Title;
        }
        Some(declared.to_owned())
    }
}

fn is_inline(name: &str) -> bool {
    const INLINE: [&str; 33] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img", "ins", "kbd", "mark", "q", "ruby", "rt", "s", "samp", "small", "span", "strong", "sub", "sup", "time",
        "tt", "u", "var",
    ];
    INLINE.contains(&name)
}

fn is_inside(element: ElementRef<'_>, name: &str) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|above| above.value().name() == name)
}

/// A table that holds figures and not the page's layout: no table, list or heading in it, and several columns.
fn is_data(table: ElementRef<'_>) -> bool {
    const LAYOUT: [&str; 9] = ["table", "ul", "ol", "h1", "h2", "h3", "nav", "form", "article"];
    let mut within = table.descendants().skip(1).filter_map(ElementRef::wrap);
    if within.any(|element| LAYOUT.contains(&element.value().name())) {
        return false;
    }
    rows(table).iter().any(|row| row.len() > 1)
}

fn rows(table: ElementRef<'_>) -> Vec<Vec<ElementRef<'_>>> {
    let mut rows = Vec::new();
    for row in table.descendants().filter_map(ElementRef::wrap).filter(|element| element.value().name() == "tr") {
        let cells = row.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th"));
        rows.push(cells.collect());
    }
    rows
}

/// Several links with hardly a word beside them.
fn is_link_list(element: ElementRef<'_>) -> bool {
    const LOOKED_AT: usize = 400;
    let mut links = 0;
    let mut linked = 0;
    let mut all = 0;
    for node in element.descendants().take(LOOKED_AT) {
        match node.value() {
            Node::Element(tag) if tag.name() == "a" => links += 1,
            Node::Element(tag) if matches!(tag.name(), "h1" | "article" | "table") => return false,
            Node::Text(words) => {
                let count = words.chars().filter(|character| !character.is_whitespace()).count();
                all += count;
                if node.parent().and_then(ElementRef::wrap).is_some_and(|above| is_inside_link(above)) {
                    linked += count;
                }
            }
            _ => {}
        }
    }
    links >= 3 && linked * 10 >= all * 8
}

fn is_inside_link(element: ElementRef<'_>) -> bool {
    element.value().name() == "a"
        || element.ancestors().take(4).filter_map(ElementRef::wrap).any(|above| above.value().name() == "a")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(html: &str) -> Vec<(BlockKind, String)> {
        let parsed = parse(html.as_bytes(), "a.html");
        let Some(raw) = parsed.texts.first() else { return Vec::new() };
        raw.blocks.iter().map(|block| (block.kind, raw.text[block.range.clone()].to_owned())).collect()
    }

    #[test]
    fn the_text_is_told_from_the_page_around_it() {
        let html = "<html><head><title>新桥通车_青溪网</title><meta name=PubDate content='2030-05-06 09:00'>\
            <meta name=ContentSource content=青溪日报><style>p{}</style></head><body><nav><a>首页</a></nav>\
            <ul><li><a>要闻</a><li><a>政务</a><li><a>公开</a></ul>\
            <h1>新桥通车</h1><p>今日，<b>新桥</b>&nbsp;通车。<br>两岸\n  欢庆。</p><h2>背景</h2>\
            <table><tr><th>指标<th>2029年<tr><td>投资<td>3亿元</table>\
            <figure><img><figcaption>新桥夜景</figcaption></figure><script>var x=1</script><footer>版权</footer>";
        use BlockKind::{Caption, Heading, Navigation, Paragraph, TableRow, Title};
        let expected = [
            (Navigation, "首页"),
            (Navigation, "要闻"),
            (Navigation, "政务"),
            (Navigation, "公开"),
            (Title, "新桥通车"),
            (Paragraph, "今日，新桥\u{a0}通车。\n两岸 欢庆。"),
            (Heading, "背景"),
            (TableRow, "指标：投资；2029年：3亿元"),
            (Caption, "新桥夜景"),
            (Navigation, "版权"),
        ];
        assert_eq!(blocks(html), expected.map(|(kind, words)| (kind, words.to_owned())));
        let metadata = parse(html.as_bytes(), "a.html").texts.remove(0).metadata;
        assert_eq!(metadata.title.unwrap().value, "新桥通车");
        assert_eq!(metadata.date.unwrap().value.to_string(), "2030-05-06");
        assert_eq!(metadata.source.unwrap().value, "青溪日报");
    }

    #[test]
    fn the_declared_encoding_counts_where_the_bytes_allow_it() {
        let html = "<meta charset=gb2312><p>短</p>";
        let bytes = encoding_rs::GB18030.encode(html).0.into_owned();
        assert_eq!(parse(&bytes, "a.html").texts[0].text, "短");
        assert_eq!(parse("<meta charset=gbk><p>其实是另一种</p>".as_bytes(), "a.html").texts[0].text, "其实是另一种");
    }

    #[test]
    fn hostile_pages_end() {
        for tag in
            ["<div>", "<b>", "<table><tr><td>", "<a href=x>", "<ul><li>", "<p>", "<font size=1>", "<svg>", "<select>"]
        {
            let html = format!("{}底", tag.repeat(100_000));
            let found = parse(html.as_bytes(), "a.html").texts;
            assert!(tag == "<svg>" || tag == "<select>" || found.iter().any(|raw| raw.text.contains('底')), "{tag}");
        }
        assert!(parse(b"<", "a.html").texts.len() <= 1);
        assert!(parse(b"", "a.html").texts.is_empty());
    }
}
