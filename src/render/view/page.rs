//! What the template of one page sees: `page`.

mod glossary;
mod special;
mod stand_in;
mod structured;
mod teaching;

use std::borrow::Cow;
use std::collections::HashSet;

use tera::Value;

use self::stand_in::StandIn;
use self::structured::Structured;
use super::{EntryView, Feed, Html, LinkView, Once, Part, Renderer, Show, entry, link, title_lang, view};
use crate::digest::Digest;
use crate::graph::At;
use crate::ids::{LangId, PageId, encode_path};
use crate::parse::{Date, Document, Excerpt, Head, escape_text};
use crate::render::content::{Content, escaped};
use crate::render::own::Own;
use crate::render::translations;
use crate::site::{Page, PageKind, Tag, beside, tag_id};
use crate::translation::Anchors;

/// Longest description taken from the text, in characters.
const DESCRIPTION: usize = 155;

view! {
    /// `page`
    pub(in crate::render) struct PageView<'a> {
        key: &'a str,
        kind: &'a str,
        title: Cow<'a, str>,
        heading: Filled<'a>,
        content: Filled<'a>,
        description: Option<Cow<'a, str>>,
        url: String,
        lang: &'a str,
        dir: &'a str,
        canonical: Option<String>,
        robots: Option<&'a str>,
        alternates: Alternates<'a>,
        stage: Option<&'a str>,
        print: Option<String>,
        breadcrumbs: Trail<'a>,
        toc: Vec<TocView<'a>>,
        children: Vec<EntryView<'a>>,
        prev: Option<LinkView<'a>>,
        next: Option<LinkView<'a>>,
        related: Vec<LinkView<'a>>,
        backlinks: Backlinks<'a>,
        switcher: Switcher<'a>,
        fallback: Option<StandIn<'a>>,
        date: Option<DateView<'a>>,
        updated: Option<DateView<'a>>,
        words: u64,
        minutes: u64,
        tags: Vec<TagView<'a>>,
        term: Option<TermView<'a>>,
        edit_url: Option<String>,
        source_path: Option<&'a str>,
        beside: Vec<BesideLink<'a>>,
        teaches: Option<Teaches<'a>>,
        warm_up: Option<Html>,
        structured: Structured<'a>,
        markdown_url: Option<String>,
        picture: Option<String>,
        glossary: Vec<GlossaryEntry<'a>>,
    }
}

impl PageView<'_> {
    /// The page's address.
    pub(in crate::render) fn url(&self) -> &str {
        &self.url
    }
}

view! {
    /// An entry of `page.alternates`.
    pub(super) struct AlternateView<'a> {
        hreflang: &'a str,
        href: String,
    }
}

view! {
    /// An entry of `page.toc`.
    struct TocView<'a> {
        id: &'a str,
        title: String,
        children: Vec<TocView<'a>>,
    }
}

view! {
    /// An entry of `page.backlinks`.
    struct BacklinkView<'a> {
        title: &'a str,
        url: String,
        lang: Option<&'a str>,
        dir: &'a str,
        excerpt: Html,
        excerpt_lang: &'a str,
        excerpt_dir: &'a str,
    }
}

view! {
    /// An entry of `page.switcher`.
    struct SwitchView<'a> {
        tag: &'a str,
        name: &'a str,
        url: String,
        dir: &'a str,
        current: bool,
        title: Cow<'a, str>,
    }
}

view! {
    /// An entry of `page.beside`: the page beside another language.
    struct BesideLink<'a> {
        tag: &'a str,
        name: &'a str,
        url: String,
        dir: &'a str,
    }
}

view! {
    /// `page.date` and `page.updated`
    struct DateView<'a> {
        iso: String,
        text: Cow<'a, str>,
    }
}

view! {
    /// An entry of `page.tags`.
    struct TagView<'a> {
        name: &'a str,
        url: String,
    }
}

view! {
    /// `page.term`
    struct TermView<'a> {
        term: &'a str,
        avoid: Vec<&'a str>,
    }
}

/// `page.breadcrumbs`: the same for all pages of a section.
struct Trail<'a>(Option<&'a Once>);

impl Show for Trail<'_> {
    fn value(&self) -> Value {
        self.0.map_or_else(|| Value::from(Vec::<Value>::new()), |trail| trail.value())
    }

    fn feed(&self, feed: &mut Feed) {
        self.0.feed(feed);
    }
}

