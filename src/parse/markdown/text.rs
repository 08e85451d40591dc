//! Text between markup, written as it is, or with the quotes and dashes of its language; task markers.

use std::ops::Range;

use super::super::{Hole, LinkKind, Ui};
use super::{Writer, escape_text};

impl Writer<'_> {
    /// Text of the block at hand, unless it is a code block's, or the title of another page.
    pub(super) fn note(&mut self, text: &str, span: &Range<usize>) {
        let wiki = |i: usize| self.done.links.get(i).is_some_and(|link| link.kind == LinkKind::Wiki);
        let title = self.open_links.last().is_some_and(|(i, _)| wiki(*i));
        if self.code.is_none() && self.html_block.is_none() && !title {
            self.note_text(text, span);
        }
    }

    pub(super) fn boundary(&mut self, text: &str) {
        if let (Some(smart), Some(c)) = (&mut self.smart, text.chars().last()) {
            smart.note_boundary(c);
        }
    }

    pub(super) fn line_break(&mut self, html: &str) {
        self.plain.push(' ');
        self.boundary(" ");
        if self.image.is_none() {
            self.out.html.push_str(html);
        }
    }

    /// Text that no quote or dash is changed in.
    pub(super) fn verbatim(&mut self, text: &str) {
        let smart = self.smart.take();
        self.text_event(text);
        self.smart = smart;
        self.boundary(text);
    }

    pub(super) fn text_event(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
            return;
        }
        if let Some((block, _)) = &mut self.html_block {
            block.push_str(text);
            return;
        }
        self.begun = true;
        if let Some(heading) = &mut self.heading {
            heading.written.push_str(text);
        }
        let smartened;
        let mut shown = text;
        let address = matches!(self.open_links.last(), Some((i, _)) if self.done.links.get(*i).is_some_and(|l| l.kind == LinkKind::Autolink));
        if let Some(smart) = self.smart.as_mut().filter(|_| !address) {
            let mut out = String::with_capacity(text.len());
            smart.push(text, &mut out);
            smartened = out;
            shown = &smartened;
        }
        self.plain.push_str(shown);
        if self.image.is_none() {
            escape_text(shown, &mut self.out.html);
        }
    }

    pub(super) fn task(&mut self, done: bool) {
        // The marker is the first thing in its item; only the item's (and its paragraph's) start tag is before it.
        if let Some(at) = self.out.html.rfind("<li>") {
            let class = " class=\"task\"";
            self.out.html.insert_str(at + "<li".len(), class);
            self.shift_block(at + "<li".len(), class.len());
        }
        self.out.html.push_str("<span class=\"box\" role=\"img\" aria-label=\"");
        self.out.hole(Hole::Ui(if done { Ui::TaskDone } else { Ui::TaskOpen }));
        self.out.html.push_str(if done { "\">☑</span> " } else { "\">☐</span> " });
    }
}

/// Whether the lines that a soft break stands between go on without a space (CSS Text 3, 4.1.3).
pub(super) fn joins_lines(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].trim_end().chars().next_back();
    let is_gap = |c: char| c.is_whitespace() || c == '>';
    let after = text[span.end..].trim_start_matches(is_gap).chars().next();
    before
        .zip(after)
        .is_some_and(|(before, after)| crate::locale::is_unspaced(before) && crate::locale::is_unspaced(after))
}
