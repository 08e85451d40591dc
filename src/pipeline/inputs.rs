//! What a site is made from, before any page is opened: the settings, and what lies in the folders.
//!
//! In: a place that files are read from, options. Out: [`Inputs`], and a [stamp](Inputs::stamp) of all of them.
//!
//! Invariant: two equal stamps of one folder mean the same files, unless one was written in the moment before.

use std::ops::Range;
use std::sync::Arc;

use crate::config::{self, Config};
use crate::diag::{Code, Diagnostic, Diags, REPLACED};
use crate::digest::{Digest, Digester};
use crate::fs::{self, Entry, Fs, Stat};
use crate::git;
use crate::ids::SrcPath;
use crate::parse::MAX_PAGE_BYTES;
use crate::scan::SourceTree;
use crate::site::Days;

use super::Options;

/// What a site is made from.
#[derive(Clone)]
pub struct Inputs {
    /// The settings.
    pub config: Arc<Config>,
    /// Findings in them.
    pub(super) diags: Diags,
    /// Of the text of the settings and the options.
    pub(super) settings: Digest,
    /// When pages were last changed, if the settings ask for it.
    pub(super) changes: Arc<Days>,
    /// What lies in the content folder, if there is one.
    pub(super) content: Option<Vec<Entry>>,
    /// What lies in the folder of themes.
    themes: Vec<Entry>,
    /// The moment before it was looked at, in nanoseconds since 1970.
    pub(super) at: i64,
}

impl Inputs {
    /// Reads the settings and walks the folders. `Err` if the settings cannot be used.
    pub fn read(fs: &dyn Fs, options: &Options) -> Result<Self, Diags> {
        let at = fs::now();
        let (config, mut diags, settings) = settings(fs);
        let Some(mut config) = config else { return Err(diags) };
        if let Some(url) = &options.site_url {
            config.html.site_url = url.clone();
        }
        if let Some(root) = options.copy {
            let only = options.only.as_deref().and_then(|tag| config.lang_by_tag(tag));
            config.copied(root, only);
        } else if config.html.site_url.origin.is_none() {
            diags.push(
                Diagnostic::new(
                    Code::SiteUrl,
                    "without an absolute `site-url` there are no canonical addresses, no sitemap and no feeds",
                    "write `site-url = \"https://…/\"` under `[output.html]`",
                )
                .in_file(&SrcPath::new(config::FILE)),
            );
        }
        if options.trainer {
            config.trainer = true;
            // It is nothing for search engines and newsreaders.
            config.html.site_url.origin = None;
        }
        let mut hasher = Digester::new();
        hasher.update(settings.as_bytes());
        hasher.update(format!("{options:?}").as_bytes());
        let mut changes = Days::new();
        if let Some(place) = config.html.git_dates.clone() {
            let (days, finding) = last_changes(fs, &config, place);
            changes = days;
            diags.extend(finding);
            hasher.update(format!("{changes:?}").as_bytes());
        }
        let content = fs.is_folder(&config.src).then(|| fs.walk(&config.src));
        let themes = if fs.is_folder(THEMES) { fs.walk(THEMES) } else { Vec::new() };
        Ok(Self {
            config: Arc::new(config),
            diags,
            settings: hasher.finish(),
            changes: Arc::new(changes),
            content,
            themes,
            at,
        })
    }

    /// The inputs after something happened at these paths. `None` if only another walk can tell what there is now: a
    /// file or folder came or went, or a setting or a theme is concerned.
    pub fn after(&self, fs: &dyn Fs, paths: &[SrcPath]) -> Option<Self> {
        let mut inputs = Self { at: fs::now(), ..self.clone() };
        for path in paths {
            // Walks leave hidden files out too.
            let below = [&*inputs.config.src, THEMES].iter().find_map(|folder| below(path.as_str(), folder));
            if below.is_some_and(|rest| rest.split('/').any(fs::is_hidden)) {
                continue;
            }
            let known = inputs.content.iter_mut().flatten().find_map(|entry| match entry {
                Entry::File(file, stat) if file == path => Some(stat),
                _ => None,
            });
            match (known, fs.stat(path.as_str())) {
                (Some(known), Some(now)) => *known = now,
                // Editors write beside the file first: what came went again, and nobody knew it.
                (None, None) if !fs.exists(path.as_str()) && !self.holds(path.as_str()) => {}
                _ => return None,
            }
        }
        Some(inputs)
    }

    /// Whether something of what lies in the folders is this path, or lies below it.
    fn holds(&self, path: &str) -> bool {
        let at = |known: &SrcPath| known.as_str() == path || below(known.as_str(), path).is_some();
        self.content.iter().flatten().chain(&self.themes).any(|entry| match entry {
            Entry::File(known, _) | Entry::Folder(known) | Entry::Symlink(known) | Entry::Unreadable(known, _) => {
                at(known)
            }
        })
    }

    /// Whether the same files lie at the same places, and it is only their content that may differ.
    pub(super) fn has_files_of(&self, other: &Self) -> bool {
        let same = |pair: (&Entry, &Entry)| match pair {
            (Entry::File(a, x), Entry::File(b, y)) => a == b && is_page(x) == is_page(y),
            (Entry::Folder(a), Entry::Folder(b)) | (Entry::Symlink(a), Entry::Symlink(b)) => a == b,
            (Entry::Unreadable(a, why), Entry::Unreadable(b, reason)) => a == b && why == reason,
            _ => false,
        };
        match (&self.content, &other.content) {
            (Some(a), Some(b)) => a.len() == b.len() && a.iter().zip(b).all(same),
            (None, None) => true,
            _ => false,
        }
    }

