//! What a page is, for machines: JSON-LD with the types of [schema.org](https://schema.org) (Course, LearningResource, DefinedTerm, BreadcrumbList).
//!
//! Only where the site's address is known, for such data name everything by its address, and only for pages that have their own text.

use std::borrow::Cow;

use serde::ser::SerializeSeq as _;
use serde::{Serialize, Serializer};
use tera::Value;

use crate::parse::{Date, Kind};
use crate::render::Renderer;
use crate::render::show::{Feed, Html, Show};
use crate::site::{Page, PageKind};

/// `page.structured`: the script element's content, made only for pages that are rendered.
pub(super) struct Structured<'a>(Option<(Renderer<'a>, &'a Page)>);

impl<'a> Structured<'a> {
    /// That of a page.
    pub(super) fn of(r: &Renderer<'a>, page: &'a Page) -> Self {
        Self(Some((*r, page)))
    }

    /// That of a page which the generator makes.
    pub(super) fn none() -> Self {
        Self(None)
    }
}

impl Show for Structured<'_> {
    fn value(&self) -> Value {
        self.0.as_ref().and_then(|(r, page)| data(r, page)).value()
    }

    /// All else that it is made from the page shows elsewhere: its title, description, dates and trail, and its own text.
    fn feed(&self, feed: &mut Feed) {
        let Some((r, page)) = &self.0 else { return };
        type_of(r, page).feed(feed);
        original(r, page).map(|page| page.href.as_ref()).feed(feed);
    }
}

/// The page that one was translated from.
fn original<'a>(r: &Renderer<'a>, page: &Page) -> Option<&'a Page> {
    let group = r.site.group(page.group?);
    let id = group.pages[group.origin.index()].filter(|_| group.origin != page.lang)?;
    Some(r.site.page(id)).filter(|original| !original.is_fallback())
}

fn data(r: &Renderer<'_>, page: &Page) -> Option<Html> {
    let url = r.absolute(page).filter(|_| !page.is_fallback() && page.doc.is_some())?;
    let language = r.config.language(page.content_lang);
    // A term is no work: it has neither language nor author there.
    let is_term = page.kind == PageKind::Content(Kind::Term);
    let content = r.content(page).filter(|_| !is_term && matches!(page.kind, PageKind::Content(_)));
    let at = |page: Option<&Page>| page.and_then(|page| r.absolute(page)).map(|id| Id { id });
    let parent = page.parent.map(|id| r.site.page(id)).filter(|_| is_term);
    let home = r.site.languages[page.lang.index()].home.map(|id| r.site.page(id)).filter(|_| content.is_some());
    let is = Thing {
        id: &url,
        kind: type_of(r, page),
        name: &page.title,
        url: &url,
        description: super::description(r, page),
        language: (!is_term).then_some(&*language.tag),
        modified: page.updated.as_ref().filter(|_| !is_term).map(Date::day),
        published: page.date.as_ref().filter(|_| !is_term).map(Date::day),
        authors: r.config.authors.iter().filter(|_| !is_term).map(|name| Person { kind: "Person", name }).collect(),
        original: at(original(r, page).filter(|_| !is_term)),
        set: at(parent),
        whole: at(home),
        teaches: content.as_ref().map_or_else(Vec::new, |content| {
            content.document.head.learning.objectives.iter().map(|goal| content.plain(&goal.text)).collect()
        }),
        time: content.map(|content| format!("PT{}M", language.locale.reading_minutes(content.document.head.words))),
    };
    let mut trail: Vec<Step<'_>> = Vec::new();
    let mut next = Some(page);
    while let Some(page) = next {
        trail.extend(r.absolute(page).map(|item| Step { kind: "ListItem", position: 0, name: &page.title, item }));
        next = page.parent.map(|id| r.site.page(id));
    }
    trail.reverse();
    trail.iter_mut().zip(1..).for_each(|(step, place)| step.position = place);
    let trail = (trail.len() > 1).then_some(Trail { kind: "BreadcrumbList", items: trail });
    let graph = Graph { context: "https://schema.org", graph: (is, trail) };
    let text = serde_json::to_string(&graph).ok()?;
    // Within a script element only this could end it (HTML, 13.1.2.1).
    Some(Html(if text.contains('<') { text.replace('<', "\\u003c") } else { text }))
}

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'a str,
    #[serde(rename = "@graph", serialize_with = "both")]
    graph: (Thing<'a>, Option<Trail<'a>>),
}

/// A list of the two, or of the one that there is.
fn both<S: Serializer>((is, trail): &(Thing<'_>, Option<Trail<'_>>), out: S) -> Result<S::Ok, S::Error> {
    let mut list = out.serialize_seq(None)?;
    list.serialize_element(is)?;
    if let Some(trail) = trail {
        list.serialize_element(trail)?;
    }
    list.end()
}

#[derive(Serialize)]
struct Thing<'a> {
    #[serde(rename = "@id")]
    id: &'a str,
    #[serde(rename = "@type")]
    kind: &'a str,
    name: &'a str,
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Cow<'a, str>>,
    #[serde(rename = "inLanguage", skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(rename = "dateModified", skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(rename = "author", skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Person<'a>>,
    #[serde(rename = "translationOfWork", skip_serializing_if = "Option::is_none")]
    original: Option<Id>,
    #[serde(rename = "inDefinedTermSet", skip_serializing_if = "Option::is_none")]
    set: Option<Id>,
    #[serde(rename = "isPartOf", skip_serializing_if = "Option::is_none")]
    whole: Option<Id>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    teaches: Vec<String>,
    #[serde(rename = "timeRequired", skip_serializing_if = "Option::is_none")]
    time: Option<String>,
}

#[derive(Serialize)]
struct Id {
    #[serde(rename = "@id")]
    id: String,
}

#[derive(Serialize)]
struct Person<'a> {
    #[serde(rename = "@type")]
    kind: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Trail<'a> {
    #[serde(rename = "@type")]
    kind: &'a str,
    #[serde(rename = "itemListElement")]
    items: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    #[serde(rename = "@type")]
    kind: &'a str,
    position: usize,
    name: &'a str,
    item: String,
}

/// What schema.org calls such a page.
fn type_of(r: &Renderer<'_>, page: &Page) -> &'static str {
    let holds_terms = || page.children.iter().any(|id| r.site.page(*id).kind == PageKind::Content(Kind::Term));
    match page.kind {
        PageKind::Home if !r.course.is_empty() => "Course",
        PageKind::Home => "WebSite",
        PageKind::Section if holds_terms() => "DefinedTermSet",
        PageKind::Section => "CollectionPage",
        PageKind::Content(Kind::Term) => "DefinedTerm",
        PageKind::Content(Kind::Practice | Kind::Scenario) => "LearningResource",
        PageKind::Content(_) if r.course.is_lesson(page) || r.course.is_task(page) => "LearningResource",
        _ => "Article",
    }
}
