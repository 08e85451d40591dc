//! Heading ids: the braces at a heading's end, and ids made from its text.

use std::collections::HashSet;

/// What the braces at the end of a heading say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Braces<'a> {
    /// There are none.
    None,
    /// `{#id .class}`: the heading's text before them, the id and the classes.
    Attributes { before: &'a str, id: Option<&'a str>, classes: Vec<&'a str> },
    /// Braces that hold something else: they are text.
    Other(&'a str),
}

/// Reads the braces at the end of a heading's text.
pub(super) fn braces(text: &str) -> Braces<'_> {
    let trimmed = text.trim_end();
    let Some(inner) = trimmed.strip_suffix('}') else { return Braces::None };
    let Some(open) = inner.rfind('{') else { return Braces::None };
    let (before, inner) = (&inner[..open], &inner[open + 1..]);
    let mut id = None;
    let mut classes = Vec::new();
    let name = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    for word in inner.split_whitespace() {
        match (word.strip_prefix('#'), word.strip_prefix('.')) {
            (Some(value), _) if name(value) && id.is_none() => id = Some(value),
            (_, Some(value)) if name(value) => classes.push(value),
            _ => return Braces::Other(&trimmed[open..]),
        }
    }
    if id.is_none() && classes.is_empty() {
        return Braces::Other(&trimmed[open..]);
    }
    Braces::Attributes { before: before.trim_end(), id, classes }
}

/// An id made from text: letters and digits in lower case, spaces as hyphens, all else left out (as code hosts do, so
/// that links work there too).
pub(super) fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c.is_alphanumeric() || c == '_' || c == '-' {
            out.extend(c.to_lowercase());
        } else if c.is_whitespace() {
            out.push('-');
        }
    }
    if out.is_empty() { "section".to_owned() } else { out }
}

/// The first of `base`, `base-1`, `base-2`, … that is not taken.
pub(super) fn unique(base: String, taken: &mut HashSet<String>) -> String {
    if taken.insert(base.clone()) {
        return base;
    }
    let mut n = 1;
    loop {
        let candidate = format!("{base}-{n}");
        if taken.insert(candidate.clone()) {
            return candidate;
        }
        n += 1;
    }
}
