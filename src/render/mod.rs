//! Everything the pipeline found out → the files of the site.
//!
//! In: the site, its documents and graph, the theme. Out: each output file's path and content, handed to a sink as
//! soon as it is made.
//!
//! 1. [`Renderer::plan`]: which pages are to be made, and why. A page whose key is that of the file of an earlier build is
//!    not among them.
//! 2. [`Renderer::all`]: these pages, and all that is not a page.
//!
//! Invariants: pages are independent of one another and rendered in parallel; what they share is built once; no page
//! holds a list of all pages.

mod arcs;
mod bank;
mod beside;
mod book;
mod content;
mod feed;
mod fragments;
mod llms;
mod map;
mod offline;
mod one;
mod outdated;
mod outline;
mod own;
mod picture;
mod progress;
mod search;
mod show;
mod sitemap;
mod teaching;
mod terms;
mod view;

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use tera::{Context, Value};

use crate::config::Config;
use crate::course::Course;
use crate::diag::{Diagnostic, Diags};
use crate::emit::{OutPath, Sink};
use crate::fs::Fs;
use crate::glossary::{Glossary, Uses};
use crate::graph::Graph;
use crate::ids::{LangId, PageId, SrcPath};
use crate::media::Sizes;
use crate::parse::{Body, Document};
use crate::resolve::{Resolved, Target};
use crate::site::{self, Page, PageKind, Redirect, Site, tag_id};
use crate::theme::{HERE, Theme};
use crate::translation::{Alignment, Anchors, LocalImage};
pub use bank::{Bank, BankAnswer, BankQuestion, Card};
pub use book::{BookAnswer, BookPage};
use content::{Content, Mode};
use fragments::Fragments;
pub use one::{Made, Seen};
pub use outline::{OutlinePage, OutlineQuestion, OutlineTest};
pub use show::Reason;
use show::{Feed, Key, Part, Show};
pub use view::Trails;
use view::{NavId, Navs, PageView, Shared, Siblings};

/// Highlighted code blocks, by language and text.
pub type Highlighted<'a> = HashMap<(&'a str, &'a str), String>;

/// What rendering is made from.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The site.
    pub site: &'a Site,
    /// Its documents.
    pub docs: &'a [Arc<Document>],
    /// How they stand to their originals.
    pub alignments: &'a [Arc<Alignment>],
    /// The images that translations have copies of their own of.
    pub local_images: &'a [Arc<Vec<LocalImage>>],
    /// Their ids.
    pub anchors: &'a [Arc<Anchors>],
    /// What each page's links lead to.
    pub resolved: &'a [Arc<Resolved>],
    /// What links to each page.
    pub graph: &'a Graph,
    /// What the pages teach together.
    pub course: &'a Course,
    /// The terms.
    pub glossary: &'a Glossary,
    /// Where they occur.
    pub uses: &'a [Arc<Uses>],
    /// The theme.
    pub theme: &'a Theme,
    /// The highlighted code.
    pub highlighted: &'a Highlighted<'a>,
    /// The images' sizes.
    pub sizes: &'a Sizes,
    /// What it makes on its way and uses again.
    pub trails: &'a Trails,
}

/// What is to be rendered.
pub struct Plan {
    shared: Vec<Shared>,
    /// The pages, each with the reason why.
    pub pages: Vec<(PageId, Reason)>,
}

/// What was made.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many pages there are, stand-ins and lists of tags included.
    pub pages: usize,
    /// The files of those that were rendered, and why they were; the rest are as they were.
    pub rendered: Vec<(String, Reason)>,
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

