//! All stages in their order: the only module that sees every one of them.
//!
//! 1. `config`: the settings; what lies in the folders ([`Inputs`])
//! 2. `scan`: which of it are pages and assets
//! 3. `theme`: templates, texts, assets
//! 4. `parse`, `check`: every page by itself
//! 5. `site`: how the pages hang together
//! 6. `glossary`, `translation`: where terms occur, which block is which, how fresh it is, ids
//! 7. `resolve`: every page's links
//! 8. `graph`: backlinks; `course`: what the pages teach together
//! 9. `check`, `media`
//! 10. `highlight`, `render`: every page by itself, into a sink, or one page that is asked for
//!
//! Steps 4, 6, 7, 9 and 10 run in parallel. All findings are gathered; an error of steps 1 to 9 keeps step 10 from
//! beginning.
//!
//! A site can be prepared again after its files changed. Each step then takes what it made before where nothing that
//! it is made from changed, and gives exactly what it would give from nothing.

mod documents;
mod highlights;
mod inputs;
mod output;
mod translations;

use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::check;
use crate::config::{Config, SiteUrl};
use crate::course::{self, Course};
use crate::diag::Diags;
use crate::fs::Fs;
use crate::glossary::{Glossary, Uses};
use crate::graph::{self, Graph};
use crate::highlight::Highlighter;
use crate::ids::DocId;
use crate::media::{self, Sizes};
use crate::parse::Document;
use crate::resolve::{self, Resolved};
use crate::scan::{self, SourceTree};
use crate::site::{self, Site};
use crate::theme::{self, Theme};
use crate::translation::{Alignment, Anchors, Ledger, LocalImage};
use documents::{Parsed, Reader};
pub use inputs::{Inputs, settings};
use translations::Ledgers;

/// What a build is asked for beyond the settings.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Drafts are published too.
    pub drafts: bool,
    /// Where the site is published, in place of the settings'.
    pub site_url: Option<SiteUrl>,
    /// All pages are cut into blocks, those too that no ledger speaks of.
    pub blocks: bool,
    /// The trainer's site: with notes, answers and overviews that learners do not get.
    pub trainer: bool,
    /// A copy that is read elsewhere than at the site's address, whose addresses begin with what stands here.
    pub copy: Option<&'static str>,
    /// Of a copy, the only language that readers have, by its tag.
    pub only: Option<String>,
}

/// A site that is ready to be rendered.
pub struct Prepared {
    inputs: Inputs,
    /// The settings.
    pub config: Arc<Config>,
    theme: Option<Arc<Theme>>,
    theme_diags: Diags,
    tree: Arc<SourceTree>,
    tree_diags: Diags,
    parsed: Vec<Parsed>,
    /// The documents, in the order of the files.
    pub docs: Vec<Arc<Document>>,
    ledgers: Ledgers,
    glossary: Arc<Glossary>,
    uses: Vec<Arc<Uses>>,
    alignments: Each<Alignment>,
    anchors: Each<Anchors>,
    /// The pages and how they hang together.
    pub site: Arc<Site>,
    site_diags: Arc<Diags>,
    resolved: Each<Resolved>,
    local_images: Each<Vec<LocalImage>>,
    /// What links to what.
    pub graph: Arc<Graph>,
    course: Arc<Course>,
    sizes: Sizes,
    images: media::Read,
    highlighter: Arc<Highlighter>,
}

/// What a step made of each document or page, and what it found.
#[derive(Clone)]
struct Each<T> {
    values: Vec<Arc<T>>,
    diags: Vec<Diags>,
}

impl<T> Each<T> {
    fn new(made: Vec<(Arc<T>, Diags)>) -> Self {
        let (values, diags) = made.into_iter().unzip();
        Self { values, diags }
    }

    fn get(&self, i: usize) -> (Arc<T>, Diags) {
        (Arc::clone(&self.values[i]), self.diags[i].clone())
    }

    fn found(&self) -> impl Iterator<Item = crate::diag::Diagnostic> {
        self.diags.iter().flat_map(|diags| diags.iter().cloned())
    }
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

impl Prepared {
    /// A document's ledger, if it has one.
    pub fn ledger(&self, doc: DocId) -> Option<&Ledger> {
        self.ledgers.of(doc.index()).map(|ledger| &**ledger)
    }

    /// What could be better, though nothing is wrong with it.
    pub fn suggestions(&self) -> Diags {
        let mut diags = check::pinning::check(&self.site, &self.docs, &self.anchors.values, &self.resolved.values);
        diags.extend(check::near_forms::check(&self.config, &self.site, &self.docs, &self.glossary));
        diags.extend(self.course.suggestions(self.course_context()));
        diags
    }

