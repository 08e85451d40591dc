//! A site with two more languages that do not exist: the original's texts with accents and longer, and from right to left.
//!
//! In: the files of a site. Out: the same files, with settings that name the two languages and with a page in each of them
//! for every page in the site's own language. Whatever is as it was on these pages is what no translator can reach.
//!
//! Invariant: the files are those of the site whenever they are asked for; nothing is kept.

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use crate::config::{self, Config, FILE};
use crate::fs::{Entry, Fs, Stat};
use crate::ids::SrcPath;
use crate::locale::{Locale, Pseudo};
use crate::parse::inline::prose;
use crate::parse::{ParseOptions, parse, words_only};

/// The files of a site and of its two pseudo-locales.
pub struct PseudoFs<F> {
    files: F,
}

impl<F: Fs> PseudoFs<F> {
    /// The files with more languages.
    pub fn new(files: F) -> Self {
        Self { files }
    }

    /// Why the site cannot have two languages more, if it cannot.
    pub fn refusal(&self) -> Option<String> {
        let config = self.config()?;
        let main = &config.language(config.main).tag;
        let taken = [Pseudo::Accents, Pseudo::Bidi].map(|kind| tag(main, kind));
        if let Some(tag) = taken.iter().find(|tag| config.lang_by_tag(tag).is_some()) {
            return Some(format!("the site has a language `{tag}`, which --pseudo would add"));
        }
        let text = self.read(FILE).ok().and_then(|bytes| String::from_utf8(bytes).ok())?;
        let is_fine =
            config::read(&text).0.is_some_and(|config| taken.iter().all(|tag| config.lang_by_tag(tag).is_some()));
        (!is_fine)
            .then(|| "--pseudo needs each language as a table of its own in book.toml: `[language.et]`".to_owned())
    }

    /// The settings as they are, if they can be read.
    fn config(&self) -> Option<Config> {
        let text = String::from_utf8(self.files.read(FILE).ok()?).ok()?;
        config::read(&text).0
    }

    /// The file that a page of a pseudo-locale is made from.
    fn origin(&self, path: &str) -> Option<(String, Pseudo)> {
        // Most paths are none, and need no settings to tell.
        let (folder, _) = path.rsplit_once('/')?;
        let kind = folder.split('/').find_map(Pseudo::of)?;
        let config = self.config()?;
        let main = &config.language(config.main).tag;
        let rest = path.strip_prefix(&format!("{}/{}/", config.src, tag(main, kind)))?;
        rest.ends_with(".md").then(|| (format!("{}/{main}/{rest}", config.src), kind))
    }
}

/// The tag of a language's pseudo-locale.
fn tag(main: &str, kind: Pseudo) -> String {
    let language = main.split('-').next().unwrap_or(main);
    match kind {
        Pseudo::Accents => format!("{language}-XA"),
        // The script gives the direction.
        Pseudo::Bidi => format!("{language}-Arab-XB"),
    }
}

impl<F: Fs> Fs for PseudoFs<F> {
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if path == FILE {
            let mut bytes = self.files.read(path)?;
            let Some(config) = self.config() else { return Ok(bytes) };
            // Settings that name no language mean one all the same.
            let text = String::from_utf8_lossy(&bytes);
            if !text.contains("language.") {
                let main = format!("\n[language.{}]\n", config.language(config.main).tag);
                bytes.extend(main.into_bytes());
            }
            bytes.extend(tables(&config).into_bytes());
            return Ok(bytes);
        }
        match self.origin(path) {
            Some((origin, kind)) => {
                let bytes = self.files.read(&origin)?;
                Ok(page(&String::from_utf8_lossy(&bytes), kind).into_bytes())
            }
            None => self.files.read(path),
        }
    }

    fn walk(&self, folder: &str) -> Vec<Entry> {
        let mut entries = self.files.walk(folder);
        let Some(config) = self.config().filter(|config| config.src == folder) else { return entries };
        let main = &config.language(config.main).tag;
        let prefix = format!("{}/{main}/", config.src);
        let pages: Vec<(String, Stat)> = entries
            .iter()
            .filter_map(|entry| match entry {
                Entry::File(path, stat) => Some((path.as_str().strip_prefix(&prefix)?.to_owned(), *stat)),
                _ => None,
            })
            .filter(|(path, _)| path.ends_with(".md") && !path.ends_with(".trainer.md"))
            .collect();
        for kind in [Pseudo::Accents, Pseudo::Bidi] {
            let folder = format!("{}/{}", config.src, tag(main, kind));
            let made = |(path, stat): &(String, Stat)| Entry::File(SrcPath::new(format!("{folder}/{path}")), *stat);
            entries.extend(pages.iter().map(made));
        }
        entries
    }

    fn stat(&self, path: &str) -> Option<Stat> {
        match self.origin(path) {
            Some((origin, _)) => self.files.stat(&origin),
            None => self.files.stat(path),
        }
    }

    fn exists(&self, path: &str) -> bool {
        self.origin(path).map_or_else(|| self.files.exists(path), |(origin, _)| self.files.exists(&origin))
    }

    fn is_folder(&self, path: &str) -> bool {
        self.files.is_folder(path)
    }

    fn on_disk(&self, path: &str) -> Option<PathBuf> {
        if self.is_made(path) { None } else { self.files.on_disk(path) }
    }

    fn is_made(&self, path: &str) -> bool {
        path.split('/').any(|part| Pseudo::of(part).is_some()) && self.origin(path).is_some()
    }
}

/// The settings of the two languages.
fn tables(config: &Config) -> String {
    let main = config.language(config.main);
    let mut out = String::new();
    for kind in [Pseudo::Accents, Pseudo::Bidi] {
        let tag = tag(&main.tag, kind);
        let text = |text: &str| toml::Value::String(kind.text(text).into_owned());
        let _ = writeln!(out, "\n[language.{tag}]\nname = {}\ntitle = {}", text(&main.name), text(&main.title));
        if let Some(description) = &main.description {
            let _ = writeln!(out, "description = {}", text(description));
        }
        if !main.tags.is_empty() {
            let _ = writeln!(out, "[language.{tag}.tags]");
        }
        for (id, name) in &main.tags {
            let _ = writeln!(out, "{} = {}", toml::Value::String(id.clone()), text(name));
        }
    }
    out
}

/// A page in a pseudo-locale.
fn page(origin: &str, kind: Pseudo) -> String {
    let mut text = words_only(origin);
    let mut parts = Vec::new();
    if let Ok(locale) = Locale::new("en") {
        let options = ParseOptions { blocks: false, ..ParseOptions::plain(&locale) };
        let meta = |text: &str| parse(&SrcPath::new("page.md"), text, &options).0.head.meta;
        if meta(origin).draft {
            text = text.replacen("---\n", "---\ndraft: true\n", 1);
        }
        let meta = meta(&text);
        parts = prose(&text, true);
        parts.extend([&meta.title, &meta.description].into_iter().flatten().map(|field| field.span.clone()));
    }
    parts.sort_by_key(|part| part.start);
    let mut out = String::with_capacity(text.len() * 2);
    let mut last = 0;
    for part in parts {
        if part.start < last {
            continue;
        }
        out.push_str(&text[last..part.start]);
        out.push_str(&kind.text(&text[part.clone()]));
        last = part.end;
    }
    out.push_str(&text[last..]);
    out
}
