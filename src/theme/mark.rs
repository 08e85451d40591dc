//! The mark of the page itself among the links to pages, left open where a text is shared by many pages.

use std::fmt::Write as _;

/// Begins a mark in a fragment's text, ends its address, and ends it: control characters, which no template has. Texts of
/// the content may.
const START: char = '\u{1}';
const MIDDLE: char = '\u{2}';
const END: char = '\u{3}';

/// What the link to the page itself carries.
const PAGE: &str = " aria-current=\"page\"";
/// What the link to a list that the page is in carries.
const WITHIN: &str = " aria-current=\"true\"";

/// A place that depends on which page it is on.
pub(crate) struct Mark {
    /// The address of the page that the link leads to.
    url: String,
    /// Whether the page lies below the one that the link leads to.
    within: bool,
}

impl Mark {
    pub(crate) fn new(url: &str, within: bool) -> Self {
        Self { url: url.to_owned(), within }
    }

    /// What stands here on the page at `url`.
    pub(crate) fn at(&self, url: &str) -> &'static str {
        match (self.url == url, self.within) {
            (true, _) => PAGE,
            (false, true) => WITHIN,
            (false, false) => "",
        }
    }

    /// As it stands in a text that is for many pages.
    pub(crate) fn open(&self) -> String {
        let mut out = String::with_capacity(self.url.len() + 4);
        // Writing into memory does not fail.
        let _ = write!(out, "{START}{}{MIDDLE}{}{END}", self.url, u8::from(self.within));
        out
    }

    /// The first open mark, with the text before and after it.
    pub(crate) fn find(text: &str) -> Option<(&str, Self, &str)> {
        text.match_indices(START).find_map(|(at, _)| {
            let (url, rest) = text[at + START.len_utf8()..].split_once(MIDDLE)?;
            // A character of the content that looks like the beginning of a mark is none.
            if url.contains([START, '<', '>', '"']) {
                return None;
            }
            let (within, after) = rest.split_at_checked(1)?;
            let within = matches!(within, "0" | "1").then_some(within == "1")?;
            Some((&text[..at], Self::new(url, within), after.strip_prefix(END)?))
        })
    }
}

#[cfg(test)]
mod tests;
