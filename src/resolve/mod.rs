//! Links of one page → what they lead to: site, anchors and a document → [`Resolved`] and diagnostics.
//!
//! A link names a page, not a file of one language. It leads to the best page for the reader: the reader's language's
//! (a stand-in included), else the original.
//!
//! Invariants: a function of its arguments, run for all pages in parallel; no path leaves the content folder.

mod path;
use std::ops::Range;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diags, nearest};
use crate::glossary::{Glossary, TermLink, Uses};
use crate::ids::{AssetId, DocId, GroupId, Key, LangId, PageId, nfc};
use crate::parse::{Document, Link, LinkKind, Media, SCHEMES};
use crate::site::{Label, Page, Published, Site};
use crate::translation::Anchors;

/// What the links and images of one page lead to, in the order of its document.
#[derive(Debug, Default)]
pub struct Resolved {
    /// The links.
    pub links: Vec<Target>,
    /// The images.
    pub media: Vec<MediaTarget>,
    /// The uses of terms that become links: which of the document's, and the term's page.
    pub terms: Vec<(usize, PageId)>,
}

/// What a link leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// Another site, or a mail address.
    External(String),
    /// A page; what follows its address: `?query#anchor`.
    Page(PageId, String),
    /// An asset; what follows its address.
    Asset(AssetId, String),
    /// A file of the site that the generator writes.
    Generated(String),
    /// An anchor of the same page.
    Anchor(String),
    /// Nothing: the reference stays text.
    Text,
    /// Nothing, which was reported.
    Broken,
}

/// Where an image lies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MediaTarget {
    /// On another site.
    External(String),
    /// Beside the pages; what follows its address.
    Asset(AssetId, String),
    /// Nowhere, which was reported.
    Broken,
}

/// What resolving looks things up in.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The site.
    pub site: &'a Site,
    /// The documents.
    pub docs: &'a [Arc<Document>],
    /// Their ids.
    pub anchors: &'a [Arc<Anchors>],
    /// The terms.
    pub glossary: &'a Glossary,
    /// Where they occur.
    pub uses: &'a [Arc<Uses>],
}

/// Resolves what a page links to. Findings about a page that stands in for a translation are left out: its own page
/// has them.
pub fn resolve(context: Context<'_>, page: &Page) -> (Resolved, Diags) {
    let Some(doc) = page.doc else { return Default::default() };
    let document = &context.docs[doc.index()];
    let mut resolver = Resolver {
        cx: context,
        document,
        own: doc,
        reader: page.lang,
        content: page.content_lang,
        diags: Diags::new(),
    };
    let links = document.head.links.iter().map(|link| resolver.link(link)).collect();
    let links: Vec<Target> = links;
    let media = document.head.media.iter().map(|media| resolver.media(media)).collect();
    let terms = terms(context, page, &links);
    let diags = if page.is_fallback() { Diags::new() } else { resolver.diags };
    (Resolved { links, media, terms }, diags)
}

/// The terms whose first use on a page becomes a link: those that the page does not link to by itself.
fn terms(cx: Context<'_>, page: &Page, links: &[Target]) -> Vec<(usize, PageId)> {
    let Some(uses) = page.doc.map(|doc| &cx.uses[doc.index()]).filter(|_| cx.config.html.term_links) else {
        return Vec::new();
    };
    let terms = &cx.glossary.terms(page.content_lang).terms;
    let target = |(i, used): (usize, &TermLink)| {
        let group = cx.site.group_by_key(terms.get(used.term)?.key.as_str())?;
        let target = cx.site.best_page(group, page.lang).filter(|_| page.group != Some(group))?;
        let is_linked = links.iter().any(|link| matches!(link, Target::Page(to, _) if *to == target));
        (!is_linked).then_some((i, target))
    };
    uses.links.iter().enumerate().filter_map(target).collect()
}

struct Resolver<'a> {
    cx: Context<'a>,
    document: &'a Document,
    own: DocId,
    reader: LangId,
    content: LangId,
    diags: Diags,
}

/// A path below a language folder.
struct Place {
    lang: LangId,
    path: String,
    folder: bool,
}