    /// The files that were written since, in the same listing.
    pub(super) fn written_since<'a>(&'a self, before: &Self) -> Vec<(&'a SrcPath, Stat)> {
        let entries = self.content.iter().flatten().zip(before.content.iter().flatten());
        entries
            .filter_map(|entries| match entries {
                (Entry::File(path, now), Entry::File(_, then)) if now != then => Some((path, *now)),
                _ => None,
            })
            .collect()
    }

    /// Whether the themes are as they were.
    pub(super) fn has_themes_of(&self, other: &Self) -> bool {
        let same = |pair: (&Entry, &Entry)| match pair {
            (Entry::File(a, x), Entry::File(b, y)) => a == b && x == y && x.is_settled(self.at),
            (Entry::Folder(a), Entry::Folder(b)) | (Entry::Symlink(a), Entry::Symlink(b)) => a == b,
            _ => false,
        };
        self.themes.len() == other.themes.len() && self.themes.iter().zip(&other.themes).all(same)
    }

    /// Whether the files that are copied as they are, are as they were. The listings are of the same files.
    pub(super) fn has_assets_of(&self, before: &Self, tree: &SourceTree) -> bool {
        let written = self.written_since(before);
        let assets = tree.assets.iter().map(|asset| &asset.file).chain(tree.root.iter().map(|file| &file.file));
        written.is_empty() || !assets.into_iter().any(|asset| written.iter().any(|(path, _)| *path == asset))
    }

    /// What is known of the files' content without opening them; `None` if a file was written so lately that a later
    /// write might not show.
    pub fn stamp(&self) -> Option<Digest> {
        let mut bytes = Vec::new();
        bytes.extend(crate::BUILD.as_bytes());
        bytes.extend(self.settings.as_bytes());
        for entry in self.content.iter().flatten().chain(&self.themes) {
            let (kind, path, stat) = match entry {
                Entry::File(path, stat) => (0, path, *stat),
                Entry::Folder(path) => (1, path, Stat::default()),
                Entry::Symlink(path) => (2, path, Stat::default()),
                // What could not be looked at may be as it was, or not.
                Entry::Unreadable(..) => return None,
            };
            if !stat.is_settled(self.at) {
                return None;
            }
            bytes.push(kind);
            bytes.extend(stat.len.to_le_bytes());
            bytes.extend(stat.modified.to_le_bytes());
            bytes.extend(stat.changed.to_le_bytes());
            bytes.extend(stat.inode.to_le_bytes());
            bytes.extend((path.as_str().len() as u64).to_le_bytes());
            bytes.extend(path.as_str().as_bytes());
        }
        Some(Digest::of(&bytes))
    }
}

/// Asks git when the pages were last changed.
fn last_changes(fs: &dyn Fs, config: &Config, place: Range<usize>) -> (Days, Option<Diagnostic>) {
    let root = fs.on_disk(config::FILE).and_then(|file| Some(file.parent()?.to_owned()));
    let changes = root.and_then(|root| git::last_changes(&root, &config.src));
    let why = match &changes {
        Some(changes) if changes.days.is_empty() => Some((
            "git knows nothing of the pages",
            "commit them; in a submodule, or behind a link, git does not see them from here",
        )),
        None => Some(("git knows nothing of this site", "put the site into a repository, or take `git-dates` out")),
        Some(changes) if changes.shallow => Some((
            "only the last part of the history is here: what was changed before has the day of its first commit",
            "fetch all of it: `git fetch --unshallow`, or `fetch-depth: 0` where a workflow checks it out",
        )),
        Some(_) => None,
    };
    let days = changes.into_iter().flat_map(|changes| changes.days);
    let days = days.map(|(file, day)| (SrcPath::new(file), day)).collect();
    let finding = why
        .map(|(message, help)| Diagnostic::new(Code::GitDates, message, help).at(&SrcPath::new(config::FILE), place));
    (days, finding)
}

/// The rest of a path below a folder, if it lies there.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// The folder of themes.
const THEMES: &str = "themes";

/// Whether a file is short enough to be a page.
fn is_page(stat: &Stat) -> bool {
    stat.len <= MAX_PAGE_BYTES
}

/// Reads the settings, and gives a digest of their text. They are `None` only together with an error.
pub fn settings(fs: &dyn Fs) -> (Option<Config>, Diags, Digest) {
    let file = SrcPath::new(config::FILE);
    let none = Digest::of(b"");
    let failed = |diagnostic: Diagnostic| (None, [diagnostic.in_file(&file)].into_iter().collect(), none);
    let bytes = match fs.read(config::FILE) {
        Ok(bytes) => bytes,
        Err(error) => {
            return failed(Diagnostic::new(
                Code::UnreadableFile,
                format!("book.toml cannot be read: {error}"),
                "go to a site's folder, or make a site with `polku init`",
            ));
        }
    };
    let digest = Digest::of(&bytes);
    let (config, diags) = match String::from_utf8(bytes) {
        Ok(text) => config::read(&text),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            return failed(
                Diagnostic::new(Code::InvalidUtf8, "book.toml is not UTF-8", "save it as UTF-8")
                    .at(&file, at..at + REPLACED),
            );
        }
    };
    // Settings with a mistake in them are not built with: the next findings would be consequences of it.
    if diags.has_errors() { (None, diags, digest) } else { (config, diags, digest) }
}
