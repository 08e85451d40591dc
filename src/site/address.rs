//! Addresses: slugs of pages and sections → where each page and asset is published; what collides is reported.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Asset, Group, Page, PageKind, Published, Site, beside, same_address};
use crate::config::{Config, UrlStyle};
use crate::diag::{Code, Diagnostic, Diags};
use crate::ids::{AssetId, LangId, PageId};
use crate::parse::Document;
use crate::scan::SourceTree;

/// Who has which path of the output folder. File systems and hosts may see no difference in case, so none is made.
#[derive(Debug, Default)]
pub(super) struct Owners {
    files: HashMap<Box<str>, Owner>,
    /// Folders, each by the first that has a file in it.
    folders: HashMap<Box<str>, Owner>,
}

/// Who has a path of the output folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Owner {
    /// The generator itself.
    Generator,
    /// A page or an asset.
    Published(Published),
    /// An alias of a page.
    Alias(PageId),
    /// The alias of a section that a page lies in.
    SectionAlias,
}

impl Owner {
    /// How it is called in messages.
    pub(super) fn name(self, site: &Site, docs: &[Arc<Document>]) -> String {
        match self {
            Self::Generator => "the generator".to_owned(),
            Self::Published(Published::Page(id)) => page_name(site.page(id), docs),
            Self::Published(Published::Asset(id)) => format!("`{}`", site.asset(id).file),
            Self::Alias(id) => format!("an alias of {}", page_name(site.page(id), docs)),
            Self::SectionAlias => "the alias of a section".to_owned(),
        }
    }

    /// The path that it has.
    fn output(self, site: &Site) -> Option<&str> {
        match self {
            Self::Published(Published::Page(id)) => Some(&site.page(id).output),
            Self::Published(Published::Asset(id)) => Some(&site.asset(id).url),
            _ => None,
        }
    }
}

impl Owners {
    /// Enters who has a path; if somebody has it, or one that cannot be there beside it (a file where a folder has to
    /// be), who that is.
    pub(super) fn claim(&mut self, output: &str, owner: Owner) -> Option<Owner> {
        let lower = output.to_lowercase().into_boxed_str();
        if let Some(owner) = self.files.get(&lower).or_else(|| self.folders.get(&lower)) {
            return Some(*owner);
        }
        let mut new = Vec::new();
        for (i, _) in lower.rmatch_indices('/') {
            if self.folders.contains_key(&lower[..i]) {
                break;
            }
            if let Some(owner) = self.files.get(&lower[..i]) {
                return Some(*owner);
            }
            new.push(i);
        }
        for i in new {
            self.folders.insert(lower[..i].into(), owner);
        }
        self.files.insert(lower, owner);
        None
    }
}

/// A group's part of the address in a language: what its published page there says; a missing page has its origin's.
fn slug<'a>(site: &'a Site, group: &'a Group, lang: LangId, docs: &'a [Arc<Document>]) -> &'a str {
    let published = group.pages[lang.index()].map(|id| site.page(id)).filter(|page| !page.is_fallback());
    let origin = || group.members.iter().find(|(l, _)| *l == group.origin).map(|(_, doc)| *doc);
    let doc = published.and_then(|page| page.doc).or_else(origin);
    let own = doc.and_then(|doc| docs[doc.index()].head.meta.slug.as_ref());
    own.map_or(group.key.last(), |slug| slug.value.as_str())
}

/// The address of a folder in a language, with a slash at its end.
fn folder(site: &Site, config: &Config, lang: LangId, key: Option<&str>, docs: &[Arc<Document>]) -> String {
    let mut url = format!("{}/", config.language(lang).tag);
    let Some(key) = key else { return url };
    let ends = key.match_indices('/').map(|(i, _)| i).chain([key.len()]);
    let mut start = 0;
    for end in ends {
        let part = match site.group_by_key(&key[..end]) {
            Some(group) => slug(site, site.group(group), lang, docs),
            None => &key[start..end],
        };
        url.push_str(part);
        url.push('/');
        start = end + 1;
    }
    url
}

/// The address and the file of a page, from the folder's address and its own part.
pub(super) fn page_url(style: UrlStyle, folder: &str, slug: &str, index: bool) -> (String, String) {
    let stem = if slug.is_empty() { folder.to_owned() } else { format!("{folder}{slug}") };
    let stem = stem.trim_end_matches('/');
    match (style, index) {
        (UrlStyle::Folder, _) => (format!("{stem}/"), format!("{stem}/index.html")),
        (UrlStyle::File, true) => (format!("{stem}/index.html"), format!("{stem}/index.html")),
        (UrlStyle::File, false) => (format!("{stem}.html"), format!("{stem}.html")),
    }
}

/// Gives every page its address.
pub(super) fn pages(config: &Config, site: &mut Site, docs: &[Arc<Document>]) {
    let mut folders: HashMap<(LangId, Option<&str>), String> = HashMap::new();
    let mut urls = Vec::with_capacity(site.pages.len());
    for page in &site.pages {
        let of = (page.lang, page.key.folder());
        let folder = folders.entry(of).or_insert_with_key(|(lang, key)| folder(site, config, *lang, *key, docs));
        let slug = match page.group {
            _ if page.kind == PageKind::Home => "",
            Some(group) => slug(site, site.group(group), page.lang, docs),
            None => page.key.last(),
        };
        let index = matches!(page.kind, PageKind::Home | PageKind::Section);
        urls.push(page_url(config.html.url_style, folder, slug, index));
    }
    for (page, place) in site.pages.iter_mut().zip(urls) {
        page.put(place);
    }
}