    /// What the pages teach together.
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// What that is made from.
    pub fn course_context(&self) -> course::Context<'_> {
        course::Context { config: &self.config, site: &self.site, docs: &self.docs, anchors: &self.anchors.values }
    }

    /// The terms.
    pub fn glossary(&self) -> &Glossary {
        &self.glossary
    }

    /// The images of a translation that it has copies of its own of.
    pub fn local_images(&self, doc: DocId) -> &[LocalImage] {
        &self.local_images.values[doc.index()]
    }

    /// What lies in the folders.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// Whether its files are those of the site as it was before.
    pub fn has_files_of(&self, before: &Self) -> bool {
        let theme = |prepared: &Self| prepared.theme.as_ref().map(|theme| theme.digest);
        let same_text = |(a, b): (&Arc<Document>, &Arc<Document>)| Arc::ptr_eq(a, b) || a.digest == b.digest;
        self.inputs.settings == before.inputs.settings
            && theme(self) == theme(before)
            && self.tree.has_files_of(&before.tree)
            && self.docs.iter().zip(&before.docs).all(same_text)
            && self.ledgers.are_those_of(&before.ledgers)
            && self.inputs.has_files_of(&before.inputs)
            && self.inputs.has_assets_of(&before.inputs, &self.tree)
    }

    /// The files as they lay before, with what is known of them now.
    fn tree_now(&self, inputs: &Inputs) -> Arc<SourceTree> {
        let written = inputs.written_since(&self.inputs);
        if written.is_empty() { Arc::clone(&self.tree) } else { Arc::new(self.tree.with_stats(&written)) }
    }
}

/// Steps 1 to 9.
pub fn prepare(fs: &dyn Fs, options: &Options) -> Outcome {
    let start = Instant::now();
    match Inputs::read(fs, options) {
        Ok(inputs) => {
            let walked = ("settings, walk", start.elapsed());
            let mut outcome = prepare_from(fs, options, inputs, None);
            outcome.timings.insert(0, walked);
            outcome
        }
        Err(diags) => Outcome { prepared: None, diags, timings: Vec::new() },
    }
}

