//! What the pages of a site teach together: pools of questions, objectives and what tests them, role-plays.
//!
//! In: the site, its documents and their ids. Out: [`Course`], and findings that need more than one page or more than
//! what one page's Markdown says.
//!
//! Invariant: a function of its arguments; linear in what the pages teach.

mod objectives;
pub mod play;
mod questions;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diag::Diags;
use crate::ids::{DocId, LangId, PageId};
use crate::parse::learning::Question;
use crate::parse::{Document, Kind};
use crate::site::Site;
use crate::translation::Anchors;
pub use objectives::{Coverage, Goal};
pub use play::Play;

/// What the pages teach together.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// The questions of each pool, by language.
    pools: Vec<BTreeMap<String, Vec<(PageId, usize)>>>,
    /// The objectives and what tests them, in the order of the pages.
    pub coverage: Coverage,
}

/// What a course is made from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The site.
    pub site: &'a Site,
    /// Its documents.
    pub docs: &'a [Arc<Document>],
    /// Their ids.
    pub anchors: &'a [Arc<Anchors>],
}

impl<'a> Context<'a> {
    fn document(self, doc: DocId) -> &'a Document {
        &self.docs[doc.index()]
    }

    /// The id that a question is known by in all languages.
    fn id_of(self, doc: DocId, question: &Question) -> &'a str {
        &self.anchors[doc.index()].headings[question.heading]
    }

    /// The documents that are published and teach something.
    fn teaching(self) -> impl Iterator<Item = (DocId, &'a Document)> {
        let published = self.site.pages.iter().filter(|page| !page.is_fallback());
        published.filter_map(|page| page.doc).map(move |doc| (doc, self.document(doc))).filter(|(_, document)| {
            let head = &document.head;
            let is_play = head.meta.kind.as_ref().is_some_and(|kind| kind.value == Kind::Scenario);
            is_play || !head.learning.is_empty()
        })
    }
}

/// Finds out what the pages teach together.
pub fn build(cx: Context<'_>) -> (Course, Diags) {
    let mut diags = Diags::new();
    let mut pools: Vec<BTreeMap<String, Vec<(PageId, usize)>>> = vec![BTreeMap::new(); cx.config.languages.len()];
    let mut pages: Vec<_> = cx.site.pages.iter().filter(|page| page.doc.is_some()).collect();
    pages.sort_by_key(|page| page.rank);
    for page in pages {
        let Some(doc) = page.doc else { continue };
        for (i, question) in cx.document(doc).head.learning.questions.iter().enumerate() {
            if let Some(pool) = &question.pool {
                pools[page.lang.index()].entry(pool.value.clone()).or_default().push((page.id, i));
            }
        }
    }
    let (coverage, more) = objectives::coverage(cx);
    diags.extend(more);
    let course = Course { pools, coverage };
    questions::check(cx, &course, &mut diags);
    for (doc, document) in cx.teaching() {
        play::check(cx, doc, document, &mut diags);
    }
    (course, diags)
}

impl Course {
    /// The questions of a pool that readers of a language get, by page and by their place on it.
    pub fn pool(&self, lang: LangId, name: &str) -> &[(PageId, usize)] {
        self.pools[lang.index()].get(name).map_or(&[], Vec::as_slice)
    }

    /// What could be better, though nothing is wrong with it.
    pub fn suggestions(&self, cx: Context<'_>) -> Diags {
        objectives::suggestions(cx, &self.coverage)
    }
}
