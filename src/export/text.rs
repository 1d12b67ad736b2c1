//! Text that other programs will read: what must go, what must be escaped, where lines break.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

/// Characters that XML 1.0 has no way to write. They are left out of every format: one of them kills a whole file.
fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// The text without characters that XML forbids.
pub(super) fn legal(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_forbidden) {
        return Cow::Owned(text.chars().filter(|character| !is_forbidden(*character)).collect());
    }
    Cow::Borrowed(text)
}

/// The same on one line: each run of line ends and tabs is one blank.
pub(super) fn one_line(text: &str) -> Cow<'_, str> {
    let is_break = |character: char| matches!(character, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' | '\u{85}');
    let text = legal(text);
    if !text.contains(is_break) {
        return text;
    }
    Cow::Owned(text.split(is_break).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// Escapes for XML content and attributes in double quotes. Line ends are written as references, since a reader
/// turns bare ones in attributes into blanks and `\r` into `\n`.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            other if is_forbidden(other) => {}
            other => out.push(other),
        }
    }
    out
}

/// Controls that turn the direction of writing around for all that follows, in a picture beyond their own name.
pub(super) fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Escapes for a quoted string of DOT. Graphviz reads backslash sequences and HTML entities in labels; both are
/// taken from it. Controls of direction are left out, since this is drawn.
pub(super) fn dot(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, character) in text.char_indices() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            other if turns_direction(other) => {}
            '&' if begins_entity(&text[at..]) => out.push_str("&amp;"),
            other if is_forbidden(other) => {}
            other => out.push(other),
        }
    }
    out
}

fn begins_entity(text: &str) -> bool {
    let rest = &text[1..];
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    length > 0 && rest.as_bytes().get(length) == Some(&b';')
}

/// Percent-encodes a path for a URL; `/` stays.
pub(super) fn url_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// At most `most` characters, then `…`.
pub(super) fn shorten(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Marks that do not begin a line.
const NOT_FIRST: &str = "》」』”’）)、，。；：！？…·%—";
/// Marks that do not end a line.
const NOT_LAST: &str = "《「『“‘（(";

/// Breaks a name into lines of about `columns` (a Han character takes two), as equal as can be. Latin words and
/// numbers stay whole where a line can hold them.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let width = |character: char| character.width().unwrap_or(0);
    let total: usize = characters.iter().map(|character| width(*character)).sum();
    // A little over is better than a line of one character.
    if total <= columns + 2 {
        return vec![text.to_owned()];
    }
    let lines = total.div_ceil(columns);
    let goal = total.div_ceil(lines);
    let mut wrapped = Vec::with_capacity(lines + 1);
    let mut line = String::new();
    let mut filled = 0;
    for (at, character) in characters.iter().enumerate() {
        let may_break = at > 0 && may_break_between(characters[at - 1], *character);
        let too_long = filled >= columns * 2;
        if !line.is_empty() && (filled >= goal && may_break || too_long) {
            wrapped.push(std::mem::take(&mut line).trim().to_owned());
            filled = 0;
        }
        line.push(*character);
        filled += width(*character);
    }
    if !line.trim().is_empty() {
        wrapped.push(line.trim().to_owned());
    }
    wrapped
}

fn may_break_between(before: char, after: char) -> bool {
    let in_word =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '\'' | '–' | '—');
    // A number keeps its unit: 2035年.
    let inside_word = (in_word(before) && in_word(after)) || before.is_ascii_digit();
    !(inside_word || NOT_FIRST.contains(after) || NOT_LAST.contains(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_go() {
        assert_eq!(legal("a\u{b}b\u{c}\0c\u{fffe}\td\n"), "abc\td\n");
        assert_eq!(one_line("一\r\n二\t三"), "一 二 三");
    }

    #[test]
    fn lines_are_even_and_keep_words_and_marks() {
        assert_eq!(wrap("楚雄州元谋县", 18), ["楚雄州元谋县"]);
        assert_eq!(wrap("滇中城市群高质量发展示范区建设办公室", 18), ["滇中城市群高质量发", "展示范区建设办公室"]);
        for line in wrap("《滇中城市群一体化发展规划（2023—2035年）实施方案》", 18) {
            assert!(!NOT_FIRST.contains(line.chars().next().unwrap()), "{line}");
            assert!(!line.ends_with(|last: char| last.is_ascii_digit() || NOT_LAST.contains(last)), "{line}");
            assert!(line.chars().filter_map(|character| character.width()).sum::<usize>() <= 26, "{line}");
        }
        assert!(wrap(&"A".repeat(10_000), 18).iter().all(|line| line.len() <= 36));
    }

    #[test]
    fn escapes() {
        assert_eq!(xml("<a b=\"c\">]]>&\n"), "&lt;a b=&quot;c&quot;&gt;]]&gt;&amp;&#10;");
        assert_eq!(dot("a\"b\\N\nAT&T &lt; &#39;"), "a\\\"b\\\\N\\nAT&T &amp;lt; &amp;#39;");
        assert_eq!(url_path("报/a b#1.txt"), "%E6%8A%A5/a%20b%231.txt");
        assert_eq!(shorten("一二三四", 3), "一二三…");
    }
}
