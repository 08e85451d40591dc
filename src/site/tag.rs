//! Tags: a page for each tag of a language, and one that lists them.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::address::page_url;
use super::{Page, PageKind, Site, generated};
use crate::config::Config;
use crate::ids::{Key, LangId, PageId};

/// A tag in a language.
#[derive(Debug)]
pub struct Tag {
    /// The tag as front matter has it, the same in every language.
    pub id: String,
    /// Its name in the language.
    pub name: String,
    /// The page that lists what has it.
    pub page: PageId,
    /// What has it, in the order of the titles.
    pub pages: Vec<PageId>,
}

/// The part of the address that all tags' pages share.
const FOLDER: &str = "tags";

/// The tag that a page lists the pages of.
pub fn tag_id(page: &Page) -> Option<&str> {
    page.key.as_str().strip_prefix("tags/").filter(|_| page.kind == PageKind::Tag)
}

/// Adds the pages of tags.
pub(super) fn add(config: &Config, site: &mut Site) {
    let languages: Vec<LangId> = config.lang_ids().collect();
    let tagged: Vec<_> = languages.into_par_iter().map(|lang| (lang, tagged(config, site, lang))).collect();
    for (lang, tagged) in tagged.into_iter().filter(|(_, tagged)| !tagged.is_empty()) {
        let language = config.language(lang);
        let folder = format!("{}/{FOLDER}/", language.tag);
        let style = config.html.url_style;
        let list = push(site, lang, FOLDER, PageKind::Tags, String::new(), page_url(style, &folder, "", true));
        let mut tags = Vec::new();
        for (id, pages) in tagged {
            let name = language.tags.iter().find(|(tag, _)| *tag == id).map_or(&id, |(_, name)| name).clone();
            let url = page_url(style, &folder, &slug(&name), false);
            let page = push(site, lang, &format!("{FOLDER}/{id}"), PageKind::Tag, name.clone(), url);
            site.pages[page.index()].parent = Some(list);
            site.pages[list.index()].children.push(page);
            tags.push(Tag { id, name, page, pages });
        }
        tags.sort_by(|a, b| language.locale.compare(&a.name, &b.name));
        let index = tags.iter().enumerate().map(|(i, tag)| (tag.id.clone(), i)).collect();
        site.languages[lang.index()].tags_by_id = index;
        site.languages[lang.index()].tags = tags;
    }
}

/// The pages that have each tag, in the order of their titles.
fn tagged(config: &Config, site: &Site, lang: LangId) -> BTreeMap<String, Vec<PageId>> {
    let mut tagged: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
    for page in site.pages.iter().filter(|p| p.lang == lang) {
        let Some(group) = page.group else { continue };
        for tag in &site.group(group).shared.tags {
            tagged.entry(tag.clone()).or_default().push(page.id);
        }
    }
    let locale = &config.language(lang).locale;
    for pages in tagged.values_mut() {
        pages.sort_by(|a, b| locale.compare(&site.page(*a).title, &site.page(*b).title));
    }
    tagged
}

fn push(site: &mut Site, lang: LangId, key: &str, kind: PageKind, title: String, place: (String, String)) -> PageId {
    let mut page = generated(site.pages.len(), lang, Key::new(key), kind, title);
    page.put(place);
    page.parent = site.languages[lang.index()].home;
    let id = page.id;
    site.pages.push(page);
    id
}

/// A tag's part of the address.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "tag".to_owned() } else { out.to_owned() }
}
