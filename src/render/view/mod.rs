//! What templates see: the tables that several templates share, and the values that pages share.
//!
//! Invariant: a page's view is a function of the site; what pages share is built once (`Once`).

mod course;
mod map;
mod page;
mod print;
mod search;
mod status;
mod trainer;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use rayon::prelude::*;
use tera::Context;

pub(super) use course::course;
pub(super) use map::map;
pub(super) use page::{
    Beside, PageView, Siblings, cards, default_lang, folder, not_found, own, page, status_page, title,
};
pub(super) use print::{has_pocket, pocket, print};
pub(super) use search::search;
pub(super) use status::status;
pub(super) use trainer::trainer;

use super::Renderer;
use super::own::Own;
use super::show::{Feed, Html, Once, Part, Show, view};
use crate::digest::Digest;
use crate::ids::{LangId, PageId};
use crate::site::{Page, PageKind, Site};

/// The page on the state of the translations.
pub(super) const STATUS: &str = "_status/index.html";

/// The key of the page that is the statement on accessibility.
const ACCESSIBILITY: &str = "accessibility";

/// Most entries of a section that stand beside each of its pages.
const MENU: usize = 60;

/// How many pages of a large section have the same entries beside them.
const STEP: usize = MENU / 2;

view! {
    /// `site`
    struct SiteView<'a> {
        title: &'a str,
        description: Option<&'a str>,
        authors: Vec<&'a str>,
        base: &'a str,
        url: Option<String>,
        home: String,
        feed: Option<String>,
        generator: &'a str,
        repository: Option<&'a str>,
        status: Option<String>,
        progress: Option<String>,
        cards: Option<String>,
        pocket: Option<String>,
        print: Option<String>,
        search: Option<String>,
        map: Option<String>,
        accessibility: Option<String>,
        offline: Option<String>,
        worker: Option<String>,
        manifest: Option<String>,
        trainer: Option<String>,
    }
}

view! {
    /// `lang`
    struct LangView<'a> {
        tag: &'a str,
        name: &'a str,
        dir: &'a str,
    }
}

view! {
    /// An entry of `languages`.
    struct LanguageView<'a> {
        tag: &'a str,
        name: &'a str,
        dir: &'a str,
        home: String,
    }
}

view! {
    /// A link to a page: an entry of `menu`, `page.breadcrumbs` or `page.related`, `page.prev` and `page.next`.
    struct LinkView<'a> {
        key: &'a str,
        title: Cow<'a, str>,
        url: String,
        lang: Option<&'a str>,
        dir: &'a str,
    }
}

view! {
    /// An entry of a list of pages: of `stages`, `nav.items` or `page.children`.
    struct EntryView<'a> {
        key: &'a str,
        title: Cow<'a, str>,
        url: String,
        lang: Option<&'a str>,
        dir: &'a str,
        description: Option<Cow<'a, str>>,
        kind: &'a str,
        number: Option<u64>,
        tasks: u64,
    }
}

view! {
    /// `nav`: the list beside a page.
    struct NavView<'a> {
        key: &'a str,
        title: &'a str,
        url: String,
        lang: Option<&'a str>,
        dir: &'a str,
        items: Vec<EntryView<'a>>,
        total: u64,
    }
}

view! {
    /// `page` in `redirect.html`.
    struct RedirectPage<'a> {
        title: &'a str,
    }
}

view! {
    /// `page` in `root.html`.
    struct RootPage<'a> {
        title: &'a str,
        canonical: Option<String>,
        alternates: Vec<page::AlternateView<'a>>,
    }
}

/// The values that all pages of a language share.
pub(super) struct Shared {
    /// As templates have them.
    context: Context,
    digest: Digest,
}

impl Shared {
    fn add(&mut self, feed: &mut Feed, name: &'static str, show: &impl Show) {
        self.context.insert_value(name, show.value());
        feed.bytes(name.as_bytes());
        show.feed(feed);
    }

    /// What all outputs of the language are made from, whatever else they show.
    pub(super) fn feed(&self, theme: &[u8], template: &str) -> Feed {
        let mut feed = Feed::new(Part::Theme);
        feed.bytes(crate::BUILD.as_bytes());
        feed.bytes(theme);
        feed.bytes(self.digest.as_bytes());
        feed.bytes(template.as_bytes());
        feed
    }

    /// A context of its own to add to.
    pub(super) fn context(&self) -> Context {
        self.context.clone()
    }
}

