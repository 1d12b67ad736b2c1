//! A page's source without what makes tree builders slow: marks of emphasis, and elements below a depth.

/// The source with the tags of emphasis left out, and every start tag that would stand deeper than `deepest` left out
/// with its end tag; the words stay. A tree builder looks through its open elements at each tag, so that a hundred
/// thousand open elements cost a hundred thousand squared.
pub(super) fn shallow(source: &str, deepest: usize) -> String {
    let bytes = source.as_bytes();
    let mut out = String::with_capacity(source.len());
    let mut depth = 0_usize;
    let mut at = 0;
    let mut plain = 0;
    while let Some(offset) = bytes[at..].iter().position(|byte| *byte == b'<') {
        let start = at + offset;
        if bytes[start..].starts_with(b"<!--") {
            at = find(source, start + 4, "-->").map_or(bytes.len(), |end| end + 3);
            continue;
        }
        let Some(tag) = tag_at(source, start) else {
            at = start + 1;
            continue;
        };
        at = tag.end;
        if !tag.closing && matches!(tag.name.as_str(), "script" | "style" | "textarea" | "title" | "xmp") {
            // What stands inside is no markup.
            at = end_of_raw(source, at, &tag.name);
            continue;
        }
        let left_out = if EMPHASIS.contains(&tag.name.as_str()) {
            true
        } else if VOID.contains(&tag.name.as_str()) || tag.itself_closed {
            false
        } else if tag.closing {
            let deep = depth > deepest;
            depth = depth.saturating_sub(1);
            deep
        } else {
            // Elements whose end tags are commonly left out do not nest by themselves; they count only at full depth.
            let counts = !OPTIONAL_END.contains(&tag.name.as_str());
            depth += usize::from(counts);
            depth > deepest
        };
        if OPTIONAL_END.contains(&tag.name.as_str()) && tag.closing && !left_out {
            depth += 1;
        }
        if left_out {
            out.push_str(source.get(plain..start).unwrap_or_default());
            plain = tag.end;
        }
    }
    out.push_str(source.get(plain..).unwrap_or_default());
    out
}

const EMPHASIS: &[&str] =
    &["b", "i", "u", "em", "strong", "font", "big", "small", "s", "strike", "tt", "nobr", "code", "center", "mark"];
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
const OPTIONAL_END: &[&str] = &[
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot", "colgroup", "html",
    "head", "body",
];

struct Tag {
    name: String,
    closing: bool,
    itself_closed: bool,
    end: usize,
}

fn tag_at(source: &str, start: usize) -> Option<Tag> {
    let bytes = source.as_bytes();
    let closing = bytes.get(start + 1) == Some(&b'/');
    let from = start + 1 + usize::from(closing);
    if !bytes.get(from)?.is_ascii_alphabetic() {
        return None;
    }
    let length =
        bytes[from..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').take(20).count();
    let name = source.get(from..from + length)?.to_ascii_lowercase();
    let mut quote = None;
    let mut at = from + length;
    while let Some(&byte) = bytes.get(at) {
        match (quote, byte) {
            (None, b'>') => break,
            (None, b'"' | b'\'') if bytes[at - 1] == b'=' || bytes[at - 1] == b' ' => quote = Some(byte),
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
        at += 1;
    }
    // Inside foreign content only, but there it stands for itself.
    let itself_closed =
        at > 0 && bytes.get(at - 1) == Some(&b'/') && matches!(name.as_str(), "path" | "use" | "g" | "svg");
    Some(Tag { name, closing, itself_closed, end: (at + 1).min(bytes.len()) })
}

fn find(source: &str, from: usize, wanted: &str) -> Option<usize> {
    source.get(from..)?.find(wanted).map(|at| from + at)
}

fn end_of_raw(source: &str, from: usize, name: &str) -> usize {
    let bytes = source.as_bytes();
    let mut at = from;
    while let Some(end) = find(source, at, "</") {
        let behind = bytes.get(end + 2..end + 2 + name.len());
        if behind.is_some_and(|behind| behind.eq_ignore_ascii_case(name.as_bytes())) {
            return end;
        }
        at = end + 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_depth_goes() {
        assert_eq!(shallow("<p>甲<b>乙</b><i class='a>b'>丙</i></p>", 9), "<p>甲乙丙</p>");
        assert_eq!(shallow("<div><div><div>甲</div></div>乙</div>", 2), "<div><div>甲</div>乙</div>");
        assert_eq!(shallow("<script>if (a<b) {}</script><b>甲", 9), "<script>if (a<b) {}</script>甲");
        assert_eq!(shallow("<!-- <b> --><b>甲 < 乙", 9), "<!-- <b> -->甲 < 乙");
        assert_eq!(shallow("<b", 9), "");
    }
}
