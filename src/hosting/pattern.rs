//! Texts within regular expressions and settings.

/// A text that a regular expression takes as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if !c.is_alphanumeric() && !matches!(c, '/' | '-' | '_' | ' ') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text in double quotes, as nginx, Apache and Caddy take it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// A text in double quotes if it has more in it than what these servers take as one word.
pub(super) fn quoted_if_needed(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '*' | '~');
    if text.chars().all(plain) { text.to_owned() } else { quoted(text) }
}
