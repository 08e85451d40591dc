//! What the pages of a site teach together: pools of questions, objectives and what tests them, role-plays.
//!
//! In: the site, its documents and their ids. Out: [`Course`], and findings that need more than one page or more than
//! what one page's Markdown says.
//!
//! Invariant: a function of its arguments; linear in what the pages teach.

mod objectives;
pub mod play;
mod questions;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Config;
use crate::diag::Diags;
use crate::ids::{DocId, GroupId, LangId, PageId};
use crate::parse::learning::Question;
use crate::parse::{Document, Kind, scrambled};
use crate::site::{Page, Site};
use crate::translation::Anchors;
pub use objectives::{Coverage, Goal};
pub use play::Play;

/// What the pages teach together.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// The questions of each pool, by language.
    pools: Vec<BTreeMap<String, Vec<(PageId, usize)>>>,
    /// The objectives and what tests them, in the order of the pages.
    pub coverage: Coverage,
    /// How much there is to do in each stage: its lesson, questions and role-plays.
    tasks: BTreeMap<GroupId, u64>,
    /// The groups whose pages have something to do.
    with_tasks: BTreeSet<GroupId>,
    /// The stages' pages.
    lessons: BTreeSet<GroupId>,
    /// The questions of each stage that are in no pool, by language: the pages and their places on them.
    by_stage: Vec<BTreeMap<GroupId, Vec<(PageId, usize)>>>,
}

/// How many questions on earlier stages a lesson opens with.
const WARM_UP: usize = 3;

/// What a course is made from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The site.
    pub site: &'a Site,
    /// Its documents.
    pub docs: &'a [Arc<Document>],
    /// Their ids.
    pub anchors: &'a [Arc<Anchors>],
}

impl<'a> Context<'a> {
    fn document(self, doc: DocId) -> &'a Document {
        &self.docs[doc.index()]
    }

    /// The id that a question is known by in all languages.
    fn id_of(self, doc: DocId, question: &Question) -> &'a str {
        &self.anchors[doc.index()].headings[question.heading]
    }

    /// The documents that are published and teach something.
    fn teaching(self) -> impl Iterator<Item = (DocId, &'a Document)> {
        let published = self.site.pages.iter().filter(|page| !page.is_fallback());
        published.filter_map(|page| page.doc).map(move |doc| (doc, self.document(doc))).filter(
            move |(doc, document)| {
                let is_play =
                    |doc: DocId| self.site.group(self.site.texts[doc.index()].group).shared.kind == Kind::Scenario;
                is_play(*doc) || !document.head.learning.is_empty()
            },
        )
    }
}

/// Finds out what the pages teach together.
pub fn build(cx: Context<'_>) -> (Course, Diags) {
    let mut diags = Diags::new();
    let mut pools: Vec<BTreeMap<String, Vec<(PageId, usize)>>> = vec![BTreeMap::new(); cx.config.languages.len()];
    let mut pages: Vec<_> = cx.site.pages.iter().filter(|page| page.doc.is_some()).collect();
    pages.sort_by_key(|page| page.rank);
    let mut by_stage: Vec<BTreeMap<GroupId, Vec<(PageId, usize)>>> = vec![BTreeMap::new(); cx.config.languages.len()];
    for page in pages {
        let Some(doc) = page.doc else { continue };
        for (i, question) in cx.document(doc).head.learning.questions.iter().enumerate() {
            let lang = page.lang.index();
            match (&question.pool, cx.site.stage_of(page)) {
                (Some(pool), _) => pools[lang].entry(pool.value.clone()).or_default().push((page.id, i)),
                (None, Some(stage)) => by_stage[lang].entry(stage).or_default().push((page.id, i)),
                (None, None) => {}
            }
        }
    }
    let (coverage, more) = objectives::coverage(cx);
    diags.extend(more);
    let mut course = Course { pools, coverage, by_stage, ..Course::default() };
    course.count(cx);
    questions::check(cx, &course, &mut diags);
    for (doc, document) in cx.teaching() {
        play::check(cx, doc, document, &mut diags);
    }
    (course, diags)
}

impl Course {
    /// The questions of a pool that readers of a language get, by page and by their place on it.
    pub fn pool(&self, lang: LangId, name: &str) -> &[(PageId, usize)] {
        self.pools[lang.index()].get(name).map_or(&[], Vec::as_slice)
    }

    fn count(&mut self, cx: Context<'_>) {
        for (doc, document) in cx.teaching() {
            let text = &cx.site.texts[doc.index()];
            let group = cx.site.group(text.group);
            let learning = &document.head.learning;
            let is_play = group.shared.kind == Kind::Scenario;
            if text.origin.is_some() || (learning.questions.is_empty() && learning.tests.is_empty() && !is_play) {
                continue;
            }
            self.with_tasks.insert(text.group);
            let loose = learning.questions.iter().filter(|question| question.pool.is_none()).count();
            if let Some(stage) = group.shared.stage {
                *self.tasks.entry(stage).or_default() += loose as u64 + u64::from(is_play);
            }
        }
        // Reading is something to do only where there is more to do than that.
        for stage in self.tasks.keys().copied().collect::<Vec<_>>() {
            self.lessons.insert(stage);
            self.with_tasks.insert(stage);
            *self.tasks.entry(stage).or_default() += 1;
        }
    }

    /// Whether there is anything to do on the site.
    pub fn is_empty(&self) -> bool {
        self.with_tasks.is_empty()
    }

    /// Whether there is something to do on a page.
    pub fn is_task(&self, page: &Page) -> bool {
        page.group.is_some_and(|group| self.with_tasks.contains(&group))
    }

    /// Whether a page is the lesson of a stage in which there is something to do.
    pub fn is_lesson(&self, page: &Page) -> bool {
        page.group.is_some_and(|group| self.lessons.contains(&group))
    }

    /// The questions on earlier stages that a stage's lesson opens with: of each stage before it one, the nearest first, until there are
    /// enough. The same in every build, and others for each lesson.
    pub fn warm_up(&self, site: &Site, page: &Page) -> Vec<(PageId, usize)> {
        let stages = &site.languages[page.lang.index()].stages;
        let here = stages.iter().position(|stage| *stage == page.id).filter(|_| self.is_lesson(page));
        let of = |stage: &PageId| -> Vec<(PageId, usize)> {
            let group = site.page(*stage).group;
            let questions = group.and_then(|group| self.by_stage[page.lang.index()].get(&group));
            let questions = questions.map_or(&[][..], Vec::as_slice);
            scrambled(questions.len(), page.key.as_str()).into_iter().map(|place| questions[place]).collect()
        };
        let earlier: Vec<Vec<(PageId, usize)>> = stages[..here.unwrap_or(0)].iter().rev().map(of).collect();
        let longest = earlier.iter().map(Vec::len).max().unwrap_or(0);
        let rounds = (0..longest).flat_map(|round| earlier.iter().filter_map(move |stage| stage.get(round).copied()));
        rounds.take(WARM_UP).collect()
    }

    /// How much there is to do in a stage.
    pub fn tasks(&self, stage: GroupId) -> u64 {
        self.tasks.get(&stage).copied().unwrap_or(0)
    }

    /// What could be better, though nothing is wrong with it.
    pub fn suggestions(&self, cx: Context<'_>) -> Diags {
        objectives::suggestions(cx, &self.coverage)
    }
}
