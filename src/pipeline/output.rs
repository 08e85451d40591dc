//! The last step: what was prepared → the files of the site, all of them or one that is asked for.

use std::collections::BTreeSet;

use super::Prepared;
use super::highlights::highlights;
use crate::cache::Cache;
use crate::diag::Diags;
use crate::emit::Sink;
use crate::fs::Fs;
use crate::ids::LangId;
use crate::render::{
    Bank, BookPage, Card, Highlighted, Made, OutlinePage, RenderError, Renderer, Report, Seen, Trails,
};

impl Prepared {
    /// The names of the Trusted Types policies that the theme's scripts make.
    pub fn trusted_types(&self) -> BTreeSet<String> {
        self.theme.as_ref().map(|theme| theme.trusted_types.clone()).unwrap_or_default()
    }

    /// Makes the files of the site that are not as they would be made. Templates' mistakes come back as diagnostics.
    /// `cache` has what earlier builds found out.
    pub fn render(&self, fs: &dyn Fs, sink: &dyn Sink, cache: Option<&Cache>) -> Result<(Report, Diags), RenderError> {
        let (none, trails) = (Highlighted::new(), Trails::new(&self.site));
        let Some(renderer) = self.renderer(&none, &trails) else { return Ok((Report::default(), Diags::new())) };
        let plan = renderer.plan(sink)?;
        // Pages side by side are made from all texts, whichever of them changed.
        let beside = self.docs.iter().filter(|_| self.config.html.parallel_text).map(|doc| &**doc);
        let shown = plan.pages.iter().filter_map(|(id, _)| Some(&*self.docs[self.site.page(*id).doc?.index()]));
        let shown = shown.chain(beside);
        let highlighted = highlights(shown, &self.docs, &self.highlighter, cache);
        Renderer { highlighted: &highlighted, ..renderer }.all(&plan, fs, sink)
    }

    /// Makes one file of the site; `None` if it has none at this path. Templates' mistakes come back instead.
    pub fn file(&self, fs: &dyn Fs, path: &str) -> Option<Result<Made, Diags>> {
        let (none, trails) = (Highlighted::new(), Trails::new(&self.site));
        let renderer = self.renderer(&none, &trails)?;
        let target = renderer.find(path)?;
        let shown = target.pages().into_iter().flatten().filter_map(|id| self.site.page(id).doc);
        let shown = shown.map(|doc| &*self.docs[doc.index()]);
        let highlighted = highlights(shown, &self.docs, &self.highlighter, None);
        Some(Renderer { highlighted: &highlighted, ..renderer }.one(target, path, fs))
    }

    /// The questions of a language; none without a theme to name things.
    pub fn bank(&self, lang: LangId) -> Vec<Bank> {
        let (none, trails) = (Highlighted::new(), Trails::new(&self.site));
        self.renderer(&none, &trails).map(|renderer| renderer.bank(lang)).unwrap_or_default()
    }

    /// The terms of a language.
    pub fn cards(&self, lang: LangId) -> Vec<Card> {
        let (none, trails) = (Highlighted::new(), Trails::new(&self.site));
        self.renderer(&none, &trails).map(|renderer| renderer.cards(lang)).unwrap_or_default()
    }

    /// The pages of a language's book.
    pub fn book(&self, lang: LangId) -> Vec<BookPage> {
        let (none, trails) = (Highlighted::new(), Trails::new(&self.site));
        self.renderer(&none, &trails).map(|renderer| renderer.book(lang)).unwrap_or_default()
    }

    /// The pages of a language, and what there is to do on each.
    pub fn outline(&self, lang: LangId) -> Vec<OutlinePage> {
        let (none, trails) = (Highlighted::new(), Trails::new(&self.site));
        self.renderer(&none, &trails).map(|renderer| renderer.outline(lang)).unwrap_or_default()
    }

    /// A text of the theme's interface in a language.
    pub fn string(&self, lang: LangId, key: &str) -> String {
        self.theme.as_ref().map(|theme| theme.strings.text(lang, key)).unwrap_or_default()
    }

    /// Whether the site has a file at this path.
    pub fn has_file(&self, path: &str) -> bool {
        let (none, trails) = (Highlighted::new(), Trails::new(&self.site));
        self.renderer(&none, &trails).is_some_and(|renderer| renderer.find(path).is_some())
    }

    /// Renders the pages that are not among those seen, for their templates' mistakes. `None`: it was told to stop.
    pub fn verify(&self, seen: &mut Seen, stop: &dyn Fn() -> bool) -> Option<Diags> {
        let (none, trails) = (Highlighted::new(), Trails::new(&self.site));
        self.renderer(&none, &trails).map_or_else(|| Some(Diags::new()), |renderer| renderer.verify(seen, stop))
    }

    fn renderer<'a>(&'a self, highlighted: &'a Highlighted<'a>, trails: &'a Trails) -> Option<Renderer<'a>> {
        Some(Renderer {
            config: &self.config,
            site: &self.site,
            docs: &self.docs,
            alignments: &self.alignments.values,
            local_images: &self.local_images.values,
            anchors: &self.anchors.values,
            resolved: &self.resolved.values,
            graph: &self.graph,
            course: &self.course,
            glossary: &self.glossary,
            uses: &self.uses,
            theme: self.theme.as_deref()?,
            highlighted,
            sizes: &self.sizes,
            trails,
        })
    }
}
