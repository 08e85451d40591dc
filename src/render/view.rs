//! What templates see: the values of a page, and those that pages share.
//!
//! Values that several pages show are built once and shared; a page's own are built when it is rendered.

use std::collections::HashMap;

use tera::{Context, Value};

use super::content::{Content, escaped};
use super::{Renderer, translations};
use crate::ids::{LangId, PageId};
use crate::parse::{Date, Excerpt, Heading, escape_text};
use crate::site::{Page, PageKind, Tag, tag_id};
use crate::translation::Anchors;

/// Most entries of a section that stand beside each of its pages.
const MENU: usize = 60;

/// Longest description taken from the text, in characters.
const DESCRIPTION: usize = 155;

/// The values that all pages of a language share.
pub(super) struct Shared {
    context: Context,
}

/// The lists of the sections' pages, by the section's page.
pub(super) type Menus = HashMap<PageId, Value>;

/// A table for templates.
fn table<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    Value::from(HashMap::from(entries))
}

fn text(text: &str) -> Value {
    Value::normal_string(text)
}

fn html(html: &str) -> Value {
    Value::safe_string(html)
}

fn option(value: Option<&str>) -> Value {
    value.map_or_else(Value::none, text)
}

fn list(values: Vec<Value>) -> Value {
    Value::from(values)
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
    let mut context = Context::new();
    let feed = config
        .html
        .site_url
        .origin
        .as_ref()
        .filter(|_| r.site.has_feed(lang))
        .map(|_| format!("{}{}/feed.xml", r.base(), language.tag));
    context.insert_value(
        "site",
        table([
            ("title", text(&language.title)),
            ("description", option(language.description.as_deref())),
            ("authors", list(config.authors.iter().map(|a| text(a)).collect())),
            ("base", text(r.base())),
            ("url", option(config.html.site_url.absolute().as_deref())),
            ("home", text(&home_url(lang).unwrap_or_else(|| r.base().to_owned()))),
            ("feed", option(feed.as_deref())),
            ("generator", text(concat!("Polku ", env!("CARGO_PKG_VERSION")))),
            ("repository", option(config.html.repository.as_deref())),
        ]),
    );
    context.insert_value("lang", lang_value(r, lang));
    let languages = config
        .lang_ids()
        .filter(|id| r.site.languages[id.index()].own)
        .filter_map(|id| {
            let home = home_url(id)?;
            let language = config.language(id);
            Some(table([
                ("tag", text(&language.tag)),
                ("name", text(&language.name)),
                ("dir", text(language.locale.direction().as_str())),
                ("home", text(&home)),
            ]))
        })
        .collect();
    context.insert_value("languages", list(languages));
    let stages = pages.stages.iter().map(|id| entry(r, lang, *id)).collect();
    context.insert_value("stages", list(stages));
    let menu = pages.home.map_or_else(Vec::new, |home| {
        let children = &r.site.page(home).children;
        children.iter().take(MENU).map(|id| link(r, lang, *id)).collect()
    });
    context.insert_value("menu", list(menu));
    Shared { context }
}

fn lang_value(r: &Renderer<'_>, lang: LangId) -> Value {
    let language = r.config.language(lang);
    table([
        ("tag", text(&language.tag)),
        ("name", text(&language.name)),
        ("dir", text(language.locale.direction().as_str())),
    ])
}

/// The language of a title, where it is not the reader's, and its direction.
fn title_lang(r: &Renderer<'_>, reader: LangId, page: &Page) -> (Value, Value) {
    let language = r.config.language(page.content_lang);
    let tag = (page.content_lang != reader).then_some(language.tag.as_str());
    (option(tag), text(language.locale.direction().as_str()))
}

/// A link to a page.
fn link(r: &Renderer<'_>, reader: LangId, id: PageId) -> Value {
    let page = r.site.page(id);
    let (lang, dir) = title_lang(r, reader, page);
    table([
        ("key", text(page.key.as_str())),
        ("title", text(&title(r, page))),
        ("url", text(&r.url(page))),
        ("lang", lang),
        ("dir", dir),
    ])
}

/// An entry of a list of pages.
fn entry(r: &Renderer<'_>, reader: LangId, id: PageId) -> Value {
    let page = r.site.page(id);
    let (lang, dir) = title_lang(r, reader, page);
    let description = page.doc.and_then(|doc| r.docs[doc.index()].head.meta.description.clone());
    table([
        ("key", text(page.key.as_str())),
        ("title", text(&page.title)),
        ("url", text(&r.url(page))),
        ("lang", lang),
        ("dir", dir),
        ("description", option(description.as_deref())),
        ("kind", text(page.kind.as_str())),
        ("number", stage_number(r, reader, page)),
    ])
}

