//! What the templates of pages see that are not made from one text: a missing page, the page on the translations' state, a page
//! beside another language.

use std::borrow::Cow;

use super::structured::Structured;
use super::{Alternates, Backlinks, Filled, PageView, SwitchView, Switcher, Trail, switch};
use crate::config::UrlStyle;
use crate::ids::{LangId, encode_path};
use crate::render::Renderer;
use crate::render::beside::Row;
use crate::render::content::{Content, escaped};
use crate::render::own::Own;
use crate::render::show::{Feed, Html, Show};
use crate::render::view::{STATUS, view};
use crate::site::Page;
use crate::site::beside::Address;

view! {
    /// `beside` in `parallel.html`: the other language.
    pub(in crate::render) struct Beside<'a> {
        tag: &'a str,
        name: &'a str,
        dir: &'a str,
        url: String,
        title: &'a str,
        alone: String,
        heading: Html,
        rows: Vec<RowView<'a>>,
    }
}

view! {
    /// An entry of `beside.rows`.
    struct RowView<'a> {
        left: &'a Html,
        right: &'a Html,
    }
}

impl Show for &Html {
    fn value(&self) -> tera::Value {
        (*self).value()
    }

    fn feed(&self, feed: &mut Feed) {
        (*self).feed(feed);
    }
}

impl<'a> Beside<'a> {
    /// The other language's text, in rows with the page's.
    pub(in crate::render) fn new(
        r: &Renderer<'a>,
        page: &Page,
        other: &Content<'a>,
        heading: String,
        rows: &'a [Row],
    ) -> Self {
        let language = r.config.language(other.page.lang);
        let rows = rows.iter().map(|row| RowView { left: &row.left, right: &row.right });
        Self {
            tag: &language.tag,
            name: &language.name,
            dir: language.locale.direction().as_str(),
            url: r.url(other.page),
            title: &other.page.title,
            alone: r.url(page),
            heading: Html(heading),
            rows: rows.collect(),
        }
    }
}

impl PageView<'_> {
    /// The same page, at an address where its text stands beside another language's.
    pub(in crate::render) fn beside(self, r: &Renderer<'_>, address: &Address) -> Self {
        Self {
            kind: "parallel",
            url: format!("{}{}", r.base(), address.href),
            // The page itself is the one to be found.
            alternates: Alternates::Own(Vec::new()),
            content: Filled::Escaped(String::new()),
            toc: Vec::new(),
            teaches: None,
            warm_up: None,
            structured: Structured::none(),
            markdown_url: None,
            picture: None,
            ..self
        }
    }
}

/// What the template of one of the generator's own pages sees.
pub(in crate::render) fn own<'a>(r: &Renderer<'a>, lang: LangId, own: Own, path: &str) -> PageView<'a> {
    let others = r
        .config
        .lang_ids()
        .filter(|id| r.config.offered(*id))
        .filter_map(|id| Some(switch(r, id, r.own_url(id, own)?, id == lang, r.own_title(id, own))));
    let switcher = Switcher::Own(others.collect());
    PageView { switcher, ..plain(r, lang, own.name(), own.key(), r.own_title(lang, own), path) }
}

/// The address of an output: its folder's, where hosts are trusted to find the index in it.
pub(in crate::render) fn folder<'p>(r: &Renderer<'_>, path: &'p str) -> &'p str {
    match r.config.html.url_style {
        UrlStyle::Folder => path.strip_suffix("index.html").unwrap_or(path),
        UrlStyle::File => path,
    }
}

/// What the template of a missing page sees.
pub(in crate::render) fn not_found<'a>(r: &Renderer<'a>, lang: LangId) -> PageView<'a> {
    let path = format!("{}/404.html", r.config.language(lang).tag);
    plain(r, lang, "not-found", "404", Cow::Owned(r.theme.strings.text(lang, "not-found-title")), &path)
}

/// What the template of the page on the translations' state sees.
pub(in crate::render) fn status_page<'a>(r: &Renderer<'a>, lang: LangId) -> PageView<'a> {
    plain(r, lang, "status", "_status", Cow::Owned(r.theme.strings.text(lang, "status-title")), STATUS)
}

/// What the template of a page without a text of its own sees.
fn plain<'a>(
    r: &Renderer<'a>,
    lang: LangId,
    kind: &'a str,
    key: &'a str,
    title: Cow<'a, str>,
    path: &str,
) -> PageView<'a> {
    let language = r.config.language(lang);
    let switcher: Vec<SwitchView<'a>> = r
        .config
        .lang_ids()
        .filter_map(|id| {
            let home: &'a Page = r.site.page(r.site.languages[id.index()].home?);
            Some(switch(r, id, r.url(home), id == lang, Cow::Borrowed(home.title.as_str())))
        })
        .collect();
    PageView {
        key,
        kind,
        heading: Filled::Escaped(escaped(&title)),
        title,
        content: Filled::Escaped(String::new()),
        description: None,
        url: format!("{}{}", r.base(), encode_path(folder(r, path))),
        lang: &language.tag,
        dir: language.locale.direction().as_str(),
        canonical: None,
        robots: Some("noindex"),
        alternates: Alternates::Own(Vec::new()),
        stage: None,
        print: None,
        breadcrumbs: Trail(None),
        toc: Vec::new(),
        children: Vec::new(),
        prev: None,
        next: None,
        related: Vec::new(),
        backlinks: Backlinks(Vec::new()),
        switcher: Switcher::Own(switcher),
        fallback: None,
        date: None,
        updated: None,
        words: 0,
        minutes: 0,
        tags: Vec::new(),
        term: None,
        edit_url: None,
        markdown_url: None,
        picture: None,
        structured: Structured::none(),
        source_path: None,
        beside: Vec::new(),
        teaches: None,
        warm_up: None,
        glossary: Vec::new(),
    }
}