/// Builds what all pages of a language share.
pub(super) fn shared(r: &Renderer<'_>, lang: LangId) -> Shared {
    let config = r.config;
    let language = config.language(lang);
    let pages = &r.site.languages[lang.index()];
    let home_url = |lang: LangId| {
        let home = r.site.languages[lang.index()].home?;
        Some(r.url(r.site.page(home)))
    };
    let dated = config.html.site_url.origin.as_ref().filter(|_| r.site.has_feed(lang));
    let site = SiteView {
        title: &language.title,
        description: language.description.as_deref(),
        authors: config.authors.iter().map(String::as_str).collect(),
        base: r.base(),
        url: config.html.site_url.absolute(),
        home: home_url(lang).unwrap_or_else(|| r.base().to_owned()),
        feed: dated.map(|_| format!("{}{}/feed.xml", r.base(), language.tag)),
        generator: concat!("Polku ", env!("CARGO_PKG_VERSION")),
        repository: config.html.repository.as_deref(),
        progress: r.own_url(lang, Own::Progress),
        cards: r.own_url(lang, Own::Cards),
        pocket: r.own_url(lang, Own::Pocket),
        print: r.own_url(lang, Own::Print(None)),
        search: r.own_url(lang, Own::Search),
        map: r.own_url(lang, Own::Map),
        accessibility: accessibility(r, lang),
        offline: r.own_url(lang, Own::Offline),
        worker: r.worker_url(),
        manifest: r.manifest(lang).map(|path| format!("{}{path}", r.base())),
        trainer: r.own_url(lang, Own::Trainer),
        status: config.html.status_page.then(|| format!("{}{}", r.base(), page::folder(r, STATUS))),
    };
    let languages: Vec<LanguageView<'_>> = config
        .lang_ids()
        .filter(|id| r.site.languages[id.index()].own && config.offered(*id))
        .filter_map(|id| {
            let home = home_url(id)?;
            let language = config.language(id);
            let dir = language.locale.direction().as_str();
            Some(LanguageView { tag: &language.tag, name: &language.name, dir, home })
        })
        .collect();
    let dir = language.locale.direction().as_str();
    let stages: Vec<EntryView<'_>> = pages.stages.iter().map(|id| entry(r, lang, *id)).collect();
    let menu: Vec<LinkView<'_>> = pages.home.map_or_else(Vec::new, |home| {
        r.site.page(home).children.iter().take(MENU).map(|id| link(r, lang, *id)).collect()
    });

    let mut shared = Shared { context: Context::new(), digest: Digest::of(b"") };
    let mut feed = Feed::new(Part::Theme);
    shared.add(&mut feed, "site", &site);
    shared.add(&mut feed, "lang", &LangView { tag: &language.tag, name: &language.name, dir });
    shared.add(&mut feed, "languages", &languages);
    shared.add(&mut feed, "stages", &stages);
    shared.add(&mut feed, "menu", &menu);
    shared.add(&mut feed, crate::theme::LANG_INDEX, &(lang.index() as u64));
    // What a copy's progress is kept under, and what it links to where it ends.
    if let Some(copy) = &config.copy {
        feed.bytes(copy.site.as_deref().unwrap_or(&config.language(config.main).title).as_bytes());
    }
    // Templates can ask for a text in any language of the settings.
    for language in &config.languages {
        feed.bytes(language.tag.as_bytes());
    }
    shared.digest = feed.digest();
    shared
}

/// The address of the page that says how far everybody can use the site.
fn accessibility(r: &Renderer<'_>, lang: LangId) -> Option<String> {
    let group = r.site.group_by_key(ACCESSIBILITY)?;
    Some(r.url(r.site.page(r.site.best_page(group, lang)?)))
}

/// The language of a title, where it is not the reader's, and its direction.
fn title_lang<'a>(r: &Renderer<'a>, reader: LangId, page: &Page) -> (Option<&'a str>, &'static str) {
    let language = r.config.language(page.content_lang);
    let tag = (page.content_lang != reader).then_some(language.tag.as_str());
    (tag, language.locale.direction().as_str())
}

/// A link to a page.
fn link<'a>(r: &Renderer<'a>, reader: LangId, id: PageId) -> LinkView<'a> {
    let page = r.site.page(id);
    let (lang, dir) = title_lang(r, reader, page);
    LinkView { key: page.key.as_str(), title: title(r, page), url: r.url(page), lang, dir }
}

