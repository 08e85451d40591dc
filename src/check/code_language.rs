//! `unknown-code-language`: a code block names a language that can be highlighted.

use crate::diag::{Code, Diagnostic, Diags};
use crate::highlight::Highlighter;
use crate::parse::Document;

pub(super) fn check(document: &Document, highlighter: &Highlighter, diags: &mut Diags) {
    for code in document.body.code.iter().filter(|c| !c.language.is_empty()) {
        if highlighter.knows(&code.language) {
            continue;
        }
        diags.push(
            Diagnostic::new(
                Code::UnknownCodeLanguage,
                format!("`{}` is no language that can be highlighted", code.language),
                "check the name; `text` says that nothing is to be highlighted",
            )
            .at(&document.file, code.place.clone()),
        );
    }
}
