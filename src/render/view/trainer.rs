//! What the template of the trainer's overview sees: notes, what tests what, the answers, the role-plays as maps and as cards, hand-outs.

use std::borrow::Cow;

use tera::Value;

use super::{Html, LinkView, Show, course, link, view};
use crate::course::Play;
use crate::ids::{GroupId, LangId};
use crate::parse::learning::Question;
use crate::render::Renderer;
use crate::render::content::Content;
use crate::render::map;
use crate::scan::NOTES;
use crate::site::Page;

view! {
    /// `trainer`
    struct TrainerView<'a> {
        notes: Vec<LinkView<'a>>,
        goals: Vec<GoalView<'a>>,
        keys: Vec<KeyView<'a>>,
        plays: Vec<PlayView<'a>>,
        handouts: Vec<HandoutView<'a>>,
        course: Value,
    }
}

view! {
    /// An entry of `trainer.goals`: an objective, where it is taught and what tests it.
    struct GoalView<'a> {
        id: &'a str,
        text: String,
        lesson: LinkView<'a>,
        questions: Vec<QuestionLink<'a>>,
        scenarios: Vec<LinkView<'a>>,
    }
}

view! {
    /// A link to a question.
    struct QuestionLink<'a> {
        id: &'a str,
        url: String,
    }
}

view! {
    /// An entry of `trainer.keys`: a page with questions.
    struct KeyView<'a> {
        page: LinkView<'a>,
        questions: Vec<AnswerView>,
    }
}

view! {
    /// An entry of `trainer.plays`: a role-play.
    struct PlayView<'a> {
        page: LinkView<'a>,
        map: Html,
        shortest: Option<u64>,
        best: Option<u64>,
        scores: String,
        cards: Vec<Html>,
    }
}

view! {
    /// An entry of `trainer.handouts`: what learners of a page write for themselves.
    struct HandoutView<'a> {
        page: LinkView<'a>,
        parts: Vec<Html>,
    }
}

/// A question and its answer.
pub(super) struct AnswerView {
    title: String,
    pub(super) url: String,
    answer: String,
}

impl Show for AnswerView {
    fn value(&self) -> Value {
        let fields = [("title", self.title.value()), ("url", self.url.value()), ("answer", self.answer.value())];
        crate::render::show::Fields(fields).value()
    }

    fn feed(&self, feed: &mut super::Feed) {
        [&self.title, &self.url, &self.answer].into_iter().for_each(|text| text.feed(feed));
    }
}

impl Show for Value {
    fn value(&self) -> Value {
        self.clone()
    }

    fn feed(&self, feed: &mut super::Feed) {
        feed.bytes(self.to_string().as_bytes());
    }
}

/// `trainer`
pub(in crate::render) fn trainer(r: &Renderer<'_>, lang: LangId) -> Value {
    let mut pages: Vec<&Page> = r.site.pages.iter().filter(|page| page.lang == lang && page.doc.is_some()).collect();
    pages.sort_by_key(|page| page.rank);
    let contents: Vec<Content<'_>> = pages.iter().filter_map(|page| r.content(page)).collect();
    let to = |content: &Content<'_>| link(r, lang, content.page.id);
    let mut notes: Vec<_> = pages.iter().filter(|page| page.key.as_str().ends_with(NOTES)).collect();
    // In the order of the pages that they are on.
    notes.sort_by_key(|page| {
        let on = page.key.as_str().strip_suffix(NOTES).and_then(|key| r.site.group_by_key(key));
        on.and_then(|group| r.site.best_page(group, lang)).map_or(page.rank, |id| r.site.page(id).rank)
    });
    let keys = contents.iter().filter(|content| !content.document.head.learning.questions.is_empty());
    let plays = contents.iter().filter(|content| !content.document.head.learning.nodes.is_empty());
    let handouts = contents.iter().filter(|content| !content.document.head.learning.prompts.is_empty());
    let key = |content: &Content<'_>| {
        let questions = content.document.head.learning.questions.iter();
        KeyView { page: to(content), questions: questions.map(|question| answer(r, content, question)).collect() }
    };
    let handout = |content: &Content<'_>| {
        let prompts = content.document.head.learning.prompts.iter();
        HandoutView {
            page: to(content),
            parts: prompts.map(|prompt| Html(r.part(content, &prompt.part, lang))).collect(),
        }
    };
    let view = TrainerView {
        notes: notes.into_iter().map(|page| link(r, lang, page.id)).collect(),
        goals: goals(r, lang),
        keys: keys.map(key).collect(),
        plays: plays.filter_map(|content| play(r, content, to(content))).collect(),
        handouts: handouts.map(handout).collect(),
        course: course(r, lang),
    };
    view.value()
}

pub(super) fn answer(r: &Renderer<'_>, content: &Content<'_>, question: &Question) -> AnswerView {
    let id = &content.anchors.headings[question.heading];
    AnswerView {
        title: content.plain(&content.document.head.headings[question.heading].text),
        url: format!("{}#{id}", r.url(content.page)),
        answer: content.right(question),
    }
}

fn goals<'a>(r: &Renderer<'a>, lang: LangId) -> Vec<GoalView<'a>> {
    let page_of = |group: GroupId| r.site.best_page(group, lang);
    let goal = |goal: &'a crate::course::Goal| {
        let lesson = page_of(goal.group)?;
        let content = r.content(r.site.page(lesson));
        let own = content.as_ref().and_then(|content| {
            let objectives = &content.document.head.learning.objectives;
            objectives.iter().find(|own| own.id.value == goal.id).map(|own| content.plain(&own.text))
        });
        let question = |(group, id): &'a (GroupId, String)| {
            let url = r.url(r.site.page(page_of(*group)?));
            Some(QuestionLink { id, url: format!("{url}#{id}") })
        };
        Some(GoalView {
            id: &goal.id,
            text: own.unwrap_or_default(),
            lesson: link(r, lang, lesson),
            questions: goal.questions.iter().filter_map(question).collect(),
            scenarios: goal.scenarios.iter().filter_map(|group| Some(link(r, lang, page_of(*group)?))).collect(),
        })
    };
    r.course.coverage.goals.iter().filter_map(goal).collect()
}

fn play<'a>(r: &Renderer<'a>, content: &Content<'a>, page: LinkView<'a>) -> Option<PlayView<'a>> {
    let play = Play::of(r.course_context(), content.page.doc?)?;
    let ways = play.ways();
    let learning = &content.document.head.learning;
    let names: Vec<String> =
        learning.nodes.iter().map(|node| content.plain(&content.document.head.headings[node.heading].text)).collect();
    let texts: Vec<Cow<'_, str>> =
        play.edges.iter().map(|edge| Cow::Owned(content.plain(&learning.choices[edge.choice].text))).collect();
    let best = ways.best.as_ref();
    let scores: Vec<(String, i32)> =
        best.map(|way| way.scores.iter().map(|(name, sum)| (name.clone(), *sum)).collect()).unwrap_or_default();
    let drawing = map::draw(&content.page.title, &play, &names, &texts, best.map_or(&[], |way| &way.edges));
    Some(PlayView {
        page,
        map: Html(drawing),
        shortest: ways.shortest.map(|way| way.edges.len() as u64),
        best: best.map(|way| way.edges.len() as u64),
        scores: content.effect(&scores),
        cards: learning.nodes.iter().map(|node| Html(r.part(content, &node.part, content.page.lang))).collect(),
    })
}
