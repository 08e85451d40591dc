//! One file of the site that is asked for, and the search for templates' mistakes in files that nobody asked for.

use std::collections::HashSet;
use std::path::PathBuf;

use super::show::Key;
use super::view::Siblings;
use super::{Renderer, view};
use crate::diag::{Code, Diagnostic, Diags};
use crate::emit::{Discard, Memory};
use crate::fs::Fs;
use crate::ids::{AssetId, PageId, SrcPath};
use crate::site::{Page, Published, beside};

/// How many pages are rendered between two looks at whether to go on.
const CHUNK: usize = 64;

/// A file that was made.
pub enum Made {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// The file of the content that it is a copy of.
    CopyOf(PathBuf),
}

/// What lies at a path of the output folder.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    Page(PageId),
    /// The redirect at this place of their list.
    Redirect(usize),
    Asset(AssetId),
    /// A page, beside another language's.
    Beside(PageId, PageId),
    /// A page's Markdown.
    Markdown(PageId),
    /// The asset of the theme at this place of their list.
    ThemeAsset(usize),
    /// The page at `/`, or one for what is not there.
    Special,
    /// A file of a search's index.
    Index,
    /// A file that programs read.
    Machine,
    /// A picture of the way.
    Picture,
}

impl Target {
    /// The pages that it shows the text of.
    pub(crate) fn pages(self) -> [Option<PageId>; 2] {
        match self {
            Self::Page(id) => [Some(id), None],
            Self::Beside(page, other) => [Some(page), Some(other)],
            _ => [None, None],
        }
    }
}

/// The keys of pages that were rendered without a mistake.
#[derive(Default)]
pub struct Seen(HashSet<Key>);

