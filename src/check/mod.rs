//! Rules that a page must keep beyond what the other stages notice: a file a rule, documents → diagnostics.

mod code_language;
mod heading_order;
mod image_text;
pub mod near_forms;
pub mod pinning;
mod tag_names;
mod term_forms;
pub mod terminology;

use crate::config::Config;
use crate::diag::Diags;
use crate::highlight::Highlighter;
use crate::parse::Document;
use crate::site::Site;
use std::sync::Arc;

/// Runs every rule on one document.
pub fn document(document: &Document, highlighter: &Highlighter) -> Diags {
    let mut diags = Diags::new();
    heading_order::check(document, &mut diags);
    image_text::check(document, &mut diags);
    code_language::check(document, highlighter, &mut diags);
    diags
}

/// Runs every rule that looks at several pages at once.
pub fn site(config: &Config, site: &Site, docs: &[Arc<Document>]) -> Diags {
    let mut diags = Diags::new();
    tag_names::check(config, site, &mut diags);
    term_forms::check(config, site, docs, &mut diags);
    diags
}