/// A piece of a page's text.
enum Filled<'a> {
    /// The inside of the page's own heading.
    Heading(Content<'a>),
    /// All that follows it.
    Text(Content<'a>),
    /// What a page without a text of its own has.
    Escaped(String),
}

impl Show for Filled<'_> {
    fn value(&self) -> Value {
        match self {
            Self::Heading(content) => Value::safe_string(&content.heading()),
            Self::Text(content) => Value::safe_string(&content.text()),
            Self::Escaped(html) => Value::safe_string(html),
        }
    }

    fn feed(&self, feed: &mut Feed) {
        match self {
            // The text itself is fed by its document's digest; what it does not decide fills its holes.
            Self::Heading(content) => feed.within(Part::Links, |feed| {
                feed.bytes(content.heading_fillings().as_bytes());
            }),
            Self::Text(content) => feed.within(Part::Links, |feed| {
                feed.bytes(content.text_fillings().as_bytes());
            }),
            Self::Escaped(html) => feed.bytes(html.as_bytes()),
        }
    }
}

/// `page.backlinks`
struct Backlinks<'a>(Vec<BacklinkView<'a>>);

impl Show for Backlinks<'_> {
    fn value(&self) -> Value {
        self.0.value()
    }

    fn feed(&self, feed: &mut Feed) {
        feed.within(Part::Backlinks, |feed| self.0.feed(feed));
    }
}

/// What the translations of a page show of each other: made once for all of them.
pub(in crate::render) struct Siblings {
    alternates: Once,
    /// The entries of the switcher by language, none of them the current one.
    switcher: Vec<(LangId, Value)>,
    digest: Digest,
}

impl Siblings {
    /// What the pages of this one's group show of each other; `None` if it has no group.
    pub(in crate::render) fn of(r: &Renderer<'_>, page: &Page) -> Option<Self> {
        let group = page.group?;
        // A page that stands in for another is in no list but its own.
        let real = translations(r.site, page, r.config).into_iter().map(|(_, id)| r.site.page(id));
        let page = real.into_iter().find(|page| page.group == Some(group))?;
        let entries: Vec<(LangId, SwitchView<'_>)> = translations(r.site, page, r.config)
            .into_iter()
            .map(|(lang, id)| (lang, switch_to(r, lang, id, false)))
            .collect();
        let mut feed = Feed::new(Part::Around);
        entries.iter().for_each(|(_, entry)| entry.feed(&mut feed));
        Some(Self {
            alternates: Once::new(&alternates(r, page)),
            switcher: entries.iter().map(|(lang, entry)| (*lang, entry.value())).collect(),
            digest: feed.digest(),
        })
    }
}

/// `page.alternates`
enum Alternates<'a> {
    Own(Vec<AlternateView<'a>>),
    Shared(&'a Once),
}

impl Show for Alternates<'_> {
    fn value(&self) -> Value {
        match self {
            Self::Own(own) => own.value(),
            Self::Shared(shared) => shared.value(),
        }
    }

    fn feed(&self, feed: &mut Feed) {
        // The digest of what is the same has to be the same, shared or not.
        match self {
            Self::Own(own) => (&Once::new(own)).feed(feed),
            Self::Shared(shared) => shared.feed(feed),
        }
    }
}

/// `page.switcher`
enum Switcher<'a> {
    Own(Vec<SwitchView<'a>>),
    Shared { siblings: &'a Siblings, current: (LangId, SwitchView<'a>) },
}

impl Show for Switcher<'_> {
    fn value(&self) -> Value {
        match self {
            Self::Own(own) => own.value(),
            Self::Shared { siblings, current: (here, entry) } => {
                let value = |(lang, value): &(LangId, Value)| if lang == here { entry.value() } else { value.clone() };
                Value::from(siblings.switcher.iter().map(value).collect::<Vec<_>>())
            }
        }
    }

    fn feed(&self, feed: &mut Feed) {
        match self {
            Self::Own(own) => own.feed(feed),
            Self::Shared { siblings, current: (_, entry) } => {
                feed.bytes(siblings.digest.as_bytes());
                entry.feed(feed);
            }
        }
    }
}