impl<'a> Renderer<'a> {
    /// The path that every address of the site begins with.
    pub(crate) fn base(&self) -> &'a str {
        &self.config.html.site_url.base
    }

    /// A page's address as links have it.
    pub(crate) fn url(&self, page: &Page) -> String {
        [self.base(), &page.href].concat()
    }

    /// The title of the page that a link of a page leads to.
    fn link_title(&self, page: &Page, link: usize) -> Option<&'a str> {
        match self.resolved[page.id.index()].links.get(link)? {
            Target::Page(target, _) => Some(&self.site.page(*target).title),
            _ => None,
        }
    }

    /// A page's absolute address, if the site's is known.
    pub(crate) fn absolute(&self, page: &Page) -> Option<String> {
        let mut url = self.config.html.site_url.absolute()?;
        url.push_str(&page.href);
        Some(url)
    }

    /// Finds out which pages have to be made; those that need not are kept.
    pub fn plan(&self, sink: &dyn Sink) -> Result<Plan, RenderError> {
        let shared: Vec<Shared> = self.config.lang_ids().map(|lang| view::shared(self, lang)).collect();
        let pages = &self.site.pages;
        if !sink.has_earlier() {
            return Ok(Plan { shared, pages: pages.iter().map(|page| (page.id, Reason::New)).collect() });
        }
        let kinds: HashSet<NavId> = pages.iter().filter_map(|page| view::nav_id(self, page)).collect();
        let navs = view::navs(self, kinds.into_iter());
        let reason = |page: &'a Page, siblings: Option<&Siblings>| -> Result<Option<(PageId, Reason)>, RenderError> {
            let view = view::page(self, page, siblings);
            let key = self.key(page, &view, &shared, &navs);
            let path = out_path(&page.output)?;
            match key.reason(sink.earlier(&path)) {
                Some(reason) => Ok(Some((page.id, reason))),
                None => {
                    sink.keep(&path).map_err(|source| RenderError::Write { path: page.output.clone(), source })?;
                    Ok(None)
                }
            }
        };
        let found: Vec<Option<_>> =
            self.by_group(pages.iter().map(|page| page.id), reason).into_iter().collect::<Result<_, _>>()?;
        Ok(Plan { shared, pages: found.into_iter().flatten().collect() })
    }

    /// Does something for each page, in parallel, group by group: what the pages of a group show of each other is made
    /// once.
    fn by_group<T: Send>(
        &self,
        pages: impl Iterator<Item = PageId>,
        each: impl Fn(&'a Page, Option<&Siblings>) -> T + Sync,
    ) -> Vec<T> {
        let mut pages: Vec<&'a Page> = pages.map(|id| self.site.page(id)).collect();
        // Pages without a group are each by themselves.
        pages.sort_by_key(|page| (page.group, page.id));
        let groups: Vec<&[&'a Page]> = pages.chunk_by(|a, b| a.group.is_some() && a.group == b.group).collect();
        let made: Vec<Vec<T>> = groups
            .into_par_iter()
            .map(|pages| {
                let siblings = pages.first().and_then(|page| Siblings::of(self, page));
                pages.iter().map(|page| each(page, siblings.as_ref())).collect()
            })
            .collect();
        made.into_iter().flatten().collect()
    }

    /// What a page is made from.
    fn key(&self, page: &Page, view: &PageView<'_>, shared: &[Shared], navs: &Navs) -> Key {
        let mut feed = shared[page.lang.index()].feed(self.theme.digest.as_bytes(), template(page));
        if let Some(doc) = page.doc {
            feed.within(Part::Text, |feed| feed_text(&self.docs[doc.index()].body, feed));
        }
        feed.within(Part::Around, |feed| {
            view.feed(feed);
            view::nav_id(self, page).and_then(|nav| navs.get(&nav)).feed(feed);
        });
        feed.key()
    }

    /// Makes the files of the site. What is wrong with templates comes back as diagnostics.
    pub fn all(&self, plan: &Plan, fs: &dyn Fs, sink: &dyn Sink) -> Result<(Report, Diags), RenderError> {
        let pages = || plan.pages.iter().map(|(id, _)| self.site.page(*id));
        // A page that does not exist has no list beside it.
        let kinds = pages().map(|page| self.kind(page)).chain(self.config.lang_ids().map(|lang| (lang, None)));
        let around = match self.around(kinds, &plan.shared) {
            Ok(around) => around,
            Err(mistakes) => return Ok((Report::default(), mistakes)),
        };
        let rendered = plan.pages.iter().map(|(id, _)| *id);
        let (results, machine) = rayon::join(
            || self.by_group(rendered, |page, siblings| self.page(page, siblings, &around, sink)),
            || {
                self.machine_files(&mut |path, text| write(sink, &path, None, text.as_bytes()))?;
                self.indexes(sink)
            },
        );
        machine?;
        let mut diags = Diags::new();
        for result in results {
            diags.extend(result?);
        }
        diags.extend(self.redirects(self.site.redirects.iter(), sink, &plan.shared)?);
        diags.extend(self.special(sink, &around)?);
        diags.extend(self.parallel_texts(sink, &around)?);
        self.assets(fs, sink)?;
        self.pictures(sink)?;
        self.offline_lists(sink)?;
        let rendered = plan.pages.iter().map(|(id, reason)| (self.site.page(*id).output.clone(), *reason)).collect();
        Ok((Report { pages: self.site.pages.len(), rendered }, diags))
    }

    /// What stands around pages of these kinds. A template's mistakes come back instead.
    fn around<'s>(
        &self,
        kinds: impl Iterator<Item = (LangId, Option<NavId>)>,
        shared: &'s [Shared],
    ) -> Result<Around<'a, 's>, Diags> {
        let mut kinds: Vec<_> = kinds.collect();
        kinds.sort_unstable();
        kinds.dedup();
        let navs = view::navs(self, kinds.iter().filter_map(|(_, nav)| *nav));
        let fragments = Fragments::new(self, kinds, shared, &navs)?;
        Ok(Around { shared, navs, fragments })
    }

    /// Which pages share what stands around them with this one.
    fn kind(&self, page: &Page) -> (LangId, Option<NavId>) {
        (page.lang, view::nav_id(self, page))
    }

    /// Renders and writes a page.
    fn page(
        &self,
        page: &'a Page,
        siblings: Option<&Siblings>,
        around: &Around<'_, '_>,
        sink: &dyn Sink,
    ) -> Result<Option<Diagnostic>, RenderError> {
        let view = view::page(self, page, siblings);
        let key = self.key(page, &view, around.shared, &around.navs);
        let (lang, nav) = self.kind(page);
        self.template(sink, template(page), &around.context(lang, nav, &view), &page.output, Some(key))
    }

    /// Renders and writes; a mistake of the template comes back.
    fn template(
        &self,
        sink: &dyn Sink,
        template: &str,
        context: &Context,
        output: &str,
        key: Option<Key>,
    ) -> Result<Option<Diagnostic>, RenderError> {
        let mut html = Vec::with_capacity(PAGE);
        match self.theme.tera.render_to(template, context, &mut html) {
            Ok(()) => {
                write(sink, output, key, &html)?;
                Ok(None)
            }
            Err(error) => Ok(Some(self.theme.diagnostic(&error))),
        }
    }

    fn redirects<'r>(
        &self,
        redirects: impl Iterator<Item = &'r Redirect>,
        sink: &dyn Sink,
        shared: &[Shared],
    ) -> Result<Diags, RenderError> {
        let make = |redirect: &Redirect| -> Result<Option<Diagnostic>, RenderError> {
            let page = self.site.page(redirect.target);
            let shared = &shared[page.lang.index()];
            let feed = shared.feed(self.theme.digest.as_bytes(), REDIRECT);
            let (context, feed) = view::redirect(self, page, shared, feed);
            let key = feed.key();
            let path = out_path(&redirect.output)?;
            if key.reason(sink.earlier(&path)).is_none() {
                let failed = |source| RenderError::Write { path: redirect.output.clone(), source };
                return sink.keep(&path).map_err(failed).map(|()| None);
            }
            self.template(sink, REDIRECT, &context, &redirect.output, Some(key))
        };
        let results: Vec<Result<Option<Diagnostic>, RenderError>> =
            redirects.collect::<Vec<_>>().into_par_iter().map(make).collect();
        let mut diags = Diags::new();
        for result in results {
            diags.extend(result?);
        }
        Ok(diags)
    }

    /// The page at `/`, those on one's own progress, and those for addresses that do not exist.
    fn special(&self, sink: &dyn Sink, around: &Around<'_, '_>) -> Result<Diags, RenderError> {
        let mut diags = Diags::new();
        let main = self.config.main;
        let root = view::root(self, &around.shared[main.index()]);
        diags.extend(self.template(sink, "root.html", &root, "index.html", None)?);
        if self.config.html.status_page {
            let shown = view::status_page(self, main);
            let mut context = around.context(main, None, &shown);
            context.insert_value("status", view::status(self));
            diags.extend(self.template(sink, "status.html", &context, view::STATUS, None)?);
        }
        for lang in self.config.lang_ids() {
            if self.site.languages[lang.index()].home.is_none() {
                continue;
            }
            let context = around.context(lang, None, &view::not_found(self, lang));
            for (own, output) in self.owns(lang) {
                let mut context = around.context(lang, None, &view::own(self, lang, own, &output));
                context.insert_value(own.variable(), self.own_value(lang, own));
                diags.extend(self.template(sink, &format!("{}.html", own.name()), &context, &output, None)?);
            }
            let output = format!("{}/404.html", self.config.language(lang).tag);
            diags.extend(self.template(sink, "404.html", &context, &output, None)?);
            // Hosts look for this one; it is in the site's own language.
            if lang == main {
                diags.extend(self.template(sink, "404.html", &context, "404.html", None)?);
            }
        }
        Ok(diags)
    }

    /// Every page beside each other language, if the settings ask for it.
    fn parallel_texts(&self, sink: &dyn Sink, around: &Around<'_, '_>) -> Result<Diags, RenderError> {
        if !self.config.html.parallel_text {
            return Ok(Diags::new());
        }
        let pairs = self.site.pages.par_iter().flat_map_iter(|page| {
            let others = site::beside::others(self.site, page).into_iter();
            others.map(move |other| (page, other))
        });
        let results: Vec<_> = pairs.map(|(page, other)| self.parallel_text(page, other, around, sink)).collect();
        let mut diags = Diags::new();
        for result in results {
            diags.extend(result?);
        }
        Ok(diags)
    }

    /// A page beside another language's.
    fn parallel_text(
        &self,
        page: &'a Page,
        other: &'a Page,
        around: &Around<'_, '_>,
        sink: &dyn Sink,
    ) -> Result<Option<Diagnostic>, RenderError> {
        let still = |page| self.content(page).map(|content| Content { mode: Mode::Beside, ..content });
        let (Some(left), Some(right)) = (still(page), still(other)) else { return Ok(None) };
        let rows = beside::rows(self, &left, &right);
        let heading = beside::heading(self, &right);
        let shown = view::Beside::new(self, page, &right, heading, &rows);
        let address = site::beside::address(page, &self.config.language(other.lang).tag, self.config.html.url_style);
        let view = view::page(self, page, None).beside(self, &address);
        let mut feed = around.shared[page.lang.index()].feed(self.theme.digest.as_bytes(), PARALLEL);
        feed.within(Part::Text, |feed| shown.feed(feed));
        feed.within(Part::Around, |feed| view.feed(feed));
        let key = feed.key();
        let path = out_path(&address.output)?;
        if key.reason(sink.earlier(&path)).is_none() {
            let failed = |source| RenderError::Write { path: address.output.clone(), source };
            return sink.keep(&path).map_err(failed).map(|()| None);
        }
        let mut context = around.context(page.lang, None, &view);
        context.insert_value("beside", shown.value());
        self.template(sink, PARALLEL, &context, &address.output, Some(key))
    }

    /// What a page's content is made from, if it has a text.
    fn content(&self, page: &'a Page) -> Option<Content<'a>> {
        let doc = page.doc?;
        Some(Content {
            renderer: *self,
            page,
            document: &self.docs[doc.index()],
            resolved: &self.resolved[page.id.index()],
            anchors: &self.anchors[doc.index()],
            mode: Mode::Live,
        })
    }

    fn assets(&self, fs: &dyn Fs, sink: &dyn Sink) -> Result<(), RenderError> {
        for asset in &self.theme.assets {
            write(sink, &asset.output, None, &asset.bytes)?;
        }
        let copy = |url: &str, file: &SrcPath| {
            let failed = |source| RenderError::Write { path: url.to_owned(), source };
            let output = out_path(url)?;
            match fs.on_disk(file.as_str()) {
                Some(from) => sink.copy(&output, &from).map_err(failed),
                None => {
                    let bytes = fs.read(file.as_str()).map_err(failed)?;
                    sink.write(&output, None, &bytes).map_err(failed)
                }
            }
        };
        self.site.assets.par_iter().try_for_each(|asset| copy(&asset.url, &asset.file))?;
        let sources = self.site.pages.par_iter().filter_map(|page| self.markdown(page));
        sources.try_for_each(|(url, file)| copy(&url, file))
    }

    /// Hands out the files that programs read.
    fn machine_files<E>(&self, each: &mut dyn FnMut(String, String) -> Result<(), E>) -> Result<(), E> {
        each(".nojekyll".to_owned(), String::new())?;
        if self.config.trainer {
            each(
                TRAINER.to_owned(),
                "This folder holds the trainer's edition of the site: not for learners.\n".to_owned(),
            )?;
            return each("robots.txt".to_owned(), "User-agent: *\nDisallow: /\n".to_owned());
        }
        self.offline_files(each)?;
        if let Some(text) = self.llms_txt() {
            each(llms::LIST.to_owned(), text)?;
        }
        let mut robots = "User-agent: *\nAllow: /\n".to_owned();
        if let Some(site) = self.config.html.site_url.absolute() {
            sitemap::files(self, &site, each)?;
            for lang in self.config.lang_ids() {
                if let Some((path, text)) = feed::file(self, lang, &site) {
                    each(path, text)?;
                }
            }
            robots.push_str(&format!("\nSitemap: {site}sitemap.xml\n"));
        }
        each("robots.txt".to_owned(), robots)
    }
}

