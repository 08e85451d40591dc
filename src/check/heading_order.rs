//! `heading-skip`: levels of headings go down one at a time (WCAG 2.2, technique G141).

use crate::diag::{Code, Diagnostic, Diags};
use crate::parse::Document;

pub(super) fn check(document: &Document, diags: &mut Diags) {
    // The page's title is the heading of level 1, written out or not.
    let mut above = 1;
    for heading in &document.head.headings {
        if heading.level > above + 1 {
            diags.push(
                Diagnostic::new(
                    Code::HeadingSkip,
                    format!("a heading of level {} follows one of level {above}", heading.level),
                    format!("make it level {}: screen readers show headings as an outline", above + 1),
                )
                .at(&document.file, heading.span.start..heading.span.start + usize::from(heading.level)),
            );
        }
        above = heading.level;
    }
}
