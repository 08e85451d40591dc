//! Raw HTML: what it names gets holes, and where settings ask for it, it is cleaned.

use std::ops::Range;

use super::super::raw_html::{self, Found};
use super::super::{BlockKind, Excerpt, Hole, Link, LinkKind, Media};
use super::{Writer, line_of};
use crate::diag::{Code, Diagnostic};
use crate::fields::Located;

impl Writer<'_> {
    pub(super) fn end_html_block(&mut self, html: &str, span: Range<usize>) {
        let comment = html.trim();
        let only_comment = comment.starts_with("<!--") && comment.find("-->") == Some(comment.len() - 3);
        if only_comment && (self.own_comment(comment, &span) || !self.begun) {
            return;
        }
        self.begun = true;
        self.out.fresh_line();
        self.raw_html(html, span.clone());
        self.settle_html();
        if !only_comment {
            self.open_block(BlockKind::Html, span.clone(), None);
            self.note_text(comment, &span);
            self.close_block(0);
        }
    }

    /// Where HTML is cleaned, what it began ends with the paragraph, item or heading that it stands in.
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
