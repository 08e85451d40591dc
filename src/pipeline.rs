//! All stages in their order: the only module that sees every one of them.
//!
//! 1. `config`: the settings
//! 2. `scan`: what files there are
//! 3. `theme`: templates, texts, assets
//! 4. `parse`: every page by itself
//! 5. `site`: how the pages hang together
//! 6. `translation`: ids
//! 7. `resolve`: every page's links
//! 8. `graph`: backlinks
//! 9. `check`, `media`, `highlight`
//! 10. `render`: every page by itself, into a sink
//!
//! Steps 4, 6, 7, 9 and 10 run in parallel. All findings are gathered; an error of steps 1 to 9 keeps step 10 from
//! beginning.

use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::check;
use crate::config::{self, Config, SiteUrl};
use crate::diag::{Code, Diagnostic, Diags, REPLACED};
use crate::emit::Sink;
use crate::fs::Fs;
use crate::graph::{self, Graph};
use crate::highlight::Highlighter;
use crate::media::{self, Sizes};
use crate::parse::{self, Document, ParseOptions};
use crate::render::{Count, Highlighted, RenderError, Renderer};
use crate::resolve::{self, Resolved};
use crate::scan::{self, SourcePage, SourceTree};
use crate::site::{self, Site};
use crate::theme::{self, Theme};
use crate::translation::{self, Anchors};

/// What a build is asked for beyond the settings.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Drafts are published too.
    pub drafts: bool,
    /// Where the site is published, in place of the settings'.
    pub site_url: Option<SiteUrl>,
}

/// A site that is ready to be rendered.
pub struct Prepared {
    /// The settings.
    pub config: Config,
    theme: Option<Theme>,
    docs: Vec<Document>,
    anchors: Vec<Anchors>,
    /// The pages and how they hang together.
    pub site: Site,
    resolved: Vec<Resolved>,
    graph: Graph,
    sizes: Sizes,
    highlighter: Highlighter,
}

/// What preparing gave.
pub struct Outcome {
    /// The site; `None` if the settings cannot be used.
    pub prepared: Option<Prepared>,
    /// All findings.
    pub diags: Diags,
    /// How long each stage took.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Measures the stages. What it measures is said to people and enters no output.
struct Clock {
    last: Instant,
    timings: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Self {
        Self { last: Instant::now(), timings: Vec::new() }
    }

    fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.timings.push((stage, now - self.last));
        self.last = now;
    }
}

/// Steps 1 to 9.
pub fn prepare(fs: &dyn Fs, options: &Options) -> Outcome {
    let mut clock = Clock::start();
    let (config, mut diags) = settings(fs);
    let Some(mut config) = config else {
        return Outcome { prepared: None, diags, timings: clock.timings };
    };
    clock.lap("settings");
    if let Some(url) = &options.site_url {
        config.html.site_url = url.clone();
    }
    if config.html.site_url.origin.is_none() {
        diags.push(
            Diagnostic::new(
                Code::SiteUrl,
                "without an absolute `site-url` there are no canonical addresses, no sitemap and no feeds",
                "write `site-url = \"https://…/\"` under `[output.html]`",
            )
            .in_file(&crate::ids::SrcPath::new(config::FILE)),
        );
    }
    let (tree, more) = scan::scan(fs, &config);
    diags.extend(more);
    clock.lap("scan");
    let (theme, more) = theme::load(fs, &config);
    diags.extend(more);
    clock.lap("theme");
    let (docs, more) = documents(fs, &config, &tree);
    diags.extend(more);
    clock.lap("parse");
    let (site, more) = site::build(&config, &tree, &docs, options.drafts);
    diags.extend(more);
    clock.lap("site");
    let (anchors, more) = anchors(&site, &docs);
    diags.extend(more);
    clock.lap("ids");
    let (resolved, more) = resolve_all(&config, &site, &docs, &anchors);
    diags.extend(more);
    clock.lap("resolve");
    let graph = graph::build(&site, &resolved);
    clock.lap("graph");
    let highlighter = Highlighter::new();
    let checked: Vec<Diags> = docs.par_iter().map(|document| check::document(document, &highlighter)).collect();
    for more in checked {
        diags.extend(more);
    }
    diags.extend(check::site(&config, &site, &docs));
    let (sizes, more) = media::sizes(fs, &site, &docs, &resolved);
    diags.extend(more);
    clock.lap("check, media");
    let prepared = Prepared { config, theme, docs, anchors, site, resolved, graph, sizes, highlighter };
    Outcome { prepared: Some(prepared), diags, timings: clock.timings }
}

