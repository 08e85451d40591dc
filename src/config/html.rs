//! `[output.html]`: where the site is published, how it looks, and what it has.

use std::ops::Range;

use percent_encoding::percent_decode_str;

use super::hosting::{self, Hosting};
use crate::diag::{Code, Diags, nearest};
use crate::fields::{Fields, Name, Node};
use crate::ids::{SrcPath, encode_path};

/// How addresses end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum UrlStyle {
    /// `need/`, the page being `need/index.html`.
    Folder,
    /// `need.html`.
    File,
}

/// `[output.html]`.
#[derive(Debug)]
pub struct Html {
    /// Where the site is published.
    pub site_url: SiteUrl,
    /// The theme's name.
    pub theme: String,
    /// Where the settings name it.
    pub theme_place: Option<Range<usize>>,
    /// The repository's address.
    pub repository: Option<String>,
    /// The address of the editor for a page, with `{path}` in it.
    pub edit_url_template: Option<String>,
    /// The address where a translation that is missing can be begun, with `{path}`, `{key}` or `{lang}` in it.
    pub translate_url_template: Option<String>,
    /// Where the settings ask for the days of the last changes from git.
    pub git_dates: Option<Range<usize>>,
    /// How addresses end.
    pub url_style: UrlStyle,
    /// Whether straight quotes and hyphens become the language's own.
    pub smart_punctuation: bool,
    /// Whether pages have a picture that others show beside a link to them.
    pub social_cards: bool,
    /// Whether there is a map of the pages and what leads to what.
    pub knowledge_map: bool,
    /// Whether each page can be read beside its translations.
    pub parallel_text: bool,
    /// Whether the first use of a term on a page links to it.
    pub term_links: bool,
    /// Whether the site has a page that says how complete and fresh each language is.
    pub status_page: bool,
    /// Whether stages and the whole course are there to be printed.
    pub print: bool,
    /// Whether its pages can be searched.
    pub search: bool,
    /// Whether browsers can keep the site to be read without a network; `Some(false)` takes that back.
    pub offline: Option<bool>,
    /// Whether there is a list of the pages for programs that read texts.
    pub llms_txt: bool,
    /// Whether each page's Markdown lies beside it.
    pub markdown_source: bool,
    /// What tells hosts how to serve the site.
    pub hosting: Hosting,
    /// Whether HTML in pages is cleaned of what could do harm, for their authors are not trusted.
    pub sanitize: bool,
}

/// Where the site is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteUrl {
    /// `https://example.org`, if known.
    pub origin: Option<String>,
    /// The path it lives under, percent-encoded: begins and ends with a slash.
    pub base: String,
}

impl SiteUrl {
    /// Reads an absolute address or a path.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !text.contains("://") && !text.starts_with('/') {
            return Err("it begins neither with `https://` nor with a slash".into());
        }
        if text.contains(['?', '#', ' ', '"', '<', '>', '\\']) || text.chars().any(char::is_control) {
            return Err("it must not have spaces, quotes, a query or a fragment".into());
        }
        let (origin, path) = match text.split_once("://") {
            Some((scheme @ ("http" | "https"), rest)) => {
                let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
                if host.is_empty() {
                    return Err("it has no host".into());
                }
                (Some(format!("{scheme}://{host}")), path)
            }
            Some((scheme, _)) => return Err(format!("`{scheme}` is neither http nor https")),
            None => (None, text),
        };
        if path.split('/').any(|part| part == ".." || part == ".") {
            return Err("it must not have `.` or `..` in it".into());
        }
        let inner = percent_decode_str(path.trim_matches('/')).decode_utf8_lossy();
        let base = if inner.is_empty() { "/".to_owned() } else { format!("/{}/", encode_path(&inner)) };
        Ok(Self { origin, base })
    }

    /// The absolute address of the site's root, if known.
    pub fn absolute(&self) -> Option<String> {
        self.origin.as_ref().map(|origin| format!("{origin}{}", self.base))
    }
}

