//! Raw HTML in Markdown: finds the ids, link targets and image sources in it.
//!
//! This is a scanner of start tags (HTML Living Standard, 13.1.2.1), not a parser: what it does not understand is
//! passed through untouched.

use std::ops::Range;

/// Something in a start tag that the build cares for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// An `id`, or the `name` of an `a` element.
    Id(Range<usize>),
    /// The `href` of an `a` or `area` element.
    Href(Range<usize>),
    /// The address of an image, a video, a sound or a poster, and whether a text stands for it where one has to.
    Src(Range<usize>, bool),
}

/// Finds what there is, in order; the ranges are those of the attributes' values.
pub(super) fn scan(html: &str) -> Vec<Found> {
    let bytes = html.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = bytes[at..].iter().position(|b| *b == b'<').map(|i| at + i) {
        if bytes[open..].starts_with(b"<!--") {
            at = html[open..].find("-->").map_or(bytes.len(), |i| open + i + 3);
            continue;
        }
        at = open + 1;
        let name_end = at + bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
        if name_end == at || !bytes[at].is_ascii_alphabetic() {
            continue;
        }
        let name = html[at..name_end].to_ascii_lowercase();
        at = attributes(html, name_end, &name, &mut found);
        // What these elements hold is no HTML (HTML Living Standard, 13.1.2).
        if matches!(name.as_str(), "script" | "style" | "textarea" | "title") {
            let rest = html[at..].to_ascii_lowercase();
            at += rest.find(&format!("</{name}")).unwrap_or(rest.len());
        }
    }
    found
}

fn attributes(html: &str, mut at: usize, element: &str, found: &mut Vec<Found>) -> usize {
    let bytes = html.as_bytes();
    let mut source = None;
    let mut alt = false;
    while at < bytes.len() {
        match bytes[at] {
            b'>' => {
                at += 1;
                break;
            }
            b if b.is_ascii_whitespace() || b == b'/' => at += 1,
            _ => {
                let start = at;
                while at < bytes.len() && !bytes[at].is_ascii_whitespace() && !matches!(bytes[at], b'=' | b'>' | b'/') {
                    at += 1;
                }
                if at == start {
                    // A stray `=`.
                    at += 1;
                    continue;
                }
                let name = html[start..at].to_ascii_lowercase();
                let value = value(bytes, &mut at);
                let Some(value) = value else {
                    alt |= name == "alt";
                    continue;
                };
                match (element, name.as_str()) {
                    (_, "id") | ("a", "name") => found.push(Found::Id(value)),
                    ("a" | "area", "href") => found.push(Found::Href(value)),
                    ("img", "src") => source = Some(value),
                    ("img", "alt") => alt = true,
                    ("video" | "audio" | "source" | "track" | "embed", "src")
                    | ("video", "poster")
                    | ("object", "data") => found.push(Found::Src(value, true)),
                    _ => {}
                }
            }
        }
    }
    if let Some(value) = source {
        found.push(Found::Src(value, alt));
    }
    at
}

/// The range of an attribute's value, if one follows.
fn value(bytes: &[u8], at: &mut usize) -> Option<Range<usize>> {
    let mut i = *at;
    while i < bytes.len() && bytes[i].is_ascii_whitespace() {
        i += 1;
    }
    if bytes.get(i) != Some(&b'=') {
        return None;
    }
    i += 1;
    while i < bytes.len() && bytes[i].is_ascii_whitespace() {
        i += 1;
    }
    let (start, end, next) = match bytes.get(i) {
        Some(quote @ (b'"' | b'\'')) => {
            let start = i + 1;
            let end = bytes[start..].iter().position(|b| b == quote).map_or(bytes.len(), |n| start + n);
            (start, end, (end + 1).min(bytes.len()))
        }
        _ => {
            let len = bytes[i..].iter().take_while(|b| !b.is_ascii_whitespace() && **b != b'>').count();
            (i, i + len, i + len)
        }
    };
    *at = next;
    Some(start..end)
}

/// How long the tag is that a text begins with: a `>` in quotes does not end it.
pub(crate) fn tag_length(html: &str) -> usize {
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    html.len()
}
