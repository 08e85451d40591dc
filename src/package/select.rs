//! What a package for one language has of a site: all its pages, or a stage's and the terms that they lead to.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::portable::{Copy, leads};
use crate::diag::nearest;
use crate::render::{OutlinePage, OutlineQuestion};

/// A site's files by path.
pub type Files = BTreeMap<String, Arc<[u8]>>;

/// What goes into a package.
pub struct Selection {
    /// Its pages, in the order of the site.
    pub pages: Vec<OutlinePage>,
    /// The questions of their tests that stand on other pages.
    pub drawn: Vec<OutlineQuestion>,
    /// The keys of the terms that there are cards of.
    pub cards: Vec<String>,
    /// The file that it opens with.
    pub start: String,
    /// What it is about, if it is not the whole site.
    pub title: Option<String>,
    /// Its files, with links from file to file.
    pub files: Files,
}

/// What stands for whom: the language's tag, the stage that is asked for, what progress is kept under, and where the site is.
#[derive(Clone, Copy)]
pub struct Wish<'a> {
    /// The language's tag.
    pub tag: &'a str,
    /// A stage's key, or the last part of it.
    pub stage: Option<&'a str>,
    /// What progress is kept under.
    pub name: &'a str,
    /// Where the site is published, if that is known.
    pub site: Option<&'a str>,
    /// The files that lie beside pages.
    pub assets: &'a HashSet<&'a str>,
}

impl Selection {
    /// Selects from the pages of a language and the files of its site. What to tell who asked for a stage that there is not comes
    /// back instead.
    pub fn of(outline: &[OutlinePage], files: &Files, wish: Wish<'_>) -> Result<Self, String> {
        let text = |path: &str| files.get(path).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        let stage = wish.stage.map(|stage| stage_of(outline, stage, wish.tag)).transpose()?;
        let mut paths: BTreeSet<String> = BTreeSet::new();
        let own = outline.iter().filter(|page| stage.is_none_or(|stage| page.stage.as_deref() == Some(stage)));
        paths.extend(own.map(|page| page.output.clone()));
        let mut cards = Vec::new();
        let own = |name: &str| format!("{}/{name}", wish.tag);
        // What the generator adds for learners.
        let added = |path: &&String| match stage {
            Some(stage) => **path == own(&format!("_print/{stage}/index.html")),
            None => ["_progress/", "_cards/", "_pocket/", "_print/", "_search/"]
                .iter()
                .any(|name| path.starts_with(&own(name))),
        };
        paths.extend(files.keys().filter(added).cloned());
        if stage.is_none() {
            let has_cards = files.contains_key(&own("_cards/index.html"));
            let terms = outline.iter().filter(|page| page.is_term && has_cards);
            cards.extend(terms.map(|page| page.key.clone()));
        } else {
            // Terms lead to terms.
            let terms: BTreeSet<&str> =
                outline.iter().filter(|page| page.is_term).map(|page| page.output.as_str()).collect();
            let mut new: Vec<String> = paths.iter().cloned().collect();
            while let Some(path) = new.pop() {
                for led in leads(text(&path)).filter(|led| terms.contains(led.as_str())) {
                    if paths.insert(led.clone()) {
                        new.push(led);
                    }
                }
            }
        }
        let pages: Vec<OutlinePage> = outline.iter().filter(|page| paths.contains(&page.output)).cloned().collect();
        let first = match stage {
            Some(stage) => pages.iter().find(|page| page.key == stage),
            None => pages.first(),
        };
        let Some(first) = first else {
            return Err(format!("there is nothing in `{}` to make a package of", wish.tag));
        };
        let (start, title) = (first.output.clone(), stage.map(|_| first.title.clone()));
        // What the pages show, and all that belongs to the theme.
        let shown: Vec<String> = paths.iter().flat_map(|path| leads(text(path))).collect();
        let assets = shown.into_iter().chain(files.keys().filter(|path| path.starts_with("assets/")).cloned());
        let is_page = |path: &str| path.ends_with(".html") && !wish.assets.contains(path);
        let assets = assets.filter(|path| !is_page(path) && files.contains_key(path));
        paths.extend(assets.collect::<Vec<_>>());
        let copy = Copy { name: wish.name, site: wish.site, has: &|file| paths.contains(file), framed: true };
        let taken = paths.iter().map(|path| {
            let bytes = match is_page(path) {
                true => Arc::from(copy.page(path, text(path)).into_bytes()),
                false => Arc::clone(&files[path]),
            };
            (path.clone(), bytes)
        });
        let files: Files = taken.collect();
        let own = |path: &&String| *path == "imsmanifest.xml" || path.starts_with("scorm/");
        if let Some(taken) = files.keys().find(own) {
            return Err(format!("`{taken}` is a file that packages have themselves; give the site's another name"));
        }
        let drawn = drawn(outline, &pages);
        Ok(Self { pages, drawn, cards, start, title, files })
    }
}

/// The key of the stage that is asked for.
fn stage_of<'a>(outline: &'a [OutlinePage], asked: &str, tag: &str) -> Result<&'a str, String> {
    let stages: BTreeSet<&str> = outline.iter().filter_map(|page| page.stage.as_deref()).collect();
    let last = |stage: &str| stage.rsplit('/').next() == Some(asked);
    if let Some(stage) =
        stages.iter().find(|stage| **stage == asked).or_else(|| stages.iter().find(|stage| last(stage)))
    {
        return Ok(stage);
    }
    let known: Vec<&str> = stages.iter().copied().collect();
    if known.is_empty() {
        return Err("the site has no stages: leave `--stage` out".to_owned());
    }
    let names = known.iter().map(|key| key.rsplit('/').next().unwrap_or(key));
    let near = nearest(asked, names).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    Err(format!("`{tag}` has no stage `{asked}` (it has {}){near}", known.join(", ")))
}

/// The questions that tests on these pages draw from others.
fn drawn(outline: &[OutlinePage], pages: &[OutlinePage]) -> Vec<OutlineQuestion> {
    let pools: BTreeSet<&str> = pages.iter().flat_map(|page| &page.tests).map(|test| test.pool.as_str()).collect();
    let is_here = |page: &&OutlinePage| pages.iter().any(|own| own.key == page.key);
    let others = outline.iter().filter(|page| !is_here(page)).flat_map(|page| &page.questions);
    others.filter(|question| question.pool.as_deref().is_some_and(|pool| pools.contains(pool))).cloned().collect()
}