use glossary::GlossaryEntry;
pub(in crate::render) use glossary::cards;
pub(in crate::render) use special::{Beside, folder, not_found, own, status_page};
use teaching::Teaches;

/// What a page's template sees. `siblings` are what [`Siblings::of`] gives for it.
pub(in crate::render) fn page<'a>(r: &Renderer<'a>, page: &'a Page, siblings: Option<&'a Siblings>) -> PageView<'a> {
    let siblings = siblings.filter(|_| !page.is_fallback());
    let lang = page.lang;
    let site = r.site;
    let content_language = r.config.language(page.content_lang);
    let document: Option<&'a Document> = page.doc.map(|doc| &*r.docs[doc.index()]);
    let title = title(r, page);
    let own = document.zip(page.doc);
    let heading = match r.content(page).filter(|content| content.document.body.has_h1) {
        Some(content) => Filled::Heading(content),
        None => Filled::Escaped(escaped(&title)),
    };
    let description = description(r, page);
    let toc = own.map_or_else(Vec::new, |(document, doc)| toc(r, page, &document.head, &r.anchors[doc.index()]));
    let group = page.group.map(|g| site.group(g));
    let tags = group.map_or_else(Vec::new, |group| {
        let mut tags: Vec<&Tag> = group.shared.tags.iter().filter_map(|id| site.tag(lang, id)).collect();
        let reader = r.config.language(lang);
        tags.sort_by(|a, b| reader.locale.compare(&a.name, &b.name));
        tags.into_iter().map(|tag| TagView { name: &tag.name, url: r.url(site.page(tag.page)) }).collect()
    });
    let related = group.map_or_else(Vec::new, |group| {
        let pages = group.shared.related.iter().filter_map(|g| site.best_page(*g, lang));
        pages.map(|id| link(r, lang, id)).collect()
    });
    let words = document.map_or(0, |d| d.head.words);
    let (canonical, robots) = canonical(r, page);
    let edit = document.zip(r.config.html.edit_url_template.as_ref());
    let term = document.filter(|_| page.kind == PageKind::Content(crate::parse::Kind::Term)).map(|d| {
        let meta = &d.head.meta;
        TermView {
            term: meta.term.as_ref().map_or(&page.title, |t| &t.value),
            avoid: meta.avoid.iter().map(|a| a.value.as_str()).collect(),
        }
    });
    let warm_up = r.course.warm_up(site, page);
    let warm_up =
        warm_up.into_iter().map(|(of, question)| r.question(of, question, page.content_lang)).collect::<String>();
    let warm_up = (!warm_up.is_empty()).then_some(Html(warm_up));
    PageView {
        key: page.key.as_str(),
        kind: page.kind.as_str(),
        title,
        heading,
        content: r.content(page).map_or_else(|| Filled::Escaped(String::new()), Filled::Text),
        picture: r.picture_url(page),
        markdown_url: r.markdown(page).map(|(output, _)| [r.base(), &encode_path(&output)].concat()),
        structured: Structured::of(r, page),
        description,
        url: r.url(page),
        lang: &content_language.tag,
        dir: content_language.locale.direction().as_str(),
        canonical,
        robots,
        alternates: match siblings {
            Some(siblings) => Alternates::Shared(&siblings.alternates),
            None => Alternates::Own(alternates(r, page)),
        },
        stage: site.stage_of(page).map(|g| site.group(g).key.as_str()),
        print: site.stage_of(page).and_then(|stage| r.own_url(lang, Own::Print(Some(stage)))),
        breadcrumbs: Trail(page.parent.map(|parent| r.trails.below(r, parent))),
        toc,
        children: children(r, page),
        prev: page.prev.map(|id| link(r, lang, id)),
        next: page.next.map(|id| link(r, lang, id)),
        related,
        backlinks: backlinks(r, page),
        switcher: match siblings {
            Some(siblings) => Switcher::Shared { siblings, current: (lang, switch_to(r, lang, page.id, true)) },
            None => Switcher::Own(switcher(r, page)),
        },
        fallback: stand_in::view(r, page),
        date: page.date.as_ref().map(|d| date(r, lang, d)),
        updated: page.updated.as_ref().map(|d| date(r, lang, d)),
        words: words as u64,
        minutes: u64::from(content_language.locale.reading_minutes(words)),
        tags,
        term,
        edit_url: edit.map(|(d, template)| template.replace("{path}", &encode_path(d.file.as_str()))),
        source_path: document.map(|d| d.file.as_str()),
        beside: besides(r, page),
        teaches: r.content(page).as_ref().and_then(|content| Teaches::of(content, warm_up.is_some())),
        warm_up,
        glossary: glossary::entries(r, page),
    }
}