impl Resolver<'_> {
    fn report(&mut self, code: Code, span: &Range<usize>, message: String, help: impl Into<String>) {
        self.diags.push(Diagnostic::new(code, message, help).at(&self.document.file, span.clone()));
    }

    /// Whether links may lead to addresses of a kind: to those that run nothing, and if authors are not trusted, only to such as everybody
    /// knows.
    fn may_lead_to(&self, scheme: &str) -> bool {
        let scheme = scheme.to_ascii_lowercase();
        if self.cx.config.html.sanitize {
            return SCHEMES.contains(&scheme.as_str());
        }
        !matches!(scheme.as_str(), "javascript" | "vbscript" | "data")
    }

    fn link(&mut self, link: &Link) -> Target {
        if matches!(link.kind, LinkKind::Reference | LinkKind::Wiki | LinkKind::WikiText) {
            return self.label(link);
        }
        if let Some(scheme) = path::scheme(&link.to) {
            if !self.may_lead_to(&scheme) {
                self.report(
                    Code::UnsafeLink,
                    &link.place,
                    format!("a link must not be a `{scheme}:` address"),
                    "link to a page or a file; scripts belong into a theme",
                );
                return Target::Broken;
            }
            return Target::External(link.to.clone());
        }
        let (path, query, anchor) = path::split(&link.to);
        if link.to.starts_with("//") {
            return Target::External(link.to.clone());
        }
        let path = nfc(&percent_decode_str(path).decode_utf8_lossy());
        if let Some(absolute) = path.strip_prefix('/') {
            return self.absolute(link, absolute, query, anchor);
        }
        if path.is_empty() {
            return self.same_page(link, anchor);
        }
        let Some(place) = self.place(&path, &link.place) else { return Target::Broken };
        self.relative(link, &path, &place, query, anchor)
    }

    /// An address from the site's root.
    fn absolute(&mut self, link: &Link, path: &str, query: &str, anchor: Option<&str>) -> Target {
        let site = self.cx.site;
        let found =
            [path.to_owned(), format!("{path}/"), format!("{path}index.html")].iter().find_map(|url| site.at_url(url));
        match found {
            Some(Published::Page(page)) => self.page(link, page, query, anchor),
            Some(Published::Asset(asset)) => Target::Asset(asset, path::suffix(query, anchor)),
            None if self.is_generated(path) => Target::Generated(path.to_owned()),
            None => {
                self.report(
                    Code::BrokenLink,
                    &link.place,
                    format!("nothing is published at `/{path}`"),
                    "write the path from this file to the other one's `.md` file: it holds in every language",
                );
                Target::Broken
            }
        }
    }

    fn is_generated(&self, path: &str) -> bool {
        let absolute = self.cx.config.html.site_url.origin.is_some();
        match path {
            "" | "robots.txt" => true,
            "sitemap.xml" => absolute,
            _ => path
                .strip_suffix("/feed.xml")
                .and_then(|tag| self.cx.config.lang_by_tag(tag))
                .is_some_and(|lang| absolute && self.cx.site.has_feed(lang)),
        }
    }

    /// Where a relative path leads; one that leads to no language's folder is reported.
    fn place(&mut self, path: &str, span: &Range<usize>) -> Option<Place> {
        let config = self.cx.config;
        let folder = nfc(below(&config.src, self.document.file.parent()));
        let Some(joined) = path::join(&folder, path) else {
            self.report(
                Code::PathOutside,
                span,
                format!("`{path}` leads out of the content folder"),
                "link to a page or a file below a language's folder",
            );
            return None;
        };
        let (tag, rest) = joined.split_once('/').unwrap_or((&joined, ""));
        let Some(lang) = config.lang_by_tag(tag) else {
            let known: Vec<&str> = config.languages.iter().map(|l| l.tag.as_str()).collect();
            self.report(
                Code::BrokenLink,
                span,
                format!("`{path}` leads to `{joined}`, which is in no language's folder"),
                format!("the languages are: {}", known.join(", ")),
            );
            return None;
        };
        let folder = path.ends_with('/') || path.ends_with("..") || path.ends_with("/.") || path == ".";
        Some(Place { lang, path: rest.to_owned(), folder })
    }

    fn relative(&mut self, link: &Link, written: &str, place: &Place, query: &str, anchor: Option<&str>) -> Target {
        let key = if place.folder || place.path.is_empty() {
            Some(if place.path.is_empty() { Key::HOME } else { place.path.trim_end_matches('/') })
        } else {
            place.path.strip_suffix(".md").map(|stem| match stem.strip_suffix("/index") {
                Some(folder) => folder,
                None => stem,
            })
        };
        if let Some(key) = key {
            if let Some(group) = self.cx.site.group_by_key(key) {
                return self.group(link, group, place.lang, query, anchor);
            }
        } else if let Some(asset) = self.asset(place) {
            return Target::Asset(asset, path::suffix(query, anchor));
        }
        let typed = key.unwrap_or_else(|| place.path.trim_end_matches(".html"));
        let what = match key {
            Some(_) => "page",
            None => "file",
        };
        let site = self.cx.site;
        let page = |key: Key| self.written_path(place.lang, &self.page_file(&key));
        let asset = || site.nearest_asset(typed).map(|file| self.written_path(place.lang, file));
        let near = match key {
            Some(_) => site.nearest_key(typed).map(page),
            None if site.group_by_key(typed).is_some() => Some(page(Key::new(typed))),
            None => asset().or_else(|| site.nearest_key(typed).map(page)),
        };
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if place.folder => {
                format!("make it: `{}`", self.written_path(place.lang, &format!("{typed}/index.md")))
            }
            None => "check the path: it starts at this file's folder".to_owned(),
        };
        self.report(Code::BrokenLink, &link.place, format!("there is no {what} `{written}`"), help);
        Target::Broken
    }

    /// A page's file below a language's folder.
    fn page_file(&self, key: &Key) -> String {
        let site = self.cx.site;
        let section = site.group_by_key(key.as_str()).is_some_and(|g| site.group(g).section && !key.is_home());
        if section { format!("{key}/index.md") } else { format!("{key}.md") }
    }

    /// The path from this file to one in a language's folder.
    fn written_path(&self, lang: LangId, file: &str) -> String {
        let folder = below(&self.cx.config.src, self.document.file.parent());
        path::relative(folder, &format!("{}/{file}", self.cx.config.language(lang).tag))
    }

    /// The best copy of an asset for the reader.
    fn asset(&self, place: &Place) -> Option<AssetId> {
        let copies = self.cx.site.asset_copies(&place.path);
        let of = |lang: LangId| copies.iter().copied().find(|id| self.cx.site.asset(*id).lang == lang);
        let named = (place.lang != self.content).then(|| of(place.lang)).flatten();
        named
            .or_else(|| of(self.reader))
            .or_else(|| of(self.content))
            .or_else(|| of(self.cx.config.main))
            .or_else(|| copies.first().copied())
    }

    /// A page by its group. A link into another language's folder means that language.
    fn group(&mut self, link: &Link, group: GroupId, named: LangId, query: &str, anchor: Option<&str>) -> Target {
        let reader = if named == self.content { self.reader } else { named };
        match self.cx.site.best_page(group, reader) {
            Some(page) => self.page(link, page, query, anchor),
            None => {
                let key = self.cx.site.group(group).key.clone();
                self.report(
                    Code::DraftLink,
                    &link.place,
                    format!("`{key}` is a draft"),
                    "publish it by taking `draft: true` out, or build with `--drafts`",
                );
                Target::Broken
            }
        }
    }

    fn page(&mut self, link: &Link, page: PageId, query: &str, anchor: Option<&str>) -> Target {
        let Some(anchor) = anchor.filter(|a| !a.is_empty()) else {
            return Target::Page(page, path::suffix(query, None));
        };
        match self.anchor(page, anchor) {
            Some(id) => Target::Page(page, path::suffix(query, Some(&id))),
            None => {
                self.broken_anchor(link, page, anchor);
                Target::Page(page, path::suffix(query, None))
            }
        }
    }

    /// The id of an anchor on a page. The anchor may be the name that the writer's language has for it.
    fn anchor(&self, page: PageId, anchor: &str) -> Option<String> {
        let wanted = nfc(&percent_decode_str(anchor).decode_utf8_lossy());
        let page = self.cx.site.page(page);
        let target = &self.cx.anchors[page.doc?.index()];
        let group = self.cx.site.group(page.group?);
        let members = group.members.iter();
        let writers = members.clone().find(|(lang, _)| *lang == self.content);
        let origin = members.clone().find(|(lang, _)| *lang == group.origin);
        for (_, doc) in writers.into_iter().chain(origin) {
            if let Some(id) = self.cx.anchors[doc.index()].canonical(&wanted)
                && target.canonical(id).is_some()
            {
                return Some(id.to_owned());
            }
        }
        target.canonical(&wanted).map(str::to_owned)
    }

    fn broken_anchor(&mut self, link: &Link, page: PageId, anchor: &str) {
        let page = self.cx.site.page(page);
        let Some(doc) = page.doc else { return };
        let document = &self.cx.docs[doc.index()];
        let names: Vec<&str> = self.cx.anchors[doc.index()].names().collect();
        let help = match nearest(anchor, names.iter().copied()) {
            Some(near) => format!("did you mean `#{near}`?"),
            None if names.is_empty() => "that page has no heading; link to the page itself".to_owned(),
            None => {
                let some: Vec<String> = names.iter().take(8).map(|n| format!("#{n}")).collect();
                format!("that page has: {}", some.join(", "))
            }
        };
        self.report(Code::BrokenAnchor, &link.place, format!("`{}` has no anchor `#{anchor}`", document.file), help);
    }

    fn same_page(&mut self, link: &Link, anchor: Option<&str>) -> Target {
        let Some(anchor) = anchor.filter(|a| !a.is_empty()) else { return Target::Anchor(String::new()) };
        let wanted = nfc(&percent_decode_str(anchor).decode_utf8_lossy());
        let anchors = &self.cx.anchors[self.own.index()];
        if let Some(id) = anchors.canonical(&wanted) {
            return Target::Anchor(path::suffix("", Some(id)));
        }
        // The top of the page, which needs no id (HTML Living Standard, 7.4.6.4).
        if wanted.eq_ignore_ascii_case("top") {
            return Target::Anchor("#top".to_owned());
        }
        let help = match nearest(anchor, anchors.names()) {
            Some(near) => format!("did you mean `#{near}`?"),
            None => "give a heading this id: `## Heading {#id}`".to_owned(),
        };
        self.report(Code::BrokenAnchor, &link.place, format!("this page has no anchor `#{anchor}`"), help);
        Target::Broken
    }

    /// `[text][key]`, `[[key]]` and `[[key|text]]`.
    fn label(&mut self, link: &Link) -> Target {
        let to = nfc(&link.to);
        let (label, anchor) = match to.split_once('#') {
            Some((label, anchor)) => (label.trim(), Some(anchor)),
            None => (to.trim(), None),
        };
        if label.is_empty() && anchor.is_some() {
            return self.same_page(link, anchor);
        }
        match self.cx.site.label(label) {
            Label::Group(group) => self.group(link, group, self.content, "", anchor),
            Label::Ambiguous(keys) => {
                let diagnostic = crate::site::ambiguous(label, &keys);
                self.diags.push(diagnostic.at(&self.document.file, link.place.clone()));
                Target::Broken
            }
            Label::Unknown(near) => {
                let without_ending = label.strip_suffix(".md").filter(|key| self.cx.site.group_by_key(key).is_some());
                let near = without_ending.map(str::to_owned).or(near.map(|near| near.to_string()));
                let near = near.map(|near| format!("did you mean `{near}`?"));
                let wiki = link.kind != LinkKind::Reference;
                let (code, target, otherwise) = if wiki {
                    (
                        Code::BrokenLink,
                        Target::Broken,
                        "write a page's key: its path below the language folder, without `.md`",
                    )
                } else {
                    (
                        Code::UnknownReference,
                        Target::Text,
                        "write a page's key, or define the reference; a backslash before the bracket says that it is text",
                    )
                };
                self.report(
                    code,
                    &link.place,
                    format!("there is no page `{label}`"),
                    near.unwrap_or_else(|| otherwise.to_owned()),
                );
                target
            }
        }
    }

    fn media(&mut self, media: &Media) -> MediaTarget {
        if self.cx.config.html.sanitize
            && let Some(scheme) = path::scheme(&media.src).filter(|scheme| !self.may_lead_to(scheme))
        {
            let message = format!("an image must not have a `{scheme}:` address: `raw-html` is `sanitize`");
            self.report(Code::UnsafeLink, &media.place, message, "put the file beside the page, and name it");
        }
        if path::scheme(&media.src).is_some() || media.src.starts_with("//") {
            return MediaTarget::External(media.src.clone());
        }
        let (path, query, anchor) = path::split(&media.src);
        let path = nfc(&percent_decode_str(path).decode_utf8_lossy());
        let found = match path.strip_prefix('/') {
            Some(absolute) => match self.cx.site.at_url(absolute) {
                Some(Published::Asset(asset)) => Some(asset),
                _ => None,
            },
            None => {
                let Some(place) = self.place(&path, &media.place) else { return MediaTarget::Broken };
                self.asset(&place)
            }
        };
        if let Some(asset) = found {
            return MediaTarget::Asset(asset, path::suffix(query, anchor));
        }
        let near = self.cx.site.nearest_asset(&path).map(|file| self.written_path(self.content, file));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "put it beside the page; a language without its own copy takes the original's".to_owned(),
        };
        self.report(Code::BrokenLink, &media.place, format!("there is no image `{path}`"), help);
        MediaTarget::Broken
    }
}

/// A path below the content folder.
fn below<'a>(src: &str, path: &'a str) -> &'a str {
    path.strip_prefix(src).unwrap_or(path).trim_start_matches('/')
}
