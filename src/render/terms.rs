//! Links to terms: the first use of a term on a page, and what every link to a term's page says of it.
//!
//! A link is a plain one; what the term means stands in an attribute, for a script to show.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use super::Renderer;
use super::content::{Content, escaped};
use crate::ids::PageId;
use crate::parse::Kind;
use crate::site::{Page, PageKind};

/// What is put into a document's HTML for terms, by place. Where a `mark` stands already, none is put.
pub(super) fn marks(content: &Content<'_>, marks: &[(usize, String)]) -> Vec<(usize, String)> {
    let Some(doc) = content.page.doc else { return Vec::new() };
    let uses = &content.renderer.uses[doc.index()].links;
    let mut made = Vec::new();
    for (used, target) in &content.resolved.terms {
        let html: &Range<usize> = &uses[*used].html;
        if marks.iter().any(|(place, _)| (html.start..=html.end).contains(place)) {
            continue;
        }
        let r = &content.renderer;
        let page = r.site.page(*target);
        let mut start = format!("<a href=\"{}\"", escaped(&r.url(page)));
        if page.content_lang != content.page.lang {
            let _ = write!(start, " hreflang=\"{}\"", r.config.language(page.content_lang).tag);
        }
        attributes(content, *target, &mut start);
        start.push('>');
        made.push((html.start, start));
        made.push((html.end, "</a>".to_owned()));
    }
    made
}

/// What a link to a term says of it.
pub(super) fn attributes(content: &Content<'_>, target: PageId, out: &mut String) {
    let r = &content.renderer;
    let page = r.site.page(target);
    if page.kind != PageKind::Content(Kind::Term) || page.content_lang != content.page.content_lang {
        return;
    }
    if let Some(definition) = r.definition(page) {
        let _ = write!(out, " class=\"term\" data-definition=\"{}\"", escaped(&definition));
    }
}

impl<'a> Renderer<'a> {
    /// What a term means, in a sentence: its description, else its first paragraph.
    pub(super) fn definition(&self, page: &'a Page) -> Option<Cow<'a, str>> {
        let head = &self.docs[page.doc?.index()].head;
        let text = match &head.meta.description {
            Some(description) => Cow::Borrowed(description.value.trim()),
            None => Cow::Owned(head.summary.whole(|link| self.link_title(page, link))),
        };
        (!text.is_empty()).then_some(text)
    }
}
