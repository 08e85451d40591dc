//! `duplicate-form`: within a language, a form of a word belongs to one term only.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diags};
use crate::parse::{Document, Kind};
use crate::site::Site;

pub(super) fn check(config: &Config, site: &Site, docs: &[Arc<Document>], diags: &mut Diags) {
    let mut owners: HashMap<(usize, String), (&Document, Range<usize>)> = HashMap::new();
    for group in site.groups.iter().filter(|group| group.shared.kind == Kind::Term) {
        for (lang, doc) in &group.members {
            let document = &docs[doc.index()];
            let locale = &config.language(*lang).locale;
            let meta = &document.head.meta;
            for form in meta.term.iter().chain(&meta.forms) {
                let key = (lang.index(), locale.lower(&form.value));
                let Some((first, span)) = owners.get(&key) else {
                    owners.insert(key, (document, form.span.clone()));
                    continue;
                };
                // A form that a term repeats does no harm.
                if !std::ptr::eq(*first, &**document) {
                    diags.push(
                        Diagnostic::new(
                            Code::DuplicateForm,
                            format!("`{}` is a form of another term too", form.value),
                            "leave it to one of the two: a word in the text can lead to one term only",
                        )
                        .at(&document.file, form.span.clone())
                        .label(&first.file, span.clone(), "the other one"),
                    );
                }
            }
        }
    }
}
