//! `unlisted-form`: a word that looks like a form of a term which its `forms` lack.
//!
//! Told by the stem that the language's stemmer leaves of it. What the term's language has no stemmer for is not looked at.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diags};
use crate::glossary::{Glossary, Plain};
use crate::ids::DocId;
use crate::parse::{Document, Kind};
use crate::site::Site;

/// The words of the site's texts that may be forms of a term.
pub fn check(config: &Config, site: &Site, docs: &[Arc<Document>], glossary: &Glossary) -> Diags {
    // By term and word: the first file that has it.
    let mut found: BTreeMap<(usize, usize, String), DocId> = BTreeMap::new();
    for (i, document) in docs.iter().enumerate() {
        let text = &site.texts[i];
        let kind = site.group(text.group).shared.kind;
        if kind == Kind::Source || document.head.meta.draft {
            continue;
        }
        let locale = &config.language(text.lang).locale;
        let terms = glossary.terms(text.lang);
        for (term, word) in terms.near_misses(Plain::of(&document.body).text(), locale) {
            found.entry((text.lang.index(), term, word)).or_insert(DocId::new(i));
        }
    }
    let mut diags = Diags::new();
    for ((lang, term, word), doc) in found {
        let Some(lang) = config.lang_ids().nth(lang) else { continue };
        let term = &glossary.terms(lang).terms[term];
        let group = site.group_by_key(term.key.as_str()).map(|group| site.group(group));
        let page = group.and_then(|group| group.members.iter().find(|(own, _)| *own == lang));
        let Some(page) = page.map(|(_, doc)| &docs[doc.index()]) else { continue };
        let mut diagnostic = Diagnostic::new(
            Code::UnlistedForm,
            format!("`{word}` in {} looks like a form of `{}` that is not listed", docs[doc.index()].file, term.name),
            format!("add `{word}` to `forms`, so that it is linked; if it is another word, leave it"),
        )
        .in_file(&page.file);
        let meta = &page.head.meta;
        diagnostic.span = meta.term.as_ref().or(meta.title.as_ref()).map(|field| field.span.clone());
        diags.push(diagnostic);
    }
    diags
}