impl Prepared {
    /// Step 10. Templates' mistakes come back as diagnostics.
    pub fn render(&self, fs: &dyn Fs, sink: &dyn Sink) -> Result<(Count, Diags), RenderError> {
        let Some(theme) = &self.theme else { return Ok((Count::default(), Diags::new())) };
        let highlighted = highlight(&self.docs, &self.highlighter);
        let renderer = Renderer {
            config: &self.config,
            site: &self.site,
            docs: &self.docs,
            anchors: &self.anchors,
            resolved: &self.resolved,
            graph: &self.graph,
            theme,
            highlighted: &highlighted,
            sizes: &self.sizes,
        };
        renderer.all(fs, sink)
    }
}

/// Reads the settings. `None` only together with an error.
pub fn settings(fs: &dyn Fs) -> (Option<Config>, Diags) {
    let file = crate::ids::SrcPath::new(config::FILE);
    let failed = |diagnostic: Diagnostic| (None, [diagnostic.in_file(&file)].into_iter().collect());
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
    if diags.has_errors() { (None, diags) } else { (config, diags) }
}

/// Reads and parses every page.
fn documents(fs: &dyn Fs, config: &Config, tree: &SourceTree) -> (Vec<Document>, Diags) {
    let parsed: Vec<(Document, Diags)> =
        tree.pages.par_iter().map(|page| document(fs, config, page, config.html.smart_punctuation)).collect();
    let mut diags = Vec::with_capacity(parsed.len());
    let mut docs = Vec::with_capacity(parsed.len());
    for (document, more) in parsed {
        docs.push(document);
        diags.push(more);
    }
    // Whether a page is frozen its original says, which its translation's file does not repeat.
    if config.html.smart_punctuation {
        for doc in site::frozen(config, tree, &docs) {
            let i = doc.index();
            (docs[i], diags[i]) = document(fs, config, &tree.pages[i], false);
        }
    }
    let mut all = Diags::new();
    for more in diags {
        all.extend(more);
    }
    (docs, all)
}

fn document(fs: &dyn Fs, config: &Config, page: &SourcePage, smart_punctuation: bool) -> (Document, Diags) {
    let mut early = Diags::new();
    let text = match fs.read(page.file.as_str()).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(error)) => {
            let at = error.utf8_error().valid_up_to();
            early.push(
                Diagnostic::new(
                    Code::InvalidUtf8,
                    "the page is not UTF-8",
                    "save it as UTF-8; what cannot be read is shown as `\u{fffd}`",
                )
                .at(&page.file, at..at + REPLACED),
            );
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        }
        Err(error) => {
            early.push(
                Diagnostic::new(
                    Code::UnreadableFile,
                    format!("this cannot be read: {error}"),
                    "see to its permissions",
                )
                .in_file(&page.file),
            );
            // A title keeps the page from being reported again for having none.
            format!("# {}\n", page.key.last())
        }
    };
    let options = ParseOptions { locale: &config.language(page.lang).locale, smart_punctuation };
    let (document, diags) = parse::parse(&page.file, &text, &options);
    early.extend(diags);
    (document, early)
}

/// The ids of every document.
fn anchors(site: &Site, docs: &[Document]) -> (Vec<Anchors>, Diags) {
    let mut origins: Vec<Option<usize>> = vec![None; docs.len()];
    for group in &site.groups {
        let Some((_, origin)) = group.members.iter().find(|(lang, _)| *lang == group.origin) else { continue };
        for (lang, doc) in &group.members {
            if *lang != group.origin {
                origins[doc.index()] = Some(origin.index());
            }
        }
    }
    let found: Vec<(Anchors, Diags)> = docs
        .par_iter()
        .zip(&origins)
        .map(|(document, origin)| translation::anchors(document, origin.map(|i| &docs[i])))
        .collect();
    let mut diags = Diags::new();
    let anchors = found
        .into_iter()
        .map(|(anchors, more)| {
            diags.extend(more);
            anchors
        })
        .collect();
    (anchors, diags)
}

/// What every page's links lead to.
fn resolve_all(config: &Config, site: &Site, docs: &[Document], anchors: &[Anchors]) -> (Vec<Resolved>, Diags) {
    let context = resolve::Context { config, site, docs, anchors };
    let found: Vec<(Resolved, Diags)> = site.pages.par_iter().map(|page| resolve::resolve(context, page)).collect();
    let mut diags = Diags::new();
    let resolved = found
        .into_iter()
        .map(|(resolved, more)| {
            diags.extend(more);
            resolved
        })
        .collect();
    (resolved, diags)
}

/// Highlights each distinct code block once.
fn highlight<'a>(docs: &'a [Document], highlighter: &Highlighter) -> Highlighted<'a> {
    let mut blocks: Vec<(&str, &str)> = docs
        .iter()
        .flat_map(|document| &document.body.code)
        .filter(|code| !code.language.is_empty())
        .map(|code| (code.language.as_str(), code.text.as_str()))
        .collect();
    blocks.sort_unstable();
    blocks.dedup();
    blocks
        .into_par_iter()
        .map(|(language, text)| ((language, text), highlighter.highlight(language, text).html))
        .collect()
}
