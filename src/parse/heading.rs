//! Heading ids: the braces at a heading's end, and ids made from its text.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// What braces say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Braces<'a> {
    /// `{#id .class}`.
    Attributes { id: Option<&'a str>, classes: Vec<&'a str> },
    /// Something else: they are text.
    Other,
}

/// Reads braces.
pub(super) fn braces(text: &str) -> Braces<'_> {
    let inner = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')).unwrap_or("");
    let mut id = None;
    let mut classes = Vec::new();
    let name = |s: &str| {
        !s.is_empty()
            && s.chars().all(|c| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '-' | '_' | '.' | ':'))
    };
    for word in inner.split_whitespace() {
        match (word.strip_prefix('#'), word.strip_prefix('.')) {
            (Some(value), _) if name(value) && id.is_none() => id = Some(value),
            (_, Some(value)) if name(value) => classes.push(value),
            _ => return Braces::Other,
        }
    }
    if id.is_none() && classes.is_empty() { Braces::Other } else { Braces::Attributes { id, classes } }
}

/// An id made from text, as code hosts make it: letters, marks and digits in lower case, spaces as hyphens, all else
/// left out.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().nfc() {
        if c.is_alphanumeric() || c == '_' || c == '-' || is_combining_mark(c) {
            out.extend(c.to_lowercase());
        } else if c.is_whitespace() {
            out.push('-');
        }
    }
    if out.is_empty() { "section".to_owned() } else { out }
}

/// The ids of a page.
#[derive(Debug, Default)]
pub(super) struct Taken {
    ids: HashSet<String>,
    /// The next number to try after a text.
    next: HashMap<String, usize>,
}

impl Taken {
    /// Takes an id.
    pub(super) fn insert(&mut self, id: &str) {
        self.ids.insert(id.to_owned());
    }

    /// The first of `base`, `base-1`, `base-2`, … that is not taken; it is then.
    pub(super) fn unique(&mut self, base: String) -> String {
        if self.ids.insert(base.clone()) {
            return base;
        }
        let next = self.next.entry(base.clone()).or_insert(1);
        loop {
            let candidate = format!("{base}-{next}");
            *next += 1;
            if self.ids.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}
