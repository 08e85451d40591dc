//! Headings: their attributes, texts and ids.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::super::heading::{self, Braces};
use super::super::{BlockKind, Heading, Hole, PlainText};
use super::{OpenHeading, Writer};
use crate::diag::{Code, Diagnostic};

/// How the ids of themes and of footnotes begin.
const RESERVED: [&str; 3] = ["polku-", "fn-", "fnref-"];

impl Writer<'_> {
    pub(super) fn start_heading(&mut self, level: u8, span: Range<usize>) {
        let index = self.done.headings.len();
        let first = level == 1 && !self.begun && self.depth == 1;
        let mut heading = Heading {
            level,
            id: String::new(),
            explicit: false,
            classes: Vec::new(),
            text: PlainText::default(),
            span: span.clone(),
            place: first_line(self.text, &span),
        };
        let text_end = self.attributes(&mut heading, &span);
        self.done.headings.push(heading);
        if first {
            self.drop_announced();
            self.done.body.has_h1 = true;
        } else {
            if self.depth == 1 {
                self.start_section(index);
            }
            if self.learn.question.is_none() {
                self.out.fresh_line();
            }
            let _ = write!(self.out.html, "<h{level}");
            self.out.hole(Hole::HeadingAttributes(index));
            self.out.html.push('>');
        }
        self.open_block(BlockKind::Heading(level), span, (!first).then(|| self.out.html.len() - 1));
        self.block_is_heading(index);
        self.out.hole(Hole::HeadingAliases(index));
        self.heading = Some(OpenHeading { index, text_end, written: String::new() });
    }

    /// Reads the braces at the heading's end into it. Returns where its text ends in the file.
    fn attributes(&mut self, heading: &mut Heading, span: &Range<usize>) -> usize {
        let whole = &self.text[span.clone()];
        let mut line = whole.trim_end();
        if !whole.trim_start().starts_with('#') {
            // A setext heading: its last line is the underline.
            line = line.rsplit_once('\n').map_or(line, |(text, _)| text).trim_end();
        } else if let Some((text, hashes)) = line.rsplit_once([' ', '\t'])
            && hashes.bytes().all(|b| b == b'#')
        {
            line = text.trim_end();
        }
        let Some(open) = line.rfind('{').filter(|_| line.ends_with('}')) else { return span.end };
        let escaped = line[..open].bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1;
        if escaped {
            return span.end;
        }
        match heading::braces(&line[open..]) {
            Braces::Attributes { id, classes } => {
                // Whoever is not trusted has those alone that Polku itself gives a meaning.
                let may = |class: &&str| self.safe.is_none() || matches!(*class, "poor" | "good");
                heading.classes = classes.into_iter().filter(may).map(str::to_owned).collect();
                if let Some(id) = id {
                    heading.id = crate::ids::nfc(id);
                    heading.explicit = true;
                    let at = span.start + open + line[open..].find('#').unwrap_or(0);
                    heading.place = at..at + 1 + id.len();
                }
                span.start + line[..open].trim_end().len()
            }
            Braces::Other => {
                self.diags.push(
                    Diagnostic::new(
                        Code::HeadingAttributes,
                        format!("`{}` is neither an id nor a class, and stays text", &line[open..]),
                        "write `{#id}` or `{.class}`; put a backslash before braces that are meant as text",
                    )
                    .at(self.file, span.start + open..span.start + line.len()),
                );
                span.end
            }
        }
    }

    /// The part of a text in a heading that is not its attributes.
    pub(super) fn heading_text<'t>(&self, text: &'t str, span: &Range<usize>) -> &'t str {
        match &self.heading {
            Some(open) if span.end > open.text_end => {
                let kept = open.text_end.saturating_sub(span.start);
                text.get(..kept).unwrap_or("").trim_end()
            }
            _ => text,
        }
    }

    pub(super) fn end_heading(&mut self, level: u8) {
        let Some(OpenHeading { index, written, .. }) = self.heading.take() else { return };
        let text = self.plain_text();
        let heading = &mut self.done.headings[index];
        heading.text = text;
        if !heading.explicit {
            heading.id = heading::slug(&written);
        }
        self.flush_block();
        if self.done.body.has_h1 && index == 0 {
            self.done.body.lead = self.out.html.len();
            self.done.body.lead_holes = self.out.holes.len();
        } else {
            let _ = writeln!(self.out.html, "</h{level}>");
            self.end_question_heading();
        }
        self.close_block(0);
        self.begun = true;
    }

    /// Gives every heading an id: the explicit ones first, so that no made one takes their place.
    pub(super) fn name_headings(&mut self) {
        let mut taken = heading::Taken::default();
        let mut places: HashMap<String, Range<usize>> = HashMap::new();
        let explicit = self.done.headings.iter().filter(|h| h.explicit).map(|h| (&h.id, &h.place));
        let raw = self.done.raw_ids.iter().map(|r| (&r.value, &r.span));
        for (id, span) in raw.chain(explicit) {
            if let Some(prefix) = RESERVED.iter().find(|prefix| id.starts_with(**prefix)) {
                self.diags.push(
                    Diagnostic::new(
                        Code::DuplicateId,
                        format!("ids that begin with `{prefix}` are the generator's own"),
                        "give it another id",
                    )
                    .at(self.file, span.clone()),
                );
            }
            if let Some(first) = places.insert(id.clone(), span.clone()) {
                self.diags.push(
                    Diagnostic::new(
                        Code::DuplicateId,
                        format!("the id `{id}` stands twice on this page"),
                        "give one of them another id",
                    )
                    .at(self.file, span.clone())
                    .label(self.file, first, "first here"),
                );
            }
            taken.insert(id);
        }
        for heading in self.done.headings.iter_mut().filter(|h| !h.explicit) {
            let mut id = std::mem::take(&mut heading.id);
            if RESERVED.iter().any(|prefix| id.starts_with(prefix)) {
                id.insert_str(0, "section-");
            }
            heading.id = taken.unique(id);
        }
    }
}

/// The first line of a span.
fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let line = text[span.clone()].split('\n').next().unwrap_or("").trim_end();
    span.start..span.start + line.len()
}
