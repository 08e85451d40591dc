//! Footnotes: cited in the text, gathered at its end.

use std::fmt::Write as _;

use super::super::{Hole, Ui};
use super::{Footnote, Writer};
use crate::diag::{Code, Diagnostic};

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let note = self.footnotes.entry(label.to_owned()).or_default();
        if note.number == 0 {
            self.cited += 1;
            note.number = self.cited;
        }
        note.references += 1;
        let (n, id) = (note.number, reference_id(note.number, note.references));
        self.boundary("1");
        let _ = write!(self.out.html, "<sup class=\"footnote-ref\"><a id=\"{id}\" href=\"#fn-{n}\">{n}</a></sup>");
    }

    pub(super) fn write_footnotes(&mut self) {
        let mut notes: Vec<(String, Footnote)> = self.footnotes.drain().collect();
        // A definition that nothing cites goes last, so that no text is lost.
        notes.sort_by_key(|(_, note)| {
            let place = note.definition.as_ref().map_or(0, |(_, span)| span.start);
            if note.number == 0 { (usize::MAX, place) } else { (note.number, place) }
        });
        if notes.iter().all(|(_, note)| note.definition.is_none()) {
            return;
        }
        self.out.fresh_line();
        self.out.html.push_str("<section class=\"footnotes\" aria-label=\"");
        self.out.hole(Hole::Ui(Ui::Footnotes));
        self.out.html.push_str("\">\n<ol>\n");
        for (label, note) in notes {
            let Some((definition, span)) = note.definition else { continue };
            let n = if note.number == 0 {
                self.cited += 1;
                self.diags.push(
                    Diagnostic::new(
                        Code::UnusedFootnote,
                        format!("nothing cites the footnote `{label}`"),
                        format!("cite it with `[^{label}]`, or take it out"),
                    )
                    .at(self.file, span.start..(span.start + label.len() + 3).min(span.end)),
                );
                self.cited
            } else {
                note.number
            };
            let _ = write!(self.out.html, "<li id=\"fn-{n}\">");
            self.out.append(definition);
            let within = self.out.html.ends_with("</p>\n");
            if within {
                self.out.html.truncate(self.out.html.len() - "</p>\n".len());
            }
            for reference in 1..=note.references {
                let id = reference_id(n, reference);
                let _ = write!(self.out.html, " <a class=\"footnote-back\" href=\"#{id}\" aria-label=\"");
                self.out.hole(Hole::Ui(Ui::FootnoteBack(n)));
                self.out.html.push_str("\">↩</a>");
            }
            self.out.html.push_str(if within { "</p>\n</li>\n" } else { "</li>\n" });
        }
        self.out.html.push_str("</ol>\n</section>\n");
    }
}

fn reference_id(note: usize, reference: usize) -> String {
    if reference == 1 { format!("fnref-{note}") } else { format!("fnref-{note}-{reference}") }
}