/// Reads the table.
pub(super) fn read(entries: &[(Name, Node)], file: &SrcPath, diags: &mut Diags) -> Html {
    let mut f = Fields::new(entries, file, "`[output.html]`", diags);
    let mut site_url = SiteUrl { origin: None, base: "/".to_owned() };
    if let Some(text) = f.text("site-url") {
        match SiteUrl::parse(&text.value) {
            Ok(url) => site_url = url,
            Err(why) => f.invalid(
                Code::SettingsValue,
                text.span,
                format!("`{}` is no address for a site: {why}", text.value),
                "write `https://example.org/training/`, or a path such as `/training/`",
            ),
        }
    }
    let theme = f.text("theme");
    let theme_place = theme.as_ref().map(|t| t.span.clone());
    let theme = match theme {
        Some(t) if t.value.is_empty() || t.value.contains(['/', '\\']) || t.value.starts_with('.') => {
            f.invalid(
                Code::SettingsValue,
                t.span,
                format!("`{}` is no theme's name", t.value),
                "write the name of a folder below `themes/`",
            );
            "polku".to_owned()
        }
        Some(t) => t.value,
        None => "polku".to_owned(),
    };
    let repository = f.text("git-repository-url").map(|t| t.value);
    let edit_url_template = template(&mut f, "edit-url-template", &["{path}"]);
    let translate_url_template = template(&mut f, "translate-url-template", &["{path}", "{key}"]);
    let git_dates = f.node("git-dates").map(|node| node.span.clone()).filter(|_| f.flag("git-dates") == Some(true));
    let url_style = match f.text("url-style") {
        None => UrlStyle::Folder,
        Some(t) => match t.value.as_str() {
            "folder" => UrlStyle::Folder,
            "file" => UrlStyle::File,
            other => {
                let help = nearest(other, ["folder", "file"])
                    .map_or("known: folder, file".to_owned(), |n| format!("did you mean `{n}`?"));
                f.invalid(Code::SettingsValue, t.span, format!("`{other}` is no URL style"), help);
                UrlStyle::Folder
            }
        },
    };
    let sanitize = match f.text("raw-html") {
        None => false,
        Some(t) => match t.value.as_str() {
            "keep" => false,
            "sanitize" => true,
            other => {
                let help = nearest(other, ["keep", "sanitize"])
                    .map_or("known: keep, sanitize".to_owned(), |n| format!("did you mean `{n}`?"));
                f.invalid(Code::SettingsValue, t.span, format!("`{other}` is no way to take HTML in pages"), help);
                true
            }
        },
    };
    let smart_punctuation = f.flag("smart-punctuation").unwrap_or(false);
    let parallel_text = f.flag("parallel-text").unwrap_or(false);
    let knowledge_map = f.flag("knowledge-map").unwrap_or(false);
    let social_cards = f.flag("social-cards").unwrap_or(false);
    let term_links = f.flag("term-links").unwrap_or(true);
    let status_page = f.flag("status-page").unwrap_or(false);
    let llms_txt = f.flag("llms-txt").unwrap_or(false);
    let markdown_source = f.flag("markdown-source").unwrap_or(false);
    let print = f.table("print").unwrap_or(&[]);
    let search = f.table("search").unwrap_or(&[]);
    let offline = f.table("offline").unwrap_or(&[]);
    let hosting = f.table("hosting").unwrap_or(&[]);
    f.finish();
    let mut f = Fields::new(print, file, "`[output.html.print]`", diags);
    let print = f.flag("enable").unwrap_or(true);
    f.finish();
    let mut f = Fields::new(search, file, "`[output.html.search]`", diags);
    let search = f.flag("enable").unwrap_or(true);
    f.finish();
    let mut f = Fields::new(offline, file, "`[output.html.offline]`", diags);
    let offline = f.flag("enable");
    f.finish();
    let hosting = hosting::read(hosting, site_url.origin.is_some(), file, diags);
    Html {
        hosting,
        offline,
        site_url,
        theme,
        theme_place,
        repository,
        edit_url_template,
        translate_url_template,
        git_dates,
        url_style,
        smart_punctuation,
        knowledge_map,
        social_cards,
        parallel_text,
        term_links,
        status_page,
        print,
        search,
        sanitize,
        llms_txt,
        markdown_source,
    }
}

/// An address with places in it, of which one has to be there.
fn template(f: &mut Fields<'_, '_>, key: &'static str, places: &[&str]) -> Option<String> {
    let text = f.text(key)?;
    let leads = ["https://", "http://", "/"].iter().any(|start| text.value.starts_with(start));
    if !leads || text.value.chars().any(char::is_control) {
        f.invalid(
            Code::SettingsValue,
            text.span,
            format!("`{key}` is no address"),
            "write one that begins with `https://`, or with a slash",
        );
        return None;
    }
    if !places.iter().any(|place| text.value.contains(place)) {
        let wanted = places.iter().map(|place| format!("`{place}`")).collect::<Vec<_>>();
        f.invalid(
            Code::SettingsValue,
            text.span,
            format!("`{key}` has no {}", wanted.join(" and no ")),
            "write `{path}` where the path of the page's file goes",
        );
        return None;
    }
    Some(text.value)
}
