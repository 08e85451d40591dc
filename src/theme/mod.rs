//! Themes: a folder below `themes/`, or the one in the binary → templates, interface texts and hashed assets.
//!
//! A theme needs to hold only what it changes: a template, a text or an asset that it lacks is the default theme's.
//! The default theme's own templates can be named by `polku/…` to build upon.
//!
//! Invariants: templates reach neither files nor the network; all mistakes of a theme are reported at once.

mod about;
mod assets;
mod mark;
pub mod messages;
mod small;
mod strings;
mod templates;
use std::collections::{BTreeMap, BTreeSet};

pub use assets::ThemeAsset;
pub(crate) use mark::Mark;
pub use strings::Strings;
pub(crate) use templates::{HERE, LANG_INDEX};

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diags, REPLACED, nearest};
use crate::digest::{Digest, Digester};
use crate::fs::{Entry, Fs};
use crate::ids::SrcPath;
use crate::parse::bad_slug;

/// The default theme's files: path and bytes.
pub(crate) static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded_theme.rs"));

/// The name of the theme in the binary.
pub const DEFAULT: &str = "polku";

/// A theme, ready to render with.
pub struct Theme {
    /// The templates, with their functions.
    pub tera: tera::Tera,
    /// The interface texts.
    pub strings: Strings,
    /// The assets, sorted by name.
    pub assets: Vec<ThemeAsset>,
    /// The names of the pieces that many pages share: the templates in `fragments/`.
    pub fragments: Vec<String>,
    /// The names of the Trusted Types policies that its scripts make, and those of the default theme's.
    pub trusted_types: Vec<String>,
    /// Of all its files, and of those of the default theme, which it stands upon.
    pub digest: Digest,
    /// The theme's own templates, for diagnostics: name and text.
    sources: BTreeMap<String, Vec<u8>>,
    name: String,
}

impl Theme {
    /// A template's mistake at its place.
    pub fn diagnostic(&self, error: &tera::Error) -> Diagnostic {
        templates::located(error, &self.name, &|name| self.sources.get(name).cloned())
    }
}

/// A theme's files in memory, by path below its folder, each with its place for diagnostics.
type Files = BTreeMap<String, (SrcPath, Vec<u8>)>;

/// Loads the theme that the settings name. `None` only together with an error.
pub fn load(fs: &dyn Fs, config: &Config) -> (Option<Theme>, Diags) {
    let mut diags = Diags::new();
    let name = &config.html.theme;
    let folder = format!("themes/{name}");
    let own = if fs.is_folder(&folder) {
        read(fs, &folder, &mut diags)
    } else if name == DEFAULT {
        Files::new()
    } else {
        let themes = names(fs);
        let help = match nearest(name, themes.iter().map(String::as_str).chain([DEFAULT])) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("make a folder `{folder}`, or take `theme` out of book.toml for the default theme"),
        };
        let mut diagnostic = Diagnostic::new(Code::ThemeNotFound, format!("there is no theme `{name}`"), help)
            .in_file(&SrcPath::new(crate::config::FILE));
        diagnostic.span.clone_from(&config.html.theme_place);
        diags.push(diagnostic);
        return (None, diags);
    };
    check_names(&own, &mut diags);
    let base = embedded();
    let about = about::read(&own, &mut diags);
    let base_about = about::read(&base, &mut diags);
    let (strings, more) = strings::load(config, &folder, &own, &base);
    diags.extend(more);
    let assets = assets::collect((&own, &about), (&base, &base_about), &mut diags);
    let (tera, more) = templates::load(config, &own, &base, &strings, &assets);
    diags.extend(more);
    let theme = tera.map(|tera| Theme {
        tera,
        strings,
        assets: assets.files,
        fragments: fragments(&own, &base),
        trusted_types: {
            let names: BTreeSet<String> = about.trusted_types.into_iter().chain(base_about.trusted_types).collect();
            names.into_iter().collect()
        },
        digest: digest(&own, &base),
        sources: own
            .iter()
            .filter_map(|(path, (_, bytes))| Some((path.strip_prefix("templates/")?.to_owned(), bytes.clone())))
            .collect(),
        name: name.clone(),
    });
    (theme, diags)
}

