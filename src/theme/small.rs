//! Style sheets and scripts as their authors write them → the same, without what only authors need.
//!
//! Only what cannot mean anything is taken away: comments, and white space where the grammar ignores it. Names are left as they are. The
//! crates that were tried do more and break things: `minifier` 0.4 makes `clamp(1rem + 4vw, 2rem)` into `clamp(1rem+4vw,2rem)`, which is
//! another, invalid expression; compressed by gzip, what they save besides is 5 %.

/// A style sheet without comments, and with no white space but single spaces between tokens (CSS Syntax 3, 4 and 5). What is escaped, quoted
/// or an address stays as it is.
pub(super) fn css(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut space = false;
    // Whether the last character is what it looks like.
    let mut plain = true;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("/*") {
            rest = rest[2..].find("*/").map_or("", |end| &rest[end + 4..]);
            // Between two words a comment keeps them apart, and yet is no space, which could mean something.
            let apart = !space && !rest.is_empty() && !rest.starts_with(is_space) && plain;
            if apart && out.ends_with(is_word) && rest.starts_with(is_word) {
                out.push_str("/**/");
            }
            continue;
        }
        if is_space(c) {
            space = true;
            rest = &rest[1..];
            continue;
        }
        let after = plain && out.ends_with(['{', '}', ';', ',', ':']);
        if space && !out.is_empty() && !after && !matches!(c, '{' | '}' | ';' | ',') {
            out.push(' ');
        }
        space = false;
        if c == '}' && plain && out.ends_with(';') {
            out.pop();
        }
        let length = match c {
            '"' | '\'' => string_length(rest, c),
            '\\' => escape_length(rest),
            'u' | 'U' => address_length(rest).unwrap_or(1),
            _ => c.len_utf8(),
        };
        plain = c != '\\';
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{c}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '#' | '.' | '%' | '+' | '@' | '\\' | '/' | '*')
}

/// The length of an escape: with up to six digits, and the white space that ends them (CSS Syntax 3, 4.3.7).
fn escape_length(text: &str) -> usize {
    let digits = text[1..].bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
    if digits == 0 {
        return 1 + text[1..].chars().next().map_or(0, char::len_utf8);
    }
    let behind = &text[1 + digits..];
    1 + digits + if behind.starts_with("\r\n") { 2 } else { usize::from(behind.starts_with(is_space)) }
}

/// The length of an address without quotes, if a text begins with one (CSS Syntax 3, 4.3.6).
fn address_length(text: &str) -> Option<usize> {
    let inner = text.get(..4).filter(|start| start.eq_ignore_ascii_case("url(")).map(|_| &text[4..])?;
    if inner.trim_start_matches(is_space).starts_with(['"', '\'']) {
        return None;
    }
    let mut escaped = false;
    for (i, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ')' => return Some(4 + i + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// The length of the string that a text begins with, its quotes included.
fn string_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return i + 1,
            _ => {}
        }
    }
    text.len()
}

/// A script without lines that are comments, without indentation and empty lines. One in which a line may be part of something longer, in
/// which white space has a meaning, is left as it is.
pub(super) fn js(text: &str) -> String {
    if !text.lines().all(|line| stands_alone(line.trim())) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Whether no comment, string or template literal can go on from a line to the next.
fn stands_alone(line: &str) -> bool {
    if line.starts_with("//") {
        return true;
    }
    let mut comments = line;
    while let Some(start) = comments.find("/*") {
        let Some(end) = comments[start + 2..].find("*/") else { return false };
        comments = &comments[start + 2 + end + 2..];
    }
    // Templates: those that are whole on the line, with what is filled in whole within them.
    let parts: Vec<&str> = line.split('`').collect();
    let whole = |part: &str| part.matches("${").count() == part.matches('}').count();
    !line.ends_with('\\')
        && !comments.contains("*/")
        && parts.len() % 2 == 1
        && parts.iter().skip(1).step_by(2).all(|part| whole(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn css_loses_only_what_means_nothing() {
        let text = "/* A */\n:root {\n  --gap: 1rem;\n  --list: a, b;\n}\na :hover,\na:not(.b) > c { width: clamp(1rem + 4vw, 2rem); content: \" /* } \\\" x\"; }\n\
                    @media (min-width: 2em) and (hover) { a { color: red /* why */ blue; } }\n.a\\:b { x: y; }";
        assert_eq!(
            css(text),
            ":root{--gap:1rem;--list:a,b}a :hover,a:not(.b) > c{width:clamp(1rem + 4vw,2rem);content:\" /* } \\\" x\"}\
             @media (min-width:2em) and (hover){a{color:red blue}}.a\\:b{x:y}"
        );
    }

    #[test]
    fn css_that_is_not_what_it_looks_like_keeps_its_meaning() {
        for (text, expected) in [
            (".a/**/.b { }", ".a/**/.b{}"),
            ("a /* x */ b{}", "a b{}"),
            (".\\31  .b{}", ".\\31  .b{}"),
            (".a\\, .b{}", ".a\\, .b{}"),
            (".q{--x:\\;}", ".q{--x:\\;}"),
            ("a{b:url( //e.org/*.png )}c{}", "a{b:url( //e.org/*.png )}c{}"),
            ("/*/ still */a{}", "a{}"),
            ("a{b:url( \"x  y\" )}", "a{b:url( \"x  y\" )}"),
            ("u { x: y }", "u{x:y }".replace(' ', "").as_str()),
        ] {
            assert_eq!(css(text), expected, "{text}");
        }
    }

    #[test]
    fn scripts_lose_comments_and_indentation() {
        let text = "  const a = 1;\n\n  // why\n  const url = 'https://example.org'; // kept\n    go(`${a} ${a}`); /* told */\n";
        assert_eq!(js(text), "const a = 1;\nconst url = 'https://example.org'; // kept\ngo(`${a} ${a}`); /* told */\n");
    }

    #[test]
    fn scripts_whose_lines_do_not_stand_alone_are_left_as_they_are() {
        for text in [
            "  const a = `one\n    // two`;\n",
            "  const a = `<ul>${list.map(i => `\n    <li>\n// keep\n`).join('')}</ul>`;\n",
            "  f(); /* start\n/* more */ g();\n",
            "  /*/\n  a();\n  //*/\n",
            "  const a = 'one\\\r\n    two';\r\n",
        ] {
            assert_eq!(js(text), text);
        }
    }
}
