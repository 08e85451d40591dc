//! The pages of a language as data for packages: where they are, and what there is to do on each.

use super::Renderer;
use super::content::Content;
use crate::ids::LangId;
use crate::parse::Kind;
use crate::parse::learning::{Question, QuestionKind};
use crate::site::{Page, PageKind};

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlinePage {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its file.
    pub output: String,
    /// The key of the stage that it belongs to.
    pub stage: Option<String>,
    /// Whether it is a term's.
    pub is_term: bool,
    /// Whether it is a lesson that is there to be read.
    pub is_lesson: bool,
    /// Whether it is a role-play that is there to be played.
    pub is_play: bool,
    /// How many choices there are on it.
    pub choices: usize,
    /// Its questions.
    pub questions: Vec<OutlineQuestion>,
    /// Its tests.
    pub tests: Vec<OutlineTest>,
}

/// A question.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlineQuestion {
    /// Its name in all languages.
    pub name: String,
    /// What it was when it was answered.
    pub version: String,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What is asked, as text.
    pub title: String,
    /// How many options, items or pairs it has.
    pub options: usize,
    /// The places of those that are right.
    pub right: Vec<usize>,
    /// The texts that are accepted.
    pub accepted: Vec<String>,
    /// The pool that it is drawn from.
    pub pool: Option<String>,
}

/// A test.
#[derive(Clone, Debug, PartialEq)]
pub struct OutlineTest {
    /// Its name in all languages.
    pub name: String,
    /// The pool that it draws from.
    pub pool: String,
    /// How many questions it draws; else all.
    pub draw: Option<usize>,
}

impl Renderer<'_> {
    /// The pages that readers of a language have, in the order of the site.
    pub fn outline(&self, lang: LangId) -> Vec<OutlinePage> {
        let mut pages: Vec<&Page> = self.site.pages.iter().filter(|page| page.lang == lang).collect();
        pages.sort_by_key(|page| page.rank);
        pages.into_iter().map(|page| self.outline_of(page)).collect()
    }

    fn outline_of(&self, page: &Page) -> OutlinePage {
        let content = self.content(page);
        let learning = content.as_ref().map(|content| &content.document.head.learning);
        let is_task = self.course.is_task(page);
        OutlinePage {
            key: page.key.as_str().to_owned(),
            title: page.title.clone(),
            output: page.output.clone(),
            stage: self.site.stage_of(page).map(|group| self.site.group(group).key.as_str().to_owned()),
            is_term: page.kind == PageKind::Content(Kind::Term),
            is_lesson: self.course.is_lesson(page),
            is_play: is_task && page.kind == PageKind::Content(Kind::Scenario),
            choices: learning.map_or(0, |learning| learning.choices.len()),
            questions: content.as_ref().map(questions).unwrap_or_default(),
            tests: content.as_ref().map(tests).unwrap_or_default(),
        }
    }
}

fn questions(content: &Content<'_>) -> Vec<OutlineQuestion> {
    let learning = &content.document.head.learning;
    let of = |question: &Question| {
        let options = learning.options_of(question);
        // The file has them in the right order.
        let is_order = question.kind == QuestionKind::Order;
        let accepted = options.iter().filter(|_| question.kind == QuestionKind::Short);
        OutlineQuestion {
            name: content.question_name(question),
            version: content.version(question).to_string(),
            kind: question.kind,
            title: content.plain(&content.document.head.headings[question.heading].text),
            options: options.len(),
            right: (0..).zip(options).filter(|(_, option)| option.right || is_order).map(|(place, _)| place).collect(),
            accepted: accepted.map(|option| content.plain(&option.text)).collect(),
            pool: question.pool.as_ref().map(|pool| pool.value.clone()),
        }
    };
    learning.questions.iter().map(of).collect()
}

fn tests(content: &Content<'_>) -> Vec<OutlineTest> {
    let tests = content.document.head.learning.tests.iter();
    tests
        .map(|test| OutlineTest {
            name: content.name(test.heading),
            pool: test.pool.value.clone(),
            draw: test.draw.as_ref().map(|draw| draw.value),
        })
        .collect()
}
