//! `book.toml`: text → [`Config`] and diagnostics.
//!
//! In: the settings' text. Out: typed settings with every default filled in.
//!
//! Invariants: nothing here touches a file; every key that is accepted is used somewhere; keys are mdBook's wherever
//! mdBook has one for the thing.

pub mod hosting;
mod html;
pub mod publish;

pub use html::{Html, SiteUrl, UrlStyle};

use crate::diag::{Code, Diagnostic, Diags, Severity, nearest};
use crate::fields::{self, Fields, Located, Name, Node, SyntaxError, Value};
use crate::ids::{LangId, SrcPath};
use crate::locale::Locale;

/// The settings' file name.
pub const FILE: &str = "book.toml";

/// All settings of a site.
#[derive(Debug)]
pub struct Config {
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The language of pages that say nothing else.
    pub main: LangId,
    /// The content folder.
    pub src: String,
    /// The languages, in the order of the settings.
    pub languages: Vec<Language>,
    /// The output folder.
    pub build_dir: String,
    /// Whether compressed copies lie beside files of text.
    pub compress: bool,
    /// Settings of the web pages.
    pub html: Html,
    /// Where it is published to.
    pub publish: Vec<publish::Target>,
    /// Whether it is the trainer's site that is made; no setting says so.
    pub trainer: bool,
    /// Whether it is a copy that is made, to be read elsewhere than at the site's address.
    pub copy: Option<Copy>,
}

/// One language of the site.
#[derive(Debug)]
pub struct Language {
    /// Its BCP 47 tag, as the settings and the folder have it.
    pub tag: String,
    /// Its name in itself.
    pub name: String,
    /// The site's title in it.
    pub title: String,
    /// The site's description in it.
    pub description: Option<String>,
    /// Languages that stand in for a missing page, in order.
    pub fallback: Vec<LangId>,
    /// How bad it is that a translation into it is out of date; `None`: not worth a word.
    pub stale: Option<Severity>,
    /// Names of tags, by the tag.
    pub tags: Vec<(String, String)>,
    /// What depends on the language.
    pub locale: Locale,
}

/// A copy of a site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copy {
    /// Where the site itself is published, if that is known.
    pub site: Option<String>,
    /// The only language that its readers have, if it is for one.
    pub only: Option<LangId>,
}

impl Config {
    /// Makes them those of a copy whose addresses begin with `root`; with `only`, of one that has one language. What that language
    /// lacks is there in another, so that no link leads out.
    pub fn copied(&mut self, root: &str, only: Option<LangId>) {
        let site = self.html.site_url.absolute();
        self.html.site_url = SiteUrl { origin: None, base: root.to_owned() };
        self.copy = Some(Copy { site, only });
        self.html.hosting = hosting::Hosting::default();
        let Some(only) = only else { return };
        self.html.parallel_text = false;
        self.html.knowledge_map = false;
        self.html.status_page = false;
        self.html.edit_url_template = None;
        self.html.translate_url_template = None;
        self.html.offline = None;
        self.html.llms_txt = false;
        self.html.markdown_source = false;
        let mut chain = self.language(only).fallback.clone();
        for lang in std::iter::once(self.main).chain(self.lang_ids()) {
            if lang != only && !chain.contains(&lang) {
                chain.push(lang);
            }
        }
        self.languages[only.index()].fallback = chain;
    }

    /// The languages that readers can choose from.
    pub fn offered(&self, lang: LangId) -> bool {
        self.copy.as_ref().and_then(|copy| copy.only).is_none_or(|only| only == lang)
    }

    /// A language's settings.
    pub fn language(&self, id: LangId) -> &Language {
        &self.languages[id.index()]
    }

    /// The ids of the languages, in the order of the settings.
    pub fn lang_ids(&self) -> impl Iterator<Item = LangId> + use<> {
        (0..self.languages.len()).map(LangId::new)
    }

    /// The language with the tag that somebody typed; else what to tell them.
    pub fn asked_language(&self, tag: &str) -> Result<LangId, String> {
        self.lang_by_tag(tag).ok_or_else(|| {
            let known: Vec<&str> = self.languages.iter().map(|l| l.tag.as_str()).collect();
            let near = nearest(tag, known.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `[language.{tag}]` to book.toml"),
            };
            format!("`{tag}` is no language of this site (it has {}); {help}", known.join(", "))
        })
    }

    /// The language with this tag.
    pub fn lang_by_tag(&self, tag: &str) -> Option<LangId> {
        self.languages.iter().position(|l| l.tag == tag).map(LangId::new)
    }
}