/// Steps 2 to 9. `before` is the site as it was, of whose making is taken what is still true.
pub fn prepare_from(fs: &dyn Fs, options: &Options, inputs: Inputs, before: Option<&Prepared>) -> Outcome {
    let mut clock = Clock::start();
    let config = Arc::clone(&inputs.config);
    let mut diags = inputs.diags.clone();
    let before_here = before.filter(|before| before.inputs.settings == inputs.settings);

    let (tree, tree_diags) = match before_here.filter(|before| before.inputs.has_files_of(&inputs)) {
        Some(before) => (before.tree_now(&inputs), before.tree_diags.clone()),
        None => {
            let (tree, more) = scan::scan(inputs.content.as_deref(), &config);
            (Arc::new(tree), more)
        }
    };
    diags.extend(tree_diags.iter().cloned());
    clock.lap("scan");

    let (theme, theme_diags) = match before_here.filter(|before| before.inputs.has_themes_of(&inputs)) {
        Some(before) => (before.theme.clone(), before.theme_diags.clone()),
        None => {
            let (theme, more) = theme::load(fs, &config);
            (theme.map(Arc::new), more)
        }
    };
    diags.extend(theme_diags.iter().cloned());
    clock.lap("theme");

    // How far translations are is told by their blocks.
    let blocks = options.blocks || config.html.status_page;
    let highlighter = before.map_or_else(Default::default, |before| Arc::clone(&before.highlighter));
    let reader = Reader { fs, config: &config, highlighter: &highlighter, at: inputs.at, blocks };
    let ledgers = translations::ledgers(fs, &tree, inputs.at, before.map(|before| &before.ledgers));
    let mut parsed = reader.all(&tree, before.map_or(&[], |before| &before.parsed), &ledgers.cut_pages(&tree));
    let documents = |parsed: &[Parsed]| parsed.iter().map(|parsed| Arc::clone(&parsed.document)).collect();
    let mut docs: Vec<Arc<Document>> = documents(&parsed);
    clock.lap("parse");

    // All that the site is made from: the settings, the files' places, and the pages' front matter and titles.
    let same_site = before_here.filter(|before| before.tree.has_files_of(&tree) && same_surfaces(&before.docs, &docs));
    let (site, site_diags) = match same_site {
        Some(before) => (Arc::clone(&before.site), Arc::clone(&before.site_diags)),
        None => {
            let (site, mut more) = site::build(&config, &tree, &docs, &inputs.changes, options.drafts);
            more.extend(check::site(&config, &site, &docs));
            (Arc::new(site), Arc::new(more))
        }
    };
    diags.extend(site_diags.iter().cloned());
    clock.lap("site");

    // Where two pages are in order as wholes, nothing is to be found out about their blocks.
    let wanted = ledgers.pages_with_blocks(&site, &docs, blocks);
    reader.cut(&tree, &mut parsed, &wanted);
    docs = documents(&parsed);
    for page in &parsed {
        diags.extend(page.diags.iter().cloned());
    }
    clock.lap("blocks");

    let glossary = match same_site {
        Some(before) => Arc::clone(&before.glossary),
        None => Arc::new(Glossary::new(&config, &site, &docs)),
    };
    let context = translations::Context {
        fs,
        config: &config,
        site: &site,
        docs: &docs,
        ledgers: &ledgers,
        blocks,
        glossary: &glossary,
        uses: &[],
    };
    let uses = context.uses(same_site);
    let context = translations::Context { uses: &uses, ..context };
    let alignments = context.alignments(same_site);
    diags.extend(alignments.found());
    diags.extend(ledgers.found());
    clock.lap("translations");

    let anchors = context.anchors(&alignments.values, same_site);
    diags.extend(anchors.found());
    clock.lap("ids");

    let resolved = resolve_all(
        resolve::Context {
            config: &config,
            site: &site,
            docs: &docs,
            anchors: &anchors.values,
            glossary: &glossary,
            uses: &uses,
        },
        same_site.filter(|before| before.anchors.values == anchors.values),
    );
    diags.extend(resolved.found());
    clock.lap("resolve");

    let local_images = context.images(&resolved.values, blocks);
    diags.extend(local_images.found());

    let graph = match same_site.filter(|before| same_links(&before.resolved.values, &resolved.values)) {
        Some(before) => Arc::clone(&before.graph),
        None => Arc::new(graph::build(&site, &resolved.values)),
    };
    let context = course::Context { config: &config, site: &site, docs: &docs, anchors: &anchors.values };
    let (course, more) = course::build(context);
    diags.extend(more);
    clock.lap("graph");

    let known = media::Read::new();
    let known = before.map_or(&known, |before| &before.images);
    let (sizes, images, more) = media::sizes(fs, &site, &docs, &resolved.values, known);
    diags.extend(more);
    clock.lap("media");

    diags.retain(|diagnostic| !diagnostic.file.as_ref().is_some_and(|file| fs.is_made(file.as_str())));
    let prepared = Prepared {
        inputs,
        config,
        theme,
        theme_diags,
        tree,
        tree_diags,
        parsed,
        docs,
        ledgers,
        glossary,
        uses,
        alignments,
        anchors,
        site,
        site_diags,
        resolved,
        local_images,
        graph,
        course: Arc::new(course),
        sizes,
        images,
        highlighter,
    };
    Outcome { prepared: Some(prepared), diags, timings: clock.timings }
}

/// Whether the documents are the same to all that is not made from their text.
fn same_surfaces(before: &[Arc<Document>], now: &[Arc<Document>]) -> bool {
    let same = |(a, b): (&Arc<Document>, &Arc<Document>)| {
        Arc::ptr_eq(a, b) || (a.head.meta == b.head.meta && a.head.title == b.head.title)
    };
    before.len() == now.len() && before.iter().zip(now).all(same)
}

/// Whether the pages' links lead to the same.
fn same_links(before: &[Arc<Resolved>], now: &[Arc<Resolved>]) -> bool {
    let same =
        |(a, b): (&Arc<Resolved>, &Arc<Resolved>)| Arc::ptr_eq(a, b) || (a.links == b.links && a.terms == b.terms);
    before.len() == now.len() && before.iter().zip(now).all(same)
}

/// What every page's links lead to. `before` has the same site and ids.
fn resolve_all(context: resolve::Context<'_>, before: Option<&Prepared>) -> Each<Resolved> {
    let resolve::Context { site, docs, .. } = context;
    let made = site.pages.par_iter().enumerate().map(|(i, page)| {
        let same =
            |doc: crate::ids::DocId, before: &Prepared| Arc::ptr_eq(&before.docs[doc.index()], &docs[doc.index()]);
        match before.filter(|before| page.doc.is_none_or(|doc| same(doc, before))) {
            Some(before) => before.resolved.get(i),
            None => {
                let (resolved, diags) = resolve::resolve(context, page);
                (Arc::new(resolved), diags)
            }
        }
    });
    Each::new(made.collect())
}
