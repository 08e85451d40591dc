//! The index of each language's search: the pages that its readers can find → its files, beside the page that searches.

use super::{RenderError, Renderer, out_path};
use crate::digest::Digester;
use crate::emit::Sink;
use crate::ids::LangId;
use crate::parse::{Document, Kind};
use crate::render::own::Own;
use crate::search::{self, Section};
use crate::site::{Page, PageKind};

/// How those files of an index are called that are numbered.
const NUMBERED: [&str; 2] = ["words", "pages"];
/// The others.
const SINGLE: [&str; 2] = ["index.js", "filter.js"];

/// The names of the files of a kind.
fn numbered(kind: &str, count: usize) -> impl Iterator<Item = String> {
    (0..count).map(move |number| format!("{kind}-{number}.js"))
}

impl<'a> Renderer<'a> {
    /// Writes the indexes that are not as they would be written.
    pub(super) fn indexes(&self, sink: &dyn Sink) -> Result<(), RenderError> {
        self.config.lang_ids().try_for_each(|lang| self.index(lang, sink))
    }

    fn index(&self, lang: LangId, sink: &dyn Sink) -> Result<(), RenderError> {
        let Some(folder) = self.search_folder(lang) else { return Ok(()) };
        let failed = |path: String| |source| RenderError::Write { path, source };
        let found = self.found(lang);
        let key = self.index_key(lang, &found);
        let path = |name: &str| format!("{folder}{name}");
        // With the same key all of it is the same, if all of it is there: the key says how many files there are.
        if let Some(known) = sink.earlier(&out_path(&path(SINGLE[0]))?).filter(|known| known.starts_with(&key)) {
            let counts: Vec<usize> =
                known[key.len()..].split('-').skip(1).filter_map(|count| count.parse().ok()).collect();
            let numbered = NUMBERED.iter().zip(counts).flat_map(|(kind, count)| numbered(kind, count));
            let names: Vec<String> = SINGLE.map(str::to_owned).into_iter().chain(numbered).collect();
            let mut outputs = Vec::with_capacity(names.len());
            for name in &names {
                outputs.push(out_path(&path(name))?);
            }
            if outputs.iter().all(|output| sink.earlier(output) == Some(known)) {
                return outputs
                    .iter()
                    .try_for_each(|output| sink.keep(output).map_err(failed(output.as_str().to_owned())));
            }
        }
        let files = search::index(&self.search_pages(lang, &found));
        let count = |kind: &str| files.iter().filter(|(name, _)| name.starts_with(kind)).count();
        let key = NUMBERED.iter().fold(key, |key, kind| format!("{key}-{}", count(kind)));
        for (name, text) in files {
            let path = path(&name);
            sink.write(&out_path(&path)?, Some(&key), text.as_bytes()).map_err(failed(path))?;
        }
        Ok(())
    }

    /// A file of an index, by its path.
    pub(super) fn index_file(&self, path: &str) -> Option<String> {
        let folder = |lang: &LangId| self.search_folder(*lang).is_some_and(|folder| path.starts_with(&folder));
        let lang = self.config.lang_ids().find(folder)?;
        let name = path.rsplit_once('/')?.1;
        let files = search::index(&self.search_pages(lang, &self.found(lang)));
        files.into_iter().find(|(own, _)| own == name).map(|(_, text)| text)
    }

    /// The folder of a language's index, with a slash at its end.
    pub(super) fn search_folder(&self, lang: LangId) -> Option<String> {
        self.own(lang, Own::Search).map(|path| path.trim_end_matches("index.html").to_owned())
    }

    /// The pages that readers of a language can find: their own, and of what they lack the original.
    fn found(&self, lang: LangId) -> Vec<&'a Page> {
        let is_text = |page: &&Page| {
            page.doc.is_some() && matches!(page.kind, PageKind::Home | PageKind::Section | PageKind::Content(_))
        };
        let own = self.site.pages.iter().filter(|page| page.lang == lang);
        let lacking = self.site.groups.iter().filter(|group| group.pages[lang.index()].is_none());
        let others = lacking.filter_map(|group| group.pages[group.origin.index()]).map(|id| self.site.page(id));
        let mut found: Vec<&Page> = own.chain(others).filter(is_text).collect();
        found.sort_by_key(|page| (page.lang != lang, page.rank, page.id));
        found
    }

    /// What an index is made from.
    fn index_key(&self, lang: LangId, found: &[&Page]) -> String {
        let mut digest = Digester::new();
        digest.update(crate::BUILD.as_bytes());
        digest.update(self.config.language(lang).tag.as_bytes());
        for page in found {
            let Some(doc) = page.doc else { continue };
            let document = &self.docs[doc.index()];
            // Not the file's: what is the same to readers is the same here.
            digest.update(document.body.html.as_bytes());
            digest.update(self.config.language(page.content_lang).tag.as_bytes());
            let description = self.described(page, document);
            digest.update(description.as_bytes());
            let forms = &document.head.meta.forms;
            for text in document.head.meta.term.iter().chain(forms) {
                digest.update(text.value.as_bytes());
                digest.update(&[0]);
            }
            for heading in &document.head.headings {
                digest.update(heading.text.written.as_bytes());
                digest.update(&[0]);
            }
            let (section, stage) = self.place(page);
            for text in [&*page.href, &*page.title, section.unwrap_or(""), stage.unwrap_or("")] {
                digest.update(text.as_bytes());
                digest.update(&[0]);
            }
            for id in &self.anchors[doc.index()].headings {
                digest.update(id.as_bytes());
                digest.update(&[0]);
            }
        }
        digest.finish().to_string()
    }

    /// What a page is about, in a few words.
    fn described(&self, page: &Page, document: &Document) -> String {
        match &document.head.meta.description {
            Some(description) => description.value.clone(),
            None => document.head.summary.whole(|link| self.link_title(page, link)),
        }
    }

    /// The titles of the section and of the stage that a page belongs to.
    fn place(&self, page: &Page) -> (Option<&'a str>, Option<&'a str>) {
        let section = page.parent.map(|id| self.site.page(id)).filter(|parent| parent.kind == PageKind::Section);
        let stage = self.site.stage_of(page).and_then(|group| self.site.best_page(group, page.lang));
        (section.map(|section| section.title.as_str()), stage.map(|id| self.site.page(id).title.as_str()))
    }

    fn search_pages(&self, lang: LangId, found: &[&'a Page]) -> Vec<search::Page<'a>> {
        use rayon::prelude::*;
        let page = |page: &&'a Page| {
            let doc = page.doc?;
            let (document, language) = (&self.docs[doc.index()], self.config.language(page.content_lang));
            let meta = &document.head.meta;
            let (section, stage) = self.place(page);
            let description = self.described(page, document);
            let mut terms = Vec::new();
            if page.kind == PageKind::Content(Kind::Term) {
                terms.push(meta.term.as_ref().map_or_else(|| page.title.clone(), |term| term.value.clone()));
                terms.extend(meta.forms.iter().map(|form| form.value.clone()));
            }
            Some(search::Page {
                title: &page.title,
                href: &page.href,
                foreign: (page.content_lang != lang).then_some(language.tag.as_str()),
                locale: &language.locale,
                section,
                stage,
                description,
                sections: Section::all(document, &self.anchors[doc.index()]),
                terms,
            })
        };
        found.par_iter().filter_map(page).collect()
    }
}