/// An entry of a list of pages.
fn entry<'a>(r: &Renderer<'a>, reader: LangId, id: PageId) -> EntryView<'a> {
    let page = r.site.page(id);
    let (lang, dir) = title_lang(r, reader, page);
    let description =
        page.doc.and_then(|doc| r.docs[doc.index()].head.meta.description.as_ref().map(|d| d.value.as_str()));
    EntryView {
        key: page.key.as_str(),
        title: Cow::Borrowed(&page.title),
        url: r.url(page),
        lang,
        dir,
        description: description.map(Cow::Borrowed),
        kind: page.kind.as_str(),
        number: stage_number(r, reader, page),
        tasks: page.group.map_or(0, |group| r.course.tasks(group)),
    }
}

/// Which stage a page is the page of, counted from 1.
pub(super) fn stage_number(r: &Renderer<'_>, reader: LangId, page: &Page) -> Option<u64> {
    let stages = &r.site.languages[reader.index()].stages;
    let place = stages.iter().position(|id| r.site.page(*id).group == page.group && page.group.is_some());
    place.map(|i| i as u64 + 1)
}

/// Which list stands beside a page: its section's, from an entry on. Pages with the same one share it.
pub(super) type NavId = (PageId, usize);

/// The list beside a page: its section's pages; of a large section those around it.
pub(super) fn nav_id(r: &Renderer<'_>, page: &Page) -> Option<NavId> {
    let section = match page.kind {
        PageKind::Home | PageKind::Tags | PageKind::Tag => return None,
        PageKind::Section => page,
        PageKind::Content(_) => {
            page.parent.map(|id| r.site.page(id)).filter(|parent| parent.kind == PageKind::Section)?
        }
    };
    let children = section.children.len();
    let here = if page.id == section.id { 0 } else { page.place };
    let start =
        if children <= MENU { 0 } else { (here / STEP * STEP).saturating_sub((MENU - STEP) / 2).min(children - MENU) };
    Some((section.id, start))
}

/// The way from the home page to the pages of each section, made when it is first asked for.
pub struct Trails(Vec<OnceLock<Box<Once>>>);

impl Trails {
    /// Those of a site.
    pub fn new(site: &Site) -> Self {
        Self(std::iter::repeat_with(OnceLock::new).take(site.pages.len()).collect())
    }

    /// The pages above those that lie below this one, the outermost first.
    fn below(&self, r: &Renderer<'_>, section: PageId) -> &Once {
        self.0[section.index()].get_or_init(|| {
            let above = std::iter::successors(Some(section), |id| r.site.page(*id).parent);
            let mut above: Vec<LinkView<'_>> = above.map(|id| link(r, r.site.page(id).lang, id)).collect();
            above.reverse();
            Box::new(Once::new(&above))
        })
    }
}

/// The lists beside pages, by what they are called.
pub(super) type Navs = HashMap<NavId, Once>;

/// Builds these lists.
pub(super) fn navs(r: &Renderer<'_>, ids: impl Iterator<Item = NavId>) -> Navs {
    ids.collect::<Vec<_>>().into_par_iter().map(|id| (id, Once::new(&nav(r, id)))).collect()
}

fn nav<'a>(r: &Renderer<'a>, (section, start): NavId) -> NavView<'a> {
    let section = r.site.page(section);
    let (lang, dir) = title_lang(r, section.lang, section);
    let shown = section.children.iter().skip(start).take(MENU);
    NavView {
        key: section.key.as_str(),
        title: &section.title,
        url: r.url(section),
        lang,
        dir,
        items: shown.map(|id| entry(r, section.lang, *id)).collect(),
        total: section.children.len() as u64,
    }
}

/// What the template of an earlier address sees, and what it is made from.
pub(super) fn redirect(r: &Renderer<'_>, page: &Page, shared: &Shared, mut feed: Feed) -> (Context, Feed) {
    let mut context = shared.context();
    let (target, canonical, shown) = (r.url(page), page::canonical(r, page).0, RedirectPage { title: &page.title });
    context.insert_value("target", target.value());
    context.insert_value("canonical", canonical.value());
    context.insert_value("page", shown.value());
    feed.within(Part::Links, |feed| {
        target.feed(feed);
        canonical.feed(feed);
        shown.feed(feed);
    });
    (context, feed)
}

/// What the template of the page at `/` sees.
pub(super) fn root(r: &Renderer<'_>, shared: &Shared) -> Context {
    let mut context = shared.context();
    let home = r.site.languages[r.config.main.index()].home.map(|id| r.site.page(id));
    let page = RootPage {
        title: &r.config.language(r.config.main).title,
        canonical: r.config.html.site_url.absolute(),
        alternates: home.map_or_else(Vec::new, |home| page::alternates(r, home)),
    };
    context.insert_value("page", page.value());
    context
}
