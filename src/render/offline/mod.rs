//! Reading without a network: a worker that browsers keep pages by, what a language is when it is installed, and the list of what it takes to save
//! one.
//!
//! In: the settings; for the lists all that was written. Out: `sw.js` at the root of the site, `TAG/manifest.webmanifest` ([Web Application
//! Manifest](https://www.w3.org/TR/appmanifest/)), `TAG/_offline/files.json`. If the settings switch it off, a worker that removes the earlier one.

use std::collections::BTreeSet;

use serde_json::json;

use super::own::Own;
use super::{RenderError, Renderer, write};
use crate::emit::Sink;
use crate::ids::{LangId, encode_path};
use crate::resolve::MediaTarget;

/// The worker's file: its place says for which part of the host it is.
pub(super) const WORKER: &str = "sw.js";

/// Folders of a language that are not saved: what is to be printed is in the pages.
const LEFT_OUT: &str = "_print/";

impl Renderer<'_> {
    /// Whether pages can be kept.
    pub(super) fn is_kept(&self) -> bool {
        self.config.html.offline == Some(true) && !self.config.trainer
    }

    /// The worker's address.
    pub(super) fn worker_url(&self) -> Option<String> {
        self.is_kept().then(|| format!("{}{WORKER}", self.base()))
    }

    /// Where the manifest of a language lies.
    pub(super) fn manifest(&self, lang: LangId) -> Option<String> {
        let language = &self.site.languages[lang.index()];
        language
            .home
            .filter(|_| self.is_kept())
            .map(|_| format!("{}/manifest.webmanifest", self.config.language(lang).tag))
    }

    /// Where the list of a language lies.
    pub(super) fn offline_list(&self, lang: LangId) -> Option<String> {
        self.own(lang, Own::Offline).map(|path| path.replace("index.html", "files.json"))
    }

    /// Hands out the worker and the manifests.
    pub(super) fn offline_files<E>(&self, each: &mut dyn FnMut(String, String) -> Result<(), E>) -> Result<(), E> {
        let worker = match self.config.html.offline {
            _ if self.config.trainer => return Ok(()),
            None => return Ok(()),
            Some(true) => include_str!("worker.js"),
            Some(false) => include_str!("gone.js"),
        };
        each(WORKER.to_owned(), worker.to_owned())?;
        for lang in self.config.lang_ids() {
            let Some(path) = self.manifest(lang) else { continue };
            let language = self.config.language(lang);
            let home = format!("{}{}/", self.base(), language.tag);
            let icon = self.theme.assets.iter().find(|asset| asset.name == "favicon.svg");
            let icon = icon.map(|icon| format!("{}{}", self.base(), encode_path(&icon.output)));
            let manifest = json!({
                "id": home,
                "name": language.title,
                "short_name": language.title,
                "description": language.description,
                "lang": language.locale.canonical(),
                "dir": language.locale.direction().as_str(),
                "start_url": home,
                "scope": self.base(),
                "display": "standalone",
                "background_color": "#fbfaf4",
                "theme_color": "#fbfaf4",
                "icons": icon.iter().map(|src| json!({ "src": src, "sizes": "any", "type": "image/svg+xml" })).collect::<Vec<_>>(),
            });
            each(path, format!("{manifest}\n"))?;
        }
        Ok(())
    }

    /// Writes the lists of what each language takes, once everything else is written: address, digest and length of each file.
    pub(super) fn offline_lists(&self, sink: &dyn Sink) -> Result<(), RenderError> {
        if !self.is_kept() {
            return Ok(());
        }
        let written = sink.written();
        let pictures = self.picture_files();
        for lang in self.config.lang_ids() {
            let Some(path) = self.offline_list(lang) else { continue };
            let folder = format!("{}/", self.config.language(lang).tag);
            // A language may show another one's images.
            let pages = self.site.pages.iter().filter(|page| page.lang == lang);
            let media = pages.flat_map(|page| self.resolved[page.id.index()].media.iter());
            let shown: BTreeSet<&str> = media
                .filter_map(|target| match target {
                    MediaTarget::Asset(id, _) => Some(self.site.asset(*id).url.as_str()),
                    _ => None,
                })
                .collect();
            let is_own = |path: &str| match path.strip_prefix(&folder) {
                // Pages beside another language's are as many again for each of them.
                Some(rest) => !rest.starts_with(LEFT_OUT) && !self.is_beside(rest) && rest != "feed.xml",
                // Pictures for others' pages are on none of the site's own.
                None => (path.starts_with("assets/") && !pictures.contains(path)) || shown.contains(path),
            };
            let files: Vec<_> = written
                .iter()
                .filter(|(path, ..)| is_own(path))
                .map(|(path, digest, length)| {
                    let address =
                        path.strip_suffix("index.html").filter(|_| path.ends_with("/index.html")).unwrap_or(path);
                    json!([encode_path(address), digest.to_string(), length])
                })
                .collect();
            write(sink, &path, None, format!("{}\n", json!({ "files": files })).as_bytes())?;
        }
        Ok(())
    }

    /// Whether a path below a language's folder is that of a page beside another language's.
    fn is_beside(&self, path: &str) -> bool {
        path.split('/').any(|part| {
            let tag = part.strip_prefix('_').map(|tag| tag.trim_end_matches(".html"));
            tag.is_some_and(|tag| self.config.lang_by_tag(tag).is_some())
        })
    }
}