/// The names of the templates in `fragments/`.
fn fragments(own: &Files, base: &Files) -> Vec<String> {
    let names: BTreeSet<&str> = own
        .keys()
        .chain(base.keys())
        .filter_map(|path| path.strip_prefix("templates/fragments/")?.strip_suffix(".html"))
        .collect();
    names.into_iter().map(str::to_owned).collect()
}

fn digest(own: &Files, base: &Files) -> Digest {
    let mut hasher = Digester::new();
    for files in [own, base] {
        for (path, (_, bytes)) in files {
            hasher.update(Digest::of(path.as_bytes()).as_bytes());
            hasher.update(Digest::of(bytes).as_bytes());
        }
        hasher.update(b"end of the files of a theme");
    }
    hasher.finish()
}

/// The files of the theme in the binary.
fn embedded() -> Files {
    EMBEDDED
        .iter()
        .map(|(path, bytes)| {
            let place = SrcPath::new(format!("themes/{DEFAULT}/{path}"));
            ((*path).to_owned(), (place, bytes.to_vec()))
        })
        .collect()
}

fn read(fs: &dyn Fs, folder: &str, diags: &mut Diags) -> Files {
    let mut files = Files::new();
    for entry in fs.walk(folder) {
        match entry {
            Entry::File(path, _) => {
                let name = path.as_str()[folder.len() + 1..].to_owned();
                match fs.read(path.as_str()) {
                    Ok(bytes) => {
                        files.insert(name, (path, bytes));
                    }
                    Err(error) => diags.push(
                        Diagnostic::new(
                            Code::UnreadableFile,
                            format!("this cannot be read: {error}"),
                            "see to its permissions",
                        )
                        .in_file(&path),
                    ),
                }
            }
            Entry::Folder(_) => {}
            Entry::Symlink(path) => diags.push(
                Diagnostic::new(
                    Code::Symlink,
                    "this is a symbolic link, which is not followed",
                    "put the file or folder itself here",
                )
                .in_file(&path),
            ),
            Entry::Unreadable(path, why) => diags.push(
                Diagnostic::new(
                    Code::UnreadableFile,
                    format!("this cannot be read: {why}"),
                    "see to its permissions and its name",
                )
                .in_file(&path),
            ),
        }
    }
    files
}

/// The names of the site's themes.
fn names(fs: &dyn Fs) -> Vec<String> {
    let folders = fs.walk("themes").into_iter().filter_map(|entry| match entry {
        Entry::Folder(path) => path.as_str().strip_prefix("themes/").map(str::to_owned),
        _ => None,
    });
    folders.filter(|name| !name.contains('/')).collect()
}

/// Reports files whose names cannot be used.
fn check_names(files: &Files, diags: &mut Diags) {
    for (path, (place, _)) in files {
        let asset = path.strip_prefix("static/").and_then(|name| name.split('/').find_map(bad_slug));
        let texts = path.strip_prefix("i18n/").filter(|name| {
            let tag = name.strip_suffix(".ftl");
            tag.is_none_or(|tag| crate::locale::Locale::new(tag).is_err())
        });
        let (what, help) = match (asset, texts) {
            (Some(why), _) => (format!("its name cannot be part of an address: {why}"), "rename it"),
            (_, Some(_)) => (
                "its name is not that of a language's texts".to_owned(),
                "name it by the language's tag: `et.ftl`, `pt-BR.ftl`",
            ),
            (None, None) => continue,
        };
        diags.push(Diagnostic::new(Code::ThemeFile, what, help).in_file(place));
    }
}

/// A file's text; what is not UTF-8 is reported.
fn text<'a>(place: &SrcPath, bytes: &'a [u8], diags: &mut Diags) -> Option<&'a str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.trim_start_matches('\u{feff}')),
        Err(error) => {
            let at = error.valid_up_to();
            diags.push(
                Diagnostic::new(Code::InvalidUtf8, "this file is not UTF-8", "save it as UTF-8")
                    .at(place, at..at + REPLACED),
            );
            None
        }
    }
}
