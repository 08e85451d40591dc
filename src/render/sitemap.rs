//! `sitemap.xml` (sitemaps.org 0.9), each page with its translations as Google's guidelines have them.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use rayon::prelude::*;

use super::{Renderer, translations, view};
use crate::site::{Group, Page, PageKind};

/// Most addresses of one file (sitemaps.org: 50,000 addresses and 50 MB).
const ADDRESSES: usize = 10_000;

type Xml = Writer<Vec<u8>>;

/// Hands out the sitemap; of a large site its parts one by one, and an index of them.
pub(super) fn files<E>(
    r: &Renderer<'_>,
    site: &str,
    each: &mut dyn FnMut(String, String) -> Result<(), E>,
) -> Result<(), E> {
    let of_group = |group: &Group| {
        let own = group.pages.iter().flatten().map(|id| r.site.page(*id)).find(|page| !page.is_fallback());
        own.and_then(|page| translated(r, page).ok()).unwrap_or_default()
    };
    let alternates: Vec<Vec<u8>> = r.site.groups.par_iter().map(of_group).collect();
    let pages: Vec<&Page> = r.site.pages.iter().filter(|page| !page.is_fallback()).collect();
    let parts: Vec<&[&Page]> = pages.chunks(ADDRESSES).collect();
    let name = |i: usize| if parts.len() == 1 { NAME.to_owned() } else { format!("sitemap-{}.xml", i + 1) };
    for (i, part) in parts.iter().enumerate() {
        if let Some(text) = document(|xml| urls(r, xml, part, &alternates)) {
            each(name(i), text)?;
        }
    }
    if parts.len() == 1 {
        return Ok(());
    }
    let index = document(|xml| {
        xml.create_element("sitemapindex").with_attribute(("xmlns", NAMESPACE)).write_inner_content(|xml| {
            for i in 0..parts.len() {
                xml.create_element("sitemap")
                    .write_inner_content(|xml| text(xml, "loc", &format!("{site}{}", name(i))))?;
            }
            Ok(())
        })?;
        Ok(())
    });
    index.map_or(Ok(()), |text| each(NAME.to_owned(), text))
}

const NAME: &str = "sitemap.xml";

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn document(write: impl FnOnce(&mut Xml) -> std::io::Result<()>) -> Option<String> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None))).ok()?;
    write(&mut xml).ok()?;
    String::from_utf8(xml.into_inner()).ok().map(|text| text + "\n")
}

fn urls(r: &Renderer<'_>, xml: &mut Xml, pages: &[&Page], alternates: &[Vec<u8>]) -> std::io::Result<()> {
    xml.create_element("urlset")
        .with_attribute(("xmlns", NAMESPACE))
        .with_attribute(("xmlns:xhtml", "http://www.w3.org/1999/xhtml"))
        .write_inner_content(|xml| {
            for page in pages {
                xml.create_element("url").write_inner_content(|xml| url(r, xml, page, alternates))?;
            }
            Ok(())
        })?;
    Ok(())
}

fn url(r: &Renderer<'_>, xml: &mut Xml, page: &Page, alternates: &[Vec<u8>]) -> std::io::Result<()> {
    text(xml, "loc", &r.absolute(page).unwrap_or_default())?;
    if let Some(date) = page.updated.as_ref().or(page.date.as_ref()) {
        text(xml, "lastmod", &date.day())?;
    }
    match page.group {
        Some(group) => xml.get_mut().extend(&alternates[group.index()]),
        None if page.kind == PageKind::Home => xml.get_mut().extend(translated(r, page)?),
        // Lists of tags are no translations of each other: a language may have a tag that another has not.
        None => {}
    }
    Ok(())
}

/// The links to all translations of a page, which are the same at each of them.
fn translated(r: &Renderer<'_>, page: &Page) -> std::io::Result<Vec<u8>> {
    let mut xml = Writer::new(Vec::new());
    let pages = translations(r.site, page, r.config);
    if pages.len() >= 2 {
        for (lang, id) in &pages {
            alternate(r, &mut xml, r.config.language(*lang).locale.canonical(), r.site.page(*id))?;
        }
        if let Some((_, id)) = pages.iter().find(|(lang, _)| *lang == view::default_lang(r, page)) {
            alternate(r, &mut xml, "x-default", r.site.page(*id))?;
        }
    }
    Ok(xml.into_inner())
}

fn alternate(r: &Renderer<'_>, xml: &mut Xml, tag: &str, page: &Page) -> std::io::Result<()> {
    xml.create_element("xhtml:link")
        .with_attribute(("rel", "alternate"))
        .with_attribute(("hreflang", tag))
        .with_attribute(("href", r.absolute(page).unwrap_or_default().as_str()))
        .write_empty()?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, content: &str) -> std::io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(content))?;
    Ok(())
}
