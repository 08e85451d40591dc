//! A language's Atom feed (RFC 4287): its dated pages, the newest first.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Renderer;
use crate::ids::{LangId, encode_path};
use crate::parse::Date;
use crate::site::Page;

/// Most entries of a feed. Readers fetch it often, and want what is new.
const ENTRIES: usize = 50;

fn is_entry(page: &Page, lang: LangId) -> bool {
    page.lang == lang && !page.is_fallback() && page.date.is_some()
}

/// The moment a page changed last.
fn changed(page: &Page) -> Option<&Date> {
    page.date.as_ref().max(page.updated.as_ref())
}

/// The feed's path and text; `None` for a language without dated pages.
pub(super) fn file(r: &Renderer<'_>, lang: LangId, site: &str) -> Option<(String, String)> {
    let mut pages: Vec<&Page> = r.site.pages.iter().filter(|page| is_entry(page, lang)).collect();
    pages.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.key.cmp(&b.key)));
    pages.truncate(ENTRIES);
    let updated = pages.iter().filter_map(|page| changed(page)).max()?;
    let language = r.config.language(lang);
    let file = format!("{}/feed.xml", language.tag);
    let own = format!("{site}{}", encode_path(&file));
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    let written = (|| -> std::io::Result<()> {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        xml.create_element("feed")
            .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
            .with_attribute(("xml:lang", language.locale.canonical()))
            .write_inner_content(|xml| {
                text(xml, "title", &language.title)?;
                if let Some(description) = &language.description {
                    text(xml, "subtitle", description)?;
                }
                link(xml, "self", &own)?;
                if let Some(home) = r.site.languages[lang.index()].home {
                    link(xml, "alternate", &r.absolute(r.site.page(home)).unwrap_or_default())?;
                }
                text(xml, "id", &own)?;
                text(xml, "updated", &updated.rfc3339())?;
                // RFC 4287, 4.1.1: a feed whose entries name no author names one itself.
                let authors = &r.config.authors;
                for author in
                    authors.iter().map(String::as_str).chain(authors.is_empty().then_some(language.title.as_str()))
                {
                    xml.create_element("author").write_inner_content(|xml| text(xml, "name", author))?;
                }
                for page in &pages {
                    entry(r, xml, page)?;
                }
                Ok(())
            })?;
        Ok(())
    })();
    // Writing into memory does not fail.
    written.ok()?;
    let text = String::from_utf8(xml.into_inner()).ok()?;
    Some((file, text + "\n"))
}

fn entry(r: &Renderer<'_>, xml: &mut Writer<Vec<u8>>, page: &Page) -> std::io::Result<()> {
    let url = r.absolute(page).unwrap_or_default();
    let head = page.doc.map(|doc| &r.docs[doc.index()].head);
    xml.create_element("entry").write_inner_content(|xml| {
        text(xml, "title", &page.title)?;
        link(xml, "alternate", &url)?;
        text(xml, "id", &url)?;
        if let Some(date) = &page.date {
            text(xml, "published", &date.rfc3339())?;
        }
        if let Some(date) = changed(page) {
            text(xml, "updated", &date.rfc3339())?;
        }
        let summary = head.map_or_else(String::new, |head| match &head.meta.description {
            Some(description) => description.value.clone(),
            None => head.summary.whole(|link| r.link_title(page, link)),
        });
        if !summary.is_empty() {
            text(xml, "summary", &summary)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn text(xml: &mut Writer<Vec<u8>>, name: &str, content: &str) -> std::io::Result<()> {
    // XML 1.0, 2.2: control characters cannot stand in a document at all.
    let content: String = content.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    xml.create_element(name).write_text_content(BytesText::new(&content))?;
    Ok(())
}

fn link(xml: &mut Writer<Vec<u8>>, rel: &str, href: &str) -> std::io::Result<()> {
    xml.create_element("link").with_attribute(("rel", rel)).with_attribute(("href", href)).write_empty()?;
    Ok(())
}