/// Which stage a page is the page of, counted from 1.
fn stage_number(r: &Renderer<'_>, reader: LangId, page: &Page) -> Value {
    let stages = &r.site.languages[reader.index()].stages;
    let place = stages.iter().position(|id| r.site.page(*id).group == page.group && page.group.is_some());
    place.map_or_else(Value::none, |i| Value::from(i as u64 + 1))
}

/// The lists of sections that are short enough to stand as a whole beside each page.
pub(super) fn section_menus(r: &Renderer<'_>) -> Menus {
    r.site
        .pages
        .iter()
        .filter(|page| page.kind == PageKind::Section && page.children.len() <= MENU)
        .map(|page| (page.id, menu(r, page, &page.children)))
        .collect()
}

fn menu(r: &Renderer<'_>, section: &Page, shown: &[PageId]) -> Value {
    let (lang, dir) = title_lang(r, section.lang, section);
    table([
        ("key", text(section.key.as_str())),
        ("title", text(&section.title)),
        ("url", text(&r.url(section))),
        ("lang", lang),
        ("dir", dir),
        ("items", list(shown.iter().map(|id| entry(r, section.lang, *id)).collect())),
        ("total", Value::from(section.children.len() as u64)),
    ])
}

/// The list beside a page: its section's pages; of a large section those around it.
fn nav(r: &Renderer<'_>, page: &Page, menus: &Menus) -> Value {
    let section = match page.kind {
        PageKind::Home | PageKind::Tags | PageKind::Tag => return Value::none(),
        PageKind::Section => page,
        PageKind::Content(_) => match page.parent.map(|id| r.site.page(id)) {
            Some(parent) if parent.kind == PageKind::Section => parent,
            _ => return Value::none(),
        },
    };
    if let Some(menu) = menus.get(&section.id) {
        return menu.clone();
    }
    let children = &section.children;
    let here = if page.id == section.id { 0 } else { page.place };
    let start = here.saturating_sub(MENU / 2).min(children.len() - MENU);
    menu(r, section, &children[start..start + MENU])
}

