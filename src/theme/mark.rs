//! The mark of the page itself among the links to pages, left open where a text is shared by many pages.

use std::fmt::Write as _;

/// Begins a mark in a fragment's text, ends its address, and ends it. Control characters: no template has them, and
/// where a text of the content should, the worst that comes of it is a mark.
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
        let (before, rest) = text.split_once(START)?;
        let (url, rest) = rest.split_once(MIDDLE)?;
        let (within, after) = rest.split_once(END)?;
        Some((before, Self::new(url, within == "1"), after))
    }
}
