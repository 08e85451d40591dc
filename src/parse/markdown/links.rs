//! Links and images.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::super::{Excerpt, Hole, Link, LinkKind};
use super::{Writer, escape_text, line_of};

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

    /// Where a link's destination stands: after its text, or its last mention.
    pub(super) fn destination(&self, to: &str, link: &Range<usize>) -> Range<usize> {
        let source = &self.text[link.clone()];
        let after_text = source.rfind("](").and_then(|i| Some(i + source[i..].find(to)?));
        match after_text.or_else(|| source.rfind(to)) {
            Some(i) if !to.is_empty() => link.start + i..link.start + i + to.len(),
            _ => line_of(self.text, link),
        }
    }
}
