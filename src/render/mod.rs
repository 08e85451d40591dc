//! Everything the pipeline found out → the files of the site.
//!
//! In: the site, its documents and graph, the theme. Out: each output file's path and content, handed to a sink as
//! soon as it is made.
//!
//! Invariants: pages are independent of one another and rendered in parallel; what they share is built once; no page
//! holds a list of all pages.

mod content;
mod feed;
mod sitemap;
mod view;

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;
use tera::{Context, Value};

use crate::config::Config;
use crate::diag::Diags;
use crate::emit::{OutPath, Sink};
use crate::fs::Fs;
use crate::graph::Graph;
use crate::ids::{LangId, PageId, encode_path};
use crate::media::Sizes;
use crate::parse::Document;
use crate::resolve::{Resolved, Target};
use crate::site::{Page, PageKind, Site, tag_id};
use crate::theme::Theme;
use crate::translation::Anchors;

/// Highlighted code blocks, by language and text.
pub type Highlighted<'a> = HashMap<(&'a str, &'a str), String>;

/// What rendering is made from.
pub struct Renderer<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The site.
    pub site: &'a Site,
    /// Its documents.
    pub docs: &'a [Document],
    /// Their ids.
    pub anchors: &'a [Anchors],
    /// What each page's links lead to.
    pub resolved: &'a [Resolved],
    /// What links to each page.
    pub graph: &'a Graph,
    /// The theme.
    pub theme: &'a Theme,
    /// The highlighted code.
    pub highlighted: &'a Highlighted<'a>,
    /// The images' sizes.
    pub sizes: &'a Sizes,
}

/// How many files of which kind were made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// Pages, stand-ins and lists of tags included.
    pub pages: usize,
    /// Assets of the content.
    pub assets: usize,
}

/// A render's failure that no page is to blame for.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A file could not be written, or an asset not be read.
    #[error("`{path}` cannot be written: {source}")]
    Write {
        /// The output's path.
        path: String,
        /// Why.
        source: io::Error,
    },
}

