//! New sites and new pages: `polku init` and `polku new`.
//!
//! Invariant: nothing that exists is ever overwritten.

mod ci;

pub use ci::{CodeHost, init_ci};

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::fields;
use crate::ids::{Key, LangId};
use crate::locale::{Locale, LocaleError};
use crate::parse::bad_slug;

/// Why nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum ScaffoldError {
    /// There is something already.
    #[error("`{0}` exists already; nothing was changed")]
    Exists(PathBuf),
    /// The key cannot be a page's.
    #[error("`{key}` cannot be a page's key: {why}; write it like `stages/need`, without `.md`")]
    Key {
        /// The key as given.
        key: String,
        /// Why not.
        why: &'static str,
    },
    /// The language is not the site's.
    #[error("{0}")]
    Language(String),
    /// A language is named twice.
    #[error("`{0}` is named twice")]
    Twice(String),
    /// The tag is no language tag.
    #[error(transparent)]
    Tag(#[from] LocaleError),
    /// The disk failed.
    #[error("`{path}` cannot be written: {source}")]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl ScaffoldError {
    /// Whether the machine failed, and not the one who asked.
    pub fn is_io(&self) -> bool {
        matches!(self, Self::Io { .. })
    }
}

macro_rules! sample {
    ($tag:literal) => {
        [
            ("index.md", include_str!(concat!("site/", $tag, "/index.md"))),
            ("lessons/index.md", include_str!(concat!("site/", $tag, "/lessons/index.md"))),
            ("lessons/first.md", include_str!(concat!("site/", $tag, "/lessons/first.md"))),
        ]
    };
}

/// A file below a language's folder, and its text.
type Sample = (&'static str, &'static str);

/// The sample pages in a language.
fn sample(tag: &str) -> Option<[Sample; 3]> {
    match tag.split('-').next().unwrap_or(tag) {
        "en" => Some(sample!("en")),
        "et" => Some(sample!("et")),
        "fi" => Some(sample!("fi")),
        "sv" => Some(sample!("sv")),
        _ => None,
    }
}

/// Makes a small site in a folder that is empty or does not exist. The first language is the one it is written in.
/// `more` is added to its settings. Returns the files made.
pub fn init(folder: &Path, title: &str, languages: &[String], more: &str) -> Result<Vec<PathBuf>, ScaffoldError> {
    let locales: Vec<Locale> = languages.iter().map(|tag| Locale::new(tag)).collect::<Result<_, _>>()?;
    if let Some(twice) = languages.iter().enumerate().find(|(i, tag)| languages[..*i].contains(tag)) {
        return Err(ScaffoldError::Twice(twice.1.clone()));
    }
    // A repository that was just made is no reason to refuse.
    let shown =
        |entry: io::Result<fs::DirEntry>| entry.is_ok_and(|e| !e.file_name().to_string_lossy().starts_with('.'));
    let occupied = fs::read_dir(folder).is_ok_and(|mut entries| entries.any(shown));
    if occupied || folder.is_file() {
        return Err(ScaffoldError::Exists(folder.to_owned()));
    }
    let mut files = vec![
        ("book.toml".to_owned(), settings(title, languages, &locales) + more),
        (".gitignore".to_owned(), "/public\n/public-trainer\n/public-portable\n/.polku\n".to_owned()),
    ];
    for (i, tag) in languages.iter().enumerate() {
        // A site has to be written in something; a translation that there is none of is for its translators to begin.
        let pages = if i == 0 { Some(sample(tag).unwrap_or(sample!("en"))) } else { sample(tag) };
        for (name, text) in pages.into_iter().flatten() {
            // Translations hold words only: the order is the original's to say.
            let text = if i == 0 { text.to_owned() } else { text.replace("order: 1\n", "") };
            files.push((format!("content/{tag}/{name}"), text));
        }
    }
    let mut made = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        write_new(&path, &text)?;
        made.push(path);
    }
    Ok(made)
}

fn settings(title: &str, languages: &[String], locales: &[Locale]) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut out = format!(
        "[book]\ntitle = {}\nlanguage = {}\n",
        quoted(title),
        quoted(languages.first().map_or("en", String::as_str))
    );
    for (i, (tag, locale)) in languages.iter().zip(locales).enumerate() {
        let name = locale.autonym().unwrap_or(tag);
        out.push_str(&format!("\n[language.{tag}]\nname = {}\n", quoted(name)));
        if i > 0 {
            out.push_str(&format!("fallback = [{}]\n", quoted(&languages[0])));
        }
    }
    out.push_str(
        "\n[output.html]\n# Where the site will be published; canonical addresses, the sitemap and feeds need it.\n\
         # site-url = \"https://example.org/\"\n",
    );
    out
}

