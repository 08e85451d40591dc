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
    /// A script or style within the page, or an attribute that is one: nothing that runs where only files of the site may.
    Stopped(Range<usize>),
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
        let tag = &html[open..open + tag_length(&html[open..])];
        found_in(tag, open, &name, &mut found);
        at = open + tag.len();
        at += raw_text_length(tag, &html[at..]);
    }
    found
}

/// What there is in a start tag, which begins at `open`.
fn found_in(tag: &str, open: usize, element: &str, found: &mut Vec<Found>) {
    let mut source = None;
    let mut alt = false;
    let mut has_source = false;
    for attribute in attributes(tag) {
        let name = attribute.name.to_ascii_lowercase();
        has_source |= name == "src";
        if name == "style" || name.starts_with("on") {
            found.push(Found::Stopped(open + attribute.span.start..open + attribute.span.end));
        }
        alt |= element == "img" && name == "alt";
        let Some(value) = attribute.value else { continue };
        let value = open + value.start..open + value.end;
        match (element, name.as_str()) {
            (_, "id") | ("a", "name") => found.push(Found::Id(value)),
            ("a" | "area", "href") => found.push(Found::Href(value)),
            ("img", "src") => source = Some(value),
            ("video" | "audio" | "source" | "track" | "embed", "src") | ("video", "poster") | ("object", "data") => {
                found.push(Found::Src(value, true));
            }
            _ => {}
        }
    }
    if element == "style" || (element == "script" && !has_source) {
        found.push(Found::Stopped(open..open + tag.len()));
    }
    if let Some(value) = source {
        found.push(Found::Src(value, alt));
    }
}

/// How long the tag or comment is that a text begins with: a `>` in a value's quotes does not end it. What only looks like one is `<`
/// alone (HTML, 13.2.5.6).
pub(crate) fn tag_length(html: &str) -> usize {
    if let Some(comment) = html.strip_prefix("<!--") {
        return comment.find("-->").map_or(html.len(), |end| end + "<!---->".len());
    }
    if !html[1.min(html.len())..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return 1.min(html.len());
    }
    let mut quote = None;
    let mut is_value = false;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            // Quotes elsewhere belong to names and to values without any.
            (None, '"' | '\'') if is_value => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        is_value = c == '=' || (is_value && c.is_ascii_whitespace());
    }
    html.len()
}

/// How much of what stands behind a tag is no HTML: what a script or a style holds (HTML, 13.1.2).
pub(crate) fn raw_text_length(tag: &str, behind: &str) -> usize {
    let name = tag[1.min(tag.len())..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let name = name.to_ascii_lowercase();
    if !matches!(name.as_str(), "script" | "style" | "textarea" | "title") {
        return 0;
    }
    let end = format!("</{name}");
    let at =
        |(at, _): &(usize, char)| behind.get(*at..at + end.len()).is_some_and(|text| text.eq_ignore_ascii_case(&end));
    behind.char_indices().find(at).map_or(behind.len(), |(at, _)| at)
}

/// An attribute of a tag.
pub(crate) struct Attribute<'a> {
    /// Its name, as it is written.
    pub(crate) name: &'a str,
    /// Its value's bytes in the tag, without quotes, if it has one.
    pub(crate) value: Option<Range<usize>>,
    /// Its own.
    pub(crate) span: Range<usize>,
}

/// The attributes of a tag (HTML, 13.1.2.3).
pub(crate) fn attributes(tag: &str) -> Vec<Attribute<'_>> {
    let mut found = Vec::new();
    let is_space = |c: char| c.is_ascii_whitespace();
    let mut at = tag.find(|c: char| is_space(c) || c == '>').unwrap_or(tag.len());
    loop {
        // A stray `=` is none.
        at += tag[at..].len() - tag[at..].trim_start_matches(|c: char| is_space(c) || matches!(c, '/' | '=')).len();
        let rest = &tag[at..];
        let name = &rest[..rest.find(|c: char| is_space(c) || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len())];
        if name.is_empty() {
            return found;
        }
        let end = at + name.len();
        let Some(behind) = rest[name.len()..].trim_start_matches(is_space).strip_prefix('=') else {
            found.push(Attribute { name, value: None, span: at..end });
            at = end;
            continue;
        };
        let text = behind.trim_start_matches(is_space);
        let start = tag.len() - text.len();
        let (value, end) = match text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            Some(quote) => {
                let length = text[1..].find(quote).unwrap_or(text.len() - 1);
                (start + 1..start + 1 + length, (start + length + 2).min(tag.len()))
            }
            None => {
                let length = text.find(|c: char| is_space(c) || c == '>').unwrap_or(text.len());
                (start..start + length, start + length)
            }
        };
        found.push(Attribute { name, value: Some(value), span: at..end });
        at = end;
    }
}