/// Gives every asset its address: beside the pages of its language.
pub(super) fn assets(config: &Config, site: &mut Site, tree: &SourceTree, docs: &[Arc<Document>]) {
    let mut folders: HashMap<(LangId, Option<String>), String> = HashMap::new();
    let mut assets = Vec::with_capacity(tree.assets.len());
    for source in &tree.assets {
        let (of, name) = match source.path.rsplit_once('/') {
            Some((folder, name)) => (Some(folder.to_owned()), name),
            None => (None, source.path.as_str()),
        };
        let folder = folders
            .entry((source.lang, of))
            .or_insert_with_key(|(lang, key)| folder(site, config, *lang, key.as_deref(), docs));
        site.assets_by_path.entry(source.path.clone()).or_default().push(AssetId::new(assets.len()));
        assets.push(Asset {
            file: source.file.clone(),
            lang: source.lang,
            path: source.path.clone(),
            url: format!("{folder}{name}"),
        });
    }
    // Files for the root are linked to by their address only.
    assets.extend(tree.root.iter().map(|source| Asset {
        file: source.file.clone(),
        lang: config.main,
        path: source.name.clone(),
        url: source.name.clone(),
    }));
    site.assets = assets;
}

/// Enters every page and asset at its address; two at one address are reported.
pub(super) fn claim(config: &Config, site: &mut Site, docs: &[Arc<Document>], diags: &mut Diags) -> Owners {
    let mut owners = Owners::default();
    for name in reserved(config) {
        owners.claim(&name, Owner::Generator);
    }
    for (language, pages) in config.languages.iter().zip(&site.languages) {
        for stage in &pages.stages {
            let name = format!("{}/_print/{}/index.html", language.tag, site.page(*stage).key);
            owners.claim(&name, Owner::Generator);
        }
    }
    if config.html.parallel_text {
        for page in &site.pages {
            for other in beside::others(site, page) {
                let tag = &config.language(other.lang).tag;
                owners.claim(&beside::address(page, tag, config.html.url_style).output, Owner::Generator);
            }
        }
    }
    let mut by_url = HashMap::with_capacity(site.pages.len() + site.assets.len());
    let pages = site.pages.iter().map(|page| (Published::Page(page.id), &page.url, &page.output));
    let assets = site.assets.iter().enumerate();
    let assets = assets.map(|(i, asset)| (Published::Asset(AssetId::new(i)), &asset.url, &asset.url));
    for (thing, url, output) in pages.chain(assets) {
        let Some(owner) = owners.claim(output, Owner::Published(thing)) else {
            by_url.insert(url.clone(), thing);
            continue;
        };
        // Files whose names differ in case only were reported as such.
        let name = |owner: Owner| owner.name(site, docs).to_lowercase();
        if owner.output(site) != Some(output) && name(owner) == name(Owner::Published(thing)) {
            continue;
        }
        diags.push(collision(site, docs, config, thing, url, output, owner));
    }
    site.by_url = by_url;
    owners
}

fn collision(
    site: &Site,
    docs: &[Arc<Document>],
    config: &Config,
    thing: Published,
    url: &str,
    output: &str,
    owner: Owner,
) -> Diagnostic {
    let name = owner.name(site, docs);
    let (file, span) = match thing {
        Published::Asset(id) => (site.asset(id).file.clone(), None),
        Published::Page(id) => match site.page(id).doc {
            Some(doc) => {
                let document = &docs[doc.index()];
                (document.file.clone(), document.head.meta.slug.as_ref().map(|s| s.span.clone()))
            }
            None => (crate::ids::SrcPath::new(crate::config::FILE), None),
        },
    };
    let by_case = owner.output(site).filter(|owned| *owned != output && owned.to_lowercase() == output.to_lowercase());
    let mut diagnostic = if by_case.is_none() {
        same_address(url, &file, &name)
    } else {
        Diagnostic::new(
            Code::CaseCollision,
            format!("`/{url}` and the address of {name} differ in upper and lower case only"),
            "give one of the two another `slug`: many web servers see no difference",
        )
        .in_file(&file)
    };
    diagnostic.span = span;
    if let Published::Page(id) = thing
        && site.page(id).doc.is_none()
    {
        let tag = &config.language(site.page(id).lang).tag;
        diagnostic.message =
            format!("{} would be at `/{url}`, which is taken already by {name}", page_name(site.page(id), docs),);
        diagnostic.help = format!("give the tag another name in `[language.{tag}.tags]`");
    }
    diagnostic
}

/// How a page is called in messages.
pub(super) fn page_name(page: &Page, docs: &[Arc<Document>]) -> String {
    match page.doc {
        Some(doc) if page.is_fallback() => format!("the stand-in for `{}`", docs[doc.index()].file),
        Some(doc) => format!("`{}`", docs[doc.index()].file),
        None if page.kind == PageKind::Tags => "the list of all tags".to_owned(),
        None => format!("the list of the tag `{}`", page.title),
    }
}

/// Output files that the generator writes itself.
fn reserved(config: &Config) -> Vec<String> {
    let mut names: Vec<String> =
        ["index.html", "404.html", "robots.txt", "sitemap.xml", ".nojekyll"].map(str::to_owned).to_vec();
    if config.html.status_page {
        names.push("_status/index.html".to_owned());
    }
    for language in &config.languages {
        names.push(format!("{}/404.html", language.tag));
        names.push(format!("{}/feed.xml", language.tag));
        let own = ["_progress", "_cards", "_pocket", "_print", "_search", "_trainer"];
        names.extend(own.map(|name| format!("{}/{name}/index.html", language.tag)));
    }
    names
}