/// A page that was made.
#[derive(Debug)]
pub struct Made {
    /// Its file.
    pub file: PathBuf,
    /// Whether another language has the page already.
    pub translation: bool,
}

/// Makes a page. One that exists in its original's language gets that page's headings to fill.
pub fn new_page(
    root: &Path,
    config: &Config,
    key: &str,
    tag: &str,
    title: Option<&str>,
) -> Result<Made, ScaffoldError> {
    let lang = config.asked_language(tag).map_err(ScaffoldError::Language)?;
    let folder = key.trim_end_matches(".md").ends_with("/index");
    let key = check_key(key)?;
    let src = root.join(&config.src);
    let files = [format!("{key}.md"), format!("{key}/index.md")];
    for file in &files {
        let path = src.join(tag).join(file);
        if path.exists() {
            return Err(ScaffoldError::Exists(path));
        }
    }
    // The original decides whether the page is a folder's.
    let original = originals(config, lang).find_map(|other| {
        files.iter().find(|file| src.join(&config.language(other).tag).join(file).is_file()).map(|f| (other, f))
    });
    let file = original.map_or(&files[usize::from(folder)], |(_, file)| file);
    let path = src.join(tag).join(file);
    let name = title.map_or_else(|| readable(key.rsplit('/').next().unwrap_or(key)), str::to_owned);
    let text = match original {
        None => format!("---\ntitle: {}\n---\n# {name}\n\n", yaml(&name)),
        Some((other, file)) => {
            let theirs = src.join(&config.language(other).tag).join(file);
            let text = fs::read_to_string(&theirs).map_err(|source| ScaffoldError::Io { path: theirs, source })?;
            translation(config, lang, &text, title)
        }
    };
    write_new(&path, &text)?;
    Ok(Made { file: path, translation: original.is_some() })
}

/// The languages that a page may have been written in before, the site's own first.
fn originals(config: &Config, lang: LangId) -> impl Iterator<Item = LangId> {
    let main = config.main;
    std::iter::once(main).chain(config.lang_ids().filter(move |id| *id != main)).filter(move |id| *id != lang)
}

/// A translation to be written: the original's title and description, and its headings without their text. It is a
/// draft, so that it does not take the place of a whole stand-in before it is written.
fn translation(config: &Config, lang: LangId, original: &str, title: Option<&str>) -> String {
    let file = crate::ids::SrcPath::new("original.md");
    let options = crate::parse::ParseOptions::plain(&config.language(lang).locale);
    let (document, _) = crate::parse::parse(&file, original, &options);
    let head = document.head;
    let name = title.unwrap_or(&head.title);
    let mut out = format!("---\ntitle: {}\n", yaml(name));
    out.push_str("slug:\n");
    if let Some(description) = &head.meta.description {
        out.push_str(&format!("description: {}\n", yaml(&description.value)));
    }
    if head.meta.term.is_some() {
        out.push_str("term:\nforms: []\n");
    }
    out.push_str("draft: true\n---\n");
    for heading in &head.headings {
        let text = if heading.level == 1 && title.is_some() { name } else { &heading.text.written };
        out.push_str(&format!("{} {text}\n\n", "#".repeat(usize::from(heading.level))));
    }
    out
}

fn check_key(key: &str) -> Result<&str, ScaffoldError> {
    let key = key.trim_matches('/');
    let key = key.strip_suffix(".md").unwrap_or(key);
    let key = key.strip_suffix("/index").unwrap_or(key);
    let key = if key.is_empty() { Key::HOME } else { key };
    let trainer = key.ends_with(".trainer").then_some("notes for the trainer are no page of their own");
    match key.split('/').find_map(bad_slug).or(trainer) {
        Some(why) => Err(ScaffoldError::Key { key: key.to_owned(), why }),
        None => Ok(key),
    }
}

/// `price-talk` → `Price talk`.
fn readable(name: &str) -> String {
    let spaced = name.replace(['-', '_'], " ");
    let mut chars = spaced.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A text as a YAML value: quoted where it would mean something else.
fn yaml(text: &str) -> String {
    let plain = fields::yaml(&format!("title: {text}"), 0).is_ok_and(|entries| {
        matches!(&entries[..], [(_, node)] if matches!(&node.value, fields::Value::Text(read) if read == text))
    });
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

fn write_new(path: &Path, text: &str) -> Result<(), ScaffoldError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => ScaffoldError::Exists(path.to_owned()),
        _ => ScaffoldError::Io { path: path.to_owned(), source },
    };
    crate::fs::write_new(path, text).map_err(failed)
}