/// The sentence that stands for a page in lists.
fn description<'a>(r: &Renderer<'a>, page: &'a Page) -> Option<Cow<'a, str>> {
    let head = &r.docs[page.doc?.index()].head;
    let text = match &head.meta.description {
        Some(description) => Cow::Borrowed(description.value.as_str()),
        None => Cow::Owned(shorten(&head.summary.whole(|link| r.link_title(page, link)))),
    };
    (!text.is_empty()).then_some(text)
}

/// The languages that a page can be read beside, if the settings ask for that.
fn besides<'a>(r: &Renderer<'a>, page: &Page) -> Vec<BesideLink<'a>> {
    if !r.config.html.parallel_text {
        return Vec::new();
    }
    let link = |other: &Page| {
        let language = r.config.language(other.lang);
        let url = format!("{}{}", r.base(), beside::address(page, &language.tag, r.config.html.url_style).href);
        BesideLink { tag: &language.tag, name: &language.name, url, dir: language.locale.direction().as_str() }
    };
    beside::others(r.site, page).into_iter().map(link).collect()
}

/// A page's title; that of the list of tags is a text of the interface.
pub(in crate::render) fn title<'a>(r: &Renderer<'a>, page: &'a Page) -> Cow<'a, str> {
    match page.kind {
        PageKind::Tags => Cow::Owned(r.theme.strings.text(page.lang, "tags-title")),
        _ => Cow::Borrowed(&page.title),
    }
}

fn date<'a>(r: &Renderer<'a>, reader: LangId, date: &Date) -> DateView<'a> {
    let locale = &r.config.language(reader).locale;
    DateView { iso: date.day(), text: Cow::Owned(locale.long_date(date.year, date.month, date.day)) }
}

/// The absolute address that stands for a page, and what robots are told. A stand-in's is that of the page it shows.
pub(super) fn canonical(r: &Renderer<'_>, page: &Page) -> (Option<String>, Option<&'static str>) {
    if !page.is_fallback() {
        return (r.absolute(page), None);
    }
    let shown = page.group.and_then(|g| r.site.group(g).pages[page.content_lang.index()]);
    let canonical = shown.and_then(|id| r.absolute(r.site.page(id)));
    let robots = canonical.is_none().then_some("noindex");
    (canonical, robots)
}

/// The page in every language that has it, as `rel="alternate"` wants it; the original is the default.
pub(super) fn alternates<'a>(r: &Renderer<'a>, page: &Page) -> Vec<AlternateView<'a>> {
    let absolute = r.config.html.site_url.origin.is_some();
    let pages = translations(r.site, page, r.config);
    if !absolute || page.is_fallback() || pages.len() < 2 {
        return Vec::new();
    }
    let alternate =
        |hreflang, id: PageId| AlternateView { hreflang, href: r.absolute(r.site.page(id)).unwrap_or_default() };
    let mut views: Vec<AlternateView<'_>> =
        pages.iter().map(|(lang, id)| alternate(r.config.language(*lang).locale.canonical(), *id)).collect();
    if let Some((_, id)) = pages.iter().find(|(lang, _)| *lang == default_lang(r, page)) {
        views.push(alternate("x-default", *id));
    }
    views
}

/// The language whose page is for readers of no language of the site.
pub(in crate::render) fn default_lang(r: &Renderer<'_>, page: &Page) -> LangId {
    page.group.map_or(r.config.main, |g| r.site.group(g).origin)
}

fn switcher<'a>(r: &Renderer<'a>, page: &Page) -> Vec<SwitchView<'a>> {
    let mut pages = translations(r.site, page, r.config);
    if !pages.iter().any(|(lang, _)| *lang == page.lang) {
        pages.push((page.lang, page.id));
        pages.sort();
    }
    pages.into_iter().map(|(lang, id)| switch_to(r, lang, id, lang == page.lang)).collect()
}