/// Reads the settings. `None` only together with an error.
pub fn read(text: &str) -> (Option<Config>, Diags) {
    let file = SrcPath::new(FILE);
    let mut diags = Diags::new();
    let entries = match fields::toml(text) {
        Ok(entries) => entries,
        Err(SyntaxError { message, span, .. }) => {
            diags.push(
                Diagnostic::new(Code::SettingsSyntax, message, "see https://toml.io for how TOML is written")
                    .at(&file, span),
            );
            return (None, diags);
        }
    };
    let config = config(&entries, &file, &mut diags);
    (config, diags)
}

fn config(entries: &[(Name, Node)], file: &SrcPath, diags: &mut Diags) -> Option<Config> {
    let mut top = Fields::new(entries, file, FILE, diags);
    let book = top.table("book").unwrap_or(&[]);
    let languages = top.table("language").unwrap_or(&[]);
    let build = top.table("build").unwrap_or(&[]);
    let output = top.table("output").unwrap_or(&[]);
    let publish = top.table("publish").unwrap_or(&[]);
    top.finish();

    let mut f = Fields::new(book, file, "`[book]`", diags);
    let title = f.text("title").map_or_else(|| "Polku".to_owned(), |t| t.value);
    let authors = f.texts("authors").into_iter().map(|a| a.value).collect();
    let description = f.text("description").map(|d| d.value);
    let main_tag = f.text("language");
    let src = f.text("src").and_then(|src| folder(&mut f, src)).unwrap_or_else(|| "content".into());
    f.finish();

    let languages = read_languages(languages, main_tag, &title, description.as_deref(), file, diags)?;

    let mut f = Fields::new(build, file, "`[build]`", diags);
    let build_dir = match f.text("build-dir") {
        Some(dir) if dir.value.is_empty() || dir.value == "." => {
            f.invalid(
                Code::SettingsValue,
                dir.span,
                "`build-dir` must be a folder of its own: a build replaces it as a whole".into(),
                "write `build-dir = \"public\"`",
            );
            "public".to_owned()
        }
        Some(dir) if holds_sources(&dir.value, &src) => {
            f.invalid(
                Code::SettingsValue,
                dir.span,
                format!("`{}` holds the site's sources, which a build would remove", dir.value),
                "write `build-dir = \"public\"`",
            );
            "public".to_owned()
        }
        Some(dir) => dir.value.trim_end_matches('/').to_owned(),
        None => "public".to_owned(),
    };
    let compress = f.flag("compress").unwrap_or(false);
    f.finish();

    let mut f = Fields::new(output, file, "`[output]`", diags);
    let html = f.table("html").unwrap_or(&[]);
    f.finish();
    let html = html::read(html, file, diags);
    let publish = publish::read(publish, file, diags);

    let (languages, main) = languages;
    Some(Config { authors, main, src, languages, build_dir, compress, html, publish, trainer: false, copy: None })
}

/// Whether a folder below the root is one that a site is built from, or lies in one.
fn holds_sources(dir: &str, src: &str) -> bool {
    let dir = dir.trim_start_matches("./").trim_end_matches('/');
    let within = |folder: &str| dir == folder || dir.starts_with(&format!("{folder}/"));
    let above = src.starts_with(&format!("{dir}/"));
    within(src) || within("themes") || above
}

/// A folder below the root: relative, without `..`.
fn folder(f: &mut Fields<'_, '_>, path: Located<String>) -> Option<String> {
    let clean: Vec<&str> = path.value.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
    let absolute = path.value.starts_with('/') || path.value.contains(['\\', ':']);
    if absolute || clean.is_empty() || clean.contains(&"..") {
        f.invalid(
            Code::PathOutside,
            path.span,
            format!("`{}` leads out of the site's folder", path.value),
            "name a folder below the one that holds book.toml",
        );
        return None;
    }
    Some(clean.join("/"))
}

