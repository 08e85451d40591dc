//! `image-without-alt`: every image has a text for those who do not see it (WCAG 2.2, 1.1.1).

use crate::diag::{Code, Diagnostic, Diags};
use crate::parse::Document;

pub(super) fn check(document: &Document, diags: &mut Diags) {
    for media in document.head.media.iter().filter(|m| m.alt.is_empty()) {
        diags.push(
            Diagnostic::new(
                Code::ImageWithoutAlt,
                format!("the image `{}` has no text for those who do not see it", media.src),
                "say what it shows: `![A funnel with four stages](funnel.svg)`; a mere ornament is `<img alt=\"\" …>`",
            )
            .at(&document.file, media.span.clone()),
        );
    }
}
