//! Parallel text: which pages can be read beside which, and at what addresses.

use super::{Page, Site};
use crate::config::UrlStyle;

/// Where a page beside another language is.
pub(crate) struct Address {
    /// Below the site's root, percent-encoded.
    pub(crate) href: String,
    /// In the output folder.
    pub(crate) output: String,
}

/// Where a page beside the language with this tag is.
pub(crate) fn address(page: &Page, tag: &str, style: UrlStyle) -> Address {
    let folder = |path: &str| match path.strip_suffix("index.html").or_else(|| path.strip_suffix('/')) {
        Some(folder) => folder.trim_end_matches('/').to_owned(),
        None => path.strip_suffix(".html").unwrap_or(path).to_owned(),
    };
    let (href, output) = (folder(&page.href), folder(&page.output));
    match style {
        UrlStyle::Folder => Address { href: format!("{href}/_{tag}/"), output: format!("{output}/_{tag}/index.html") },
        UrlStyle::File => Address { href: format!("{href}/_{tag}.html"), output: format!("{output}/_{tag}.html") },
    }
}

/// The output of the page that an address of parallel text belongs to, and the tag of the language beside it.
pub(crate) fn page_of(output: &str) -> Option<(String, String, &str)> {
    let name = output.strip_suffix("/index.html").or_else(|| output.strip_suffix(".html"))?;
    let (folder, name) = name.rsplit_once('/')?;
    let tag = name.strip_prefix('_')?;
    Some((format!("{folder}/index.html"), format!("{folder}.html"), tag))
}

/// The pages of other languages that a page can be read beside.
pub(crate) fn others<'a>(site: &'a Site, page: &Page) -> Vec<&'a Page> {
    let has_text = |page: &Page| page.doc.is_some() && !page.is_fallback();
    let Some(group) = page.group.filter(|_| has_text(page)) else { return Vec::new() };
    let others = site.group(group).pages.iter().flatten().map(|id| site.page(*id));
    others.filter(|other| other.lang != page.lang && has_text(other)).collect()
}
