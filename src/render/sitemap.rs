//! `sitemap.xml` (sitemaps.org 0.9), each page with its translations as Google's guidelines have them.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Renderer, translations, view};
use crate::site::{Page, PageKind};

/// Most addresses of one file (sitemaps.org: 50,000 addresses and 50 MB).
const ADDRESSES: usize = 20_000;

type Xml = Writer<Vec<u8>>;

/// The sitemap; of a large site an index and its parts.
pub(super) fn files(r: &Renderer<'_>, site: &str) -> Vec<(String, String)> {
    let pages: Vec<&Page> = r.site.pages.iter().filter(|page| !page.is_fallback()).collect();
    if pages.len() <= ADDRESSES {
        return Vec::from_iter(document(|xml| urls(r, xml, &pages)).map(|text| ("sitemap.xml".to_owned(), text)));
    }
    let parts: Vec<&[&Page]> = pages.chunks(ADDRESSES).collect();
    let name = |i: usize| format!("sitemap-{}.xml", i + 1);
    let mut files: Vec<(String, String)> =
        parts.iter().enumerate().filter_map(|(i, part)| Some((name(i), document(|xml| urls(r, xml, part))?))).collect();
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
    files.extend(index.map(|text| ("sitemap.xml".to_owned(), text)));
    files
}

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn document(write: impl FnOnce(&mut Xml) -> std::io::Result<()>) -> Option<String> {
    let mut xml = Writer::new(Vec::new());
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None))).ok()?;
    write(&mut xml).ok()?;
    String::from_utf8(xml.into_inner()).ok().map(|text| text + "\n")
}

fn urls(r: &Renderer<'_>, xml: &mut Xml, pages: &[&Page]) -> std::io::Result<()> {
    xml.create_element("urlset")
        .with_attribute(("xmlns", NAMESPACE))
        .with_attribute(("xmlns:xhtml", "http://www.w3.org/1999/xhtml"))
        .write_inner_content(|xml| {
            for page in pages {
                xml.create_element("url").write_inner_content(|xml| url(r, xml, page))?;
            }
            Ok(())
        })?;
    Ok(())
}

fn url(r: &Renderer<'_>, xml: &mut Xml, page: &Page) -> std::io::Result<()> {
    text(xml, "loc", &r.absolute(page).unwrap_or_default())?;
    if let Some(date) = page.updated.as_ref().or(page.date.as_ref()) {
        text(xml, "lastmod", &date.day())?;
    }
    if matches!(page.kind, PageKind::Tag | PageKind::Tags) {
        return Ok(());
    }
    let pages = translations(r.site, page, r.config);
    if pages.len() < 2 {
        return Ok(());
    }
    let default = view::default_lang(r, page);
    for (lang, id) in &pages {
        alternate(r, xml, r.config.language(*lang).locale.canonical(), r.site.page(*id))?;
    }
    if let Some((_, id)) = pages.iter().find(|(lang, _)| *lang == default) {
        alternate(r, xml, "x-default", r.site.page(*id))?;
    }
    Ok(())
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
