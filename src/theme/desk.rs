//! What theme authors do: see which themes there are, begin one, take a file of the default theme over, find what is superfluous.
//!
//! Invariant: nothing that exists is ever overwritten.

use std::fs as disk;
use std::io;
use std::path::{Path, PathBuf};

use super::{DEFAULT, EMBEDDED, about, layers, names};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Diags, nearest};
use crate::fs::Fs;
use crate::parse::bad_slug;

/// A theme of the site, or the one in the binary.
#[derive(Debug)]
pub struct Known {
    /// Its name: its folder below `themes/`.
    pub name: String,
    /// Its version, if it says one.
    pub version: Option<String>,
    /// What it says of itself.
    pub description: Option<String>,
    /// Whether it is the site's.
    pub used: bool,
    /// How many files it has of its own; `None` for the one in the binary.
    pub files: Option<usize>,
}

/// All themes, by name.
pub fn all(fs: &dyn Fs, config: &Config) -> Vec<Known> {
    let mut found = names(fs);
    if !found.iter().any(|name| name == DEFAULT) {
        found.push(DEFAULT.to_owned());
    }
    found.sort();
    found.into_iter().map(|name| known(fs, config, name)).collect()
}

fn known(fs: &dyn Fs, config: &Config, name: String) -> Known {
    let folder = format!("themes/{name}");
    let own = fs.is_folder(&folder).then(|| super::read(fs, &folder, &mut Diags::new()));
    let about = about::read(own.as_ref().unwrap_or(&super::embedded()), &mut Diags::new());
    Known {
        used: config.html.theme == name,
        version: about.version,
        description: about.description,
        files: own.map(|files| files.len()),
        name,
    }
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// The name cannot be a theme's.
    #[error("`{0}` cannot be a theme's name: {1}")]
    Name(String, &'static str),
    /// There is something already.
    #[error("`{0}` exists already; nothing was changed")]
    Exists(PathBuf),
    /// The default theme has no such file.
    #[error("the default theme has no file `{0}`; {1}")]
    Unknown(String, String),
    /// The disk failed.
    #[error("`{path}` cannot be written: {source}")]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl ThemeError {
    /// Whether the machine failed, and not the one who asked.
    pub fn is_io(&self) -> bool {
        matches!(self, Self::Io { .. })
    }
}

/// Begins a theme that changes the colours, to be gone on with. Gives the files that were made.
///
/// # Errors
/// A name that cannot be one, a folder that is there already, or the disk.
pub fn new(root: &Path, name: &str) -> Result<Vec<PathBuf>, ThemeError> {
    let reserved = (name == DEFAULT).then_some("it is the default theme's");
    if let Some(why) = bad_slug(name).or(reserved).or(name.starts_with('.').then_some("it begins with a dot")) {
        return Err(ThemeError::Name(name.to_owned(), why));
    }
    let folder = root.join("themes").join(name);
    if folder.exists() {
        return Err(ThemeError::Exists(folder));
    }
    let description = include_str!("new/theme.toml").replace("NAME", name);
    let files = [("theme.toml", description.as_str()), ("static/css/own.css", include_str!("new/own.css"))];
    files.into_iter().map(|(path, text)| write(folder.join(path), text.as_bytes())).collect()
}

/// Copies files of the default theme into a theme's folder. Gives the files that were made.
///
/// # Errors
/// A file that the default theme does not have, one that is there already, or the disk. Then none is copied.
pub fn eject(root: &Path, theme: &str, paths: &[String]) -> Result<Vec<PathBuf>, ThemeError> {
    let folder = root.join("themes").join(theme);
    let mut found = Vec::new();
    for path in paths {
        let path = path.trim_start_matches("./");
        let Some((name, bytes)) = EMBEDDED.iter().find(|(name, _)| *name == path) else {
            // Most often the folder is left out.
            let same = EMBEDDED.iter().map(|(name, _)| *name).find(|name| name.ends_with(&format!("/{path}")));
            let near = same.or_else(|| nearest(path, EMBEDDED.iter().map(|(name, _)| *name)));
            let help =
                near.map_or("`polku theme eject` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
            return Err(ThemeError::Unknown(path.to_owned(), help));
        };
        let to = folder.join(name);
        if to.exists() {
            return Err(ThemeError::Exists(to));
        }
        found.push((to, *bytes));
    }
    found.into_iter().map(|(to, bytes)| write(to, bytes)).collect()
}

/// The files of the default theme.
pub fn ejectable() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|(name, _)| *name)
}

fn write(path: PathBuf, bytes: &[u8]) -> Result<PathBuf, ThemeError> {
    let io = |source| ThemeError::Io { path: path.clone(), source };
    if let Some(folder) = path.parent() {
        disk::create_dir_all(folder).map_err(io)?;
    }
    disk::write(&path, bytes).map_err(io)?;
    Ok(path)
}

/// What in the site's theme does nothing: files as they are in the theme below, templates that nobody uses.
pub fn superfluous(fs: &dyn Fs, config: &Config) -> Diags {
    let mut diags = Diags::new();
    let Some(layers) = layers(fs, config, &mut Diags::new()) else { return diags };
    let Some((own, below)) = layers.split_first().filter(|(own, _)| own.name != DEFAULT) else { return diags };
    let texts: Vec<String> = layers
        .iter()
        .flat_map(|layer| layer.files.values())
        .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
        .collect();
    for (path, (place, bytes)) in &own.files {
        let lower = below.iter().find_map(|layer| Some((&layer.name, layer.files.get(path)?)));
        if let Some((name, _)) = lower.filter(|(_, (_, lower))| lower == bytes && path != about::FILE) {
            diags.push(
                Diagnostic::new(
                    Code::ThemeSame,
                    format!("this is what the theme `{name}` has"),
                    "take it out, and it changes with that theme; or change it",
                )
                .in_file(place),
            );
        }
        let Some(name) = path.strip_prefix("templates/").filter(|_| lower.is_none()) else { continue };
        let named = [format!("\"{name}\""), format!("'{name}'")];
        if !name.starts_with("fragments/") && !texts.iter().any(|text| named.iter().any(|name| text.contains(name))) {
            let known =
                below.iter().flat_map(|layer| layer.files.keys()).filter_map(|path| path.strip_prefix("templates/"));
            let help = match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "include it in another, or give it the name of a template of the default theme".to_owned(),
            };
            diags.push(Diagnostic::new(Code::ThemeUnused, "no page is made by this template", help).in_file(place));
        }
    }
    diags
}