/// Builds what a page's template sees.
pub(super) fn page(r: &Renderer<'_>, page: &Page, shared: &Shared, menus: &Menus) -> Context {
    let mut context = shared.context.clone();
    context.insert_value("nav", nav(r, page, menus));
    let lang = page.lang;
    let site = r.site;
    let reader = r.config.language(lang);
    let content_language = r.config.language(page.content_lang);
    let document = page.doc.map(|doc| &r.docs[doc.index()]);
    let content = page.doc.map(|doc| Content {
        renderer: r,
        page,
        document: &r.docs[doc.index()],
        resolved: &r.resolved[page.id.index()],
        anchors: &r.anchors[doc.index()],
    });
    let title = title(r, page);
    let heading = content.as_ref().and_then(Content::heading).unwrap_or_else(|| escaped(&title));
    let body = content.as_ref().map_or_else(String::new, Content::text);
    let description = document.map(|d| match &d.head.meta.description {
        Some(description) => description.clone(),
        None => shorten(&d.head.summary.whole(|link| r.link_title(page, link))),
    });
    let toc = match (document, page.doc) {
        (Some(document), Some(doc)) => toc(r, page, &document.head.headings, &r.anchors[doc.index()]),
        _ => list(Vec::new()),
    };
    let group = page.group.map(|g| site.group(g));
    let page_tags = group.map_or_else(Vec::new, |group| {
        let mut tags: Vec<_> = group.shared.tags.iter().filter_map(|id| site.tag(lang, id)).collect();
        tags.sort_by(|a, b| reader.locale.compare(&a.name, &b.name));
        let value = |tag: &Tag| table([("name", text(&tag.name)), ("url", text(&r.url(site.page(tag.page))))]);
        tags.into_iter().map(value).collect()
    });
    let related = group.map_or_else(Vec::new, |group| {
        let pages = group.shared.related.iter().filter_map(|g| site.best_page(*g, lang));
        pages.map(|id| link(r, lang, id)).collect()
    });
    let neighbour = |id: Option<PageId>| id.map_or_else(Value::none, |id| link(r, lang, id));
    let date = |date: &Option<Date>| {
        date.as_ref().map_or_else(Value::none, |date| {
            let long = reader.locale.long_date(date.year, date.month, date.day);
            table([("iso", text(&date.day())), ("text", text(&long))])
        })
    };
    let words = document.map_or(0, |d| d.head.words);
    let (canonical, robots) = canonical(r, page);
    let fallback = fallback(r, page);
    let edit = document.zip(r.config.html.edit_url_template.as_ref());
    let edit_url = edit.map(|(d, template)| template.replace("{path}", &crate::ids::encode_path(d.file.as_str())));
    let term = document.filter(|_| page.kind == PageKind::Content(crate::parse::Kind::Term)).map(|d| {
        let meta = &d.head.meta;
        table([
            ("term", text(meta.term.as_ref().map_or(&page.title, |t| &t.value))),
            ("avoid", list(meta.avoid.iter().map(|a| text(&a.value)).collect())),
        ])
    });
    context.insert_value(
        "page",
        table([
            ("key", text(page.key.as_str())),
            ("kind", text(page.kind.as_str())),
            ("title", text(&title)),
            ("heading", html(&heading)),
            ("content", html(&body)),
            ("description", option(description.as_deref().filter(|d| !d.is_empty()))),
            ("url", text(&r.url(page))),
            ("lang", text(&content_language.tag)),
            ("dir", text(content_language.locale.direction().as_str())),
            ("canonical", option(canonical.as_deref())),
            ("robots", option(robots)),
            ("alternates", alternates(r, page)),
            ("stage", option(site.stage_of(page).map(|g| site.group(g).key.as_str()))),
            ("breadcrumbs", breadcrumbs(r, page)),
            ("toc", toc),
            ("children", children(r, page)),
            ("prev", neighbour(page.prev)),
            ("next", neighbour(page.next)),
            ("related", list(related)),
            ("backlinks", backlinks(r, page)),
            ("switcher", switcher(r, page)),
            ("fallback", fallback),
            ("date", date(&page.date)),
            ("updated", date(&page.updated)),
            ("words", Value::from(words as u64)),
            ("minutes", Value::from(u64::from(content_language.locale.reading_minutes(words)))),
            ("tags", list(page_tags)),
            ("term", term.unwrap_or_else(Value::none)),
            ("edit_url", option(edit_url.as_deref())),
            ("source_path", option(document.map(|d| d.file.as_str()))),
        ]),
    );
    context
}

/// A page's title; that of the list of tags is a text of the interface.
fn title(r: &Renderer<'_>, page: &Page) -> String {
    match page.kind {
        PageKind::Tags => r.theme.strings.text(page.lang, "tags-title"),
        _ => page.title.clone(),
    }
}

/// The absolute address that stands for a page, and what robots are told. A stand-in's is that of the page it shows.
fn canonical(r: &Renderer<'_>, page: &Page) -> (Option<String>, Option<&'static str>) {
    if !page.is_fallback() {
        return (r.absolute(page), None);
    }
    let shown = page.group.and_then(|g| r.site.group(g).pages[page.content_lang.index()]);
    let canonical = shown.and_then(|id| r.absolute(r.site.page(id)));
    let robots = canonical.is_none().then_some("noindex");
    (canonical, robots)
}

/// What a page that stands in for a translation says of the page it shows.
fn fallback(r: &Renderer<'_>, page: &Page) -> Value {
    if !page.is_fallback() {
        return Value::none();
    }
    let language = r.config.language(page.content_lang);
    let shown = page.group.and_then(|g| r.site.group(g).pages[page.content_lang.index()]);
    table([
        ("tag", text(&language.tag)),
        ("name", text(&language.name)),
        ("url", text(&shown.map_or_else(String::new, |id| r.url(r.site.page(id))))),
        ("dir", text(language.locale.direction().as_str())),
    ])
}

/// The page in every language that has it, as `rel="alternate"` wants it; the original is the default.
fn alternates(r: &Renderer<'_>, page: &Page) -> Value {
    let absolute = r.config.html.site_url.origin.is_some();
    let pages = translations(r.site, page, r.config);
    if !absolute || page.is_fallback() || pages.len() < 2 {
        return list(Vec::new());
    }
    let alternate = |tag: &str, id: PageId| {
        let url = r.absolute(r.site.page(id)).unwrap_or_default();
        table([("hreflang", text(tag)), ("href", text(&url))])
    };
    let mut values: Vec<Value> =
        pages.iter().map(|(lang, id)| alternate(r.config.language(*lang).locale.canonical(), *id)).collect();
    if let Some((_, id)) = pages.iter().find(|(lang, _)| *lang == default_lang(r, page)) {
        values.push(alternate("x-default", *id));
    }
    list(values)
}