fn read_languages(
    entries: &[(Name, Node)],
    main_tag: Option<Located<String>>,
    title: &str,
    description: Option<&str>,
    file: &SrcPath,
    diags: &mut Diags,
) -> Option<(Vec<Language>, LangId)> {
    let mut languages: Vec<Language> = Vec::new();
    let mut fallbacks: Vec<Vec<Located<String>>> = Vec::new();
    for (name, node) in entries {
        let Value::Table(fields) = &node.value else {
            diags.push(
                Diagnostic::new(
                    Code::WrongType,
                    format!("`language.{}` must be a table", name.text),
                    format!("write `[language.{}]`", name.text),
                )
                .at(file, node.span.clone()),
            );
            continue;
        };
        let locale = match Locale::new(&name.text) {
            Ok(locale) => locale,
            Err(error) => {
                diags.push(
                    Diagnostic::new(Code::SettingsValue, error.to_string(), TAG_HELP).at(file, name.span.clone()),
                );
                continue;
            }
        };
        if let Some(same) = languages.iter().find(|l| l.locale.canonical() == locale.canonical()) {
            diags.push(
                Diagnostic::new(
                    Code::SettingsValue,
                    format!("`{}` and `{}` are the same language", name.text, same.tag),
                    "keep one of the two tables",
                )
                .at(file, name.span.clone()),
            );
            continue;
        }
        let mut f = Fields::new(fields, file, format!("`[language.{}]`", name.text), diags);
        let own_name = f.text("name").map(|n| n.value);
        let own_title = f.text("title").map(|t| t.value);
        let own_description = f.text("description").map(|t| t.value);
        fallbacks.push(f.texts("fallback"));
        let stale = f.text("stale").map_or(Some(Severity::Warning), |stale| match stale.value.as_str() {
            "warn" => Some(Severity::Warning),
            "error" => Some(Severity::Error),
            "allow" => None,
            other => {
                f.invalid(
                    Code::SettingsValue,
                    stale.span,
                    format!("`{other}` is nothing that can be done about translations that are out of date"),
                    "write `warn`, `error` or `allow`",
                );
                Some(Severity::Warning)
            }
        });
        let tags = f.table("tags").unwrap_or(&[]);
        f.finish();
        let tags = tags
            .iter()
            .filter_map(|(tag, node)| match &node.value {
                Value::Text(text) => Some((tag.text.clone(), text.clone())),
                _ => {
                    diags.push(
                        Diagnostic::new(
                            Code::WrongType,
                            format!("the name of the tag `{}` must be a text", tag.text),
                            format!("write `\"{}\" = \"…\"`", tag.text),
                        )
                        .at(file, node.span.clone()),
                    );
                    None
                }
            })
            .collect();
        languages.push(Language {
            name: own_name.unwrap_or_else(|| locale.autonym().unwrap_or(&name.text).to_owned()),
            tag: name.text.clone(),
            title: own_title.unwrap_or_else(|| title.to_owned()),
            description: own_description.or_else(|| description.map(str::to_owned)),
            fallback: Vec::new(),
            stale,
            tags,
            locale,
        });
    }
    let main = main_language(&mut languages, main_tag, title, description, file, diags)?;
    fallbacks.resize(languages.len(), Vec::new());
    for (i, wanted) in fallbacks.into_iter().enumerate() {
        for tag in wanted {
            match languages.iter().position(|l| l.tag == tag.value) {
                Some(j) if j == i => diags.push(
                    Diagnostic::new(
                        Code::SettingsValue,
                        format!("`{}` cannot fall back to itself", tag.value),
                        "name the other languages, in the order they should be tried",
                    )
                    .at(file, tag.span),
                ),
                Some(j) => languages[i].fallback.push(LangId::new(j)),
                None => {
                    let known: Vec<&str> = languages.iter().map(|l| l.tag.as_str()).collect();
                    let help = nearest(&tag.value, known.iter().copied()).map_or_else(
                        || format!("known: {}", known.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    diags.push(
                        Diagnostic::new(
                            Code::SettingsValue,
                            format!("`{}` is no language of this site", tag.value),
                            help,
                        )
                        .at(file, tag.span),
                    );
                }
            }
        }
    }
    Some((languages, main))
}

const TAG_HELP: &str = "language tags look like `et`, `pt-BR` or `zh-Hans` (BCP 47)";

/// The language that `book.language` names; one without a table gets its defaults. Without it, the first.
fn main_language(
    languages: &mut Vec<Language>,
    tag: Option<Located<String>>,
    title: &str,
    description: Option<&str>,
    file: &SrcPath,
    diags: &mut Diags,
) -> Option<LangId> {
    let (tag, span) = match tag {
        Some(tag) => (tag.value, Some(tag.span)),
        None if languages.is_empty() => ("en".to_owned(), None),
        None => return Some(LangId::new(0)),
    };
    if let Some(i) = languages.iter().position(|l| l.tag == tag) {
        return Some(LangId::new(i));
    }
    match Locale::new(&tag) {
        Ok(locale) => {
            languages.push(Language {
                name: locale.autonym().unwrap_or(&tag).to_owned(),
                title: title.to_owned(),
                description: description.map(str::to_owned),
                stale: Some(Severity::Warning),
                fallback: Vec::new(),
                tags: Vec::new(),
                locale,
                tag,
            });
            Some(LangId::new(languages.len() - 1))
        }
        Err(error) => {
            let mut diagnostic = Diagnostic::new(Code::SettingsValue, error.to_string(), TAG_HELP);
            diagnostic.file = Some(file.clone());
            diagnostic.span = span;
            diags.push(diagnostic);
            None
        }
    }
}