impl Renderer<'_> {
    /// What lies at a path of the output folder.
    pub(crate) fn find(&self, path: &str) -> Option<Target> {
        let site = self.site;
        let published = site.at_url(path.strip_suffix("index.html").unwrap_or(path)).or_else(|| site.at_url(path));
        match published {
            Some(Published::Page(id)) if site.page(id).output == path => return Some(Target::Page(id)),
            Some(Published::Asset(id)) if site.asset(id).url == path => return Some(Target::Asset(id)),
            _ => {}
        }
        if let Some(i) = site.redirects.iter().position(|redirect| redirect.output == path) {
            return Some(Target::Redirect(i));
        }
        if let Some(i) = self.theme.assets.iter().position(|asset| asset.output == path) {
            return Some(Target::ThemeAsset(i));
        }
        if path.ends_with(".md") {
            let is_source = |page: &&Page| self.markdown(page).is_some_and(|(output, _)| output == path);
            return site.pages.iter().find(is_source).map(|page| Target::Markdown(page.id));
        }
        if let Some(target) = self.find_beside(path) {
            return Some(target);
        }
        let language = path.strip_suffix("/404.html").and_then(|tag| self.config.lang_by_tag(tag));
        let has_home = |lang: crate::ids::LangId| site.languages[lang.index()].home.is_some();
        if path == view::STATUS && self.config.html.status_page {
            return Some(Target::Special);
        }
        if self.config.lang_ids().any(|lang| self.owns(lang).iter().any(|(_, own)| own == path)) {
            return Some(Target::Special);
        }
        if path == "index.html" || language.is_some_and(has_home) || (path == "404.html" && has_home(self.config.main))
        {
            return Some(Target::Special);
        }
        let is_index = |lang| self.search_folder(lang).is_some_and(|folder| path.starts_with(&folder));
        if path.ends_with(".js") && self.config.lang_ids().any(is_index) {
            return self.index_file(path).map(|_| Target::Index);
        }
        if path.ends_with(".png") && self.picture_file(path).is_some() {
            return Some(Target::Picture);
        }
        // These are made to be found: there are few of them, and few ask for them.
        let machine = [".xml", ".txt", ".nojekyll", ".webmanifest", "sw.js"].iter().any(|end| path.ends_with(end));
        (machine && self.machine_file(path).is_some()).then_some(Target::Machine)
    }

    /// The page beside another language that lies at a path. Whoever asks for one gets it, whether or not the settings make
    /// a build write them all.
    fn find_beside(&self, path: &str) -> Option<Target> {
        let (folder, file, tag) = beside::page_of(path)?;
        let is_at = |output: &str| {
            let url = output.strip_suffix("index.html").unwrap_or(output);
            match self.site.at_url(url).or_else(|| self.site.at_url(output)) {
                Some(Published::Page(id)) if self.site.page(id).output == output => Some(self.site.page(id)),
                _ => None,
            }
        };
        let page = is_at(&folder).or_else(|| is_at(&file))?;
        let other =
            beside::others(self.site, page).into_iter().find(|other| self.config.language(other.lang).tag == tag)?;
        let address = beside::address(page, tag, self.config.html.url_style);
        (address.output == path).then_some(Target::Beside(page.id, other.id))
    }

    /// The text of a file that programs read.
    fn machine_file(&self, path: &str) -> Option<String> {
        let mut found = None;
        // Found, it has not to be looked for any longer.
        let _ = self.machine_files(&mut |file, text| {
            if file == path {
                found = Some(text);
                return Err(());
            }
            Ok(())
        });
        found
    }

    /// Makes the file at a path.
    pub(crate) fn one(&self, target: Target, path: &str, fs: &dyn Fs) -> Result<Made, Diags> {
        let sink = Memory::new();
        let shared = || self.config.lang_ids().map(|lang| view::shared(self, lang)).collect::<Vec<_>>();
        let made = match target {
            Target::Page(id) => {
                let (page, shared) = (self.site.page(id), shared());
                let around = self.around([self.kind(page)].into_iter(), &shared)?;
                self.page(page, Siblings::of(self, page).as_ref(), &around, &sink)
                    .map(|mistake| mistake.into_iter().collect())
            }
            Target::Beside(page, other) => {
                let shared = shared();
                let (page, other) = (self.site.page(page), self.site.page(other));
                let around = self.around([(page.lang, None)].into_iter(), &shared)?;
                self.parallel_text(page, other, &around, &sink).map(|mistake| mistake.into_iter().collect())
            }
            Target::Redirect(i) => self.redirects([&self.site.redirects[i]].into_iter(), &sink, &shared()),
            Target::Special => {
                let shared = shared();
                let around = self.around(self.config.lang_ids().map(|lang| (lang, None)), &shared)?;
                self.special(&sink, &around)
            }
            Target::ThemeAsset(i) => return Ok(Made::Bytes(self.theme.assets[i].bytes.clone())),
            Target::Asset(id) => return copied(fs, &self.site.asset(id).file),
            Target::Markdown(id) => match self.markdown(self.site.page(id)) {
                Some((_, file)) => return copied(fs, file),
                None => Ok(Diags::new()),
            },
            Target::Index => {
                return Ok(Made::Bytes(self.index_file(path).unwrap_or_default().into_bytes()));
            }
            Target::Picture => return Ok(Made::Bytes(self.picture_file(path).unwrap_or_default())),
            Target::Machine => {
                return Ok(Made::Bytes(self.machine_file(path).unwrap_or_default().into_bytes()));
            }
        };
        let mistakes: Diags = made.map_err(|error| unreadable(path, &error.to_string()))?;
        match sink.into_files().remove(path) {
            Some(bytes) if mistakes.is_empty() => Ok(Made::Bytes(bytes.to_vec())),
            _ => Err(mistakes),
        }
    }

    /// Renders the pages that are not among those seen, and all that is not a page. `None`: it was told to stop.
    pub(crate) fn verify(&self, seen: &mut Seen, stop: &dyn Fn() -> bool) -> Option<Diags> {
        let shared: Vec<view::Shared> = self.config.lang_ids().map(|lang| view::shared(self, lang)).collect();
        let mut diags = Diags::new();
        let mut all = HashSet::new();
        for pages in self.site.pages.chunks(CHUNK) {
            if stop() {
                return None;
            }
            let around = match self.around(pages.iter().map(|page| self.kind(page)), &shared) {
                Ok(around) => around,
                Err(mistakes) => return Some(mistakes),
            };
            let looked = self.by_group(pages.iter().map(|page| page.id), |page, siblings| {
                let key = self.key(page, &view::page(self, page, siblings), &shared, &around.navs);
                if seen.0.contains(&key) {
                    return (key, None);
                }
                // Nothing is written, so nothing can fail but the template.
                (key, self.page(page, siblings, &around, &Discard).unwrap_or_default())
            });
            for (key, mistake) in looked {
                if mistake.is_none() {
                    // At once, so that what was looked at before a stop is not looked at again.
                    seen.0.insert(key);
                    all.insert(key);
                }
                diags.extend(mistake);
            }
        }
        seen.0 = all;
        diags.extend(self.redirects(self.site.redirects.iter(), &Discard, &shared).unwrap_or_default());
        match self.around(self.config.lang_ids().map(|lang| (lang, None)), &shared) {
            Ok(around) => {
                diags.extend(self.special(&Discard, &around).unwrap_or_default());
                diags.extend(self.parallel_texts(&Discard, &around).unwrap_or_default());
            }
            Err(mistakes) => diags.extend(mistakes),
        }
        Some(diags)
    }
}

/// A file that is published as it is.
fn copied(fs: &dyn Fs, file: &SrcPath) -> Result<Made, Diags> {
    match fs.on_disk(file.as_str()) {
        Some(file) => Ok(Made::CopyOf(file)),
        None => fs.read(file.as_str()).map(Made::Bytes).map_err(|error| unreadable(file.as_str(), &error.to_string())),
    }
}

fn unreadable(file: &str, why: &str) -> Diags {
    let message = format!("this cannot be read: {why}");
    let diagnostic = Diagnostic::new(Code::UnreadableFile, message, "see to its permissions");
    [diagnostic.in_file(&crate::ids::SrcPath::new(file))].into_iter().collect()
}
