//! Links, images, and raw HTML that has such in it.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::super::raw_html::{self, Found};
use super::super::{Excerpt, Hole, Link, LinkKind, Media};
use super::{Writer, escape_text, line_of};
use crate::diag::{Code, Diagnostic};
use crate::fields::Located;

impl Writer<'_> {
    pub(super) fn start_link(&mut self, link_type: LinkType, to: &str, title: &str, span: Range<usize>) {
        if self.image.is_some() {
            return;
        }
        let kind = match link_type {
            LinkType::ReferenceUnknown => LinkKind::Reference,
            LinkType::WikiLink { has_pothole: true } => LinkKind::WikiText,
            LinkType::WikiLink { has_pothole: false } => LinkKind::Wiki,
            LinkType::Autolink | LinkType::Email => LinkKind::Autolink,
            _ => LinkKind::Inline,
        };
        // Within a table the bar of `[[key\|text]]` is escaped.
        let to = if kind == LinkKind::WikiText { to.trim_end_matches('\\') } else { to };
        let to = if link_type == LinkType::Email { format!("mailto:{to}") } else { to.to_owned() };
        let index = self.done.links.len();
        let place = self.destination(&to, &span);
        self.out.hole(Hole::LinkStart(index));
        self.open_links.push((index, self.plain.len()));
        self.done.links.push(Link { kind, to, title: title.to_owned(), place, excerpt: Excerpt::default() });
    }

    pub(super) fn end_link(&mut self) {
        if self.image.is_some() {
            return;
        }
        let Some((index, start)) = self.open_links.pop() else { return };
        if self.done.links[index].kind == LinkKind::Wiki {
            // The text of `[[key]]` is the target's title, which only `resolve` knows: what stands here is the key.
            let shown = self.plain.split_off(start);
            let escaped: String = {
                let mut html = String::new();
                escape_text(&shown, &mut html);
                html
            };
            if self.out.html.ends_with(&escaped) {
                self.out.html.truncate(self.out.html.len() - escaped.len());
            }
            self.plain.push_str(&shown);
            self.plain_titles.push((start..self.plain.len(), index));
        }
        self.plain_links.push((index, start..self.plain.len()));
        self.out.hole(Hole::LinkEnd(index));
    }

    pub(super) fn end_image(&mut self) {
        let Some(open) = &mut self.image else { return };
        if open.depth > 0 {
            open.depth -= 1;
            return;
        }
        let index = open.index;
        self.image = None;
        if let Some((_, start)) = self.open_links.pop() {
            // In a heading the text that stands for an image is part of what the heading says.
            let alt = if self.heading.is_some() { self.plain[start..].to_owned() } else { self.plain.split_off(start) };
            if self.learn.capture.is_some() && self.plain.trim().is_empty() {
                self.learn.alt.clone_from(&alt);
            }
            self.done.media[index].alt = alt;
        }
        self.out.hole(Hole::Image(index));
    }

    /// Where HTML is cleaned, what it began ends with the paragraph, item or emphasis that it stands in.
    pub(super) fn settle_html(&mut self) {
        if let Some(safe) = &mut self.safe {
            self.out.html.push_str(&safe.settle());
        }
    }

    /// Raw HTML goes through as it is, with holes where it names addresses.
    pub(super) fn raw_html(&mut self, html: &str, span: Range<usize>) {
        let mut at = 0;
        let mut from = span.start;
        let clean = self.safe.as_mut().map(|safe| safe.pass(html));
        let html = match &clean {
            None => html,
            Some(clean) => {
                for gone in &clean.gone {
                    let place = self.find(gone, 0..0, html, &span, &mut from);
                    self.diags.push(
                        Diagnostic::new(
                            Code::RemovedHtml,
                            format!("`{gone}` was left out: `raw-html` is `sanitize` in book.toml"),
                            "write it in Markdown; authors who are trusted may have `raw-html = \"keep\"`",
                        )
                        .at(self.file, place),
                    );
                }
                from = span.start;
                clean.html.as_str()
            }
        };
        for found in raw_html::scan(html) {
            match found {
                Found::Stopped(range) => {
                    let what = &html[range.clone()];
                    let place = self.find(what, range, html, &span, &mut from);
                    self.diags.push(
                        Diagnostic::new(
                            Code::StoppedByPolicy,
                            "the policy that `polku csp` prints does not let this work",
                            "put it into the theme's style sheet or script, which may say it for a class",
                        )
                        .at(self.file, place),
                    );
                }
                Found::Id(range) => {
                    let value = &html[range.clone()];
                    let span = self.find(value, range, html, &span, &mut from);
                    self.done.raw_ids.push(Located { value: unescape(value), span });
                }
                Found::Href(range) => {
                    let value = &html[range.clone()];
                    self.out.html.push_str(&html[at..range.start]);
                    self.out.hole(Hole::Href(self.done.links.len()));
                    at = range.end;
                    self.done.links.push(Link {
                        kind: LinkKind::Html,
                        to: unescape(value),
                        title: String::new(),
                        place: self.find(value, range, html, &span, &mut from),
                        excerpt: Excerpt::default(),
                    });
                }
                Found::Src(range, has_alt) => {
                    let value = &html[range.clone()];
                    self.out.html.push_str(&html[at..range.start]);
                    self.out.hole(Hole::Src(self.done.media.len()));
                    at = range.end;
                    let place = self.find(value, range, html, &span, &mut from);
                    self.done.media.push(Media {
                        src: unescape(value),
                        alt: if has_alt { " ".to_owned() } else { String::new() },
                        title: String::new(),
                        span: place.clone(),
                        place,
                        raw: true,
                    });
                }
            }
        }
        self.out.html.push_str(&html[at..]);
    }

    /// Where a link's destination stands: after its text, or its last mention.
    pub(super) fn destination(&self, to: &str, link: &Range<usize>) -> Range<usize> {
        let source = &self.text[link.clone()];
        let after_text = source.rfind("](").and_then(|i| Some(i + source[i..].find(to)?));
        match after_text.or_else(|| source.rfind(to)) {
            Some(i) if !to.is_empty() => link.start + i..link.start + i + to.len(),
            _ => line_of(self.text, link),
        }
    }

    /// Where a piece of a block's HTML stands in the file. If the file writes the block otherwise (in a quotation), at or after `from`; the
    /// next piece is looked for behind it.
    fn find(&self, piece: &str, at: Range<usize>, html: &str, block: &Range<usize>, from: &mut usize) -> Range<usize> {
        if !at.is_empty() && self.text[block.clone()] == *html {
            return block.start + at.start..block.start + at.end;
        }
        match self.text[*from..block.end].find(piece) {
            Some(i) if !piece.is_empty() => {
                let start = *from + i;
                *from = start + piece.len();
                start..*from
            }
            _ => line_of(self.text, block),
        }
    }
}

/// The text of an attribute's value.
fn unescape(value: &str) -> String {
    html_escape::decode_html_entities(value).into_owned()
}