/// The language whose page is for readers of no language of the site.
pub(super) fn default_lang(r: &Renderer<'_>, page: &Page) -> LangId {
    page.group.map_or(r.config.main, |g| r.site.group(g).origin)
}

fn switcher(r: &Renderer<'_>, page: &Page) -> Value {
    let mut pages = translations(r.site, page, r.config);
    if !pages.iter().any(|(lang, _)| *lang == page.lang) {
        pages.push((page.lang, page.id));
        pages.sort();
    }
    let entries = pages.into_iter().map(|(lang, id)| {
        let target = r.site.page(id);
        switch(r, lang, &r.url(target), lang == page.lang, &title(r, target))
    });
    list(entries.collect())
}

fn switch(r: &Renderer<'_>, lang: LangId, url: &str, current: bool, title: &str) -> Value {
    let language = r.config.language(lang);
    table([
        ("tag", text(&language.tag)),
        ("name", text(&language.name)),
        ("url", text(url)),
        ("dir", text(language.locale.direction().as_str())),
        ("current", Value::from(current)),
        ("title", text(title)),
    ])
}

fn breadcrumbs(r: &Renderer<'_>, page: &Page) -> Value {
    let mut above = Vec::new();
    let mut parent = page.parent;
    while let Some(id) = parent {
        above.push(link(r, page.lang, id));
        parent = r.site.page(id).parent;
    }
    above.reverse();
    list(above)
}

/// The headings of levels 2 and 3.
fn toc(r: &Renderer<'_>, page: &Page, headings: &[Heading], anchors: &Anchors) -> Value {
    let entry = |heading: &Heading, id: &str, children: Vec<Value>| {
        table([
            ("id", text(id)),
            ("title", text(&heading.text.whole(|link| r.link_title(page, link)))),
            ("children", list(children)),
        ])
    };
    let mut sections: Vec<(&Heading, &str, Vec<Value>)> = Vec::new();
    for (heading, id) in headings.iter().zip(&anchors.headings) {
        match heading.level {
            2 => sections.push((heading, id, Vec::new())),
            3 => {
                if let Some((.., children)) = sections.last_mut() {
                    children.push(entry(heading, id, Vec::new()));
                }
            }
            _ => {}
        }
    }
    list(sections.into_iter().map(|(heading, id, children)| entry(heading, id, children)).collect())
}

/// The pages that a section, a tag or the home page lists.
fn children(r: &Renderer<'_>, page: &Page) -> Value {
    let tags = &r.site.languages[page.lang.index()].tags;
    match page.kind {
        PageKind::Content(_) => list(Vec::new()),
        PageKind::Home | PageKind::Section => list(page.children.iter().map(|id| entry(r, page.lang, *id)).collect()),
        PageKind::Tag => {
            let pages = tag_id(page).and_then(|id| r.site.tag(page.lang, id)).map_or(&[][..], |tag| &tag.pages);
            list(pages.iter().map(|id| entry(r, page.lang, *id)).collect())
        }
        PageKind::Tags => {
            let entries = tags.iter().map(|tag| {
                let count = r.theme.strings.counted(page.lang, "pages-count", "count", tag.pages.len());
                table([
                    ("key", text(&tag.id)),
                    ("title", text(&tag.name)),
                    ("url", text(&r.url(r.site.page(tag.page)))),
                    ("lang", Value::none()),
                    ("dir", text(r.config.language(page.lang).locale.direction().as_str())),
                    ("description", text(&count)),
                    ("kind", text(PageKind::Tag.as_str())),
                    ("number", Value::none()),
                ])
            });
            list(entries.collect())
        }
    }
}