impl Renderer<'_> {
    /// The path that every address of the site begins with.
    pub(crate) fn base(&self) -> &str {
        &self.config.html.site_url.base
    }

    /// A page's address as links have it.
    pub(crate) fn url(&self, page: &Page) -> String {
        format!("{}{}", self.base(), encode_path(&page.url))
    }

    /// The title of the page that a link of a page leads to.
    fn link_title(&self, page: &Page, link: usize) -> Option<String> {
        match self.resolved[page.id.index()].links.get(link)? {
            Target::Page(target, _) => Some(self.site.page(*target).title.clone()),
            _ => None,
        }
    }

    /// A page's absolute address, if the site's is known.
    pub(crate) fn absolute(&self, page: &Page) -> Option<String> {
        let site = self.config.html.site_url.absolute()?;
        Some(format!("{site}{}", encode_path(&page.url)))
    }

    /// Makes every file of the site. What is wrong with templates comes back as diagnostics.
    pub fn all(&self, fs: &dyn Fs, sink: &dyn Sink) -> Result<(Count, Diags), RenderError> {
        let shared: Vec<view::Shared> = self.config.lang_ids().map(|lang| view::shared(self, lang)).collect();
        let menus = view::section_menus(self);
        let results: Vec<Result<Diags, RenderError>> = self
            .site
            .pages
            .par_iter()
            .map(|page| {
                let view = view::page(self, page, &shared[page.lang.index()], &menus);
                self.template(sink, page.lang, template(page), &view, &page.output)
            })
            .collect();
        let mut diags = Diags::new();
        for result in results {
            diags.extend(result?);
        }
        diags.extend(self.redirects(sink, &shared)?);
        diags.extend(self.special(sink, &shared)?);
        self.assets(fs, sink)?;
        for (path, text) in self.machine_files() {
            write(sink, &path, text.as_bytes())?;
        }
        let count = Count { pages: self.site.pages.len(), assets: self.site.assets.len() };
        Ok((count, diags))
    }

    fn template(
        &self,
        sink: &dyn Sink,
        lang: LangId,
        template: &str,
        view: &Context,
        output: &str,
    ) -> Result<Diags, RenderError> {
        let mut view = view.clone();
        view.insert_value(crate::theme::LANG_INDEX, Value::from(lang.index() as u64));
        match self.theme.tera.render(template, &view) {
            Ok(html) => {
                write(sink, output, html.as_bytes())?;
                Ok(Diags::new())
            }
            Err(error) => Ok([self.theme.diagnostic(&error)].into_iter().collect()),
        }
    }

    fn redirects(&self, sink: &dyn Sink, shared: &[view::Shared]) -> Result<Diags, RenderError> {
        let results: Vec<Result<Diags, RenderError>> = self
            .site
            .redirects
            .par_iter()
            .map(|redirect| {
                let page = self.site.page(redirect.target);
                let view = view::redirect(self, page, &shared[page.lang.index()]);
                self.template(sink, page.lang, "redirect.html", &view, &redirect.output)
            })
            .collect();
        let mut diags = Diags::new();
        for result in results {
            diags.extend(result?);
        }
        Ok(diags)
    }

    /// The page at `/`, and the pages for addresses that do not exist.
    fn special(&self, sink: &dyn Sink, shared: &[view::Shared]) -> Result<Diags, RenderError> {
        let mut diags = Diags::new();
        let main = self.config.main;
        let root = view::root(self, &shared[main.index()]);
        diags.extend(self.template(sink, main, "root.html", &root, "index.html")?);
        for lang in self.config.lang_ids() {
            if self.site.languages[lang.index()].home.is_none() {
                continue;
            }
            let view = view::not_found(self, lang, &shared[lang.index()]);
            let output = format!("{}/404.html", self.config.language(lang).tag);
            diags.extend(self.template(sink, lang, "404.html", &view, &output)?);
            // Hosts look for this one; it is in the site's own language.
            if lang == main {
                diags.extend(self.template(sink, lang, "404.html", &view, "404.html")?);
            }
        }
        Ok(diags)
    }

    fn assets(&self, fs: &dyn Fs, sink: &dyn Sink) -> Result<(), RenderError> {
        for asset in &self.theme.assets {
            write(sink, &asset.output, &asset.bytes)?;
        }
        self.site.assets.par_iter().try_for_each(|asset| {
            let failed = |source| RenderError::Write { path: asset.url.clone(), source };
            let output = out_path(&asset.url)?;
            match fs.on_disk(asset.file.as_str()) {
                Some(from) => sink.copy(&output, &from).map_err(failed),
                None => {
                    let bytes = fs.read(asset.file.as_str()).map_err(failed)?;
                    sink.write(&output, &bytes).map_err(failed)
                }
            }
        })
    }

    /// The files that programs read.
    fn machine_files(&self) -> Vec<(String, String)> {
        let mut files = vec![(".nojekyll".to_owned(), String::new())];
        let mut robots = "User-agent: *\nAllow: /\n".to_owned();
        if let Some(site) = self.config.html.site_url.absolute() {
            files.extend(sitemap::files(self, &site));
            for lang in self.config.lang_ids() {
                files.extend(feed::file(self, lang, &site));
            }
            robots.push_str(&format!("\nSitemap: {site}sitemap.xml\n"));
        }
        files.push(("robots.txt".to_owned(), robots));
        files
    }
}

/// The template of a page.
fn template(page: &Page) -> &'static str {
    use crate::parse::Kind;
    match page.kind {
        PageKind::Home => "home.html",
        PageKind::Section => "section.html",
        PageKind::Content(Kind::Source) => "source.html",
        PageKind::Content(Kind::Term) => "term.html",
        PageKind::Content(Kind::Page | Kind::Scenario) => "page.html",
        PageKind::Tags => "tags.html",
        PageKind::Tag => "tag.html",
    }
}

fn out_path(path: &str) -> Result<OutPath, RenderError> {
    OutPath::new(path).map_err(|error| RenderError::Write {
        path: path.to_owned(),
        source: io::Error::new(io::ErrorKind::InvalidInput, error),
    })
}

fn write(sink: &dyn Sink, path: &str, bytes: &[u8]) -> Result<(), RenderError> {
    sink.write(&out_path(path)?, bytes).map_err(|source| RenderError::Write { path: path.to_owned(), source })
}

/// The pages that have a page of this one's kind in each language, the stand-ins left out: what the switcher offers.
fn translations(site: &Site, page: &Page, config: &Config) -> Vec<(LangId, PageId)> {
    let mut found = Vec::new();
    for lang in config.lang_ids() {
        let here = match (page.group, page.kind) {
            (_, PageKind::Home) => site.languages[lang.index()].home.filter(|id| !site.page(*id).is_fallback()),
            (Some(group), _) => site.group(group).pages[lang.index()].filter(|id| !site.page(*id).is_fallback()),
            (None, PageKind::Tags) => {
                site.languages[lang.index()].tags.first().and_then(|tag| site.page(tag.page).parent)
            }
            (None, _) => tag_id(page).and_then(|id| site.tag(lang, id)).map(|tag| tag.page),
        };
        if let Some(id) = here {
            found.push((lang, id));
        }
    }
    found
}