/// The file by which the trainer's site is known.
pub const TRAINER: &str = ".polku-trainer";

/// About how long a page is, in bytes.
const PAGE: usize = 16 * 1024;

/// The template of earlier addresses.
const REDIRECT: &str = "redirect.html";

/// The template of a page beside another language.
const PARALLEL: &str = "parallel.html";

/// What stands around the pages that are rendered.
struct Around<'a, 's> {
    shared: &'s [Shared],
    navs: Navs,
    fragments: Fragments<'a>,
}

impl Around<'_, '_> {
    /// What the template of a page sees.
    fn context(&self, lang: LangId, nav: Option<NavId>, page: &PageView<'_>) -> Context {
        let mut context = self.shared[lang.index()].context();
        context.insert_value(HERE, Value::from(page.url()));
        context.insert_value("fragments", self.fragments.value(lang, nav, page.url()));
        context.insert_value("nav", nav.and_then(|nav| self.navs.get(&nav)).value());
        context.insert_value("page", page.value());
        context
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
        PageKind::Content(Kind::Page | Kind::Practice | Kind::Scenario) => "page.html",
        PageKind::Tags => "tags.html",
        PageKind::Tag => "tag.html",
    }
}

/// What a page's text decides by itself. What fills its holes, the view feeds.
fn feed_text(body: &Body, feed: &mut Feed) {
    feed.bytes(body.html.as_bytes());
    feed.bytes(&(body.lead as u64).to_le_bytes());
    feed.bytes(&(body.lead_holes as u64).to_le_bytes());
    for (at, hole) in &body.holes {
        let (kind, number) = hole.numbers();
        feed.bytes(&[kind]);
        feed.bytes(&(*at as u64).to_le_bytes());
        feed.bytes(&(number as u64).to_le_bytes());
    }
    for code in &body.code {
        feed.bytes(code.language.as_bytes());
        feed.bytes(code.text.as_bytes());
    }
}

fn out_path(path: &str) -> Result<OutPath, RenderError> {
    OutPath::new(path).map_err(|error| RenderError::Write {
        path: path.to_owned(),
        source: io::Error::new(io::ErrorKind::InvalidInput, error),
    })
}

fn write(sink: &dyn Sink, path: &str, key: Option<Key>, bytes: &[u8]) -> Result<(), RenderError> {
    let key = key.map(Key::to_text);
    sink.write(&out_path(path)?, key.as_deref(), bytes)
        .map_err(|source| RenderError::Write { path: path.to_owned(), source })
}

/// The pages that have a page of this one's kind in each language, the stand-ins left out: what the switcher offers.
fn translations(site: &Site, page: &Page, config: &Config) -> Vec<(LangId, PageId)> {
    let mut found = Vec::new();
    for lang in config.lang_ids().filter(|lang| config.offered(*lang)) {
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
