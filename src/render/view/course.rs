//! What the template of the page on one's own progress sees: everything there is to do, by stage.

use std::borrow::Cow;

use tera::Value;

use super::{LinkView, Show, link, view};
use crate::ids::{GroupId, LangId, PageId};
use crate::parse::{Document, Kind};
use crate::render::Renderer;
use crate::site::{Page, PageKind};

view! {
    /// An entry of `course`: a stage, or what belongs to none.
    struct StageView<'a> {
        stage: Option<LinkView<'a>>,
        number: Option<u64>,
        pages: Vec<TaskView<'a>>,
    }
}

view! {
    /// An entry of `pages`: a page with something to do.
    struct TaskView<'a> {
        link: LinkView<'a>,
        kind: &'a str,
        lesson: bool,
        stage: Option<&'a str>,
        questions: String,
        tests: String,
        play: Option<&'a str>,
    }
}

/// `course`
pub(in crate::render) fn course(r: &Renderer<'_>, lang: LangId) -> Value {
    let mut pages: Vec<&Page> =
        r.site.pages.iter().filter(|page| page.lang == lang && r.course.is_task(page)).collect();
    pages.sort_by_key(|page| page.rank);
    let stages = &r.site.languages[lang.index()].stages;
    let of = |group: Option<GroupId>| -> Vec<TaskView<'_>> {
        let own = pages.iter().filter(|page| r.site.stage_of(page) == group);
        own.map(|page| task(r, lang, page)).collect()
    };
    let stage = |(number, id): (u64, &PageId)| StageView {
        stage: Some(link(r, lang, *id)),
        number: Some(number),
        pages: of(r.site.page(*id).group),
    };
    let mut all: Vec<StageView<'_>> = (1..).zip(stages).map(stage).collect();
    all.push(StageView { stage: None, number: None, pages: of(None) });
    all.retain(|stage| !stage.pages.is_empty());
    all.value()
}

fn task<'a>(r: &Renderer<'a>, lang: LangId, page: &'a Page) -> TaskView<'a> {
    let document: Option<&'a Document> = page.doc.map(|doc| &*r.docs[doc.index()]);
    let content = r.content(page);
    let learning = document.map(|document| &document.head.learning);
    let tests = learning.map_or(&[][..], |learning| &learning.tests);
    let names = content.as_ref().map(|content| {
        let questions = content.document.head.learning.questions.iter();
        // What a test draws from counts by the test.
        let own = questions.filter(|question| question.pool.is_none());
        let name = |question| format!("{}:{}", content.question_name(question), content.version(question));
        let tests = tests.iter().map(|test| content.name(test.heading));
        (own.map(name).collect::<Vec<_>>().join(" "), tests.collect::<Vec<_>>().join(" "))
    });
    let (questions, tests) = names.unwrap_or_default();
    let is_play = page.kind == PageKind::Content(Kind::Scenario);
    TaskView {
        link: LinkView { title: Cow::Borrowed(&page.title), ..link(r, lang, page.id) },
        kind: page.kind.as_str(),
        lesson: r.course.is_lesson(page),
        stage: r.site.stage_of(page).map(|group| r.site.group(group).key.as_str()),
        questions,
        tests,
        play: is_play.then_some(page.key.as_str()),
    }
}
