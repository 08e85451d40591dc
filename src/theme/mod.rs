//! Themes: a folder below `themes/`, or the one in the binary → templates, interface texts and hashed assets.
//!
//! A theme needs to hold only what it changes: a template, a text or an asset that it lacks is the default theme's.
//! The default theme's own templates can be named by `polku/…` to build upon.
//!
//! Invariants: templates reach neither files nor the network; all mistakes of a theme are reported at once.

mod about;
mod assets;
pub mod desk;
mod mark;
pub mod messages;
mod small;
mod strings;
mod templates;
use std::collections::{BTreeMap, BTreeSet};

use about::About;
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
    pub trusted_types: BTreeSet<String>,
    /// Of all its files, and of those of the default theme, which it stands upon.
    pub digest: Digest,
    /// The templates as they are written, for diagnostics: name, place and text.
    sources: BTreeMap<String, (SrcPath, Vec<u8>)>,
    name: String,
}

impl Theme {
    /// A template's mistake at its place.
    pub fn diagnostic(&self, error: &tera::Error) -> Diagnostic {
        templates::located(error, &self.name, &self.sources)
    }
}

/// A theme of those that a site's is made of.
pub(crate) struct Layer {
    /// Its name.
    pub(crate) name: String,
    /// Its files.
    pub(crate) files: Files,
    /// What it says of itself.
    about: About,
}

/// A theme's files in memory, by path below its folder, each with its place for diagnostics.
pub(crate) type Files = BTreeMap<String, (SrcPath, Vec<u8>)>;

/// Loads the theme that the settings name. `None` only together with an error.
pub fn load(fs: &dyn Fs, config: &Config) -> (Option<Theme>, Diags) {
    let mut diags = Diags::new();
    let name = &config.html.theme;
    let Some(layers) = layers(fs, config, &mut diags) else { return (None, diags) };
    let (strings, more) = strings::load(config, &format!("themes/{name}"), &layers);
    diags.extend(more);
    let assets = assets::collect(&layers, &mut diags);
    let (tera, sources, more) = templates::load(config, &layers, &strings, &assets);
    diags.extend(more);
    let theme = tera.map(|tera| Theme {
        tera,
        strings,
        assets: assets.files,
        fragments: fragments(&layers),
        trusted_types: layers.iter().flat_map(|layer| layer.about.trusted_types.clone()).collect(),
        digest: digest(&layers),
        sources,
        name: name.clone(),
    });
    (theme, diags)
}

/// The theme that the settings name, those that it inherits from, and the default theme, which all stand upon.
pub(crate) fn layers(fs: &dyn Fs, config: &Config, diags: &mut Diags) -> Option<Vec<Layer>> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut name = config.html.theme.clone();
    let mut place = (SrcPath::new(crate::config::FILE), config.html.theme_place.clone());
    loop {
        let folder = format!("themes/{name}");
        if layers.iter().any(|layer| layer.name == name) {
            let help = "take `inherits` out of one of them";
            let message = format!("`{name}` inherits from itself");
            let mut diagnostic = Diagnostic::new(Code::ThemeInherits, message, help).in_file(&place.0);
            diagnostic.span = place.1;
            diags.push(diagnostic);
            return None;
        }
        if !fs.is_folder(&folder) {
            if name != DEFAULT {
                diags.push(unknown(fs, &name, place, layers.is_empty()));
                return None;
            }
            break;
        }
        let files = read(fs, &folder, diags);
        check_names(&files, diags);
        let about = about::read(&files, diags);
        let next = about.inherits.clone();
        layers.push(Layer { name, files, about });
        let Some(next) = next else { break };
        place = (SrcPath::new(format!("{folder}/{}", about::FILE)), Some(next.span));
        name = next.value;
    }
    let files = embedded();
    let about = about::read(&files, diags);
    layers.push(Layer { name: DEFAULT.to_owned(), files, about });
    Some(layers)
}

/// A theme is named that is not there: in the settings, or in another theme.
fn unknown(fs: &dyn Fs, name: &str, place: (SrcPath, Option<std::ops::Range<usize>>), by_settings: bool) -> Diagnostic {
    let themes = names(fs);
    let help = match nearest(name, themes.iter().map(String::as_str).chain([DEFAULT])) {
        Some(near) => format!("did you mean `{near}`?"),
        None if by_settings => {
            format!("make it with `polku theme new {name}`, or take `theme` out of book.toml for the default theme")
        }
        None => format!("make a folder `themes/{name}`, or take `inherits` out"),
    };
    let code = if by_settings { Code::ThemeNotFound } else { Code::ThemeInherits };
    let mut diagnostic = Diagnostic::new(code, format!("there is no theme `{name}`"), help).in_file(&place.0);
    diagnostic.span = place.1;
    diagnostic
}

/// The names of the templates in `fragments/`.
fn fragments(layers: &[Layer]) -> Vec<String> {
    let names: BTreeSet<&str> = layers
        .iter()
        .flat_map(|layer| layer.files.keys())
        .filter_map(|path| path.strip_prefix("templates/fragments/")?.strip_suffix(".html"))
        .collect();
    names.into_iter().map(str::to_owned).collect()
}

fn digest(layers: &[Layer]) -> Digest {
    let mut hasher = Digester::new();
    for layer in layers {
        for (path, (_, bytes)) in &layer.files {
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
pub(crate) fn names(fs: &dyn Fs) -> Vec<String> {
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