/// What links to a page, each with the sentence the link stands in.
fn backlinks(r: &Renderer<'_>, page: &Page) -> Value {
    let entries = r.graph.backlinks(page.id).iter().map(|backlink| {
        let from = r.site.page(backlink.from);
        let (lang, dir) = title_lang(r, page.lang, from);
        let language = r.config.language(from.content_lang);
        let link = from.doc.map(|doc| &r.docs[doc.index()].head.links[backlink.link]);
        let excerpt = link.map_or_else(String::new, |link| excerpt(&link.excerpt, |i| r.link_title(from, i)));
        table([
            ("title", text(&from.title)),
            ("url", text(&r.url(from))),
            ("lang", lang),
            ("dir", dir),
            ("excerpt", html(&excerpt)),
            ("excerpt_lang", text(&language.tag)),
            ("excerpt_dir", text(language.locale.direction().as_str())),
        ])
    });
    list(entries.collect())
}

/// A sentence with the link marked in it.
fn excerpt(excerpt: &Excerpt, title: impl Fn(usize) -> Option<String>) -> String {
    let mut out = String::new();
    let sentence = &excerpt.text;
    let len = sentence.written.len();
    let (start, end) = (excerpt.link.start.min(len), excerpt.link.end.min(len));
    // A link that is the whole sentence tells nothing that its page's title does not.
    if sentence.written[..start].trim().is_empty() && sentence.written[end..].trim().is_empty() {
        return out;
    }
    escape_text(&sentence.part(0..start, &title), &mut out);
    out.push_str("<mark>");
    escape_text(&sentence.part(start..end, &title), &mut out);
    out.push_str("</mark>");
    escape_text(&sentence.part(end..len, &title), &mut out);
    out
}

/// The beginning of a text, cut between words.
fn shorten(whole: &str) -> String {
    if whole.chars().count() <= DESCRIPTION {
        return whole.to_owned();
    }
    let cut: String = whole.chars().take(DESCRIPTION).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', ':', ' ']))
}

/// What the template of an earlier address sees.
pub(super) fn redirect(r: &Renderer<'_>, page: &Page, shared: &Shared) -> Context {
    let mut context = shared.context.clone();
    context.insert_value("target", text(&r.url(page)));
    context.insert_value("canonical", option(canonical(r, page).0.as_deref()));
    context.insert_value("page", table([("title", text(&page.title))]));
    context
}

/// What the template of the page at `/` sees.
pub(super) fn root(r: &Renderer<'_>, shared: &Shared) -> Context {
    let mut context = shared.context.clone();
    let home = r.site.languages[r.config.main.index()].home.map(|id| r.site.page(id));
    let site = r.config.html.site_url.absolute();
    context.insert_value(
        "page",
        table([
            ("title", text(&r.config.language(r.config.main).title)),
            ("canonical", option(site.as_deref())),
            ("alternates", home.map_or_else(|| list(Vec::new()), |home| alternates(r, home))),
        ]),
    );
    context
}

/// What the template of a missing page sees.
pub(super) fn not_found(r: &Renderer<'_>, lang: LangId, shared: &Shared) -> Context {
    let mut context = shared.context.clone();
    let language = r.config.language(lang);
    let dir = language.locale.direction().as_str();
    let title = r.theme.strings.text(lang, "not-found-title");
    let switcher = r
        .config
        .lang_ids()
        .filter_map(|id| {
            let home = r.site.page(r.site.languages[id.index()].home?);
            Some(switch(r, id, &r.url(home), id == lang, &home.title))
        })
        .collect();
    let nothing = || list(Vec::new());
    context.insert_value("nav", Value::none());
    context.insert_value(
        "page",
        table([
            ("key", text("404")),
            ("kind", text("not-found")),
            ("title", text(&title)),
            ("heading", html(&escaped(&title))),
            ("content", html("")),
            ("description", Value::none()),
            ("url", text(&format!("{}{}/404.html", r.base(), language.tag))),
            ("lang", text(&language.tag)),
            ("dir", text(dir)),
            ("canonical", Value::none()),
            ("robots", text("noindex")),
            ("alternates", nothing()),
            ("stage", Value::none()),
            ("breadcrumbs", nothing()),
            ("toc", nothing()),
            ("children", nothing()),
            ("prev", Value::none()),
            ("next", Value::none()),
            ("related", nothing()),
            ("backlinks", nothing()),
            ("switcher", list(switcher)),
            ("fallback", Value::none()),
            ("date", Value::none()),
            ("updated", Value::none()),
            ("words", Value::from(0u64)),
            ("minutes", Value::from(0u64)),
            ("tags", nothing()),
            ("term", Value::none()),
            ("edit_url", Value::none()),
            ("source_path", Value::none()),
        ]),
    );
    context
}
