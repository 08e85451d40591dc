//! Style sheets and scripts as their authors write them → the same, without what only authors need.
//!
//! Only what cannot mean anything is taken away: comments, and white space where the grammar ignores it. Names are left as they are. The
//! crates that were tried do more and break things: `minifier` 0.4 makes `clamp(1rem + 4vw, 2rem)` into `clamp(1rem+4vw,2rem)`, which is
//! another, invalid expression; compressed by gzip, what they save besides is 5 %.

/// A style sheet without comments, and with no white space but single spaces between tokens (CSS Syntax 3, 4 and 5).
pub(super) fn css(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut space = false;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
            space = true;
            continue;
        }
        if matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{c}') {
            space = true;
            rest = &rest[1..];
            continue;
        }
        if space && !out.is_empty() && !out.ends_with(['{', '}', ';', ',', ':']) && !matches!(c, '{' | '}' | ';' | ',')
        {
            out.push(' ');
        }
        space = false;
        if c == '}' && out.ends_with(';') {
            out.pop();
        }
        let length = match c {
            '"' | '\'' => string_length(rest, c),
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            _ => c.len_utf8(),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
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

/// A script without lines that are comments, without indentation and empty lines. One with a template literal over several lines, in
/// which white space has a meaning, is left as it is.
pub(super) fn js(text: &str) -> String {
    if text.lines().any(|line| line.matches('`').count() % 2 == 1) || text.contains("\\\n") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut within = false;
    for line in text.lines().map(str::trim) {
        if within || line.starts_with("/*") {
            // Code may follow a comment's end.
            let after = line.find("*/").map(|end| line[end + 2..].trim());
            within = after.is_none();
            if let Some(code) = after.filter(|code| !code.is_empty()) {
                out.push_str(code);
                out.push('\n');
            }
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
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
    fn scripts_lose_comments_and_indentation() {
        let text = "/* What\n it is */ const a = 1;\n\n  // why\n  const url = 'https://example.org'; // kept\n    go(/\\/*x/, `${a}`);\n";
        assert_eq!(js(text), "const a = 1;\nconst url = 'https://example.org'; // kept\ngo(/\\/*x/, `${a}`);\n");
    }

    #[test]
    fn text_over_several_lines_is_left_as_it_is() {
        let text = "  const a = `one\n    // two`;\n";
        assert_eq!(js(text), text);
    }
}
