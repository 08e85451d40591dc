//! Redirects: a page's `aliases`, and a section's for all pages below it.

use super::address::{Owner, Owners};
use super::{Page, PageKind, Site, same_address};
use crate::config::{Config, UrlStyle};
use crate::diag::{Code, Diagnostic, Diags};
use crate::ids::PageId;
use crate::parse::{Document, bad_slug};
use std::sync::Arc;

/// An earlier address of a page.
#[derive(Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Its file in the output folder.
    pub output: String,
    /// The page that is there now.
    pub target: PageId,
}

/// Adds the redirects. An alias that begins with a slash is a path from the site's root, any other one from the
/// language's.
pub(super) fn add(config: &Config, site: &mut Site, docs: &[Arc<Document>], owners: &mut Owners, diags: &mut Diags) {
    let mut redirects = Vec::new();
    let mut derived = Vec::new();
    for page in site.pages.iter().filter(|p| !p.is_fallback()) {
        let Some(doc) = page.doc else { continue };
        let document = &docs[doc.index()];
        for alias in &document.head.meta.aliases {
            let Some(path) = path(config, page, &alias.value) else {
                diags.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        format!("`{}` is no path within the site", alias.value),
                        "write an earlier address such as `/et/old-name/`, or `old-name` within the language",
                    )
                    .at(&document.file, alias.span.clone()),
                );
                continue;
            };
            let section = matches!(page.kind, PageKind::Section | PageKind::Home);
            let output = output(&path, config.html.url_style, section);
            if let Some(owner) = owners.claim(&output, Owner::Alias(page.id)) {
                let mut diagnostic = same_address(&path, &document.file, &owner.name(site, docs));
                diagnostic.span = Some(alias.span.clone());
                diagnostic.help = "take the alias out, or move what is there now".to_owned();
                diags.push(diagnostic);
                continue;
            }
            redirects.push(Redirect { output, target: page.id });
            descendants(site, page, &path, config.html.url_style, &mut derived);
        }
    }
    // A page that lies at a section's earlier address by right goes before a redirect.
    for redirect in derived {
        if owners.claim(&redirect.output, Owner::SectionAlias).is_none() {
            redirects.push(redirect);
        }
    }
    redirects.sort_by(|a, b| a.output.cmp(&b.output));
    site.redirects = redirects;
}

/// The alias as a path below the site's root, without slashes at its ends.
fn path(config: &Config, page: &Page, alias: &str) -> Option<String> {
    let whole = match alias.strip_prefix('/') {
        Some(path) => path.to_owned(),
        None => format!("{}/{alias}", config.language(page.lang).tag),
    };
    let path = whole.trim_matches('/');
    let fine = !path.is_empty() && path.split('/').all(|part| bad_slug(part).is_none());
    fine.then(|| path.to_owned())
}

/// The file of an earlier address, so that it is found as the pages are.
fn output(path: &str, style: UrlStyle, section: bool) -> String {
    match style {
        _ if path.ends_with(".html") => path.to_owned(),
        UrlStyle::File if !section => format!("{path}.html"),
        _ => format!("{path}/index.html"),
    }
}

/// The pages below a section at its earlier address.
fn descendants(site: &Site, section: &Page, alias: &str, style: UrlStyle, out: &mut Vec<Redirect>) {
    let folder = match style {
        UrlStyle::Folder => section.url.as_str(),
        UrlStyle::File => section.url.trim_end_matches("index.html"),
    };
    let mut stack = section.children.clone();
    while let Some(id) = stack.pop() {
        let page = site.page(id);
        if let Some(rest) = page.output.strip_prefix(folder) {
            out.push(Redirect { output: format!("{}/{rest}", alias.trim_end_matches(".html")), target: id });
        }
        stack.extend(&page.children);
    }
}