fn switch_to<'a>(r: &Renderer<'a>, lang: LangId, id: PageId, current: bool) -> SwitchView<'a> {
    let target = r.site.page(id);
    switch(r, lang, r.url(target), current, title(r, target))
}

fn switch<'a>(r: &Renderer<'a>, lang: LangId, url: String, current: bool, title: Cow<'a, str>) -> SwitchView<'a> {
    let language = r.config.language(lang);
    let dir = language.locale.direction().as_str();
    SwitchView { tag: &language.tag, name: &language.name, url, dir, current, title }
}

/// The headings of levels 2 and 3 that are no question's and no role-play's.
fn toc<'a>(r: &Renderer<'a>, page: &Page, head: &'a Head, anchors: &'a Anchors) -> Vec<TocView<'a>> {
    let mut sections: Vec<TocView<'a>> = Vec::new();
    // Questions and what happens in a role-play are no parts to leaf through.
    let learning = &head.learning;
    let questions = learning.questions.iter().map(|question| question.heading);
    let left_out: HashSet<usize> = questions.chain(learning.nodes.iter().map(|node| node.heading)).collect();
    let listed = head.headings.iter().zip(&anchors.headings).enumerate().filter(|(i, _)| !left_out.contains(i));
    for (_, (heading, id)) in listed {
        let entry = || TocView {
            id: id.as_str(),
            title: heading.text.whole(|link| r.link_title(page, link)),
            children: Vec::new(),
        };
        match heading.level {
            2 => sections.push(entry()),
            3 => {
                if let Some(section) = sections.last_mut() {
                    section.children.push(entry());
                }
            }
            _ => {}
        }
    }
    sections
}

/// The pages that a section, a tag or the home page lists.
fn children<'a>(r: &Renderer<'a>, page: &Page) -> Vec<EntryView<'a>> {
    let tags = &r.site.languages[page.lang.index()].tags;
    match page.kind {
        PageKind::Content(_) => Vec::new(),
        PageKind::Home | PageKind::Section => page.children.iter().map(|id| entry(r, page.lang, *id)).collect(),
        PageKind::Tag => {
            let pages = tag_id(page).and_then(|id| r.site.tag(page.lang, id)).map_or(&[][..], |tag| &tag.pages);
            pages.iter().map(|id| entry(r, page.lang, *id)).collect()
        }
        PageKind::Tags => tags.iter().map(|tag| tag_entry(r, page.lang, tag)).collect(),
    }
}

fn tag_entry<'a>(r: &Renderer<'a>, lang: LangId, tag: &'a Tag) -> EntryView<'a> {
    EntryView {
        key: &tag.id,
        title: Cow::Borrowed(&tag.name),
        url: r.url(r.site.page(tag.page)),
        lang: None,
        dir: r.config.language(lang).locale.direction().as_str(),
        description: Some(Cow::Owned(r.theme.strings.counted(lang, "pages-count", "count", tag.pages.len()))),
        kind: PageKind::Tag.as_str(),
        number: None,
        tasks: 0,
    }
}

/// What links to a page, each with the sentence the link stands in.
fn backlinks<'a>(r: &Renderer<'a>, page: &Page) -> Backlinks<'a> {
    let view = |backlink: &crate::graph::Backlink| {
        let from = r.site.page(backlink.from);
        let (lang, dir) = title_lang(r, page.lang, from);
        let language = r.config.language(from.content_lang);
        let excerpt_of = from.doc.map(|doc| match backlink.link {
            At::Link(link) => &r.docs[doc.index()].head.links[link].excerpt,
            At::Term(used) => &r.uses[doc.index()].links[used].excerpt,
        });
        BacklinkView {
            title: &from.title,
            url: r.url(from),
            lang,
            dir,
            excerpt: Html(excerpt_of.map_or_else(String::new, |it| excerpt(it, |i| r.link_title(from, i)))),
            excerpt_lang: &language.tag,
            excerpt_dir: language.locale.direction().as_str(),
        }
    };
    Backlinks(r.graph.backlinks(page.id).iter().map(view).collect())
}

/// A sentence with the link marked in it.
fn excerpt<'a>(excerpt: &Excerpt, title: impl Fn(usize) -> Option<&'a str>) -> String {
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
