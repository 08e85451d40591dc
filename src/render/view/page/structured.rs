//! What a page is, for machines: JSON-LD with the types of [schema.org](https://schema.org) (Course, LearningResource, DefinedTerm, BreadcrumbList).
//!
//! Only where the site's address is known, for such data name everything by its address, and only for pages that have their own text.

use serde_json::{Map, Value, json};

use crate::ids::PageId;
use crate::parse::Kind;
use crate::render::Renderer;
use crate::render::show::Html;
use crate::site::{Page, PageKind};

/// The script element's content.
pub(super) fn data(r: &Renderer<'_>, page: &Page, description: Option<&str>) -> Option<Html> {
    let url = r.absolute(page).filter(|_| !page.is_fallback() && page.doc.is_some())?;
    let text = |id: PageId| r.site.page(id).title.as_str();
    let mut is = Map::new();
    let mut set = |name: &str, value: Value| is.insert(name.to_owned(), value);
    set("@id", json!(url));
    set("@type", json!(type_of(r, page)));
    set("name", json!(page.title));
    set("url", json!(url));
    if let Some(description) = description {
        set("description", json!(description));
    }
    // A term is no work: it has neither language nor author there.
    let is_work = page.kind != PageKind::Content(Kind::Term);
    if is_work {
        set("inLanguage", json!(r.config.language(page.content_lang).tag));
    }
    if let Some(date) = page.updated.as_ref().filter(|_| is_work) {
        set("dateModified", json!(date.day()));
    }
    if let Some(date) = page.date.as_ref().filter(|_| is_work) {
        set("datePublished", json!(date.day()));
    }
    if is_work && !r.config.authors.is_empty() {
        let authors: Vec<Value> =
            r.config.authors.iter().map(|name| json!({ "@type": "Person", "name": name })).collect();
        set("author", Value::Array(authors));
    }
    // What it was translated from.
    let original = page.group.map(|group| r.site.group(group)).filter(|group| is_work && group.origin != page.lang);
    let original = original.and_then(|group| group.pages[group.origin.index()]).map(|id| r.site.page(id));
    if let Some(url) = original.filter(|original| !original.is_fallback()).and_then(|original| r.absolute(original)) {
        set("translationOfWork", json!({ "@id": url }));
    }
    let parent = page.parent.and_then(|id| r.absolute(r.site.page(id)));
    match page.kind {
        PageKind::Content(Kind::Term) => {
            if let Some(parent) = parent {
                set("inDefinedTermSet", json!({ "@id": parent }));
            }
        }
        PageKind::Content(_) => {
            if let Some(home) = r.site.languages[page.lang.index()].home.and_then(|id| r.absolute(r.site.page(id))) {
                set("isPartOf", json!({ "@id": home }));
            }
            if let Some(content) = r.content(page) {
                let head = &content.document.head;
                let goals: Vec<String> =
                    head.learning.objectives.iter().map(|goal| content.plain(&goal.text)).collect();
                if !goals.is_empty() {
                    set("teaches", json!(goals));
                }
                let minutes = r.config.language(page.content_lang).locale.reading_minutes(head.words);
                set("timeRequired", json!(format!("PT{minutes}M")));
            }
        }
        _ => {}
    }
    let mut graph = vec![Value::Object(is)];
    let mut trail = vec![(page.title.as_str(), url)];
    let mut at = page.parent;
    while let Some(id) = at {
        let above = r.site.page(id);
        trail.extend(r.absolute(above).map(|url| (text(id), url)));
        at = above.parent;
    }
    if trail.len() > 1 {
        let items = trail.iter().rev().zip(1..);
        let items: Vec<Value> = items
            .map(|((name, url), place)| json!({ "@type": "ListItem", "position": place, "name": name, "item": url }))
            .collect();
        graph.push(json!({ "@type": "BreadcrumbList", "itemListElement": items }));
    }
    let text = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
    // Within a script element only this could end it (HTML, 13.1.2.1).
    Some(Html(text.replace('<', "\\u003c")))
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
